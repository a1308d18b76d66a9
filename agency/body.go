// Package agency knows how official Vietnamese names bodies and those who head
// them, one by one and by kind, and by which words a duty is laid on them. It
// refuses to know what the duty is, and which bodies there are: it tells a name
// by how it is built.
package agency

import (
	"unicode"

	"sauro/phrase"
)

// Kind says how a body begins.
type Kind int

const (
	None   Kind = iota // none begins
	Named              // the name of one body: Sở Tài chính
	Common             // a kind only: cơ quan, đơn vị
	Plural             // các …
)

// At says whether a body begins at word i, and how many words its head is.
func At(ws []phrase.Word, i int) (Kind, int) {
	if i >= len(ws) || notBodies.Match(ws, i) > 0 {
		return None, 0
	}
	if n := plurals.Match(ws, i); n > 0 && i+n < len(ws) && ws[i+n-1].Post == 0 {
		if notBodies.Match(ws, i+n) == 0 || ws[i+n].Low == "tổ" {
			if k := kinds.Match(ws, i+n); k > 0 {
				return Plural, n + k
			}
			if k := Heads.Match(ws, i+n); k > 0 {
				return Plural, n + k
			}
		}
		return None, 0
	}
	n := Heads.Match(ws, i)
	if n == 1 && (ws[i].Low == "tổ" && phrase.At(ws, i+1) == "chức" || ws[i].Low == "thuế" && i+1 < len(ws) && ws[i+1].Caps) {
		n = 0 // "Thuế GTGT" is no office
	}
	if n > 0 {
		w := &ws[i+n-1]
		long := n > 1 || ws[i].Caps
		switch {
		case !ws[i].Cap && n == 1 && ws[i].Low != "ubnd":
			if ws[i].Low != "tỉnh" || i+1 >= len(ws) || !ws[i+1].Cap || i > 0 && ws[i-1].Post == 0 {
				n = 0
			}
		case !ws[i].Cap && n > 1:
			// "ủy ban nhân dân xã" is a name even in small letters, "công an" and
			// "trung tâm" are kinds unless a name follows.
			if i+n >= len(ws) || w.Post != 0 || !(ws[i+n].Cap || Places.Match(ws, i+n) > 0 || plurals.Match(ws, i+n) > 0) {
				if kinds.Match(ws, i) > 0 {
					n = 0
				}
			}
		case long:
		case w.Post != 0 || i+n >= len(ws):
			// A single word in capitals that stands alone: "Sở, Ban, ngành".
			if kinds.Match(ws, i) > 0 {
				n = 0
			}
		case ws[i+n].Cap || Places.Match(ws, i+n) > 0 || plurals.Match(ws, i+n) > 0:
		case kinds.Match(ws, i) > n:
			n = 0
		case unicode.IsDigit(rune(ws[i+n].Low[0])):
		case soleHeads[ws[i].Low] && verbs.Match(ws, i+n) > 0:
			// "Tỉnh xem xét", "Bộ ban hành"
		case soleHeads[ws[i].Low] && i > 0 && !ws[i-1].Stops() && kinds.Match(ws, i) == 0:
		default:
			n = 0
		}
	}
	if n > 0 {
		return Named, n
	}
	if k := kinds.Match(ws, i); k > 0 && kindHolds(ws, i, k) {
		return Common, k
	}
	return None, 0
}

// entry is one body of a list: where its name ends, the word behind all that
// belongs to it, and what separates it from the next, 0 for nothing.
type entry struct {
	end, next int
	sep       byte
}

// reader reads one entry.
type reader struct {
	ws    []phrase.Word
	l     list
	whole bool // the text is nothing but bodies: no verb can end it
	start int
	j     int // the word to look at
	end   int // where the name ends when less than j belongs to it, 0 else
}

func (r *reader) done(sep byte) entry {
	e := entry{r.j, r.j, sep}
	if r.end > 0 {
		e.end = r.end
	}
	return e
}

// readBody reads one entry from word i, whose head has n words.
func readBody(ws []phrase.Word, i int, k Kind, n int, whole bool) entry {
	r := &reader{ws: ws, whole: whole, start: i, j: i + n}
	r.l = list{kind: k, headed: k == Named && offices.Match(ws, i) == 0}
	first := ws[i].Low
	r.l.person = first == "đồng" || first == "đ/c" || first == "ông" || first == "bà"
	r.l.posts = k == Plural && phrase.At(ws, i+1) == "đồng"
	r.l.office = offices.Match(ws, i) > 0
	r.l.over = first == "thủ" || first == "người" || first == "lãnh"
	r.l.bare = r.l.office && offices.Match(ws, i) == n && ws[i].Low != "bí"
	r.l.place = Places.Match(ws, r.j-1) > 0
	for r.j < len(ws) {
		w, next := &ws[r.j-1], &ws[r.j]
		var e entry
		var stop bool
		switch {
		case next.Pre == '(' && (w.Post == 0 || w.Post == ','):
			e, stop = r.bracket()
		case w.Post != 0:
			e, stop = r.mark(w.Post, r.j)
		case andWords[next.Low] && next.Low != "với" && next.Low != "cùng", next.Low == "cùng" && pluralAt(ws, r.j+1):
			e, stop = r.mark('&', r.j+1)
		default:
			r.l.bare = false
			e, stop = r.word()
		}
		if stop {
			return e
		}
		if r.j-r.start > 160 {
			break
		}
	}
	r.j = min(r.j, len(ws))
	return r.done(0)
}

// bracket passes over an explaining bracket.
func (r *reader) bracket() (entry, bool) {
	ws := r.ws
	after := phrase.BracketEnd(ws, r.j)
	if after >= len(ws) {
		return r.done(0), true
	}
	w := &ws[after-1]
	if w.Post == 0 && !andWords[ws[after].Low] {
		if !r.whole && !ws[after].Cap && verbs.Match(ws, after) > 0 {
			return r.done(0), true
		}
		r.j = after
		return entry{}, false
	}
	sep, start := w.Post, after
	if sep == 0 {
		sep = '&'
	}
	if sep == ':' || sep == '.' {
		return r.done(0), true
	}
	for start < len(ws) && andWords[ws[start].Low] {
		start++
	}
	kind, _ := At(ws, start)
	switch {
	case kind == None && !r.whole:
		return r.done(0), true
	case kind != None && !r.l.joins(ws, start, sep):
		e := r.done(sep)
		e.next = after
		return e, true
	}
	r.j = after
	return entry{}, false
}

// mark decides at a mark or an "và" whether the entry goes on from word start.
func (r *reader) mark(sep byte, start int) (entry, bool) {
	ws, l := r.ws, &r.l
	if sep == ',' && start < len(ws) && andWords[ws[start].Low] {
		start++
	}
	switch sep {
	case ':':
		// "Các Cục: Di sản văn hóa, …" goes on; "Các sở: Thực hiện …" does not.
		if l.kind == Plural && !l.colon && (r.whole || ws[r.j].Cap && !l.closed && !dutyBegins(ws, r.j) || ws[r.j].Cap && l.closed && namesFollow(ws, r.j)) {
			l.colon = true
			r.j++
			return entry{}, false
		}
		return r.done(0), true
	case '.', '!', '?':
		if r.whole {
			return r.done('.'), true
		}
		return r.done(0), true
	case ';':
		if start < len(ws) && ws[start].Low == "-" {
			start++
		}
		kind, _ := At(ws, start)
		switch {
		case l.colon && kind == None && start < len(ws) && ws[start].Cap, l.colon && r.whole && (kind == None || kind == Common || bareName(ws, start)):
			r.j = start + 1
			return entry{}, false
		case kind != None, r.whole:
			return r.done(';'), true
		}
		return r.done(0), true
	}
	if start >= len(ws) {
		return r.done(0), true
	}
	kind, n := At(ws, start)
	if r.whole && r.end > 0 && kind != Named && kind != Plural {
		r.j = start + 1
		return entry{}, false
	}
	if sep == ',' {
		defer func() { l.commas++ }()
	}
	if kind != None {
		if !l.joins(ws, start, sep) {
			return r.done(sep), true
		}
		if l.bare && offices.Match(ws, start) > 0 {
			n = offices.Match(ws, start)
		}
		r.j = start + max(n, 1)
		l.place = Places.Match(ws, r.j-1) > 0
		l.closed = false
		l.bare = l.bare && offices.Match(ws, start) == n
		return entry{}, false
	}
	switch {
	case r.whole:
	case ws[start].Low == "truyền" && ws[r.j-1].Low == "thanh" && phrase.At(ws, start+1) == "hình", ws[start].Low == "nghề" && ws[r.j-1].Low == "ngành":
		// "Báo và phát thanh, truyền hình tỉnh", "các lĩnh vực ngành, nghề"
	case ws[start].Cap && (l.kind == Named || l.colon || (ws[r.j-1].Cap || r.j-2 > r.start && ws[r.j-2].Cap) && (sep == '&' || l.closed)):
		// "Sở Văn hóa, Thể thao và Du lịch" goes on with a capital.
	case sep == ',' && ws[start].Low == "cấp" && start+1 < len(ws) && Places.Match(ws, start+1) > 0:
		r.j = start + 2
		return entry{}, false
	case sep == '&' && l.kind == Named && verbs.Match(ws, start) == 0 && start > r.start+3:
	default:
		return r.done(0), true
	}
	r.j = start + 1
	if m := verbs.Match(ws, start); m > 1 && ws[start].Cap {
		r.j = start + m
	}
	return entry{}, false
}

// word decides whether the next word, with no mark before it, still belongs to
// the name.
func (r *reader) word() (entry, bool) {
	ws, l, j := r.ws, &r.l, r.j
	next := &ws[j]
	if c := closers.Match(ws, j); c > 0 && (r.whole || c > 1 || verbs.Match(ws, j) == 0) {
		r.j += c
		l.closed, l.sealed, l.place = true, true, false
		return entry{}, false
	}
	if next.Low == "-" && j+1 < len(ws) {
		return r.dash()
	}
	if r.whole && r.end > 0 {
		r.j++ // what the body does is no part of its name
		return entry{}, false
	}
	if r.whole && j > r.start+1 && !next.Cap && cellStops.Match(ws, j) > 0 {
		r.end = j
		r.j++
		return entry{}, false
	}
	if r.whole {
		if next.Cap && (next.Low == "sở" && !beforeSo[ws[j-1].Low] || next.Low == "các" && plurals.Match(ws, j) > 0) {
			return r.done(';'), true // two lines of a cell that lost their break
		}
	} else if e, handled, stop := r.running(); handled {
		return e, stop
	}
	if m := plurals.Match(ws, j); m > 0 && j+m < len(ws) && ws[j+m-1].Post == 0 {
		// "UBND các xã, phường", "Giám đốc các sở, ban, ngành"
		if q := kinds.Match(ws, j+m); q > 0 {
			r.j += m + q
			l.kind, l.closed, l.place = Plural, false, Places.Match(ws, r.j-1) > 0
			return entry{}, false
		}
	}
	if r.l.kind == Plural && next.Cap && !next.Caps && j > r.start && sharedNouns[ws[j-1].Low] && j-r.start <= 2 {
		l.colon, l.shared = true, true
	}
	l.place = Places.Match(ws, j) > 0
	if l.kind != Named {
		l.closed = !l.place || l.closed
	}
	r.j++
	return entry{}, false
}

// dash goes on over a hyphen in a name: chính trị - xã hội, Bộ Tài chính - Cơ
// quan thường trực Ban Chỉ đạo.
func (r *reader) dash() (entry, bool) {
	ws, j := r.ws, r.j
	if kind, _ := At(ws, j+1); r.whole && (kind == Named || kind == Plural) && offices.Match(ws, r.start) == 0 && Heads.Match(ws, j+1) != 1 {
		return r.done(';'), true
	}
	if !r.whole && ws[j+1].Cap && r.l.kind != Named {
		return r.done(0), true
	}
	r.j += 2
	if (ws[j+1].Low == "xã" || ws[j+1].Low == "nghề") && ws[j+1].Post == 0 && j+2 < len(ws) {
		r.j++ // xã hội, nghề nghiệp
	}
	return entry{}, false
}

// running decides at a word of running text, where a verb ends the name.
// handled says that the decision is made.
func (r *reader) running() (e entry, handled, stop bool) {
	ws, l, j := r.ws, &r.l, r.j
	next := &ws[j]
	if next.Low == "trên" || next.Low == "trong" {
		m := areas.Match(ws, j)
		if m == 0 {
			return r.done(0), true, true
		}
		r.j += m
		for r.j < len(ws) && ws[r.j-1].Post == 0 && (ws[r.j].Cap || Places.Match(ws, r.j) > 0) {
			r.j++
		}
		l.closed = true
		return entry{}, true, false
	}
	if next.Low == "được" {
		if m := relatives.Match(ws, j); m > 0 {
			return r.relative(m)
		}
	}
	if next.Low == "có" && l.kind == Named && ws[j-1].Low != "người" {
		return r.done(0), true, true
	}
	if next.Low == "có" && (l.kind == Plural || l.kind == Common) && Duties.Match(ws, j) == 0 && verbs.Match(ws, j) == 0 && !acts[phrase.At(ws, j+1)] {
		r.j = min(j+2, len(ws))
		l.closed = true
		return entry{}, true, false
	}
	if next.Cap && !next.Caps {
		if m := verbs.Match(ws, j); m > 1 && !ws[j+1].Cap {
			r.j += m // a name: "Đào tạo", "Kiểm tra"
			return entry{}, true, false
		}
	}
	if m := Heads.Match(ws, j); m > 1 && next.Cap && Places.Match(ws, j) == 0 {
		r.j += m // "Chánh Văn phòng Ban chỉ đạo …"
		return entry{}, true, false
	}
	if next.Low == "từ" && l.kind == Plural {
		if m := stretch(ws, j); m > 0 {
			r.j += m
			l.closed, l.place = true, false
			return entry{}, true, false
		}
	}
	if next.Cap || verbs.Match(ws, j) == 0 || next.Low == "giao" && ws[j-1].Low == "ngoại" {
		return entry{}, false, false
	}
	if m := nounPhrases.Match(ws, j); m > 0 || next.Low == "quản" && ws[j-1].Low == "vi" {
		m = max(m, 2)
		r.j += m
		l.closed = l.kind != Named
		return entry{}, true, false
	}
	if nounVerbs[next.Low] && departments[ws[r.start].Low] && phrase.At(ws, j+2) != "báo" && j+2 < len(ws) && ws[j+1].Post == 0 && (Duties.Match(ws, j+2) > 0 && !ws[j+2].Cap || nounVerbs[ws[j+2].Low]) && nounVerb.Match(ws, j) == 2 && l.kind == Named {
		r.j += 2 // "Cục Kết cấu hạ tầng xây dựng tham mưu"
		return entry{}, true, false
	}
	if l.kind != Named && generic[ws[r.start].Low] {
		// "Cơ quan đăng ký đầu tư có trách nhiệm": the first verb belongs to the kind.
		for k := j + 1; k < len(ws) && k < j+7 && ws[k-1].Post == 0; k++ {
			if n := Binding.Match(ws, k); n > 1 && ws[k].Low != "chủ" {
				r.j = k
				return r.done(0), true, true
			}
		}
	}
	return r.done(0), true, true
}

// relative passes over "được giao …", "được phân công …". It belongs to the name
// of a kind ("các đơn vị được giao nhiệm vụ"), not to that of a body.
func (r *reader) relative(m int) (entry, bool, bool) {
	ws, j := r.ws, r.j
	to := j + m
	for k := to; k < len(ws) && k < j+18 && ws[k-1].Post == 0; k++ {
		if Binding.Match(ws, k) > 0 && ws[k].Low != "chủ" {
			to = k
			break
		}
	}
	generic := r.l.kind != Named && (ws[r.start].Low == "cơ" || ws[r.start].Low == "đơn" || phrase.At(ws, r.start+1) == "cơ" || phrase.At(ws, r.start+1) == "đơn" || phrase.At(ws, r.start+1) == "tổ" || r.l.office)
	if !generic && r.end == 0 {
		r.end = j
	}
	r.j = to
	r.l.closed = true
	return entry{}, true, false
}
