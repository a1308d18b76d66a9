package notice

import (
	"fmt"
	"html"
	"slices"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/vn"
)

// Pages of the program that messages lead to.
const (
	Home    = "/thong-bao"
	WayPage = "/thong-bao/cach-nhan"
)

// told is one notice of a message, as it was written down.
type told struct {
	delivery, id     db.ID
	kind, event      string
	about            string
	says, does       fault.Text
	legal            bool
	read             bool
	due              vn.Day
	at               time.Time
	rawSays, rawDoes string
	flag, readFlag   int64
}

// line is a notice in the words that may leave the house.
func (n told) line(url string) Line {
	l := Line{Kind: n.kind, Event: n.event, Says: outside(n.says), Does: outside(n.does)}
	if isCode(n.about) {
		l.About = n.about
	}
	if n.due != "" {
		l.Due = n.due.String()
	}
	if url != "" {
		l.Link = url + Home + "/" + brief(n.id)
	}
	return l
}

// compose puts a message together: of one notice as it is, of several as a list.
// url is the program's own address, "" where it was not told.
func compose(id db.ID, w Way, to, office, url string, at time.Time, list []told) Message {
	m := Message{ID: string(id), Way: w, To: to, At: at, Count: len(list), Kind: "digest"}
	m.Legal = slices.ContainsFunc(list, func(n told) bool { return n.legal })
	for _, n := range list {
		m.Lines = append(m.Lines, n.line(url))
	}
	if len(list) == 1 {
		l := m.Lines[0]
		m.Kind, m.Event, m.About, m.Due, m.Says, m.Does, m.Link = l.Kind, l.Event, l.About, l.Due, l.Says, l.Does, l.Link
		m.Subject = strings.TrimPrefix(l.About+": "+KindName[l.Kind], ": ")
	} else {
		m.Says = fmt.Sprintf("Sáng nay có %d việc chờ bạn xem.", len(list))
		m.Does = "Mở danh sách thông báo"
		m.Subject = fmt.Sprintf("Sáu Rõ: %d việc sáng %s", len(list), vn.Today(at))
		if url != "" {
			m.Link = url + Home
		}
	}
	return m.finish(office, url)
}

// finish writes the message out as lines and as a short one.
func (m Message) finish(office, url string) Message {
	if url != "" && !m.Legal {
		m.Stop = url + WayPage
	}
	var b strings.Builder
	fmt.Fprintln(&b, m.Says)
	switch {
	case len(m.Lines) > 1:
		for i, l := range m.Lines {
			fmt.Fprintf(&b, "\n%d. %s\n", i+1, l.Says)
			writeLink(&b, "   ", l.Does, l.Link)
		}
		b.WriteByte('\n')
		writeLink(&b, "", m.Does, m.Link)
	default:
		if m.Due != "" {
			fmt.Fprintf(&b, "Hạn: %s\n", m.Due)
		}
		b.WriteByte('\n')
		writeLink(&b, "", m.Does, m.Link)
	}
	fmt.Fprintf(&b, "\n--\n%s\n", office)
	b.WriteString("Chương trình Sáu Rõ tự gửi. Không trả lời thông báo này.\n")
	change := "vào mục Thông báo, chọn Nơi nhận thông báo"
	if url != "" {
		change = url + WayPage
	}
	if m.Legal {
		fmt.Fprintf(&b, "Thông báo bắt buộc, không tắt được. Đổi nơi nhận: %s\n", change)
	} else {
		fmt.Fprintf(&b, "Đổi nơi nhận hoặc tắt: %s\n", change)
	}
	m.Text = b.String()
	m.Short = short(m.Says, m.Link)
	return m
}

func writeLink(b *strings.Builder, indent, does, link string) {
	switch {
	case link == "":
		fmt.Fprintf(b, "%sHãy mở chương trình Sáu Rõ, mục Thông báo.\n", indent)
	case does == "":
		fmt.Fprintf(b, "%s%s\n", indent, link)
	default:
		fmt.Fprintf(b, "%s%s: %s\n", indent, does, link)
	}
}

// HTML is the text of the message with its links to press, and nothing else: no
// picture, no colour, no tracking.
func (m Message) HTML() string {
	var b strings.Builder
	b.WriteString("<!doctype html>\n<html lang=\"vi\"><meta charset=\"utf-8\"><title>" + html.EscapeString(m.Subject) + "</title>\n<body>\n")
	for part := range strings.SplitSeq(strings.TrimSpace(m.Text), "\n\n") {
		b.WriteString("<p>")
		for i, l := range strings.Split(part, "\n") {
			if i > 0 {
				b.WriteString("<br>\n")
			}
			before, link, found := strings.Cut(l, "http")
			b.WriteString(html.EscapeString(before))
			if found {
				link = html.EscapeString("http" + link)
				b.WriteString(`<a href="` + link + `">` + link + "</a>")
			}
		}
		b.WriteString("</p>\n")
	}
	b.WriteString("</body></html>\n")
	return b.String()
}

// Trial is a message that says only that the channel works, for the one who has
// just set it. office is the office's name, url the program's own address.
func Trial(w Way, to, office, url string, at time.Time) Message {
	m := Message{ID: string(db.NewID()), Way: w, To: to, At: at, Kind: "test", Count: 1, Subject: "Sáu Rõ: thử kênh thông báo",
		Says: "Kênh thông báo này hoạt động.", Does: "Mở trang Kênh thông báo"}
	if url != "" {
		m.Link = url + ChannelPage
	}
	return m.finish(office, url)
}

// ChannelPage is where the office sets its channels.
const ChannelPage = "/kenh-thong-bao"
