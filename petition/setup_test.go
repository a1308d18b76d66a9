package petition_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/obstacle"
	"sauro/org"
	. "sauro/petition"
	"sauro/task"
	"sauro/vn"
)

var ctx = context.Background()

// The posts that the tests speak of.
const (
	official = "Công chức Văn hóa - Xã hội"
	mayor    = "Chủ tịch UBND xã"

	governor = "Chủ tịch UBND tỉnh"
	clerk    = "Chánh Văn phòng UBND tỉnh"
	science  = "Giám đốc Sở Khoa học và Công nghệ"
	expert   = "Chuyên viên Sở Khoa học và Công nghệ"
	finance  = "Giám đốc Sở Tài chính"
)

// office is one office of the tests, with a person in every post.
type office struct {
	*country
	tenant db.ID
	code   string
	who    map[string]org.Who
}

// country is a province and its communes, on one clock that the tests move.
type country struct {
	t        testing.TB
	d        *db.DB
	province *office
}

// each opens a province on both engines, on Monday 02/03/2026, 09:00.
func each(t *testing.T, test func(t *testing.T, c *country)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newCountry(t, d)) })
}

func newCountry(t testing.TB, d *db.DB) *country {
	t.Helper()
	c := &country{t: t, d: d.At(time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC))}
	id, err := org.NewProvince(ctx, c.d, "51", "UBND tỉnh Quảng Ngãi")
	if err != nil {
		t.Fatal(err)
	}
	c.province = c.staff(id, "51")
	return c
}

// on is the same country on another day, 10:00.
func (c *country) on(day vn.Day) *country {
	now := *c
	now.d = c.d.At(day.Time().Add(10 * time.Hour))
	province := *c.province
	province.country, now.province = &now, &province
	return &now
}

// at is an office of the country on the country's day.
func (c *country) at(o *office) *office {
	now := *o
	now.country = c
	return &now
}

// staff puts a person into every post; signing in is not what is tested, so they
// have no password to compute.
func (c *country) staff(tenant db.ID, code string) *office {
	c.t.Helper()
	o := &office{country: c, tenant: tenant, code: code, who: map[string]org.Who{}}
	o.ok(func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		for i, p := range posts {
			person, login := db.NewID(), fmt.Sprintf("u%02d", i)
			if _, err := tx.Exec("insert into person (tenant_id, person_id, login, name, password, password_once, created_at) values (?1, ?2, ?3, '', '', 0, ?4)", person, login, tx.Now); err != nil {
				return err
			}
			if _, err := tx.Exec("insert into holding (tenant_id, person_id, post_id, from_day) values (?1, ?2, ?3, ?4)", person, p.ID, vn.Today(tx.Now)); err != nil {
				return err
			}
			if o.who[p.Title], err = org.ByLogin(tx, login); err != nil {
				return err
			}
		}
		tx.Did(db.Act{Kind: "set-up"})
		return nil
	})
	return o
}

// commune is a new commune under the province, with one clause of a letter.
func (c *country) commune(code, name string) *office {
	c.t.Helper()
	id, err := org.NewTenant(ctx, c.d, code, name)
	if err == nil {
		err = org.PlaceUnder(ctx, c.d, code, "51")
	}
	if err != nil {
		c.t.Fatal(err)
	}
	o := c.staff(id, code)
	o.ok(func(tx *db.Tx) error {
		letter, group := db.NewID(), db.NewID()
		if _, err := tx.Exec(`insert into letter (tenant_id, letter_id, state, version, file_hash, file_name, file_format, file_size, scanned, body,
				recipients, cited, same_key, proposal, created_at, created_by)
			values (?1, ?2, 'active', 1, 'h', 'f.txt', 'txt', 1, 0, '', '[]', '[]', '', '', ?3, 'x')`, letter, tx.Now); err != nil {
			return err
		}
		if _, err := tx.Exec(`insert into clause_group (tenant_id, group_id, letter_id, ordinal, label, text, from_byte, to_byte) values (?1, ?2, ?3, 1, '', 'Nhóm', 0, 0)`, group, letter); err != nil {
			return err
		}
		_, err := tx.Exec(`insert into clause (tenant_id, clause_id, letter_id, group_id, ordinal, code, path, text, from_byte, to_byte, lead, support, due_kind, from_row)
			values (?1, ?2, ?3, ?4, 1, '1.1', '1.1', 'Nội dung', 0, 0, '[]', '[]', 'none', 0)`, db.NewID(), letter, group)
		tx.Did(db.Act{Kind: "set-up"})
		return err
	})
	return o
}

func (o *office) try(do func(tx *db.Tx) error) error { return o.d.Update(ctx, o.tenant, do) }

func (o *office) ok(do func(tx *db.Tx) error) {
	o.t.Helper()
	if err := o.try(do); err != nil {
		o.t.Fatal(err)
	}
}

// see reads as ok writes; it may be done while somebody writes.
func (o *office) see(do func(tx *db.Tx) error) {
	o.t.Helper()
	if err := o.d.View(ctx, o.tenant, do); err != nil {
		o.t.Fatal(err)
	}
}

// refused wants a refusal of the kind, and its words in it.
func (o *office) refused(kind fault.Kind, words string, do func(tx *db.Tx) error) {
	o.t.Helper()
	if err := o.try(do); !fault.Is(err, kind) || !strings.Contains(err.Error(), words) {
		o.t.Errorf("got %v, want a refusal of kind %d with %q", err, kind, words)
	}
}

// proposes has an official raise an obstacle of a task and the commune send a
// proposal about it: the paper's number is 215.
func (o *office) proposes(class obstacle.Class, subject, asks string) (proposal string) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) error {
		clause, err := db.Value[db.ID](tx, "select clause_id from clause where tenant_id = ?1")
		if err != nil {
			return err
		}
		doer, chair := o.who[official], o.who[mayor]
		s := task.Slots{Accountable: doer.Post, Work: "Bồi dưỡng kỹ năng số", Due: task.Due{Kind: task.ByDate, Date: "2026-12-30"}, LeadUnit: doer.Unit, Answers: doer.Post, Decider: chair.Post,
			Result: task.Result{Product: "1 kế hoạch", Measure: task.Figure, Target: 10, Unit: "người", Proof: task.File}}
		ref, err := task.Create(tx, chair, clause, "", s)
		if err != nil {
			return err
		}
		if err := task.Issue(tx, chair, ref, 1); err != nil {
			return err
		}
		if err := task.Receive(tx, doer, ref, 2); err != nil {
			return err
		}
		stands, err := obstacle.Raise(tx, doer, obstacle.Raising{Tasks: []string{ref}, Says: subject, Since: vn.Today(tx.Now), Thinks: obstacle.Beyond})
		if err != nil {
			return err
		}
		at, err := obstacle.Get(tx, chair, stands)
		if err != nil {
			return err
		}
		if err := obstacle.Decide(tx, chair, stands, at.Version, obstacle.Decision{Power: obstacle.Beyond, Class: class}); err != nil {
			return err
		}
		proposal, err = obstacle.Propose(tx, chair, obstacle.Draft{Obstacles: []string{stands}, To: o.above(tx), Subject: subject, Asks: asks, Law: "Khoản 2 Điều 34 NĐ 224/2026/NĐ-CP", Done: "Đã rà soát."})
		if err != nil {
			return err
		}
		return obstacle.Send(tx, chair, proposal, 1, obstacle.Letter{Number: "215", Symbol: "UBND-VX", Dated: vn.Today(tx.Now), Signer: "Chủ tịch UBND xã"})
	})
	return proposal
}

func (o *office) above(tx *db.Tx) obstacle.Body {
	o.t.Helper()
	b, err := obstacle.Superior(tx)
	if err != nil {
		o.t.Fatal(err)
	}
	return b
}

func (o *office) proposal(ref string) (p obstacle.Proposal) {
	o.t.Helper()
	o.see(func(tx *db.Tx) (err error) {
		p, err = obstacle.ProposalByRef(tx, o.who[mayor], ref)
		return err
	})
	return p
}

// carry carries until nothing is left.
func (c *country) carry() {
	c.t.Helper()
	for range 100 {
		did, err := Step(ctx, c.d)
		if err != nil {
			c.t.Fatal(err)
		}
		if !did {
			return
		}
	}
	c.t.Fatal("the carrier never rests")
}

func (o *office) petition(ref string) (p Petition) {
	o.t.Helper()
	o.see(func(tx *db.Tx) (err error) {
		p, err = Get(tx, o.who[governor], ref)
		return err
	})
	return p
}

func (o *office) takeIn(refs ...string) {
	o.t.Helper()
	for _, ref := range refs {
		p := o.petition(ref)
		o.ok(func(tx *db.Tx) error { return TakeIn(tx, o.who[clerk], ref, p.Version, "") })
	}
}

func (o *office) issue(ref string) (i Issue) {
	o.t.Helper()
	o.see(func(tx *db.Tx) (err error) {
		i, err = GetIssue(tx, o.who[governor], ref)
		return err
	})
	return i
}

// reply is an answer of today.
func (o *office) reply(outcome Outcome) Reply {
	r := Reply{ID: db.NewID(), Outcome: outcome, Says: "Đồng ý bổ sung 50 triệu đồng cho mỗi xã.", Number: "1201/UBND-KGVX", Dated: vn.Today(o.d.Now()), Signer: "Chủ tịch UBND tỉnh",
		File: obstacle.File{Hash: strings.Repeat("9f", 32), Name: "tra-loi.pdf", Size: 1200, MIME: "application/pdf"}}
	if outcome == PassedOn {
		r.File, r.To, r.Days = obstacle.File{}, "Bộ Khoa học và Công nghệ", 15
	}
	return r
}

// told counts the notices of a kind that a post's holder has in this office.
func (o *office) told(title, kind string) (n int) {
	o.t.Helper()
	o.see(func(tx *db.Tx) (err error) {
		n, err = db.Value[int](tx, "select count(*) from notice where tenant_id = ?1 and person_id = ?2 and kind = ?3", o.who[title].Person, kind)
		return err
	})
	return n
}

func (o *office) count(table string) (n int) {
	o.t.Helper()
	o.see(func(tx *db.Tx) (err error) {
		n, err = db.Value[int](tx, "select count(*) from "+table+" where tenant_id = ?1")
		return err
	})
	return n
}
