package door

import (
	"net/http"
	"slices"

	"sauro/db"
	"sauro/org"
	"sauro/register"
	"sauro/report"
	"sauro/standing"
	"sauro/web"
)

var startPages = feature{
	Routes: func(d *Door) []web.Route {
		return []web.Route{{Pattern: "GET /bat-dau", Act: org.Read, Handle: d.start}}
	},
	Types: map[string]any{"start.html": startPage{}},
}

// startPage leads a new office through its first letter. Each step is done when
// the data says so, in whatever order the office went.
type startPage struct {
	web.Page
	Steps []step
	At    int // the number of the first step that is not done, 0 when all are
}

type step struct {
	Title, Text string
	URL, Action string
	Done        bool
}

// Now reports whether step i, from 0, is the one to do.
func (p *startPage) Now(i int) bool { return p.At == i+1 }

func (d *Door) start(w http.ResponseWriter, r *web.Request) error {
	p := &startPage{Page: web.Page{Title: r.T("Bắt đầu trong 5 phút"), Narrow: true}}
	return r.Show(w, "start.html", p, func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		held := 0
		for _, post := range posts {
			if post.Holder != "" {
				held++
			}
		}
		letters, err := register.Letters(tx, r.Who)
		if err != nil {
			return err
		}
		var letter, accepted register.Letter
		for _, l := range letters {
			letter = l
			if l.State != register.Proposed {
				accepted = l
			}
		}
		n, err := standing.StepsOf(tx, r.Who)
		if err != nil {
			return err
		}
		reports, err := report.List(tx, r.Who, "")
		if err != nil {
			return err
		}
		read := "/van-ban"
		if letter.State == register.Proposed {
			read = "/van-ban/" + string(letter.ID) + "/doc"
		}
		p.Steps = []step{
			{r.T("Thêm người vào các chức danh"), r.T("Ít nhất ba người: người soạn việc, người làm, người nghiệm thu. Người làm không tự nghiệm thu việc của mình."), "/nhan-su", r.T("Mở Nhân sự"), held >= 3},
			{r.T("Đưa văn bản cam kết vào"), r.T("Tải tệp Word, PDF hoặc dán chữ. Tệp gốc được giữ nguyên."), "/van-ban/moi", r.T("Đưa văn bản vào"), letter.ID != ""},
			{r.T("Xem lại và xác nhận các nội dung"), r.T("Bản gốc ở bên trái, các nội dung đọc được ở bên phải. Sửa chỗ đọc sai rồi xác nhận."), read, r.T("Xem bản đọc"), accepted.ID != ""},
			{r.T("Soạn nhiệm vụ đủ sáu rõ"), r.T("Mỗi nội dung có gợi ý sẵn: chọn, sửa cho đúng xã mình. Đủ sáu rõ mới giao được."), "/van-ban", r.T("Chọn nội dung"), n.Drafted > 0},
			{r.T("Giao việc"), r.T("Người chịu trách nhiệm thấy việc ngay ở trang Việc của tôi."), "/nhiem-vu", r.T("Mở Nhiệm vụ"), n.Issued > 0},
			{r.T("Báo cáo tiến độ kèm minh chứng"), r.T("Một dòng, một tệp, một phút."), "/viec-cua-toi", r.T("Mở Việc của tôi"), n.Reported > 0},
			{r.T("Nghiệm thu"), r.T("Người khác xem minh chứng rồi nghiệm thu, hoặc trả lại kèm lý do."), "/", r.T("Mở Bàn điều hành"), n.Accepted > 0},
			{r.T("Lập báo cáo gửi Sở"), r.T("Chọn ngày chốt số liệu, tải về Word, PDF và Excel."), "/bao-cao", r.T("Mở Báo cáo"), len(reports) > 0},
		}
		p.At = slices.IndexFunc(p.Steps, func(s step) bool { return !s.Done }) + 1
		return nil
	})
}
