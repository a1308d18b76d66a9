package registry

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"sauro/blob"
	"sauro/db"
	"sauro/db/dbtest"
	"sauro/door"
	"sauro/org"
	"sauro/paper"
	"sauro/web"
)

// office is all pages over a real database, with a clerk signed in.
type office struct {
	*testing.T
	*Registry
	tenant db.ID
	url    string
	files  string // the folder of kept files
	client *http.Client
}

func newOffice(t *testing.T) *office {
	t.Helper()
	d := dbtest.SQLite(t)
	files := t.TempDir()
	blobs, err := blob.Open(files)
	if err != nil {
		t.Fatal(err)
	}
	pages := New(d, blobs)
	site := web.Site{DB: d, Version: "test", Log: slog.New(slog.DiscardHandler)}
	served, err := web.New(site, append((&door.Door{DB: d}).Routes(), pages.Routes()...), door.Pages(), Pages())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(served.Handler())
	t.Cleanup(server.Close)
	tenant, err := org.NewTenant(context.Background(), d, "21472", "UBND xã Khánh Cường")
	if err != nil {
		t.Fatal(err)
	}
	o := &office{T: t, Registry: pages, tenant: tenant, url: server.URL, files: files}
	o.signIn(org.Clerk)
	return o
}

// signIn makes somebody hold the first post of a role and opens a session.
func (o *office) signIn(role org.Role) {
	o.Helper()
	var cookie string
	err := o.DB.Update(context.Background(), o.tenant, func(tx *db.Tx) error {
		who, err := org.AsPost(tx, role)
		if err != nil {
			posts, err := org.Posts(tx)
			if err != nil {
				return err
			}
			for _, p := range posts {
				if p.Role == role && p.Holder == "" {
					if _, _, err := org.AddPerson(tx, org.Installer(o.tenant), org.NewPerson{Login: "nguoi" + string(role), Post: p.ID, Password: "mot-mat-khau-dai-x9"}); err != nil {
						return err
					}
					break
				}
			}
			if who, err = org.AsPost(tx, role); err != nil {
				return err
			}
		}
		cookie, _, err = org.OpenSession(tx, who, "test", "127.0.0.1")
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.Fatal(err)
	}
	at, err := url.Parse(o.url)
	if err != nil {
		o.Fatal(err)
	}
	jar.SetCookies(at, []*http.Cookie{{Name: "sauro", Value: cookie}})
	o.client = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// answer is what came back: where it leads, or the page.
type answer struct {
	status int
	to     string
	page   string
}

func (o *office) do(req *http.Request) answer {
	o.Helper()
	req.Header.Set("Origin", o.url)
	res, err := o.client.Do(req)
	if err != nil {
		o.Fatal(err)
	}
	defer res.Body.Close()
	page, err := io.ReadAll(res.Body)
	if err != nil {
		o.Fatal(err)
	}
	return answer{res.StatusCode, res.Header.Get("Location"), string(page)}
}

func (o *office) get(path string) answer {
	o.Helper()
	req, err := http.NewRequest("GET", o.url+path, nil)
	if err != nil {
		o.Fatal(err)
	}
	return o.do(req)
}

func (o *office) post(path string, pairs ...string) answer {
	o.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	req, err := http.NewRequest("POST", o.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		o.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return o.do(req)
}

// send brings a document in through the form; name "" is pasted text.
func (o *office) send(once db.ID, name string, data []byte, pairs ...string) answer {
	o.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	fields := append([]string{"mot-lan", string(once)}, pairs...)
	if name == "" {
		fields = append(fields, "chu", string(data))
	} else {
		part, err := w.CreateFormFile("tep", name)
		if err != nil {
			o.Fatal(err)
		}
		part.Write(data)
	}
	for i := 0; i < len(fields); i += 2 {
		w.WriteField(fields[i], fields[i+1])
	}
	w.Close()
	req, err := http.NewRequest("POST", o.url+"/van-ban/moi", &body)
	if err != nil {
		o.Fatal(err)
	}
	req.Header.Set("Content-Type", w.FormDataContentType())
	return o.do(req)
}

func (a answer) must(t *testing.T, status int, has ...string) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, not %d\n%s", a.status, status, text(a.page))
	}
	for _, s := range has {
		if !strings.Contains(a.page, s) {
			t.Errorf("the page does not say %q\n%s", s, text(a.page))
		}
	}
	return a
}

var tags = regexp.MustCompile(`(?s)<head.*?</head>|<svg.*?</svg>|<[^>]*>`)

func text(page string) string {
	return strings.Join(strings.Fields(tags.ReplaceAllString(page, " ")), " ")
}

// rows counts the rows of a table.
func (o *office) rows(table string) (n int) {
	o.Helper()
	err := o.DB.View(context.Background(), o.tenant, func(tx *db.Tx) (err error) {
		n, err = db.Value[int](tx, "select count(*) from "+table+" where tenant_id = ?1")
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return n
}

// kept counts the files that are on disk.
func (o *office) kept() (n int) {
	o.Helper()
	err := filepath.WalkDir(o.files, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return n
}

func khanhCuong(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile("../demo/khanh-cuong-2025-12.txt")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func numbered(t *testing.T, number string) string {
	return strings.Replace(khanhCuong(t), "Số:         /UBND-VX", "Số: "+number+"/UBND-VX", 1)
}

func TestFromAFileToALetterWithItsClauses(t *testing.T) {
	o := newOffice(t)
	o.get("/van-ban").must(t, 200, "Chưa có văn bản cam kết nào")
	o.get("/van-ban/moi").must(t, 200, "tối đa 40 MB", "mot-lan")

	id := db.NewID()
	a := o.send(id, "cam-ket.txt", []byte(khanhCuong(t))).must(t, 303)
	if a.to != "/van-ban/"+string(id)+"/doc" {
		t.Fatalf("after the upload comes %s", a.to)
	}
	page := o.get(a.to).must(t, 200, "5 nhóm, 20 nội dung", "Xác nhận 20 nội dung", "chưa rõ").page
	if n := strings.Count(page, "<mark "); n != 25 {
		t.Errorf("%d marks in the original for 5 headings and 20 clauses", n)
	}
	if n := strings.Count(page, `class="gap"`); n != 2 {
		t.Errorf("%d gaps shown for the blank number and day", n)
	}
	if len(page) > 60_000 {
		t.Errorf("the page has %d bytes before it is compressed", len(page))
	}

	// Correct: split, join, drop, add, turn, and the head.
	doc := a.to
	step := 1
	do := func(pairs ...string) answer {
		t.Helper()
		form := "phan-dau"
		if pairs[1] != form && len(pairs) > 2 {
			form = "p" + pairs[3]
		}
		a := o.post(doc, append([]string{"form", form, "lan-sua", fmt.Sprint(step)}, pairs...)...)
		if a.status == 303 {
			step++
		}
		return a
	}
	do("viec", "tach", "phan", "1", "chu", "chủ động, tiên phong").must(t, 303)
	o.get(doc).must(t, 200, "5 nhóm, 21 nội dung")
	do("viec", "gop", "phan", "2").must(t, 303)
	do("viec", "bo", "phan", "1").must(t, 303)
	o.get(doc).must(t, 200, "5 nhóm, 19 nội dung")
	first := "Nhận thức đầy đủ tầm quan trọng và quán triệt sâu sắc các quan điểm, chủ trương, chính sách của Đảng, quy định của Nhà nước về phát triển khoa học công nghệ, đổi mới sáng tạo và chuyển đổi số; chủ động, tiên phong, gương mẫu, đi đầu trong triển khai thực hiện nhiệm vụ về phát triển khoa học công nghệ, đổi mới sáng tạo và chuyển đổi số."
	if a := do("viec", "them", "chu", first).must(t, 303); !strings.HasSuffix(a.to, "#phan-1") {
		t.Errorf("after adding comes %s", a.to)
	}
	do("viec", "doi", "phan", "1").must(t, 303)
	do("viec", "doi", "phan", "1").must(t, 303)
	do("viec", "phan-dau", "so", "12/UBND-VX", "ngay", "31/11/2025").must(t, 422, "Ngày văn bản ghi theo mẫu", `value="31/11/2025"`, `href="#phan-dau-ngay"`)
	do("viec", "phan-dau", "so", "12/UBND-VX", "ngay", "5/12/2025", "loai", "Công văn", "trich-yeu", "cam kết").must(t, 303)
	do("viec", "tach", "phan", "1", "chu", "chữ không có ở đây").must(t, 422, "Không thấy những chữ này", `value="chữ không có ở đây"`)
	do("viec", "bo").must(t, 404) // which part was not said: not the first, but none
	do("viec", "").must(t, 422)
	o.post(doc, "lan-sua", "1", "viec", "bo", "phan", "1").must(t, 409, "Người khác vừa sửa")

	done := do("viec", "xac-nhan").must(t, 303)
	if done.to != "/van-ban/"+string(id) {
		t.Fatalf("after accepting comes %s", done.to)
	}
	page = o.get(done.to).must(t, 200, "Công văn 12/UBND-VX", "05/12/2025", "Còn 20 nội dung chưa có nhiệm vụ", "/bao-cao?van-ban="+string(id)).page
	if n := strings.Count(page, "chưa có nhiệm vụ</span>"); n != 20 {
		t.Errorf("%d clauses without a task", n)
	}
	if n := strings.Count(page, `id="nd-`); n != 20 {
		t.Errorf("%d anchors of clauses", n)
	}
	o.get("/van-ban").must(t, 200, "Công văn 12/UBND-VX", "đã xác nhận")
	if a := o.get(doc).must(t, 303); a.to != done.to {
		t.Errorf("the proposal of an accepted letter leads to %s", a.to)
	}
	file := o.get("/van-ban/"+string(id)+"/tep").must(t, 200)
	if file.page != khanhCuong(t) {
		t.Error("the original is not what was sent")
	}

	// Every clause gets a reason, then the letter can start.
	clauses := regexp.MustCompile(`/van-ban/noi-dung/([0-9a-f-]{36})/ly-do`).FindAllStringSubmatch(page, -1)
	o.post("/van-ban/"+string(id)+"/thuc-hien").must(t, 422, "Còn 20 nội dung")
	o.post(clauses[0][0], "ly-do", "không", "form", clauses[0][1]).must(t, 422, "từ 10 đến 1.000 ký tự", "không</textarea>")
	for i, c := range clauses {
		a := o.post(c[0], "ly-do", "Đã có trong Kế hoạch số 15/KH-UBND của xã.").must(t, 303)
		if want := "#nd-" + c[1]; !strings.HasSuffix(a.to, want) {
			t.Fatalf("clause %d: after the reason comes %s", i, a.to)
		}
	}
	if a := o.get("/noi-dung/"+clauses[19][1]).must(t, 303); a.to != "/van-ban/"+string(id)+"#nd-"+clauses[19][1] {
		t.Errorf("a clause by its id is at %s", a.to)
	}
	o.post(clauses[3][0], "viec", "bo").must(t, 303)
	o.get(done.to).must(t, 200, "Còn 1 nội dung chưa có nhiệm vụ")
	o.post(clauses[3][0], "ly-do", "Đã có trong Kế hoạch số 15/KH-UBND của xã.").must(t, 303)
	o.post("/van-ban/"+string(id)+"/thuc-hien").must(t, 303)
	o.get(done.to).must(t, 200, "đang thực hiện")
	o.post("/van-ban/"+string(id)+"/thuc-hien").must(t, 409)
}

func TestTheLetterReadsTheSameInEveryForm(t *testing.T) {
	o := newOffice(t)
	for name, data := range map[string]string{
		"NFD":        norm.NFD.String(khanhCuong(t)),
		"CRLF":       strings.ReplaceAll(khanhCuong(t), "\n", "\r\n"),
		"with a BOM": "\ufeff" + khanhCuong(t),
		"pasted":     "",
	} {
		var a answer
		if name == "pasted" {
			a = o.send(db.NewID(), "", []byte(strings.ReplaceAll(khanhCuong(t), "\n", "\r\n")))
		} else {
			a = o.send(db.NewID(), "cam-ket.txt", []byte(data))
		}
		a.must(t, 303)
		o.get(a.to).must(t, 200, "5 nhóm, 20 nội dung")
	}
}

func TestTheSameDocumentComesOnce(t *testing.T) {
	o := newOffice(t)
	first := db.NewID()
	data := []byte(numbered(t, "12"))
	for range 2 { // the form sent twice
		o.send(first, "a.txt", data).must(t, 303)
	}
	if n := o.rows("letter"); n != 1 {
		t.Fatalf("%d letters of one form", n)
	}
	link := `href="/van-ban/` + string(first) + `"`
	o.send(db.NewID(), "b.txt", data).must(t, 409, "Văn bản này đã có", link)

	other := []byte(numbered(t, "12") + "\nThêm một dòng.\n")
	again := db.NewID()
	page := o.send(again, "c.txt", other).must(t, 409, link).page
	if strings.Contains(page, `name="giu"`) {
		t.Error("a letter that is not confirmed yet is offered for amendment")
	}
	o.post("/van-ban/"+string(first)+"/doc", "lan-sua", "1", "viec", "xac-nhan").must(t, 303)
	again = db.NewID()
	o.send(again, "c.txt", other).must(t, 409, link, `name="giu" value="`+string(again)+`"`)
	if n := o.rows("letter"); n != 1 || o.kept() != 1 {
		t.Fatalf("%d letters, %d files", n, o.kept())
	}

	// The file is not chosen again: it was held back for the choice.
	change := db.NewID()
	a := o.send(change, "", nil, "giu", string(again), "sua-doi", string(first)).must(t, 303)
	page = o.get(a.to).must(t, 200, "Văn bản này sửa đổi", "noi-dung-cu").page
	part := regexp.MustCompile(`<b>3\.3</b>[^$]*?name="phan" value="(\d+)"`).FindStringSubmatch(page)
	if part == nil {
		t.Fatal("clause 3.3 is not in the proposal")
	}
	o.post(a.to, "lan-sua", "1", "viec", "thay", "phan", part[1], "cu", "9.9").must(t, 422, "không có nội dung 9.9")
	o.post(a.to, "lan-sua", "1", "viec", "thay", "phan", part[1], "cu", "3.3").must(t, 303)
	o.get(a.to).must(t, 200, "Thay nội dung 3.3 của văn bản cũ")
	o.post(a.to, "lan-sua", "2", "viec", "xac-nhan").must(t, 303)
	o.get("/van-ban/"+string(first)).must(t, 200, "Văn bản này đã được sửa đổi bằng", "Đã được thay bằng nội dung trong")
	o.get("/van-ban/"+string(change)).must(t, 200, "nội dung 3.3 của Công văn 12/UBND-VX")
	o.send(db.NewID(), "", nil, "giu", string(again), "sua-doi", string(first)).must(t, 422, "không còn được giữ")
}

func TestASecretDocumentLeavesNothing(t *testing.T) {
	o := newOffice(t)
	for _, mark := range []string{"MẬT", "TỐI MẬT", "TUYỆT MẬT"} {
		secret := mark + "\n" + khanhCuong(t)
		o.send(db.NewID(), "mat.txt", []byte(secret)).must(t, 422, "dấu độ mật "+mark)
		o.send(db.NewID(), "", []byte(secret)).must(t, 422, "dấu độ mật "+mark)
	}
	if n := o.rows("letter"); n != 0 || o.kept() != 0 || len(o.held.docs) != 0 {
		t.Errorf("%d letters, %d files on disk, %d held", n, o.kept(), len(o.held.docs))
	}
}

// pdf is the letter's beginning printed, with the stamp given.
func pdf(t *testing.T, stamp string) []byte {
	t.Helper()
	p := paper.Paper{Issuer: []string{"ỦY BAN NHÂN DÂN", "XÃ KHÁNH CƯỜNG"}, Number: "7", Symbol: "UBND-VX", Place: "Khánh Cường", Date: "2025-12-05", Subject: "cam kết chuyển đổi số",
		Recipients: []string{"Sở Khoa học và Công nghệ"}, Body: []paper.Block{
			paper.Paragraph{Text: "Chủ tịch UBND xã cam kết chỉ đạo triển khai các nhiệm vụ sau:"},
			paper.Heading{Level: 1, Text: "1. Trách nhiệm lãnh đạo, chỉ đạo triển khai nhiệm vụ chuyển đổi số"},
			paper.Dash{Text: "Trực tiếp phụ trách, lãnh đạo, chỉ đạo triển khai nhiệm vụ chuyển đổi số của địa phương."},
			paper.Dash{Text: "Phát động phong trào thi đua trong hệ thống chính trị của xã."}}}
	if stamp != "" {
		p.Superior = stamp
	}
	var b bytes.Buffer
	if err := paper.WritePDF(&b, &p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAFileThatTakesLongIsReadBesideThePages(t *testing.T) {
	o := newOffice(t)
	o.patience = time.Nanosecond
	id := db.NewID()
	a := o.send(id, "cam-ket.pdf", pdf(t, "")).must(t, 303)
	if a.to != "/cong-viec/"+string(id) {
		t.Fatalf("after the upload comes %s", a.to)
	}
	if o.kept() != 0 || o.rows("letter") != 0 {
		t.Error("something was stored before it was read")
	}
	o.get(a.to).must(t, 200, "Đọc văn bản", "Có thể rời trang này")
	work := func() {
		t.Helper()
		if did, err := o.Jobs.Step(context.Background()); err != nil || !did {
			t.Fatalf("no work was done: %v", err)
		}
	}
	work()
	done := o.get(a.to).must(t, 303)
	if done.to != "/van-ban/"+string(id)+"/doc" {
		t.Fatalf("after the work comes %s", done.to)
	}
	o.get(done.to).must(t, 200, "1 nhóm, 2 nội dung")
	if o.kept() != 1 || len(o.held.docs) != 0 {
		t.Errorf("%d files kept, %d held", o.kept(), len(o.held.docs))
	}

	// Somebody else's work is not told of.
	o.signIn(org.Chairman)
	o.get(a.to).must(t, 404)
	o.signIn(org.Clerk)

	// The same file again needs no reading; the same number is found after it.
	o.send(db.NewID(), "cam-ket.pdf", pdf(t, "")).must(t, 409, "Văn bản này đã có")
	o.post(done.to, "lan-sua", "1", "viec", "xac-nhan").must(t, 303)
	same := db.NewID()
	o.send(same, "ban-khac.pdf", append(pdf(t, ""), "\n% another copy\n"...)).must(t, 303)
	work()
	told := o.get("/cong-viec/"+string(same)).must(t, 303)
	o.get(told.to).must(t, 200, "Văn bản này đã có", `name="giu" value="`+string(same)+`"`)

	// A stop forgets the file and says so.
	lost := db.NewID()
	o.send(lost, "khac.pdf", append(pdf(t, ""), "\n% a third copy\n"...)).must(t, 303)
	o.held.drop(lost)
	work()
	o.get("/cong-viec/"+string(lost)).must(t, 200, "đã khởi động lại trước khi đọc xong", `href="/van-ban/moi"`)
}

func TestASecretFileReadBesideThePagesLeavesNothing(t *testing.T) {
	o := newOffice(t)
	o.patience = time.Nanosecond
	id := db.NewID()
	o.send(id, "mat.pdf", pdf(t, "TUYỆT MẬT")).must(t, 303)
	if _, err := o.Jobs.Step(context.Background()); err != nil {
		t.Fatal(err)
	}
	o.get("/cong-viec/"+string(id)).must(t, 200, "dấu độ mật TUYỆT MẬT")
	if n := o.rows("letter"); n != 0 || o.kept() != 0 || len(o.held.docs) != 0 {
		t.Errorf("%d letters, %d files on disk, %d held", n, o.kept(), len(o.held.docs))
	}
}

// locked is a Word file with a password.
func locked(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("../doc/testdata/letter.doc")
	if err != nil {
		t.Fatal(err)
	}
	// The head of the main stream stands at the beginning of a sector.
	for at := 512; at+0x0b < len(data); at += 512 {
		if data[at] == 0xec && data[at+1] == 0xa5 {
			data[at+0x0b] |= 1
			return data
		}
	}
	t.Fatal("no head found")
	return nil
}

func TestWhatCannotBeReadIsToldInWords(t *testing.T) {
	o := newOffice(t)
	whole := pdf(t, "")
	typed := "Một đoạn chữ đã dán, dài hơn hai mươi ký tự."
	for name, c := range map[string]struct {
		file, text string
		data       []byte
		status     int
		says       string
	}{
		"nothing":            {status: 422, says: "Chưa có văn bản nào"},
		"a cut PDF":          {file: "a.pdf", data: whole[:len(whole)/3], status: 422, says: "hỏng hoặc bị cắt"},
		"a locked file":      {file: "a.doc", data: locked(t), status: 422, says: "mật khẩu"},
		"an empty file":      {file: "a.txt", data: nil, status: 422, says: "rỗng"},
		"a picture":          {file: "a.png", data: []byte("\x89PNG\r\n\x1a\n0000IHDR"), status: 422, says: ""},
		"a program":          {file: "a.docx", data: []byte("MZ\x90\x00\x03\x00\x00\x00"), status: 422, says: ""},
		"a file and a text":  {file: "a.txt", data: []byte(khanhCuong(t)), text: typed, status: 422, says: "chỉ gửi một"},
		"a text of one word": {text: "Chào", status: 422, says: "không có chữ nào đọc được"},
		"a huge file":        {file: "a.pdf", data: make([]byte, 41<<20), text: typed, status: 413, says: "lớn hơn 40 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			o.T = t
			var pairs []string
			if c.file != "" && c.text != "" {
				pairs = []string{"chu", c.text}
			}
			data := c.data
			if c.file == "" {
				data = []byte(c.text)
			}
			a := o.send(db.NewID(), c.file, data, pairs...).must(t, c.status, c.says, `role="alert"`)
			if c.text != "" && !strings.Contains(a.page, c.text+"</textarea>") {
				t.Error("the typed text is gone")
			}
		})
	}
	o.T = t
	o.post("/van-ban/moi", "chu", khanhCuong(t)).must(t, 422, "Biểu mẫu này đã cũ", "Kính gửi")
	if o.rows("letter") != 0 || o.kept() != 0 {
		t.Errorf("%d letters and %d files of what could not be read", o.rows("letter"), o.kept())
	}
}

func TestAnOfficialReadsLettersAndBringsNoneIn(t *testing.T) {
	o := newOffice(t)
	id := db.NewID()
	o.send(id, "a.txt", []byte(khanhCuong(t))).must(t, 303)
	at := "/van-ban/" + string(id)
	o.signIn(org.Official)
	for _, path := range []string{"/van-ban/moi", at + "/doc"} {
		o.get(path).must(t, 403)
	}
	o.send(db.NewID(), "b.txt", []byte(khanhCuong(t))).must(t, 403)
	for _, path := range []string{at + "/doc", at + "/thuc-hien", "/van-ban/noi-dung/" + string(id) + "/ly-do"} {
		o.post(path, "viec", "xac-nhan", "lan-sua", "1").must(t, 403)
	}
	page := o.get("/van-ban").must(t, 200).page
	if strings.Contains(page, "/van-ban/moi") || strings.Contains(page, "/doc") {
		t.Error("the list offers an official what only the Office may do")
	}
	o.get(at).must(t, 200, "chưa ràng buộc ai")
	o.get(at+"/tep").must(t, 200)
	o.get("/van-ban/"+string(db.NewID())).must(t, 404)
	o.get("/van-ban/"+string(db.NewID())+"/tep").must(t, 404)
}

func TestALetterOfTwoThousandClausesStaysLight(t *testing.T) {
	o := newOffice(t)
	var b strings.Builder
	b.WriteString(numbered(t, "99"))
	for i := range 1970 {
		fmt.Fprintf(&b, "\n- Giao đơn vị thứ %d chủ trì xây dựng kế hoạch số %d và báo cáo kết quả thực hiện trước ngày 30/6/2026.", i, i)
	}
	text := strings.Replace(b.String(), "Chủ tịch Ủy ban nhân nhân dân xã Khánh Cường cam kết thực hiện./.", "", 1)
	id := db.NewID()
	a := o.send(id, "dai.txt", []byte(text)).must(t, 303)
	for _, path := range []string{a.to, a.to + "?trang=10"} {
		page := o.get(path).must(t, 200, "trong 1.995").page
		if n := strings.Count(page, "<mark "); n != partsPerPage {
			t.Errorf("%s: %d marks on one page", path, n)
		}
		var small bytes.Buffer
		if n := zipped(&small, page); n > 60_000 {
			t.Errorf("%s: %d bytes go over the line", path, n)
		}
	}
	last := o.get(a.to + "?trang=3").page
	if strings.Contains(last, "đơn vị thứ 5 ") || !strings.Contains(last, "đơn vị thứ 250 ") {
		t.Error("the third page does not show the third hundred")
	}
	if moved := o.post(a.to+"?trang=3", "lan-sua", "1", "viec", "bo", "phan", "250").must(t, 303); !strings.HasSuffix(moved.to, "?trang=3#phan-250") {
		t.Errorf("after dropping a part of the third page comes %s", moved.to)
	}
	o.post(a.to, "lan-sua", "2", "viec", "xac-nhan").must(t, 303)
	at := "/van-ban/" + string(id)
	page := o.get(at).must(t, 200, "Còn 1.989 nội dung", "và 1.965 nội dung nữa").page
	if n := strings.Count(page, `id="nd-`); n != clausesPerPage {
		t.Errorf("%d clauses on the first page", n)
	}
	var small bytes.Buffer
	if n := zipped(&small, page); n > 60_000 {
		t.Errorf("the letter: %d bytes go over the line", n)
	}
	clause := regexp.MustCompile(`id="nd-([0-9a-f-]{36})`).FindStringSubmatch(o.get(at + "?trang=7").page)
	if to := o.get("/noi-dung/"+clause[1]).must(t, 303).to; to != at+"?trang=7#nd-"+clause[1] {
		t.Errorf("a clause of the seventh page is at %s", to)
	}
}

func zipped(b *bytes.Buffer, page string) int {
	z := gzip.NewWriter(b)
	io.WriteString(z, page)
	z.Close()
	return b.Len()
}
