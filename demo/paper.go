package demo

import (
	"bytes"

	"sauro/paper"
	"sauro/task"
	"sauro/vn"
)

// paper makes a real PDF as evidence: a record of the result with its task,
// without names and without a number, for the demo invents neither.
func (t teller) paper(title string, now task.Task, day vn.Day) (task.Evidence, error) {
	p := paper.Paper{
		Issuer: []string{"ỦY BAN NHÂN DÂN", "XÃ KHÁNH CƯỜNG"}, Symbol: "BB-UBND", Place: "Khánh Cường", Date: string(day),
		Kind: "BIÊN BẢN", Subject: "Xác nhận kết quả nhiệm vụ " + now.Ref,
		Body: []paper.Block{
			paper.Paragraph{Text: "Nhiệm vụ: " + now.Work + "."},
			paper.Paragraph{Text: "Kết quả phải đạt: " + now.Product + "."},
			paper.Paragraph{Text: "Minh chứng kèm theo: " + title + "."},
			paper.Paragraph{Text: "Tài liệu của bản dùng thử, không có giá trị pháp lý"},
		},
		Sign: paper.Sign{Title: "NGƯỜI LẬP"},
	}
	var b bytes.Buffer
	if err := paper.WritePDF(&b, &p); err != nil {
		return task.Evidence{}, err
	}
	size := int64(b.Len())
	hash, _, err := t.blobs.Put(&b, 1<<20)
	return task.Evidence{Kind: task.File, Name: title + ".pdf", Hash: hash, Size: size, MIME: "application/pdf"}, err
}
