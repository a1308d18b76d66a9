package browser_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/org"
	"sauro/program"
	"sauro/task"
	"sauro/vn"
)

// counted issues tasks of the demo's office that are due so many working days
// from today, and gives their codes.
func counted(t *testing.T, p *program.Program, words string, n int) (refs []string) {
	t.Helper()
	ctx := context.Background()
	tenants, err := org.Tenants(ctx, p.DB)
	if err != nil {
		t.Fatal(err)
	}
	err = p.DB.Update(ctx, tenants[0].ID, func(tx *db.Tx) error {
		refs = nil
		clerk, err := org.AsPost(tx, org.Clerk)
		if err != nil {
			return err
		}
		official, err := org.ByLogin(tx, "congchucvanhoa")
		if err != nil {
			return err
		}
		chairman, err := org.AsPost(tx, org.Chairman)
		if err != nil {
			return err
		}
		clause, err := db.Value[db.ID](tx, "select max(clause_id) from clause where tenant_id = ?1")
		if err != nil {
			return err
		}
		for range n {
			ref, err := task.Create(tx, clerk, clause, "", task.Slots{Work: "Rà soát danh sách theo lịch nghỉ", Accountable: official.Post, LeadUnit: official.Unit, Answers: official.Post, Decider: chairman.Post,
				Due: task.Due{Kind: task.ByDate, Rule: words, From: "typed"}, Result: task.Result{Product: "Danh sách", Measure: task.Documents, Target: 1, Unit: "văn bản", Proof: task.DocumentNo}, Weight: 1})
			if err != nil {
				return err
			}
			refs = append(refs, ref)
			if err := task.Issue(tx, clerk, ref, 1); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return refs
}

// TestTheCalendar: what is due stands in a month, each with the account of its
// day; a day off that is entered moves what is open, and the person told reads
// why; a calendar of one's own reads the days.
func TestTheCalendar(t *testing.T) {
	t.Parallel()
	p := serve(t, true)
	home := p.URL()
	refs := counted(t, p, "05 ngày làm việc", 2)
	today := vn.Today(p.DB.Now())

	clerk := as(t, home, "vanphong")
	clerk.at("/lich")
	clerk.reads("main", "Sắp đến hạn trong tháng", "Quá hạn")
	clerk.Axe()
	clerk.Screenshot("calendar")
	clerk.press("main", "Tháng sau")
	clerk.reads("main", "Tháng này")
	clerk.press("main", "Tháng này")
	clerk.choose("main", "Việc", "của tôi")
	clerk.press("main", "Xem")
	if !strings.Contains(clerk.path(), "ai=toi") {
		t.Errorf("the filter led to %s", clerk.path())
	}
	clerk.at("/lich?ai=tat-ca&tre=1")
	clerk.reads("h1", "Quá hạn")
	clerk.Axe()

	// The account of a day, from the thing to how it was counted.
	due := vn.Standard().Add(today, 5)
	clerk.at("/lich?ai=tat-ca&ngay=" + string(due))
	clerk.reads("main", refs[0], "05 ngày làm việc")
	clerk.Axe()
	clerk.press("main", "Vì sao? "+refs[0])
	clerk.reads("main", "Ghi trong văn bản 05 ngày làm việc", "Máy tính ra "+due.Weekday()+", "+due.String(), "Đếm từng ngày", "ngày bắt đầu, không tính", "Điều 147")
	clerk.Axe()
	clerk.Screenshot("account")
	clerk.at("/han?tu=2026-02-13&thoi-han=05+ng%C3%A0y+l%C3%A0m+vi%E1%BB%87c")
	clerk.reads("main", "Thứ Sáu, 27/02/2026", "Tết Âm lịch")
	clerk.at("/han?tu=2030-01-28&thoi-han=05+ng%C3%A0y+l%C3%A0m+vi%E1%BB%87c")
	clerk.reads("main", "tạm tính")
	clerk.Axe()
	clerk.at("/han?thoi-han=tr%C6%B0%E1%BB%9Bc+ng%C3%A0y+31/12/2026")
	clerk.reads("main", "Thứ Tư, 30/12/2026", "Hiểu rộng Thứ Năm, 31/12/2026")
	clerk.at("/han?tu=2026-11-20&gio=16:00&thoi-han=08+gi%E1%BB%9D+l%C3%A0m+vi%E1%BB%87c")
	clerk.reads("main", "16:00, Thứ Hai, 23/11/2026", "08 giờ là 01 ngày làm việc")
	clerk.Axe()
	clerk.ExpectConsole("status of 422")
	clerk.at("/han?tu=hôm+qua&thoi-han=%C3%ADt+l%C3%A2u+n%E1%BB%AFa")
	clerk.warned("Chưa đọc được thời hạn này")
	if got := clerk.Value("#thoi-han"); got != "ít lâu nữa" {
		t.Errorf("what was typed is now %q", got)
	}
	clerk.Axe()
	clerk.at("/han")
	clerk.press("main", "24 giờ làm việc")
	clerk.reads("main", "24 giờ")
	if viewer := as(t, home, "giamsat"); true {
		viewer.at("/han?tu=2026-11-23&thoi-han=15+ng%C3%A0y")
		viewer.reads("main", "Thứ Ba, 08/12/2026")
	}

	// One day off: first what would move, then it moves, and it is told.
	const base = "/lich/ngay-nghi"
	clerk.at(base)
	clerk.reads("main", "Lịch nghỉ từng năm", "có sẵn trong chương trình", "tính theo luật và âm lịch", "07:00-11:30")
	clerk.Axe()
	clerk.Screenshot("days")
	clerk.press("main", "Ghi một ngày")
	clerk.fill("main", "Ngày", "32/13/2026")
	clerk.fill("main", "Tên ngày, lý do nghỉ", "Nghỉ khắc phục hậu quả bão")
	clerk.fill("main", "Số, ký hiệu văn bản", "CV 100/UBND-NC")
	clerk.fill("main", "Ngày ban hành", today.String())
	clerk.press("main", "Xem trước, chưa ghi")
	clerk.warned("hãy ghi ngày theo mẫu")
	clerk.Axe()
	storm := vn.Standard().Add(today, 2)
	clerk.fill("main", "Ngày", storm.String())
	clerk.press("main", "Xem trước, chưa ghi")
	clerk.reads("main", "Sẽ dời", refs[0], due.String(), vn.Standard().Add(today, 6).String(), "Chưa ghi gì")
	if strings.Contains(clerk.Text("main"), "chưa gửi được") {
		t.Error("what was looked at is offered as what was never sent")
	}
	clerk.Axe()
	clerk.Screenshot("days-look")
	if other := as(t, home, "chutich"); true {
		other.at("/lich?ai=tat-ca&ngay=" + string(due))
		other.reads("main", refs[0]) // nothing has moved yet
	}
	clerk.press("main", "Ghi và dời")
	clerk.told("hạn đang mở đã dời, người liên quan đã được báo")
	clerk.reads(`[aria-labelledby="da-ghi"]`, "Nghỉ khắc phục hậu quả bão", "CV 100/UBND-NC")
	clerk.Axe()
	clerk.at("/nhiem-vu/" + refs[0])
	clerk.reads("main", vn.Standard().Add(today, 6).String())
	clerk.at("/nhat-ky")
	clerk.reads("main", "Nhập ngày nghỉ, ngày làm bù")

	// A year's notice, from what the law lets expect.
	next := today.Time().AddDate(1, 0, 0).Format("2006")
	clerk.at(base + "/nhap?nam=" + next)
	clerk.Axe()
	clerk.Screenshot("days-year")
	clerk.fill("main", "Số, ký hiệu văn bản", "TB 9999/TB-BNV")
	clerk.fill("main", "Ngày ban hành", today.String())
	clerk.press("main", "Xem trước, chưa ghi")
	clerk.reads("main", "Không có hạn đang mở nào phải dời")
	clerk.press("main", "Ghi")
	clerk.told("Đã ghi. Không có hạn đang mở nào phải dời.")
	clerk.reads("main", "TB 9999/TB-BNV ngày "+today.String())

	// The hours.
	clerk.press("main", "Đặt giờ làm việc")
	clerk.Axe()
	clerk.Screenshot("days-hours")
	clerk.fill("main", "Áp dụng từ ngày", today.String())
	clerk.fill("main", "Thứ Hai", "7h30-11h30; 13h30-17h30")
	clerk.fill("main", "Giờ chốt tiếp nhận", "16h30")
	clerk.fill("main", "Số, ký hiệu văn bản", "QĐ 10/QĐ-UBND")
	clerk.press("main", "Xem trước, chưa ghi")
	clerk.press("main", "Ghi")
	clerk.told("Đã ghi.")
	clerk.reads("main", "07:30-11:30, 13:30-17:30", "16:30", "QĐ 10/QĐ-UBND")

	official := as(t, home, "congchucvanhoa")
	official.ExpectConsole("status of 403")
	official.at(base)
	official.reads("main", "không")
	feeds(t, official, home, refs)

	for _, path := range []string{"/lich?ai=tat-ca", "/lich?ai=tat-ca&tre=1", "/han?tu=2026-11-23&thoi-han=05+ng%C3%A0y+l%C3%A0m+vi%E1%BB%87c", "/han", base, base + "/nhap?nam=" + next, base + "/nhap?viec=ngay", base + "/nhap?viec=gio", "/lich/dong-bo"} {
		clerk.at(path)
		clerk.Phone()
		clerk.NoSidewaysScroll()
		clerk.Axe()
		clerk.Desk()
		clerk.Dark(true)
		clerk.Axe()
		clerk.Dark(false)
	}
	for name, path := range map[string]string{"calendar": "/lich?ai=tat-ca", "account": "/han?tu=2026-02-13&thoi-han=05+ng%C3%A0y+l%C3%A0m+vi%E1%BB%87c", "days": base, "days-year": base + "/nhap?nam=" + next} {
		clerk.at(path)
		clerk.Phone()
		clerk.Screenshot(name + "-phone")
		clerk.Desk()
		clerk.Dark(true)
		clerk.Screenshot(name + "-dark")
		clerk.Dark(false)
		clerk.Print(true)
		clerk.Screenshot(name + "-paper")
		clerk.Print(false)
	}
	if pdf := func() []byte {
		clerk.at("/han?tu=2026-02-13&thoi-han=05+ng%C3%A0y+l%C3%A0m+vi%E1%BB%87c")
		return clerk.PDF("account")
	}(); len(pdf) < 1000 {
		t.Errorf("the paper of an account has %d bytes", len(pdf))
	}
}

// feeds makes the secret address of a calendar, reads it as a calendar program
// does, and ends it.
func feeds(t *testing.T, official *person, home string, refs []string) {
	official.at("/lich/dong-bo")
	official.Axe()
	official.press("main", "Lập địa chỉ đồng bộ")
	official.reads("main", "địa chỉ chỉ hiện một lần")
	official.Axe()
	official.Screenshot("feed")
	address := strings.TrimSpace(official.Text("code.groups"))
	if !strings.HasPrefix(address, home+"/lich/") || !strings.HasSuffix(address, ".ics") {
		t.Fatalf("the address is %q", address)
	}
	client := &http.Client{Timeout: 30 * time.Second}
	get := func(url string) (status int, body string, header http.Header) {
		t.Helper()
		res, err := client.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, string(b), res.Header
	}
	status, body, header := get(address)
	if status != http.StatusOK || header.Get("Content-Type") != "text/calendar; charset=utf-8" || !strings.HasPrefix(header.Get("Cache-Control"), "private") || header.Get("Set-Cookie") != "" {
		t.Errorf("the feed: %d, %v", status, header)
	}
	for _, want := range []string{"BEGIN:VCALENDAR\r\n", refs[0] + " đến hạn", refs[1] + " đến hạn"} {
		if !strings.Contains(strings.ReplaceAll(body, "\r\n ", ""), want) {
			t.Errorf("the feed does not have %q:\n%s", want, body)
		}
	}
	if strings.Contains(body, "Rà soát") {
		t.Error("the feed has the title of a task")
	}
	official.at("/lich/dong-bo")
	if official.Count("code.groups") != 0 {
		t.Error("the address is shown again")
	}
	official.press("main", "Ngừng đồng bộ")
	official.agree()
	official.told("Đã ngừng đồng bộ")
	_, never, _ := get(home + "/lich/21472." + strings.Repeat("A", 43) + ".ics")
	for _, url := range []string{address, home + "/lich/99999.x.ics", home + "/lich/x", strings.TrimSuffix(address, ".ics")} {
		if status, body, header := get(url); status != http.StatusNotFound || body != never || header.Get("Content-Type") != "text/plain; charset=utf-8" {
			t.Errorf("%s: %d %q", url, status, body)
		}
	}
}
