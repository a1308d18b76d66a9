package desk

import (
	"bytes"
	"net/http"
	"slices"

	"sauro/attach"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/task"
	"sauro/vn"
	"sauro/web"
)

var evidencePages = feature{
	Routes: func(d *Desk) []web.Route {
		return []web.Route{
			{Pattern: "GET /nhiem-vu/{ref}/minh-chung/{id}", Act: org.Read, Pace: web.Heavy, Handle: d.download},
			{Pattern: "POST /nhiem-vu/{ref}/minh-chung/{id}/rut", Act: org.Report, Handle: d.withdraw},
		}
	},
}

// evidenceFiles is how many files one report takes.
const evidenceFiles = 10

// evidenceOf reads the evidence of a report: files, kept by their hash and
// without the place a photograph was taken, an address, the number of a
// document, a figure. bared is the number of photographs that lost their place.
func (d *Desk) evidenceOf(r *web.Request) (list []task.Evidence, bared int, err error) {
	files, err := r.Files("tep")
	if err != nil {
		return nil, 0, err
	}
	var f fault.Form
	f.Check(len(files) <= evidenceFiles, "tep", "Mỗi lần báo cáo gửi tối đa %d tệp. Hãy gửi phần còn lại ở lần sau.", evidenceFiles)
	if err := f.Err(); err != nil {
		return nil, 0, err
	}
	var kept [][]byte
	for _, file := range files {
		kind, data, less, err := attach.Keep(file.Name, file.Data)
		if err != nil {
			return nil, 0, err
		}
		if less {
			bared++
		}
		kept = append(kept, data)
		list = append(list, task.Evidence{Kind: task.File, Name: file.Name, MIME: kind})
	}
	// Nothing is kept before everything was found good.
	for i, data := range kept {
		if list[i].Hash, list[i].Size, err = d.Blobs.Put(bytes.NewReader(data), web.FileLimit); err != nil {
			return nil, 0, err
		}
	}
	if url := r.Value("lien-ket"); url != "" {
		list = append(list, task.Evidence{Kind: task.Link, URL: url, Name: url})
	}
	if number := r.Value("van-ban-so"); number != "" || r.Value("van-ban-ngay") != "" {
		day, ok := r.Day("van-ban-ngay")
		f.Check(number != "", "van-ban-so", "Hãy ghi số, ký hiệu của văn bản, ví dụ 12/KH-UBND.")
		f.Check(ok, "van-ban-ngay", "Hãy ghi ngày ban hành theo mẫu ngày/tháng/năm, ví dụ 31/12/2026.")
		list = append(list, task.Evidence{Kind: task.DocumentNo, Number: number, Dated: day})
	}
	if figure, source := r.Value("so-lieu"), r.Value("so-lieu-nguon"); figure != "" || source != "" {
		f.Check(figure != "", "so-lieu", "Hãy ghi con số làm minh chứng.")
		f.Check(source != "", "so-lieu-nguon", "Hãy ghi nguồn của số liệu, ví dụ hệ thống thông tin giải quyết thủ tục hành chính.")
		list = append(list, task.Evidence{Kind: task.FigureProof, Figure: figure, Name: source})
	}
	return list, bared, f.Err()
}

// download hands out a file that proves something in this task, under the name
// it came with.
func (d *Desk) download(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	var e task.Evidence
	err = r.View(func(tx *db.Tx) error {
		e, err = task.EvidenceByID(tx, r.Who, r.PathValue("ref"), id)
		return err
	})
	if err != nil {
		return err
	}
	f, err := d.Blobs.Open(e.Hash)
	if err != nil {
		return err
	}
	defer f.Close()
	return web.Attachment(w, r, e.Name, e.MIME, e.At, f)
}

// withdraw takes a wrong piece of evidence out of what counts.
func (d *Desk) withdraw(w http.ResponseWriter, r *web.Request) error {
	ref := r.PathValue("ref")
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	err = r.Update(func(tx *db.Tx) error { return task.Withdraw(tx, r.Who, ref, seenVersion(r), id, r.Value("ly-do")) })
	if err != nil {
		return d.taskAgain(w, r, fault.Rename(err, "reason", "ly-do"))
	}
	return r.Redirect(w, "/nhiem-vu/"+ref, r.T("Đã rút minh chứng. Minh chứng vẫn đọc được nhưng không tính nữa."))
}

// AcceptFiles is what the file field proposes.
func (p *taskPage) AcceptFiles() string { return attach.Accept }

// Bares reports whether a text of the task that the public sees holds a number
// that belongs to somebody.
func (p *taskPage) Bares() bool {
	texts := []string{p.Task.Work, p.Task.Product, p.Task.Due.Text, p.Task.Slots.Unit}
	for _, e := range p.Task.Evidence {
		texts = append(texts, e.Name, e.Number)
	}
	return slices.ContainsFunc(texts, func(text string) bool { return len(vn.Private(text)) > 0 })
}
