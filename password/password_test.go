package password

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestWhatEverybodyTriesFirstIsNoPassword(t *testing.T) {
	own := []string{"UBND xã Khánh Cường", "21472", "Nguyễn Văn Bình", "Chủ tịch UBND xã"}
	for _, bad := range []string{
		"1234567890", "0987654321", "0905123456", "19/05/1990 1990", "qwertyuiop", "1q2w3e4r5t6y", "aaaaaaaaaaaa", "abcabcabcabc", "abcdefghijkl",
		"password123", "Password2024!", "P@ssw0rd123", "matkhau123456", "Mật khẩu 123", "mat-khau-2025", "admin@123456", "Admin@2024#", "iloveyou2000",
		"anhyeuem1999", "Anh yêu em 99", "emyeuanh123", "quantrivien1", "dangnhap2025", "qwerty123456", "1qaz2wsx3edc", "zxcvbnm123456", "welcome2025!",
		"KhanhCuong2025", "Khánh Cường @ 2025", "ubndxa21472", "UBND xã 2025", "Nguyễn Văn Bình 1975", "ChuTich@2025", "saurosauro1", "asdfghjkl123", "vietnam1945",
	} {
		if Wrong("vanphong", bad, own...) == "" {
			t.Errorf("%q is taken", bad)
		}
	}
	for _, good := range []string{
		"mưa rào tháng bảy", "nước lên đầy đồng", "một câu khác hẳn", "mot cau de nho c", "con trâu đi trước cái cày", "8f3k-29dm-x7qp", "tR7!vq92Lmz",
		"bà ngoại nấu chè ngày giỗ", "correct horse battery", "1999 cái bánh chưng", "cà phê sữa đá 3 ly", strings.Repeat("ruộng lúa chín vàng ", 10),
	} {
		if bad := Wrong("vanphong", good, own...); bad != "" {
			t.Errorf("%q: %s", good, bad)
		}
	}
}

func FuzzWrong(f *testing.F) {
	for _, s := range []string{"", "1234567890", "mưa rào tháng bảy", "\x00\xff", strings.Repeat("ă", 201), "𝔞𝔟𝔠𝔡𝔢𝔣𝔤𝔥𝔦𝔧"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, password string) {
		bad := Wrong("vanphong", password, "UBND xã Khánh Cường")
		if n := utf8.RuneCountInString(password); (n < 10 || n > 200) && bad == "" {
			t.Errorf("%q is taken", password)
		}
		if bad == wrongName["common"] && Wrong("vanphong", password+" bánh chưng gạo nếp", "UBND xã Khánh Cường") == wrongName["common"] {
			t.Errorf("%q cannot be mended by words", password)
		}
	})
}
