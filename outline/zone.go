package outline

import (
	"strings"

	"sauro/phrase"
)

// The words a heading begins with that tell what its part does. They are those
// of plans, directives, notices and resolutions in general.
var (
	goalHeadings     = phrase.SetOf("mục đích, quan điểm, mục tiêu, chỉ tiêu, nguyên tắc, phương châm, căn cứ, cơ sở pháp lý, cơ sở chính trị, cơ sở thực tiễn, sự cần thiết, phạm vi, đối tượng, bối cảnh, tầm nhìn, căn cứ pháp lý, các căn cứ, các chỉ tiêu, một số chỉ tiêu, khái niệm, giải thích từ ngữ, phạm vi điều chỉnh, đối tượng áp dụng, ý nghĩa, phương hướng chung, kết quả cần đạt, yêu cầu chung")
	reviewHeadings   = phrase.SetOf("đánh giá chung, đánh giá tình hình, đánh giá kết quả, đánh giá thực trạng, tình hình, kết quả, thực trạng, ưu điểm, hạn chế, tồn tại, nguyên nhân, khó khăn, thuận lợi, bài học, những kết quả, những hạn chế, những tồn tại, đặc điểm, dự báo, khái quát, nhận định, về tình hình, về kết quả, những khó khăn, một số tồn tại, một số hạn chế, một số kết quả, kết quả đạt được, công tác chỉ đạo đã, về ưu điểm, đặt vấn đề, hiện trạng, về đánh giá, đánh giá về, đánh giá việc")
	criteriaHeadings = phrase.SetOf("điều khoản thi hành, điều khoản chuyển tiếp, quy định chuyển tiếp, hiệu lực thi hành, tiêu chí, tiêu chuẩn, điều kiện, hình thức khen thưởng, chủ đề, thời gian, địa điểm, thành phần, số lượng, danh hiệu, cơ cấu giải, cơ cấu khen thưởng, thang điểm, quy mô, thời hạn, hình thức thi, các hình thức khen thưởng, thời gian và địa điểm, khẩu hiệu, thông điệp, tên gọi, hình thức và, hình thức tổ chức, khen thưởng, hồ sơ đề nghị, đơn vị tổ chức")
	dutyHeadings     = phrase.SetOf("nhiệm vụ, giải pháp, nội dung, tổ chức thực hiện, phân công, trách nhiệm, biện pháp, kết luận, ý kiến, các nhiệm vụ, các giải pháp, một số nhiệm vụ, những nhiệm vụ, nhóm nhiệm vụ, các nội dung, một số nội dung, phương hướng, về nhiệm vụ, chế độ báo cáo, hoạt động, các hoạt động, một số hoạt động, tổ chức triển khai, triển khai thực hiện, chương trình, nhiệm vụ và")
	paperHeadings    = phrase.SetOf("danh mục các dự án, danh mục dự án, danh mục văn bản, danh mục các văn bản, các văn bản, văn bản, danh mục hồ sơ, danh sách, hồ sơ gồm, hồ sơ đề nghị, thành phần hồ sơ")
	dutyWords        = phrase.SetOf("nhiệm vụ, giải pháp, nội dung, tổ chức thực hiện, biện pháp, phân công, trách nhiệm")
)

// MoneyHeadings begin a part that says where the money comes from.
var MoneyHeadings = phrase.SetOf("kinh phí, ngân sách, nguồn kinh phí, nguồn lực, nguồn vốn, dự toán, dự toán kinh phí, kinh phí thực hiện, về kinh phí, nguồn lực thực hiện, kinh phí và, nguồn kinh phí thực hiện, khái toán, tài chính, nguồn ngân sách, nhu cầu kinh phí, nguồn lực tài chính, bảo đảm kinh phí, đảm bảo kinh phí, tổng kinh phí")

// ZoneOf tells what the part under a heading does; inherit where the heading
// does not say.
func ZoneOf(ws []phrase.Word) Zone {
	if len(ws) == 0 {
		return Inherit
	}
	if goalHeadings.Match(ws, 0) > 0 || len(ws) <= 3 && ws[0].Low == "yêu" && len(ws) > 1 && ws[1].Low == "cầu" {
		// "Mục tiêu, nhiệm vụ và giải pháp" goes on to direct.
		for i := 1; i < len(ws) && i < 16; i++ {
			if dutyWords.Match(ws, i) > 0 && (ws[i-1].Post == ',' || ws[i-1].Low == "và" || ws[i-1].Post == ';') {
				return Duties
			}
		}
		return Goals
	}
	switch {
	case reviewHeadings.Match(ws, 0) > 0 || ws[0].Caps && phrase.Contains(ws[:min(len(ws), 2)], "đánh", "giá"):
		for i := 1; i < len(ws) && i < 20; i++ {
			if dutyWords.Match(ws, i) > 0 && (ws[i-1].Post == ',' || ws[i-1].Post == ';' || ws[i-1].Low == "và") && (ws[i].Low == "nhiệm" || ws[i].Low == "giải") && !phrase.Contains(ws[:i], "thực", "hiện") {
				return Duties
			}
		}
		return Review
	case MoneyHeadings.Match(ws, 0) > 0, len(ws) <= 9 && phrase.Contains(ws, "kinh", "phí") && ws[len(ws)-1].Post != '.':
		return Money
	case criteriaHeadings.Match(ws, 0) > 0:
		return Criteria
	case paperHeadings.Match(ws, 0) > 0:
		return Papers
	case dutyHeadings.Match(ws, 0) > 0:
		return Duties
	}
	return Inherit
}

// HeadWords are the words of a paragraph up to its first colon, without its
// mark: what it says as a heading.
func (n *Node) HeadWords() []phrase.Word {
	ws := n.P.Words()
	i := n.P.First()
	end := i
	for end < len(ws) {
		end++
		if ws[end-1].Post == ':' || ws[end-1].Post == '.' {
			break
		}
	}
	return ws[i:end]
}

// Title says whether a paragraph is set as a heading: short, without a stop.
func (n *Node) Title() bool {
	s := n.P.Body()
	if s == "" {
		return true
	}
	return phrase.Upper(s) || !phrase.Terminated(s) && len(n.P.Words()) <= 45
}

// Announces says whether a paragraph ends by announcing what follows.
func Announces(s string) bool {
	s = strings.TrimRight(s, " ")
	return strings.HasSuffix(s, ":") || strings.HasSuffix(s, ":.")
}

// LabelZone tells what a leaf with a label at its head does: "Đối tượng: …".
func (n *Node) LabelZone() Zone {
	ws := n.HeadWords()
	if len(ws) == 0 || len(ws) > 12 || ws[len(ws)-1].Post != ':' {
		return Inherit
	}
	switch z := ZoneOf(ws); z {
	case Goals, Criteria, Money, Papers:
		return z
	case Review:
		return z
	}
	return Inherit
}
