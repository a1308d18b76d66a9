package outline

import (
	"strings"
	"unicode/utf8"

	"sauro/phrase"
)

// kindsOfDocument are the kinds Decree 30/2020/NĐ-CP, article 7, names, the
// kinds of law, and those of the Party (Instruction 36-HD/VPTW). Longer names
// stand before the shorter ones they begin with.
var kindsOfDocument = []string{
	"Nghị quyết liên tịch", "Thông tư liên tịch", "Chương trình hành động", "Công điện", "Nghị quyết", "Nghị định", "Quyết định", "Chỉ thị", "Quy chế", "Quy định",
	"Thông cáo", "Thông báo", "Thông tư", "Thông tri", "Hướng dẫn", "Chương trình", "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo", "Biên bản", "Tờ trình", "Hợp đồng",
	"Bản ghi nhớ", "Bản thỏa thuận", "Giấy ủy quyền", "Giấy mời", "Giấy giới thiệu", "Giấy nghỉ phép", "Phiếu gửi", "Phiếu chuyển", "Phiếu báo", "Thư công", "Kết luận", "Công văn", "Lệnh", "Bản cam kết", "Cam kết", "Luật",
}

// KindAt gives the kind of document whose name s begins with, and how many
// bytes the name takes.
func KindAt(s string) (string, int) {
	if s == "" || typesBy[s[0]|0x20] == nil && s[0] < utf8.RuneSelf {
		return "", 0
	}
	low := phrase.Lower(s[:phrase.Cut(s, 40)])
	for _, l := range typesBy[low[0]] {
		if !strings.HasPrefix(low, l.low) {
			continue
		}
		k, l := l.name, l.low
		if len(low) > len(l) {
			if r, _ := utf8.DecodeRuneInString(low[len(l):]); r != ' ' && r != ':' && r != '.' && r != '*' {
				continue
			}
		}
		if k == "Chương trình hành động" {
			k = "Chương trình"
			l = "chương trình"
		}
		return k, len(l)
	}
	return "", 0
}

// kindName is the name of a kind of document, also in small letters.
type kindName struct{ name, low string }

// typesBy has the kinds by the first byte of their names.
var typesBy = func() map[byte][]kindName {
	m := map[byte][]kindName{}
	for _, k := range kindsOfDocument {
		l := phrase.Lower(k)
		m[l[0]] = append(m[l[0]], kindName{k, l})
	}
	return m
}()

// Titled says whether a line is or begins with the name of a kind of
// document set as a title: in capitals, or alone on its line.
func Titled(s string) bool {
	k, n := KindAt(s)
	if k == "" {
		return false
	}
	return phrase.Upper(s[:n]) && (len(s) == n || s[n] != ':') || n == len(s)
}

// Letterhead says whether a line can only stand in the head of a document.
func Letterhead(s string) bool {
	low := phrase.Lower(s[:phrase.Cut(s, 120)])
	return strings.Contains(low, "cộng hòa xã hội") || strings.Contains(low, "cộng hoà xã hội") || strings.HasPrefix(low, "độc lập") || strings.Contains(low, "đảng cộng sản việt nam") && phrase.Upper(s) ||
		strings.HasPrefix(low, "số:") || strings.HasPrefix(low, "v/v") || strings.HasPrefix(low, "kính gửi") || strings.HasPrefix(low, "nơi nhận")
}

// Footnote says whether a paragraph is a note: "[1] Ban Chỉ đạo …".
func Footnote(p *Paragraph) bool {
	s := p.Text
	return len(s) > 4 && s[0] == '[' && s[1] >= '0' && s[1] <= '9' && strings.IndexByte(s[:min(len(s), 6)], ']') > 0
}
