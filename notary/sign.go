package notary

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"sauro/blob"
	"sauro/db"
	"sauro/fault"
	"sauro/ledger"
	"sauro/vn"
)

// Notary signs the heads of the logs and checks them against rows and files.
// Adding to a log needs none: that happens in every transaction.
type Notary struct {
	DB    *db.DB
	Files *blob.Store

	// Trusted is the root key as it stands on paper, its text or its
	// ledger.Fingerprint; where it is "" the data's own word is taken for it.
	Trusted string

	// Dir is the folder of the installation. Its "keys" holds the private keys,
	// readable by their owner only; its "log" the last signed head of each day,
	// which a changed or restored database has to agree with.
	Dir string
}

// Origin names the log of a tenant for ever: "sauro/21472/9f3c5b2e7a10".
func Origin(tx *db.Tx) (string, error) {
	code, err := db.Value[string](tx, "select code from tenant where tenant_id = ?1")
	id := string(tx.Tenant)
	return "sauro/" + code + "/" + id[max(0, len(id)-12):], err
}

// logKey is a key that signs heads, as the log itself has it.
type logKey struct {
	id, verifier, root, certificate string
}

func currentKey(tx *db.Tx) (k logKey, found bool, err error) {
	return db.One(tx, func(k *logKey) []any { return []any{&k.id, &k.verifier, &k.root, &k.certificate} },
		"select key_id, verifier, root, certificate from record_key where tenant_id = ?1 order by at desc, key_id desc limit 1")
}

func (n *Notary) keyFile(id string) string { return filepath.Join(n.Dir, "keys", "log-"+id+".key") }

// RootFile is where the root key lies until it is taken offline.
func (n *Notary) RootFile() string { return filepath.Join(n.Dir, "keys", "root.key") }

// readKey reads a private key; found is false where the file is not there.
func readKey(path string) (k ledger.Key, found bool, err error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return k, false, nil
	}
	if err == nil {
		k, err = ledger.ParseKey(strings.TrimSpace(string(b)))
	}
	if err != nil {
		return k, false, fault.Because(err, fault.Invalid, "Không đọc được khóa ký ở %s. Hãy chép lại tệp khóa từ bản sao lưu.", path)
	}
	return k, true, nil
}

// writeKey makes a file that only its owner reads and that is on disk when it
// returns; it never writes over one.
func writeKey(path string, k ledger.Key) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(k.Private() + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}

// Root is the root key in a file, or the one that still lies in the
// installation's folder where file is "". The very first one is made.
func (n *Notary) Root(ctx context.Context, file string) (ledger.Key, error) {
	if file == "" {
		file = n.RootFile()
	}
	k, found, err := readKey(file)
	if err != nil || found {
		return k, err
	}
	offline := fault.New(fault.Invalid, "Khóa gốc không còn ở %s. Hãy cắm USB giữ khóa gốc và ghi đường dẫn bằng --root.", file)
	if file != n.RootFile() {
		return k, offline
	}
	begun, err := n.begun(ctx)
	if err != nil {
		return k, err
	}
	if begun {
		return k, offline
	}
	if k, err = ledger.NewKey("sauro-root"); err != nil {
		return k, err
	}
	err = writeKey(file, k)
	if errors.Is(err, fs.ErrExist) { // another process was first
		k, _, err = readKey(file)
	}
	return k, err
}

// begun reports whether the root has certified any key.
func (n *Notary) begun(ctx context.Context) (yes bool, err error) {
	err = n.DB.Across(ctx, func(tx *db.AcrossTx) error {
		return tx.Each(func(scan func(...any) error) error {
			var some string
			yes = true
			return scan(&some)
		}, "select key_id from record_key limit 1")
	})
	return yes, err
}

// TakeRoot moves the root key into a file elsewhere, a USB stick, and says its
// verifier. The key in the installation's folder is removed only after the new
// file was read back.
func (n *Notary) TakeRoot(ctx context.Context, file string) (verifier string, err error) {
	begun, err := n.begun(ctx)
	if err != nil {
		return "", err
	}
	// A root that has certified nothing would be followed by another one.
	if !begun {
		return "", fault.New(fault.Invalid, "Chưa có nhật ký nào để khóa gốc chứng nhận. Hãy lập cơ quan trước, rồi mới cất khóa gốc.")
	}
	root, err := n.Root(ctx, "")
	if err != nil {
		return "", err
	}
	if err := writeKey(file, root); err != nil {
		return "", fault.Because(err, fault.Invalid, "Không ghi được khóa gốc vào %s. Hãy chọn tên tệp chưa có trên USB còn chỗ trống.", file)
	}
	again, found, err := readKey(file)
	if err != nil || !found || again.Private() != root.Private() {
		return "", fault.Because(err, fault.Invalid, "Khóa gốc ghi ra %s đọc lại không đúng, nên khóa trên máy được giữ nguyên. Hãy thử USB khác.", file)
	}
	return root.Verifier(), os.Remove(n.RootFile())
}

// NewKey has a new key sign the tenant's heads from now on, certified by the
// root. The one before it is removed from this machine; what it has signed
// stays good.
func (n *Notary) NewKey(ctx context.Context, tenant db.ID, root ledger.Key) error {
	return n.newKey(ctx, tenant, root, false)
}

// newKey is NewKey; first makes one only where there is none.
func (n *Notary) newKey(ctx context.Context, tenant db.ID, root ledger.Key, first bool) error {
	id := db.NewID()
	var old logKey
	var had bool
	err := n.DB.Update(ctx, tenant, func(tx *db.Tx) (err error) {
		if old, had, err = currentKey(tx); err != nil {
			return err
		}
		if had && first { // another one was first
			had = false
			return nil
		}
		if had && old.root != root.Verifier() {
			return fault.New(fault.Invalid, "Tệp này không phải khóa gốc của nhật ký. Hãy dùng đúng khóa gốc đã lập lúc cài đặt.")
		}
		origin, err := Origin(tx)
		if err != nil {
			return err
		}
		k, err := ledger.NewKey(origin)
		if err != nil {
			return err
		}
		certificate, err := ledger.Certificate{Origin: origin, Verifier: k.Verifier(), From: tx.Now}.Sign(root)
		if err != nil {
			return err
		}
		// The file first: a key that is named in the log and lies nowhere could
		// not be replaced without the root.
		if err := writeKey(n.keyFile(string(id)), k); err != nil {
			return err
		}
		_, err = tx.Exec("insert into record_key (tenant_id, key_id, origin, verifier, root, certificate, at) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
			id, origin, k.Verifier(), root.Verifier(), string(certificate), tx.Now)
		tx.Did(db.Act{Kind: "key-begun", About: id})
		return err
	})
	if err != nil {
		return err
	}
	if had {
		if err := os.Remove(n.keyFile(old.id)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Sign signs the head of a tenant's log where it has grown since the last time,
// and keeps it in the database and in the folder. It makes the first key.
func (n *Notary) Sign(ctx context.Context, tenant db.ID) error {
	var k logKey
	var found bool
	err := n.DB.View(ctx, tenant, func(tx *db.Tx) (err error) {
		k, found, err = currentKey(tx)
		return err
	})
	if err != nil {
		return err
	}
	if !found {
		root, err := n.Root(ctx, "")
		if err != nil {
			return err
		}
		if err := n.newKey(ctx, tenant, root, true); err != nil {
			return err
		}
	}
	var note []byte
	var origin string
	var today vn.Day
	err = n.DB.Update(ctx, tenant, func(tx *db.Tx) error {
		if k, found, err = currentKey(tx); err != nil {
			return err
		}
		key, here, err := readKey(n.keyFile(k.id))
		if err != nil {
			return err
		}
		if !here {
			return fault.New(fault.Invalid, "Máy này không giữ khóa ký nhật ký của xã. Hãy chép thư mục keys từ máy cũ, hoặc lập khóa mới bằng khóa gốc.")
		}
		h, _, err := db.One(tx, func(h *stored) []any { return []any{&h.size, &h.edge} }, "select size, edge from record_head where tenant_id = ?1")
		if err != nil {
			return err
		}
		signed, old, err := last(tx)
		if err != nil {
			return err
		}
		origin, today = key.Name(), vn.Today(tx.Now)
		if signed >= h.size {
			note = []byte(old)
			return nil
		}
		edge, err := hashes(h.edge)
		if err != nil {
			return err
		}
		note, err = ledger.Checkpoint{Origin: origin, Size: h.size, Root: ledger.RootOf(h.size, edge)}.Sign(key)
		if err != nil {
			return err
		}
		_, err = tx.Exec("insert into record_checkpoint (tenant_id, size, at, note) values (?1, ?2, ?3, ?4)", h.size, tx.Now, string(note))
		return err
	})
	if err != nil {
		return err
	}
	return n.keep(origin, today, note)
}

type stored struct {
	size int64
	edge string
}

func (n *Notary) logDir(origin string) string {
	return filepath.Join(n.Dir, "log", strings.ReplaceAll(strings.TrimPrefix(origin, "sauro/"), "/", "-"))
}

// keep writes a signed head as the last one and as that of its day.
func (n *Notary) keep(origin string, today vn.Day, note []byte) error {
	dir := n.logDir(origin)
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	for _, name := range []string{string(today) + ".checkpoint", "checkpoint"} {
		path := filepath.Join(dir, name)
		if b, err := os.ReadFile(path); err == nil && string(b) == string(note) {
			continue
		}
		if err := replace(path, note); err != nil {
			return fault.Because(err, fault.Busy, "Không ghi được điểm chốt nhật ký vào %s. Hãy kiểm tra ổ đĩa và quyền ghi.", dir)
		}
	}
	return nil
}

// replace writes a file that is whole at every moment and on disk at the end.
func replace(path string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}

// SignAll signs the heads of all tenants whose logs have grown.
func (n *Notary) SignAll(ctx context.Context) error {
	grown, err := n.tenants(ctx, `select h.tenant_id from record_head h where h.size > coalesce((select max(c.size) from record_checkpoint c where c.tenant_id = h.tenant_id), 0)`)
	if err != nil {
		return err
	}
	var failed error
	for _, t := range grown {
		if err := n.Sign(ctx, t); err != nil {
			failed = errors.Join(failed, fmt.Errorf("notary: signing the log of %s: %w", t, err))
		}
	}
	return failed
}

func (n *Notary) tenants(ctx context.Context, query string) (list []db.ID, err error) {
	err = n.DB.Across(ctx, func(tx *db.AcrossTx) error {
		return tx.Each(func(scan func(...any) error) error {
			var id db.ID
			err := scan(&id)
			list = append(list, id)
			return err
		}, query)
	})
	return list, err
}

// Head is what a page says of a log.
type Head struct {
	Origin     string
	Size       int64
	Signed     int64 // how many entries the last signed head covers
	SignedAt   time.Time
	Root       string // the verifier of the root key
	Key        string // the verifier of the key that signs now
	KeyIsHere  bool   // this machine keeps that key
	RootIsHere bool   // the root key still lies on this machine
}

// HeadOf reads what a page says of the log.
func (n *Notary) HeadOf(tx *db.Tx) (h Head, err error) {
	if h.Origin, err = Origin(tx); err != nil {
		return h, err
	}
	if h.Size, err = Size(tx); err != nil {
		return h, err
	}
	type row struct {
		size int64
		at   time.Time
	}
	c, _, err := db.One(tx, func(r *row) []any { return []any{&r.size, db.Time(&r.at)} },
		"select size, at from record_checkpoint where tenant_id = ?1 order by size desc limit 1")
	if err != nil {
		return h, err
	}
	h.Signed, h.SignedAt = c.size, c.at
	k, _, err := currentKey(tx)
	h.Root, h.Key = k.root, k.verifier
	h.KeyIsHere, h.RootIsHere = isThere(n.keyFile(k.id)), isThere(n.RootFile())
	return h, err
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
