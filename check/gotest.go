package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"slices"
)

const (
	walksPackage    = "sauro/browser"
	databasePackage = "sauro/db"
)

// goPackage is what `go list -json` says of a package, as far as it is needed here.
type goPackage struct {
	ImportPath                string
	Deps                      []string
	TestImports, XTestImports []string
	TestGoFiles, XTestGoFiles []string
}

func (p goPackage) tested() bool { return len(p.TestGoFiles)+len(p.XTestGoFiles) > 0 }

// uses reports whether the package or its tests reach the package named, at
// any depth.
func (p goPackage) uses(name string, all map[string]goPackage) bool {
	if p.ImportPath == name || slices.Contains(p.Deps, name) {
		return true
	}
	for _, i := range slices.Concat(p.TestImports, p.XTestImports) {
		if i == name || slices.Contains(all[i].Deps, name) {
			return true
		}
	}
	return false
}

// list names the packages of the tree.
func list(ctx context.Context) (map[string]goPackage, error) {
	cmd := exec.CommandContext(ctx, "go", "list", "-e", "-json=ImportPath,Deps,TestImports,XTestImports,TestGoFiles,XTestGoFiles", "./...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	packages := map[string]goPackage{}
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var p goPackage
		if err := d.Decode(&p); err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		packages[p.ImportPath] = p
	}
	return packages, nil
}

// pick lists in order the tested packages that the filter keeps.
func pick(all map[string]goPackage, keep func(goPackage) bool) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if p := all[name]; p.tested() && keep(p) {
			names = append(names, name)
		}
	}
	return names
}

// tests runs the packages that do without a database.
func tests(ctx context.Context) (counts, error) {
	all, err := list(ctx)
	if err != nil {
		return counts{}, err
	}
	return goTest(ctx, pick(all, func(p goPackage) bool { return p.ImportPath != walksPackage && !p.uses(databasePackage, all) }))
}

// engineTests runs the packages that use the database, with a PostgreSQL beside
// the SQLite files; where there is none, they run on SQLite alone and the
// group says so.
func engineTests(ctx context.Context) (counts, error) {
	all, err := list(ctx)
	if err != nil {
		return counts{}, err
	}
	names := pick(all, func(p goPackage) bool { return p.ImportPath != walksPackage && p.uses(databasePackage, all) })
	if len(names) == 0 {
		fmt.Println("  no tested package uses the database")
		return counts{}, nil
	}
	server, missing := startPostgres(ctx)
	if missing != nil {
		c, err := goTest(ctx, names, "SAURO_TEST_POSTGRES=")
		if err == nil {
			err = fmt.Errorf("PostgreSQL (SQLite ran: %v): %w", c, missing)
		}
		return c, err
	}
	defer server.stop()
	c, err := goTest(ctx, names, "SAURO_TEST_POSTGRES="+server.url)
	if err != nil {
		return c, err
	}
	// Helpers that forgot the address would pass on SQLite alone.
	made := server.databasesMade()
	fmt.Printf("  %d databases were made on PostgreSQL\n", made)
	if made == 0 {
		fmt.Println("  FAIL: no test made a database on PostgreSQL, so nothing ran on it")
		c.failed++
	}
	return c, nil
}

func walks(ctx context.Context) (counts, error) {
	return goTest(ctx, []string{walksPackage})
}

// goTest runs the tests of the packages with more of an environment, prints
// what failed and what was skipped, and counts.
func goTest(ctx context.Context, packages []string, env ...string) (counts, error) {
	if len(packages) == 0 {
		return counts{}, nil
	}
	cmd := exec.CommandContext(ctx, "go", append([]string{"test", "-json", "-timeout", "30m"}, packages...)...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return counts{}, err
	}
	if err := cmd.Start(); err != nil {
		return counts{}, err
	}
	r := newReport()
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		r.line(lines.Bytes())
	}
	if err := lines.Err(); err != nil {
		return r.total, err
	}
	err = cmd.Wait()
	if ctx.Err() != nil {
		return r.total, ctx.Err()
	}
	if err != nil && r.total.failed == 0 {
		fmt.Printf("  FAIL: go test: %v\n", err)
		r.total.failed++
	}
	r.printSkips()
	return r.total, nil
}
