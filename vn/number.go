package vn

import "strconv"

// Thousands writes an integer as offices do: 1.234.567.
func Thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return sign + s
}

// Percent writes basis points (10000 is the whole) as offices do, with as many
// decimals as it needs: 100%, 71,4%, 66,67%.
func Percent(basisPoints int64) string {
	whole, rest := basisPoints/100, basisPoints%100
	s := Thousands(whole)
	switch {
	case rest == 0:
	case rest%10 == 0:
		s += "," + strconv.FormatInt(rest/10, 10)
	case rest < 10:
		s += ",0" + strconv.FormatInt(rest, 10)
	default:
		s += "," + strconv.FormatInt(rest, 10)
	}
	return s + "%"
}
