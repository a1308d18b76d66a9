package reading

import "strings"

// The words a heading begins with that tell what its part does. They are those
// of plans, directives, notices and resolutions in general.
var (
	goalHeadings     = phraseSet("mục đích, quan điểm, mục tiêu, chỉ tiêu, nguyên tắc, phương châm, căn cứ, cơ sở pháp lý, cơ sở chính trị, cơ sở thực tiễn, sự cần thiết, phạm vi, đối tượng, bối cảnh, tầm nhìn, căn cứ pháp lý, các căn cứ, các chỉ tiêu, một số chỉ tiêu, khái niệm, giải thích từ ngữ, phạm vi điều chỉnh, đối tượng áp dụng, ý nghĩa, phương hướng chung, kết quả cần đạt, yêu cầu chung")
	reviewHeadings   = phraseSet("đánh giá chung, đánh giá tình hình, đánh giá kết quả, đánh giá thực trạng, tình hình, kết quả, thực trạng, ưu điểm, hạn chế, tồn tại, nguyên nhân, khó khăn, thuận lợi, bài học, những kết quả, những hạn chế, những tồn tại, đặc điểm, dự báo, khái quát, nhận định, về tình hình, về kết quả, những khó khăn, một số tồn tại, một số hạn chế, một số kết quả, kết quả đạt được, công tác chỉ đạo đã, về ưu điểm, đặt vấn đề, hiện trạng, về đánh giá, đánh giá về, đánh giá việc")
	criteriaHeadings = phraseSet("tiêu chí, tiêu chuẩn, điều kiện, hình thức khen thưởng, chủ đề, thời gian, địa điểm, thành phần, số lượng, danh hiệu, cơ cấu giải, cơ cấu khen thưởng, thang điểm, quy mô, thời hạn, hình thức thi, các hình thức khen thưởng, thời gian và địa điểm, khẩu hiệu, thông điệp, tên gọi, hình thức và, hình thức tổ chức, khen thưởng, hồ sơ đề nghị, đơn vị tổ chức")
	moneyHeadings    = phraseSet("kinh phí, ngân sách, nguồn kinh phí, nguồn lực, nguồn vốn, dự toán, dự toán kinh phí, kinh phí thực hiện, về kinh phí, nguồn lực thực hiện, kinh phí và, nguồn kinh phí thực hiện, khái toán, tài chính, nguồn ngân sách, nhu cầu kinh phí, nguồn lực tài chính, bảo đảm kinh phí, đảm bảo kinh phí, tổng kinh phí")
	dutyHeadings     = phraseSet("nhiệm vụ, giải pháp, nội dung, tổ chức thực hiện, phân công, trách nhiệm, biện pháp, kết luận, ý kiến, các nhiệm vụ, các giải pháp, một số nhiệm vụ, những nhiệm vụ, nhóm nhiệm vụ, các nội dung, một số nội dung, phương hướng, về nhiệm vụ, chế độ báo cáo, hoạt động, các hoạt động, một số hoạt động, tổ chức triển khai, triển khai thực hiện, chương trình, nhiệm vụ và")
	paperHeadings    = phraseSet("danh mục văn bản, danh mục các văn bản, các văn bản, văn bản, danh mục hồ sơ, danh sách, hồ sơ gồm, hồ sơ đề nghị, thành phần hồ sơ")
	dutyWords        = phraseSet("nhiệm vụ, giải pháp, nội dung, tổ chức thực hiện, biện pháp, phân công, trách nhiệm")
	fillers          = phraseSet("về, các, một số, những, công tác, việc, nội dung về")
)

// zoneOf tells what the part under a heading does; inherit where the heading
// does not say.
func zoneOf(ws []word) zone {
	if len(ws) == 0 {
		return inherit
	}
	if goalHeadings.match(ws, 0) > 0 || len(ws) <= 3 && ws[0].low == "yêu" && len(ws) > 1 && ws[1].low == "cầu" {
		// "Mục tiêu, nhiệm vụ và giải pháp" goes on to direct.
		for i := 1; i < len(ws) && i < 16; i++ {
			if dutyWords.match(ws, i) > 0 && (ws[i-1].post == ',' || ws[i-1].low == "và" || ws[i-1].post == ';') {
				return duties
			}
		}
		return goals
	}
	switch {
	case reviewHeadings.match(ws, 0) > 0 || ws[0].caps && contains(ws[:min(len(ws), 2)], "đánh", "giá"):
		for i := 1; i < len(ws) && i < 20; i++ {
			if dutyWords.match(ws, i) > 0 && (ws[i-1].post == ',' || ws[i-1].post == ';' || ws[i-1].low == "và") && (ws[i].low == "nhiệm" || ws[i].low == "giải") && !contains(ws[:i], "thực", "hiện") {
				return duties
			}
		}
		return review
	case moneyHeadings.match(ws, 0) > 0, len(ws) <= 9 && contains(ws, "kinh", "phí") && ws[len(ws)-1].post != '.':
		return money
	case criteriaHeadings.match(ws, 0) > 0:
		return criteria
	case paperHeadings.match(ws, 0) > 0:
		return papers
	case dutyHeadings.match(ws, 0) > 0:
		return duties
	}
	return inherit
}

func contains(ws []word, a, b string) bool {
	for i := 0; i+1 < len(ws); i++ {
		if ws[i].low == a && ws[i+1].low == b {
			return true
		}
	}
	return false
}

// headWords are the words of a paragraph up to its first colon, without its
// mark: what it says as a heading.
func (n *node) headWords() []word {
	ws := n.p.tokens()
	i := n.p.first()
	end := i
	for end < len(ws) {
		end++
		if ws[end-1].post == ':' || ws[end-1].post == '.' {
			break
		}
	}
	return ws[i:end]
}

// first is the first word behind the mark.
func (p *para) first() int {
	ws := p.tokens()
	i := 0
	for i < len(ws) && ws[i].to <= p.rest {
		i++
	}
	return i
}

// title says whether a paragraph is set as a heading: short, without a stop.
func (n *node) title() bool {
	s := n.p.body()
	if s == "" {
		return true
	}
	return upper(s) || !terminated(s) && len(n.p.tokens()) <= 45
}

// announces says whether a paragraph ends by announcing what follows.
func announces(s string) bool {
	s = strings.TrimRight(s, " ")
	return strings.HasSuffix(s, ":") || strings.HasSuffix(s, ":.")
}

// labelZone tells what a leaf with a label at its head does: "Đối tượng: …".
func (n *node) labelZone() zone {
	ws := n.headWords()
	if len(ws) == 0 || len(ws) > 12 || ws[len(ws)-1].post != ':' {
		return inherit
	}
	switch z := zoneOf(ws); z {
	case goals, criteria, money, papers:
		return z
	case review:
		return z
	}
	return inherit
}
