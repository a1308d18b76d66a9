package reading

import "unicode"

// run is a run of words [from, to).
type run struct{ from, to int }

// headKind says how a body begins.
type headKind int

const (
	noHead headKind = iota
	proper          // the name of one body: Sở Tài chính
	kindly          // a kind only: cơ quan, đơn vị
	plural          // các …
)

// bodyAt says whether a body begins at word i, and how many words its head is.
func bodyAt(ws []word, i int) (headKind, int) {
	if i >= len(ws) || notBodies.match(ws, i) > 0 {
		return noHead, 0
	}
	if n := plurals.match(ws, i); n > 0 && i+n < len(ws) && ws[i+n-1].post == 0 {
		if notBodies.match(ws, i+n) == 0 || ws[i+n].low == "tổ" {
			if k := kinds.match(ws, i+n); k > 0 {
				return plural, n + k
			}
			if k := properHeads.match(ws, i+n); k > 0 {
				return plural, n + k
			}
		}
		return noHead, 0
	}
	n := properHeads.match(ws, i)
	if n == 1 && (ws[i].low == "tổ" && at(ws, i+1) == "chức" || ws[i].low == "thuế" && i+1 < len(ws) && ws[i+1].caps) {
		n = 0 // "Thuế GTGT" is no office
	}
	if n > 0 {
		w := &ws[i+n-1]
		long := n > 1 || ws[i].caps
		switch {
		case !ws[i].cap && n == 1 && ws[i].low != "ubnd":
			if ws[i].low != "tỉnh" || i+1 >= len(ws) || !ws[i+1].cap || i > 0 && ws[i-1].post == 0 {
				n = 0
			}
		case !ws[i].cap && n > 1:
			// "ủy ban nhân dân xã" is a name even in small letters, "công an" and
			// "trung tâm" are kinds unless a name follows.
			if i+n >= len(ws) || w.post != 0 || !(ws[i+n].cap || places.match(ws, i+n) > 0 || plurals.match(ws, i+n) > 0) {
				if kinds.match(ws, i) > 0 {
					n = 0
				}
			}
		case long:
		case w.post != 0 || i+n >= len(ws):
			// A single word in capitals that stands alone: "Sở, Ban, ngành".
			if kinds.match(ws, i) > 0 {
				n = 0
			}
		case ws[i+n].cap || places.match(ws, i+n) > 0 || plurals.match(ws, i+n) > 0:
		case kinds.match(ws, i) > n:
			n = 0
		case unicode.IsDigit(rune(ws[i+n].low[0])):
		case soleHeads[ws[i].low] && verbs.match(ws, i+n) > 0:
			// "Tỉnh xem xét", "Bộ ban hành"
		case soleHeads[ws[i].low] && i > 0 && !ws[i-1].stops() && kinds.match(ws, i) == 0:
		default:
			n = 0
		}
	}
	if n > 0 {
		return proper, n
	}
	if k := kinds.match(ws, i); k > 0 && kindHolds(ws, i, k) {
		return kindly, k
	}
	return noHead, 0
}

// list is what is known of the entry that is being read.
type list struct {
	kind   headKind
	closed bool // a modifier has followed, so the next kind may be another entry
	sealed bool // the modifier closes the list: "liên quan"
	colon  bool // "Các Cục: A, B": names under one shared noun
	shared bool // the same without the colon: "Các Bộ Quốc phòng, Công an"
	place  bool // the last word names a kind of place
	person bool // a person: what follows the comma is his post
	office bool // an office over kinds: "Thủ trưởng các cơ quan, đơn vị"
	bare   bool // only an office so far: "Giám đốc, Thủ trưởng các sở"
	over   bool // the office is that of whoever heads the bodies named
}

// joins says whether the body that begins at word i after a comma or "và"
// belongs to the entry before it.
func (l *list) joins(ws []word, i int, sep byte) bool {
	k, n := bodyAt(ws, i)
	switch k {
	case noHead:
		return true
	case plural:
		return l.office && sep == ',' && (ws[i-1].post == ',') && l.over
	case proper:
		if l.person || l.bare && offices.match(ws, i) > 0 {
			return true
		}
		if l.shared {
			return !nameFollows(ws, i+n)
		}
		if l.colon {
			return sep == ','
		}
		if l.kind == plural && !l.sealed && ventures.match(ws, i) == n && !nameFollows(ws, i+n) {
			return true // "Các Tập đoàn, Tổng công ty nhà nước"
		}
		return l.kind == plural && !l.closed && n == 1 && !ws[i].caps && places.match(ws, i) > 0
	}
	if l.colon || l.bare && offices.match(ws, i) > 0 {
		return true
	}
	if l.place && places.match(ws, i) > 0 || l.office && offices.match(ws, i) == 0 {
		return true
	}
	if l.kind != plural && l.kind != kindly || l.sealed {
		return false
	}
	// "Các doanh nghiệp viễn thông, tổ chức, cá nhân có liên quan": bare kinds still
	// share the one "các".
	return !l.closed || sep == ',' && ws[i].low != "chính" && ws[i].low != "lực" && ws[i].low != "cấp" && bareKind(ws, i, n)
}

// bodies reads a list of bodies that begins at word i of running text: it ends
// where a verb or a mark ends it. It gives the entries and the word behind them.
func bodies(ws []word, i int) ([]run, int) { return readBodies(ws, i, false) }

func readBodies(ws []word, i int, whole bool) ([]run, int) {
	var out []run
	for i < len(ws) {
		k, n := bodyAt(ws, i)
		if k == noHead {
			return out, i
		}
		e := readBody(ws, i, k, n, whole)
		out = append(out, run{i, e.end})
		if e.sep == 0 || len(out) >= 60 {
			return out, e.next
		}
		next := e.next
		for next < len(ws) && (andWords[ws[next].low] || ws[next].low == "-") {
			next++
		}
		if k, _ := bodyAt(ws, next); k == noHead {
			return out, e.next
		}
		i = next
	}
	return out, i
}

var andWords = map[string]bool{"và": true, "hoặc": true, "cùng": true, "với": true, "&": true}

// entry is one body of a list: where its name ends, the word behind all that
// belongs to it, and what separates it from the next, 0 for nothing.
type entry struct {
	end, next int
	sep       byte
}

// reader reads one entry.
type reader struct {
	ws    []word
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
func readBody(ws []word, i int, k headKind, n int, whole bool) entry {
	r := &reader{ws: ws, whole: whole, start: i, j: i + n}
	r.l = list{kind: k}
	first := ws[i].low
	r.l.person = first == "đồng" || first == "đ/c" || first == "ông" || first == "bà"
	r.l.office = offices.match(ws, i) > 0
	r.l.over = first == "thủ" || first == "người" || first == "lãnh"
	r.l.bare = r.l.office && offices.match(ws, i) == n && ws[i].low != "bí"
	r.l.place = places.match(ws, r.j-1) > 0
	for r.j < len(ws) {
		w, next := &ws[r.j-1], &ws[r.j]
		var e entry
		var stop bool
		switch {
		case next.pre == '(' && (w.post == 0 || w.post == ','):
			e, stop = r.bracket()
		case w.post != 0:
			e, stop = r.mark(w.post, r.j)
		case andWords[next.low] && next.low != "với" && next.low != "cùng", next.low == "cùng" && pluralAt(ws, r.j+1):
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
	after := bracketEnd(ws, r.j)
	if after >= len(ws) {
		return r.done(0), true
	}
	w := &ws[after-1]
	if w.post == 0 && !andWords[ws[after].low] {
		if !r.whole && !ws[after].cap && verbs.match(ws, after) > 0 {
			return r.done(0), true
		}
		r.j = after
		return entry{}, false
	}
	sep, start := w.post, after
	if sep == 0 {
		sep = '&'
	}
	if sep == ':' || sep == '.' {
		return r.done(0), true
	}
	for start < len(ws) && andWords[ws[start].low] {
		start++
	}
	kind, _ := bodyAt(ws, start)
	switch {
	case kind == noHead && !r.whole:
		return r.done(0), true
	case kind != noHead && !r.l.joins(ws, start, sep):
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
	if sep == ',' && start < len(ws) && andWords[ws[start].low] {
		start++
	}
	switch sep {
	case ':':
		// "Các Cục: Di sản văn hóa, …" goes on; "Các sở: Thực hiện …" does not.
		if l.kind == plural && !l.colon && (r.whole || ws[r.j].cap && !l.closed && !startsDuty(ws, r.j) || ws[r.j].cap && l.closed && namesFollow(ws, r.j)) {
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
		if start < len(ws) && ws[start].low == "-" {
			start++
		}
		kind, _ := bodyAt(ws, start)
		switch {
		case l.colon && kind == noHead && start < len(ws) && ws[start].cap, l.colon && r.whole && (kind == noHead || kind == kindly || bareName(ws, start)):
			r.j = start + 1
			return entry{}, false
		case kind != noHead, r.whole:
			return r.done(';'), true
		}
		return r.done(0), true
	}
	if start >= len(ws) {
		return r.done(0), true
	}
	kind, n := bodyAt(ws, start)
	if r.whole && r.end > 0 && kind != proper && kind != plural {
		r.j = start + 1
		return entry{}, false
	}
	if kind != noHead {
		if !l.joins(ws, start, sep) {
			return r.done(sep), true
		}
		if l.bare && offices.match(ws, start) > 0 {
			n = offices.match(ws, start)
		}
		r.j = start + max(n, 1)
		l.place = places.match(ws, r.j-1) > 0
		l.closed = false
		l.bare = l.bare && offices.match(ws, start) == n
		return entry{}, false
	}
	switch {
	case r.whole:
	case ws[start].cap && (l.kind == proper || l.colon || (ws[r.j-1].cap || r.j-2 > r.start && ws[r.j-2].cap) && (sep == '&' || l.closed)):
		// "Sở Văn hóa, Thể thao và Du lịch" goes on with a capital.
	case sep == ',' && ws[start].low == "cấp" && start+1 < len(ws) && places.match(ws, start+1) > 0:
		r.j = start + 2
		return entry{}, false
	case sep == '&' && l.kind == proper && verbs.match(ws, start) == 0 && start > r.start+3:
	default:
		return r.done(0), true
	}
	r.j = start + 1
	if m := verbs.match(ws, start); m > 1 && ws[start].cap {
		r.j = start + m
	}
	return entry{}, false
}

// word decides whether the next word, with no mark before it, still belongs to
// the name.
func (r *reader) word() (entry, bool) {
	ws, l, j := r.ws, &r.l, r.j
	next := &ws[j]
	if c := closers.match(ws, j); c > 0 && (r.whole || c > 1 || verbs.match(ws, j) == 0) {
		r.j += c
		l.closed, l.sealed, l.place = true, true, false
		return entry{}, false
	}
	if next.low == "-" && j+1 < len(ws) {
		return r.dash()
	}
	if r.whole && r.end > 0 {
		r.j++ // what the body does is no part of its name
		return entry{}, false
	}
	if r.whole && j > r.start+1 && !next.cap && cellStops.match(ws, j) > 0 {
		r.end = j
		r.j++
		return entry{}, false
	}
	if r.whole {
		if next.cap && (next.low == "sở" && !beforeSo[ws[j-1].low] || next.low == "các" && plurals.match(ws, j) > 0) {
			return r.done(';'), true // two lines of a cell that lost their break
		}
	} else if e, handled, stop := r.running(); handled {
		return e, stop
	}
	if m := plurals.match(ws, j); m > 0 && j+m < len(ws) && ws[j+m-1].post == 0 {
		// "UBND các xã, phường", "Giám đốc các sở, ban, ngành"
		if q := kinds.match(ws, j+m); q > 0 {
			r.j += m + q
			l.kind, l.closed, l.place = plural, false, places.match(ws, r.j-1) > 0
			return entry{}, false
		}
	}
	if r.l.kind == plural && next.cap && !next.caps && j > r.start && sharedNouns[ws[j-1].low] && j-r.start <= 2 {
		l.colon, l.shared = true, true
	}
	l.place = places.match(ws, j) > 0
	if l.kind != proper {
		l.closed = !l.place || l.closed
	}
	r.j++
	return entry{}, false
}

// dash goes on over a hyphen in a name: chính trị - xã hội, Bộ Tài chính - Cơ
// quan thường trực Ban Chỉ đạo.
func (r *reader) dash() (entry, bool) {
	ws, j := r.ws, r.j
	if kind, _ := bodyAt(ws, j+1); r.whole && (kind == proper || kind == plural) && offices.match(ws, r.start) == 0 && properHeads.match(ws, j+1) != 1 {
		return r.done(';'), true
	}
	if !r.whole && ws[j+1].cap && r.l.kind != proper {
		return r.done(0), true
	}
	r.j += 2
	if (ws[j+1].low == "xã" || ws[j+1].low == "nghề") && ws[j+1].post == 0 && j+2 < len(ws) {
		r.j++ // xã hội, nghề nghiệp
	}
	return entry{}, false
}

// running decides at a word of running text, where a verb ends the name.
// handled says that the decision is made.
func (r *reader) running() (e entry, handled, stop bool) {
	ws, l, j := r.ws, &r.l, r.j
	next := &ws[j]
	if next.low == "trên" || next.low == "trong" {
		m := areas.match(ws, j)
		if m == 0 {
			return r.done(0), true, true
		}
		r.j += m
		for r.j < len(ws) && ws[r.j-1].post == 0 && (ws[r.j].cap || places.match(ws, r.j) > 0) {
			r.j++
		}
		l.closed = true
		return entry{}, true, false
	}
	if next.low == "được" {
		if m := relatives.match(ws, j); m > 0 {
			return r.relative(m)
		}
	}
	if next.low == "có" && l.kind == proper && ws[j-1].low != "người" {
		return r.done(0), true, true
	}
	if next.low == "có" && (l.kind == plural || l.kind == kindly) && strongVerbs.match(ws, j) == 0 && verbs.match(ws, j) == 0 && !acts[at(ws, j+1)] {
		r.j = min(j+2, len(ws))
		l.closed = true
		return entry{}, true, false
	}
	if next.cap && !next.caps {
		if m := verbs.match(ws, j); m > 1 && !ws[j+1].cap {
			r.j += m // a name: "Đào tạo", "Kiểm tra"
			return entry{}, true, false
		}
	}
	if next.cap || verbs.match(ws, j) == 0 || next.low == "giao" && ws[j-1].low == "ngoại" {
		return entry{}, false, false
	}
	if m := nounPhrases.match(ws, j); m > 0 || next.low == "quản" && ws[j-1].low == "vi" {
		m = max(m, 2)
		r.j += m
		l.closed = l.kind != proper
		return entry{}, true, false
	}
	if nounVerbs[next.low] && departments[ws[r.start].low] && at(ws, j+2) != "báo" && j+2 < len(ws) && ws[j+1].post == 0 && (strongVerbs.match(ws, j+2) > 0 && !ws[j+2].cap || nounVerbs[ws[j+2].low]) && nounVerb.match(ws, j) == 2 && l.kind == proper {
		r.j += 2 // "Cục Kết cấu hạ tầng xây dựng tham mưu"
		return entry{}, true, false
	}
	if l.kind != proper && generic[ws[r.start].low] {
		// "Cơ quan đăng ký đầu tư có trách nhiệm": the first verb belongs to the kind.
		for k := j + 1; k < len(ws) && k < j+7 && ws[k-1].post == 0; k++ {
			if n := surely.match(ws, k); n > 1 && ws[k].low != "chủ" {
				r.j = k
				return r.done(0), true, true
			}
		}
	}
	return r.done(0), true, true
}

func at(ws []word, i int) string {
	if i < len(ws) {
		return ws[i].low
	}
	return ""
}

// relative passes over "được giao …", "được phân công …". It belongs to the name
// of a kind ("các đơn vị được giao nhiệm vụ"), not to that of a body.
func (r *reader) relative(m int) (entry, bool, bool) {
	ws, j := r.ws, r.j
	to := j + m
	for k := to; k < len(ws) && k < j+18 && ws[k-1].post == 0; k++ {
		if surely.match(ws, k) > 0 && ws[k].low != "chủ" {
			to = k
			break
		}
	}
	generic := r.l.kind != proper && (ws[r.start].low == "cơ" || ws[r.start].low == "đơn" || at(ws, r.start+1) == "cơ" || at(ws, r.start+1) == "đơn" || at(ws, r.start+1) == "tổ" || r.l.office)
	if !generic && r.end == 0 {
		r.end = j
	}
	r.j = to
	r.l.closed = true
	return entry{}, true, false
}
