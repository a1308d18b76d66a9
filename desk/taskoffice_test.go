package desk_test

import (
	"bytes"
	"context"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"sauro/blob"
	"sauro/db"
	"sauro/db/dbtest"
	"sauro/desk"
	"sauro/org"
	"sauro/register"
	"sauro/web"
)

// The posts of the office that the tests of tasks are played in.
const (
	chairman = "Chủ tịch UBND xã"
	clerk    = "Chánh Văn phòng HĐND và UBND"
	head     = "Trưởng phòng Văn hóa - Xã hội"
	official = "Công chức Văn hóa - Xã hội"
	stranger = "Công chức Tài chính - Kế toán"
	viewer   = "Giám sát của HĐND xã"
)

// monday is the day on which the tests begin.
var monday = time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC)

// taskOffice is a commune with the letter of Khánh Cường accepted, and the
// posts above held by somebody who is signed in.
type taskOffice struct {
	*testing.T
	db      *db.DB
	blobs   *blob.Store
	site    http.Handler
	tenant  db.ID
	who     map[string]org.Who
	cookie  map[string]string
	unit    map[string]db.ID
	letter  db.ID
	clauses map[string]db.ID // by code
}

func newTaskOffice(t *testing.T) *taskOffice {
	t.Helper()
	d := dbtest.SQLite(t).At(monday)
	blobs, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	o := &taskOffice{T: t, db: d, blobs: blobs}
	pages := &desk.Desk{Blobs: blobs}
	site, err := web.New(web.Site{DB: d, Version: "test", Log: slog.New(slog.DiscardHandler), Counts: pages.Counts}, pages.Routes(), desk.Pages())
	if err != nil {
		t.Fatal(err)
	}
	o.site = site.Handler()
	o.settle("21472", "UBND xã Khánh Cường")
	return o
}

// settle sets up a commune with its people and the letter.
func (o *taskOffice) settle(code, name string) {
	o.Helper()
	var err error
	if o.tenant, err = org.NewTenant(context.Background(), o.db, code, name); err != nil {
		o.Fatal(err)
	}
	o.who, o.cookie, o.unit, o.clauses = map[string]org.Who{}, map[string]string{}, map[string]db.ID{}, map[string]db.ID{}
	body, err := os.ReadFile("../demo/khanh-cuong-2025-12.txt")
	if err != nil {
		o.Fatal(err)
	}
	o.update(func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		installer := org.Installer(o.tenant)
		for i, p := range posts {
			if o.unit[p.Title] = p.Unit; !slices.Contains([]string{chairman, clerk, head, official, stranger, viewer}, p.Title) {
				continue
			}
			login := "nguoi-" + string(rune('a'+i))
			if _, _, err := org.AddPerson(tx, installer, org.NewPerson{Login: login, Post: p.ID, Password: "cong viec dai hon 2026"}); err != nil {
				return err
			}
			who, err := org.ByLogin(tx, login)
			if err != nil {
				return err
			}
			o.who[p.Title] = who
			if o.cookie[p.Title], _, err = org.OpenSession(tx, who, "", ""); err != nil {
				return err
			}
		}
		o.letter = db.NewID()
		file := register.File{Hash: code, Name: "cam-ket.txt", Format: "txt", Size: int64(len(body)), Body: string(body)}
		if err := register.BringIn(tx, o.who[clerk], o.letter, file, ""); err != nil {
			return err
		}
		if err := register.Accept(tx, o.who[clerk], o.letter, 1); err != nil {
			return err
		}
		groups, err := register.Groups(tx, o.who[clerk], o.letter)
		for _, g := range groups {
			for _, c := range g.Clauses {
				o.clauses[c.Code] = c.ID
			}
		}
		return err
	})
}

func (o *taskOffice) update(do func(tx *db.Tx) error) {
	o.Helper()
	if err := o.db.Update(context.Background(), o.tenant, do); err != nil {
		o.Fatal(err)
	}
}

// answer is what the site answered.
type answer struct {
	*httptest.ResponseRecorder
	page string
}

func (o *taskOffice) send(as, method, path, kind string, body io.Reader) answer {
	o.Helper()
	req := httptest.NewRequest(method, path, body)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.AddCookie(&http.Cookie{Name: "sauro", Value: o.cookie[as]})
	w := httptest.NewRecorder()
	o.site.ServeHTTP(w, req)
	return answer{w, html.UnescapeString(w.Body.String())}
}

func (o *taskOffice) get(as, path string) answer {
	o.Helper()
	return o.send(as, "GET", path, "", nil)
}

func (o *taskOffice) post(as, path string, fields ...string) answer {
	o.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		v.Add(fields[i], fields[i+1])
	}
	return o.send(as, "POST", path, "application/x-www-form-urlencoded", strings.NewReader(v.Encode()))
}

// file is a file of a form.
type file struct {
	name string
	data []byte
}

func form(t *testing.T, files []file, fields ...string) (kind string, body []byte) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files {
		part, err := w.CreateFormFile("tep", f.name)
		if err == nil {
			_, err = part.Write(f.data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.Bytes()
}

func (o *taskOffice) upload(as, path string, files []file, fields ...string) answer {
	o.Helper()
	kind, body := form(o.T, files, fields...)
	return o.send(as, "POST", path, kind, bytes.NewReader(body))
}

var (
	onceIn    = regexp.MustCompile(`name="mot-lan" value="([^"]+)"`)
	versionIn = regexp.MustCompile(`name="lan" value="(\d+)"`)
	refIn     = regexp.MustCompile(`NV-\d{4}-\d{4}`)
)

// token is the hidden field that makes a form safe to send twice.
func (a answer) token() string { return submatch(onceIn, a.page) }

// seen is the version of the task that a page shows.
func (a answer) seen() string { return submatch(versionIn, a.page) }

func submatch(re *regexp.Regexp, page string) string {
	if m := re.FindStringSubmatch(page); m != nil {
		return m[1]
	}
	return ""
}

// went reports the answer as wrong unless it went on to another page.
func (o *taskOffice) went(a answer, to string) {
	o.Helper()
	if a.Code != http.StatusSeeOther || !strings.HasPrefix(a.Header().Get("Location"), to) {
		o.Fatalf("%d %s, want to go to %s\n%s", a.Code, a.Header().Get("Location"), to, a.wrong())
	}
}

// says reports the answer as wrong unless it has the status and says all of that.
func (o *taskOffice) says(a answer, status int, texts ...string) {
	o.Helper()
	if a.Code != status {
		o.Fatalf("status %d, want %d: %s%s", a.Code, status, a.Header().Get("Location"), a.wrong())
	}
	for _, text := range texts {
		if !strings.Contains(a.page, text) {
			o.Errorf("the page does not say %q", text)
		}
	}
}

func (o *taskOffice) silent(a answer, texts ...string) {
	o.Helper()
	for _, text := range texts {
		if strings.Contains(a.page, text) {
			o.Errorf("the page says %q", text)
		}
	}
}

// wrong is the part of a page that says what is wrong.
func (a answer) wrong() string {
	if i := strings.Index(a.page, "<main"); i >= 0 {
		return a.page[i:min(len(a.page), i+1500)]
	}
	return a.page
}

// full are the fields of a task that is six-clear: 42 people taught by the end
// of March, proved by files.
func (o *taskOffice) full(more ...string) []string {
	return append([]string{"noi-dung", string(o.clauses["3.3"]), "nguoi", string(o.who[official].Post), "viec", "Mở lớp bồi dưỡng kỹ năng số cho 42 người",
		"kieu", "date", "ngay-xong", "31/03/2026", "chu-tri", string(o.unit[official]), "phoi-hop", "Trạm Y tế\nCác trường học", "giai-trinh", string(o.who[head].Post),
		"nghiem-thu", string(o.who[chairman].Post), "san-pham", "42 người có chứng nhận", "cach-do", "figure", "phai-dat", "42", "don-vi-tinh", "người",
		"loai-minh-chung", "file", "minh-chung", "danh sách lớp và chứng nhận"}, more...)
}

// draft makes a draft through the form and gives its reference.
func (o *taskOffice) draft(fields ...string) string {
	o.Helper()
	page := o.get(clerk, "/nhiem-vu/moi?noi-dung="+string(o.clauses["3.3"]))
	a := o.post(clerk, "/nhiem-vu/moi", append([]string{"mot-lan", page.token()}, fields...)...)
	o.went(a, "/nhiem-vu/NV-")
	return refIn.FindString(a.Header().Get("Location"))
}

// act sends a form that only says which version was seen.
func (o *taskOffice) act(as, ref, what string, fields ...string) answer {
	o.Helper()
	return o.post(as, "/nhiem-vu/"+ref+"/"+what, append([]string{"lan", o.version(ref)}, fields...)...)
}

// version is the version of a task as a page opened now would show it.
func (o *taskOffice) version(ref string) string {
	o.Helper()
	return strconv.Itoa(o.count("select version from task where tenant_id = ?1 and ref = ?2", ref))
}

// issued is a task that its official has received.
func (o *taskOffice) issued() string {
	o.Helper()
	ref := o.draft(o.full("giao", "1")...)
	o.went(o.act(official, ref, "nhan"), "/nhiem-vu/"+ref)
	return ref
}

// report sends the full report form as the page gives it.
func (o *taskOffice) report(as, ref string, files []file, fields ...string) answer {
	o.Helper()
	return o.upload(as, "/nhiem-vu/"+ref+"/tien-do", files, append([]string{"mot-lan", string(db.NewID()), "lan", o.version(ref)}, fields...)...)
}

func (o *taskOffice) count(query string, args ...any) (n int) {
	o.Helper()
	o.update(func(tx *db.Tx) (err error) { n, err = db.Value[int](tx, query, args...); return err })
	return n
}
