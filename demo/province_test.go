package demo_test

import (
	"testing"

	"sauro/blob"
	"sauro/db"
	"sauro/db/dbtest"
	"sauro/demo"
	"sauro/obstacle"
	"sauro/org"
	"sauro/petition"
)

// The province of the demo has an issue of two communes and more that waits to
// be brought together; started again nothing is there twice.
func TestTheDemoHasAProvinceAboveIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		blobs, err := blob.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := demo.Build(ctx, d, blobs); err != nil {
				t.Fatal(err)
			}
		}
		tenants, err := org.Tenants(ctx, d)
		if err != nil || len(tenants) != 6 || tenants[0].Code != "21472" || tenants[5].Code != "51" || tenants[5].Level != org.Province {
			t.Fatalf("the offices are %+v, %v", tenants, err)
		}
		err = d.View(ctx, tenants[5].ID, func(tx *db.Tx) error {
			who, err := org.ByLogin(tx, "chutichtinh")
			if err != nil {
				return err
			}
			issue, err := petition.GetIssue(tx, who, issueOf(t, tx, who))
			if err != nil {
				return err
			}
			if issue.Waiting != 2 || issue.NotIn != 0 || issue.Class != obstacle.Data {
				t.Errorf("the issue is %+v", issue)
			}
			alike, err := petition.Alike(tx, who, issue.Class, issue.Title, issue.ID)
			if err != nil || len(alike) != 2 {
				t.Errorf("like it are %+v, %v", alike, err)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, door := range demo.Doors {
			if door.Name == "" || door.Key == "" {
				t.Errorf("a door is %+v", door)
			}
		}
	})
}

func issueOf(t *testing.T, tx *db.Tx, who org.Who) string {
	t.Helper()
	lines, n, err := petition.List(tx, who, petition.Filter{}, 0, 30)
	if err != nil || n != 4 {
		t.Fatalf("%d lines wait, %v", n, err)
	}
	for _, l := range lines {
		if l.Issue {
			return l.Ref
		}
	}
	t.Fatal("no issue")
	return ""
}
