package agency

import (
	"slices"
	"unicode"

	"sauro/phrase"
)

// Commands are the words that lay a duty on the body named next.
var Commands = phrase.SetOf("giao, giao cho, giao nhiệm vụ cho, giao trách nhiệm cho, đề nghị, kính đề nghị, trân trọng đề nghị, yêu cầu, phân công, ủy quyền, ủy quyền cho, kính mời, mời, kiến nghị, đồng ý giao, thống nhất giao, tiếp tục giao, nhất trí giao, thừa ủy quyền giao, nghiêm túc yêu cầu, chỉ đạo giao, trân trọng kính mời, kính trình, giao trực tiếp")

// openings begin a clause that stands before the one addressed: "Căn cứ …,
// các sở … xây dựng".
var openings = phrase.SetOf("căn cứ, trên cơ sở, theo, thực hiện nghị quyết, thực hiện quyết định, thực hiện kế hoạch, thực hiện công văn, thực hiện chỉ thị, thực hiện chỉ đạo, thực hiện ý kiến, thực hiện thông báo, thực hiện kết luận, thực hiện luật, thực hiện nghị định, thực hiện chương trình, thực hiện chức năng, thực hiện nhiệm vụ, thực hiện các, thực hiện công điện, thực hiện văn bản, thực hiện đề án, trong, để, nhằm, khi, sau khi, ngay sau khi, định kỳ, hằng năm, hàng năm, hằng tháng, hàng tháng, hằng quý, hàng quý, trước, đối với, ngoài, tùy, với, từ, nếu, trường hợp, bên cạnh, đến, chậm nhất, giai đoạn, năm, quý, tháng, về, riêng, đồng thời, ngoài ra, hiện nay, do, vì, vì vậy, trước mắt, trên tinh thần, xuất phát, kể từ, thời gian tới, trong thời gian tới, ngay từ, nhân dịp, sau, được sự, tiếp theo, xét, trước tình hình, nhất là, khẩn trương, như vậy, theo đó")

// Addressed gives the bodies a paragraph lays its duty on, as runs of words.
// from is the first word to look at.
func Addressed(p *phrase.Line, from int) []phrase.Run {
	ws := p.Words()
	var out []phrase.Run
	seen := map[string]bool{}
	add := func(rs []phrase.Run) {
		for _, r := range rs {
			key := phrase.Lower(Name(p.Text, ws, r))
			if key != "" && !seen[key] {
				seen[key] = true
				out = append(out, r)
			}
		}
	}
	if c := AboutLabel(ws, from); c > 0 {
		from = c
	}
	if rs := shares(ws, from); len(rs) > 0 {
		return rs
	}
	sentence := 0
	for i := from; i < len(ws) && sentence < 40; sentence++ {
		end := i
		for end < len(ws) && ws[end].Post != '.' && ws[end].Post != ';' && ws[end].Post != '!' {
			end++
		}
		end = min(end+1, len(ws))
		far := clause(p, ws, i, end, sentence == 0, len(out) == 0, add)
		for far > end && end < len(ws) {
			// A list of bodies ran over a semicolon: the clause ends behind it.
			for end < len(ws) && ws[end].Post != '.' && ws[end].Post != ';' && ws[end].Post != '!' {
				end++
			}
			end = min(end+1, len(ws))
		}
		i = end
	}
	return unsupporting(p, from, out)
}

// unsupporting leaves out the bodies that stand in the list of those who only
// support the first: "Giao A chủ trì, phối hợp với B; các C triển khai".
func unsupporting(p *phrase.Line, from int, rs []phrase.Run) []phrase.Run {
	if len(rs) < 2 {
		return rs
	}
	support := Supporters(p, from)
	out := rs[:1]
	for _, r := range rs[1:] {
		if !slices.ContainsFunc(support, func(s phrase.Run) bool { return s.From <= r.From && r.From < s.To }) {
			out = append(out, r)
		}
	}
	return out
}

// shares gives the bodies a quantity is shared out to: "VNPT: 25 trạm, Viettel:
// 33 trạm".
func shares(ws []phrase.Word, from int) []phrase.Run {
	var out []phrase.Run
	for k := from; k+1 < len(ws); k++ {
		if ws[k].Post != ':' || !unicode.IsDigit(rune(ws[k+1].Low[0])) || !ws[k].Cap {
			continue
		}
		i := k
		for i > from && ws[i-1].Post == 0 && (ws[i-1].Cap || Places.Match(ws, i-1) > 0) {
			i--
		}
		if ws[i].Cap {
			out = append(out, phrase.Run{From: i, To: k + 1})
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// clause looks for the addressees in one sentence or in the part of it that a
// semicolon ends: the words from i to end. It gives how far it has read.
func clause(p *phrase.Line, ws []phrase.Word, i, end int, first, none bool, add func([]phrase.Run)) int {
	start := i
	for step := 0; i < end && step < 3; step++ {
		rs, next, sure := addressed(ws, i)
		if len(rs) > 0 {
			kind, _ := At(ws, rs[0].From)
			afterSemicolon := i > 0 && ws[i-1].Post == ';'
			if first || sure || kind == Named || kind == Plural && afterSemicolon != none {
				add(rs)
			}
			more(p, ws, next, end, add)
			return next
		}
		// "Về hỗ trợ kinh phí …: Giao Bộ Tài chính …"
		if (first || none) && step < 2 {
			if c := colonIn(ws[:end], i); c > 0 {
				i = c
				continue
			}
		}
		break
	}
	if i >= end {
		return i
	}
	if openings.Match(ws, start) > 0 {
		i = start // no body stood behind the colon
	}
	opening := openings.Match(ws, i) > 0 && openings.Match(ws, i) >= Duties.Match(ws, i)
	if !opening && !first {
		return start
	}
	noSubject := opening && baseOpenings.Match(ws, i) > 0
	commas := 0
	for k := i + 1; k < end; k++ {
		if ws[k-1].Post != ',' && ws[k-1].Low != "thì" && !(ws[k-1].Low == "mắc" && ws[k-1].Post == 0) && !(ws[k-1].Low == "thời" && k > i+1 && ws[k-2].Low == "đồng") {
			if n := Commands.Match(ws, k); n > 0 && (ws[k].Low == "giao" || ws[k].Low == "yêu" || ws[k].Low == "đề") && !ws[k].Cap && k > i+1 {
				// "UBND tỉnh yêu cầu các sở …" behind an opening
				if rs, next := List(ws, k+n); len(rs) > 0 && rs[0].From == k+n && SubjectBefore(ws, i, k) {
					add(rs)
					return next
				}
			}
			continue
		}
		if ws[k-1].Post == ',' {
			commas++
		}
		n := Commands.Match(ws, k)
		if noSubject && commas <= 2 && Duties.Match(ws, k) > 0 && n == 0 {
			return k // "Trên cơ sở chức năng, nhiệm vụ, chủ trì …": nobody is named
		}
		if !opening && n == 0 || n > 0 && !first && ws[k].Low != "giao" {
			continue
		}
		rs, next, sure := addressed(ws, k)
		if kind, _ := At(ws, k); kind == Common && !sure {
			continue // one more of a list of kinds
		}
		if len(rs) > 0 && (first || sure || none) {
			add(rs)
			more(p, ws, next, end, add)
			return next
		}
	}
	return start
}

// more adds the bodies the rest of a sentence gives a duty of their own:
// "Giao A …, giao B …", "…, các cơ quan phối hợp có trách nhiệm …".
func more(p *phrase.Line, ws []phrase.Word, from, end int, add func([]phrase.Run)) {
	for k := max(from, 1); k < end; k++ {
		if ws[k-1].Post != ',' && !(ws[k].Low == "giao" && ws[k-1].Low == "và") && !(k > 1 && ws[k-2].Post == ',' && connectors[ws[k-1].Low]) {
			continue
		}
		if n := Commands.Match(ws, k); n > 0 && ws[k].Low == "giao" {
			if rs, _ := List(ws, k+n); len(rs) > 0 && rs[0].From == k+n {
				add(rs)
			}
			continue
		}
		if kind, _ := At(ws, k); kind == Named || kind == Plural {
			if rs, next := List(ws, k); next < end && ws[next-1].Post == 0 && Binding.Match(ws, next) > 0 && ws[next].Low != "chủ" {
				add(rs)
			}
		} else if kind == Common {
			// "Cấp ủy phải lãnh đạo, chính quyền phải vào cuộc"
			if rs, next := List(ws, k); next < end && ws[next-1].Post == 0 && ws[next].Low == "phải" {
				add(rs)
			}
		}
	}
}

// baseOpenings give the basis a duty stands on; the verb may follow at once.
var baseOpenings = phrase.SetOf("căn cứ, trên cơ sở, theo chức năng, theo thẩm quyền, trong phạm vi, theo phạm vi, theo nhiệm vụ, theo quy định")

var connectors = map[string]bool{"đồng": true, "thời": true, "và": true}

// AboutLabel gives the word behind "Về …:", the matter a duty is run in with, 0
// where there is none. Bodies named in it are not addressed.
func AboutLabel(ws []phrase.Word, i int) int {
	if i >= len(ws) || ws[i].Low != "về" || !ws[i].Cap {
		return 0
	}
	for k := i; k < len(ws) && k < i+160; k++ {
		if ws[k].Post == ':' && k+1 < len(ws) {
			return k + 1
		}
		if ws[k].Post == '.' {
			return 0
		}
	}
	return 0
}

// SubjectBefore says whether a body stands right before word k, so that the
// command at k is its own: "Chủ tịch UBND tỉnh yêu cầu".
func SubjectBefore(ws []phrase.Word, i, k int) bool {
	for b := k - 1; b >= i && b > k-14; b-- {
		if kind, _ := At(ws, b); kind == Named && (b == i || ws[b-1].Post == ',' || ws[b-1].Stops() || ws[b].Cap) {
			_, next := List(ws, b)
			if next == k {
				return true
			}
		}
	}
	return false
}

// colonIn gives the word behind the first colon of the sentence, 0 for none.
func colonIn(ws []phrase.Word, i int) int {
	for k := i; k < len(ws) && k < i+90; k++ {
		if ws[k].Post == ':' {
			if k+1 < len(ws) {
				return k + 1
			}
			return 0
		}
	}
	return 0
}

// addressed reads the bodies that word i addresses: behind a command, or as
// the subject of a duty's verb. sure says that the words leave no doubt.
func addressed(ws []phrase.Word, i int) (rs []phrase.Run, next int, sure bool) {
	for i < len(ws) && (ws[i].Low == "đồng" && i+1 < len(ws) && ws[i+1].Low == "thời") {
		i += 2
	}
	if i >= len(ws) {
		return nil, i, false
	}
	if n := Commands.Match(ws, i); n > 0 {
		at := i + n
		if at < len(ws) && ws[at-1].Post == ':' {
			return nil, i, false
		}
		rs, next = List(ws, at)
		if len(rs) > 0 {
			return rs, next, true
		}
		return nil, i, false
	}
	if ws[i].Low == "khuyến" && phrase.At(ws, i+1) == "khích" {
		if kind, _ := At(ws, i+2); kind == Named && ws[i+1].Post == 0 {
			rs, next = List(ws, i+2)
			return rs, next, true
		}
	}
	at := i
	about := ws[i].Low == "đối" && i+1 < len(ws) && ws[i+1].Low == "với"
	if about {
		at = i + 2
	}
	if about {
		if kind, _ := At(ws, at); kind == Common || kind == Plural {
			// "Đối với các nhà máy xi măng, luyện thép: Tăng cường …"
			if c := colonIn(ws[:min(len(ws), at+30)], at); c > 0 && ws[c].Cap && !bound(ws[:c], at) && !stopped(ws, at, c-1) {
				return []phrase.Run{{From: at, To: nameEnd(ws[:c], at)}}, c, false
			}
		}
	}
	rs, next = List(ws, at)
	if len(rs) == 0 {
		return nil, i, false
	}
	end := ws[next-1].Post
	if brk := phrase.BracketBehind(ws, next); brk > next {
		end = ws[brk-1].Post
		next = brk
	}
	if end == ':' {
		if next >= len(ws) {
			return rs, next, false
		}
		return rs, next, false
	}
	if about || next >= len(ws) {
		return nil, i, false
	}
	if end == ',' {
		// "Sở Nội vụ, trên cơ sở …, xây dựng"
		if openings.Match(ws, next) > 0 || Duties.Match(ws, next) > 0 {
			return rs, next, false
		}
		return nil, i, false
	}
	if end != 0 {
		return nil, i, false
	}
	if n := Commands.Match(ws, next); n > 0 && ws[next].Low != "phân" && ws[next].Low != "mời" && ws[next].Low != "kiến" {
		if more, far := List(ws, next+n); len(more) > 0 && more[0].From == next+n {
			return more, far, true
		}
	}
	if Duties.Match(ws, next) > 0 || openings.Match(ws, next) > 0 {
		return rs, next, Binding.Match(ws, next) > 0
	}
	return nil, i, false
}

// Binding are the verbs that bind their subject beyond doubt.
var Binding = phrase.SetOf("chủ trì, có trách nhiệm, chịu trách nhiệm, có nhiệm vụ")

// Supporters gives the bodies that stand behind "phối hợp với" anywhere in the
// paragraph.
func Supporters(p *phrase.Line, from int) []phrase.Run {
	ws := p.Words()
	var out []phrase.Run
	seen := map[string]bool{}
	if c := AboutLabel(ws, from); c > 0 {
		from = c
	}
	for i := from; i+2 < len(ws); i++ {
		if ws[i].Low != "phối" || ws[i+1].Low != "hợp" {
			continue
		}
		if i > from && ws[i-1].Post == 0 && nounBefore[ws[i-1].Low] {
			continue
		}
		for _, r := range supportAt(ws, i+2) {
			key := phrase.Lower(Name(p.Text, ws, r))
			if key != "" && !seen[key] {
				seen[key] = true
				out = append(out, r)
			}
		}
	}
	return out
}

// nounBefore makes "phối hợp" a noun: sự phối hợp, quy chế phối hợp.
var nounBefore = map[string]bool{"sự": true, "chế": true, "tác": true, "trình": true, "mối": true, "việc": true, "hệ": true, "hoạch": true, "quan": true, "vị": true}

// manners may stand between "phối hợp" and "với".
var manners = phrase.SetOf("chặt chẽ, thường xuyên, tốt, hiệu quả, có hiệu quả, kịp thời, đồng bộ, tích cực, chủ động, nhịp nhàng, thống nhất, trực tiếp, hỗ trợ, hướng dẫn, trao đổi, chia sẻ, đôn đốc, chỉ đạo, cung cấp thông tin, tham mưu, làm việc, và hỗ trợ, và hướng dẫn, liên thông, đồng thời, ngay")

// jointVerbs make one act with "phối hợp" where no comma parts them.
var jointVerbs = phrase.SetOf("hướng dẫn, đôn đốc, chỉ đạo, tham mưu")

// supportAt reads the bodies behind "phối hợp", which ends before word j.
func supportAt(ws []phrase.Word, j int) []phrase.Run {
	joined := ws[j-1].Post == 0
	if ws[j-1].Stops() || ws[j-1].Close {
		return nil
	}
	for step := 0; step < 3 && j < len(ws); step++ {
		n := manners.Match(ws, j)
		if n > 0 && ws[j-1].Post == 0 && jointVerbs.Match(ws, j) > 0 && phrase.At(ws, j+n) != "với" {
			return nil // "phối hợp hướng dẫn các đơn vị": both verbs have the same object
		}
		if n == 0 || j+n >= len(ws) || ws[j+n-1].Stops() {
			break
		}
		j += n
		joined = true
	}
	if j >= len(ws) || !joined {
		return nil
	}
	with := false
	for j < len(ws) && (ws[j].Low == "với" || ws[j].Low == "cùng") && ws[j].Post == 0 {
		with = true
		j++
	}
	if !with {
		if rs, _ := List(ws, j); len(rs) > 0 {
			return rs
		}
		// "phối hợp công tác với …"
		for k := j; k < len(ws) && k < j+5 && ws[k].Post == 0; k++ {
			if ws[k].Low == "với" {
				rs, _ := List(ws, k+1)
				return rs
			}
			if ws[k].Low == "để" {
				return nil
			}
		}
		return nil
	}
	if j >= len(ws) {
		return nil
	}
	if rs, _ := List(ws, j); len(rs) > 0 {
		return rs
	}
	// A body no list knows: up to the verb or the mark that ends it.
	end := j
	for end < len(ws) && end < j+14 {
		if end > j && !ws[end].Cap && verbs.Match(ws, end) > 0 {
			break
		}
		end++
		if ws[end-1].Post != 0 {
			break
		}
	}
	if end > j && verbs.Match(ws, j) == 0 {
		return []phrase.Run{{From: j, To: end}}
	}
	return nil
}
