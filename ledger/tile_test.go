package ledger_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sauro/ledger"
)

func TestPathsOfTilesAreThoseOfC2SP(t *testing.T) {
	for path, tile := range map[string]ledger.Tile{
		"tile/0/000":                           {Level: 0, N: 0, Width: 256},
		"tile/0/x001/x234/067":                 {Level: 0, N: 1234067, Width: 256},
		"tile/2/x001/x234/067.p/8":             {Level: 2, N: 1234067, Width: 8},
		"tile/entries/x001/000.p/255":          {Level: ledger.Entries, N: 1000, Width: 255},
		"tile/63/999":                          {Level: 63, N: 999, Width: 256},
		"tile/0/x999/x999/x999/x999/x999/999":  {Level: 0, N: 999_999_999_999_999_999, Width: 256},
		"tile/entries/x001/x000/x000/x000/000": {Level: ledger.Entries, N: 1_000_000_000_000, Width: 256},
		"tile/entries/x010/000.p/1":            {Level: ledger.Entries, N: 10_000, Width: 1},
	} {
		if got := tile.Path(); got != path {
			t.Errorf("%+v: %s, want %s", tile, got, path)
		}
		if got, err := ledger.ParseTile(path); err != nil || got != tile {
			t.Errorf("%s: %+v, %v", path, got, err)
		}
	}
}

func TestAPathThatNoTileHasIsAnError(t *testing.T) {
	for _, path := range []string{
		"", "tile", "tile/", "tile/0", "tile/0/", "0/000", "/tile/0/000", "tile/0/000/", "tile//000", "tile/0//000",
		"tile/64/000", "tile/-1/000", "tile/00/000", "tile/+1/000", "tile/data/000", "tile/8/0/000", "tile/Entries/000",
		"tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/1000", "tile/0/x000/001", "tile/0/001/002", "tile/0/x001", "tile/0/X001/002",
		"tile/0/xx01/002", "tile/0/x001/x002", "tile/0/-01", "tile/0/+01", "tile/0/1e2", "tile/0/x001/x001/x001/x001/x001/x001/001",
		"tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p/-1", "tile/0/000.p/1/2",
		"tile/0/000.p/1.p/1", "tile/0/.p/1", "tile/0/../0/000", "tile/0/000%2e", "tile/0/000?x", "tile/0/000\x00", "tile/0/٠٠٠", "tile/entries",
		"tile/tile/0/000", strings.Repeat("tile/", 1000),
	} {
		if tile, err := ledger.ParseTile(path); err == nil {
			t.Errorf("%q was read as %+v", path, tile)
		}
	}
}

// TestATreeHasTheTilesThatC2SPSays takes the two examples of tlog-tiles,
// "Partial Tiles".
func TestATreeHasTheTilesThatC2SPSays(t *testing.T) {
	count := func(from, to int64) map[string]int {
		all := map[string]int{}
		for _, tile := range ledger.TilesOf(from, to) {
			if !tile.In(to) || tile.In(from) {
				t.Errorf("%s is not of %d to %d", tile.Path(), from, to)
			}
			all[fmt.Sprint(tile.Level, " ", tile.Width)]++
		}
		return all
	}
	for at, want := range map[[2]int64]map[string]int{
		{0, 70_000}:      {"0 256": 273, "0 112": 1, "1 256": 1, "1 17": 1, "2 1": 1, "-1 256": 273, "-1 112": 1},
		{0, 256}:         {"0 256": 1, "1 1": 1, "-1 256": 1},
		{0, 0}:           {},
		{5, 5}:           {},
		{5, 6}:           {"0 6": 1, "-1 6": 1},
		{255, 256}:       {"0 256": 1, "1 1": 1, "-1 256": 1},
		{69_999, 70_000}: {"0 112": 1, "-1 112": 1},
	} {
		if got := count(at[0], at[1]); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%d to %d: %v, want %v", at[0], at[1], got, want)
		}
	}
	for _, tile := range []ledger.Tile{
		{Level: 0, N: 273, Width: 113}, {Level: 0, N: 274, Width: 1}, {Level: 1, N: 1, Width: 18}, {Level: 1, N: 1, Width: 256}, {Level: 2, N: 0, Width: 2},
		{Level: 3, N: 0, Width: 1}, {Level: 8, N: 0, Width: 1}, {Level: 63, N: 0, Width: 1}, {Level: 0, N: math.MaxInt64, Width: 1}, {Level: 0, N: 1 << 55, Width: 1},
		{Level: 0, N: -1, Width: 1}, {Level: 0, N: 0, Width: 0}, {Level: 0, N: 0, Width: 257}, {Level: -2, N: 0, Width: 1}, {Level: ledger.Entries, N: 273, Width: 113},
	} {
		if tile.In(70_000) {
			t.Errorf("a tree of 70,000 records has %+v", tile)
		}
		if b, err := tile.Hashes(70_000, from(nil)); err == nil {
			t.Errorf("%+v has %d bytes", tile, len(b))
		}
	}
}

func TestATileHoldsTheRootsOfTheTilesBelow(t *testing.T) {
	stored, _, leaves := grow(70_000)
	level0, err := ledger.Tile{Level: 0, N: 2, Width: 256}.Hashes(70_000, from(stored))
	must(t, err)
	var frontier []ledger.Hash
	for i := range int64(256) {
		leaf := leaves[512+i]
		if !bytes.Equal(level0[i*32:i*32+32], leaf[:]) {
			t.Fatalf("hash %d of tile/0/002 is not that of its record", i)
		}
		_, frontier = ledger.Append(i, frontier, leaf)
	}
	level1, err := ledger.Tile{Level: 1, N: 0, Width: 3}.Hashes(70_000, from(stored))
	must(t, err)
	if root := ledger.RootOf(256, frontier); !bytes.Equal(level1[64:], root[:]) {
		t.Error("the third hash of tile/1/000 is not the root of tile/0/002")
	}
	if from, to := (ledger.Tile{Level: ledger.Entries, N: 273, Width: 112}).Records(); from != 69_888 || to != 70_000 {
		t.Errorf("the last bundle holds records %d to %d", from, to)
	}
}

// TestNothingUnprovedComesOutOfTiles publishes a log and reads it back as an
// outsider does, then with a bit flipped in each tile in turn.
func TestNothingUnprovedComesOutOfTiles(t *testing.T) {
	for _, size := range []int64{1, 2, 255, 256, 257, 700, 66_000} {
		stored, frontier, leaves := grow(size)
		root := ledger.RootOf(size, frontier)
		published := map[string][]byte{}
		for _, tile := range ledger.TilesOf(0, size) {
			if tile.Level == ledger.Entries {
				continue
			}
			b, err := tile.Hashes(size, from(stored))
			must(t, err)
			published[tile.Path()] = b
		}
		asked := map[string]bool{}
		fetch := func(tile ledger.Tile) ([]byte, error) {
			asked[tile.Path()] = true
			b, ok := published[tile.Path()]
			if !ok {
				return nil, fmt.Errorf("no %s", tile.Path())
			}
			return b, nil
		}
		read := ledger.ReaderOfTiles(size, root, fetch)
		n := rand.Int64N(size)
		p, err := ledger.Prove(size, n, read)
		must(t, err)
		must(t, ledger.CheckProof(p, size, root, n, leaves[n]))
		must2 := func(old int64) {
			p, err := ledger.ProveConsistent(size, old, read)
			must(t, err)
			oldRoot, err := ledger.Root(old, read)
			must(t, err)
			must(t, ledger.CheckConsistent(p, size, root, old, oldRoot))
		}
		must2(0)
		must2(size)
		must2(1 + rand.Int64N(size))
		for path := range asked {
			whole := published[path]
			for _, bent := range [][]byte{slices.Clone(whole), whole[:len(whole)-1], append(slices.Clone(whole), 0), nil} {
				if len(bent) == len(whole) {
					bent[rand.IntN(len(bent))] ^= 1
				}
				published[path] = bent
				clear(asked)
				_, err := ledger.Prove(size, n, read)
				if asked[path] && err == nil {
					t.Fatalf("of %d records: %s was changed and nobody saw it", size, path)
				}
			}
			published[path] = whole
		}
		for _, i := range []int64{-1, ledger.StoredCount(size), math.MaxInt64} {
			if _, err := read([]int64{i}); err == nil {
				t.Errorf("of %d records: hash %d was read", size, i)
			}
		}
	}
	for _, size := range []int64{0, -1, math.MaxInt64} {
		read := ledger.ReaderOfTiles(size, ledger.Hash{}, func(ledger.Tile) ([]byte, error) { return make([]byte, 8192), nil })
		if _, err := read([]int64{0}); err == nil {
			t.Errorf("a hash of a tree of %d records was read", size)
		}
	}
}

func TestABundleGivesItsEntriesBack(t *testing.T) {
	var entries [][]byte
	for i := range 256 {
		entries = append(entries, bytes.Repeat([]byte{byte(i)}, rand.IntN(300)))
		b, err := ledger.Bundle(entries)
		must(t, err)
		back, err := ledger.Unbundle(b)
		if err != nil || !slices.EqualFunc(entries, back, bytes.Equal) {
			t.Fatalf("of %d entries came %d (%v)", len(entries), len(back), err)
		}
	}
	b, err := ledger.Bundle([][]byte{[]byte("ab"), nil, []byte("c")})
	if err != nil || string(b) != "\x00\x02ab\x00\x00\x00\x01c" {
		t.Errorf("%q, %v", b, err)
	}
	for what, bad := range map[string][][]byte{"none": nil, "too many": make([][]byte, 257), "too long": {make([]byte, 65_536)}} {
		if _, err := ledger.Bundle(bad); err == nil {
			t.Errorf("%s: bundled", what)
		}
	}
	for _, bad := range []string{"", "\x00", "\x00\x01", "\x00\x02a", "\x00\x00\x00", strings.Repeat("\x00\x00", 257)} {
		if got, err := ledger.Unbundle([]byte(bad)); err == nil {
			t.Errorf("%q gave %q", bad, got)
		}
	}
}

func FuzzParseTile(f *testing.F) {
	f.Add("tile/0/x001/x234/067.p/8")
	f.Add("tile/entries/000")
	f.Fuzz(func(t *testing.T, path string) {
		tile, err := ledger.ParseTile(path)
		if err != nil {
			return
		}
		if tile.Path() != path {
			t.Fatalf("%q was read as %s", path, tile.Path())
		}
		if tile.In(70_000) && tile.Level != ledger.Entries && (tile.Level > 2 || tile.N > 273) {
			t.Fatalf("a tree of 70,000 records has %s", path)
		}
	})
}

func FuzzUnbundle(f *testing.F) {
	f.Add([]byte("\x00\x02ab\x00\x00\x00\x01c"))
	f.Fuzz(func(t *testing.T, b []byte) {
		entries, err := ledger.Unbundle(b)
		if err != nil {
			return
		}
		if again, err := ledger.Bundle(entries); err != nil || !bytes.Equal(again, b) {
			t.Fatalf("%q was read, and written as %q (%v)", b, again, err)
		}
	})
}
