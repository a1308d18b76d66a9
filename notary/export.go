package notary

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"sauro/blob"
	"sauro/db"
	"sauro/fault"
	"sauro/ledger"
)

// Export writes the signed part of a log as static files into a folder, the way
// it is published (C2SP tlog-tiles): tile/…, then keys, then checkpoint, so that
// a copy that was cut off is not taken for a whole one. With rows, rows.jsonl
// has every recorded row with its salt: with it the data can be checked without
// this program's database, and it holds personal data.
func Export(tx *db.Tx, dir string, rows bool) error {
	note, err := CheckpointNote(tx)
	if err != nil {
		return err
	}
	size, _, err := last(tx)
	if err != nil {
		return err
	}
	for _, tile := range ledger.TilesOf(0, size) {
		b, err := TileData(tx, tile.Path())
		if err != nil {
			return err
		}
		if err := put(dir, tile.Path(), b); err != nil {
			return err
		}
	}
	certificates, err := Certificates(tx)
	if err != nil {
		return err
	}
	if err := put(dir, "keys", ledger.JoinCertificates(certificates)); err != nil {
		return err
	}
	if rows {
		if err := exportRows(tx, dir, size); err != nil {
			return err
		}
	}
	return put(dir, "checkpoint", note)
}

func put(dir, name string, b []byte) error {
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fault.Because(err, fault.Invalid, "Không ghi được vào thư mục %s. Hãy kiểm tra quyền ghi hoặc chọn thư mục khác.", dir)
	}
	return replace(path, b)
}

// exported is a line of rows.jsonl. Numbers are written as text, so that no
// reader rounds them; an absent column was null.
type exported struct {
	Table   string            `json:"table"`
	Key     string            `json:"key"`
	Entry   int64             `json:"entry"`
	Salt    string            `json:"salt"`
	Text    map[string]string `json:"text"`
	Integer map[string]string `json:"integer"`
}

var columnForm = regexp.MustCompile(`^[a-z0-9_]{1,100}$`)

func (e exported) fields() (list []ledger.Field, err error) {
	for name := range e.Text {
		if _, twice := e.Integer[name]; twice || !columnForm.MatchString(name) {
			return nil, fmt.Errorf("notary: %q is no column", name)
		}
	}
	for name, v := range e.Text {
		list = append(list, ledger.Field{Column: name, Value: v})
	}
	for name, v := range e.Integer {
		var n int64
		if _, err := fmt.Sscan(v, &n); err != nil || fmt.Sprint(n) != v || !columnForm.MatchString(name) {
			return nil, fmt.Errorf("notary: %q is no integer of %q", v, name)
		}
		list = append(list, ledger.Field{Column: name, Value: n})
	}
	return list, nil
}

// exportRows writes the rows whose last entry is in the signed part.
func exportRows(tx *db.Tx, dir string, size int64) error {
	var b bytes.Buffer
	out := json.NewEncoder(&b)
	out.SetEscapeHTML(false)
	for _, name := range sortedKeys(tables) {
		opened := map[string]exported{}
		err := tx.Each(func(scan func(...any) error) error {
			e := exported{Table: name}
			err := scan(&e.Key, &e.Entry, db.Opt(&e.Salt))
			opened[e.Key] = e
			return err
		}, `select o.row_key, o.entry, o.salt from record_opening o where o.tenant_id = ?1 and o.table_name = ?2
			and o.entry = (select max(l.entry) from record_opening l where l.tenant_id = o.tenant_id and l.row_key = o.row_key and l.table_name = o.table_name)`, name)
		if err != nil {
			return err
		}
		err = tx.Rows(name, func(c db.Change) error {
			e, known := opened[keyOf(c)]
			if known && e.Entry >= size {
				return nil // newer than the signed head
			}
			e.Table, e.Key, e.Text, e.Integer = name, keyOf(c), map[string]string{}, map[string]string{}
			for _, f := range fields(c) {
				switch v := f.Value.(type) {
				case string:
					e.Text[f.Column] = v
				case int64:
					e.Integer[f.Column] = fmt.Sprint(v)
				}
			}
			return out.Encode(e)
		})
		if err != nil {
			return err
		}
	}
	return put(dir, "rows.jsonl", b.Bytes())
}

// VerifyExport checks what Export wrote, without any database: the signatures
// up to the root key, the tree, every entry and, where they were exported, every
// row, and its file in files (nil for none). root is the verifier of
// the root key, from paper.
func VerifyExport(dir, root string, files *blob.Store) (Check, error) {
	var c Check
	read := func(name string) ([]byte, error) { return os.ReadFile(filepath.Join(dir, filepath.FromSlash(name))) }
	note, err := read("checkpoint")
	if errors.Is(err, fs.ErrNotExist) {
		return c, fault.New(fault.Invalid, "Thư mục %s không phải bản xuất của nhật ký: thiếu tệp checkpoint.", dir)
	}
	if err != nil {
		return c, err
	}
	keys, err := read("keys")
	if err != nil {
		return c, err
	}
	wrong := func(format string, args ...any) {
		c.add(Fault{Kind: "signature", Entry: -1, Says: fault.Text{Format: format, Args: args}})
	}
	var verifiers []string
	for _, text := range ledger.SplitCertificates(keys) {
		certificate, err := ledger.OpenCertificate(text, root)
		if err != nil {
			wrong("Có khóa ký không được khóa gốc chứng nhận.")
			continue
		}
		verifiers = append(verifiers, certificate.Verifier)
	}
	head, _, err := ledger.OpenCheckpoint(note, verifiers...)
	if err != nil {
		wrong("Điểm chốt không mang chữ ký được khóa gốc chứng nhận.")
		return c, nil
	}
	v := &verification{Check: &c, latest: map[[2]string]said{}}
	var edge []ledger.Hash
	var next int64
	for _, tile := range ledger.TilesOf(0, head.Size) {
		if tile.Level >= 0 {
			continue
		}
		b, err := read(tile.Path())
		var bodies [][]byte
		if err == nil {
			bodies, err = ledger.Unbundle(b)
		}
		if err != nil || len(bodies) != tile.Width {
			c.add(Fault{Kind: "entry", Entry: next, Says: fault.Text{Format: "Không đọc được tệp nhật ký %s.", Args: []any{tile.Path()}}})
			return c, nil
		}
		for _, body := range bodies {
			_, edge = ledger.Append(next, edge, ledger.LeafHash(body))
			v.entry(next, body)
			next++
		}
	}
	if next != head.Size || ledger.RootOf(next, edge) != head.Root {
		c.add(Fault{Kind: "log-cut", Entry: -1, Says: fault.Text{Format: "Các mục nhật ký không khớp điểm chốt đã ký."}})
	}
	return c, v.exportedRows(filepath.Join(dir, "rows.jsonl"), files)
}

// exportedRows checks rows.jsonl where it is there.
func (v *verification) exportedRows(path string, files *blob.Store) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewReader(f)
	for {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e exported
			if bad := json.Unmarshal(line, &e); bad != nil {
				v.add(Fault{Kind: "row-changed", Entry: -1, Says: fault.Text{Format: "Tệp rows.jsonl có dòng không đọc được."}})
			} else {
				v.exportedRow(e, files)
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	v.deleted()
	return nil
}

func (v *verification) exportedRow(e exported, files *blob.Store) {
	v.Rows++
	t := tables[e.Table]
	c := db.Change{Table: e.Table, Key: e.Key}
	list, err := e.fields()
	for _, f := range list {
		c.Columns, c.Values = append(c.Columns, f.Column), append(c.Values, f.Value)
	}
	f := Fault{Table: e.Table, Key: e.Key, Label: labelOf(c, t), Entry: -1}
	v.row(f, e.Salt, func(salt ledger.Salt) string {
		if err != nil {
			return "" // no commitment
		}
		return ledger.Commit(salt, e.Table, e.Key, list)
	})
	if files == nil {
		return
	}
	for _, column := range t.files {
		hash := valueOf(c, column)
		if hash == "" {
			continue
		}
		v.Files++
		if err := files.Verify(hash); err != nil {
			f.Kind, f.Says = "file", fault.Text{Format: "Tệp %s thiếu hoặc không còn đúng nội dung đã ghi.", Args: []any{hash}}
			v.add(f)
		}
	}
}

func decodeSalt(text string) (salt ledger.Salt, ok bool) {
	salt, err := ledger.ParseSalt(text)
	return salt, err == nil
}
