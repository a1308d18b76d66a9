package privacy

import (
	"slices"

	"sauro/vn"
)

// Kind is what somebody asks for about their own data.
type Kind string

// The kinds of request (Luật 91/2025/QH15, Điều 4 khoản 1).
const (
	Access   Kind = "access"   // xem, được cung cấp: điểm c, d; Điều 15
	Correct  Kind = "correct"  // đính chính: điểm c; Điều 13
	Erase    Kind = "erase"    // xóa: điểm d; Điều 14
	Restrict Kind = "restrict" // hạn chế xử lý: điểm d; Điều 10
	Withdraw Kind = "withdraw" // rút lại đồng ý: điểm b; Điều 10
	Object   Kind = "object"   // phản đối: điểm d
)

// Kinds are all kinds, in the order a form shows them.
var Kinds = []Kind{Access, Correct, Erase, Restrict, Withdraw, Object}

// KindName is the kind in words.
var KindName = map[Kind]string{
	Access:   "xem, nhận bản sao",
	Correct:  "đính chính",
	Erase:    "xóa",
	Restrict: "hạn chế xử lý",
	Withdraw: "rút lại đồng ý",
	Object:   "phản đối xử lý",
}

// KindHint says under each choice of a form what comes of it.
var kindHintName = map[Kind]string{
	Access:   "Nhận một tệp có mọi dữ liệu về mình: đọc được và máy đọc được.",
	Correct:  "Họ tên ghi sai được sửa; bản cũ và bản mới nằm lại trong hồ sơ yêu cầu.",
	Erase:    "Tên và thông tin đăng nhập bị xóa sau khi thôi giữ chức danh. Văn phòng chuẩn bị, Chủ tịch quyết định.",
	Restrict: "Tạm không dùng dữ liệu trong lúc xem lại phạm vi, mục đích hoặc độ chính xác.",
	Withdraw: "Dừng việc dùng dữ liệu dựa trên sự đồng ý. Việc dựa trên luật vẫn tiếp tục.",
	Object:   "Nêu lý do không muốn dữ liệu bị dùng vào một việc.",
}

// Hint says what comes of a request of the kind, the key of its translation.
func (k Kind) Hint() string { return kindHintName[k] }

// Clock is how long the law gives for one kind of request. The days are
// calendar days: of the two ways in which the sources found count them this is
// the one that never answers too late.
type Clock struct {
	Kind           Kind
	Name           string // under which a request keeps it
	From           vn.Day // in force from this day
	AnswerWorkDays int    // working days to answer that the request came and how it will go
	Days           int    // days to carry it out
	ExtendDays     int    // days by which it may be extended, once
	Article        string
	Checked        Checked // how the days were checked
}

// Checked says how sure a figure or an article is.
type Checked int

// How something of the law was checked.
const (
	Unchecked Checked = iota // taken from one source or from memory
	Secondary                // two sources agree, the text of the law itself was not read
)

// CheckedName is how it was checked, in words.
var CheckedName = map[Checked]string{
	Unchecked: "chưa kiểm chứng",
	Secondary: "đối chiếu hai nguồn, chưa đọc nguyên văn",
}

// clocks are the rules as they came into force, the oldest first. First day not
// counted: Bộ luật Dân sự 2015, Điều 147 khoản 1.
var clocks = []Clock{
	{Access, "ND356-2025", "2026-01-01", 2, 10, 10, "NĐ 356/2025/NĐ-CP Điều 5; Luật 91/2025/QH15 Điều 4 khoản 1, Điều 15", Unchecked},
	{Correct, "ND356-2025", "2026-01-01", 2, 10, 10, "NĐ 356/2025/NĐ-CP Điều 5; Luật 91/2025/QH15 Điều 4 khoản 1, Điều 13", Unchecked},
	{Erase, "ND356-2025", "2026-01-01", 2, 20, 20, "NĐ 356/2025/NĐ-CP Điều 5; Luật 91/2025/QH15 Điều 4 khoản 1, Điều 14", Unchecked},
	{Restrict, "ND356-2025", "2026-01-01", 2, 15, 15, "NĐ 356/2025/NĐ-CP Điều 5; Luật 91/2025/QH15 Điều 4 khoản 1, Điều 10", Secondary},
	{Withdraw, "ND356-2025", "2026-01-01", 2, 15, 15, "NĐ 356/2025/NĐ-CP Điều 5; Luật 91/2025/QH15 Điều 4 khoản 1, Điều 10", Secondary},
	{Object, "ND356-2025", "2026-01-01", 2, 15, 15, "NĐ 356/2025/NĐ-CP Điều 5; Luật 91/2025/QH15 Điều 4 khoản 1", Secondary},
}

// ClockOf is the rule in force for a kind on the day a request came. A request
// from before the first rule is counted by the first; ok is false of a kind
// that there is none for.
func ClockOf(kind Kind, day vn.Day) (c Clock, ok bool) {
	for _, rule := range clocks {
		if rule.Kind == kind && (!ok || rule.From <= day) {
			c, ok = rule, true
		}
	}
	return c, ok
}

// Clocks are the rules in force on a day, in the order of Kinds.
func Clocks(day vn.Day) (list []Clock) {
	for _, k := range Kinds {
		if c, ok := ClockOf(k, day); ok {
			list = append(list, c)
		}
	}
	return list
}

// AnswerBy is the last day to answer a request that came on the day.
func (c Clock) AnswerBy(days *vn.Calendar, received vn.Day) vn.Day {
	return days.Add(received, c.AnswerWorkDays)
}

// Due is the last day to carry out a request that came on the day.
func (c Clock) Due(received vn.Day) vn.Day { return received.Add(c.Days) }

// known reports whether a kind is one of Kinds.
func (k Kind) known() bool { return slices.Contains(Kinds, k) }
