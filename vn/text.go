// Package vn knows the Vietnamese language and the Vietnamese calendar: how
// text is stored, folded and sorted, how dates and sums are written, on which
// days and in which hours offices work, and on what day a printed time ends. It
// refuses to know what the text, the day or the sum is for.
package vn

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// NFC is the door for every text that comes in: one form of each letter, no
// byte order mark, line ends as "\n", broken UTF-8 and control characters out.
func NFC(s string) string {
	s = strings.TrimPrefix(s, "\ufeff")
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	if strings.IndexFunc(s, unwelcome) < 0 {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r' || r == '\v' || r == '\u2028' || r == '\u2029':
			return '\n'
		case unwelcome(r):
			return -1
		}
		return r
	}, s)
}

func unwelcome(r rune) bool {
	switch r {
	case '\n', '\t', '\f':
		return false
	case '\u200b', '\u200e', '\u200f', '\u2060', '\ufeff', '\u00ad', '\u2028', '\u2029':
		return true
	}
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || unicode.IsControl(r)
}

// Line is NFC of a text that must stand on one line: every run of white space
// is one space, none at the ends.
func Line(s string) string { return strings.Join(strings.Fields(NFC(s)), " ") }

// Fold writes s without tone marks and case, with đ as d: the form that is
// searched and compared. Old and new places of a tone mark fold to the same.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFD.String(s) {
		switch {
		case r == 'đ' || r == 'Đ' || r == 'ð' || r == 'Ð':
			b.WriteByte('d')
		case r < utf8.RuneSelf:
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			}
			b.WriteByte(byte(r))
		case unicode.Is(unicode.Mn, r):
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// Words are the letters and digits of s, folded, in order: what a search looks for.
func Words(s string) []string {
	return strings.FieldsFunc(Fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}
