package desk

import (
	"errors"
	"net/http"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/web"
)

var steerPages = feature{
	Routes: func(d *Desk) []web.Route {
		reason := func(do func(*db.Tx, org.Who, string, int64, string) error) steering {
			return func(tx *db.Tx, r *web.Request, ref string, version int64) error {
				return do(tx, r.Who, ref, version, r.Value("ly-do"))
			}
		}
		plain := func(do func(*db.Tx, org.Who, string, int64) error) steering {
			return func(tx *db.Tx, r *web.Request, ref string, version int64) error {
				return do(tx, r.Who, ref, version)
			}
		}
		return []web.Route{
			{Pattern: "POST /nhiem-vu/{ref}/giao", Act: org.Issue, Handle: d.steer("issued", plain(task.Issue))},
			{Pattern: "POST /nhiem-vu/{ref}/nhan", Act: org.Receive, Handle: d.steer("received", plain(task.Receive))},
			{Pattern: "POST /nhiem-vu/{ref}/tam-dung", Act: org.Steer, Handle: d.steer("paused", reason(task.Pause))},
			{Pattern: "POST /nhiem-vu/{ref}/tiep-tuc", Act: org.Steer, Handle: d.steer("resumed", reason(task.Resume))},
			{Pattern: "POST /nhiem-vu/{ref}/huy", Act: org.Steer, Handle: d.steer("cancelled", reason(task.Cancel))},
			{Pattern: "POST /nhiem-vu/{ref}/ket-thuc", Act: org.Accept, Handle: d.steer("finished", plain(task.Finish))},
			{Pattern: "POST /nhiem-vu/{ref}/cha", Act: org.Plan, Handle: d.steer("placed", place)},
		}
	},
}

// steering is an act on the task that the person saw as a version.
type steering func(tx *db.Tx, r *web.Request, ref string, version int64) error

// steeredNames say what was done, on the page that comes next.
var steeredNames = map[string]string{
	"issued": "Đã giao nhiệm vụ %s.", "received": "Đã nhận nhiệm vụ %s.", "paused": "Đã tạm dừng nhiệm vụ %s.", "resumed": "Nhiệm vụ %s tiếp tục.",
	"cancelled": "Đã hủy nhiệm vụ %s.", "finished": "Đã kết thúc nhiệm vụ %s.", "placed": "Đã xếp lại nhiệm vụ %s.",
}

// steer does one act and goes back to where the person was.
func (d *Desk) steer(done string, do steering) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		ref := r.PathValue("ref")
		err := r.Update(func(tx *db.Tx) error { return do(tx, r, ref, seenVersion(r)) })
		if err = d.unlessTwice(r, ref, done, err); err != nil {
			return d.taskAgain(w, r, fault.Rename(err, "reason", "ly-do"))
		}
		return r.Redirect(w, r.Next("/nhiem-vu/"+ref), r.T(steeredNames[done], ref))
	}
}

// unlessTwice is nil where a form failed only because it was sent twice: the
// task has changed since the person saw it, and the change is this very act, by
// this very person, a moment ago. Every other error comes back as it is.
func (d *Desk) unlessTwice(r *web.Request, ref, kind string, failed error) error {
	var changed *task.ConflictError
	if !errors.As(failed, &changed) {
		return failed
	}
	twice := false
	err := r.View(func(tx *db.Tx) (err error) {
		twice, err = task.JustDone(tx, r.Who, ref, kind)
		return err
	})
	if err != nil || !twice {
		return failed
	}
	return nil
}

// seenVersion is the version of the task that the person saw, 0 where the form
// does not say: that is nobody's.
func seenVersion(r *web.Request) int64 {
	n, _ := r.Int("lan")
	return n
}

func place(tx *db.Tx, r *web.Request, ref string, version int64) error {
	weight := int64(1)
	if r.Value("trong-so") != "" {
		n, ok := r.Int("trong-so")
		if !ok {
			var f fault.Form
			f.Add("trong-so", "Trọng số là số nguyên từ 1 đến 1000.")
			return f.Err()
		}
		weight = n
	}
	return task.Place(tx, r.Who, ref, version, r.Value("cha"), weight)
}
