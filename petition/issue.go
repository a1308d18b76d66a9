package petition

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/obstacle"
	"sauro/org"
	"sauro/vn"
)

// Issue is what several offices below ask for, answered as one (vấn đề chung).
type Issue struct {
	ID      db.ID
	Ref     string // VD-2026-0001
	Version int64
	Title   string
	Class   obstacle.Class
	Made    time.Time
	Waiting int // offices whose petition in it has no answer: "42 xã đang chờ"
	Offices int // offices that have a petition in it
	NotIn   int // petitions in it that nobody has taken in
	Late    int // offices whose day for the answer has passed
	Oldest  vn.Day
	Due     vn.Day // the first day on which one of them has to be answered
}

// issueMost is how many petitions one issue holds: more than a province has
// communes, so that the statements over all of them stay bounded.
const issueMost = 1000

func issueOf(tx *db.Tx, ref string) (Issue, error) {
	i, found, err := db.One(tx, func(i *Issue) []any {
		return []any{&i.ID, &i.Ref, &i.Version, &i.Title, &i.Class, db.Time(&i.Made), &i.Waiting, &i.Offices, &i.NotIn, &i.Late, db.Opt(&i.Oldest), db.Opt(&i.Due)}
	}, `select i.issue_id, i.ref, i.version, i.title, i.class, i.created_at,
		count(distinct case when p.answered_at is null then p.from_id end), count(distinct p.from_id), count(case when p.state = 'sent' then 1 end),
		count(distinct case when p.answered_at is null and p.due_on < ?3 then p.from_id end),
		min(case when p.answered_at is null then p.due_from end), min(case when p.answered_at is null then p.due_on end)
		from issue i left join petition p on p.tenant_id = i.tenant_id and p.issue_id = i.issue_id
		where i.tenant_id = ?1 and i.ref = ?2 group by i.issue_id, i.ref, i.version, i.title, i.class, i.created_at`, ref, vn.Today(tx.Now))
	if err == nil && !found {
		err = fault.New(fault.Unknown, "Không tìm thấy vấn đề chung này. Hãy mở lại từ trang Kiến nghị đến.")
	}
	return i, err
}

// GetIssue is an issue by its reference, VD-2026-0001.
func GetIssue(tx *db.Tx, who org.Who, ref string) (Issue, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Issue{}, err
	}
	return issueOf(tx, ref)
}

// InIssue are the petitions of an issue, those without an answer first, then in
// the order of their offices' codes; a page of per from offset on.
func InIssue(tx *db.Tx, who org.Who, issue db.ID, offset, per int) ([]Petition, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	return list(tx, "p.issue_id = ?3 order by case when p.answered_at is null then 0 else 1 end, p.from_code, p.petition_id limit ?4 offset ?5", issue, per, offset)
}

// CountIn is how many petitions are in an issue.
func CountIn(tx *db.Tx, who org.Who, issue db.ID) (int, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return 0, err
	}
	return db.Value[int](tx, "select count(*) from petition where tenant_id = ?1 and issue_id = ?2", issue)
}

// NewIssue begins an issue with a petition in it, and with more where they are
// given. once makes a form that is sent twice one issue.
func NewIssue(tx *db.Tx, who org.Who, once db.ID, title string, class obstacle.Class, refs []string) (string, error) {
	if made, err := db.Value[string](tx, "select ref from issue where tenant_id = ?1 and issue_id = ?2", once); err != nil || made != "" {
		return made, err
	}
	title = vn.Line(title)
	var f fault.Form
	f.Check(title != "" && len([]rune(title)) <= 300, "ten", "Hãy ghi tên vấn đề chung, dưới 300 chữ.")
	f.Check(slices.Contains(obstacle.Classes, class), "loai", "Hãy chọn loại vướng mắc.")
	f.Check(len(refs) > 0, "kien-nghi", "Hãy chọn ít nhất một kiến nghị.")
	if err := f.Err(); err != nil {
		return "", err
	}
	first, err := one(tx, refs[0])
	if err != nil {
		return "", err
	}
	by, err := handles(who, first)
	if err != nil {
		return "", err
	}
	year := vn.Today(tx.Now).Year()
	n, err := tx.Next("VD", year)
	if err != nil {
		return "", err
	}
	i := Issue{ID: once, Ref: fmt.Sprintf("VD-%d-%04d", year, n)}
	if _, err := tx.Exec(`insert into issue (tenant_id, issue_id, ref, version, title, class, created_at, created_by, created_post, created_for)
		values (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, ?9)`, i.ID, i.Ref, title, class, tx.Now, by.Person, by.Post, db.Null(by.For)); err != nil {
		return "", err
	}
	if err := note(tx, by, i.ID, "issue-made", "", title); err != nil {
		return "", err
	}
	by.Did(tx, "petition-issue-made", i.ID)
	return i.Ref, join(tx, who, by, i, refs, "")
}

// Join brings petitions into an issue. A petition is in one issue at most, and
// one that was answered stays where it is.
func Join(tx *db.Tx, who org.Who, issue string, refs []string, reason string) error {
	i, err := issueOf(tx, issue)
	if err != nil {
		return err
	}
	reason = vn.Line(reason)
	var f fault.Form
	f.Check(len(refs) > 0, "kien-nghi", "Hãy chọn ít nhất một kiến nghị.")
	f.Check(len(refs) <= perStatement, "kien-nghi", "Mỗi lần gộp nhiều nhất %d kiến nghị. Hãy bỏ bớt rồi gộp tiếp.", perStatement)
	f.Check(len([]rune(reason)) <= 500, "ly-do", "Lý do dài quá 500 chữ. Hãy ghi ngắn lại.")
	if err := f.Err(); err != nil {
		return err
	}
	lead, err := leads(tx, who, i.ID)
	if err != nil {
		return err
	}
	return join(tx, who, lead, i, refs, reason)
}

// leads is the person by the right to handle a petition of the issue, or by the
// right to give work out; nobody where there is none.
func leads(tx *db.Tx, who org.Who, issue db.ID) (org.Who, error) {
	held, err := db.All(tx, func(t *org.Thing) []any { return []any{&t.Post, &t.Unit} },
		"select distinct post_id, unit_id from petition where tenant_id = ?1 and issue_id = ?2 and post_id is not null", issue)
	if err != nil {
		return org.Who{}, err
	}
	for _, t := range append(held, org.Thing{}) {
		if by, err := handles(who, Petition{Post: t.Post, Unit: t.Unit}); err == nil {
			return by, nil
		}
	}
	return org.Who{}, nil
}

// within is the person by the right to bring a petition into an issue or to take
// it out: to handle it, or, of one that nobody has yet, to handle the issue.
func within(who, lead org.Who, p Petition) (org.Who, error) {
	if p.Post == "" && lead.SignedIn() {
		return lead, nil
	}
	return handles(who, p)
}

func join(tx *db.Tx, who, lead org.Who, i Issue, refs []string, reason string) error {
	held, err := db.Value[int](tx, "select count(*) from petition where tenant_id = ?1 and issue_id = ?2", i.ID)
	if err != nil {
		return err
	}
	if held+len(refs) > issueMost {
		return fault.New(fault.Invalid, "Một vấn đề chung chứa nhiều nhất %d kiến nghị. Hãy lập vấn đề khác.", issueMost)
	}
	args := make([]any, len(refs))
	for n, ref := range refs {
		args[n] = vn.Line(ref)
	}
	found, err := list(tx, db.In("p.ref", len(args), 3), args...)
	if err != nil {
		return err
	}
	if len(found) != len(slices.Compact(slices.Sorted(slices.Values(refs)))) {
		return fault.New(fault.Unknown, "Không tìm thấy kiến nghị này. Hãy mở lại từ trang Kiến nghị đến.")
	}
	var ids []db.ID
	var by org.Who
	for _, p := range found {
		switch {
		case p.Issue == i.ID:
			continue // it came twice
		case p.Issue != "":
			return fault.New(fault.Exists, "Kiến nghị %s đã ở vấn đề %s. Hãy tách ra trước rồi gộp lại.", p.Ref, p.IssueRef)
		case !p.Open():
			return fault.New(fault.Invalid, "Kiến nghị %s đã được trả lời nên không gộp nữa.", p.Ref)
		}
		if by, err = within(who, lead, p); err != nil {
			return err
		}
		ids = append(ids, p.ID)
	}
	if len(ids) == 0 {
		return nil
	}
	s := step{kind: "joined", other: i.ID, says: reason, set: "issue_id = ?2", args: []any{i.ID}, quiet: true}
	if err := s.take(tx, by, ids); err != nil {
		return err
	}
	other := db.ID("")
	if len(ids) == 1 {
		other = ids[0]
	}
	if err := note(tx, by, i.ID, "issue-joined", other, reason); err != nil {
		return err
	}
	by.Did(tx, "petition-joined", i.ID)
	return nil
}

// Leave takes a petition out of its issue again, with a reason.
func Leave(tx *db.Tx, who org.Who, ref string, version int64, reason string) error {
	p, err := fresh(tx, ref, version)
	if err != nil {
		return err
	}
	lead, err := leads(tx, who, p.Issue)
	if err != nil {
		return err
	}
	by, err := within(who, lead, p)
	if err != nil {
		return err
	}
	reason = vn.Line(reason)
	var f fault.Form
	f.Check(len([]rune(reason)) >= 5 && len([]rune(reason)) <= 500, "ly-do", "Hãy ghi lý do tách, từ 5 đến 500 chữ.")
	if err := f.Err(); err != nil {
		return err
	}
	switch {
	case p.Issue == "":
		return fault.New(fault.Invalid, "Kiến nghị này không ở vấn đề chung nào.")
	case !p.Open():
		return answeredAlready()
	}
	s := step{kind: "left", other: p.Issue, says: reason, set: "issue_id = null", quiet: true}
	if err := s.take(tx, by, []db.ID{p.ID}); err != nil {
		return err
	}
	if err := note(tx, by, p.Issue, "issue-left", p.ID, reason); err != nil {
		return err
	}
	by.Did(tx, "petition-left", p.ID)
	return nil
}

// Like is something that asks for much the same: an issue, or a petition that is
// in none.
type Like struct {
	Ref      string
	Issue    bool
	Title    string
	FromName string // of a petition
	Waiting  int    // of an issue
	Share    int    // of the words that both have, in percent

	post, unit db.ID
}

// MayBring reports whether the person, who handles what it is like, may bring the
// two together.
func (l Like) MayBring(who org.Who) bool {
	return l.Issue || l.post == "" || MayHandle(who, Petition{Post: l.post, Unit: l.unit})
}

const (
	likeLooked = 500 // the newest that are compared
	likeShown  = 12
	likeLeast  = 20 // percent
)

// Alike are issues and single petitions without an answer that are of the class
// and share words with the text, the most alike first, at most twelve. Where own
// is given that petition or issue is left out.
func Alike(tx *db.Tx, who org.Who, class obstacle.Class, text string, own db.ID) ([]Like, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	type row struct {
		Like
		issue int64
		words string
	}
	rows, err := db.All(tx, func(r *row) []any { return []any{&r.Ref, &r.issue, &r.Title, &r.FromName, &r.words, &r.post, &r.unit} },
		`select ref, issue, title, from_name, words, post, unit from (
			select p.ref, 0 as issue, p.title, p.from_name, p.title || ' ' || p.asks as words, p.sent_at as at, coalesce(p.post_id, '') as post, coalesce(p.unit_id, '') as unit from petition p
				where p.tenant_id = ?1 and p.class = ?2 and p.answered_at is null and p.issue_id is null and p.petition_id <> ?3
			union all
			select i.ref, 1, i.title, '', i.title, i.created_at, '', '' from issue i where i.tenant_id = ?1 and i.class = ?2 and i.issue_id <> ?3
		) k order by at desc, ref limit ?4`, class, own, likeLooked)
	if err != nil {
		return nil, err
	}
	mine := wordsOf(text)
	var alike []Like
	for _, r := range rows {
		r.Like.Issue = r.issue == 1
		if r.Share = share(mine, wordsOf(r.words)); r.Share >= likeLeast {
			alike = append(alike, r.Like)
		}
	}
	slices.SortStableFunc(alike, func(a, b Like) int { return cmp.Compare(b.Share, a.Share) })
	alike = alike[:min(likeShown, len(alike))]
	return alike, waitingOf(tx, alike)
}

func waitingOf(tx *db.Tx, alike []Like) error {
	var refs []any
	for _, l := range alike {
		if l.Issue {
			refs = append(refs, l.Ref)
		}
	}
	if len(refs) == 0 {
		return nil
	}
	return tx.Each(func(scan func(...any) error) error {
		var ref string
		var n int
		if err := scan(&ref, &n); err != nil {
			return err
		}
		for k := range alike {
			if alike[k].Ref == ref {
				alike[k].Waiting = n
			}
		}
		return nil
	}, `select i.ref, count(distinct p.from_id) from issue i
		join petition p on p.tenant_id = i.tenant_id and p.issue_id = i.issue_id and p.answered_at is null
		where i.tenant_id = ?1 and `+db.In("i.ref", len(refs), 2)+` group by i.ref`, refs...)
}

// wordsOf are the words of a text without accents, those of one letter left out.
func wordsOf(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range vn.Words(text) {
		if len(w) > 1 && len(set) < 400 {
			set[w] = true
		}
	}
	return set
}

// share is how many of the words of the shorter text the longer has, in percent:
// a title is short and what it is compared with is long.
func share(a, b map[string]bool) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(a) == 0 {
		return 0
	}
	both := 0
	for w := range a {
		if b[w] {
			both++
		}
	}
	return both * 100 / len(a)
}

// text is what a petition is compared by.
func (p Petition) Text() string { return strings.Join([]string{p.Title, p.Asks}, " ") }
