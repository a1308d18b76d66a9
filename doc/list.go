package doc

import (
	"strconv"
	"strings"
)

// inLevel says how one level of an automatic list is numbered.
type inLevel struct {
	start  int
	format string // as Word calls it: "decimal", "lowerLetter", "bullet" ...
	text   string // "%1.%2." with the levels counted from 1, or the bullet
	keep   bool   // goes on where a higher level moves on
	tight  bool   // nothing between the number and the text
	legal  bool   // higher levels are written as decimals
}

// inList counts one automatic list.
type inList struct {
	levels  [9]inLevel
	count   [9]int
	started [9]bool
}

// next moves the list on at a level and gives what is printed in front of the
// paragraph, with the space after it.
func (l *inList) next(level int) string {
	level = max(0, min(level, len(l.levels)-1))
	if l.started[level] {
		l.count[level]++
	} else {
		l.count[level], l.started[level] = l.levels[level].start, true
	}
	for deeper := level + 1; deeper < len(l.levels); deeper++ {
		if !l.levels[deeper].keep {
			l.started[deeper] = false
		}
	}
	return l.levels[level].label(l, level)
}

func (v *inLevel) label(l *inList, level int) string {
	var out string
	switch v.format {
	case "none":
		if v.text == "" {
			return ""
		}
		out = v.text
	case "bullet":
		out = inBullet(v.text)
	default:
		var b strings.Builder
		for i := 0; i < len(v.text); i++ {
			if v.text[i] != '%' || i+1 >= len(v.text) || v.text[i+1] < '1' || v.text[i+1] > '9' {
				b.WriteByte(v.text[i])
				continue
			}
			i++
			at := int(v.text[i] - '1')
			n := l.count[at]
			if at != level && !l.started[at] {
				n = l.levels[at].start
			}
			format := l.levels[at].format
			if v.legal {
				format = "decimal"
			}
			b.WriteString(inNumber(n, format))
		}
		out = b.String()
	}
	if out == "" || v.tight {
		return out
	}
	return strings.TrimRight(out, " \t") + " "
}

// inBullet prints the bullets of the symbol fonts, which are no letters, as
// the dash that official papers use.
func inBullet(s string) string {
	switch s = strings.TrimSpace(s); s {
	case "+", "*", "-":
		return s
	}
	return "-"
}

// inNumber writes n as the list format says.
func inNumber(n int, format string) string {
	switch format {
	case "lowerLetter", "upperLetter":
		if n < 1 || n > 26*50 {
			break
		}
		s := strings.Repeat(string(rune('a'+(n-1)%26)), (n-1)/26+1)
		if format == "upperLetter" {
			return strings.ToUpper(s)
		}
		return s
	case "lowerRoman", "upperRoman":
		if n < 1 || n > 3999 {
			break
		}
		var b strings.Builder
		for _, r := range [...]struct {
			n int
			s string
		}{{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"}, {50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"}} {
			for n >= r.n {
				b.WriteString(r.s)
				n -= r.n
			}
		}
		if format == "upperRoman" {
			return strings.ToUpper(b.String())
		}
		return b.String()
	case "decimalZero":
		if n >= 0 && n < 10 {
			return "0" + strconv.Itoa(n)
		}
	case "none":
		return ""
	}
	return strconv.Itoa(n)
}
