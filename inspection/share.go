package inspection

import (
	"encoding/json"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

const itemColumns = `select x.item_id, d.ref, x.ordinal, x.task_id, t.ref, t.work, t.state, t.clause_id, coalesce(t.accountable, ''), x.cycle, x.unit_id, x.checker_unit, x.checker_post,
		x.reported, x.unit, x.due_from, x.due_rule, x.due_on, x.result, coalesce(x.found, 0), case when x.found is null then 0 else 1 end, x.what, x.seen,
		x.checked_on, x.checked_at, s.name, x.checked_post, d.drawn_at, f.ref
	from sample_item x
	join sample_draw d on d.tenant_id = x.tenant_id and d.draw_id = x.draw_id
	join task t on t.tenant_id = x.tenant_id and t.task_id = x.task_id
	left join person s on s.tenant_id = x.tenant_id and s.person_id = x.checked_by
	left join finding f on f.tenant_id = x.tenant_id and f.item_id = x.item_id and f.dropped_at is null
	where x.tenant_id = ?1 and `

func (i *Item) into() []any {
	return []any{&i.ID, &i.Draw, &i.Ordinal, &i.Task, &i.TaskRef, &i.Work, &i.TaskState, &i.Clause, &i.Accountable, &i.Cycle, &i.Unit, &i.Checker, &i.CheckerPost,
		&i.Reported, &i.Figure, &i.DueFrom, &i.DueRule, &i.DueOn, &i.Result, &i.Found, &i.HasFound, &i.What, &i.Seen,
		db.Opt(&i.CheckedOn), db.Time(&i.CheckedAt), db.Opt(&i.CheckedBy), db.Opt(&i.checkedPost), db.Time(&i.drawnAt), db.Opt(&i.Finding)}
}

func items(tx *db.Tx, names org.Calling, where string, args ...any) ([]Item, error) {
	list, err := db.All(tx, (*Item).into, itemColumns+where, args...)
	for at := range list {
		i := &list[at]
		day := vn.Today(i.drawnAt)
		i.UnitName, i.CheckerName, i.CheckerTitle = names.Unit(i.Unit, day), names.Unit(i.Checker, day), names.Post(i.CheckerPost, day)
		if i.Result != Unchecked {
			i.CheckedTitle = names.Post(i.checkedPost, vn.Today(i.CheckedAt))
			called(&i.CheckedBy, i.CheckedTitle)
		}
	}
	return list, err
}

const drawColumns = `select d.draw_id, d.ref, d.from_day, d.to_day, coalesce(d.share, 0), coalesce(d.number, 0), d.seed, d.algorithm, d.size, d.drawn_at, s.name, d.drawn_post,
		(select count(*) from sample_item x where x.tenant_id = d.tenant_id and x.draw_id = d.draw_id),
		(select count(*) from sample_item x where x.tenant_id = d.tenant_id and x.draw_id = d.draw_id and x.result <> ''),
		(select count(*) from sample_item x where x.tenant_id = d.tenant_id and x.draw_id = d.draw_id and x.result = 'untrue')`

const drawFrom = ` from sample_draw d
	join person s on s.tenant_id = d.tenant_id and s.person_id = d.drawn_by
	where d.tenant_id = ?1`

func (d *Draw) into() []any {
	return []any{&d.ID, &d.Ref, &d.From, &d.To, &d.Share, &d.Number, &d.Seed, &d.Algorithm, &d.Size, db.Time(&d.DrawnAt), &d.DrawnBy, db.Opt(&d.drawnPost), &d.Drawn, &d.Checked, &d.Untrue}
}

func (d *Draw) call(names org.Calling) {
	d.DrawnTitle = names.Post(d.drawnPost, vn.Today(d.DrawnAt))
	called(&d.DrawnBy, d.DrawnTitle)
}

// Draws are the drawings, the latest first, without their items: at most 200.
func Draws(tx *db.Tx, who org.Who) ([]Draw, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	names, err := org.NamesOf(tx)
	if err != nil {
		return nil, err
	}
	list, err := db.All(tx, (*Draw).into, drawColumns+drawFrom+" order by d.drawn_at desc, d.ref desc limit ?2", listLimit)
	for at := range list {
		list[at].call(names)
	}
	return list, err
}

// LoadDraw is one drawing with its items and what it was drawn from. An unknown
// reference is fault.Unknown.
func LoadDraw(tx *db.Tx, who org.Who, ref string) (Draw, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Draw{}, err
	}
	d, found, err := db.One(tx, func(d *Draw) []any { return append(d.into(), &d.candidates) }, drawColumns+", d.candidates"+drawFrom+" and d.ref = ?2", vn.Line(ref))
	if err != nil {
		return d, err
	}
	if !found {
		return d, fault.New(fault.Unknown, "Không có lần kiểm tra xác suất %s. Hãy mở lại từ trang Kiểm tra.", vn.Line(ref))
	}
	if err := json.Unmarshal([]byte(d.candidates), &d.Candidates); err != nil {
		return d, err
	}
	names, err := org.NamesOf(tx)
	if err != nil {
		return d, err
	}
	d.call(names)
	d.Items, err = items(tx, names, "x.draw_id = ?2 order by x.ordinal", d.ID)
	return d, err
}

// Holds reports whether drawing again by the recorded seed from the recorded
// candidates gives exactly the items that were drawn.
func (d Draw) Holds() bool {
	picked := Pick(d.Seed, d.Candidates, len(d.Items))
	if d.Algorithm != Algorithm || int64(len(d.Candidates)) != d.Size || len(picked) != len(d.Items) {
		return false
	}
	for at, place := range picked {
		if c := d.Candidates[place]; d.Items[at].TaskRef != c.Ref || d.Items[at].Cycle != c.Cycle {
			return false
		}
	}
	return true
}

// Share is how much of what a unit reported complete was found untrue: of the
// results that were drawn by lot and checked, so that nobody chose them.
type Share struct {
	Unit     db.ID
	UnitName string
	Checked  int64 // the denominator
	Untrue   int64 // the numerator
}

// BP is the share in basis points; ok is false where nothing was checked: then
// there is no share ("không phát sinh").
func (s Share) BP() (bp int64, ok bool) {
	if s.Checked == 0 {
		return 0, false
	}
	return (s.Untrue*20000/s.Checked + 1) / 2, true
}

// Shares are the shares of all units that exist, in their order, of what was
// checked from one day to another, and the untrue results behind them, the latest
// first: at most 200.
func Shares(tx *db.Tx, who org.Who, from, to vn.Day) ([]Share, []Item, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, nil, err
	}
	units, err := org.Units(tx)
	if err != nil {
		return nil, nil, err
	}
	names, err := org.NamesOf(tx)
	if err != nil {
		return nil, nil, err
	}
	counted := map[db.ID]Share{}
	var gone []db.ID // units that are no more and have been checked
	err = tx.Each(func(scan func(...any) error) error {
		var s Share
		err := scan(&s.Unit, &s.Checked, &s.Untrue)
		counted[s.Unit] = s
		gone = append(gone, s.Unit)
		return err
	}, `select unit_id, count(*), sum(case when result = 'untrue' then 1 else 0 end) from sample_item
		where tenant_id = ?1 and checked_on >= ?2 and checked_on <= ?3 group by unit_id order by unit_id`, from, to)
	if err != nil {
		return nil, nil, err
	}
	var list []Share
	exists := map[db.ID]bool{}
	for _, u := range units {
		s := counted[u.ID]
		s.Unit, s.UnitName, exists[u.ID] = u.ID, u.Name, true
		list = append(list, s)
	}
	for _, id := range gone {
		if !exists[id] {
			s := counted[id]
			s.UnitName = names.Unit(id, to)
			list = append(list, s)
		}
	}
	untrue, err := items(tx, names, "x.result = 'untrue' and x.checked_on >= ?2 and x.checked_on <= ?3 order by x.checked_on desc, x.item_id desc limit ?4", from, to, listLimit)
	return list, untrue, err
}

// Checking are the items that the person's units have to check, by day: at most 200.
func Checking(tx *db.Tx, who org.Who) ([]Item, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	var units []db.ID
	for _, s := range who.All() {
		if _, ok := inUnit(who, s.Unit); ok {
			units = append(units, s.Unit)
		}
	}
	if len(units) == 0 {
		return nil, nil
	}
	names, err := org.NamesOf(tx)
	if err != nil {
		return nil, err
	}
	return items(tx, names, "x.result = '' and "+db.In("x.checker_unit", len(units), 2)+" order by x.due_on, x.item_id limit 200", db.IDs(units)...)
}

// FindingsOf are the findings that the items of a drawing became.
func FindingsOf(tx *db.Tx, who org.Who, draw db.ID) ([]Finding, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	names, err := org.NamesOf(tx)
	if err != nil {
		return nil, err
	}
	return findings(tx, names, listLimit, "f.item_id in (select x.item_id from sample_item x where x.tenant_id = ?1 and x.draw_id = ?2)", draw)
}
