package main

import (
	"fmt"
	"strings"
	"testing"
)

// fed is a report that has read the events, each "action test [output]" of one
// package, "-" for the package itself.
func fed(events ...string) *report {
	r := newReport()
	for _, e := range events {
		action, rest, _ := strings.Cut(e, " ")
		test, output, _ := strings.Cut(rest, " ")
		line := fmt.Sprintf(`{"Action":%q,"Package":"sauro/task","Test":%q,"Output":%q}`, action, strings.Trim(test, "-"), output)
		r.line([]byte(line))
	}
	return r
}

func TestCounts(t *testing.T) {
	for _, c := range []struct {
		name   string
		events []string
		want   counts
	}{
		{"one of each", []string{"pass A", "fail B", "skip C", "fail -"}, counts{1, 1, 1}},
		{"subtests count, not the test around them", []string{"pass A/x", "pass A/y", "pass A", "pass -"}, counts{2, 0, 0}},
		{"a failed subtest counts once", []string{"pass A/x", "fail A/y", "fail A", "fail -"}, counts{1, 1, 0}},
		{"a test that fails after its subtests passed", []string{"pass A/x", "fail A", "fail -"}, counts{1, 1, 0}},
		{"a test that never ended has failed", []string{"pass A", "run B", "fail -"}, counts{1, 1, 0}},
		{"a package that does not build has failed", []string{"fail -"}, counts{0, 1, 0}},
		{"a package whose tests pass and that then exits badly", []string{"pass A", "fail -"}, counts{1, 1, 0}},
		{"a package without tests", []string{"skip -"}, counts{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := fed(c.events...).total; got != c.want {
				t.Errorf("counted %v, want %v", got, c.want)
			}
		})
	}
}

func TestASkippedTestSaysWhy(t *testing.T) {
	r := fed("output A === RUN   A\n", "output A     a_test.go:7: no Chromium on PATH\n", "output A --- SKIP: A (0.00s)\n", "skip A", "skip B", "pass -")
	if r.skips["no Chromium on PATH"] != 1 || r.skips["(without a reason)"] != 1 {
		t.Errorf("said %v", r.skips)
	}
}
