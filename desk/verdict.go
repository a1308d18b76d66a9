package desk

import (
	"net/http"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/web"
)

var verdictPages = feature{
	Routes: func(d *Desk) []web.Route {
		return []web.Route{
			{Pattern: "POST /nhiem-vu/{ref}/kiem-chung", Act: org.Verify, Handle: d.verify},
			{Pattern: "POST /nhiem-vu/{ref}/nghiem-thu", Act: org.Accept, Handle: d.accept},
		}
	},
}

// verify keeps how much of what was reported the person has seen proved.
func (d *Desk) verify(w http.ResponseWriter, r *web.Request) error {
	ref := r.PathValue("ref")
	err := r.Update(func(tx *db.Tx) error {
		t, err := task.Get(tx, r.Who, ref)
		if err != nil {
			return err
		}
		value, err := amount(r, t)
		if err != nil {
			return err
		}
		v := task.Verification{Cycle: r.Value("ky"), Note: r.Text("ghi-chu"), Looked: r.Text("da-xem")}
		if value == nil {
			var f fault.Form
			f.Add("gia-tri", "Hãy ghi số đã thấy có minh chứng, 0 nếu chưa thấy gì.")
			return f.Err()
		}
		v.Value = *value
		if v.Accept, err = ids(r, "minh-chung"); err != nil {
			return err
		}
		if v.Refuse, err = ids(r, "khong-nhan"); err != nil {
			return err
		}
		return task.Verify(tx, r.Who, ref, seenVersion(r), v)
	})
	if err = d.unlessTwice(r, ref, "verified", err); err != nil {
		return d.taskAgain(w, r, fault.Rename(err, "value", "gia-tri", "looked", "da-xem", "note", "ghi-chu"))
	}
	return r.Redirect(w, r.Next("/nhiem-vu/"+ref), r.T("Đã ghi kết quả kiểm chứng."))
}

// accept accepts a result that was handed in, or returns it with the reason.
func (d *Desk) accept(w http.ResponseWriter, r *web.Request) error {
	ref := r.PathValue("ref")
	a := task.Acceptance{Cycle: r.Value("ky"), Looked: r.Text("da-xem"), Reason: r.Text("ly-do")}
	err := r.Update(func(tx *db.Tx) (err error) {
		if a.Evidence, err = ids(r, "minh-chung"); err != nil {
			return err
		}
		switch r.Value("ket-qua") {
		case "nhan":
			return task.Accept(tx, r.Who, ref, seenVersion(r), a)
		case "tra-lai":
			return task.Return(tx, r.Who, ref, seenVersion(r), a)
		}
		return fault.New(fault.Invalid, "Hãy bấm Nghiệm thu hoặc Trả lại.")
	})
	if err = d.unlessTwice(r, ref, map[string]string{"nhan": "accepted", "tra-lai": "returned"}[r.Value("ket-qua")], err); err != nil {
		return d.taskAgain(w, r, fault.Rename(err, "looked", "da-xem", "evidence", "minh-chung", "reason", "ly-do"))
	}
	if r.Value("ket-qua") == "nhan" {
		return r.Redirect(w, r.Next("/nhiem-vu/"+ref), r.T("Đã nghiệm thu."))
	}
	return r.Redirect(w, r.Next("/nhiem-vu/"+ref), r.T("Đã trả lại kèm lý do."))
}
