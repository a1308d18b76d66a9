package report_test

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"sauro/db"
	"sauro/org"
	"sauro/register"
	"sauro/report"
	"sauro/task"
	"sauro/vn"
)

var ctx = context.Background()

// office is a commune whose posts are each held by a person, with the real
// letter of Khánh Cường brought in and accepted on 15/12/2025.
type office struct {
	testing.TB
	d       *db.DB
	tenant  db.ID
	letter  db.ID
	clauses map[string]register.Clause
	who     map[string]org.Who // by post title
}

// The posts that the tests speak of.
const (
	chairman   = "Chủ tịch UBND xã"
	clerk      = "Chánh Văn phòng HĐND và UBND"
	head       = "Trưởng phòng Văn hóa - Xã hội"
	culture    = "Công chức Văn hóa - Xã hội"
	accountant = "Công chức Tài chính - Kế toán"
	viewer     = "Giám sát của HĐND xã"
)

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
			if _, err := tx.Exec("insert into person (tenant_id, person_id, login, name, password, password_once, created_at) values (?1, ?2, ?3, '', '', 0, ?4)",
				person, fmt.Sprintf("u%02d", i), tx.Now); err != nil {
				return err
			}
			if _, err := tx.Exec("insert into holding (tenant_id, person_id, post_id, from_day) values (?1, ?2, ?3, ?4)", person, p.ID, vn.Today(tx.Now)); err != nil {
				return err
			}
			o.who[p.Title] = org.Who{Tenant: o.tenant, TenantName: "UBND xã Khánh Cường", Person: person, Name: p.Title,
				Post: p.ID, PostTitle: p.Title, Unit: p.Unit, UnitName: p.UnitName, Role: p.Role}
		}
		return nil
	})
	o.letter = o.bringIn(seed(t))
	o.do(func(tx *db.Tx) error {
		groups, err := register.Groups(tx, o.who[clerk], o.letter)
		for _, g := range groups {
			for _, c := range g.Clauses {
				o.clauses[c.Code] = c
			}
		}
		return err
	})
	return o
}

// seed is the real letter of Khánh Cường commune.
func seed(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("../demo/khanh-cuong-2025-12.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// bringIn brings a text in and accepts it as read.
func (o *office) bringIn(body string) db.ID {
	o.Helper()
	id := o.propose(body)
	o.do(func(tx *db.Tx) error { return register.Accept(tx, o.who[clerk], id, 1) })
	return id
}

// propose brings a text in.
func (o *office) propose(body string) db.ID {
	o.Helper()
	id := db.NewID()
	o.do(func(tx *db.Tx) error {
		f := register.File{Hash: string(id), Name: "cam-ket.txt", Format: "txt", Size: int64(len(body)), Body: body}
		return register.BringIn(tx, o.who[clerk], id, f, "")
	})
	return id
}

// on is the office with its clock at noon of a day.
func (o *office) on(day vn.Day) *office { return o.at(day.Time().Add(12 * time.Hour)) }

func (o *office) at(now time.Time) *office {
	c := *o
	c.d = o.d.At(now)
	return &c
}

func (o *office) try(do func(tx *db.Tx) error) error { return o.d.Update(ctx, o.tenant, do) }

func (o *office) do(do func(tx *db.Tx) error) {
	o.Helper()
	if err := o.try(do); err != nil {
		o.Fatal(err)
	}
}

// slots are six clear slots: a figure of 42 people, due on a day.
func (o *office) slots(work string, due vn.Day) task.Slots {
	return task.Slots{
		Accountable: o.who[culture].Post, Work: work, Due: task.Due{Kind: task.ByDate, Date: due},
		LeadUnit: o.who[culture].Unit, Answers: o.who[head].Post, Decider: o.who[chairman].Post, Support: []string{"Trạm Y tế xã"},
		Result: task.Result{Product: "42/42 người đạt yêu cầu, có danh sách", Measure: task.Figure, Target: 42, Unit: "người", Proof: task.File, ProofText: "danh sách"},
	}
}

// given is a task issued and received.
func (o *office) given(code string, s task.Slots) (ref string) {
	o.Helper()
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

var aFile = task.Evidence{Kind: task.File, Name: "Danh sách lớp 1", Hash: "9f2c0000000000000000000000000000000000000000000000000000000041ab", Size: 640_000, MIME: "application/pdf"}

func (o *office) report(ref string, value int64, p task.Progress) {
	o.Helper()
	if value >= 0 {
		p.Value = &value
	}
	o.do(func(tx *db.Tx) error { return task.Report(tx, o.who[culture], ref, o.version(tx, ref), p) })
}

func (o *office) verify(ref string, value int64) {
	o.Helper()
	o.do(func(tx *db.Tx) error {
		return task.Verify(tx, o.who[clerk], ref, o.version(tx, ref), task.Verification{Value: value, Looked: "danh sách, chứng nhận"})
	})
}

func (o *office) accept(ref, cycle string) {
	o.Helper()
	o.do(func(tx *db.Tx) error {
		p, err := task.ByRef(tx, o.who[chairman], ref)
		if err != nil {
			return err
		}
		return task.Accept(tx, o.who[chairman], ref, p.Version, task.Acceptance{Cycle: cycle, Looked: "danh sách lớp", Evidence: []db.ID{p.Evidence[0].ID}})
	})
}

func (o *office) order(cutoff vn.Day) report.Order {
	return report.Order{Letter: o.letter, CutOff: cutoff, Kind: report.Plain}
}

func (o *office) figures(cutoff vn.Day) (f report.Figures) {
	o.Helper()
	o.do(func(tx *db.Tx) (err error) {
		f, err = report.Of(tx, o.who[viewer], o.order(cutoff))
		return err
	})
	return f
}

func (o *office) freeze(order report.Order) (r report.Report) {
	o.Helper()
	o.do(func(tx *db.Tx) (err error) {
		r, err = report.Freeze(tx, o.who[clerk], order)
		return err
	})
	return r
}

// find is a task of the figures by its reference.
func find(f report.Figures, ref string) (report.Task, bool) {
	for _, g := range f.Groups {
		for _, c := range g.Clauses {
			for _, t := range c.Tasks {
				if t.Ref == ref {
					return t, true
				}
			}
		}
	}
	return report.Task{}, false
}

// busy is the office after some months: tasks in every state, on 16/03/2026.
func (o *office) busy() *office {
	o.Helper()
	done := o.on("2025-12-16").given("1.1", o.slots("Ban hành Kế hoạch quán triệt Nghị quyết số 57-NQ/TW cho toàn thể công chức, viên chức", "2026-02-27"))
	late := o.on("2025-12-17").given("3.3", o.slots("Tổ chức 02 lớp bồi dưỡng kỹ năng số cho 42 cán bộ, công chức, viên chức", "2026-03-06"))
	waits := o.on("2025-12-18").given("2.6", o.slots("Phát động phong trào thi đua chuyển đổi số trong hệ thống chính trị xã", "2026-04-30"))
	paused := o.on("2025-12-18").given("2.8", o.slots("Học tập kinh nghiệm tại xã bạn về chuyển đổi số", "2026-05-29"))
	o.on("2025-12-19").given("4.5", o.slots("Lấy ý kiến phản hồi của người dân về dịch vụ công trực tuyến", "2026-06-30"))
	monthly := o.slots("Ban hành thông báo kết luận giao ban chuyển đổi số hằng tháng", "")
	monthly.Due = task.Due{Kind: task.ByCycle, Every: vn.Monthly, Text: "hằng tháng"}
	monthly.Result = task.Result{Product: "Thông báo kết luận", Measure: task.Documents, Target: 1, Unit: "thông báo", Proof: task.DocumentNo}
	cycle := o.on("2026-01-05").given("5.1", monthly)
	percent := o.slots("Giải ngân kinh phí chuyển đổi số theo dự toán được giao", "2026-12-31")
	percent.Result = task.Result{Product: "Dự toán được giải ngân", Measure: task.Percent, Target: 9_500, Proof: task.FigureProof}
	percent.Superior, percent.Source = "Sở Tài chính", "Kế hoạch số 15/KH-UBND ngày 20/01/2026"
	money := o.on("2026-01-21").given("2.5", percent)

	o.on("2026-01-15").report(done, 42, task.Progress{Note: "Đã ban hành kế hoạch, 42 người ký nhận.", Evidence: []task.Evidence{aFile,
		{Kind: task.DocumentNo, Name: "Kế hoạch", Number: "12/KH-UBND", Dated: "2026-01-12"}}, HandIn: true})
	o.on("2026-01-19").accept(done, "")
	o.on("2026-01-30").report(cycle, 1, task.Progress{Evidence: []task.Evidence{{Kind: task.DocumentNo, Number: "08/TB-UBND", Dated: "2026-01-30"}}, HandIn: true})
	o.on("2026-02-02").accept(cycle, "2026-01")
	o.on("2026-02-06").report(late, 26, task.Progress{Note: "Xong lớp 1: 26 người đạt; lớp 2 lùi sau Tết", Evidence: []task.Evidence{aFile}})
	o.on("2026-02-09").verify(late, 20)
	o.on("2026-02-10").report(money, 4_203, task.Progress{Note: "Giải ngân 42,03% theo đối chiếu Kho bạc.", Obstacle: "Chưa có định mức chi cho lớp bồi dưỡng kỹ năng số cấp xã."})
	o.on("2026-02-12").do(func(tx *db.Tx) error {
		return task.Pause(tx, o.who[chairman], paused, o.version(tx, paused), "Xã bạn hoãn tiếp đoàn đến quý II")
	})
	o.on("2026-02-25").report(waits, 42, task.Progress{Note: "Đã phát động, 42 người đăng ký.", Evidence: []task.Evidence{aFile}, HandIn: true})
	o.on("2026-03-02").do(func(tx *db.Tx) error {
		return register.NoTask(tx, o.who[clerk], o.clauses["4.3"].ID, "Thực hiện theo quy định về xử lý kỷ luật của Đảng, không lập nhiệm vụ riêng.")
	})
	return o.on("2026-03-16")
}
