package ledger_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"sauro/ledger"
)

func TestAProofIsOneFileThatComesBackAsItWas(t *testing.T) {
	p := elevenActs(t).prove(t, 3)
	p.Say[0].Words = []ledger.Word{{Value: "<b>", Vi: "“&”", En: "x"}}
	file, err := p.Encode()
	must(t, err)
	if bytes.Contains(file, []byte(`\u003c`)) {
		t.Error("the file hides its letters from those who read it")
	}
	for _, spaced := range [][]byte{file, append([]byte("\ufeff"), file...), []byte(strings.ReplaceAll(strings.ReplaceAll(string(file), "\t", "  "), "\n", "\r\n"))} {
		if back, err := ledger.ParseProof(spaced); err != nil || !reflect.DeepEqual(back, p) {
			t.Errorf("%v\n%+v\n%+v", err, back, p)
		}
	}
}

func TestAFileThatTwoReadersReadAsTwoIsNoProof(t *testing.T) {
	file, err := elevenActs(t).prove(t, 3).Encode()
	must(t, err)
	whole := string(file)
	for what, bent := range map[string]string{
		"nothing":               "",
		"no version":            strings.Replace(whole, `"v": 1,`, ``, 1),
		"another version":       strings.Replace(whole, `"v": 1,`, `"v": 2,`, 1),
		"an unknown name":       strings.Replace(whole, `"v": 1,`, `"v": 1, "more": 1,`, 1),
		"an unknown name below": strings.Replace(whole, `"table":`, `"more": 1, "table":`, 1),
		"a name twice":          strings.Replace(whole, `"v": 1,`, `"v": 1, "n": 1,`, 1),
		"a name twice below":    strings.Replace(whole, `"kind": "i",`, `"kind": "i", "value": "1",`, 1),
		"a name in capitals":    strings.Replace(whole, `"origin"`, `"Origin"`, 1),
		"a negative number":     strings.Replace(whole, `"n": 3`, `"n": -3`, 1),
		"a number too big":      strings.Replace(whole, `"n": 3`, `"n": 9007199254740992`, 1),
		"a fraction":            strings.Replace(whole, `"n": 3`, `"n": 3.0`, 1),
		"something after":       whole + "{}",
		"something before":      "x" + whole,
		"cut off":               whole[:len(whole)/2],
		"a text for a list":     strings.Replace(whole, `"certificates": [`, `"certificates": "x", "inclusion": [`, 1),
		"not UTF-8":             strings.Replace(whole, `Nhiệm`, "Nhi\xff", 1),
		"an unknown way":        strings.Replace(whole, `"as": "day"`, `"as": "song"`, 1),
		"nested without end":    strings.Repeat("[", 100_000),
		"too long":              whole + strings.Repeat(" ", ledger.MaxProof),
		"too many openings":     `{"v":1,"openings":[` + strings.Repeat(`{},`, 1000) + `{}]}`,
	} {
		if bent == whole {
			t.Fatalf("%s changes nothing", what)
		}
		if p, err := ledger.ParseProof([]byte(bent)); err == nil {
			t.Errorf("%s: %+v", what, p)
		}
	}
	if _, err := (ledger.Proof{}).Encode(); err == nil {
		t.Error("a proof without a version was written")
	}
	if _, err := (ledger.Proof{V: 1, Entry: strings.Repeat("x", ledger.MaxProof)}).Encode(); err == nil {
		t.Error("a proof was written that nobody reads")
	}
}

func TestEveryBitOfAProofCountsOrChangesNothing(t *testing.T) {
	o := elevenActs(t)
	p := o.prove(t, 7)
	file, err := p.Encode()
	must(t, err)
	good, err := p.Check(o.root.Verifier())
	must(t, err)
	for range 3000 {
		bent := slices.Clone(file)
		bent[rand.IntN(len(bent))] ^= 1 << rand.IntN(8)
		q, err := ledger.ParseProof(bent)
		if err != nil {
			continue
		}
		v, err := q.Check(o.root.Verifier())
		if (err == nil) != v.Right {
			t.Fatalf("right %v, %v", v.Right, err)
		}
		// Words for showing may change, and the last bits of a signature's base64;
		// a witness can be dropped; what is proved cannot change.
		if v.Right && (!reflect.DeepEqual(v.Shown, good.Shown) || !reflect.DeepEqual(v.Entry, good.Entry) || v.Checkpoint != good.Checkpoint) {
			t.Fatalf("a changed proof shows something else:\n%s", bent)
		}
	}
}

func TestAnEndedCertificateStillProvesWhatWasDoneBefore(t *testing.T) {
	o := elevenActs(t)
	p := o.prove(t, 7)
	at := day.Add(7 * time.Minute)
	for end, right := range map[time.Time]bool{at: false, at.Add(time.Second): true, day: false, day.AddDate(1, 0, 0): true, {}: true} {
		p.Certificates = []string{o.certify(t, o.origin, o.key, o.root, day.AddDate(0, -1, 0), end)}
		if v, err := p.Check(o.root.Verifier()); v.Right != right || (err == nil) != right {
			t.Errorf("ended %s: %v, %v", end, v.Right, err)
		}
	}
}

// After a key was changed, a checkpoint of the new one holds old entries too.
func TestANewKeyProvesOldEntries(t *testing.T) {
	o := elevenActs(t)
	old, change := o.key, day.Add(10*time.Minute)
	o.key = newKey(t, o.origin)
	p := o.prove(t, 7)
	p.Certificates = []string{o.certify(t, o.origin, old, o.root, day, change), o.certify(t, o.origin, o.key, o.root, change, time.Time{})}
	v, err := p.Check(o.root.Verifier())
	if err != nil || !v.Right || v.Certificate.Verifier != o.key.Verifier() {
		t.Fatalf("%+v, %v", v, err)
	}
	// What the old key signs later proves what was done before, and nothing newer.
	o.key = old
	for n, right := range map[int64]bool{7: true, 10: false} {
		certificates := p.Certificates
		p = o.prove(t, n)
		p.Certificates = certificates
		if v, err := p.Check(o.root.Verifier()); v.Right != right {
			t.Errorf("record %d under the old key: %v, %v", n, v.Right, err)
		}
	}
}

func TestWhatIsMissingIsNotCalledRight(t *testing.T) {
	o := elevenActs(t)
	for step, bend := range map[string]func(*ledger.Proof){
		"opening": func(p *ledger.Proof) { p.Openings = nil },
		"witness": func(p *ledger.Proof) { p.Witnesses = nil },
	} {
		p := o.prove(t, 7)
		bend(&p)
		v, err := p.Check(o.root.Verifier())
		if i := slices.Index(ledger.Steps, step); err != nil || !v.Right || v.Steps[i] != (ledger.Step{Key: step, State: ledger.Unchecked, Why: "none"}) {
			t.Errorf("%s: %+v, %v", step, v.Steps, err)
		}
	}
	var keys []string
	v, err := ledger.Proof{V: 1}.Check("")
	for _, s := range v.Steps {
		keys = append(keys, s.Key)
	}
	if err == nil || v.Right || !slices.Equal(keys, ledger.Steps) {
		t.Errorf("of nothing: %+v, %v", v, err)
	}
	p := o.prove(t, 7)
	p.Openings = append(p.Openings, ledger.Disclose(salt, "task", task, before, public))
	if v, err := p.Check(""); err != nil || len(v.Shown) != 2 || v.Shown[0].Before || !v.Shown[1].Before {
		t.Errorf("after and before: %+v, %v", v.Shown, err)
	}
}

func TestAFingerprintIsEightGroupsOfFour(t *testing.T) {
	o := open(t)
	code := ledger.Fingerprint(o.root.Verifier())
	groups := strings.Fields(code)
	if len(groups) != 8 || strings.Join(groups, " ") != code || len(groups[0]) != 4 || code == ledger.Fingerprint(o.key.Verifier()) {
		t.Errorf("%q", code)
	}
	o.write(t, progress(day))
	p := o.prove(t, 0)
	for typed, right := range map[string]bool{
		" " + strings.ToUpper(code) + "\n": true, strings.Join(groups, ""): true, strings.Join(groups, "-"): true,
		code[:len(code)-1]: false, strings.Join(groups[:7], " "): false, code + "0": false, "x": false, o.root.Name(): false,
	} {
		if v, err := p.Check(typed); v.Right != right || v.OwnRoot {
			t.Errorf("%q: %v, %v", typed, v.Right, err)
		}
	}
}

// Every step and reason has its words in the page, in both languages.
func TestThePageHasWordsForEveryVerdict(t *testing.T) {
	page := string(ledger.Verifier())
	seen := map[string]bool{}
	note := func(v ledger.Verdict) {
		for _, s := range v.Steps {
			seen[s.Key], seen[s.Key+"."+s.Why] = true, true
		}
	}
	o := elevenActs(t)
	for _, f := range forgeries {
		p := o.prove(t, 7)
		f.bend(t, o, &p)
		v, _ := p.Check(o.root.Verifier())
		note(v)
	}
	v, _ := ledger.Proof{V: 1, Openings: []ledger.Opening{{}}}.Check("")
	note(v)
	v, _ = o.prove(t, 7).Check("")
	note(v)
	for key := range seen {
		name := key
		if strings.Contains(key, ".") {
			name = `"` + key + `"`
		}
		if !strings.Contains(page, "\n    "+name+`: ["`) {
			t.Errorf("the page has no words for %s", key)
		}
	}
	if len(seen) < 30 {
		t.Errorf("only %d verdicts were looked at", len(seen))
	}
}

func FuzzParseProof(f *testing.F) {
	o := open(f)
	o.write(f, progress(day))
	o.write(f, progress(day))
	p := o.prove(f, 1)
	p.Say = p.Say[2:]
	file, err := json.Marshal(p) // short, since the time goes into making it shorter
	must(f, err)
	f.Add(file)
	f.Add([]byte(`{"v":1,"n":1,"openings":[{"columns":[{"name":"a","hash":"b"}]}],"say":[{"as":"day","words":[{}]}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := ledger.ParseProof(b)
		if err != nil {
			return
		}
		if again, err := p.Encode(); err == nil {
			q, err := ledger.ParseProof(again)
			if err != nil || !reflect.DeepEqual(p, q) && len(b) > 0 && !emptyLists(p, q) {
				t.Fatalf("%q came back as %q (%v)", b, again, err)
			}
		}
		v, err := p.Check(o.root.Verifier())
		if (err == nil) != v.Right {
			t.Fatalf("right %v, %v", v.Right, err)
		}
		// The keys of the test sign for one log, and in it stand acts on one task.
		if v.Right && (v.Entry.About != task || v.Checkpoint.Origin != o.origin || len(v.Shown) != len(p.Openings)) {
			t.Fatalf("%q was believed", b)
		}
	})
}

// emptyLists says whether two proofs are the same as JSON, which does not tell
// a list without members from none.
func emptyLists(p, q ledger.Proof) bool {
	a, err := p.Encode()
	b, err2 := q.Encode()
	return err == nil && err2 == nil && bytes.Equal(a, b)
}

func BenchmarkCheck(b *testing.B) {
	o := elevenActs(b)
	p := o.prove(b, 7)
	for b.Loop() {
		if _, err := p.Check(o.root.Verifier()); err != nil {
			b.Fatal(err)
		}
	}
}
