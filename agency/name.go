package agency

import (
	"strings"

	"sauro/phrase"
)

// bareKind says whether nothing but a mark or a closing modifier follows the
// kind of n words at i.
func bareKind(ws []phrase.Word, i, n int) bool {
	end := i + n
	return ws[end-1].Post == ',' || end >= len(ws) || ws[end-1].Post == 0 && (andWords[ws[end].Low] || closers.Match(ws, end) > 0)
}

// ventures are kinds of bodies that are often printed with a capital.
var ventures = phrase.SetOf("tập đoàn, công ty, tổng công ty, tổng công ty nhà nước, hợp tác xã, ngân hàng, trường, bệnh viện, trung tâm, doanh nghiệp")

// nameFollows says whether a name or place follows a head at word i.
func nameFollows(ws []phrase.Word, i int) bool {
	return i < len(ws) && ws[i-1].Post == 0 && (ws[i].Cap || Places.Match(ws, i) > 0 || plurals.Match(ws, i) > 0)
}

// offices are held by a person: the kinds behind them are whom he heads.
var offices = phrase.SetOf("giám đốc, thủ trưởng, chủ tịch, người đứng đầu, lãnh đạo, trưởng, hiệu trưởng, bí thư")

func pluralAt(ws []phrase.Word, i int) bool {
	k, _ := At(ws, i)
	return k == Plural
}

// cellStops end the name of a body where a cell or label goes on to say what it
// does.
var cellStops = phrase.SetOf("trong phạm vi, theo chức năng, theo phạm vi, theo thẩm quyền, theo nhiệm vụ, tiến hành, tiếp tục, chủ động, tổ chức triển khai, tổ chức thực hiện, có trách nhiệm, chịu trách nhiệm, chủ trì, phối hợp với, tham mưu, rà soát")

// sharedNouns may stand once for several names.
var sharedNouns = map[string]bool{"bộ": true, "sở": true, "cục": true, "vụ": true, "đoàn": true, "ban": true}

var beforeSo = map[string]bool{"đốc": true, "tra": true, "phòng": true, "đạo": true, "các": true, "thuộc": true, "trưởng": true, "ủy": true, "bộ": true, "và": true, "của": true}

// generic kinds are told apart by what they do.
var generic = map[string]bool{"cơ": true, "đơn": true, "tổ": true, "doanh": true, "đối": true}

var nounVerbs = map[string]bool{"xây": true, "quản": true, "đầu": true, "thanh": true}

// departments are the heads whose names are long enough to end in a verb.
var departments = map[string]bool{"cục": true, "vụ": true, "viện": true, "trung": true, "ban": true, "chi": true}

// nounVerb are verbs that often end the name of a body.
var nounVerb = phrase.SetOf("xây dựng, quản lý, đầu tư, thanh tra")

var acts = map[string]bool{"biện": true, "giải": true, "kế": true, "phương": true, "văn": true, "trách": true, "báo": true, "ý": true, "hình": true, "hướng": true}

// namesFollow says whether a list of names with capitals stands from word i on.
func namesFollow(ws []phrase.Word, i int) bool {
	for k := i; k < len(ws) && k < i+8; k++ {
		if !ws[k].Cap && ws[k].Low != "-" && !andWords[ws[k].Low] {
			return false
		}
		if ws[k].Post == ',' {
			return k+1 < len(ws) && ws[k+1].Cap
		}
	}
	return false
}

// bareName says whether a single capital word that can be a head stands for a
// name of a list: "…; Báo chí; …".
func bareName(ws []phrase.Word, i int) bool {
	n := Heads.Match(ws, i)
	return n == 1 && !ws[i].Caps && !(i+1 < len(ws) && ws[i+1].Cap)
}

// startsDuty says whether word i begins a duty and no name.
func dutyBegins(ws []phrase.Word, i int) bool {
	if n := Duties.Match(ws, i); n > 1 && i+n < len(ws) && (ws[i+n-1].Post == ',' || ws[i+n-1].Post == ';') && ws[i+n].Cap {
		return false // "các Bộ: Xây dựng, Công Thương"
	}
	return Duties.Match(ws, i) > 0 && !namesFollow(ws, i)
}

// areas follow the name of a body and belong to it.
var areas = phrase.SetOf("trên địa bàn, trên địa bàn tỉnh, trên địa bàn xã, trên địa bàn phường, trên địa bàn thành phố, trên địa bàn huyện, trên toàn tỉnh, trong tỉnh, trong xã, trong phường, trong toàn tỉnh, trong và ngoài tỉnh, trong hệ thống chính trị, trong khu vực")

// relatives are clauses that belong to the name of a body.
var relatives = phrase.SetOf("được giao, được giao nhiệm vụ, được giao chủ trì, được phân công, được phân công chủ trì, được giao quản lý, được ủy quyền, được giao làm chủ đầu tư, có tên trên, có tên nêu trên, nêu trên, nói trên")

// nounPhrases look like verbs and are part of a name.
var nounPhrases = phrase.SetOf("quản lý nhà nước, dự án, điện lực, điện tử, quản lý dự án, quản lý rừng, quản lý chuyên ngành, sử dụng lao động, sử dụng đất, sử dụng ngân sách, kiểm tra đảng, thông tin đại chúng, thông tin truyền thông, thông tin điện tử, phát triển quỹ đất, tư vấn, bảo vệ rừng, bảo vệ pháp luật, sự nghiệp, giúp việc, hành chính")

// StartsDuty says whether a duty's verb stands at word i.
func StartsDuty(ws []phrase.Word, i int) bool { return Duties.Match(ws, i) > 0 }

// Name gives the entry as printed, without an explaining bracket and without a
// mark at its end.
func Name(text string, ws []phrase.Word, r phrase.Run) string {
	return Clean(text[ws[r.From].From:ws[r.To-1].To])
}

// Clean takes brackets, number markers and closing marks off the name of a
// body.
func Clean(s string) string {
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

// InCell splits the text of a cell or of a labelled line into the bodies it
// names.
func InCell(s string) []string {
	ws := phrase.Words(s)
	var out []string
	acted := false
	for i := 0; i < len(ws); {
		if andWords[ws[i].Low] && i > 0 || ws[i].Low == "-" || ws[i].Low == "+" || ws[i].Low == "–" || ws[i].Low == "•" {
			i++
			continue
		}
		if t := strings.TrimLeft(ws[i].Low, "-–+•"); t != ws[i].Low && t != "" {
			ws[i].From += len(ws[i].Low) - len(t)
			ws[i].Low = t
			ws[i].Cap = phrase.Capital(s[ws[i].From:])
		}
		if ws[i].Pre == '(' && ws[i].Close && len(ws[i].Low) <= 2 {
			i++ // (1)
			continue
		}
		k, n := At(ws, i)
		if k == None {
			n = 1
		}
		e := readBody(ws, i, max(k, Named), n, true)
		if n := Name(s, ws, phrase.Run{From: i, To: e.end}); n != "" && !(acted && k == None) {
			out = append(out, n)
		}
		if e.end < e.next && ws[e.end].Post != ')' && e.next-e.end > 1 {
			acted = true // a sentence, not a list: what names no body is no entry
		}
		i = max(e.next, i+1)
	}
	return Distinct(out)
}

// Places are the kinds of places and the levels that follow the name of a body.
var Places = phrase.SetOf("tỉnh, xã, phường, huyện, quận, thị trấn, thị xã, thành phố, đặc khu, khu vực, thôn, bản, ấp, khu phố, tổ dân phố, trung ương")

// kindHolds says whether the k words at i are a kind of body and no verb: "tổ
// chức" needs company, "đơn vị chủ trì, phối hợp" is a subject and its verbs.
func kindHolds(ws []phrase.Word, i, k int) bool {
	end := i + k
	last := ws[end-1]
	if ws[i].Low == "tổ" && k == 2 && ws[i+1].Low == "chức" {
		if closers.Match(ws, end) > 0 && last.Post == 0 {
			return true
		}
		listed := i > 0 && (ws[i-1].Post == ',' || andWords[ws[i-1].Low])
		if last.Post == ',' || last.Post == 0 && end < len(ws) && andWords[ws[end].Low] {
			return kinds.Match(ws, end) > 0 || listed || end+1 < len(ws) && kinds.Match(ws, end+1) > 0
		}
		if listed && last.Post == 0 && end < len(ws) && (Binding.Match(ws, end) > 0 || bindings[ws[end].Low]) {
			return true
		}
		return listed && (last.Post != 0 || end >= len(ws) || ws[end].Low == "trong" || ws[end].Low == "thuộc" || verbs.Match(ws, end) == 0)
	}
	if k == 1 && ws[i].Low == "bản" {
		return i > 0 && (ws[i-1].Post == ',' || andWords[ws[i-1].Low])
	}
	if k > 2 && (last.Low == "trì" || last.Low == "hợp" && ws[end-2].Low == "phối") {
		return last.Post != ',' || kinds.Match(ws, end) > 0
	}
	return true
}

// bindings begin what a body is bound to; none of them is done by "tổ chức".
var bindings = map[string]bool{"phải": true, "cần": true, "có": true, "căn": true, "chủ": true, "được": true, "chịu": true, "theo": true}

// soleHeads can stand for the body that is spoken of: "Tỉnh", "Bộ".
var soleHeads = map[string]bool{"tỉnh": true, "bộ": true, "sở": true, "ban": true, "cục": true, "xã": true, "phường": true, "huyện": true, "viện": true, "trường": true, "tổ": true, "hội": true}

// Distinct gives the names without those that come again.
func Distinct(names []string) []string {
	out := names[:0]
	seen := map[string]bool{}
	for _, n := range names {
		if k := phrase.Key(n); !seen[k] {
			seen[k] = true
			out = append(out, n)
		}
	}
	return out
}

// Names gives the names of the runs.
func Names(p *phrase.Line, rs []phrase.Run) []string {
	out := []string{}
	for _, r := range rs {
		if n := Name(p.Text, p.Words(), r); n != "" {
			out = append(out, n)
		}
	}
	return out
}

// stretch gives how many words a stretch of country from word i on has: "từ Đà
// Nẵng đến Lâm Đồng".
func stretch(ws []phrase.Word, i int) int {
	k, to := i+1, 0
	for k < len(ws) && k < i+12 && ws[k-1].Post == 0 && (ws[k].Cap || Places.Match(ws, k) > 0 || ws[k].Low == "đến" && to == 0 && k > i+1) {
		if ws[k].Low == "đến" {
			to = k
		}
		k++
	}
	if to == 0 || k == to+1 {
		return 0
	}
	return k - i
}
