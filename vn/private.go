package vn

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// PrivateKind is what kind of private number a text holds.
type PrivateKind string

// The kinds.
const (
	CitizenNumber PrivateKind = "citizen" // số định danh cá nhân, 12 digits (Luật Căn cước 2023, Điều 12)
	PhoneNumber   PrivateKind = "phone"
)

// Span is where a private number stands in a text, in bytes.
type Span struct {
	From, To int
	Kind     PrivateKind
}

// Private finds the citizen numbers and phone numbers of a text, in order:
// together or apart by spaces, points or dashes, a phone number with 0, 84, +84
// or 0084 before it, mobile or fixed. Every twelve digits in one are a citizen
// number unless they are a sum of money; apart they are one where they begin
// with the code of a province. Dates, sums, references and the numbers of
// documents are none of them.
func Private(text string) []Span {
	groups := digitGroups(text)
	if len(groups) == 0 {
		return nil
	}
	taken := neverPrivate.FindAllStringIndex(text, -1)
	var spans []Span
	for i := 0; i < len(groups); {
		n, span := privateAt(text, groups[i:], taken, lastEnd(spans))
		if n == 0 {
			i++
			continue
		}
		spans = append(spans, span)
		i += n
	}
	return spans
}

// Mask is the text with a dot in place of every digit of its private numbers.
func Mask(text string) string {
	spans := Private(text)
	if len(spans) == 0 {
		return text
	}
	var b strings.Builder
	at := 0
	for _, s := range spans {
		b.WriteString(text[at:s.From])
		for _, r := range text[s.From:s.To] {
			if _, ok := digit(r); ok {
				r = '•'
			}
			b.WriteRune(r)
		}
		at = s.To
	}
	b.WriteString(text[at:])
	return b.String()
}

func lastEnd(spans []Span) int {
	if len(spans) == 0 {
		return 0
	}
	return spans[len(spans)-1].To
}

// digits is a run of digits in a text.
type digits struct {
	from, to int
	text     string // in ASCII
}

// digit reads also the wide digits of East Asian keyboards.
func digit(r rune) (byte, bool) {
	switch {
	case '0' <= r && r <= '9':
		return byte(r), true
	case '０' <= r && r <= '９':
		return byte(r-'０') + '0', true
	}
	return 0, false
}

func digitGroups(text string) []digits {
	var list []digits
	var run []byte
	from := 0
	for i, r := range text + "\n" {
		d, ok := digit(r)
		switch {
		case ok && run == nil:
			from, run = i, []byte{d}
		case ok:
			run = append(run, d)
		case run != nil:
			list = append(list, digits{from, i, string(run)})
			run = nil
		}
	}
	return list
}

const mostDigits = 14 // 0084 and a fixed line

// neverPrivate is what looks like groups of digits and is something else: days,
// references of this program, ids of machines.
var neverPrivate = regexp.MustCompile(`\b(?:(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:19|20)\d\d|(?:19|20)\d\d-\d\d-\d\d|` +
	`[A-Z]{2,4}-(?:19|20)\d\d-\d{2,}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\b`)

// between is what may stand between two groups of one number.
var between = regexp.MustCompile(`^\)?[ \x{00a0}]{0,2}[.\-–‑]?[ \x{00a0}]{0,2}\(?$`)

// privateAt is the longest private number that begins with the first group; n
// is how many groups it takes, 0 where there is none. done is the end of the
// number before.
func privateAt(text string, groups []digits, taken [][]int, done int) (n int, span Span) {
	first := groups[0]
	from, plus := first.from, false
	for from > done && (text[from-1] == '+' || text[from-1] == '(') {
		from--
		plus = plus || text[from] == '+'
	}
	if inside(text, from, done) {
		return 0, Span{}
	}
	all, single, pointed := "", 0, true
	for i, g := range groups {
		if i > 0 {
			gap := text[groups[i-1].to:g.from]
			if len(gap) > 10 || !between.MatchString(gap) {
				break
			}
			if len(g.text) == 1 && !strings.HasSuffix(gap, "(") {
				single++
			}
			pointed = pointed && gap == "." && len(g.text) == 3
		}
		all += g.text
		if single > 1 || len(all) > mostDigits || overlaps(taken, g.from, g.to) {
			break
		}
		number := written{all, plus, i > 0, i > 0 && pointed, money.MatchString(text[g.to:])}
		if kind := number.kind(); kind != "" && !coded(text, first.from, g.to) {
			to := g.to
			n, span = i+1, Span{from, to, kind}
		}
	}
	return n, span
}

// inside reports whether what begins at from is the rest of a longer figure,
// as the last thousands of a sum.
func inside(text string, from, done int) bool {
	if from < done+2 {
		return false
	}
	_, before := digit(rune(text[from-2]))
	return before && (text[from-1] == '.' || text[from-1] == ',')
}

func overlaps(taken [][]int, from, to int) bool {
	for _, t := range taken {
		if from < t[1] && t[0] < to {
			return true
		}
	}
	return false
}

// coded reports whether the digits stand inside a long code of letters and
// digits, as a fingerprint.
func coded(text string, from, to int) bool {
	const long = 20
	n := utf8.RuneCountInString(text[from:to])
	letters := 0
	for from > 0 && n < long {
		r, size := utf8.DecodeLastRuneInString(text[:from])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		from -= size
		n, letters = n+1, letters+1
	}
	for to < len(text) && n < long {
		r, size := utf8.DecodeRuneInString(text[to:])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		to += size
		n, letters = n+1, letters+1
	}
	return letters > 0 && n >= long
}

// money is what stands behind a sum.
var money = regexp.MustCompile(`^[ \x{00a0}]?(?i:đồng|đ|₫|vnđ|vnd|nghìn|ngàn|triệu|tỷ|tỉ)(?:[^\pL]|$)`)

// written is a number as it is written.
type written struct {
	digits  string
	plus    bool // "+" before it
	apart   bool // in groups
	pointed bool // its groups after the first are thousands, parted by points
	money   bool // a word for money behind it
}

func (w written) kind() PrivateKind {
	d := w.digits
	local, abroad := d, false
	for _, code := range []string{"0084", "84"} {
		if rest, ok := strings.CutPrefix(d, code); ok {
			local, abroad = "0"+strings.TrimPrefix(rest, "0"), true
			break
		}
	}
	switch {
	case abroad && !w.plus && d[0] != '0' && (w.money || w.pointed):
		// 84.912.345.678 is a sum
	case (abroad || !w.plus) && (mobile.MatchString(local) || fixed.MatchString(local)):
		return PhoneNumber
	}
	switch {
	case len(d) != 12 || w.plus:
	case w.apart && province.MatchString(d), !w.apart && (d[0] == '0' || !w.money):
		return CitizenNumber
	}
	return ""
}

var (
	mobile   = regexp.MustCompile(`^0(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}$`)
	fixed    = regexp.MustCompile(`^02\d{9}$`)
	province = regexp.MustCompile(`^0(?:0[1-9]|[1-8]\d|9[0-6])`)
)
