package urging

import (
	"strings"

	"sauro/vn"
)

// Tone is how the People's Committee speaks to a body: it orders its own offices,
// and asks those that it does not command for their part (DOMAIN.md, section 1.5).
type Tone string

// The tones.
const (
	Orders Tone = "orders" // yêu cầu
	Asks   Tone = "asks"   // đề nghị … phối hợp
)

// Tones are both tones.
var Tones = []Tone{Orders, Asks}

// ToneName is the tone in words.
var ToneName = map[Tone]string{Orders: "yêu cầu", Asks: "đề nghị phối hợp"}

// spoken is how bodies with such words in their names are spoken to from a day on.
// The first that fits counts; words are without accents, as vn.Words gives them.
type spoken struct {
	from  vn.Day
	words string
	tone  Tone
}

// towards is the usage of a commune since there are two levels of local
// government (Luật Tổ chức chính quyền địa phương 72/2025/QH15): its own offices
// first, whose names may hold the name of another body, then the party, the
// council, the Front and the unions, the forces, and the branches of higher
// authorities.
var towards = []spoken{
	{"2025-07-01", "van phong hdnd va ubnd", Orders},
	{"2025-07-01", "van phong hoi dong nhan dan va uy ban nhan dan", Orders},
	{"2025-07-01", "lanh dao ubnd", Orders},
	{"2025-07-01", "dang uy", Asks},
	{"2025-07-01", "chi bo", Asks},
	{"2025-07-01", "ban xay dung dang", Asks},
	{"2025-07-01", "kiem tra dang uy", Asks},
	{"2025-07-01", "hdnd", Asks},
	{"2025-07-01", "hoi dong nhan dan", Asks},
	{"2025-07-01", "mat tran", Asks},
	{"2025-07-01", "mttq", Asks},
	{"2025-07-01", "doan the", Asks},
	{"2025-07-01", "cong doan", Asks},
	{"2025-07-01", "doan thanh nien", Asks},
	{"2025-07-01", "hoi nong dan", Asks},
	{"2025-07-01", "hoi cuu chien binh", Asks},
	{"2025-07-01", "phu nu", Asks},
	{"2025-07-01", "cong an", Asks},
	{"2025-07-01", "quan su", Asks},
	{"2025-07-01", "chqs", Asks},
	{"2025-07-01", "bien phong", Asks},
	{"2025-07-01", "thue", Asks},
	{"2025-07-01", "kho bac", Asks},
	{"2025-07-01", "bao hiem xa hoi", Asks},
	{"2025-07-01", "toa an", Asks},
	{"2025-07-01", "vien kiem sat", Asks},
	{"2025-07-01", "thi hanh an", Asks},
	{"2025-07-01", "ngan hang", Asks},
}

// toneOf proposes the tone towards a unit on a day, by its name. The clerk may
// change it before the letter is issued.
func toneOf(unit string, day vn.Day) Tone {
	name := " " + strings.Join(vn.Words(unit), " ") + " "
	for _, s := range towards {
		if day >= s.from && strings.Contains(name, " "+s.words+" ") {
			return s.tone
		}
	}
	return Orders
}
