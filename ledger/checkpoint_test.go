package ledger_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"sauro/ledger"
)

func TestACheckpointIsOpenedWithOneOfItsKeys(t *testing.T) {
	o := elevenActs(t)
	head := o.checkpoint()
	msg, err := head.Sign(o.key)
	must(t, err)
	if want := fmt.Sprintf("%s\n11\n%s\n\n— %s ", o.origin, head.Root, o.origin); !strings.HasPrefix(string(msg), want) {
		t.Errorf("the note is\n%s, want it to begin\n%s", msg, want)
	}
	older := newKey(t, o.origin)
	got, signed, err := ledger.OpenCheckpoint(msg, older.Verifier(), o.key.Verifier(), o.key.Verifier())
	if err != nil || got != head || !slices.Equal(signed, ledger.Signed{o.key.Verifier()}) {
		t.Fatalf("%+v, %v, %v", got, signed, err)
	}
	for what, verifiers := range map[string][]string{
		"nobody": nil, "another key": {older.Verifier()}, "a cosigner": {o.key.CosignVerifier()}, "nonsense": {"x"}, "one that is nonsense": {o.key.Verifier(), ""},
	} {
		if _, _, err := ledger.OpenCheckpoint(msg, verifiers...); err == nil {
			t.Errorf("%s opened it", what)
		}
	}
	empty := ledger.Checkpoint{Origin: o.origin, Root: ledger.RootOf(0, nil)}
	if msg, err = empty.Sign(o.key); err != nil {
		t.Fatal(err)
	}
	if got, _, err := ledger.OpenCheckpoint(msg, o.key.Verifier()); err != nil || got != empty {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestAKeySignsOnlyForItsOwnLog(t *testing.T) {
	o := elevenActs(t)
	for what, bend := range map[string]func(*ledger.Checkpoint){
		"another origin":    func(c *ledger.Checkpoint) { c.Origin = "xakhac.example.vn/nhat-ky" },
		"no origin":         func(c *ledger.Checkpoint) { c.Origin = "" },
		"a negative size":   func(c *ledger.Checkpoint) { c.Size = -1 },
		"a size of no log":  func(c *ledger.Checkpoint) { c.Size = ledger.MaxSize + 1 },
		"something of none": func(c *ledger.Checkpoint) { c.Size = 0 },
	} {
		c := o.checkpoint()
		bend(&c)
		if msg, err := c.Sign(o.key); err == nil {
			t.Errorf("%s: %s", what, msg)
		}
	}
	if msg, err := (ledger.Checkpoint{Root: ledger.RootOf(0, nil)}).Sign(ledger.Key{}); err == nil {
		t.Errorf("no key signed %s", msg)
	}
	for _, name := range []string{"", "a b", "a\u00a0b", "a+b", "a\nb", "a\x7fb", "\xff", strings.Repeat("x", 256)} {
		if k, err := ledger.NewKey(name); err == nil {
			t.Errorf("a key is called %q: %v", name, k)
		}
	}
}

func TestAPrivateKeyWithALetterChangedIsRefused(t *testing.T) {
	k := newKey(t, "xa.example.vn/nhat-ky")
	text := k.Private()
	if back, err := ledger.ParseKey(" " + text + "\n"); err != nil || back.Private() != text {
		t.Fatalf("%v, %v", back, err)
	}
	for i := range text {
		bent := []byte(text)
		bent[i] ^= 1
		if back, err := ledger.ParseKey(string(bent)); err == nil && back.Private() != text {
			t.Errorf("%q was read", bent)
		}
	}
	for _, bent := range []string{"", "PRIVATE+KEY+", k.Verifier(), text[:len(text)-4], strings.TrimPrefix(text, "PRIVATE+KEY+")} {
		if _, err := ledger.ParseKey(bent); err == nil {
			t.Errorf("%q was read", bent)
		}
	}
}

func TestAChangedCheckpointIsNotOpened(t *testing.T) {
	o := elevenActs(t)
	msg, err := o.checkpoint().Sign(o.key)
	must(t, err)
	note := string(msg)
	body, signature, _ := strings.Cut(note, "\n\n")
	for _, bent := range []string{
		"", "\n", "\n\n", body, body + "\n", body + "\n\n", signature, body + signature,
		strings.ReplaceAll(note, "\n", "\r\n"), strings.TrimSuffix(note, "\n"), note + "\n", note + "x", note + "— x\n", note + "— x y\n", note + "— x AAAA\n",
		strings.Replace(note, "— ", "- ", 1), strings.Replace(note, o.origin, "xakhac.example.vn/nhat-ky", 1),
		strings.Replace(note, "\n11\n", "\n12\n", 1), strings.Replace(note, "\n11\n", "\n011\n", 1), strings.Replace(note, "\n11\n", "\n+11\n", 1),
		strings.Replace(note, "\n11\n", "\n\n11\n", 1), "\xff" + note, "\x00" + note, note + strings.Repeat("— x AAAAAAAAAAA=\n", 101), strings.Repeat("x", 1<<18) + note,
	} {
		if c, _, err := ledger.OpenCheckpoint([]byte(bent), o.key.Verifier()); err == nil {
			t.Errorf("%q was opened: %+v", bent, c)
		}
	}
	for range 300 {
		bent := slices.Clone(msg)
		bent[rand.IntN(len(bent))] ^= 1 << rand.IntN(8)
		// The last bits of base64 may be flipped without changing what it says.
		if c, _, err := ledger.OpenCheckpoint(bent, o.key.Verifier()); err == nil && c != o.checkpoint() {
			t.Fatalf("%q was opened: %+v", bent, c)
		}
	}
}

// TestSignedTextsThatAreNoCheckpoints has the log's own key sign them.
func TestSignedTextsThatAreNoCheckpoints(t *testing.T) {
	o := elevenActs(t)
	cert := ledger.Certificate{Origin: o.origin, Verifier: o.key.Verifier(), From: day}
	msg, err := cert.Sign(o.key)
	must(t, err)
	if c, _, err := ledger.OpenCheckpoint(msg, o.key.Verifier()); err == nil {
		t.Errorf("a certificate was read as %+v", c)
	}
	head, err := o.checkpoint().Sign(renamed(t, o.root, o.origin))
	must(t, err)
	if c, err := ledger.OpenCertificate(head, o.root.Verifier()); err == nil {
		t.Errorf("a checkpoint was read as %+v", c)
	}
}

func TestWitnessesCosignAndAreToldApart(t *testing.T) {
	o := elevenActs(t)
	plain, err := o.checkpoint().Sign(o.key)
	must(t, err)
	other := newKey(t, "huyen.example.vn/chung-kien")
	at := time.Unix(1_800_000_000, 123)
	first, err := ledger.Cosign(plain, o.witness, at)
	must(t, err)
	second, err := ledger.Cosign(plain, other, at.Add(time.Minute))
	must(t, err)
	both, err := ledger.Merge(plain, first, second, first)
	must(t, err)
	if c, signed, err := ledger.OpenCheckpoint(both, o.key.Verifier()); err != nil || c != o.checkpoint() || len(signed) != 1 {
		t.Fatalf("%+v, %v, %v", c, signed, err)
	}
	seen, err := ledger.Cosignatures(both, other.CosignVerifier(), o.witness.CosignVerifier(), newKey(t, "x").CosignVerifier())
	want := []ledger.Cosignature{
		{Name: o.witness.Name(), Verifier: o.witness.CosignVerifier(), At: time.Unix(1_800_000_000, 0).UTC()},
		{Name: other.Name(), Verifier: other.CosignVerifier(), At: time.Unix(1_800_000_060, 0).UTC()},
	}
	if err != nil || !slices.Equal(seen, want) {
		t.Fatalf("%+v, %v", seen, err)
	}
	if strings.Count(string(both), "\n— ") != 3 {
		t.Errorf("three signed:\n%s", both)
	}
	later, err := ledger.Cosign(both, o.witness, at.Add(time.Hour))
	must(t, err)
	if seen, err = ledger.Cosignatures(later, o.witness.CosignVerifier()); err != nil || len(seen) != 1 || seen[0].At.Unix() != 1_800_003_600 || strings.Count(string(later), "\n— ") != 3 {
		t.Errorf("cosigned again: %+v, %v\n%s", seen, err, later)
	}
	if seen, err = ledger.Cosignatures(plain, o.witness.CosignVerifier()); err != nil || len(seen) != 0 {
		t.Errorf("nobody cosigned: %+v, %v", seen, err)
	}

	if _, err := ledger.Cosignatures(both, o.witness.Verifier()); err == nil {
		t.Error("a key that signs was taken for one that cosigns")
	}
	if _, err := ledger.Cosignatures(both, o.witness.CosignVerifier(), renamed(t, o.witness, "x").CosignVerifier()); err == nil {
		t.Error("one key counted as two witnesses")
	}
	bent := strings.Replace(string(first), "\n11\n", "\n12\n", 1)
	if seen, err := ledger.Cosignatures([]byte(bent), o.witness.CosignVerifier()); err == nil {
		t.Errorf("a cosignature of another size: %+v", seen)
	}
	for _, at := range []time.Time{{}, time.Unix(0, 0), time.Unix(1<<40, 0)} {
		if _, err := ledger.Cosign(plain, o.witness, at); err == nil {
			t.Errorf("cosigned at %s", at)
		}
	}
	if _, err := ledger.Cosign([]byte("hello\n\n— x AAAAAAAAAAA=\n"), o.witness, at); err == nil {
		t.Error("something that is no checkpoint was cosigned")
	}
	grown := elevenActs(t)
	grown.write(t, progress(day))
	foreign, err := grown.checkpoint().Sign(grown.key)
	must(t, err)
	if _, err := ledger.Merge(plain, foreign); err == nil {
		t.Error("signatures under another text were taken over")
	}
	if _, err := ledger.Merge(plain, []byte("x")); err == nil {
		t.Error("nonsense was taken over")
	}
}

func TestACertificateIsTheWordOfTheRoot(t *testing.T) {
	o := open(t)
	for _, until := range []time.Time{{}, time.Date(2027, 1, 1, 0, 0, 0, 0, time.FixedZone("", 7*3600))} {
		cert := ledger.Certificate{Origin: o.origin, Verifier: o.key.Verifier(), From: day, Until: until}
		msg, err := cert.Sign(o.root)
		must(t, err)
		got, err := ledger.OpenCertificate(msg, o.root.Verifier())
		if err != nil || got.Origin != cert.Origin || got.Verifier != cert.Verifier || !got.From.Equal(day) || !got.Until.Equal(until) || got.Until.IsZero() != until.IsZero() {
			t.Errorf("%+v, %v", got, err)
		}
		for range 200 {
			bent := slices.Clone(msg)
			bent[rand.IntN(len(bent))] ^= 1 << rand.IntN(8)
			if c, err := ledger.OpenCertificate(bent, o.root.Verifier()); err == nil && c != got {
				t.Fatalf("%q was opened: %+v", bent, c)
			}
		}
		if _, err := ledger.OpenCertificate(msg, o.key.Verifier()); err == nil {
			t.Error("the working key passed for the root")
		}
	}
	for what, bad := range map[string]ledger.Certificate{
		"a key of another name": {Origin: "x", Verifier: o.key.Verifier(), From: day},
		"no key":                {Origin: o.origin, From: day},
		"a cosigner":            {Origin: o.origin, Verifier: o.key.CosignVerifier(), From: day},
		"no origin":             {Verifier: o.key.Verifier(), From: day},
		"ended before begun":    {Origin: o.origin, Verifier: o.key.Verifier(), From: day, Until: day},
		"a line in the origin":  {Origin: o.origin + "\nx", Verifier: o.key.Verifier(), From: day},
	} {
		if msg, err := bad.Sign(o.root); err == nil {
			t.Errorf("%s: %s", what, msg)
		}
	}
}

func FuzzOpenCheckpoint(f *testing.F) {
	o := elevenActs(f)
	msg, err := o.checkpoint().Sign(o.key)
	must(f, err)
	f.Add(msg)
	cosigned, err := ledger.Cosign(msg, o.witness, day)
	must(f, err)
	f.Add(cosigned)
	f.Add([]byte("x\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— x AAAAAAAAAAA=\n"))
	head := o.checkpoint()
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, _, err := ledger.OpenCheckpoint(b, o.key.Verifier()); err == nil && c != head {
			t.Fatalf("%q was opened as %+v", b, c)
		}
		if c, err := ledger.ReadCheckpoint(b); err == nil {
			if _, err := ledger.Cosignatures(b, o.witness.CosignVerifier()); err != nil && c == head {
				return
			}
			must(t, ledger.CheckConsistent(nil, c.Size, c.Root, c.Size, c.Root))
			again, err := ledger.Cosign(b, o.witness, day)
			if err != nil && bytes.Count(b, []byte("\n— ")) >= 100 {
				return // no room for one more
			}
			must(t, err)
			if seen, err := ledger.Cosignatures(again, o.witness.CosignVerifier()); err != nil || len(seen) != 1 {
				t.Fatalf("%q cosigned: %v, %v", again, seen, err)
			}
		}
	})
}

func FuzzOpenCertificate(f *testing.F) {
	o := open(f)
	f.Add([]byte(o.certificate))
	want, err := ledger.OpenCertificate([]byte(o.certificate), o.root.Verifier())
	must(f, err)
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, err := ledger.OpenCertificate(b, o.root.Verifier()); err == nil && c != want {
			t.Fatalf("%q was opened as %+v", b, c)
		}
	})
}
