package inspection

// Checklist is what an inspection asks of every unit, in its order: the six
// clears, the evidence, the figures, the deadlines and the registers that others
// see. It is data: the questions that an inspection was opened with stay with it.
var Checklist = []string{
	"Mỗi nhiệm vụ đủ sáu rõ: người, việc, thời gian, trách nhiệm, thẩm quyền, kết quả",
	"Người chịu trách nhiệm biết nhiệm vụ của mình, đã nhận việc trong chương trình",
	"Minh chứng đã gửi đúng với thực tế: đã xem bản gốc, mở được tệp, số và ngày văn bản khớp",
	"Số liệu đã báo cáo tính lại được từ sổ gốc (tử số, mẫu số, ngày chốt)",
	"Thời hạn đúng như văn bản giao; gia hạn, tạm dừng có lý do và người quyết định",
	"Kết quả đã nghiệm thu do người không làm việc đó xem và chấp nhận",
	"Vướng mắc được ghi ngay, việc vượt thẩm quyền đã kiến nghị cấp trên",
	"Sổ theo dõi trực tuyến cập nhật trước ngày kiểm tra, không có việc làm ngoài sổ",
	"Nội dung công khai trên trang của xã khớp với sổ theo dõi",
	"Kết luận kiểm tra lần trước đã thực hiện xong",
}
