package open

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sauro/bulletin"
	"sauro/db"
	"sauro/vn"
	"sauro/web"
)

var dataPages = feature{
	Routes: func(o *Open) []web.Route { return []web.Route{get("/cong-khai/{xa}/{tep}", o.data)} },
	Types:  map[string]any{"dictionary.html": dictionaryPage{}},
}

// data is what programs read: the feed, the figures, and what they mean.
func (o *Open) data(w http.ResponseWriter, r *web.Request) error {
	serve := map[string]web.Handler{
		"moi.atom": o.atom, "so-lieu.csv": o.csv, "so-lieu.json": o.json, "tu-dien": o.dictionary, "tu-dien.json": o.csvw,
	}[r.PathValue("tep")]
	if serve == nil {
		return nowhere(w, r)
	}
	return serve(w, r)
}

// column is a column of the figures, as the dictionary says it.
type column struct {
	Name, Type string // Type as CSVW has it
	Vi, En     string
	value      func(xa string, p bulletin.Publication, c bulletin.Clause) string
}

// columns are the one table of what is in the figures. Their words stand here in
// both languages, as the dictionary for programs has both.
var columns = []column{
	{"address", "string", "địa chỉ cố định của nội dung cam kết", "permanent address of the clause", func(_ string, p bulletin.Publication, _ bulletin.Clause) string { return p.Address }},
	{"letter", "string", "địa chỉ của văn bản cam kết", "address of the letter of commitment", func(_ string, _ bulletin.Publication, c bulletin.Clause) string { return c.Letter.Address }},
	{"letter_name", "string", "tên văn bản cam kết", "name of the letter", func(_ string, _ bulletin.Publication, c bulletin.Clause) string { return cell(c.Letter.Name) }},
	{"clause", "string", "số của nội dung trong văn bản", "number of the clause in the letter", func(_ string, _ bulletin.Publication, c bulletin.Clause) string { return c.Code }},
	{"text", "string", "câu chữ như đã ký", "the words as signed", func(_ string, _ bulletin.Publication, c bulletin.Clause) string { return cell(c.Text) }},
	{"due", "string", "thời hạn như in trong văn bản", "deadline as printed", func(_ string, _ bulletin.Publication, c bulletin.Clause) string { return cell(c.Due) }},
	{"tasks", "integer", "số nhiệm vụ đã giao, không tính nhiệm vụ hủy", "tasks issued and not cancelled", func(_ string, _ bulletin.Publication, c bulletin.Clause) string { return strconv.Itoa(c.Tasks) }},
	{"done", "integer", "số nhiệm vụ đã nghiệm thu", "tasks accepted", func(_ string, _ bulletin.Publication, c bulletin.Clause) string { return strconv.Itoa(c.Done) }},
	{"late", "integer", "số nhiệm vụ quá hạn", "tasks overdue", func(_ string, _ bulletin.Publication, c bulletin.Clause) string { return strconv.Itoa(c.Late) }},
	{"reported_bp", "integer", "tỷ lệ người thực hiện báo cáo, phần vạn (10000 là 100%)", "what the doers report, in basis points (10000 is 100%)", func(_ string, _ bulletin.Publication, c bulletin.Clause) string { return strconv.Itoa(c.ReportedBP) }},
	{"verified_bp", "integer", "tỷ lệ người khác đã kiểm chứng, phần vạn", "what somebody else verified, in basis points", func(_ string, _ bulletin.Publication, c bulletin.Clause) string { return strconv.Itoa(c.VerifiedBP) }},
	{"status", "string", "tình trạng: completed hoàn thành, ongoing đang thực hiện, maintained tiếp tục duy trì, drafting đang xây dựng, not-begun chưa thực hiện",
		"status: completed, ongoing, maintained, drafting or not-begun", func(_ string, _ bulletin.Publication, c bulletin.Clause) string { return string(c.Status) }},
	{"published_at", "dateTime", "lúc công khai các số này", "when these figures were published", func(_ string, p bulletin.Publication, _ bulletin.Clause) string { return moment(p.At) }},
	{"ordinal", "integer", "lần công khai thứ mấy của nội dung", "which publication of the clause this is", func(_ string, p bulletin.Publication, _ bulletin.Clause) string { return strconv.Itoa(p.Ordinal) }},
	{"code", "string", "mã tra cứu của lần công khai này", "look-up code of this publication", func(_ string, p bulletin.Publication, _ bulletin.Clause) string { return p.Said() }},
	{"sha256", "string", "dấu vân tay của nội dung đã công khai", "fingerprint of what was published", func(_ string, p bulletin.Publication, _ bulletin.Clause) string { return p.SHA256 }},
	{"page", "anyURI", "trang của nội dung", "page of the clause", func(xa string, p bulletin.Publication, _ bulletin.Clause) string { return clauseURL(xa, p.Address) }},
}

// cell keeps a table program from taking a text for a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func moment(t time.Time) string { return t.In(vn.Office).Format(time.RFC3339) }

func (o *Open) csv(w http.ResponseWriter, r *web.Request) error {
	var b bytes.Buffer
	b.WriteString("\ufeff") // without it the usual table program of an office shows no Vietnamese
	out := csv.NewWriter(&b)
	out.UseCRLF = true // RFC 4180
	row := make([]string, len(columns))
	for i, c := range columns {
		row[i] = c.Name
	}
	p := &web.Page{}
	changed, err := o.commune(r, p, func(tx *db.Tx) error {
		list, err := bulletin.Current(tx, bulletin.OfClause, "")
		if err != nil {
			return err
		}
		if err := out.Write(row); err != nil {
			return err
		}
		for _, one := range list {
			c, err := one.Clause()
			if err != nil {
				return err
			}
			for i, column := range columns {
				row[i] = column.value(p.Who.TenantCode, one, c)
			}
			if err := out.Write(row); err != nil {
				return err
			}
		}
		out.Flush()
		return out.Error()
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="cam-ket-`+p.Who.TenantCode+`.csv"`)
	return r.PublishFile(w, "text/csv; charset=utf-8; header=present", b.Bytes(), changed)
}

// told is a publication as the file for programs has it: the body is byte for
// byte what the fingerprint is of.
type told struct {
	Address     string          `json:"address"`
	Ordinal     int             `json:"ordinal"`
	PublishedAt string          `json:"published_at"`
	Code        string          `json:"code"`
	SHA256      string          `json:"sha256"`
	Body        json.RawMessage `json:"body"`
}

func (o *Open) json(w http.ResponseWriter, r *web.Request) error {
	var all struct {
		Commune    bulletin.Commune `json:"commune"`
		Dictionary string           `json:"dictionary"`
		Letters    []told           `json:"letters"`
		Clauses    []told           `json:"clauses"`
		Reports    []told           `json:"reports"`
	}
	p := &web.Page{}
	changed, err := o.commune(r, p, func(tx *db.Tx) error {
		for kind, into := range map[bulletin.Kind]*[]told{bulletin.OfLetter: &all.Letters, bulletin.OfClause: &all.Clauses, bulletin.OfReport: &all.Reports} {
			list, err := bulletin.Current(tx, kind, "")
			if err != nil {
				return err
			}
			*into = make([]told, len(list))
			for i, one := range list {
				(*into)[i] = told{one.Address, one.Ordinal, moment(one.At), one.Said(), one.SHA256, json.RawMessage(one.Body)}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	all.Commune = bulletin.Commune{Code: p.Who.TenantCode, Name: p.Who.TenantName}
	all.Dictionary = o.URL + "/cong-khai/" + p.Who.TenantCode + "/tu-dien"
	text, err := json.Marshal(all)
	if err != nil {
		return err
	}
	return r.PublishFile(w, "application/json", text, changed)
}

// dictionaryPage says what the columns mean.
type dictionaryPage struct {
	web.Page
	Columns []column
	Base    string
}

// Means is the column in words.
func (p *dictionaryPage) Means(c column) string {
	if p.Lang == web.English {
		return c.En
	}
	return c.Vi
}

func (o *Open) dictionary(w http.ResponseWriter, r *web.Request) error {
	p := &dictionaryPage{Page: web.Page{Title: r.T("Từ điển số liệu")}, Columns: columns}
	changed, err := o.commune(r, &p.Page, func(*db.Tx) error { return nil })
	if err != nil {
		return err
	}
	p.Crumbs, p.Base = crumbs(r, &p.Page), p.PublicHome()
	return r.Publish(w, "dictionary.html", p, changed)
}

// csvw is the dictionary for programs (W3C, Metadata Vocabulary for Tabular Data).
func (o *Open) csvw(w http.ResponseWriter, r *web.Request) error {
	type columnOf struct {
		Name     string            `json:"name"`
		Titles   string            `json:"titles"`
		Said     map[string]string `json:"dc:description"`
		Datatype string            `json:"datatype"`
		Required bool              `json:"required"`
	}
	type schema struct {
		Columns    []columnOf `json:"columns"`
		PrimaryKey string     `json:"primaryKey"`
	}
	p := &web.Page{}
	changed, err := o.commune(r, p, func(*db.Tx) error { return nil })
	if err != nil {
		return err
	}
	table := struct {
		Context   string `json:"@context"`
		URL       string `json:"url"`
		Publisher string `json:"dc:publisher"`
		Schema    schema `json:"tableSchema"`
	}{"http://www.w3.org/ns/csvw", "so-lieu.csv", p.Who.TenantName, schema{PrimaryKey: "address"}}
	for _, c := range columns {
		table.Schema.Columns = append(table.Schema.Columns, columnOf{c.Name, c.Name, map[string]string{"vi": c.Vi, "en": c.En}, c.Type, c.Name != "due" && c.Name != "letter_name"})
	}
	text, err := json.MarshalIndent(table, "", "  ")
	if err != nil {
		return err
	}
	return r.PublishFile(w, "application/csvm+json", text, changed)
}
