package inspection_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sauro/db"
	"sauro/fault"
	"sauro/inspection"
	"sauro/task"
	"sauro/vn"
)

func candidates(n int) []inspection.Candidate {
	list := make([]inspection.Candidate, n)
	for i := range list {
		list[i].Ref = fmt.Sprintf("NV-2026-%04d", i+1)
		if i%3 == 0 {
			list[i].Cycle = "2026-Q1"
		}
	}
	return list
}

// The lots are reproducible, whatever the order of the candidates, no candidate
// is drawn twice, and over many seeds each is drawn about as often as any other.
func TestLotsAreReproducibleAndEven(t *testing.T) {
	const size, n, seeds = 40, 10, 4000
	of := candidates(size)
	drawn := make([]int, size)
	for s := range seeds {
		seed := fmt.Sprintf("%064x", s)
		first := inspection.Pick(seed, of, n)
		if len(first) != n || !slices.Equal(first, inspection.Pick(seed, of, n)) {
			t.Fatalf("seed %s draws %v", seed, first)
		}
		if !slices.Equal(first[:3], inspection.Pick(seed, of, 3)) {
			t.Fatalf("three of ten are not the first three")
		}
		seen := map[int]bool{}
		for _, i := range first {
			if seen[i] {
				t.Fatalf("seed %s draws %d twice", seed, i)
			}
			seen[i] = true
			drawn[i]++
		}
		if s%100 == 0 {
			mixed := slices.Clone(of)
			rand.New(rand.NewPCG(uint64(s), 1)).Shuffle(size, func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
			for at, i := range inspection.Pick(seed, mixed, n) {
				if mixed[i] != of[first[at]] {
					t.Fatalf("another order draws another: %v, %v", mixed[i], of[first[at]])
				}
			}
		}
	}
	// Binomial with 4000 draws of 1/4: 1000 expected, standard deviation 27.4.
	for i, k := range drawn {
		if k < 1000-5*28 || k > 1000+5*28 {
			t.Errorf("candidate %d was drawn %d times of %d", i, k, seeds)
		}
	}
	for _, n := range []int{-1, 0, size, size + 7} {
		if got := len(inspection.Pick("s", of, n)); got != max(0, min(n, size)) {
			t.Errorf("%d of %d are %d", n, size, got)
		}
	}
}

func (o *office) draw(order inspection.Order) (ref string) {
	o.Helper()
	o.ok(func(tx *db.Tx) (err error) {
		ref, err = inspection.DrawNow(tx, o.who(tx, clerk), db.NewID(), order)
		return err
	})
	return ref
}

func (o *office) drawn(ref string) (d inspection.Draw) {
	o.Helper()
	o.view(func(tx *db.Tx) (err error) { d, err = inspection.LoadDraw(tx, o.who(tx, viewer), ref); return err })
	return d
}

// checkers are posts by unit, one that may write the result of a check.
func (o *office) checker(unit db.ID) string {
	o.Helper()
	for _, title := range []string{clerk, economy, head, centre} {
		if o.unit(title) == unit {
			return title
		}
	}
	o.Fatalf("nobody checks for %s", unit)
	return ""
}

func (o *office) check(ref string, n int64, out inspection.Outcome) {
	o.Helper()
	d := o.drawn(ref)
	o.ok(func(tx *db.Tx) error {
		return inspection.CheckItem(tx, o.who(tx, o.checker(d.Items[n-1].Checker)), ref, n, out)
	})
}

// Only what was reported complete in the period is drawn, once; the checking
// unit is neither the doer's nor the lead's; the recorded seed gives it again.
func TestWhatIsDrawnIsCompleteAndGoesToAnotherUnit(t *testing.T) {
	each(t, func(o *office) {
		titles := []string{culture, economy, accountant, justice, centre}
		complete := map[string]string{}
		for i := range 15 {
			title := titles[i%len(titles)]
			complete[o.complete(title, fmt.Sprintf("Ban hành kế hoạch số %d", i+1))] = title
		}
		open, cancelled := o.issued(culture, "Ban hành quy chế"), o.complete(culture, "Ban hành đề án")
		o.ok(func(tx *db.Tx) error {
			return task.Cancel(tx, o.who(tx, clerk), cancelled, o.task(cancelled).Version, "trùng")
		})
		returned := o.complete(culture, "Ban hành hướng dẫn")
		o.ok(func(tx *db.Tx) error {
			return task.Return(tx, o.who(tx, chairman), returned, o.task(returned).Version, task.Acceptance{Reason: "thiếu"})
		})
		o.accept("NV-2026-0001")
		order := inspection.Order{From: begun.Add(-30), To: begun, Share: 4000, Days: 10}
		for what, c := range map[string]struct {
			by     string
			change func(o *inspection.Order)
			kind   fault.Kind
			field  string
		}{
			"by a head":              {head, func(*inspection.Order) {}, fault.Denied, ""},
			"by a viewer":            {viewer, func(*inspection.Order) {}, fault.Denied, ""},
			"of days to come":        {clerk, func(o *inspection.Order) { o.To = begun.Add(1) }, fault.Invalid, "to"},
			"of no days":             {clerk, func(o *inspection.Order) { o.From = "" }, fault.Invalid, "from"},
			"backwards":              {clerk, func(o *inspection.Order) { o.From, o.To = begun, begun.Add(-1) }, fault.Invalid, "to"},
			"by share and number":    {clerk, func(o *inspection.Order) { o.Number = 3 }, fault.Invalid, "share"},
			"of nothing":             {clerk, func(o *inspection.Order) { o.Share = 0 }, fault.Invalid, "share"},
			"of more than all":       {clerk, func(o *inspection.Order) { o.Share = 10001 }, fault.Invalid, "share"},
			"of a negative number":   {clerk, func(o *inspection.Order) { o.Share, o.Number = 0, -1 }, fault.Invalid, "number"},
			"to be checked in a day": {clerk, func(o *inspection.Order) { o.Days = 0 }, fault.Invalid, "days"},
			"of an empty period":     {clerk, func(o *inspection.Order) { o.From, o.To = begun.Add(-9), begun.Add(-8) }, fault.Invalid, ""},
		} {
			x := order
			c.change(&x)
			err := o.try(func(tx *db.Tx) error { _, err := inspection.DrawNow(tx, o.who(tx, c.by), db.NewID(), x); return err })
			if !fault.Is(err, c.kind) || c.field != "" && !hasField(err, c.field) {
				o.Errorf("%s: %v", what, err)
			}
		}
		o.view(func(tx *db.Tx) error {
			n, err := inspection.Pool(tx, o.who(tx, viewer), order.From, order.To)
			if n != 15 {
				o.Errorf("%d can be drawn", n)
			}
			return err
		})
		once, ref := db.NewID(), ""
		for range 2 { // sent twice
			o.ok(func(tx *db.Tx) (err error) {
				ref, err = inspection.DrawNow(tx, o.who(tx, clerk), once, order)
				return err
			})
		}
		d := o.drawn(ref)
		if ref != "XS-2026-0001" || d.Size != 15 || len(d.Items) != 6 || len(d.Seed) != 64 || !d.Holds() {
			o.Fatalf("drawn is %+v", d)
		}
		again := d
		again.Seed = strings.Repeat("0", 64)
		if again.Holds() {
			o.Error("another seed draws the same")
		}
		all := slices.Clone(d.Items)
		// What was drawn once is not drawn again: three drawings empty the period.
		for _, n := range []int64{5, 100} {
			more := o.drawn(o.draw(inspection.Order{From: order.From, To: order.To, Number: n, Days: 5}))
			if !more.Holds() {
				o.Errorf("%s does not hold", more.Ref)
			}
			all = append(all, more.Items...)
		}
		seen := map[string]bool{}
		for _, i := range all {
			if complete[i.TaskRef] == "" || seen[i.TaskRef] || i.TaskRef == open {
				o.Errorf("drawn is %s, twice %v", i.TaskRef, seen[i.TaskRef])
			}
			seen[i.TaskRef] = true
			if own := o.unit(complete[i.TaskRef]); i.Unit != own || i.Checker == own || i.Checker == "" {
				o.Errorf("%s of %s is checked by %s", i.TaskRef, i.UnitName, i.CheckerName)
			}
			if i.Reported != 10 || i.ReportedText() != "10 người" {
				o.Errorf("%s reported %s", i.TaskRef, i.ReportedText())
			}
		}
		if len(seen) != 15 {
			o.Errorf("%d were drawn in all", len(seen))
		}
		o.view(func(tx *db.Tx) error {
			items, err := inspection.Items(tx, "")
			if len(items) != 15 || items[0].Kind != "sample" {
				o.Errorf("%d are due: %+v", len(items), items)
			}
			draws, err2 := inspection.Draws(tx, o.who(tx, viewer))
			if len(draws) != 3 || draws[0].Drawn+draws[1].Drawn+draws[2].Drawn != 15 {
				o.Errorf("the drawings are %+v", draws)
			}
			return errors.Join(err, err2)
		})
	})
}

// Only the unit that it was given to writes the result, by somebody who has no
// hand in it; what is untrue is counted for the unit, told and offered to mend,
// and changes nothing of the task by itself.
func TestAReportFoundUntrueIsCountedAndTold(t *testing.T) {
	each(t, func(o *office) {
		for i := range 3 {
			o.complete(culture, fmt.Sprintf("Ban hành kế hoạch số %d", i+1))
		}
		o.complete(economy, "Thu hút đầu tư")
		ref := o.draw(inspection.Order{From: begun, To: begun, Number: 4, Days: 10})
		d := o.drawn(ref)
		at := slices.IndexFunc(d.Items, func(i inspection.Item) bool { return i.Unit == o.unit(culture) })
		item := d.Items[at]
		by := o.checker(item.Checker)
		good := inspection.Outcome{Result: inspection.Untrue, On: begun, Found: 7, Has: true, What: "Chỉ có 7 người học.", Seen: "danh sách lớp"}
		for what, c := range map[string]struct {
			by     string
			n      int64
			change func(o *inspection.Outcome)
			kind   fault.Kind
			field  string
		}{
			"by the own unit":          {head, item.Ordinal, func(*inspection.Outcome) {}, fault.Denied, ""},
			"by the chairman":          {chairman, item.Ordinal, func(*inspection.Outcome) {}, fault.Denied, ""},
			"by a viewer":              {viewer, item.Ordinal, func(*inspection.Outcome) {}, fault.Denied, ""},
			"of a line that is not":    {by, 99, func(*inspection.Outcome) {}, fault.Unknown, ""},
			"without a result":         {by, item.Ordinal, func(o *inspection.Outcome) { o.Result = "" }, fault.Invalid, "result"},
			"of another result":        {by, item.Ordinal, func(o *inspection.Outcome) { o.Result = "maybe" }, fault.Invalid, "result"},
			"before it was drawn":      {by, item.Ordinal, func(o *inspection.Outcome) { o.On = begun.Add(-1) }, fault.Invalid, "on"},
			"without evidence":         {by, item.Ordinal, func(o *inspection.Outcome) { o.Seen = " " }, fault.Invalid, "seen"},
			"untrue without a word":    {by, item.Ordinal, func(o *inspection.Outcome) { o.What = "" }, fault.Invalid, "what"},
			"true with less than said": {by, item.Ordinal, func(o *inspection.Outcome) { o.Result = inspection.True }, fault.Invalid, "found"},
			"with less than nothing":   {by, item.Ordinal, func(o *inspection.Outcome) { o.Found = -7 }, fault.Invalid, "found"},
			"with endless words":       {by, item.Ordinal, func(o *inspection.Outcome) { o.What = strings.Repeat("x", 4001) }, fault.Invalid, "what"},
		} {
			out := good
			c.change(&out)
			err := o.try(func(tx *db.Tx) error { return inspection.CheckItem(tx, o.who(tx, c.by), ref, c.n, out) })
			if !fault.Is(err, c.kind) || c.field != "" && !hasField(err, c.field) {
				o.Errorf("%s: %v", what, err)
			}
		}
		// Whoever has verified it has a hand in it.
		o.ok(func(tx *db.Tx) error {
			if by != clerk {
				return nil
			}
			return task.Verify(tx, o.who(tx, clerk), item.TaskRef, o.task(item.TaskRef).Version, task.Verification{Value: 10, Looked: "sổ"})
		})
		if by == clerk {
			o.refused(fault.Denied, "", func(tx *db.Tx) error { return inspection.CheckItem(tx, o.who(tx, clerk), ref, item.Ordinal, good) })
			by = justice // of the same unit
		}
		before := o.task(item.TaskRef)
		o.ok(func(tx *db.Tx) error { return inspection.CheckItem(tx, o.who(tx, by), ref, item.Ordinal, good) })
		o.refused(fault.Conflict, "", func(tx *db.Tx) error { return inspection.CheckItem(tx, o.who(tx, by), ref, item.Ordinal, good) })
		if after := o.task(item.TaskRef); after.State != before.State || after.Version != before.Version || after.State != task.Waiting {
			o.Errorf("the task was %s and is %s", before.State, after.State)
		}
		for _, title := range []string{culture, head, chairman} {
			if o.notices(title, "untrue:") != 1 {
				o.Errorf("%s was told %d times", title, o.notices(title, "untrue:"))
			}
		}
		for _, i := range d.Items {
			if i.Unit == o.unit(culture) && i.Ordinal != item.Ordinal {
				o.check(ref, i.Ordinal, inspection.Outcome{Result: inspection.True, On: begun, Seen: "danh sách lớp"})
			}
		}
		shares := func(from, to vn.Day) (map[db.ID]inspection.Share, []inspection.Item) {
			of := map[db.ID]inspection.Share{}
			var untrue []inspection.Item
			o.view(func(tx *db.Tx) error {
				list, items, err := inspection.Shares(tx, o.who(tx, viewer), from, to)
				for _, s := range list {
					of[s.Unit] = s
				}
				untrue = items
				return err
			})
			return of, untrue
		}
		of, untrue := shares(begun, begun)
		s := of[o.unit(culture)]
		if bp, ok := s.BP(); s.Checked != 3 || s.Untrue != 1 || bp != 3333 || !ok {
			o.Errorf("the share is %+v, %d", s, bp)
		}
		if _, ok := of[o.unit(economy)].BP(); ok || of[o.unit(economy)].UnitName == "" {
			o.Errorf("nothing was checked of economy: %+v", of[o.unit(economy)])
		}
		if len(untrue) != 1 || untrue[0].TaskRef != item.TaskRef || untrue[0].CheckedBy == "" || untrue[0].FoundText() != "7 người" || !untrue[0].CanReturn() {
			o.Errorf("untrue are %+v", untrue)
		}
		if of, untrue := shares(begun.Add(1), begun.Add(90)); of[o.unit(culture)].Checked != 0 || len(untrue) != 0 {
			o.Errorf("in another period: %+v", of)
		}
		// What is untrue becomes a finding, once, and that a task.
		n := inspection.NewFinding{Remedy: "Tổ chức lớp bổ sung cho 3 người", Days: 10}
		find := func(by string, at int64, n inspection.NewFinding) (got string, err error) {
			err = o.try(func(tx *db.Tx) (err error) {
				got, err = inspection.FindUntrue(tx, o.who(tx, by), db.NewID(), ref, at, n)
				return err
			})
			return got, err
		}
		if _, err := find(head, item.Ordinal, n); !fault.Is(err, fault.Denied) {
			o.Errorf("by a head: %v", err)
		}
		if _, err := find(clerk, item.Ordinal, inspection.NewFinding{Days: 10}); !hasField(err, "remedy") {
			o.Errorf("without a remedy: %v", err)
		}
		other := slices.IndexFunc(d.Items, func(i inspection.Item) bool { return i.Ordinal != item.Ordinal })
		if _, err := find(clerk, d.Items[other].Ordinal, n); !fault.Is(err, fault.Invalid) {
			o.Errorf("of what is not untrue: %v", err)
		}
		got, err := find(clerk, item.Ordinal, n)
		if want := item.Ref(); err != nil || got != want {
			o.Fatalf("the finding is %s, %v, want %s", got, err, want)
		}
		if again, err := find(clerk, item.Ordinal, n); err != nil || again != got {
			o.Errorf("twice: %s, %v", again, err)
		}
		var nv string
		o.ok(func(tx *db.Tx) (err error) {
			nv, err = inspection.Remedy(tx, o.who(tx, clerk), db.NewID(), got)
			return err
		})
		made := o.task(nv)
		if made.Accountable != o.posts[culture].ID || made.Source != "Kết quả kiểm tra xác suất "+got+" ngày 02/03/2026" || made.Decider != "" {
			o.Errorf("the draft is %+v", made)
		}
		o.view(func(tx *db.Tx) error {
			of, err := inspection.OfTask(tx, o.who(tx, viewer), o.task(item.TaskRef).ID)
			if len(of.Untrue) != 1 || len(of.Findings) != 1 || of.Findings[0].Link() != "/kiem-tra/xac-suat/"+ref+"#"+of.Findings[0].Anchor() {
				o.Errorf("the task's page says %+v", of)
			}
			return err
		})
	})
}

// Half of nothing is nothing that arises; rounding is to the nearest.
func TestTheShareFoundUntrue(t *testing.T) {
	for _, c := range []struct{ untrue, checked, bp int64 }{{0, 1, 0}, {1, 1, 10000}, {1, 3, 3333}, {2, 3, 6667}, {1, 8, 1250}, {7, 9, 7778}} {
		if bp, ok := (inspection.Share{Checked: c.checked, Untrue: c.untrue}).BP(); bp != c.bp || !ok {
			t.Errorf("%d of %d is %d, %v", c.untrue, c.checked, bp, ok)
		}
	}
	if _, ok := (inspection.Share{}).BP(); ok {
		t.Error("nothing checked has a share")
	}
}
