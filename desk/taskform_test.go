package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"sauro/db"
	"sauro/task"
)

func (o *taskOffice) task(ref string) (t task.Task) {
	o.Helper()
	o.update(func(tx *db.Tx) (err error) { t, err = task.Get(tx, o.who[clerk], ref); return err })
	return t
}

// A form that is sent twice makes one task and one report.
func TestAFormSentTwiceIsDoneOnce(t *testing.T) {
	o := newTaskOffice(t)
	page := o.get(clerk, "/nhiem-vu/moi?noi-dung="+string(o.clauses["3.3"]))
	fields := append(o.full("giao", "1"), "mot-lan", page.token())
	first := o.post(clerk, "/nhiem-vu/moi", fields...)
	second := o.post(clerk, "/nhiem-vu/moi", fields...)
	o.went(first, "/nhiem-vu/NV-")
	o.went(second, first.Header().Get("Location"))
	if n := o.count("select count(*) from task where tenant_id = ?1"); n != 1 {
		t.Errorf("%d tasks were made", n)
	}
	ref := refIn.FindString(first.Header().Get("Location"))
	o.went(o.act(official, ref, "nhan"), "/nhiem-vu/"+ref)

	page = o.get(official, "/nhiem-vu/"+ref)
	kind, body := form(t, []file{pdf}, "mot-lan", page.token(), "lan", page.seen(), "gia-tri", "20", "ghi-chu", "Xong một nửa.")
	for range 2 {
		o.went(o.send(official, "POST", "/nhiem-vu/"+ref+"/tien-do", kind, strings.NewReader(string(body))), "/nhiem-vu/"+ref)
	}
	if n, e := o.count("select count(*) from progress where tenant_id = ?1"), o.count("select count(*) from evidence where tenant_id = ?1"); n != 1 || e != 1 {
		t.Errorf("%d reports with %d pieces of evidence were kept", n, e)
	}
	// Another person's token is no way to have a form passed over in silence.
	o.says(o.upload(stranger, "/nhiem-vu/"+ref+"/tien-do", nil, "mot-lan", page.token(), "lan", o.version(ref), "gia-tri", "1"), http.StatusForbidden)
	// Nor does a form without one, or with one made up for the future, write anything.
	for _, token := range []string{"", "x", "ffffffff-ffff-7fff-bfff-ffffffffffff"} {
		o.says(o.upload(official, "/nhiem-vu/"+ref+"/tien-do", nil, "mot-lan", token, "lan", o.version(ref), "gia-tri", "30", "ghi-chu", "chữ đã gõ vẫn còn"),
			http.StatusUnprocessableEntity, "Biểu mẫu này đã cũ.", "chữ đã gõ vẫn còn")
	}
}

// The second of two people who edit the same task sees both versions field by
// field, keeps of each what is right, and loses nothing that was typed.
func TestTwoPeopleEditTheSameTask(t *testing.T) {
	o := newTaskOffice(t)
	ref := o.draft(o.full()...)
	seen := o.version(ref)
	theirs := replaced(o.full(), "viec", "Tổ chức hai lớp bồi dưỡng kỹ năng số", "phai-dat", "50", "ngay-xong", "30/04/2026")
	mine := replaced(o.full("chi-tiet", "Mỗi lớp ba buổi, ở nhà văn hóa thôn."), "viec", "Mở ba lớp bồi dưỡng kỹ năng số", "phoi-hop", "Đoàn Thanh niên")

	o.went(o.post(head, "/nhiem-vu/"+ref+"/sua", append(theirs, "lan", seen)...), "/nhiem-vu/"+ref)
	page := o.post(clerk, "/nhiem-vu/"+ref+"/sua", append(mine, "lan", seen)...)
	o.says(page, http.StatusConflict, "Hai bản cạnh nhau", head+" vừa lưu", "Tổ chức hai lớp bồi dưỡng kỹ năng số", "Mở ba lớp bồi dưỡng kỹ năng số",
		"Mỗi lớp ba buổi, ở nhà văn hóa thôn.", "Trạm Y tế; Các trường học", "Đoàn Thanh niên", "50 người", "42 người", "30/04/2026", "5 mục khác nhau")
	if page.seen() == seen {
		t.Fatal("the page still has the old version: saving again could never work")
	}
	if got := o.task(ref); got.Work != "Tổ chức hai lớp bồi dưỡng kỹ năng số" {
		t.Errorf("the first one's work became %q", got.Work)
	}
	// Theirs for the day and the target, mine for the rest.
	o.went(o.post(clerk, "/nhiem-vu/"+ref+"/sua", append(mine, "lan", page.seen(), "chon-due", "ho", "chon-target", "ho", "chon-work", "toi")...), "/nhiem-vu/"+ref)
	got := o.task(ref)
	if got.Work != "Mở ba lớp bồi dưỡng kỹ năng số" || got.Due.Date != "2026-04-30" || got.Target != 50 || got.Detail == "" || strings.Join(got.Support, ";") != "Đoàn Thanh niên" {
		t.Errorf("saved: %q, %s, %d, %q, %q", got.Work, got.Due.Date, got.Target, got.Detail, got.Support)
	}
	o.says(o.get(clerk, "/nhiem-vu/"+ref), 200, "Tổ chức hai lớp bồi dưỡng kỹ năng số") // the old words stay in the history
}

// A quick save of the second must not undo what only the first has changed: the
// page proposes theirs for a field that the second left as it was.
func TestWhatTheSecondLeftAloneStaysTheFirsts(t *testing.T) {
	o := newTaskOffice(t)
	ref := o.draft(o.full()...)
	page := o.get(clerk, "/nhiem-vu/"+ref+"/sua")
	o.went(o.act(chairman, ref, "sua", replaced(o.full(), "phai-dat", "50")...), "/nhiem-vu/"+ref)
	a := o.post(clerk, "/nhiem-vu/"+ref+"/sua", append(replaced(o.full(), "viec", "Mở hai lớp bồi dưỡng kỹ năng số"), "lan", page.seen())...)
	o.says(a, http.StatusConflict, `name="chon-target" value="ho" checked`, `name="chon-work" value="toi" checked`)
	o.silent(a, `name="chon-target" value="toi" checked`, `name="chon-work" value="ho" checked`)
}

// Two people act on the same task: the second is told, and what was typed stays.
func TestAReportOnATaskThatChangedMeanwhile(t *testing.T) {
	o := newTaskOffice(t)
	ref := o.issued()
	page := o.get(official, "/nhiem-vu/"+ref)
	o.went(o.act(clerk, ref, "cha", "cha", "", "trong-so", "2"), "/nhiem-vu/"+ref)
	a := o.upload(official, "/nhiem-vu/"+ref+"/tien-do", nil, "mot-lan", page.token(), "lan", page.seen(), "gia-tri", "12", "ghi-chu", "Đã dạy 12 người.", "vuong-mac", "Thiếu máy tính.", "tiep", "/viec-cua-toi")
	o.says(a, http.StatusConflict, "Người khác vừa thay đổi nhiệm vụ "+ref, "Đã dạy 12 người.", "Thiếu máy tính.", `value="12"`)
	a = o.upload(official, "/nhiem-vu/"+ref+"/tien-do", nil, "mot-lan", a.token(), "lan", a.seen(), "gia-tri", "12", "ghi-chu", "Đã dạy 12 người.", "vuong-mac", "Thiếu máy tính.", "tiep", "/viec-cua-toi")
	o.went(a, "/viec-cua-toi")
	o.says(o.get(chairman, "/"), 200, "Thiếu máy tính.")
}

func TestTheFormProposesOnlyWhatTheClauseSays(t *testing.T) {
	o := newTaskOffice(t)
	page := o.get(clerk, "/nhiem-vu/moi?noi-dung="+string(o.clauses["3.3"]))
	o.says(page, 200, "Lấy từ câu chữ của văn bản.", "Mẫu gợi ý cho nội dung này", "Dùng mẫu này", "Hiện còn thiếu: người, thời gian")
	picked := page.page[strings.Index(page.page, "&mau=")+5:]
	picked = picked[:strings.IndexAny(picked, `"&`)]
	o.says(o.get(clerk, "/nhiem-vu/moi?noi-dung="+string(o.clauses["3.3"])+"&mau="+picked), 200, "đang dùng", "Lấy từ mẫu gợi ý.")
	if n := o.count("select count(*) from task where tenant_id = ?1"); n != 0 {
		t.Errorf("looking at proposals made %d tasks", n)
	}
	ref := o.draft("noi-dung", string(o.clauses["3.3"]), "viec", "Tăng cường nhận thức số", "mau", picked)
	o.says(o.get(clerk, "/nhiem-vu/"+ref+"/sua"), 200, "“Tăng cường nhận thức số” chưa làm xong được", "Còn chưa rõ: người, việc")
	if got := o.task(ref); got.State != task.Draft || got.Catalogue == "" {
		t.Errorf("state %s, made from %q", got.State, got.Catalogue)
	}
}

func TestWhatIsWrongInTheFormIsSaidBesideTheField(t *testing.T) {
	o := newTaskOffice(t)
	page := o.get(clerk, "/nhiem-vu/moi?noi-dung="+string(o.clauses["3.3"]))
	bad := replaced(o.full("giao", "1", "mot-lan", page.token()), "ngay-xong", "31/02/2026", "phai-dat", "bốn hai")
	a := o.post(clerk, "/nhiem-vu/moi", bad...)
	o.says(a, http.StatusUnprocessableEntity, "Ngày hoàn thành chưa đúng.", "Số phải đạt là số nguyên", `value="31/02/2026"`, `value="bốn hai"`, `href="#ngay-xong"`, "Mở lớp bồi dưỡng kỹ năng số cho 42 người")
	// Save and issue is all or nothing: not six-clear leaves no draft behind that nobody asked for.
	a = o.post(clerk, "/nhiem-vu/moi", replaced(o.full("giao", "1", "mot-lan", a.token()), "nghiem-thu", "")...)
	o.says(a, http.StatusUnprocessableEntity, "Chưa rõ thẩm quyền", `href="#nghiem-thu"`)
	if n := o.count("select count(*) from task where tenant_id = ?1"); n != 0 {
		t.Errorf("%d tasks were made", n)
	}
	o.says(o.get(official, "/nhiem-vu/moi?noi-dung="+string(o.clauses["3.3"])), http.StatusForbidden)
	o.says(o.post(head, "/nhiem-vu/moi", replaced(o.full("mot-lan", a.token()), "nguoi", string(o.who[stranger].Post))...), http.StatusForbidden, "trong đơn vị của mình")
	o.says(o.get(clerk, "/nhiem-vu/moi?noi-dung="+string(db.NewID())), http.StatusNotFound)
}

func TestWhatWasIssuedIsCorrectedWithAReason(t *testing.T) {
	o := newTaskOffice(t)
	ref := o.issued()
	o.says(o.get(clerk, "/nhiem-vu/"+ref+"/sua"), 200, "(không đổi được sau khi giao)", "Lý do sửa")
	later := replaced(o.full(), "ngay-xong", "15/04/2026")
	o.says(o.act(clerk, ref, "sua", later...), http.StatusUnprocessableEntity, "chỉ được sửa khi ghi rõ lý do")
	o.went(o.act(clerk, ref, "sua", append(later, "ly-do", "Sở lùi lịch lớp học")...), "/nhiem-vu/"+ref)
	o.says(o.get(viewer, "/nhiem-vu/"+ref), 200, "Lý do: Sở lùi lịch lớp học", "31/03/2026", "15/04/2026")
	o.says(o.act(clerk, ref, "sua", append(replaced(later, "cach-do", "percent", "phai-dat", "90"), "ly-do", "đổi cách đo")...), http.StatusUnprocessableEntity, "không đổi được cách đo")
	o.says(o.get(official, "/nhiem-vu/"+ref+"/sua"), http.StatusForbidden)
}

// An act has no token of its own: the same act by the same person a moment ago
// is the form sent twice, whoever else comes with the old version is not.
func TestAnActSentTwiceIsDoneOnce(t *testing.T) {
	o := newTaskOffice(t)
	ref := o.draft(o.full()...)
	seen := o.version(ref)
	for range 2 {
		o.went(o.post(clerk, "/nhiem-vu/"+ref+"/giao", "lan", seen), "/nhiem-vu/"+ref)
	}
	if n := o.count("select count(*) from task_event where tenant_id = ?1 and kind = 'issued'"); n != 1 {
		t.Errorf("the task was issued %d times", n)
	}
	o.says(o.post(chairman, "/nhiem-vu/"+ref+"/giao", "lan", seen), http.StatusConflict)
	o.says(o.post(clerk, "/nhiem-vu/"+ref+"/huy", "lan", seen, "ly-do", "Không cần nữa."), http.StatusConflict)
}
