package phrase

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Upper says whether a text is printed in capitals.
func Upper(s string) bool {
	up, low := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsUpper(r):
			up++
		case unicode.IsLower(r):
			low++
		}
	}
	return up > 0 && low*6 <= up
}

// Terminated says whether a line ends where a paragraph may end.
func Terminated(s string) bool {
	s = strings.TrimRight(s, "”\"»)] ")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".;:!?…/", r)
}

// Capital says whether s begins with a capital letter.
func Capital(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, "“\"(‘"))
	return unicode.IsUpper(r)
}

// Roman gives the value of a Roman number, 0 for anything else.
func Roman(s string) int {
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

// Cut gives the greatest length up to n at which s may be cut.
func Cut(s string, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// Lower gives s in small letters, byte for byte as long as s.
func Lower(s string) string {
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

// Contains says whether the word b stands right behind the word a somewhere.
func Contains(ws []Word, a, b string) bool {
	for i := 0; i+1 < len(ws); i++ {
		if ws[i].Low == a && ws[i+1].Low == b {
			return true
		}
	}
	return false
}

// At is the word at i in small letters, empty behind the last.
func At(ws []Word, i int) string {
	if i < len(ws) {
		return ws[i].Low
	}
	return ""
}

// BracketEnd gives the word behind the bracket that opens before word i.
func BracketEnd(ws []Word, i int) int {
	depth := 0
	for j := i; j < len(ws) && j < i+80; j++ {
		if ws[j].Pre == '(' {
			depth++
		}
		if ws[j].Close {
			if depth--; depth <= 0 {
				return j + 1
			}
		}
	}
	return i + 1
}

// BracketBehind gives the word behind the bracket that opens before word i, i
// itself where none does.
func BracketBehind(ws []Word, i int) int {
	if i < len(ws) && ws[i].Pre == '(' {
		return BracketEnd(ws, i)
	}
	return i
}

// Run is a run of words [From, To).
type Run struct{ From, To int }

// Key is a text by its words alone: two texts that differ in case, marks or the
// place of a tone mark have the same.
func Key(s string) string {
	ws := Words(strings.Join(strings.Fields(s), " "))
	var b strings.Builder
	for i := range ws {
		b.WriteString(ws[i].Low)
		b.WriteByte(' ')
	}
	return b.String()
}
