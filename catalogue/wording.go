package catalogue

import (
	"regexp"
	"strings"

	"sauro/vn"
)

// patterns are better ways to say what a vague opening wants.
//
// web:text
var patterns = [...]string{
	aimless: "“%s” chưa làm xong được. Hãy ghi một động từ kết thúc được (ban hành, tổ chức, hoàn thành, cập nhật, báo cáo) và sản phẩm của nó.",
	check:   "“%s” chưa làm xong được. Mẫu tốt hơn: “Tổ chức kiểm tra … tại … đơn vị, có biên bản”.",
	push:    "“%s” chưa làm xong được. Mẫu tốt hơn: “Ban hành kế hoạch …” hoặc “Đưa … vào sử dụng tại … thôn”.",
	care:    "“%s” chưa làm xong được. Mẫu tốt hơn: “Ban hành quyết định bố trí … người làm …”.",
	learn:   "“%s” chưa làm xong được. Mẫu tốt hơn: “Mở lớp bồi dưỡng … cho … người”.",
	explain: "“%s” chưa làm xong được. Mẫu tốt hơn: “Tổ chức hội nghị quán triệt … cho … người”.",
}

const (
	aimless = iota
	check
	push
	care
	learn
	explain
)

// vague are openings that nothing can be finished with (DOMAIN.md, section
// 1.2), folded, with the pattern that can.
var vague = []struct {
	opening string
	pattern int
}{
	{"tang cuong", check}, {"siet chat", check}, {"day manh", push}, {"thuc day", push}, {"quan tam", care}, {"chu trong", care}, {"coi trong", care},
	{"nang cao", learn}, {"nhan thuc", learn}, {"quan triet", explain}, {"phat huy", aimless}, {"bao dam", aimless}, {"dam bao", aimless},
	{"phan dau", aimless}, {"gop phan", aimless}, {"tao dieu kien", aimless}, {"khuyen khich", aimless}, {"lam tot", aimless}, {"thuc hien tot", aimless},
	{"thuc hien co hieu qua", aimless}, {"thuc hien hieu qua", aimless}, {"trien khai hieu qua", aimless}, {"trien khai co hieu qua", aimless},
	{"tham muu thuc hien tot", aimless}, {"tung buoc", aimless}, {"doi moi manh me", aimless}, {"khong ngung", aimless}, {"guong mau", aimless},
}

// fillers may stand before a verb and say nothing about what gets done.
var fillers = []string{"tiep tuc", "chu dong", "tich cuc", "thuong xuyen", "kip thoi", "truc tiep", "chi dao", "kien quyet", "tap trung", "khan truong", "va"}

// finishing are verbs whose end one can see.
var finishing = []string{
	"ban hanh", "trinh", "to chuc", "xay dung", "hoan thanh", "lap", "mo", "ky", "gui", "cong bo", "cong khai", "dang", "niem yet", "bao cao",
	"ra soat", "kiem tra", "khao sat", "boi duong", "tap huan", "dao tao", "cap", "lap dat", "so hoa", "cap nhat", "bo nhiem", "phan cong", "giao",
	"phe duyet", "phat dong", "khen thuong", "danh gia", "cham diem", "ket noi", "dua", "thong ke", "tong ket", "so ket", "nghiem thu", "thanh lap",
	"kien toan", "bo tri", "ban giao", "mua", "thu thap", "chuan hoa", "tao lap", "giai quyet", "thanh tra", "soan", "hop", "ke khai", "tong hop",
	"xac dinh", "tiep nhan", "dieu dong", "thuc hien xong", "van hanh", "cai dat", "dang ky", "de nghi", "kien nghi", "doi thoai", "tiep cong dan",
	"xu ly", "giai ngan", "tra loi", "phat bai", "phat tai lieu", "phat song", "phat hanh",
}

// amount finds a figure one can count to: 100%, 9/9 thôn, 42 người. The number
// of a document (57-NQ/TW) is none.
var amount = regexp.MustCompile(`\d\s*%|\b\d+\s*/\s*\d+\s+[a-z]|(?:^|\s)\d[\d.]*\s+(?:nguoi|thon|lop|buoi|ho so|van ban|tin|bai|cuoc|dot|ho|he thong|nen tang|thu tuc|truong|don vi|luot|hoi nghi|may|phieu|to|mo hinh)\b`)

// Finishable reports whether the name of a task says something that can be finished:
// three syllables or more, and not only a vague opening such as "tăng cường"
// with neither a countable figure nor a part that begins with a verb whose end
// one can see.
func Finishable(work string) bool {
	return len(vn.Words(work)) >= 3 && vagueOpening(work) < 0
}

// Better is a pattern, with the work as its one argument, of how work that is
// not Finishable could be said.
func Better(work string) string {
	if at := vagueOpening(work); at >= 0 {
		return patterns[vague[at].pattern]
	}
	return patterns[aimless]
}

// vagueOpening is the index in vague of the opening that work does not get
// beyond, -1 where there is none.
func vagueOpening(work string) int {
	folded := strings.Join(strings.Fields(vn.Fold(vn.Line(work))), " ")
	start := afterFillers(folded)
	at := -1
	for i, v := range vague {
		if begins(start, v.opening) {
			at = i
			break
		}
	}
	if at < 0 || amount.MatchString(folded) {
		return -1
	}
	for _, part := range strings.FieldsFunc(folded, func(r rune) bool { return strings.ContainsRune(";,.:", r) })[1:] {
		part = afterFillers(strings.TrimSpace(part))
		for _, verb := range finishing {
			if rest, ok := strings.CutPrefix(part, verb+" "); ok && len(strings.Fields(rest)) >= 2 {
				return -1
			}
		}
	}
	return at
}

func afterFillers(s string) string {
	for again := true; again; {
		again = false
		for _, filler := range fillers {
			if rest, ok := strings.CutPrefix(s, filler); ok && strings.IndexAny(rest, " ,") == 0 {
				s, again = strings.TrimLeft(rest, " ,"), true
			}
		}
	}
	return s
}

func begins(s, opening string) bool { return s == opening || strings.HasPrefix(s, opening+" ") }
