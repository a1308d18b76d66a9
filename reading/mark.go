package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// markKind is how a paragraph is numbered. Decree 30/2020/NĐ-CP, annex I, orders
// them: phần, chương, mục, điều, khoản, điểm; below them come dashes and plus signs.
type markKind int

const (
	noMark   markKind = iota
	part              // Phần I, Phần thứ nhất
	chapter           // Chương I
	section           // Mục 1
	letter            // A.
	roman             // I.
	article           // Điều 1.
	arabic            // 1. 1) (1)
	compound          // 1.1. 2.3.1
	point             // a)
	dash              // -
	star              // *
	plus              // +
	dot               // • ▪ o
)

// mark is the number or bullet a paragraph begins with.
type mark struct {
	kind   markKind
	label  string // as it stands in the path: II, 3, 2.1, a; empty for bullets
	open   bool   // no stop or bracket after the number: "1 Nội dung"
	bullet bool
	form   byte // the sign after the number: . ) / -
	depth  int  // how many numbers a compound one has
	word   bool // it is written with a word: Điều 1, Phần I
}

var bullets = map[rune]markKind{
	'-': dash, '–': dash, '—': dash, '−': dash, '\u2011': dash, '\u2010': dash, '+': plus, '*': star,
	'•': dot, '●': dot, '▪': dot, '■': dot, '◦': dot, '·': dot, '➢': dot, '✓': dot, '→': dot, '○': dot, '♦': dot, '❖': dot,
	'\uf0b7': dot, '\uf0a7': dot, '\uf0d8': dot, '\uf076': dot, '\uf02d': dash,
}

// readMark reads the number or bullet at the head of s and gives where the
// text behind it begins.
func readMark(s string) (mark, int) {
	r, n := utf8.DecodeRuneInString(s)
	if k, ok := bullets[r]; ok {
		rest := skipSpace(s, n)
		if rest < len(s) {
			if next, _ := utf8.DecodeRuneInString(s[rest:]); next == r && rest == n {
				return mark{}, 0 // a drawn line
			}
			if c := s[rest]; rest == n && c >= '0' && c <= '9' {
				return mark{}, 0 // a negative number
			}
		}
		return mark{kind: k, bullet: true}, rest
	}
	if r == '(' {
		return bracketed(s)
	}
	if m, rest := worded(s); m.kind != noMark {
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
		return mark{}, 0
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
			return mark{}, 0 // 12/2025, 5-6, e.g.
		}
	}
	k, label, depth := numberKind(token)
	switch k {
	case noMark:
		return mark{}, 0
	case compound:
		if form == 0 && (rest >= len(s) || !capital(s[rest:]) || depth > 6) {
			return mark{}, 0
		}
	case arabic:
		if form == ':' || len(token) > 3 {
			return mark{}, 0
		}
		if form == 0 {
			return mark{}, 0
		}
	default:
		if form == 0 || form == ':' {
			return mark{}, 0
		}
	}
	if k == point && form == '-' {
		return mark{}, 0
	}
	if k == arabic && form == '-' && rest == after+0 && rest < len(s) && s[rest-1] != ' ' {
		return mark{}, 0
	}
	return mark{kind: k, label: label, form: form, depth: depth}, rest
}

// bracketed reads (1), (a), (i).
func bracketed(s string) (mark, int) {
	end := strings.IndexByte(s[:min(len(s), 8)], ')')
	if end < 2 {
		return mark{}, 0
	}
	k, label, depth := numberKind(s[1:end])
	if k == noMark || k == compound {
		return mark{}, 0
	}
	if k == letter {
		return mark{}, 0
	}
	return mark{kind: k, label: label, form: '(', depth: depth}, skipSpace(s, end+1)
}

// markWords are the words that stand before a number: Decree 30/2020/NĐ-CP,
// annex I, on phần, chương, mục, điều.
var markWords = []struct {
	word string
	kind markKind
}{
	{"phần thứ", part}, {"phần", part}, {"chương", chapter}, {"mục", section}, {"điều", article}, {"khoản", arabic},
}

var ordinals = map[string]string{"nhất": "I", "hai": "II", "ba": "III", "tư": "IV", "năm": "V", "sáu": "VI", "bảy": "VII", "tám": "VIII"}

func worded(s string) (mark, int) {
	if len(s) < 6 || !strings.ContainsAny(s[:1], "PCMK") && !strings.HasPrefix(s, "Đ") {
		return mark{}, 0
	}
	head := s[:min(len(s), 48)]
	for len(head) > 0 && !utf8.ValidString(head) {
		head = head[:len(head)-1]
	}
	low := lower(head)
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
				return mark{}, 0
			}
			label = o
		} else if k, _, _ := numberKind(token); k != roman && k != arabic && !(k == letter && w.kind != article) {
			return mark{}, 0
		}
		rest := end
		stop := false
		for rest < len(s) && strings.IndexByte(".:/-)", s[rest]) >= 0 {
			rest++
			stop = true
		}
		if w.kind == article || w.kind == arabic || w.kind == section {
			// "Điều 7 Nghị định" inside a sentence is no number of this text.
			if !stop && rest < len(s) {
				return mark{}, 0
			}
		}
		return mark{kind: w.kind, label: label, form: '.', word: true, depth: 1}, skipSpace(s, rest)
	}
	return mark{}, 0
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

// numberKind says what a number token is.
func numberKind(t string) (k markKind, label string, depth int) {
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
			return noMark, "", 0
		}
		return arabic, t, 1
	case letters == 0 && digits > 0:
		for _, p := range strings.Split(t, ".") {
			if len(p) == 0 || len(p) > 3 {
				return noMark, "", 0
			}
		}
		return compound, strings.TrimSuffix(t, "."), dots + 1
	case digits == 0 && dots == 0 && romanValue(t) > 0:
		return roman, t, 1
	case digits == 0 && dots == 0 && letters == 1:
		r, _ := utf8.DecodeRuneInString(t)
		if unicode.IsLower(r) {
			return point, t, 1
		}
		return letter, t, 1
	case digits == 0 && dots == 0 && romanValue(strings.ToUpper(t)) > 0 && len(t) <= 4:
		return point, t, 1
	case letters > 0 && dots > 0:
		// II.1, a.2
		i := strings.IndexByte(t, '.')
		if i > 0 && (romanValue(t[:i]) > 0 || utf8.RuneCountInString(t[:i]) == 1) && !strings.ContainsAny(t[i:], "abcdefghijklmnopqrstuvwxyz") {
			return compound, t, dots + 1
		}
	case letters == 1 && digits > 0 && dots == 0 && len(t) <= 4:
		r, n := utf8.DecodeRuneInString(t)
		if unicode.IsLower(r) && t[n] >= '0' && t[n] <= '9' {
			return point, t, 2 // a1)
		}
	}
	return noMark, "", 0
}

// romanValue gives the value of a Roman number, 0 for anything else.
func romanValue(s string) int {
	if s == "" || len(s) > 7 {
		return 0
	}
	total := 0
	for i := 0; i < len(s); i++ {
		n := romanDigit(s[i])
		if n == 0 {
			return 0
		}
		if i+1 < len(s) && romanDigit(s[i+1]) > n {
			n = -n
		}
		total += n
	}
	if total < 1 || total > 60 {
		return 0
	}
	return total
}

func romanDigit(c byte) int {
	switch c {
	case 'I':
		return 1
	case 'V':
		return 5
	case 'X':
		return 10
	case 'L':
		return 50
	}
	return 0
}

// capital says whether s begins with a capital letter.
func capital(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "“\"(‘"))
	return unicode.IsUpper(r)
}
