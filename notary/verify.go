package notary

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/ledger"
)

// Fault is one thing that is not as the log says.
type Fault struct {
	Kind  string // a key of FaultName
	Table string
	Key   string // of the row
	Label string // what people call the row: NV-2026-0003
	Entry int64  // the entry that says otherwise, from 0; -1 where there is none
	Says  fault.Text
}

// FaultName is the kind of a fault in words.
var FaultName = map[string]string{
	"row-changed": "Dòng dữ liệu bị sửa ngoài chương trình",
	"row-deleted": "Dòng dữ liệu bị xóa ngoài chương trình",
	"row-added":   "Dòng dữ liệu bị thêm ngoài chương trình",
	"entry":       "Mục nhật ký bị sửa hoặc bị mất",
	"log-cut":     "Nhật ký bị cắt hoặc bị viết lại",
	"signature":   "Chữ ký không đúng",
	"file":        "Tệp bị thiếu hoặc bị tráo",
	"witness":     "Nhân chứng thấy khác",
}

// Check is what one verification looked at and found.
type Check struct {
	At      time.Time
	Entries int64
	Rows    int64
	Files   int64
	Faults  []Fault
}

// mostFaults bounds what one check lists: a rewritten database is one finding,
// not a million.
const mostFaults = 1000

func (c *Check) add(f Fault) {
	if len(c.Faults) < mostFaults {
		c.Faults = append(c.Faults, f)
	}
}

// Verify checks the log of a tenant against itself, its signed heads, the rows
// and the files, and names each that does not agree. It reads one state of the
// data and changes nothing.
func (n *Notary) Verify(ctx context.Context, tenant db.ID) (Check, error) {
	var c Check
	var files map[string]Fault
	err := n.DB.View(ctx, tenant, func(tx *db.Tx) error {
		c = Check{At: tx.Now}
		v := &verification{Check: &c, tx: tx, latest: map[[2]string]said{}, files: map[string]Fault{}}
		files = v.files
		return v.run(n)
	})
	if err != nil {
		return c, err
	}
	// The files after the transaction: hashing them may take long.
	for _, hash := range sortedKeys(files) {
		c.Files++
		if err := n.Files.Verify(hash); err != nil {
			f := files[hash]
			f.Kind, f.Says = "file", fault.Text{Format: "Tệp %s thiếu hoặc không còn đúng nội dung đã ghi.", Args: []any{hash}}
			c.add(f)
		}
	}
	return c, nil
}

// said is what the log last said of a row.
type said struct {
	commitment string
	entry      int64
}

type verification struct {
	*Check
	tx      *db.Tx
	trusted string
	latest  map[[2]string]said
	files   map[string]Fault
	sizes   map[int64]ledger.Hash // the root at each size that a signed head names
}

func (v *verification) run(n *Notary) error {
	v.trusted = n.Trusted
	heads, err := v.heads(n)
	if err != nil {
		return err
	}
	if err := v.entries(heads); err != nil {
		return err
	}
	if err := v.openings(); err != nil {
		return err
	}
	for _, name := range sortedKeys(tables) {
		if err := v.table(name, tables[name]); err != nil {
			return err
		}
	}
	v.deleted()
	return v.witnesses()
}

// heads are the signed heads that the log has to agree with: those in the
// database and those in the folder, which a changed database does not take along.
func (v *verification) heads(n *Notary) (map[int64][]signedHead, error) {
	origin, err := Origin(v.tx)
	if err != nil {
		return nil, err
	}
	verifiers, err := v.verifiers(origin)
	if err != nil {
		return nil, err
	}
	heads := map[int64][]signedHead{}
	take := func(note []byte, where string, size int64) {
		c, _, err := ledger.OpenCheckpoint(note, verifiers...)
		switch {
		case err != nil || c.Origin != origin:
			v.add(Fault{Kind: "signature", Entry: -1, Says: fault.Text{Format: "Điểm chốt ở %s không mang chữ ký của nhật ký này.", Args: []any{where}}})
		case size >= 0 && c.Size != size:
			v.add(Fault{Kind: "signature", Entry: -1, Says: fault.Text{Format: "Điểm chốt ở %s không đúng số mục nó ghi.", Args: []any{where}}})
		default:
			heads[c.Size] = append(heads[c.Size], signedHead{c.Root, where})
		}
	}
	err = v.tx.Each(func(scan func(...any) error) error {
		var size int64
		var note string
		if err := scan(&size, &note); err != nil {
			return err
		}
		take([]byte(note), fmt.Sprintf("record_checkpoint %d", size), size)
		return nil
	}, "select size, note from record_checkpoint where tenant_id = ?1 order by size")
	if err != nil || n.Dir == "" {
		return heads, err
	}
	names, err := filepath.Glob(filepath.Join(n.logDir(origin), "*checkpoint"))
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		note, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		take(note, filepath.Base(name), -1)
	}
	return heads, nil
}

// number is an entry's number as people count, from one.
func number(entry int64) string { return fmt.Sprint(entry + 1) }

type signedHead struct {
	root  ledger.Hash
	where string
}

// verifiers are the keys that the root has certified for this log.
func (v *verification) verifiers(origin string) (list []string, err error) {
	type row struct{ id, verifier, root, certificate string }
	keys, err := db.All(v.tx, func(r *row) []any { return []any{&r.id, &r.verifier, &r.root, &r.certificate} },
		"select key_id, verifier, root, certificate from record_key where tenant_id = ?1 order by at, key_id")
	if t := v.trusted; t != "" && len(keys) > 0 && t != keys[0].root && t != ledger.Fingerprint(keys[0].root) {
		v.add(Fault{Kind: "signature", Table: "record_key", Key: keys[0].id, Label: "1", Entry: -1,
			Says: fault.Text{Format: "Khóa gốc trong dữ liệu không phải khóa gốc in trên giấy: toàn bộ nhật ký có thể đã bị lập lại."}})
	}
	for i, k := range keys {
		c, err := ledger.OpenCertificate([]byte(k.certificate), k.root)
		if err != nil || c.Origin != origin || c.Verifier != k.verifier || k.root != keys[0].root {
			v.add(Fault{Kind: "signature", Table: "record_key", Key: k.id, Label: fmt.Sprint(i + 1), Entry: -1,
				Says: fault.Text{Format: "Khóa ký này không được khóa gốc của nhật ký chứng nhận."}})
			continue
		}
		list = append(list, k.verifier)
	}
	return list, err
}

// entries reads the whole log, computes its tree anew and compares.
func (v *verification) entries(heads map[int64][]signedHead) error {
	h, _, err := db.One(v.tx, func(h *stored) []any { return []any{&h.size, &h.edge} }, "select size, edge from record_head where tenant_id = ?1")
	if err != nil {
		return err
	}
	v.sizes = map[int64]ledger.Hash{0: ledger.RootOf(0, nil)}
	var edge []ledger.Hash
	var next int64
	err = v.tx.Each(func(scan func(...any) error) error {
		var at int64
		var body, added string
		if err := scan(&at, &body, &added); err != nil {
			return err
		}
		if at != next {
			v.add(Fault{Kind: "entry", Table: "record_entry", Key: fmt.Sprint(next), Entry: next, Says: fault.Text{Format: "Thiếu các mục nhật ký từ %s đến %s.", Args: []any{number(next), number(at - 1)}}})
			next = at
		}
		var hash []ledger.Hash
		hash, edge = ledger.Append(next, edge, ledger.LeafHash([]byte(body)))
		if text(hash) != added {
			v.add(Fault{Kind: "entry", Table: "record_entry", Key: fmt.Sprint(at), Entry: at, Says: fault.Text{Format: "Mục nhật ký này đã bị sửa sau khi ghi."}})
			// Go on from what was stored, so that one changed entry is one fault.
			if was, err := hashes(added); err == nil && len(was) == len(hash) && len(was) > 0 {
				edge[len(edge)-1] = was[len(was)-1]
			}
		}
		v.entry(at, []byte(body))
		next++
		if len(heads[next]) > 0 {
			v.sizes[next] = ledger.RootOf(next, edge)
		}
		return nil
	}, "select entry, body, hashes from record_entry where tenant_id = ?1 order by entry")
	if err != nil {
		return err
	}
	if h.size != next || h.edge != text(edge) {
		v.add(Fault{Kind: "log-cut", Table: "record_head", Entry: -1, Says: fault.Text{Format: "Nhật ký ghi có %s mục nhưng trong dữ liệu có %s mục.", Args: []any{fmt.Sprint(h.size), fmt.Sprint(next)}}})
	}
	for _, size := range sortedSizes(heads) {
		for _, head := range heads[size] {
			root, known := v.sizes[size]
			switch {
			case size > next:
				v.add(Fault{Kind: "log-cut", Entry: -1, Says: fault.Text{Format: "Điểm chốt đã ký ở %s có %s mục, nhật ký chỉ còn %s mục: nhật ký bị cắt ngắn hoặc dữ liệu bị đưa về bản cũ.", Args: []any{head.where, fmt.Sprint(size), fmt.Sprint(next)}}})
			case !known || root != head.root:
				v.add(Fault{Kind: "log-cut", Entry: -1, Says: fault.Text{Format: "Nhật ký không khớp điểm chốt đã ký ở %s (%s mục): nhật ký đã bị viết lại.", Args: []any{head.where, fmt.Sprint(size)}}})
			}
		}
	}
	return nil
}

// entry takes in what one entry says of rows.
func (v *verification) entry(at int64, body []byte) {
	v.Entries++
	e, err := ledger.ParseEntry(body)
	if err != nil {
		v.add(Fault{Kind: "entry", Table: "record_entry", Key: fmt.Sprint(at), Entry: at, Says: fault.Text{Format: "Mục nhật ký này không đọc được."}})
	}
	for _, r := range e.Rows {
		row := [2]string{r.Table, r.Key}
		if was := v.latest[row]; was.commitment != r.Before {
			v.add(Fault{Kind: "entry", Table: r.Table, Key: r.Key, Entry: at, Says: fault.Text{Format: "Mục nhật ký này không nối tiếp mục trước đó về cùng dòng dữ liệu."}})
		}
		v.latest[row] = said{r.After, at}
	}
}

// openings checks that what the database keeps beside the log is what the log says.
func (v *verification) openings() error {
	seen := map[[2]string]bool{}
	err := v.tx.Each(func(scan func(...any) error) error {
		var table, key, commitment string
		var entry int64
		if err := scan(&table, &key, &entry, &commitment); err != nil {
			return err
		}
		row := [2]string{table, key}
		if s, known := v.latest[row]; !known || s.entry == entry && s.commitment != commitment || entry > s.entry {
			v.add(Fault{Kind: "entry", Table: table, Key: key, Entry: entry, Says: fault.Text{Format: "Phần mở của dòng này không khớp nhật ký."}})
		} else if s.entry == entry {
			seen[row] = true
		}
		return nil
	}, "select table_name, row_key, entry, commitment from record_opening where tenant_id = ?1")
	if err != nil {
		return err
	}
	for row, s := range v.latest {
		if !seen[row] && s.commitment != "" {
			v.add(Fault{Kind: "entry", Table: row[0], Key: row[1], Entry: s.entry, Says: fault.Text{Format: "Phần mở của dòng này đã mất nên không đối chiếu được."}})
		}
	}
	return nil
}

// table compares every row of a table with what the log last said of it.
func (v *verification) table(name string, t table) error {
	salts := map[string]string{}
	err := v.tx.Each(func(scan func(...any) error) error {
		var key, salt string
		if err := scan(&key, db.Opt(&salt)); err != nil {
			return err
		}
		salts[key] = salt
		return nil
	}, `select o.row_key, o.salt from record_opening o where o.tenant_id = ?1 and o.table_name = ?2
		and o.entry = (select max(l.entry) from record_opening l where l.tenant_id = o.tenant_id and l.row_key = o.row_key and l.table_name = o.table_name)`, name)
	if err != nil {
		return err
	}
	return v.tx.Rows(name, func(c db.Change) error {
		v.Rows++
		key := keyOf(c)
		f := Fault{Table: name, Key: key, Label: labelOf(c, t), Entry: -1}
		for _, column := range t.files {
			if hash := valueOf(c, column); hash != "" {
				v.files[hash] = f
			}
		}
		v.row(f, salts[key], func(salt ledger.Salt) string { return ledger.Commit(salt, name, key, fields(c)) })
		return nil
	})
}

// row compares one row, whose commitment with a salt is commit's, with what the
// log last said of it.
func (v *verification) row(f Fault, salt string, commit func(ledger.Salt) string) {
	row := [2]string{f.Table, f.Key}
	s, known := v.latest[row]
	if !known || s.commitment == "" {
		f.Kind, f.Says = "row-added", fault.Text{Format: "Dữ liệu có dòng này nhưng nhật ký không ghi ai đã lập."}
		v.add(f)
		return
	}
	f.Entry = s.entry
	v.latest[row] = said{"", s.entry} // seen
	opened, ok := decodeSalt(salt)
	switch {
	case !ok:
		f.Kind, f.Says = "entry", fault.Text{Format: "Phần mở của dòng này đã mất nên không đối chiếu được."}
		v.add(f)
	case commit(opened) != s.commitment:
		f.Kind, f.Says = "row-changed", fault.Text{Format: "Dòng này khác với lần ghi cuối của nhật ký (mục %s).", Args: []any{number(s.entry)}}
		v.add(f)
	}
}

// deleted adds the rows that the log has and the data no longer.
func (v *verification) deleted() {
	for _, row := range v.leftOver() {
		v.add(Fault{Kind: "row-deleted", Table: row[0], Key: row[1], Entry: v.latest[row].entry,
			Says: fault.Text{Format: "Nhật ký có dòng này nhưng trong dữ liệu không còn."}})
	}
}

// leftOver are the rows that the log has and the data no longer.
func (v *verification) leftOver() (rows [][2]string) {
	for row, s := range v.latest {
		if s.commitment != "" {
			rows = append(rows, row)
		}
	}
	sort.Slice(rows, func(i, j int) bool { return rows[i][0]+rows[i][1] < rows[j][0]+rows[j][1] })
	return rows
}

// witnesses adds what the witnesses of this log have seen otherwise.
func (v *verification) witnesses() error {
	type row struct{ id, name, state string }
	list, err := db.All(v.tx, func(r *row) []any { return []any{&r.id, &r.name, &r.state} },
		"select witness_id, name, state from record_witness where tenant_id = ?1 and ended_at is null and state in ('fork', 'rollback') order by name")
	for _, w := range list {
		v.add(Fault{Kind: "witness", Table: "record_witness", Key: w.id, Label: w.name, Entry: -1,
			Says: fault.Text{Format: "Nhân chứng %s giữ một điểm chốt mà nhật ký này không nối tiếp được.", Args: []any{w.name}}})
	}
	return err
}

func valueOf(c db.Change, column string) string {
	for i, name := range c.Columns {
		if s, is := c.Values[i].(string); is && name == column {
			return s
		}
	}
	return ""
}

func labelOf(c db.Change, t table) string {
	label := []rune(strings.Join(strings.Fields(valueOf(c, t.label)), " "))
	if len(label) > 60 {
		label = append(label[:59], '…')
	}
	return string(label)
}

func sortedKeys[V any](m map[string]V) []string {
	list := make([]string, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	sort.Strings(list)
	return list
}

func sortedSizes(m map[int64][]signedHead) []int64 {
	list := make([]int64, 0, len(m))
	for k := range m {
		list = append(list, k)
	}
	sort.Slice(list, func(i, j int) bool { return list[i] < list[j] })
	return list
}

// VerifyAndKeep verifies a tenant's log and keeps what was found, for the page
// that shows it.
func (n *Notary) VerifyAndKeep(ctx context.Context, tenant db.ID) (Check, error) {
	c, err := n.Verify(ctx, tenant)
	if err != nil {
		return c, err
	}
	faults := c.Faults
	if faults == nil {
		faults = []Fault{}
	}
	list, err := json.Marshal(faults)
	if err != nil {
		return c, err
	}
	return c, n.DB.Update(ctx, tenant, func(tx *db.Tx) error {
		_, err := tx.Exec("insert into record_check (tenant_id, check_id, at, entries, row_count, files, faults) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
			db.NewID(), c.At, c.Entries, c.Rows, c.Files, string(list))
		return err
	})
}

// LastCheck is the last verification that was kept; found is false before the first.
func LastCheck(tx *db.Tx) (c Check, found bool, err error) {
	type row struct {
		Check
		faults string
	}
	r, found, err := db.One(tx, func(r *row) []any { return []any{db.Time(&r.At), &r.Entries, &r.Rows, &r.Files, &r.faults} },
		"select at, entries, row_count, files, faults from record_check where tenant_id = ?1 order by check_id desc limit 1")
	if err != nil || !found {
		return c, false, err
	}
	return r.Check, true, json.Unmarshal([]byte(r.faults), &r.Check.Faults)
}
