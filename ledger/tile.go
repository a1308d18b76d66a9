package ledger

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// TileWidth is how many hashes or entries a full tile has: tiles are of
// height 8.
const TileWidth = 1 << tileHeight

const tileHeight = 8

// Entries is the level of the tiles that hold entries instead of hashes.
const Entries = -1

// A Tile names a run of hashes or entries as it is published (C2SP
// tlog-tiles). Its hash i is the root of the subtree of 256^Level records
// number N*256+i.
type Tile struct {
	Level int   // 0 to 63, or Entries
	N     int64 // number of the tile in its level
	Width int   // 1 to TileWidth, which is a full tile
}

// ParseTile reads the path of a tile, "tile/<L>/<N>[.p/<W>]", or of a bundle
// of entries, "tile/entries/<N>[.p/<W>]", with <N> in groups like x001/234.
// Only what Path gives is taken.
func ParseTile(path string) (Tile, error) {
	bad := errors.New("tile: not the path of a tile")
	if len(path) > 64 {
		return Tile{}, bad
	}
	kind, rest, _ := strings.Cut(strings.TrimPrefix(path, "tile/"), "/")
	t := Tile{Level: Entries, Width: TileWidth}
	if kind != "entries" {
		level, err := strconv.ParseUint(kind, 10, 8)
		if err != nil || level > 63 {
			return Tile{}, bad
		}
		t.Level = int(level)
	}
	if number, width, partial := strings.Cut(rest, ".p/"); partial {
		w, err := strconv.ParseUint(width, 10, 8)
		if err != nil || w == 0 {
			return Tile{}, bad
		}
		t.Width, rest = int(w), number
	}
	groups := strings.Split(rest, "/")
	if len(groups) > 6 {
		return Tile{}, bad
	}
	for _, g := range groups {
		n, err := strconv.ParseUint(strings.TrimPrefix(g, "x"), 10, 16)
		if err != nil || n > 999 {
			return Tile{}, bad
		}
		t.N = t.N*1000 + int64(n)
	}
	if t.Path() != path {
		return Tile{}, bad
	}
	return t, nil
}

// Path is where the tile is published, below the address of the log.
func (t Tile) Path() string {
	number := fmt.Sprintf("%03d", t.N%1000)
	for n := t.N / 1000; n > 0; n /= 1000 {
		number = fmt.Sprintf("x%03d/%s", n%1000, number)
	}
	kind := "entries"
	if t.Level != Entries {
		kind = strconv.Itoa(t.Level)
	}
	if t.Width != TileWidth {
		return fmt.Sprintf("tile/%s/%s.p/%d", kind, number, t.Width)
	}
	return fmt.Sprintf("tile/%s/%s", kind, number)
}

// In says whether a tree of size records has the tile.
func (t Tile) In(size int64) bool {
	return t.Level >= Entries && t.N >= 0 && t.Width >= 1 && t.Width <= TileWidth &&
		t.N <= size>>tileHeight && t.N<<tileHeight+int64(t.Width) <= wholeBelow(t.Level, size)
}

// wholeBelow is how many complete subtrees of that tile level there are.
func wholeBelow(level int, size int64) int64 {
	if level <= 0 {
		return size
	}
	return size >> min(tileHeight*level, 63)
}

// Records gives the range of records [from, to) that a bundle of entries or a
// tile of level 0 is about.
func (t Tile) Records() (from, to int64) {
	return t.N << tileHeight, t.N<<tileHeight + int64(t.Width)
}

// Hashes gives the content of a tile of hashes in a tree of size records,
// Width times 32 bytes. A tile that the tree does not have is an error.
func (t Tile) Hashes(size int64, r Reader) ([]byte, error) {
	if t.Level == Entries || !t.In(size) {
		return nil, errNotInTree
	}
	return tlog.ReadTileData(tlogTile(t), tlog.HashReaderFunc(r))
}

// TilesOf names the tiles that are new, or wider than they were, in a tree of
// to records after one of from records: level 0 first, each bundle of entries
// after the tile of its hashes.
func TilesOf(from, to int64) []Tile {
	var tiles []Tile
	for _, t := range tlog.NewTiles(tileHeight, from, to) {
		tile := ourTile(t)
		tiles = append(tiles, tile)
		if tile.Level == 0 {
			tile.Level = Entries
			tiles = append(tiles, tile)
		}
	}
	return tiles
}

// Bundle joins entries as a tile of entries holds them: each after its length,
// a big-endian uint16. It takes 1 to TileWidth entries.
func Bundle(entries [][]byte) ([]byte, error) {
	if len(entries) == 0 || len(entries) > TileWidth {
		return nil, fmt.Errorf("bundle: %d entries, not 1 to %d", len(entries), TileWidth)
	}
	var b []byte
	for _, e := range entries {
		if len(e) > 1<<16-1 {
			return nil, fmt.Errorf("bundle: an entry has %d bytes", len(e))
		}
		b = binary.BigEndian.AppendUint16(b, uint16(len(e)))
		b = append(b, e...)
	}
	return b, nil
}

// Unbundle takes apart what Bundle joined. The entries share b's memory.
func Unbundle(b []byte) ([][]byte, error) {
	var entries [][]byte
	for len(b) > 0 {
		if len(b) < 2 || len(entries) == TileWidth {
			return nil, errors.New("bundle: not a run of entries")
		}
		length := int(binary.BigEndian.Uint16(b))
		if b = b[2:]; len(b) < length {
			return nil, errors.New("bundle: an entry is cut off")
		}
		entries = append(entries, b[:length:length])
		b = b[length:]
	}
	if len(entries) == 0 {
		return nil, errors.New("bundle: empty")
	}
	return entries, nil
}

// ReaderOfTiles reads the hashes of the tree with that size and root out of
// published tiles, which fetch gives in the very width asked for. Nothing that
// does not hash up to the root comes out of it.
func ReaderOfTiles(size int64, root Hash, fetch func(Tile) ([]byte, error)) Reader {
	return func(indexes []int64) ([]Hash, error) {
		if len(indexes) == 0 {
			return nil, nil
		}
		for _, i := range indexes {
			if i < 0 || size <= 0 || size > MaxSize || i >= StoredCount(size) {
				return nil, errNotInTree
			}
		}
		return tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, tileReader(fetch)).ReadHashes(indexes)
	}
}

// tileReader is a tlog.TileReader that remembers nothing.
type tileReader func(Tile) ([]byte, error)

func (r tileReader) Height() int { return tileHeight }

func (r tileReader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, t := range tiles {
		b, err := r(ourTile(t))
		if err != nil {
			return nil, err
		}
		if len(b) != t.W*tlog.HashSize {
			return nil, fmt.Errorf("tile: %s has %d bytes", ourTile(t).Path(), len(b))
		}
		data[i] = b
	}
	return data, nil
}

func (r tileReader) SaveTiles([]tlog.Tile, [][]byte) {}

func tlogTile(t Tile) tlog.Tile { return tlog.Tile{H: tileHeight, L: t.Level, N: t.N, W: t.Width} }

func ourTile(t tlog.Tile) Tile { return Tile{Level: t.L, N: t.N, Width: t.W} }
