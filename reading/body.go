package reading

import (
	"strings"
	"unicode"
)

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

var places = phraseSet("tỉnh, xã, phường, huyện, quận, thị trấn, thị xã, thành phố, đặc khu, khu vực, thôn, bản, ấp, khu phố, tổ dân phố, trung ương")

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
	if n > 0 {
		w := &ws[i+n-1]
		long := n > 1 || ws[i].caps
		switch {
		case !ws[i].cap && n == 1 && !(ws[i].low == "ubnd"):
			n = 0
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
	if k := kinds.match(ws, i); k > 0 {
		return kindly, k
	}
	return noHead, 0
}

// soleHeads can stand for the body that is spoken of: "Tỉnh", "Bộ".
var soleHeads = map[string]bool{"tỉnh": true, "bộ": true, "sở": true, "ban": true, "cục": true, "xã": true, "phường": true, "huyện": true, "viện": true, "trường": true, "tổ": true, "hội": true}

// list is what is known of the entry that is being read.
type list struct {
	kind   headKind
	closed bool // a modifier has followed, so the next kind is another entry
	colon  bool // "Các Cục: A, B": names under one shared noun
	place  bool // the last word names a kind of place
	person bool // a person: what follows the comma is his post
}

// joins says whether the body that begins at word i after a comma or "và"
// belongs to the entry before it.
func (l *list) joins(ws []word, i int, sep byte) bool {
	k, n := bodyAt(ws, i)
	switch k {
	case noHead:
		return true
	case plural:
		return false
	case proper:
		if l.person && i > 0 {
			return true
		}
		if l.colon {
			return sep == ','
		}
		if l.kind == plural && !l.closed && n == 1 && !ws[i].caps && kinds.match(ws, i) > 0 && places.match(ws, i) > 0 {
			return true // "các xã, phường, đặc khu Cồn Cỏ" in capitals
		}
		return false
	}
	if l.colon {
		return true
	}
	if l.place && places.match(ws, i) > 0 {
		return true
	}
	return (l.kind == plural || l.kind == kindly) && !l.closed
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
		end, sep := readBody(ws, i, k, n, whole)
		if end <= i {
			return out, i
		}
		out = append(out, run{i, end})
		if sep == 0 || len(out) >= 60 {
			return out, end
		}
		next := end
		for next < len(ws) && (andWords[ws[next].low] || ws[next].low == "-") {
			next++
		}
		if k, _ := bodyAt(ws, next); k == noHead {
			return out, end
		}
		i = next
	}
	return out, i
}

var andWords = map[string]bool{"và": true, "hoặc": true, "cùng": true, "với": true, "&": true}

// readBody reads one entry from word i, whose head has n words. It gives the
// word behind it and what separates it from the next entry, 0 for nothing.
func readBody(ws []word, i int, k headKind, n int, whole bool) (int, byte) {
	l := list{kind: k}
	first := ws[i].low
	l.person = first == "đồng" || first == "đ/c" || first == "ông" || first == "bà"
	j := i + n
	l.place = places.match(ws, j-1) > 0
	if k == proper && l.place {
		l.kind = plural
		if j < len(ws) && ws[j-1].post == 0 && ws[j].cap {
			l.kind = proper
		}
	}
	words := 0
	for {
		w := &ws[j-1]
		if j >= len(ws) {
			return j, 0
		}
		next := &ws[j]
		if next.pre == '(' {
			end := bracketEnd(ws, j)
			w = &ws[end-1]
			if end >= len(ws) {
				return j, 0
			}
			if w.post == 0 && !whole && verbs.match(ws, end) > 0 && !ws[end].cap {
				return j, 0
			}
			if w.post != 0 || andWords[ws[end].low] {
				sep := w.post
				if sep == 0 {
					sep = '&'
				}
				if sep == ':' || sep == '.' {
					return j, 0
				}
				start := end
				for start < len(ws) && andWords[ws[start].low] {
					start++
				}
				if kk, _ := bodyAt(ws, start); kk != noHead && !l.joins(ws, start, sep) {
					return j, sep
				}
				if kk, _ := bodyAt(ws, start); kk == noHead && !whole {
					return j, 0
				}
			}
			j = end
			continue
		}
		sep := w.post
		start := j
		if sep == 0 && andWords[next.low] && !(next.low == "với" || next.low == "cùng") {
			sep, start = '&', j+1
		}
		if sep == ',' && andWords[next.low] {
			start = j + 1
		}
		switch sep {
		case ':':
			// "Các Cục: Di sản văn hóa, …" goes on; "Các sở: Thực hiện …" does not.
			if l.kind == plural && !l.closed && (whole || next.cap && !startsVerb(ws, j)) && !l.colon {
				l.colon = true
				j++
				continue
			}
			return j, 0
		case '.', '!', '?':
			if whole {
				return j, '.'
			}
			return j, 0
		case ';':
			if l.colon {
				if kk, _ := bodyAt(ws, start); kk == noHead && next.cap {
					j++
					continue
				}
			}
			if start < len(ws) && ws[start].low == "-" {
				start++
			}
			if kk, _ := bodyAt(ws, start); kk != noHead && (whole || !startsSentence(ws, start)) {
				return j, ';'
			}
			return j, 0
		case ',', '&':
			if start >= len(ws) {
				return j, 0
			}
			kk, kn := bodyAt(ws, start)
			if kk == noHead {
				if whole {
					j = max(start, j) + 1
					continue
				}
				// "Sở Văn hóa, Thể thao và Du lịch" goes on with a capital.
				if ws[start].cap && (l.kind == proper || l.colon) && !startsVerb(ws, start) {
					j = start + 1
					continue
				}
				if sep == ',' && ws[start].low == "cấp" && start+1 < len(ws) && places.match(ws, start+1) > 0 {
					j = start + 2
					continue
				}
				return j, 0
			}
			if !l.joins(ws, start, sep) {
				return j, sep
			}
			j = start + max(kn, 1)
			l.place = places.match(ws, j-1) > 0
			l.closed = false
			continue
		}
		// No mark: is the next word still the name?
		if c := closers.match(ws, j); c > 0 {
			j += c
			l.closed, l.place = true, false
			continue
		}
		if next.low == "-" && j+1 < len(ws) {
			if ws[j+1].cap && l.kind != proper && !whole {
				return j, 0
			}
			j += 2 // chính trị - xã hội
			continue
		}
		if !whole {
			if next.low == "trên" || next.low == "trong" {
				if m := areas.match(ws, j); m > 0 {
					j += m
					l.closed = true
					continue
				}
				return j, 0
			}
			if m := relatives.match(ws, j); m > 0 {
				j += m
				l.closed = true
				continue
			}
			if next.low == "có" && (l.kind == plural || l.kind == kindly) && strongVerbs.match(ws, j) == 0 {
				j += 2
				l.closed = true
				j = min(j, len(ws))
				continue
			}
			if !next.cap && verbs.match(ws, j) > 0 && nounPhrases.match(ws, j) == 0 {
				return j, 0
			}
			if words++; words > 40 {
				return j, 0
			}
		}
		if m := plurals.match(ws, j); m > 0 && j+m < len(ws) && ws[j+m-1].post == 0 {
			// "UBND các xã, phường", "Giám đốc các sở, ban, ngành"
			if q := kinds.match(ws, j+m); q > 0 {
				j += m + q
				l.kind, l.closed, l.place = plural, false, places.match(ws, j-1) > 0
				continue
			}
		}
		l.place = places.match(ws, j) > 0
		if l.kind != proper {
			l.closed = !l.place || l.closed
			if nounPhrases.match(ws, j) > 0 {
				l.closed = false
			}
		} else if l.place && (j+1 >= len(ws) || !ws[j+1].cap || ws[j].post != 0) {
			// "UBND xã, phường": what follows may be more places of the kind.
			l.kind, l.closed = plural, false
		}
		j++
	}
}

// areas follow the name of a body and belong to it.
var areas = phraseSet("trên địa bàn, trên địa bàn tỉnh, trên địa bàn xã, trên địa bàn phường, trên địa bàn thành phố, trên địa bàn huyện, trên toàn tỉnh, trong tỉnh, trong xã, trong phường, trong toàn tỉnh, trong và ngoài tỉnh, trong hệ thống chính trị, trong khu vực")

// relatives are clauses that belong to the name of a body.
var relatives = phraseSet("được giao, được giao nhiệm vụ, được giao chủ trì, được phân công, được phân công chủ trì, được giao quản lý, được ủy quyền, được giao làm chủ đầu tư, có tên trên, có tên nêu trên, nêu trên, nói trên")

// nounPhrases look like verbs and are part of a name.
var nounPhrases = phraseSet("quản lý nhà nước, quản lý dự án, quản lý rừng, quản lý chuyên ngành, sử dụng lao động, sử dụng đất, sử dụng ngân sách, kiểm tra đảng, thông tin đại chúng, thông tin truyền thông, thông tin điện tử, phát triển quỹ đất, tư vấn, bảo vệ rừng, bảo vệ pháp luật, sự nghiệp")

// startsVerb says whether a duty's verb stands at word i, as a new sentence or
// after a colon.
func startsVerb(ws []word, i int) bool { return strongVerbs.match(ws, i) > 0 }

// startsSentence says whether what stands at word i after a semicolon goes on
// with a verb, so that it is a new clause and no further entry.
func startsSentence(ws []word, i int) bool {
	return false
}

// bracketEnd gives the word behind the bracket that opens before word i.
func bracketEnd(ws []word, i int) int {
	depth := 0
	for j := i; j < len(ws) && j < i+80; j++ {
		if ws[j].pre == '(' {
			depth++
		}
		if ws[j].close {
			if depth--; depth <= 0 {
				return j + 1
			}
		}
	}
	return i + 1
}

// name gives the entry as printed, without an explaining bracket and without a
// mark at its end.
func name(text string, ws []word, r run) string {
	return cleanName(text[ws[r.from].from:ws[r.to-1].to])
}

// cleanName takes brackets, number markers and closing marks off the name of a
// body.
func cleanName(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '(' || r == '[':
			depth++
		case (r == ')' || r == ']') && depth > 0:
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	if depth > 0 { // an opening bracket that never closes
		return strings.Trim(strings.Join(strings.Fields(s[:strings.IndexAny(s, "([")]), " "), " ,;:.-–+*")
	}
	out := strings.Join(strings.Fields(b.String()), " ")
	out = strings.ReplaceAll(out, " ,", ",")
	return strings.Trim(out, " ,;:.-–+*…“”\"")
}

// cellBodies splits the text of a cell or of a labelled line into the bodies it
// names.
func cellBodies(s string) []string {
	ws := wordsOf(s)
	var out []string
	add := func(from, to int) {
		if from < to {
			if n := cleanName(s[ws[from].from:ws[to-1].to]); n != "" {
				out = append(out, n)
			}
		}
	}
	for i := 0; i < len(ws); {
		if andWords[ws[i].low] && i > 0 || ws[i].low == "-" || ws[i].low == "+" || ws[i].low == "–" || ws[i].low == "•" {
			i++
			continue
		}
		if t := strings.TrimLeft(ws[i].low, "-–+•"); t != ws[i].low && t != "" {
			ws[i].from += len(ws[i].low) - len(t)
			ws[i].low = t
			ws[i].cap = capital(s[ws[i].from:])
		}
		if ws[i].pre == '(' && ws[i].close && len(ws[i].low) <= 2 {
			i++ // (1)
			continue
		}
		k, n := bodyAt(ws, i)
		if k == noHead {
			end, _ := readBody(ws, i, proper, 1, true)
			add(i, end)
			i = end
			continue
		}
		end, _ := readBody(ws, i, k, n, true)
		add(i, end)
		i = end
	}
	return out
}
