package report_test

import (
	"bytes"
	"strings"
	"testing"

	"sauro/bulletin"
	"sauro/db"
	"sauro/db/dbtest"
	"sauro/doc"
	"sauro/register"
	"sauro/report"
)

// A report that goes out carries the code by which anybody finds it proved, and
// the code leads to its figures from the moment it is frozen.
func TestAReportCarriesTheCodeOfItsPublication(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d).busy()
		if r := o.freeze(o.order("2026-03-15")); r.Code != "" {
			t.Errorf("the report of a letter that is not in force has the code %s", r.Code)
		}
		o.do(func(tx *db.Tx) error {
			tasked := map[db.ID]bool{}
			for _, c := range o.clauses {
				tasked[c.ID] = true
			}
			return register.Activate(tx, o.who[clerk], o.letter, tasked)
		})
		r := o.freeze(o.order("2026-03-16"))
		o.do(func(tx *db.Tx) error {
			p, err := bulletin.ByCode(tx, r.Code)
			if err != nil {
				return err
			}
			told, err := p.Report()
			if told.Address != r.Ref || told.FiguresSHA256 != r.Hash || told.ReportedBP != r.Figures.ReportedBP || told.VerifiedBP != r.Figures.VerifiedBP || told.Tasks != r.Figures.Tasks || told.Late != r.Figures.Late {
				t.Errorf("told %+v of %+v", told, r.Figures.Totals)
			}
			return err
		})
		said := "Mã tra cứu: " + bulletin.SayCode(r.Code)
		for site, wants := range map[string][]string{"": {said, "trang công khai của xã"}, "https://camket.example": {said, "https://camket.example/cong-khai/m/" + r.Code}} {
			r.Site = site
			for _, form := range []report.Form{report.DOCX, report.PDF} {
				var file, again bytes.Buffer
				if err := report.Write(&file, r, form); err != nil {
					t.Fatal(err)
				}
				if err := report.Write(&again, r, form); err != nil || !bytes.Equal(file.Bytes(), again.Bytes()) {
					t.Errorf("%s is not the same bytes twice: %v", form, err)
				}
				text, err := doc.Extract(ctx, r.FileName(form), file.Bytes(), nil)
				if err != nil {
					t.Fatal(err)
				}
				for _, want := range wants {
					// A long address may be parted at the end of a line.
					if !strings.Contains(strings.Join(strings.Fields(text.Body), ""), strings.Join(strings.Fields(want), "")) {
						t.Errorf("the %s does not say %q", form, want)
					}
				}
			}
		}
	})
}
