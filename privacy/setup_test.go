package privacy

import (
	"context"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

var ctx = context.Background()

// monday is a working day with a working week behind it.
var monday = vn.Day("2026-03-02").Time().Add(9 * time.Hour)

// office is a commune with one person for the first post of each role.
type office struct {
	*testing.T
	d      *db.DB
	tenant db.ID
	who    map[org.Role]org.Who
}

func each(t *testing.T, test func(o *office)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(newOffice(t, d.At(monday), "21472")) })
}

func newOffice(t *testing.T, d *db.DB, code string) *office {
	t.Helper()
	tenant, err := org.NewTenant(ctx, d, code, "UBND xã Khánh Cường")
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t, d, tenant, map[org.Role]org.Who{}}
	o.do(func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		for _, p := range posts {
			if o.who[p.Role].SignedIn() {
				continue
			}
			login := string(p.Role)
			if _, _, err := org.AddPerson(tx, org.Installer(tenant), org.NewPerson{Login: login, Name: "Trần Thị " + login, Post: p.ID, Password: "mot cau de nho " + login[:1]}); err != nil {
				return err
			}
			if o.who[p.Role], err = org.ByLogin(tx, login); err != nil {
				return err
			}
		}
		return nil
	})
	return o
}

// at is the same office on another day.
func (o *office) at(day vn.Day) *office {
	c := *o
	c.d = o.d.At(day.Time().Add(9 * time.Hour))
	return &c
}

func (o *office) do(write func(tx *db.Tx) error) {
	o.Helper()
	if err := o.d.Update(ctx, o.tenant, write); err != nil {
		o.Fatal(err)
	}
}

// refused does what has to fail with the kind, and changes nothing.
func (o *office) refused(kind fault.Kind, write func(tx *db.Tx) error) {
	o.Helper()
	if err := o.d.Update(ctx, o.tenant, write); !fault.Is(err, kind) {
		o.Errorf("got %v, want kind %d", err, kind)
	}
}

// file brings in a person's own request.
func (o *office) file(who org.Who, kind Kind) (ref string) {
	o.Helper()
	o.do(func(tx *db.Tx) (err error) {
		ref, err = File(tx, who, Asking{ID: db.NewID(), Kind: kind, Person: who.Person, Wish: "Đề nghị cơ quan thực hiện."})
		return err
	})
	return ref
}

// get reads a request without leaving a line.
func (o *office) get(ref string) (r Request) {
	o.Helper()
	o.do(func(tx *db.Tx) (err error) { r, err = find(tx, o.who[org.Clerk], ref); return err })
	return r
}

func (o *office) count(query string, args ...any) (n int) {
	o.Helper()
	o.do(func(tx *db.Tx) (err error) {
		n, err = db.Value[int](tx, "select count(*) from "+query, args...)
		return err
	})
	return n
}

const reason = "Lý do đủ dài để người khác hiểu."
