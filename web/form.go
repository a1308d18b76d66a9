package web

import (
	"html/template"
	"net/url"
	"slices"
	"strings"

	"sauro/db"
	"sauro/vn"
)

// Form is the state of a form: empty when it is shown first, with what was
// typed and what is wrong when it came back. Its methods make the fields.
// Where a page has several forms with the same field names each is a Sub.
type Form struct {
	Text   string       // what is wrong with the whole
	Errors []FieldError // what is wrong with fields

	typed url.Values // nil where the form did not come back
	key   string     // which of the page's forms this is
	came  string     // the key of the form that came back
}

// FieldError is what is wrong with a field. ID is where the summary links to.
type FieldError struct{ Name, Text string }

// Sub is one of several forms of a page. The form must hold {{(.Sub "key").Key}}
// so that it is known which one came back.
func (f *Form) Sub(key string) *Form {
	return &Form{Text: f.Text, Errors: f.Errors, typed: f.typed, key: key, came: f.came}
}

// Key is the hidden field that names a Sub.
func (f *Form) Key() template.HTML {
	return template.HTML(`<input type="hidden" name="form" value="` + template.HTMLEscapeString(f.key) + `">`)
}

// Back reports whether this form is the one that came back with errors.
func (f *Form) Back() bool { return f.Text != "" && f.key == f.came }

// Anchor is the id of the field that the error is about.
func (f *Form) Anchor(name string) string { return anchor(f.came, name) }

func anchor(key, name string) string {
	if key == "" {
		return name
	}
	return key + "-" + name
}

// Typed is what was typed into a field, the value given where the form did not
// come back. Use it for inputs that no method makes.
func (f *Form) Typed(name, value string) string {
	if f.Back() {
		return f.typed.Get(name)
	}
	return value
}

// Error is what is wrong with a field, "" where nothing is.
func (f *Form) Error(name string) string {
	if f.Back() {
		for _, e := range f.Errors {
			if e.Name == name {
				return e.Text
			}
		}
	}
	return ""
}

// Input is one field as the template "field" shows it. The functions hint,
// public, need, unit, rows, auto, many and accept change one in a pipe:
//
//	{{template "field" (.Line "ten" (t "Tên nhiệm vụ") .Task.Title | hint (t "Việc làm xong được.") | need)}}
type Input struct {
	Kind   string // line lines number date password select checks radios check file
	ID     string
	Name   string
	Label  string
	Value  string
	Hint   string
	Error  string
	Unit   string
	Auto   string // the autocomplete token
	Accept string // kinds of file
	Rows   int
	Public bool // what is typed will be public: private numbers are pointed out
	Need   bool
	Many   bool
	Off    bool
	Chosen []string
	Of     []Option
}

// Option is one choice of a field.
type Option struct {
	Value, Text string
	Hint        string // under a box or a round button
}

// Options makes choices of ids and names.
func Options[T any](list []T, of func(T) (value db.ID, text string)) []Option {
	var options []Option
	for _, t := range list {
		v, text := of(t)
		options = append(options, Option{Value: string(v), Text: text})
	}
	return options
}

// Is reports whether an option is chosen.
func (i Input) Is(value string) bool { return slices.Contains(i.Chosen, value) }

// Bares reports whether a text that will be public holds a number that belongs
// to somebody.
func (i Input) Bares() bool { return i.Public && bares(i.Value) }

// bares reports whether one of the texts holds a citizen number or a phone number.
func bares(texts ...string) bool {
	for _, text := range texts {
		if len(vn.Private(text)) > 0 {
			return true
		}
	}
	return false
}

// Describes is the list of ids that describe the field to a screen reader.
func (i Input) Describes() string {
	var ids []string
	if i.Hint != "" {
		ids = append(ids, i.ID+"-y")
	}
	if i.Bares() {
		ids = append(ids, i.ID+"-r")
	}
	if i.Error != "" {
		ids = append(ids, i.ID+"-l")
	}
	return strings.Join(ids, " ")
}

func (f *Form) input(kind, name, label, value string) Input {
	return Input{Kind: kind, ID: anchor(f.key, name), Name: name, Label: label, Value: f.Typed(name, value), Error: f.Error(name), Rows: 4}
}

// Line is a field for a text of one line.
func (f *Form) Line(name, label, value string) Input { return f.input("line", name, label, value) }

// Lines is a field for a text of several lines.
func (f *Form) Lines(name, label, value string) Input { return f.input("lines", name, label, value) }

// Number is a short field for a figure, read by Request.Int or BasisPoints.
func (f *Form) Number(name, label, value string) Input { return f.input("number", name, label, value) }

// Date is a field for a day, read by Request.Day. The value is a vn.Day or a
// text YYYY-MM-DD; it is shown as dd/mm/yyyy.
func (f *Form) Date(name, label string, value any) (Input, error) {
	s, err := day(value)
	return f.input("date", name, label, s), err
}

// Password is a field for a password; it never keeps what was typed. Name it
// so that it begins with "mat-khau": such fields are never shown again.
func (f *Form) Password(name, label string) Input {
	i := f.input("password", name, label, "")
	i.Value = ""
	return i
}

// Select is a list to choose one of. An option with Value "" is the choice of none.
func (f *Form) Select(name, label string, of []Option, value string) Input {
	i := f.input("select", name, label, value)
	i.Of, i.Chosen = of, []string{i.Value}
	return i
}

// Radios are round buttons to choose one of a few.
func (f *Form) Radios(name, label string, of []Option, value string) Input {
	i := f.Select(name, label, of, value)
	i.Kind = "radios"
	return i
}

// Checks are boxes to choose any number of.
func (f *Form) Checks(name, label string, of []Option, values []string) Input {
	i := f.input("checks", name, label, "")
	i.Of, i.Chosen = of, values
	if f.Back() {
		i.Chosen = f.typed[name]
	}
	return i
}

// Check is one box; the form sends "1" where it is ticked.
func (f *Form) Check(name, label string, on bool) Input {
	i := f.input("check", name, label, "")
	if f.Back() {
		on = f.typed.Has(name)
	}
	if on {
		i.Chosen = []string{"1"}
	}
	return i
}

// Upload is a field for files. The form needs enctype="multipart/form-data" and
// its route Upload. Files that came with a form that failed must be chosen again.
func (f *Form) Upload(name, label string) Input { return f.input("file", name, label, "") }

// inputFuncs change an Input in a pipe.
var inputFuncs = template.FuncMap{
	"hint":   func(hint string, i Input) Input { i.Hint = hint; return i },
	"public": func(i Input) Input { i.Public = true; return i },
	"bares":  bares,
	"need":   func(i Input) Input { i.Need = true; return i },
	"off":    func(i Input) Input { i.Off = true; return i },
	"many":   func(i Input) Input { i.Many = true; return i },
	"unit":   func(unit string, i Input) Input { i.Unit = unit; return i },
	"auto":   func(token string, i Input) Input { i.Auto = token; return i },
	"accept": func(kinds string, i Input) Input { i.Accept = kinds; return i },
	"rows":   func(n int, i Input) Input { i.Rows = n; return i },
}
