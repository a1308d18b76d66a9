package followup

import (
	"bytes"
	"net/http"
	"strings"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/paper"
	"sauro/urging"
	"sauro/vn"
	"sauro/web"
)

var urgingLetterPages = feature{
	Routes: func(p *Followup) []web.Route {
		return []web.Route{
			{Pattern: "GET /don-doc/cong-van/{ref}", Act: org.Read, Handle: p.urgingLetter},
			{Pattern: "GET /don-doc/cong-van/{ref}/{form}", Act: org.Read, Pace: web.Heavy, Handle: p.urgingFile},
			{Pattern: "GET /don-doc/cong-van/{ref}/tra-loi/{id}", Act: org.Read, Pace: web.Heavy, Handle: p.answerFile},
			{Pattern: "POST /don-doc/cong-van/{ref}/luu", Act: org.Urge, Handle: p.saveLetter},
			{Pattern: "POST /don-doc/cong-van/{ref}/ban-hanh", Act: org.Urge, Handle: p.issueLetter},
			{Pattern: "POST /don-doc/cong-van/{ref}/bo", Act: org.Urge, Handle: p.dropLetter},
			{Pattern: "POST /don-doc/cong-van/{ref}/thu-hoi", Act: org.Urge, Handle: p.recallLetter},
			{Pattern: "POST /don-doc/cong-van/{ref}/tra-loi", Act: org.Read, Upload: true, Handle: p.answerLetter},
		}
	},
	Types: map[string]any{"urgingletter.html": urgingLetterPage{}},
}

// urgingLetterPage is one urging letter: as it will be printed, who signs, its
// number, and what each unit has answered.
type urgingLetterPage struct {
	web.Page
	L         urging.Letter
	Status    web.Status
	MayIssue  bool
	MayRecall bool
	Paper     []paperBlock
	Units     []answerLine
	Signers   []web.Option
	Urgencies []web.Option
	Tones     []web.Option
	Account   string // how the last day of the answer is counted
	Urgent    string
}

// answerLine is a unit with its answer.
type answerLine struct {
	urging.Unit
	Status   web.Status
	ToneName string
	File     *web.Link
	May      bool // the person may write the answer down
	Enters   bool // as a paper that came in
}

// paperBlock is one block of the letter as a page shows it.
type paperBlock struct {
	Text  string
	Dash  bool
	Right bool
	Head  []string
	Rows  []paperRow
}

type paperRow struct {
	Group string
	Cells []string
}

// PaperOf is the letter as it is printed.
func (p *urgingLetterPage) PaperOf() *paper.Paper { return p.L.Paper() }

// Number is the number as it is printed.
func (p *urgingLetterPage) Number() string {
	if p.L.Number == 0 {
		return "…/" + p.L.Symbol
	}
	return p.L.Code()
}

// DateLine is the place and day as it is printed.
func (p *urgingLetterPage) DateLine() string {
	at := p.L.Paper()
	if p.L.Date == "" {
		return at.Place + ", ngày … tháng … năm " + at.Date
	}
	return at.Place + ", " + p.L.Date.Long()
}

// Upper is a line in the capitals of a letterhead.
func (p *urgingLetterPage) Upper(s string) string { return strings.ToUpper(s) }

// Draft reports whether the letter can still be changed.
func (p *urgingLetterPage) Draft() bool { return p.L.State == urging.Draft }

// CopyLines are Nơi nhận, a line each.
func (p *urgingLetterPage) CopyLines() string { return strings.Join(p.L.Copies, "\n") }

// Days is the number of working days of the answer's time limit.
func (p *urgingLetterPage) Days() int {
	n, _ := urging.Days(p.L.Rule)
	return n
}

func (p *urgingLetterPage) load(tx *db.Tx, r *web.Request) (err error) {
	if p.L, err = urging.LetterByRef(tx, r.Who, r.PathValue("ref")); err != nil {
		return err
	}
	l := p.L
	p.Title = r.T("Công văn đôn đốc %s", l.Ref)
	p.Status = letterLineOf(r, l).Status
	may := r.Who.Can(org.Urge, org.Thing{})
	p.MayIssue = may && l.State == urging.Draft
	p.MayRecall = may && (l.State == urging.Issued || l.State == urging.Answered)
	p.Urgent = strings.ToUpper(urging.UrgencyName[l.Content.Urgency])
	if l.Content.Urgency == urging.Usual {
		p.Urgent = ""
	}
	if l.Due != "" {
		p.Account = calendar.Item{From: l.From, Rule: l.Rule, Due: l.Due}.Account()
	}
	doc := l.Paper()
	blocks := doc.Body
	for _, a := range doc.Annexes {
		blocks = append(blocks, a.Body...)
	}
	for _, b := range blocks {
		p.Paper = append(p.Paper, blockOf(b))
	}
	for _, u := range l.Units {
		a := answerLine{Unit: u, ToneName: r.T(urging.ToneName[u.Tone])}
		a.May, a.Enters = l.Responds(r.Who, u.ID)
		switch {
		case u.By.Is() && u.DaysLate > 0:
			a.May, a.Status = false, web.Status{Kind: "ver", Text: r.T("đã trả lời, trễ %d ngày", u.DaysLate)}
		case u.By.Is():
			a.May, a.Status = false, web.Status{Kind: "ver", Text: r.T("đã trả lời đúng hạn")}
		case u.DaysLate > 0:
			a.Status = web.Status{Kind: "late", Text: r.T("quá hạn trả lời %d ngày", u.DaysLate)}
		case l.State == urging.Issued:
			a.Status = web.Status{Kind: "wait", Text: r.T("chưa trả lời")}
		}
		if u.File.Hash != "" {
			a.File = &web.Link{Name: u.File.Name, URL: "/don-doc/cong-van/" + l.Ref + "/tra-loi/" + string(u.ID), Size: u.File.Size, Hash: u.File.Hash}
		}
		p.Units = append(p.Units, a)
	}
	for _, u := range urging.Urgencies {
		p.Urgencies = append(p.Urgencies, web.Option{Value: string(u), Text: r.T(urging.UrgencyName[u])})
	}
	for _, t := range urging.Tones {
		p.Tones = append(p.Tones, web.Option{Value: string(t), Text: r.T(urging.ToneName[t])})
	}
	signers, err := urging.Signers(tx)
	for _, s := range signers {
		p.Signers = append(p.Signers, web.Option{Value: string(s.Post), Text: strings.Join(append(append([]string{}, s.Authority...), s.As), " / ") + " · " + s.Name})
	}
	return err
}

func blockOf(b paper.Block) (of paperBlock) {
	switch b := b.(type) {
	case paper.Paragraph:
		of.Text, of.Right = b.Text, b.Align == paper.Right
		for _, run := range b.Runs {
			of.Text += run.Text
		}
	case paper.Dash:
		of.Text, of.Dash = b.Text, true
	case paper.Table:
		for _, c := range b.Columns {
			of.Head = append(of.Head, c.Title)
		}
		for _, cells := range b.Rows {
			var row paperRow
			if len(cells) == 1 {
				row.Group = cells[0].Text
			} else {
				for _, c := range cells {
					row.Cells = append(row.Cells, c.Text)
				}
			}
			of.Rows = append(of.Rows, row)
		}
	}
	return of
}

func newUrgingLetterPage(r *web.Request) *urgingLetterPage {
	return &urgingLetterPage{Page: web.Page{Title: r.T("Công văn đôn đốc"), Crumbs: []web.Crumb{{Name: r.T("Đôn đốc"), URL: "/don-doc"}}}}
}

func (p *Followup) urgingLetter(w http.ResponseWriter, r *web.Request) error {
	page := newUrgingLetterPage(r)
	return r.Show(w, "urgingletter.html", page, func(tx *db.Tx) error { return page.load(tx, r) })
}

// letterFields are the names of the rules' fields in the forms.
var letterFields = []string{"subject", "trich-yeu", "demand", "yeu-cau", "urgency", "do-khan", "copies", "noi-nhan", "symbol", "ky-hieu", "signer", "nguoi-ky", "rule", "so-ngay",
	"number", "so", "date", "ngay", "reason", "ly-do", "text", "noi-dung", "received", "nhan-ngay"}

// inLetter does one step and shows the letter again where it fails.
func (p *Followup) inLetter(w http.ResponseWriter, r *web.Request, done string, step func(tx *db.Tx, ref string, version int64) error) error {
	ref := r.PathValue("ref")
	version, _ := r.Int("lan")
	err := r.Update(func(tx *db.Tx) error { return step(tx, ref, version) })
	if err != nil {
		return p.letterAgain(w, r, err)
	}
	return r.Redirect(w, "/don-doc/cong-van/"+ref, done)
}

func (p *Followup) letterAgain(w http.ResponseWriter, r *web.Request, failed error) error {
	page := newUrgingLetterPage(r)
	if err := r.View(func(tx *db.Tx) error { return page.load(tx, r) }); err != nil {
		return err
	}
	return r.Again(w, "urgingletter.html", page, fault.Rename(failed, letterFields...))
}

func (p *Followup) saveLetter(w http.ResponseWriter, r *web.Request) error {
	return p.inLetter(w, r, r.T("Đã lưu công văn."), func(tx *db.Tx, ref string, version int64) error {
		signer, _ := db.ParseID(r.Value("nguoi-ky"))
		days, _ := r.Int("so-ngay")
		l, err := urging.LetterByRef(tx, r.Who, ref)
		if err != nil {
			return err
		}
		tones := map[db.ID]urging.Tone{}
		for _, u := range l.Units {
			if t := r.Value("giong-" + string(u.ID)); t != "" {
				tones[u.ID] = urging.Tone(t)
			}
		}
		return urging.Save(tx, r.Who, ref, version, urging.Wording{
			Subject: r.Value("trich-yeu"), Demand: r.Value("yeu-cau"), Urgency: urging.Urgency(r.Value("do-khan")), Copies: strings.Split(r.Text("noi-nhan"), "\n"),
			Symbol: r.Value("ky-hieu"), Signer: signer, Rule: urging.Rule(int(min(max(days, 0), 99))), Tones: tones})
	})
}

func (p *Followup) issueLetter(w http.ResponseWriter, r *web.Request) error {
	return p.inLetter(w, r, r.T("Đã ban hành. Các đơn vị đã được báo."), func(tx *db.Tx, ref string, version int64) error {
		return urging.Issue(tx, r.Who, ref, version, r.Value("so"), formDay(r, "ngay"))
	})
}

func (p *Followup) dropLetter(w http.ResponseWriter, r *web.Request) error {
	return p.inLetter(w, r, r.T("Đã bỏ bản nháp."), func(tx *db.Tx, ref string, version int64) error {
		return urging.Drop(tx, r.Who, ref, version)
	})
}

func (p *Followup) recallLetter(w http.ResponseWriter, r *web.Request) error {
	return p.inLetter(w, r, r.T("Đã thu hồi công văn. Số của công văn vẫn giữ."), func(tx *db.Tx, ref string, version int64) error {
		return urging.Recall(tx, r.Who, ref, version, r.Value("ly-do"))
	})
}

func (p *Followup) answerLetter(w http.ResponseWriter, r *web.Request) error {
	unit, err := r.IDOf("don-vi")
	var file urging.File
	if err == nil {
		file, err = p.keep(r, "tep")
	}
	if err != nil {
		return p.letterAgain(w, r, err)
	}
	return p.inLetter(w, r, r.T("Đã ghi nhận trả lời."), func(tx *db.Tx, ref string, version int64) error {
		return urging.Respond(tx, r.Who, ref, version, unit, urging.Response{
			Number: r.Value("so"), Date: formDay(r, "ngay"), Text: r.Text("noi-dung"), Received: formDay(r, "nhan-ngay"), File: file})
	})
}

func (p *Followup) urgingFile(w http.ResponseWriter, r *web.Request) error {
	form := urging.Form(r.PathValue("form"))
	var l urging.Letter
	err := r.View(func(tx *db.Tx) (err error) { l, err = urging.LetterByRef(tx, r.Who, r.PathValue("ref")); return err })
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := l.Write(&file, form); err != nil {
		return err
	}
	return web.AttachmentOf(w, r, l.FileName(form), form.MediaType(), l.ModTime(), file.Bytes())
}

func (p *Followup) answerFile(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	var file urging.File
	var l urging.Letter
	err = r.View(func(tx *db.Tx) (err error) {
		l, err = urging.LetterByRef(tx, r.Who, r.PathValue("ref"))
		for _, u := range l.Units {
			if u.ID == id {
				file = u.File
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	return p.send(w, r, file, l.ModTime())
}

// formDay is the day of a field, or what was typed where that is no day, for the
// rule to refuse.
func formDay(r *web.Request, name string) vn.Day {
	if day, ok := r.Day(name); ok {
		return day
	}
	return vn.Day(r.Value(name))
}
