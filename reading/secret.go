package reading

import (
	"strings"
	"unicode/utf8"

	"sauro/outline"
	"sauro/phrase"
)

// secrecy are the marks of the Law on the Protection of State Secrets, article
// 8, the longer first.
var secrecy = []string{"tuyệt mật", "tối mật", "mật"}

// secretHead is how many lines from the top a mark may share with others of the
// letterhead.
const secretHead = 25

// Secret reports a mark of secrecy that stands on the document: on a line of
// its own, in a column of the letterhead, in brackets there, or behind "Độ
// mật:". Words inside a sentence ("bảo mật", "bí mật nhà nước") are no mark. The
// mark is given in capitals: MẬT, TỐI MẬT, TUYỆT MẬT.
func Secret(text string) (mark string, at Span, found bool) {
	text = Text(text)
	for n, l := range outline.RawLines(text) {
		s := text[l.From:l.To]
		if len(s) > 400 {
			continue
		}
		if m, from, to := degree(s); m != "" {
			return m, Span{From: l.From + from, To: l.From + to}, true
		}
		if m := secretWord(s, true); m != "" {
			return m, Span{From: l.From, To: l.To}, true
		}
		if n >= secretHead {
			continue
		}
		for _, c := range columnsOf(s) {
			if m := secretWord(s[c.From:c.To], true); m != "" {
				return m, Span{From: l.From + c.From, To: l.From + c.To}, true
			}
		}
		if m, from := secretEnd(s); m != "" {
			return m, Span{From: l.From + from, To: l.To}, true
		}
	}
	return "", Span{}, false
}

// degree reads "Độ mật: Tối mật", with the mark in any case.
func degree(s string) (mark string, from, to int) {
	low := phrase.Lower(s)
	for _, label := range []string{"độ mật", "dấu mật"} {
		i := strings.Index(low, label)
		if i < 0 {
			continue
		}
		value := strings.TrimLeft(s[i+len(label):], " \t")
		if !strings.HasPrefix(value, ":") {
			continue
		}
		value = strings.TrimLeft(value[1:], " \t")
		for _, m := range secrecy {
			if v := phrase.Lower(value[:phrase.Cut(value, len(m))]); v == m && wordEnds(value[len(m):]) {
				return strings.ToUpper(m), i, len(s) - len(value) + len(m)
			}
		}
	}
	return "", 0, 0
}

// wordEnds says whether a word ends where s begins.
func wordEnds(s string) bool {
	return s == "" || strings.ContainsRune(" .,;)|\t", rune(s[0]))
}

// secretWord says which mark a text is, alone or in brackets or a drawn frame.
func secretWord(s string, caps bool) string {
	t := strings.Trim(s, " \t*_[](){}|-–=.:\"“”")
	if len(t) == 0 || len(t) > 40 || caps && !phrase.Upper(t) {
		return ""
	}
	t = strings.Join(strings.Fields(phrase.Lower(t)), " ")
	if letters := strings.Fields(t); len(letters) >= 3 && utf8.RuneCountInString(t) == 2*len(letters)-1 {
		t = strings.Join(letters, "") // M Ậ T
	}
	t = strings.TrimPrefix(t, "độ ")
	for _, m := range secrecy {
		if t == m {
			return strings.ToUpper(m)
		}
	}
	return ""
}

// columnsOf cuts a line of the letterhead into its columns: at bars, tabs, runs
// of spaces and the words every letterhead carries.
func columnsOf(s string) []Span {
	var out []Span
	low := phrase.Lower(s)
	start := 0
	for i := 0; i < len(s); {
		n := 0
		switch {
		case s[i] == '|' || s[i] == '\t':
			n = 1
		case strings.HasPrefix(s[i:], "  "):
			n = 2
		default:
			for _, f := range fixed {
				if strings.HasPrefix(low[i:], f) {
					n = len(f)
				}
			}
		}
		if n == 0 {
			_, n = utf8.DecodeRuneInString(s[i:])
			i += n
			continue
		}
		out = append(out, Span{From: start, To: i})
		i += n
		start = i
	}
	return append(out, Span{From: start, To: len(s)})
}

// secretEnd reads a mark in capitals at the end of the line of the number or in
// brackets at the end of a line of the letterhead: "Số: 05/BC-UBND (MẬT)".
func secretEnd(s string) (mark string, from int) {
	t := strings.TrimRight(s, " .")
	bracket := strings.HasSuffix(t, ")") || strings.HasSuffix(t, "]")
	if i := strings.LastIndexAny(t, "(["); bracket && i >= 0 {
		if m := secretWord(t[i:], true); m != "" {
			return m, i
		}
	}
	if _, _, _, _, ok := numberIn(t); !ok {
		return "", 0
	}
	for _, m := range secrecy {
		up := strings.ToUpper(m)
		if strings.HasSuffix(t, " "+up) && !strings.HasSuffix(t, "BÍ "+up) && !strings.HasSuffix(t, "BẢO "+up) {
			return up, len(t) - len(up)
		}
	}
	return "", 0
}
