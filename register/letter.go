// Package register keeps the letters that bind the office and their clauses:
// how a document becomes a letter, what in it is a clause, which letter amends
// which. It refuses to know how a clause is worked on: that is a task, one
// floor up.
package register

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// State is how far a letter has come.
type State string

// The states of a letter.
const (
	Proposed State = "proposed" // read by the program, not yet accepted by a clerk
	Accepted State = "accepted" // its clauses stand and never change
	Active   State = "active"   // every clause has a task or a reason why none
	Dropped  State = "dropped"  // a proposal that was not accepted
)

// StateName is the state as the office says it.
var StateName = map[State]string{
	Proposed: "chờ xác nhận",
	Accepted: "đã xác nhận",
	Active:   "đang thực hiện",
	Dropped:  "đã bỏ",
}

// Cited is another document that a letter cites by its number.
type Cited struct {
	Number string
	Date   string // "" where not given
}

// Head is what stands on a letter besides its clauses. An empty field is not
// printed on it: screens show it as "chưa rõ".
type Head struct {
	Kind, Number, Symbol string
	Issuer, Place        string
	Date                 string // YYYY-MM-DD, or YYYY-MM where the day is blank
	Subject              string
	Recipients           []string
	SignerName           string
	SignerTitle          string
	Cited                []Cited
}

// Name is how people speak of the letter: kind and number, or its subject where
// the number is blank.
func (h Head) Name() string {
	kind := h.Kind
	if kind == "" {
		kind = "Văn bản"
	}
	switch {
	case h.Number != "":
		return kind + " " + h.Number
	case h.Subject != "":
		return kind + ": " + h.Subject
	}
	return kind
}

// Letter is one letter, without its clauses.
type Letter struct {
	ID         db.ID
	State      State
	Version    int64
	Head       Head
	FileHash   string
	FileName   string
	FileFormat string
	FileSize   int64
	Scanned    bool   // "đọc từ bản quét"
	Body       string // the text that was read
	Amends     db.ID  // the letter this one amends
	AmendedBy  db.ID  // the accepted letter that amends this one
	Created    time.Time
	Accepted   time.Time
	Activated  time.Time
	Clauses    int // how many it has
}

// Group is one of the letter's groups of clauses.
type Group struct {
	ID       db.ID
	Ordinal  int
	Label    string // the printed number
	Text     string
	From, To int
	Clauses  []Clause
}

// Due is the deadline as printed. Kind is one of date, month, quarter, year,
// range, recurring, ongoing, conditional and none.
type Due struct{ Kind, Date, Every, Text string }

// Clause is a line as it was signed.
type Clause struct {
	ID            db.ID
	Letter        db.ID
	Group         db.ID
	Ordinal       int
	Code          string // 2.5
	Path          string // as printed: 2.-5
	Text          string
	From, To      int // bytes of the letter's Body
	Lead, Support []string
	Due           Due
	Result        string
	Row           bool
	Replaces      db.ID // the clause of an older letter
	ReplacedBy    db.ID // the clause of a newer accepted letter
	ReplacedIn    db.ID // that letter
	NoTaskReason  string
	NoTaskAt      time.Time
}

const letterColumns = `l.letter_id, l.state, l.version, l.file_hash, l.file_name, l.file_format, l.file_size, l.scanned, l.kind, l.number, l.symbol,
	l.issuer, l.place, l.date, l.subject, l.signer_name, l.signer_title, l.recipients, l.cited, l.amends,
	(select max(n.letter_id) from letter n where n.tenant_id = ?1 and n.amends = l.letter_id and n.state in ('accepted', 'active')),
	l.created_at, l.accepted_at, l.activated_at,
	(select count(*) from clause c where c.tenant_id = ?1 and c.letter_id = l.letter_id)`

func intoLetter(l *Letter) []any {
	return []any{&l.ID, &l.State, &l.Version, &l.FileHash, &l.FileName, &l.FileFormat, &l.FileSize, &l.Scanned,
		db.Opt(&l.Head.Kind), db.Opt(&l.Head.Number), db.Opt(&l.Head.Symbol), db.Opt(&l.Head.Issuer), db.Opt(&l.Head.Place),
		db.Opt(&l.Head.Date), db.Opt(&l.Head.Subject), db.Opt(&l.Head.SignerName), db.Opt(&l.Head.SignerTitle),
		fromJSON(&l.Head.Recipients), fromJSON(&l.Head.Cited), db.Opt(&l.Amends), db.Opt(&l.AmendedBy),
		db.Time(&l.Created), db.Time(&l.Accepted), db.Time(&l.Activated), &l.Clauses}
}

// Letters are the letters of the commune that were not dropped, the newest
// first, without their bodies.
func Letters(tx *db.Tx, who org.Who) ([]Letter, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	return db.All(tx, intoLetter, "select "+letterColumns+" from letter l where l.tenant_id = ?1 and l.state <> 'dropped' order by l.letter_id desc")
}

// Load is one letter with its body.
func Load(tx *db.Tx, who org.Who, id db.ID) (Letter, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Letter{}, err
	}
	l, found, err := db.One(tx, func(l *Letter) []any { return append(intoLetter(l), &l.Body) },
		"select "+letterColumns+", l.body from letter l where l.tenant_id = ?1 and l.letter_id = ?2", id)
	if err == nil && !found {
		err = fault.New(fault.Unknown, "Không tìm thấy văn bản này. Hãy mở lại từ danh sách Văn bản cam kết.")
	}
	return l, err
}

const clauseColumns = `c.clause_id, c.letter_id, c.group_id, c.ordinal, c.code, c.path, c.text, c.from_byte, c.to_byte, c.lead, c.support,
	c.due_kind, c.due_date, c.due_every, c.due_text, c.result, c.from_row, c.replaces, n.clause_id, n.letter_id, c.no_task_reason, c.no_task_at
	from clause c
	left join clause n on n.tenant_id = c.tenant_id and n.replaces = c.clause_id
	where c.tenant_id = ?1`

func intoClause(c *Clause) []any {
	return []any{&c.ID, &c.Letter, &c.Group, &c.Ordinal, &c.Code, &c.Path, &c.Text, &c.From, &c.To, fromJSON(&c.Lead), fromJSON(&c.Support),
		&c.Due.Kind, db.Opt(&c.Due.Date), db.Opt(&c.Due.Every), db.Opt(&c.Due.Text), db.Opt(&c.Result), &c.Row, db.Opt(&c.Replaces),
		db.Opt(&c.ReplacedBy), db.Opt(&c.ReplacedIn), db.Opt(&c.NoTaskReason), db.Time(&c.NoTaskAt)}
}

// Groups are the groups of an accepted letter with their clauses, in order.
func Groups(tx *db.Tx, who org.Who, letter db.ID) ([]Group, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	return groupsOf(tx, letter)
}

func groupsOf(tx *db.Tx, letter db.ID) ([]Group, error) {
	groups, err := db.All(tx, func(g *Group) []any { return []any{&g.ID, &g.Ordinal, &g.Label, &g.Text, &g.From, &g.To} },
		"select group_id, ordinal, label, text, from_byte, to_byte from clause_group where tenant_id = ?1 and letter_id = ?2 order by ordinal", letter)
	if err != nil {
		return nil, err
	}
	clauses, err := db.All(tx, intoClause, "select "+clauseColumns+" and c.letter_id = ?2 order by c.ordinal", letter)
	if err != nil {
		return nil, err
	}
	of := map[db.ID]*Group{}
	for i := range groups {
		of[groups[i].ID] = &groups[i]
	}
	for _, c := range clauses {
		of[c.Group].Clauses = append(of[c.Group].Clauses, c)
	}
	return groups, nil
}

// ClauseByID is one clause of an accepted letter.
func ClauseByID(tx *db.Tx, who org.Who, id db.ID) (Clause, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Clause{}, err
	}
	c, found, err := db.One(tx, intoClause, "select "+clauseColumns+" and c.clause_id = ?2", id)
	if err == nil && !found {
		err = fault.New(fault.Unknown, "Không tìm thấy nội dung cam kết này. Hãy mở lại từ văn bản.")
	}
	return c, err
}

// same is what makes two letters one: number, symbol and issuer, folded. It is
// empty where the number is blank, for then nothing can be said.
func (h Head) same() string {
	if h.Number == "" {
		return ""
	}
	return strings.Join(vn.Words(h.Number), " ") + "|" + strings.Join(vn.Words(h.Issuer), " ")
}

func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // only our own structs of strings come here
	}
	return string(b)
}

type jsonText struct{ to any }

func fromJSON(to any) jsonText { return jsonText{to} }

func (j jsonText) Scan(v any) error {
	switch s := v.(type) {
	case string:
		return json.Unmarshal([]byte(s), j.to)
	case []byte:
		return json.Unmarshal(s, j.to)
	}
	return fmt.Errorf("register: a list stored as %T", v)
}
