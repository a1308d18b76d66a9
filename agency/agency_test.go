package agency

import (
	"strings"
	"testing"

	"sauro/phrase"
)

func TestBodiesInRunningText(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Sở Tài chính và cơ quan, địa phương liên quan tham mưu", "Sở Tài chính|cơ quan, địa phương liên quan"},
		{"các sở, ban, ngành, tổ chức chính trị - xã hội, Ủy ban nhân dân các xã, phường xây dựng kế hoạch", "các sở, ban, ngành, tổ chức chính trị - xã hội|Ủy ban nhân dân các xã, phường"},
		{"Sở Văn hóa, Thể thao và Du lịch, Bộ Giáo dục và Đào tạo chủ trì", "Sở Văn hóa, Thể thao và Du lịch|Bộ Giáo dục và Đào tạo"},
		{"chính quyền địa phương và lực lượng Kiểm lâm, các đơn vị chủ rừng trong công tác tuần tra", "chính quyền địa phương|lực lượng Kiểm lâm|các đơn vị chủ rừng"},
		{"Các Cục: Di sản văn hóa, Bản quyền tác giả có trách nhiệm", "Các Cục: Di sản văn hóa, Bản quyền tác giả"},
		{"Thủ trưởng các cơ quan, đơn vị được giao nhiệm vụ chịu trách nhiệm", "Thủ trưởng các cơ quan, đơn vị được giao nhiệm vụ"},
		{"Giám đốc các sở, ban, ngành; Chủ tịch UBND các xã, phường chịu trách nhiệm", "Giám đốc các sở, ban, ngành|Chủ tịch UBND các xã, phường"},
		{"cấp ủy, chính quyền các cấp, phát huy khối đại đoàn kết", "cấp ủy, chính quyền các cấp"},
		{"Phòng Văn hóa - Xã hội tham mưu", "Phòng Văn hóa - Xã hội"},
		{"Ủy ban nhân dân các xã (qua Phòng Kinh tế) báo cáo", "Ủy ban nhân dân các xã"},
		{"UBND các xã, phường và lực lượng chức năng tuyên truyền", "UBND các xã, phường|lực lượng chức năng"},
		{"các sở, ban, ngành và cơ quan, đơn vị có liên quan rà soát", "các sở, ban, ngành|cơ quan, đơn vị có liên quan"},
		{"Bộ trưởng các Bộ: Xây dựng, Công Thương, Y tế theo chức năng", "Bộ trưởng các Bộ: Xây dựng, Công Thương, Y tế"},
		{"Chánh Văn phòng Ban chỉ đạo phòng thủ dân sự quốc gia phối hợp", "Chánh Văn phòng Ban chỉ đạo phòng thủ dân sự quốc gia"},
		{"Chủ tịch UBND các tỉnh, thành phố ven biển từ Huế đến Cà Mau tổ chức", "Chủ tịch UBND các tỉnh, thành phố ven biển từ Huế đến Cà Mau"},
		{"các đồng chí Bộ trưởng, Thủ trưởng cơ quan ngang Bộ quan tâm", "các đồng chí Bộ trưởng, Thủ trưởng cơ quan ngang Bộ"},
		{"Báo và phát thanh, truyền hình tỉnh tuyên truyền", "Báo và phát thanh, truyền hình tỉnh"},
		{"Văn phòng Trung ương Đảng, các văn phòng tỉnh ủy, thành ủy tập trung", "Văn phòng Trung ương Đảng|các văn phòng tỉnh ủy, thành ủy"},
		{"tổ chức thực hiện nghiêm", ""},
		{"Ban hành kế hoạch", ""},
		{"báo cáo kết quả", ""},
	} {
		p := &phrase.Line{Text: c.text}
		rs, _ := List(p.Words(), 0)
		if got := strings.Join(Names(p, rs), "|"); got != c.want {
			t.Errorf("%s\n names %q, want %q", c.text, got, c.want)
		}
	}
}

func TestWhoIsAddressed(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Giao Sở Y tế chủ trì, phối hợp với Sở Tài chính nghiên cứu.", "Sở Y tế"},
		{"Về việc hỗ trợ kinh phí của Bộ Y tế: Giao Bộ Tài chính nghiên cứu.", "Bộ Tài chính"},
		{"Căn cứ nội dung Kế hoạch, các sở, ngành xây dựng kế hoạch.", "các sở, ngành"},
		{"Trong thời gian tới, Tỉnh tổ chức thực hiện nghiêm nhiệm vụ.", "Tỉnh"},
		{"Trên cơ sở chức năng nhiệm vụ, chủ trì, phối hợp với các cơ quan, đơn vị tham mưu.", ""},
		{"Chỉ đạo các đơn vị trực thuộc rà soát.", ""},
		{"Chủ tịch UBND tỉnh yêu cầu các sở, ngành thực hiện nghiêm.", "các sở, ngành"},
		{"Sở Nội vụ: Tổng hợp, báo cáo kết quả.", "Sở Nội vụ"},
		{"Sở Y tế rà soát hồ sơ; đồng thời Sở Tài chính đề xuất kinh phí.", "Sở Y tế|Sở Tài chính"},
		{"Giao Sở Y tế chủ trì, phối hợp với các sở, ngành; Ủy ban nhân dân các xã; các đơn vị liên quan triển khai.", "Sở Y tế"},
		{"Đối với các nhà máy xi măng, luyện thép: Tăng cường kiểm tra.", "các nhà máy xi măng, luyện thép"},
		{"Khuyến khích Liên đoàn Lao động tỉnh xây dựng kế hoạch.", "Liên đoàn Lao động tỉnh"},
		{"Cấp ủy phải lãnh đạo, chính quyền phải vào cuộc.", "Cấp ủy|chính quyền"},
		{"Đối với 10 nhiệm vụ còn lại, yêu cầu các Bộ: Xây dựng; Y tế xây dựng phương án.", "các Bộ: Xây dựng; Y tế"},
		{"Theo dõi, đôn đốc Ủy ban nhân dân các xã thực hiện.", ""},
	} {
		p := &phrase.Line{Text: c.text}
		if got := strings.Join(Names(p, Addressed(p, 0)), "|"); got != c.want {
			t.Errorf("%s\n addresses %q, want %q", c.text, got, c.want)
		}
	}
}

func TestWhoSupports(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"chủ trì, phối hợp chặt chẽ với Sở Y tế, các cơ quan liên quan tham mưu", "Sở Y tế|các cơ quan liên quan"},
		{"phối hợp, hỗ trợ chính quyền địa phương trong tuần tra", "chính quyền địa phương"},
		{"phối hợp Sở Y tế rà soát", "Sở Y tế"},
		{"phối hợp tuần tra, kiểm tra rừng", ""},
		{"phối hợp, tạo điều kiện để các đơn vị làm việc", ""},
		{"tăng cường sự phối hợp với Sở Y tế", ""},
		{"làm việc với Bộ Xây dựng, báo cáo UBND tỉnh", ""},
	} {
		p := &phrase.Line{Text: c.text}
		if got := strings.Join(Names(p, Supporters(p, 0)), "|"); got != c.want {
			t.Errorf("%s\n is supported by %q, want %q", c.text, got, c.want)
		}
	}
}

func TestHeadingsThatNameWhomTheyAreFor(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Đối với các cơ sở sản xuất có lưu lượng xả thải lớn và có nguy cơ gây ô nhiễm:", "các cơ sở sản xuất có lưu lượng xả thải lớn và có nguy cơ gây ô nhiễm"},
		{"Đối với các đơn vị thực hiện dịch vụ thu gom (theo danh sách kèm theo):", "các đơn vị thực hiện dịch vụ thu gom"},
		{"Đề nghị các doanh nghiệp sản xuất, chế biến và xuất khẩu hàng hóa", "các doanh nghiệp sản xuất, chế biến và xuất khẩu hàng hóa"},
		{"Thủ trưởng các cơ quan tham mưu, quản lý nhà nước thuộc Bộ", "Thủ trưởng các cơ quan tham mưu, quản lý nhà nước thuộc Bộ"},
		{"Đối với nhiệm vụ còn lại:", ""},
	} {
		p := &phrase.Line{Text: c.text}
		if got := strings.Join(Names(p, OfHeading(p, 0)), "|"); got != c.want {
			t.Errorf("%s\n is for %q, want %q", c.text, got, c.want)
		}
	}
}
