package reminder

import (
	"encoding/json"
	"fmt"
	"slices"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Ladder is when somebody is reminded of a thing, in working days before
// (negative) and after its last day in time.
type Ladder []int

// Steps are the steps a ladder may have, the first one first.
var Steps = Ladder{-15, -7, -3, -1, 0, 1, 3, 5}

// Ladders are the ladders in the order a page lists them.
var Ladders = []string{"date", "year", "half-year", "quarter", "month", "week", "explanation", "extension", "letter", "inspection", "finding", "obstacle", "proposal", "petition"}

// LadderName is what a ladder is for, in words.
var LadderName = map[string]string{
	"date": "Nhiệm vụ có một kết quả", "year": "Kết quả hằng năm", "half-year": "Kết quả 6 tháng một lần", "quarter": "Kết quả hằng quý",
	"month": "Kết quả hằng tháng", "week": "Kết quả hằng tuần", "explanation": "Giải trình", "extension": "Đề nghị gia hạn chờ quyết định",
	"letter": "Trả lời công văn đôn đốc", "inspection": "Cuộc kiểm tra", "finding": "Khắc phục sau kiểm tra", "obstacle": "Vướng mắc tự giải quyết",
	"proposal": "Kiến nghị chờ cấp trên trả lời", "petition": "Kiến nghị của cấp dưới chờ trả lời",
}

// usual are the ladders of an office that chose none. What comes often is not
// reminded of weeks before.
var usual = map[string]Ladder{
	"date": Steps, "year": Steps, "half-year": Steps,
	"quarter": {-7, -3, -1, 0, 1, 3, 5}, "month": {-3, -1, 0, 1, 3, 5}, "week": {-1, 0, 1, 3, 5},
	"explanation": {-1, 0, 1, 3}, "extension": {0, 1, 3}, "letter": {-3, -1, 0, 1, 3, 5}, "inspection": {-7, -3, -1, 0}, "finding": {-7, -3, -1, 0, 1, 3, 5},
	"obstacle": {-3, -1, 0, 1, 3}, "proposal": {-3, 0}, "petition": {-3, -1, 0}, // what follows silence is those features' own
}

// StepName is a step as the ladder is drawn: "T-3", "T0", "T+5".
func StepName(n int) string {
	if n == 0 {
		return "T0"
	}
	return fmt.Sprintf("T%+d", n)
}

// AllLadders are the ladders of the office, chosen or usual, by name.
func AllLadders(tx *db.Tx) (map[string]Ladder, error) {
	all := make(map[string]Ladder, len(usual))
	for name, l := range usual {
		all[name] = l
	}
	return all, tx.Each(func(scan func(...any) error) error {
		var name, steps string
		if err := scan(&name, &steps); err != nil {
			return err
		}
		var l Ladder
		if err := json.Unmarshal([]byte(steps), &l); err != nil {
			return err
		}
		if _, known := usual[name]; known {
			all[name] = l
		}
		return nil
	}, "select name, steps from ladder where tenant_id = ?1 order by ladder_id")
}

// Choose gives a ladder other steps, with the reason. A step after the last day
// stays on every ladder that had one: that nobody hears of what is late is no
// choice.
func Choose(tx *db.Tx, who org.Who, name string, steps Ladder, reason string) error {
	who, err := who.As(org.Arrange, org.Thing{})
	if err != nil {
		return err
	}
	if _, known := usual[name]; !known {
		return fault.New(fault.Unknown, "Không có loại nhắc việc này. Hãy mở lại trang Cách nhắc.")
	}
	chosen := Ladder{}
	for _, n := range Steps {
		if slices.Contains(steps, n) {
			chosen = append(chosen, n)
		}
	}
	var f fault.Form
	reason = vn.Line(reason)
	f.Check(reason != "" && len([]rune(reason)) <= 500, "reason", "Hãy ghi lý do đổi cách nhắc, dưới 500 chữ cái.")
	late := func(n int) bool { return n > 0 }
	f.Check(slices.ContainsFunc(chosen, late) || !slices.ContainsFunc(usual[name], late), "steps", "Hãy giữ ít nhất một bậc sau hạn: việc quá hạn luôn phải có người được báo.")
	if err := f.Err(); err != nil {
		return err
	}
	now, err := AllLadders(tx)
	if err != nil {
		return err
	}
	if slices.Equal(now[name], chosen) {
		return nil
	}
	text, err := json.Marshal(chosen)
	if err != nil {
		return err
	}
	id := db.NewID()
	if _, err := tx.Exec("insert into ladder (tenant_id, ladder_id, name, steps, reason, at, person_id, post_id) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
		id, name, string(text), reason, tx.Now, who.Person, db.Null(who.Post)); err != nil {
		return err
	}
	who.Did(tx, "ladder-chosen", id)
	return nil
}
