package ledger_test

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sauro/ledger"
)

// asked is one thing that the script of the page is asked under node.
type asked struct {
	File      []byte `json:"file"` // a proof
	Root      string `json:"root"`
	Key       string `json:"key"` // or a signature, all in hex
	Message   string `json:"message"`
	Signature string `json:"signature"`
	Hash      string `json:"hash"` // or something to hash, in hex
}

// answered is what it says.
type answered struct {
	Parsed bool       `json:"parsed"`
	Right  bool       `json:"right"`
	Steps  [][]string `json:"steps"`
	Hashes []string   `json:"hashes"`
}

const asker = `
const out = JSON.parse(require("fs").readFileSync(0, "utf8")).map(a => {
  const hex = sauro.hex, bytes = sauro.unhex;
  if (a.key !== "") { return { right: sauro.verify(bytes(a.key), bytes(a.message), bytes(a.signature)) }; }
  if (a.hash !== "") { const b = bytes(a.hash); return { hashes: [hex(sauro.sha256(b)), hex(sauro.sha512(b))] }; }
  const p = sauro.read(Buffer.from(a.file, "base64"));
  if (p === null) { return { parsed: false }; }
  const v = sauro.check(p, a.root);
  return { parsed: true, right: v.right, steps: v.steps };
});
process.stdout.write(JSON.stringify(out));
`

// ask runs the script of the page under node, which is not needed to build or
// use the program.
func ask(t *testing.T, questions []asked) []answered {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed; the walks run the page in a browser")
	}
	script := regexp.MustCompile(`(?s)<script>(.*)</script>`).FindSubmatch(ledger.Verifier())
	if script == nil {
		t.Fatal("the page has no script")
	}
	file := filepath.Join(t.TempDir(), "page.js")
	must(t, os.WriteFile(file, slices.Concat(script[1], []byte(asker)), 0o600))
	in, err := json.Marshal(questions)
	must(t, err)
	cmd := exec.Command(node, file)
	cmd.Stdin = bytes.NewReader(in)
	var failed bytes.Buffer
	cmd.Stderr = &failed
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, failed.String())
	}
	var answers []answered
	must(t, json.Unmarshal(out, &answers))
	if len(answers) != len(questions) {
		t.Fatalf("%d answers to %d questions", len(answers), len(questions))
	}
	return answers
}

func sum(b []byte) []byte {
	s := sha256.Sum256(b)
	return s[:]
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	must(t, err)
	return b
}

// TestThePageVerifiesSignaturesAsRFC8032 takes the vectors of its section 7.1
// (TEST 1 to 3) and signatures that are not to be taken.
func TestThePageVerifiesSignaturesAsRFC8032(t *testing.T) {
	var questions []asked
	var want []bool
	add := func(key, message, signature []byte, right bool) {
		questions = append(questions, asked{Key: hex.EncodeToString(key), Message: hex.EncodeToString(message), Signature: hex.EncodeToString(signature)})
		want = append(want, right)
	}
	vectors := [][3]string{
		{"d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
		{"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
		{"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
	}
	order, _ := new(big.Int).SetString("7237005577332262213973186563042994240857116359379907606001950938285454250989", 10)
	for _, v := range vectors {
		key, message, signature := unhex(t, v[0]), unhex(t, v[1]), unhex(t, v[2])
		if !ed25519.Verify(key, message, signature) {
			t.Fatalf("the vector %s is mistyped", v[0])
		}
		add(key, message, signature, true)
		add(key, append(message, 0), signature, false)
		for _, i := range []int{0, 31, 32, 63} {
			bent := slices.Clone(signature)
			bent[i] ^= 1
			add(key, message, bent, false)
		}
		// s and s + L sign the same; only the smaller may be taken.
		s := slices.Clone(signature[32:])
		slices.Reverse(s)
		s = new(big.Int).Add(new(big.Int).SetBytes(s), order).FillBytes(make([]byte, 32))
		slices.Reverse(s)
		add(key, message, slices.Concat(signature[:32], s), false)
		add(key, message, signature[:63], false)
	}
	// A key of order one: R is s times the base point, whatever was signed.
	one := slices.Concat([]byte{1}, make([]byte, 31))
	add(one, []byte("anything"), slices.Concat(one, make([]byte, 32)), false)
	// The same key with y not reduced, and a y that is on no point.
	add(unhex(t, "ee"+strings.Repeat("ff", 30)+"7f"), []byte("anything"), slices.Concat(one, make([]byte, 32)), false)
	add(slices.Concat([]byte{2}, make([]byte, 31)), []byte("anything"), slices.Concat(one, make([]byte, 32)), false)
	for range 12 {
		public, private, err := ed25519.GenerateKey(nil)
		must(t, err)
		message := make([]byte, rand.IntN(300))
		for i := range message {
			message[i] = byte(rand.Uint32())
		}
		add(public, message, ed25519.Sign(private, message), true)
	}
	for i, a := range ask(t, questions) {
		if a.Right != want[i] {
			t.Errorf("signature %d (%+v): the page says %v", i, questions[i], a.Right)
		}
	}
}

func TestThePageHashesAsTheStandard(t *testing.T) {
	var questions []asked
	for _, n := range []int{1, 55, 56, 63, 64, 65, 111, 112, 119, 120, 127, 128, 129, 1000} {
		questions = append(questions, asked{Hash: hex.EncodeToString(bytes.Repeat([]byte{0xa7}, n))})
	}
	for i, a := range ask(t, questions) {
		b := unhex(t, questions[i].Hash)
		long := sha512.Sum512(b)
		want := []string{hex.EncodeToString(sum(b)), hex.EncodeToString(long[:])}
		if !slices.Equal(a.Hashes, want) {
			t.Errorf("of %d bytes: %v, want %v", len(b), a.Hashes, want)
		}
	}
}

// A forgery is a proof of an office that was changed, and the step that says so.
type forgery struct {
	what string
	step string // "" for no step: not even read
	bend func(t testing.TB, o *office, p *ledger.Proof)
}

// replace changes the text where it must stand.
func replace(t testing.TB, in *string, old, new string) {
	t.Helper()
	if !strings.Contains(*in, old) {
		t.Fatalf("%q does not stand in %q", old, *in)
	}
	*in = strings.Replace(*in, old, new, 1)
}

var forgeries = []forgery{
	{"the act of the entry changed", "inclusion.hash", func(t testing.TB, _ *office, p *ledger.Proof) {
		replace(t, &p.Entry, `"act":"progress"`, `"act":"accept"`)
	}},
	{"the entry with a space more", "entry.format", func(t testing.TB, _ *office, p *ledger.Proof) {
		replace(t, &p.Entry, `,"act"`, `, "act"`)
	}},
	{"a figure of the opening changed", "opening.row", func(t testing.TB, _ *office, p *ledger.Proof) {
		p.Openings[0].Columns[0].Value = "10000"
	}},
	{"a word of the opening changed", "opening.row", func(t testing.TB, _ *office, p *ledger.Proof) {
		replace(t, &p.Openings[0].Columns[3].Value, "42", "40")
	}},
	{"text passed off as a number", "opening.format", func(t testing.TB, _ *office, p *ledger.Proof) {
		p.Openings[0].Columns[1].Kind = "i"
	}},
	{"a hidden column swapped", "opening.row", func(t testing.TB, _ *office, p *ledger.Proof) {
		p.Openings[0].Columns[2].Hash = strings.Repeat("ab", 32)
	}},
	{"a hidden column left out", "opening.row", func(t testing.TB, _ *office, p *ledger.Proof) {
		p.Openings[0].Columns = slices.Delete(p.Openings[0].Columns, 2, 3)
	}},
	{"a column put in", "opening.row", func(t testing.TB, _ *office, p *ledger.Proof) {
		p.Openings[0].Columns = append(p.Openings[0].Columns, ledger.Column{Name: "verified", Kind: "i", Value: "10000", Salt: strings.Repeat("0", 64)})
	}},
	{"the opening of another row", "opening.row", func(t testing.TB, _ *office, p *ledger.Proof) {
		p.Openings[0].Key += "0"
	}},
	{"a column shown and hidden at once", "opening.format", func(t testing.TB, _ *office, p *ledger.Proof) {
		p.Openings[0].Columns[0].Hash = strings.Repeat("ab", 32)
	}},
	{"an opening twice", "opening.twice", func(t testing.TB, _ *office, p *ledger.Proof) {
		p.Openings = append(p.Openings, p.Openings[0])
	}},
	{"a hash of the inclusion flipped", "inclusion.hash", func(t testing.TB, _ *office, p *ledger.Proof) {
		b, err := base64.StdEncoding.DecodeString(p.Inclusion[1])
		must(t, err)
		b[7] ^= 4
		p.Inclusion[1] = base64.StdEncoding.EncodeToString(b)
	}},
	{"a hash of the inclusion left out", "inclusion.hash", func(t testing.TB, _ *office, p *ledger.Proof) {
		p.Inclusion = p.Inclusion[1:]
	}},
	{"a hash of the inclusion cut", "inclusion.format", func(t testing.TB, _ *office, p *ledger.Proof) {
		p.Inclusion[0] = p.Inclusion[0][4:]
	}},
	{"another number", "inclusion.hash", func(t testing.TB, _ *office, p *ledger.Proof) { p.N ^= 1 }},
	{"a number beyond the log", "inclusion.hash", func(t testing.TB, o *office, p *ledger.Proof) { p.N = o.size() }},
	{"the root of the checkpoint changed", "checkpoint.signature", func(t testing.TB, o *office, p *ledger.Proof) {
		replace(t, &p.Checkpoint, o.checkpoint().Root.String(), ledger.LeafHash(nil).String())
	}},
	{"the size of the checkpoint changed", "checkpoint.signature", func(t testing.TB, o *office, p *ledger.Proof) {
		replace(t, &p.Checkpoint, fmt.Sprintf("\n%d\n", o.size()), fmt.Sprintf("\n%d\n", o.size()+1))
	}},
	{"the checkpoint signed by another key", "checkpoint.signature", func(t testing.TB, o *office, p *ledger.Proof) {
		note, err := o.checkpoint().Sign(newKey(t, o.origin))
		must(t, err)
		p.Checkpoint = string(note)
	}},
	{"the checkpoint of another log", "checkpoint.origin", func(t testing.TB, o *office, p *ledger.Proof) {
		other := newKey(t, "xakhac.example.vn/nhat-ky")
		c := o.checkpoint()
		c.Origin = other.Name()
		note, err := c.Sign(other)
		must(t, err)
		p.Checkpoint = string(note)
	}},
	{"a certificate instead of the checkpoint", "checkpoint.format", func(t testing.TB, o *office, p *ledger.Proof) {
		p.Checkpoint = p.Certificates[0]
	}},
	{"a certificate by another root", "certificate.signature", func(t testing.TB, o *office, p *ledger.Proof) {
		p.Certificates[0] = o.certify(t, o.origin, o.key, newKey(t, o.root.Name()), day.AddDate(0, -1, 0), time.Time{})
	}},
	{"the word of the working key for itself", "certificate.signature", func(t testing.TB, o *office, p *ledger.Proof) {
		p.Certificates[0] = o.certify(t, o.origin, o.key, o.key, day.AddDate(0, -1, 0), time.Time{})
	}},
	{"the end of a certificate put off", "certificate.signature", func(t testing.TB, o *office, p *ledger.Proof) {
		replace(t, &p.Certificates[0], "until 2027", "until 2028")
	}},
	{"the certificate of another origin", "certificate.origin", func(t testing.TB, o *office, p *ledger.Proof) {
		other := newKey(t, "xakhac.example.vn/nhat-ky")
		p.Certificates[0] = o.certify(t, other.Name(), other, o.root, day.AddDate(0, -1, 0), time.Time{})
	}},
	{"an expired certificate", "certificate.expired", func(t testing.TB, o *office, p *ledger.Proof) {
		p.Certificates[0] = o.certify(t, o.origin, o.key, o.root, day.AddDate(0, -2, 0), day.AddDate(0, 0, -1))
	}},
	{"a certificate that had not begun", "certificate.early", func(t testing.TB, o *office, p *ledger.Proof) {
		p.Certificates[0] = o.certify(t, o.origin, o.key, o.root, day.AddDate(0, 0, 1), time.Time{})
	}},
	{"no certificate", "certificate.none", func(t testing.TB, o *office, p *ledger.Proof) { p.Certificates = nil }},
	{"a root of one's own", "root.other", func(t testing.TB, o *office, p *ledger.Proof) {
		mine := newKey(t, o.root.Name())
		p.Root = mine.Verifier()
		p.Certificates[0] = o.certify(t, o.origin, o.key, mine, day.AddDate(0, -1, 0), time.Time{})
	}},
	{"a cosigner instead of the root", "root.format", func(t testing.TB, o *office, p *ledger.Proof) { p.Root = o.root.CosignVerifier() }},
	{"a cosignature of another key", "witness.signature", func(t testing.TB, o *office, p *ledger.Proof) {
		note, err := o.checkpoint().Sign(o.key)
		must(t, err)
		note, err = ledger.Cosign(note, o.witness, day)
		must(t, err)
		head, line, _ := strings.Cut(string(note), "— "+o.witness.Name()+" ")
		sig, err := base64.StdEncoding.DecodeString(strings.TrimSpace(line))
		must(t, err)
		sig[11]++ // a second later than it was signed
		p.Checkpoint = head + "— " + o.witness.Name() + " " + base64.StdEncoding.EncodeToString(sig) + "\n"
	}},
	{"the log as its own witness", "witness.self", func(t testing.TB, o *office, p *ledger.Proof) {
		note, err := o.checkpoint().Sign(o.key)
		must(t, err)
		note, err = ledger.Cosign(note, o.key, day)
		must(t, err)
		p.Checkpoint, p.Witnesses = string(note), []string{o.key.CosignVerifier()}
	}},
	{"one witness under two names", "witness.signature", func(t testing.TB, o *office, p *ledger.Proof) {
		twin, err := ledger.ParseKey(o.witness.Private())
		must(t, err)
		p.Witnesses = append(p.Witnesses, renamed(t, twin, "xathuba.example.vn/chung-kien").CosignVerifier())
	}},
}

// renamed is the same key under another name.
func renamed(t testing.TB, k ledger.Key, name string) ledger.Key {
	t.Helper()
	secret := strings.SplitN(k.Private(), "+", 5)
	encoded, err := base64.StdEncoding.DecodeString(secret[4])
	must(t, err)
	public := ed25519.NewKeyFromSeed(encoded[1:]).Public().(ed25519.PublicKey)
	id := sum(slices.Concat([]byte(name+"\n"), []byte{1}, public))[:4]
	other, err := ledger.ParseKey(fmt.Sprintf("PRIVATE+KEY+%s+%x+%s", name, id, secret[4]))
	must(t, err)
	return other
}

// has says whether the verdict has that step wrong.
func has(steps []ledger.Step, step string) bool {
	key, why, _ := strings.Cut(step, ".")
	return slices.Contains(steps, ledger.Step{Key: key, State: ledger.Wrong, Why: why})
}

func elevenActs(t testing.TB) *office {
	t.Helper()
	o := open(t)
	for i := range 11 {
		o.write(t, progress(day.Add(time.Duration(i)*time.Minute)))
	}
	return o
}

func TestEveryForgeryIsRefused(t *testing.T) {
	o := elevenActs(t)
	for _, f := range forgeries {
		p := o.prove(t, 7)
		f.bend(t, o, &p)
		v, err := p.Check(o.root.Verifier())
		if err == nil || v.Right || !has(v.Steps, f.step) {
			t.Errorf("%s: %v, want %s; %+v", f.what, err, f.step, v.Steps)
		}
	}
}

// TestThePageSaysWhatCheckSays gives the page good proofs of logs of every
// size, each forgery, and proofs with a byte flipped anywhere.
func TestThePageSaysWhatCheckSays(t *testing.T) {
	var questions []asked
	var want []answered
	add := func(file []byte, root string) {
		questions = append(questions, asked{File: file, Root: root})
		var a answered
		if p, err := ledger.ParseProof(file); err == nil {
			v, _ := p.Check(root)
			a.Parsed, a.Right = true, v.Right
			for _, s := range v.Steps {
				a.Steps = append(a.Steps, []string{s.Key, string(s.State), s.Why})
			}
		}
		want = append(want, a)
	}
	o := open(t)
	var last []byte
	good := 50
	for i := range good {
		for range 1 + rand.IntN(6) {
			o.write(t, progress(day.Add(time.Duration(o.size())*time.Second)))
		}
		p := o.prove(t, rand.Int64N(o.size()))
		if i%5 == 0 {
			p.Openings = append(p.Openings, ledger.Disclose(salt, "task", task, before, public))
		}
		var err error
		last, err = p.Encode()
		must(t, err)
		add(last, []string{o.root.Verifier(), strings.ToUpper(strings.ReplaceAll(ledger.Fingerprint(o.root.Verifier()), " ", "-")), ""}[i%3])
		if !want[i].Right {
			t.Fatalf("proof %d is not right: %v", i, want[i])
		}
	}
	eleven := elevenActs(t)
	for _, f := range forgeries {
		p := eleven.prove(t, 7)
		f.bend(t, eleven, &p)
		file, err := json.Marshal(p)
		must(t, err)
		add(file, eleven.root.Verifier())
		if want[len(want)-1].Right {
			t.Fatalf("%s passed", f.what)
		}
	}
	for range 120 {
		bent := slices.Clone(last)
		bent[rand.IntN(len(bent))] ^= 1 << rand.IntN(7)
		add(bent, o.root.Verifier())
	}
	whole := string(last)
	for old, new := range map[string]string{
		`"v": 1,`: `"v": 1, "n": 1,`, `"kind": "i",`: `"kind": "i", "v\u0061lue": "9524",`, `"n":`: `"say": null, "n":`, `"checkpoint":`: `"Checkpoint":`,
		`"openings": [`: `"openings": [null,`, `"witnesses": [`: `"witnesses": [null,`, `"say": [`: `"say": [null,`, `"columns": [`: `"columns": [{}, `,
		`"origin": "`: `"origin": "\ud800`, `"as": "day"`: `"as": null`, "\t": "\ufeff", "{": "{\u2028", `"v": 1`: `"v": 1.0`, `"v":`: `"v": 0, "v":`, `"title"`: `"t\u0069tle"`,
	} {
		if !strings.Contains(whole, old) {
			t.Fatalf("%q does not stand in a proof", old)
		}
		add([]byte(strings.Replace(whole, old, new, 1)), o.root.Verifier())
	}
	for _, file := range []string{"", "\ufeff{}", "{}", "null", "[]", `{"v":1}`, `{"v":1,"n":-1}`, `{"v":1,"other":1}`, `{"v":2}`, `{"v":1,"say":[{"as":"song"}]}`} {
		add([]byte(file), "")
	}
	for i, a := range ask(t, questions) {
		if !reflect.DeepEqual(a, want[i]) {
			t.Errorf("proof %d: the page says\n%v, Check says\n%v\n%.400q", i, a, want[i], questions[i].File)
		}
	}
}
