package privacy

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Sheet is all rows of one person for one line of the register.
type Sheet struct {
	Datum
	Secret bool // is never shown: Rows has one row that says so
	Rows   [][]string
}

// Dossier is everything the program keeps about one person.
type Dossier struct {
	Person db.ID
	Office string
	At     time.Time
	Why    string
	Sheets []Sheet
}

// copyRows bounds one sheet of a dossier; a person does not do more in a life.
const copyRows = 200_000

// CopyOf gathers everything about one person of the office, on the spot: one's
// own for everybody, another's for who may manage persons (Luật 91/2025/QH15
// Điều 15). It needs a reason and is written down as a reading. What could open
// the program, such as the print of a password, is named and not given.
func CopyOf(tx *db.Tx, who org.Who, person db.ID, why string) (Dossier, error) {
	act := org.People
	if person == who.Person {
		act = org.Self
	}
	if err := who.May(act, org.Thing{}); err != nil {
		return Dossier{}, err
	}
	known, err := db.Value[int](tx, "select count(*) from person where tenant_id = ?1 and person_id = ?2", person)
	if err != nil {
		return Dossier{}, err
	}
	if known == 0 {
		return Dossier{}, fault.New(fault.Unknown, "Không tìm thấy người này. Hãy mở lại danh sách nhân sự.")
	}
	if err := Read(tx, who, Copy, person, why); err != nil {
		return Dossier{}, err
	}
	d := Dossier{Person: person, Office: who.TenantName, At: tx.Now, Why: vn.Line(why)}
	c := copier{tx: tx, person: person, names: map[string]string{string(person): "(chính người này)"}}
	if err := c.learn(); err != nil {
		return Dossier{}, err
	}
	for i, datum := range Data() {
		if lines[i].of == "" {
			continue
		}
		s := Sheet{Datum: datum, Secret: lines[i].secret}
		if s.Rows, err = c.rows(lines[i], s.Columns); err != nil {
			return Dossier{}, err
		}
		if len(s.Rows) > 0 {
			d.Sheets = append(d.Sheets, s)
		}
	}
	return d, nil
}

// CopyFor is CopyOf for the person of the office who asked for it in a request;
// the request's history says that it was made.
func CopyFor(tx *db.Tx, who org.Who, ref, why string) (Dossier, error) {
	who, r, err := handle(tx, who, ref)
	if err != nil {
		return Dossier{}, err
	}
	if r.Person == "" {
		return Dossier{}, fault.New(fault.Invalid, "Bản sao tự lập chỉ có cho người trong cơ quan. Với người ngoài, hãy tìm theo lời yêu cầu rồi ghi kết quả.")
	}
	d, err := CopyOf(tx, who, r.Person, why)
	if err != nil {
		return Dossier{}, err
	}
	return d, happened(tx, who, r.ID, event{kind: "copied", reason: d.Why})
}

// Subject is a person of the office, also one who has left.
type Subject struct {
	ID   db.ID
	Name string // the sign-in name where none is entered
	Left bool
}

// Subjects are all persons of the office for who may manage persons: whose
// request came by letter is chosen from them. Reading them is written down.
func Subjects(tx *db.Tx, who org.Who) ([]Subject, error) {
	if err := who.May(org.People, org.Thing{}); err != nil {
		return nil, err
	}
	if err := Read(tx, who, PeopleList, "", ""); err != nil {
		return nil, err
	}
	return db.All(tx, func(s *Subject) []any { return []any{&s.ID, &s.Name, &s.Left} },
		`select person_id, case when name = '' then login else name end, blocked_at is not null from person
			where tenant_id = ?1 and login <> 'xoa-' || person_id order by 3, 2`)
}

// copier turns rows into words: ids of posts and tasks into what people call them.
type copier struct {
	tx     *db.Tx
	person db.ID
	names  map[string]string // id → words
}

func (c *copier) learn() error {
	return c.tx.Each(func(scan func(...any) error) error {
		var id, name string
		err := scan(&id, &name)
		c.names[id] = name
		return err
	}, `select post_id, title from post where tenant_id = ?1
		union all select t.task_id, t.ref from task t where t.tenant_id = ?1
			and t.task_id in (select e.task_id from task_event e where e.tenant_id = ?1 and e.person_id = ?2)
		union all select request_id, ref from data_request where tenant_id = ?1 and person_id = ?2`, c.person)
}

func (c *copier) rows(l line, columns []string) ([][]string, error) {
	var rows [][]string
	err := c.tx.Each(func(scan func(...any) error) error {
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := scan(into...); err != nil {
			return err
		}
		row := make([]string, len(columns))
		for i, v := range values {
			row[i] = c.words(columns[i], v)
			if l.secret && row[i] != "" {
				row[i] = "(có, không đưa ra)"
			}
		}
		rows = append(rows, row)
		return nil
	}, fmt.Sprintf("select %s from %s where tenant_id = ?1 and %s order by %s limit %d",
		strings.Join(columns, ", "), l.table, l.of, strings.Join(columns, ", "), copyRows), c.person)
	return rows, err
}

// words is a value as people read it: instants in the office's zone, ids by
// what they name, ids of other persons without saying who they are.
func (c *copier) words(column string, v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case int64:
		if column == "at" || strings.HasSuffix(column, "_at") {
			if v == 0 {
				return ""
			}
			return time.UnixMicro(v).In(vn.Office).Format("02/01/2006 15:04:05")
		}
		return fmt.Sprint(v)
	case []byte:
		return c.words(column, string(v))
	case string:
		if name := c.names[v]; name != "" {
			return name
		}
		if personColumn[column] && v != "" {
			return "(người khác)"
		}
		return v
	}
	return fmt.Sprint(v)
}

// personColumn are the columns that name a person by the id.
var personColumn = map[string]bool{
	"person_id": true, "about": true, "created_by": true, "accepted_by": true, "activated_by": true, "no_task_by": true,
	"issued_by": true, "received_by": true, "issued_to": true, "state_by": true, "made_by": true, "giver_person": true, "taker_person": true,
	"ended_by": true, "leaver": true, "taker": true, "began_by": true, "gave_by": true, "took_by": true, "prepared_by": true, "settled_by": true, "changed_by": true, "added_by": true, "by_person": true,
}

// Zip is the dossier as one file: all of it to be read (du-lieu.html), all of it
// for machines (du-lieu.json), and each table for a spreadsheet (bang/*.csv).
// say speaks the language of the texts.
func (d Dossier) Zip(say func(format string, args ...any) string) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	add := func(name string, data []byte) error {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: d.At})
		if err == nil {
			_, err = w.Write(data)
		}
		return err
	}
	machine, err := d.json(say)
	if err != nil {
		return nil, err
	}
	if err := add("du-lieu.json", machine); err != nil {
		return nil, err
	}
	if err := add("du-lieu.html", d.html(say)); err != nil {
		return nil, err
	}
	for i, s := range d.Sheets {
		if err := add(fmt.Sprintf("bang/%02d-%s.csv", i+1, s.Table), s.csv()); err != nil {
			return nil, err
		}
	}
	err = z.Close()
	return out.Bytes(), err
}

func (d Dossier) json(say func(format string, args ...any) string) ([]byte, error) {
	type sheet struct {
		Table   string              `json:"table"`
		What    string              `json:"what"`
		Purpose string              `json:"purpose"`
		Basis   string              `json:"basis"`
		Keep    string              `json:"keep"`
		Rows    []map[string]string `json:"rows"`
	}
	all := struct {
		Office string  `json:"office"`
		Person db.ID   `json:"person"`
		At     string  `json:"at"`
		Why    string  `json:"why"`
		Sheets []sheet `json:"sheets"`
	}{d.Office, d.Person, d.At.In(vn.Office).Format(time.RFC3339), d.Why, nil}
	for _, s := range d.Sheets {
		rows := make([]map[string]string, len(s.Rows))
		for i, r := range s.Rows {
			rows[i] = map[string]string{}
			for j, c := range s.Columns {
				rows[i][c] = r[j]
			}
		}
		all.Sheets = append(all.Sheets, sheet{s.Table, say(s.What), say(s.Purpose), say(s.Basis), say(s.Keep), rows})
	}
	return json.MarshalIndent(all, "", "\t")
}

func (d Dossier) html(say func(format string, args ...any) string) []byte {
	var b bytes.Buffer
	e := html.EscapeString
	title := e(say("Dữ liệu cá nhân của một người, lập ngày %s", vn.Today(d.At).String()))
	fmt.Fprintf(&b, `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%s</title>
<style>body{font:16px/1.5 sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;font-size:14px}td,th{border:1px solid;padding:.2rem .5rem;text-align:left;vertical-align:top}h2{margin-top:2rem}div{overflow-x:auto}</style>
</head><body><h1>%s</h1><p>%s</p><p>%s</p>
`, title, title, e(d.Office), e(say("Lý do lập: %s", d.Why)))
	for _, s := range d.Sheets {
		fmt.Fprintf(&b, "<h2>%s</h2><p>%s · %s · %s</p><div><table><thead><tr>", e(say(s.What)), e(say(s.Purpose)), e(say(s.Basis)), e(say(s.Keep)))
		for _, c := range s.Columns {
			fmt.Fprintf(&b, `<th scope="col">%s</th>`, e(c))
		}
		b.WriteString("</tr></thead><tbody>\n")
		for _, r := range s.Rows {
			b.WriteString("<tr>")
			for _, v := range r {
				fmt.Fprintf(&b, "<td>%s</td>", e(v))
			}
			b.WriteString("</tr>\n")
		}
		b.WriteString("</tbody></table></div>\n")
	}
	b.WriteString("</body></html>\n")
	return b.Bytes()
}

func (s Sheet) csv() []byte {
	rows := append([][]string{s.Columns}, s.Rows...)
	return CSV(rows)
}

// CSV is rows as a file that spreadsheets open with the right letters and in
// which no cell is taken for a formula.
func CSV(rows [][]string) []byte {
	b := bytes.NewBufferString("\ufeff")
	w := csv.NewWriter(b)
	w.UseCRLF = true
	for _, r := range rows {
		cells := make([]string, len(r))
		for i, c := range r {
			if c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) {
				c = "'" + c
			}
			cells[i] = c
		}
		_ = w.Write(cells) // into memory: it does not fail
	}
	w.Flush()
	return b.Bytes()
}
