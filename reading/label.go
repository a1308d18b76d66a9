package reading

import (
	"strings"

	"sauro/agency"
	"sauro/deadline"
	"sauro/outline"
	"sauro/phrase"
)

// labelKind is what a labelled line of a task tells: "Đơn vị chủ trì: …". The
// same words head the columns of a task table.
type labelKind int

const (
	noLabel labelKind = iota
	leadLabel
	supportLabel
	headLabel
	dueLabel
	resultLabel
	taskLabel
	numberLabel
	bothLabel // chủ trì and phối hợp in one
	otherLabel
)

var labelPhrases = []struct {
	kind labelKind
	set  *phrase.Set
}{
	{leadLabel, phrase.SetOf("cơ quan chủ trì, đơn vị chủ trì, chủ trì, cơ quan thực hiện, đơn vị thực hiện, cơ quan chủ trì thực hiện, đơn vị chủ trì thực hiện, cơ quan tham mưu, đơn vị tham mưu, đơn vị đầu mối, cơ quan đầu mối, phòng chủ trì, phòng thực hiện, bộ phận chủ trì, bộ phận thực hiện, ban chủ trì, cơ quan đơn vị chủ trì, đơn vị cơ quan chủ trì, phân công thực hiện, phân công chủ trì, phân công, đơn vị chịu trách nhiệm, cơ quan chịu trách nhiệm, đơn vị chủ trì tham mưu, cơ quan chủ trì tham mưu, trách nhiệm thực hiện, trách nhiệm chủ trì, người thực hiện, cá nhân thực hiện, đơn vị phụ trách, đơn vị được giao, đơn vị được phân công, chủ trì thực hiện, tổ chức thực hiện, đơn vị tổ chức, đơn vị chủ trì triển khai, cơ quan chủ trì triển khai, cơ quan đơn vị thực hiện, cơ quan chủ trì theo dõi, đơn vị triển khai, cơ quan triển khai, thực hiện, trách nhiệm, đơn vị, cơ quan, chủ thể thực hiện, người phụ trách, cơ quan chủ trì phụ trách, cơ quan chủ trì soạn thảo, cơ quan soạn thảo, cơ quan phụ trách, đơn vị thực hiện chính, sở ngành chủ trì, đầu mối thực hiện, đầu mối chủ trì, đơn vị chủ trì chính, cơ quan được giao, cơ quan chủ quản, cấp thực hiện")},
	{supportLabel, phrase.SetOf("cơ quan phối hợp, đơn vị phối hợp, phối hợp, cơ quan phối hợp thực hiện, đơn vị phối hợp thực hiện, phối hợp thực hiện, phòng phối hợp, bộ phận phối hợp, cơ quan đơn vị phối hợp, đơn vị cơ quan phối hợp, các đơn vị phối hợp, các cơ quan phối hợp, thành phần phối hợp, cá nhân phối hợp, sở ngành phối hợp, cơ quan phối hợp chính, cơ quan phối hợp triển khai, cơ quan phối hợp chính thực hiện")},
	{headLabel, phrase.SetOf("người đứng đầu chịu trách nhiệm, người đứng đầu, người chịu trách nhiệm, lãnh đạo phụ trách, lãnh đạo chỉ đạo, đồng chí phụ trách, lãnh đạo chịu trách nhiệm, người đứng đầu phụ trách, người chịu trách nhiệm chính, trách nhiệm người đứng đầu, lãnh đạo ubnd phụ trách, lãnh đạo ubnd chỉ đạo, lãnh đạo theo dõi chỉ đạo, người chỉ đạo, trách nhiệm của người đứng đầu, cá nhân chịu trách nhiệm")},
	{dueLabel, phrase.SetOf("thời gian, thời hạn, thời gian thực hiện, thời gian hoàn thành, thời hạn hoàn thành, thời hạn thực hiện, tiến độ, tiến độ thực hiện, tiến độ hoàn thành, lộ trình, lộ trình thực hiện, hạn hoàn thành, thời gian triển khai, hoàn thành, thời điểm hoàn thành, thời gian trình, thời hạn trình, thời gian dự kiến, thời gian báo cáo, thời gian dự kiến hoàn thành, dự kiến hoàn thành, thời gian ban hành, mốc thời gian, thời hạn báo cáo, thời gian tổ chức, hạn xử lý, thời gian dự kiến thực hiện, dự kiến thời gian, dự kiến thời gian hoàn thành, dự kiến thời gian thực hiện, thời điểm thực hiện, thời gian hoàn thành dự kiến, thời gian bắt đầu thời gian kết thúc, thời gian thực hiện hoàn thành, thời hạn ban hành, kế hoạch thực hiện, tiến độ trình, thời gian cần hoàn thành, thời gian phải hoàn thành, ngày hoàn thành")},
	{resultLabel, phrase.SetOf("sản phẩm, kết quả, sản phẩm đầu ra, kết quả đầu ra, sản phẩm dự kiến, kết quả dự kiến, kết quả thực hiện, sản phẩm hoàn thành, sản phẩm kết quả, kết quả sản phẩm, dự kiến kết quả, dự kiến sản phẩm, kết quả cần đạt, sản phẩm cần đạt, kết quả hoàn thành, sản phẩm kết quả thực hiện, đầu ra, sản phẩm thực hiện, kết quả cần đạt được, hình thức văn bản, sản phẩm yêu cầu, yêu cầu sản phẩm, kết quả đạt được, kết quả sản phẩm đầu ra, sản phẩm kết quả đầu ra, kết quả dự kiến đạt được, sản phẩm dự kiến hoàn thành, sản phẩm kết quả dự kiến, kết quả sản phẩm hoàn thành, kết quả sản phẩm dự kiến, kết quả dự kiến sản phẩm, sản phẩm chính, sản phẩm chủ yếu, sản phẩm cuối cùng, yêu cầu kết quả, yêu cầu kết quả cần đạt, kết quả đầu ra dự kiến, minh chứng, hình thức sản phẩm, biểu mẫu kết quả, sản phẩm cụ thể, kết quả sản phẩm cụ thể")},
}

// labelOf says what a label in small letters, without marks, tells.
func labelOf(ws []phrase.Word) labelKind {
	if len(ws) == 0 || len(ws) > 10 {
		return noLabel
	}
	plain := make([]phrase.Word, 0, len(ws))
	for _, w := range ws {
		if w.Low == "và" || w.Low == "/" || w.Low == "-" || w.Low == "các" || w.Low == "dự" && len(ws) > 6 || w.Pre == '(' {
			if w.Pre == '(' {
				break
			}
			continue
		}
		for _, f := range strings.FieldsFunc(w.Low, func(r rune) bool { return r == '/' }) {
			plain = append(plain, phrase.Word{Low: f})
		}
	}
	for _, l := range labelPhrases {
		if n := l.set.Match(plain, 0); n > 0 && n == len(plain) {
			return l.kind
		}
	}
	for _, l := range labelPhrases {
		if n := l.set.Match(plain, 0); n >= 3 && len(plain)-n <= 4 && tails(plain[n:]) {
			return l.kind
		}
	}
	has := func(a, b string) bool {
		for i := 0; i+1 < len(plain); i++ {
			if plain[i].Low == a && plain[i+1].Low == b {
				return true
			}
		}
		return false
	}
	if has("chủ", "trì") && has("phối", "hợp") {
		return bothLabel
	}
	return noLabel
}

// tails says whether words only go on a label: "… tham mưu thực hiện".
func tails(ws []phrase.Word) bool {
	for i := range ws {
		switch ws[i].Low {
		case "tham", "mưu", "thực", "hiện", "triển", "khai", "tổ", "chức", "nhiệm", "vụ", "chính", "này":
		default:
			return false
		}
	}
	return true
}

// labelled is one labelled piece of a paragraph: the words of the value.
type labelled struct {
	kind     labelKind
	at       int // first word of the label
	from, to int // words of the value
}

// labels finds the labelled pieces of a paragraph from word i on: at its head,
// or behind a stop, a semicolon or an opening bracket.
func labels(p *outline.Paragraph, i int) []labelled {
	if strings.IndexByte(p.Text, ':') < 0 {
		return nil
	}
	ws := p.Words()
	var out []labelled
	start := i
	for k := i; k < len(ws); k++ {
		if k > i && (ws[k-1].Post == '.' || ws[k-1].Post == ';' || ws[k].Pre == '(' || ws[k].Low == "-" || ws[k].Low == "+" || ws[k-1].Close || ws[k].Cap && ws[k-1].Post != ':') {
			start = k
			if ws[k].Low == "-" || ws[k].Low == "+" {
				start = k + 1
			}
		}
		if ws[k].Post != ':' || k-start > 9 || start > k {
			continue
		}
		l := append([]phrase.Word(nil), ws[start:k+1]...)
		for x := range l {
			if l[x].Pre == '(' {
				l[x].Pre = 0
			}
		}
		kind := labelOf(l)
		if kind == noLabel || len(out) == 0 && start > i && weakLabel(l) {
			continue
		}
		if n := len(out); n > 0 {
			out[n-1].to = start
		}
		out = append(out, labelled{kind, start, k + 1, len(ws)})
		start = k + 1
	}
	return out
}

// openLabel reads a label that has lost its colon: "Thời gian thực hiện sau khi …".
func openLabel(p *outline.Paragraph, i int) []labelled {
	ws := p.Words()
	n := openLabels.Match(ws, i)
	if n == 0 || i+n >= len(ws) || deadline.Limits.Match(ws, i+n) == 0 && deadline.Conditions.Match(ws, i+n) == 0 {
		return nil
	}
	return []labelled{{dueLabel, i, i + n, len(ws)}}
}

var openLabels = phrase.SetOf("thời gian thực hiện, thời gian hoàn thành, thời hạn hoàn thành, thời hạn thực hiện")

// weakLabel says that a label is too common a word to be one in the middle of a
// paragraph.
func weakLabel(l []phrase.Word) bool {
	return len(l) < 2 || l[0].Low == "thực" || l[0].Low == "phối" || l[0].Low == "kết" || l[0].Low == "tổ"
}

// value gives the text of a labelled piece.
func value(p *outline.Paragraph, l labelled) string {
	ws := p.Words()
	for l.to > l.from && ws[l.to-1].Low == "-" {
		l.to--
	}
	if l.from >= l.to {
		return ""
	}
	return strings.Trim(p.Text[ws[l.from].From:ws[l.to-1].To], " .;,-")
}

// fields are what labelled lines or cells fill in.
type fields struct {
	lead, support, head []string
	due                 Due
	result              *string
	has                 [otherLabel + 1]bool
	at                  map[string]Span
}

func (f *fields) put(kind labelKind, s string, at Span) {
	if f.at == nil {
		f.at = map[string]Span{}
	}
	f.has[kind] = true
	if s == "" {
		return
	}
	switch kind {
	case leadLabel, bothLabel:
		f.lead, f.support = both(s, f.support)
		f.at["lead"] = at
		if kind == bothLabel {
			f.has[leadLabel], f.has[supportLabel] = true, true
		}
	case supportLabel:
		f.support = append(f.support, agency.InCell(s)...)
		f.at["support"] = at
	case headLabel:
		f.head = agency.InCell(s)
		f.at["head"] = at
	case dueLabel:
		f.due = deadline.InCell(s)
		f.at["due"] = at
	case resultLabel:
		f.result = ptr(s)
		f.at["result"] = at
	}
}

// both reads a cell that may say "Sở A chủ trì, phối hợp với Sở B".
func both(s string, support []string) (lead, more []string) {
	p := &phrase.Line{Text: s}
	ws := p.Words()
	at := -1
	for i := 0; i+1 < len(ws); i++ {
		if ws[i].Low == "phối" && ws[i+1].Low == "hợp" {
			at = i
			break
		}
	}
	if at < 0 {
		t := s
		if strings.HasPrefix(phrase.Lower(s), "chủ trì:") {
			t = s[len("chủ trì:"):]
		}
		return agency.InCell(t), support
	}
	for _, r := range agency.Supporters(p, 0) {
		support = append(support, agency.Name(s, ws, r))
	}
	if len(support) == 0 && at+2 < len(ws) {
		support = agency.InCell(s[ws[at+2].From:])
	}
	if at == 0 {
		return nil, support
	}
	head := strings.Trim(s[:ws[at].From], " ,;.-:")
	low := phrase.Lower(head)
	for _, w := range []string{"chủ trì:", "chủ trì"} {
		if strings.HasPrefix(low, w) {
			head = head[len(w):]
			low = low[len(w):]
		}
		if strings.HasSuffix(low, w) {
			head = head[:len(head)-len(w)]
			low = low[:len(low)-len(w)]
		}
	}
	return agency.InCell(strings.Trim(head, " ,;.")), support
}
