package ledger_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"slices"
	"testing"
	"time"

	"sauro/ledger"
)

// office is a log with its keys: what a commune has.
type office struct {
	root, key, witness ledger.Key
	origin             string
	certificate        string
	stored             []ledger.Hash
	frontier           []ledger.Hash
	entries            [][]byte
}

var day = time.Date(2026, 9, 8, 3, 0, 0, 0, time.UTC)

func open(t testing.TB) *office {
	t.Helper()
	o := &office{origin: "khanhcuong.example.vn/nhat-ky"}
	o.root, o.key, o.witness = fixedKey(t, "tinh.example.vn/goc", 1), fixedKey(t, o.origin, 2), fixedKey(t, "xabencanh.example.vn/chung-kien", 3)
	o.certificate = o.certify(t, o.origin, o.key, o.root, day.AddDate(0, -1, 0), day.AddDate(1, 0, 0))
	return o
}

func newKey(t testing.TB, name string) ledger.Key {
	t.Helper()
	k, err := ledger.NewKey(name)
	must(t, err)
	return k
}

// fixedKey is the same in every process, as the workers of a fuzz test need it.
func fixedKey(t testing.TB, name string, seed byte) ledger.Key {
	t.Helper()
	secret := append([]byte{1}, bytes.Repeat([]byte{seed}, ed25519.SeedSize)...)
	public := ed25519.NewKeyFromSeed(secret[1:]).Public().(ed25519.PublicKey)
	id := sum(slices.Concat([]byte(name+"\n"), []byte{1}, public))[:4]
	k, err := ledger.ParseKey(fmt.Sprintf("PRIVATE+KEY+%s+%x+%s", name, id, base64.StdEncoding.EncodeToString(secret)))
	must(t, err)
	return k
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (o *office) certify(t testing.TB, origin string, key, root ledger.Key, from, until time.Time) string {
	t.Helper()
	note, err := ledger.Certificate{Origin: origin, Verifier: key.Verifier(), From: from, Until: until}.Sign(root)
	must(t, err)
	return string(note)
}

func (o *office) read(indexes []int64) ([]ledger.Hash, error) {
	hashes := make([]ledger.Hash, len(indexes))
	for i, index := range indexes {
		if index < 0 || index >= int64(len(o.stored)) {
			return nil, fmt.Errorf("nothing stored at %d", index)
		}
		hashes[i] = o.stored[index]
	}
	return hashes, nil
}

func (o *office) size() int64 { return int64(len(o.entries)) }

func (o *office) write(t testing.TB, e ledger.Entry) {
	t.Helper()
	b, err := e.Encode()
	must(t, err)
	added, next := ledger.Append(o.size(), o.frontier, ledger.LeafHash(b))
	o.stored, o.frontier, o.entries = append(o.stored, added...), next, append(o.entries, b)
}

func (o *office) checkpoint() ledger.Checkpoint {
	return ledger.Checkpoint{Origin: o.origin, Size: o.size(), Root: ledger.RootOf(o.size(), o.frontier)}
}

// a task before and after a report of progress
var (
	salt   = ledger.Salt{1, 2, 3}
	before = []ledger.Field{{Column: "title", Value: "Cấp “chữ ký số” cho 42 người"}, {Column: "done", Value: int64(2500)}, {Column: "due", Value: "2026-09-30"}, {Column: "note", Value: nil}, {Column: "person", Value: "Nguyễn Thị Ánh"}}
	after  = []ledger.Field{{Column: "person", Value: "Nguyễn Thị Ánh"}, {Column: "title", Value: "Cấp “chữ ký số” cho 42 người"}, {Column: "done", Value: int64(9524)}, {Column: "due", Value: "2026-09-30"}}
)

const task = "0199a3f0-5c1e-7d2b-8a11-3f6c2b9d4e10"

func progress(at time.Time) ledger.Entry {
	return ledger.Entry{At: at, Act: "progress", Post: "0199a3f0-0000-7000-8000-000000000001", About: task, Rows: []ledger.Row{
		{Table: "task", Key: task, Before: ledger.Commit(salt, "task", task, before), After: ledger.Commit(salt, "task", task, after)},
		{Table: "progress", Key: "0199a3f0-0000-7000-8000-000000000002", After: ledger.Commit(ledger.NewSalt(), "progress", "0199a3f0-0000-7000-8000-000000000002", nil)},
	}}
}

func public(column string) bool { return column != "person" }

// prove makes the proof of record n, which must be of progress.
func (o *office) prove(t testing.TB, n int64) ledger.Proof {
	t.Helper()
	note, err := o.checkpoint().Sign(o.key)
	must(t, err)
	note, err = ledger.Cosign(note, o.witness, day.Add(time.Hour))
	must(t, err)
	path, err := ledger.Prove(o.size(), n, o.read)
	must(t, err)
	p := ledger.Proof{
		V: 1, Origin: o.origin, Root: o.root.Verifier(), Certificates: []string{o.certificate}, Checkpoint: string(note),
		N: n, Entry: string(o.entries[n]), Openings: []ledger.Opening{ledger.Disclose(salt, "task", task, after, public)},
		Witnesses: []string{o.witness.CosignVerifier()},
		Say: []ledger.Line{
			{Table: "task", Column: "title", Vi: "Nhiệm vụ", En: "Task"},
			{Table: "task", Column: "done", Vi: "Đã làm được", En: "Done", As: ledger.AsPercent},
			{Table: "task", Column: "due", Vi: "Hạn", En: "Due", As: ledger.AsDay},
		},
	}
	for _, h := range path {
		p.Inclusion = append(p.Inclusion, h.String())
	}
	return p
}

func TestAProofLeadsFromTheRootKeyToTheColumnsShown(t *testing.T) {
	o := open(t)
	for i := range 11 {
		o.write(t, progress(day.Add(time.Duration(i)*time.Minute)))
	}
	file, err := o.prove(t, 7).Encode()
	must(t, err)
	p, err := ledger.ParseProof(file)
	must(t, err)
	for _, root := range []string{o.root.Verifier(), ledger.Fingerprint(o.root.Verifier())} {
		v, err := p.Check(root)
		if err != nil || !v.Right || v.OwnRoot {
			t.Fatalf("with the root key %q: %+v, %v", root, v.Steps, err)
		}
		for _, s := range v.Steps {
			if s.State != ledger.Right {
				t.Errorf("step %+v", s)
			}
		}
		if len(v.Shown) != 1 || v.Shown[0].Before || v.Entry.About != task || len(v.Witnessed) != 1 || v.Checkpoint.Size != 11 || v.Certificate.Verifier != o.key.Verifier() {
			t.Errorf("verdict %+v", v)
		}
	}
	v, err := p.Check("")
	if err != nil || !v.Right || !v.OwnRoot || v.Steps[0] != (ledger.Step{Key: "root", State: ledger.Unchecked, Why: "own"}) {
		t.Errorf("with its own root: %+v, %v", v, err)
	}
	if v, err := p.Check(o.key.Verifier()); err == nil || v.Right {
		t.Error("a proof of another root was taken")
	}
}
