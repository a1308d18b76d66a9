package bulletin_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"sauro/bulletin"
	"sauro/db"
	"sauro/org"
	"sauro/register"
	"sauro/task"
	"sauro/vn"
)

var ctx = context.Background()

// What must never be told: it stands in the database of every test.
const (
	canaryName     = "Nguyễn Thị Hoàng Yến"
	canaryNote     = "ghi chú nội bộ về gia cảnh"
	canaryObstacle = "vướng mắc do bà chủ hộ từ chối"
	canaryCitizen  = "051090001234"
	canaryPhone    = "0912.345.678"
	canaryReason   = "nội dung liên quan bí mật công tác"
	canaryURL      = "https://drive.example/chia-se/token-bi-mat"
)

var canaries = []string{canaryName, canaryNote, canaryObstacle, canaryCitizen, canaryPhone, canaryReason, canaryURL, "Hoàng Yến", "0912", "yen.nth"}

// The posts that the tests speak of.
const (
	chairman = "Chủ tịch UBND xã"
	deputy   = "Phó Chủ tịch UBND xã"
	clerk    = "Chánh Văn phòng HĐND và UBND"
	culture  = "Công chức Văn hóa - Xã hội"
	head     = "Trưởng phòng Văn hóa - Xã hội"
	viewer   = "Giám sát của HĐND xã"
)

// office is a commune whose posts are each held by a person of the same name.
type office struct {
	testing.TB
	d       *db.DB
	tenant  db.ID
	letter  db.ID
	clauses map[string]register.Clause
	who     map[string]org.Who // by post title
}

const accepted vn.Day = "2025-12-15"

func newOffice(t testing.TB, d *db.DB) *office {
	t.Helper()
	o := &office{TB: t, clauses: map[string]register.Clause{}, who: map[string]org.Who{}}
	o.d = d.At(accepted.Time().Add(8 * time.Hour))
	var err error
	if o.tenant, err = org.NewTenant(ctx, o.d, "21472", "UBND xã Khánh Cường"); err != nil {
		t.Fatal(err)
	}
	o.do(func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		for i, p := range posts {
			person := db.NewID()
			tx.Did(db.Act{Kind: "set-up"})
			if _, err := tx.Exec("insert into person (tenant_id, person_id, login, name, password, password_once, created_at) values (?1, ?2, ?3, ?4, '', 0, ?5)",
				person, fmt.Sprintf("yen.nth%02d", i), canaryName, tx.Now); err != nil {
				return err
			}
			if _, err := tx.Exec("insert into holding (tenant_id, person_id, post_id, from_day) values (?1, ?2, ?3, ?4)", person, p.ID, vn.Today(tx.Now)); err != nil {
				return err
			}
			o.who[p.Title] = org.Who{Tenant: o.tenant, TenantName: "UBND xã Khánh Cường", Person: person, Name: canaryName,
				Post: p.ID, PostTitle: p.Title, Unit: p.Unit, UnitName: p.UnitName, Role: p.Role}
		}
		return nil
	})
	seed, err := os.ReadFile("../demo/khanh-cuong-2025-12.txt")
	if err != nil {
		t.Fatal(err)
	}
	// A number of somebody has slipped into a signed line.
	text := strings.Replace(string(seed), "lấy ý kiến phản hồi của người dân", "lấy ý kiến phản hồi của người dân (gọi "+canaryPhone+", CCCD "+canaryCitizen+")", 1)
	o.letter = o.bringIn(text, "")
	return o
}

// bringIn brings a text in and accepts it as read; its clauses become the
// office's by their codes. Where amends is set, the clause of a code replaces the
// office's own of that code.
func (o *office) bringIn(body string, amends db.ID, replaced ...string) db.ID {
	o.Helper()
	id := db.NewID()
	o.do(func(tx *db.Tx) error {
		f := register.File{Hash: string(id), Name: "cam-ket.txt", Format: "txt", Size: int64(len(body)), Body: body}
		return register.BringIn(tx, o.who[clerk], id, f, amends)
	})
	o.do(func(tx *db.Tx) error {
		p, err := register.LoadProposal(tx, o.who[clerk], id)
		if err != nil {
			return err
		}
		version := p.Version
		for i, code := range p.Codes() {
			for _, r := range replaced {
				if code == r {
					if err := register.Replace(tx, o.who[clerk], id, version, i, o.clauses[code].ID); err != nil {
						return err
					}
					version++
				}
			}
		}
		return register.Accept(tx, o.who[clerk], id, version)
	})
	o.do(func(tx *db.Tx) error {
		groups, err := register.Groups(tx, o.who[clerk], id)
		for _, g := range groups {
			for _, c := range g.Clauses {
				o.clauses[c.Code] = c
			}
		}
		return err
	})
	return id
}

// on is the office with its clock at noon of a day.
func (o *office) on(day vn.Day) *office {
	c := *o
	c.d = o.d.At(day.Time().Add(12 * time.Hour))
	return &c
}

func (o *office) try(do func(tx *db.Tx) error) error { return o.d.Update(ctx, o.tenant, do) }

func (o *office) do(do func(tx *db.Tx) error) {
	o.Helper()
	if err := o.try(do); err != nil {
		o.Fatal(err)
	}
}

func (o *office) see(do func(tx *db.Tx) error) {
	o.Helper()
	if err := o.d.View(ctx, o.tenant, do); err != nil {
		o.Fatal(err)
	}
}

// activate puts a letter in force, every clause without a task excused.
func (o *office) activate(letter db.ID) {
	o.Helper()
	o.do(func(tx *db.Tx) error {
		groups, err := register.Groups(tx, o.who[clerk], letter)
		if err != nil {
			return err
		}
		tasked := map[db.ID]bool{}
		for _, g := range groups {
			for _, c := range g.Clauses {
				tasked[c.ID] = true
			}
		}
		return register.Activate(tx, o.who[clerk], letter, tasked)
	})
}

// given is a task issued and received: a figure of 42 people, due on a day.
func (o *office) given(code, work string, due vn.Day) (ref string) {
	o.Helper()
	s := task.Slots{
		Accountable: o.who[culture].Post, Work: work, Detail: canaryNote, Due: task.Due{Kind: task.ByDate, Date: due},
		LeadUnit: o.who[culture].Unit, Answers: o.who[head].Post, Decider: o.who[chairman].Post,
		Result: task.Result{Product: "42/42 người đạt yêu cầu, có danh sách", Measure: task.Figure, Target: 42, Unit: "người", Proof: task.File, ProofText: "danh sách"},
	}
	o.do(func(tx *db.Tx) (err error) {
		if ref, err = task.Create(tx, o.who[clerk], o.clauses[code].ID, "", s); err != nil {
			return err
		}
		return task.Issue(tx, o.who[clerk], ref, 1)
	})
	o.do(func(tx *db.Tx) error { return task.Receive(tx, o.who[culture], ref, o.version(tx, ref)) })
	return ref
}

func (o *office) version(tx *db.Tx, ref string) int64 {
	t, err := task.Get(tx, o.who[clerk], ref)
	if err != nil {
		o.Error(err)
	}
	return t.Version
}

const fileHash = "9f2c0000000000000000000000000000000000000000000000000000000041ab"

// report reports a value with a file whose name holds somebody's number, a link
// and an obstacle.
func (o *office) report(ref string, value int64, handIn bool) {
	o.Helper()
	o.do(func(tx *db.Tx) error {
		return task.Report(tx, o.who[culture], ref, o.version(tx, ref), task.Progress{Value: &value, Note: canaryNote, Obstacle: canaryObstacle, HandIn: handIn,
			Evidence: []task.Evidence{
				{Kind: task.File, Name: "Danh sách ký nhận " + canaryCitizen, Hash: fileHash, Size: 640_000, MIME: "application/pdf"},
				{Kind: task.Link, Name: "Ảnh lớp học", URL: canaryURL},
				{Kind: task.DocumentNo, Name: "Kế hoạch", Number: "12/KH-UBND", Dated: "2025-12-16"}}})
	})
}

func (o *office) verify(ref string, value int64) {
	o.Helper()
	o.do(func(tx *db.Tx) error {
		return task.Verify(tx, o.who[clerk], ref, o.version(tx, ref), task.Verification{Value: value, Looked: canaryNote, Note: canaryNote})
	})
}

func (o *office) accept(ref string) {
	o.Helper()
	o.do(func(tx *db.Tx) error {
		p, err := task.ByRef(tx, o.who[chairman], ref)
		if err != nil {
			return err
		}
		var given []db.ID
		for _, e := range p.Evidence {
			given = append(given, e.ID)
		}
		return task.Accept(tx, o.who[chairman], ref, p.Version, task.Acceptance{Looked: canaryNote, Evidence: given})
	})
}

func (o *office) publish(letter db.ID) (n int) {
	o.Helper()
	o.do(func(tx *db.Tx) (err error) {
		n, err = bulletin.Publish(tx, org.Program(o.tenant), letter)
		return err
	})
	return n
}

// clause is what stands at the address of a clause.
func (o *office) clause(address string) (c bulletin.Clause, p bulletin.Publication) {
	o.Helper()
	o.see(func(tx *db.Tx) (err error) {
		if p, err = bulletin.At(tx, bulletin.OfClause, address); err == nil {
			c, err = p.Clause()
		}
		return err
	})
	return c, p
}

func (o *office) letterAt(address string) (l bulletin.Letter) {
	o.Helper()
	o.see(func(tx *db.Tx) error {
		p, err := bulletin.At(tx, bulletin.OfLetter, address)
		if err == nil {
			l, err = p.Letter()
		}
		return err
	})
	return l
}
