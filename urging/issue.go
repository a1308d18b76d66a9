package urging

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/notice"
	"sauro/org"
	"sauro/vn"
)

// Issue gives a draft its number and its day and writes down for good what it says:
// only tasks that were late on that day. It is for whoever urges in the whole
// commune. The number is typed from the paper register, "12" or "12/UBND", or taken
// from the series here where it is empty: one more than the greatest of the year
// and symbol. A number is given once for a year and symbol (NĐ 30/2020/NĐ-CP, Điều
// 15). Who has to act and the heads of the units are told.
func Issue(tx *db.Tx, who org.Who, ref string, version int64, number string, day vn.Day) error {
	l, err := LetterByRef(tx, who, ref)
	if err != nil {
		return err
	}
	if who, err = who.As(org.Urge, org.Thing{}); err != nil {
		return err
	}
	if l.State == Issued && l.By.Person == who.Person && tx.Now.Sub(l.By.At) < twice {
		return nil // the form came twice
	}
	if err := l.at(version, Draft); err != nil {
		return err
	}
	if err := l.date(tx, day); err != nil {
		return err
	}
	if err := l.take(tx, number); err != nil {
		return err
	}
	if err := l.write(tx, who, day); err != nil {
		return err
	}
	if len(l.Content.Units) == 0 {
		return fault.New(fault.Invalid, "Các nhiệm vụ của công văn %s không còn quá hạn. Hãy bỏ bản nháp này.", l.Ref)
	}
	if l.Content.Sign.As == "" {
		var f fault.Form
		f.Add("signer", "Hãy chọn người ký rồi lưu trước khi ban hành.")
		return f.Err()
	}
	text, err := json.Marshal(l.Content)
	if err != nil {
		return fmt.Errorf("urging: %w", err)
	}
	err = l.bump(tx, `, state = 'issued', number = ?4, number_year = ?5, dated = ?6, due_from = ?6, due_on = ?7, content = ?8, sha256 = ?9,
		issued_at = ?10, issued_by = ?11, issued_post = ?12, issued_for = ?13`,
		l.Number, day.Year(), day, l.Due, string(text), fingerprint(string(text)), tx.Now, who.Person, db.Null(who.Post), db.Null(who.For))
	if err != nil {
		return err
	}
	if err := l.leaveOut(tx); err != nil {
		return err
	}
	who.Did(tx, "urging-issued", l.ID)
	return l.tell(tx)
}

// date sets the letter's day: today, or the working day before it, on which it was
// signed (NĐ 30/2020/NĐ-CP, Điều 18).
func (l *Letter) date(tx *db.Tx, day vn.Day) error {
	cal, err := calendar.Of(tx)
	if err != nil {
		return err
	}
	today := vn.Today(tx.Now)
	first := cal.Add(today, -1)
	if day == "" || !day.Valid() || day > today || day < first {
		var f fault.Form
		f.Add("date", "Ngày công văn là hôm nay hoặc ngày làm việc liền trước (%s), ngày đã ký.", first.String())
		return f.Err()
	}
	l.Date, l.From = day, day
	l.Due, err = limit(tx, day, l.Rule)
	return err
}

// take takes the number. A tenant has one writer at a time, so that the series has
// no gaps and no number is given twice.
func (l *Letter) take(tx *db.Tx, typed string) error {
	typed = vn.Line(typed)
	if typed == "" {
		last, err := db.Value[int64](tx, "select coalesce(max(number), 0) from urging where tenant_id = ?1 and number_year = ?2 and symbol = ?3", l.Date.Year(), l.Symbol)
		l.Number = last + 1
		return err
	}
	digits, symbol, both := strings.Cut(typed, "/")
	n, err := strconv.ParseInt(strings.TrimSpace(digits), 10, 64)
	var f fault.Form
	f.Check(err == nil && n > 0 && n < 1_000_000, "number", "Hãy ghi số bằng chữ số, ví dụ 12. Để trống thì lấy số tiếp theo trong sổ ở đây.")
	f.Check(!both || strings.TrimSpace(symbol) == l.Symbol, "number", "Ký hiệu của công văn là %s. Hãy sửa ký hiệu của bản nháp trước, hoặc chỉ ghi số.", l.Symbol)
	if err := f.Err(); err != nil {
		return err
	}
	taken, err := db.Value[string](tx, "select ref from urging where tenant_id = ?1 and number_year = ?2 and symbol = ?3 and number = ?4", l.Date.Year(), l.Symbol, n)
	if err != nil {
		return err
	}
	if taken != "" {
		f.Add("number", "Số %s/%s năm %s đã dùng cho %s. Số của công văn đã thu hồi cũng không dùng lại.", fmt.Sprintf("%02d", n), l.Symbol, strconv.Itoa(l.Date.Year()), taken)
		return f.Err()
	}
	l.Number = n
	return nil
}

// leaveOut marks the tasks that the letter does not speak of, and the units none of
// whose tasks are left: they are not asked.
func (l *Letter) leaveOut(tx *db.Tx) error {
	if len(l.Gone) == 0 {
		return nil
	}
	args := []any{l.ID}
	for _, r := range l.Gone {
		args = append(args, r)
	}
	if _, err := tx.Exec("update urging_task set left_out = 1 where tenant_id = ?1 and urging_id = ?2 and task_id in (select task_id from task where tenant_id = ?1 and "+db.In("ref", len(l.Gone), 3)+")", args...); err != nil {
		return err
	}
	_, err := tx.Exec(`update urging_unit set left_out = 1 where tenant_id = ?1 and urging_id = ?2 and unit_id not in (
		select k.unit_id from urging_task k where k.tenant_id = ?1 and k.urging_id = ?2 and k.left_out = 0)`, l.ID)
	return err
}

// tell tells the accountable posts and the heads of the units.
func (l Letter) tell(tx *db.Tx) error {
	posts, err := db.All(tx, func(id *db.ID) []any { return []any{id} }, `select t.accountable from urging_task k
			join task t on t.tenant_id = k.tenant_id and t.task_id = k.task_id
			where k.tenant_id = ?1 and k.urging_id = ?2 and k.left_out = 0
		union
		select p.post_id from post p
			where p.tenant_id = ?1 and p.role = 'head' and `+org.Exists("p", "?3")+` and `+org.PostUnit("p", "?3")+` in (
				select k.unit_id from urging_task k where k.tenant_id = ?1 and k.urging_id = ?2 and k.left_out = 0)`, l.ID, vn.Today(tx.Now))
	if err != nil {
		return err
	}
	for _, post := range posts { // the posts that one letter concerns
		err := notice.ToPost(tx, post, notice.Notice{
			Event: "urged:" + string(l.ID), Kind: "urged", About: l.Ref,
			Says: fault.Text{Format: "Công văn đôn đốc số %s: có nhiệm vụ quá hạn, trả lời chậm nhất ngày %s.", Args: []any{l.Code(), l.Due.String()}},
			Does: fault.Text{Format: "Xem công văn"}, Link: "/don-doc/cong-van/" + l.Ref, Legal: true, Due: l.Due,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Recall takes an issued letter back, with the reason. It keeps its number, which
// is not given again; who was told of it is told.
func Recall(tx *db.Tx, who org.Who, ref string, version int64, reason string) error {
	l, who, err := letterAt(tx, who, ref, version, Issued, Answered)
	if err != nil {
		return err
	}
	if reason, err = reasoned(reason, fault.Text{Format: "Hãy ghi lý do thu hồi công văn."}); err != nil {
		return err
	}
	err = l.bump(tx, ", state = 'recalled', ended_reason = ?4, ended_at = ?5, ended_by = ?6, ended_post = ?7, ended_for = ?8", reason, tx.Now, who.Person, db.Null(who.Post), db.Null(who.For))
	if err != nil {
		return err
	}
	who.Did(tx, "urging-recalled", l.ID)
	told, err := db.All(tx, func(id *db.ID) []any { return []any{id} }, "select person_id from notice where tenant_id = ?1 and event = ?2", "urged:"+string(l.ID))
	if err != nil {
		return err
	}
	for _, person := range told {
		err := notice.ToPerson(tx, person, notice.Notice{
			Event: "urging-recalled:" + string(l.ID), Kind: "urged", About: l.Ref,
			Says: fault.Text{Format: "Công văn đôn đốc số %s đã được thu hồi, không phải trả lời.", Args: []any{l.Code()}},
			Does: fault.Text{Format: "Xem công văn"}, Link: "/don-doc/cong-van/" + l.Ref,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Response is the answer of a unit to an urging letter.
type Response struct {
	Number   string // of the answering document, "" where it was answered in the program
	Date     vn.Day // its day, "" where it has none
	Text     string
	Received vn.Day // the day it came in
	File     File
}

// Respond writes down what a unit has answered: by whoever reports for the whole
// unit, or by whoever urges in the commune and enters the paper that came in. A unit
// answers once. When all have answered the letter is done.
func Respond(tx *db.Tx, who org.Who, ref string, version int64, unit db.ID, r Response) error {
	l, err := LetterByRef(tx, who, ref)
	if err != nil {
		return err
	}
	var of Unit
	for _, u := range l.Units {
		if u.ID == unit {
			of = u
		}
	}
	if of.ID == "" {
		return fault.New(fault.Unknown, "Công văn %s không gửi đơn vị này.", l.Ref)
	}
	by, err := l.responder(who, unit)
	if err != nil {
		return err
	}
	who = by
	if of.By.Is() && of.By.Person == who.Person && tx.Now.Sub(of.By.At) < twice {
		return nil // the form came twice
	}
	if err := l.at(version, Issued); err != nil {
		return err
	}
	if of.By.Is() {
		return fault.New(fault.Invalid, "%s đã trả lời công văn %s rồi.", of.Name, l.Ref)
	}
	today := vn.Today(tx.Now)
	r.Number, r.Text = vn.Line(r.Number), strings.TrimSpace(vn.NFC(r.Text))
	if r.Received == "" {
		r.Received = today
	}
	var f fault.Form
	f.Check(r.Text != "" || r.Number != "" && r.File.Hash != "", "text", "Hãy ghi nội dung trả lời, hoặc số văn bản trả lời kèm tệp.")
	f.Check(len(r.Text) <= textLimit, "text", "Nội dung dài quá 4.000 chữ cái. Hãy ghi ngắn lại hoặc gửi kèm tệp.")
	f.Check(len(r.Number) <= 100, "number", "Số văn bản trả lời dài quá. Hãy ghi như 15/BC-KT.")
	f.Check(r.Date == "" && r.Number == "" || r.Date.Valid() && r.Date >= l.Date && r.Date <= today, "date", "Hãy ghi ngày văn bản trả lời, từ ngày công văn (%s) đến hôm nay.", l.Date.String())
	f.Check(r.Received.Valid() && r.Received >= l.Date && r.Received >= r.Date && r.Received <= today, "received", "Ngày nhận được phải từ ngày văn bản trả lời đến hôm nay.")
	if err := f.Err(); err != nil {
		return err
	}
	err = db.Expect(tx.Exec(`update urging_unit set number = ?4, dated = ?5, answer = ?6, hash = ?7, file_name = ?8, mime = ?9, size = ?10, received_on = ?11,
			answered_at = ?12, answered_by = ?13, answered_post = ?14, answered_for = ?15
		where tenant_id = ?1 and urging_id = ?2 and unit_id = ?3 and answered_at is null`,
		l.ID, unit, r.Number, db.Null(r.Date), r.Text, r.File.Hash, r.File.Name, r.File.MIME, r.File.Size, r.Received, tx.Now, who.Person, db.Null(who.Post), db.Null(who.For)))
	if err != nil {
		return err
	}
	set := ""
	if l.Waiting() == 1 {
		set = ", state = 'answered'"
	}
	if err := l.bump(tx, set); err != nil {
		return err
	}
	who.Did(tx, "urging-answered", l.ID)
	if l.By.seat() == "" || l.By.Person == who.Person {
		return nil
	}
	return notice.ToPost(tx, l.By.seat(), notice.Notice{
		Event: "urging-answered:" + string(l.ID) + ":" + string(unit), Kind: "explained", About: l.Ref,
		Says: fault.Text{Format: "Công văn đôn đốc số %s: thêm một đơn vị đã trả lời.", Args: []any{l.Code()}},
		Does: fault.Text{Format: "Xem trả lời"}, Link: "/don-doc/cong-van/" + l.Ref,
	})
}

// responder is the person by the seat that answers for a unit: as who reports for
// it, else as who urges in the commune.
func (l Letter) responder(who org.Who, unit db.ID) (org.Who, error) {
	if by, err := who.As(org.Report, org.Thing{Unit: unit}); err == nil {
		return by, nil
	}
	return who.As(org.Urge, org.Thing{})
}

// Responds reports whether the person may write down what a unit answers, and
// whether it enters a paper that came in from outside.
func (l Letter) Responds(who org.Who, unit db.ID) (may, enters bool) {
	if _, err := l.responder(who, unit); err != nil || l.State != Issued {
		return false, false
	}
	return true, !who.Can(org.Report, org.Thing{Unit: unit})
}
