package privacy

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/org"
)

// What the page says of how long is what is carried out.
func TestTheDaysSaidAreTheDaysKept(t *testing.T) {
	carried := map[code]bool{}
	for _, k := range keeps {
		carried[k.code] = true
		said := keepName[k.code]
		if !strings.HasPrefix(said, strconv.Itoa(k.days)+" ngày") && !strings.HasPrefix(said, strconv.Itoa(k.days/365)+" năm") {
			t.Errorf("%s is kept %d days and said to be kept %q", k.table, k.days, said)
		}
		found := false
		for _, l := range lines {
			found = found || l.table == k.table && l.keep == k.code
		}
		if !found {
			t.Errorf("the register does not say how long %s is kept", k.table)
		}
	}
	for c, said := range keepName {
		if said[0] >= '0' && said[0] <= '9' && !carried[c] {
			t.Errorf("nothing carries out %q", said)
		}
	}
}

func TestWhatWasKeptLongEnoughIsDeleted(t *testing.T) {
	each(t, func(o *office) {
		official := o.who[org.Official]
		o.signsIn(official)
		o.do(func(tx *db.Tx) error { return Read(tx, o.who[org.Clerk], PeopleList, "", "") })
		run := func(days int) string {
			o.Helper()
			at := o.d.At(monday.AddDate(0, 0, days))
			list, err := Expire(ctx, at, o.tenant)
			if err != nil {
				o.Fatal(err)
			}
			var said []string
			for _, e := range list {
				said = append(said, fmt.Sprint(e.Table, " ", e.Rows))
			}
			return strings.Join(said, ", ")
		}
		for _, c := range []struct {
			days int
			want string
		}{
			{0, ""}, {30, ""}, {31, "signin_failure 1"}, {31, ""},
			{90, ""}, {90 + 14, ""}, {90 + 15, "session 1"},
			{5 * 366, ""}, {5*366 + 1, "data_read 1"}, {5*366 + 1, ""},
		} {
			if got := run(c.days); got != c.want {
				o.Errorf("after %d days: %q, want %q", c.days, got, c.want)
			}
		}
		if n := o.count("data_expiry where tenant_id = ?1"); n != 3 {
			o.Errorf("%d lines of what was deleted, want 3", n)
		}
		var last []Expired
		o.do(func(tx *db.Tx) (err error) { last, err = LastExpired(tx); return err })
		if len(last) != 3 || last[2].Table != "signin_failure" || last[2].Rows != 1 || last[2].At.IsZero() {
			o.Errorf("%+v", last)
		}
	})
}

func TestMuchIsDeletedInBatches(t *testing.T) {
	each(t, func(o *office) {
		const many = 2*expireBatch + 7
		o.do(func(tx *db.Tx) error {
			for i := range many {
				if _, err := tx.Exec("insert into signin_failure (tenant_id, failure_id, login, address, at) values (?1, ?2, 'x', '10.0.0.1', ?3)", db.NewID(), tx.Now.Add(time.Duration(i))); err != nil {
					return err
				}
			}
			return nil
		})
		list, err := Expire(ctx, o.d.At(monday.AddDate(0, 0, 40)), o.tenant)
		if err != nil || len(list) != 1 || list[0].Rows != many {
			o.Fatal(list, err)
		}
		if n := o.count("signin_failure where tenant_id = ?1"); n != 0 {
			o.Errorf("%d are left", n)
		}
		if n := o.count("data_expiry where tenant_id = ?1"); n != 3 {
			o.Errorf("%d batches are written down", n)
		}
	})
}

func TestTheNightBegins(t *testing.T) {
	for _, c := range []struct{ now, want string }{
		{"2026-03-02T01:59:00+07:00", "2026-03-01T02:00:00+07:00"},
		{"2026-03-02T02:00:00+07:00", "2026-03-02T02:00:00+07:00"},
		{"2026-03-01T20:00:00Z", "2026-03-02T02:00:00+07:00"},
	} {
		now, err := time.Parse(time.RFC3339, c.now)
		if err != nil {
			t.Fatal(err)
		}
		if got := night(now).Format(time.RFC3339); got != c.want {
			t.Errorf("at %s the last night began %s, want %s", c.now, got, c.want)
		}
	}
}

func TestEveryCommuneIsLookedAfter(t *testing.T) {
	each(t, func(o *office) {
		other := newOffice(o.T, o.d, "21475")
		for _, of := range []*office{o, other} {
			of.signsIn(of.who[org.Official])
		}
		if err := expireAll(ctx, o.d.At(monday.AddDate(0, 0, 60))); err != nil {
			o.Fatal(err)
		}
		for _, of := range []*office{o, other} {
			if n := of.count("signin_failure where tenant_id = ?1"); n != 0 {
				o.Errorf("%d rows are left in %s", n, of.tenant)
			}
		}
	})
}
