package vn

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
)

// A collator is not safe for several goroutines and costs a table to make.
var collators = sync.Pool{New: func() any { return collate.New(language.Vietnamese) }}

// Compare orders two texts as a Vietnamese dictionary does: a ă â b c d đ e ê …,
// and à ả ã á ạ within one letter.
func Compare(a, b string) int {
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	return c.CompareString(a, b)
}

// Sort sorts list by the text that key gives of each.
func Sort[T any](list []T, key func(T) string) {
	slices.SortStableFunc(list, func(a, b T) int { return Compare(key(a), key(b)) })
}

// CompareNames orders two full names as Vietnamese lists do: by given name, the
// last word, then by the whole.
func CompareNames(a, b string) int {
	given := func(s string) string {
		f := strings.Fields(s)
		if len(f) == 0 {
			return ""
		}
		return f[len(f)-1]
	}
	if c := Compare(given(a), given(b)); c != 0 {
		return c
	}
	return Compare(a, b)
}
