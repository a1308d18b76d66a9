package office

import (
	"strings"

	"sauro/inspection"
	"sauro/notice"
	"sauro/obstacle"
	"sauro/org"
	"sauro/petition"
	"sauro/privacy"
	"sauro/task"
	"sauro/urging"
	"sauro/vn"
)

// actName is what an entry of the log says was done, in words, where the
// feature itself has none.
var actName = map[string]string{
	"log-begun":           "Mở nhật ký",
	"key-begun":           "Lập khóa ký nhật ký",
	"commune-added":       "Lập cơ quan",
	"placed-under":        "Xếp dưới cơ quan cấp trên",
	"unit-added":          "Thêm đơn vị",
	"unit-moved":          "Chuyển đơn vị",
	"unit-closed":         "Giải thể đơn vị",
	"unit-split":          "Chia tách đơn vị",
	"units-merged":        "Sáp nhập đơn vị",
	"renamed":             "Đổi tên",
	"post-added":          "Thêm chức danh",
	"post-moved":          "Chuyển chức danh",
	"person-added":        "Thêm người",
	"person-appointed":    "Bổ nhiệm, phân công",
	"person-left":         "Thôi giữ chức danh",
	"person-erased":       "Xóa dữ liệu cá nhân",
	"holding-ended":       "Thôi giữ một chức danh",
	"acting-given":        "Ủy quyền",
	"acting-ended":        "Chấm dứt ủy quyền",
	"handover-began":      "Bắt đầu bàn giao",
	"handover-filled":     "Ghi nội dung bàn giao",
	"handover-given":      "Người giao ký bàn giao",
	"handover-taken":      "Người nhận ký bàn giao",
	"handover-done":       "Bàn giao xong",
	"factor-demanded":     "Bắt buộc lớp bảo vệ thứ hai",
	"factor-not-demanded": "Không bắt buộc lớp bảo vệ thứ hai",
	"signon-added":        "Thêm đăng nhập liên thông",
	"signon-changed":      "Sửa đăng nhập liên thông",
	"signon-on":           "Bật đăng nhập liên thông",
	"signon-off":          "Tắt đăng nhập liên thông",
	"signon-linked":       "Nối tài khoản liên thông",
	"signon-unlinked":     "Gỡ tài khoản liên thông",
	"letter-brought-in":   "Đưa văn bản vào sổ",
	"letter-corrected":    "Sửa bản đọc văn bản",
	"letter-accepted":     "Xác nhận văn bản",
	"letter-activated":    "Đưa văn bản vào thực hiện",
	"letter-dropped":      "Bỏ bản đọc văn bản",
	"letter-withheld":     "Chưa công khai văn bản",
	"letter-opened":       "Cho công khai văn bản",
	"clause-excused":      "Ghi lý do không lập nhiệm vụ",
	"cause-confirmed":     "Xác nhận nguyên nhân khách quan",
	"cause-ended":         "Cho tính tiếp thời hạn",
	"reminded":            "Nhắc việc buổi sáng",
	"ladder-chosen":       "Đổi cách nhắc việc",
	"report-made":         "Chốt báo cáo",
	"published":           "Công khai",
	"channel-changed":     "Đặt kênh gửi thông báo",
	"channel-on":          "Bật kênh gửi thông báo",
	"channel-off":         "Tắt kênh gửi thông báo",
	"data-read":           "Xem dữ liệu cá nhân",
	"data-expired":        "Xóa dữ liệu hết hạn giữ",
	"days-entered":        "Nhập ngày nghỉ, ngày làm bù",
	"hours-entered":       "Đặt giờ làm việc",
	"feed-made":           "Lập địa chỉ đồng bộ lịch",
	"feed-ended":          "Ngừng địa chỉ đồng bộ lịch",
}

// actWords is what an entry says was done, as the key of its translation; an
// act of a newer program stands as its code.
func actWords(act string) string {
	if name, known := actName[act]; known {
		return name
	}
	if kind, is := strings.CutPrefix(act, "task-"); is && task.EventName[kind] != "" {
		return task.EventName[kind]
	}
	if kind, is := strings.CutPrefix(act, "data-request-"); is && privacy.EventName[kind] != "" {
		return privacy.EventName[kind]
	}
	if kind, is := strings.CutPrefix(act, "obstacle-"); is && obstacle.EventName[kind] != "" {
		return obstacle.EventName[kind]
	}
	if kind, is := strings.CutPrefix(act, "petition-"); is && petition.EventName[kind] != "" {
		return petition.EventName[kind]
	}
	if kind, is := strings.CutPrefix(act, "proposal-"); is && obstacle.ProposalEventName[kind] != "" {
		return obstacle.ProposalEventName[kind]
	}
	if name := inspection.ActName[act]; name != "" {
		return name
	}
	if name := urging.ActName[act]; name != "" {
		return name
	}
	if name := org.EventName[act]; name != "" {
		return name
	}
	return act
}

// tableName is what people call a table that a fault names.
var tableName = map[string]string{
	"tenant":             "Cơ quan",
	"tenant_day":         "Tên cơ quan theo ngày",
	"unit":               "Đơn vị",
	"unit_day":           "Tên đơn vị theo ngày",
	"post":               "Chức danh",
	"post_day":           "Tên chức danh theo ngày",
	"reorganisation":     "Lần sắp xếp tổ chức",
	"person":             "Người dùng",
	"holding":            "Lần giữ chức danh",
	"acting":             "Ủy quyền",
	"handover":           "Biên bản bàn giao",
	"handover_line":      "Dòng của biên bản bàn giao",
	"inspection_plan":    "Kế hoạch kiểm tra",
	"inspection_line":    "Dòng của kế hoạch kiểm tra",
	"inspection":         "Cuộc kiểm tra",
	"inspection_member":  "Thành viên đoàn kiểm tra",
	"inspection_check":   "Câu của bảng kiểm",
	"inspection_task":    "Nhiệm vụ được kiểm tra",
	"sample_draw":        "Lần rút xác suất",
	"sample_item":        "Kết quả được rút",
	"finding":            "Phát hiện khi kiểm tra",
	"remedy":             "Lần khắc phục",
	"recheck":            "Lần kiểm tra lại",
	"signin_rule":        "Quy định đăng nhập",
	"signin_link":        "Liên kết dùng một lần",
	"totp":               "Mã 6 số trong ứng dụng",
	"passkey":            "Khóa truy cập",
	"recovery_code":      "Mã khôi phục",
	"signin_event":       "Lịch sử đăng nhập",
	"sso_provider":       "Đăng nhập liên thông",
	"sso_post":           "Chức danh theo nơi liên thông",
	"sso_link":           "Tài khoản liên thông",
	"letter":             "Văn bản",
	"clause_group":       "Nhóm nội dung cam kết",
	"clause":             "Nội dung cam kết",
	"task":               "Nhiệm vụ",
	"task_cycle":         "Kỳ của nhiệm vụ",
	"task_event":         "Lịch sử nhiệm vụ",
	"progress":           "Báo cáo tiến độ",
	"evidence":           "Minh chứng",
	"verification":       "Kiểm chứng",
	"acceptance":         "Nghiệm thu",
	"report":             "Báo cáo gửi cấp trên",
	"obstacle":           "Vướng mắc",
	"obstacle_task":      "Nhiệm vụ bị vướng",
	"obstacle_reporter":  "Người báo vướng mắc",
	"obstacle_event":     "Diễn biến của vướng mắc",
	"proposal":           "Kiến nghị cấp trên",
	"proposal_event":     "Diễn biến của kiến nghị",
	"petition":           "Kiến nghị đến",
	"petition_answer":    "Trả lời kiến nghị đến",
	"petition_event":     "Diễn biến của kiến nghị đến",
	"issue":              "Vấn đề chung",
	"proposal_obstacle":  "Vướng mắc trong kiến nghị",
	"proposal_step":      "Bước nhắc khi cấp trên chậm trả lời",
	"objective_cause":    "Nguyên nhân khách quan",
	"explanation":        "Giải trình",
	"extension":          "Gia hạn",
	"urging":             "Công văn đôn đốc",
	"urging_unit":        "Nơi nhận công văn đôn đốc",
	"urging_task":        "Nhiệm vụ trong công văn đôn đốc",
	"publication":        "Bản đã công khai",
	"withholding":        "Lần giữ lại không công khai",
	"data_request":       "Yêu cầu về dữ liệu cá nhân",
	"data_request_event": "Việc giải quyết yêu cầu",
	"data_read":          "Lượt xem dữ liệu cá nhân",
	"calendar_year":      "Thông báo lịch nghỉ của năm",
	"calendar_day":       "Ngày nghỉ, ngày làm bù",
	"ladder":             "Cách nhắc việc",
	"reminder_step":      "Bậc nhắc việc",
	"office_hours":       "Giờ làm việc",
	"calendar_feed":      "Địa chỉ đồng bộ lịch",
	"channel":            "Kênh gửi thông báo",
	"record_key":         "Khóa ký nhật ký",
	"record_entry":       "Mục nhật ký",
	"record_head":        "Số mục của nhật ký",
	"record_witness":     "Nhân chứng",
}

// labelWords is what people call a row: where its label is a code of the
// program, the words for it, or nothing.
func labelWords(table, label string) string {
	switch table {
	case "task_event":
		return task.EventName[label]
	case "obstacle_event":
		return obstacle.EventName[label]
	case "proposal_event":
		return obstacle.ProposalEventName[label]
	case "petition_event":
		return petition.EventName[label]
	case "data_request_event":
		return privacy.EventName[label]
	case "signin_event":
		return org.EventName[label]
	case "signin_rule":
		return org.RoleName[org.Role(label)]
	case "calendar_day", "office_hours":
		return vn.Day(label).String()
	case "channel":
		return notice.WayName[notice.Way(label)]
	case "signin_link", "acceptance", "data_read":
		return ""
	}
	return label
}
