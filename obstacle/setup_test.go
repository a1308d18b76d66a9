package obstacle_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	. "sauro/obstacle"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

var ctx = context.Background()

// The posts that the tests speak of.
const (
	chairman = "Chủ tịch UBND xã"
	deputy   = "Phó Chủ tịch UBND xã"
	clerk    = "Chánh Văn phòng HĐND và UBND"
	head     = "Trưởng phòng Văn hóa - Xã hội"
	culture  = "Công chức Văn hóa - Xã hội"
	justice  = "Công chức Tư pháp - Hộ tịch"
	money    = "Công chức Tài chính - Kế toán"
	viewer   = "Giám sát của HĐND xã"
)

type office struct {
	t      testing.TB
	d      *db.DB
	tenant db.ID
	clause db.ID
	posts  map[string]org.Post
	logins map[string]string
}

// each opens an office on both engines on Monday 02/03/2026, 09:00.
func each(t *testing.T, test func(t *testing.T, o *office)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(t, newOffice(t, d)) })
}

func newOffice(t testing.TB, d *db.DB) *office {
	t.Helper()
	o := &office{t: t, d: d.At(time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)), clause: db.NewID(), posts: map[string]org.Post{}, logins: map[string]string{}}
	var err error
	if o.tenant, err = org.NewTenant(ctx, o.d, "21472", "UBND xã Khánh Cường"); err != nil {
		t.Fatal(err)
	}
	o.ok(func(tx *db.Tx) error {
		list, err := org.Posts(tx)
		for i, p := range list {
			if err == nil {
				o.logins[p.Title] = fmt.Sprintf("nguoi%02d", i)
				_, _, err = org.AddPerson(tx, org.Installer(o.tenant), org.NewPerson{Login: o.logins[p.Title], Post: p.ID, Password: "mot cau that dai 2026"})
			}
		}
		if err != nil {
			return err
		}
		if list, err = org.Posts(tx); err != nil {
			return err
		}
		for _, p := range list {
			o.posts[p.Title] = p
		}
		letter, group := db.NewID(), db.NewID()
		if _, err := tx.Exec(`insert into letter (tenant_id, letter_id, state, version, file_hash, file_name, file_format, file_size, scanned, body,
				recipients, cited, same_key, proposal, created_at, created_by)
			values (?1, ?2, 'active', 1, 'h', 'f.txt', 'txt', 1, 0, '', '[]', '[]', '', '', ?3, 'x')`, letter, tx.Now); err != nil {
			return err
		}
		if _, err := tx.Exec(`insert into clause_group (tenant_id, group_id, letter_id, ordinal, label, text, from_byte, to_byte) values (?1, ?2, ?3, 1, '', 'Nhân lực', 0, 0)`, group, letter); err != nil {
			return err
		}
		_, err = tx.Exec(`insert into clause (tenant_id, clause_id, letter_id, group_id, ordinal, code, path, text, from_byte, to_byte, lead, support, due_kind, from_row)
			values (?1, ?2, ?3, ?4, 1, '1.1', '1.1', 'Nội dung', 0, 0, '[]', '[]', 'none', 0)`, o.clause, letter, group)
		tx.Did(db.Act{Kind: "set-up"})
		return err
	})
	return o
}

// on is the office on another day, 10:00.
func (o *office) on(day vn.Day) *office {
	c := *o
	c.d = o.d.At(day.Time().Add(10 * time.Hour))
	return &c
}

func (o *office) try(do func(tx *db.Tx) error) error { return o.d.Update(ctx, o.tenant, do) }

func (o *office) ok(do func(tx *db.Tx) error) {
	o.t.Helper()
	if err := o.try(do); err != nil {
		o.t.Fatal(err)
	}
}

// refused wants a refusal of the kind, and its words in it.
func (o *office) refused(kind fault.Kind, words string, do func(tx *db.Tx) error) {
	o.t.Helper()
	if err := o.try(do); !fault.Is(err, kind) || !strings.Contains(err.Error(), words) {
		o.t.Fatalf("got %v, want a refusal of kind %d with %q", err, kind, words)
	}
}

func (o *office) who(tx *db.Tx, title string) org.Who {
	o.t.Helper()
	who, err := org.ByLogin(tx, o.logins[title])
	if err != nil {
		o.t.Fatalf("%s: %v", title, err)
	}
	return who
}

// task is an issued task of a post that the chairman accepts, received.
func (o *office) task(title string) (ref string) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) (err error) {
		by := o.who(tx, clerk)
		s := task.Slots{Accountable: o.posts[title].ID, Work: "Bồi dưỡng kỹ năng số cho công chức", Due: task.Due{Kind: task.ByDate, Date: "2026-04-30"}, LeadUnit: o.posts[title].Unit,
			Answers: o.posts[head].ID, Decider: o.posts[chairman].ID,
			Result: task.Result{Product: "1 kế hoạch", Measure: task.Figure, Target: 10, Unit: "người", Proof: task.File}}
		if ref, err = task.Create(tx, by, o.clause, "", s); err != nil {
			return err
		}
		if err := task.Issue(tx, by, ref, 1); err != nil {
			return err
		}
		return task.Receive(tx, o.who(tx, title), ref, 2)
	})
	return ref
}

// reports sends a report of progress with what stands in the way, as the form does.
func (o *office) reports(title, ref, obstacle string) error {
	return o.try(func(tx *db.Tx) error {
		who := o.who(tx, title)
		t, err := task.Get(tx, who, ref)
		if err != nil {
			return err
		}
		if err := task.Report(tx, who, ref, t.Version, task.Progress{Note: "x", Obstacle: obstacle}); err != nil {
			return err
		}
		return Reported(tx, who, ref, obstacle, vn.Today(tx.Now))
	})
}

func (o *office) raised(title string, tasks ...string) (ref string) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) (err error) {
		ref, err = Raise(tx, o.who(tx, title), Raising{Tasks: tasks, Says: "Chưa có kinh phí", Since: "2026-03-02", Thinks: Beyond})
		return err
	})
	return ref
}

func (o *office) page(ref string) (p Page) {
	o.t.Helper()
	if err := o.d.View(ctx, o.tenant, func(tx *db.Tx) (err error) {
		p, err = PageOf(tx, o.who(tx, viewer), ref)
		return err
	}); err != nil {
		o.t.Fatal(err)
	}
	return p
}

func (o *office) proposal(ref string) (p Proposal) {
	o.t.Helper()
	if err := o.d.View(ctx, o.tenant, func(tx *db.Tx) (err error) {
		p, err = ProposalByRef(tx, o.who(tx, viewer), ref)
		return err
	}); err != nil {
		o.t.Fatal(err)
	}
	return p
}

func (o *office) decide(title, ref string, d Decision) error {
	return o.try(func(tx *db.Tx) error {
		who := o.who(tx, title)
		at, err := Get(tx, who, ref)
		if err != nil {
			return err
		}
		return Decide(tx, who, ref, at.Version, d)
	})
}

// beyond decides that an obstacle is beyond the commune's power.
func (o *office) beyond(ref string) string {
	o.t.Helper()
	if err := o.decide(chairman, ref, Decision{Power: Beyond, Class: Money}); err != nil {
		o.t.Fatal(err)
	}
	return ref
}

func ask(obstacles ...string) Draft {
	return Draft{Obstacles: obstacles, To: Body{Name: "Sở Tài chính"}, Subject: "tháo gỡ vướng mắc về kinh phí", Asks: "Bổ sung kinh phí 50 triệu đồng.", Law: "Khoản 2 Điều 34 NĐ 224/2026/NĐ-CP", Done: "Đã rà soát dự toán."}
}

var letter = Letter{Number: "215", Symbol: "UBND-VX", Dated: "2026-03-02", Signer: "Chủ tịch UBND xã"}

// sent is a proposal about obstacles that went out on the office's day.
func (o *office) sent(obstacles ...string) (ref string) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) (err error) {
		who := o.who(tx, clerk)
		if ref, err = Propose(tx, who, ask(obstacles...)); err != nil {
			return err
		}
		l := letter
		l.Dated = vn.Today(tx.Now)
		return Send(tx, who, ref, 1, l)
	})
	return ref
}

var aFile = File{Hash: strings.Repeat("9f", 32), Name: "tra-loi.pdf", Size: 1200, MIME: "application/pdf"}

func answer(day vn.Day) Answer {
	return Answer{Verdict: Granted, Number: "312/STC-NS", On: day, Signer: "Giám đốc Sở", Text: "Đồng ý bổ sung 50 triệu đồng.", File: aFile}
}

func (o *office) answered(title, ref string, a Answer) error {
	id := o.proposal(ref).ID
	return o.try(func(tx *db.Tx) error { return Answered(tx, o.who(tx, title), id, a) })
}

func (o *office) accept(title, ref string) error {
	return o.try(func(tx *db.Tx) error {
		who := o.who(tx, title)
		at, err := Get(tx, who, ref)
		if err != nil {
			return err
		}
		return Accept(tx, who, ref, at.Version)
	})
}

func (o *office) reopen(title, ref, why string) error {
	return o.try(func(tx *db.Tx) error {
		who := o.who(tx, title)
		at, err := Get(tx, who, ref)
		if err != nil {
			return err
		}
		return Reopen(tx, who, ref, at.Version, why)
	})
}

// told counts the notices of a kind that the holder of a post has.
func (o *office) told(title, kind string) (n int) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) (err error) {
		n, err = db.Value[int](tx, "select count(*) from notice where tenant_id = ?1 and person_id = ?2 and kind = ?3", o.who(tx, title).Person, kind)
		return err
	})
	return n
}

func (o *office) state(ref string, want State) {
	o.t.Helper()
	if got := o.page(ref).State; got != want {
		o.t.Fatalf("%s is %s, not %s", ref, got, want)
	}
}

func fail(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
