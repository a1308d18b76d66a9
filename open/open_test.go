package open_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"sauro/bulletin"
	"sauro/db"
	"sauro/db/dbtest"
	"sauro/ledger"
	"sauro/org"
	"sauro/register"
	"sauro/task"
	"sauro/vn"
)

// pagesOf are all public addresses that the site leads to from its first page,
// with both languages, found by following the links.
func pagesOf(s *site) []string {
	s.Helper()
	var all []string
	seen := map[string]bool{}
	links := regexp.MustCompile(`(?:href|action)="(/cong-khai[^"#]*)`)
	for next := []string{"/cong-khai", home, home + "?lang=en"}; len(next) > 0; {
		page := next[0]
		next = next[1:]
		if seen[page] {
			continue
		}
		seen[page] = true
		all = append(all, page)
		a := s.get(page)
		if a.StatusCode >= 400 && !strings.HasPrefix(strings.TrimPrefix(page, "/cong-khai/m"), "?lang") && page != "/cong-khai/m" { // a form without what is typed into it
			s.Errorf("a page leads to %s: %s", page, a.Status)
		}
		if to := a.Header.Get("Location"); to != "" {
			next = append(next, to)
		}
		if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") || strings.HasPrefix(page, "/cong-khai/kiem-chung") {
			continue
		}
		for _, m := range links.FindAllStringSubmatch(a.text, -1) {
			next = append(next, strings.ReplaceAll(m[1], "&amp;", "&"))
		}
	}
	if len(all) < 80 {
		s.Errorf("only %d pages found", len(all))
	}
	return all
}

func TestAPublicPageIsTheSameForEverybody(t *testing.T) {
	s := opened(t, dbtest.SQLite(t), "https://camket.example")
	for _, page := range pagesOf(s) {
		a := s.get(page)
		with := s.get(page, "Cookie", "sauro=khong-con-hieu-luc; lang=en; notice=eGlu", "Accept-Language", "en")
		for _, one := range []answer{a, with} {
			if c := one.Header.Values("Set-Cookie"); len(c) > 0 {
				t.Errorf("%s sets %q", page, c)
			}
		}
		if strings.Contains(a.Header.Get("Vary"), "Cookie") {
			t.Errorf("%s varies by cookie", page)
		}
		if a.text != with.text {
			t.Errorf("%s differs for who brings a cookie", page)
		}
		if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") || strings.HasPrefix(page, "/cong-khai/kiem-chung") || a.Header.Get("Location") != "" {
			continue
		}
		if strings.Contains(a.text, "<script") || strings.Contains(a.text, "style=") || strings.Contains(a.text, "dang-nhap") || strings.Contains(a.text, "method=\"post\"") {
			t.Errorf("%s has a script, a style of its own or a form that changes something", page)
		}
		if p := a.Header.Get("Content-Security-Policy"); strings.Contains(p, "script-src") || !strings.Contains(p, "default-src 'none'") {
			t.Errorf("%s allows scripts: %s", page, p)
		}
		if strings.Contains(page, "lang=en") != strings.Contains(a.text, `<html lang="en">`) && a.StatusCode == http.StatusOK {
			t.Errorf("%s is not in the language of its address", page)
		}
	}
}

func TestPagesSurviveAnOfficeLine(t *testing.T) {
	s := opened(t, dbtest.SQLite(t), "")
	for _, page := range []string{home, home + "/van-ban/VB-2025-01", home + "/noi-dung/VB-2025-01-3.3", home + "/so-lieu.json", home + "/moi.atom", "/cong-khai/kiem-chung"} {
		a := s.ok(page)
		small := s.ok(page, "Accept-Encoding", "gzip")
		if small.Header.Get("Content-Encoding") != "gzip" || len(small.text) > 40_000 {
			t.Errorf("%s comes in %d bytes, %s", page, len(small.text), small.Header.Get("Content-Encoding"))
		}
		if !strings.HasPrefix(a.Header.Get("Cache-Control"), "public, max-age=") {
			t.Errorf("%s may not be kept: %s", page, a.Header.Get("Cache-Control"))
		}
		tag, changed := a.Header.Get("ETag"), a.Header.Get("Last-Modified")
		if again := s.get(page, "If-None-Match", tag); tag == "" || again.StatusCode != http.StatusNotModified || again.text != "" {
			t.Errorf("%s asked again by its tag: %s, %d bytes", page, again.Status, len(again.text))
		}
		if again := s.get(page, "If-None-Match", `W/"khac"`, "If-Modified-Since", changed); again.StatusCode != http.StatusOK {
			t.Errorf("%s asked again with another tag: %s", page, again.Status)
		}
		if page == "/cong-khai/kiem-chung" {
			continue
		}
		if again := s.get(page, "If-Modified-Since", changed); changed == "" || again.StatusCode != http.StatusNotModified {
			t.Errorf("%s asked again by its time %q: %s", page, changed, again.Status)
		}
	}
}

func TestNothingPrivateIsOnAnyPublicPage(t *testing.T) {
	d := dbtest.SQLite(t)
	s := opened(t, d, "https://camket.example")
	const name, login, note, phone, citizen, obstacle = "Trần Văn Bí Mật", "bimat.tv", "ghi chú chỉ trong nhà", "0912345678", "051090001234", "vướng mắc riêng của hộ"
	ref := ""
	err := d.Update(ctx, s.tenant, func(tx *db.Tx) error {
		if _, err := tx.Exec("update person set name = ?2 where tenant_id = ?1", name); err != nil {
			return err
		}
		if _, err := tx.Exec("update person set login = ?2 where tenant_id = ?1 and login = 'congchucvanhoa'", login); err != nil {
			return err
		}
		clerk, err := org.ByLogin(tx, "vanphong")
		if err != nil {
			return err
		}
		clerk.Did(tx, "test", "")
		doer, err := org.ByLogin(tx, login)
		if err != nil {
			return err
		}
		chairman, err := org.AsPost(tx, org.Chairman)
		if err != nil {
			return err
		}
		clause, err := db.Value[db.ID](tx, "select clause_id from clause where tenant_id = ?1 and code = '3.3'")
		if err != nil {
			return err
		}
		if ref, err = task.Create(tx, clerk, clause, "", task.Slots{Accountable: doer.Post, Work: "Rà soát hồ sơ, gọi " + phone, Detail: note + " " + citizen,
			Due: task.Due{Kind: task.ByDate, Date: "2099-12-31"}, LeadUnit: doer.Unit, Answers: doer.Post, Decider: chairman.Post,
			Result: task.Result{Product: "Danh sách " + citizen, Measure: task.Figure, Target: 4, Unit: "hộ", Proof: task.File, ProofText: note}}); err != nil {
			return err
		}
		if err := task.Issue(tx, clerk, ref, 1); err != nil {
			return err
		}
		if err := task.Receive(tx, doer, ref, 2); err != nil {
			return err
		}
		value := int64(4)
		if err := task.Report(tx, doer, ref, 3, task.Progress{Value: &value, Note: note, Obstacle: obstacle, HandIn: true, Evidence: []task.Evidence{
			{Kind: task.File, Name: "Ảnh căn cước " + citizen, Hash: strings.Repeat("ab", 32), Size: 9, MIME: "image/png"}}}); err != nil {
			return err
		}
		page, err := task.ByRef(tx, chairman, ref)
		if err != nil {
			return err
		}
		return task.Accept(tx, chairman, ref, page.Version, task.Acceptance{Looked: note, Evidence: []db.ID{page.Evidence[0].ID}})
	})
	if err != nil {
		t.Fatal(err)
	}
	s.publish(time.Time{})
	if a := s.ok(home + "/noi-dung/VB-2025-01-3.3"); !strings.Contains(a.text, ref) || !strings.Contains(a.text, "gọi ••••••••••") || !strings.Contains(a.text, "Ảnh căn cước ••••••••••••") || !strings.Contains(a.text, strings.Repeat("ab", 32)) {
		t.Errorf("the new task is not told of as it should be:\n%s", a.text)
	}
	for _, page := range pagesOf(s) {
		a := s.get(page)
		for _, canary := range []string{name, "Bí Mật", login, note, phone, citizen, obstacle, "congchucvanhoa"} {
			if strings.Contains(a.text, canary) {
				t.Errorf("%s tells %q", page, canary)
			}
		}
	}
}

func TestAnAddressStaysAndKeepsItsHistory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := opened(t, d, "")
		before := s.current(bulletin.OfClause)
		// Next month the office does not act; what is late then is told.
		next := d.Now().AddDate(0, 2, 0)
		s.publish(next)
		told := 0
		for _, p := range before {
			a := s.ok(home + "/noi-dung/" + p.Address)
			if !strings.Contains(a.text, p.Said()) {
				t.Errorf("%s has lost its publication %s", p.Address, p.Said())
			}
			if strings.Contains(a.text, "nhiệm vụ quá hạn") {
				told++
			}
			proof := s.ok(home + "/chung-minh/" + p.Code)
			if !strings.Contains(proof.text, p.SHA256) {
				t.Errorf("the proof of %s does not name what was told", p.Said())
			}
		}
		if told == 0 {
			t.Error("nothing has become late in two months")
		}
	})
}

func TestTheFilesHaveTheFiguresOfThePages(t *testing.T) {
	s := opened(t, dbtest.SQLite(t), "https://camket.example")
	clauses := s.current(bulletin.OfClause)

	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(s.ok(home+"/so-lieu.csv").text, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != len(clauses)+1 {
		t.Fatalf("the CSV has %d rows for %d clauses: %v", len(rows), len(clauses), err)
	}
	var dictionary struct {
		Schema struct {
			Columns []struct {
				Name string                  `json:"name"`
				Said struct{ Vi, En string } `json:"dc:description"`
			} `json:"columns"`
		} `json:"tableSchema"`
	}
	if err := json.Unmarshal([]byte(s.ok(home+"/tu-dien.json").text), &dictionary); err != nil {
		t.Fatal(err)
	}
	page := s.ok(home + "/tu-dien").text
	if len(dictionary.Schema.Columns) != len(rows[0]) {
		t.Fatalf("the dictionary has %d columns, the file %d", len(dictionary.Schema.Columns), len(rows[0]))
	}
	at := map[string]int{}
	for i, c := range dictionary.Schema.Columns {
		at[c.Name] = i
		if c.Name != rows[0][i] || c.Said.Vi == "" || c.Said.En == "" || !strings.Contains(page, "<code>"+c.Name+"</code>") {
			t.Errorf("column %d is %q in the file and %+v in the dictionary", i, rows[0][i], c)
		}
	}
	var all struct {
		Letters, Clauses, Reports []struct {
			Address, Code, SHA256 string
			Body                  json.RawMessage
		}
	}
	if err := json.Unmarshal([]byte(s.ok(home+"/so-lieu.json").text), &all); err != nil || len(all.Clauses) != len(clauses) || len(all.Letters) != 1 {
		t.Fatalf("the JSON has %d letters, %d clauses: %v", len(all.Letters), len(all.Clauses), err)
	}
	for i, p := range clauses {
		c, err := p.Clause()
		if err != nil {
			t.Fatal(err)
		}
		row := rows[i+1]
		if row[at["address"]] != p.Address || row[at["text"]] != c.Text || row[at["code"]] != p.Said() || row[at["sha256"]] != p.SHA256 {
			t.Errorf("row %d is %q", i, row)
		}
		if all.Clauses[i].Address != p.Address || string(all.Clauses[i].Body) != p.Body {
			t.Errorf("clause %d of the JSON is %+v", i, all.Clauses[i])
		}
		html := s.ok(home + "/noi-dung/" + p.Address).text
		for _, column := range []string{"reported_bp", "verified_bp"} {
			bp, err := strconv.ParseInt(row[at[column]], 10, 64)
			if said := vn.Percent(bp); err != nil || c.Tasks > 0 && !strings.Contains(html, said) {
				t.Errorf("the page of %s does not say %s: %v", p.Address, said, err)
			}
		}
	}
}

func TestTheFeedIsAtom(t *testing.T) {
	s := opened(t, dbtest.SQLite(t), "https://camket.example")
	a := s.ok(home + "/moi.atom")
	if kind := a.Header.Get("Content-Type"); !strings.HasPrefix(kind, "application/atom+xml") {
		t.Errorf("the feed is called %s", kind)
	}
	type link struct {
		Rel  string `xml:"rel,attr"`
		Href string `xml:"href,attr"`
	}
	var feed struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string   `xml:"id"`
		Title   string   `xml:"title"`
		Updated string   `xml:"updated"`
		Author  struct {
			Name string `xml:"name"`
		} `xml:"author"`
		Links   []link `xml:"link"`
		Entries []struct {
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Updated string `xml:"updated"`
			Links   []link `xml:"link"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(a.text), &feed); err != nil {
		t.Fatal(err)
	}
	// RFC 4287, section 4.1.1: exactly one id, title and updated; an author.
	if !strings.HasPrefix(feed.ID, "urn:uuid:") || feed.Title == "" || feed.Author.Name != "UBND xã Khánh Cường" || len(feed.Entries) != 21 {
		t.Fatalf("the feed: %+v", feed)
	}
	latest, ids := time.Time{}, map[string]bool{}
	for _, e := range feed.Entries {
		at, err := time.Parse(time.RFC3339, e.Updated)
		if err != nil || e.Title == "" || !strings.HasPrefix(e.ID, "urn:uuid:") || ids[e.ID] || len(e.Links) != 1 {
			t.Errorf("the entry: %+v, %v", e, err)
			continue
		}
		ids[e.ID] = true
		if at.After(latest) {
			latest = at
		}
		u, err := url.Parse(e.Links[0].Href)
		if err != nil || u.Host != "camket.example" {
			t.Fatalf("the link %q: %v", e.Links[0].Href, err)
		}
		s.ok(u.Path)
	}
	if updated, err := time.Parse(time.RFC3339, feed.Updated); err != nil || !updated.Equal(latest) {
		t.Errorf("the feed was updated %s, its last entry %s: %v", feed.Updated, latest, err)
	}
}

func TestAShortCodeLeadsToItsProof(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := opened(t, d, "https://camket.example")
		p := s.current(bulletin.OfClause)[0]
		for _, path := range []string{"/cong-khai/m/" + p.Code, "/cong-khai/m/" + strings.ToLower(p.Said())} {
			if a := s.get(path); a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != home+"/chung-minh/"+p.Code {
				t.Errorf("%s leads to %s, %s", path, a.Header.Get("Location"), a.Status)
			}
		}
		if a := s.get("/cong-khai/m?ma=" + url.QueryEscape(" "+p.Said()+" ") + "&lang=en"); a.Header.Get("Location") != "/cong-khai/m/"+p.Code+"?lang=en" {
			t.Errorf("what was typed leads to %s", a.Header.Get("Location"))
		}
		if page := s.ok(home + "/noi-dung/" + p.Address).text; !strings.Contains(page, "https://camket.example/cong-khai/m/"+p.Code) || !strings.Contains(page, p.Said()) {
			t.Error("the page of the clause has not its own short address")
		}
		a := s.ok(home + "/chung-minh/" + p.Code + "/bang-chung.json")
		proof, err := ledger.ParseProof([]byte(a.text))
		if err != nil {
			t.Fatal(err)
		}
		if verdict, err := proof.Check(ledger.Fingerprint(proof.Root)); err != nil || !verdict.Right {
			t.Errorf("the proof is wrong: %+v, %v", verdict.Steps, err)
		}
		if !strings.Contains(a.text, p.SHA256) || !strings.Contains(a.text, p.Code) {
			t.Error("the proof does not show what was told")
		}
		if kind := a.Header.Get("Content-Disposition"); !strings.Contains(kind, "bang-chung-"+p.Said()+".json") {
			t.Errorf("the file is called %s", kind)
		}
	})
}

func TestHostileAddressesAreUnknown(t *testing.T) {
	s := opened(t, dbtest.SQLite(t), "")
	for _, bad := range []string{"'", "%27%20or%201=1", "%00", "..%2f..%2fsauro.db", "%ff%fe", "VB-2025-99", "vb-2025-01", "<script>alert(1)</script>", strings.Repeat("9", 5000), "{{.}}", "%25s"} {
		bad = strings.ReplaceAll(strings.ReplaceAll(bad, "<", "%3C"), ">", "%3E")
		for _, path := range []string{"/cong-khai/m/" + bad, "/cong-khai/" + bad, home + "/van-ban/" + bad, home + "/noi-dung/" + bad, home + "/bao-cao/" + bad,
			home + "/chung-minh/" + bad, home + "/chung-minh/" + bad + "/bang-chung.json", home + "/" + bad, home + "/nhat-ky/tile/" + bad, "/cong-khai/99999/van-ban/VB-2025-01"} {
			a := s.get(path)
			if a.StatusCode != http.StatusNotFound && a.StatusCode != http.StatusSeeOther && a.StatusCode != http.StatusMovedPermanently && a.StatusCode != http.StatusTemporaryRedirect {
				t.Errorf("%.80s: %s", path, a.Status)
			}
			if strings.Contains(a.text, "alert(1)</script>") {
				t.Errorf("%.80s is echoed", path)
			}
			if a.StatusCode == http.StatusNotFound && strings.Contains(a.text, "<script") {
				t.Errorf("%.80s: the page of the error has a script", path)
			}
		}
	}
	for _, code := range []string{"222222222", "7K3M9TWX", "ABCDEFGHI"} {
		if a := s.get("/cong-khai/m/" + code); a.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %s", code, a.Status)
		}
	}
	if a := s.get("/cong-khai/m?ma=khong"); a.StatusCode != http.StatusNotFound || !strings.Contains(a.text, "Mã tra cứu gồm 9") {
		t.Errorf("a wrong code: %s", a.Status)
	}
}

func TestTheLogIsServedToThoseWhoFollowIt(t *testing.T) {
	s := opened(t, dbtest.SQLite(t), "")
	note := s.ok(home + "/nhat-ky/checkpoint")
	head, err := ledger.ReadCheckpoint([]byte(note.text))
	if err != nil || head.Size == 0 || note.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("the checkpoint %q, kept %q: %v", note.text, note.Header.Get("Cache-Control"), err)
	}
	if keys := s.ok(home + "/nhat-ky/keys"); len(ledger.SplitCertificates([]byte(keys.text))) == 0 {
		t.Errorf("no certificates in %q", keys.text)
	}
	for _, tile := range ledger.TilesOf(0, head.Size) {
		a := s.ok(home + "/nhat-ky/" + tile.Path())
		full := !strings.Contains(tile.Path(), ".p/")
		if full != strings.Contains(a.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s is kept as %q", tile.Path(), a.Header.Get("Cache-Control"))
		}
		if a.Header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s cannot be read from other sites", tile.Path())
		}
	}
}

func TestALetterKeptBackLeavesEveryPage(t *testing.T) {
	d := dbtest.SQLite(t)
	s := opened(t, d, "")
	clauses := s.current(bulletin.OfClause)
	letter := clauses[0].LetterID
	err := d.Update(ctx, s.tenant, func(tx *db.Tx) error {
		chairman, err := org.AsPost(tx, org.Chairman)
		if err != nil {
			return err
		}
		return bulletin.Withhold(tx, chairman, letter, false, "Có nội dung mật, chờ xử lý.")
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range clauses {
		for _, path := range []string{"/noi-dung/" + p.Address, "/chung-minh/" + p.Code, "/chung-minh/" + p.Code + "/bang-chung.json"} {
			if a := s.get(home + path); a.StatusCode != http.StatusForbidden || strings.Contains(a.text, p.Title) {
				t.Errorf("%s: %s", path, a.Status)
			}
		}
	}
	front := s.ok(home).text
	if !strings.Contains(front, "1 văn bản đang thực hiện chưa công khai") {
		t.Error("the first page does not count the letter that is kept back")
	}
	for _, page := range []string{home, home + "/moi.atom", home + "/so-lieu.csv", home + "/so-lieu.json"} {
		text := s.ok(page).text
		for _, p := range clauses {
			if strings.Contains(text, p.Title) || strings.Contains(text, p.Said()) || strings.Contains(text, "nội dung mật") {
				t.Errorf("%s still tells %s", page, p.Address)
			}
		}
	}
}

func TestTwoCommunesEachHaveTheirOwnPages(t *testing.T) {
	d := dbtest.SQLite(t)
	s := opened(t, d, "")
	if _, err := org.NewTenant(ctx, d, "21475", "UBND xã Bên Cạnh"); err != nil {
		t.Fatal(err)
	}
	a := s.ok("/cong-khai")
	for _, words := range []string{"UBND xã Khánh Cường", "UBND xã Bên Cạnh", `href="/cong-khai/21475"`} {
		if !strings.Contains(a.text, words) {
			t.Errorf("the list of communes does not say %q", words)
		}
	}
	if a := s.ok("/cong-khai/21475"); !strings.Contains(a.text, "Chưa công khai văn bản nào") {
		t.Error("a commune without letters does not say so")
	}
	if a := s.get("/cong-khai/21475/noi-dung/VB-2025-01-3.3"); a.StatusCode != http.StatusNotFound {
		t.Errorf("the clause of one commune in the other: %s", a.Status)
	}
}

// Everything the public sees of a letter comes from publications: a letter that
// nobody has told of is not there.
func TestWhatWasNotToldIsNotThere(t *testing.T) {
	d := dbtest.SQLite(t)
	s := opened(t, d, "")
	seed, err := os.ReadFile("../demo/khanh-cuong-2025-12.txt")
	if err != nil {
		t.Fatal(err)
	}
	body := strings.ReplaceAll(string(seed), "UBND-VX", "UBND-KT")
	err = d.Update(ctx, s.tenant, func(tx *db.Tx) error {
		clerk, err := org.ByLogin(tx, "vanphong")
		if err != nil {
			return err
		}
		id := db.NewID()
		if err := register.BringIn(tx, clerk, id, register.File{Hash: "h2", Name: "khac.txt", Format: "txt", Size: 9, Body: body}, ""); err != nil {
			return err
		}
		return register.Accept(tx, clerk, id, 1)
	})
	if err != nil {
		t.Fatal(err)
	}
	s.publish(time.Time{})
	if a := s.ok(home); strings.Contains(a.text, "VB-2025-02") {
		t.Error("a letter that is not in force is told of")
	}
}
