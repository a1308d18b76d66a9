package browser_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sauro/db"
	"sauro/doc"
	"sauro/org"
	"sauro/program"
	"sauro/task"
	"sauro/vn"
)

// firstView is the most bytes of a page at its first view, pictures aside.
const firstView = 60_000

// place is a page of the office: its name in the pictures and its path.
type place struct {
	name, path string
	paper      bool // it is printed
}

// TestPagesOfTheOffice looks at every page of the demo's office with the eyes of
// those who open it: on an old desk screen, a phone, in the dark, on paper and
// in English.
func TestPagesOfTheOffice(t *testing.T) {
	t.Parallel()
	home := serve(t, true)
	of := placesOf(t, home)
	clerk := as(t, home.URL(), "vanphong")
	report := frozen(clerk)
	proposal := proposed(clerk)

	for login, places := range map[string][]place{
		"": {{"signin", "/dang-nhap", false}},
		"chutich": {
			{"board", "/", true},
			{"letter", "/van-ban/" + of.letter, true},
			{"task-waiting", of.task(task.Waiting), true},
			{"task-done", of.task(task.Done), false},
			{"task-paused", of.task(task.Paused), false},
			{"task-cancelled", of.task(task.Cancelled), false},
			{"tasks", "/nhiem-vu", false},
			{"tasks-late", "/nhiem-vu?qua-han=1", false},
			{"tasks-none", "/nhiem-vu?tu=khongcoviecnao", false},
			{"search", "/tim?tu=chuyen+doi+so", false},
			{"start", "/bat-dau", false},
			{"unknown", "/khong-co-trang-nay", false},
		},
		"vanphong": {
			{"letters", "/van-ban", false},
			{"bring-in", "/van-ban/moi", false},
			{"proposal", proposal, false},
			{"task-draft", of.task(task.Draft), false},
			{"task-new", "/nhiem-vu/moi?noi-dung=" + of.clause, false},
			{"task-edit", of.task(task.Draft) + "/sua", false},
			{"reports", "/bao-cao", false},
			{"report-preview", "/bao-cao/xem?van-ban=" + of.letter + "&loai=bao-cao&chot=" + of.today, false},
			{"report", report, true},
			{"people", "/nhan-su", false},
		},
		"congchucvanhoa": {
			{"mine", "/viec-cua-toi", true},
			{"task-issued", of.task(task.Issued), false},
			{"task-doing", of.task(task.Doing), false},
			{"task-returned", of.task(task.Returned), false},
			{"account", "/tai-khoan", false},
			{"password", "/tai-khoan/mat-khau", false},
			{"help", "/tro-giup", false},
			{"forbidden", "/nhan-su", false},
		},
	} {
		name := login
		if name == "" {
			name = "nobody"
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPerson(t, home.URL())
			p.ExpectConsole("status of 404", "status of 403")
			if login != "" {
				p.enter(login)
			}
			for _, at := range places {
				p.look(at)
			}
			p.inEnglish(places)
		})
	}
}

// look holds one page against what every page keeps.
func (p *person) look(at place) {
	p.t.Helper()
	p.Desk()
	if size := p.TransferSize(p.home + at.path); size > firstView {
		p.t.Errorf("page %s: %d bytes at first view, over %d", at.path, size, firstView)
	}
	var seen struct {
		Title, Heading, Main, Lang string
		Headings                   int
	}
	p.Eval(`({Title: document.title, Heading: document.querySelector("h1")?.innerText ?? "", Headings: document.querySelectorAll("h1").length,
		Main: document.querySelector("main")?.id ?? "", Lang: document.documentElement.lang})`, &seen)
	if seen.Headings != 1 || seen.Heading == "" || !strings.HasPrefix(seen.Title, seen.Heading) {
		p.t.Errorf("page %s does not say where one is: title %q, %d headings, the first %q", at.path, seen.Title, seen.Headings, seen.Heading)
	}
	if seen.Lang != "vi" || seen.Main == "" {
		p.t.Errorf("page %s is in %q with a main part %q", at.path, seen.Lang, seen.Main)
	}
	p.Axe()
	p.NoSidewaysScroll()
	p.Screenshot(at.name + "-desk")
	p.Dark(true)
	p.Contrast()
	p.Screenshot(at.name + "-dark")
	p.Dark(false)
	if at.paper {
		p.onPaper(at.name, seen.Heading)
	}
	p.Phone()
	p.Axe()
	p.NoSidewaysScroll()
	p.Screenshot(at.name + "-phone")
	p.Desk()
}

var mediaBox = regexp.MustCompile(`/MediaBox \[0 0 (\d+)(?:\.\d+)? (\d+)`)

// onPaper fails unless the page prints on A4, with its heading.
func (p *person) onPaper(name, heading string) {
	p.t.Helper()
	pdf := p.PDF(name)
	sheets := mediaBox.FindAllSubmatch(pdf, -1)
	if len(sheets) == 0 {
		p.t.Errorf("page %s prints no sheet", p.URL())
	}
	for _, s := range sheets {
		if !slices.Contains([]string{"594", "595", "596"}, string(s[1])) || !slices.Contains([]string{"841", "842"}, string(s[2])) {
			p.t.Errorf("page %s prints a sheet of %s by %s points, not A4", p.URL(), s[1], s[2])
		}
	}
	said, err := doc.Extract(context.Background(), name+".pdf", pdf, nil)
	if err != nil {
		p.t.Fatalf("page %s: the print cannot be read: %v", p.URL(), err)
	}
	if text := words(said.Body); !strings.Contains(text, words(heading)) || len(text) < 500 {
		p.t.Errorf("page %s: the print does not say %q but %.300q", p.URL(), heading, text)
	}
}

// words are the words of a text: on paper a title is in capitals, and broken
// over lines.
func words(text string) string {
	return strings.Join(strings.Fields(vn.Fold(text)), " ")
}

// inEnglish opens the pages in English and finds none of the program's own
// words in Vietnamese, then goes back to Vietnamese.
func (p *person) inEnglish(places []place) {
	p.t.Helper()
	words := chrome(p.t)
	p.at(places[0].path)
	p.press("body", "English")
	for _, at := range places {
		p.at(at.path)
		var left []string
		p.Eval(`((words) => {
			const left = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
			for (let n; n = walk.nextNode();) {
				const said = n.data.replace(/\s+/g, " ").trim();
				if (words.has(said) && !n.parentElement.closest("[lang=vi], script")) left.push(said);
			}
			return left;
		})(new Set(`+words+`))`, &left)
		if len(left) > 0 {
			p.t.Errorf("page %s in English still says %q", at.path, left)
		}
		if lang := p.word("document.documentElement.lang"); lang != "en" {
			p.t.Errorf("page %s is said to be in %q", at.path, lang)
		}
	}
	p.at(places[0].path)
	p.Screenshot(places[0].name + "-english")
	p.press("body", "Tiếng Việt")
	if lang := p.word("document.documentElement.lang"); lang != "vi" {
		p.t.Errorf("back in Vietnamese the page is said to be in %q", lang)
	}
}

// word is a text that JavaScript gives.
func (p *person) word(js string) (text string) {
	p.t.Helper()
	p.Eval(js, &text)
	return text
}

// chrome are the program's own texts: the keys of its English catalogues, as a
// list of JavaScript. Names of posts and units are data also where the
// program has them too.
func chrome(t *testing.T) string {
	t.Helper()
	files, err := filepath.Glob("../web/lang/*.en.json")
	if err != nil || len(files) == 0 {
		t.Fatal("no catalogues", err)
	}
	var words []string
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		entries := map[string]json.RawMessage{}
		if err := json.Unmarshal(text, &entries); err != nil {
			t.Fatal(err)
		}
		for key := range entries {
			words = append(words, key)
		}
	}
	for _, core := range []string{"Đăng xuất", "Bàn điều hành", "Việc của tôi", "Trợ giúp", "Văn bản cam kết", "Nhiệm vụ", "Báo cáo", "Nhân sự", "Quá hạn", "Đã kiểm chứng"} {
		if !slices.Contains(words, core) {
			t.Errorf("the catalogues do not know %q", core)
		}
	}
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	if err := e.Encode(words); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// found is what the pages of the demo's office are about.
type found struct {
	t                     *testing.T
	letter, clause, today string
	refs                  map[task.State]string
}

func (f found) task(s task.State) string {
	f.t.Helper()
	if f.refs[s] == "" {
		f.t.Errorf("the demo has no task that is %s", s)
	}
	return "/nhiem-vu/" + f.refs[s]
}

// placesOf looks up a task in every state, the letter and one of its clauses.
func placesOf(t *testing.T, home *program.Program) found {
	t.Helper()
	ctx := context.Background()
	tenants, err := org.Tenants(ctx, home.DB)
	if err != nil || len(tenants) == 0 {
		t.Fatal(tenants, err)
	}
	f := found{t: t, refs: map[task.State]string{}}
	err = home.DB.View(ctx, tenants[0].ID, func(tx *db.Tx) error {
		f.today = string(vn.Today(tx.Now))
		if f.letter, err = db.Value[string](tx, "select letter_id from letter where tenant_id = ?1"); err != nil {
			return err
		}
		if f.clause, err = db.Value[string](tx, "select clause_id from clause where tenant_id = ?1 order by ordinal limit 1"); err != nil {
			return err
		}
		return tx.Each(func(scan func(...any) error) error {
			var state task.State
			var ref string
			err := scan(&state, &ref)
			f.refs[state] = ref
			return err
		}, "select state, max(ref) from task where tenant_id = ?1 group by state")
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// frozen draws up the report of today and gives its path.
func frozen(clerk *person) string {
	clerk.t.Helper()
	clerk.at("/bao-cao")
	clerk.press("main", "Xem số liệu")
	clerk.press("main", "Chốt báo cáo")
	return clerk.path()
}

// proposed brings in a second letter by pasting it and gives the path of its
// reading.
func proposed(clerk *person) string {
	clerk.t.Helper()
	clerk.at("/van-ban/moi")
	clerk.fill("main", "Hoặc dán chữ của văn bản", strings.ReplaceAll(letter(clerk.t), "UBND-VX", "UBND-KT"))
	clerk.press("main", "Đọc văn bản")
	clerk.WaitURL("/doc")
	return clerk.path()
}
