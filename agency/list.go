package agency

import "sauro/phrase"

// list is what is known of the entry that is being read.
type list struct {
	kind   Kind
	closed bool // a modifier has followed, so the next kind may be another entry
	sealed bool // the modifier closes the list: "liên quan"
	colon  bool // "Các Cục: A, B": names under one shared noun
	shared bool // the same without the colon: "Các Bộ Quốc phòng, Công an"
	place  bool // the last word names a kind of place
	posts  bool // several persons by their posts: "các đồng chí Bộ trưởng, Thủ trưởng …"
	person bool // a person: what follows the comma is his post
	office bool // an office over kinds: "Thủ trưởng các cơ quan, đơn vị"
	bare   bool // only an office so far: "Giám đốc, Thủ trưởng các sở"
	headed bool // the name of a body stands over the kinds: "UBND các xã, phường"
	commas int  // how many commas have been read
	over   bool // the office is that of whoever heads the bodies named
}

// joins says whether the body that begins at word i after a comma or "và"
// belongs to the entry before it.
func (l *list) joins(ws []phrase.Word, i int, sep byte) bool {
	k, n := At(ws, i)
	if m := offices.Match(ws, i); l.posts && m > 0 && k != Plural && i+m < len(ws) && !ws[i+m].Cap && plurals.Match(ws, i+m) == 0 && Heads.Match(ws, i+m) == 0 {
		return true
	}
	if sep == ',' && i > 1 && !ws[i].Cap && committees.Match(ws, i) > 0 && committees.Match(ws, i-2) > 0 {
		return true // "các văn phòng tỉnh ủy, thành ủy"
	}
	switch k {
	case None:
		return true
	case Plural:
		return l.office && sep == ',' && (ws[i-1].Post == ',') && l.over
	case Named:
		if l.person || l.bare && offices.Match(ws, i) > 0 {
			return true
		}
		if l.shared {
			return !nameFollows(ws, i+n)
		}
		if l.colon {
			return sep == ','
		}
		if l.kind == Plural && !l.sealed && ventures.Match(ws, i) == n && !nameFollows(ws, i+n) {
			return true // "Các Tập đoàn, Tổng công ty nhà nước"
		}
		return l.kind == Plural && !l.closed && n == 1 && !ws[i].Caps && Places.Match(ws, i) > 0
	}
	if l.colon || l.bare && offices.Match(ws, i) > 0 {
		return true
	}
	if l.place && Places.Match(ws, i) > 0 || l.office && offices.Match(ws, i) == 0 {
		return true
	}
	if l.kind != Plural && l.kind != Common || l.sealed {
		return false
	}
	if l.headed && l.place {
		return false // "UBND các xã, phường và lực lượng chức năng"
	}
	if sep == '&' && l.commas > 0 && listFollows(ws, i, n) {
		return false // "các sở, ban, ngành và cơ quan, đơn vị có liên quan"
	}
	// "Các doanh nghiệp viễn thông, tổ chức, cá nhân có liên quan": bare kinds still
	// share the one "các".
	return !l.closed || sep == ',' && ws[i].Low != "chính" && ws[i].Low != "lực" && ws[i].Low != "cấp" && bareKind(ws, i, n)
}

// List reads a list of bodies that begins at word i of running text: it ends
// where a verb or a mark ends it. It gives the entries and the word behind them.
func List(ws []phrase.Word, i int) ([]phrase.Run, int) { return readBodies(ws, i, false) }

func readBodies(ws []phrase.Word, i int, whole bool) ([]phrase.Run, int) {
	var out []phrase.Run
	for i < len(ws) {
		k, n := At(ws, i)
		if k == None {
			return out, i
		}
		e := readBody(ws, i, k, n, whole)
		out = append(out, phrase.Run{From: i, To: e.end})
		if e.sep == 0 || len(out) >= 60 {
			return out, e.next
		}
		next := e.next
		for next < len(ws) && (andWords[ws[next].Low] || ws[next].Low == "-") {
			next++
		}
		if k, _ := At(ws, next); k == None {
			return out, e.next
		}
		i = next
	}
	return out, i
}

var andWords = map[string]bool{"và": true, "hoặc": true, "cùng": true, "với": true, "&": true}

// listFollows says whether the kind of n words at i begins a list of its own.
func listFollows(ws []phrase.Word, i, n int) bool {
	if ws[i+n-1].Post != ',' || i+n >= len(ws) {
		return false
	}
	kind, _ := At(ws, i+n)
	return kind == Common
}

// committees are the levels of the Party that share one "các".
var committees = phrase.SetOf("tỉnh ủy, thành ủy, huyện ủy, đảng ủy")
