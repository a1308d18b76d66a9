// Package demo builds a ready commune office to try: the real letter of Khánh
// Cường commune, its twenty clauses, tasks in every state with evidence, late
// ones and accepted ones. Persons are their posts; nobody is invented. It does
// everything through the rules of the features, at instants of the past.
package demo

import (
	"bytes"
	"context"
	_ "embed"
	"fmt"
	"strings"
	"time"

	"sauro/blob"
	"sauro/bulletin"
	"sauro/db"
	"sauro/draft"
	"sauro/fault"
	"sauro/obstacle"
	"sauro/org"
	"sauro/reading"
	"sauro/register"
	"sauro/task"
	"sauro/vn"
	"sauro/web"
)

//go:embed khanh-cuong-2025-12.txt
var letter []byte

const (
	code = "21472"
	name = "UBND xã Khánh Cường"
	file = "Cam kết chuyển đổi số, xã Khánh Cường, 12-2025.txt"

	// started is how many days ago the office of the demo began.
	started = 120
)

// logins are the posts that somebody holds, with their sign-in names. One post
// stays vacant, so that the demo shows what that means for a task.
var logins = map[string]string{
	"Chủ tịch UBND xã":                           "chutich",
	"Phó Chủ tịch UBND xã":                       "phochutich",
	"Chánh Văn phòng HĐND và UBND":               "vanphong",
	"Công chức Tư pháp - Hộ tịch":                "tuphap",
	"Trưởng phòng Kinh tế":                       "kinhte",
	"Công chức Tài chính - Kế toán":              "taichinh",
	"Trưởng phòng Văn hóa - Xã hội":              "vanhoa",
	"Công chức Văn hóa - Xã hội":                 "congchucvanhoa",
	"Giám đốc Trung tâm Phục vụ hành chính công": "ttpvhcc",
	"Công chức Một cửa":                          "motcua",
	"Giám sát của HĐND xã":                       "giamsat",
	above:                                        superior,
}

// Doors are whom the demo lets in by one click: one person for each role of the
// commune, and those of the province. A key is a sign-in name, after the code of
// an office that is not the first.
var Doors = []web.Door{
	{Key: "chutich", Name: "Chủ tịch UBND xã"},
	{Key: "phochutich", Name: "Phó Chủ tịch UBND xã"},
	{Key: "vanphong", Name: "Chánh Văn phòng HĐND và UBND"},
	{Key: "vanhoa", Name: "Trưởng phòng Văn hóa - Xã hội"},
	{Key: "congchucvanhoa", Name: "Công chức Văn hóa - Xã hội"},
	{Key: "giamsat", Name: "Giám sát của HĐND xã"},
	{Key: superior, Name: above},
	{Key: provinceCode + "/chutichtinh", Name: "Chủ tịch UBND tỉnh"},
	{Key: provinceCode + "/vanphongtinh", Name: "Chánh Văn phòng UBND tỉnh"},
	{Key: provinceCode + "/sokhcn", Name: "Giám đốc Sở Khoa học và Công nghệ"},
}

// The superior's post in the demo's office.
const (
	superior  = "captren"
	above     = "Chuyên viên theo dõi của Sở"
	aboveUnit = "Sở Khoa học và Công nghệ"
)

// Build makes the office in an empty database. Where it is there already nothing
// changes: a demo that is started again goes on.
func Build(ctx context.Context, d *db.DB, blobs *blob.Store) error {
	tenant, err := org.TenantByCode(ctx, d, code)
	if fault.Is(err, fault.Unknown) {
		past := d.At(d.Now().AddDate(0, 0, -started))
		tenant.ID, err = org.NewTenant(ctx, past, code, name)
	}
	if err != nil {
		return err
	}
	hash, size, err := blobs.Put(bytes.NewReader(letter), 1<<20)
	if err != nil {
		return err
	}
	b := builder{blobs: blobs, people: map[string]org.Who{}, units: map[string]db.ID{}, clauses: map[string]register.Clause{}}
	// One transaction, its clock set from act to act: the office is there whole or
	// not at all, with the history of months behind it.
	err = d.Update(ctx, tenant.ID, func(tx *db.Tx) error {
		there, err := db.Value[int](tx, "select count(*) from letter where tenant_id = ?1")
		if err != nil || there > 0 {
			return err
		}
		b.tx, b.now = tx, tx.Now
		if err := b.staff(); err != nil {
			return err
		}
		if err := b.bringIn(register.File{Hash: hash, Name: file, Format: "txt", Size: size, Body: reading.Text(string(letter))}); err != nil {
			return err
		}
		for _, s := range stories {
			if err := b.tell(s); err != nil {
				return fmt.Errorf("demo: clause %s, %q: %w", s.clause, s.post, err)
			}
		}
		if err := b.activate(); err != nil {
			return err
		}
		if err := b.follow(); err != nil {
			return err
		}
		tx.Now = b.now
		// What the public is told begins with the demo; the pages show it at once.
		_, err = bulletin.Publish(tx, org.Program(tenant.ID), b.letter)
		return err
	})
	if err != nil {
		return err
	}
	return buildProvince(ctx, d, blobs)
}

type builder struct {
	tx      *db.Tx
	now     time.Time
	blobs   *blob.Store
	people  map[string]org.Who
	units   map[string]db.ID
	clauses map[string]register.Clause
	letter  db.ID
}

// on sets the clock to an hour of the working day so many days ago.
func (b *builder) on(daysAgo, hour int) {
	day := vn.Standard().Add(vn.Today(b.now).Add(-daysAgo).Add(1), -1)
	t := day.Time().Add(time.Duration(hour)*time.Hour + time.Duration(daysAgo%50)*time.Minute)
	if t.After(b.now) {
		t = b.now
	}
	b.tx.Now = t.UTC()
}

func (b *builder) staff() error {
	b.on(started, 8)
	installer := org.Installer(b.tx.Tenant)
	unit, err := org.AddUnit(b.tx, installer, aboveUnit)
	if err != nil {
		return err
	}
	if _, err := org.AddPost(b.tx, installer, unit, above, org.Superior); err != nil {
		return err
	}
	posts, err := org.Posts(b.tx)
	if err != nil {
		return err
	}
	for _, p := range posts {
		b.units[p.UnitName] = p.Unit
		login := logins[p.Title]
		if login == "" {
			b.people[p.Title] = org.Who{Post: p.ID}
			continue
		}
		// The passwords are random and told to nobody: the demo lets in by one click.
		if _, _, err := org.AddPerson(b.tx, installer, org.NewPerson{Login: login, Post: p.ID, Password: org.RandomPassword()}); err != nil {
			return err
		}
		if b.people[p.Title], err = org.ByLogin(b.tx, login); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) bringIn(f register.File) error {
	clerk := b.people["Chánh Văn phòng HĐND và UBND"]
	b.on(started-1, 9)
	b.letter = db.NewID()
	if err := register.BringIn(b.tx, clerk, b.letter, f, ""); err != nil {
		return err
	}
	b.on(started-1, 10)
	if err := register.Accept(b.tx, clerk, b.letter, 1); err != nil {
		return err
	}
	groups, err := register.Groups(b.tx, clerk, b.letter)
	if err != nil {
		return err
	}
	for _, g := range groups {
		for _, c := range g.Clauses {
			b.clauses[c.Code] = c
		}
	}
	return nil
}

func (b *builder) activate() error {
	b.on(started-20, 15)
	tasked := map[db.ID]bool{}
	for _, s := range stories {
		tasked[b.clauses[s.clause].ID] = true
	}
	for _, c := range b.clauses {
		if !tasked[c.ID] {
			return fmt.Errorf("demo: clause %s has no task", c.Code)
		}
	}
	return register.Activate(b.tx, b.people["Chủ tịch UBND xã"], b.letter, tasked)
}

// tell lives through one task.
func (b *builder) tell(s story) error {
	clerk := b.people["Chánh Văn phòng HĐND và UBND"]
	b.on(s.made, 9)
	proposals, err := draft.Propose(b.tx, clerk, b.clauses[s.clause].ID)
	if err != nil {
		return err
	}
	if s.pick > len(proposals) {
		return fmt.Errorf("the catalogue has %d proposals, not %d", len(proposals), s.pick)
	}
	slots := proposals[s.pick-1].Slots
	if slots.Target == 0 {
		slots.Target = s.target
	}
	if s.post != "" {
		who := b.people[s.post]
		if who.Post == "" {
			return fmt.Errorf("no such post")
		}
		slots.Accountable = who.Post
		if slots.LeadUnit == "" || s.lead != "" {
			slots.LeadUnit = b.units[s.lead]
		}
		if slots.Answers == "" {
			slots.Answers = slots.Accountable
		}
	}
	decider := "Chủ tịch UBND xã"
	if s.decider != "" {
		decider = s.decider
	}
	slots.Decider = b.people[decider].Post
	if s.unclear {
		slots.Decider = ""
	}
	if s.due != none {
		slots.Due = task.Due{Kind: task.ByDate, Date: vn.Standard().Add(vn.Today(b.now), int(s.due)), From: "typed"}
	}
	ref, err := task.Create(b.tx, clerk, b.clauses[s.clause].ID, "", slots)
	if err != nil {
		return err
	}
	t := teller{b, ref, b.people[s.post], b.people[decider], clerk}
	if t.verifier.Post == t.doer.Post {
		t.verifier = b.people["Phó Chủ tịch UBND xã"]
	}
	for i, a := range s.acts {
		if err := t.act(a); err != nil {
			return fmt.Errorf("act %d (%s): %w", i+1, a.what, err)
		}
	}
	return nil
}

type teller struct {
	*builder
	ref                     string
	doer, decider, verifier org.Who
}

func (t teller) act(a act) error {
	t.on(a.ago, a.hour())
	now, err := task.Get(t.tx, t.doerOrClerk(), t.ref)
	if err != nil {
		return err
	}
	chairman := t.people["Chủ tịch UBND xã"]
	switch a.what {
	case issue:
		return task.Issue(t.tx, chairman, t.ref, now.Version)
	case receive:
		return task.Receive(t.tx, t.doer, t.ref, now.Version)
	case report, handIn:
		p := task.Progress{Note: a.note, Obstacle: a.obstacle, HandIn: a.what == handIn}
		if now.Parts == 0 {
			value := a.value
			if value == all {
				value = now.Target
			}
			p.Value = &value
		}
		if a.file != "" || a.what == handIn {
			e, err := t.evidence(a, now)
			if err != nil {
				return err
			}
			p.Evidence = append(p.Evidence, e)
		}
		if err := task.Report(t.tx, t.doer, t.ref, now.Version, p); err != nil {
			return err
		}
		return obstacle.Reported(t.tx, t.doer, t.ref, p.Obstacle, p.AsOf)
	case verify:
		v := task.Verification{Value: a.value, Looked: a.note}
		if a.value == all {
			v.Value = now.Reported
		}
		for _, c := range now.Cycles {
			if c.Reported > c.Verified {
				v.Cycle, v.Value = c.Key, c.Reported
			}
		}
		return task.Verify(t.tx, t.verifier, t.ref, now.Version, v)
	case accept, giveBack:
		page, err := task.ByRef(t.tx, t.decider, t.ref)
		if err != nil {
			return err
		}
		v := task.Acceptance{Looked: "Đã mở và đối chiếu từng minh chứng.", Reason: a.note}
		for _, c := range now.Cycles {
			if c.State == task.Waiting {
				v.Cycle = c.Key
			}
		}
		for _, e := range page.Evidence {
			if e.State == task.Given && e.Cycle == v.Cycle {
				v.Evidence = append(v.Evidence, e.ID)
			}
		}
		if a.what == giveBack {
			return task.Return(t.tx, t.decider, t.ref, now.Version, v)
		}
		return task.Accept(t.tx, t.decider, t.ref, now.Version, v)
	case pause:
		return task.Pause(t.tx, chairman, t.ref, now.Version, a.note)
	case cancel:
		return task.Cancel(t.tx, chairman, t.ref, now.Version, a.note)
	}
	return fmt.Errorf("no act %q", a.what)
}

func (t teller) doerOrClerk() org.Who {
	if t.doer.SignedIn() {
		return t.doer
	}
	return t.people["Chánh Văn phòng HĐND và UBND"]
}

// evidence is of the kind that the task asks for; a file is a real PDF.
func (t teller) evidence(a act, now task.Task) (task.Evidence, error) {
	day := vn.Today(t.tx.Now)
	switch {
	case now.Proof == task.DocumentNo:
		n := 100 + len(now.Ref) + int(now.Version)*7 + a.ago%40
		return task.Evidence{Kind: task.DocumentNo, Name: strings.TrimSpace(now.ProofText), Number: fmt.Sprintf("%d/UBND-VX", n), Dated: day}, nil
	case now.Proof == task.Link:
		return task.Evidence{Kind: task.Link, Name: now.ProofText, URL: "https://khanhcuong.quangngai.gov.vn"}, nil
	case now.Proof == task.FigureProof && a.file == "":
		return task.Evidence{Kind: task.FigureProof, Name: now.ProofText, Figure: now.Amount(max(a.value, 0))}, nil
	}
	title := a.file
	if title == "" {
		title = now.ProofText
	}
	return t.paper(title, now, day)
}
