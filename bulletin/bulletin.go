// Package bulletin keeps what the public is told, as it was told: each letter in
// force, each of its clauses and each report, with the figures reported and
// those verified. To publish is an act as any other; what was published never
// changes, and what changed since is published anew beside it. It knows what may
// be public at all: no person, no score, no note, no obstacle, no number that
// belongs to somebody. It refuses to know how a page looks.
package bulletin

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// Kind is what was published.
type Kind string

// The kinds.
const (
	OfLetter Kind = "letter"
	OfClause Kind = "clause"
	OfReport Kind = "report"
)

// KindName is the kind in words.
var KindName = map[Kind]string{OfLetter: "Văn bản cam kết", OfClause: "Nội dung cam kết", OfReport: "Báo cáo"}

// form is the shape of the bodies that are made today.
const form = 1

// Commune is whose publication it is.
type Commune struct {
	Code string `json:"code"` // five digits
	Name string `json:"name"` // UBND xã Khánh Cường
}

// Totals are figures of a letter, a group, a clause or a report; percentages are
// basis points.
type Totals struct {
	Clauses    int         `json:"clauses"`
	Tasks      int         `json:"tasks"` // issued and not cancelled
	Done       int         `json:"done"`  // accepted
	Late       int         `json:"late"`
	ReportedBP int         `json:"reported_bp"`
	VerifiedBP int         `json:"verified_bp"`
	Status     task.Status `json:"status"`
}

// Letter is a letter as the public sees it. Of one that is kept back only form,
// commune, address and withheld are said.
type Letter struct {
	Form        int      `json:"form"`
	Commune     Commune  `json:"commune"`
	Address     string   `json:"address"` // VB-2025-01
	Withheld    bool     `json:"withheld"`
	Name        string   `json:"name"` // as people speak of it
	Kind        string   `json:"kind"`
	Number      string   `json:"number"` // "" where it is not printed
	Symbol      string   `json:"symbol"`
	Issuer      string   `json:"issuer"`
	Date        string   `json:"date"` // YYYY-MM-DD, or YYYY-MM where the day is blank
	Subject     string   `json:"subject"`
	SignerTitle string   `json:"signer_title"`
	Recipients  []string `json:"recipients"`
	ActiveOn    vn.Day   `json:"active_on"`
	Amends      string   `json:"amends"`     // the address of the letter it amends
	AmendedBy   string   `json:"amended_by"` // the address of the letter that amends it
	Totals
	Groups []Group `json:"groups"`
}

// Group is one of the letter's groups of clauses.
type Group struct {
	Label string `json:"label"` // the printed number, "" where none
	Text  string `json:"text"`
	Totals
	Codes []string `json:"codes"` // of its clauses: 2.5
}

// Clause is a line as it was signed, with what came of it.
type Clause struct {
	Form       int     `json:"form"`
	Commune    Commune `json:"commune"`
	Letter     Cited   `json:"letter"`
	Address    string  `json:"address"` // VB-2025-01-2.5
	Code       string  `json:"code"`    // 2.5
	Group      string  `json:"group"`   // the heading it stands under
	Text       string  `json:"text"`
	Due        string  `json:"due"`         // as printed
	Result     string  `json:"result"`      // as printed
	NoTask     string  `json:"no_task"`     // why it has no task of its own
	Replaces   string  `json:"replaces"`    // the address of the older clause
	ReplacedBy string  `json:"replaced_by"` // the address of the newer one
	Totals
	TaskList []Task `json:"task_list"` // parents before their parts
}

// Cited is a letter that is spoken of.
type Cited struct {
	Address string `json:"address"`
	Name    string `json:"name"`
	Date    string `json:"date"`
}

// Task is a piece of work as the public sees it: by post, never by person.
type Task struct {
	Ref        string       `json:"ref"`
	Part       bool         `json:"part"` // of the task above it
	Work       string       `json:"work"`
	Post       string       `json:"post"`     // who answers for it
	Unit       string       `json:"unit"`     // who leads
	DueText    string       `json:"due_text"` // as printed
	Due        vn.Day       `json:"due"`      // as computed; of a cycle the day it ends for good
	Every      vn.Every     `json:"every"`
	State      task.State   `json:"state"`
	Status     task.Status  `json:"status"`
	Late       bool         `json:"late"`
	Product    string       `json:"product"`
	Measure    task.Measure `json:"measure"`
	Target     int64        `json:"target"` // of percent in basis points
	TargetUnit string       `json:"target_unit"`
	Reported   int64        `json:"reported"` // of a task with one result and no parts
	Verified   int64        `json:"verified"`
	ReportedBP int          `json:"reported_bp"`
	VerifiedBP int          `json:"verified_bp"`
	DoneOn     vn.Day       `json:"done_on"`
	Evidence   []Evidence   `json:"evidence"`
}

// Counted reports whether the task has one result in units of its own.
func (t Task) Counted() bool { return t.Every == "" && t.Measure != task.Percent && t.Target > 0 }

// Evidence is a piece of evidence that was looked at and accepted, by its name
// and fingerprint; the file itself is not public.
type Evidence struct {
	Kind   task.Proof `json:"kind"`
	Name   string     `json:"name"`
	SHA256 string     `json:"sha256"` // of the file, "" where there is none
	Size   int64      `json:"size"`
	Number string     `json:"number"` // of a document
	Dated  vn.Day     `json:"dated"`
	Cycle  string     `json:"cycle"`
}

// Report is a report to the superior as the public sees it.
type Report struct {
	Form          int     `json:"form"`
	Commune       Commune `json:"commune"`
	Letter        Cited   `json:"letter"`
	Address       string  `json:"address"` // BC-2026-0001
	CutOff        vn.Day  `json:"cut_off"` // the last day that counts
	MadeOn        vn.Day  `json:"made_on"`
	FiguresSHA256 string  `json:"figures_sha256"` // of the frozen figures
	Totals
	Groups []Group `json:"groups"`
}

// Publication is one thing as it was told at one time.
type Publication struct {
	ID       db.ID
	Kind     Kind
	About    db.ID
	LetterID db.ID
	Address  string
	Ordinal  int
	At       time.Time
	Withheld bool
	Code     string
	Title    string // the clause as signed, the name of the letter or report
	Reported int    // basis points
	Verified int
	Body     string
	SHA256   string
}

// Said is the code as it is printed.
func (p Publication) Said() string { return SayCode(p.Code) }

// Letter is the body of a publication of a letter.
func (p Publication) Letter() (l Letter, err error) { return l, p.decode(OfLetter, &l) }

// Clause is the body of a publication of a clause.
func (p Publication) Clause() (c Clause, err error) { return c, p.decode(OfClause, &c) }

// Report is the body of a publication of a report.
func (p Publication) Report() (r Report, err error) { return r, p.decode(OfReport, &r) }

func (p Publication) decode(kind Kind, into any) error {
	if p.Kind != kind {
		return fmt.Errorf("bulletin: %s is a publication of a %s", p.Address, p.Kind)
	}
	// What was changed behind the program is not shown as if it had been told.
	if hashOf(p.Body) != p.SHA256 {
		return fmt.Errorf("bulletin: the body of %s, publication %d, is not that of its sha256", p.Address, p.Ordinal)
	}
	if err := json.Unmarshal([]byte(p.Body), into); err != nil {
		return fmt.Errorf("bulletin: %s, publication %d: %w", p.Address, p.Ordinal, err)
	}
	return nil
}

func hashOf(body string) string {
	sum := sha256.Sum256([]byte(body))
	return hex.EncodeToString(sum[:])
}

// Publish tells the public what is true of a letter now: the letter, its
// clauses and its reports, as far as anything changed since they were last told.
// It gives the number of publications made. A letter that is not in force is not
// public; of one that is kept back nothing is told but that. May be done by whoever
// may make reports, and by the program at its own times.
func Publish(tx *db.Tx, who org.Who, letter db.ID) (int, error) {
	if !who.IsProgram() {
		if err := who.May(org.MakeReport, org.Thing{}); err != nil {
			return 0, err
		}
	}
	return publish(tx, who, letter)
}

func publish(tx *db.Tx, who org.Who, letter db.ID) (int, error) {
	n, err := look(tx, who, letter)
	if err != nil || n == nil {
		return 0, err
	}
	if n.address == "" {
		if n.address, err = n.nextAddress(tx); err != nil {
			return 0, err
		}
	}
	news, err := n.all()
	if err != nil || len(news) == 0 {
		return 0, err
	}
	for _, p := range news { // only written, as many as changed
		if p.Code, err = newCode(); err != nil {
			return 0, err
		}
		_, err := tx.Exec(`insert into publication (tenant_id, publication_id, kind, about, letter_id, address, ordinal, at, withheld, code, title, reported_bp, verified_bp, body, sha256)
			values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)`,
			db.NewID(), p.Kind, p.About, p.LetterID, p.Address, p.Ordinal, tx.Now, p.Withheld, p.Code, p.Title, p.Reported, p.Verified, p.Body, p.SHA256)
		if db.Duplicate(err) {
			return 0, fault.Because(err, fault.Busy, "Máy chủ đang công khai cùng nội dung này. Hãy thử lại sau một phút.")
		}
		if err != nil {
			return 0, err
		}
	}
	who.Did(tx, "published", letter)
	return len(news), nil
}

// Due reports whether Publish would tell anything new. It reads only, so that
// looking every few minutes holds up nobody who writes.
func Due(tx *db.Tx, who org.Who, letter db.ID) (bool, error) {
	n, err := look(tx, who, letter)
	if err != nil || n == nil {
		return false, err
	}
	if n.address == "" {
		return true, nil
	}
	news, err := n.all()
	return len(news) > 0, err
}
