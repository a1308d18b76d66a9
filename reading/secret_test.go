package reading

import "testing"

func TestASecrecyMarkIsFoundWhereItStandsAsAMark(t *testing.T) {
	for text, want := range map[string]string{
		"MẬT\nỦY BAN NHÂN DÂN":                              "MẬT",
		"ỦY BAN NHÂN DÂN\nXÃ KHÁNH CƯỜNG\n  TỐI  MẬT  \nSố": "TỐI MẬT",
		"ỦY BAN NHÂN DÂN | TUYỆT MẬT | CỘNG HÒA":            "TUYỆT MẬT",
		"Số: 12/KH-UBND    MẬT":                             "MẬT",
		"Số: 12/KH-UBND (MẬT)":                              "MẬT",
		"M Ậ T\nỦY BAN":                                     "MẬT",
		"Độ mật: Tối mật\nỦY BAN":                           "TỐI MẬT",
		"độ mật : Mật":                                      "MẬT",
	} {
		mark, at, found := Secret(text)
		if !found || mark != want || at.To <= at.From {
			t.Errorf("%q: %q %v, want %q", text, mark, found, want)
		}
	}
	for _, text := range []string{
		"KẾ HOẠCH BẢO VỆ BÍ MẬT NHÀ NƯỚC",
		"Bảo đảm bí mật nhà nước, an toàn, bảo mật.",
		"VỀ BẢO MẬT\nTHÔNG TIN",
		"Danh mục tài liệu mật",
		"mật",
		"Độ mật của văn bản do người ký quyết định.",
		"",
	} {
		if mark, _, found := Secret(text); found {
			t.Errorf("%q was taken for a secret document: %q", text, mark)
		}
	}
}
