// Package catalogue knows the usual work of a commune's office: which kind of
// duty a clause is by its words, the tasks that offices make of that kind with
// their product, proof, time and law, and which wording of a task can be
// finished. It refuses to know who works in the office and what is in its
// register.
package catalogue

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"sauro/vn"
)

//go:embed catalogue.json
var text []byte

// Kind is a kind of clause that the catalogue knows.
type Kind struct {
	Code  string // of the clause of the seed letter it was written for
	Name  string
	Tasks []Usual
	words []string // folded
	basis []law
}

type law struct {
	Text string
	From vn.Day // in force from
}

// Usual is a task that communes make of a kind of clause.
type Usual struct {
	Work, Detail, Product string
	Measure               string // what is counted: document, figure, product, percent
	Target                int64  // 0 where only the commune knows it; of percent in basis points
	Unit                  string
	Proof                 string   // document, file, link, figure
	ProofText             string   `json:"proof_text"`
	Every                 string   // its cycle: week, month, quarter, half-year, year
	Review                int64    // the review day of the cycle
	WorkDays              int      // or so many working days from today
	MonthDay              string   // or the next MM-DD of the calendar
	Lead                  []string // words of the name of the unit that usually leads, the likeliest first
	Support               []string
	Authority             string // who usually decides, in words
	Superior              string // who decides what is beyond the commune
}

// read is the data of catalogue.json. It is text of the program itself, so
// that a mistake in it stops the first test.
var read = sync.OnceValues(func() (version string, kinds []Kind) {
	var file struct {
		Version string
		Laws    map[string]law
		Kinds   []struct {
			Code, Name   string
			Words, Basis []string
			Tasks        []Usual
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		panic(fmt.Sprintf("catalogue.json: %v", err))
	}
	for _, k := range file.Kinds {
		kind := Kind{Code: k.Code, Name: k.Name, Tasks: k.Tasks}
		for _, phrase := range k.Words {
			kind.words = append(kind.words, Plain(phrase))
		}
		for _, name := range k.Basis {
			l, ok := file.Laws[name]
			if !ok {
				panic("catalogue.json: no law " + name)
			}
			kind.basis = append(kind.basis, l)
		}
		kinds = append(kinds, kind)
	}
	return file.Version, kinds
})

// Plain is text as it is compared: its words folded, a space before and behind each.
func Plain(text string) string { return " " + strings.Join(vn.Words(text), " ") + " " }

// enough is the score from which a clause is of a kind: a phrase scores the
// square of its words, so that one long phrase says more than several short ones.
const enough = 9

// KindOf is the kind of the catalogue that a clause's text is of; found is false
// where none fits well enough or two fit alike.
func KindOf(clause string) (kind Kind, found bool) {
	text := Plain(clause)
	best, second := 0, 0
	_, kinds := read()
	for _, k := range kinds {
		score := 0
		for _, phrase := range k.words {
			if strings.Contains(text, phrase) {
				n := len(strings.Fields(phrase))
				score += n * n
			}
		}
		if score > best {
			best, second, kind = score, best, k
		} else {
			second = max(second, score)
		}
	}
	if best < enough || best == second {
		return Kind{}, false
	}
	return kind, true
}

// Version is the catalogue's, by the month it stands for.
func Version() string {
	version, _ := read()
	return version
}

// LawsOn are the laws of the kind that are in force on a day, as one line.
func (k Kind) LawsOn(day vn.Day) string {
	var list []string
	for _, l := range k.basis {
		if l.From <= day {
			list = append(list, l.Text)
		}
	}
	return strings.Join(list, "; ")
}

// Day is the usual last day of a task that has no cycle, for one that is made today.
func (u Usual) Day(today vn.Day) vn.Day {
	if u.WorkDays > 0 {
		return vn.Standard().Add(today, u.WorkDays)
	}
	day := vn.Day(fmt.Sprintf("%04d-%s", today.Year(), u.MonthDay))
	if day < today {
		day = vn.Day(fmt.Sprintf("%04d-%s", today.Year()+1, u.MonthDay))
	}
	return day
}
