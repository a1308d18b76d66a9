package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// event is a line of `go test -json`.
type event struct {
	Action      string
	Package     string
	Test        string
	Output      string
	Elapsed     float64
	FailedBuild string
}

// outcome is a test as far as it has come; "" is one that never ended.
type outcome struct {
	end    string
	output strings.Builder
}

// report counts the tests of one `go test -json` run.
type report struct {
	total    counts
	packages map[string]map[string]*outcome // by package, by test; test "" is the package itself
	skips    map[string]int                 // by what the test said
}

func newReport() *report {
	return &report{packages: map[string]map[string]*outcome{}, skips: map[string]int{}}
}

func (r *report) line(line []byte) {
	var e event
	if err := json.Unmarshal(line, &e); err != nil {
		fmt.Printf("  %s\n", line)
		return
	}
	switch e.Action {
	case "build-output":
		fmt.Print("  ", e.Output)
		return
	case "build-fail":
		return
	}
	p := r.packages[e.Package]
	if p == nil {
		p = map[string]*outcome{}
		r.packages[e.Package] = p
	}
	o := p[e.Test]
	if o == nil {
		o = &outcome{}
		p[e.Test] = o
	}
	switch e.Action {
	case "output":
		o.output.WriteString(e.Output)
	case "pass", "fail", "skip":
		o.end = e.Action
		if e.Test == "" {
			r.packageEnded(e, p)
		}
	}
}

// packageEnded counts the leaves of a package: a test with subtests is not
// counted beside them, unless it failed and none of them did.
func (r *report) packageEnded(e event, p map[string]*outcome) {
	var c counts
	names := slices.Sorted(maps.Keys(p))
	for _, name := range names {
		if name == "" {
			continue
		}
		var sub, subFailed bool
		for _, other := range names {
			if strings.HasPrefix(other, name+"/") {
				sub = true
				subFailed = subFailed || p[other].end == "fail" || p[other].end == ""
			}
		}
		o := p[name]
		switch {
		case o.end == "fail" || o.end == "":
			if !subFailed {
				c.failed++
			}
			fmt.Printf("  FAIL %s %s\n%s", e.Package, name, indent(o.output.String()))
		case sub:
		case o.end == "skip":
			c.skipped++
			r.skips[said(o.output.String())]++
		default:
			c.passed++
		}
	}
	if e.Action == "fail" && c.failed == 0 {
		c.failed++
		fmt.Printf("  FAIL %s\n%s", e.Package, indent(p[""].output.String()))
	}
	if c != (counts{}) {
		fmt.Printf("  %-24s %v (%.1f s)\n", e.Package, c, e.Elapsed)
	}
	r.total.passed += c.passed
	r.total.failed += c.failed
	r.total.skipped += c.skipped
}

func (r *report) printSkips() {
	for _, why := range slices.Sorted(maps.Keys(r.skips)) {
		fmt.Printf("  skipped %d: %s\n", r.skips[why], why)
	}
}

var place = regexp.MustCompile(`^\w+\.go:\d+: `)

// said is what a skipped test gave as its reason.
func said(output string) string {
	var words []string
	for line := range strings.Lines(output) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "===") || strings.HasPrefix(line, "---") {
			continue
		}
		words = append(words, place.ReplaceAllString(line, ""))
	}
	if len(words) == 0 {
		return "(without a reason)"
	}
	return strings.Join(words, " ")
}

func indent(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		b.WriteString("    ")
		b.WriteString(strings.TrimRight(line, "\n"))
		b.WriteByte('\n')
	}
	return b.String()
}
