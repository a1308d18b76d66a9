package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sauro/outline"
	"sauro/phrase"
)

// posts are the offices a signature names. Decree 30/2020/NĐ-CP, annex I, part
// II, point 7: the post of the one who signs stands last above his name.
var posts = phrase.SetOf("chủ tịch, phó chủ tịch, bộ trưởng, thứ trưởng, giám đốc, phó giám đốc, tổng giám đốc, phó tổng giám đốc, chánh văn phòng, phó chánh văn phòng, cục trưởng, phó cục trưởng, vụ trưởng, phó vụ trưởng, viện trưởng, phó viện trưởng, trưởng ban, phó trưởng ban, phó ban, bí thư, phó bí thư, trưởng phòng, phó trưởng phòng, hiệu trưởng, phó hiệu trưởng, thủ tướng, phó thủ tướng, tổng bí thư, chủ nhiệm, phó chủ nhiệm, tổng cục trưởng, phó tổng cục trưởng, chánh thanh tra, phó chánh thanh tra, chi cục trưởng, phó chi cục trưởng, thống đốc, phó thống đốc, tổng thanh tra, phó tổng thanh tra, tổng kiểm toán, chánh án, phó chánh án, chỉ huy trưởng, tư lệnh, chính ủy, ủy viên, tổng biên tập, tổ trưởng, phó tổ trưởng, trưởng công an, phó trưởng công an, thường trực ban bí thư, chủ tịch quốc hội, chủ tịch nước, trưởng đoàn, phó văn phòng, trưởng tiểu ban, trưởng tiểu ban, tổng thư ký, kế toán trưởng, viện phó, trưởng khoa, cục phó, hạt trưởng, đội trưởng, trưởng thôn")

// families are the family names of Vietnam, those of its peoples too.
var families = phrase.SetOf("nguyễn, trần, lê, phạm, hoàng, huỳnh, phan, vũ, võ, đặng, bùi, đỗ, hồ, ngô, dương, lý, đào, đoàn, vương, trịnh, đinh, lâm, phùng, mai, tô, trương, hà, cao, lương, lưu, tạ, thái, thạch, tống, triệu, quách, chu, châu, la, kiều, nghiêm, nông, ông, phí, quản, sầm, sơn, tăng, thân, thi, tiêu, tôn, từ, ung, văn, vi, viên, y, giàng, sùng, vàng, lò, lường, quàng, cầm, tòng, mùa, hạng, ma, hầu, lừu, thào, cứ, bạch, bế, ân, âu, biện, bồ, ca, cái, cấn, cồ, cung, cù, cáp, doãn, đàm, đàng, đổng, đồng, điểu, đường, giang, giáp, hán, hàn, hứa, khổng, khuất, khúc, kim, kha, kông, lã, lại, lỗ, lục, lưỡng, mạc, mã, mẫn, ngọ, ngụy, nhâm, nhan, ninh, ô, phó, quan, quảng, rơ, siu, tán, thẩm, thiều, tòng, trang, trầm, trà, trì, ưng, vòng, xa, a, đèo, điêu, hờ, kpă, ksor, rmah, nay, rah, h', k', ka, mẫu, bá, chẩu, chảo, chang, cháng, chíu, phàn, phù, tẩn, lầu, lồ, lù, mùi, cư, dềnh, hòa, bàn, bàng, bành, bình, đậu, đới, đoan, tưởng, tào, uông, yên, hồng, tường, khương, liêu, lầm, lỳ, nhữ, phương, vừ, và, hảng, cha, long, cụt, xồng, già, moong, lữ, lang, ngân, vi, quang, cẩm, sa, bó, lèng, sìn, thèn, phủng")

// signing is a signature read from one line or several.
type signing struct{ title, name phrase.Run }

// signature reads "KT. CHỦ TỊCH PHÓ CHỦ TỊCH Nguyễn Văn Đệ": the posts in
// capitals, then a name. ok says that both are there.
func signature(s string) (signing, bool) {
	if len(s) > 400 {
		return signing{}, false
	}
	first, _ := utf8.DecodeRuneInString(s)
	if !unicode.IsUpper(first) {
		return signing{}, false
	}
	ws := phrase.Words(s)
	g := signing{}
	k := 0
	for k < len(ws) && (ws[k].Caps || ws[k].Low == "-" || ws[k].Low == "và" || utf8.RuneCountInString(ws[k].Low) == 1 && ws[k].Cap && k+1 < len(ws) && ws[k+1].Caps) {
		k++
	}
	if k == 0 {
		return g, false
	}
	t := titleIn(ws[:k])
	if t.To == 0 {
		return g, false
	}
	n := nameIn(ws, k)
	if n.To == 0 || n.To < len(ws) {
		return g, false
	}
	return signing{t, n}, true
}

// titleIn gives the last post printed in a row of capitals.
func titleIn(ws []phrase.Word) phrase.Run {
	best := phrase.Run{}
	for i := 0; i < len(ws); i++ {
		if n := posts.Match(ws, i); n > 0 {
			best = phrase.Run{From: i, To: len(ws)}
			i += n - 1
		}
	}
	return best
}

// ranks stand before a name and are no part of it.
var ranks = phrase.SetOf("thượng tướng, trung tướng, thiếu tướng, đại tướng, đại tá, thượng tá, trung tá, thiếu tá, pgs.ts, gs.ts, ts, ths, pgs, gs, bs, bsckii, (đã ký), đã ký, ký bởi, kts, ks, gs.tskh, pgs, đại úy, bác sĩ")

// nameIn reads a person's name at word i: two to six words with capitals, the
// first a family name.
func nameIn(ws []phrase.Word, i int) phrase.Run {
	for i < len(ws) {
		n := ranks.Match(ws, i)
		if n == 0 {
			break
		}
		i += n
	}
	j := i
	for j < len(ws) && j < i+6 && ws[j].Cap && !ws[j].Caps {
		j++
	}
	if n := j - i; n < 2 || n > 6 {
		// A name set in capitals.
		j = i
		for j < len(ws) && j < i+6 && ws[j].Cap {
			j++
		}
		if n := j - i; n < 2 || n > 5 || posts.Match(ws, i) > 0 {
			return phrase.Run{}
		}
	}
	if families.Match(ws, i) == 0 {
		return phrase.Run{}
	}
	return phrase.Run{From: i, To: j}
}

// signer reads who signed out of the lines behind the body.
func (d *division) signer() (*Signer, Span) {
	type line struct {
		p  *outline.Paragraph
		s  string
		at int
	}
	var lines []line
	for _, p := range d.sign {
		at := 0
		for _, cell := range strings.SplitAfter(p.Text, " | ") {
			s := strings.TrimSpace(strings.TrimSuffix(cell, "| "))
			lead := len(cell) - len(strings.TrimLeft(cell, " "))
			lines = append(lines, line{p, s, at + lead})
			at += len(cell)
		}
	}
	for _, l := range lines {
		if g, ok := signature(l.s); ok {
			ws := phrase.Words(l.s)
			title, who := l.s[ws[g.title.From].From:ws[g.title.To-1].To], l.s[ws[g.name.From].From:ws[g.name.To-1].To]
			return &Signer{Name: ptr(who), Title: ptr(cleanTitle(title))}, l.p.Span(l.at+ws[g.title.From].From, l.at+ws[g.name.To-1].To)
		}
	}
	// Posts and name on lines of their own.
	title, at := "", Span{}
	for _, l := range lines {
		ws := phrase.Words(l.s)
		if len(ws) == 0 || strings.HasPrefix(phrase.Lower(l.s), "nơi nhận") {
			continue
		}
		if phrase.Upper(l.s) {
			if t := titleIn(ws); t.To > 0 {
				title = cleanTitle(l.s[ws[t.From].From:ws[t.To-1].To])
				at = l.p.Span(l.at+ws[t.From].From, l.at+ws[t.To-1].To)
				continue
			}
		}
		if title == "" {
			continue
		}
		if n := nameIn(ws, 0); n.To > 0 && n.To == len(ws) {
			who := l.p.Span(l.at+ws[n.From].From, l.at+ws[n.To-1].To)
			return &Signer{Name: ptr(l.s[ws[n.From].From:ws[n.To-1].To]), Title: ptr(title)}, Span{From: at.From, To: max(at.To, who.To)}
		}
	}
	// In the Party one signs for a body without a post: "T/M BỘ CHÍNH TRỊ Trần Văn An".
	for _, l := range lines {
		ws := phrase.Words(l.s)
		if !onBehalf(l.s) {
			continue
		}
		k := 1
		for k < len(ws) && ws[k].Caps {
			k++
		}
		if n := nameIn(ws, k); n.To > 0 && n.To == len(ws) {
			return &Signer{Name: ptr(l.s[ws[n.From].From:ws[n.To-1].To])}, l.p.Span(l.at+ws[n.From].From, l.at+ws[n.To-1].To)
		}
	}
	return nil, Span{}
}

// onBehalf says whether a line begins with "thay mặt" as signatures shorten it.
func onBehalf(s string) bool {
	return strings.HasPrefix(s, "T/M ") || strings.HasPrefix(s, "TM. ") || strings.HasPrefix(s, "T/M. ") || strings.HasPrefix(s, "TM ")
}

func cleanTitle(s string) string { return strings.Trim(s, " .,;:-") }
