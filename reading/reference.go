package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sauro/outline"
	"sauro/phrase"
)

// citation is a number and symbol found in the text.
type citation struct {
	number string
	at     int // byte in the text
	end    int
}

// citations finds every number with a symbol in the text: 33/CT-TTg, 57-NQ/TW,
// 200/2025/NĐ-CP, and a bare "số 3356 SKHCN-KH&ĐMST".
func citations(text string) []citation {
	var out []citation
	for i := 0; i < len(text); {
		c := text[i]
		if c < '0' || c > '9' {
			i++
			continue
		}
		start := i
		for i < len(text) && text[i] >= '0' && text[i] <= '9' {
			i++
		}
		if start > 0 {
			r, _ := utf8.DecodeLastRuneInString(text[:start])
			if unicode.IsLetter(r) || r == '.' || r == '/' || r == '-' && start > 1 && text[start-2] != ' ' {
				continue
			}
		}
		if end := citationEnd(text, start, i); end > 0 {
			out = append(out, citation{text[start:end], start, end})
			i = end
		}
	}
	return out
}

// citationEnd gives where the number that has its digits in text[start:at] ends
// with its symbol, 0 where it is no citation.
func citationEnd(text string, start, at int) int {
	if at-start > 6 || at >= len(text) {
		return 0
	}
	year := false
	if text[at] == '.' && at+2 < len(text) && text[at+1] >= '0' && text[at+1] <= '9' && text[at+2] == '/' {
		at += 2 // 66.2/2025/NQ-CP
	}
	if text[at] == '/' && at+5 <= len(text) && phrase.Year(text[at+1:at+5]) > 0 && (at+5 == len(text) || text[at+5] < '0' || text[at+5] > '9') {
		at += 5
		year = true
		if at < len(text) && (text[at] == '/' || text[at] == '-') {
			at++
		} else if at < len(text) && text[at] == ' ' && at+1 < len(text) && text[at+1] == '/' {
			at += 2
		} else {
			return 0
		}
	} else if text[at] == '/' || text[at] == '-' || strings.HasPrefix(text[at:], "–") {
		_, n := utf8.DecodeRuneInString(text[at:])
		at += n
	} else if text[at] == 'a' || text[at] == 'A' || text[at] == 'b' {
		// 12a/KH
		at++
		if at >= len(text) || text[at] != '/' && text[at] != '-' {
			return 0
		}
		at++
	} else if text[at] == ' ' {
		if !afterNumberWord(text, start) {
			return 0
		}
		for at < len(text) && text[at] == ' ' {
			at++
		}
		slash := at < len(text) && (text[at] == '/' || text[at] == '-')
		if slash {
			at++
			for at < len(text) && text[at] == ' ' {
				at++
			}
		}
		if !slash {
			end := symbolEnd(text, at)
			if end == 0 || !strings.Contains(text[at:end], "-") {
				return 0
			}
			return end
		}
	} else {
		return 0
	}
	for at < len(text) && text[at] == ' ' && (year || afterNumberWord(text, start)) {
		at++
	}
	end := symbolEnd(text, at)
	if end == 0 {
		return 0
	}
	sym := text[at:end]
	dashed := strings.ContainsAny(sym, "-/–")
	if !dashed && !year && !afterNumberWord(text, start) {
		return 0
	}
	if !dashed && utf8.RuneCountInString(sym) < 2 {
		return 0
	}
	before := strings.TrimRight(text[max(0, start-12):start], " :")
	for _, standard := range []string{"TCVN", "QCVN", "TCCS", "ISO", "QCĐP"} {
		if strings.HasSuffix(before, standard) {
			return 0
		}
	}
	return end
}

// afterNumberWord says whether "số" stands right before start.
func afterNumberWord(text string, start int) bool {
	before := strings.TrimRight(text[max(0, start-8):start], " :\n\t")
	return strings.HasSuffix(before, "số") || strings.HasSuffix(before, "Số") || strings.HasSuffix(before, "SỐ")
}

// symbolEnd gives where a symbol that begins at at ends: letters, Đ, &, with
// dashes and slashes between; 0 where none begins.
func symbolEnd(text string, at int) int {
	start, end, ups := at, at, 0
	for at < len(text) {
		r, n := utf8.DecodeRuneInString(text[at:])
		switch {
		case unicode.IsUpper(r):
			ups++
			at += n
			end = at
		case unicode.IsLower(r) && at > start && (r == 'g' || r == 'r' || r == 'y' || r == 'h' || r == 'ô' || r == 'n' || r == 's' || r == 'i'):
			// TTg, CTr, QyĐ, TTr
			at += n
			end = at
			if !unicode.IsUpper(peek(text, at)) && unicode.IsLower(peek(text, at)) {
				return 0
			}
		case unicode.IsDigit(r) && ups > 0:
			at += n
			end = at
		case (r == '-' || r == '–' || r == '/' || r == '&' || r == '.' || r == '_' || r == ',') && ups > 0:
			next := peek(text, at+n)
			if next == ' ' && (r == '-' || r == '/' || r == '–' || r == '&') {
				// "TT- BTC", a slip of the typist
				second := peek(text, at+n+1)
				third := peek(text, at+n+1+utf8.RuneLen(max(second, 0)))
				if unicode.IsUpper(second) && (unicode.IsUpper(third) || third == 'Đ') {
					at += n + 1
					continue
				}
			}
			if r == ',' && !(unicode.IsUpper(next)) || r == '.' && !unicode.IsUpper(next) {
				return okSymbol(ups, end)
			}
			if !unicode.IsUpper(next) && !unicode.IsDigit(next) {
				return okSymbol(ups, end)
			}
			at += n
		case r == ' ' && ups > 0 && strings.HasPrefix(text[at:], " -") && unicode.IsUpper(peek(text, at+2)):
			at += 2
		default:
			return okSymbol(ups, end)
		}
	}
	return okSymbol(ups, end)
}

func okSymbol(ups, end int) int {
	if ups < 2 {
		return 0
	}
	return end
}

func peek(text string, at int) rune {
	if at < 0 || at >= len(text) {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(text[at:])
	return r
}

// usualCase gives a number cited in a title of capitals its usual case.
func usualCase(n string) string {
	if strings.HasSuffix(n, "-TTG") {
		return strings.TrimSuffix(n, "TTG") + "TTg"
	}
	if strings.Contains(n, "/TTR-") {
		return strings.Replace(n, "/TTR-", "/TTr-", 1)
	}
	if strings.Contains(n, "-CTR/") {
		return strings.Replace(n, "-CTR/", "-CTr/", 1)
	}
	return n
}

// references are the documents cited, once each in the order of first mention,
// without the document's own number.
func references(ps []*outline.Paragraph, own string) []Reference {
	out := []Reference{}
	index := map[string]int{}
	if own != "" {
		index[citationKey(own)] = -1
	}
	for _, p := range ps {
		for _, c := range citations(p.Text) {
			n := usualCase(c.number)
			d := citationDate(p.Text, c.end)
			key := citationKey(n)
			if i, ok := index[key]; ok {
				if i >= 0 && out[i].Date == nil {
					out[i].Date = d
				}
				continue
			}
			index[key] = len(out)
			out = append(out, Reference{Number: n, Date: d, At: p.Span(c.at, c.end)})
		}
	}
	return out
}

// citationKey is what two mentions of one document have in common.
func citationKey(n string) string {
	return phrase.Lower(strings.ReplaceAll(strings.ReplaceAll(n, " ", ""), "–", "-"))
}

// citationDate reads the day printed behind a citation: "ngày 18/5/2022",
// ", ngày 18 tháng 5 năm 2022", "của Bộ Y tế ngày …".
func citationDate(text string, at int) *string {
	tail := text[at:min(len(text), at+160)]
	if i := strings.IndexAny(tail, ";\n()"); i >= 0 && !strings.HasPrefix(strings.TrimLeft(tail, " \n"), "ngày") {
		tail = tail[:i]
	}
	i := strings.Index(tail, "ngày")
	if i < 0 {
		return nil
	}
	if gap := tail[:i]; len(strings.Trim(gap, " ,\n")) > 0 && !strings.HasPrefix(strings.TrimLeft(gap, " ,"), "của") || strings.ContainsAny(gap, "0123456789") {
		return nil
	}
	words := strings.Fields(tail[i:])
	if len(words) > 8 {
		words = words[:8]
	}
	ws := phrase.Words(strings.Join(words, " "))
	d, n := phrase.DateAt(ws, 0)
	if n == 0 || !d.Valid() {
		return nil
	}
	return ptr(d.ISO())
}
