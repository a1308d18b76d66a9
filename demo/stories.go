package demo

// A story is one task of the demo: which proposal of the catalogue it was made
// from, who has it, when it is due and what happened to it. Days are counted
// back from the day the demo is built, so that it is always alive: some tasks
// are late today, some near their day, some long done.
type story struct {
	clause  string
	pick    int    // of the catalogue's proposals for the clause, from 1
	post    string // accountable, "" where the draft does not say
	lead    string // unit, where the proposal's is not taken
	decider string // the chairman where empty
	made    int    // days ago
	due     days   // working days from today; none keeps the proposal's
	target  int64  // where only the commune knows it
	unclear bool   // a draft whose authority is left open
	acts    []act
}

type days int

const none days = 10_000

type what string

const (
	issue    what = "issue"
	receive  what = "receive"
	report   what = "report"
	handIn   what = "hand in"
	verify   what = "verify"
	accept   what = "accept"
	giveBack what = "give back"
	pause    what = "pause"
	cancel   what = "cancel"
)

// all is the whole target.
const all int64 = -1

type act struct {
	what     what
	ago      int // days
	value    int64
	note     string
	obstacle string
	file     string
}

// hour is when in the day an act is done: acts of one day follow one another.
func (a act) hour() int {
	return map[what]int{issue: 10, receive: 11, report: 14, handIn: 15, verify: 16, accept: 17, giveBack: 17, pause: 9, cancel: 9}[a.what]
}

const (
	office     = "Văn phòng HĐND và UBND"
	headVH     = "Trưởng phòng Văn hóa - Xã hội"
	officialVH = "Công chức Văn hóa - Xã hội"
	headKT     = "Trưởng phòng Kinh tế"
	finance    = "Công chức Tài chính - Kế toán"
	justice    = "Công chức Tư pháp - Hộ tịch"
	chief      = "Chánh Văn phòng HĐND và UBND"
	centre     = "Giám đốc Trung tâm Phục vụ hành chính công"
	desk       = "Công chức Một cửa"
	statistics = "Công chức Văn phòng - Thống kê" // vacant
	deputy     = "Phó Chủ tịch UBND xã"
)

// done is a task accepted after so many days: issued, received, handed in,
// verified and accepted.
func done(issued, handed int) []act {
	return []act{{what: issue, ago: issued}, {what: receive, ago: issued - 1},
		{what: handIn, ago: handed, value: all, note: "Đã hoàn thành, kèm minh chứng."},
		{what: verify, ago: handed - 1, value: all, note: "Đã xem văn bản gốc và số liệu."}, {what: accept, ago: handed - 2}}
}

func begun(issued int, more ...act) []act {
	return append([]act{{what: issue, ago: issued}, {what: receive, ago: issued - 1}}, more...)
}

var stories = []story{
	{clause: "1.1", pick: 1, post: chief, made: 112, due: -62, acts: done(110, 95)},
	{clause: "1.2", pick: 1, post: officialVH, made: 111, due: -50, target: 42, acts: begun(110,
		act{what: report, ago: 90, value: 30, note: "Đợt 1: 30 người dự, có danh sách ký.", file: "Danh sách dự hội nghị đợt 1"},
		act{what: verify, ago: 88, value: 30, note: "Đã đối chiếu danh sách ký với danh sách biên chế."},
		act{what: handIn, ago: 76, value: all, note: "Đợt 2: đủ 42 người.", file: "Danh sách dự hội nghị đợt 2"},
		act{what: verify, ago: 75, value: all, note: "Đã đối chiếu danh sách đợt 2."}, act{what: accept, ago: 74})},
	{clause: "1.2", pick: 2, post: officialVH, made: 30, due: 2, target: 9, acts: begun(28,
		act{what: report, ago: 9, value: 6, note: "6 thôn đã phát, 3 thôn chờ sửa loa.", file: "Lịch phát thanh có xác nhận của 6 thôn"},
		act{what: verify, ago: 7, value: 6, note: "Đã gọi hỏi 6 trưởng thôn."})},
	{clause: "2.1", pick: 1, post: headVH, made: 112, due: -66, acts: done(111, 97)},
	{clause: "2.1", pick: 2, post: chief, made: 100, due: -55, acts: done(99, 84)},
	{clause: "2.2", pick: 1, post: headVH, made: 60, due: 14, acts: begun(58,
		act{what: report, ago: 20, value: 0, note: "Đã có dự thảo, đang lấy ý kiến các phòng.", file: "Dự thảo kế hoạch"})},
	{clause: "2.3", pick: 2, post: justice, lead: office, made: 80, due: -1, acts: begun(78,
		act{what: report, ago: 12, value: 0, note: "Dự thảo lần 2 đã xin ý kiến Công an xã.", file: "Dự thảo quy chế lần 2"})},
	{clause: "2.3", pick: 1, post: justice, lead: office, made: 90, due: -15, acts: begun(88,
		act{what: handIn, ago: 18, value: all, note: "Danh mục 37 văn bản đã rà soát."}, act{what: verify, ago: 17, value: all, note: "Đã xem danh mục."}, act{what: accept, ago: 15})},
	{clause: "2.4", pick: 1, post: headVH, made: 70, due: 3, acts: begun(66,
		act{what: report, ago: 5, value: 0, note: "Đề xuất 2 khâu: hồ sơ trực tuyến và kỹ năng số của thôn."})},
	{clause: "2.5", pick: 1, post: finance, lead: "Phòng Kinh tế", made: 75, due: -8, acts: begun(74,
		act{what: report, ago: 16, value: 0, note: "Đã xong phần thuyết minh.", obstacle: "Chưa có định mức chi cho lớp bồi dưỡng kỹ năng số cấp xã, đã hỏi Sở Tài chính ngày 12."})},
	{clause: "2.5", pick: 2, post: headKT, made: 95, due: 26, acts: begun(94,
		act{what: report, ago: 30, value: 4200, note: "Giải ngân 42% theo đối chiếu Kho bạc.", file: "Bảng đối chiếu dự toán"},
		act{what: verify, ago: 28, value: 4200, note: "Khớp bảng đối chiếu của Kho bạc."},
		act{what: report, ago: 6, value: 6800, note: "Thanh toán đợt 2 gói thuê đường truyền."})},
	{clause: "2.6", pick: 1, post: headVH, made: 85, due: -30, acts: begun(84,
		act{what: handIn, ago: 36, value: all, note: "Kế hoạch đã ký, gửi các đơn vị và thôn."})},
	{clause: "2.7", pick: 1, post: chief, made: 12, due: none, acts: begun(11,
		act{what: handIn, ago: 4, value: all, note: "Tổng hợp 3 vướng mắc của tháng, đã gửi Sở."})},
	{clause: "2.7", pick: 2, post: deputy, lead: office, made: 92, due: -40, acts: done(91, 60)},
	{clause: "2.8", pick: 2, post: officialVH, made: 50, due: 20, acts: begun(48, act{what: pause, ago: 10, note: "Xã bạn hoãn tiếp đoàn sang tháng sau theo thông báo của xã bạn."})},
	{clause: "2.8", pick: 1, post: headVH, made: 88, due: -20, acts: append(begun(86), act{what: cancel, ago: 45, note: "Gộp vào chuyến học tập chung do Phòng Văn hóa - Xã hội tổ chức, tránh làm hai lần."})},
	{clause: "3.1", pick: 2, post: chief, made: 100, due: -60, target: 6, acts: done(99, 80)},
	{clause: "3.1", pick: 3, post: officialVH, made: 20, due: 12, target: 9, acts: []act{{what: issue, ago: 2}}},
	{clause: "3.2", pick: 1, post: chief, made: 40, due: 1, acts: begun(38, act{what: report, ago: 3, value: 0, note: "Còn thiếu văn bằng của 2 trưởng đơn vị."})},
	{clause: "3.3", pick: 1, post: headVH, made: 108, due: -70, acts: done(107, 92)},
	{clause: "3.3", pick: 2, post: officialVH, made: 90, due: -2, target: 42, acts: begun(88,
		act{what: report, ago: 40, value: 26, note: "Xong lớp 1, 26 người đạt.", file: "Danh sách và 26 chứng nhận lớp 1"},
		act{what: verify, ago: 38, value: 26, note: "Đã xem 26 chứng nhận."},
		act{what: report, ago: 6, value: 40, note: "Xong lớp 2. Còn 2 người chưa có tài khoản học.", obstacle: "2 tài khoản học trực tuyến chưa được kích hoạt, đã kiến nghị Sở Nội vụ.", file: "Danh sách lớp 2, có chữ ký"},
		act{what: verify, ago: 4, value: 30, note: "10 chứng nhận lớp 2 không đọc được ngày cấp, chưa tính."})},
	{clause: "4.1", pick: 1, post: chief, made: 28, due: 6, acts: begun(26, act{what: report, ago: 8, value: 6000, note: "Đã đăng 6 trên 10 mục phải công khai."})},
	{clause: "4.2", pick: 1, post: chief, made: 105, due: -64, acts: done(104, 90)},
	{clause: "4.2", pick: 2, post: headKT, made: 45, due: 4, acts: begun(43, act{what: handIn, ago: 9, value: all, note: "Đã kiểm tra gói thuê đường truyền."}, act{what: giveBack, ago: 7, note: "Biên bản thiếu chữ ký của đơn vị được kiểm tra, cần bổ sung."})},
	{clause: "4.3", pick: 1, post: chief, made: 96, due: -45, acts: done(95, 50)},
	{clause: "4.4", pick: 1, post: chief, made: 70, due: -4, acts: begun(68,
		act{what: report, ago: 15, value: 9000, note: "90% văn bản đi đã ký số; còn văn bản mật và văn bản của Đảng ủy.", obstacle: "Trục liên thông chưa nhận mã định danh mới của xã."},
		act{what: verify, ago: 12, value: 7000, note: "Số liệu trích từ hệ thống ngày 10 chỉ có 70%."})},
	{clause: "4.4", pick: 2, post: centre, made: 60, due: 30, target: 8500, acts: begun(58,
		act{what: report, ago: 10, value: 7350, note: "73,5% hồ sơ nộp trực tuyến, lũy kế."}, act{what: verify, ago: 8, value: 7350, note: "Khớp số của Cổng dịch vụ công."})},
	{clause: "4.4", pick: 3, post: desk, lead: "Trung tâm Phục vụ hành chính công", made: 33, due: 8, acts: begun(32, act{what: report, ago: 5, value: 5500, note: "Đã số hóa 55% hồ sơ đang lưu."})},
	{clause: "4.5", pick: 1, post: desk, lead: "Trung tâm Phục vụ hành chính công", made: 65, due: -12, target: 100, acts: begun(63,
		act{what: handIn, ago: 17, value: all, note: "Đủ 100 phiếu, có bảng tổng hợp.", file: "Bảng tổng hợp 100 phiếu"},
		act{what: verify, ago: 16, value: all, note: "Đã đếm phiếu và xem bảng tổng hợp."}, act{what: accept, ago: 14})},
	{clause: "5.1", pick: 1, post: chief, made: 13, due: none, acts: begun(12, act{what: handIn, ago: 6, value: all, note: "Đã ban hành thông báo đôn đốc tháng."})},
	{clause: "5.1", pick: 3, post: chief, made: 18, due: 9, acts: begun(17)},
	{clause: "5.2", pick: 1, post: statistics, lead: office, made: 15, due: none},
	{clause: "5.2", pick: 2, post: chief, made: 12, due: none, target: 42, unclear: true},
	{clause: "4.5", pick: 2, post: officialVH, made: 5, due: 40},
}
