package handover_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/handover"
	"sauro/org"
	"sauro/structure"
	"sauro/task"
	"sauro/vn"
)

var ctx = context.Background()

// The posts that the tests speak of.
const (
	chairman = "Chủ tịch UBND xã"
	clerk    = "Chánh Văn phòng HĐND và UBND"
	head     = "Trưởng phòng Văn hóa - Xã hội"
	culture  = "Công chức Văn hóa - Xã hội"
	justice  = "Công chức Tư pháp - Hộ tịch"
	viewer   = "Giám sát của HĐND xã"
)

type office struct {
	t      *testing.T
	d      *db.DB
	tenant db.ID
	clause db.ID
	posts  map[string]org.Post
	logins map[string]string
}

// newOffice has somebody in every post but one, and a clause to make tasks of.
func newOffice(t *testing.T, d *db.DB) *office {
	t.Helper()
	o := &office{t: t, d: d.At(time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)), clause: db.NewID(), posts: map[string]org.Post{}, logins: map[string]string{}}
	var err error
	if o.tenant, err = org.NewTenant(ctx, o.d, "21472", "UBND xã Khánh Cường"); err != nil {
		t.Fatal(err)
	}
	o.ok(func(tx *db.Tx) error {
		list, err := org.Posts(tx)
		for i, p := range list {
			if p.Title != "Công chức Một cửa" && err == nil {
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

func (o *office) on(day vn.Day) *office {
	c := *o
	c.d = o.d.At(day.Time().Add(3 * time.Hour))
	return &c
}

func (o *office) try(do func(tx *db.Tx) error) error { return o.d.Update(ctx, o.tenant, do) }

func (o *office) ok(do func(tx *db.Tx) error) {
	o.t.Helper()
	if err := o.try(do); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) refused(kind fault.Kind, do func(tx *db.Tx) error) {
	o.t.Helper()
	if err := o.try(do); !fault.Is(err, kind) {
		o.t.Fatalf("got %v, want a refusal of kind %d", err, kind)
	}
}

// who is the person who was put into a post at the beginning, as today sees it.
func (o *office) who(tx *db.Tx, title string) org.Who {
	who, err := org.ByLogin(tx, o.logins[title])
	if err != nil {
		o.t.Fatalf("%s: %v", title, err)
	}
	return who
}

// issued is a task of a post, accepted by the chairman, received and reported on.
func (o *office) issued(title, work string) (ref string) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) (err error) {
		by := o.who(tx, clerk)
		s := task.Slots{Accountable: o.posts[title].ID, Work: work, Due: task.Due{Kind: task.ByDate, Date: "2026-12-31"}, LeadUnit: o.posts[title].Unit,
			Answers: o.posts[head].ID, Decider: o.posts[chairman].ID,
			Result: task.Result{Product: "1 kế hoạch", Measure: task.Figure, Target: 10, Unit: "người", Proof: task.File}}
		if ref, err = task.Create(tx, by, o.clause, "", s); err != nil {
			return err
		}
		if err := task.Issue(tx, by, ref, 1); err != nil {
			return err
		}
		doer := o.who(tx, title)
		if err := task.Receive(tx, doer, ref, 2); err != nil {
			return err
		}
		n := int64(4)
		return task.Report(tx, doer, ref, 3, task.Progress{Value: &n, Obstacle: "Thiếu phòng học", Evidence: []task.Evidence{{Kind: task.File, Name: "a.pdf",
			Hash: "9f2c0000000000000000000000000000000000000000000000000000000041ab", Size: 1, MIME: "application/pdf"}}})
	})
	return ref
}

func (o *office) load(ref string) (h handover.Handover) {
	o.t.Helper()
	if err := o.d.View(ctx, o.tenant, func(tx *db.Tx) (err error) {
		h, err = handover.Load(tx, o.who(tx, chairman), ref)
		return err
	}); err != nil {
		o.t.Fatal(err)
	}
	return h
}

func (o *office) task(ref string) (t task.Task) {
	o.t.Helper()
	if err := o.d.View(ctx, o.tenant, func(tx *db.Tx) (err error) {
		t, err = task.Get(tx, o.who(tx, chairman), ref)
		return err
	}); err != nil {
		o.t.Fatal(err)
	}
	return t
}

func (o *office) begin(last vn.Day) (ref string) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) (err error) {
		ref, err = handover.Begin(tx, o.who(tx, clerk), handover.Beginning{Post: o.posts[culture].ID, LastDay: last, Taker: o.posts[justice].Holder, Reason: "nghỉ hưu", Decision: "9/QĐ-UBND", On: "2026-03-01"})
		return err
	})
	return ref
}

// Each open task is at every instant with somebody: the holder, the post that
// looks after it, or who took it over.
func (o *office) nothingUnassigned() {
	o.t.Helper()
	err := o.d.View(ctx, o.tenant, func(tx *db.Tx) error {
		list, _, err := task.List(tx, o.who(tx, chairman), task.Filter{Limit: 200})
		for _, t := range list {
			if t.Live() && t.State != task.Done && t.Holder == "" && t.Caretaker == "" {
				o.t.Errorf("%s of %s is with nobody", t.Ref, t.AccountableTitle)
			}
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// One leaves, the head looks after the work, a task goes to another post and one
// stays for the successor; two sign, and it is done.
func TestAHandoverFromItsBeginningToBothSignatures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		a, b := o.issued(culture, "Tổ chức lớp bồi dưỡng kỹ năng số"), o.issued(culture, "Ban hành kế hoạch truyền thông")
		leaver := o.posts[culture].Holder
		o.refused(fault.Invalid, func(tx *db.Tx) error { return handover.Leave(tx, o.who(tx, clerk), leaver) })
		o.refused(fault.Invalid, func(tx *db.Tx) error {
			return handover.End(tx, o.who(tx, clerk), org.End{Person: leaver, Post: o.posts[culture].ID, Last: "2026-03-05"})
		})
		for what, c := range map[string]struct {
			by     string
			change func(b *handover.Beginning)
			kind   fault.Kind
		}{
			"an official begins":         {justice, func(*handover.Beginning) {}, fault.Denied},
			"to oneself":                 {clerk, func(b *handover.Beginning) { b.Taker = leaver }, fault.Invalid},
			"to a viewer":                {clerk, func(b *handover.Beginning) { b.Taker = o.posts[viewer].Holder }, fault.Invalid},
			"without a reason":           {clerk, func(b *handover.Beginning) { b.Reason = " " }, fault.Invalid},
			"without a day":              {clerk, func(b *handover.Beginning) { b.LastDay = "mai" }, fault.Invalid},
			"of a post of nowhere":       {clerk, func(b *handover.Beginning) { b.Post = "nowhere" }, fault.Invalid},
			"of a post nobody ever held": {clerk, func(b *handover.Beginning) { b.Post = o.posts["Công chức Một cửa"].ID }, fault.Invalid},
		} {
			x := handover.Beginning{Post: o.posts[culture].ID, LastDay: "2026-03-05", Taker: o.posts[justice].Holder, Reason: "nghỉ hưu"}
			c.change(&x)
			if err := o.try(func(tx *db.Tx) error { _, err := handover.Begin(tx, o.who(tx, c.by), x); return err }); !fault.Is(err, c.kind) {
				t.Errorf("%s: %v", what, err)
			}
		}
		ref := o.begin("2026-03-05")
		o.refused(fault.Exists, func(tx *db.Tx) error {
			_, err := handover.Begin(tx, o.who(tx, clerk), handover.Beginning{Post: o.posts[culture].ID, LastDay: "2026-03-05", Taker: o.posts[justice].Holder, Reason: "x"})
			return err
		})
		h := o.load(ref)
		kinds := map[string]int{}
		line := map[string]handover.Line{}
		for _, l := range h.Lines {
			kinds[l.Kind]++
			if l.Kind == "task" {
				line[l.Ref] = l
			}
		}
		if kinds["task"] != 2 || kinds["evidence"] != 2 || kinds["obstacle"] != 2 || h.CaretakerTitle != head || h.Open != 2 {
			t.Errorf("the minutes hold %v, looked after by %s", kinds, h.CaretakerTitle)
		}
		o.nothingUnassigned()

		// While the leaver is there, the head fills no place; from the day after, the
		// work is the head's to report.
		later := o.on("2026-03-06")
		o.ok(func(tx *db.Tx) error {
			if seats := o.who(tx, head).Acting(); len(seats) != 0 {
				t.Errorf("the head acts while the post is held: %+v", seats)
			}
			return nil
		})
		later.nothingUnassigned()
		if got := later.task(a); got.CaretakerTitle != head || got.Holder != "" {
			t.Errorf("meanwhile it is with %q, looked after by %q", got.Holder, got.CaretakerTitle)
		}
		if _, err := func() (w org.Who, err error) {
			err = later.d.View(ctx, o.tenant, func(tx *db.Tx) (err error) { w, err = org.ByLogin(tx, o.logins[culture]); return err })
			return w, err
		}(); !fault.Is(err, fault.Unknown) {
			t.Errorf("the leaver still holds a post: %v", err)
		}
		later.ok(func(tx *db.Tx) error {
			who := later.who(tx, head)
			if seats := who.Acting(); len(seats) != 1 || seats[0].For != o.posts[culture].ID {
				t.Errorf("the head fills %+v", seats)
			}
			mine, err := task.Mine(tx, who)
			if len(mine.Later)+len(mine.Soon)+len(mine.Overdue) != 2 {
				t.Errorf("the head's own work is %+v", mine)
			}
			if err != nil {
				return err
			}
			n := int64(5)
			now, err := task.Get(tx, who, a)
			if err != nil {
				return err
			}
			return task.Report(tx, who, a, now.Version, task.Progress{Value: &n})
		})

		// Who takes which line.
		fill := func(who string, to db.ID) func(tx *db.Tx) error {
			return func(tx *db.Tx) error {
				return handover.Fill(tx, later.who(tx, who), ref, later.load(ref).Version, []handover.Target{{Line: line[a].ID, To: to, Note: "hồ sơ ở tủ 2"}})
			}
		}
		later.refused(fault.Denied, fill(justice, o.posts[justice].ID))
		later.refused(fault.Invalid, fill(clerk, o.posts[chairman].ID)) // accepts that very task
		later.refused(fault.Invalid, fill(clerk, o.posts["Công chức Một cửa"].ID))
		later.refused(fault.Conflict, func(tx *db.Tx) error { return handover.Fill(tx, later.who(tx, clerk), ref, 99, nil) })
		version := later.load(ref).Version
		later.ok(func(tx *db.Tx) error {
			return handover.Fill(tx, later.who(tx, clerk), ref, version, []handover.Target{{Line: line[a].ID, To: o.posts[justice].ID, Note: "hồ sơ ở tủ 2"}})
		})
		version = later.load(ref).Version

		// The leaver is gone: the head signs for the leaver with a reason, nobody else.
		later.refused(fault.Denied, func(tx *db.Tx) error { return handover.Give(tx, later.who(tx, justice), ref, version, "x") })
		later.refused(fault.Denied, func(tx *db.Tx) error { return handover.Give(tx, later.who(tx, clerk), ref, version, "x") })
		later.refused(fault.Invalid, func(tx *db.Tx) error { return handover.Give(tx, later.who(tx, head), ref, version, " ") })
		later.ok(func(tx *db.Tx) error {
			return handover.Give(tx, later.who(tx, head), ref, version, "Người giao đã nghỉ hưu")
		})
		later.refused(fault.Invalid, func(tx *db.Tx) error { return handover.Fill(tx, later.who(tx, clerk), ref, version+1, nil) })
		later.refused(fault.Denied, func(tx *db.Tx) error { return handover.Take(tx, later.who(tx, head), ref, version+1) })
		// One task stays with the post, which nobody holds yet: it cannot be done.
		later.refused(fault.Invalid, func(tx *db.Tx) error { return handover.Take(tx, later.who(tx, justice), ref, version+1) })
		later.nothingUnassigned()
		later.ok(func(tx *db.Tx) error {
			return org.Appoint(tx, later.who(tx, clerk), org.Appointment{Person: o.posts[justice].Holder, Post: o.posts[culture].ID, From: "2026-03-06"})
		})
		later.ok(func(tx *db.Tx) error { return handover.Take(tx, later.who(tx, justice), ref, version+1) })
		h = later.load(ref)
		if !h.Done || h.Gave.Reason == "" || h.Gave.By == h.Took.By || h.Took.By != o.posts[justice].Holder {
			t.Errorf("in the end: %+v", h)
		}
		later.nothingUnassigned()
		if got := later.task(a); got.AccountableTitle != justice || got.Reported != 5 || got.IssuedTo != o.posts[justice].Holder {
			t.Errorf("%s went to %s, reported %d", a, got.AccountableTitle, got.Reported)
		}
		if got := later.task(b); got.AccountableTitle != culture || got.Caretaker != "" || got.Holder != o.posts[justice].Holder {
			t.Errorf("%s is with %s, %q", b, got.AccountableTitle, got.Holder)
		}
		later.ok(func(tx *db.Tx) error {
			if seats := later.who(tx, head).Acting(); len(seats) != 0 {
				t.Errorf("the head still fills %+v", seats)
			}
			// Who has reported in the place of the post does not judge its work.
			now := later.task(a)
			err := task.Verify(tx, later.who(tx, head), a, now.Version, task.Verification{Value: 1, Looked: "x"})
			if !fault.Is(err, fault.Denied) {
				t.Errorf("the head verifies what the head has reported: %v", err)
			}
			p, err := task.ByRef(tx, later.who(tx, chairman), a)
			if len(p.Events) == 0 || p.Events[0].Kind != "handed-over" || p.Events[0].Reason != ref {
				t.Errorf("the timeline says %+v", p.Events[0])
			}
			return err
		})
	})
}

// The leaver signs as long as the post is held; nobody signs on both sides.
func TestTheLeaverSigns(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t))
	ref := o.begin("2026-03-20")
	o.refused(fault.Denied, func(tx *db.Tx) error { return handover.Give(tx, o.who(tx, head), ref, 1, "vội") })
	o.refused(fault.Denied, func(tx *db.Tx) error { return handover.Take(tx, o.who(tx, culture), ref, 1) })
	o.ok(func(tx *db.Tx) error { return handover.Take(tx, o.who(tx, justice), ref, 1) })
	o.refused(fault.Denied, func(tx *db.Tx) error { return handover.Take(tx, o.who(tx, justice), ref, 2) })
	o.ok(func(tx *db.Tx) error { return handover.Give(tx, o.who(tx, culture), ref, 2, "không cần lý do") })
	if h := o.load(ref); !h.Done || h.Gave.Reason != "" {
		t.Errorf("in the end: %+v", h)
	}
	o.ok(func(tx *db.Tx) error {
		list, err := handover.List(tx, o.who(tx, chairman))
		if len(list) != 1 || list[0].PostTitle != culture {
			t.Errorf("the list is %+v", list)
		}
		return err
	})
}

// A unit is closed: what its posts do goes on, nothing open names what is gone.
func TestAUnitIsClosedWithItsOpenWork(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		ref := o.issued(culture, "Tổ chức lớp bồi dưỡng kỹ năng số")
		by := structure.Decision{Number: "40/QĐ-UBND", On: "2026-03-01", From: "2026-03-02"}
		unit := o.posts[culture].Unit
		to := o.posts[clerk].Unit
		o.refused(fault.Denied, func(tx *db.Tx) error { return handover.Close(tx, o.who(tx, head), unit, structure.Fate{}, by) })
		o.refused(fault.Invalid, func(tx *db.Tx) error { return handover.Close(tx, o.who(tx, chairman), unit, structure.Fate{}, by) })
		// The work goes to a post that nobody holds: refused.
		o.refused(fault.Invalid, func(tx *db.Tx) error {
			return handover.Close(tx, o.who(tx, chairman), unit, structure.Fate{To: map[db.ID]db.ID{o.posts[head].ID: to}, Ends: map[db.ID]db.ID{o.posts[culture].ID: o.posts["Công chức Một cửa"].ID}}, by)
		})
		// To the one who accepts it: refused.
		o.refused(fault.Invalid, func(tx *db.Tx) error {
			return handover.Close(tx, o.who(tx, chairman), unit, structure.Fate{To: map[db.ID]db.ID{o.posts[head].ID: to}, Ends: map[db.ID]db.ID{o.posts[culture].ID: o.posts[chairman].ID}}, by)
		})
		o.ok(func(tx *db.Tx) error {
			return handover.Close(tx, o.who(tx, chairman), unit, structure.Fate{To: map[db.ID]db.ID{o.posts[head].ID: to}, Ends: map[db.ID]db.ID{o.posts[culture].ID: o.posts[justice].ID}}, by)
		})
		got := o.task(ref)
		if got.AccountableTitle != justice || got.LeadUnit != to || got.LeadUnitName != "Văn phòng HĐND và UBND" {
			t.Errorf("the task is with %s, led by %s", got.AccountableTitle, got.LeadUnitName)
		}
		o.nothingUnassigned()
		err := o.try(func(tx *db.Tx) error { _, err := org.ByLogin(tx, o.logins[culture]); return err })
		if !fault.Is(err, fault.Unknown) {
			t.Errorf("whose post has ended still holds it: %v", err)
		}
	})
}

// Merged units pass on what they lead.
func TestMergedUnitsPassOnWhatTheyLead(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t))
	ref := o.issued(culture, "Tổ chức lớp bồi dưỡng kỹ năng số")
	units := []db.ID{o.posts[culture].Unit, o.posts["Trưởng phòng Kinh tế"].Unit}
	by := structure.Decision{Number: "40/QĐ-UBND", On: "2026-03-01", From: "2026-03-02"}
	o.refused(fault.Denied, func(tx *db.Tx) error {
		_, err := handover.Merge(tx, o.who(tx, justice), units, "X", nil, by)
		return err
	})
	o.ok(func(tx *db.Tx) error {
		_, err := handover.Merge(tx, o.who(tx, chairman), units, "Phòng Kinh tế - Xã hội", nil, by)
		return err
	})
	if got := o.task(ref); got.LeadUnitName != "Phòng Kinh tế - Xã hội" || got.AccountableUnitName != "Phòng Kinh tế - Xã hội" || got.AccountableTitle != culture {
		t.Errorf("the task is led by %s, with %s of %s", got.LeadUnitName, got.AccountableTitle, got.AccountableUnitName)
	}
	o.refused(fault.Unknown, func(tx *db.Tx) error { _, err := handover.Load(tx, o.who(tx, chairman), "BG-1999-0001"); return err })
}
