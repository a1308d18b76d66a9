// Package structure knows how the office is changed: units and posts that are
// renamed, moved, merged, split and closed, and the commune's own name, each from
// a day on by a decision; and who held which post when, and has which right
// today. What the office is on a day, org tells. It refuses to
// know what work the posts have; who changes the office says what of it is open.
package structure

import (
	"slices"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Decision is the paper by which the office is changed, and the day from which
// it has effect, which may lie before or after the day it is entered.
type Decision struct {
	Number string // 120/QĐ-UBND
	On     vn.Day
	From   vn.Day
}

func (d *Decision) check() error {
	d.Number = vn.Line(d.Number)
	var f fault.Form
	org.CheckDecision(&f, d.Number, d.On, d.From)
	f.Check(d.From.Valid(), "from", "Hãy ghi ngày có hiệu lực theo mẫu ngày/tháng/năm.")
	return f.Err()
}

// KindName is the kind of a change, in words.
var KindName = map[string]string{
	"rename": "Đổi tên", "move": "Chuyển đơn vị trực thuộc", "merge": "Hợp nhất", "split": "Tách", "close": "Giải thể",
}

// Change is a change of the office that was laid down.
type Change struct {
	ID       db.ID
	Kind     string // a key of KindName
	Decision string
	On, From vn.Day
	Says     string // "Phòng Kinh tế → Phòng Kinh tế - Hạ tầng"
	At       time.Time
}

// Name is the kind in words.
func (r Change) Name() string { return KindName[r.Kind] }

// List is all changes of the office, the latest first.
func List(tx *db.Tx, who org.Who) ([]Change, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	return db.All(tx, func(r *Change) []any {
		return []any{&r.ID, &r.Kind, &r.Decision, &r.On, &r.From, &r.Says, db.Time(&r.At)}
	}, "select reorganisation_id, kind, decision, decided_on, from_day, says, at from reorganisation where tenant_id = ?1 order by from_day desc, at desc limit 500")
}

// change is a reorganisation being carried out.
type change struct {
	tx    *db.Tx
	who   org.Who
	d     Decision
	id    db.ID
	names org.Calling
	units []org.Unit // of the day it has effect
}

// begin checks the right and the decision, has the change written down and reads
// what the office is on the day.
func begin(tx *db.Tx, who org.Who, d Decision) (*change, error) {
	who, err := who.As(org.People, org.Thing{})
	if err != nil {
		return nil, err
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	c := &change{tx: tx, who: who, d: d, id: db.NewID()}
	if c.names, err = org.NamesOf(tx); err != nil {
		return nil, err
	}
	c.units, err = org.UnitsOn(tx, d.From)
	return c, err
}

// note writes the change down; what hangs on it comes after.
func (c *change) note(kind string, about db.ID, says string) error {
	_, err := c.tx.Exec(`insert into reorganisation (tenant_id, reorganisation_id, kind, about, decision, decided_on, from_day, says, at, person_id, post_id)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)`, c.id, kind, about, c.d.Number, c.d.On, c.d.From, says, c.tx.Now, c.who.Person, db.Null(c.who.Post))
	return err
}

func (c *change) unit(id db.ID) (org.Unit, bool) {
	i := slices.IndexFunc(c.units, func(u org.Unit) bool { return u.ID == id })
	if i < 0 {
		return org.Unit{}, false
	}
	return c.units[i], true
}

func (c *change) setUnit(id db.ID, name string, parent db.ID) error {
	_, err := c.tx.Exec(`insert into unit_day (tenant_id, unit_id, from_day, name, parent_id, reorganisation_id) values (?1, ?2, ?3, ?4, ?5, ?6)
		on conflict (tenant_id, unit_id, from_day) do update set name = excluded.name, parent_id = excluded.parent_id, reorganisation_id = excluded.reorganisation_id`,
		id, c.d.From, name, db.Null(parent), c.id)
	return err
}

func (c *change) setPost(id db.ID, title string, unit db.ID) error {
	_, err := c.tx.Exec(`insert into post_day (tenant_id, post_id, from_day, title, unit_id, reorganisation_id) values (?1, ?2, ?3, ?4, ?5, ?6)
		on conflict (tenant_id, post_id, from_day) do update set title = excluded.title, unit_id = excluded.unit_id, reorganisation_id = excluded.reorganisation_id`,
		id, c.d.From, title, unit, c.id)
	return err
}

// postsOf are the posts that lie in the units on the day and are not closed.
func (c *change) postsOf(units []db.ID) ([]db.ID, error) {
	args := append([]any{c.d.From}, db.IDs(units)...)
	return db.All(c.tx, func(id *db.ID) []any { return []any{id} },
		"select p.post_id from post p join unit u on u.tenant_id = p.tenant_id and u.unit_id = "+org.PostUnit("p", "?2")+
			" where p.tenant_id = ?1 and "+org.Exists("p", "?2")+" and "+db.In("u.unit_id", len(units), 3)+" order by p.ordinal, p.post_id", args...)
}

func badName(field, name string) error {
	var f fault.Form
	f.Check(name != "" && len(name) <= 200, field, "Hãy ghi tên mới, dưới 100 chữ.")
	return f.Err()
}

// Rename gives a unit, a post or the commune itself another name from a day on.
// What lies before keeps the name of its day; a commune that takes others in goes
// on under its new name.
func Rename(tx *db.Tx, who org.Who, about db.ID, name string, d Decision) error {
	c, err := begin(tx, who, d)
	if err != nil {
		return err
	}
	name = vn.Line(name)
	if err := badName("name", name); err != nil {
		return err
	}
	was := c.names.Unit(about, d.From)
	if err := c.note("rename", about, was+" → "+name); err != nil {
		return err
	}
	switch u, isUnit := c.unit(about); {
	case about == tx.Tenant:
		_, err = tx.Exec(`insert into tenant_day (tenant_id, from_day, name, reorganisation_id) values (?1, ?2, ?3, ?4)
			on conflict (tenant_id, from_day) do update set name = excluded.name, reorganisation_id = excluded.reorganisation_id`, d.From, name, c.id)
	case isUnit:
		err = c.setUnit(about, name, u.Parent)
	case c.names.UnitOf(about, d.From) != "" && was != "":
		err = c.setPost(about, name, c.names.UnitOf(about, d.From))
	default:
		err = unknownUnit()
	}
	c.who.Did(tx, "renamed", about)
	return err
}

func unknownUnit() error {
	return fault.New(fault.Unknown, "Không tìm thấy đơn vị này vào ngày có hiệu lực. Hãy mở lại trang Cơ cấu.")
}

// Move puts a unit under another, or at the top where to is "", from a day on.
func Move(tx *db.Tx, who org.Who, unit, to db.ID, d Decision) error {
	c, err := begin(tx, who, d)
	if err != nil {
		return err
	}
	u, known := c.unit(unit)
	_, there := c.unit(to)
	if !known || to != "" && !there {
		return unknownUnit()
	}
	for up := to; up != ""; {
		if up == unit {
			var f fault.Form
			f.Add("to", "Đơn vị không thể trực thuộc chính mình hoặc đơn vị cấp dưới của mình. Hãy chọn đơn vị khác.")
			return f.Err()
		}
		above, _ := c.unit(up)
		up = above.Parent
	}
	if err := c.note("move", unit, u.Name+" → "+c.names.Unit(to, d.From)); err != nil {
		return err
	}
	err = c.setUnit(unit, u.Name, to)
	c.who.Did(tx, "unit-moved", unit)
	return err
}

// MovePost puts a post into another unit from a day on, with its holder and its tasks.
func MovePost(tx *db.Tx, who org.Who, post, to db.ID, d Decision) error {
	c, err := begin(tx, who, d)
	if err != nil {
		return err
	}
	u, known := c.unit(to)
	if !known {
		return unknownUnit()
	}
	if c.names.UnitOf(post, d.From) == "" {
		return org.UnknownPost()
	}
	title := c.names.Post(post, d.From)
	if err := c.note("move", post, title+" → "+u.Name); err != nil {
		return err
	}
	err = c.setPost(post, title, to)
	c.who.Did(tx, "post-moved", post)
	return err
}

// Fate says what becomes of the posts of units that end: each goes to a unit, or
// ends itself and another post takes its work.
type Fate struct {
	To   map[db.ID]db.ID // post → unit
	Ends map[db.ID]db.ID // post → the post that takes its work
}

// Merge makes one unit of several from a day on: they end, and their posts go
// over to it but for those that end. It gives the new unit. open says how much
// work is left with each post that ends: none may be, see handover.Merge.
func Merge(tx *db.Tx, who org.Who, units []db.ID, name string, ends map[db.ID]db.ID, d Decision, open map[db.ID]int64) (db.ID, error) {
	c, err := begin(tx, who, d)
	if err != nil {
		return "", err
	}
	name = vn.Line(name)
	if err := badName("name", name); err != nil {
		return "", err
	}
	var f fault.Form
	f.Check(len(units) >= 2, "units", "Hãy chọn ít nhất hai đơn vị để hợp nhất.")
	if err := f.Err(); err != nil {
		return "", err
	}
	first, known := c.unit(units[0])
	if !known {
		return "", unknownUnit()
	}
	if err := c.note("merge", units[0], c.named(units)+" → "+name); err != nil {
		return "", err
	}
	into, err := c.add(name, first.Parent)
	if err != nil {
		return "", err
	}
	posts, err := c.postsOf(units)
	if err != nil {
		return "", err
	}
	fate := Fate{To: map[db.ID]db.ID{}, Ends: ends}
	for _, p := range posts {
		if ends[p] == "" {
			fate.To[p] = into
		}
	}
	if err := c.end(units, posts, fate, into, open); err != nil {
		return "", err
	}
	c.who.Did(tx, "units-merged", into)
	return into, nil
}

// Close ends a unit from a day on. Every post of it goes to another unit or ends
// with its work taken by another post; units below go to the unit above.
func Close(tx *db.Tx, who org.Who, unit db.ID, fate Fate, d Decision, open map[db.ID]int64) error {
	c, err := begin(tx, who, d)
	if err != nil {
		return err
	}
	u, known := c.unit(unit)
	if !known {
		return unknownUnit()
	}
	posts, err := c.postsOf([]db.ID{unit})
	if err != nil {
		return err
	}
	if err := c.note("close", unit, u.Name); err != nil {
		return err
	}
	err = c.end([]db.ID{unit}, posts, fate, u.Parent, open)
	c.who.Did(tx, "unit-closed", unit)
	return err
}

// Split makes a new unit out of posts of another from a day on and gives it.
func Split(tx *db.Tx, who org.Who, unit db.ID, name string, posts []db.ID, d Decision) (db.ID, error) {
	c, err := begin(tx, who, d)
	if err != nil {
		return "", err
	}
	name = vn.Line(name)
	if err := badName("name", name); err != nil {
		return "", err
	}
	u, known := c.unit(unit)
	if !known {
		return "", unknownUnit()
	}
	there, err := c.postsOf([]db.ID{unit})
	if err != nil {
		return "", err
	}
	var f fault.Form
	f.Check(len(posts) > 0 && len(posts) < len(there), "posts", "Hãy chọn ít nhất một chức danh sang đơn vị mới và để lại ít nhất một chức danh.")
	for _, p := range posts {
		if !slices.Contains(there, p) {
			f.Add("posts", "Hãy chọn chức danh có trong danh sách.")
			break
		}
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	if err := c.note("split", unit, u.Name+" → "+u.Name+", "+name); err != nil {
		return "", err
	}
	into, err := c.add(name, u.Parent)
	if err != nil {
		return "", err
	}
	for _, p := range posts { // of one unit, and only written
		if err := c.setPost(p, c.names.Post(p, d.From), into); err != nil {
			return "", err
		}
	}
	c.who.Did(tx, "unit-split", unit)
	return into, nil
}

// add makes a unit that exists from the day on.
func (c *change) add(name string, parent db.ID) (db.ID, error) {
	id := db.NewID()
	_, err := c.tx.Exec(`insert into unit (tenant_id, unit_id, name, ordinal, parent_id, opened_on)
		select ?1, ?2, ?3, coalesce(max(ordinal), 0) + 1, ?4, ?5 from unit where tenant_id = ?1`, id, name, db.Null(parent), c.d.From)
	return id, err
}

func (c *change) named(units []db.ID) string {
	var list []string
	for _, u := range units {
		list = append(list, c.names.Unit(u, c.d.From))
	}
	return strings.Join(list, ", ")
}

// end closes units whose posts and whose units below have found another place.
func (c *change) end(units, posts []db.ID, fate Fate, below db.ID, open map[db.ID]int64) error {
	var f fault.Form
	f.Check(c.d.From <= vn.Today(c.tx.Now), "from", "Quyết định hợp nhất, giải thể chỉ nhập từ ngày có hiệu lực, vì nhiệm vụ được chuyển ngay khi nhập.")
	for _, p := range posts {
		to, next := fate.To[p], fate.Ends[p]
		_, there := c.unit(to)
		fresh := to != "" && to == below // the unit that the change itself has made
		switch {
		case next == "" && (!there && !fresh || slices.Contains(units, to)):
			f.Add("post-"+string(p), "Chức danh %s chưa có nơi đến. Hãy chọn đơn vị nhận, hoặc chức danh nhận việc khi kết thúc.", c.names.Post(p, c.d.From))
		case next != "" && (next == p || fate.Ends[next] != "" || c.names.Post(next, c.d.From) == ""):
			f.Add("post-"+string(p), "Chức danh nhận việc của %s phải là chức danh khác và còn tiếp tục.", c.names.Post(p, c.d.From))
		case next != "" && open[p] > 0:
			f.Add("post-"+string(p), "Chức danh %s còn %d nhiệm vụ đang mở. Hãy chọn chức danh nhận từng việc.", c.names.Post(p, c.d.From), open[p])
		}
	}
	if err := f.Err(); err != nil {
		return err
	}
	yesterday := c.d.From.Add(-1)
	for _, p := range posts { // of the units of one decision
		if fate.Ends[p] == "" {
			if err := c.setPost(p, c.names.Post(p, c.d.From), fate.To[p]); err != nil {
				return err
			}
			continue
		}
		if _, err := c.tx.Exec("update post set closed_on = ?3 where tenant_id = ?1 and post_id = ?2 and closed_on is null", p, c.d.From); err != nil {
			return err
		}
		if _, err := c.tx.Exec("update holding set to_day = ?3, end_decision = ?4, end_decided_on = ?5 where tenant_id = ?1 and post_id = ?2 and (to_day is null or to_day > ?3)", p, yesterday, c.d.Number, c.d.On); err != nil {
			return err
		}
		if _, err := c.tx.Exec("update acting set ended_on = ?3, ended_by = ?4, end_reason = ?5 where tenant_id = ?1 and post_id = ?2 and ended_on is null and (to_day is null or to_day >= ?3)", p, c.d.From, c.who.Person, c.d.Number); err != nil {
			return err
		}
		if _, err := c.tx.Exec("update acting set taker_post = ?3 where tenant_id = ?1 and taker_post = ?2 and kind = 'handover' and ended_on is null and post_id <> ?3", p, fate.Ends[p]); err != nil {
			return err
		}
	}
	for _, id := range units {
		u, known := c.unit(id)
		if !known {
			return unknownUnit()
		}
		if n, err := c.tx.Exec("update unit set closed_on = ?3 where tenant_id = ?1 and unit_id = ?2 and closed_on is null", u.ID, c.d.From); err != nil || n == 0 {
			if err == nil {
				err = unknownUnit()
			}
			return err
		}
		for _, child := range c.units {
			if child.Parent == id && !slices.Contains(units, child.ID) {
				if err := c.setUnit(child.ID, child.Name, below); err != nil {
					return err
				}
			}
		}
	}
	return nil
}
