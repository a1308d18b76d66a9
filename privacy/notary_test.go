package privacy

import (
	"testing"

	"sauro/blob"
	"sauro/db"
	"sauro/notary"
	"sauro/org"
)

// Neither an erasure nor a night of deleting is taken for tampering.
func TestTheRecordStaysWhole(t *testing.T) {
	each(t, func(o *office) {
		clerk, official := o.who[org.Clerk], o.who[org.Official]
		o.signsIn(official)
		ref := o.file(official, Erase)
		o.do(func(tx *db.Tx) error { return Read(tx, clerk, PeopleList, "", "") })
		o.do(func(tx *db.Tx) error { return org.Leave(tx, clerk, official.Person, nil) })
		o = o.at("2026-03-03")
		o.do(func(tx *db.Tx) error { return Prepare(tx, clerk, ref, 1, reason) })
		o.do(func(tx *db.Tx) error { return Decide(tx, o.who[org.Chairman], ref, 2, true, reason) })
		if _, err := Expire(ctx, o.d.At(monday.AddDate(6, 0, 0)), o.tenant); err != nil {
			o.Fatal(err)
		}
		files, err := blob.Open(o.TempDir())
		if err != nil {
			o.Fatal(err)
		}
		n := &notary.Notary{DB: o.d, Files: files}
		check, err := n.Verify(ctx, o.tenant)
		if err != nil {
			o.Fatal(err)
		}
		for _, f := range check.Faults {
			o.Errorf("%s %s %s: %s", f.Kind, f.Table, f.Key, f.Says)
		}
		if check.Entries == 0 || check.Rows == 0 {
			o.Errorf("nothing was checked: %+v", check)
		}
	})
}
