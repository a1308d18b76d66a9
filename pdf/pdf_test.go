package pdf

import (
	"bytes"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sauro/fault"
)

// TestMain keeps the machine code of the engine between runs, as the program does.
func TestMain(m *testing.M) {
	if dir, err := os.UserCacheDir(); err == nil {
		if dir = filepath.Join(dir, "sauro-test-pdf"); os.MkdirAll(dir, 0o700) == nil {
			CacheIn(dir)
		}
	}
	code := m.Run()
	Close()
	os.Exit(code)
}

// read reads what must be readable.
func read(t *testing.T, data []byte) Text {
	t.Helper()
	text, err := Read(context.Background(), data, nil)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// refused checks that the file is refused with the kind and the words.
func refused(t *testing.T, data []byte, kind fault.Kind, words string) {
	t.Helper()
	text, err := Read(context.Background(), data, nil)
	if !fault.Is(err, kind) || !strings.Contains(err.Error(), words) {
		t.Errorf("%d blocks, %v; want kind %d with %q", len(text.Blocks), err, kind, words)
	}
}

// bodyIs checks what is read, line by line.
func bodyIs(t *testing.T, data []byte, lines ...string) {
	t.Helper()
	if got := shown(read(t, data).Blocks); !slices.Equal(got, lines) {
		t.Errorf("read\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(lines, "\n"))
	}
}

// shown is the blocks by line: footnotes behind their paragraph, a bar between
// the cells of a row, and an empty line around tables and columns.
func shown(blocks []Block) []string {
	var lines []string
	empty := func() {
		if len(lines) > 0 && lines[len(lines)-1] != "" {
			lines = append(lines, "")
		}
	}
	for _, b := range blocks {
		if b.Text != "" {
			lines = append(lines, b.Text)
		} else if b.Notes == nil {
			empty()
		}
		lines = append(lines, b.Notes...)
		for _, row := range b.Rows {
			lines = append(lines, strings.TrimRight(strings.Join(row, " | "), "| "))
		}
		if b.Rows != nil {
			empty()
		}
	}
	if n := len(lines); n > 0 && lines[n-1] == "" {
		lines = lines[:n-1]
	}
	return lines
}

// pdfOf is a PDF with a page for each stream of drawing, A4, font F in the
// letters of WinAnsi.
func pdfOf(trailer string, pages ...string) []byte { return pdfWith(nil, trailer, pages...) }

// pdfWith is pdfOf with pictures, which pages draw as P0, P1 ...
func pdfWith(pictures []string, trailer string, pages ...string) []byte {
	var b bytes.Buffer
	var at []int
	object := func(s string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), s)
	}
	b.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", 4+2*i)
	}
	object(fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(pages), kids.String()))
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	for i, p := range pages {
		var named strings.Builder
		for k := range pictures {
			fmt.Fprintf(&named, "/P%d %d 0 R", k, 4+2*len(pages)+k)
		}
		object(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>/XObject<<%s>>>>/Contents %d 0 R>>", named.String(), 5+2*i))
		object(fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(p), p))
	}
	for _, p := range pictures {
		object(p)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, trailer, start)
	return b.Bytes()
}

// at draws text at a place.
func at(x, y int, text string) string {
	return fmt.Sprintf("BT /F 12 Tf %d %d Td (%s) Tj ET\n", x, y, text)
}

func manyPages(n int) []byte {
	pages := make([]string, n)
	for i := range pages {
		pages[i] = at(60, 700, "Trang")
	}
	return pdfOf("", pages...)
}

// box draws the sides of a table's field, as lines.
func box(x, y, w, h int) string { return fmt.Sprintf("%d %d %d %d re S\n", x, y, w, h) }

const filler = "van ban nay du dai de biet rang day khong phai la ban quet"

func TestPDFParagraphsAreJoined(t *testing.T) {
	page1 := at(290, 810, "2") +
		at(100, 700, "Chu tich Uy ban nhan dan xa cam ket chi dao trien khai cac nhiem vu o dia") +
		at(80, 684, "phuong va chiu trach nhiem ve ket qua thuc hien theo Cong van so 12/KH-") +
		at(80, 668, "UBND cua xa.") +
		at(100, 652, "- Mot gach dau dong ngan;") +
		at(100, 636, "- Mot gach dau dong dai cho den het ca dong nay roi sang dong sau de thay") +
		at(80, 620, "noi tiep nhu the nao va mot trang moi bat dau o giua cau nay day day day")
	page2 := at(290, 810, "3") + at(80, 700, "thi van con la mot cau.")
	bodyIs(t, pdfOf("", page1, page2),
		"Chu tich Uy ban nhan dan xa cam ket chi dao trien khai cac nhiem vu o dia phuong va chiu trach nhiem ve ket qua thuc hien theo Cong van so 12/KH-UBND cua xa.",
		"- Mot gach dau dong ngan;",
		"- Mot gach dau dong dai cho den het ca dong nay roi sang dong sau de thay noi tiep nhu the nao va mot trang moi bat dau o giua cau nay day day day thi van con la mot cau.")
}

func TestPDFLetterheadIsReadLeftThenRight(t *testing.T) {
	bodyIs(t, pdfOf("", at(80, 780, "UY BAN NHAN DAN")+at(300, 780, "CONG HOA XA HOI CHU NGHIA VIET NAM")+
		at(80, 764, "XA KHANH CUONG")+at(330, 764, "Doc lap - Tu do - Hanh phuc")+
		at(80, 740, "So:")+at(140, 740, "/UBND-VX")+at(310, 740, "Khanh Cuong, ngay 5 thang 12")+
		at(80, 690, "Kinh gui: So Khoa hoc va Cong nghe cung cac phong ban, don vi trong toan xa")+
		at(80, 640, "Noi nhan:")+at(380, 640, "CHU TICH")+at(80, 624, "- Nhu tren;")+at(80, 608, "- Luu: VT.")+at(370, 560, "Nguyen Van A")),
		"UY BAN NHAN DAN", "XA KHANH CUONG", "So: /UBND-VX", "CONG HOA XA HOI CHU NGHIA VIET NAM", "Doc lap - Tu do - Hanh phuc", "Khanh Cuong, ngay 5 thang 12", "",
		"Kinh gui: So Khoa hoc va Cong nghe cung cac phong ban, don vi trong toan xa", "",
		"Noi nhan:", "- Nhu tren;", "- Luu: VT.", "CHU TICH", "Nguyen Van A")
}

func TestPDFTableOverTwoPages(t *testing.T) {
	row := func(y, h int, cells ...string) string {
		var b strings.Builder
		x := 80
		for i, w := range []int{30, 250, 120} {
			b.WriteString(box(x, y, w, h))
			for k, line := range strings.Split(cells[i], "/") {
				b.WriteString(at(x+4, y+h-14-16*k, line))
			}
			x += w
		}
		return b.String()
	}
	page1 := at(80, 740, "Phu luc cac nhiem vu giao cho cac don vi thuc hien trong nam nay") +
		row(680, 20, "TT", "Nhiem vu", "Chu tri") + row(640, 40, "1", "Ra soat quy trinh/noi bo cua xa", "Van phong/xa") + row(620, 20, "2", "To chuc hop ban ve", "Van phong")
	page2 := row(760, 20, "TT", "Nhiem vu", "Chu tri") + row(740, 20, "", "viec nay", "") + row(720, 20, "3", "Bao cao", "Van phong") + at(80, 690, "Het phu luc "+filler)
	bodyIs(t, pdfOf("", page1, page2),
		"Phu luc cac nhiem vu giao cho cac don vi thuc hien trong nam nay", "",
		"TT | Nhiem vu | Chu tri",
		"1 | Ra soat quy trinh noi bo cua xa | Van phong xa",
		"2 | To chuc hop ban ve viec nay | Van phong",
		"3 | Bao cao | Van phong", "",
		"Het phu luc "+filler)
}

func TestPDFFootnotesStandAfterTheirParagraph(t *testing.T) {
	small := func(x, y int, text string) string {
		return fmt.Sprintf("BT /F 8 Tf %d %d Td (%s) Tj ET\n", x, y, text)
	}
	bodyIs(t, pdfOf("", at(80, 700, "Thuc hien De an 06")+small(187, 705, "1")+at(196, 700, "cua Chinh phu tren dia ban xa.")+
		at(80, 660, "Giao Van phong chu tri, phoi hop voi cac don vi trong xa thuc hien ngay.")+
		small(80, 100, "1 Quyet dinh so 06/QD-TTg cua Thu tuong Chinh phu phe duyet")+small(80, 90, "De an phat trien ung dung du lieu.")),
		"Thuc hien De an 06[1] cua Chinh phu tren dia ban xa.",
		"[1] Quyet dinh so 06/QD-TTg cua Thu tuong Chinh phu phe duyet De an phat trien ung dung du lieu.",
		"Giao Van phong chu tri, phoi hop voi cac don vi trong xa thuc hien ngay.")
}

func TestPDFTurnedPageIsReadUpright(t *testing.T) {
	turned := "q 0 1 -1 0 595 0 cm\n" + at(80, 500, "Chu tich Uy ban nhan dan xa cam ket voi nhan dan trong xa") + at(80, 480, "Dong thu hai.") + "Q\n"
	bodyIs(t, pdfOf("", turned), "Chu tich Uy ban nhan dan xa cam ket voi nhan dan trong xa", "Dong thu hai.")
}

// Browsers print without spaces, with a font that a matrix scales, each word
// moved to its place: here by a quarter of the letter's height.
func TestPDFOfABrowserKeepsItsWordsApart(t *testing.T) {
	line := "[(Hoi) -250 (dong) -200 (nhan) -250 (dan) -250 (xa) -250 (giao) -250 (Van) -250 (phong) -250 (ra) -250 (soat) -250 (so) -250 (lieu)] TJ"
	words := "q .75 0 0 .75 0 0 cm\nBT /F 18.67 Tf 1 0 0 1 100 900 Tm " + line + " 1 0 0 1 100 800 Tm " + line + " ET\nQ\n"
	said := "Hoi dong nhan dan xa giao Van phong ra soat so lieu"
	bodyIs(t, pdfOf("", words), said, said)
}

func TestPDFTellsItsProgress(t *testing.T) {
	var told []string
	_, err := Read(context.Background(), pdfOf("", at(60, 700, filler), at(60, 700, filler), at(60, 700, filler)), func(done, total int) {
		told = append(told, fmt.Sprint(done, "/", total))
	})
	if got := strings.Join(told, " "); err != nil || got != "1/3 2/3 3/3" {
		t.Errorf("told %q, %v", got, err)
	}
}

func TestPDFStopsBetweenTwoPages(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	last := 0
	_, err := Read(ctx, manyPages(MaxPages), func(done, total int) {
		if last = done; done == 3 {
			cancel()
		}
	})
	if !errors.Is(err, context.Canceled) || last != 3 {
		t.Errorf("went on to page %d, %v", last, err)
	}
}

func TestPDFEngineComesBackAfterClose(t *testing.T) {
	data := pdfOf("", at(60, 700, filler))
	read(t, data)
	if err := Close(); err != nil {
		t.Fatal(err)
	}
	read(t, data)
}

func TestPDFThatIsNotReadIsRefused(t *testing.T) {
	refused(t, manyPages(2000), fault.TooLarge, "2000 trang")
	locked := pdfOf("/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O("+strings.Repeat("a", 32)+")/U("+strings.Repeat("b", 32)+")>>", at(60, 700, filler))
	if _, err := Read(context.Background(), locked, nil); !errors.Is(err, ErrLocked) {
		t.Errorf("locked: %v", err)
	}
	for name, data := range map[string][]byte{"empty": nil, "broken": []byte("%PDF-1.7\nand no more"), "no page": pdfOf("")} {
		var told *fault.Error
		if _, err := Read(context.Background(), data, nil); err == nil || errors.As(err, &told) || errors.Is(err, ErrLocked) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestScanWithoutAReaderSaysWhatToDo(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	refused(t, pdfOf("", box(100, 100, 300, 300)), fault.Invalid, "bản quét")
}

func TestScanIsReadWhereTheMachineCan(t *testing.T) {
	if !scanReady(context.Background()) {
		t.Skip("no reader of scans with Vietnamese is installed")
	}
	page := at(80, 740, "Giao nhiem vu cho cac don vi trong xa:") +
		box(80, 680, 40, 30) + box(120, 680, 200, 30) + box(320, 680, 120, 30) + at(90, 690, "TT") + at(130, 690, "Noi dung") + at(330, 690, "Chu tri") +
		box(80, 640, 40, 40) + box(120, 640, 200, 40) + box(320, 640, 120, 40) + at(94, 664, "1") + at(130, 664, "To chuc hop ban") + at(130, 648, "ve ke hoach") + at(330, 664, "Van phong")
	var told int
	text, err := Read(context.Background(), scanOf(t, pdfOf("", page), 1), func(done, total int) { told = done })
	if err != nil {
		t.Fatal(err)
	}
	if !text.Scanned || text.Pages != 1 || told != 1 {
		t.Errorf("read as %+v, told %d", text, told)
	}
	body := strings.Join(shown(text.Blocks), "\n")
	for _, want := range []string{"TT | ", "| Chu tri", "1 | ", "| Van phong"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q in\n%s", want, body)
		}
	}
}

func TestScanWordsAreLaidOut(t *testing.T) {
	tsv := "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n" +
		"4\t1\t1\t1\t1\t0\t300\t200\t900\t50\t-1\t\n5\t1\t1\t1\t1\t1\t300\t200\t100\t50\t96\tKính\n5\t1\t1\t1\t1\t2\t420\t200\t100\t50\t96\t\"gửi\"\n" +
		"4\t1\t1\t1\t2\t0\t300\t400\t900\t50\t-1\t\n5\t1\t1\t1\t2\t1\t300\t400\t100\t50\t96\tHết\n"
	read, err := scanPage(strings.NewReader(tsv))
	if err != nil {
		t.Fatal(err)
	}
	read.lay(0)
	if got := shown(flowOf([]*page{read})); !slices.Equal(got, []string{`Kính "gửi"`, "Hết"}) {
		t.Errorf("%q", got)
	}
}

func FuzzPDF(f *testing.F) {
	f.Add(pdfOf("", at(60, 700, filler)))
	f.Add(pdfOf("", at(80, 780, "UBND")+box(80, 600, 100, 20)+box(180, 600, 100, 20)+at(84, 604, "a")+at(184, 604, "b")))
	f.Add([]byte("%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj trailer<</Root 1 0 R>>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 || !bytes.HasPrefix(data, []byte("%PDF-")) {
			return
		}
		t.Setenv("PATH", "")
		Read(context.Background(), data, nil)
	})
}

// FuzzPDFLayout has letters and lines at any place: whatever a file says, its
// pages are laid out in bounded time.
func FuzzPDFLayout(f *testing.F) {
	f.Add([]byte("abcdefghijklmnopqrstuvwxyz0123456789"), []byte("\x10\x10\x80\x10\x10\x10\x10\x80\x80\x10\x80\x80"))
	f.Fuzz(func(t *testing.T, letters, lines []byte) {
		if len(letters) > 4000 || len(lines) > 4000 {
			return
		}
		p := &page{}
		for i := 0; i+3 < len(letters); i += 3 {
			x, y := float64(letters[i+1])*2, float64(letters[i+2])*3
			p.glyphs = append(p.glyphs, glyph{text: string(rune(letters[i])), x0: x, x1: x + 6, y: y, size: 8 + float64(letters[i]%5), number: i})
		}
		for i := 0; i+3 < len(lines); i += 4 {
			p.rule(rule{float64(lines[i]), float64(lines[i+1]), float64(lines[i]) + float64(lines[i+2]), float64(lines[i+1]) + float64(lines[i+3])}, true)
		}
		p.lay(0)
		flowOf([]*page{p, p})
	})
}

// scanOf is a PDF with the pages as pictures, as a scanner makes it.
func scanOf(t *testing.T, data []byte, pages int) []byte {
	t.Helper()
	var streams []string
	var pictures []string
	for i := range pages {
		b, _, err := scanPicture(context.Background(), data, i)
		if err != nil {
			t.Fatal(err)
		}
		decoded, err := png.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		grey := decoded.(*image.Gray)
		var packed bytes.Buffer
		z := zlib.NewWriter(&packed)
		z.Write(grey.Pix)
		z.Close()
		size := grey.Bounds().Size()
		pictures = append(pictures, fmt.Sprintf("<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream", size.X, size.Y, packed.Len(), packed.String()))
		streams = append(streams, fmt.Sprintf("q 595 0 0 842 0 0 cm /P%d Do Q", i))
	}
	return pdfWith(pictures, "", streams...)
}
