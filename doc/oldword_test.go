package doc

import (
	"context"
	"os"
	"testing"
)

// testdata/letter.doc was written by an office program from the text below.
func TestOldWordDocument(t *testing.T) {
	data, err := os.ReadFile("testdata/letter.doc")
	if err != nil {
		t.Fatal(err)
	}
	text := read(t, data)
	if text.Format != "doc" {
		t.Errorf("format %q", text.Format)
	}
	bodyIs(t, data,
		"ỦY BAN NHÂN DÂN", "XÃ KHÁNH CƯỜNG", "Số:      /UBND-VX", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "",
		"Kính gửi: Sở Khoa học và Công nghệ.",
		"Thực hiện Đề án 06[1], Chủ tịch cam kết:", "[1] Quyết định số 06/QĐ-TTg ngày 06/01/2022.",
		"I. MỤC ĐÍCH", "1. Nâng cao nhận thức.", "2. Gắn trách nhiệm.", "a) chỉ đạo;", "b) kiểm tra.", "- Gạch đầu dòng.", "II. NHIỆM VỤ",
		"Đã thêm.\tsau tab", "dòng dưới 2025", "",
		"TT | Nhiệm vụ | Chủ trì | Hạn", "I | NHIỆM VỤ CHUNG",
		"1 | Rà soát quy trình nội bộ của xã | Văn phòng | Tháng 12/2025", "2 | Tổ chức họp |  | Quý I/2026", "",
		"Chủ tịch cam kết thực hiện./.", "",
		"Nơi nhận:", "- Như trên;", "- Lưu: VT.", "CHỦ TỊCH", "(Ký tên)")
}

func TestOldWordDocumentThatIsLocked(t *testing.T) {
	data, err := os.ReadFile("testdata/letter.doc")
	if err != nil {
		t.Fatal(err)
	}
	// The head of the main stream stands in the first sector behind the file's.
	for at := 512; at+0x0b < len(data); at += 512 {
		if data[at] == 0xec && data[at+1] == 0xa5 {
			data[at+0x0b] |= 1
			refused(t, data, 1, "mật khẩu")
			data[at+0x0b] &^= 1
			data[at] = 0xdc
			refused(t, data, 1, "quá cũ")
			return
		}
	}
	t.Fatal("no head found")
}

func FuzzDOC(f *testing.F) {
	data, err := os.ReadFile("testdata/letter.doc")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data, 0, byte(0))
	f.Add(data, 600, byte(0xff))
	f.Fuzz(func(t *testing.T, data []byte, at int, change byte) {
		if len(data) > 1<<16 {
			return
		}
		if at >= 0 && at < len(data) {
			data[at] ^= change
		}
		if _, err := sniffCFB(data); err == nil {
			readDOC(context.Background(), data)
		}
	})
}
