package urging

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"sauro/db"
	"sauro/org"
	"sauro/register"
	"sauro/task"
	"sauro/vn"
)

// Content is what a letter says. It is written down when the letter is issued and
// is all that its files are made of.
type Content struct {
	Commune string      `json:"commune"` // UBND xã Khánh Cường
	Number  int64       `json:"number"`  // 0: its place is left blank
	Symbol  string      `json:"symbol"`
	Date    vn.Day      `json:"date"` // "": its place is left blank
	AsOf    vn.Day      `json:"as_of"`
	Due     vn.Day      `json:"due"` // of the answer, as it is printed
	Rule    string      `json:"rule"`
	Subject string      `json:"subject"`
	Demand  string      `json:"demand"`
	Urgency Urgency     `json:"urgency"`
	Gather  string      `json:"gather"` // the unit that the answers go to
	Units   []Addressed `json:"units"`
	Copies  []string    `json:"copies"`
	Sign    Signature   `json:"sign"`
}

// Addressed is a unit that the letter is sent to, with its late tasks.
type Addressed struct {
	Unit  db.ID  `json:"unit"`
	Name  string `json:"name"`
	Tone  Tone   `json:"tone"`
	Tasks []Line `json:"tasks"`
}

// Line is a late task as the letter prints it.
type Line struct {
	Ref      string `json:"ref"`
	Work     string `json:"work"`
	Source   string `json:"source"` // the document that assigned it
	Due      vn.Day `json:"due"`
	Missing  string `json:"missing,omitempty"` // the results that are missing, of a task that gives one each cycle
	DaysLate int    `json:"days_late"`
	Progress string `json:"progress"`
}

// Signature is the sign block as it is printed.
type Signature struct {
	Authority []string `json:"authority"`
	As        string   `json:"as"`
	Name      string   `json:"name"`
}

// Tasks is how many tasks the letter speaks of.
func (c Content) Tasks() int {
	n := 0
	for _, u := range c.Units {
		n += len(u.Tasks)
	}
	return n
}

func fingerprint(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// write fills in what the letter says as of a day. What of its tasks was not late
// on that day goes to Gone.
func (l *Letter) write(tx *db.Tx, who org.Who, day vn.Day) error {
	late, gone, err := l.late(tx, who)
	if err != nil {
		return err
	}
	sources, err := sourcesOf(tx, who)
	if err != nil {
		return err
	}
	l.Gone = gone
	c := Content{Number: l.Number, Symbol: l.Symbol, Date: l.Date, AsOf: day, Due: l.Due, Rule: l.Rule, Subject: l.Subject, Demand: l.Demand, Urgency: l.Urgency, Copies: l.Copies}
	if c.Commune, err = communeName(tx); err != nil {
		return err
	}
	if c.Gather, err = gathering(tx); err != nil {
		return err
	}
	if c.Due == "" {
		if c.Due, err = limit(tx, day, l.Rule); err != nil {
			return err
		}
	}
	signers, err := Signers(tx)
	if err != nil {
		return err
	}
	if at := slices.IndexFunc(signers, func(s Signer) bool { return s.Post == l.Signer }); at >= 0 {
		c.Sign = Signature{signers[at].Authority, signers[at].As, signers[at].Name}
	}
	for _, u := range l.Units {
		to := Addressed{Unit: u.ID, Name: u.Name, Tone: u.Tone}
		for _, t := range late[u.ID] {
			days := max(0, min(t.DaysLate(), t.Calendar.Between(t.Calendar.LastInTime(t.NextDue), day)))
			if days == 0 {
				l.Gone = append(l.Gone, t.Ref)
				continue
			}
			to.Tasks = append(to.Tasks, Line{Ref: t.Ref, Work: t.Work, Source: sources.of(t), Due: t.NextDue, Missing: missing(t), DaysLate: days, Progress: progressOf(t)})
		}
		if len(to.Tasks) > 0 {
			c.Units = append(c.Units, to)
		}
	}
	l.Content = c
	return nil
}

// assigned are the letters that tasks come from, as a table cites them.
type assigned map[db.ID]string

func sourcesOf(tx *db.Tx, who org.Who) (assigned, error) {
	letters, err := register.Letters(tx, who)
	list := assigned{}
	for _, l := range letters {
		list[l.ID] = l.Head.Name()
		if day := vn.Day(l.Head.Date); day.Valid() {
			list[l.ID] += " ngày " + day.String()
		}
	}
	return list, err
}

// of is the document that assigned the task: its letter where no other is named.
func (a assigned) of(t task.Task) string {
	if t.Source != "" {
		return t.Source
	}
	return a[t.Letter] + ", nội dung " + t.ClauseCode
}

// progressOf is how far a task is, in the words of reports.
func progressOf(t task.Task) string {
	s := task.StatusName[t.Status()]
	if t.ReportedBP > 0 {
		s += ", báo cáo " + vn.Percent(int64(t.ReportedBP))
	}
	return s
}

// missing are the results that have not come, of a task that gives one each cycle.
func missing(t task.Task) string {
	var names []string
	for _, c := range t.MissingCycles() {
		names = append(names, task.CycleName(c.Key))
	}
	if n := len(names); n > 4 {
		names = append(names[:3], fmt.Sprintf("và %d kỳ nữa", n-3))
	}
	return strings.Join(names, ", ")
}

// gathering is the unit that the answers go to: that of the office's clerk.
func gathering(tx *db.Tx) (string, error) {
	posts, err := org.Posts(tx)
	for _, p := range posts {
		if p.Role == org.Clerk {
			return p.UnitName, err
		}
	}
	return "Văn phòng", err
}

func communeName(tx *db.Tx) (string, error) {
	return db.Value[string](tx, "select "+org.TenantName("t", "?2")+" from tenant t where t.tenant_id = ?1", vn.Today(tx.Now))
}

// bodyOf parts "UBND xã Khánh Cường" into the body and its place.
func bodyOf(commune string) (body, place string) {
	const full = "Ủy ban nhân dân"
	for _, short := range []string{"UBND ", full + " ", "Uỷ ban nhân dân "} {
		if rest, ok := strings.CutPrefix(commune, short); ok {
			return full, rest
		}
	}
	return commune, ""
}
