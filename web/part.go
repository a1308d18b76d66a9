package web

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"sauro/fault"
	"sauro/org"
)

// SlotName are the six clears in the order of the ring, clockwise from the top.
var SlotName = [6]string{"người", "việc", "thời gian", "trách nhiệm", "thẩm quyền", "kết quả"}

// Ring shows which of the six are clear.
type Ring struct {
	Clear [6]bool
	Big   bool // with numbers, for a task's own page
}

// FullRing is the ring of an issued task.
var FullRing = Ring{Clear: [6]bool{true, true, true, true, true, true}}

// Count is how many of the six are clear.
func (r Ring) Count() int {
	n := 0
	for _, clear := range r.Clear {
		if clear {
			n++
		}
	}
	return n
}

// Missing are the names of those that are not.
func (r Ring) Missing() org.Names {
	var names org.Names
	for i, clear := range r.Clear {
		if !clear {
			names = append(names, SlotName[i])
		}
	}
	return names
}

// Label says the ring to those who do not see it.
func (r Ring) Label() fault.Text {
	if r.Count() == 6 {
		return fault.Text{Format: "Đủ sáu rõ"}
	}
	return fault.Text{Format: "%d trên 6 rõ; chưa rõ: %s", Args: []any{r.Count(), r.Missing()}}
}

// Petal is one petal as the template draws it.
type Petal struct {
	Clear        bool
	Turn, Number int
	X, Y         string // where the number stands
}

// Petals are the six.
func (r Ring) Petals() [6]Petal {
	at := [6][2]string{{"24", "11.3"}, {"37.3", "19"}, {"37.3", "34.4"}, {"24", "42.1"}, {"10.7", "34.4"}, {"10.7", "19"}}
	var list [6]Petal
	for i := range list {
		list[i] = Petal{r.Clear[i], i * 60, i + 1, at[i][0], at[i][1]}
	}
	return list
}

// Bar is what was reported beside what was verified: never one without the
// other. Figures are shown as percentages, or as the texts where they are set.
type Bar struct {
	Reported, Verified         int64 // basis points
	ReportedText, VerifiedText string
	Mini                       bool // in a table: without the words
}

// CountBar is a bar of a count, "11/19".
func CountBar(reported, verified, of int64) Bar {
	b := Bar{ReportedText: fmt.Sprintf("%d/%d", reported, of), VerifiedText: fmt.Sprintf("%d/%d", verified, of)}
	if of > 0 {
		b.Reported, b.Verified = reported*10000/of, verified*10000/of
	}
	return b
}

// InTable is the bar for a cell of a table.
func (b Bar) InTable() Bar { b.Mini = true; return b }

// ReportedWhole is what was reported in whole percents, rounded down: a bar says
// 100% only when all is there.
func (b Bar) ReportedWhole() int64 { return b.Reported / 100 * 100 }

// VerifiedWhole is what was verified in whole percents, rounded down.
func (b Bar) VerifiedWhole() int64 { return b.Verified / 100 * 100 }

// Outline is the length of the outlined bar, Solid that of the solid one, as
// SVG attributes: bars have no style attribute, so a strict policy holds.
func (b Bar) Outline() string {
	// The stroke stands half outside the rectangle.
	return length(max(0, min(b.Reported, 10000)-60))
}

// Solid is the length of the solid bar.
func (b Bar) Solid() string { return length(max(0, min(b.Verified, 10000))) }

func length(bp int64) string {
	return strconv.FormatInt(bp/100, 10) + "." + fmt.Sprintf("%02d", bp%100) + "%"
}

// Pair is a Bar in full: large figures, their unit, the days they are of.
type Pair struct {
	Bar                    Bar
	Reported, Verified     string // the large figures: "40", "71%"
	Unit                   string // after the figure: "/42 người"
	ReportedOn, VerifiedOn time.Time
}

// Status is a word with a sign. Kind is a sign: late soon run rep ver wait back
// stop unk cyc fix ok; it colours late, soon, wait, unk, fix and ok.
type Status struct{ Kind, Text string }

// Class is how the status looks.
func (s Status) Class() string {
	switch s.Kind {
	case "late", "soon", "wait", "unk", "fix", "ok":
		return "is-" + s.Kind
	}
	return "is-plain"
}

// Link is a file or a page: its name, address, size in bytes (0 for none) and
// fingerprint ("" for none).
type Link struct {
	Name, URL string
	Size      int64
	Hash      string
}

// ShortHash is the fingerprint as it is shown: "9f2c…41ab".
func (l Link) ShortHash() string {
	if len(l.Hash) < 12 {
		return l.Hash
	}
	return l.Hash[:4] + "…" + l.Hash[len(l.Hash)-4:]
}

// Event is one entry of a time line.
type Event struct {
	Kind  string // "r" a report, "v" a verification, "" all else
	At    time.Time
	By    string // the post
	Head  string // what happened, in bold
	Text  string // what was said about it
	Sign  string // a sign before Head, "" for none
	Files []Link
}

// Empty is a list that has nothing yet: why, and how to begin.
type Empty struct {
	Title, Text string
	URL, Action string // the button, "" for none
}

// Work is how far long work is. Total 0 is not known yet.
type Work struct {
	Name, Text  string
	Done, Total int64
}

// Pager leads through the pages of a list; Request.Pager makes it.
type Pager struct {
	At, Last, Per, Total int

	path  string
	query url.Values
}

// Offset is how many things lie before the page.
func (p Pager) Offset() int { return (p.At - 1) * p.Per }

// From is the number of the first thing on the page.
func (p Pager) From() int { return min(p.Offset()+1, p.Total) }

// To is the number of the last thing on the page.
func (p Pager) To() int { return min(p.At*p.Per, p.Total) }

// Prev and Next are the pages beside, 0 for none.
func (p Pager) Prev() int { return p.At - 1 }

// Next is the page after, 0 for none.
func (p Pager) Next() int {
	if p.At < p.Last {
		return p.At + 1
	}
	return 0
}

// Pages are the numbers to show, 0 for a gap.
func (p Pager) Pages() []int {
	var list []int
	for n := 1; n <= p.Last; n++ {
		switch {
		case n == 1, n == p.Last, p.At-1 <= n && n <= p.At+1:
			list = append(list, n)
		case list[len(list)-1] != 0:
			list = append(list, 0)
		}
	}
	return list
}

// URL is the address of a page.
func (p Pager) URL(n int) string {
	q := url.Values{}
	for k, v := range p.query {
		q[k] = v
	}
	if n > 1 {
		q.Set("trang", strconv.Itoa(n))
	}
	if len(q) == 0 {
		return p.path
	}
	return p.path + "?" + q.Encode()
}
