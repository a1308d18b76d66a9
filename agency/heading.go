package agency

import (
	"strings"

	"sauro/phrase"
)

// OfHeading gives the bodies a heading addresses where it does nothing else
// but name them: "3. Văn phòng Bộ", "Trách nhiệm của Sở Nội vụ:".
func OfHeading(p *phrase.Line, from int) []phrase.Run {
	ws := p.Words()
	i := from
	if n := headingOpenings.Match(ws, i); n > 0 {
		i += n
	}
	rs, next := List(ws, i)
	if len(rs) == 0 {
		return nil
	}
	next = phrase.BracketBehind(ws, next)
	if next >= len(ws) {
		return rs
	}
	if k, _ := At(ws, i); k != Named && phrase.At(ws, from) == "đối" && soleColon(ws, i) && !bound(ws, next) {
		// "Đối với các cơ sở sản xuất có …:" says nothing but whom it is for.
		return []phrase.Run{{From: i, To: nameEnd(ws, i)}}
	}
	if m := headingClosings.Match(ws, next); m > 0 && next+m >= len(ws) {
		return rs
	}
	if k, _ := At(ws, i); ws[next-1].Post == 0 && k != Named && (generic[ws[i].Low] || generic[phrase.At(ws, i+1)]) && len(ws)-i < 34 && !phrase.Terminated(strings.TrimRight(p.Text, ":")) && !binds(ws, next) {
		rs, next = readBodies(ws, i, true)
		if phrase.BracketBehind(ws, next) >= len(ws) {
			return rs
		}
		return nil
	}
	if (ws[next-1].Post == 0 || ws[next-1].Post == ',' && trades.Match(ws, next) > 0) && (relativeOpeners[ws[next].Low] && Duties.Match(ws, next) == 0 || trades.Match(ws, next) > 0) && p.Text[len(p.Text)-1] != '.' && len(ws)-i < 30 {
		rs, next = readBodies(ws, i, true)
		if phrase.BracketBehind(ws, next) >= len(ws) {
			return rs
		}
	}
	return nil
}

var headingOpenings = phrase.SetOf("trách nhiệm của, trách nhiệm, nhiệm vụ của, đối với, giao, giao cho, đề nghị, kính đề nghị, yêu cầu, phân công, về phía, giao nhiệm vụ cho, phân công nhiệm vụ cho, nhiệm vụ cụ thể của")

var headingClosings = phrase.SetOf("có trách nhiệm, chịu trách nhiệm, chủ trì, thực hiện, triển khai, có nhiệm vụ, chủ trì thực hiện, chủ trì tham mưu, thực hiện các nhiệm vụ sau, thực hiện các nội dung sau, thực hiện tốt các nội dung sau, thực hiện một số nội dung sau, tập trung thực hiện các nhiệm vụ sau, có trách nhiệm thực hiện các nội dung sau, thực hiện nghiêm các nội dung sau, thực hiện một số nhiệm vụ sau")

// soleColon says whether the words from i on end with a colon and have no other
// stop.
func soleColon(ws []phrase.Word, i int) bool {
	return ws[len(ws)-1].Post == ':' && len(ws)-i < 60 && !stopped(ws, i, len(ws)-1)
}

// stopped says whether a sentence or clause ends behind one of the words from i
// to k.
func stopped(ws []phrase.Word, i, k int) bool {
	for ; i < k; i++ {
		if ws[i].Stops() {
			return true
		}
	}
	return false
}

// nameEnd gives the word behind a name that runs to the end but for an explaining
// bracket.
func nameEnd(ws []phrase.Word, i int) int {
	for k := i + 1; k < len(ws); k++ {
		if ws[k].Pre == '(' && phrase.BracketEnd(ws, k) >= len(ws) {
			return k
		}
	}
	return len(ws)
}

// binds says whether a heading from word i on lays a duty on the bodies before.
func binds(ws []phrase.Word, i int) bool {
	return bound(ws, i) || ws[i].Low == "thực" || ws[i].Low == "tập" || ws[i].Low == "tổ" || ws[i].Low == "triển" || ws[i].Low == "tiếp" || ws[i].Low == "căn" || ws[i].Low == "theo"
}

// bound says whether words that only lay a duty on somebody stand from word i on.
func bound(ws []phrase.Word, i int) bool {
	for k := i; k < len(ws); k++ {
		if Binding.Match(ws, k) > 0 || ws[k].Low == "sau" && k+1 >= len(ws) || Commands.Match(ws, k) > 0 || ws[k].Low == "phối" {
			return true
		}
	}
	return false
}

// trades are what the bodies of a heading live by, not what they are told to do.
var trades = phrase.SetOf("khai thác sử dụng, khai thác, kinh doanh, sản xuất, đầu tư, vận hành, thi công, cung cấp dịch vụ, cung cấp, hoạt động, quản lý, xây dựng, thu gom, sử dụng, thụ hưởng, hành nghề, cấp nước, chế biến, xuất khẩu, nhập khẩu, phân phối, phát triển, nghiên cứu, phục vụ, bảo vệ, tham gia")

var relativeOpeners = map[string]bool{"là": true, "được": true, "có": true, "đang": true, "do": true, "quản": true, "chủ": true, "thực": true}
