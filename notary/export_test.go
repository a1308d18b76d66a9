package notary_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sauro/db"
	"sauro/notary"
)

// An export is checked by somebody who has neither the database nor the
// program's folder, and every change of it is found.
func TestAnExportIsCheckedAlone(t *testing.T) {
	each(t, func(o *office) {
		ctx := context.Background()
		for i := range 300 {
			o.addUnit(fmt.Sprint("Thôn ", i))
		}
		hash := o.addLetter("Cam kết của Chủ tịch")
		o.sign()
		root, err := o.Root(ctx, "")
		if err != nil {
			t.Fatal(err)
		}
		export := func() string {
			dir := t.TempDir()
			if err := o.DB.View(ctx, o.tenant, func(tx *db.Tx) error { return notary.Export(tx, dir, true) }); err != nil {
				t.Fatal(err)
			}
			return dir
		}
		o.addUnit("Sau điểm chốt") // not in the signed part, so not in the export
		check := func(dir string) notary.Check {
			c, err := notary.VerifyExport(dir, root.Verifier(), o.Files)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		if c := check(export()); len(c.Faults) != 0 || c.Rows < 300 || c.Files != 1 || c.Entries < 300 {
			t.Errorf("%d faults, %d rows, %d files, %d entries: %+v", len(c.Faults), c.Rows, c.Files, c.Entries, c.Faults)
		}
		for name, spoil := range map[string]struct {
			file string
			do   func(string) string
			kind string
		}{
			"a row":         {"rows.jsonl", func(s string) string { return strings.Replace(s, "Thôn 7\"", "Thôn 8\"", 1) }, "row-changed"},
			"a row gone":    {"rows.jsonl", func(s string) string { return s[strings.Index(s, "\n")+1:] }, "row-deleted"},
			"a row twice":   {"rows.jsonl", func(s string) string { return s + s[:strings.Index(s, "\n")+1] }, "row-added"},
			"not a row":     {"rows.jsonl", func(s string) string { return "{\n" + s }, "row-changed"},
			"a bad column":  {"rows.jsonl", func(s string) string { return strings.Replace(s, `"name":`, `"na me":`, 1) }, "row-changed"},
			"an entry":      {"tile/entries/000", func(s string) string { return strings.Replace(s, "unit-added", "unit-addee", 1) }, "log-cut"},
			"a bundle":      {"tile/entries/000", func(s string) string { return s[:len(s)-9] }, "entry"},
			"another head":  {"checkpoint", func(s string) string { return strings.Replace(s, "sauro/21472", "sauro/21473", 2) }, "signature"},
			"another key":   {"keys", func(s string) string { return strings.Replace(s, "from 2026", "from 2025", 1) }, "signature"},
			"an older time": {"rows.jsonl", func(s string) string { return strings.Replace(s, `"created_at":"1`, `"created_at":"2`, 1) }, "row-changed"},
		} {
			dir := export()
			path := filepath.Join(dir, filepath.FromSlash(spoil.file))
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if spoilt := spoil.do(string(b)); spoilt == string(b) {
				t.Fatalf("%s: nothing was spoilt", name)
			} else {
				overwrite(t, path, spoilt)
			}
			found := false
			for _, f := range check(dir).Faults {
				found = found || f.Kind == spoil.kind
			}
			if !found {
				t.Errorf("%s: not found: %+v", name, check(dir).Faults)
			}
		}
		dir := export()
		overwrite(t, o.file(hash), "khác")
		if c := check(dir); len(c.Faults) != 1 || c.Faults[0].Kind != "file" || c.Faults[0].Label != "12/KH-UBND" {
			t.Errorf("%+v", c.Faults)
		}
		if _, err := notary.VerifyExport(t.TempDir(), root.Verifier(), nil); err == nil {
			t.Error("an empty folder is an export")
		}
	})
}
