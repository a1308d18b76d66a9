package task

import (
	"sauro/catalogue"
	"sauro/db"
	"sauro/fault"
	"sauro/vn"
)

// Slots are what a person writes of a task: the six clears and where it came
// from. Empty ones are shown empty, never filled by a guess.
type Slots struct {
	Accountable  db.ID // người: the post
	Work         string
	Detail       string
	Due          Due
	LeadUnit     db.ID    // chủ trì
	Support      []string // phối hợp
	Answers      db.ID    // the post that answers if it is late
	Decider      db.ID    // the post that decides and accepts
	Superior     string   // who decides what is beyond the commune, "" where nothing is
	Result                // kết quả
	Source       string   // văn bản giao nhiệm vụ, as cited
	SourceLetter db.ID    // where that document is in the register
	Basis        string   // legal basis
	Catalogue    string   // code of the catalogue's proposal it was made from
	Weight       int64    // among the parts of its parent, 1 where nobody said otherwise
}

// Due is when: a day, or a cycle with its review day. As printed and as
// computed are kept apart.
type Due struct {
	Kind      DueKind
	Date      vn.Day // the last day in time; of a cycle the day on which it ends for good, may be ""
	Every     vn.Every
	ReviewDay int64  // see Every.Due
	Rule      string // the words that Date is counted by from Since: "05 ngày làm việc"; "" where a day was chosen
	Since     vn.Day // "" until the task is issued: then that day
	Text      string // as printed
	From      string // "printed" where Date or Every was read from the document, "typed" where a person set it
}

// DueKind says whether a task has one result or one each cycle.
type DueKind string

// The kinds of due.
const (
	NoDue   DueKind = ""
	ByDate  DueKind = "date"
	ByCycle DueKind = "cycle"
)

// Result is the product of a task, what is counted of it and what proves it.
type Result struct {
	Product   string // "Kế hoạch chuyển đổi số năm 2026 được ban hành"
	Measure   Measure
	Target    int64  // in Unit; of Percent in basis points
	Unit      string // "người", "thôn", "văn bản"; "" of Percent
	Proof     Proof
	ProofText string // "quyết định mở lớp, danh sách, chứng nhận"
}

// Measure says what the target counts.
type Measure string

// The measures.
const (
	Documents Measure = "document" // a document with its number and day
	Figure    Measure = "figure"   // so many of a unit
	Products  Measure = "product"  // a thing in use
	Percent   Measure = "percent"  // a share, in basis points
)

// Measures are all measures, in the order a form lists them.
var Measures = []Measure{Documents, Figure, Products, Percent}

// MeasureName is the measure in words.
var MeasureName = map[Measure]string{
	Documents: "văn bản", Figure: "số lượng", Products: "sản phẩm đưa vào sử dụng", Percent: "tỷ lệ phần trăm",
}

// Proof is a kind of evidence.
type Proof string

// The kinds of evidence.
const (
	File        Proof = "file"     // a file: list, minutes, photograph
	Link        Proof = "link"     // an address on the web
	DocumentNo  Proof = "document" // number and day of a document
	FigureProof Proof = "figure"   // a figure with where it is from
)

// Proofs are all kinds of evidence, in the order a form lists them.
var Proofs = []Proof{DocumentNo, File, Link, FigureProof}

// ProofName is the kind of evidence in words.
var ProofName = map[Proof]string{
	DocumentNo: "số văn bản", File: "tệp", Link: "liên kết", FigureProof: "số liệu",
}

// Slot is one of the six clears.
type Slot int

// The six clears, in the order of the seed letter.
const (
	Person Slot = iota
	Work
	Time
	Responsibility
	Authority
	Outcome
)

// SlotName is the slot in words: "rõ <name>".
var SlotName = [6]string{"người", "việc", "thời gian", "trách nhiệm", "thẩm quyền", "kết quả"}

func (s Slot) String() string { return SlotName[s] }

// Clear says which of the six slots are clear.
type Clear [6]bool

// Count is the number of clear slots, 0 to 6.
func (c Clear) Count() int {
	n := 0
	for _, ok := range c {
		if ok {
			n++
		}
	}
	return n
}

// All reports whether all six are clear.
func (c Clear) All() bool { return c.Count() == len(c) }

// Missing are the slots that are not clear, in order.
func (c Clear) Missing() []Slot {
	var list []Slot
	for i, ok := range c {
		if !ok {
			list = append(list, Slot(i))
		}
	}
	return list
}

// Clear says which slots of the task are clear. The meaning of each is
// DESIGN.md, section 2; the order that of the signed letter. A draft whose
// accountable post is vacant is not clear about its person; a task issued keeps
// the person it was issued to, and shows itself Vacant.
func (t Task) Clear() Clear {
	s := t.Slots
	return Clear{
		Person:         s.Accountable != "" && (t.Holder != "" || t.IssuedTo != ""),
		Work:           catalogue.Finishable(s.Work),
		Time:           s.Due.Clear(),
		Responsibility: s.LeadUnit != "" && s.Answers != "",
		Authority:      s.Decider != "" && s.Decider != s.Accountable,
		Outcome:        s.Result.clear(),
	}
}

// Clear reports whether it is a day, or a cycle; "thường xuyên" without its cycle is not clear.
func (d Due) Clear() bool {
	return d.Kind == ByDate && d.Date.Valid() || d.Kind == ByCycle && EveryName[d.Every] != ""
}

func (r Result) clear() bool {
	return r.Product != "" && MeasureName[r.Measure] != "" && r.Target > 0 && (r.Unit != "" || r.Measure == Percent) && ProofName[r.Proof] != ""
}

// Missing are the slots that are not clear, in order.
func (t Task) Missing() []Slot { return t.Clear().Missing() }

// unclear says slot by slot what is missing and what to do.
func (t Task) unclear() error {
	var f fault.Form
	for _, slot := range t.Missing() {
		switch slot {
		case Person:
			if t.Accountable == "" {
				f.Add("accountable", "Chưa rõ người: hãy chọn một chức danh chịu trách nhiệm.")
			} else {
				f.Add("accountable", "Chưa rõ người: chức danh %s đang trống. Hãy bổ nhiệm người giữ chức danh này hoặc chọn chức danh khác.", t.AccountableTitle)
			}
		case Work:
			if t.Work == "" {
				f.Add("work", "Chưa rõ việc: hãy ghi một việc có thể làm xong, bắt đầu bằng động từ.")
			} else {
				f.Add("work", "Chưa rõ việc: “%s” chưa nói việc gì sẽ làm xong. Hãy ghi việc có thể làm xong, ví dụ ban hành kế hoạch, mở lớp, kiểm tra một số đơn vị.", t.Work)
			}
		case Time:
			if t.Due.Kind == ByCycle || t.Due.Text != "" && t.Due.Kind == NoDue {
				f.Add("due", "Chưa rõ thời gian: việc thường xuyên cần kỳ rà soát (tuần, tháng, quý, 6 tháng, năm), việc khác cần ngày hoàn thành.")
			} else {
				f.Add("due", "Chưa rõ thời gian: hãy ghi ngày hoàn thành hoặc chọn kỳ thực hiện.")
			}
		case Responsibility:
			if t.LeadUnit == "" {
				f.Add("lead", "Chưa rõ trách nhiệm: hãy chọn đơn vị chủ trì.")
			}
			if t.Answers == "" {
				f.Add("answers", "Chưa rõ trách nhiệm: hãy chọn chức danh giải trình khi trễ hạn.")
			}
		case Authority:
			if t.Decider == "" {
				f.Add("decider", "Chưa rõ thẩm quyền: hãy chọn chức danh quyết định và nghiệm thu.")
			} else {
				f.Add("decider", "Chưa rõ thẩm quyền: người nghiệm thu không thể là người chịu trách nhiệm. Hãy chọn chức danh khác.")
			}
		case Outcome:
			f.Check(t.Product != "", "product", "Chưa rõ kết quả: hãy ghi sản phẩm cuối cùng, ví dụ kế hoạch được ban hành.")
			f.Check(MeasureName[t.Measure] != "", "measure", "Chưa rõ kết quả: hãy chọn cách đo sản phẩm.")
			f.Check(t.Target > 0 && (t.Unit != "" || t.Measure == Percent), "target", "Chưa rõ kết quả: hãy ghi phải đạt bao nhiêu và đơn vị tính, ví dụ 42 người.")
			f.Check(ProofName[t.Proof] != "", "proof", "Chưa rõ kết quả: hãy chọn loại minh chứng.")
		}
	}
	return f.Err()
}

const (
	WorkLimit = 500
	textLimit = 10_000
	maxTarget = 1_000_000_000_000 // so that a percentage never overflows
)

// tidy brings the text of s through the door and says what in it cannot be kept
// even in a draft.
func (s *Slots) tidy() error {
	var f fault.Form
	s.Work, s.Superior, s.Product = vn.Line(s.Work), vn.Line(s.Superior), vn.Line(s.Product)
	s.Unit, s.ProofText, s.Source, s.Basis = vn.Line(s.Unit), vn.Line(s.ProofText), vn.Line(s.Source), vn.Line(s.Basis)
	s.Due.Text, s.Detail = vn.Line(s.Due.Text), vn.NFC(s.Detail)
	f.Check(len([]rune(s.Work)) <= WorkLimit, "work", "Tên việc dài quá %d chữ cái. Hãy ghi ngắn lại, phần còn lại đưa vào mục nội dung.", WorkLimit)
	f.Check(len([]rune(s.Detail)) <= textLimit, "detail", "Nội dung dài quá %d chữ cái. Hãy tách thành nhiều nhiệm vụ.", textLimit)
	for _, line := range []struct{ name, text string }{{"superior", s.Superior}, {"product", s.Product}, {"unit", s.Unit},
		{"proof-text", s.ProofText}, {"source", s.Source}, {"basis", s.Basis}, {"due-text", s.Due.Text}} {
		f.Check(len([]rune(line.text)) <= 2*WorkLimit, line.name, "Mục này dài quá %d chữ cái. Hãy ghi ngắn lại.", 2*WorkLimit)
	}
	support := s.Support[:0:0]
	for _, name := range s.Support {
		if name = vn.Line(name); name != "" {
			support = append(support, name)
		}
	}
	s.Support = support
	f.Check(len(support) <= 50 && len(asJSON(support)) <= textLimit, "support", "Danh sách phối hợp quá dài. Hãy ghi tối đa 50 đơn vị.")
	s.Due.tidy(&f)
	if s.Measure == Percent {
		s.Unit = ""
		f.Check(s.Target >= 0 && s.Target <= whole, "target", "Tỷ lệ phải đạt nằm trong khoảng từ 0 đến 100%.")
	} else {
		f.Check(s.Target >= 0 && s.Target <= maxTarget, "target", "Số phải đạt là số nguyên từ 1 trở lên.")
	}
	f.Check(s.Measure == "" || MeasureName[s.Measure] != "", "measure", "Hãy chọn cách đo có trong danh sách.")
	f.Check(s.Proof == "" || ProofName[s.Proof] != "", "proof", "Hãy chọn loại minh chứng có trong danh sách.")
	if s.Weight == 0 {
		s.Weight = 1
	}
	f.Check(s.Weight >= 1 && s.Weight <= 1000, "weight", "Trọng số là số nguyên từ 1 đến 1000.")
	return f.Err()
}

func (d *Due) tidy(f *fault.Form) {
	d.tidyRule(f)
	switch d.Kind {
	case NoDue:
		d.Date, d.Every, d.ReviewDay = "", "", 0
	case ByDate:
		d.Every, d.ReviewDay = "", 0
	case ByCycle:
		f.Check(d.Every == "" || EveryName[d.Every] != "", "cycle", "Hãy chọn kỳ có trong danh sách: tuần, tháng, quý, 6 tháng, năm.")
		f.Check(d.ReviewDay >= -31 && d.ReviewDay <= 31 && (d.Every != vn.Weekly || d.ReviewDay >= -7 && d.ReviewDay <= 7), "review-day",
			"Ngày chốt của kỳ nằm trong tháng cuối của kỳ (1 đến 31), hoặc là số ngày sau khi kết thúc kỳ (-1 đến -31); của tuần là thứ tự ngày trong tuần (1 đến 7).")
	default:
		f.Add("due", "Hãy chọn ngày hoàn thành hoặc kỳ thực hiện.")
	}
	f.Check(d.Date == "" || d.Date.Valid(), "due-date", "Ngày hoàn thành chưa đúng. Hãy ghi theo mẫu ngày/tháng/năm, ví dụ 31/12/2026.")
	switch {
	case d.Kind == NoDue:
		d.From = ""
	case d.From != "printed":
		d.From = "typed"
	}
}
