package browser_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/org"
	"sauro/vn"
)

// TestAnInspectionFromPlanToMended: a plan is issued, its inspection opened, the
// minutes written and signed by two persons, the conclusion given; what was found
// becomes a task, is done, accepted and looked at again. Then results that were
// reported complete are drawn by lot, and another unit finds one untrue.
func TestAnInspectionFromPlanToMended(t *testing.T) {
	t.Parallel()
	home := serve(t, true)
	today := vn.Today(time.Now())
	clerk := as(t, home.URL(), "vanphong")
	look := func(p *person, name string) {
		t.Helper()
		p.Desk()
		p.Axe()
		p.Screenshot("inspection-" + name)
		p.Phone()
		p.NoSidewaysScroll()
		p.Axe()
		p.Screenshot("inspection-" + name + "-phone")
		p.Desk()
		p.Dark(true)
		p.Contrast()
		p.Screenshot("inspection-" + name + "-dark")
		p.Dark(false)
	}
	printed := func(p *person, name string) {
		t.Helper()
		p.Print(true)
		p.Screenshot("inspection-" + name + "-paper")
		if paper := p.PDF("inspection-" + name); len(paper) < 1000 {
			t.Errorf("%s prints as %d bytes", name, len(paper))
		}
		p.Print(false)
	}

	// The plan.
	clerk.at("/kiem-tra")
	clerk.reads("main", "không phát sinh")
	clerk.press("", "Lập kế hoạch")
	form := `form[action="/kiem-tra/ke-hoach"]`
	clerk.fill(form, "Căn cứ", "Kế hoạch số 121/KH-UBND ngày 31/12/2025 của UBND tỉnh")
	clerk.press(form, "Lập kế hoạch")
	clerk.told("Đã lập kế hoạch KHKT-")
	plan := clerk.path()
	form = `form[action$="/dong"]`
	clerk.choose(form, "Đơn vị được kiểm tra", "Phòng Văn hóa - Xã hội")
	clerk.fill(form, "Nội dung kiểm tra", "Thực hiện cam kết bồi dưỡng kỹ năng số")
	clerk.choose(form, "Tháng", today.Time().Format("1/2006"))
	clerk.ExpectConsole("status of 422")
	clerk.choose(form, "Chủ trì", "Trưởng phòng Văn hóa - Xã hội")
	clerk.press(form, "Thêm vào kế hoạch")
	clerk.warned("thuộc chính đơn vị được kiểm tra")
	clerk.choose(form, "Chủ trì", "Chánh Văn phòng HĐND và UBND")
	clerk.press(form, "Thêm vào kế hoạch")
	clerk.told("Đã thêm vào kế hoạch")
	form = `form[action$="/ban-hanh"]`
	clerk.fill(form, "Số, ký hiệu kế hoạch", "15/KH-UBND")
	clerk.press(form, "Ban hành kế hoạch")
	clerk.told("Đã ban hành kế hoạch")
	look(clerk, "plan")
	printed(clerk, "plan")
	if name, content := clerk.Download(`a[href$="/tep/docx"]`); !strings.HasSuffix(name, ".docx") || len(content) < 1000 {
		t.Errorf("the plan comes as %s, %d bytes", name, len(content))
	}

	// The decision on the team: nobody of the inspected unit.
	clerk.press("main", "Mở cuộc kiểm tra")
	form = `form[action="/kiem-tra/moi"][method=post]`
	clerk.fill(form, "Số quyết định lập đoàn", "45/QĐ-UBND")
	clerk.fill(form, "Kiểm tra từ ngày", today.String())
	clerk.fill(form, "Đến hết ngày", today.Add(3).String())
	clerk.fill(form, "Nơi kiểm tra", "Phòng họp số 2, trụ sở UBND xã")
	if labels := clerk.Text(form); strings.Contains(labels, "Trưởng phòng Văn hóa - Xã hội") {
		t.Error("the head of the inspected unit can be chosen for the team")
	}
	clerk.press(form, "Phó Chủ tịch UBND xã")
	look(clerk, "begin")
	clerk.press(form, "Mở cuộc kiểm tra")
	clerk.told("Đã mở cuộc kiểm tra KT-")
	inspection := clerk.path()

	// The head of the unit was told, and writes nothing.
	head := as(t, home.URL(), "vanhoa")
	head.at(inspection)
	head.reads("main", "Đoàn kiểm tra đang làm việc")
	if n := head.Count(`form[action$="/bien-ban"]`); n != 0 {
		t.Errorf("the inspected unit has %d forms of the minutes", n)
	}

	// The minutes, by a member: every question, every task.
	member := as(t, home.URL(), "phochutich")
	member.at(inspection)
	look(member, "minutes-open")
	form = `form[action$="/bien-ban"]`
	var ids []string
	member.Eval(`[...document.querySelectorAll('select[name^="answer-"]')].map(e => e.id)`, &ids)
	if len(ids) < 5 {
		t.Fatalf("the checklist has %d questions", len(ids))
	}
	for i, id := range ids {
		answer := "đạt"
		if i == 3 {
			answer = "không đạt"
		}
		member.Select("#"+id, answer)
	}
	member.ExpectConsole("status of 422")
	member.press(form, "Lưu biên bản")
	member.warned("Câu 4 không đạt")
	member.fill(form, "Ghi chú, câu 4", "Sổ gốc ghi ít hơn số đã báo cáo.")
	member.Eval(`[...document.querySelectorAll('textarea[name^="saw-"]')].map(e => e.id)`, &ids)
	for _, id := range ids {
		member.Fill("#"+id, "Sổ theo dõi, danh sách có chữ ký.")
	}
	member.Eval(`[...document.querySelectorAll('input[name^="found-"]')].map(e => e.id)`, &ids)
	member.Fill("#"+ids[0], "1")
	member.fill(form, "Nhận xét chung", "Đơn vị thực hiện phần lớn nhiệm vụ đúng hạn.\nMột số liệu báo cáo cao hơn thực tế.")
	member.fill(form, "Ý kiến của đơn vị được kiểm tra", "Nhất trí với biên bản.")
	member.press(form, "Lưu biên bản")
	member.told("Đã lưu biên bản")
	member.press("#khac-phuc ~ *, section", "Ghi phát hiện")
	form = `form[action$="/phat-hien"]`
	member.choose(form, "Về nhiệm vụ, nội dung nào", "NV-")
	member.fill(form, "Phát hiện gì", "Báo cáo nhiều hơn số có trong sổ gốc.")
	member.fill(form, "Nguyên nhân", "Tính cả người mới đăng ký.")
	member.fill(form, "Việc phải làm để khắc phục", "Lập lại danh sách người đã học có chữ ký")
	member.choose(form, "Chịu trách nhiệm khắc phục", "Công chức Văn hóa - Xã hội")
	member.fill(form, "Xong trong số ngày làm việc", "10")
	member.press(form, "Lưu phát hiện")
	member.told("Đã ghi phát hiện")
	look(member, "minutes-written")

	// Both sign; then nothing of it changes.
	clerk.at(inspection)
	clerk.press("main", "Ký bên đoàn kiểm tra")
	clerk.told("Đã ký bên đoàn kiểm tra")
	if n := clerk.Count(`form[action$="/bien-ban"]`); n != 0 {
		t.Error("signed minutes can be written")
	}
	head.at(inspection)
	head.reads("main", "Trưởng đoàn đã ký")
	head.press("main", "Ký bên đơn vị được kiểm tra")
	head.told("Đã ký bên đơn vị")
	head.reads(".lede", "chờ kết luận")
	printed(head, "minutes")

	// The conclusion is the chairman's.
	chairman := as(t, home.URL(), "chutich")
	chairman.at("/kiem-tra")
	chairman.reads("main", "Ghi kết luận")
	chairman.press("main", "Ghi kết luận")
	form = `form[action$="/ket-luan"]`
	chairman.fill(form, "Kết luận", "Đơn vị đã thực hiện phần lớn nội dung cam kết.\nPhải sửa ngay số liệu báo cáo chưa đúng.")
	chairman.fill(form, "Số thông báo", "12/TB-UBND")
	look(chairman, "conclude")
	chairman.press(form, "Kết luận kiểm tra")
	chairman.told("Đã kết luận")
	for _, link := range []string{"/bien-ban/docx", "/bien-ban/pdf", "/ket-luan/docx", "/ket-luan/pdf"} {
		if name, content := chairman.Download(`a[href$="` + link + `"]`); len(content) < 1000 {
			t.Errorf("%s comes as %s, %d bytes", link, name, len(content))
		}
	}

	// What was found becomes a six-clear task.
	clerk.at(inspection)
	clerk.press("main", "Lập nhiệm vụ khắc phục KT-")
	clerk.told("Đã lập nháp NV-")
	task := strings.TrimSuffix(clerk.path(), "/sua")
	clerk.fill("#soan", "Sản phẩm cuối cùng", "Danh sách người đã học có chữ ký")
	clerk.choose("#soan", "Cách đo", "sản phẩm đưa vào sử dụng")
	clerk.fill("#soan", "Phải đạt", "1")
	clerk.fill("#soan", "Đơn vị tính", "danh sách")
	clerk.choose("#soan", "Loại minh chứng", "tệp")
	clerk.press("#soan", "Lưu và giao")
	clerk.reads("#sau-ro", "Đủ sáu rõ")
	clerk.reads("main", "Thông báo kết luận kiểm tra số 12/TB-UBND")
	official := as(t, home.URL(), "congchucvanhoa")
	official.at(task)
	official.press("main", "Nhận việc")
	form = `form[action$="/tien-do"]`
	official.fill(form, "Đã đạt", "1")
	official.Upload(form+` input[type=file]`, file(t, "Danh sách.docx", word(t, "Danh sách người đã học")))
	official.press(form, "Gửi và đề nghị nghiệm thu")
	official.told("đề nghị nghiệm thu")
	chairman.at(task)
	form = `form[action$="/nghiem-thu"]`
	chairman.press(form, "Danh sách.docx")
	chairman.fill(form, "Đã xem những gì", "Danh sách có chữ ký.")
	chairman.press(form, "Nghiệm thu")
	chairman.told("Đã nghiệm thu")

	// Looked at again, by one of the team, not by the doer.
	official.at(inspection)
	if n := official.Count(`form[action$="/kiem-tra-lai"]`); n != 0 {
		t.Error("the doer can look again")
	}
	clerk.at("/kiem-tra")
	clerk.reads("main", "chờ kiểm tra lại")
	look(clerk, "to-look")
	clerk.at(inspection)
	form = `form[action$="/kiem-tra-lai"]`
	clerk.fill(form, "Kiểm tra lại: đã xem những gì", "Danh sách 3 người có chữ ký, đối chiếu sổ gốc.")
	clerk.press(form, "Đạt")
	clerk.told("Đã ghi kết quả kiểm tra lại")
	clerk.reads("main", "đã khắc phục", "kiểm tra lại: đạt")
	look(clerk, "mended")

	// The deputy fills the places of the heads that have no door in the demo, so that
	// every unit that may have to check has somebody here.
	tenants, err := org.Tenants(context.Background(), home.DB)
	if err != nil {
		t.Fatal(err)
	}
	err = home.DB.Update(context.Background(), tenants[0].ID, func(tx *db.Tx) error {
		chair, err := org.ByLogin(tx, "chutich")
		if err != nil {
			return err
		}
		deputy, err := org.ByLogin(tx, "phochutich")
		if err != nil {
			return err
		}
		posts, err := org.Posts(tx)
		for _, p := range posts {
			if err == nil && p.Role == org.Head && p.Title != "Trưởng phòng Văn hóa - Xã hội" {
				_, err = org.Give(tx, chair, org.NewActing{Post: p.ID, Taker: deputy.Person, Acts: []org.Act{org.Report}, From: today, To: today.Add(30), Decision: "3/QĐ-UBND", DecidedOn: today})
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}

	// Drawn by lot: who draws sees the list and picks nothing.
	clerk.at("/kiem-tra/xac-suat")
	form = `form[action="/kiem-tra/xac-suat"]`
	clerk.fill(form, "Báo cáo hoàn thành từ ngày", today.Add(-300).String())
	clerk.fill(form, "Tỷ lệ rút", "100")
	look(clerk, "draw")
	clerk.press(form, "Rút và giao kiểm tra")
	clerk.told("Đã rút XS-")
	clerk.reads("main", "ra đúng danh sách trên")
	drawing := clerk.path()
	look(clerk, "drawn")
	var checker *person
	for _, p := range []*person{clerk, member, head} {
		p.at(drawing)
		if strings.Contains(p.Text("main"), "Ghi kết quả NV-") {
			checker = p
			break
		}
	}
	if checker == nil {
		t.Fatal("nobody was given anything to check")
	}
	checker.press("main", "Ghi kết quả NV-")
	form = `details[open] form[action$="/ket-qua"]`
	checker.press(form, "Không đúng với báo cáo")
	checker.fill(form, "Đã xem những gì", "Sổ gốc và danh sách.")
	checker.fill(form, "Thực tế thế nào", "Danh sách chưa có chữ ký của người học.")
	checker.press(form, "Ghi kết quả")
	checker.told("Đã ghi kết quả kiểm tra")
	look(checker, "untrue")
	chairman.at("/kiem-tra")
	chairman.reads("main", "Danh sách chưa có chữ ký của người học", "%")
	look(chairman, "all")
	chairman.at(plan)
	chairman.reads("main", "KT-")

	// In English.
	member.press("", "English")
	for _, path := range []string{"/kiem-tra", inspection, drawing, plan} {
		member.at(path)
		member.Screenshot("inspection-english" + strings.ReplaceAll(path, "/", "-"))
	}
}
