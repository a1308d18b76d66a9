package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"sauro/db"
	"sauro/fault"
	"sauro/notary"
	"sauro/org"
)

type doctorCmd struct{}

// Run examines what an office depends on and says in plain words what is well
// and what to do. It fails where something must be done.
func (doctorCmd) Run(ctx context.Context, c *commands, s *streams, say func(string, ...any) string) error {
	ill := 0
	line := func(well bool, text string) {
		sign := "✓"
		if !well {
			sign = "✗"
			ill++
		}
		fmt.Fprintln(s.out, sign, text)
	}
	d, n, err := openThere(ctx, c)
	if err != nil {
		return err
	}
	defer d.Close()
	line(true, say("Mở được dữ liệu (%s) trong %s.", string(d.Engine()), absolute(c.Data)))
	if err := d.Check(ctx); err != nil {
		line(false, say("Cơ sở dữ liệu bị hỏng: %s. Hãy dừng chương trình và phục hồi từ bản sao lưu.", err.Error()))
	} else {
		line(true, say("Cơ sở dữ liệu còn nguyên vẹn."))
	}
	tenants, err := org.Tenants(ctx, d)
	if err != nil {
		return err
	}
	line(len(tenants) > 0, say("Số cơ quan: %s.", fmt.Sprint(len(tenants))))
	hashes, err := filesOf(ctx, d, tenants)
	if err != nil {
		return err
	}
	broken := 0
	for _, h := range hashes {
		if err := n.Files.Verify(h); err != nil {
			broken++
			line(false, say("Tệp %s thiếu hoặc đã bị thay đổi. Hãy phục hồi tệp này từ bản sao lưu.", h))
		}
	}
	if broken == 0 {
		line(true, say("%s tệp gốc và minh chứng còn nguyên vẹn.", fmt.Sprint(len(hashes))))
	}
	for _, t := range tenants {
		check, err := n.Verify(ctx, t.ID)
		if err != nil {
			return err
		}
		var head notary.Head
		err = d.View(ctx, t.ID, func(tx *db.Tx) (err error) {
			head, err = n.HeadOf(tx)
			return err
		})
		if err != nil {
			return err
		}
		switch {
		case head.Key == "":
			fmt.Fprintln(s.out, "·", say("%s: nhật ký chưa được ký lần nào. Chương trình tự ký khi chạy; nếu khóa gốc đã cất đi, hãy lập khóa ký bằng lệnh sauro log key.", t.Name))
		case !head.KeyIsHere:
			line(false, say("%s: máy này không giữ khóa ký nhật ký. Hãy chép thư mục keys từ máy cũ, hoặc lập khóa mới bằng lệnh sauro log key.", t.Name))
		}
		if len(check.Faults) > 0 {
			line(false, say("%s: nhật ký có %s mục, %s chỗ không khớp dữ liệu. Xem từng chỗ bằng lệnh sauro verify.", t.Name, fmt.Sprint(check.Entries), fmt.Sprint(len(check.Faults))))
			continue
		}
		line(true, say("%s: nhật ký khớp dữ liệu (%s mục, %s dòng, %s tệp).", t.Name, fmt.Sprint(check.Entries), fmt.Sprint(check.Rows), fmt.Sprint(check.Files)))
	}
	if _, err := os.Stat(n.RootFile()); err == nil {
		fmt.Fprintln(s.out, "·", say("Khóa gốc của nhật ký còn nằm trên máy này. Hãy chuyển ra USB bằng lệnh sauro log root --out, rồi cất nơi an toàn."))
	}
	if err := writable(c.Data); err != nil {
		line(false, say("Không ghi được vào thư mục dữ liệu: %s.", err.Error()))
	}
	if free, ok := freeSpace(c.Data); ok {
		line(free > 1<<30, say("Ổ đĩa còn trống %s MB.", fmt.Sprint(free>>20)))
	}
	if _, err := exec.LookPath("tesseract"); err != nil {
		fmt.Fprintln(s.out, "·", say("Chưa cài tesseract nên chưa đọc được bản quét. Không bắt buộc."))
	} else {
		line(true, say("Có tesseract để đọc bản quét."))
	}
	if ill > 0 {
		return fault.New(fault.Invalid, "Có %s việc cần xử lý.", fmt.Sprint(ill))
	}
	return nil
}

// filesOf are the hashes of every file that a row points at.
func filesOf(ctx context.Context, d *db.DB, tenants []org.Tenant) (hashes []string, err error) {
	for _, t := range tenants {
		err := d.View(ctx, t.ID, func(tx *db.Tx) error {
			list, err := db.All(tx, func(h *string) []any { return []any{h} },
				"select file_hash from letter where tenant_id = ?1 union select hash from evidence where tenant_id = ?1 and hash <> ''")
			hashes = append(hashes, list...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return hashes, nil
}

func writable(dir string) error {
	f, err := os.CreateTemp(dir, "doctor-*")
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Remove(filepath.Clean(f.Name()))
}
