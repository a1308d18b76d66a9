package program_test

import (
	"context"
	"testing"
	"time"

	"sauro/db"
	"sauro/org"
	"sauro/task"
	"sauro/urging"
	"sauro/vn"
)

// urgingThings makes a request to explain, one for an extension and a draft of an
// urging letter, of tasks that were issued two weeks before the database's clock,
// and adds their references to of.
func urgingThings(t *testing.T, d *db.DB, tenant db.ID, of map[string]string) {
	t.Helper()
	ctx := context.Background()
	var late, soon string
	err := d.At(d.Now().Add(-14*24*time.Hour)).Update(ctx, tenant, func(tx *db.Tx) error {
		chairman, err := org.AsPost(tx, org.Chairman)
		if err != nil {
			return err
		}
		official, err := org.AsPost(tx, org.Official)
		if err != nil {
			return err
		}
		clause, err := db.Value[db.ID](tx, "select min(clause_id) from clause where tenant_id = ?1")
		if err != nil {
			return err
		}
		issue := func(due vn.Day) (string, error) {
			s := task.Slots{Accountable: official.Post, Work: "Lập danh sách để thử quyền", Due: task.Due{Kind: task.ByDate, Date: due}, LeadUnit: official.Unit, Answers: official.Post, Decider: chairman.Post,
				Result: task.Result{Product: "1 danh sách", Measure: task.Figure, Target: 1, Unit: "bản", Proof: task.File}}
			ref, err := task.Create(tx, chairman, clause, "", s)
			if err != nil {
				return "", err
			}
			return ref, task.Issue(tx, chairman, ref, 1)
		}
		today := vn.Today(tx.Now)
		if late, err = issue(today.Add(2)); err != nil {
			return err
		}
		soon, err = issue(today.Add(90))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	err = d.Update(ctx, tenant, func(tx *db.Tx) error {
		chairman, err := org.AsPost(tx, org.Chairman)
		if err != nil {
			return err
		}
		official, err := org.AsPost(tx, org.Official)
		if err != nil {
			return err
		}
		if of["explanation"], err = urging.Ask(tx, chairman, db.NewID(), late, "", ""); err != nil {
			return err
		}
		if of["extension"], err = urging.AskExtension(tx, official, db.NewID(), soon, vn.Today(tx.Now).Add(200), "thử quyền"); err != nil {
			return err
		}
		refs, err := urging.Compose(tx, chairman, db.NewID(), []string{late}, true)
		if err != nil {
			return err
		}
		of["urging"] = refs[0]
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
