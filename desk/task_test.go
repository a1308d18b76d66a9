package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"sauro/db"
	"sauro/task"
)

var pdf = file{"danh-sach-lop.pdf", []byte("%PDF-1.7\nDanh sách lớp, có chữ ký\n%%EOF\n")}

// The way of a task from a clause to an accepted result, each step by the
// person whose step it is.
func TestATaskGoesTheWholeWay(t *testing.T) {
	o := newTaskOffice(t)
	ref := o.draft("noi-dung", string(o.clauses["3.3"]), "viec", "Mở lớp bồi dưỡng kỹ năng số cho 42 người")

	page := o.get(clerk, "/nhiem-vu/"+ref)
	o.says(page, 200, "Soạn tiếp cho đủ sáu rõ", "chưa rõ", "Chưa giao được vì chưa rõ: người, thời gian, trách nhiệm, thẩm quyền, kết quả.")
	o.says(o.act(clerk, ref, "giao"), http.StatusUnprocessableEntity, "Chưa rõ người: hãy chọn một chức danh", "Chưa rõ thời gian", "Chưa rõ thẩm quyền", "Chưa rõ kết quả")

	o.went(o.act(clerk, ref, "sua", o.full()...), "/nhiem-vu/"+ref)
	o.says(o.get(clerk, "/nhiem-vu/"+ref), 200, "Đủ sáu rõ", "Giao việc")
	o.went(o.act(clerk, ref, "giao"), "/nhiem-vu/"+ref)

	o.says(o.get(official, "/nhiem-vu/"+ref), 200, "Nhận việc", "Thứ Ba, 31/03/2026")
	o.went(o.act(official, ref, "nhan", "tiep", "/viec-cua-toi"), "/viec-cua-toi")

	o.went(o.report(official, ref, []file{pdf}, "gia-tri", "40", "ghi-chu", "Xong lớp 1."), "/nhiem-vu/"+ref)
	page = o.get(official, "/nhiem-vu/"+ref)
	o.says(page, 200, "Báo cáo 40/42 người.", "danh-sach-lop.pdf", "Lần trước 40 người, còn 2 người.", "Đề nghị được khi đã báo cáo đủ 42 người")
	o.silent(page, `id="kiem-chung"`, `id="nghiem-thu"`)

	o.says(o.get(clerk, "/nhiem-vu/"+ref), 200, `id="kiem-chung"`)
	o.says(o.act(clerk, ref, "kiem-chung", "form", "kc", "gia-tri", "41", "da-xem", "danh sách"), http.StatusUnprocessableEntity, "Số kiểm chứng không thể lớn hơn số đã báo cáo (40 người).")
	o.went(o.act(clerk, ref, "kiem-chung", "gia-tri", "40", "da-xem", "danh sách lớp có chữ ký"), "/nhiem-vu/"+ref)

	o.says(o.act(official, ref, "de-nghi"), http.StatusUnprocessableEntity, "Mới báo cáo 40 người, phải đạt 42 người.")
	o.went(o.report(official, ref, nil, "gia-tri", "42", "de-nghi", "1"), "/nhiem-vu/"+ref)

	page = o.get(chairman, "/nhiem-vu/"+ref)
	o.says(page, 200, `id="nghiem-thu"`, "Xem, nghiệm thu", "danh sách lớp có chữ ký")
	o.says(o.act(chairman, ref, "nghiem-thu", "form", "nt", "ket-qua", "nhan", "da-xem", "42 chứng nhận"), http.StatusUnprocessableEntity, "hãy chọn ít nhất một minh chứng", "42 chứng nhận")
	o.went(o.act(chairman, ref, "nghiem-thu", "ket-qua", "nhan", "da-xem", "42 chứng nhận", "minh-chung", o.evidence(ref)), "/nhiem-vu/"+ref)
	o.says(o.get(viewer, "/nhiem-vu/"+ref), 200, "hoàn thành", "đã xem, chấp nhận", "Việc đã xong")
}

func (o *taskOffice) evidence(ref string) string {
	o.Helper()
	var id db.ID
	o.update(func(tx *db.Tx) error {
		p, err := task.ByRef(tx, o.who[chairman], ref)
		if err == nil {
			id = p.Evidence[0].ID
		}
		return err
	})
	return string(id)
}

func TestTheDoerIsNeitherVerifierNorAccepter(t *testing.T) {
	o := newTaskOffice(t)
	// The head leads a task of the own unit: by the table a head verifies and accepts there.
	ref := o.draft(replaced(o.full("giao", "1"), "nguoi", string(o.who[head].Post), "giai-trinh", string(o.who[head].Post))...)
	o.went(o.act(head, ref, "nhan"), "/nhiem-vu/"+ref)
	o.went(o.report(head, ref, []file{pdf}, "gia-tri", "42", "de-nghi", "1"), "/nhiem-vu/"+ref)
	o.silent(o.get(head, "/nhiem-vu/"+ref), `id="kiem-chung"`, `id="nghiem-thu"`)
	o.says(o.act(head, ref, "kiem-chung", "gia-tri", "42", "da-xem", "tất cả"), http.StatusForbidden, "không tự kiểm chứng được")
	a := o.act(head, ref, "nghiem-thu", "ket-qua", "nhan", "da-xem", "tất cả", "minh-chung", o.evidence(ref))
	o.says(a, http.StatusForbidden, "Nhiệm vụ "+ref+" do Chủ tịch UBND xã nghiệm thu.")

	// Also the chairman, who reported on a task of the own post.
	ref = o.draft(replaced(o.full("giao", "1"), "nguoi", string(o.who[chairman].Post), "nghiem-thu", string(o.who[clerk].Post))...)
	o.went(o.act(chairman, ref, "nhan"), "/nhiem-vu/"+ref)
	o.went(o.report(chairman, ref, []file{pdf}, "gia-tri", "42", "de-nghi", "1"), "/nhiem-vu/"+ref)
	a = o.act(chairman, ref, "nghiem-thu", "ket-qua", "nhan", "da-xem", "tất cả", "minh-chung", o.evidence(ref))
	o.says(a, http.StatusForbidden, "không tự nghiệm thu được")
}

// replaced gives fields new values, by pairs.
func replaced(fields []string, pairs ...string) []string {
	list := append([]string(nil), fields...)
	for i := 0; i+1 < len(pairs); i += 2 {
		for j := 0; j+1 < len(list); j += 2 {
			if list[j] == pairs[i] {
				list[j+1] = pairs[i+1]
			}
		}
	}
	return list
}

func TestAnOfficialOfAnotherUnitDoesNotReport(t *testing.T) {
	o := newTaskOffice(t)
	ref := o.issued()
	o.says(o.get(stranger, "/nhiem-vu/"+ref), 200, "Chờ Công chức Văn hóa - Xã hội báo cáo.")
	o.says(o.report(stranger, ref, nil, "gia-tri", "42", "ghi-chu", "không phải việc tôi"), http.StatusForbidden, "Chỉ người chịu trách nhiệm mới được")
	o.says(o.act(viewer, ref, "tam-dung", "ly-do", "x"), http.StatusForbidden, "không được")
	if n := o.count("select count(*) from progress where tenant_id = ?1"); n != 0 {
		t.Errorf("%d reports were kept", n)
	}
}

func TestATaskOfAnotherCommuneIsUnknown(t *testing.T) {
	o := newTaskOffice(t)
	ref := o.issued()
	o.went(o.report(official, ref, []file{pdf}, "gia-tri", "1"), "/nhiem-vu/")
	id := o.evidence(ref)
	here := o.cookie[chairman]
	o.settle("21473", "UBND xã Bình Minh")
	o.says(o.get(chairman, "/nhiem-vu/"+ref), http.StatusNotFound, "Không có nhiệm vụ "+ref)
	o.says(o.get(chairman, "/nhiem-vu/"+ref+"/minh-chung/"+id), http.StatusNotFound)
	o.says(o.post(chairman, "/nhiem-vu/"+ref+"/huy", "lan", "1", "ly-do", "không phải của xã tôi"), http.StatusNotFound)
	// The same reference is another task there, and its evidence is not that one.
	other := o.draft(o.full()...)
	if other != ref {
		t.Fatalf("the first task of a commune is %s, not %s", other, ref)
	}
	o.says(o.get(chairman, "/nhiem-vu/"+ref+"/minh-chung/"+id), http.StatusNotFound, "Không tìm thấy minh chứng này")
	o.cookie[chairman] = here
	if a := o.get(chairman, "/nhiem-vu/"+ref+"/minh-chung/"+id); a.Code != 200 || a.Body.String() != string(pdf.data) {
		t.Errorf("at home the file is %d %q", a.Code, a.Body)
	}
}

func TestWhatIsSteeredAsksForAReason(t *testing.T) {
	o := newTaskOffice(t)
	ref := o.issued()
	o.says(o.act(clerk, ref, "tam-dung", "form", "tam-dung"), http.StatusUnprocessableEntity, "Hãy ghi lý do tạm dừng.")
	o.went(o.act(clerk, ref, "tam-dung", "ly-do", "chờ kinh phí"), "/nhiem-vu/"+ref)
	o.says(o.get(clerk, "/nhiem-vu/"+ref), 200, "Lý do: chờ kinh phí", "Cho tiếp tục")
	o.says(o.get(official, "/nhiem-vu/"+ref), 200, "Đang tạm dừng.")
	o.went(o.act(clerk, ref, "tiep-tuc", "ly-do", "đã có"), "/nhiem-vu/"+ref)
	o.says(o.act(clerk, ref, "ket-thuc"), http.StatusForbidden)
	o.says(o.act(chairman, ref, "ket-thuc"), http.StatusUnprocessableEntity, "có một kết quả")
	o.went(o.act(clerk, ref, "huy", "ly-do", "trùng việc khác"), "/nhiem-vu/"+ref)
	o.says(o.get(clerk, "/nhiem-vu/"+ref), 200, "đã hủy", "Việc đã hủy")
}

func TestPartsHangUnderTheirParent(t *testing.T) {
	o := newTaskOffice(t)
	parent := o.issued()
	page := o.get(clerk, "/nhiem-vu/moi?noi-dung="+string(o.clauses["3.3"])+"&cha="+parent)
	o.says(page, 200, "Trong việc cha "+parent)
	a := o.post(clerk, "/nhiem-vu/moi", append(o.full("giao", "1", "cha", parent, "trong-so", "3"), "mot-lan", page.token())...)
	o.went(a, "/nhiem-vu/NV-")
	child := refIn.FindString(a.Header().Get("Location"))
	o.says(o.get(clerk, "/nhiem-vu/"+parent), 200, child, "trọng số 3", "Tính từ 1 việc con")
	o.says(o.act(clerk, parent, "cha", "form", "cha", "cha", child, "trong-so", "1"), http.StatusUnprocessableEntity, "không thể vừa là cha vừa là con")
	o.went(o.act(clerk, child, "cha", "cha", "", "trong-so", "1"), "/nhiem-vu/"+child)
	o.silent(o.get(clerk, "/nhiem-vu/"+parent), "trọng số 3", "Tính từ")
}

func TestATaskOfCyclesIsReportedAndAcceptedCycleByCycle(t *testing.T) {
	o := newTaskOffice(t)
	ref := o.draft(replaced(o.full("giao", "1", "ky", "month"), "kieu", "cycle", "ngay-xong", "", "phai-dat", "4")...)
	o.went(o.act(official, ref, "nhan"), "/nhiem-vu/"+ref)
	o.says(o.get(official, "/nhiem-vu/"+ref), 200, "tháng 3/2026, hạn 31/03/2026", "Kết quả từng kỳ", "hằng tháng")
	o.went(o.report(official, ref, []file{pdf}, "gia-tri", "4", "ky", "2026-03", "de-nghi", "1"), "/nhiem-vu/"+ref)
	o.says(o.get(chairman, "/nhiem-vu/"+ref), 200, `id="nghiem-thu"`, "tháng 3/2026")
	o.went(o.act(chairman, ref, "nghiem-thu", "ky", "2026-03", "ket-qua", "tra-lai", "ly-do", "thiếu chữ ký"), "/nhiem-vu/"+ref)
	o.went(o.report(official, ref, []file{pdf}, "gia-tri", "4", "ky", "2026-03", "de-nghi", "1", "ghi-chu", "đã bổ sung"), "/nhiem-vu/"+ref)
	o.went(o.act(chairman, ref, "nghiem-thu", "ky", "2026-03", "ket-qua", "nhan", "da-xem", "biên bản", "minh-chung", o.evidence(ref)), "/nhiem-vu/"+ref)
	page := o.get(official, "/nhiem-vu/"+ref)
	o.says(page, 200, "đã nghiệm thu", "Lý do: thiếu chữ ký")
	o.silent(page, `id="bao-cao"`)
}

func TestTheListIsFilteredAndPaged(t *testing.T) {
	o := newTaskOffice(t)
	o.issued()
	o.draft("noi-dung", string(o.clauses["3.3"]), "viec", "Lập danh sách đối tượng bồi dưỡng")
	o.says(o.get(viewer, "/nhiem-vu"), 200, "2 nhiệm vụ", "Mở lớp bồi dưỡng", "Lập danh sách")
	for _, c := range []struct {
		query  string
		finds  int
		absent string
	}{
		{"tu=lap+danh+sach", 1, "Mở lớp"}, {"tu=khong-co-viec-nay", 0, "Mở lớp"}, {"tinh-trang=nhap", 1, "Mở lớp"}, {"tinh-trang=da-nhan", 1, "Lập danh sách"},
		{"tinh-trang=none", 1, "Lập danh sách"}, {"tinh-trang=doing", 1, "Lập danh sách"}, {"tinh-trang=late", 0, "Mở lớp"}, {"tinh-trang=done", 0, "Mở lớp"},
		{"don-vi=" + string(o.unit[official]), 1, "Lập danh sách"}, {"don-vi=" + string(o.unit[stranger]), 0, "Mở lớp"}, {"chuc-danh=" + string(o.who[official].Post), 1, "Lập danh sách"},
		{"van-ban=" + string(o.letter), 2, "x"}, {"van-ban=" + string(o.letter) + "&nhom=3", 2, "x"}, {"van-ban=" + string(o.letter) + "&nhom=1", 0, "Mở lớp"},
		{"van-ban=" + string(o.letter) + "&nhom=99", 0, "Mở lớp"}, {"noi-dung=" + string(o.clauses["3.3"]), 2, "x"}, {"noi-dung=" + string(o.clauses["1.1"]), 0, "Mở lớp"},
	} {
		a := o.get(viewer, "/nhiem-vu?"+c.query)
		o.says(a, 200)
		table := a.page[strings.Index(a.page, "</form>"):]
		if n := strings.Count(table, `<th role="rowheader"`); n != c.finds {
			t.Errorf("%s finds %d, want %d", c.query, n, c.finds)
		}
		if c.absent != "x" && strings.Contains(table, `">`+c.absent) {
			t.Errorf("%s finds %q", c.query, c.absent)
		}
	}
	o.update(func(tx *db.Tx) error {
		for range 60 {
			if _, err := task.Create(tx, o.who[clerk], o.clauses["1.1"], "", task.Slots{Work: "Soạn một việc để lật trang"}); err != nil {
				return err
			}
		}
		return nil
	})
	seen := map[string]bool{}
	next := "/nhiem-vu?tinh-trang=nhap"
	pages := 0
	for ; next != "" && pages < 5; pages++ {
		a := o.get(viewer, next)
		o.says(a, 200, "61 nhiệm vụ")
		for _, ref := range refIn.FindAllString(a.page, -1) {
			seen[ref] = true
		}
		next = ""
		if i := strings.Index(a.page, `" rel="next"`); i > 0 {
			next = a.page[strings.LastIndex(a.page[:i], `href="`)+6 : i]
		}
	}
	if pages != 3 || len(seen) != 61 {
		t.Errorf("%d tasks on %d pages, want 61 on 3", len(seen), pages)
	}
	o.says(o.get(viewer, "/nhiem-vu?tiep-theo=abc"), http.StatusUnprocessableEntity, "Hãy mở lại danh sách từ đầu")
	if n := len(o.get(viewer, "/nhiem-vu").Body.Bytes()); n > 60_000 {
		t.Errorf("the list weighs %d bytes", n)
	}
}

// A task on which a great deal has happened is still a light page.
func TestALongHistoryKeepsThePageLight(t *testing.T) {
	o := newTaskOffice(t)
	ref := o.issued()
	o.update(func(tx *db.Tx) error {
		for i := range 60 {
			n := int64(i % 40)
			p := task.Progress{Value: &n, Note: strings.Repeat("Kết quả trong tuần được ghi đầy đủ. ", 5), Evidence: []task.Evidence{{Kind: task.Link, URL: "https://example.vn/minh-chung"}}}
			version, err := db.Value[int64](tx, "select version from task where tenant_id = ?1 and ref = ?2", ref)
			if err == nil {
				err = task.Report(tx, o.who[official], ref, version, p)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	a := o.get(official, "/nhiem-vu/"+ref)
	o.says(a, 200, "diễn biến trước đó")
	if n := len(a.Body.Bytes()); n > 60_000 {
		t.Errorf("the page weighs %d bytes", n)
	}
	o.says(o.get(official, "/nhiem-vu/"+ref+"?tat-ca=1"), 200, "Soạn nháp")
}

func TestThePagesAreSaidInEnglishToo(t *testing.T) {
	o := newTaskOffice(t)
	ref := o.issued()
	o.went(o.post(official, "/ngon-ngu", "lang", "en", "tiep", "/nhiem-vu"), "/nhiem-vu")
	o.says(o.get(official, "/nhiem-vu/"+ref), 200, "What to do now", "Reported", "Clear person", "History and evidence")
	o.says(o.get(official, "/nhiem-vu"), 200, "1 task")
}
