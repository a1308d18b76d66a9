package ledger_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"sauro/ledger"
)

var c1, c2 = strings.Repeat("1a", 32), strings.Repeat("2b", 32)

func TestAnEntryIsOneLineInAFixedOrder(t *testing.T) {
	e := ledger.Entry{
		At: time.UnixMicro(1788836400000001), Act: "task-issue", Post: "0199-a", For: "0199-b", About: "0199-c",
		Rows: []ledger.Row{{Table: "task_event", Key: "a/7", After: c1}, {Table: "task", Key: "B.2_x", Before: c1, After: c2}, {Table: "holding", Key: "9", Before: c2}},
	}
	want := `{"v":1,"at":1788836400000001,"act":"task-issue","post":"0199-a","for":"0199-b","about":"0199-c","rows":[` +
		`["task_event","a/7","","` + c1 + `"],["task","B.2_x","` + c1 + `","` + c2 + `"],["holding","9","` + c2 + `",""]]}`
	got, err := e.Encode()
	if err != nil || string(got) != want {
		t.Fatalf("%v\n%s\n%s", err, got, want)
	}
	back, err := ledger.ParseEntry(got)
	e.At = e.At.UTC()
	if err != nil || !reflect.DeepEqual(back, e) {
		t.Fatalf("%v\n%+v\n%+v", err, back, e)
	}
	bare := ledger.Entry{At: time.UnixMicro(1), Act: "x"}
	got, err = bare.Encode()
	if want := `{"v":1,"at":1,"act":"x","post":"","for":"","about":"","rows":[]}`; err != nil || string(got) != want {
		t.Fatalf("%v\n%s\n%s", err, got, want)
	}
}

func TestAnEntryCarriesNoFreeText(t *testing.T) {
	fits := progress(day)
	for what, bend := range map[string]func(*ledger.Entry){
		"no act":                      func(e *ledger.Entry) { e.Act = "" },
		"an act in words":             func(e *ledger.Entry) { e.Act = "báo cáo" },
		"an act in capitals":          func(e *ledger.Entry) { e.Act = "Progress" },
		"a name as a post":            func(e *ledger.Entry) { e.Post = "Nguyễn Văn A" },
		"a quote in an id":            func(e *ledger.Entry) { e.About = `x","for":"y` },
		"a space in an id":            func(e *ledger.Entry) { e.For = "x y" },
		"an id without end":           func(e *ledger.Entry) { e.About = strings.Repeat("x", 201) },
		"no time":                     func(e *ledger.Entry) { e.At = time.Time{} },
		"a time no reader holds":      func(e *ledger.Entry) { e.At = time.UnixMicro(1 << 53) },
		"no table":                    func(e *ledger.Entry) { e.Rows[0].Table = "" },
		"no key":                      func(e *ledger.Entry) { e.Rows[0].Key = "" },
		"a key in words":              func(e *ledger.Entry) { e.Rows[0].Key = "nhà ông Sáu" },
		"a commitment cut":            func(e *ledger.Entry) { e.Rows[0].After = c1[2:] },
		"a commitment in capitals":    func(e *ledger.Entry) { e.Rows[0].After = strings.ToUpper(c1) },
		"neither before nor after":    func(e *ledger.Entry) { e.Rows[1].After = "" },
		"a row twice":                 func(e *ledger.Entry) { e.Rows = append(e.Rows, e.Rows[0]) },
		"more rows than a bundle has": func(e *ledger.Entry) { e.Rows = rows(1000) },
	} {
		e := fits
		e.Rows = append([]ledger.Row(nil), fits.Rows...)
		bend(&e)
		if b, err := e.Encode(); err == nil {
			t.Errorf("%s: %s", what, b)
		}
	}
}

func rows(n int) []ledger.Row {
	var all []ledger.Row
	for i := range n {
		all = append(all, ledger.Row{Table: "task", Key: fmt.Sprint("0199a3f0-5c1e-7d2b-8a11-", i), Before: c1, After: c2})
	}
	return all
}

func TestAnActOnManyRowsIsSplitWithoutLosingOne(t *testing.T) {
	for _, n := range []int{0, 1, 2, 200, 300, 301, 1000, 2500} {
		e := progress(day)
		e.Rows = rows(n)
		var back []ledger.Row
		parts := e.Split()
		for _, part := range parts {
			if _, err := part.Encode(); err != nil {
				t.Fatalf("of %d rows: %v", n, err)
			}
			if part.Act != e.Act || !part.At.Equal(e.At) || part.About != e.About {
				t.Fatalf("a part is another act: %+v", part)
			}
			back = append(back, part.Rows...)
		}
		if len(back) != n || n > 0 && !reflect.DeepEqual(back, e.Rows) {
			t.Errorf("of %d rows came %d", n, len(back))
		}
		if n <= 200 && len(parts) != 1 {
			t.Errorf("%d rows fit one entry, not %d", n, len(parts))
		}
	}
}

func TestOnlyTheOneFormOfAnEntryIsRead(t *testing.T) {
	whole, err := progress(day).Encode()
	must(t, err)
	for _, bent := range []string{
		"", "{}", "null", "[]",
		" " + string(whole), string(whole) + "\n", string(whole) + "{}",
		strings.Replace(string(whole), `"v":1`, `"v":2`, 1),
		strings.Replace(string(whole), `"v":1,`, ``, 1),
		strings.Replace(string(whole), `"v":1`, `"v":1,"more":1`, 1),
		strings.Replace(string(whole), `"act":"progress"`, `"act":"accept","act":"progress"`, 1),
		strings.Replace(string(whole), `"act":"progress"`, `"Act":"progress"`, 1),
		strings.Replace(string(whole), `"progress"`, `"\u0070rogress"`, 1),
		strings.Replace(string(whole), `"for":""`, `"for":null`, 1),
		strings.Replace(string(whole), `"at":1`, `"at":01`, 1),
		strings.Replace(string(whole), `[["task"`, `[["task","x"],["task"`, 1),
		strings.Replace(string(whole), `"]]}`, `","more"]]}`, 1),
	} {
		if e, err := ledger.ParseEntry([]byte(bent)); err == nil {
			t.Errorf("%s was read as %+v", bent, e)
		}
	}
	for range 500 {
		bent := bytes.Clone(whole)
		bent[rand.IntN(len(bent))] ^= 1 << rand.IntN(8)
		if e, err := ledger.ParseEntry(bent); err == nil {
			if again, err := e.Encode(); err != nil || !bytes.Equal(again, bent) {
				t.Fatalf("%s was read as %s", bent, again)
			}
		}
	}
}

func FuzzParseEntry(f *testing.F) {
	whole, err := progress(day).Encode()
	must(f, err)
	f.Add(whole)
	f.Add([]byte(`{"v":1,"at":1,"act":"x","post":"","for":"","about":"","rows":[]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := ledger.ParseEntry(b)
		if err != nil {
			return
		}
		if again, err := e.Encode(); err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%q was read, and written as %q (%v)", b, again, err)
		}
	})
}
