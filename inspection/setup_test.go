package inspection_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/inspection"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
)

var ctx = context.Background()

// The posts that the tests speak of.
const (
	chairman   = "Chủ tịch UBND xã"
	deputy     = "Phó Chủ tịch UBND xã"
	clerk      = "Chánh Văn phòng HĐND và UBND"
	head       = "Trưởng phòng Văn hóa - Xã hội"
	culture    = "Công chức Văn hóa - Xã hội"
	justice    = "Công chức Tư pháp - Hộ tịch"
	economy    = "Trưởng phòng Kinh tế"
	accountant = "Công chức Tài chính - Kế toán"
	centre     = "Giám đốc Trung tâm Phục vụ hành chính công"
	viewer     = "Giám sát của HĐND xã"
)

const begun vn.Day = "2026-03-02"

// office has somebody in every post, each with a name, and a clause to make
// tasks of. Its clock stands at ten in the morning of a day.
type office struct {
	testing.TB
	d      *db.DB
	tenant db.ID
	clause db.ID
	posts  map[string]org.Post
	logins map[string]string
}

func newOffice(t testing.TB, d *db.DB) *office {
	t.Helper()
	o := (&office{TB: t, d: d, clause: db.NewID(), posts: map[string]org.Post{}, logins: map[string]string{}}).on(begun)
	var err error
	if o.tenant, err = org.NewTenant(ctx, o.d, "21472", "UBND xã Khánh Cường"); err != nil {
		t.Fatal(err)
	}
	o.ok(func(tx *db.Tx) error {
		list, err := org.Posts(tx)
		for i, p := range list {
			if err == nil {
				o.logins[p.Title] = fmt.Sprintf("nguoi%02d", i)
				_, _, err = org.AddPerson(tx, org.Installer(o.tenant), org.NewPerson{Login: o.logins[p.Title], Name: fmt.Sprintf("Nguyễn Văn %c", 'A'+i), Post: p.ID, Password: "mot cau that dai 2026"})
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
			values (?1, ?2, ?3, ?4, 1, '3.2', '3.2', 'Bồi dưỡng kỹ năng số cho 100% cán bộ', 0, 0, '[]', '[]', 'none', 0)`, o.clause, letter, group)
		tx.Did(db.Act{Kind: "set-up"})
		return err
	})
	return o
}

func (o *office) on(day vn.Day) *office {
	c := *o
	c.d = o.d.At(day.Time().Add(3 * time.Hour))
	return &c
}

func (o *office) try(do func(tx *db.Tx) error) error { return o.d.Update(ctx, o.tenant, do) }

func (o *office) ok(do func(tx *db.Tx) error) {
	o.Helper()
	if err := o.try(do); err != nil {
		o.Fatal(err)
	}
}

// refused wants a refusal of a kind that speaks of the field, "" of none.
func (o *office) refused(kind fault.Kind, field string, do func(tx *db.Tx) error) {
	o.Helper()
	err := o.try(do)
	if !fault.Is(err, kind) {
		o.Fatalf("got %v, want a refusal of kind %d", err, kind)
	}
	if field != "" && !hasField(err, field) {
		o.Fatalf("got %v, want something about %s", err, field)
	}
}

func (o *office) view(do func(tx *db.Tx) error) {
	o.Helper()
	if err := o.d.View(ctx, o.tenant, do); err != nil {
		o.Fatal(err)
	}
}

// who is the person who was put into a post at the beginning, as today sees it.
func (o *office) who(tx *db.Tx, title string) org.Who {
	who, err := org.ByLogin(tx, o.logins[title])
	if err != nil {
		o.Fatalf("%s: %v", title, err)
	}
	return who
}

func (o *office) unit(title string) db.ID { return o.posts[title].Unit }

// issued is a task of a post for ten persons, received by its doer.
func (o *office) issued(title, work string) (ref string) {
	o.Helper()
	o.ok(func(tx *db.Tx) (err error) {
		by := o.who(tx, clerk)
		s := task.Slots{Accountable: o.posts[title].ID, Work: work, Due: task.Due{Kind: task.ByDate, Date: "2026-12-31"}, LeadUnit: o.posts[title].Unit,
			Answers: o.posts[head].ID, Decider: o.posts[chairman].ID, Result: task.Result{Product: "1 lớp", Measure: task.Figure, Target: 10, Unit: "người", Proof: task.File}}
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

var proof = task.Evidence{Kind: task.File, Name: "a.pdf", Hash: "9f2c0000000000000000000000000000000000000000000000000000000041ab", Size: 1, MIME: "application/pdf"}

// complete is an issued task that was reported in full and handed in by its doer.
func (o *office) complete(title, work string) (ref string) {
	o.Helper()
	ref = o.issued(title, work)
	o.finish(title, ref)
	return ref
}

func (o *office) finish(title, ref string) {
	o.Helper()
	o.ok(func(tx *db.Tx) error {
		doer, all := o.who(tx, title), int64(10)
		t, err := task.Get(tx, doer, ref)
		if err != nil {
			return err
		}
		if t.Target != 0 {
			all = t.Target
		}
		if err := task.Report(tx, doer, ref, t.Version, task.Progress{Value: &all, Evidence: []task.Evidence{proof}}); err != nil {
			return err
		}
		return task.HandIn(tx, doer, ref, t.Version+1, "")
	})
}

// accept has the chairman accept what was handed in.
func (o *office) accept(ref string) {
	o.Helper()
	o.ok(func(tx *db.Tx) error {
		by := o.who(tx, chairman)
		p, err := task.ByRef(tx, by, ref)
		if err != nil {
			return err
		}
		return task.Accept(tx, by, ref, p.Version, task.Acceptance{Looked: "danh sách", Evidence: []db.ID{p.Evidence[0].ID}})
	})
}

func (o *office) task(ref string) (t task.Task) {
	o.Helper()
	o.view(func(tx *db.Tx) (err error) { t, err = task.Get(tx, o.who(tx, chairman), ref); return err })
	return t
}

func (o *office) load(ref string) (i inspection.Inspection) {
	o.Helper()
	o.view(func(tx *db.Tx) (err error) { i, err = inspection.Load(tx, o.who(tx, viewer), ref); return err })
	return i
}

// notices counts what a post's holder was told with an event that begins so.
func (o *office) notices(title, event string) (n int) {
	o.Helper()
	o.view(func(tx *db.Tx) (err error) {
		n, err = db.Value[int](tx, "select count(*) from notice where tenant_id = ?1 and person_id = ?2 and event like ?3", o.posts[title].Holder, event+"%")
		return err
	})
	return n
}

// beginning is a decision on a team of the clerk and the head of Economy that
// looks at tasks of Culture.
func (o *office) beginning(refs ...string) inspection.Beginning {
	b := inspection.Beginning{Unit: o.unit(culture), Subject: "Thực hiện cam kết bồi dưỡng", Decision: inspection.Document{Number: "45/QĐ-UBND", On: begun},
		From: begun, To: begun.Add(4), Place: "Trụ sở UBND xã", Head: o.posts[clerk].ID, Members: []db.ID{o.posts[economy].ID}}
	for _, ref := range refs {
		b.Tasks = append(b.Tasks, o.task(ref).ID)
	}
	return b
}

func (o *office) begin(b inspection.Beginning) (ref string) {
	o.Helper()
	o.ok(func(tx *db.Tx) (err error) {
		ref, err = inspection.Begin(tx, o.who(tx, clerk), db.NewID(), b)
		return err
	})
	return ref
}

// written is everything that minutes ask for.
func written(i inspection.Inspection) inspection.Written {
	w := inspection.Written{HeldOn: i.From, Observed: "Nhiệm vụ được theo dõi đủ.", TeamSays: "Đề nghị bổ sung.", UnitSays: "Nhất trí."}
	for _, c := range i.Checks {
		c.Answer, c.Seen = inspection.Yes, "sổ theo dõi"
		w.Checks = append(w.Checks, c)
	}
	for _, t := range i.Tasks {
		t.Found, t.Looked, t.Seen = 7, true, "danh sách lớp có 7 chữ ký"
		w.Tasks = append(w.Tasks, t)
	}
	return w
}

func (o *office) write(ref string) {
	o.Helper()
	i := o.load(ref)
	o.ok(func(tx *db.Tx) error { return inspection.Write(tx, o.who(tx, economy), ref, i.Version, written(i)) })
}

func (o *office) found(about db.ID) inspection.NewFinding {
	return inspection.NewFinding{Kind: "untrue", What: "Báo cáo 10 người, thực tế 7 người.", Cause: "Tính cả người đăng ký.", Remedy: "Tổ chức lớp bổ sung cho 3 người",
		Task: about, Post: o.posts[culture].ID, Days: 10}
}

// signed is an inspection of the tasks with one finding about the first, whose
// minutes two have signed.
func (o *office) signed(refs ...string) (ref string) {
	o.Helper()
	ref = o.begin(o.beginning(refs...))
	o.write(ref)
	o.ok(func(tx *db.Tx) error {
		return inspection.Find(tx, o.who(tx, economy), db.NewID(), ref, o.found(o.load(ref).Tasks[0].Task))
	})
	o.ok(func(tx *db.Tx) error { return inspection.SignTeam(tx, o.who(tx, clerk), ref, o.load(ref).Version) })
	o.ok(func(tx *db.Tx) error { return inspection.SignUnit(tx, o.who(tx, head), ref, o.load(ref).Version) })
	return ref
}

func (o *office) concluded(refs ...string) (ref string) {
	o.Helper()
	ref = o.signed(refs...)
	o.ok(func(tx *db.Tx) error {
		return inspection.Conclude(tx, o.who(tx, chairman), ref, o.load(ref).Version, "Đơn vị đã thực hiện phần lớn nhiệm vụ.", inspection.Document{Number: "12/TB-UBND", On: begun})
	})
	return ref
}

func each(t *testing.T, run func(o *office)) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) { run(newOffice(t, d)) })
}
