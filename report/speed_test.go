package report_test

import (
	"fmt"
	"io"
	"testing"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/report"
	"sauro/task"
)

// full is the office with a task on every clause: a report of ten pages and
// more.
func (o *office) full() *office {
	o.Helper()
	o = o.on("2026-01-05")
	for code := range o.clauses {
		ref := o.given(code, o.slots(fmt.Sprintf("Ban hành kế hoạch và tổ chức thực hiện nội dung cam kết %s của xã trong năm 2026", code), "2026-02-27"))
		o.report(ref, 20, task.Progress{Note: "Đã thực hiện một phần, 20 người đã tham gia và được ghi nhận trong danh sách", Obstacle: "Chưa có định mức chi ở cấp xã."})
	}
	return o.on("2026-03-16")
}

// BenchmarkReport makes a report of ten pages and more in each form, and its
// figures. The issue asks for 200 ms at most for DOCX and PDF each.
func BenchmarkReport(b *testing.B) {
	o := newOffice(b, dbtest.SQLite(b)).full()
	r := o.freeze(o.order("2026-03-16"))
	for _, form := range report.Forms {
		b.Run(string(form), func(b *testing.B) {
			for b.Loop() {
				if err := report.Write(io.Discard, r, form); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("figures", func(b *testing.B) {
		for b.Loop() {
			o.do(func(tx *db.Tx) error { _, err := report.Of(tx, o.who[viewer], o.order("2026-03-16")); return err })
		}
	})
}
