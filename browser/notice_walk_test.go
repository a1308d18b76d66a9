package browser_test

import (
	"context"
	"mime"
	"net"
	"regexp"
	"strconv"
	"testing"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/mail/mailtest"
	"sauro/notice"
	"sauro/org"
)

// TestNoticesInTheProgramAndOutOfIt: the clerk sets the mail server and tries it,
// an official confirms an address and reads notices, what did not arrive is sent
// again.
func TestNoticesInTheProgramAndOutOfIt(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	server := mailtest.Start(t, mailtest.Options{NoStartTLS: true})
	p := serve(t, true)
	home := p.URL()
	tenants, err := org.Tenants(ctx, p.DB)
	if err != nil {
		t.Fatal(err)
	}
	do := func(write func(tx *db.Tx) error) {
		t.Helper()
		if err := p.DB.Update(ctx, tenants[0].ID, write); err != nil {
			t.Fatal(err)
		}
	}

	clerk := as(t, home, "vanphong")
	clerk.ExpectConsole("status of 422")
	clerk.at("/kenh-thong-bao")
	clerk.reads("main", "Thư điện tử", "Zalo", "Tin nhắn SMS", "webhook", "chưa đặt")
	clerk.Axe()
	clerk.Screenshot("channels")
	clerk.fill(`form[action$="/gio"]`, "Tin tổng hợp mỗi sáng lúc", "25:00")
	clerk.press("main", "Lưu giờ gửi")
	clerk.warned("Hãy ghi giờ theo mẫu 07:15.")
	clerk.Axe()
	clerk.fill(`form[action$="/gio"]`, "Tin tổng hợp mỗi sáng lúc", "7h30")
	clerk.press("main", "Lưu giờ gửi")
	clerk.told("Đã lưu giờ gửi")
	clerk.press("main", "Đặt kênh Thư điện tử")
	clerk.Axe()
	clerk.fill("main", "Máy chủ thư", "http://mail")
	clerk.fill("main", "Cổng", strconv.Itoa(server.Port))
	clerk.press("main", "Không mã hóa")
	clerk.fill("main", "Địa chỉ người gửi", "thongbao@khanhcuong.gov.vn")
	clerk.press("main", "Lưu")
	clerk.warned("Hãy ghi tên máy chủ thư")
	if got := clerk.Value(clerk.field("main", "Địa chỉ người gửi")); got != "thongbao@khanhcuong.gov.vn" {
		t.Errorf("what was typed is now %q", got)
	}
	clerk.Axe()
	clerk.fill("main", "Máy chủ thư", server.Host)
	clerk.press("main", "Lưu")
	clerk.told("Đã lưu. Hãy gửi thử rồi bật kênh.")
	clerk.reads("main", "Hãy ghi địa chỉ ở Nơi nhận thông báo")
	clerk.press("main", "Bật kênh")
	clerk.told("Đã bật kênh")

	official := as(t, home, "congchucvanhoa")
	official.ExpectConsole("status of 422")
	confirm := func(who *person, address string) {
		t.Helper()
		who.at("/thong-bao")
		who.press("main", "Nơi nhận thông báo")
		who.Axe()
		form := `section[aria-labelledby="c-mail"]`
		who.fill(form, "Địa chỉ thư", "không phải thư")
		who.press(form, "Lưu địa chỉ")
		who.warned("Địa chỉ thư chưa đúng")
		who.Axe()
		who.fill(form, "Địa chỉ thư", address)
		who.press(form, "Lưu địa chỉ")
		who.told("Đã gửi mã đến " + address)
		who.reads(form, "chờ xác nhận")
		who.Axe()
		who.Screenshot("ways-code")
		who.fill(form, "Mã 6 số", "12345")
		who.press(form, "Xác nhận")
		who.warned("Mã chưa đúng")
		who.Axe()
		who.fill(form, "Mã 6 số", codeOf(t, server, address))
		who.press(form, "Xác nhận")
		who.told("Đã xác nhận địa chỉ")
		who.reads(form, "đang nhận", address)
	}
	confirm(official, "hoa@khanhcuong.gov.vn")
	official.press(`section[aria-labelledby="loai-gui"]`, "Sắp đến hạn")
	official.press("main", "Lưu loại thông báo")
	official.told("Đã lưu loại thông báo")
	official.Axe()
	official.Screenshot("ways")

	confirm(clerk, "vanphong@khanhcuong.gov.vn")
	clerk.at("/kenh-thong-bao/mail")
	clerk.press("main", "Gửi thử cho tôi")
	clerk.reads("main", "Đã gửi thử đến vanphong@khanhcuong.gov.vn")
	clerk.Axe()
	clerk.Screenshot("channel-mail")
	if n := len(server.Received()); n != 3 {
		t.Errorf("%d messages arrived, not two codes and a trial", n)
	}

	// Notices of the official, as the rules make them; the server knows the address no more.
	server.Behave(func(step mailtest.Step, address string, _ net.Conn) error {
		if step == mailtest.To {
			return mailtest.Say(550, "No such user here")
		}
		return nil
	})
	tell := func(tx *db.Tx, kind, ref string, n notice.Notice) error {
		person, err := db.Value[db.ID](tx, "select person_id from person where tenant_id = ?1 and login = 'congchucvanhoa'")
		if err != nil {
			return err
		}
		n.Event, n.Kind, n.About = kind+":"+ref, kind, ref
		return notice.ToPerson(tx, person, n)
	}
	do(func(tx *db.Tx) error {
		for _, n := range []struct {
			kind, ref, says, does string
			at                    notice.Notice
		}{
			{"reminder", "NV-2026-0901", "Nhiệm vụ %s còn 7 ngày làm việc.", "Báo cáo tiến độ", notice.Notice{Link: "/viec-cua-toi", Due: "2026-12-31"}},
			{"overdue", "NV-2026-0902", "Nhiệm vụ %s đã quá hạn.", "Báo cáo tiến độ", notice.Notice{Link: "/viec-cua-toi", AtOnce: true}},
			{"explain", "GT-2026-0903", "Có yêu cầu giải trình %s.", "Giải trình", notice.Notice{Link: "/viec-cua-toi", AtOnce: true, Legal: true, Due: "2026-12-01"}},
		} {
			n.at.Says, n.at.Does = fault.Text{Format: n.says, Args: []any{n.ref}}, fault.Text{Format: n.does}
			if err := tell(tx, n.kind, n.ref, n.at); err != nil {
				return err
			}
		}
		return nil
	})
	official.at("/thong-bao")
	official.reads("main", "GT-2026-0903", "Thông báo bắt buộc", "chưa đọc", "Thư điện tử")
	official.Axe()
	official.Screenshot("notices")
	official.press("main", "Giải trình GT-2026-0903")
	if official.path() != "/viec-cua-toi" {
		t.Errorf("the notice leads to %s", official.path())
	}
	official.at("/thong-bao?loai=explain&xem=chua-doc")
	official.reads("main", "Không có thông báo nào như đã chọn")
	official.Axe()
	official.press("main", "Bỏ lọc")
	official.press("main", "Đánh dấu đã đọc tất cả")
	official.told("Đã đánh dấu đã đọc")
	official.reads("main", "Đã đọc hết.")

	// What did not arrive. By day the courier has found out by itself; at night it is silent.
	do(func(tx *db.Tx) error {
		_, err := tx.Exec("update delivery set state = 'dead', why = 'address', attempt = 1, due_at = null, over_at = ?2 where tenant_id = ?1 and way = 'mail' and slot not like '%:day:%'", time.Now())
		return err
	})
	clerk.at("/thong-bao")
	clerk.press("main", "2 thông báo không gửi được")
	clerk.reads("main", "Nơi nhận không có hoặc không nhận", "GT-2026-0903", "NV-2026-0902", "bắt buộc")
	clerk.Axe()
	clerk.Screenshot("dead")
	clerk.Phone()
	clerk.NoSidewaysScroll()
	clerk.Screenshot("dead-phone")
	clerk.Desk()
	server.Behave(nil)
	clerk.press("main", "Đã báo bằng cách khác")
	clerk.told("Đã ghi là báo bằng cách khác")
	clerk.press("main", "Gửi lại")
	clerk.told("Đã đưa 1 thông báo vào hàng chờ")
	clerk.reads("main", "Mọi thông báo đã đến nơi")
	clerk.Axe()

	// Nobody is told of another's, and whoever has none sees how it begins.
	viewer := as(t, home, "giamsat")
	viewer.ExpectConsole("status of 403", "status of 404")
	viewer.at("/thong-bao")
	viewer.reads("main", "Chưa có thông báo nào")
	viewer.Axe()
	viewer.at("/kenh-thong-bao")
	viewer.reads("main", "không được")

	for _, page := range []struct {
		who  *person
		path string
	}{{official, "/thong-bao"}, {official, "/thong-bao/cach-nhan"}, {clerk, "/kenh-thong-bao"}, {clerk, "/kenh-thong-bao/mail"}, {clerk, "/thong-bao/chua-gui-duoc"}} {
		page.who.at(page.path)
		page.who.Phone()
		page.who.NoSidewaysScroll()
		page.who.Axe()
		page.who.Dark(true)
		page.who.Axe()
		page.who.Desk()
		page.who.Axe()
		page.who.Dark(false)
	}
	official.at("/thong-bao")
	official.Phone()
	official.Screenshot("notices-phone")
	official.Dark(true)
	official.Screenshot("notices-phone-dark")
	official.at("/thong-bao/cach-nhan")
	official.Screenshot("ways-phone-dark")
	official.Dark(false)
	official.Desk()
	official.at("/thong-bao")
	official.Print(true)
	official.Screenshot("notices-paper")
	clerk.at("/kenh-thong-bao")
	clerk.Phone()
	clerk.Screenshot("channels-phone")
}

// codeOf is the code in the last message to an address.
func codeOf(t *testing.T, s *mailtest.Server, address string) string {
	t.Helper()
	list := s.Received()
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].To != address {
			continue
		}
		subject, err := new(mime.WordDecoder).DecodeHeader(list[i].Header.Get("Subject"))
		if err != nil {
			t.Fatal(err)
		}
		if code := regexp.MustCompile(`\d{6}$`).FindString(subject); code != "" {
			return code
		}
	}
	t.Fatalf("no code went to %s", address)
	return ""
}
