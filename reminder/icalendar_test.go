package reminder

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"sauro/calendar"
	"sauro/fault"
	"sauro/vn"
)

// property is one content line as RFC 5545, section 3.1, has it.
type property struct{ name, parameters, value string }

// parse reads a calendar as another program does and refuses what the standard
// refuses.
func parse(text string) (list []property, err error) {
	if !strings.HasSuffix(text, "\r\n") {
		return nil, errors.New("the last line has no end")
	}
	var lines []string
	for _, raw := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		if len(raw) > 75 {
			return nil, fmt.Errorf("a line of %d octets: %q", len(raw), raw)
		}
		if !utf8.ValidString(raw) {
			return nil, fmt.Errorf("a character is cut: %q", raw)
		}
		for _, c := range raw {
			if c < ' ' && c != '\t' || c == 0x7f {
				return nil, fmt.Errorf("a control stands in %q", raw)
			}
		}
		if raw != "" && (raw[0] == ' ' || raw[0] == '\t') {
			if len(lines) == 0 {
				return nil, errors.New("the first line is folded")
			}
			lines[len(lines)-1] += raw[1:]
			continue
		}
		lines = append(lines, raw)
	}
	var open []string
	for _, line := range lines {
		head, value, found := strings.Cut(line, ":")
		name, parameters, _ := strings.Cut(head, ";")
		if !found || name == "" || strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-") != "" {
			return nil, fmt.Errorf("no content line: %q", line)
		}
		switch name {
		case "BEGIN":
			open = append(open, value)
		case "END":
			if len(open) == 0 || open[len(open)-1] != value {
				return nil, fmt.Errorf("%s ends and is not open", value)
			}
			open = open[:len(open)-1]
		}
		list = append(list, property{name, parameters, value})
	}
	if len(open) > 0 || len(list) == 0 || list[0].value != "VCALENDAR" {
		return nil, fmt.Errorf("still open: %v", open)
	}
	return list, nil
}

// unescape is the text of a value.
func unescape(s string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case ';', ',':
			return "", fmt.Errorf("%q is not escaped", s)
		case '\\':
			i++
			if i == len(s) {
				return "", fmt.Errorf("%q ends in the middle", s)
			}
			switch s[i] {
			case 'n', 'N':
				b.WriteByte('\n')
			case '\\', ';', ',':
				b.WriteByte(s[i])
			default:
				return "", fmt.Errorf("\\%c in %q", s[i], s)
			}
		default:
			b.WriteByte(c)
		}
	}
	return b.String(), nil
}

var noon = time.Date(2026, 11, 23, 5, 0, 0, 0, time.UTC)

func TestWhatIsWrittenIsACalendar(t *testing.T) {
	items := []calendar.Item{
		{Kind: "task", ID: "0195a1b2-0000-7000-8000-000000000001", Ref: "NV-2026-0007", Part: "2026-Q4", Title: "Mật: nhân sự", Link: "/nhiem-vu/NV-2026-0007#bao-cao", Does: fault.Text{Format: "Báo cáo tiến độ"}, Due: "2026-12-31"},
		{Kind: "proposal", ID: "0195a1b2-0000-7000-8000-000000000002", Ref: "KN-2026-0001", Link: "/kien-nghi/KN-2026-0001", Does: fault.Text{Format: "Gửi %s"}, Due: "2026-11-20"},
		{Kind: "task", ID: "x", Ref: "NV-2026-0009", Due: ""}, // a day that is none is left out
	}
	items[1].Does.Args = []any{"cấp trên"}
	list, err := parse(string(write(items, vn.Standard(), noon, "https://camket.xa.gov.vn", fmt.Sprintf)))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, p := range list {
		got[p.name] = append(got[p.name], p.value)
	}
	for name, want := range map[string]string{
		"VERSION": "2.0", "UID": "task-0195a1b2-0000-7000-8000-000000000001-2026-Q4@sauro|proposal-0195a1b2-0000-7000-8000-000000000002-@sauro",
		"DTSTAMP": "20261123T050000Z|20261123T050000Z", "DTSTART": "20261231|20261120", "DTEND": "20270101|20261121",
		"SUMMARY": "NV-2026-0007 đến hạn|KN-2026-0001 quá hạn", "URL": "https://camket.xa.gov.vn/nhiem-vu/NV-2026-0007#bao-cao|https://camket.xa.gov.vn/kien-nghi/KN-2026-0001",
		"DESCRIPTION": "Báo cáo tiến độ: https://camket.xa.gov.vn/nhiem-vu/NV-2026-0007#bao-cao|Gửi cấp trên: https://camket.xa.gov.vn/kien-nghi/KN-2026-0001",
	} {
		if strings.Join(got[name], "|") != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	for _, p := range list {
		if strings.Contains(p.value, "nhân sự") {
			t.Errorf("a title left the house: %+v", p)
		}
	}
	if n := len(got["PRODID"]); n != 1 {
		t.Errorf("%d PRODID", n)
	}
}

func TestAnEmptyFeedIsACalendar(t *testing.T) {
	if _, err := parse(string(write(nil, vn.Standard(), noon, "", fmt.Sprintf))); err != nil {
		t.Error(err)
	}
}

func FuzzTheFeed(f *testing.F) {
	f.Add("NV-2026-0007", "/nhiem-vu/x", "Báo cáo, tiến độ; gấp\\")
	f.Add("a\r\nEND:VEVENT\r\nBEGIN:VALARM", "/\r\nATTACH:file:///etc/passwd", "\x00\x1b[31m\u2028\n\n")
	f.Add("ký hiệu \xff\xfe", "javascript:alert(1)", strings.Repeat("đ", 500))
	f.Add("", "", "%s%d%n")
	f.Fuzz(func(t *testing.T, ref, link, does string) {
		say := func(format string, args ...any) string {
			if len(args) == 0 {
				return format
			}
			return fmt.Sprintf(format, args...)
		}
		item := calendar.Item{Kind: "task", ID: "1", Ref: ref, Title: "Mật", Link: link, Does: fault.Text{Format: does}, Due: "2026-12-31"}
		text := string(write([]calendar.Item{item}, vn.Standard(), noon, "https://x.vn", say))
		list, err := parse(text)
		if err != nil {
			t.Fatal(err)
		}
		names := ""
		for _, p := range list {
			names += p.name + " "
			if p.name == "SUMMARY" || p.name == "DESCRIPTION" {
				said, err := unescape(p.value)
				if err != nil {
					t.Error(err)
				}
				if p.name == "SUMMARY" && said != readable(ref)+" đến hạn" {
					t.Errorf("%q became %q", ref, said)
				}
			}
		}
		if want := "BEGIN VERSION PRODID CALSCALE METHOD NAME X-WR-CALNAME REFRESH-INTERVAL X-PUBLISHED-TTL BEGIN UID DTSTAMP DTSTART DTEND SUMMARY DESCRIPTION URL TRANSP END END "; names != want {
			t.Errorf("the lines are %s", names)
		}
	})
}

// readable is a text without the controls that a calendar cannot have.
func readable(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\ufffd")
	return strings.Map(func(c rune) rune {
		if c < ' ' && c != '\t' && c != '\n' || c == 0x7f {
			return -1
		}
		return c
	}, s)
}
