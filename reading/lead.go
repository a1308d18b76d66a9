package reading

import (
	"strings"
	"unicode"
)

// commands are the words that lay a duty on the body named next.
var commands = phraseSet("giao, giao cho, giao nhiệm vụ cho, giao trách nhiệm cho, đề nghị, kính đề nghị, trân trọng đề nghị, yêu cầu, phân công, ủy quyền, ủy quyền cho, kính mời, mời, kiến nghị, đồng ý giao, thống nhất giao, tiếp tục giao, nhất trí giao, thừa ủy quyền giao, nghiêm túc yêu cầu, chỉ đạo giao, trân trọng kính mời, kính trình, giao trực tiếp")

// openings begin a clause that stands before the one addressed: "Căn cứ …,
// các sở … xây dựng".
var openings = phraseSet("căn cứ, trên cơ sở, theo, thực hiện nghị quyết, thực hiện quyết định, thực hiện kế hoạch, thực hiện công văn, thực hiện chỉ thị, thực hiện chỉ đạo, thực hiện ý kiến, thực hiện thông báo, thực hiện kết luận, thực hiện luật, thực hiện nghị định, thực hiện chương trình, thực hiện chức năng, thực hiện nhiệm vụ, thực hiện các, thực hiện công điện, thực hiện văn bản, thực hiện đề án, trong, để, nhằm, khi, sau khi, ngay sau khi, định kỳ, hằng năm, hàng năm, hằng tháng, hàng tháng, hằng quý, hàng quý, trước, đối với, ngoài, tùy, với, từ, nếu, trường hợp, bên cạnh, đến, chậm nhất, giai đoạn, năm, quý, tháng, về, riêng, đồng thời, ngoài ra, hiện nay, do, vì, vì vậy, trước mắt, trên tinh thần, xuất phát, kể từ, thời gian tới, trong thời gian tới, ngay từ, nhân dịp, sau, được sự, tiếp theo, xét, trước tình hình, nhất là, khẩn trương, như vậy, theo đó")

// addressees gives the bodies a paragraph lays its duty on, as runs of words.
// from is the first word to look at.
func (p *para) addressees(from int) []run {
	ws := p.tokens()
	var out []run
	seen := map[string]bool{}
	add := func(rs []run) {
		for _, r := range rs {
			key := lower(name(p.text, ws, r))
			if key != "" && !seen[key] {
				seen[key] = true
				out = append(out, r)
			}
		}
	}
	if c := aboutLabel(ws, from); c > 0 {
		from = c
	}
	if rs := shares(ws, from); len(rs) > 0 {
		return rs
	}
	sentence := 0
	for i := from; i < len(ws) && sentence < 40; sentence++ {
		end := i
		for end < len(ws) && ws[end].post != '.' && ws[end].post != ';' && ws[end].post != '!' {
			end++
		}
		end = min(end+1, len(ws))
		far := p.clause(ws, i, end, sentence == 0, len(out) == 0, add)
		for far > end && end < len(ws) {
			// A list of bodies ran over a semicolon: the clause ends behind it.
			for end < len(ws) && ws[end].post != '.' && ws[end].post != ';' && ws[end].post != '!' {
				end++
			}
			end = min(end+1, len(ws))
		}
		i = end
	}
	return out
}

// shares gives the bodies a quantity is shared out to: "VNPT: 25 trạm, Viettel:
// 33 trạm".
func shares(ws []word, from int) []run {
	var out []run
	for k := from; k+1 < len(ws); k++ {
		if ws[k].post != ':' || !unicode.IsDigit(rune(ws[k+1].low[0])) || !ws[k].cap {
			continue
		}
		i := k
		for i > from && ws[i-1].post == 0 && (ws[i-1].cap || places.match(ws, i-1) > 0) {
			i--
		}
		if ws[i].cap {
			out = append(out, run{i, k + 1})
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}

// clause looks for the addressees in one sentence or in the part of it that a
// semicolon ends: the words from i to end. It gives how far it has read.
func (p *para) clause(ws []word, i, end int, first, none bool, add func([]run)) int {
	start := i
	for step := 0; i < end && step < 3; step++ {
		rs, next, sure := addressed(ws, i)
		if len(rs) > 0 {
			kind, _ := bodyAt(ws, rs[0].from)
			afterSemicolon := i > 0 && ws[i-1].post == ';'
			if first || sure || kind == proper || kind == plural && afterSemicolon != none {
				add(rs)
			}
			p.more(ws, next, end, add)
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
	opening := openings.match(ws, i) > 0 && openings.match(ws, i) >= strongVerbs.match(ws, i)
	if !opening && !first {
		return start
	}
	noSubject := opening && baseOpenings.match(ws, i) > 0
	commas := 0
	for k := i + 1; k < end; k++ {
		if ws[k-1].post != ',' && ws[k-1].low != "thì" && !(ws[k-1].low == "mắc" && ws[k-1].post == 0) && !(ws[k-1].low == "thời" && k > i+1 && ws[k-2].low == "đồng") {
			if n := commands.match(ws, k); n > 0 && (ws[k].low == "giao" || ws[k].low == "yêu" || ws[k].low == "đề") && !ws[k].cap && k > i+1 {
				// "UBND tỉnh yêu cầu các sở …" behind an opening
				if rs, next := bodies(ws, k+n); len(rs) > 0 && rs[0].from == k+n && subjectBefore(ws, i, k) {
					add(rs)
					return next
				}
			}
			continue
		}
		if ws[k-1].post == ',' {
			commas++
		}
		n := commands.match(ws, k)
		if noSubject && commas <= 2 && strongVerbs.match(ws, k) > 0 && n == 0 {
			return k // "Trên cơ sở chức năng, nhiệm vụ, chủ trì …": nobody is named
		}
		if !opening && n == 0 || n > 0 && !first && ws[k].low != "giao" {
			continue
		}
		rs, next, sure := addressed(ws, k)
		if kind, _ := bodyAt(ws, k); kind == kindly && !sure {
			continue // one more of a list of kinds
		}
		if len(rs) > 0 && (first || sure || none) {
			add(rs)
			p.more(ws, next, end, add)
			return next
		}
	}
	return start
}

// more adds the bodies the rest of a sentence gives a duty of their own:
// "Giao A …, giao B …", "…, các cơ quan phối hợp có trách nhiệm …".
func (p *para) more(ws []word, from, end int, add func([]run)) {
	for k := max(from, 1); k < end; k++ {
		if ws[k-1].post != ',' && !(ws[k].low == "giao" && ws[k-1].low == "và") && !(k > 1 && ws[k-2].post == ',' && connectors[ws[k-1].low]) {
			continue
		}
		if n := commands.match(ws, k); n > 0 && ws[k].low == "giao" {
			if rs, _ := bodies(ws, k+n); len(rs) > 0 && rs[0].from == k+n {
				add(rs)
			}
			continue
		}
		if kind, _ := bodyAt(ws, k); kind == proper || kind == plural {
			if rs, next := bodies(ws, k); next < end && ws[next-1].post == 0 && surely.match(ws, next) > 0 && ws[next].low != "chủ" {
				add(rs)
			}
		}
	}
}

// baseOpenings give the basis a duty stands on; the verb may follow at once.
var baseOpenings = phraseSet("căn cứ, trên cơ sở, theo chức năng, theo thẩm quyền, trong phạm vi, theo phạm vi, theo nhiệm vụ, theo quy định")

var connectors = map[string]bool{"đồng": true, "thời": true, "và": true}

// aboutLabel gives the word behind "Về …:", the matter a duty is run in with, 0
// where there is none. Bodies named in it are not addressed.
func aboutLabel(ws []word, i int) int {
	if i >= len(ws) || ws[i].low != "về" || !ws[i].cap {
		return 0
	}
	for k := i; k < len(ws) && k < i+160; k++ {
		if ws[k].post == ':' && k+1 < len(ws) {
			return k + 1
		}
		if ws[k].post == '.' {
			return 0
		}
	}
	return 0
}

// subjectBefore says whether a body stands right before word k, so that the
// command at k is its own: "Chủ tịch UBND tỉnh yêu cầu".
func subjectBefore(ws []word, i, k int) bool {
	for b := k - 1; b >= i && b > k-14; b-- {
		if kind, _ := bodyAt(ws, b); kind == proper && (b == i || ws[b-1].post == ',' || ws[b-1].stops() || ws[b].cap) {
			_, next := bodies(ws, b)
			if next == k {
				return true
			}
		}
	}
	return false
}

// colonIn gives the word behind the first colon of the sentence, 0 for none.
func colonIn(ws []word, i int) int {
	for k := i; k < len(ws) && k < i+90; k++ {
		if ws[k].post == ':' {
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
func addressed(ws []word, i int) (rs []run, next int, sure bool) {
	for i < len(ws) && (ws[i].low == "đồng" && i+1 < len(ws) && ws[i+1].low == "thời") {
		i += 2
	}
	if i >= len(ws) {
		return nil, i, false
	}
	if n := commands.match(ws, i); n > 0 {
		at := i + n
		if at < len(ws) && ws[at-1].post == ':' {
			return nil, i, false
		}
		rs, next = bodies(ws, at)
		if len(rs) > 0 {
			return rs, next, true
		}
		return nil, i, false
	}
	at := i
	about := ws[i].low == "đối" && i+1 < len(ws) && ws[i+1].low == "với"
	if about {
		at = i + 2
	}
	rs, next = bodies(ws, at)
	if len(rs) == 0 {
		return nil, i, false
	}
	end := ws[next-1].post
	if brk := bracketBehind(ws, next); brk > next {
		end = ws[brk-1].post
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
		if openings.match(ws, next) > 0 || strongVerbs.match(ws, next) > 0 {
			return rs, next, false
		}
		return nil, i, false
	}
	if end != 0 {
		return nil, i, false
	}
	if n := commands.match(ws, next); n > 0 && ws[next].low != "phân" && ws[next].low != "mời" && ws[next].low != "kiến" {
		if more, far := bodies(ws, next+n); len(more) > 0 && more[0].from == next+n {
			return more, far, true
		}
	}
	if strongVerbs.match(ws, next) > 0 || openings.match(ws, next) > 0 {
		return rs, next, surely.match(ws, next) > 0
	}
	return nil, i, false
}

// surely are the verbs that bind their subject beyond doubt.
var surely = phraseSet("chủ trì, có trách nhiệm, chịu trách nhiệm, có nhiệm vụ")

func bracketBehind(ws []word, i int) int {
	if i < len(ws) && ws[i].pre == '(' {
		return bracketEnd(ws, i)
	}
	return i
}

// headingBodies gives the bodies a heading addresses where it does nothing else
// but name them: "3. Văn phòng Bộ", "Trách nhiệm của Sở Nội vụ:".
func (p *para) headingBodies(from int) []run {
	ws := p.tokens()
	i := from
	if n := headingOpenings.match(ws, i); n > 0 {
		i += n
	}
	rs, next := bodies(ws, i)
	if len(rs) == 0 {
		return nil
	}
	next = bracketBehind(ws, next)
	if next >= len(ws) {
		return rs
	}
	if m := headingClosings.match(ws, next); m > 0 && next+m >= len(ws) {
		return rs
	}
	if k, _ := bodyAt(ws, i); ws[next-1].post == 0 && k != proper && (generic[ws[i].low] || generic[at(ws, i+1)]) && len(ws)-i < 34 && !terminated(strings.TrimRight(p.text, ":")) && !binds(ws, next) {
		rs, next = readBodies(ws, i, true)
		if bracketBehind(ws, next) >= len(ws) {
			return rs
		}
		return nil
	}
	if ws[next-1].post == 0 && (relativeOpeners[ws[next].low] && strongVerbs.match(ws, next) == 0 || trades.match(ws, next) > 0) && p.text[len(p.text)-1] != '.' && len(ws)-i < 30 {
		rs, next = readBodies(ws, i, true)
		if bracketBehind(ws, next) >= len(ws) {
			return rs
		}
	}
	return nil
}

var headingOpenings = phraseSet("trách nhiệm của, trách nhiệm, nhiệm vụ của, đối với, giao, giao cho, đề nghị, kính đề nghị, yêu cầu, phân công, về phía, giao nhiệm vụ cho, phân công nhiệm vụ cho, nhiệm vụ cụ thể của")

var headingClosings = phraseSet("có trách nhiệm, chịu trách nhiệm, chủ trì, thực hiện, triển khai, có nhiệm vụ, chủ trì thực hiện, chủ trì tham mưu, thực hiện các nhiệm vụ sau, thực hiện các nội dung sau, thực hiện tốt các nội dung sau, thực hiện một số nội dung sau, tập trung thực hiện các nhiệm vụ sau, có trách nhiệm thực hiện các nội dung sau, thực hiện nghiêm các nội dung sau, thực hiện một số nhiệm vụ sau")

// binds says whether a heading from word i on lays a duty on the bodies before.
func binds(ws []word, i int) bool {
	for k := i; k < len(ws); k++ {
		if surely.match(ws, k) > 0 || ws[k].low == "sau" && k+1 >= len(ws) || commands.match(ws, k) > 0 || ws[k].low == "phối" {
			return true
		}
	}
	return ws[i].low == "thực" || ws[i].low == "tập" || ws[i].low == "tổ" || ws[i].low == "triển" || ws[i].low == "tiếp" || ws[i].low == "căn" || ws[i].low == "theo"
}

// trades are what the bodies of a heading live by, not what they are told to do.
var trades = phraseSet("khai thác sử dụng, khai thác, kinh doanh, sản xuất, đầu tư, vận hành, thi công, cung cấp dịch vụ, cung cấp, hoạt động, quản lý, xây dựng, thu gom, sử dụng, thụ hưởng, hành nghề, cấp nước, phát triển, nghiên cứu, phục vụ, bảo vệ, tham gia")

var relativeOpeners = map[string]bool{"là": true, "được": true, "có": true, "đang": true, "do": true, "quản": true, "chủ": true, "thực": true}

// supporters gives the bodies that stand behind "phối hợp với" anywhere in the
// paragraph.
func (p *para) supporters(from int) []run {
	ws := p.tokens()
	var out []run
	seen := map[string]bool{}
	if c := aboutLabel(ws, from); c > 0 {
		from = c
	}
	for i := from; i+2 < len(ws); i++ {
		if ws[i].low != "phối" || ws[i+1].low != "hợp" {
			continue
		}
		if i > from && ws[i-1].post == 0 && nounBefore[ws[i-1].low] {
			continue
		}
		for _, r := range supportAt(ws, i+2) {
			key := lower(name(p.text, ws, r))
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
var manners = phraseSet("chặt chẽ, thường xuyên, tốt, hiệu quả, có hiệu quả, kịp thời, đồng bộ, tích cực, chủ động, nhịp nhàng, thống nhất, trực tiếp, hỗ trợ, hướng dẫn, trao đổi, chia sẻ, đôn đốc, chỉ đạo, cung cấp thông tin, tham mưu, làm việc, và hỗ trợ, và hướng dẫn, liên thông, đồng thời, ngay")

// jointVerbs make one act with "phối hợp" where no comma parts them.
var jointVerbs = phraseSet("hướng dẫn, đôn đốc, chỉ đạo, tham mưu")

// supportAt reads the bodies behind "phối hợp", which ends before word j.
func supportAt(ws []word, j int) []run {
	joined := ws[j-1].post == 0
	if ws[j-1].stops() || ws[j-1].close {
		return nil
	}
	for step := 0; step < 3 && j < len(ws); step++ {
		n := manners.match(ws, j)
		if n > 0 && ws[j-1].post == 0 && jointVerbs.match(ws, j) > 0 && at(ws, j+n) != "với" {
			return nil // "phối hợp hướng dẫn các đơn vị": both verbs have the same object
		}
		if n == 0 || j+n >= len(ws) || ws[j+n-1].stops() {
			break
		}
		j += n
		joined = true
	}
	if j >= len(ws) || !joined {
		return nil
	}
	with := false
	for j < len(ws) && (ws[j].low == "với" || ws[j].low == "cùng") && ws[j].post == 0 {
		with = true
		j++
	}
	if !with {
		if rs, _ := bodies(ws, j); len(rs) > 0 {
			return rs
		}
		// "phối hợp công tác với …"
		for k := j; k < len(ws) && k < j+5 && ws[k].post == 0; k++ {
			if ws[k].low == "với" {
				rs, _ := bodies(ws, k+1)
				return rs
			}
			if ws[k].low == "để" {
				return nil
			}
		}
		return nil
	}
	if j >= len(ws) {
		return nil
	}
	if rs, _ := bodies(ws, j); len(rs) > 0 {
		return rs
	}
	// A body no list knows: up to the verb or the mark that ends it.
	end := j
	for end < len(ws) && end < j+14 {
		if end > j && !ws[end].cap && verbs.match(ws, end) > 0 {
			break
		}
		end++
		if ws[end-1].post != 0 {
			break
		}
	}
	if end > j && verbs.match(ws, j) == 0 {
		return []run{{j, end}}
	}
	return nil
}
