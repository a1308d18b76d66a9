package draft

import (
	"cmp"
	"encoding/json"
	"regexp"
	"strings"

	"sauro/calendar"
	"sauro/catalogue"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

// source is a clause as drafting a task from it needs to know it.
type source struct {
	text, dueKind, dueText string
	due                    vn.Day
	every                  vn.Every
	lead, support          string
	result                 string
	fromRow                bool
	letter                 db.ID
	kind, number, symbol   string
	date, subject          string
}

func readSource(tx *db.Tx, clause db.ID) (source, error) {
	s, found, err := db.One(tx, func(s *source) []any {
		return []any{&s.text, &s.dueKind, db.Opt(&s.due), db.Opt(&s.every), db.Opt(&s.dueText), &s.lead, &s.support, db.Opt(&s.result), &s.fromRow,
			&s.letter, db.Opt(&s.kind), db.Opt(&s.number), db.Opt(&s.symbol), db.Opt(&s.date), db.Opt(&s.subject)}
	}, `select c.text, c.due_kind, c.due_date, c.due_every, c.due_text, c.lead, c.support, c.result, c.from_row,
			c.letter_id, l.kind, l.number, l.symbol, l.date, l.subject
		from clause c join letter l on l.tenant_id = c.tenant_id and l.letter_id = c.letter_id
		where c.tenant_id = ?1 and c.clause_id = ?2`, clause)
	if err == nil && !found {
		err = fault.New(fault.Unknown, "Không tìm thấy nội dung cam kết này. Hãy mở lại văn bản rồi chọn lại.")
	}
	return s, err
}

// FromClause proposes the slots of a task for a clause: what its text says and
// nothing else. A row of a task table gives work, lead, support, deadline and
// product from its cells. The lead becomes the responsibility where it is the
// name of a unit or a post of the office. Nothing is written.
func FromClause(tx *db.Tx, who org.Who, clause db.ID) (task.Slots, error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return task.Slots{}, err
	}
	src, err := readSource(tx, clause)
	if err != nil {
		return task.Slots{}, err
	}
	o, err := readOffice(tx)
	if err != nil {
		return task.Slots{}, err
	}
	days, err := calendar.Of(tx)
	if err != nil {
		return task.Slots{}, err
	}
	return src.slots(o, who.TenantName, days, vn.Today(tx.Now))
}

func (src source) slots(o office, commune string, days *vn.Calendar, today vn.Day) (task.Slots, error) {
	s := task.Slots{SourceLetter: src.letter, Source: src.cited(), Due: src.when(days, today), Weight: 1}
	if text := vn.Line(src.text); len([]rune(text)) <= task.WorkLimit {
		s.Work = text
	} else {
		s.Detail = src.text
	}
	lead, err := names(src.lead)
	if err != nil {
		return s, err
	}
	if s.Support, err = names(src.support); err != nil {
		return s, err
	}
	// Several leads are no lead: which of them answers is for a person to say.
	if len(lead) == 1 {
		if unit := o.unitNamed(lead[0], commune); unit != "" {
			s.LeadUnit = unit
		} else if p := o.postNamed(lead[0], commune); p != "" {
			s.LeadUnit, s.Answers = o.posts[p].Unit, p
		}
	}
	if src.result != "" {
		u := catalogue.Printed(src.result)
		s.Result = task.Result{Product: u.Product, Measure: task.Measure(u.Measure), Target: u.Target, Unit: u.Unit, Proof: task.Proof(u.Proof)}
	}
	return s, nil
}

// cited is the letter as a report cites it, as far as it is printed: "Công văn
// số 64/UBND-VX ngày 19/08/2026", else its subject.
func (src source) cited() string {
	if src.number == "" {
		return vn.Line(src.kind + " " + src.subject)
	}
	cite := src.kind + " số " + src.number
	if src.symbol != "" {
		cite += "/" + strings.TrimPrefix(src.symbol, "/")
	}
	if d := vn.Day(src.date); d.Valid() {
		cite += " ngày " + d.String()
	}
	return vn.Line(cite)
}

// beforeDay finds "trước ngày 15/12" and "trước 15/12", but neither "trước 17 giờ
// ngày …" nor "trước quý III".
var beforeDay = regexp.MustCompile(`truoc\s+(?:ngay\s+)?\d{1,2}\s*(?:/|-|\.|thang)`)

// when computes the due from what is printed and keeps the print beside it.
// "Trước ngày D" ends with the day before D (DOMAIN.md, section 11.3).
func (src source) when(days *vn.Calendar, today vn.Day) task.Due {
	d := task.Due{Text: vn.Line(src.dueText)}
	switch src.dueKind {
	case "date", "month", "quarter", "year", "range":
		if src.due.Valid() {
			d.Kind, d.Date, d.From = task.ByDate, src.due, "printed"
			if src.dueKind == "date" && beforeDay.MatchString(vn.Fold(d.Text)) {
				d.Date = d.Date.Add(-1)
			}
		}
	case "recurring":
		d.Kind, d.Every, d.From = task.ByCycle, src.every, "printed"
	case "conditional":
		// "Trong 05 ngày làm việc kể từ ngày nhận được" is counted from the day of issuing until a person says another.
		if rule, ok := vn.ParseRule(d.Text); ok && rule.Kind == vn.Within && !rule.InHours() {
			d.Kind, d.From, d.Since = task.ByDate, "printed", rule.Day
			rule.Day, rule.Since = "", ""
			d.Rule, d.Date = rule.String(), days.Due(cmp.Or(d.Since, today), rule).Day
		}
	case "ongoing":
		d.Kind, d.From = task.ByCycle, "printed" // without a cycle: not clear until a person chooses one
	}
	return d
}

func names(text string) (list []string, err error) {
	if text == "" {
		return nil, nil
	}
	err = json.Unmarshal([]byte(text), &list)
	return list, err
}
