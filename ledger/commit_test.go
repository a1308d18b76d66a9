package ledger_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"sauro/ledger"
)

// TestACommitmentIsComputedAsItIsWritten computes one by hand, after the
// comment of Commit.
func TestACommitmentIsComputedAsItIsWritten(t *testing.T) {
	salt := ledger.Salt{9, 8, 7}
	column := func(name, value string) string {
		own := sum([]byte(string(salt[:]) + "column " + name))
		return name + " " + hex.EncodeToString(sum([]byte(string(own)+value))) + "\n"
	}
	want := hex.EncodeToString(sum([]byte("sauro row v1\ntask\na/7\n" +
		column("done", "i-9524") + column("empty", "t") + column("title", "tTrồng cây"))))
	got := ledger.Commit(salt, "task", "a/7", []ledger.Field{
		{Column: "title", Value: "Trồng cây"}, {Column: "note", Value: nil}, {Column: "empty", Value: ""}, {Column: "done", Value: int64(-9524)},
	})
	if got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestACommitmentChangesWithEverythingInTheRow(t *testing.T) {
	base := ledger.Commit(salt, "task", "k", after)
	shuffled := slices.Clone(after)
	slices.Reverse(shuffled)
	shuffled = append(shuffled, ledger.Field{Column: "added_later", Value: nil})
	if ledger.Commit(salt, "task", "k", shuffled) != base {
		t.Error("the order of columns, or one without a value, changes the commitment")
	}
	seen := map[string]string{base: "the row"}
	for what, other := range map[string]string{
		"another salt":   ledger.Commit(ledger.Salt{1, 2, 4}, "task", "k", after),
		"another table":  ledger.Commit(salt, "clause", "k", after),
		"another key":    ledger.Commit(salt, "task", "k1", after),
		"another value":  ledger.Commit(salt, "task", "k", before),
		"a column less":  ledger.Commit(salt, "task", "k", after[1:]),
		"an empty text":  ledger.Commit(salt, "task", "k", append(slices.Clone(after), ledger.Field{Column: "note", Value: ""})),
		"a zero":         ledger.Commit(salt, "task", "k", append(slices.Clone(after), ledger.Field{Column: "note", Value: int64(0)})),
		"a zero as text": ledger.Commit(salt, "task", "k", append(slices.Clone(after), ledger.Field{Column: "note", Value: "0"})),
		"no columns":     ledger.Commit(salt, "task", "k", nil),
		"swapped values": ledger.Commit(salt, "task", "k", []ledger.Field{{Column: "a", Value: "x"}, {Column: "b", Value: "y"}}),
		"swapped back":   ledger.Commit(salt, "task", "k", []ledger.Field{{Column: "a", Value: "y"}, {Column: "b", Value: "x"}}),
	} {
		if same, known := seen[other]; known {
			t.Errorf("%s gives the commitment of %s", what, same)
		}
		seen[other] = what
	}
}

func TestAnOpeningOpensItsCommitmentWhateverItShows(t *testing.T) {
	for range 200 {
		var fields []ledger.Field
		for i := range rand.IntN(9) {
			values := []any{nil, "", "Ủy ban “xã”\n\x00<script>", int64(math.MinInt64), int64(0), int64(math.MaxInt64), fmt.Sprint(rand.Int64())}
			fields = append(fields, ledger.Field{Column: fmt.Sprint("c", i), Value: values[rand.IntN(len(values))]})
		}
		shown := rand.IntN(1 << 9)
		salt := ledger.NewSalt()
		o := ledger.Disclose(salt, "task", "k", fields, func(column string) bool { return shown>>(column[1]-'0')&1 == 1 })
		text, err := json.Marshal(o)
		must(t, err)
		var back ledger.Opening
		must(t, json.Unmarshal(text, &back))
		if len(o.Columns) > 0 && !reflect.DeepEqual(back, o) {
			t.Fatalf("%+v went through JSON as %+v", o, back)
		}
		got, err := back.Commitment()
		if want := ledger.Commit(salt, "task", "k", fields); err != nil || got != want {
			t.Fatalf("%v: %s opens %s, not %s", err, text, got, want)
		}
		for _, c := range o.Columns {
			if in := shown>>(c.Name[1]-'0')&1 == 1; c.Shown() != in || !in && c != (ledger.Column{Name: c.Name, Hash: c.Hash}) {
				t.Fatalf("column %+v, shown %v", c, in)
			}
		}
		if strings.Contains(string(text), salt.Hex()) {
			t.Fatal("the opening gives the salt of the row away")
		}
	}
}

func TestAHiddenColumnCannotBeGuessedFromAShownOne(t *testing.T) {
	fields := []ledger.Field{{Column: "a", Value: "yes"}, {Column: "b", Value: "yes"}}
	o := ledger.Disclose(salt, "task", "k", fields, func(column string) bool { return column == "a" })
	tried := ledger.Column{Name: "b", Kind: "t", Value: "yes", Salt: o.Columns[0].Salt}
	guess := ledger.Opening{Table: "task", Key: "k", Columns: []ledger.Column{o.Columns[0], tried}}
	got, err := guess.Commitment()
	must(t, err)
	if got == ledger.Commit(salt, "task", "k", fields) {
		t.Error("the salt of a shown column tells what stands in a hidden one")
	}
}

func TestAnOpeningThatNobodyMadeIsAnError(t *testing.T) {
	hash, own := c1, c2
	for what, o := range map[string]ledger.Opening{
		"no table":          {Key: "k"},
		"no key":            {Table: "task"},
		"a line in a key":   {Table: "task", Key: "k\nb " + c1},
		"a line in a name":  {Table: "task", Key: "k", Columns: []ledger.Column{{Name: "a " + c1 + "\nb", Hash: hash}}},
		"no name":           {Table: "task", Key: "k", Columns: []ledger.Column{{Hash: hash}}},
		"out of order":      {Table: "task", Key: "k", Columns: []ledger.Column{{Name: "b", Hash: hash}, {Name: "a", Hash: hash}}},
		"a name twice":      {Table: "task", Key: "k", Columns: []ledger.Column{{Name: "a", Hash: hash}, {Name: "a", Hash: hash}}},
		"shown and hidden":  {Table: "task", Key: "k", Columns: []ledger.Column{{Name: "a", Hash: hash, Value: "x"}}},
		"a hash cut":        {Table: "task", Key: "k", Columns: []ledger.Column{{Name: "a", Hash: hash[1:]}}},
		"no salt":           {Table: "task", Key: "k", Columns: []ledger.Column{{Name: "a", Kind: "t", Value: "x"}}},
		"no kind":           {Table: "task", Key: "k", Columns: []ledger.Column{{Name: "a", Value: "x", Salt: own}}},
		"an unknown kind":   {Table: "task", Key: "k", Columns: []ledger.Column{{Name: "a", Kind: "ti", Value: "x", Salt: own}}},
		"a number in words": {Table: "task", Key: "k", Columns: []ledger.Column{{Name: "a", Kind: "i", Value: "x", Salt: own}}},
		"a number with +":   {Table: "task", Key: "k", Columns: []ledger.Column{{Name: "a", Kind: "i", Value: "+1", Salt: own}}},
		"too big a number":  {Table: "task", Key: "k", Columns: []ledger.Column{{Name: "a", Kind: "i", Value: "9223372036854775808", Salt: own}}},
		"broken text":       {Table: "task", Key: "k", Columns: []ledger.Column{{Name: "a", Kind: "t", Value: "\xff", Salt: own}}},
	} {
		if got, err := o.Commitment(); err == nil {
			t.Errorf("%s: %s", what, got)
		}
	}
}

func TestAMistakeOfTheProgramIsNotCommittedTo(t *testing.T) {
	for what, fields := range map[string][]ledger.Field{
		"an int":         {{Column: "a", Value: 1}},
		"a float":        {{Column: "a", Value: 1.5}},
		"bytes":          {{Column: "a", Value: []byte("x")}},
		"a column twice": {{Column: "a", Value: "x"}, {Column: "a", Value: "y"}},
		"no column":      {{Value: "x"}},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was committed to", what)
				}
			}()
			ledger.Commit(salt, "task", "k", fields)
		}()
	}
}

func TestSecretsAreNotPrinted(t *testing.T) {
	s, k := ledger.NewSalt(), newKey(t, "xa.example.vn/nhat-ky")
	private := strings.SplitN(k.Private(), "+", 5)[4]
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%b"} {
		printed := fmt.Sprintf(verb+verb+verb+verb, s, k, []ledger.Salt{s}, struct{ K ledger.Key }{k})
		for _, secret := range []string{s.Hex(), strings.ToUpper(s.Hex()), fmt.Sprint([32]byte(s))[1:20], private, private[4:20]} {
			if strings.Contains(printed, secret) {
				t.Errorf("%s prints a secret: %s", verb, printed)
			}
		}
	}
	if text, err := json.Marshal([]any{k}); err != nil || strings.Contains(string(text), private) {
		t.Errorf("JSON has the private key: %s, %v", text, err)
	}
	if back, err := ledger.ParseSalt(s.Hex()); err != nil || !back.Equal(s) || back.Equal(ledger.NewSalt()) {
		t.Errorf("the salt came back as another (%v)", err)
	}
	if _, err := ledger.ParseSalt(s.Hex()[1:]); err == nil {
		t.Error("a salt that was cut was read")
	}
}

func BenchmarkCommit(b *testing.B) {
	var fields []ledger.Field
	for i := range 25 { // a task has as many
		fields = append(fields, ledger.Field{Column: fmt.Sprint("column_", i), Value: "Cấp chữ ký số cho 42 người"})
	}
	for b.Loop() {
		ledger.Commit(salt, "task", task, fields)
	}
}
