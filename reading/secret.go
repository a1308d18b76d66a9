package reading

import (
	"regexp"
	"strings"
)

// headLines is how many lines of a document may carry its marks: the letterhead
// and what is stamped beside it (Decree 30/2020/NĐ-CP, annex I, part I, II.9).
const headLines = 60

// A secrecy mark stands apart: alone between the edges of its line or cell, wide
// gaps, or brackets. "BÍ MẬT NHÀ NƯỚC" and "BẢO MẬT" in a title are words.
var (
	secretMark  = regexp.MustCompile(`(?:^|\||\t|  |\(|\[)\s*((?:TUYỆT\s+|TỐI\s+)?M\s?Ậ\s?T)\s*(?:$|\||\t|  |\)|\])`)
	secretLabel = regexp.MustCompile(`(?i)^\W*(?:độ|mức độ)\s+mật\s*:\s*((?:tuyệt\s+|tối\s+)?mật)\b`)
)

// Secret looks for a secrecy mark (MẬT, TỐI MẬT, TUYỆT MẬT) that stands on the
// document as a mark: in its head, apart from sentences, or after "Độ mật:"
// (Luật Bảo vệ bí mật nhà nước 2018, Điều 8). It gives the mark in capitals and
// where it stands.
func Secret(text string) (mark string, at Span, found bool) {
	text = Text(text)
	seen := 0
	for from := 0; from < len(text) && seen < headLines; {
		to := from + strings.IndexByte(text[from:], '\n')
		if to < from {
			to = len(text)
		}
		if line := text[from:to]; strings.TrimSpace(line) != "" {
			seen++
			for _, form := range []*regexp.Regexp{secretMark, secretLabel} {
				if m := form.FindStringSubmatchIndex(line); m != nil {
					word := strings.ToUpper(strings.Join(strings.Fields(line[m[2]:m[3]]), " "))
					return strings.Replace(word, "M Ậ T", "MẬT", 1), Span{from + m[2], from + m[3]}, true
				}
			}
		}
		from = to + 1
	}
	return "", Span{}, false
}
