package browser_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sauro/db"
	"sauro/ledger"
	"sauro/org"
	"sauro/program"
	"sauro/witness"
)

// behind changes the data of a running program past it.
func behind(t *testing.T, p *program.Program, query string, args ...any) {
	t.Helper()
	d, err := sql.Open("sqlite", "file:"+filepath.Join(p.Notary.Dir, "sauro.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	res, err := d.Exec(query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		t.Fatalf("%d rows by %s, %v", n, query, err)
	}
}

// pictured takes the pictures of the page as it is now and has axe look at it:
// old desk screen and phone, light and dark.
func (p *person) pictured(name string) {
	p.t.Helper()
	p.Axe()
	p.NoSidewaysScroll()
	p.Screenshot(name + "-desk")
	p.Dark(true)
	p.Contrast()
	p.Screenshot(name + "-dark")
	p.Phone()
	p.Contrast()
	p.Screenshot(name + "-phone-dark")
	p.Dark(false)
	p.Axe()
	p.NoSidewaysScroll()
	p.Screenshot(name + "-phone")
	p.Desk()
}

// code is what stands in a column of codes: no word of an office.
var code = regexp.MustCompile(`^[a-z]+([-_][a-z]+)*$`)

// readable fails unless every entry on the page is said in words.
func (p *person) readable() (entries int) {
	p.t.Helper()
	var acts []string
	p.Eval(`[...document.querySelectorAll("section[aria-labelledby=muc] tbody tr")].map(r => r.cells[2].innerText.trim())`, &acts)
	for _, a := range acts {
		if a == "" || code.MatchString(a) {
			p.t.Errorf("page %s: an act is called %q", p.URL(), a)
		}
	}
	return len(acts)
}

// TestTheRecordOfTheOffice: the clerk checks the record, names witnesses, turns
// the pages of the entries; somebody changes the data behind the program, and
// everybody sees it in red.
func TestTheRecordOfTheOffice(t *testing.T) {
	t.Parallel()
	home := serve(t, true)
	ctx := context.Background()
	var tenants []org.Tenant
	tenants, err := org.Tenants(ctx, home.DB)
	if err != nil {
		t.Fatal(err)
	}
	if err := home.Notary.Sign(ctx, tenants[0].ID); err != nil {
		t.Fatal(err)
	}
	clerk := as(t, home.URL(), "vanphong")
	clerk.ExpectConsole("status of 422")
	clerk.press(".nav", "Nhật ký")
	clerk.reads("main", "Điểm chốt", "Mã khóa gốc", "Chưa có nhân chứng", "Khóa gốc còn nằm trên máy chủ")
	clerk.press("main", "Đối chiếu ngay")
	clerk.told("Đã đối chiếu: nhật ký, dữ liệu và tệp khớp nhau.")
	clerk.reads("main", "Đối chiếu lần cuối")
	clerk.readable()
	clerk.pictured("record")
	clerk.Print(true)
	clerk.Screenshot("record-paper")
	clerk.Print(false)

	// A witness: what is wrong is named, what was typed stays, and the form open.
	clerk.press("main", "Thêm nhân chứng")
	const form = `form[action="/nhat-ky/nhan-chung"]`
	clerk.Axe()
	clerk.fill(form, "Tên cơ quan", "UBND xã Ba Vinh")
	clerk.fill(form, "Địa chỉ nhân chứng họ gửi lại", "bavinh.gov.vn/nhan-chung")
	clerk.fill(form, "Mã khóa nhân chứng họ gửi lại", "sai mã")
	clerk.press(form, "Thêm nhân chứng")
	clerk.warned("Địa chỉ chưa đúng", "Mã khóa nhân chứng chưa đúng")
	for label, typed := range map[string]string{"Tên cơ quan": "UBND xã Ba Vinh", "Địa chỉ nhân chứng họ gửi lại": "bavinh.gov.vn/nhan-chung", "Mã khóa nhân chứng họ gửi lại": "sai mã"} {
		if got := clerk.Value(clerk.field(form, label)); got != typed {
			t.Errorf("%s: %q stands where %q was typed", label, got, typed)
		}
	}
	clerk.pictured("record-invite-wrong")
	witnessKey, err := ledger.NewKey("sauro-witness/bavinh")
	if err != nil {
		t.Fatal(err)
	}
	clerk.fill(form, "Địa chỉ nhân chứng họ gửi lại", "https://camket.bavinh.gov.vn.invalid/cong-khai/21475/nhan-chung")
	clerk.fill(form, "Mã khóa nhân chứng họ gửi lại", witnessKey.CosignVerifier())
	clerk.press(form, "Thêm nhân chứng")
	clerk.told("Đã ghi nhân chứng")
	rootKey, err := ledger.NewKey("sauro-root")
	if err != nil {
		t.Fatal(err)
	}
	clerk.press("main", "Làm chứng cho cơ quan khác")
	const watch = `form[action="/nhat-ky/theo-doi"]`
	clerk.fill(watch, "Tên cơ quan", "UBND xã Ba Vinh")
	clerk.fill(watch, "Địa chỉ công khai của nhật ký", "https://camket.bavinh.gov.vn.invalid/cong-khai/21475/nhat-ky")
	clerk.fill(watch, "Mã khóa gốc", "x")
	clerk.press(watch, "Làm chứng")
	clerk.warned("Mã khóa gốc chưa đúng")
	clerk.fill(watch, "Mã khóa gốc", rootKey.Verifier())
	clerk.press(watch, "Làm chứng")
	clerk.told("Từ nay cơ quan làm chứng")
	clerk.pictured("record-witness")

	// Every entry ever made, page by page.
	entries := clerk.readable()
	for clerk.Count(`.pages a[href^="/nhat-ky?truoc="]`) > 0 {
		clerk.press(".pages", "Cũ hơn")
		clerk.reads("main", "Các mục trước đó")
		entries += clerk.readable()
	}
	clerk.reads("section[aria-labelledby=muc]", "Lập cơ quan")
	clerk.Axe()
	var size int64
	if err := home.DB.View(ctx, tenants[0].ID, func(tx *db.Tx) error {
		head, err := home.Notary.HeadOf(tx)
		size = head.Size
		return err
	}); err != nil || int64(entries) != size {
		t.Errorf("%d of %d entries are on the pages, %v", entries, size, err)
	}
	clerk.press(".pages", "Mới nhất")

	// An official sees it all and may press nothing.
	official := as(t, home.URL(), "congchucvanhoa")
	official.at("/nhat-ky")
	official.reads("main", "khớp nhau", "UBND xã Ba Vinh", "Điểm chốt")
	if n := official.Count("main form, main button"); n > 0 {
		t.Errorf("an official is shown %d forms and buttons", n)
	}
	official.Axe()
}

// TestWhatWasChangedBehindTheProgramShowsInRed: somebody with the database's
// password changes three things, and the log is told otherwise elsewhere.
func TestWhatWasChangedBehindTheProgramShowsInRed(t *testing.T) {
	t.Parallel()
	home := serve(t, true)
	clerk := as(t, home.URL(), "vanphong")
	chairman := as(t, home.URL(), "chutich")
	if chairman.Count("section[aria-labelledby=nhat-ky], .nav .is-late") > 0 {
		t.Error("the chairman is warned of nothing")
	}
	root, err := ledger.NewKey("sauro-root")
	if err != nil {
		t.Fatal(err)
	}
	witnessKey, err := ledger.NewKey("sauro-witness/bavinh")
	if err != nil {
		t.Fatal(err)
	}
	tenants, err := org.Tenants(context.Background(), home.DB)
	if err != nil {
		t.Fatal(err)
	}
	err = home.DB.Update(context.Background(), tenants[0].ID, func(tx *db.Tx) error {
		who, err := org.AsPost(tx, org.Clerk)
		if err != nil {
			return err
		}
		if _, err := witness.Watch(tx, who, "UBND xã Ba Vinh", "https://camket.bavinh.gov.vn.invalid/cong-khai/21475/nhat-ky", root.Verifier()); err != nil {
			return err
		}
		_, err = witness.Invite(tx, who, "UBND xã Ba Vinh", "https://camket.bavinh.gov.vn.invalid/cong-khai/21475/nhan-chung", witnessKey.CosignVerifier())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	clerk.at("/nhat-ky")
	behind(t, home, "update task set reported = reported + 1 where task_id = (select min(task_id) from task where reported > 0)")
	behind(t, home, "update task_event set at = at - 86400000000 where event_id = (select min(event_id) from task_event where kind = 'reported')")
	behind(t, home, "delete from progress where progress_id = (select min(progress_id) from progress)")
	clerk.press("main", "Đối chiếu ngay")
	if clerk.Count(".note.is-ok") > 0 {
		t.Errorf("what does not agree is said in green: %s", clerk.Text(".note.is-ok"))
	}
	clerk.reads("main > .work > section.late", "Chỗ không khớp nhật ký 3", "Nhiệm vụ: NV-", "Lịch sử nhiệm vụ: Báo cáo tiến độ", "Báo cáo tiến độ",
		"Dòng dữ liệu bị sửa ngoài chương trình", "Dòng dữ liệu bị xóa ngoài chương trình", "Giữ nguyên hiện trạng")
	if text := clerk.Text("section.late"); strings.ContainsAny(text, "%[]") {
		t.Errorf("the words of a fault are broken: %s", text)
	}
	clerk.pictured("record-tampered")
	clerk.Print(true)
	clerk.Screenshot("record-tampered-paper")
	clerk.Print(false)
	chairman.at("/")
	chairman.reads("main section.late", "Nhật ký không khớp")
	chairman.Screenshot("board-alarm")
	chairman.Axe()
	chairman.press("main", "Xem nhật ký")
	chairman.reads("section.late", "Nhiệm vụ: NV-")
	chairman.Phone()
	chairman.press("nav", "Thêm")
	chairman.reads(".sheet-up", "Nhật ký", "không khớp")
	chairman.Screenshot("record-sheet")
	chairman.Axe()
	chairman.Desk()

	// A witness that has seen another story: with proof, above everything.
	behind(t, home, "update record_witness set state = 'fork', size = 12, detail = ?1", strings.Repeat("sauro/21472/9f3c5b2e7a10\n12\n"+strings.Repeat("q7", 22)+"=\n\n", 2))
	behind(t, home, "update watched_log set state = 'rollback', size = 40, detail = ?1", strings.Repeat("sauro/21475/9f3c5b2e7a10\n40\n"+strings.Repeat("Zz", 22)+"=\n\n", 2))
	clerk.at("/nhat-ky")
	clerk.reads("section[aria-labelledby=nc].late", "hai bản khác nhau", "Giữ nguyên hiện trạng")
	clerk.reads("section[aria-labelledby=td].late", "bị đưa về bản cũ")
	clerk.press("section[aria-labelledby=nc]", "Bằng chứng")
	clerk.pictured("record-fork")
	clerk.press("section[aria-labelledby=td]", "Bỏ UBND xã Ba Vinh")
	clerk.told("Đã bỏ khỏi danh sách.")
}
