package outline

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sauro/phrase"
)

// MarkKind is how a paragraph is numbered. Decree 30/2020/NĐ-CP, annex I, orders
// them: phần, chương, mục, điều, khoản, điểm; below them come dashes and plus signs.
type MarkKind int

const (
	NoMark   MarkKind = iota
	Part              // Phần I, Phần thứ nhất
	Chapter           // Chương I
	Section           // Mục 1
	Letter            // A.
	Roman             // I.
	Article           // Điều 1.
	Arabic            // 1. 1) (1)
	Compound          // 1.1. 2.3.1
	Point             // a)
	Dash              // -
	Star              // *
	Plus              // +
	Dot               // • ▪ o
)

// Mark is the number or bullet a paragraph begins with.
type Mark struct {
	Kind   MarkKind
	Label  string // as it stands in the path: II, 3, 2.1, a; empty for bullets
	Bullet bool
	Form   byte // the sign after the number: . ) / -
	Depth  int  // how many numbers a compound one has
	Word   bool // it is written with a word: Điều 1, Phần I
}

var bullets = map[rune]MarkKind{
	'-': Dash, '–': Dash, '—': Dash, '−': Dash, '\u2011': Dash, '\u2010': Dash, '+': Plus, '*': Star,
	'•': Dot, '●': Dot, '▪': Dot, '■': Dot, '◦': Dot, '·': Dot, '➢': Dot, '✓': Dot, '→': Dot, '○': Dot, '♦': Dot, '❖': Dot,
	'\uf0b7': Dot, '\uf0a7': Dot, '\uf0d8': Dot, '\uf076': Dot, '\uf02d': Dash,
}

// ReadMark reads the number or bullet at the head of s and gives where the
// text behind it begins.
func ReadMark(s string) (Mark, int) {
	r, n := utf8.DecodeRuneInString(s)
	if k, ok := bullets[r]; ok {
		rest := skipSpace(s, n)
		if rest < len(s) {
			if next, _ := utf8.DecodeRuneInString(s[rest:]); next == r && rest == n {
				return Mark{}, 0 // a drawn line
			}
			if c := s[rest]; rest == n && c >= '0' && c <= '9' {
				return Mark{}, 0 // a negative number
			}
		}
		return Mark{Kind: k, Bullet: true}, rest
	}
	if r == '(' {
		return bracketed(s)
	}
	if m, rest := worded(s); m.Kind != NoMark {
		return m, rest
	}
	end := 0
	for end < len(s) && end < 24 {
		r, n := utf8.DecodeRuneInString(s[end:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !(r == '.' && end+n < len(s) && s[end+n] >= '0' && s[end+n] <= '9') {
			break
		}
		end += n
	}
	if end == 0 {
		return Mark{}, 0
	}
	token := s[:end]
	form := byte(0)
	after := end
	if after < len(s) && strings.IndexByte(".)/-:", s[after]) >= 0 {
		form = s[after]
		after++
		if form == '.' && after < len(s) && (s[after] == ')' || s[after] == '/' || s[after] == '-') {
			after++
		}
	} else if after+1 < len(s) && s[after] == ' ' && (strings.HasPrefix(s[after:], " - ") || strings.HasPrefix(s[after:], " – ")) {
		// "I - ĐÁNH GIÁ"
		form = '-'
		_, n := utf8.DecodeRuneInString(s[after+1:])
		after += 1 + n
	}
	rest := skipSpace(s, after)
	if rest == after && rest < len(s) && form != 0 {
		next, _ := utf8.DecodeRuneInString(s[rest:])
		if form == '/' || form == '-' || form == ':' || unicode.IsDigit(next) || unicode.IsLower(next) && form == '.' {
			return Mark{}, 0 // 12/2025, 5-6, e.g.
		}
	}
	k, label, depth := NumberKind(token)
	switch k {
	case NoMark:
		return Mark{}, 0
	case Compound:
		if form == 0 && (rest >= len(s) || !phrase.Capital(s[rest:]) || depth > 6) {
			return Mark{}, 0
		}
	case Arabic:
		if form == ':' || len(token) > 3 {
			return Mark{}, 0
		}
		if form == 0 {
			return Mark{}, 0
		}
	default:
		if form == 0 || form == ':' {
			return Mark{}, 0
		}
	}
	if k == Point && form == '-' {
		return Mark{}, 0
	}
	if k == Arabic && form == '-' && rest == after+0 && rest < len(s) && s[rest-1] != ' ' {
		return Mark{}, 0
	}
	return Mark{Kind: k, Label: label, Form: form, Depth: depth}, rest
}

// bracketed reads (1), (a), (i).
func bracketed(s string) (Mark, int) {
	end := strings.IndexByte(s[:min(len(s), 8)], ')')
	if end < 2 {
		return Mark{}, 0
	}
	k, label, depth := NumberKind(s[1:end])
	if k == NoMark || k == Compound {
		return Mark{}, 0
	}
	if k == Letter {
		return Mark{}, 0
	}
	return Mark{Kind: k, Label: label, Form: '(', Depth: depth}, skipSpace(s, end+1)
}

// markWords are the words that stand before a number: Decree 30/2020/NĐ-CP,
// annex I, on phần, chương, mục, điều.
var markWords = []struct {
	word string
	kind MarkKind
}{
	{"phần thứ", Part}, {"phần", Part}, {"chương", Chapter}, {"mục", Section}, {"điều", Article}, {"khoản", Arabic},
}

var ordinals = map[string]string{"nhất": "I", "hai": "II", "ba": "III", "tư": "IV", "năm": "V", "sáu": "VI", "bảy": "VII", "tám": "VIII"}

func worded(s string) (Mark, int) {
	if len(s) < 6 || !strings.ContainsAny(s[:1], "PCMK") && !strings.HasPrefix(s, "Đ") {
		return Mark{}, 0
	}
	head := s[:min(len(s), 48)]
	for len(head) > 0 && !utf8.ValidString(head) {
		head = head[:len(head)-1]
	}
	low := phrase.Lower(head)
	for _, w := range markWords {
		if !strings.HasPrefix(low, w.word+" ") {
			continue
		}
		at := len(w.word) + 1
		end := at
		for end < len(low) && !strings.ContainsRune(" .:/-)", rune(low[end])) {
			end++
		}
		if end == at {
			continue
		}
		token := s[at:end]
		label := token
		if w.word == "phần thứ" {
			o, ok := ordinals[low[at:end]]
			if !ok {
				return Mark{}, 0
			}
			label = o
		} else if k, _, _ := NumberKind(token); k != Roman && k != Arabic && !(k == Letter && w.kind != Article) {
			return Mark{}, 0
		}
		rest := end
		stop := false
		for rest < len(s) && strings.IndexByte(".:/-)", s[rest]) >= 0 {
			rest++
			stop = true
		}
		if w.kind == Article || w.kind == Arabic || w.kind == Section {
			// "Điều 7 Nghị định" inside a sentence is no number of this text.
			if !stop && rest < len(s) {
				return Mark{}, 0
			}
		}
		return Mark{Kind: w.kind, Label: label, Form: '.', Word: true, Depth: 1}, skipSpace(s, rest)
	}
	return Mark{}, 0
}

func skipSpace(s string, at int) int {
	for at < len(s) {
		r, n := utf8.DecodeRuneInString(s[at:])
		if !unicode.IsSpace(r) {
			break
		}
		at += n
	}
	return at
}

// NumberKind says what a number token is.
func NumberKind(t string) (k MarkKind, label string, depth int) {
	digits, dots, letters := 0, 0, 0
	for _, r := range t {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '.':
			dots++
		default:
			letters++
		}
	}
	switch {
	case letters == 0 && digits > 0 && dots == 0:
		if digits > 4 {
			return NoMark, "", 0
		}
		return Arabic, t, 1
	case letters == 0 && digits > 0:
		for _, p := range strings.Split(t, ".") {
			if len(p) == 0 || len(p) > 3 {
				return NoMark, "", 0
			}
		}
		return Compound, strings.TrimSuffix(t, "."), dots + 1
	case digits == 0 && dots == 0 && phrase.Roman(t) > 0:
		return Roman, t, 1
	case digits == 0 && dots == 0 && letters == 1:
		r, _ := utf8.DecodeRuneInString(t)
		if unicode.IsLower(r) {
			return Point, t, 1
		}
		return Letter, t, 1
	case digits == 0 && dots == 0 && phrase.Roman(strings.ToUpper(t)) > 0 && len(t) <= 4:
		return Point, t, 1
	case letters > 0 && dots > 0:
		// II.1, a.2
		i := strings.IndexByte(t, '.')
		if i > 0 && (phrase.Roman(t[:i]) > 0 || utf8.RuneCountInString(t[:i]) == 1) && !strings.ContainsAny(t[i:], "abcdefghijklmnopqrstuvwxyz") {
			return Compound, t, dots + 1
		}
	case letters == 1 && digits > 0 && dots == 0 && len(t) <= 4:
		r, n := utf8.DecodeRuneInString(t)
		if unicode.IsLower(r) && t[n] >= '0' && t[n] <= '9' {
			return Point, t, 2 // a1)
		}
	}
	return NoMark, "", 0
}
