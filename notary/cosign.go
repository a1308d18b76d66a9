package notary

import (
	"path/filepath"

	"sauro/db"
	"sauro/fault"
	"sauro/ledger"
)

// RootAt is the root of the tree as it was at a size; found is false where the
// log has fewer entries.
func RootAt(tx *db.Tx, size int64) (root ledger.Hash, found bool, err error) {
	have, err := Size(tx)
	if err != nil || size > have {
		return root, false, err
	}
	root, err = ledger.Root(size, reader(tx))
	return root, true, err
}

// Cosigned adds the co-signature of a witness to the signed head of that size,
// where there is one.
func Cosigned(tx *db.Tx, size int64, note []byte, verifier string) error {
	ours, err := db.Value[string](tx, "select note from record_checkpoint where tenant_id = ?1 and size = ?2", size)
	if err != nil || ours == "" {
		return err
	}
	joined, err := ledger.AddCosignature([]byte(ours), note, verifier)
	if err != nil || string(joined) == ours {
		return err
	}
	_, err = tx.Exec("update record_checkpoint set note = ?3 where tenant_id = ?1 and size = ?2", size, string(joined))
	return err
}

// WitnessKey is the key by which this installation co-signs the heads of
// others. It is made the first time.
func (n *Notary) WitnessKey() (ledger.Key, error) {
	path := filepath.Join(n.Dir, "keys", "witness.key")
	k, found, err := readKey(path)
	if err != nil || found {
		return k, err
	}
	id := string(db.NewID())
	if k, err = ledger.NewKey("sauro-witness/" + id[len(id)-12:]); err != nil {
		return k, err
	}
	if err := writeKey(path, k); err != nil {
		// Another process may have been first.
		if k, found, again := readKey(path); again == nil && found {
			return k, nil
		}
		return k, fault.Because(err, fault.Busy, "Không ghi được khóa nhân chứng. Hãy kiểm tra quyền ghi thư mục dữ liệu.")
	}
	return k, nil
}
