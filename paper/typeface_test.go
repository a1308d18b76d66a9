package paper

import (
	"math"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"sauro/vn"
)

// vietnamese is every letter of the language with every mark, small and large.
func vietnamese() string {
	var b strings.Builder
	for _, vowel := range "aăâeêioôơuưy" {
		for _, tone := range []string{"", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"} {
			b.WriteString(vn.NFC(string(vowel) + tone))
		}
	}
	b.WriteString("đ")
	return b.String() + strings.ToUpper(b.String())
}

func TestTypefaceHasEveryVietnameseLetter(t *testing.T) {
	letters := vietnamese() + "bcdghklmnpqrstvxfjwzBCDGHKLMNPQRSTVXFJWZ0123456789.,;:!?()[]/-–—…“”‘’\"'%&+=<>₫§°²³•□"
	if n := len([]rune(vietnamese())); n != 146 {
		t.Fatalf("%d letters, want 146", n)
	}
	for k, face := range typefaces() {
		for _, r := range letters {
			if !face.has(r) {
				t.Errorf("style %d has no %q", k, r)
			}
		}
		for _, r := range []rune{'\ufffd', '😀', '中'} {
			if face.has(r) {
				t.Errorf("style %d has %q, which the tests of what is missing count on", k, r)
			}
		}
	}
}

// The lengths measured here are the ones fpdf prints by.
func TestLengthIsWhatIsPrinted(t *testing.T) {
	pdf := fpdf.New("P", "pt", "A4", "")
	for k, face := range typefaces() {
		pdf.AddUTF8FontFromBytes(family, fontStyles[k], face.ttf)
		pdf.SetFont(family, fontStyles[k], 14)
		for _, s := range []string{vietnamese(), nation, motto, "Số: 12/UBND-VX, 1.234.567 đ – “a”…"} {
			if got, want := length(s, ink(k), 14), pdf.GetStringWidth(s); math.Abs(got-want) > 0.05 {
				t.Errorf("style %d: %q is %.2f pt, printed %.2f", k, s, got, want)
			}
		}
	}
}

func TestWhatTheTypefaceLacksPrintsAsABox(t *testing.T) {
	for in, want := range map[string]string{
		"xã 😀 ok": "xã □ ok", "👨\u200d👩\u200d👧": "□□□", "❤\ufe0f": "□", "中文": "□□", "a\nb": "a\nb", "Tiếng Việt": "Tiếng Việt",
	} {
		if got := drawable(in, bold); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func checkWrap(t *testing.T, text string, column float64) {
	t.Helper()
	text = drawable(printable(text), regular)
	set := wrap([]span{{text, regular}}, 14, column-10, column)
	var all strings.Builder
	for i, l := range set {
		room, spaces := column, 0
		if i == 0 {
			room -= 10
		}
		line := ""
		for _, s := range l.spans {
			line += s.text
		}
		all.WriteString(line)
		spaces = strings.Count(line, " ")
		if l.width > room+0.02 && len([]rune(line)) > 1 {
			t.Errorf("line %d %q is %.2f pt in %.2f", i, line, l.width, room)
		}
		if w := length(line, regular, 14); math.Abs(w-l.width) > 0.01 || spaces != l.spaces {
			t.Errorf("line %d %q says %.2f pt and %d spaces, has %.2f and %d", i, line, l.width, l.spaces, w, spaces)
		}
	}
	squeeze := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r == ' ' || r == '\n' {
				return -1
			}
			return r
		}, s)
	}
	if got, want := squeeze(all.String()), squeeze(text); got != want {
		t.Errorf("%q was set as %q", want, got)
	}
}

func TestWrapKeepsEveryLetterAndStaysInItsColumn(t *testing.T) {
	for _, text := range []string{
		"", " ", "\n", "một", "một hai ba bốn năm sáu bảy tám chín mười mười một",
		strings.Repeat("TừRấtDài", 40), "a " + strings.Repeat("x", 500) + " b", strings.Repeat("12/KH-UBND-", 30),
		"dòng một\ndòng hai\n\ndòng bốn", "hai  khoảng   trắng  giữ nguyên khi không xuống dòng",
	} {
		for _, column := range []float64{30, 100, 453} {
			checkWrap(t, text, column)
		}
	}
	set := wrap([]span{{"hai  khoảng", regular}}, 14, 400, 400)
	if got := set[0].spans[0].text; got != "hai  khoảng" {
		t.Errorf("%q: the spaces of a text are kept as signed", got)
	}
}

func FuzzWrap(f *testing.F) {
	f.Add("Ủy ban nhân dân  xã\nKhánh Cường", uint16(80))
	f.Add(strings.Repeat("a-", 90), uint16(31))
	f.Fuzz(func(t *testing.T, text string, column uint16) {
		checkWrap(t, text, 30+float64(column%500))
	})
}

func TestBalancedLinesAreEven(t *testing.T) {
	text := "Kết quả thực hiện nội dung cam kết về khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số"
	plain := wrap([]span{{text, bold}}, 14, 400, 400)
	set, width := balanced(text, bold, 14, 400)
	if len(set) != len(plain) || width > 400 {
		t.Fatalf("%d lines in %.0f pt, plainly %d", len(set), width, len(plain))
	}
	if set[1].width < plain[1].width || set[1].width < 0.7*set[0].width {
		t.Errorf("lines of %.0f and %.0f pt", set[0].width, set[1].width)
	}
}
