// Package report makes the official documents that go out: the report on a
// letter's progress to the body it was promised to, and the letter itself. It
// knows how a commune's report is worded and laid out, and that a report once
// made keeps its figures for good. It refuses to know any rule by which the
// figures come about, and how a file is written.
package report

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sauro/bulletin"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/register"
	"sauro/vn"
)

// Kind is which kind of document a report is sent as.
type Kind string

// The kinds (NĐ 30/2020/NĐ-CP, Điều 7).
const (
	Plain    Kind = "report"   // báo cáo
	Dispatch Kind = "dispatch" // công văn
)

// Kinds are all kinds.
var Kinds = []Kind{Plain, Dispatch}

// KindName is the kind in words.
var KindName = map[Kind]string{Plain: "Báo cáo", Dispatch: "Công văn"}

// Order is what somebody wants reported.
type Order struct {
	Letter     db.ID    `json:"letter"`
	CutOff     vn.Day   `json:"cut_off"` // the last day that counts
	Kind       Kind     `json:"kind"`
	Number     string   `json:"number"` // "12"; "" leaves its place blank
	Date       vn.Day   `json:"date"`   // "" leaves its place blank
	Recipients []string `json:"recipients"`
}

// tidy brings the text of o through the door. Who nobody is named to, goes to
// whom the letter went to.
func (o *Order) tidy(l register.Letter) {
	// People type the number with its symbol too.
	o.Number, _, _ = strings.Cut(vn.Line(o.Number), "/")
	o.Number = strings.TrimSpace(o.Number)
	recipients := []string{}
	for _, r := range o.Recipients {
		if r = strings.Trim(vn.Line(r), "-–;., "); r != "" {
			recipients = append(recipients, r)
		}
	}
	if len(recipients) == 0 {
		recipients = append(recipients, l.Head.Recipients...)
	}
	o.Recipients = recipients
}

// Report is a report that was made. Its figures never change.
type Report struct {
	ID       db.ID
	Ref      string // BC-2026-0001
	Hash     string // sha256 of the frozen figures, hex
	Kind     Kind
	CutOff   vn.Day
	Letter   db.ID
	Of       string // the letter, as people speak of it
	MadeAt   time.Time
	MadeBy   string // the person's name, or the post's title where none is entered
	Figures  Figures
	Repeated bool   // Freeze: it was there before
	Code     string // the short code of its publication, "" where the public was not told of it
	Site     string // where the public reaches the program, set by who writes it; "" prints no QR code
}

// Freeze makes the report that is ordered and keeps its figures under a
// reference of the year. The same order with the same figures again gives the
// report that is there.
func Freeze(tx *db.Tx, who org.Who, o Order) (Report, error) {
	who, err := who.As(org.MakeReport, org.Thing{})
	if err != nil {
		return Report{}, err
	}
	f, err := Of(tx, who, o)
	if err != nil {
		return Report{}, err
	}
	text, err := json.Marshal(f)
	if err != nil {
		return Report{}, fmt.Errorf("report: %w", err)
	}
	sum := sha256.Sum256(text)
	hash := hex.EncodeToString(sum[:])
	ref, err := db.Value[string](tx, "select ref from report where tenant_id = ?1 and letter_id = ?2 and cut_off = ?3 and kind = ?4 and sha256 = ?5",
		o.Letter, f.Order.CutOff, f.Order.Kind, hash)
	if err != nil {
		return Report{}, err
	}
	if ref != "" {
		r, err := Load(tx, who, ref)
		r.Repeated = true
		return r, err
	}
	year := vn.Today(tx.Now).Year()
	n, err := tx.Next("BC", year)
	if err != nil {
		return Report{}, err
	}
	ref = fmt.Sprintf("BC-%d-%04d", year, n)
	id := db.NewID()
	_, err = tx.Exec(`insert into report (tenant_id, report_id, ref, letter_id, cut_off, kind, figures, sha256, made_at, made_by, made_post, made_for)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)`,
		id, ref, o.Letter, f.Order.CutOff, f.Order.Kind, string(text), hash, tx.Now, who.Person, db.Null(who.Post), db.Null(who.For))
	if err != nil {
		return Report{}, err
	}
	who.Did(tx, "report-made", id)
	// The code that the paper carries leads somewhere as soon as it is printed.
	if _, err := bulletin.Publish(tx, who, o.Letter); err != nil {
		return Report{}, err
	}
	return Load(tx, who, ref)
}

const columns = `r.report_id, r.ref, r.sha256, r.kind, r.cut_off, r.letter_id, l.kind, l.number, l.subject, r.made_at, s.name, r.made_post`

const from = ` from report r
	join letter l on l.tenant_id = r.tenant_id and l.letter_id = r.letter_id
	join person s on s.tenant_id = r.tenant_id and s.person_id = r.made_by
	where r.tenant_id = ?1`

// row is a report as its columns are scanned.
type row struct {
	Report
	head    register.Head
	name    string
	post    db.ID // by which it was made
	figures string
}

func (r *row) into() []any {
	return []any{&r.ID, &r.Ref, &r.Hash, &r.Kind, &r.CutOff, &r.Letter, db.Opt(&r.head.Kind), db.Opt(&r.head.Number), db.Opt(&r.head.Subject),
		db.Time(&r.MadeAt), &r.name, db.Opt(&r.post)}
}

// report is the row with the names of the day it was made on.
func (r *row) report(names org.Calling) Report {
	r.Of, r.MadeBy = r.head.Name(), r.name
	if r.MadeBy == "" {
		r.MadeBy = names.Post(r.post, vn.Today(r.MadeAt))
	}
	return r.Report
}

// List is the reports made, the latest first, without their figures; of a
// letter, or of all where letter is "".
func List(tx *db.Tx, who org.Who, letter db.ID) ([]Report, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return nil, err
	}
	return made(tx, letter)
}

// Shared is the same for a superior: what is frozen was made for it.
func Shared(tx *db.Tx, who org.Who, letter db.ID) ([]Report, error) {
	if err := who.May(org.Oversee, org.Thing{}); err != nil {
		return nil, err
	}
	return made(tx, letter)
}

func made(tx *db.Tx, letter db.ID) ([]Report, error) {
	rows, err := db.All(tx, (*row).into, "select "+columns+from+" and (?2 = '' or r.letter_id = ?2) order by r.made_at desc, r.ref desc", letter)
	if err != nil {
		return nil, err
	}
	names, err := org.NamesOf(tx)
	list := make([]Report, len(rows))
	for i := range rows {
		list[i] = rows[i].report(names)
	}
	return list, err
}

// Load is one report with its figures. Figures that are no longer those that
// were frozen are an error: somebody has changed them behind the program.
func Load(tx *db.Tx, who org.Who, ref string) (Report, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return Report{}, err
	}
	return load(tx, ref)
}

// SharedByRef is one report with its figures for a superior.
func SharedByRef(tx *db.Tx, who org.Who, ref string) (Report, error) {
	if err := who.May(org.Oversee, org.Thing{}); err != nil {
		return Report{}, err
	}
	return load(tx, ref)
}

func load(tx *db.Tx, ref string) (Report, error) {
	r, found, err := db.One(tx, func(r *row) []any { return append(r.into(), &r.figures) },
		"select "+columns+", r.figures"+from+" and r.ref = ?2", vn.Line(ref))
	if err != nil {
		return Report{}, err
	}
	if !found {
		return Report{}, fault.New(fault.Unknown, "Không có báo cáo %s. Hãy mở lại từ danh sách Báo cáo.", vn.Line(ref))
	}
	if sum := sha256.Sum256([]byte(r.figures)); hex.EncodeToString(sum[:]) != r.Hash {
		return Report{}, fmt.Errorf("report: the frozen figures of %s are not those of its sha256 %s", r.Ref, r.Hash)
	}
	if err := json.Unmarshal([]byte(r.figures), &r.Figures); err != nil {
		return Report{}, fmt.Errorf("report: the figures of %s: %w", r.Ref, err)
	}
	if r.Code, err = bulletin.CodeOf(tx, r.ID); err != nil {
		return Report{}, err
	}
	names, err := org.NamesOf(tx)
	return r.report(names), err
}
