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
		b, err := tileAt(tx, size, tile)
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
	err := os.MkdirAll(filepath.Dir(path), 0o750)
	if err == nil {
		err = replace(path, b)
	}
	if err != nil {
		return fault.Because(err, fault.Invalid, "Không ghi được vào thư mục %s. Hãy kiểm tra quyền ghi hoặc chọn thư mục khác.", dir)
	}
	return nil
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

const (
	mostOfPart = 32 << 20  // bytes of a file of an export, which is far more than any has
	mostOfLine = 256 << 20 // bytes of a row of it
)

// exportDir is a folder that says it is an export. It may come from anybody.
type exportDir struct {
	*os.Root
	name string
}

// open opens a file of the export: no link, no pipe, nothing outside the folder.
func (d exportDir) open(name string) (*os.File, error) {
	about, err := d.Lstat(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	if !about.Mode().IsRegular() {
		return nil, fmt.Errorf("notary: %s is no file but %s", name, about.Mode().Type())
	}
	return d.Open(filepath.FromSlash(name))
}

func (d exportDir) read(name string) ([]byte, error) {
	f, err := d.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, mostOfPart+1))
	if err == nil && len(b) > mostOfPart {
		err = fmt.Errorf("notary: %s is larger than %d bytes", name, mostOfPart)
	}
	return b, err
}

// need is read of what no export is without.
func (d exportDir) need(name string) ([]byte, error) {
	b, err := d.read(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Because(err, fault.Invalid, "Thư mục %s không phải bản xuất của nhật ký: thiếu tệp %s.", d.name, name)
	}
	if err != nil {
		return nil, fault.Because(err, fault.Invalid, "Không đọc được tệp %s trong thư mục %s. Hãy kiểm tra quyền đọc; tệp phải là tệp thường, không phải liên kết.", name, d.name)
	}
	return b, nil
}

// VerifyExport checks what Export wrote, without any database: the signatures
// up to the root key, the tree, every entry and, where they were exported, every
// row, and its file in files (nil for none). root is the verifier of
// the root key, from paper.
func VerifyExport(dir, root string, files *blob.Store) (Check, error) {
	var c Check
	if !ledger.IsVerifier(root) {
		return c, fault.New(fault.Invalid, "Mã khóa gốc chưa đúng. Hãy chép nguyên dòng mã khóa gốc mà cơ quan đã công bố trên giấy.")
	}
	folder, err := os.OpenRoot(dir)
	if err != nil {
		return c, fault.Because(err, fault.Invalid, "Không mở được thư mục %s. Hãy kiểm tra tên thư mục và quyền đọc.", dir)
	}
	defer folder.Close()
	d := exportDir{folder, dir}
	note, err := d.need("checkpoint")
	if err != nil {
		return c, err
	}
	keys, err := d.need("keys")
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
	for next < head.Size { // tile by tile: what a head claims is no reason to allocate
		tile := ledger.Tile{Level: ledger.Entries, N: next / ledger.TileWidth, Width: int(min(ledger.TileWidth, head.Size-next))}
		b, err := d.read(tile.Path())
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
	err = v.exportedRows(d, files)
	return c, err
}

// exportedRows checks rows.jsonl where it is there.
func (v *verification) exportedRows(d exportDir, files *blob.Store) error {
	const name = "rows.jsonl"
	f, err := d.open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fault.Because(err, fault.Invalid, "Không đọc được tệp %s trong thư mục %s. Hãy kiểm tra quyền đọc; tệp phải là tệp thường, không phải liên kết.", name, d.name)
	}
	defer f.Close()
	unreadable := Fault{Kind: "row-changed", Entry: -1, Says: fault.Text{Format: "Tệp rows.jsonl có dòng không đọc được."}}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, mostOfLine)
	for lines.Scan() {
		var e exported
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			v.add(unreadable)
			continue
		}
		v.exportedRow(e, files)
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		v.add(unreadable)
	case err != nil:
		return err
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
