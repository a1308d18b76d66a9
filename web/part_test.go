package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

func spoken(t *testing.T, lang Lang) *language {
	t.Helper()
	all, err := languages()
	if err != nil {
		t.Fatal(err)
	}
	return all[lang]
}

func TestTextsAreSaidInBothLanguages(t *testing.T) {
	vi, en := spoken(t, Vietnamese), spoken(t, English)
	for _, c := range []struct {
		format string
		args   []any
		vi, en string
	}{
		{"Bàn điều hành", nil, "Bàn điều hành", "Dashboard"},
		{"%d việc quá hạn", []any{1}, "1 việc quá hạn", "1 task overdue"},
		{"%d việc quá hạn", []any{int64(1234)}, "1.234 việc quá hạn", "1,234 tasks overdue"},
		{"%d đến %d trong %d", []any{51, 100, 1284}, "51 đến 100 trong 1.284", "51 to 100 of 1,284"},
		{"chữ chưa có bản dịch 100%", nil, "chữ chưa có bản dịch 100%", "chữ chưa có bản dịch 100%"},
		{"Bồi dưỡng kỹ năng số cho 100% cán bộ, công chức, viên chức", nil, "Bồi dưỡng kỹ năng số cho 100% cán bộ, công chức, viên chức", "Digital skills training for 100% of the staff"},
		{"%s chỉ được %s trong đơn vị của mình (%s).", []any{"Trưởng phòng", fault.Text{Format: "giao nhiệm vụ"}, "Phòng Kinh tế"},
			"Trưởng phòng chỉ được giao nhiệm vụ trong đơn vị của mình (Phòng Kinh tế).", "Trưởng phòng may only issue tasks within their own unit (Phòng Kinh tế)."},
		{"%d trên 6 rõ; chưa rõ: %s", []any{4, org.Names{"thời gian", "kết quả"}}, "4 trên 6 rõ; chưa rõ: thời gian, kết quả", "4 of 6 clear; not clear: time, result"},
		{"Trang %d", []any{3}, "Trang 3", "Page 3"},
		{"Báo cáo", nil, "Báo cáo", "Report"},
		{"Báo cáo|số", nil, "Báo cáo", "Reported"},
		{"Nghiệm thu: %s|việc", []any{"A|B"}, "Nghiệm thu: A|B", "Accept: A|B"},
		{"A|B", nil, "A|B", "A|B"},
		{"Ví dụ %s", []any{"2026"}, "Ví dụ 2026", "For example 2026"},
	} {
		if got := vi.text(c.format, c.args...); got != c.vi {
			t.Errorf("%q, want %q", got, c.vi)
		}
		if got := en.text(c.format, c.args...); got != c.en {
			t.Errorf("%q, want %q", got, c.en)
		}
	}
}

func TestTextWithLinksEscapesAllElse(t *testing.T) {
	vi := spoken(t, Vietnamese)
	a, err := link("/tim?tu=a&b", "việc <một>")
	if err != nil {
		t.Fatal(err)
	}
	got := string(vi.html("Có %s và %s.", a, "<script>"))
	if want := `Có <a href="/tim?tu=a&amp;b">việc &lt;một&gt;</a> và &lt;script&gt;.`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for _, to := range []string{"", "javascript:alert(1)", "//example.com", "https://example.com"} {
		if _, err := link(to, "x"); err == nil {
			t.Errorf("a link to %q", to)
		}
	}
}

func TestFiguresAreWrittenAsTheLanguageDoes(t *testing.T) {
	vi, en := spoken(t, Vietnamese), spoken(t, English)
	first := func(s string, err error) string {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
		return s
	}
	at := time.Date(2026, 9, 7, 17, 30, 0, 0, time.UTC) // 00:30 on the 8th at the office
	for _, c := range [][3]string{
		{"number", first(vi.number(1234567)) + " " + first(en.number(uint8(7))), "1.234.567 7"},
		{"percent", first(vi.percent(int64(7703))) + " " + first(en.percent(7703)) + " " + first(vi.percent(10000)), "77,03% 77.03% 100%"},
		{"money", vi.money(185000000) + " " + en.money(1000), "185.000.000 đ 1,000 đ"},
		{"bytes", vi.bytes(999) + " " + vi.bytes(640_000) + " " + vi.bytes(2_440_000) + " " + en.bytes(3_100_000) + " " + vi.bytes(40_000_000), "999 B 640 KB 2,4 MB 3.1 MB 40 MB"},
		{"day", first(day("2026-09-08")) + " " + first(day(vn.Day("2026-02-01"))) + " " + first(day(at)) + first(day("")) + first(day(time.Time{})), "08/09/2026 01/02/2026 08/09/2026"},
		{"weekday", first(vi.weekday(at)) + " " + first(en.weekday("2026-09-06")), "Thứ Ba, 08/09/2026 Sunday, 06/09/2026"},
		{"instant", instant(at) + instant(time.Time{}), "08/09/2026, 00:30"},
		{"machine", first(machine(at)) + " " + first(machine(vn.Day("2026-09-08"))), "2026-09-08T00:30:00+07:00 2026-09-08"},
	} {
		if c[1] != c[2] {
			t.Errorf("%s: %q, want %q", c[0], c[1], c[2])
		}
	}
	if _, err := day("08/09/2026"); err == nil {
		t.Error("a day that is no day of the program was written")
	}
	if _, err := vi.percent("50"); err == nil {
		t.Error("a percentage of a text was written")
	}
}

func TestTheRingSaysWhatIsMissing(t *testing.T) {
	en := spoken(t, English)
	if got := en.arg(FullRing.Label()); got != "All six clear" {
		t.Error(got)
	}
	r := Ring{Clear: [6]bool{true, true, false, true, true, false}}
	if got := en.arg(r.Label()); got != "4 of 6 clear; not clear: time, result" {
		t.Error(got)
	}
}

func TestBarsAreAsLongAsTheirFigures(t *testing.T) {
	for _, c := range []struct {
		bar            Bar
		outline, solid string
	}{
		{Bar{Reported: 9500, Verified: 7143}, "94.40%", "71.43%"},
		{CountBar(11, 8, 19), "57.29%", "42.10%"},
		{CountBar(0, 0, 0), "0.00%", "0.00%"},
		{Bar{Reported: 12000, Verified: -5}, "99.40%", "0.00%"}, // over the target stays in its frame
	} {
		if c.bar.Outline() != c.outline || c.bar.Solid() != c.solid {
			t.Errorf("%+v: %s %s, want %s %s", c.bar, c.bar.Outline(), c.bar.Solid(), c.outline, c.solid)
		}
	}
	if b := CountBar(11, 8, 19); b.ReportedText != "11/19" || b.VerifiedText != "8/19" {
		t.Errorf("%+v", b)
	}
}

func TestThePagerShowsEndsAndNeighbours(t *testing.T) {
	p := Pager{At: 6, Last: 26, Per: 50, Total: 1284, path: "/nhiem-vu", query: url.Values{"tu": {"số"}}}
	if got := p.Pages(); !slices.Equal(got, []int{1, 0, 5, 6, 7, 0, 26}) {
		t.Error(got)
	}
	if p.Offset() != 250 || p.From() != 251 || p.To() != 300 || p.Prev() != 5 || p.Next() != 7 {
		t.Errorf("%d %d %d", p.Offset(), p.From(), p.To())
	}
	if got := p.URL(7); got != "/nhiem-vu?trang=7&tu=s%E1%BB%91" {
		t.Error(got)
	}
	if got := p.URL(1); got != "/nhiem-vu?tu=s%E1%BB%91" {
		t.Error(got)
	}
	last := Pager{At: 26, Last: 26, Per: 50, Total: 1284}
	if last.To() != 1284 || last.Next() != 0 {
		t.Errorf("%d %d", last.To(), last.Next())
	}
}

func TestTheChartDrawsTimeEvenly(t *testing.T) {
	c := Chart{Points: []Point{
		{"2026-01-01", 0, 0, -1},
		{"2026-01-11", 1000, 5000, 0},
		{"2026-04-11", 10000, -1, -1},
	}}
	if got := c.PlanPath(); got != "M44 224L107 203L676 12" {
		t.Error(got)
	}
	if got := c.ReportedPath(); got != "M44 224H107V118" { // up in a step: between reports nothing is known
		t.Error(got)
	}
	if got := c.VerifiedPath(); got != "M107 224" {
		t.Error(got)
	}
	if got := c.Area(); got != "M107 224V224H107Z" {
		t.Error(got)
	}
	if one := (Chart{Points: []Point{{"2026-01-01", 0, 0, 0}}}); one.PlanPath() != "M44 224" || len(one.Days()) != 1 {
		t.Error("a chart of one day")
	}
}

func TestThePaperNamesItsIssuer(t *testing.T) {
	p := Page{Who: org.Who{TenantName: "UBND xã Khánh Cường"}}
	if p.Issuer() != [2]string{"ỦY BAN NHÂN DÂN", "XÃ KHÁNH CƯỜNG"} || p.Place() != "Khánh Cường" {
		t.Errorf("%v %q", p.Issuer(), p.Place())
	}
}

func TestTheNavigationSaysWhereOneIs(t *testing.T) {
	p := Page{Path: "/nhiem-vu/NV-2026-0001?a=b"}
	for link, want := range map[string]string{"/": "", "/nhiem-vu": "true", "/nhiem": "", "/nhiem-vu/NV-2026-0001": "page"} {
		if got := p.Current(link); got != want {
			t.Errorf("%s: %q, want %q", link, got, want)
		}
	}
}

func TestSubsOfAPageDoNotMix(t *testing.T) {
	f := Form{Text: "sai", Errors: []FieldError{{"so", "Sai số."}}, typed: url.Values{"so": {"45"}}, came: "NV-2"}
	first, second := f.Sub("NV-1"), f.Sub("NV-2")
	if i := first.Number("so", "Số", "10"); i.Value != "10" || i.Error != "" || i.ID != "NV-1-so" {
		t.Errorf("%+v", i)
	}
	if i := second.Number("so", "Số", "10"); i.Value != "45" || i.Error != "Sai số." || i.ID != f.Anchor("so") {
		t.Errorf("%+v", i)
	}
	if key := string(second.Key()); !strings.Contains(key, `name="form" value="NV-2"`) {
		t.Error(key)
	}
}

func TestBoxesComeBackAsTheyWereTicked(t *testing.T) {
	of := []Option{{Value: "1", Text: "một"}, {Value: "2", Text: "hai"}}
	f := Form{Text: "sai", typed: url.Values{"hop": {"2"}}}
	if i := f.Checks("hop", "Hộp", of, []string{"1"}); i.Is("1") || !i.Is("2") {
		t.Errorf("%+v", i)
	}
	if i := f.Check("mot", "Một", true); i.Is("1") {
		t.Error("a box that was cleared is ticked again")
	}
	var fresh Form
	if i := fresh.Select("chon", "Chọn", of, "2"); !i.Is("2") || i.Is("1") {
		t.Errorf("%+v", i)
	}
	if i := f.Password("mat-khau", "Mật khẩu"); i.Value != "" {
		t.Error("a password is shown again")
	}
}

func FuzzNextStaysHere(f *testing.F) {
	for _, s := range []string{"/a", "//a", `/\a`, "/\x00", "http:a", "/%2f/a", "/a?b=//c"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		to := inside(s, "/nha")
		base, _ := url.Parse("http://here.example/x")
		u, err := base.Parse(to)
		if err != nil || u.Host != "here.example" || u.Scheme != "http" || !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") {
			t.Errorf("%q goes to %q", s, to)
		}
	})
}

// The program starts at once: all templates are read and checked in both languages.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := New(Site{Demo: true}, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func TestABrowserIsNamedAsAPersonKnowsIt(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36":                  "Chrome, Windows",
		"Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) coc_coc_browser/103.0.190 Chrome/97.0.4692.190 Safari/537.36": "Cốc Cốc, Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Zalo iOS/24.5":      "Zalo, iPhone",
		"Mozilla/5.0 (Linux; Android 13; SM-A146P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36":           "Chrome, Android",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0":    "Edge, Windows",
		"Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0":                                                           "Firefox, Linux",
		"curl/8.5.0": "curl/8.5.0",
	} {
		if got := device(agent); got != want {
			t.Errorf("%s is named %q, want %q", agent, got, want)
		}
	}
}
