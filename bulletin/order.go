package bulletin

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// sortCodes puts addresses in the order people count: 2.9 before 2.10.
func sortCodes(list []Publication) {
	slices.SortStableFunc(list, func(a, b Publication) int { return CompareAddresses(a.Address, b.Address) })
}

// CompareAddresses orders addresses as people count.
func CompareAddresses(a, b string) int {
	as, bs := pieces(a), pieces(b)
	for i := range min(len(as), len(bs)) {
		x, errX := strconv.Atoi(as[i])
		y, errY := strconv.Atoi(bs[i])
		c := cmp.Compare(as[i], bs[i])
		if errX == nil && errY == nil {
			c = cmp.Compare(x, y)
		}
		if c != 0 {
			return c
		}
	}
	return cmp.Compare(len(as), len(bs))
}

func pieces(address string) []string {
	return strings.FieldsFunc(address, func(r rune) bool { return r == '-' || r == '.' })
}
