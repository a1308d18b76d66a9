// Package job does the work that takes longer than a person should wait for a
// page: it is written down in the transaction that asks for it, done beside the
// pages, shown while it goes on, and taken up again after a stop. It knows no
// kind of work by itself.
package job

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"sauro/db"
	"sauro/fault"
)

// State is how far a job is.
type State string

// The states of a job.
const (
	Queued  State = "queued"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed"
)

// Job is one piece of work.
type Job struct {
	Tenant      db.ID
	ID          db.ID
	Kind        string
	Args        string // JSON, as the kind of work reads it
	State       State
	Done, Total int64
	Result      string     // where the outcome is, once Done
	Failure     fault.Text // what to tell the person, once Failed
	By          db.ID      // the person who asked for it
	Created     time.Time
}

const (
	lock     = time.Minute // a running job without a sign of life for so long is taken up again
	attempts = 3
	tick     = 400 * time.Millisecond // how often progress is written down
)

// Add writes a job down in the transaction of the act that needs it. The same
// id again is the same job.
func Add(tx *db.Tx, id db.ID, kind string, args any, by db.ID) error {
	b, err := json.Marshal(args)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into job (tenant_id, job_id, kind, args, state, done, total, result, failure, attempt, locked_until, created_at, created_by)
		values (?1, ?2, ?3, ?4, 'queued', 0, 0, '', '', 0, 0, ?5, ?6) on conflict (tenant_id, job_id) do nothing`, id, kind, string(b), tx.Now, by)
	return err
}

const columns = "tenant_id, job_id, kind, args, state, done, total, result, failure, created_by, created_at"

// ByID is one job of the person who asked for it.
func ByID(tx *db.Tx, id, by db.ID) (Job, error) {
	type row struct {
		Job
		failure string
	}
	r, found, err := db.One(tx, func(r *row) []any {
		return []any{&r.Tenant, &r.ID, &r.Kind, &r.Args, &r.State, &r.Done, &r.Total, &r.Result, &r.failure, &r.By, db.Time(&r.Created)}
	}, "select "+columns+" from job where tenant_id = ?1 and job_id = ?2 and created_by = ?3", id, by)
	if err == nil && !found {
		err = fault.New(fault.Unknown, "Không tìm thấy công việc này. Hãy mở lại từ danh sách.")
	}
	if err == nil && r.failure != "" {
		err = json.Unmarshal([]byte(r.failure), &r.Failure)
	}
	for i, a := range r.Failure.Args {
		if n, ok := a.(float64); ok {
			r.Failure.Args[i] = int64(n)
		}
	}
	return r.Job, err
}

// Work does a job of one kind. It may be called again for the same job after a
// stop, so what it writes must be the same twice. progress may be called often.
type Work func(ctx context.Context, j Job, progress func(done, total int)) (result string, err error)

// Runner does jobs, one at a time.
type Runner struct {
	db    *db.DB
	kinds map[string]Work
	wake  chan struct{}
}

// NewRunner makes a runner of the kinds of work given.
func NewRunner(d *db.DB, kinds map[string]Work) *Runner {
	return &Runner{db: d, kinds: kinds, wake: make(chan struct{}, 1)}
}

// Wake has the runner look for new jobs now instead of soon.
func (r *Runner) Wake() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// Run does jobs until ctx ends.
func (r *Runner) Run(ctx context.Context) {
	for {
		did, err := r.Step(ctx)
		if err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "job", "err", err)
		}
		if did && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-r.wake:
		case <-time.After(2 * time.Second):
		}
	}
}

// Step does one waiting job, if there is one.
func (r *Runner) Step(ctx context.Context) (did bool, err error) {
	j, found, err := r.claim(ctx)
	if err != nil || !found {
		return false, err
	}
	result, err := r.do(ctx, j)
	if ctx.Err() != nil {
		return true, ctx.Err() // a stop is no failure: the job is taken up again
	}
	return true, r.finish(context.WithoutCancel(ctx), j, result, err)
}

func (r *Runner) claim(ctx context.Context) (j Job, found bool, err error) {
	var waiting []Job
	now := r.db.Now()
	err = r.db.Across(ctx, func(tx *db.AcrossTx) error {
		return tx.Each(func(scan func(...any) error) error {
			var w Job
			err := scan(&w.Tenant, &w.ID)
			waiting = append(waiting, w)
			return err
		}, "select tenant_id, job_id from job where state in ('queued', 'running') and locked_until < ?1 order by created_at limit 10", now)
	})
	if err != nil {
		return Job{}, false, err
	}
	for _, w := range waiting {
		err = r.db.Update(ctx, w.Tenant, func(tx *db.Tx) error {
			j, found, err = db.One(tx, func(j *Job) []any { return []any{&j.Tenant, &j.ID, &j.Kind, &j.Args, &j.By, db.Time(&j.Created)} },
				`update job set state = case when attempt >= ?4 then 'failed' else 'running' end, attempt = attempt + 1, locked_until = ?5, failure = case when attempt >= ?4 then ?6 else '' end
				where tenant_id = ?1 and job_id = ?2 and state in ('queued', 'running') and locked_until < ?3 and attempt <= ?4
				returning tenant_id, job_id, kind, args, created_by, created_at`,
				w.ID, tx.Now, attempts, tx.Now.Add(lock), words(errors.New("too many attempts")))
			if err != nil || !found {
				return err
			}
			state, err := db.Value[State](tx, "select state from job where tenant_id = ?1 and job_id = ?2", w.ID)
			found = state == Running
			return err
		})
		if err != nil || found {
			return j, found, err
		}
	}
	return Job{}, false, nil
}

func (r *Runner) do(ctx context.Context, j Job) (result string, err error) {
	work := r.kinds[j.Kind]
	if work == nil {
		return "", fmt.Errorf("job: no work of kind %q", j.Kind)
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("job %s: panic: %v", j.ID, p)
		}
	}()
	var last time.Time
	beat := func(done, total int) {
		if now := time.Now(); now.Sub(last) >= tick || done == total {
			last = now
			// The figure is for the eye only; that it was not written stops nothing.
			if err := r.db.Update(ctx, j.Tenant, func(tx *db.Tx) error {
				_, err := tx.Exec("update job set done = ?3, total = ?4, locked_until = ?5 where tenant_id = ?1 and job_id = ?2", j.ID, done, total, tx.Now.Add(lock))
				return err
			}); err != nil && ctx.Err() == nil {
				slog.WarnContext(ctx, "job progress", "job", j.ID, "err", err)
			}
		}
	}
	return work(ctx, j, beat)
}

func (r *Runner) finish(ctx context.Context, j Job, result string, failed error) error {
	state, failure := Done, ""
	if failed != nil {
		state, failure = Failed, words(failed)
		slog.ErrorContext(ctx, "job failed", "job", j.ID, "kind", j.Kind, "err", failed)
	}
	return r.db.Update(ctx, j.Tenant, func(tx *db.Tx) error {
		_, err := tx.Exec("update job set state = ?3, result = ?4, failure = ?5 where tenant_id = ?1 and job_id = ?2", j.ID, string(state), result, failure)
		return err
	})
}

// words are what the person is told of a failure.
func words(err error) string {
	text := fault.Text{Format: "Việc này không làm được do lỗi của máy chủ. Hãy thử lại; nếu vẫn lỗi, hãy báo người quản lý máy chủ."}
	var e *fault.Error
	if errors.As(err, &e) && e.Kind != fault.Internal {
		text = e.Text
	}
	args := make([]any, len(text.Args))
	for i, a := range text.Args {
		if n, ok := a.(int); ok {
			args[i] = n // a figure stays one: its format and its English ask for one
			continue
		}
		args[i] = fmt.Sprint(a)
	}
	text.Args = args
	b, _ := json.Marshal(text)
	return string(b)
}
