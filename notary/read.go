package notary

import (
	"fmt"

	"sauro/db"
	"sauro/fault"
	"sauro/ledger"
)

// Size is how many entries the log has.
func Size(tx *db.Tx) (int64, error) {
	return db.Value[int64](tx, "select size from record_head where tenant_id = ?1")
}

// reader reads stored hashes of the tree, one query for all that are asked for.
func reader(tx *db.Tx) ledger.Reader {
	return func(indexes []int64) ([]ledger.Hash, error) {
		asked := map[int64]bool{}
		var entries []any
		at := make([]int64, len(indexes))
		levels := make([]int, len(indexes))
		for i, index := range indexes {
			level, n := ledger.SplitIndex(index)
			at[i], levels[i] = (n+1)<<level-1, level
			if !asked[at[i]] {
				asked[at[i]] = true
				entries = append(entries, at[i])
			}
		}
		stored := map[int64]string{}
		for len(entries) > 0 {
			part := entries[:min(500, len(entries))]
			entries = entries[len(part):]
			err := tx.Each(func(scan func(...any) error) error {
				var n int64
				var text string
				err := scan(&n, &text)
				stored[n] = text
				return err
			}, "select entry, hashes from record_entry where tenant_id = ?1 and "+db.In("entry", len(part), 2), part...)
			if err != nil {
				return nil, err
			}
		}
		list := make([]ledger.Hash, len(indexes))
		for i := range indexes {
			text := stored[at[i]]
			from := levels[i] * hexLength
			if len(text) < from+hexLength {
				return nil, fmt.Errorf("notary: entry %d has no hash of level %d", at[i], levels[i])
			}
			one, err := hashes(text[from : from+hexLength])
			if err != nil {
				return nil, err
			}
			list[i] = one[0]
		}
		return list, nil
	}
}

// bodies are the entries from (inclusive) to (exclusive) as they are published.
func bodies(tx *db.Tx, from, to int64) ([][]byte, error) {
	list, err := db.All(tx, func(s *string) []any { return []any{s} },
		"select body from record_entry where tenant_id = ?1 and entry >= ?2 and entry < ?3 order by entry", from, to)
	if err != nil {
		return nil, err
	}
	if int64(len(list)) != to-from {
		return nil, fmt.Errorf("notary: %d of the entries %d to %d are there", len(list), from, to)
	}
	all := make([][]byte, len(list))
	for i, s := range list {
		all[i] = []byte(s)
	}
	return all, nil
}

// TileData is a tile of the published log by its path, "tile/0/x001/234" or
// "tile/entries/000.p/12", as C2SP tlog-tiles has it. Only what the last signed
// checkpoint covers is published; everything else is fault.Unknown.
func TileData(tx *db.Tx, path string) ([]byte, error) {
	unknown := fault.New(fault.Unknown, "Nhật ký chưa có phần này. Hãy tải lại điểm chốt mới nhất.")
	tile, err := ledger.ParseTile(path)
	if err != nil {
		return nil, unknown
	}
	size, _, err := last(tx)
	if err != nil {
		return nil, err
	}
	below := size // how many hashes the level has
	if tile.Level > 0 {
		below = size >> (8 * tile.Level)
	}
	if tile.N > size || tile.N<<8+int64(tile.Width) > below {
		return nil, unknown
	}
	return tileAt(tx, size, tile)
}

// tileAt is a tile of the log as it was at a size that has it.
func tileAt(tx *db.Tx, size int64, tile ledger.Tile) ([]byte, error) {
	if tile.Level < 0 {
		first := tile.N << 8
		list, err := bodies(tx, first, first+int64(tile.Width))
		if err != nil {
			return nil, err
		}
		return ledger.Bundle(list)
	}
	return tile.Hashes(size, reader(tx))
}

// last is the size and the note of the last signed checkpoint, 0 and "" before the first.
func last(tx *db.Tx) (size int64, note string, err error) {
	type row struct {
		size int64
		note string
	}
	r, _, err := db.One(tx, func(r *row) []any { return []any{&r.size, &r.note} },
		"select size, note from record_checkpoint where tenant_id = ?1 order by size desc limit 1")
	return r.size, r.note, err
}

// CheckpointNote is the last signed checkpoint with the co-signatures it has.
func CheckpointNote(tx *db.Tx) ([]byte, error) {
	_, note, err := last(tx)
	if err == nil && note == "" {
		err = fault.New(fault.Unknown, "Nhật ký chưa có điểm chốt nào được ký. Hãy thử lại sau ít phút.")
	}
	return []byte(note), err
}

// Certificates are the certificates of the keys that have signed checkpoints,
// the first first, each signed by the root.
func Certificates(tx *db.Tx) ([][]byte, error) {
	list, err := db.All(tx, func(s *string) []any { return []any{s} },
		"select certificate from record_key where tenant_id = ?1 order by at, key_id")
	all := make([][]byte, len(list))
	for i, s := range list {
		all[i] = []byte(s)
	}
	return all, err
}
