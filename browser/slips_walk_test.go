package browser_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/org"
	"sauro/program"
	"sauro/reminder"
	"sauro/vn"
)

// morning has the office reminded on the next working morning, as the program
// does it by itself then.
func morning(t *testing.T, p *program.Program) {
	t.Helper()
	ctx := context.Background()
	tenants, err := org.Tenants(ctx, p.DB)
	if err != nil {
		t.Fatal(err)
	}
	at := vn.Standard().Add(vn.Today(p.DB.Now()), 1).Time().Add(8 * time.Hour)
	err = p.DB.At(at).Update(ctx, tenants[0].ID, func(tx *db.Tx) error { _, err := reminder.Morning(tx); return err })
	if err != nil {
		t.Fatal(err)
	}
}

// TestALateTaskDoesNotSlip: a task that is three days late is reminded of, urged
// by letter, explained and at last inspected.
func TestALateTaskDoesNotSlip(t *testing.T) {
	t.Parallel()
	p := serve(t, true)
	home := p.URL()
	const work = "Rà soát hộ chưa có điện thoại thông minh"
	today := vn.Today(p.DB.Now())
	days := vn.Standard()
	due := days.Add(days.Add(today, 1), -3)
	late := given(t, p, work, -due.Days(today))
	morning(t, p)

	// The reminder, to the one who has to act and to the chairman.
	official := as(t, home, "congchucvanhoa")
	official.at("/thong-bao")
	official.reads("main", late+" đã quá hạn 3 ngày làm việc")
	official.Screenshot("slips-notices")
	official.press("main", "Báo cáo tiến độ "+late)
	official.reads("h1", work)
	chairman := as(t, home, "chutich")
	chairman.at("/thong-bao")
	chairman.reads("main", late+" đã quá hạn 3 ngày làm việc")

	// The letter.
	clerk := as(t, home, "vanphong")
	clerk.at("/don-doc")
	clerk.reads("main", late)
	clerk.Click(`input[name=nv][value="` + late + `"]`)
	clerk.press("main", "Soạn công văn đôn đốc")
	clerk.told("Đã soạn công văn DD-")
	clerk.fill("main", "Số trong sổ công văn đi", "31")
	clerk.press("main", "Lấy số, ban hành")
	clerk.told("Đã ban hành")
	clerk.reads(".letter", work, "Số: 31/UBND")

	// The explanation, by one click.
	chairman.at("/don-doc")
	chairman.press("main", "Yêu cầu giải trình "+late)
	chairman.told("Đã yêu cầu giải trình GT-")
	official.at("/giai-trinh")
	official.press("main", work)
	official.fill("main", "Nội dung giải trình", "Hai thôn báo chậm, nay đã đủ.")
	official.fill("main", "Ngày sẽ hoàn thành", today.Add(5).String())
	official.press("main", "chủ quan")
	official.press("main", "Gửi giải trình")
	official.told("Đã gửi giải trình")

	// The inspection.
	clerk.at("/kiem-tra")
	clerk.press("", "Mở cuộc kiểm tra")
	clerk.choose("main", "Đơn vị được kiểm tra", "Phòng Văn hóa - Xã hội")
	clerk.press("main", "Chọn đơn vị")
	form := `form[action="/kiem-tra/moi"][method=post]`
	clerk.fill(form, "Nội dung kiểm tra", "Việc quá hạn của Phòng Văn hóa - Xã hội")
	clerk.fill(form, "Số quyết định lập đoàn", "52/QĐ-UBND")
	clerk.fill(form, "Kiểm tra từ ngày", today.String())
	clerk.fill(form, "Đến hết ngày", today.Add(2).String())
	clerk.fill(form, "Nơi kiểm tra", "Trụ sở UBND xã")
	clerk.choose(form, "Trưởng đoàn", "Chánh Văn phòng HĐND và UBND")
	clerk.press(form, late+" · "+work)
	clerk.press(form, "Mở cuộc kiểm tra")
	clerk.told("Đã mở cuộc kiểm tra KT-")
	clerk.reads("main", late)
	inspection := clerk.path()

	// The task shows all that was done about it.
	official.at("/nhiem-vu/" + late)
	official.reads("main", "31/UBND", "GT-", inspection[strings.LastIndex(inspection, "/")+1:])
	official.Axe()
	official.Screenshot("slips-task")
	official.Phone()
	official.NoSidewaysScroll()
	official.Screenshot("slips-task-phone")
}
