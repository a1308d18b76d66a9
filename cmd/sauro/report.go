package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/program"
	"sauro/register"
	"sauro/report"
	"sauro/vn"
)

type reportCmd struct {
	Tenant string   `help:"${tenant}" required:"" placeholder:"CODE"`
	As     string   `help:"${as}" placeholder:"LOGIN"`
	Letter string   `help:"${letter}" placeholder:"ID"`
	CutOff string   `help:"${cutoff}" name:"cut-off" placeholder:"DD/MM/YYYY"`
	Kind   string   `help:"${kind}" enum:"bao-cao,cong-van" default:"bao-cao"`
	Format []string `help:"${format}" enum:"docx,pdf,xlsx" default:"docx,pdf,xlsx"`
	Out    string   `help:"${out}" default:"." placeholder:"DIR"`
}

// Run freezes a report under the same rules as the page does, and writes its files.
func (cmd reportCmd) Run(ctx context.Context, c *commands, s *streams, say func(string, ...any) string) error {
	d, _, err := program.OpenData(ctx, c.config())
	if err != nil {
		return err
	}
	defer d.Close()
	tenant, err := org.TenantByCode(ctx, d, cmd.Tenant)
	if err != nil {
		return err
	}
	order := report.Order{Letter: db.ID(cmd.Letter), CutOff: vn.Today(d.Now()), Kind: report.Plain}
	if cmd.Kind == "cong-van" {
		order.Kind = report.Dispatch
	}
	if cmd.CutOff != "" {
		day, ok := vn.ParseDay(cmd.CutOff)
		if !ok {
			return fault.New(fault.Invalid, "Ngày %s chưa đúng. Hãy ghi theo mẫu 30/09/2026.", cmd.CutOff)
		}
		order.CutOff = day
	}
	var made report.Report
	err = d.Update(ctx, tenant.ID, func(tx *db.Tx) error {
		who, err := person(tx, cmd.As)
		if err != nil {
			return err
		}
		if order.Letter == "" {
			if order.Letter, err = newest(tx, who); err != nil {
				return err
			}
		}
		made, err = report.Freeze(tx, who, order)
		return err
	})
	if err != nil {
		return err
	}
	if made.Site, err = c.config().Public(); err != nil {
		return err
	}
	if err := os.MkdirAll(cmd.Out, 0o750); err != nil {
		return fault.Because(err, fault.Invalid, "Không tạo được thư mục %s. Hãy chọn thư mục khác.", cmd.Out)
	}
	for _, form := range cmd.Format {
		name := filepath.Join(cmd.Out, made.FileName(report.Form(form)))
		if err := writeTo(name, made, report.Form(form)); err != nil {
			return err
		}
		fmt.Fprintln(s.out, name)
	}
	return nil
}

// newest is the newest letter that is worked on.
func newest(tx *db.Tx, who org.Who) (db.ID, error) {
	letters, err := register.Letters(tx, who)
	if err != nil {
		return "", err
	}
	for _, state := range []register.State{register.Active, register.Accepted} {
		for _, l := range letters {
			if l.State == state {
				return l.ID, nil
			}
		}
	}
	return "", fault.New(fault.Unknown, "Chưa có văn bản cam kết nào được xác nhận. Hãy đưa văn bản vào trước.")
}

func writeTo(name string, r report.Report, form report.Form) error {
	f, err := os.Create(name)
	if err != nil {
		return fault.Because(err, fault.Invalid, "Không ghi được tệp %s. Hãy kiểm tra quyền ghi và chỗ trống.", name)
	}
	return errors.Join(report.Write(f, r, form), f.Close())
}
