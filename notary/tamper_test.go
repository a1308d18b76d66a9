package notary_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sauro/db"
	"sauro/ledger"
)

// The five tamperings of the issue and what else one with the database's own
// password could try: each is found within one run and names the row.
func TestEveryTamperingIsFoundAndNamed(t *testing.T) {
	tamperings := map[string]func(o *office){
		"a changed row": func(o *office) {
			o.byHand("update unit set name = 'Văn phòng khác' where tenant_id = T and unit_id = ?1", o.unit)
			o.finds("unit", string(o.unit), "Văn phòng khác", "row-changed")
		},
		"a changed time": func(o *office) {
			o.byHand("update letter set created_at = created_at - 1 where tenant_id = T and letter_id = ?1", o.letter)
			o.finds("letter", string(o.letter), "12/KH-UBND", "row-changed")
		},
		"a value taken away": func(o *office) {
			o.byHand("update letter set number = null where tenant_id = T and letter_id = ?1", o.letter)
			o.finds("letter", string(o.letter), "", "row-changed")
		},
		"a deleted row": func(o *office) {
			id := o.addUnit("Phòng Kinh tế")
			o.byHand("delete from unit where tenant_id = T and unit_id = ?1", id)
			o.finds("unit", string(id), "", "row-deleted")
		},
		"an added row": func(o *office) {
			o.byHand("insert into unit (tenant_id, unit_id, name, ordinal) values (T, 'ma', 'Phòng ma', 7)")
			o.finds("unit", "ma", "Phòng ma", "row-added")
		},
		"a row taken back to what it was": func(o *office) {
			o.act("unit-renamed", o.unit, "update unit set name = 'Mới' where tenant_id = ?1 and unit_id = ?2", o.unit)
			o.byHand("update unit set name = 'Văn phòng' where tenant_id = T and unit_id = ?1", o.unit)
			o.finds("unit", string(o.unit), "Văn phòng", "row-changed")
		},
		"a swapped file": func(o *office) {
			overwrite(o.T, o.file(o.addedFile()), "Cam kết khác")
			o.finds("letter", string(o.letter), "12/KH-UBND", "file")
		},
		"a missing file": func(o *office) {
			if err := os.Remove(o.file(o.addedFile())); err != nil {
				o.Fatal(err)
			}
			o.finds("letter", string(o.letter), "12/KH-UBND", "file")
		},
		"a truncated log": func(o *office) {
			id := o.addUnit("Phòng Kinh tế")
			o.byHand("delete from record_entry where tenant_id = T and entry = (select max(entry) from record_entry where tenant_id = T)")
			o.finds("unit", string(id), "Phòng Kinh tế", "log-cut", "entry", "row-added")
		},
		"a log taken back with its rows": func(o *office) {
			// Everything of the last act, as if it had never been: rows, log and
			// head fit each other. The signed head in the folder does not.
			before := o.dump("record_head")
			id := o.addUnit("Phòng Kinh tế")
			o.sign()
			o.byHand("delete from unit where tenant_id = T and unit_id = ?1", id)
			o.byHand("delete from record_opening where tenant_id = T and row_key = ?1", id)
			o.byHand("delete from record_entry where tenant_id = T and entry = (select max(entry) from record_entry where tenant_id = T)")
			o.byHand("delete from record_checkpoint where tenant_id = T and size = (select max(size) from record_checkpoint where tenant_id = T)")
			o.byHand("update record_head set size = " + before[0] + ", edge = '" + before[1] + "' where tenant_id = T")
			o.finds("", "", "", "log-cut", "log-cut") // the day's head and the last
		},
		"an entry rewritten": func(o *office) {
			o.byHand("update record_entry set body = replace(body, 'unit-added', 'unit-addee') where tenant_id = T and entry = 1")
			o.finds("record_entry", "1", "", "entry")
		},
		"an entry from the middle gone": func(o *office) {
			o.addUnit("Phòng Kinh tế")
			o.sign()
			o.byHand("delete from record_entry where tenant_id = T and entry = 1")
			if c := o.verify(); len(c.Faults) == 0 || c.Faults[0].Kind != "entry" || c.Faults[0].Key != "1" {
				o.Errorf("%+v", c.Faults)
			}
		},
		"the salts gone": func(o *office) {
			o.byHand("update record_opening set salt = null where tenant_id = T and row_key = ?1", o.unit)
			o.finds("unit", string(o.unit), "Văn phòng", "entry")
		},
		"a head signed by another key": func(o *office) {
			o.byHand("update record_checkpoint set note = replace(note, 'sauro/', 'sauro/x') where tenant_id = T")
			o.finds("", "", "", "signature")
		},
		"a key that the root does not know": func(o *office) {
			o.byHand("update record_key set certificate = replace(certificate, 'from 2', 'from 3') where tenant_id = T")
			c := o.verify()
			if len(c.Faults) < 2 || c.Faults[0].Table != "record_key" || c.Faults[0].Kind != "signature" {
				o.Errorf("%+v", c.Faults)
			}
		},
	}
	for name, tamper := range tamperings {
		t.Run(name, func(t *testing.T) {
			each(t, func(o *office) {
				o.addLetter("Cam kết của Chủ tịch UBND xã")
				o.sign()
				o.whole()
				tamper(o)
			})
		})
	}
}

// addedFile is the file of the letter.
func (o *office) addedFile() (hash string) {
	o.Helper()
	err := o.DB.View(context.Background(), o.tenant, func(tx *db.Tx) (err error) {
		hash, err = db.Value[string](tx, "select file_hash from letter where tenant_id = ?1")
		return err
	})
	if err != nil || hash == "" {
		o.Fatal(hash, err)
	}
	return hash
}

func (o *office) dump(table string) (row [2]string) {
	o.Helper()
	query := "select size, edge from " + table + " where tenant_id = '" + string(o.tenant) + "'"
	if err := o.raw.QueryRow(query).Scan(&row[0], &row[1]); err != nil {
		o.Fatal(err)
	}
	return row
}

// Who has the machine can sign a new history with the key that lies on it. The
// heads of earlier days still say what was; only when they are rewritten too is
// it the witnesses who know.
func TestAHistorySignedAnewDoesNotFitTheHeadsOfEarlierDays(t *testing.T) {
	each(t, func(o *office) {
		id := o.addUnit("Phòng Kinh tế")
		o.sign()
		for _, table := range []string{"record_opening", "record_entry", "record_head", "record_checkpoint"} {
			o.byHand("delete from " + table + " where tenant_id = T")
		}
		o.byHand("delete from unit where tenant_id = T and unit_id = ?1", id)
		if err := o.Begin(context.Background()); err != nil {
			t.Fatal(err)
		}
		o.addUnit("Phòng khác")
		o.addUnit("Phòng khác nữa")
		o.addUnit("Phòng khác nữa nữa")
		o.addUnit("Phòng sau cùng")
		o.addUnit("Phòng sau cùng nữa")
		heads, err := filepath.Glob(filepath.Join(o.Dir, "log", "*", "*checkpoint"))
		if err != nil || len(heads) != 2 {
			t.Fatal(heads, err)
		}
		o.finds("", "", "", "log-cut", "log-cut")
		c := o.verify()
		if !strings.Contains(c.Faults[0].Says.String(), "viết lại") {
			t.Errorf("%s", c.Faults[0].Says)
		}
	})
}

// With the root key from paper even a log that was made anew as a whole, keys,
// heads and all, is not taken for the old one.
func TestALogMadeAnewHasAnotherRoot(t *testing.T) {
	each(t, func(o *office) {
		o.sign()
		root, err := o.Root(context.Background(), "")
		if err != nil {
			t.Fatal(err)
		}
		for _, trusted := range []string{root.Verifier(), ledger.Fingerprint(root.Verifier())} {
			o.Trusted = trusted
			o.whole()
		}
		for _, table := range []string{"record_opening", "record_entry", "record_head", "record_checkpoint", "record_key"} {
			o.byHand("delete from " + table + " where tenant_id = T")
		}
		for _, dir := range []string{"log", "keys"} {
			if err := os.RemoveAll(filepath.Join(o.Dir, dir)); err != nil {
				t.Fatal(err)
			}
		}
		if err := o.Begin(context.Background()); err != nil {
			t.Fatal(err)
		}
		o.sign()
		c := o.verify()
		if len(c.Faults) != 1 || c.Faults[0].Kind != "signature" || !strings.Contains(c.Faults[0].Says.String(), "trên giấy") {
			t.Errorf("%+v", c.Faults)
		}
	})
}
