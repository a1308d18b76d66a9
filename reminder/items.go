package reminder

import (
	"cmp"
	"slices"

	"sauro/calendar"
	"sauro/db"
	"sauro/inspection"
	"sauro/obstacle"
	"sauro/org"
	"sauro/petition"
	"sauro/task"
	"sauro/urging"
	"sauro/vn"
)

// parts are the features that have things with a last day.
var parts = []struct {
	items  func(tx *db.Tx, until vn.Day) ([]calendar.Item, error)
	redate func(tx *db.Tx, who org.Who, now *vn.Calendar) ([]calendar.Moved, error)
}{
	{task.Items, task.Redate},
	{urging.Items, urging.Redate},
	{inspection.Items, inspection.Redate},
	{obstacle.Items, obstacle.Redate},
	{petition.Items, petition.Redate},
}

// Items are all open things of the office whose last day is until at the latest,
// the earliest first; all of them where until is "".
func Items(tx *db.Tx, until vn.Day) ([]calendar.Item, error) {
	var all []calendar.Item
	for _, p := range parts {
		list, err := p.items(tx, until)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	slices.SortStableFunc(all, func(a, b calendar.Item) int {
		return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.Ref, b.Ref), cmp.Compare(a.Part, b.Part))
	})
	return all, nil
}
