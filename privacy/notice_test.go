package privacy

import (
	"strings"
	"testing"

	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
)

// toldByMail has a person told of something by e-mail, with everything that
// leaves behind.
func toldByMail(o *office, who org.Who) {
	o.do(func(tx *db.Tx) error {
		for _, s := range []string{
			"insert into channel (tenant_id, way, settings, switched_on, version, changed_at, changed_by) values (?1, 'mail', '{}', 1, 1, 1, ?2) on conflict (tenant_id, way) do nothing",
			"insert into way (tenant_id, person_id, way, address, switched_on, confirmed_at, code_count, code_tries, changed_at) values (?1, ?2, 'mail', 'canary@khanhcuong.gov.vn', 1, 1, 0, 0, 1)",
			"insert into mute (tenant_id, person_id, kind) values (?1, ?2, 'reminder')",
		} {
			if _, err := tx.Exec(s, who.Person); err != nil {
				return err
			}
		}
		tx.Did(db.Act{Kind: "set-up"})
		err := notice.ToPerson(tx, who.Person, notice.Notice{Event: "x", Kind: "overdue", About: "NV-2026-0001", Says: fault.Text{Format: "Quá hạn."}, Link: "/", AtOnce: true})
		if err != nil {
			return err
		}
		if _, err := tx.Exec("update delivery set state = 'dead', address = 'canary@khanhcuong.gov.vn', due_at = null where tenant_id = ?1 and person_id = ?2", who.Person); err != nil {
			return err
		}
		_, err = tx.Exec(`insert into delivery_try (tenant_id, delivery_id, attempt, at, outcome, why, detail)
			select tenant_id, delivery_id, 1, 1, 'failed', 'address', '550 canary@khanhcuong.gov.vn' from delivery where tenant_id = ?1 and person_id = ?2`, who.Person)
		return err
	})
}

var toldTables = []string{"notice", "delivery", "delivery_notice", "delivery_try"}

func TestWhatPersonsWereToldIsKeptAYear(t *testing.T) {
	each(t, func(o *office) {
		toldByMail(o, o.who[org.Official])
		for _, c := range []struct{ days, left int }{{366, 1}, {367, 0}} {
			if _, err := Expire(ctx, o.d.At(monday.AddDate(0, 0, c.days)), o.tenant); err != nil {
				o.Fatal(err)
			}
			for _, table := range toldTables {
				if n := o.count(table + " where tenant_id = ?1"); int(n) != c.left {
					o.Errorf("after %d days %d rows of %s are left", c.days, n, table)
				}
			}
		}
		if n := o.count("way where tenant_id = ?1"); n != 1 {
			o.Error("the person's address went with the notices")
		}
	})
}

func TestAnErasedPersonHasNoAddressLeft(t *testing.T) {
	each(t, func(o *office) {
		gone, stays := o.who[org.Viewer], o.who[org.Official]
		toldByMail(o, gone)
		toldByMail(o, stays)
		o.do(func(tx *db.Tx) error {
			d, err := CopyOf(tx, gone, gone.Person, "Tôi muốn xem dữ liệu của mình.")
			all, tables := "", map[string]bool{}
			for _, s := range d.Sheets {
				tables[s.Table] = true
				for _, r := range s.Rows {
					all += strings.Join(r, " ") + "\n"
				}
			}
			for _, table := range []string{"way", "mute", "notice", "delivery", "delivery_try"} {
				if !tables[table] {
					o.Errorf("the copy has nothing of %s", table)
				}
			}
			if strings.Count(all, "canary@khanhcuong.gov.vn") != 3 {
				o.Errorf("the address stands in the copy otherwise than as address, receiver and answer:\n%s", all)
			}
			return err
		})
		o.do(func(tx *db.Tx) error { return erase(tx, o.who[org.Chairman], gone.Person) })
		for _, table := range append([]string{"way", "mute"}, toldTables...) {
			if n := o.count(table + " where tenant_id = ?1"); n != 1 {
				o.Errorf("%d rows of %s are left, not the one of the other person", n, table)
			}
		}
	})
}
