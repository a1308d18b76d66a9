package task

import (
	"fmt"
	"math/rand/v2"
	"sauro/vn"
	"testing"

	"sauro/db"
)

// tree makes a random tree of tasks, at most five deep, in a random order.
func tree(r *rand.Rand, size int) []*Task {
	list := []*Task{}
	depth := map[db.ID]int{}
	for i := range size {
		t := &Task{ID: db.ID(fmt.Sprint(i)), State: Doing, Slots: Slots{Weight: 1 + r.Int64N(9), Result: Result{Measure: Figure, Target: 1 + r.Int64N(50)}}}
		t.Due.Kind = ByDate
		t.Reported = r.Int64N(60)
		t.Verified = r.Int64N(60)
		if r.IntN(6) == 0 {
			t.State = []State{Draft, Cancelled, Done}[r.IntN(3)]
		}
		if i > 0 && r.IntN(4) > 0 {
			up := list[r.IntN(i)]
			if depth[up.ID] < maxDepth-1 {
				t.Parent, depth[t.ID] = up.ID, depth[up.ID]+1
			}
		}
		list = append(list, t)
	}
	return list
}

func percentages(list []*Task) map[db.ID][2]int {
	rollup(list)
	all := map[db.ID][2]int{}
	for _, t := range list {
		all[t.ID] = [2]int{t.ReportedBP, t.VerifiedBP}
	}
	return all
}

func TestPercentagesOfParents(t *testing.T) {
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 1))
		list := tree(r, 1+r.IntN(40))
		before := percentages(list)
		parts := map[db.ID][]*Task{}
		for _, t := range list {
			if t.Parent != "" && t.Live() {
				parts[t.Parent] = append(parts[t.Parent], t)
			}
		}
		for _, task := range list {
			bp := before[task.ID]
			if bp[0] < 0 || bp[0] > whole || bp[1] < 0 || bp[1] > bp[0] {
				t.Fatalf("seed %d: %s is at %v", seed, task.ID, bp)
			}
			// Bounded by the least and the greatest of its parts; its own without any.
			if len(parts[task.ID]) == 0 {
				if r, v := task.own(); bp != [2]int{r, v} {
					t.Fatalf("seed %d: %s has no parts and is at %v, not its own %d, %d", seed, task.ID, bp, r, v)
				}
				continue
			}
			least, most := whole, 0
			for _, part := range parts[task.ID] {
				least, most = min(least, before[part.ID][0]), max(most, before[part.ID][0])
			}
			if bp[0] < least || bp[0] > most {
				t.Fatalf("seed %d: %s is at %d, its parts from %d to %d", seed, task.ID, bp[0], least, most)
			}
		}

		// The order in which they are read does not matter.
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		for id, bp := range percentages(list) {
			if bp != before[id] {
				t.Fatalf("seed %d: in another order %s is at %v, not %v", seed, id, bp, before[id])
			}
		}

		// Monotone: more reported or verified lowers nobody.
		one := list[r.IntN(len(list))]
		one.Reported += r.Int64N(20)
		one.Verified += r.Int64N(20)
		for id, bp := range percentages(list) {
			if bp[0] < before[id][0] || bp[1] < before[id][1] {
				t.Fatalf("seed %d: more of %s took %s from %v to %v", seed, one.ID, id, before[id], bp)
			}
		}
	}
}

func TestTheFormula(t *testing.T) {
	part := func(id string, state State, weight, reported int64) *Task {
		return &Task{ID: db.ID(id), Parent: "p", State: state, Reported: reported, Slots: Slots{Weight: weight, Due: Due{Kind: ByDate}, Result: Result{Target: 100}}}
	}
	parent := &Task{ID: "p", State: Doing, Reported: 5, Slots: Slots{Weight: 1, Due: Due{Kind: ByDate}, Result: Result{Target: 10}}}
	for _, c := range []struct {
		parts []*Task
		want  int
	}{
		{nil, 5000}, // its own
		{[]*Task{part("a", Doing, 1, 100), part("b", Issued, 2, 0)}, 3333}, // rounded down
		{[]*Task{part("a", Doing, 1, 100), part("b", Cancelled, 2, 0)}, 10_000},
		{[]*Task{part("a", Doing, 3, 50), part("b", Draft, 9, 0)}, 5000},
		{[]*Task{part("a", Cancelled, 3, 50)}, 5000}, // nothing left: its own
		{[]*Task{part("a", Doing, 1000, 33), part("b", Doing, 1, 34)}, 3300},
	} {
		list := append([]*Task{parent}, c.parts...)
		rollup(list)
		if parent.ReportedBP != c.want {
			t.Errorf("%d parts give %d, want %d", len(c.parts), parent.ReportedBP, c.want)
		}
	}
}

func TestShareNeverOverflowsNorExceeds(t *testing.T) {
	for _, c := range []struct {
		value, target int64
		want          int
	}{{0, 0, 0}, {5, 0, 0}, {-1, 5, 0}, {1, 3, 3333}, {2, 3, 6666}, {3, 3, whole}, {4, 3, whole}, {maxTarget - 1, maxTarget, whole - 1}} {
		if got := share(c.value, c.target); got != c.want {
			t.Errorf("%d of %d is %d, want %d", c.value, c.target, got, c.want)
		}
	}
}

func TestACycleThatRunsLowersNobody(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 500 {
		task := Task{State: Doing, Today: "2026-06-15", Slots: Slots{Due: Due{Kind: ByCycle, Every: vn.Monthly}, Result: Result{Target: 10}}}
		for month := 1; month <= 6; month++ {
			day := task.Due.Every.Due(task.Today.Add(-30*(6-month)), 0)
			task.Cycles = append(task.Cycles, Cycle{Key: vn.Monthly.Key(day), Due: day, Reported: r.Int64N(11)})
		}
		task.Cycles[5].Reported = 0
		before, _ := task.own()
		for value := range int64(11) {
			task.Cycles[5].Reported = value
			after, _ := task.own()
			if after < before || after > whole {
				t.Fatalf("the running month at %d of 10 took %d to %d", value, before, after)
			}
			before = after
		}
	}
}
