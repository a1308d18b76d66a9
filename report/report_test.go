package report_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"testing"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/org"
	"sauro/report"
	"sauro/task"
)

// load reads a report back.
func (o *office) load(ref string) (r report.Report) {
	o.Helper()
	o.do(func(tx *db.Tx) (err error) {
		r, err = report.Load(tx, o.who[viewer], ref)
		return err
	})
	return r
}

func TestAFrozenReportNeverChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d).busy()
		order := o.order("2026-03-16")
		order.Number, order.Date = " 12/BC-UBND ", "2026-03-16"
		first := o.freeze(order)
		if first.Ref != "BC-2026-0001" || first.Repeated || first.MadeBy != clerk || first.Figures.Order.Number != "12" || first.Of == "" {
			t.Errorf("the first report: %+v", first)
		}
		if text, _ := json.Marshal(first.Figures); sum(text) != first.Hash {
			t.Error("the hash is not that of the figures")
		}
		files := map[report.Form][]byte{}
		for _, form := range report.Forms {
			files[form] = written(t, first, form)
		}
		// Work goes on: progress, an edit, a new task, an acceptance.
		late := "NV-2025-0002"
		o.report(late, 42, task.Progress{Note: "Xong lớp 2", Evidence: []task.Evidence{aFile}, HandIn: true})
		o.accept(late, "")
		o.given("2.1", o.slots("Kiện toàn Ban Chỉ đạo chuyển đổi số xã", "2026-03-31"))
		o.do(func(tx *db.Tx) error { // a post gets another name
			tx.Did(db.Act{Kind: "set-up"})
			_, err := tx.Exec("update post set title = 'Công chức chuyển đổi số' where tenant_id = ?1 and post_id = ?2", o.who[culture].Post)
			return err
		})
		again := o.load(first.Ref)
		if first.Repeated, again.Repeated = false, false; !reflect.DeepEqual(first, again) {
			t.Errorf("the report has changed:\n%+v\n%+v", first, again)
		}
		for _, form := range report.Forms {
			for i := range 5 {
				if !bytes.Equal(written(t, again, form), files[form]) {
					t.Errorf("%s, copy %d: other bytes than on the day it was made", form, i+1)
				}
			}
		}
		second := o.freeze(order)
		if second.Ref != "BC-2026-0002" || second.Hash == first.Hash {
			t.Errorf("new figures of the same day are %s, hash %.8s and %.8s", second.Ref, second.Hash, first.Hash)
		}
	})
}

func TestTheSameOrderIsTheSameReport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d).busy()
		first := o.freeze(o.order("2026-03-10"))
		// A week later nothing about 10/03 has changed, though much went on.
		o = o.on("2026-03-23")
		o.report("NV-2025-0002", 30, task.Progress{Note: "Lớp 2 đã mở"})
		again := o.freeze(o.order("2026-03-10"))
		if !again.Repeated || again.Ref != first.Ref || !again.MadeAt.Equal(first.MadeAt) {
			t.Errorf("the same order gave %s, not %s", again.Ref, first.Ref)
		}
		other := o.order("2026-03-10")
		other.Kind = report.Dispatch
		if r := o.freeze(other); r.Ref != "BC-2026-0002" {
			t.Errorf("another kind is %s", r.Ref)
		}
		if r := o.freeze(o.order("2026-03-11")); r.Ref != "BC-2026-0003" {
			t.Errorf("another day is %s", r.Ref)
		}
		o.do(func(tx *db.Tx) error {
			list, err := report.List(tx, o.who[viewer], o.letter)
			if len(list) != 3 || list[2].Ref != first.Ref || list[0].CutOff != "2026-03-11" {
				t.Errorf("the list: %+v", list)
			}
			none, _ := report.List(tx, o.who[viewer], db.NewID())
			if len(none) != 0 {
				t.Errorf("another letter has %d reports", len(none))
			}
			return err
		})
	})
}

func TestWhoMayMakeAReport(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t)).busy()
	for _, who := range o.who {
		may := who.Role == org.Chairman || who.Role == org.Deputy || who.Role == org.Clerk
		err := o.try(func(tx *db.Tx) error { _, err := report.Freeze(tx, who, o.order("2026-03-16")); return err })
		if may && err != nil || !may && !fault.Is(err, fault.Denied) {
			t.Errorf("%s makes a report: %v", who.PostTitle, err)
		}
		for what, read := range map[string]func(tx *db.Tx) error{
			"the figures": func(tx *db.Tx) error { _, err := report.Of(tx, who, o.order("2026-03-16")); return err },
			"the list":    func(tx *db.Tx) error { _, err := report.List(tx, who, ""); return err },
		} {
			if err := o.try(read); err != nil {
				t.Errorf("%s reads %s: %v", who.PostTitle, what, err)
			}
		}
	}
	nobody := org.Who{Tenant: o.tenant}
	for what, act := range map[string]func(tx *db.Tx) error{
		"the figures": func(tx *db.Tx) error { _, err := report.Of(tx, nobody, o.order("2026-03-16")); return err },
		"the list":    func(tx *db.Tx) error { _, err := report.List(tx, nobody, ""); return err },
		"a report":    func(tx *db.Tx) error { _, err := report.Load(tx, nobody, "BC-2026-0001"); return err },
		"freezing":    func(tx *db.Tx) error { _, err := report.Freeze(tx, nobody, o.order("2026-03-16")); return err },
	} {
		if err := o.try(act); !fault.Is(err, fault.SignIn) {
			t.Errorf("nobody gets %s: %v", what, err)
		}
	}
	if err := o.try(func(tx *db.Tx) error { _, err := report.Load(tx, o.who[clerk], "BC-2026-0099"); return err }); !fault.Is(err, fault.Unknown) {
		t.Errorf("a report that is not there: %v", err)
	}
}

func TestAnotherCommuneSeesNothing(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t)).busy()
	made := o.freeze(o.order("2026-03-16"))
	tenant, err := org.NewTenant(ctx, o.d, "21473", "UBND xã Đức Phổ")
	if err != nil {
		t.Fatal(err)
	}
	stranger := o.who[clerk]
	stranger.Tenant = tenant
	for _, read := range []func(tx *db.Tx) error{
		func(tx *db.Tx) error { _, err := report.Load(tx, stranger, made.Ref); return err },
		func(tx *db.Tx) error { _, err := report.Of(tx, stranger, o.order("2026-03-16")); return err },
	} {
		if err := o.d.View(ctx, tenant, read); !fault.Is(err, fault.Unknown) {
			t.Errorf("another commune: %v", err)
		}
	}
}

func TestFiguresChangedBehindTheProgramAreNoticed(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t)).busy()
	made := o.freeze(o.order("2026-03-16"))
	o.do(func(tx *db.Tx) error {
		tx.Did(db.Act{Kind: "set-up"})
		_, err := tx.Exec(`update report set figures = replace(figures, '"late":2', '"late":0') where tenant_id = ?1 and ref = ?2`, made.Ref)
		return err
	})
	if err := o.try(func(tx *db.Tx) error { _, err := report.Load(tx, o.who[clerk], made.Ref); return err }); err == nil || fault.Of(err) != fault.Internal {
		t.Errorf("changed figures were loaded: %v", err)
	}
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

// written is a report as a file.
func written(t testing.TB, r report.Report, form report.Form) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.Write(&b, r, form); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
