package inspection

import (
	"sauro/fault"
	"sauro/notice"
)

// notice is one about the inspection: whatever somebody has switched off, it
// comes (the announcement of an inspection is a legal notice).
func (i Inspection) notice(event string, says, does fault.Text) notice.Notice {
	says.Args = []any{i.Ref}
	return notice.Notice{Event: event, Kind: "inspection", About: i.Ref, Says: says, Does: does, Link: "/kiem-tra/" + i.Ref, Legal: true, Due: i.To}
}

func planNotice(p Plan) notice.Notice {
	return notice.Notice{Event: "inspection-plan:" + string(p.ID), Kind: "inspection", About: p.Ref, Says: fault.Text{Format: "Kế hoạch kiểm tra %s đã ban hành, có cuộc của đơn vị bạn hoặc do bạn chủ trì.", Args: []any{p.Ref}},
		Does: fault.Text{Format: "Xem kế hoạch"}, Link: "/kiem-tra/ke-hoach/" + p.Ref, Legal: true}
}

// ActName is what an entry of the record says was done, in words.
var ActName = map[string]string{
	"inspection-plan-begun":      "Soạn kế hoạch kiểm tra",
	"inspection-line-added":      "Thêm dòng vào kế hoạch kiểm tra",
	"inspection-line-dropped":    "Bỏ dòng khỏi kế hoạch kiểm tra",
	"inspection-plan-issued":     "Ban hành kế hoạch kiểm tra",
	"inspection-begun":           "Mở cuộc kiểm tra",
	"inspection-recomposed":      "Đổi đoàn, ngày, nơi kiểm tra",
	"inspection-cancelled":       "Hủy cuộc kiểm tra",
	"inspection-written":         "Ghi biên bản kiểm tra",
	"inspection-found":           "Ghi phát hiện khi kiểm tra",
	"inspection-finding-dropped": "Bỏ phát hiện khi kiểm tra",
	"inspection-signed-team":     "Trưởng đoàn ký biên bản kiểm tra",
	"inspection-signed-unit":     "Đơn vị ký biên bản kiểm tra",
	"inspection-unsigned":        "Ghi đơn vị không ký biên bản kiểm tra",
	"inspection-signed":          "Biên bản kiểm tra đủ chữ ký",
	"inspection-concluded":       "Kết luận kiểm tra",
	"finding-tasked":             "Lập việc khắc phục",
	"finding-looked":             "Kiểm tra lại việc khắc phục",
	"sample-drawn":               "Rút xác suất",
	"sample-checked":             "Ghi kết quả kiểm tra xác suất",
	"sample-found":               "Ghi phát hiện từ kiểm tra xác suất",
}
