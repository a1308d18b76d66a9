package reading

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"sauro/agency"
	"sauro/outline"
	"sauro/phrase"
)

// document reads the fields of the head.
func (d *division) document() Document {
	doc := Document{Recipients: []string{}, References: []Reference{}, Places: map[string]Span{}}
	ps := pieces(d.head)
	first := d.readNumber(&doc, ps)
	d.readPlaceDate(&doc, ps)
	d.readIssuer(&doc, ps, first)
	d.readSubject(&doc, ps)
	d.fromCaption(&doc, first)
	if doc.Type == nil && len(d.to) > 0 {
		doc.Type = ptr("Công văn")
	}
	d.readRecipients(&doc)
	if s, at := d.signer(); s != nil {
		doc.Signer = s
		doc.found("signer", at)
	}
	own := ""
	if doc.Number != nil {
		own = *doc.Number
	}
	doc.References = references(d.paras, own)
	if len(doc.References) > 0 {
		doc.found("references", doc.References[0].At)
	}
	return doc
}

// readNumber finds the line of the number and gives its index among the
// pieces, -1 where there is none.
func (d *division) readNumber(doc *Document, ps []piece) int {
	for i, c := range ps {
		n, sym, from, to, ok := numberIn(c.text())
		if !ok || i > 0 && startsAbout(c.text()) {
			continue
		}
		doc.Number, doc.Symbol = ptr(n), ptr(sym)
		doc.found("number", c.p.Span(c.from+from, c.from+to))
		doc.found("symbol", c.p.Span(c.from+from, c.from+to))
		return i
	}
	return -1
}

func (d *division) readPlaceDate(doc *Document, ps []piece) {
	for _, c := range ps {
		place, iso, from, to, ok := outline.PlaceDate(c.text())
		if !ok {
			continue
		}
		doc.Place, doc.Date = ptr(place), ptr(iso)
		doc.found("date", c.p.Span(c.from+from, c.from+to))
		if place != "" {
			doc.found("place", c.p.Span(c.from+from, c.from+from+len(place)))
		}
		return
	}
}

// seals are the marks of secrecy and haste that may stand in a letterhead.
var seals = phrase.SetOf("mật, tối mật, tuyệt mật, khẩn, thượng khẩn, hỏa tốc, hỏa tốc hẹn giờ, dự thảo, bản sao, sao y, sao y bản chính, sao lục, trích sao, công báo, quốc hiệu")

// readIssuer joins the lines of capitals above the number.
func (d *division) readIssuer(doc *Document, ps []piece, number int) {
	var names []string
	var spans []Span
	for i, c := range ps {
		s := c.text()
		if number >= 0 && i >= number && len(names) > 0 {
			break
		}
		if !phrase.Upper(s) || startsAbout(s) || seals.Has(phrase.Lower(s)) {
			continue
		}
		if _, _, _, _, ok := outline.PlaceDate(s); ok {
			continue
		}
		if _, _, _, _, ok := numberIn(s); ok {
			continue
		}
		s = strings.Trim(s, " *.,:-–_")
		if utf8.RuneCountInString(s) < 2 || utf8.RuneCountInString(s) > 200 {
			continue
		}
		at := c.p.Span(c.from, c.to)
		if len(names) > 0 && continues(names[len(names)-1], s) {
			names[len(names)-1] += " " + s
			spans[len(spans)-1].To = max(at.To, spans[len(spans)-1].To)
			continue
		}
		names = append(names, s)
		spans = append(spans, at)
	}
	if len(names) == 0 {
		return
	}
	last := names[len(names)-1]
	if len(names) > 1 && commonNames.Has(phrase.Lower(last)) {
		last += " " + names[len(names)-2]
	} else if len(names) == 1 {
		last = lowerBody(last)
	}
	doc.Issuer = ptr(ordinary(last))
	doc.found("issuer", spans[len(spans)-1])
}

// commonNames name no body by themselves.
var commonNames = phrase.SetOf("văn phòng, ban chỉ đạo, hội đồng, tổ công tác, ban tổ chức, thanh tra, ban quản lý, ban chấp hành, ban thường vụ, ban chỉ huy, tiểu ban, đoàn công tác, ủy ban kiểm tra")

// continues says whether a line of the letterhead goes on with the line above.
func continues(above, s string) bool {
	low := phrase.Lower(s)
	ws := phrase.Words(low)
	if strings.HasSuffix(above, ",") || strings.HasSuffix(above, " VÀ") || strings.HasSuffix(above, "-") || len(ws) == 0 {
		return true
	}
	switch ws[0].Low {
	case "và", "-", "–", "về", "của", "thuộc":
		return true
	}
	if n := agency.Places.Match(ws, 0); n > 0 && (n >= len(ws) || ws[n].Low != "ủy" && ws[n].Low != "đoàn" && ws[n].Low != "đội") {
		return true
	}
	return agency.Heads.Match(ws, 0) == 0
}

// lowerBody cuts a line that holds the body above and the issuer: "UBND TỈNH X
// SỞ Y TẾ" is Sở Y tế.
func lowerBody(s string) string {
	ws := phrase.Words(s)
	for i := len(ws) - 2; i > 2; i-- {
		switch ws[i].Low {
		case "sở", "cục", "chi":
			if agency.Heads.Match(ws, i) > 0 && agency.Places.Match(ws, i-1) == 0 && ws[i-1].Low != "giám" && ws[i-1].Low != "trụ" {
				return s[ws[i].From:]
			}
		}
	}
	return s
}

// ordinary sets the name of a body printed in capitals in ordinary case.
func ordinary(s string) string {
	if !phrase.Upper(s) {
		return s
	}
	fields := strings.Fields(s)
	ws := phrase.Words(strings.Join(fields, " "))
	if len(ws) != len(fields) {
		return s
	}
	capNext, inPlace := true, false
	for i := 0; i < len(fields); i++ {
		low := phrase.Lower(fields[i])
		switch {
		case abbreviation(ws[i].Low):
			capNext = true
			continue
		case low == "-" || low == "–":
			capNext = true
			continue
		case i > 0 && agency.Places.Match(ws, i) > 0 && (i+1 >= len(ws) || ws[i+1].Low != "ủy"):
			for k := agency.Places.Match(ws, i); k > 0; k-- {
				fields[i] = phrase.Lower(fields[i])
				i++
			}
			i--
			inPlace = true
			continue
		case low == "và" || low == "của" || low == "về" || low == "thuộc" || low == "trên":
			fields[i] = low
			capNext = low == "và"
			continue
		case inPlace:
			fields[i] = capitalise(low)
			continue
		}
		fields[i] = low
		if capNext {
			fields[i] = capitalise(low)
			if head := agency.Heads.Match(ws, i); head > 0 {
				// The kind of body keeps small letters behind its first; what it is named for
				// begins with a capital.
				for k := 1; k < head; k++ {
					i++
					fields[i] = phrase.Lower(fields[i])
					if ws[i].Low == "chính" {
						fields[i] = capitalise(fields[i]) // Thủ tướng Chính phủ
					}
				}
				inPlace = head > 1 && (ws[i].Low == "ủy" || ws[i].Low == "bộ")
				continue
			}
		}
		capNext = strings.HasSuffix(low, ",")
	}
	return strings.Join(fields, " ")
}

func abbreviation(low string) bool {
	switch low {
	case "ubnd", "hđnd", "mttq", "bch", "bcđ", "tp", "tp.", "vp", "ubmttq":
		return true
	}
	return false
}

func capitalise(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// readSubject takes the V/v line of a letter or what stands under the title.
func (d *division) readSubject(doc *Document, ps []piece) {
	doc.Type = ptr(d.kind)
	if len(d.title) > 0 {
		var parts []string
		_, n := outline.KindAt(d.title[0].Text)
		for i, p := range d.title {
			s := p.Text
			if i == 0 {
				s = s[n:]
			}
			if s = strings.Trim(s, " *:."); s != "" && !strings.HasPrefix(s, "(") {
				parts = append(parts, s)
				at := p.Span(0, len(p.Text))
				if old, ok := doc.Places["subject"]; ok {
					at.From = old.From
				}
				doc.found("subject", at)
			}
		}
		doc.Subject = ptr(subject(strings.Join(parts, " ")))
		if doc.Subject != nil {
			return
		}
	}
	for i, c := range ps {
		s := c.text()
		if k := strings.Index(phrase.Lower(s), "v/v"); k > 0 && strings.Contains(phrase.Lower(s[:k]), "số") {
			s = s[k:]
		}
		if !strings.HasPrefix(phrase.Lower(s), "v/v") && !strings.HasPrefix(phrase.Lower(s), "về việc") {
			continue
		}
		at := c.p.Span(c.from, c.to)
		for _, more := range ps[i+1:] {
			t := more.text()
			if _, _, _, _, ok := outline.PlaceDate(t); ok || phrase.Upper(t) && !phrase.Upper(s) || outline.Letterhead(t) {
				break
			}
			if _, _, _, _, ok := numberIn(t); ok {
				break
			}
			s += " " + t
			at.To = max(at.To, more.p.Span(more.from, more.to).To)
		}
		doc.Subject = ptr(subject(s))
		doc.found("subject", at)
		if doc.Type == nil {
			doc.Type = ptr("Công văn")
		}
		return
	}
}

// subject drops the words that only announce a subject.
func subject(s string) string {
	s = strings.Trim(s, " .*_-")
	low := phrase.Lower(s)
	if strings.HasSuffix(low, "điện") {
		// The one who wires stands at the end: "… THỦ TƯỚNG CHÍNH PHỦ điện".
		for _, who := range []string{"phó thủ tướng", "thủ tướng", "bộ trưởng", "chủ tịch ủy ban", "ủy ban nhân dân", "trưởng ban"} {
			if i := strings.LastIndex(low, " "+who); i > 0 && phrase.Upper(s[i:len(s)-len("điện")]) {
				s, low = strings.TrimSpace(s[:i]), low[:i]
				break
			}
		}
	}
	for _, w := range []string{"v/v:", "v/v", "về việc:", "về việc"} {
		if strings.HasPrefix(low, w) {
			return strings.Trim(s[len(w):], " .:*")
		}
	}
	return s
}

// fromCaption fills what a lost letterhead left open from the caption of an
// appendix that names the document itself: "(Kèm theo Công văn số … ngày … của …)".
func (d *division) fromCaption(doc *Document, number int) {
	if number >= 0 {
		return
	}
	for _, a := range d.annex {
		for _, p := range a.title {
			low := phrase.Lower(p.Text)
			i := strings.Index(low, "kèm theo")
			if i < 0 {
				continue
			}
			at := i + len("kèm theo")
			for at < len(p.Text) && p.Text[at] == ' ' {
				at++
			}
			k, _ := outline.KindAt(p.Text[at:])
			cs := citations(p.Text[at:])
			if _, symbol, from, to, ok := numberIn(p.Text[at:]); ok && len(cs) == 0 && symbol != "" {
				// "(Kèm theo Công văn số   /UBND-NNMT ngày   tháng   năm 2025 của …)"
				doc.Symbol = ptr(symbol)
				doc.found("symbol", p.Span(at+from, at+to))
				if _, iso, _, _, dated := outline.PlaceDate(p.Text[at+to:]); dated && doc.Date == nil {
					doc.Date = ptr(iso)
				}
				doc.issuedBy(p.Text[at+to:])
				return
			}
			if k == "" || len(cs) == 0 {
				continue
			}
			c := cs[0]
			doc.Number = ptr(c.number)
			sym := c.number
			if j := strings.IndexByte(sym, '/'); j > 0 {
				sym = sym[j+1:]
			}
			doc.Symbol = ptr(sym)
			if doc.Type == nil {
				doc.Type = ptr(k)
			}
			if doc.Date == nil {
				doc.Date = citationDate(p.Text[at:], c.end)
			}
			doc.issuedBy(p.Text[at+c.end:])
			doc.found("number", p.Span(at+c.at, at+c.end))
			return
		}
	}
}

// issuedBy takes the issuer from a caption: "… của Ủy ban nhân dân xã X)".
func (d *Document) issuedBy(caption string) {
	if j := strings.Index(phrase.Lower(caption), "của "); j >= 0 && d.Issuer == nil {
		d.Issuer = ptr(strings.Trim(caption[j+len("của "):], " ).*"))
	}
}

// readRecipients reads Kính gửi: one entry a dash or line.
func (d *division) readRecipients(doc *Document) {
	for i, p := range d.to {
		s := p.Text
		if i == 0 && !p.Mark.Bullet {
			low := phrase.Lower(s)
			if strings.HasPrefix(low, "kính gửi") {
				s = s[len("kính gửi"):]
			} else {
				s = ""
			}
		}
		if strings.HasPrefix(phrase.Lower(s), "đồng kính gửi") {
			s = s[len("đồng kính gửi"):]
		}
		s = strings.Trim(s, " :|")
		s = strings.ReplaceAll(s, " | ", "; ")
		for _, part := range recipientParts(s, p.Mark.Bullet) {
			if n := agency.Clean(part); n != "" {
				doc.Recipients = append(doc.Recipients, n)
			}
		}
		at := p.Span(0, len(p.Text))
		if old, ok := doc.Places["recipients"]; ok {
			at.From = old.From
		}
		doc.found("recipients", at)
	}
}

// recipientParts splits a line of Kính gửi: at the dashes that were run together
// on it, else at its semicolons; a dash on a line of its own is one entry.
func recipientParts(s string, dashed bool) []string {
	var out []string
	sep := ";"
	switch {
	case strings.HasPrefix(s, "-") && strings.Contains(s, "; -"):
		sep = "; -"
	case strings.HasPrefix(s, "–") && strings.Contains(s, "; –"):
		sep = "; –"
	case dashed:
		sep = "\n"
	}
	for _, part := range strings.Split(s, sep) {
		part = strings.Trim(part, " -–+•,.")
		if part != "" {
			out = append(out, part)
		}
	}
	return out
}
