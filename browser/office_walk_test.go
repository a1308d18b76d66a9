package browser_test

import (
	"strings"
	"testing"
	"time"

	"sauro/vn"
)

// TestTheOfficeInOrder: a post is filled, the chairman has the deputy act, an
// official hands the work over to another, both sign, a unit is renamed; a report
// that was frozen before stays as it was, and a superior sees what is shared.
func TestTheOfficeInOrder(t *testing.T) {
	t.Parallel()
	home := serve(t, true)
	of := placesOf(t, home)
	today := vn.Today(time.Now())
	clerk := as(t, home.URL(), "vanphong")
	look := func(p *person, name string) {
		t.Helper()
		p.Desk()
		p.Axe()
		p.Screenshot("office-" + name)
		p.Phone()
		p.NoSidewaysScroll()
		p.Axe()
		p.Screenshot("office-" + name + "-phone")
		p.Desk()
		p.Dark(true)
		p.Contrast()
		p.Screenshot("office-" + name + "-dark")
		p.Dark(false)
	}

	// A report is frozen under the names of its day.
	clerk.at("/bao-cao/xem?van-ban=" + of.letter + "&loai=bao-cao&chot=" + of.today)
	clerk.press("main", "Chốt báo cáo")
	report := clerk.path()
	clerk.at(report) // without the notice
	frozen := clerk.Text("main table")

	// Appoint: one person, a second post, by a decision.
	clerk.at("/nhan-su")
	clerk.press("main", "Công chức Văn phòng - Thống kê")
	clerk.reads(".lede", "đang trống")
	form := `form[action$="/giu"]`
	clerk.ExpectConsole("status of 422")
	clerk.choose(form, "Người", "tuphap")
	clerk.fill(form, "Số quyết định", "15/QĐ-UBND")
	clerk.press(form, "Ghi bổ nhiệm")
	clerk.warned("Có mục chưa đúng")
	clerk.fill(form, "Ngày quyết định", today.String())
	clerk.press(form, "Ghi bổ nhiệm")
	clerk.told("Đã ghi bổ nhiệm")
	clerk.reads("main table", "15/QĐ-UBND")
	look(clerk, "post")

	// Act for: the deputy sees on every page whose place is filled, what for and until when.
	chairman := as(t, home.URL(), "chutich")
	chairman.at("/lam-thay")
	form = `form[action="/lam-thay"]`
	chairman.choose(form, "Thay chức danh", "Chủ tịch UBND xã")
	chairman.choose(form, "Người làm thay", "Phó Chủ tịch UBND xã")
	chairman.press(form, "nghiệm thu")
	chairman.fill(form, "Đến hết ngày", "31/12/2099")
	chairman.fill(form, "Số văn bản", "03/GUQ-UBND")
	chairman.fill(form, "Ngày văn bản", today.String())
	chairman.press(form, "Ghi việc làm thay")
	chairman.told("Đã ghi")
	chairman.reads("main table", "Phó Chủ tịch UBND xã", "nghiệm thu", "03/GUQ-UBND", "31/12/2099")
	look(chairman, "acting")
	deputy := as(t, home.URL(), "phochutich")
	deputy.reads(".me", "Đang thay Chủ tịch UBND xã: nghiệm thu, đến hết 31/12/2099")

	// A refusal says why, and where to ask.
	official := as(t, home.URL(), "congchucvanhoa")
	official.ExpectConsole("status of 403")
	official.at("/nhan-su")
	official.press("main", "Vì sao tôi không được?")
	official.reads("main", "không được quản lý nhân sự", "Chủ tịch UBND xã", "Chánh Văn phòng HĐND và UBND")
	look(official, "why")

	// Hand over: every open task finds a post, both sign.
	clerk.at("/ban-giao")
	form = `form[action="/ban-giao"]`
	clerk.choose(form, "Chức danh bàn giao", "Công chức Văn hóa - Xã hội")
	clerk.choose(form, "Người nhận bàn giao", "Trưởng phòng Văn hóa - Xã hội")
	clerk.fill(form, "Lý do", "Chuyển công tác")
	clerk.press(form, "Lập biên bản")
	clerk.told("Đã lập biên bản BG-")
	minutes := clerk.path()
	var labels []string
	clerk.Eval(`[...document.querySelectorAll("main select")].map(s => s.labels[0].innerText.trim())`, &labels)
	if len(labels) == 0 {
		t.Fatal("the minutes list no task")
	}
	for _, label := range labels {
		clerk.choose("main", strings.TrimSpace(strings.Split(label, "\n")[0]), "Trưởng phòng Văn hóa - Xã hội")
	}
	clerk.press("main", "Lưu nơi nhận")
	clerk.told("Đã lưu")
	look(clerk, "handover")
	official.at(minutes)
	official.press("main", "Ký bên giao")
	official.told("Đã ký bên giao")
	taker := as(t, home.URL(), "vanhoa")
	taker.at(minutes)
	taker.press("main", "Ký bên nhận")
	taker.told("Đã ký bên nhận")
	taker.reads(".lede", "đã bàn giao")
	taker.Print(true)
	taker.Screenshot("office-minutes-paper")
	if paper := taker.PDF("office-minutes"); len(paper) < 1000 {
		t.Errorf("the minutes print as %d bytes", len(paper))
	}
	taker.Print(false)
	taker.at("/viec-cua-toi")
	if taker.Count("main .job") < len(labels) {
		t.Errorf("%d tasks were handed over, %d are the taker's", len(labels), taker.Count("main .job"))
	}

	// Rename: today's pages say the new name, those of the past the old one.
	clerk.at("/co-cau")
	look(clerk, "structure")
	clerk.press("main", "Đổi tên đơn vị, chức danh hoặc xã")
	form = `form[action="/co-cau/doi-ten"]`
	clerk.choose(form, "Đổi tên", "Phòng Văn hóa - Xã hội")
	clerk.fill(form, "Tên mới", "Phòng Văn hóa - Khoa học")
	clerk.fill(form, "Có hiệu lực từ ngày", today.String())
	clerk.fill(form, "Số quyết định", "120/QĐ-UBND")
	clerk.fill(form, "Ngày quyết định", today.String())
	clerk.press(form, "Ghi tên mới")
	clerk.told("Đã ghi tên mới")
	clerk.reads("main", "Phòng Văn hóa - Khoa học", "Phòng Văn hóa - Xã hội → Phòng Văn hóa - Khoa học", "120/QĐ-UBND")
	clerk.at("/co-cau?luc=" + string(today.Add(-1)))
	clerk.reads("section[aria-labelledby=cay]", "Phòng Văn hóa - Xã hội")
	look(clerk, "structure-then")
	clerk.at(report)
	if now := clerk.Text("main table"); now != frozen {
		t.Errorf("the report was %q and is %q", frozen, now)
	}
	clerk.at("/nhan-su")
	clerk.reads("main table", "Phòng Văn hóa - Khoa học")

	// The superior sees the letter, its clauses and the report, and nothing else.
	above := as(t, home.URL(), "captren")
	above.WaitURL("/cap-tren")
	look(above, "shared")
	above.Click("main table a")
	above.reads("main", "3.1", strings.TrimPrefix(report, "/bao-cao/"))
	look(above, "shared-letter")
	if name, content := above.Download(`main a[href$="/docx"]`); !strings.HasSuffix(name, ".docx") || len(content) < 1000 {
		t.Errorf("the report comes as %s, %d bytes", name, len(content))
	}
	above.ExpectConsole("status of 403")
	for _, path := range []string{"/", "/nhiem-vu", "/van-ban", "/bao-cao", report, "/co-cau", "/nhan-su"} {
		above.at(path)
		above.reads("h1", "Không được phép")
	}
}
