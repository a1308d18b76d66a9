// Package fault holds the kinds of error that a person can be told. It knows
// no status code, no language but the Vietnamese its messages are written in
// (which is the key of their translations), and no feature.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what a person can do about an error. The list is closed: web turns
// each into a status and a page, cmd into an exit code.
type Kind int

const (
	Internal Kind = iota // nothing the person did; logged, never shown
	Invalid              // something typed or sent is wrong; Fields say which
	Unknown              // no such thing, or not for this person to know of
	Denied               // the person's post does not allow it
	SignIn               // nobody is signed in
	Conflict             // somebody else changed it meanwhile
	Exists               // the same thing is already there
	TooLarge             // a file or a text is over its limit
	Busy                 // try again in a moment
)

// Text is a sentence for a person: a Vietnamese format and its arguments.
// The format is the key under which the other languages translate it.
type Text struct {
	Format string
	Args   []any
}

func (t Text) String() string {
	if len(t.Args) == 0 {
		return t.Format
	}
	return fmt.Sprintf(t.Format, t.Args...)
}

// Field is what is wrong with one field of a form, by the field's name.
type Field struct {
	Name string
	Text Text
}

// Error is an error that a person can be told.
type Error struct {
	Kind   Kind
	Text   Text
	Fields []Field
	Cause  error // for the log only
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Text.String())
	for _, f := range e.Fields {
		fmt.Fprintf(&b, "; %s: %s", f.Name, f.Text)
	}
	if e.Cause != nil {
		fmt.Fprintf(&b, " (%v)", e.Cause)
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Cause }

// New makes an error of a kind. The format is Vietnamese, says what is wrong
// and what to do, and has a translation in web/lang.
func New(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Text: Text{format, args}}
}

// Because is New with the error behind it, which goes to the log.
func Because(cause error, kind Kind, format string, args ...any) *Error {
	e := New(kind, format, args...)
	e.Cause = cause
	return e
}

// Of is the kind of err: Internal where nothing in its chain is an *Error.
func Of(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is of the kind.
func Is(err error, kind Kind) bool { return err != nil && Of(err) == kind }

// Form gathers what is wrong with the fields of one form, so that a person
// hears it all at once.
type Form struct{ fields []Field }

// Add says what is wrong with a field.
func (f *Form) Add(name, format string, args ...any) {
	f.fields = append(f.fields, Field{name, Text{format, args}})
}

// Check adds the message unless ok.
func (f *Form) Check(ok bool, name, format string, args ...any) {
	if !ok {
		f.Add(name, format, args...)
	}
}

// Err is nil where nothing was added, else an Invalid error with all fields.
func (f *Form) Err() error {
	if len(f.fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Text: Text{Format: "Có mục chưa đúng, xem bên dưới."}, Fields: f.fields}
}

// Rename gives the fields of a rule's error the names they have in a form, by
// pairs of the rule's name and the form's. Every other error comes back as it is.
func Rename(err error, pairs ...string) error {
	var e *Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return err
	}
	renamed := *e
	renamed.Fields = append([]Field(nil), e.Fields...)
	for i := range renamed.Fields {
		for j := 0; j+1 < len(pairs); j += 2 {
			if renamed.Fields[i].Name == pairs[j] {
				renamed.Fields[i].Name = pairs[j+1]
				break
			}
		}
	}
	return &renamed
}
