package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

const (
	goldFolder = "../shared/extraction"
	program    = "./cmd/sauro"
	leastScore = 0.95
)

// noGold says why there is nothing to score: the documents lie beside the
// repository, not in it.
func noGold() string {
	if _, err := os.Stat(filepath.Join(goldFolder, "score.py")); err != nil {
		return "there is no " + goldFolder
	}
	if _, err := os.Stat(program); err != nil {
		return "there is no " + program
	}
	return ""
}

var figure = regexp.MustCompile(`(f1|header|lead|support|due|result) (\d\.\d+)`)

// score reads every document with the program and holds each figure of
// score.py against the least that is asked.
func score(ctx context.Context) (c counts, err error) {
	if why := noGold(); why != "" {
		return c, fmt.Errorf("%s", why)
	}
	dir, err := os.MkdirTemp("", "sauro-score-")
	if err != nil {
		return c, err
	}
	defer os.RemoveAll(dir)
	binary := filepath.Join(dir, "sauro")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", binary, program).CombinedOutput(); err != nil {
		fmt.Printf("  FAIL: go build %s: %v\n%s", program, err, indent(string(out)))
		return counts{failed: 1}, nil
	}
	documents, err := filepath.Glob(filepath.Join(goldFolder, "documents", "*.txt"))
	if err != nil {
		return c, err
	}
	for _, document := range documents {
		cmd := exec.CommandContext(ctx, binary, "read", document)
		cmd.Stderr = os.Stderr
		reading, err := cmd.Output()
		if err != nil {
			fmt.Printf("  FAIL: sauro read %s: %v\n", document, err)
			c.failed++
			continue
		}
		name := strings.TrimSuffix(filepath.Base(document), ".txt") + ".json"
		if err := os.WriteFile(filepath.Join(dir, name), reading, 0o600); err != nil {
			return c, err
		}
		c.passed++
	}
	out, err := exec.CommandContext(ctx, "python3", filepath.Join(goldFolder, "score.py"), filepath.Join(goldFolder, "gold"), dir, "--each").CombinedOutput()
	fmt.Print(indent(string(out)))
	if err != nil {
		fmt.Printf("  FAIL: score.py: %v\n", err)
		c.failed++
		return c, nil
	}
	last := string(out[strings.LastIndex(strings.TrimSpace(string(out)), "\n")+1:])
	figures := figure.FindAllStringSubmatch(last, -1)
	if len(figures) != 6 {
		fmt.Printf("  FAIL: expected six figures on the last line of score.py, found %d\n", len(figures))
		c.failed++
	}
	for _, f := range figures {
		value, err := strconv.ParseFloat(f[2], 64)
		if err != nil || value < leastScore {
			fmt.Printf("  FAIL: %s is %s, at least %.2f is asked\n", f[1], f[2], leastScore)
			c.failed++
			continue
		}
		c.passed++
	}
	return c, nil
}
