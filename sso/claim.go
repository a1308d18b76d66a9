package sso

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"sauro/vn"
)

const (
	claimLimit = 200 // letters of one value, values of one list
)

// claimSet is what a provider says of a person, by name.
type claimSet map[string]any

// get finds a claim by its name, or by the way to it: "realm_access.roles".
func (c claimSet) get(name string) any {
	if v, ok := c[name]; ok {
		return v
	}
	var at any = map[string]any(c)
	for step := range strings.SplitSeq(name, ".") {
		set, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = set[step]
	}
	return at
}

// text is a claim of one value, as one line; "" for none and for what is no text.
func (c claimSet) text(name string) string { return word(c.get(name)) }

// list is a claim of several values: a list of texts, or one text.
func (c claimSet) list(name string) (values []string) {
	switch v := c.get(name).(type) {
	case []any:
		for _, one := range v[:min(len(v), claimLimit)] {
			if s := word(one); s != "" {
				values = append(values, s)
			}
		}
	default:
		if s := word(v); s != "" {
			values = append(values, s)
		}
	}
	return values
}

func word(v any) string {
	var s string
	switch v := v.(type) {
	case string:
		s = vn.Line(v)
	case json.Number:
		s = v.String()
	case float64:
		s = strconv.FormatFloat(v, 'f', -1, 64)
	}
	if len([]rune(s)) > claimLimit {
		return ""
	}
	return s
}

// miss reports whether something is wanted that is not said.
func (c claimSet) miss(s Settings) bool {
	return slices.ContainsFunc([]string{s.loginClaim(), "name", s.PostClaim}, func(name string) bool {
		return name != "" && c.get(name) == nil
	})
}
