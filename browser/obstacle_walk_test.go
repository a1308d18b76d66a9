package browser_test

import (
	"context"
	"strings"
	"testing"

	"sauro/db"
	"sauro/org"
	"sauro/program"
	"sauro/vn"
)

// ofOfficial is a task in time that the demo's official works on, with its last day.
func ofOfficial(t *testing.T, home *program.Program) (ref string, due, today vn.Day) {
	t.Helper()
	tenants, err := org.Tenants(context.Background(), home.DB)
	if err != nil {
		t.Fatal(err)
	}
	err = home.DB.View(context.Background(), tenants[0].ID, func(tx *db.Tx) error {
		today = vn.Today(tx.Now)
		who, err := org.ByLogin(tx, "congchucvanhoa")
		if err != nil {
			return err
		}
		type row struct {
			ref string
			due vn.Day
		}
		r, _, err := db.One(tx, func(r *row) []any { return []any{&r.ref, &r.due} }, `select t.ref, t.due_date from task t where t.tenant_id = ?1 and t.accountable = ?2 and t.due_kind = 'date'
			and t.state = 'doing' order by t.due_date desc limit 1`, who.Post)
		ref, due = r.ref, r.due
		return err
	})
	if err != nil || ref == "" {
		t.Fatalf("no task of the official: %v", err)
	}
	return ref, due, today
}

// looks takes the page's pictures at the desk and on a phone, light and dark.
func (p *person) looks(name string) {
	p.t.Helper()
	p.Desk()
	p.Axe()
	p.NoSidewaysScroll()
	p.Screenshot(name)
	p.Dark(true)
	p.Contrast()
	p.Screenshot(name + "-dark")
	p.Dark(false)
	p.Phone()
	p.Axe()
	p.NoSidewaysScroll()
	p.Screenshot(name + "-phone")
	p.Desk()
}

// TestAnObstacleClimbsAndComesBack: an official reports what stands in the way with
// the progress; the chairman says that it is beyond the commune's power; a proposal
// goes out, is taken in and answered; the official accepts.
func TestAnObstacleClimbsAndComesBack(t *testing.T) {
	t.Parallel()
	program := serve(t, true)
	home := program.URL()
	ref, _, today := ofOfficial(t, program)
	const stuck = "Ba thôn chưa có loa, xã không có nguồn để sửa"

	official := as(t, home, "congchucvanhoa")
	official.at("/nhiem-vu/" + ref)
	form := `form[action$="/tien-do"]`
	official.fill(form, "Đã làm gì", "Đã kiểm tra loa ở chín thôn.")
	official.unfold(form, "Có vướng mắc")
	official.fill(form, "Vướng mắc", stuck)
	official.press(form, "Gửi báo cáo")
	official.told("Đã gửi báo cáo")
	official.reads("section[aria-labelledby=vuong-mac-nv]", stuck, "VM-", "mới")
	official.looks("obstacle-task")

	chairman := as(t, home, "chutich")
	chairman.at("/vuong-mac")
	chairman.reads("main", stuck, "chưa phân loại", "chờ xác định thẩm quyền")
	chairman.looks("obstacles")
	chairman.Print(true)
	chairman.Screenshot("obstacles-print")
	chairman.PDF("obstacles-print")
	chairman.Print(false)
	chairman.at("/vuong-mac?xep=noi-giai-quyet")
	chairman.Axe()
	chairman.Screenshot("obstacles-by-owner")
	chairman.press("main", stuck)
	path := chairman.path()
	chairman.looks("obstacle")
	form = `form[action$="/tham-quyen"]`
	chairman.press(form, "vượt thẩm quyền xã")
	chairman.choose(form, "Loại vướng mắc", "kinh phí")
	chairman.press(form, "Xác định thẩm quyền")
	chairman.told("Đã xác định thẩm quyền")
	chairman.press(".title", "Lập kiến nghị")
	chairman.looks("proposal-new")
	if chairman.Count(`input[name="gui-den"]`) > 0 { // the demo's province uses the program too
		chairman.press("main", "cơ quan khác, gửi bằng công văn")
		chairman.fill("main", "Cơ quan nhận kiến nghị", "Sở Tài chính")
	}
	chairman.fill("main", "Về việc", "tháo gỡ vướng mắc về kinh phí sửa loa truyền thanh")
	chairman.fill("main", "Đề nghị cấp trên làm gì", "Bổ sung 60 triệu đồng để sửa loa ở ba thôn.")
	chairman.fill("main", "Xã đã làm gì trong thẩm quyền", "Đã sửa sáu cụm loa bằng nguồn của xã.")
	chairman.press("main", "Lưu dự thảo")
	chairman.told("Đã lập dự thảo KN-")
	chairman.reads("main", "Sở Tài chính", "10 ngày làm việc", stuck)
	chairman.looks("proposal-draft")
	proposal := chairman.path()
	for form, want := range map[string]string{"docx": "wordprocessingml", "pdf": "application/pdf"} {
		var kind string
		chairman.Eval(`fetch(`+js(proposal+"/van-ban/"+form)+`).then(r => r.headers.get("content-type"))`, &kind)
		if !strings.Contains(kind, want) {
			t.Errorf("the letter as %s is %q", form, kind)
		}
	}
	form = `form[action$="/gui"]`
	chairman.fill(form, "Số, ký hiệu công văn", "215/UBND-VX")
	chairman.fill(form, "Họ tên người ký", "Nguyễn Văn Chủ")
	chairman.press(form, "Ghi đã gửi")
	chairman.told("Đã gửi kiến nghị")
	chairman.reads("main", "215/UBND-VX", "Vì sao hạn là ngày này?")

	clerk := as(t, home, "vanphong")
	clerk.ExpectConsole("status of 422")
	clerk.at(proposal)
	clerk.press("main", "Ghi đã tiếp nhận")
	clerk.press(`form[action$="/tiep-nhan"]`, "Ghi đã tiếp nhận")
	clerk.told("Đã ghi cấp trên tiếp nhận")
	clerk.looks("proposal")
	form = `form[action$="/tra-loi"]`
	clerk.fill(form, "Số, ký hiệu văn bản trả lời", "312/STC-NS")
	clerk.fill(form, "Ngày văn bản", today.String())
	clerk.fill(form, "Nội dung trả lời", "Bổ sung 40 triệu đồng trong quý này.")
	answer := file(t, "312-STC.docx", word(t, "Bổ sung 40 triệu đồng."))
	clerk.Upload(form+` input[type=file]`, answer)
	clerk.press(form, "Ghi trả lời")
	clerk.warned("Hãy chọn cấp trên chấp thuận")
	if got := clerk.Value(clerk.field(form, "Nội dung trả lời")); got != "Bổ sung 40 triệu đồng trong quý này." {
		t.Errorf("what was typed is now %q", got)
	}
	clerk.Axe()
	clerk.press(form, "Chấp thuận một phần")
	clerk.Upload(form+` input[type=file]`, answer)
	clerk.press(form, "Ghi trả lời")
	clerk.told("Đã ghi trả lời")
	clerk.reads("main", "Chấp thuận một phần", "312/STC-NS", "312-STC.docx")
	clerk.looks("proposal-answered")

	official.at("/vuong-mac?xem=mine")
	official.press("main", "Xác nhận")
	official.reads("section[aria-labelledby=xac-nhan]", "Bổ sung 40 triệu đồng", "312/STC-NS")
	official.looks("obstacle-answered")
	official.press(`form[action$="/xac-nhan"]`, "Đã hết vướng")
	official.told("Đã xác nhận hết vướng")
	official.reads(".lede", "đã đóng")
	official.at(proposal)
	official.reads(".lede", "Đã đóng")
	official.at(path)
	official.reads(".time", "Đóng vướng mắc", "Cấp trên trả lời", "Gửi kiến nghị", "Xác định vượt thẩm quyền xã", "Báo vướng mắc")
}

// TestAnObjectiveCauseMovesTheDeadline: the chairman confirms it with a document,
// the clock stops; when it runs on the deadline has moved by the days it stood.
func TestAnObjectiveCauseMovesTheDeadline(t *testing.T) {
	t.Parallel()
	program := serve(t, true)
	ref, before, today := ofOfficial(t, program)
	official := as(t, program.URL(), "congchucvanhoa")
	official.at("/nguyen-nhan-khach-quan?nhiem-vu=" + ref)
	if official.Count("main form") != 0 {
		t.Error("the doer is offered to confirm a cause")
	}
	official.Axe()
	chairman := as(t, program.URL(), "chutich")
	chairman.ExpectConsole("status of 422")
	chairman.at("/nhiem-vu/" + ref)
	chairman.press("main", "Nguyên nhân khách quan")
	chairman.looks("objective-cause")
	form := `form[action="/nguyen-nhan-khach-quan"]`
	chairman.fill(form, "Nguyên nhân khách quan là gì", "Mưa lũ, phải dừng mọi hoạt động tập trung.")
	chairman.fill(form, "Thời hạn dừng từ ngày", "01/01/2020")
	chairman.fill(form, "Số, ký hiệu văn bản", "77/UBND-TH")
	chairman.fill(form, "Ngày văn bản", today.Add(-7).String())
	paper := file(t, "77-UBND.docx", word(t, "Công điện phòng chống mưa lũ"))
	chairman.Upload(form+` input[type=file]`, paper)
	chairman.press(form, "Xác nhận, dừng thời hạn")
	chairman.warned("trước ngày giao nhiệm vụ")
	chairman.fill(form, "Thời hạn dừng từ ngày", today.Add(-7).String())
	chairman.Upload(form+` input[type=file]`, paper)
	chairman.press(form, "Xác nhận, dừng thời hạn")
	chairman.told("Đã xác nhận nguyên nhân khách quan")
	chairman.reads("section[aria-labelledby=vuong-mac-nv]", "Thời hạn đang dừng từ")
	chairman.at("/nguyen-nhan-khach-quan?nhiem-vu=" + ref)
	chairman.fill("main", "Lý do", "Hết mưa lũ.")
	chairman.press("main", "Cho tính tiếp")
	chairman.told("Thời hạn được tính tiếp")
	chairman.looks("objective-cause-task")
	_, after, _ := ofOfficial(t, program)
	if want := vn.Standard().Add(before, vn.Standard().Between(today.Add(-8), today.Add(-1))); after != want {
		t.Errorf("the deadline %s became %s, not %s", before, after, want)
	}
}
