package demo_test

import (
	"context"
	"testing"

	"sauro/blob"
	"sauro/db"
	"sauro/db/dbtest"
	"sauro/demo"
	"sauro/org"
	"sauro/task"
)

var ctx = context.Background()

func TestTheDemoHasTasksInEveryStateAndGoesOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		blobs, err := blob.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		tasks := 0
		for range 2 { // started again it goes on
			if err := demo.Build(ctx, d, blobs); err != nil {
				t.Fatal(err)
			}
			tenant, err := org.TenantByCode(ctx, d, "21472")
			if err != nil {
				t.Fatal(err)
			}
			err = d.View(ctx, tenant.ID, func(tx *db.Tx) error {
				who, err := org.AsPost(tx, org.Chairman)
				if err != nil {
					return err
				}
				list, _, err := task.List(tx, who, task.Filter{Limit: 200})
				if err != nil {
					return err
				}
				states, late, clauses, accepted := map[task.State]int{}, 0, map[string]bool{}, 0
				for _, one := range list {
					states[one.State]++
					clauses[one.ClauseCode] = true
					if one.Timing() == task.Late {
						late++
					}
					if one.State == task.Done {
						accepted++
					}
				}
				for _, s := range task.States {
					if states[s] == 0 {
						t.Errorf("no task is %q: %v", s, states)
					}
				}
				if len(clauses) != 20 || late < 3 || accepted < 8 {
					t.Errorf("%d clauses have tasks, %d tasks are late, %d accepted", len(clauses), late, accepted)
				}
				if tasks != 0 && tasks != len(list) {
					t.Errorf("%d tasks the second time, %d the first", len(list), tasks)
				}
				tasks = len(list)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
