package main

import (
	"bytes"
	"context"
	"fmt"
	goformat "go/format"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// format compares every Go file of the tree with what gofmt makes of it.
func format(context.Context) (c counts, err error) {
	err = filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(path) != ".go" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		want, err := goformat.Source(text)
		switch {
		case err != nil:
			fmt.Printf("  %s: %v\n", path, err)
			c.failed++
		case !bytes.Equal(text, want):
			fmt.Printf("  %s: run gofmt -w on it\n", path)
			c.failed++
		default:
			c.passed++
		}
		return nil
	})
	return c, err
}

// lint runs a checker of the go command over all packages: a package without a
// finding has passed, every finding has failed.
func lint(args ...string) func(context.Context) (counts, error) {
	return func(ctx context.Context) (counts, error) {
		packages, err := list(ctx)
		if err != nil {
			return counts{}, err
		}
		out, err := exec.CommandContext(ctx, "go", args...).CombinedOutput()
		if err == nil {
			return counts{passed: len(packages)}, nil
		}
		var c counts
		for line := range strings.Lines(string(out)) {
			fmt.Print("  ", line)
			if !strings.HasPrefix(line, "#") && strings.TrimSpace(line) != "" {
				c.failed++
			}
		}
		c.failed = max(c.failed, 1)
		return c, nil
	}
}
