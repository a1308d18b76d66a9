package reading

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"sauro/outline"
)

// FuzzRead holds what is true of the reading of any text.
func FuzzRead(f *testing.F) {
	f.Add(sample)
	f.Add(plan(600))
	for _, s := range hard(60) {
		f.Add(s)
	}
	f.Add("Số:\nV/v\nKính gửi:\nngày tháng năm\nKT.\nĐiều\n| |\n(")
	f.Add("0.\n+")
	f.Add("1. 1.1. a) - + * •\nI. A. Phần I\n")
	f.Fuzz(func(t *testing.T, s string) { holds(t, s) })
}

func holds(t *testing.T, s string) {
	t.Helper()
	r := Read(s)
	text := Text(s)
	in := func(what string, at outline.Span) {
		if at.From < 0 || at.To > len(text) || at.From > at.To {
			t.Fatalf("%s stands at %v in a text of %d bytes", what, at, len(text))
		}
	}
	for k, at := range r.Document.Places {
		in(k, at)
	}
	for _, ref := range r.Document.References {
		in("reference "+ref.Number, ref.At)
	}
	for _, h := range r.Headings {
		in("heading "+h.Text, h.At)
	}
	if r.Items == nil || r.Document.Recipients == nil || r.Document.References == nil {
		t.Fatal("a list is null")
	}
	for _, it := range r.Items {
		in("item "+it.Ordinal, it.At)
		for k, at := range it.AtField {
			in(it.Ordinal+" "+k, at)
		}
		if it.Lead == nil || it.Support == nil || it.Head == nil {
			t.Fatalf("item %s has a null list", it.Ordinal)
		}
		if strings.TrimSpace(it.Text) == "" {
			t.Fatalf("item %s has no words", it.Ordinal)
		}
		if words := strings.Join(strings.Fields(text[it.At.From:it.At.To]), " "); !strings.Contains(words, it.Text) {
			t.Fatalf("item %s: %q does not stand in %q", it.Ordinal, it.Text, words)
		}
		switch it.Due.Kind {
		case "date", "month", "quarter", "year", "range":
			if it.Due.Date == nil {
				t.Fatalf("item %s: %s without a date", it.Ordinal, it.Due.Kind)
			}
		case "recurring", "ongoing", "conditional", "none":
			if it.Due.Date != nil {
				t.Fatalf("item %s: %s with a date", it.Ordinal, it.Due.Kind)
			}
		default:
			t.Fatalf("item %s: kind %q", it.Ordinal, it.Due.Kind)
		}
	}
	if d := norm.NFD.String(text); norm.NFC.String(d) == text && !reflect.DeepEqual(Read(d), r) {
		t.Fatal("the decomposed text reads differently")
	}
	if _, at, found := Secret(s); found {
		in("mark", at)
	}
}

// TestPropertiesOfRealDocuments holds the same of the documents at hand.
func TestPropertiesOfRealDocuments(t *testing.T) {
	files, _ := filepath.Glob("../../shared/extraction/documents/*.txt")
	mine, _ := filepath.Glob("testdata/documents/*.txt")
	for _, f := range append(files, mine...) {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		holds(t, string(b))
	}
	for _, s := range hard(3000) {
		holds(t, s)
	}
}
