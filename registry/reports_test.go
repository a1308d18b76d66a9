package registry_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"sauro/db"
	"sauro/task"
	"sauro/vn"
)

// overdue gives the office two tasks, one of them late on the day.
func (o *scene) overdue(late, open vn.Day) {
	o.Helper()
	for code, due := range map[string]vn.Day{"2.2": late, "3.3": open} {
		o.update(func(tx *db.Tx) error {
			ref, err := task.Create(tx, o.who[clerk], o.clauses[code], "", task.Slots{
				Accountable: o.who[official].Post, Work: "Ban hành kế hoạch chuyển đổi số phần " + code, Due: task.Due{Kind: task.ByDate, Date: due},
				LeadUnit: o.unit[official], Answers: o.who[head].Post, Decider: o.who[chairman].Post,
				Result: task.Result{Product: "Kế hoạch", Measure: task.Documents, Target: 1, Unit: "kế hoạch", Proof: task.DocumentNo}})
			if err != nil {
				return err
			}
			return task.Issue(tx, o.who[clerk], ref, 1)
		})
	}
}

// The walk of a clerk: choose, check, freeze, download three forms.
func TestAReportIsCheckedFrozenAndDownloaded(t *testing.T) {
	o := newScene(t)
	o.overdue("2026-02-27", "2026-04-30") // the clock stands on 02/03
	choose := o.get(clerk, "/bao-cao?van-ban="+string(o.letter))
	for _, want := range []string{`value="` + string(o.letter) + `" selected`, `value="02/03/2026"`, "Chưa có báo cáo nào được chốt."} {
		if !strings.Contains(choose.page, want) {
			t.Errorf("the form lacks %q", want)
		}
	}
	ask := "van-ban=" + string(o.letter) + "&chot=02/03/2026&loai=bao-cao&so=12&noi-gui=" + "S%E1%BB%9F+A%0D%0AS%E1%BB%9F+B"
	seen := o.get(clerk, "/bao-cao/xem?"+ask)
	for _, want := range []string{"Báo cáo chưa chốt.", "Chốt báo cáo", "Sở A<br>Sở B", "loc=late", "Nội dung chưa giao nhiệm vụ", "Quá hạn 1 ngày"} {
		if !strings.Contains(seen.page, want) {
			t.Errorf("the figures lack %q", want)
		}
	}
	if list := o.get(clerk, "/bao-cao/xem?"+ask+"&loc=late"); strings.Count(list.page, `class="what"`) != 1 || !strings.Contains(list.page, "phần 2.2") ||
		!strings.Contains(list.page, "/nhiem-vu?tinh-trang=late&van-ban="+string(o.letter)) {
		t.Error("the total of late tasks does not open their list")
	}
	if list := o.get(clerk, "/bao-cao/xem?"+ask+"&loc=bare"); !strings.Contains(list.page, "<b>1.1</b>") || strings.Contains(list.page, "<b>2.2</b>") {
		t.Error("the total of clauses without a task does not open their list")
	}
	order := []string{"van-ban", string(o.letter), "chot", "2026-03-02", "loai", "bao-cao", "so", "12", "ngay", "", "noi-gui", "Sở A\r\nSở B"}
	for _, as := range []string{head, official, viewer} {
		if a := o.get(as, "/bao-cao/xem?"+ask); a.Code != http.StatusOK || strings.Contains(a.page, `<button class="btn go">Chốt báo cáo`) {
			t.Errorf("%s: %d, or may freeze", as, a.Code)
		}
		if a := o.post(as, "/bao-cao", order...); a.Code != http.StatusForbidden {
			t.Errorf("%s froze a report: %d", as, a.Code)
		}
	}
	for range 2 { // a form sent twice makes one report
		if a := o.post(clerk, "/bao-cao", order...); a.Code != http.StatusSeeOther || a.Header().Get("Location") != "/bao-cao/BC-2026-0001" {
			t.Fatalf("freezing: %d to %s", a.Code, a.Header().Get("Location"))
		}
	}
	frozen := o.get(viewer, "/bao-cao/BC-2026-0001")
	for _, want := range []string{"Tải bản Word", "/bao-cao/BC-2026-0001?loc=late#danh-sach", "sha256 "} {
		if !strings.Contains(frozen.page, want) {
			t.Errorf("the report's page lacks %q", want)
		}
	}
	for form, begins := range map[string]string{"docx": "PK", "pdf": "%PDF-", "xlsx": "PK"} {
		a, b := o.get(viewer, "/bao-cao/BC-2026-0001/"+form), o.get(chairman, "/bao-cao/BC-2026-0001/"+form)
		if a.Code != http.StatusOK || !strings.HasPrefix(a.Body.String(), begins) || !strings.Contains(a.Header().Get("Content-Disposition"), "BC-2026-0001."+form) {
			t.Errorf("%s: %d, %q, %.8q", form, a.Code, a.Header().Get("Content-Disposition"), a.Body.String())
		}
		if !bytes.Equal(a.Body.Bytes(), b.Body.Bytes()) {
			t.Errorf("%s: two downloads differ", form)
		}
	}
	for _, gone := range []string{"/bao-cao/BC-2026-0001/txt", "/bao-cao/BC-2026-0099", "/bao-cao/BC-2026-0099/pdf"} {
		if a := o.get(clerk, gone); a.Code != http.StatusNotFound {
			t.Errorf("%s: %d", gone, a.Code)
		}
	}
	if a := o.get(clerk, "/bao-cao"); !strings.Contains(a.page, "/bao-cao/BC-2026-0001/xlsx") {
		t.Error("the report is not in the list")
	}
}

func TestARefusedReportKeepsWhatWasTyped(t *testing.T) {
	o := newScene(t)
	a := o.get(clerk, "/bao-cao/xem?van-ban="+string(o.letter)+"&chot=03/03/2026&loai=cong-van&so=77&ngay=32/13/2026&noi-gui=S%E1%BB%9F+A")
	if a.Code != http.StatusUnprocessableEntity {
		t.Errorf("a cut-off of tomorrow and a day that does not exist: %d", a.Code)
	}
	for _, want := range []string{"Ngày 03/03/2026 chưa đến", "Ngày văn bản chưa đúng", `value="77"`, `value="32/13/2026"`, "Sở A</textarea>", `value="cong-van" selected`, `href="#chot"`} {
		if !strings.Contains(a.page, want) {
			t.Errorf("the form that came back lacks %q", want)
		}
	}
}

func TestTheLetterIsDownloadedFromTheRegister(t *testing.T) {
	o := newScene(t)
	for form, begins := range map[string]string{"docx": "PK", "pdf": "%PDF-"} {
		a := o.get(viewer, "/van-ban/"+string(o.letter)+"/cam-ket."+form)
		if a.Code != http.StatusOK || !strings.HasPrefix(a.Body.String(), begins) || !strings.Contains(a.Header().Get("Content-Disposition"), `"cam-ket.`+form+`"`) {
			t.Errorf("%s: %d, %q", form, a.Code, a.Header().Get("Content-Disposition"))
		}
	}
	if a := o.get(viewer, "/van-ban/"+string(db.NewID())+"/cam-ket.pdf"); a.Code != http.StatusNotFound {
		t.Errorf("a letter that is not there: %d", a.Code)
	}
}
