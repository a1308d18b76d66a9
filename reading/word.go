package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is one word of a paragraph without the marks around it.
type word struct {
	low      string // small letters, the tone mark in its newer place
	from, to int    // in the paragraph's text
	pre      byte   // '(' or '"' before it
	post     byte   // the mark after it: , ; . : ) … 0 for none
	close    bool   // a bracket closes after it
	cap      bool   // it begins with a capital
	caps     bool   // it is all capitals
}

// tokens gives the words of the paragraph, made once.
func (p *para) tokens() []word {
	if p.words == nil {
		p.words = wordsOf(p.text)
	}
	return p.words
}

// wordsOf cuts a text with single spaces into words.
func wordsOf(s string) []word {
	ws := make([]word, 0, strings.Count(s, " ")+1)
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

func appendWord(ws []word, s string, from, to int) []word {
	w := word{}
	for from < to {
		r, n := utf8.DecodeRuneInString(s[from:to])
		if strings.ContainsRune("([“”\"‘'«", r) {
			w.pre = '"'
			if r == '(' || r == '[' {
				w.pre = '('
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
			w.close = true
		case ',', ';', ':', '.', '!', '?':
			w.post = byte(r)
		case '…':
			w.post = '.'
		}
		end -= n
	}
	if end == from {
		if len(ws) > 0 {
			last := &ws[len(ws)-1]
			if w.post != 0 {
				last.post = w.post
			}
			last.close = last.close || w.close
		}
		return ws
	}
	w.from, w.to = from, end
	t := s[from:end]
	r, _ := utf8.DecodeRuneInString(t)
	w.cap = unicode.IsUpper(r)
	w.caps = w.cap && strings.IndexFunc(t, unicode.IsLower) < 0 && utf8.RuneCountInString(t) > 1
	w.low = tone(lower(t))
	return append(ws, w)
}

// lower gives s in small letters, byte for byte as long as s.
func lower(s string) string {
	if strings.IndexFunc(s, unicode.IsUpper) < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		l := unicode.ToLower(r)
		if utf8.RuneLen(l) != utf8.RuneLen(r) {
			l = r
		}
		b.WriteRune(l)
	}
	return b.String()
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

// stops says whether a sentence or clause ends after the word.
func (w *word) stops() bool {
	return w.post == '.' || w.post == ';' || w.post == ':' || w.post == '!' || w.post == '?'
}

// phrases is a set of phrases of up to five words.
type phrases struct {
	next map[string]*phrases
	end  bool
}

// phrase set from lines of phrases with commas between them.
func phraseSet(lists ...string) *phrases {
	root := &phrases{}
	for _, l := range lists {
		for _, p := range strings.Split(l, ",") {
			at := root
			for _, w := range strings.Fields(p) {
				w = tone(w)
				if at.next == nil {
					at.next = map[string]*phrases{}
				}
				n := at.next[w]
				if n == nil {
					n = &phrases{}
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

// match gives how many words from ws[i] on are the longest phrase of the set, 0
// for none. A phrase does not run over a mark.
func (p *phrases) match(ws []word, i int) int {
	best := 0
	for n := 0; i+n < len(ws); n++ {
		if n > 0 && (ws[i+n-1].post != 0 || ws[i+n-1].close || ws[i+n].pre == '(') {
			break
		}
		p = p.next[ws[i+n].low]
		if p == nil {
			break
		}
		if p.end {
			best = n + 1
		}
	}
	return best
}

// has says whether a text, in small letters, is a phrase of the set.
func (p *phrases) in(s string) bool {
	ws := wordsOf(s)
	return len(ws) > 0 && p.match(ws, 0) == len(ws)
}
