package web

import (
	"net/http"

	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// galleryPage shows every part once, for the eye and for the tests. Its samples
// are of no office.
type galleryPage struct {
	Page
	Rings    []Ring
	Full     Ring
	Bars     []Bar
	Pair     Pair
	Statuses []Status
	Name     string
	Note     string
	Day      vn.Day
	People   []Option
	Chosen   []string
	Events   []Event
	Works    []Work
	Chart    Chart
	Pager    Pager
}

// galleryRoutes are the ways to the gallery, which is part of the demo only.
func galleryRoutes() []Route {
	return []Route{
		{Pattern: "GET /bang-mau", Open: true, Handle: showGallery},
		{Pattern: "POST /bang-mau", Open: true, Upload: true, Handle: showGallery},
	}
}

func showGallery(w http.ResponseWriter, r *Request) error {
	p := samples(r)
	if r.Method == http.MethodGet {
		return r.Render(w, "gallery.html", p)
	}
	if r.Has("huy") {
		return r.Redirect(w, "/bang-mau", r.T("Đã nhận biểu mẫu."))
	}
	if _, err := r.Files("tep"); err != nil {
		return r.Again(w, "gallery.html", p, err)
	}
	var f fault.Form
	_, isDay := r.Day("han")
	f.Check(r.Value("ten") != "", "ten", "Chưa có tên nhiệm vụ. Hãy nhập tên.")
	f.Check(isDay, "han", "Hạn chưa đúng. Hãy nhập ngày, tháng, năm.")
	if err := f.Err(); err != nil {
		return r.Again(w, "gallery.html", p, err)
	}
	return r.Redirect(w, "/bang-mau", r.T("Đã nhận biểu mẫu."))
}

func samples(r *Request) *galleryPage {
	now := r.Now()
	today := vn.Today(now)
	p := &galleryPage{
		Rings: []Ring{
			{Clear: FullRing.Clear, Big: true},
			{Clear: [6]bool{true, true, true, true, false, true}, Big: true},
			{Clear: [6]bool{true, false, false, true}, Big: true},
			FullRing,
			{Clear: [6]bool{true, true, false, true, true}},
			{},
		},
		Full:   FullRing,
		Bars:   []Bar{CountBar(11, 8, 19), {Reported: 9500, Verified: 7143}, CountBar(0, 0, 6), CountBar(6, 6, 6)},
		Pair:   Pair{Bar: CountBar(40, 30, 42), Reported: "40", Verified: "30", Unit: r.T("/%d người", 42), ReportedOn: now, VerifiedOn: now},
		Name:   r.T("Bồi dưỡng kỹ năng số cho 100% cán bộ, công chức, viên chức"),
		Note:   r.T("Xong lớp 2. Còn 2 người chưa có tài khoản học."),
		Day:    today,
		Chosen: []string{"1", "3"},
		Pager:  r.Pager(1284, 50),
	}
	p.Title = r.T("Bảng mẫu thành phần")
	p.Crumbs = []Crumb{{r.T("Bàn điều hành"), "/"}}
	for _, s := range []struct{ kind, text string }{
		{"late", r.T("Quá hạn %d ngày", 2)}, {"soon", r.T("Còn %d ngày", 1)}, {"wait", r.T("Chờ tôi nghiệm thu")}, {"run", r.T("Đang làm")},
		{"rep", r.T("Đã báo cáo")}, {"ver", r.T("Đã kiểm chứng")}, {"back", r.T("Trả lại")}, {"stop", r.T("Vướng mắc")},
		{"cyc", r.T("Thường xuyên")}, {"unk", r.T("Chưa rõ")}, {"fix", r.T("Cần sửa")}, {"ok", r.T("Khớp nhật ký")},
	} {
		p.Statuses = append(p.Statuses, Status{s.kind, s.text})
	}
	for i, role := range []org.Role{org.Clerk, org.Head, org.Official} {
		p.People = append(p.People, Option{Value: string(rune('1' + i)), Text: r.T(org.RoleName[role])})
	}
	file := Link{Name: "Danh sách lớp 2.pdf", URL: "#dien-bien", Size: 640_000, Hash: "9f2c0000000041ab"}
	p.Events = []Event{
		{Kind: "v", At: now, By: r.T(org.RoleName[org.Clerk]), Head: r.T("Kiểm chứng %d/%d người.", 30, 42)},
		{Kind: "r", At: now.AddDate(0, 0, -3), By: r.T(org.RoleName[org.Official]), Head: r.T("Báo cáo %d/%d người.", 40, 42), Text: p.Note, Files: []Link{file}},
		{At: now.AddDate(0, 0, -20), By: r.T(org.RoleName[org.Chairman]), Head: r.T("Giao việc.")},
	}
	p.Works = []Work{{Name: "Công văn cam kết.pdf", Text: r.T("Đang đọc trang %d trong %d.", 31, 50), Done: 31, Total: 50}}
	p.Chart = Chart{ID: "bd", Title: r.T("Kế hoạch, báo cáo và kiểm chứng theo thời gian"), Desc: r.T("Báo cáo đi trước kiểm chứng, cả hai sau kế hoạch.")}
	for i, v := range [][3]int64{{0, 0, 0}, {2000, 1500, 500}, {4000, 3500, 2500}, {6000, 5200, 3900}, {8000, -1, -1}, {10000, -1, -1}} {
		p.Chart.Points = append(p.Chart.Points, Point{today.Add((i - 3) * 30), v[0], v[1], v[2]})
	}
	return p
}
