package office

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sauro/notary"
	"sauro/org"
	"sauro/privacy"
	"sauro/task"
)

var named = regexp.MustCompile(`Did\(tx, "([a-z-]+)"\)?|Act\{Kind: "([a-z-]+)"|\btell\(tx, [^"]*"([a-z-]+)"`)

// Every act that somebody can be named for has words, and every word has an act.
func TestEveryActOfTheLogHasWords(t *testing.T) {
	acts, text := map[string]bool{}, ""
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && path != "..") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || d.Name() == "recordact.go" || strings.Contains(path, "dbtest") {
			return err
		}
		b, err := os.ReadFile(path)
		text += string(b)
		for _, m := range named.FindAllStringSubmatch(string(b), -1) {
			acts[m[1]+m[2]+m[3]] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(acts) < 30 {
		t.Fatalf("only %d acts were found", len(acts))
	}
	for act := range acts {
		if strings.HasPrefix(act, "-") || strings.HasSuffix(act, "-") || task.EventName[act] != "" {
			continue // put together from a list that is looked at below
		}
		if words := actWords(act); words == act {
			t.Errorf("%s has no words", act)
		}
	}
	for _, kinds := range []map[string]string{task.EventName, privacy.EventName} {
		for kind, words := range kinds {
			if words == "" {
				t.Errorf("%s has no words", kind)
			}
		}
	}
	for act := range actName {
		if !strings.Contains(text, `"`+act+`"`) {
			t.Errorf("nothing is ever called %s", act)
		}
		if org.EventName[act] != "" {
			t.Errorf("%s has words in org", act)
		}
	}
}

// A clerk reads what a fault names: a table of the database is no word.
func TestEveryRowOfTheRecordHasAName(t *testing.T) {
	for _, table := range notary.Recorded() {
		if tableName[table] == "" {
			t.Errorf("nobody knows what %s is", table)
		}
	}
	for table, labels := range map[string]map[string]string{
		"task":         {"NV-2026-0001": "NV-2026-0001"},
		"task_event":   {"reported": task.EventName["reported"], "no kind": ""},
		"signin_rule":  {string(org.Clerk): org.RoleName[org.Clerk]},
		"acceptance":   {"accepted": ""},
		"signin_event": {"code-used": "Dùng một mã khôi phục"},
	} {
		for label, want := range labels {
			if got := labelWords(table, label); got != want || label == "reported" && got == "" {
				t.Errorf("%s %s is called %q, not %q", table, label, got, want)
			}
		}
	}
}
