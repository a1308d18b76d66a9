package ledger_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"sauro/ledger"
)

// grow is a tree of records that are nothing but their numbers.
func grow(n int64) (stored, frontier []ledger.Hash, leaves []ledger.Hash) {
	for i := range n {
		leaf := ledger.LeafHash(fmt.Append(nil, "record ", i))
		var added []ledger.Hash
		added, frontier = ledger.Append(i, frontier, leaf)
		stored, leaves = append(stored, added...), append(leaves, leaf)
	}
	return stored, frontier, leaves
}

func from(stored []ledger.Hash) ledger.Reader {
	return func(indexes []int64) ([]ledger.Hash, error) {
		var all []ledger.Hash
		for _, i := range indexes {
			if i < 0 || i >= int64(len(stored)) {
				return nil, errors.New("not stored")
			}
			all = append(all, stored[i])
		}
		return all, nil
	}
}

// TestTheTreeIsThatOfRFC6962 takes the leaves and roots with which the
// implementations of Certificate Transparency test each other.
func TestTheTreeIsThatOfRFC6962(t *testing.T) {
	leaves := []string{"", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"}
	roots := []string{
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	var frontier []ledger.Hash
	for n := range len(roots) {
		if root := ledger.RootOf(int64(n), frontier); hex.EncodeToString(root[:]) != roots[n] {
			t.Errorf("root of %d records: %x, want %s", n, root, roots[n])
		}
		if n < len(leaves) {
			_, frontier = ledger.Append(int64(n), frontier, ledger.LeafHash(unhex(t, leaves[n])))
		}
	}
}

func TestAppendStoresWhatTheTreeNeeds(t *testing.T) {
	const most = 600
	var frontier, stored []ledger.Hash
	for n := range int64(most) {
		record := fmt.Append(nil, "record ", n)
		if int64(len(stored)) != ledger.StoredCount(n) {
			t.Fatalf("%d hashes are stored for %d records", len(stored), n)
		}
		want, err := tlog.TreeHash(n, tlog.HashReaderFunc(from(stored)))
		must(t, err)
		if ledger.RootOf(n, frontier) != want {
			t.Fatalf("the frontier of %d records has another root than the tree", n)
		}
		if root, err := ledger.Root(n, from(stored)); err != nil || root != want {
			t.Fatalf("Root(%d): %v", n, err)
		}
		if edge, err := from(stored)(ledger.FrontierOf(n)); err != nil || !slices.Equal(edge, frontier) {
			t.Fatalf("FrontierOf(%d) names other hashes: %v", n, err)
		}
		theirs, err := tlog.StoredHashes(n, record, tlog.HashReaderFunc(from(stored)))
		must(t, err)
		kept := slices.Clone(frontier)
		added, next := ledger.Append(n, frontier, ledger.LeafHash(record))
		if !slices.Equal(added, theirs) {
			t.Fatalf("record %d adds %d hashes, tlog %d", n, len(added), len(theirs))
		}
		if !slices.Equal(frontier, kept) {
			t.Fatalf("Append(%d) wrote into the frontier it was given", n)
		}
		for level := range added {
			i := int64(len(stored)) + int64(level)
			l, m := ledger.SplitIndex(i)
			if l != level || ledger.StoredIndex(l, m) != i || (m+1)<<l-1 != n {
				t.Fatalf("hash %d of record %d is (%d, %d)", level, n, l, m)
			}
		}
		frontier, stored = next, append(stored, added...)
	}
}

func TestAFrontierOfAnotherSizeIsNotTaken(t *testing.T) {
	_, frontier, leaves := grow(5)
	for what, f := range map[string]func(){
		"append":         func() { ledger.Append(6, frontier[:1], leaves[0]) },
		"root":           func() { ledger.RootOf(7, frontier) },
		"negative":       func() { ledger.RootOf(-1, frontier) },
		"none of some":   func() { ledger.RootOf(4, nil) },
		"some of none":   func() { ledger.RootOf(0, frontier[:1]) },
		"append to none": func() { ledger.Append(0, frontier[:1], leaves[0]) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was done", what)
				}
			}()
			f()
		}()
	}
}

func flip(h ledger.Hash) ledger.Hash {
	h[rand.IntN(len(h))] ^= 1 << rand.IntN(8)
	return h
}

func TestEveryInclusionIsProvedAndNothingElse(t *testing.T) {
	stored, _, leaves := grow(70)
	for size := int64(1); size <= 70; size++ {
		root, err := ledger.Root(size, from(stored))
		must(t, err)
		for n := range size {
			p, err := ledger.Prove(size, n, from(stored))
			must(t, err)
			if err := ledger.CheckProof(p, size, root, n, leaves[n]); err != nil {
				t.Fatalf("record %d of %d: %v", n, size, err)
			}
			for i := range p {
				bent := slices.Clone(p)
				bent[i] = flip(bent[i])
				if ledger.CheckProof(bent, size, root, n, leaves[n]) == nil {
					t.Fatalf("record %d of %d with hash %d flipped passes", n, size, i)
				}
			}
			if ledger.CheckProof(p, size, flip(root), n, leaves[n]) == nil ||
				ledger.CheckProof(p, size, root, n, flip(leaves[n])) == nil ||
				ledger.CheckProof(append(slices.Clone(p), root), size, root, n, leaves[n]) == nil ||
				size > 1 && ledger.CheckProof(p[1:], size, root, n, leaves[n]) == nil ||
				size > 1 && ledger.CheckProof(p, size, root, (n+1)%size, leaves[n]) == nil {
				t.Fatalf("record %d of %d: a proof of something else passes", n, size)
			}
		}
	}
	root, err := ledger.Root(70, from(stored))
	must(t, err)
	for _, at := range [][2]int64{{70, 70}, {70, -1}, {0, 0}, {-1, 0}, {math.MaxInt64, 1}, {ledger.MaxSize + 1, 1}} {
		if ledger.CheckProof(nil, at[0], root, at[1], leaves[0]) == nil {
			t.Errorf("record %d of %d passes", at[1], at[0])
		}
		if _, err := ledger.Prove(at[0], at[1], from(stored)); err == nil {
			t.Errorf("record %d of %d is proved", at[1], at[0])
		}
	}
}

func TestEveryLaterTreeIsProvedToBeginWithTheEarlier(t *testing.T) {
	stored, _, _ := grow(70)
	roots := make([]ledger.Hash, 71)
	for n := range roots {
		var err error
		roots[n], err = ledger.Root(int64(n), from(stored))
		must(t, err)
	}
	for size := range int64(71) {
		for old := range size + 1 {
			p, err := ledger.ProveConsistent(size, old, from(stored))
			must(t, err)
			if err := ledger.CheckConsistent(p, size, roots[size], old, roots[old]); err != nil {
				t.Fatalf("%d to %d: %v", old, size, err)
			}
			for i := range p {
				bent := slices.Clone(p)
				bent[i] = flip(bent[i])
				if ledger.CheckConsistent(bent, size, roots[size], old, roots[old]) == nil {
					t.Fatalf("%d to %d with hash %d flipped passes", old, size, i)
				}
			}
			if ledger.CheckConsistent(p, size, roots[size], old, flip(roots[old])) == nil ||
				old > 0 && ledger.CheckConsistent(p, size, flip(roots[size]), old, roots[old]) == nil ||
				ledger.CheckConsistent(append(slices.Clone(p), roots[1]), size, roots[size], old, roots[old]) == nil {
				t.Fatalf("%d to %d: a proof of something else passes", old, size)
			}
		}
	}
	for _, at := range [][2]int64{{3, 4}, {3, -1}, {-1, -1}, {-1, 0}, {math.MaxInt64, 3}} {
		if ledger.CheckConsistent(nil, at[0], roots[3], at[1], roots[3]) == nil {
			t.Errorf("%d to %d passes", at[1], at[0])
		}
		if _, err := ledger.ProveConsistent(at[0], at[1], from(stored)); err == nil {
			t.Errorf("%d to %d is proved", at[1], at[0])
		}
	}
	if ledger.CheckConsistent(nil, 0, roots[1], 0, roots[0]) == nil {
		t.Error("an empty tree with a root of something passes")
	}
	if _, err := ledger.Root(-1, from(stored)); err == nil {
		t.Error("a tree of fewer than no records has a root")
	}
}

// A log that showed one history to a witness and goes on with another finds no
// proof from what was seen, whichever tree it proves it in.
func TestAForkIsNotConsistent(t *testing.T) {
	const seen, size, forked = 40, 70, 30
	honest, _, leaves := grow(size)
	var fork, frontier []ledger.Hash
	for n, leaf := range leaves {
		if n == forked {
			leaf = ledger.LeafHash([]byte("rewritten"))
		}
		var added []ledger.Hash
		added, frontier = ledger.Append(int64(n), frontier, leaf)
		fork = append(fork, added...)
	}
	before, err := ledger.Root(seen, from(honest))
	must(t, err)
	after := ledger.RootOf(size, frontier)
	for what, stored := range map[string][]ledger.Hash{"the true tree": honest, "the fork": fork} {
		p, err := ledger.ProveConsistent(size, seen, from(stored))
		must(t, err)
		if ledger.CheckConsistent(p, size, after, seen, before) == nil {
			t.Errorf("the fork passes with a proof in %s", what)
		}
	}
	if ledger.CheckConsistent(nil, seen, after, seen, before) == nil {
		t.Error("another root of the same size passes")
	}
}

func TestAHashHasOneText(t *testing.T) {
	h := ledger.LeafHash([]byte("x"))
	if back, err := ledger.ParseHash(h.String()); err != nil || back != h {
		t.Fatalf("%v, %v", back, err)
	}
	text := h.String()
	for _, bent := range []string{"", text[:43], text + "\n", text[:10] + "\n" + text[10:], "A" + text, hex.EncodeToString(h[:]), text[:42] + string(text[42]+1) + "="} {
		if back, err := ledger.ParseHash(bent); err == nil && !bytes.Equal(back[:], h[:]) == (bent == text) {
			t.Errorf("%q was read", bent)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	_, frontier, leaves := grow(1023)
	for b.Loop() {
		ledger.Append(1023, frontier, leaves[0]) // completes ten subtrees, the worst of a thousand
	}
}

// BenchmarkRecord is all that the record costs an act beside the database:
// two rows before and after, the entry, its hash, its place in the tree.
func BenchmarkRecord(b *testing.B) {
	var fields []ledger.Field
	for i := range 25 {
		fields = append(fields, ledger.Field{Column: fmt.Sprint("column_", i), Value: "Cấp chữ ký số cho 42 người"})
	}
	_, frontier, _ := grow(1023)
	for b.Loop() {
		e := progress(day)
		e.Rows[0].Before, e.Rows[0].After = ledger.Commit(salt, "task", task, fields), ledger.Commit(salt, "task", task, fields)
		text, err := e.Encode()
		must(b, err)
		ledger.Append(1023, frontier, ledger.LeafHash(text))
	}
}
