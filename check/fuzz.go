package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// fuzz runs every fuzz target of the tree, one after another, each for FUZZTIME.
func fuzz(ctx context.Context) (c counts, err error) {
	all, err := list(ctx)
	if err != nil {
		return c, err
	}
	length := cmp.Or(os.Getenv("FUZZTIME"), "20s")
	for _, name := range pick(all, func(goPackage) bool { return true }) {
		out, err := exec.CommandContext(ctx, "go", "test", "-list", "^Fuzz", name).CombinedOutput()
		if err != nil {
			fmt.Printf("  FAIL %s\n%s", name, indent(string(out)))
			c.failed++
			continue
		}
		for target := range strings.FieldsSeq(string(out)) {
			if !strings.HasPrefix(target, "Fuzz") {
				continue
			}
			out, err := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-fuzz", "^"+target+"$", "-fuzztime", length, "-fuzzminimizetime", "20x", name).CombinedOutput()
			if err != nil {
				fmt.Printf("  FAIL %s %s\n%s", name, target, indent(string(out)))
				c.failed++
				continue
			}
			fmt.Printf("  %s %s passed for %s\n", name, target, length)
			c.passed++
		}
	}
	return c, nil
}
