package reading

import (
	"strings"
	"testing"
)

// ordinals reads a body under a minimal head and gives path and beginning of
// each item.
func itemsOf(body string) []Item {
	return Read("KẾ HOẠCH\nThực hiện nhiệm vụ năm 2026\n\n" + body).Items
}

func paths(items []Item) string {
	var out []string
	for _, it := range items {
		out = append(out, it.Ordinal)
	}
	return strings.Join(out, " ")
}

func TestWhatIsAnItem(t *testing.T) {
	for _, c := range []struct{ what, body, want string }{
		{"purpose and targets are none", "I. MỤC ĐÍCH, YÊU CẦU\n1. Nâng cao nhận thức.\n2. Bảo đảm hiệu quả.\nII. NHIỆM VỤ\n1. Rà soát hồ sơ.", "II.1"},
		{"a review is none, what follows from it is", "I. TÌNH HÌNH\n1. Kết quả đã đạt được.\nTrong thời gian tới, Tỉnh rà soát các hồ sơ.\nII. GIẢI PHÁP\n- Tăng cường kiểm tra.", "I.1.p1 II.-1"},
		{"a compound number takes its parent's place", "II. NHIỆM VỤ\n1. Chuyển đổi số\n1.1. Rà soát hồ sơ.\n1.2. Số hóa hồ sơ.", "II.1.1 II.1.2"},
		{"plus signs stand below dashes", "II. NHIỆM VỤ\n1. Chuyển đổi số\n- Hồ sơ:\n+ Rà soát.\n+ Số hóa.", "II.1.-1.+1 II.1.-1.+2"},
		{"a body over a paragraph", "1. Công an xã\nTuần tra, kiểm soát địa bàn, xử lý nghiêm các vi phạm về trật tự an toàn giao thông.", "1.p1"},
		{"the closing formula is none", "1. Rà soát hồ sơ.\nTrên đây là Kế hoạch, đề nghị các đơn vị thực hiện./.", "1"},
		{"difficulties reported as they arise are none", "1. Rà soát hồ sơ.\nTrong quá trình thực hiện nếu có vướng mắc, các đơn vị phản ánh về Văn phòng./.", "1"},
		{"where the money comes from is none", "III. KINH PHÍ\n1. Kinh phí thực hiện được bố trí trong dự toán.\n2. Sở Tài chính bố trí kinh phí thực hiện Kế hoạch.", "III.2"},
		{"criteria are none", "III. TIÊU CHÍ\na) Hoàn thành vượt mức chỉ tiêu.\nIV. NỘI DUNG\na) Đẩy mạnh cải cách.", "IV.a"},
		{"a sentence over a list, among headings", "II. NHIỆM VỤ\n1. Chuyển đổi số\na) Rà soát hồ sơ.\n2. Nâng cao chất lượng chăm sóc trẻ em ở địa bàn.\na) Niêm yết thủ tục.", "II.1.a II.2.a"},
		{"a broken line is joined", "1. Phòng Kinh tế phối hợp với các tổ chức chính trị\n- xã hội rà soát hồ sơ.\n2. Số hóa hồ sơ.", "1 2"},
	} {
		if got := paths(itemsOf(c.body)); got != c.want {
			t.Errorf("%s: read %q, want %q", c.what, got, c.want)
		}
	}
}

func TestWhoLeadsByHeading(t *testing.T) {
	items := itemsOf("1. Trách nhiệm của Sở Y tế:\n- Rà soát hồ sơ.\n2. Bộ Tài chính chủ trì, phối hợp với các địa phương liên quan:\na) Tổng hợp báo cáo.\n3. Sở Nội vụ\n- Giao Công an tỉnh kiểm tra.")
	if len(items) != 3 {
		t.Fatalf("items: %+v", items)
	}
	same(t, "under a heading", items[0].Lead, "Sở Y tế")
	same(t, "under a lead-in", items[1].Lead, "Bộ Tài chính")
	same(t, "support of a lead-in", items[1].Support, "các địa phương liên quan")
	same(t, "the nearest", items[2].Lead, "Công an tỉnh")
}

func TestCommitmentBindsItsSigner(t *testing.T) {
	items := Read("Kính gửi: Sở Khoa học và Công nghệ.\nChủ tịch UBND xã An Phú cam kết thực hiện như sau:\n1. Chỉ đạo chuyển đổi số\n- Giao Công an xã rà soát hồ sơ.\n").Items
	if len(items) != 1 {
		t.Fatalf("items: %+v", items)
	}
	same(t, "lead", items[0].Lead, "Chủ tịch UBND xã An Phú")
}

func TestLabelledLinesFillTheTask(t *testing.T) {
	items := itemsOf("II. NHIỆM VỤ\n1. Rà soát hồ sơ đất đai.\n- Đơn vị chủ trì: Phòng Kinh tế.\n- Đơn vị phối hợp: Công an xã; các thôn.\n- Thời gian hoàn thành: Quý II/2026.\n- Sản phẩm: Báo cáo của UBND xã.\n2. Số hóa hồ sơ (Đơn vị chủ trì: Văn phòng; thời gian hoàn thành: tháng 6/2026).")
	if len(items) != 2 {
		t.Fatalf("items: %+v", items)
	}
	same(t, "lead", items[0].Lead, "Phòng Kinh tế")
	same(t, "support", items[0].Support, "Công an xã", "các thôn")
	if str(items[0].Due.Date) != "2026-06-30" || str(items[0].Result) != "Báo cáo của UBND xã" {
		t.Errorf("due %v, result %v", str(items[0].Due.Date), str(items[0].Result))
	}
	same(t, "lead in a bracket", items[1].Lead, "Văn phòng")
	if str(items[1].Due.Date) != "2026-06-30" {
		t.Errorf("due in a bracket: %+v", items[1].Due)
	}
}

func TestTaskTable(t *testing.T) {
	const annex = `1. Rà soát hồ sơ.
Nơi nhận:
- Lưu: VT.
CHỦ TỊCH Nguyễn Văn An

PHỤ LỤC
DANH MỤC NHIỆM VỤ
(Kèm theo Kế hoạch số 12/KH-UBND)
TT | Nội dung công việc | Người đứng đầu chịu trách nhiệm | Đơn vị chủ trì | Đơn vị phối hợp | Thời hạn | Sản phẩm
(1) | (2) | (3) | (4) | (5) | (6) | (7)
I | CHUYỂN ĐỔI SỐ
1 | Số hóa hồ sơ | Trưởng phòng Kinh tế | Phòng Kinh tế | Công an xã; các thôn | 30/6/2026 | Báo cáo
2 | Cập nhật dữ liệu | | Công an xã | | Thường xuyên
TT | Nội dung công việc | Người đứng đầu chịu trách nhiệm | Đơn vị chủ trì | Đơn vị phối hợp | Thời hạn | Sản phẩm
II. CẢI CÁCH HÀNH CHÍNH
1 | Niêm yết thủ tục | | Văn phòng | | Quý I/2026 | Bảng niêm yết | … | 3 | Đối thoại với dân | | Văn phòng | | hằng năm
`
	items := itemsOf(annex)
	if got, want := paths(items), "1 PL.I.1 PL.I.2 PL.II.1 PL.?.3"; got != want {
		t.Fatalf("read %q, want %q", got, want)
	}
	it := items[1]
	same(t, "head", it.Head, "Trưởng phòng Kinh tế")
	same(t, "lead", it.Lead, "Phòng Kinh tế")
	same(t, "support", it.Support, "Công an xã", "các thôn")
	if it.Due.Kind != "date" || str(it.Result) != "Báo cáo" || str(it.Group) != "CHUYỂN ĐỔI SỐ" || !it.Row {
		t.Errorf("row: %+v", it)
	}
	if items[4].Group != nil || str(items[4].Due.Every) != "year" {
		t.Errorf("a row whose heading is lost: %+v", items[4])
	}
}

func TestRowsWhoseCellsAreMerged(t *testing.T) {
	items := itemsOf("II. NHIỆM VỤ\nTT | Cơ quan chủ trì | Phối hợp | Nội dung nhiệm vụ | Thời hạn\n1 | Sở Y tế | Công an tỉnh | Số hóa hồ sơ | 2026\n | | | Niêm yết thủ tục | Quý I/2026\n2 | Sở Nội vụ | | Đối thoại với dân | 2027\n")
	if got, want := paths(items), "II.1 II.1.p2 II.2"; got != want {
		t.Fatalf("read %q, want %q", got, want)
	}
	same(t, "lead", items[1].Lead, "Sở Y tế")
	same(t, "support", items[1].Support, "Công an tỉnh")
	if str(items[1].Due.Date) != "2026-03-31" {
		t.Errorf("due: %+v", items[1].Due)
	}
	if len(items[2].Support) != 0 {
		t.Errorf("a row with a number of its own took %q", items[2].Support)
	}
}

func TestTableOfWhatWasAskedFor(t *testing.T) {
	items := itemsOf("II. NHIỆM VỤ\nTT | Địa phương kiến nghị | Nội dung kiến nghị | Cơ quan giải quyết\n1 | Xã An Phú | Hướng dẫn thu phí | Sở Tài chính\n")
	if len(items) != 1 || items[0].Text != "Hướng dẫn thu phí" {
		t.Fatalf("items: %+v", items)
	}
	same(t, "lead", items[0].Lead, "Sở Tài chính")
}

func TestASignatureForABody(t *testing.T) {
	s := Read("KẾT LUẬN\nvề công tác năm 2026\n1. Rà soát hồ sơ.\nNơi nhận:\n- Lưu.\nT/M BAN THƯỜNG VỤ Nguyễn Văn An\n").Document.Signer
	if s == nil || str(s.Name) != "Nguyễn Văn An" || s.Title != nil {
		t.Errorf("signer: %+v", s)
	}
}

func TestCaptionWithABlankNumber(t *testing.T) {
	d := Read("Kính gửi: Sở Y tế.\nThực hiện nhiệm vụ được giao, UBND tỉnh yêu cầu:\n1. Rà soát hồ sơ.\nNơi nhận:\n- Lưu: VT.\nCHỦ TỊCH Nguyễn Văn An\n\nPHỤ LỤC\nDANH SÁCH\n(Kèm theo văn bản số:   /UBND-YT ngày   tháng   năm 2025 của UBND tỉnh)\n1. Trạm Y tế An Phú\n").Document
	if d.Number != nil || str(d.Symbol) != "UBND-YT" || str(d.Date) != "2025" || str(d.Issuer) != "UBND tỉnh" {
		t.Errorf("read %v %q %q %q", d.Number, str(d.Symbol), str(d.Date), str(d.Issuer))
	}
}

func TestRulesForAllAreNoDuties(t *testing.T) {
	const articles = "Điều 1. Phạm vi điều chỉnh\n1. Quy định này quy định việc phân loại chất thải.\nĐiều 2. Yêu cầu đối với phương tiện\n1. Phương tiện có nắp đậy.\nĐiều 3. Trách nhiệm của Sở Y tế\n1. Hướng dẫn các đơn vị thực hiện.\nĐiều 4. Điều khoản thi hành\n1. Trường hợp văn bản dẫn chiếu được thay thế thì áp dụng văn bản mới.\n"
	for _, kind := range []string{"QUY ĐỊNH", "THÔNG TƯ"} {
		items := Read(kind + "\nVề quản lý chất thải\n\n" + articles).Items
		if got := paths(items); got != "Đ3.1" {
			t.Errorf("%s: read %q", kind, got)
		}
	}
}

func TestColumnsInAnyOrderAndTwoRowsOfHeads(t *testing.T) {
	items := itemsOf("II. NHIỆM VỤ\nSTT | Thời gian hoàn thành | Tên nhiệm vụ | Cơ quan thực hiện | Kết quả\nChủ trì | Phối hợp\n1 | 2026 | Số hóa hồ sơ | Sở Y tế | Sở Nội vụ | Báo cáo\n")
	if len(items) != 1 {
		t.Fatalf("items: %+v", items)
	}
	same(t, "lead", items[0].Lead, "Sở Y tế")
	same(t, "support", items[0].Support, "Sở Nội vụ")
	if items[0].Due.Kind != "year" || str(items[0].Result) != "Báo cáo" {
		t.Errorf("row: %+v", items[0])
	}
}

func TestLetterheads(t *testing.T) {
	for _, c := range []struct{ head, issuer, number, place, date string }{
		{"ỦY BAN NHÂN DÂN TỈNH NGHỆ AN\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc\nSố: 980/KH-UBND\nNghệ An, ngày 18 tháng 11 năm 2025", "Ủy ban nhân dân tỉnh Nghệ An", "980/KH-UBND", "Nghệ An", "2025-11-18"},
		{"UBND TỈNH LÀO CAI | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ KHOA HỌC VÀ CÔNG NGHỆ | Độc lập - Tự do - Hạnh phúc\nSố: 15/TB-SKHCN | Lào Cai, ngày 05 tháng 02 năm 2026", "Sở Khoa học và Công nghệ", "15/TB-SKHCN", "Lào Cai", "2026-02-05"},
		{"ĐẢNG BỘ TỈNH NGHỆ AN\nĐẢNG ỦY XÃ AN PHÚ\n*\nSố 12-KH/ĐU\nĐẢNG CỘNG SẢN VIỆT NAM\nAn Phú, ngày 1 tháng 2 năm 2026", "Đảng ủy xã An Phú", "12-KH/ĐU", "An Phú", "2026-02-01"},
		{"ỦY BAN NHÂN DÂN TỈNH LÀO CAI\nVĂN PHÒNG\nSố: 3/TB-VPUBND\nLào Cai, ngày 1 tháng 2 năm 2026", "Văn phòng Ủy ban nhân dân tỉnh Lào Cai", "3/TB-VPUBND", "Lào Cai", "2026-02-01"},
	} {
		d := Read(c.head + "\n\nTHÔNG BÁO\nVề việc nghỉ lễ\n\nCăn cứ kế hoạch công tác, đơn vị thông báo như sau:\n1. Rà soát hồ sơ.").Document
		if str(d.Issuer) != c.issuer || str(d.Number) != c.number || str(d.Place) != c.place || str(d.Date) != c.date || str(d.Subject) != "nghỉ lễ" || str(d.Type) != "Thông báo" {
			t.Errorf("%s\n reads %q %q %q %q %q %q", c.head, str(d.Type), str(d.Issuer), str(d.Number), str(d.Place), str(d.Date), str(d.Subject))
		}
	}
}

func TestReferences(t *testing.T) {
	d := Read("Thực hiện Quyết định số 1899/QĐ-TTG ngày 04/9/2025, Nghị quyết 57-NQ/TW, Công văn số 3356 SKHCN-KH&ĐMST, Nghị định số 200/2025/NĐ-CP ngày 9 tháng 7 năm 2025, Thông tư số 92/2009/TT- BTC; QCVN 01:2021/BTNMT, ngày 12/6/2025, 03/7 cơ sở, Nghị quyết số 57-NQ/TW ngày 22/12/2024.").Document
	var got []string
	for _, r := range d.References {
		got = append(got, r.Number+" "+str(r.Date))
	}
	same(t, "references", got, "1899/QĐ-TTg 2025-09-04", "57-NQ/TW 2024-12-22", "3356 SKHCN-KH&ĐMST ", "200/2025/NĐ-CP 2025-07-09", "92/2009/TT- BTC ")
}

func TestSecret(t *testing.T) {
	for _, c := range []struct{ text, mark string }{
		{"MẬT\nỦY BAN NHÂN DÂN XÃ AN PHÚ\nSố: 1/BC-UBND", "MẬT"},
		{"TỐI MẬT | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nBÁO CÁO", "TỐI MẬT"},
		{"UBND XÃ AN PHÚ\nĐộ mật: Tuyệt mật\nBÁO CÁO", "TUYỆT MẬT"},
		{"UBND XÃ AN PHÚ\nSố: 1/BC-UBND (MẬT)\nBÁO CÁO", "MẬT"},
		{"UBND XÃ AN PHÚ\n[ M Ậ T ]\nBÁO CÁO", "MẬT"},
		{"UBND XÃ AN PHÚ\nKẾ HOẠCH\nBảo vệ bí mật nhà nước\n1. Bảo mật thông tin, tài liệu mật và tối mật.", ""},
		{"KẾ HOẠCH BẢO VỆ BÍ MẬT\nMật ong là đặc sản.", ""},
	} {
		mark, at, found := Secret(c.text)
		if mark != c.mark || found != (c.mark != "") {
			t.Errorf("%q bears %q, want %q", c.text, mark, c.mark)
		}
		if text := Text(c.text); found && !strings.Contains(strings.ToUpper(strings.ReplaceAll(text[at.From:at.To], " ", "")), strings.ReplaceAll(mark, " ", "")) {
			t.Errorf("%q: the mark is said to stand at %q", c.text, text[at.From:at.To])
		}
	}
}

func TestWrappedLinesAreJoined(t *testing.T) {
	items := itemsOf("Thực hiện chỉ đạo của Ủy ban nhân dân tỉnh về việc rà soát các hồ sơ đất\nđai trên địa bàn xã, Ủy ban nhân dân xã ban hành kế hoạch triển khai cụ\nthể như sau:\n1. Phòng Kinh tế chủ trì, phối hợp với Công an xã rà soát toàn bộ hồ sơ của\ncác hộ dân trên địa bàn xã và tổng hợp, báo cáo Ủy ban nhân dân xã trước\nngày 15/4/2026 theo quy định.\n2. Công an xã tuần tra, kiểm soát các tuyến đường liên thôn, liên xã nhằm\nbảo đảm an ninh trật tự.")
	if len(items) != 2 || str(items[0].Due.Date) != "2026-04-15" || !strings.HasSuffix(items[0].Text, "theo quy định.") {
		t.Errorf("items: %+v", items)
	}
}
