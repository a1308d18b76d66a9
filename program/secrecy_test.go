package program_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/org"
	"sauro/program"
	"sauro/vn"
)

// secrets are what a person may be known by, or come in with; none of it may
// stand in a log, in any way of writing it.
var secrets = map[string]string{
	"name":     "Nguyễn Thị Ngọc Kỳ Lân",
	"login":    "kylan.ngoc",
	"phone":    "0987654321",
	"identity": "012345678901",
	"password": "mot-cau-kho-doan-17",
	"address":  "ky.lan@example.test",
	"browser":  "KyLanBrowser/9.9",
}

// writings are the ways in which words may stand in a log.
func writings(s string) []string {
	return []string{s, vn.Fold(s), strings.ToLower(s), url.QueryEscape(s), url.PathEscape(s), strings.Trim(fmt.Sprintf("%+q", s), `"`)}
}

// log is what the program writes while a test looks.
type log struct {
	mutex sync.Mutex
	all   bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.all.Write(b)
}

func (l *log) text() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.all.String()
}

// TestNoPersonalDataInLogs drives the whole program with words that a person is
// known by in every place where somebody may type or send them, through what
// works and what fails, and looks for them in everything it writes: the log at
// its finest, standard output and standard error.
func TestNoPersonalDataInLogs(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { secrecy(t, "") })
	t.Run("postgres", func(t *testing.T) { secrecy(t, dbtest.PostgresURL(t)) })
}

func secrecy(t *testing.T, database string) {
	out := &log{}
	was := slog.Default()
	defer slog.SetDefault(was)
	stdout, stderr := os.Stdout, os.Stderr
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	copied := make(chan struct{})
	go func() { defer close(copied); io.Copy(out, reader) }()
	os.Stdout, os.Stderr = writer, writer
	defer func() { os.Stdout, os.Stderr = stdout, stderr }()

	t.Run("drive", func(t *testing.T) {
		slog.SetDefault(slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true})))
		drive(t, start(t, program.Config{Demo: true, Database: database}))
	})
	os.Stdout, os.Stderr = stdout, stderr
	writer.Close()
	<-copied

	text := out.text()
	if !strings.Contains(text, "request") || !strings.Contains(text, "level=") {
		t.Fatalf("nothing was logged: %.300q", text)
	}
	for what, secret := range secrets {
		for _, form := range writings(secret) {
			if i := strings.Index(text, form); i >= 0 {
				t.Errorf("the %s of a person is in the log: …%s…", what, text[max(0, i-200):min(len(text), i+200)])
				break
			}
		}
	}
}

// drive sends the secrets everywhere.
func drive(t *testing.T, p *program.Program) {
	o := &rightsOffice{T: t, program: p}
	tenants, err := org.Tenants(context.Background(), p.DB)
	if err != nil {
		t.Fatal(err)
	}
	o.tenant = tenants[0].ID
	all := url.Values{}
	var words []string
	for what, s := range secrets {
		all.Set(what, s)
		words = append(words, s)
	}
	sentence := strings.Join(words, ", ")
	for _, role := range []org.Role{org.Chairman, ""} {
		client := o.signIn(role)
		for _, route := range p.Routes() {
			method, path, _ := strings.Cut(strings.Replace(route.Pattern, "{$}", "", 1), " ")
			if path == "/dang-xuat" || path == "/demo/vao" {
				continue
			}
			for i, in := range []string{url.PathEscape(secrets["name"]), "0195a1b2-0000-7000-8000-000000000000"} {
				at := hole.ReplaceAllString(path, in)
				switch {
				case i > 0 && at == path:
				case method == http.MethodGet:
					o.send(client, method, at+"?tu="+url.QueryEscape(sentence)+"&"+all.Encode(), "", nil)
				default:
					// Every field that any form of the program has, filled with what
					// does not belong there, and with a byte no database takes.
					form := url.Values{"mot-lan": {string(db.NewID())}, "lan": {secrets["phone"]}}
					for n, field := range fields {
						form.Set(field, []string{sentence, secrets["name"] + "\x00", secrets["login"]}[(i+n)%3])
					}
					o.send(client, method, at, "application/x-www-form-urlencoded", strings.NewReader(form.Encode()))
				}
			}
		}
	}

	// What is right, what is there already, and what is wrong.
	clerk := o.signIn(org.Clerk)
	post := o.vacant()
	for range 2 {
		o.send(clerk, "POST", "/nhan-su/nguoi", "application/x-www-form-urlencoded", strings.NewReader(url.Values{
			"form": {"nguoi"}, "login": {secrets["login"]}, "name": {secrets["name"]}, "post": {string(post)}}.Encode()))
	}
	o.send(clerk, "POST", "/du-lieu-ca-nhan/yeu-cau", "application/x-www-form-urlencoded", strings.NewReader(url.Values{
		"form": {"thay"}, "mot-lan": {string(db.NewID())}, "loai": {"erase"}, "ten": {secrets["name"]}, "xac-dinh": {"gặp trực tiếp, số " + secrets["identity"]},
		"ngay-nhan": {"2026-01-05"}, "noi-dung": {"Xóa số " + secrets["phone"] + " của tôi."}}.Encode()))
	o.send(clerk, "GET", "/du-lieu-ca-nhan/yeu-cau", "", nil)
	stranger := &http.Client{}
	for range 12 { // until the door stays shut
		o.send(stranger, "POST", "/dang-nhap", "application/x-www-form-urlencoded", strings.NewReader(url.Values{
			"xa": {"21472"}, "tenant": {"21472"}, "login": {secrets["login"]}, "ten": {secrets["login"]}, "mat-khau": {secrets["password"]}, "password": {secrets["password"]}}.Encode()))
	}
	// A broken file whose name is a person's, and a form cut off half way.
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("tep", secrets["name"]+".pdf")
	if err != nil {
		t.Fatal(err)
	}
	part.Write([]byte("%PDF-1.7 " + sentence))
	w.WriteField("chu", sentence)
	cut := bytes.Clone(body.Bytes())
	w.Close()
	o.send(clerk, "POST", "/van-ban/moi", w.FormDataContentType(), &body)
	o.send(clerk, "POST", "/van-ban/moi", w.FormDataContentType(), bytes.NewReader(cut))
	o.refusedByTheDatabase()
}

// fields are the names that forms use, as far as text goes into them.
var fields = []string{"login", "name", "title", "ten", "ly-do", "noi-dung", "xac-dinh", "ghi-chu", "da-xem", "viec", "chi-tiet", "tu", "chu", "mat-khau", "mat-khau-cu", "mat-khau-moi",
	"mat-khau-lai", "nguoi", "post", "unit", "role", "form", "ket-qua", "gia-tri", "trong-so", "cha", "lang", "tiep", "ngay-nhan", "loai", "dieu", "quyet", "ma", "xa", "vai"}

// send asks for a page and reads the answer to its end; what it says is another test's.
func (o *rightsOffice) send(client *http.Client, method, path, kind string, body io.Reader) {
	o.Helper()
	req, err := http.NewRequest(method, o.program.URL()+path, body)
	if err != nil {
		o.Fatal(err)
	}
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	req.Header.Set("User-Agent", secrets["browser"]+" "+secrets["address"])
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	res, err := client.Do(req)
	if err != nil {
		o.Fatal(err)
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		o.Fatal(err)
	}
}

func (o *rightsOffice) vacant() (post db.ID) {
	o.Helper()
	err := o.program.DB.View(context.Background(), o.tenant, func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		for _, p := range posts {
			if p.Holder == "" {
				post = p.ID
			}
		}
		return err
	})
	if err != nil || post == "" {
		o.Fatal("no vacant post", err)
	}
	return post
}

// refusedByTheDatabase has the engine refuse rows with the secrets in each way
// it knows, and logs what it says as the program does.
func (o *rightsOffice) refusedByTheDatabase() {
	o.Helper()
	name, login := secrets["name"], secrets["login"]
	for what, write := range map[string]func(tx *db.Tx) error{
		"a key that is there": func(tx *db.Tx) error {
			for range 2 {
				if _, err := tx.Exec("insert into person (tenant_id, person_id, login, name, password, password_once, created_at) values (?1, ?2, ?3, ?4, '', 0, 0)", db.NewID(), login, name); err != nil {
					return err
				}
			}
			return nil
		},
		"a check": func(tx *db.Tx) error {
			_, err := tx.Exec("insert into holding (tenant_id, person_id, post_id, from_day) values (?1, ?2, ?3, ?4)", login, name, name)
			return err
		},
		"nothing where something must be": func(tx *db.Tx) error {
			_, err := tx.Exec("insert into person (tenant_id, person_id, login, name) values (?1, ?2, ?3, ?4)", db.NewID(), login, name)
			return err
		},
		"a reference to nothing": func(tx *db.Tx) error {
			_, err := tx.Exec("insert into session (tenant_id, session_id, person_id, token_hash, created_at, seen_at, expires_at, device, address) values (?1, ?2, ?3, ?4, 0, 0, 0, ?5, ?6)", db.NewID(), name, login, secrets["browser"], secrets["phone"])
			return err
		},
	} {
		err := o.program.DB.Update(context.Background(), o.tenant, write)
		if err == nil {
			o.Errorf("%s was taken", what)
			continue
		}
		slog.Error("error", "error", err.Error())
	}
}
