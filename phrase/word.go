// Package phrase looks at a line of official Vietnamese word by word: the words
// without the marks around them, sets of phrases, numbers and dates as printed.
// It knows how words are written and refuses to know what any of them means.
package phrase

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Word is one word of a line without the marks around it.
type Word struct {
	Low      string // small letters, the tone mark in its newer place
	From, To int    // in the line's text
	Pre      byte   // '(' or '"' before it
	Post     byte   // the mark after it: , ; . : ) … 0 for none
	Close    bool   // a bracket closes after it
	Cap      bool   // it begins with a capital
	Caps     bool   // it is all capitals
}

// Line is a text with single spaces that is looked at word by word.
type Line struct {
	Text  string
	words []Word
}

// Words gives the words of the line, made once.
func (l *Line) Words() []Word {
	if l.words == nil {
		l.words = Words(l.Text)
	}
	return l.words
}

// Words cuts a text with single spaces into words.
func Words(s string) []Word {
	ws := make([]Word, 0, strings.Count(s, " ")+1)
	for at := 0; at < len(s); {
		end := strings.IndexByte(s[at:], ' ')
		if end < 0 {
			end = len(s)
		} else {
			end += at
		}
		if end > at {
			ws = appendWord(ws, s, at, end)
		}
		at = end + 1
	}
	return ws
}

func appendWord(ws []Word, s string, from, to int) []Word {
	w := Word{}
	for from < to {
		r, n := utf8.DecodeRuneInString(s[from:to])
		if strings.ContainsRune("([“”\"‘'«", r) {
			w.Pre = '"'
			if r == '(' || r == '[' {
				w.Pre = '('
			}
			from += n
			continue
		}
		break
	}
	end := to
	for end > from {
		r, n := utf8.DecodeLastRuneInString(s[from:end])
		if !strings.ContainsRune(",;.:)]”\"’'!?…»", r) && !(r == '/' && end-n > from && s[end-n-1] == '.') {
			break
		}
		switch r {
		case ')', ']':
			w.Close = true
		case ',', ';', ':', '.', '!', '?':
			w.Post = byte(r)
		case '…':
			w.Post = '.'
		}
		end -= n
	}
	if end == from {
		if len(ws) > 0 {
			last := &ws[len(ws)-1]
			if w.Post != 0 {
				last.Post = w.Post
			}
			last.Close = last.Close || w.Close
		}
		return ws
	}
	w.From, w.To = from, end
	t := s[from:end]
	r, _ := utf8.DecodeRuneInString(t)
	w.Cap = unicode.IsUpper(r)
	w.Caps = w.Cap && strings.IndexFunc(t, unicode.IsLower) < 0 && utf8.RuneCountInString(t) > 1
	w.Low = tone(Lower(t))
	return append(ws, w)
}

// newTone moves the tone mark of an open final oa, oe, uy to the place the
// newer spelling gives it: hoá is hóa, uỷ is ủy.
var newTone = map[string]string{
	"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
	"oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
	"uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}

func tone(w string) string {
	if w == "quí" {
		return "quý"
	}
	_, n := utf8.DecodeLastRuneInString(w)
	if n < 2 || len(w) < n+1 {
		return w
	}
	c := w[len(w)-n-1]
	if c != 'o' && c != 'u' || len(w) > n+1 && w[len(w)-n-2] == 'q' {
		return w
	}
	if t, ok := newTone[w[len(w)-n-1:]]; ok {
		return w[:len(w)-n-1] + t
	}
	return w
}

// Stops says whether a sentence or clause ends after the word.
func (w *Word) Stops() bool {
	return w.Post == '.' || w.Post == ';' || w.Post == ':' || w.Post == '!' || w.Post == '?'
}

// Set is a set of phrases of up to five words.
type Set struct {
	next map[string]*Set
	end  bool
}

// SetOf makes a set from lists of phrases in small letters with commas between
// them.
func SetOf(lists ...string) *Set {
	root := &Set{}
	for _, l := range lists {
		for _, p := range strings.Split(l, ",") {
			at := root
			for _, w := range strings.Fields(p) {
				w = tone(w)
				if at.next == nil {
					at.next = map[string]*Set{}
				}
				n := at.next[w]
				if n == nil {
					n = &Set{}
					at.next[w] = n
				}
				at = n
			}
			if at != root {
				at.end = true
			}
		}
	}
	return root
}

// Match gives how many words from ws[i] on are the longest phrase of the set, 0
// for none. A phrase does not run over a mark.
func (p *Set) Match(ws []Word, i int) int {
	best := 0
	for n := 0; i+n < len(ws); n++ {
		if n > 0 && (ws[i+n-1].Post != 0 || ws[i+n-1].Close || ws[i+n].Pre == '(') {
			break
		}
		p = p.next[ws[i+n].Low]
		if p == nil {
			break
		}
		if p.end {
			best = n + 1
		}
	}
	return best
}

// Has says whether a text in small letters is, as a whole, a phrase of the set.
func (p *Set) Has(s string) bool {
	ws := Words(s)
	return len(ws) > 0 && p.Match(ws, 0) == len(ws)
}
