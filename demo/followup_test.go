package demo_test

import (
	"slices"
	"testing"

	"sauro/blob"
	"sauro/db"
	"sauro/db/dbtest"
	"sauro/demo"
	"sauro/inspection"
	"sauro/obstacle"
	"sauro/org"
	"sauro/task"
	"sauro/urging"
	"sauro/vn"
)

// What follows tasks is in every state, on whatever day the demo is built: a usual
// day, the first one after Tết, a Sunday at New Year.
func TestTheDemoFollowsItsTasksOnAnyDay(t *testing.T) {
	for _, day := range []vn.Day{"2026-07-15", "2026-02-23", "2027-01-03"} {
		t.Run(string(day), func(t *testing.T) {
			blobs, err := blob.Open(t.TempDir())
			if err != nil {
				t.Fatal(err)
			}
			d := dbtest.SQLite(t).At(day.Time().Add(10 * 60 * 60 * 1e9))
			if err := demo.Build(ctx, d, blobs); err != nil {
				t.Fatal(err)
			}
			tenant, err := org.TenantByCode(ctx, d, "21472")
			if err != nil {
				t.Fatal(err)
			}
			if err := d.View(ctx, tenant.ID, func(tx *db.Tx) error { return followed(t, tx) }); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func followed(t *testing.T, tx *db.Tx) error {
	who, err := org.AsPost(tx, org.Chairman)
	if err != nil {
		return err
	}
	explanations, _, err := urging.Explanations(tx, who, 0, 50)
	if err != nil {
		return err
	}
	extensions, _, err := urging.Extensions(tx, who, 0, 50)
	if err != nil {
		return err
	}
	drafts, err := urging.ToSend(tx, who)
	if err != nil {
		return err
	}
	unanswered, err := urging.Unanswered(tx, who)
	if err != nil {
		return err
	}
	inspections, err := inspection.List(tx, who)
	if err != nil {
		return err
	}
	draws, err := inspection.Draws(tx, who)
	if err != nil {
		return err
	}
	findings, err := inspection.OpenFindings(tx, who)
	if err != nil {
		return err
	}
	board, err := obstacle.List(tx, who, obstacle.Filter{})
	if err != nil {
		return err
	}
	list, _, err := task.List(tx, who, task.Filter{Limit: 200})
	if err != nil {
		return err
	}
	told, err := db.Value[int](tx, "select count(*) from notice where tenant_id = ?1")
	if err != nil {
		return err
	}
	stood := 0
	for _, one := range list {
		if len(one.Stops) > 0 && one.StoppedOn() == "" {
			stood++
		}
	}
	late := func(o obstacle.Obstacle) bool { return o.State == obstacle.Asked && o.Proposal.Late() }
	for name, ok := range map[string]bool{
		"an explanation waits for its answer": slices.ContainsFunc(explanations, func(e urging.Explanation) bool { return e.State == urging.Open }),
		"an explanation was answered":         slices.ContainsFunc(explanations, func(e urging.Explanation) bool { return e.State == urging.Answered }),
		"an extension was granted":            slices.ContainsFunc(extensions, func(e urging.Extension) bool { return e.State == urging.Granted }),
		"an extension waits":                  slices.ContainsFunc(extensions, func(e urging.Extension) bool { return e.State == urging.Asked }),
		"an urging letter is a draft":         len(drafts) == 1,
		"an urging letter waits":              len(unanswered) == 1 && unanswered[0].Code() == "86/UBND",
		"an inspection is concluded":          slices.ContainsFunc(inspections, func(i inspection.Inspection) bool { return i.State == inspection.Concluded && i.SHA256 != "" }),
		"an inspection is coming":             slices.ContainsFunc(inspections, func(i inspection.Inspection) bool { return i.State == inspection.Open && i.From > vn.Today(tx.Now) }),
		"a drawing has one untrue result":     len(draws) == 1 && draws[0].Untrue == 1 && draws[0].Checked == 3 && draws[0].Drawn == 4,
		"a finding is being mended":           slices.ContainsFunc(findings, func(f inspection.Finding) bool { return f.State() == inspection.Mending }),
		"a finding has no task yet":           slices.ContainsFunc(findings, func(f inspection.Finding) bool { return f.State() == inspection.Untasked }),
		"an obstacle is new":                  slices.ContainsFunc(board, func(o obstacle.Obstacle) bool { return o.State == obstacle.New }),
		"an obstacle is being solved":         slices.ContainsFunc(board, func(o obstacle.Obstacle) bool { return o.State == obstacle.Doing }),
		"an obstacle is solved":               slices.ContainsFunc(board, func(o obstacle.Obstacle) bool { return o.State == obstacle.Solved }),
		"a proposal is late":                  slices.ContainsFunc(board, late),
		"a clock stood and runs again":        stood == 1,
		"people were told":                    told > 20,
	} {
		if !ok {
			t.Errorf("it is not so that %s", name)
		}
	}
	return nil
}
