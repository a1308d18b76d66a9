package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
)

// tool is a program of the machine that a group needs.
type tool struct {
	name     string
	packages []string // of Debian
	there    func() bool
	optional bool // the group runs without it and its tests name what they skipped
}

func onPath(names ...string) func() bool {
	return func() bool {
		return slices.ContainsFunc(names, func(n string) bool { _, err := exec.LookPath(n); return err == nil })
	}
}

var (
	postgresql = tool{name: "PostgreSQL", packages: []string{"postgresql"}, there: func() bool { _, err := postgresBin(); return err == nil }, optional: true}
	python     = tool{name: "python3", packages: []string{"python3-minimal"}, there: onPath("python3")}
	chromium   = tool{name: "Chromium", packages: []string{"chromium"}, there: onPath("chromium", "chromium-browser", "google-chrome")}
	npm        = tool{name: "npm", packages: []string{"npm"}, there: onPath("npm")}
	pdftotext  = tool{name: "pdftotext", packages: []string{"poppler-utils"}, there: onPath("pdftotext"), optional: true}
	tesseract  = tool{name: "tesseract", packages: []string{"tesseract-ocr", "tesseract-ocr-vie"}, there: onPath("tesseract"), optional: true}
	// Without its Vietnamese words Chromium writes mm/dd/yyyy into date fields.
	chromiumWords = tool{name: "Vietnamese for Chromium", packages: []string{"chromium-l10n"}, there: file("/usr/share/doc/chromium-l10n"), optional: true}
	// Chromium on a bare machine draws empty boxes for Vietnamese without it.
	vietnameseFont = tool{name: "DejaVu fonts", packages: []string{"fonts-dejavu-core"}, there: file("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"), optional: true}
)

func file(path string) func() bool {
	return func() bool { _, err := os.Stat(path); return err == nil }
}

// install gets what the groups miss with apt, where it may. What cannot be had
// is found out by the group that needs it.
func install(ctx context.Context, chosen []group) {
	var missing []string
	for _, g := range chosen {
		if g.elsewhere != nil && g.elsewhere() != "" {
			continue
		}
		for _, t := range g.needs {
			if !t.there() {
				missing = append(missing, t.packages...)
			}
		}
	}
	slices.Sort(missing)
	missing = slices.Compact(missing)
	if len(missing) == 0 {
		return
	}
	if _, err := exec.LookPath("apt-get"); err != nil || os.Geteuid() != 0 {
		fmt.Printf("missing and not installed (needs apt-get and root): %v\n", missing)
		return
	}
	fmt.Printf("installing %v\n", missing)
	for _, args := range [][]string{
		{"update", "-q"},
		append([]string{"install", "-q", "-y", "--no-install-recommends"}, missing...),
	} {
		cmd := exec.CommandContext(ctx, "apt-get", args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		if out, err := cmd.CombinedOutput(); err != nil {
			fmt.Printf("apt-get %s: %v\n%s", args[0], err, out)
		}
	}
}

// wished is a tool that a group runs without: the tests that need it then say
// that they were skipped.
func wished(t tool) tool {
	t.optional = true
	return t
}

// installAxe brings node_modules in step with package-lock.json.
func installAxe(ctx context.Context) error {
	lock, err := os.Stat("package-lock.json")
	if err != nil {
		return err
	}
	have, err := os.Stat("node_modules/.package-lock.json")
	if err == nil && !have.ModTime().Before(lock.ModTime()) {
		return nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	out, err := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund").CombinedOutput()
	if err != nil {
		return fmt.Errorf("npm ci: %v\n%s", err, out)
	}
	return nil
}
