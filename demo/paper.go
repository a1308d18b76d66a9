package demo

import (
	"sauro/paper"
	"sauro/task"
	"sauro/vn"
)

// sample ends every paper of the demo.
const sample = "Tài liệu của bản dùng thử, không có giá trị pháp lý"

// paper makes a real PDF as evidence: a record of the result with its task,
// without names and without a number, for the demo invents neither.
func (t teller) paper(title string, now task.Task, day vn.Day) (task.Evidence, error) {
	return t.kept(title, &paper.Paper{
		Issuer: []string{"ỦY BAN NHÂN DÂN", "XÃ KHÁNH CƯỜNG"}, Symbol: "BB-UBND", Place: "Khánh Cường", Date: string(day),
		Kind: "BIÊN BẢN", Subject: "Xác nhận kết quả nhiệm vụ " + now.Ref,
		Body: []paper.Block{
			paper.Paragraph{Text: "Nhiệm vụ: " + now.Work + "."},
			paper.Paragraph{Text: "Kết quả phải đạt: " + now.Product + "."},
			paper.Paragraph{Text: "Minh chứng kèm theo: " + title + "."},
			paper.Paragraph{Text: sample},
		},
		Sign: paper.Sign{Title: "NGƯỜI LẬP"},
	})
}
