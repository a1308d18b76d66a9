package reading

import "strings"

// bareKind says whether nothing but a mark or a closing modifier follows the
// kind of n words at i.
func bareKind(ws []word, i, n int) bool {
	end := i + n
	return ws[end-1].post == ',' || end >= len(ws) || ws[end-1].post == 0 && (andWords[ws[end].low] || closers.match(ws, end) > 0)
}

// ventures are kinds of bodies that are often printed with a capital.
var ventures = phraseSet("tập đoàn, công ty, tổng công ty, tổng công ty nhà nước, hợp tác xã, ngân hàng, trường, bệnh viện, trung tâm, doanh nghiệp")

// nameFollows says whether a name or place follows a head at word i.
func nameFollows(ws []word, i int) bool {
	return i < len(ws) && ws[i-1].post == 0 && (ws[i].cap || places.match(ws, i) > 0 || plurals.match(ws, i) > 0)
}

// offices are held by a person: the kinds behind them are whom he heads.
var offices = phraseSet("giám đốc, thủ trưởng, chủ tịch, người đứng đầu, lãnh đạo, trưởng, hiệu trưởng, bí thư")

func pluralAt(ws []word, i int) bool {
	k, _ := bodyAt(ws, i)
	return k == plural
}

// cellStops end the name of a body where a cell or label goes on to say what it
// does.
var cellStops = phraseSet("trong phạm vi, theo chức năng, theo phạm vi, theo thẩm quyền, theo nhiệm vụ, tiến hành, tiếp tục, chủ động, tổ chức triển khai, tổ chức thực hiện, có trách nhiệm, chịu trách nhiệm, chủ trì, phối hợp với, tham mưu, rà soát")

// sharedNouns may stand once for several names.
var sharedNouns = map[string]bool{"bộ": true, "sở": true, "cục": true, "vụ": true, "đoàn": true, "ban": true}

var beforeSo = map[string]bool{"đốc": true, "tra": true, "phòng": true, "đạo": true, "các": true, "thuộc": true, "trưởng": true, "ủy": true, "bộ": true, "và": true, "của": true}

// generic kinds are told apart by what they do.
var generic = map[string]bool{"cơ": true, "đơn": true, "tổ": true, "doanh": true, "đối": true}

var nounVerbs = map[string]bool{"xây": true, "quản": true, "đầu": true, "thanh": true}

// departments are the heads whose names are long enough to end in a verb.
var departments = map[string]bool{"cục": true, "vụ": true, "viện": true, "trung": true, "ban": true, "chi": true}

// nounVerb are verbs that often end the name of a body.
var nounVerb = phraseSet("xây dựng, quản lý, đầu tư, thanh tra")

var acts = map[string]bool{"biện": true, "giải": true, "kế": true, "phương": true, "văn": true, "trách": true, "báo": true, "ý": true, "hình": true, "hướng": true}

// namesFollow says whether a list of names with capitals stands from word i on.
func namesFollow(ws []word, i int) bool {
	for k := i; k < len(ws) && k < i+8; k++ {
		if !ws[k].cap && ws[k].low != "-" && !andWords[ws[k].low] {
			return false
		}
		if ws[k].post == ',' {
			return k+1 < len(ws) && ws[k+1].cap
		}
	}
	return false
}

// bareName says whether a single capital word that can be a head stands for a
// name of a list: "…; Báo chí; …".
func bareName(ws []word, i int) bool {
	n := properHeads.match(ws, i)
	return n == 1 && !ws[i].caps && !(i+1 < len(ws) && ws[i+1].cap)
}

// startsDuty says whether word i begins a duty and no name.
func startsDuty(ws []word, i int) bool {
	return strongVerbs.match(ws, i) > 0 && !namesFollow(ws, i)
}

// areas follow the name of a body and belong to it.
var areas = phraseSet("trên địa bàn, trên địa bàn tỉnh, trên địa bàn xã, trên địa bàn phường, trên địa bàn thành phố, trên địa bàn huyện, trên toàn tỉnh, trong tỉnh, trong xã, trong phường, trong toàn tỉnh, trong và ngoài tỉnh, trong hệ thống chính trị, trong khu vực")

// relatives are clauses that belong to the name of a body.
var relatives = phraseSet("được giao, được giao nhiệm vụ, được giao chủ trì, được phân công, được phân công chủ trì, được giao quản lý, được ủy quyền, được giao làm chủ đầu tư, có tên trên, có tên nêu trên, nêu trên, nói trên")

// nounPhrases look like verbs and are part of a name.
var nounPhrases = phraseSet("quản lý nhà nước, dự án, điện lực, điện tử, quản lý dự án, quản lý rừng, quản lý chuyên ngành, sử dụng lao động, sử dụng đất, sử dụng ngân sách, kiểm tra đảng, thông tin đại chúng, thông tin truyền thông, thông tin điện tử, phát triển quỹ đất, tư vấn, bảo vệ rừng, bảo vệ pháp luật, sự nghiệp, giúp việc, hành chính")

// startsVerb says whether a duty's verb stands at word i.
func startsVerb(ws []word, i int) bool { return strongVerbs.match(ws, i) > 0 }

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
	acted := false
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
			n = 1
		}
		e := readBody(ws, i, max(k, proper), n, true)
		if n := name(s, ws, run{i, e.end}); n != "" && !(acted && k == noHead) {
			out = append(out, n)
		}
		if e.end < e.next && ws[e.end].post != ')' && e.next-e.end > 1 {
			acted = true // a sentence, not a list: what names no body is no entry
		}
		i = max(e.next, i+1)
	}
	return distinct(out)
}

var places = phraseSet("tỉnh, xã, phường, huyện, quận, thị trấn, thị xã, thành phố, đặc khu, khu vực, thôn, bản, ấp, khu phố, tổ dân phố, trung ương")

// kindHolds says whether the k words at i are a kind of body and no verb: "tổ
// chức" needs company, "đơn vị chủ trì, phối hợp" is a subject and its verbs.
func kindHolds(ws []word, i, k int) bool {
	end := i + k
	last := ws[end-1]
	if ws[i].low == "tổ" && k == 2 && ws[i+1].low == "chức" {
		if closers.match(ws, end) > 0 && last.post == 0 {
			return true
		}
		listed := i > 0 && (ws[i-1].post == ',' || andWords[ws[i-1].low])
		if last.post == ',' || last.post == 0 && end < len(ws) && andWords[ws[end].low] {
			return kinds.match(ws, end) > 0 || listed || end+1 < len(ws) && kinds.match(ws, end+1) > 0
		}
		if listed && last.post == 0 && end < len(ws) && (surely.match(ws, end) > 0 || bindings[ws[end].low]) {
			return true
		}
		return listed && (last.post != 0 || end >= len(ws) || ws[end].low == "trong" || ws[end].low == "thuộc" || verbs.match(ws, end) == 0)
	}
	if k == 1 && ws[i].low == "bản" {
		return i > 0 && (ws[i-1].post == ',' || andWords[ws[i-1].low])
	}
	if k > 2 && (last.low == "trì" || last.low == "hợp" && ws[end-2].low == "phối") {
		return last.post != ',' || kinds.match(ws, end) > 0
	}
	return true
}

// bindings begin what a body is bound to; none of them is done by "tổ chức".
var bindings = map[string]bool{"phải": true, "cần": true, "có": true, "căn": true, "chủ": true, "được": true, "chịu": true, "theo": true}

// soleHeads can stand for the body that is spoken of: "Tỉnh", "Bộ".
var soleHeads = map[string]bool{"tỉnh": true, "bộ": true, "sở": true, "ban": true, "cục": true, "xã": true, "phường": true, "huyện": true, "viện": true, "trường": true, "tổ": true, "hội": true}
