package obstacle_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/doc"
	"sauro/fault"
	. "sauro/obstacle"
	"sauro/vn"
)

func TestThePaperOfAProposalSaysWhatIsAskedOfWhomUntilWhen(t *testing.T) {
	o := newOffice(t, dbtest.SQLite(t))
	one := o.beyond(o.raised(culture, o.task(culture)))
	two := o.beyond(o.raised(justice, o.task(justice)))
	ref := o.sent(one, two)
	o.ok(func(tx *db.Tx) error {
		p, err := ProposalByRef(tx, o.who(tx, viewer), ref)
		if err != nil {
			return err
		}
		s := Sent{Proposal: p}
		if s.Obstacles, err = InProposal(tx, o.who(tx, viewer), p.ID); err != nil {
			return err
		}
		for _, form := range []Form{DOCX, PDF} {
			var first, second bytes.Buffer
			if err := s.Write(&first, "UBND xã Khánh Cường", form); err != nil {
				return err
			}
			if err := s.Write(&second, "UBND xã Khánh Cường", form); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
				t.Errorf("%s: not the same bytes twice (%v)", form, err)
			}
			if dir := os.Getenv("SAURO_TEST_PAPERS"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, p.FileName(form)), first.Bytes(), 0o600); err != nil {
					return err
				}
			}
			got, err := doc.Extract(ctx, p.FileName(form), first.Bytes(), nil)
			if err != nil {
				return err
			}
			text := vn.Line(got.Body)
			for _, want := range []string{"Số: 215/UBND-VX", "V/v kiến nghị tháo gỡ vướng mắc về kinh phí", "Khánh Cường, ngày 02 tháng 3 năm 2026", "Kính gửi: Sở Tài chính", "02 vướng mắc vượt thẩm quyền",
				"Chưa có kinh phí (phát sinh từ ngày 02 tháng 3 năm 2026", "Khoản 2 Điều 34", "Đã rà soát dự toán", "Bổ sung kinh phí 50 triệu đồng", "trước ngày 17 tháng 3 năm 2026", "TM. ỦY BAN NHÂN DÂN"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s does not say %q:\n%s", form, want, text)
				}
			}
		}
		if err := s.Write(&bytes.Buffer{}, "UBND xã Khánh Cường", "exe"); !fault.Is(err, fault.Unknown) {
			t.Errorf("another form: %v", err)
		}
		return nil
	})
}
