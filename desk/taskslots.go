package desk

import (
	"slices"
	"strings"

	"sauro/db"
	"sauro/fault"
	"sauro/task"
	"sauro/vn"
	"sauro/web"
)

// typedSlots are the slots as they were typed. What the form does not show is
// taken from was; a deadline that still is as read stays "printed".
func typedSlots(r *web.Request, was task.Slots) (task.Slots, error) {
	var f fault.Form
	s := task.Slots{
		Accountable: db.ID(r.Value("nguoi")), Work: r.Value("viec"), Detail: r.Text("chi-tiet"),
		Due:      task.Due{Kind: task.DueKind(r.Value("kieu")), Every: vn.Every(r.Value("ky")), Text: r.Value("han-ghi")},
		LeadUnit: db.ID(r.Value("chu-tri")), Answers: db.ID(r.Value("giai-trinh")), Decider: db.ID(r.Value("nghiem-thu")), Superior: r.Value("cap-tren"),
		Result: task.Result{Product: r.Value("san-pham"), Measure: task.Measure(r.Value("cach-do")), Unit: r.Value("don-vi-tinh"),
			Proof: task.Proof(r.Value("loai-minh-chung")), ProofText: r.Value("minh-chung")},
		Source: r.Value("van-ban-giao"), Basis: r.Value("can-cu"), Catalogue: r.Value("mau"), Weight: 1,
	}
	switch {
	case s.Due.Kind == byRule:
		s.Due.Kind, s.Due.Rule = task.ByDate, r.Value("tinh")
		if r.Value("tinh-tu") != "" {
			day, ok := r.Day("tinh-tu")
			f.Check(ok, "tinh-tu", "Ngày bắt đầu tính chưa đúng. Hãy ghi theo mẫu ngày/tháng/năm, hoặc để trống để tính từ ngày giao.")
			s.Due.Since = day
		}
		if s.Due.Rule == "" {
			s.Due.Kind = task.NoDue
		}
	case r.Value("ngay-xong") != "":
		day, ok := r.Day("ngay-xong")
		f.Check(ok, "ngay-xong", "Ngày hoàn thành chưa đúng. Hãy ghi theo mẫu ngày/tháng/năm, ví dụ 31/12/2026.")
		s.Due.Date = day
	}
	// Words stay beside a day that is not changed by hand.
	if s.Due.Kind == task.ByDate && s.Due.Rule == "" && was.Due.Rule != "" && s.Due.Date == was.Due.Date {
		s.Due.Rule, s.Due.Since = was.Due.Rule, was.Due.Since
	}
	number := func(field string, to *int64, format string) {
		if r.Value(field) == "" {
			return
		}
		n, ok := r.Int(field)
		f.Check(ok, field, format)
		*to = n
	}
	if s.Due.Kind == task.ByCycle {
		number("ngay-chot", &s.Due.ReviewDay, "Ngày chốt là số nguyên, ví dụ 25, hoặc -10 là ngày 10 của kỳ sau.")
	}
	number("trong-so", &s.Weight, "Trọng số là số nguyên từ 1 đến 1000.")
	if s.Measure == task.Percent {
		if r.Value("phai-dat") != "" {
			bp, ok := r.BasisPoints("phai-dat")
			f.Check(ok, "phai-dat", "Tỷ lệ phải đạt nằm trong khoảng từ 0 đến 100%.")
			s.Target = bp
		}
	} else {
		number("phai-dat", &s.Target, "Số phải đạt là số nguyên từ 1 trở lên.")
	}
	s.Support = slices.DeleteFunc(strings.FieldsFunc(r.Text("phoi-hop"), func(c rune) bool { return c == '\n' || c == ';' }),
		func(name string) bool { return vn.Line(name) == "" })
	due := s.Due
	due.From, due.Text = was.Due.From, was.Due.Text
	if due == was.Due {
		s.Due.From = was.Due.From
	}
	if vn.Line(s.Source) == vn.Line(was.Source) {
		s.SourceLetter = was.SourceLetter
	}
	if s.Catalogue == "" {
		s.Catalogue = was.Catalogue
	}
	return s, f.Err()
}

// chosen takes the fields for which the person keeps the other's version.
func chosen(r *web.Request, theirs task.Slots, s *task.Slots) {
	take := map[string]func(){
		"accountable": func() { s.Accountable = theirs.Accountable },
		"work":        func() { s.Work = theirs.Work },
		"detail":      func() { s.Detail = theirs.Detail },
		"due":         func() { text := s.Due.Text; s.Due = theirs.Due; s.Due.Text = text },
		"due_text":    func() { s.Due.Text = theirs.Due.Text },
		"lead":        func() { s.LeadUnit = theirs.LeadUnit },
		"support":     func() { s.Support = theirs.Support },
		"answers":     func() { s.Answers = theirs.Answers },
		"decider":     func() { s.Decider = theirs.Decider },
		"superior":    func() { s.Superior = theirs.Superior },
		"product":     func() { s.Product = theirs.Product },
		"measure":     func() { s.Measure = theirs.Measure },
		"target":      func() { s.Target, s.Unit = theirs.Target, theirs.Unit },
		"proof":       func() { s.Proof = theirs.Proof },
		"proof_text":  func() { s.ProofText = theirs.ProofText },
		"source":      func() { s.Source, s.SourceLetter = theirs.Source, theirs.SourceLetter },
		"basis":       func() { s.Basis = theirs.Basis },
	}
	for field, of := range take {
		if r.Value("chon-"+field) == "ho" {
			of()
		}
	}
}
