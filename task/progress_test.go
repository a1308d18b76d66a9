package task_test

import (
	"strings"
	"testing"

	"sauro/db"
	"sauro/fault"
	. "sauro/task"
)

func TestWhatAReportNeeds(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.received(o.six())
		o.report(ref, Progress{Value: n(20)})
		link := Evidence{Kind: Link, URL: "javascript:alert(1)"}
		for name, c := range map[string]struct {
			field string
			p     Progress
		}{
			"nothing said":             {"value", Progress{}},
			"less and no reason":       {"note", Progress{Value: n(19)}},
			"a negative figure":        {"value", Progress{Value: n(-1)}},
			"the future":               {"as-of", Progress{Value: n(21), AsOf: "2025-12-16"}},
			"no day of the calendar":   {"as-of", Progress{Value: n(21), AsOf: "2025-13-01"}},
			"back-dated, no reason":    {"backdated", Progress{Value: n(21), AsOf: "2025-12-12"}},
			"too long a note":          {"note", Progress{Note: strings.Repeat("dài ", 3000)}},
			"a file not stored":        {"evidence", Progress{Evidence: []Evidence{{Kind: File, Name: "a.pdf", Hash: "abc", Size: 1, MIME: "application/pdf"}}}},
			"an empty file":            {"evidence", Progress{Evidence: []Evidence{{Kind: File, Name: "a.pdf", Hash: aFile.Hash, MIME: "application/pdf"}}}},
			"a link that is none":      {"evidence", Progress{Evidence: []Evidence{link}}},
			"a document of tomorrow":   {"evidence", Progress{Evidence: []Evidence{aDocument("1/KH-UBND", "2025-12-16")}}},
			"a document, no number":    {"evidence", Progress{Evidence: []Evidence{aDocument("", "2025-12-15")}}},
			"a figure from nowhere":    {"evidence", Progress{Evidence: []Evidence{{Kind: FigureProof, Figure: "90%"}}}},
			"an unknown kind":          {"evidence", Progress{Evidence: []Evidence{{Kind: "rumour"}}}},
			"fifty-one pieces at once": {"evidence", Progress{Evidence: make51()}},
		} {
			e := o.refused(fault.Invalid, o.reporting(ref, c.p))
			if len(e.Fields) == 0 || e.Fields[0].Name != c.field {
				t.Errorf("%s: %v", name, e)
			}
		}
		o.report(ref, Progress{Value: n(19), Note: "đếm trùng một người"})
		o.report(ref, Progress{Value: n(18), AsOf: "2025-12-12", Backdated: "mất mạng", Note: "số hôm thứ Sáu"})
		got := o.page(ref, viewer)
		if got.Reported != 19 {
			t.Errorf("a report of an earlier day replaced one of a later: %d", got.Reported)
		}
		if got.Reports[0].AsOf != "2025-12-12" || got.Reports[0].Backdated != "mất mạng" || !got.Reports[0].At.Equal(o.d.Now()) {
			t.Errorf("the report is kept as %+v", got.Reports[0])
		}
	})
}

func make51() []Evidence {
	list := make([]Evidence, 51)
	for i := range list {
		list[i] = aFile
	}
	return list
}

func TestPercentIsComputed(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.received(o.six())
		for value, want := range map[int64]int{1: 238, 21: 5000, 41: 9761, 42: 10_000, 100: 10_000} {
			o.report(ref, Progress{Value: n(value), Note: "x"})
			if got := o.get(ref).ReportedBP; got != want {
				t.Errorf("%d of 42 is %d, want %d", value, got, want)
			}
		}
		s := o.six()
		s.Result = Result{Product: "Tỷ lệ hồ sơ trực tuyến", Measure: Percent, Target: 9000, Proof: FigureProof}
		share := o.received(s)
		o.report(share, Progress{Value: n(4500)})
		if got := o.get(share).ReportedBP; got != 5000 {
			t.Errorf("45%% of 90%% is %d, want 5000", got)
		}
		o.refused(fault.Invalid, o.reporting(share, Progress{Value: n(10_001)}))
	})
}

func TestEvidenceIsOfTheKindAskedFor(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		figure := Evidence{Kind: FigureProof, Figure: "42/42", Name: "Sổ lớp"}
		link := Evidence{Kind: Link, URL: "https://khanhcuong.quangngai.gov.vn/tin/1"}
		document := aDocument("12/KH-UBND", "2025-12-01")
		for _, c := range []struct {
			proof Proof
			give  Evidence
			ok    bool
		}{
			{File, aFile, true}, {File, link, false}, {File, document, false}, {File, figure, false},
			{DocumentNo, document, true}, {DocumentNo, aFile, true}, {DocumentNo, link, false},
			{Link, link, true}, {Link, aFile, false},
			{FigureProof, figure, true}, {FigureProof, aFile, true}, {FigureProof, document, false},
		} {
			s := o.six()
			s.Proof = c.proof
			ref := o.received(s)
			err := o.try(o.reporting(ref, Progress{Value: n(42), Evidence: []Evidence{c.give}, HandIn: true}))
			if c.ok != (err == nil) {
				t.Errorf("%s proved by %s: %v", c.proof, c.give.Kind, err)
			}
			if err != nil && o.get(ref).State != Received {
				t.Errorf("a report that was refused left the task %s", o.get(ref).State)
			}
		}
	})
}

func TestWrongEvidenceIsWithdrawnNotDeleted(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		ref := o.received(o.six())
		o.report(ref, Progress{Value: n(42), Evidence: []Evidence{aFile}})
		id := o.page(ref, viewer).Evidence[0].ID
		withdraw := func(reason string) func(tx *db.Tx) error {
			return func(tx *db.Tx) error { return Withdraw(tx, o.who[culture], ref, version(tx, o, ref), id, reason) }
		}
		o.refused(fault.Invalid, withdraw(""))
		o.ok(withdraw("nhầm lớp"))
		e := o.page(ref, viewer).Evidence[0]
		if e.State != Withdrawn || e.Reason != "nhầm lớp" || e.Hash != aFile.Hash {
			t.Errorf("kept as %+v", e)
		}
		o.refused(fault.Invalid, withdraw("lần nữa"))
		o.refused(fault.Invalid, func(tx *db.Tx) error { return HandIn(tx, o.who[culture], ref, version(tx, o, ref), "") })
		o.ok(func(tx *db.Tx) error {
			name, mime, err := HasFile(tx, o.who[viewer], aFile.Hash)
			if name != aFile.Name || mime != aFile.MIME {
				t.Errorf("the file is %q, %q", name, mime)
			}
			return err
		})
		o.refused(fault.Unknown, func(tx *db.Tx) error {
			_, _, err := HasFile(tx, o.who[viewer], strings.Repeat("0", 64))
			return err
		})
	})
}
