package desk_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"net/http"
	"strings"
	"testing"

	"sauro/task"
	"sauro/web"
)

const place = "15.0403N 108.8104E"

// photograph is a JPEG with a place in its Exif.
func photograph(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00" + place
	return []byte("\xff\xd8\xff\xe1\x00" + string(rune(len(exif)+2)) + exif + b.String()[2:])
}

func TestEvidenceOfEveryKindIsKept(t *testing.T) {
	o := newTaskOffice(t)
	ref := o.issued()
	o.went(o.report(official, ref, []file{{"C:\\Anh\\lớp 2.jpg", photograph(t)}, pdf}, "gia-tri", "10", "lien-ket", "https://khanhcuong.quangngai.gov.vn/lop-2",
		"van-ban-so", "12/KH-UBND", "van-ban-ngay", "27/02/2026", "so-lieu", "97,5%", "so-lieu-nguon", "Cổng dịch vụ công"), "/nhiem-vu/"+ref)
	page := o.get(viewer, "/nhiem-vu/"+ref)
	o.says(page, 200, "lớp 2.jpg", "danh-sach-lop.pdf", "https://khanhcuong.quangngai.gov.vn/lop-2", "12/KH-UBND, 27/02/2026", "97,5% (Cổng dịch vụ công)", "sha256 ")
	o.silent(page, "C:\\Anh")

	at := page.page[:strings.Index(page.page, ">lớp 2.jpg")]
	at = strings.TrimSuffix(at[strings.LastIndex(at, `href="`)+6:], `"`)
	got := o.get(viewer, at)
	if bytes.Contains(got.Body.Bytes(), []byte(place)) {
		t.Error("the photograph still says where it was taken")
	}
	if _, err := jpeg.Decode(bytes.NewReader(got.Body.Bytes())); err != nil {
		t.Error("the photograph is broken:", err)
	}
	for name, want := range map[string]string{"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Content-Disposition": "attachment"} {
		if h := got.Header().Get(name); !strings.HasPrefix(h, want) {
			t.Errorf("%s: %s", name, h)
		}
	}
	if h := got.Header().Get("Content-Disposition"); !strings.Contains(h, "l%E1%BB%9Bp%202.jpg") {
		t.Errorf("the file does not keep its name: %s", h)
	}
	if got := o.get("", at); got.Code != http.StatusSeeOther || !strings.HasPrefix(got.Header().Get("Location"), "/dang-nhap") {
		t.Errorf("a file is handed out to nobody: %d", got.Code)
	}
}

// What cannot be kept is said in words; nothing of the report is kept and
// nothing that was typed is lost.
func TestEvidenceThatCannotBeKept(t *testing.T) {
	o := newTaskOffice(t)
	ref := o.issued()
	many := make([]file, 11)
	for i := range many {
		many[i] = pdf
	}
	for _, c := range []struct {
		files  []file
		fields []string
		status int
		says   string
	}{
		{[]file{{"phim.pdf", bytes.Repeat([]byte("%PDF-1.7"), web.FileLimit/8+1)}}, nil, http.StatusRequestEntityTooLarge, "Tệp phim.pdf lớn hơn 40 MB."},
		{[]file{{"lop.jpg", []byte("MZ\x90\x00\x03\x00\x00\x00")}}, nil, http.StatusUnprocessableEntity, "Không nhận loại tệp của lop.jpg."},
		{[]file{{"anh.heic", append([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), make([]byte, 64)...)}}, nil, http.StatusUnprocessableEntity, "thành ảnh JPEG rồi gửi"},
		{[]file{{"anh.jpg", photograph(t)[:120]}}, nil, http.StatusUnprocessableEntity, "Ảnh bị hỏng hoặc bị cắt giữa chừng."},
		{[]file{pdf, {"rong.pdf", nil}}, nil, http.StatusUnprocessableEntity, "Tệp rong.pdf rỗng."},
		{many, nil, http.StatusUnprocessableEntity, "gửi tối đa 10 tệp"},
		{nil, []string{"lien-ket", "javascript:alert(1)"}, http.StatusUnprocessableEntity, "Liên kết chưa đúng."},
		{nil, []string{"van-ban-so", "12/KH-UBND"}, http.StatusUnprocessableEntity, "Hãy ghi ngày ban hành"},
		{nil, []string{"so-lieu", "97%"}, http.StatusUnprocessableEntity, "Hãy ghi nguồn của số liệu"},
		{nil, []string{"ngay", "40/13/2026"}, http.StatusUnprocessableEntity, "Ngày số liệu chưa đúng."},
		{nil, []string{"ngay", "27/02/2026"}, http.StatusUnprocessableEntity, "cần ghi lý do vì sao nay mới báo cáo"},
	} {
		a := o.report(official, ref, c.files, append([]string{"gia-tri", "5", "ghi-chu", "Chữ đã gõ vẫn còn đây.", "tiep", "/viec-cua-toi"}, c.fields...)...)
		o.says(a, c.status, c.says, "Chữ đã gõ vẫn còn đây.", `value="/viec-cua-toi"`)
	}
	if n := o.count("select count(*) from progress where tenant_id = ?1"); n != 0 {
		t.Errorf("%d reports were kept", n)
	}
}

// A file that is cut off on its way leaves nothing behind.
func TestAFileCutOffHalfWay(t *testing.T) {
	o := newTaskOffice(t)
	ref := o.issued()
	kind, body := form(t, []file{{"lop.pdf", bytes.Repeat([]byte("%PDF-1.7 "), 50_000)}}, "mot-lan", o.get(official, "/nhiem-vu/"+ref).token(), "lan", o.version(ref), "gia-tri", "5", "ghi-chu", "Chữ đã gõ vẫn còn đây.")
	a := o.send(official, "POST", "/nhiem-vu/"+ref+"/tien-do", kind, bytes.NewReader(body[:len(body)/2]))
	o.says(a, http.StatusUnprocessableEntity, "bị đứt giữa chừng nên chưa lưu gì", "Chữ đã gõ vẫn còn đây.")
	if n := o.count("select count(*) from progress where tenant_id = ?1") + o.count("select count(*) from evidence where tenant_id = ?1"); n != 0 {
		t.Error("something of it was kept")
	}
}

func TestAWrongPieceOfEvidenceIsWithdrawn(t *testing.T) {
	o := newTaskOffice(t)
	ref := o.issued()
	o.went(o.report(official, ref, []file{pdf}, "gia-tri", "10"), "/nhiem-vu/"+ref)
	id := o.evidence(ref)
	o.says(o.get(official, "/nhiem-vu/"+ref), 200, "Rút minh chứng: danh-sach-lop.pdf")
	o.silent(o.get(clerk, "/nhiem-vu/"+ref), "Rút minh chứng")
	o.says(o.act(official, ref, "minh-chung/"+id+"/rut", "form", "rut-"+id), http.StatusUnprocessableEntity, "Hãy ghi lý do rút minh chứng.")
	o.says(o.act(stranger, ref, "minh-chung/"+id+"/rut", "ly-do", "x"), http.StatusForbidden)
	o.went(o.act(official, ref, "minh-chung/"+id+"/rut", "ly-do", "nhầm lớp"), "/nhiem-vu/"+ref)
	o.says(o.get(viewer, "/nhiem-vu/"+ref), 200, "đã rút: nhầm lớp", "danh-sach-lop.pdf")
}

// The one-line form of Việc của tôi sends no more than a figure, a line and a
// file; where it fails, the full form has what was typed.
func TestTheOneLineFormFailsIntoTheFullOne(t *testing.T) {
	o := newTaskOffice(t)
	ref := o.issued()
	mine := o.get(official, "/viec-cua-toi")
	o.says(mine, 200, `action="/nhiem-vu/`+ref+`/tien-do"`)
	send := func(value string) answer {
		return o.upload(official, "/nhiem-vu/"+ref+"/tien-do", []file{pdf}, "mot-lan", mine.token(), "lan", mine.seen(), "tiep", "/viec-cua-toi", "gia-tri", value, "ghi-chu", "Lớp 1 đã xong.")
	}
	o.says(send("bốn mươi"), http.StatusUnprocessableEntity, "Số báo cáo chưa đúng.", `value="bốn mươi"`, "Lớp 1 đã xong.", `id="bao-cao"`, `href="#gia-tri"`)
	a := send("1.000")
	o.went(a, "/viec-cua-toi")
	if got := o.task(ref); got.Reported != 1000 || got.State != task.Doing {
		t.Errorf("reported %d, %s", got.Reported, got.State)
	}
}
