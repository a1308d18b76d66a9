package petition

import (
	"fmt"
	"strings"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// step is one change of some petitions at once: what becomes of them, a line in
// the history of each, and the word for those who sent them.
type step struct {
	kind  string // a key of EventName
	other db.ID
	says  string
	set   string // assignments; their arguments are ?2 and on
	args  []any
	quiet bool // nobody below is told
}

// perStatement bounds the ids of one statement.
const perStatement = 200

// take makes the step for the petitions: three statements for each perStatement
// of them. It names nobody to the record; the caller does.
func (s step) take(tx *db.Tx, who org.Who, ids []db.ID) error {
	for len(ids) > 0 {
		part := ids[:min(perStatement, len(ids))]
		ids = ids[len(part):]
		set := "version = version + 1"
		if s.set != "" {
			set += ", " + s.set
		}
		n, err := tx.Exec("update petition set "+set+" where tenant_id = ?1 and "+db.In("petition_id", len(part), len(s.args)+2), append(append([]any{}, s.args...), db.IDs(part)...)...)
		if err == nil && n != int64(len(part)) {
			err = fmt.Errorf("petition: %d of %d petitions were changed", n, len(part))
		}
		if err != nil {
			return err
		}
		by := []any{s.kind, tx.Now, nil, nil, nil, db.Null(s.other), s.says}
		if !who.IsProgram() {
			by[2], by[3], by[4] = who.Person, db.Null(who.Post), db.Null(who.For)
		}
		_, err = tx.Exec(`insert into petition_event (tenant_id, about, version, kind, at, person_id, post_id, for_post, other, says)
			select tenant_id, petition_id, version, cast(?2 as text), cast(?3 as bigint), cast(?4 as text), cast(?5 as text), cast(?6 as text), cast(?7 as text), cast(?8 as text)
			from petition where tenant_id = ?1 and `+db.In("petition_id", len(part), 9), append(by, db.IDs(part)...)...)
		if err != nil {
			return err
		}
		if s.quiet {
			continue
		}
		_, err = tx.Exec(`insert into petition_outbox (tenant_id, petition_id, version) select tenant_id, petition_id, version from petition
			where tenant_id = ?1 and `+db.In("petition_id", len(part), 2)+` on conflict (tenant_id, petition_id) do update set version = excluded.version`, db.IDs(part)...)
		if err != nil {
			return err
		}
	}
	return nil
}

// note writes a line into the history of an issue, whose version is counted on.
func note(tx *db.Tx, who org.Who, issue db.ID, kind string, other db.ID, says string) error {
	if _, err := tx.Exec("update issue set version = version + 1 where tenant_id = ?1 and issue_id = ?2", issue); err != nil {
		return err
	}
	_, err := tx.Exec(`insert into petition_event (tenant_id, about, version, kind, at, person_id, post_id, for_post, other, says)
		select tenant_id, issue_id, version, cast(?3 as text), cast(?4 as bigint), cast(?5 as text), cast(?6 as text), cast(?7 as text), cast(?8 as text), cast(?9 as text)
		from issue where tenant_id = ?1 and issue_id = ?2`, issue, kind, tx.Now, who.Person, db.Null(who.Post), db.Null(who.For), db.Null(other), says)
	return err
}

// fresh is a petition that is still as the person saw it.
func fresh(tx *db.Tx, ref string, version int64) (Petition, error) {
	p, err := one(tx, ref)
	if err == nil && p.Version != version {
		err = db.Expect(0, nil)
	}
	return p, err
}

// handles is the person by the right to handle the petition: the post that it was
// given to, the head of its unit, or who gives work out.
func handles(who org.Who, p Petition) (org.Who, error) {
	if by, err := who.As(org.Report, p.Thing()); err == nil && p.Post != "" {
		return by, nil
	}
	return who.As(org.Issue, org.Thing{})
}

// MayHandle reports whether the person may look into the petition, bring it
// together with others or take it out.
func MayHandle(who org.Who, p Petition) bool { _, err := handles(who, p); return err == nil }

// MayTakeIn reports whether the person takes petitions in.
func MayTakeIn(who org.Who) bool { return who.Can(org.BringIn, org.Thing{}) }

// MayAssign reports whether the person may give the petition to a post.
func MayAssign(who org.Who, p Petition) bool { return who.Can(org.Issue, p.Thing()) }

// MayAnswer reports whether the person answers in the name of the office.
func MayAnswer(who org.Who) bool { return who.Can(org.Answer, org.Thing{}) }

func answeredAlready() error {
	return fault.New(fault.Invalid, "Kiến nghị này đã được trả lời. Nếu xã thấy chưa được, xã sẽ kiến nghị lại.")
}

// TakeIn takes a petition in under a number of the book of incoming papers
// (NĐ 30/2020/NĐ-CP, Điều 22); where none is given the program counts its own.
func TakeIn(tx *db.Tx, who org.Who, ref string, version int64, book string) error {
	who, err := who.As(org.BringIn, org.Thing{})
	if err != nil {
		return err
	}
	p, err := fresh(tx, ref, version)
	if err != nil {
		return err
	}
	if p.State != Sent {
		return fault.New(fault.Exists, "Kiến nghị này đã được tiếp nhận, số đến %s.", p.Book)
	}
	book = vn.Line(book)
	var f fault.Form
	f.Check(len([]rune(book)) <= 40, "so-den", "Số đến dài quá 40 chữ. Hãy ghi ngắn lại.")
	if err := f.Err(); err != nil {
		return err
	}
	if book == "" {
		if book, err = nextBook(tx); err != nil {
			return err
		}
	}
	if err := received(book, vn.Today(tx.Now)).take(tx, who, []db.ID{p.ID}); err != nil {
		return err
	}
	who.Did(tx, "petition-received", p.ID)
	return nil
}

func received(book string, today vn.Day) step {
	return step{kind: "received", says: book, set: "state = 'received', book = ?2, received_on = ?3", args: []any{book, today}}
}

func nextBook(tx *db.Tx) (string, error) {
	n, err := tx.Next("SD", vn.Today(tx.Now).Year())
	return fmt.Sprint(n), err
}

// TakeInAll takes in every petition of an issue that nobody has taken in yet,
// under numbers the program counts, in the order of the offices' codes. It says
// how many they were.
func TakeInAll(tx *db.Tx, who org.Who, issue string) (int, error) {
	who, err := who.As(org.BringIn, org.Thing{})
	if err != nil {
		return 0, err
	}
	i, err := issueOf(tx, issue)
	if err != nil {
		return 0, err
	}
	ids, err := db.All(tx, func(id *db.ID) []any { return []any{id} },
		"select petition_id from petition where tenant_id = ?1 and issue_id = ?2 and state = 'sent' order by from_code, petition_id", i.ID)
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	if len(ids) > issueMost {
		return 0, fmt.Errorf("petition: %d petitions in one issue", len(ids))
	}
	// The numbers are taken in one go, then each petition has the next of them.
	last, err := db.Value[int](tx, `insert into counter (tenant_id, series, year, last) values (?1, 'SD', ?2, ?3)
		on conflict (tenant_id, series, year) do update set last = counter.last + excluded.last returning last`, vn.Today(tx.Now).Year(), len(ids))
	if err != nil {
		return 0, err
	}
	var number strings.Builder
	args := []any{vn.Today(tx.Now)}
	number.WriteString("state = 'received', received_on = ?2, book = case petition_id")
	for n, id := range ids {
		fmt.Fprintf(&number, " when ?%d then ?%d", len(args)+2, len(args)+3)
		args = append(args, id, fmt.Sprint(last-len(ids)+1+n))
	}
	number.WriteString(" end")
	if err := (step{kind: "received", set: number.String(), args: args}).take(tx, who, ids); err != nil {
		return 0, err
	}
	who.Did(tx, "petition-received", i.ID)
	return len(ids), nil
}

// Assign gives a petition that was taken in to a post, which is told.
func Assign(tx *db.Tx, who org.Who, ref string, version int64, post db.ID) error {
	p, err := fresh(tx, ref, version)
	if err != nil {
		return err
	}
	if who, err = who.As(org.Issue, p.Thing()); err != nil {
		return err
	}
	type place struct {
		unit db.ID
		role org.Role
	}
	to, found, err := db.One(tx, func(t *place) []any { return []any{&t.unit, &t.role} },
		"select "+org.PostUnit("p", "?3")+", p.role from post p where p.tenant_id = ?1 and p.post_id = ?2 and "+org.Exists("p", "?3"), post, vn.Today(tx.Now))
	if err != nil {
		return err
	}
	var f fault.Form
	f.Check(found && to.role != org.Viewer && to.role != org.Superior, "chuc-danh", "Hãy chọn chức danh xử lý có trong danh sách.")
	f.Check(!found || who.Can(org.Issue, org.Thing{Post: post, Unit: to.unit}), "chuc-danh", "Bạn chỉ giao được cho chức danh trong đơn vị mình. Hãy chọn chức danh khác.")
	if err := f.Err(); err != nil {
		return err
	}
	switch {
	case p.State == Sent:
		return fault.New(fault.Invalid, "Kiến nghị này chưa được tiếp nhận. Hãy tiếp nhận trước rồi giao xử lý.")
	case !p.Open():
		return answeredAlready()
	case p.Post == post:
		return fault.New(fault.Exists, "Kiến nghị này đang do chức danh đó xử lý.")
	}
	s := step{kind: "assigned", other: post, set: "post_id = ?2, unit_id = ?3", args: []any{post, to.unit}, quiet: true}
	if err := s.take(tx, who, []db.ID{p.ID}); err != nil {
		return err
	}
	who.Did(tx, "petition-assigned", p.ID)
	p.Version++
	return tellAssigned(tx, p, post)
}

// Consider says that the office looks into a petition, with what whoever handles
// it proposes to answer. It may be said again, each time with another opinion;
// the office below is told the first time.
func Consider(tx *db.Tx, who org.Who, ref string, version int64, opinion string) error {
	p, err := fresh(tx, ref, version)
	if err != nil {
		return err
	}
	if who, err = handles(who, p); err != nil {
		return err
	}
	opinion = vn.NFC(strings.TrimSpace(opinion))
	var f fault.Form
	f.Check(len([]rune(opinion)) <= 2000, "y-kien", "Ý kiến dài quá 2.000 chữ. Hãy ghi ngắn lại.")
	f.Check(p.State != Considering || opinion != "", "y-kien", "Hãy ghi ý kiến đề xuất.")
	if err := f.Err(); err != nil {
		return err
	}
	s := step{kind: "considering", says: opinion}
	switch p.State {
	case Sent:
		return fault.New(fault.Invalid, "Kiến nghị này chưa được tiếp nhận. Hãy tiếp nhận trước rồi xem xét.")
	case Received:
		s.set, s.args = "state = 'considering', considering_on = ?2", []any{vn.Today(tx.Now)}
	case Answered:
		return answeredAlready()
	default:
		s.quiet = true // the opinion stays in the house
	}
	if err := s.take(tx, who, []db.ID{p.ID}); err != nil {
		return err
	}
	who.Did(tx, "petition-considering", p.ID)
	return nil
}
