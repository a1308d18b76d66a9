// Package reading reads the text of an official Vietnamese document: what kind
// of document it is, who signed it, which duties it lays on whom and until
// when. It knows the forms of Decree 30/2020/NĐ-CP and the language of plans,
// directives, notices and letters, of the State and of the Party. It refuses to
// know where the text came from and what becomes of the duties; and it never
// guesses: what the document does not print stays null or empty.
package reading

import (
	"sauro/deadline"
	"sauro/outline"
	"sauro/vn"
)

// Span is a half-open byte range [From, To) of the text that was read, that is
// of Text of what was given to Read.
type Span = outline.Span

// Reading is everything read out of one document.
type Reading struct {
	Document Document  `json:"document"`
	Items    []Item    `json:"items"`
	Headings []Heading `json:"-"`
}

// Document is the head of a document. A nil field is not printed in it.
type Document struct {
	Type       *string     `json:"type"`   // as Decree 30/2020/NĐ-CP, article 7, names the kinds
	Number     *string     `json:"number"` // number and symbol as printed
	Symbol     *string     `json:"symbol"`
	Issuer     *string     `json:"issuer"` // in ordinary case
	Place      *string     `json:"place"`
	Date       *string     `json:"date"` // YYYY-MM-DD, or YYYY-MM where the day is left blank
	Subject    *string     `json:"subject"`
	Recipients []string    `json:"recipients"`
	Signer     *Signer     `json:"signer"`
	References []Reference `json:"references"`
	// Places says where each field stands, by its JSON name.
	Places map[string]Span `json:"-"`
}

// Signer is who signed: the name and the post of his own.
type Signer struct {
	Name  *string `json:"name"`
	Title *string `json:"title"`
}

// Reference is another document cited by its number.
type Reference struct {
	Number string  `json:"number"`
	Date   *string `json:"date"`
	At     Span    `json:"-"`
}

// Item is one duty: a leaf paragraph of a part that directs, or a row of a
// task table.
type Item struct {
	Ordinal string       `json:"ordinal"` // path of the printed numbers and bullets
	Group   *string      `json:"group"`   // the nearest heading above
	Text    string       `json:"text"`
	Lead    []string     `json:"lead"`
	Support []string     `json:"support"`
	Head    []string     `json:"head"`
	Due     deadline.Due `json:"due"`
	Result  *string      `json:"result"`
	At      Span         `json:"-"`
	// AtField says where lead, support, head, due and result stand, each only
	// where it is printed.
	AtField map[string]Span `json:"-"`
	Row     bool            `json:"-"` // it is a row of a table
	// labelled tells which fields its own paragraph fills by a label.
	labelled [otherLabel + 1]bool
}

// Due is when a duty is to be done.
type Due = deadline.Due

// Heading is a heading duties stand under, in the order of the document.
type Heading struct {
	Ordinal, Text string
	At            Span
	Depth         int
}

// Text gives the text that the spans of Read refer to: s in composed form.
func Text(s string) string { return vn.NFC(s) }

// Read reads a document. It never fails: a text that is no official document
// has an empty reading. Its time grows with the length of the text.
func Read(text string) Reading {
	text = Text(text)
	paras := mend(outline.Paragraphs(text))
	outline.Quotations(paras)
	d := divide(paras)
	r := Reading{Document: d.document(), Items: []Item{}}
	w := writer{year: yearOf(r.Document.Date), issuer: r.Document.Issuer}
	w.body(d)
	r.Items = append(r.Items, w.items...)
	r.Headings = w.headings
	return r
}

func ptr(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
