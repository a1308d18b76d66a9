package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sauro/fault"
	"sauro/vn"
)

type deadlineCmd struct {
	From  string   `help:"${deadline_from}" placeholder:"DAY"`
	At    string   `help:"${deadline_at}" placeholder:"HH:MM"`
	JSON  bool     `help:"${deadline_json}"`
	Words []string `arg:"" name:"words" help:"${deadline_words}"`
}

// Run prints the day that a time comes to, or its minute, and under it the
// account of every day on the way, by the days decided for the whole civil
// service. It needs no data.
func (cmd deadlineCmd) Run(s *streams, say func(string, ...any) string) error {
	from := vn.Today(time.Now())
	if cmd.From != "" {
		d, ok := vn.ParseDay(cmd.From)
		if !ok {
			return fault.New(fault.Invalid, "Ngày bắt đầu “%s” không đúng. Hãy ghi như 2026-02-13 hoặc 13/02/2026.", cmd.From)
		}
		from = d
	}
	printed := vn.Line(strings.Join(cmd.Words, " "))
	rule, ok := vn.ParseRule(printed)
	if !ok {
		return fault.New(fault.Invalid, "Chưa hiểu thời hạn “%s”. Hãy ghi như văn bản và ghi đủ năm, ví dụ: 05 ngày làm việc; trước ngày 31/01/2026; trong quý II/2026; hằng tháng.", printed)
	}
	var a vn.Account
	if cmd.At == "" {
		a = vn.Standard().Account(from, rule)
	} else {
		minute, ok := vn.ParseClock(cmd.At)
		if !ok {
			return fault.New(fault.Invalid, "Giờ bắt đầu “%s” không đúng. Hãy ghi như 15:30.", cmd.At)
		}
		a = vn.Standard().AccountAt(from.Time().Add(time.Duration(minute)*time.Minute), rule)
	}
	if a.Day == "" {
		return fault.New(fault.Invalid, "Ngày cuối của thời hạn này nằm ngoài lịch (năm 1900 đến năm 2201). Hãy kiểm tra lại con số.")
	}
	a.Printed = printed
	if cmd.JSON {
		return printJSON(s, a, say)
	}
	_, err := fmt.Fprintf(s.out, "%s\n\n%s", a.ISO(), a.Text(say))
	return err
}

// deadlineLine is a day of the account, or several together. Counted and sum
// are days, or minutes of a time in hours.
type deadlineLine struct {
	Day     vn.Day    `json:"day"`
	Until   vn.Day    `json:"until"`
	Why     vn.Reason `json:"why"`
	Name    string    `json:"name,omitempty"`
	Source  string    `json:"source,omitempty"`
	Counted int       `json:"counted"`
	Sum     int       `json:"sum"`
}

func printJSON(s *streams, a vn.Account, say func(string, ...any) string) error {
	lines := make([]deadlineLine, len(a.Lines))
	for i, l := range a.Lines {
		lines[i] = deadlineLine(l)
	}
	notes := make([]string, len(a.Notes))
	for i, n := range a.Notes {
		notes[i] = say(n.Format, n.Args...)
	}
	enc := json.NewEncoder(s.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(struct {
		Due         string         `json:"due"` // a day, or a minute of a time in hours
		Printed     string         `json:"printed"`
		Rule        string         `json:"rule"`
		From        vn.Day         `json:"from,omitempty"`
		Start       string         `json:"start,omitempty"`
		Day         vn.Day         `json:"day"`
		At          string         `json:"at"`
		LastInTime  vn.Day         `json:"last_in_time"`
		Lenient     vn.Day         `json:"lenient,omitempty"`
		Later       bool           `json:"later,omitempty"`
		Provisional bool           `json:"provisional"`
		Unit        vn.Unit        `json:"unit"`
		Lines       []deadlineLine `json:"lines"`
		Notes       []string       `json:"notes"`
	}{a.ISO(), a.Printed, a.Rule.String(), a.From, instant(a.Start), a.Day, instant(a.At), a.LastInTime, a.Lenient, a.Later, a.Provisional, a.Unit, lines, notes})
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(vn.Office).Format(time.RFC3339)
}
