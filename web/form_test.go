package web_test

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/web"
)

func TestAFormThatFailedComesBackWithAllThatWasTyped(t *testing.T) {
	o := opened(t, noteRoute(func(r *web.Request, _ []web.File) error {
		var f fault.Form
		f.Add("ten", "Tên dài quá 100 chữ. Hãy ghi ngắn lại.")
		return f.Err()
	}))
	typed := url.Values{"ten": {`Bồi dưỡng "kỹ năng" <số>`}, "ghi-chu": {"dòng một\ndòng hai"}}
	o.post(t, "", "/ghi", typed).is(t, 422,
		`value="Bồi dưỡng &#34;kỹ năng&#34; &lt;số&gt;"`, "dòng một\ndòng hai</textarea>",
		`<a href="#ten">Tên dài quá 100 chữ. Hãy ghi ngắn lại.</a>`, `aria-invalid="true"`, `id="ten-l"`, "<title>Cần sửa: Ghi · Sáu Rõ</title>")
	o.post(t, "", "/ghi", typed, "Cookie", "lang=en").is(t, 422, `<a href="#ten">The name is longer than 100 letters. Make it shorter.</a>`)
}

func TestConflictAndBusyKeepTheFormToo(t *testing.T) {
	for kind, status := range map[fault.Kind]int{fault.Conflict: 409, fault.Exists: 409, fault.Busy: 503, fault.Unknown: 404} {
		o := opened(t, noteRoute(func(*web.Request, []web.File) error {
			return fault.New(kind, "Máy chủ đang bận nên chưa lưu. Hãy gửi lại sau ít giây.")
		}))
		o.post(t, "", "/ghi", url.Values{"ten": {"Tên đã gõ"}}).is(t, status, `value="Tên đã gõ"`, "Máy chủ đang bận nên chưa lưu")
	}
}

func TestWhatNoFormCanMendIsAPageWithTheTypedText(t *testing.T) {
	o := opened(t, noteRoute(func(*web.Request, []web.File) error { return fmt.Errorf("disk gone") }))
	a := o.post(t, "", "/ghi", url.Values{"ghi-chu": {"một đoạn dài đã gõ rất lâu"}, "mat-khau-moi": {"một mật khẩu rất dài và kín"}})
	a.is(t, 500, "một đoạn dài đã gõ rất lâu")
	if strings.Contains(a.text, "mật khẩu rất dài") {
		t.Error("the page shows a password")
	}
}

func TestTextsComeInClean(t *testing.T) {
	var got [3]string
	var list []string
	o := opened(t, noteRoute(func(r *web.Request, _ []web.File) error {
		got = [3]string{r.Value("ten"), r.Text("ghi-chu"), r.Value("khong-co")}
		list = r.Values("nhieu")
		return nil
	}))
	form := url.Values{
		"ten":     {"\ufeff Bo\u0302\u0300i  dưỡng\r\nkỹ\u200b năng "},
		"ghi-chu": {"\r\n\r\ndòng một\r\ndòng hai\x00\r\n"},
		"nhieu":   {"a", " ", "b\nc"},
	}
	o.post(t, "", "/ghi", form).is(t, 303)
	if want := [3]string{"Bồi dưỡng kỹ năng", "dòng một\ndòng hai", ""}; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if !slices.Equal(list, []string{"a", "b c"}) {
		t.Errorf("%q", list)
	}
}

// A password is neither trimmed nor cut nor changed in case, and its field hides it
// and lets it be pasted. Two keyboards write the same letters in two ways: that alone
// is made one.
func TestSecretsComeAsTheyWereTyped(t *testing.T) {
	var got string
	o := opened(t, web.Route{Pattern: "POST /x", Open: true, Handle: func(_ http.ResponseWriter, r *web.Request) error { got = r.Secret("mat-khau"); return nil }})
	for _, typed := range []string{"  hai  đầu trống ", "HOA và thường", "tab\tvà 'nháy' \"kép\" <b>", strings.Repeat("ruộng ", 33), "日本語 пароль 🌾"} {
		o.post(t, "", "/x", url.Values{"mat-khau": {typed}}).is(t, 200)
		if got != typed {
			t.Errorf("%q comes as %q", typed, got)
		}
	}
	o.post(t, "", "/x", url.Values{"mat-khau": {"ti\u00ea\u0301ng"}}).is(t, 200)
	if got != "ti\u1ebfng" {
		t.Errorf("%q", got)
	}
	field := openedWith(t, web.Site{}, `{{define "main"}}{{template "field" (.Password "mat-khau" (t "Mật khẩu"))}}{{end}}{{define "help"}}x{{end}}`, get("/x", show)).get(t, "", "/x").text
	input := regexp.MustCompile(`<input[^>]*name="mat-khau"[^>]*>`).FindString(field)
	if !strings.Contains(input, `type="password"`) || strings.Contains(input, "maxlength") || strings.Contains(input, `autocomplete="off"`) || strings.Contains(input, "onpaste") {
		t.Errorf("the field is %q", input)
	}
}

func TestFiguresAreReadAsPeopleTypeThem(t *testing.T) {
	type figure struct {
		n  int64
		ok bool
	}
	var n, bp figure
	var day string
	o := opened(t, get("/x", func(_ http.ResponseWriter, r *web.Request) error {
		n.n, n.ok = r.Int("v")
		bp.n, bp.ok = r.BasisPoints("v")
		d, _ := r.Day("v")
		day = string(d)
		return nil
	}))
	none := figure{}
	for _, c := range []struct {
		typed string
		n, bp figure
		day   string
	}{
		{"77", figure{77, true}, figure{7700, true}, ""},
		{"1.234.567", figure{1234567, true}, none, ""},
		{"1 234", figure{1234, true}, none, ""},
		{"-5", figure{-5, true}, none, ""},
		{"77,03%", none, figure{7703, true}, ""},
		{"77.5", none, figure{7750, true}, ""},
		{"77,035", figure{77035, true}, none, ""},
		{"mười", none, none, ""},
		{"", none, none, ""},
		{"99999999999999999999", none, none, ""},
		{"4/9/2026", none, none, "2026-09-04"},
		{"31/02/2026", none, none, ""},
	} {
		n, bp, day = none, none, ""
		o.get(t, "", "/x?v="+url.QueryEscape(c.typed))
		if !n.ok {
			n.n = 0
		}
		if !bp.ok {
			bp.n = 0
		}
		if n != c.n || bp != c.bp || day != c.day {
			t.Errorf("%q: %v %v %q, want %v %v %q", c.typed, n, bp, day, c.n, c.bp, c.day)
		}
	}
}

func TestAFormSentTwiceBringsTheSameID(t *testing.T) {
	var ids []db.ID
	o := opened(t, get("/ghi", show), noteRoute(func(r *web.Request, _ []web.File) error {
		id, err := r.OnceID()
		ids = append(ids, id)
		return err
	}))
	_, rest, _ := strings.Cut(o.get(t, "", "/ghi").text, `name="mot-lan" value="`)
	token, _, _ := strings.Cut(rest, `"`)
	for range 2 {
		o.post(t, "", "/ghi", url.Values{"mot-lan": {token}}).is(t, 303)
	}
	if len(ids) != 2 || ids[0] != ids[1] || ids[0] == "" {
		t.Errorf("ids %v", ids)
	}
	for _, wrong := range []string{"", "1", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"} {
		o.post(t, "", "/ghi", url.Values{"mot-lan": {wrong}}).is(t, 422, "Biểu mẫu này đã cũ")
	}
}

func TestFilesComeWithTheirForm(t *testing.T) {
	var got []web.File
	var name string
	o := opened(t, noteRoute(func(r *web.Request, files []web.File) error {
		got, name = files, r.Value("ten")
		return nil
	}))
	body, kind := sent(t, map[string]string{"ten": "Có tệp"}, map[string][]byte{`C:\Ảnh\Danh sách.pdf`: []byte("nội dung")})
	o.ask(t, "", http.MethodPost, "/ghi", bytes.NewReader(body), "Content-Type", kind).is(t, 303)
	if len(got) != 1 || got[0].Name != "Danh sách.pdf" || string(got[0].Data) != "nội dung" || got[0].Size != 10 || name != "Có tệp" {
		t.Errorf("%q %v", name, got)
	}
}

func TestFilesThatDoNotComeThroughAreNamedAndTheTextIsKept(t *testing.T) {
	saved := false
	o := opened(t, noteRoute(func(r *web.Request, _ []web.File) error { saved = true; return nil }))
	many := map[string][]byte{}
	for i := range web.FileCount + 1 {
		many[fmt.Sprint(i, ".txt")] = []byte("x")
	}
	for _, c := range []struct {
		files  map[string][]byte
		status int
		says   string
	}{
		{map[string][]byte{"lon.zip": make([]byte, web.FileLimit+1)}, 413, "Tệp lon.zip lớn hơn 40 MB"},
		{map[string][]byte{"rong.pdf": {}}, 422, "Tệp rong.pdf rỗng"},
		{many, 413, "Mỗi lần gửi tối đa 20 tệp"},
	} {
		body, kind := sent(t, map[string]string{"ten": "Tên đã gõ"}, c.files)
		a := o.ask(t, "", http.MethodPost, "/ghi", bytes.NewReader(body), "Content-Type", kind)
		a.is(t, c.status, c.says, `value="Tên đã gõ"`)
	}
	if saved {
		t.Error("a form that did not come through was saved")
	}
}

func TestAFileCutOffHalfWayChangesNothing(t *testing.T) {
	changed := make(chan bool, 1)
	answered := make(chan error, 1)
	o := opened(t, web.Route{Pattern: "POST /ghi", Act: org.Report, Upload: true, Handle: func(w http.ResponseWriter, r *web.Request) error {
		// A handler that forgets to look at its files is held by Update.
		err := r.Update(func(*db.Tx) error { changed <- true; return nil })
		answered <- err
		return err
	}})
	body, kind := sent(t, map[string]string{"ten": "x"}, map[string][]byte{"a.pdf": bytes.Repeat([]byte("x"), 10000)})
	conn, err := net.Dial("tcp", strings.TrimPrefix(o.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "POST /ghi HTTP/1.1\r\nHost: x\r\nCookie: sauro=clerk\r\nSec-Fetch-Site: same-origin\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n", kind, len(body))
	conn.Write(body[:len(body)/2])
	conn.(*net.TCPConn).CloseWrite()
	select {
	case err := <-answered:
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "đứt giữa chừng") {
			t.Errorf("%v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("no answer")
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil || res.StatusCode != 422 {
		t.Errorf("%v %v", res, err)
	}
	conn.Close()
	select {
	case <-changed:
		t.Error("half a form changed something")
	default:
	}
}

func TestTooMuchTextIsRefused(t *testing.T) {
	o := opened(t, web.Route{Pattern: "POST /x", Open: true, Handle: fails(nil)}, noteRoute(func(*web.Request, []web.File) error { return nil }))
	long := strings.Repeat("chữ ", 1<<19)
	o.post(t, "", "/x", url.Values{"a": {long}}).is(t, 413, "quá nhiều chữ")
	body, kind := sent(t, map[string]string{"a": long}, nil)
	o.ask(t, "", http.MethodPost, "/ghi", bytes.NewReader(body), "Content-Type", kind).is(t, 413, "quá nhiều chữ")
	o.ask(t, "", http.MethodPost, "/x", bytes.NewReader(body), "Content-Type", kind).is(t, 422, "không nhận tệp")
	o.ask(t, "", http.MethodPost, "/x", strings.NewReader("{}"), "Content-Type", "application/json").is(t, 422)
	o.ask(t, "", http.MethodPost, "/x", strings.NewReader("a=%zz")).is(t, 422, "chưa đọc được biểu mẫu")
}

func TestAClauseOfTenThousandLettersComesThrough(t *testing.T) {
	var got string
	o := opened(t, noteRoute(func(r *web.Request, _ []web.File) error { got = r.Text("ghi-chu"); return nil }))
	clause := strings.TrimSpace(strings.Repeat("Cam kết đẩy mạnh chuyển đổi số. ", 500))
	o.post(t, "", "/ghi", url.Values{"ghi-chu": {clause}}).is(t, 303)
	if got != clause {
		t.Errorf("%d letters of %d", len(got), len(clause))
	}
}

func TestOnlyPagesOfThisProgramAreGoneTo(t *testing.T) {
	var next string
	o := opened(t, get("/x", func(_ http.ResponseWriter, r *web.Request) error { next = r.Next("/nha"); return nil }))
	for to, want := range map[string]string{
		"/nhiem-vu/NV-1?a=b#c": "/nhiem-vu/NV-1?a=b#c", "": "/nha", "nhiem-vu": "/nha", "//example.com": "/nha", "https://example.com/": "/nha",
		`/\example.com`: "/nha", "/\t/example.com": "/nha", "javascript:alert(1)": "/nha", "\\\\example.com": "/nha",
	} {
		o.get(t, "", "/x?tiep="+url.QueryEscape(to))
		if next != want {
			t.Errorf("%q goes to %q, want %q", to, next, want)
		}
	}
}

func TestTheLanguageIsKept(t *testing.T) {
	o := opened(t, get("/x", show))
	a := o.post(t, "", "/ngon-ngu", url.Values{"lang": {"en"}, "tiep": {"/x?a=1"}})
	if a.StatusCode != 303 || a.Header.Get("Location") != "/x?a=1" || !strings.Contains(a.Header.Get("Set-Cookie"), "lang=en; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax") {
		t.Errorf("%d %v", a.StatusCode, a.Header)
	}
	o.post(t, "", "/ngon-ngu", url.Values{"lang": {"fr"}}).is(t, 422)
	o.get(t, "", "/x", "Cookie", "lang=en").is(t, 200, `<html lang="en">`, "Help for this page", "Tiếng Việt")
	o.get(t, "", "/x", "Cookie", "lang=xx").is(t, 200, `<html lang="vi">`, "Trợ giúp trang này", "English")
}

func TestCookiesOfAPersonAreShut(t *testing.T) {
	route := get("/x", func(w http.ResponseWriter, r *web.Request) error {
		r.SetSession(w, "21472.secret")
		return nil
	})
	o := openedAs(t, web.Site{Proxies: proxies(t, "true")}, route)
	if c := o.get(t, "", "/x").Header.Get("Set-Cookie"); c != "sauro=21472.secret; Path=/; Max-Age=1209600; HttpOnly; SameSite=Lax" {
		t.Errorf("without TLS: %q", c)
	}
	if c := o.get(t, "", "/x", "X-Forwarded-Proto", "https").Header.Get("Set-Cookie"); !strings.Contains(c, "; Secure") {
		t.Errorf("behind a proxy with TLS: %q", c)
	}
	o = opened(t, route)
	if c := o.get(t, "", "/x", "X-Forwarded-Proto", "https").Header.Get("Set-Cookie"); strings.Contains(c, "Secure") {
		t.Errorf("a header that nobody vouches for was believed: %q", c)
	}
}

func TestASessionThatIsOverIsForgotten(t *testing.T) {
	o := opened(t, get("/x", show))
	if c := o.get(t, "nobody", "/x").Header.Get("Set-Cookie"); !strings.HasPrefix(c, "sauro=; Path=/; Max-Age=0") {
		t.Errorf("%q", c)
	}
}

func TestAFileGoesOutToBeKept(t *testing.T) {
	o := opened(t, get("/x", func(w http.ResponseWriter, r *web.Request) error {
		return web.AttachmentOf(w, r, `Đề án "số"; 100%.html`, "text/html; charset=utf-8", time.Unix(1e9, 0), []byte("<script>alert(1)</script>"))
	}))
	a := o.get(t, "", "/x", "Range", "bytes=0-6")
	a.is(t, 206, "<script")
	if d := a.Header.Get("Content-Disposition"); d != `attachment; filename="De an _so__ 100_.html"; filename*=UTF-8''%C4%90%E1%BB%81%20%C3%A1n%20%22s%E1%BB%91%22%3B%20100%25.html` {
		t.Error(d)
	}
	if a.Header.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(a.Header.Get("Content-Security-Policy"), "sandbox") {
		t.Errorf("%v", a.Header)
	}
}

// A page that would fail at a person's desk fails at the program's start.
func TestBadTemplatesStopTheStart(t *testing.T) {
	const help = `{{define "help"}}x{{end}}`
	for _, c := range []struct {
		files fstest.MapFS
		types map[string]any
		says  string
	}{
		{fstest.MapFS{"a.html": {Data: []byte(`{{define "main"}}{{.Nope}}{{end}}` + help)}}, map[string]any{"a.html": notePage{}}, "Nope"},
		{fstest.MapFS{"a.html": {Data: []byte(`{{define "main"}}{{template "bars" .Files}}{{end}}` + help)}}, map[string]any{"a.html": notePage{}}, "Mini"},
		{fstest.MapFS{"a.html": {Data: []byte(`{{define "main"}}{{nope}}{{end}}` + help)}}, map[string]any{"a.html": notePage{}}, "nope"},
		{fstest.MapFS{"a.html": {Data: []byte(`{{define "main"}}x{{end}}`)}}, map[string]any{"a.html": notePage{}}, `defines no "help"`},
		{fstest.MapFS{"a.html": {Data: []byte(`{{define "main"}}x{{end}}` + help)}}, nil, "has no type"},
		{fstest.MapFS{"a.html": {Data: []byte(`{{define "main"}}x{{end}}` + help)}}, map[string]any{"a.html": struct{}{}}, "does not embed"},
		{fstest.MapFS{}, map[string]any{"a.html": notePage{}}, "no template a.html"},
		{fstest.MapFS{"error.html": {Data: []byte(`{{define "main"}}x{{end}}` + help)}}, map[string]any{"error.html": notePage{}}, "two pages"},
		{fstest.MapFS{"sauro.js": {Data: []byte("x")}}, nil, "two assets"},
	} {
		_, err := web.New(web.Site{}, nil, web.Pages{FS: c.files, Types: c.types})
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v, want %q", err, c.says)
		}
	}
}

func TestAPageIsRenderedOnlyWithTheTypeItWasCheckedFor(t *testing.T) {
	type other struct{ web.Page }
	o := opened(t, get("/x", func(w http.ResponseWriter, r *web.Request) error { return r.Render(w, "note.html", &other{}) }),
		get("/y", func(w http.ResponseWriter, r *web.Request) error { return r.Render(w, "none.html", &other{}) }))
	o.get(t, "", "/x").is(t, 500)
	o.get(t, "", "/y").is(t, 500)
}
