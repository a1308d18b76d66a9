package task_test

import (
	"fmt"
	"testing"

	"sauro/db"
	"sauro/db/dbtest"
	. "sauro/task"
)

// BenchmarkLists reads the lists of screens from a commune with 100,000 tasks,
// of which the person has 50 open ones.
func BenchmarkLists(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *db.DB{
		"sqlite":   func(t testing.TB) *db.DB { return dbtest.SQLite(t) },
		"postgres": func(t testing.TB) *db.DB { return dbtest.Postgres(t) },
	} {
		b.Run(name, func(b *testing.B) {
			o := newOffice(b, open(b))
			first := o.received(o.six())
			o.fill(first, 100_000)
			culture := o.who[culture]
			for list, read := range map[string]func(tx *db.Tx) (int, error){
				"Mine": func(tx *db.Tx) (int, error) {
					w, err := Mine(tx, culture)
					return len(w.Overdue) + len(w.Soon) + len(w.Later), err
				},
				"List": func(tx *db.Tx) (int, error) { l, _, err := List(tx, culture, Filter{}); return len(l), err },
				"ListText": func(tx *db.Tx) (int, error) {
					l, _, err := List(tx, culture, Filter{Text: "ky nang so"})
					return len(l), err
				},
				"LateOnes":   func(tx *db.Tx) (int, error) { l, err := LateOnes(tx, culture); return len(l), err },
				"WaitingFor": func(tx *db.Tx) (int, error) { w, err := WaitingFor(tx, o.who[clerk]); return w.Count(), err },
				"ByRef":      func(tx *db.Tx) (int, error) { p, err := ByRef(tx, culture, first); return len(p.Events), err },
			} {
				b.Run(list, func(b *testing.B) {
					rows := 0
					for b.Loop() {
						o.view(func(tx *db.Tx) (err error) {
							rows, err = read(tx)
							return err
						})
					}
					b.ReportMetric(float64(rows), "rows")
				})
			}
		})
	}
}

// fill copies a task until the commune has n: 50 open ones of the same post, the
// others done by it or open at another post.
func (o *office) fill(ref string, n int) {
	o.ok(func(tx *db.Tx) error {
		tx.Did(db.Act{Kind: "set-up"})
		_, err := tx.Exec(fmt.Sprintf(`insert into task (tenant_id, task_id, ref, clause_id, version, state, resume_to, accountable, issued_to, work, detail,
				due_kind, due_date, due_cycle, review_day, due_text, due_from, lead_unit, support, answers, decider, superior, product, measure, target,
				target_unit, proof, proof_text, source, basis, catalogue, weight, reported, verified, next_due, created_at, created_by, issued_at, changed_at)
			with recursive n (i) as (select 2 union all select i + 1 from n where i < %d)
			select ?1, 't' || n.i, 'NV-2025-' || n.i, clause_id, 1, case when n.i <= 50 or n.i %% 3 = 0 then 'doing' else 'done' end, '',
				case when n.i <= 50 or n.i %% 3 <> 0 then accountable else ?3 end, issued_to, work, detail,
				due_kind, due_date, due_cycle, review_day, due_text, due_from, lead_unit, support, answers, decider, superior, product, measure, target,
				target_unit, proof, proof_text, source, basis, catalogue, weight, 42, 42,
				case when n.i <= 50 or n.i %% 3 = 0 then '2026-0' || (1 + n.i %% 9) || '-15' end, created_at, created_by, issued_at, changed_at
			from task t, n where t.tenant_id = ?1 and t.ref = ?2`, n), ref, o.who[justice].Post)
		return err
	})
}

// BenchmarkProgress reports progress with evidence, each report a transaction
// on disk with its entry in the log, as an office of 400 tasks does.
func BenchmarkProgress(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *db.DB{
		"sqlite":   func(t testing.TB) *db.DB { return dbtest.SQLite(t) },
		"postgres": func(t testing.TB) *db.DB { return dbtest.Postgres(t) },
	} {
		b.Run(name, func(b *testing.B) {
			o := newOffice(b, open(b))
			// A task that is reported on for ever has ever more reports to read.
			refs := make([]string, 400)
			for i := range refs {
				refs[i] = o.received(o.six())
			}
			at := 0
			for b.Loop() {
				at = (at + 1) % len(refs)
				o.report(refs[at], Progress{Note: "Đã làm thêm một phần.", Evidence: []Evidence{{Kind: DocumentNo, Name: "Biên bản", Number: "12/BB-UBND", Dated: "2025-12-15"}}})
			}
		})
	}
}
