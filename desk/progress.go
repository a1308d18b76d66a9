package desk

import (
	"net/http"

	"sauro/db"
	"sauro/fault"
	"sauro/obstacle"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
	"sauro/web"
)

var progressPages = feature{
	Routes: func(d *Desk) []web.Route {
		return []web.Route{
			{Pattern: "POST /nhiem-vu/{ref}/tien-do", Act: org.Report, Upload: true, Handle: d.report},
			{Pattern: "POST /nhiem-vu/{ref}/de-nghi", Act: org.Report, Handle: d.handIn},
		}
	},
}

// report keeps a report with its evidence. The one-line form of Việc của tôi
// comes here too; where it fails, the full form takes it over.
func (d *Desk) report(w http.ResponseWriter, r *web.Request) error {
	ref := r.PathValue("ref")
	p := task.Progress{Cycle: r.Value("ky"), Note: r.Text("ghi-chu"), Obstacle: r.Text("vuong-mac"), Backdated: r.Value("ly-do-ngay"), HandIn: r.Has("de-nghi")}
	once, err := onceOf(r)
	bared := 0
	if err == nil {
		p.Once = once
		// Files are read before anything is looked up, and kept before the
		// transaction: a writer never waits for a disk full of photographs.
		p.Evidence, bared, err = d.evidenceOf(r)
	}
	if err == nil {
		err = r.Update(func(tx *db.Tx) error {
			t, err := task.Get(tx, r.Who, ref)
			if err != nil {
				return err
			}
			if p.Value, err = amount(r, t); err != nil {
				return err
			}
			if r.Value("ngay") != "" {
				day, ok := r.Day("ngay")
				if !ok {
					var f fault.Form
					f.Add("ngay", "Ngày số liệu chưa đúng. Hãy ghi theo mẫu ngày/tháng/năm, ví dụ 31/12/2026.")
					return f.Err()
				}
				p.AsOf = day
			}
			if !r.Has("vuong-mac") && (p.Value != nil || p.Note != "" || len(p.Evidence) > 0) {
				// The form of one line does not ask for obstacles: nothing is over by it.
				if p.Obstacle, err = obstacle.Said(tx, r.Who, t.ID); err != nil {
					return err
				}
			}
			if err := task.Report(tx, r.Who, ref, seenVersion(r), p); err != nil {
				return err
			}
			return obstacle.Reported(tx, r.Who, ref, p.Obstacle, p.AsOf)
		})
	}
	if err != nil {
		return d.taskAgain(w, r, fault.Rename(err, "value", "gia-tri", "note", "ghi-chu", "obstacle", "vuong-mac", "as_of", "ngay", "backdated", "ly-do-ngay", "evidence", "tep"))
	}
	said := r.T("Đã gửi báo cáo %s.", ref)
	if p.HandIn {
		said = r.T("Đã gửi báo cáo %s và đề nghị nghiệm thu.", ref)
	}
	if bared > 0 {
		said += " " + r.T("Vị trí chụp và thông tin máy đã được bỏ khỏi %d ảnh.", bared)
	}
	return r.Redirect(w, r.Next("/nhiem-vu/"+ref), said)
}

// handIn asks for the acceptance of what was reported.
func (d *Desk) handIn(w http.ResponseWriter, r *web.Request) error {
	ref := r.PathValue("ref")
	err := r.Update(func(tx *db.Tx) error { return task.HandIn(tx, r.Who, ref, seenVersion(r), r.Value("ky")) })
	if err = d.unlessTwice(r, ref, "handed", err); err != nil {
		return d.taskAgain(w, r, err)
	}
	return r.Redirect(w, r.Next("/nhiem-vu/"+ref), r.T("Đã đề nghị nghiệm thu %s.", ref))
}

// amount is the figure typed, in units of the task's target: 1.234, or 77,5%
// where the task is measured as a share; nil where none was typed.
func amount(r *web.Request, t task.Task) (*int64, error) {
	if r.Value("gia-tri") == "" {
		return nil, nil
	}
	n, ok := int64(0), false
	if t.Measure == task.Percent {
		n, ok = r.BasisPoints("gia-tri")
	} else {
		n, ok = r.Int("gia-tri")
	}
	if !ok {
		var f fault.Form
		f.Add("gia-tri", "Số báo cáo chưa đúng. Hãy ghi số nguyên từ 0 trở lên; tỷ lệ từ 0 đến 100%.")
		return nil, f.Err()
	}
	return &n, nil
}

// onceOf is the token of a form that makes something. It was made before now by
// this program: what orders by it cannot be led astray by a token made up.
func onceOf(r *web.Request) (db.ID, error) {
	id, err := r.OnceID()
	if err == nil && id > db.NewID() {
		err = fault.New(fault.Invalid, "Biểu mẫu này đã cũ. Hãy mở lại trang rồi gửi lại.")
	}
	return id, err
}

// Value is what was last reported, as the form proposes it.
func (p *taskPage) Value() string { return p.Shown.Value() }

// ValueUnit stands behind the field of a report.
func (p *taskPage) ValueUnit() string {
	if p.Task.Measure == task.Percent {
		return "%"
	}
	return "/" + p.Task.Amount(p.Task.Target)
}

// TodayText is today as the form writes it.
func (p *taskPage) TodayText() vn.Day { return p.Task.Today }
