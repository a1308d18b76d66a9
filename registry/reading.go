package registry

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/register"
	"sauro/vn"
	"sauro/web"
)

var proposalPages = feature{
	Routes: func(g *Registry) []web.Route {
		return []web.Route{
			{Pattern: "GET /van-ban/{id}/doc", Act: org.BringIn, Handle: g.proposal},
			{Pattern: "POST /van-ban/{id}/doc", Act: org.BringIn, Handle: g.correct},
		}
	},
	Types: map[string]any{"reading.html": proposalPage{}},
}

// partsPerPage is how many parts of a letter one page shows.
const partsPerPage = 100

type proposalPage struct {
	web.Page
	Letter          register.Letter
	Groups, Clauses int
	Head            []headField
	Rows            []proposalRow
	Old             register.Letter // the letter this one amends
	OldClauses      []oldClause     // to choose from; empty where they are too many for a list
	Same            *register.Same  // the letter that makes accepting impossible
	Pager           web.Pager
}

// headField is one field of the letter's head; an empty one is not printed.
type headField struct {
	Name, Label, Value, Hint string
	Wide, Lines              bool
}

type oldClause struct{ Code, Text string }

// proposalRow is a strip of the original and what was read out of it.
type proposalRow struct {
	strip
	Part *proposedPart
}

type proposedPart struct {
	Index    int
	Code     string // "" of a heading
	Label    string
	Merges   bool // it can be joined to the clause before it
	Facts    []fact
	Missing  org.Names // what the text says nothing of
	Replaces string    // the code of the old clause it takes the place of
}

// Key names the part's form.
func (p *proposedPart) Key() string { return "p" + strconv.Itoa(p.Index) }

// fact is one thing read, as printed, and how the program understands it.
type fact struct{ Label, Value, Sub string }

// everyName are the periods of a recurring deadline.
var everyName = map[string]string{"week": "hằng tuần", "month": "hằng tháng", "quarter": "hằng quý", "half-year": "6 tháng một lần", "year": "hằng năm"}

func (g *Registry) proposal(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	p := &proposalPage{}
	err = p.load(r, id)
	if fault.Is(err, fault.Conflict) { // accepted meanwhile: its page says what became of it
		return r.Redirect(w, "/van-ban/"+string(id), "")
	}
	if err != nil {
		return err
	}
	return r.Render(w, "reading.html", p)
}

func (p *proposalPage) load(r *web.Request, id db.ID) error {
	var all register.Proposal
	var groups []register.Group
	err := r.View(func(tx *db.Tx) (err error) {
		if all, err = register.LoadProposal(tx, r.Who, id); err != nil || all.Amends == "" {
			return err
		}
		if p.Old, err = register.Load(tx, r.Who, all.Amends); err != nil {
			return err
		}
		groups, err = register.Groups(tx, r.Who, all.Amends)
		return err
	})
	if err != nil {
		return err
	}
	p.Title = r.T("Xem lại bản đọc")
	p.Crumbs = []web.Crumb{{Name: r.T("Văn bản cam kết"), URL: "/van-ban"}}
	p.Letter = all.Letter
	p.Groups, p.Clauses = all.Count()
	p.Head = headFields(r, all.Head)
	p.rows(r, all, codesOf(groups))
	for _, g := range groups {
		for _, c := range g.Clauses {
			p.OldClauses = append(p.OldClauses, oldClause{c.Code, short(c.Text, 80)})
		}
	}
	if len(p.OldClauses) > 200 {
		p.OldClauses = nil
	}
	p.Letter.Body = ""
	return nil
}

func codesOf(groups []register.Group) map[db.ID]string {
	codes := map[db.ID]string{}
	for _, g := range groups {
		for _, c := range g.Clauses {
			codes[c.ID] = c.Code
		}
	}
	return codes
}

// rows lays the parts of one page beside the original.
func (p *proposalPage) rows(r *web.Request, all register.Proposal, old map[db.ID]string) {
	p.Pager = r.Pager(len(all.Parts), partsPerPage)
	first := min(p.Pager.Offset(), len(all.Parts))
	last := min(first+partsPerPage, len(all.Parts))
	codes := all.Codes()
	var spans [][2]int
	for _, part := range all.Parts[first:last] {
		spans = append(spans, [2]int{part.From, part.To})
	}
	lo, hi := 0, len(all.Body)
	if first > 0 {
		lo = lineStart(all.Body, all.Parts[first].From)
	}
	if last < len(all.Parts) {
		hi = lineStart(all.Body, all.Parts[last].From)
	}
	strips := cut(all.Body, lo, hi, spans)
	if len(strips) == 0 || strips[0].Of >= 0 {
		strips = append([]strip{{Of: -1}}, strips...)
	}
	strips[0].letterhead(all.Head.Number == "", len(all.Head.Date) < len("2006-01-02"))
	for _, s := range strips {
		row := proposalRow{strip: s}
		if s.Of >= 0 {
			i := first + s.Of
			row.Part = &proposedPart{Index: i, Code: codes[i], Label: all.Parts[i].Label, Replaces: old[all.Parts[i].Replaces]}
			row.Part.Merges = i > 0 && codes[i] != "" && codes[i-1] != ""
			if codes[i] != "" {
				row.Part.read(r, all.Parts[i])
			}
		}
		p.Rows = append(p.Rows, row)
	}
}

// lineStart is where the line of a place of the body begins.
func lineStart(body string, at int) int { return strings.LastIndexByte(body[:at], '\n') + 1 }

func (p *proposedPart) read(r *web.Request, part register.Part) {
	due, reading := dueWords(r, part.Due)
	for i, f := range []fact{
		{Value: strings.Join(part.Lead, "; ")},
		{Value: strings.Join(part.Support, "; ")},
		{Value: due, Sub: reading},
		{Value: part.Result},
	} {
		if f.Value == "" {
			p.Missing = append(p.Missing, readName[i])
			continue
		}
		f.Label = r.T(readName[i])
		p.Facts = append(p.Facts, f)
	}
}

// dueWords are a deadline as printed and as the program understands it.
func dueWords(r *web.Request, d register.Due) (printed, understood string) {
	switch {
	case d.Kind == "ongoing":
		understood = r.T("thường xuyên")
	case everyName[d.Every] != "":
		understood = r.T(everyName[d.Every])
	case vn.Day(d.Date).Valid():
		understood = r.T("đến hết ngày %s", headDay(d.Date))
	}
	if d.Text == "" {
		return understood, ""
	}
	return d.Text, understood
}

// readName are the labels of what is read out of a clause.
var readName = [4]string{"Chủ trì", "Phối hợp", "Thời hạn", "Kết quả"}

func headFields(r *web.Request, h register.Head) []headField {
	return []headField{
		{Name: "so", Label: r.T("Số, ký hiệu"), Value: h.Number},
		{Name: "ngay", Label: r.T("Ngày ký"), Value: headDay(h.Date)},
		{Name: "loai", Label: r.T("Loại văn bản"), Value: h.Kind},
		{Name: "ky-hieu", Label: r.T("Ký hiệu"), Value: h.Symbol},
		{Name: "co-quan", Label: r.T("Cơ quan ban hành"), Value: h.Issuer, Wide: true},
		{Name: "noi", Label: r.T("Nơi ban hành"), Value: h.Place},
		{Name: "nguoi-ky", Label: r.T("Người ký"), Value: h.SignerName},
		{Name: "chuc-vu", Label: r.T("Chức vụ người ký"), Value: h.SignerTitle, Wide: true},
		{Name: "trich-yeu", Label: r.T("Trích yếu"), Value: h.Subject, Wide: true, Lines: true},
		{Name: "kinh-gui", Label: r.T("Kính gửi"), Hint: r.T("Mỗi nơi một dòng."), Value: strings.Join(h.Recipients, "\n"), Wide: true, Lines: true},
	}
}

// correct does one correction of the reading and goes back to the place of it.
func (g *Registry) correct(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	to, notice := "", ""
	err = r.Update(func(tx *db.Tx) (err error) { to, notice, err = correction(tx, r, id); return err })
	if err == nil {
		return r.Redirect(w, to, notice)
	}
	p := &proposalPage{}
	if e := p.load(r, id); e != nil {
		return e
	}
	var same *register.ErrSame
	if errors.As(err, &same) {
		p.Same = &same.Same
	}
	return r.Again(w, "reading.html", p, fault.Rename(err, "date", "ngay", "kind", "loai", "number", "so", "symbol", "ky-hieu", "issuer", "co-quan",
		"place", "noi", "signer_name", "nguoi-ky", "signer_title", "chuc-vu", "subject", "trich-yeu", "recipients", "kinh-gui"))
}

// correction does what the pressed button says and tells where to go then.
func correction(tx *db.Tx, r *web.Request, id db.ID) (to, notice string, err error) {
	version, _ := r.Int("lan-sua")
	at := -1
	if part, ok := r.Int("phan"); ok {
		at = int(part)
	}
	here := r.URL.RequestURI() // with the page of the list
	words := r.Text("chu")
	switch r.Value("viec") {
	case "phan-dau":
		return here, r.T("Đã ghi phần đầu văn bản."), register.SetHead(tx, r.Who, id, version, headOf(r))
	case "tach":
		return toPart(here, at), r.T("Đã tách thành hai nội dung."), register.Split(tx, r.Who, id, version, at, words)
	case "gop":
		return toPart(here, at-1), r.T("Đã gộp vào nội dung phía trên."), register.Merge(tx, r.Who, id, version, at)
	case "bo":
		return toPart(here, at), r.T("Đã bỏ. Chữ vẫn còn trong bản gốc, có thể thêm lại."), register.Drop(tx, r.Who, id, version, at)
	case "doi":
		return toPart(here, at), r.T("Đã đổi."), register.Turn(tx, r.Who, id, version, at)
	case "thay":
		old, err := oldByCode(tx, r, id)
		if err != nil {
			return "", "", err
		}
		return toPart(here, at), r.T("Đã ghi nội dung được thay."), register.Replace(tx, r.Who, id, version, at, old)
	case "them", "them-de":
		heading := r.Value("viec") == "them-de"
		if err := register.Add(tx, r.Who, id, version, words, heading); err != nil {
			return "", "", err
		}
		to, err := added(tx, r, id, words)
		return to, r.T("Đã thêm."), err
	case "xac-nhan":
		p, err := register.LoadProposal(tx, r.Who, id)
		if err != nil {
			return "", "", err
		}
		_, n := p.Count()
		return "/van-ban/" + string(id), r.T("Đã xác nhận %d nội dung. Việc tiếp theo: soạn nhiệm vụ cho từng nội dung.", n), register.Accept(tx, r.Who, id, version)
	case "bo-het":
		return "/van-ban", r.T("Đã bỏ bản đọc. Văn bản có thể đưa vào lại."), register.Abandon(tx, r.Who, id, version)
	}
	return "", "", fault.New(fault.Invalid, "Chưa rõ phải làm gì với bản đọc. Hãy bấm một nút trên trang.")
}

func toPart(page string, i int) string { return page + "#" + partAnchor(max(i, 0)) }

func partAnchor(i int) string { return "phan-" + strconv.Itoa(i) }

// added is the place of the part just made of the words.
func added(tx *db.Tx, r *web.Request, id db.ID, words string) (string, error) {
	p, err := register.LoadProposal(tx, r.Who, id)
	if err != nil {
		return "", err
	}
	want := strings.Join(vn.Words(words), " ")
	for i, part := range p.Parts {
		if strings.Contains(want, strings.Join(vn.Words(part.Text), " ")) {
			return toPart(fmt.Sprintf("%s?trang=%d", proposalURL(id), i/partsPerPage+1), i), nil
		}
	}
	return proposalURL(id), nil
}

// oldByCode finds the clause of the amended letter by the code people call it
// by; no code takes the choice back.
func oldByCode(tx *db.Tx, r *web.Request, id db.ID) (db.ID, error) {
	code := strings.TrimRight(r.Value("cu"), ". ")
	if code == "" {
		return "", nil
	}
	l, err := register.Load(tx, r.Who, id)
	if err != nil {
		return "", err
	}
	groups, err := register.Groups(tx, r.Who, l.Amends)
	if err != nil {
		return "", err
	}
	for clause, known := range codesOf(groups) {
		if known == code {
			return clause, nil
		}
	}
	var f fault.Form
	f.Add("cu", "Văn bản được sửa đổi không có nội dung %s. Hãy ghi số như 3.3.", code)
	return "", f.Err()
}

func headOf(r *web.Request) register.Head {
	return register.Head{
		Number: r.Value("so"), Symbol: r.Value("ky-hieu"), Date: r.Value("ngay"), Kind: r.Value("loai"), Issuer: r.Value("co-quan"), Place: r.Value("noi"),
		SignerName: r.Value("nguoi-ky"), SignerTitle: r.Value("chuc-vu"), Subject: vn.Line(r.Text("trich-yeu")), Recipients: strings.Split(r.Text("kinh-gui"), "\n"),
	}
}
