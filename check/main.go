// Command check runs what has to hold before a change is handed in: format,
// vet, staticcheck, the tests on SQLite and on PostgreSQL, the reading score
// and the walks in a real browser. It knows how to get the tools that these
// need onto a Debian machine and how to count what ran; it refuses to know
// what any test tests.
//
// Without arguments it runs every group, with arguments the groups named.
// Where the environment says CI=true, a group that could not run has failed.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"
)

// counts say how the checks of one group ended.
type counts struct{ passed, failed, skipped int }

func (c counts) String() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", c.passed, c.failed, c.skipped)
}

// group is a set of checks that need the same tools.
type group struct {
	name  string
	what  string
	needs []tool
	// elsewhere says why the group does not belong to this tree; "" where it does.
	elsewhere func() string
	// run reports the counts, or an error where the group could not run at all.
	run   func(ctx context.Context) (counts, error)
	asked bool // runs only when it is named
}

var groups = []group{
	{name: "format", what: "every Go file is as gofmt writes it", run: format},
	{name: "vet", what: "go vet", run: lint("vet", "./...")},
	{name: "unit", what: "the packages that do without a database", needs: []tool{pdftotext, tesseract, wished(npm)}, run: tests},
	{name: "engines", what: "the packages that use the database, on SQLite and PostgreSQL", needs: []tool{postgresql, pdftotext, wished(chromium), wished(chromiumWords), wished(vietnameseFont), wished(npm)}, run: engineTests},
	{name: "score", what: "reading the documents of ../shared, against their gold", needs: []tool{python}, elsewhere: noGold, run: score},
	{name: "browser", what: "the pages in Chromium, with axe", needs: []tool{chromium, chromiumWords, vietnameseFont, npm}, run: walks},
	{name: "staticcheck", what: "staticcheck", run: lint("tool", "staticcheck", "./...")},
	{name: "fuzz", what: "every fuzz target for FUZZTIME (20s)", run: fuzz, asked: true},
}

// The main goroutine starts the database server and Linux ties the server's
// life to the thread that started it, so this goroutine keeps its thread.
func init() { runtime.LockOSThread() }

func main() {
	server := flag.Bool("postgres", false, "start a PostgreSQL for tests by hand, until interrupted")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "go run ./check [-postgres] [group...]")
		for _, g := range groups {
			fmt.Fprintf(os.Stderr, "  %-12s %s\n", g.name, g.what)
		}
	}
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	var err error
	if *server {
		err = serve(ctx)
	} else {
		err = check(ctx, flag.Args())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "check:", err)
		os.Exit(1)
	}
}

func check(ctx context.Context, names []string) error {
	chosen, err := choose(names)
	if err != nil {
		return err
	}
	ci := os.Getenv("CI") == "true"
	install(ctx, chosen)

	var total counts
	lines := []string{"", "summary"}
	for _, g := range chosen {
		if g.elsewhere != nil {
			if why := g.elsewhere(); why != "" {
				lines = append(lines, fmt.Sprintf("  %-12s not part of this tree: %s", g.name, why))
				continue
			}
		}
		fmt.Printf("\ngroup %s: %s\n", g.name, g.what)
		start := time.Now()
		c, err := runGroup(ctx, g)
		if ctx.Err() != nil {
			return fmt.Errorf("interrupted in the group %s", g.name)
		}
		took := time.Since(start).Round(100 * time.Millisecond)
		line := fmt.Sprintf("%v (%v)", c, took)
		switch {
		case err != nil && ci:
			c.failed++
			line = "could not run, a failure under CI=true: " + err.Error()
		case err != nil:
			c.skipped++
			line = "SKIPPED, could not run: " + err.Error()
		}
		fmt.Printf("group %s: %s\n", g.name, line)
		lines = append(lines, fmt.Sprintf("  %-12s %s", g.name, line))
		total.passed += c.passed
		total.failed += c.failed
		total.skipped += c.skipped
	}
	fmt.Println(strings.Join(lines, "\n"))
	fmt.Println(total)
	if total.failed > 0 {
		return fmt.Errorf("%d failed", total.failed)
	}
	return nil
}

// runGroup runs a group whose tools are there. What it reports as an error is
// a group that did not run, never a check that failed.
func runGroup(ctx context.Context, g group) (counts, error) {
	for _, t := range g.needs {
		if !t.optional && !t.there() {
			return counts{}, fmt.Errorf("%s is missing: install the Debian package %s", t.name, strings.Join(t.packages, " "))
		}
	}
	// Pages are also looked at by the packages that make them, with axe.
	if slices.ContainsFunc(g.needs, func(t tool) bool { return t.name == npm.name && t.there() }) {
		if err := installAxe(ctx); err != nil {
			return counts{}, err
		}
	}
	return g.run(ctx)
}

func choose(names []string) ([]group, error) {
	var chosen []group
	for _, g := range groups {
		if slices.Contains(names, g.name) || len(names) == 0 && !g.asked {
			chosen = append(chosen, g)
		}
	}
	for _, name := range names {
		if !slices.ContainsFunc(groups, func(g group) bool { return g.name == name }) {
			return nil, fmt.Errorf("no group %q; go run ./check -h lists them", name)
		}
	}
	return chosen, nil
}
