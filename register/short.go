package register

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Short is a heading short enough to stand beside a figure: without the opening
// "Trách nhiệm trong công tác …" that headings of commitments share, ended at a
// word within some 48 characters.
func Short(heading string) string {
	for _, opening := range []string{"Trách nhiệm trong công tác ", "Trách nhiệm đối với công tác ", "Trách nhiệm trong việc ", "Trách nhiệm trong ", "Công tác "} {
		if rest, ok := strings.CutPrefix(heading, opening); ok && rest != "" {
			heading = rest
			break
		}
	}
	first, size := utf8.DecodeRuneInString(heading)
	heading = string(unicode.ToUpper(first)) + heading[size:]
	const most = 48
	if utf8.RuneCountInString(heading) <= most {
		return heading
	}
	cut, n := 0, 0
	for i, r := range heading {
		if n++; n > most {
			break
		}
		if unicode.IsSpace(r) {
			cut = i
		}
	}
	return strings.TrimRight(heading[:cut], " ,;") + "…"
}
