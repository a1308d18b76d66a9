package main

import (
	"context"
	"fmt"

	"sauro/db"
	"sauro/fault"
	"sauro/notary"
	"sauro/org"
)

type logCmd struct {
	Export logExportCmd `cmd:"" help:"${log_export}"`
	Key    logKeyCmd    `cmd:"" help:"${log_key}"`
	Root   logRootCmd   `cmd:"" help:"${log_root}"`
}

type logExportCmd struct {
	Tenant string `help:"${tenant}" required:"" placeholder:"CODE"`
	Out    string `help:"${out}" required:"" placeholder:"DIR"`
	Rows   bool   `help:"${log_rows}"`
}

// Run writes a commune's log out as static files.
func (cmd logExportCmd) Run(ctx context.Context, c *commands, s *streams, say func(string, ...any) string) error {
	d, n, err := openThere(ctx, c)
	if err != nil {
		return err
	}
	defer d.Close()
	tenant, err := org.TenantByCode(ctx, d, cmd.Tenant)
	if err != nil {
		return err
	}
	var head notary.Head
	for try := 1; ; try++ {
		if err := n.Sign(ctx, tenant.ID); err != nil {
			return err
		}
		err = d.View(ctx, tenant.ID, func(tx *db.Tx) error {
			if head, err = n.HeadOf(tx); err != nil {
				return err
			}
			if cmd.Rows && head.Size > head.Signed {
				// Somebody has written since: these rows are not those of the head.
				return fault.New(fault.Busy, "Có người đang ghi dữ liệu nên chưa xuất kèm dòng dữ liệu được. Hãy chạy lại lúc vắng hơn.")
			}
			return notary.Export(tx, cmd.Out, cmd.Rows)
		})
		if err == nil || !fault.Is(err, fault.Busy) || try == 20 {
			break
		}
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(s.out, say("Đã ghi nhật ký (%s mục) vào %s. Mã khóa gốc để kiểm chứng:", fmt.Sprint(head.Signed), cmd.Out))
	fmt.Fprintln(s.out, head.Root)
	return nil
}

type logKeyCmd struct {
	Tenant string `help:"${tenant}" required:"" placeholder:"CODE"`
	Root   string `help:"${log_key_root}" placeholder:"FILE"`
}

// Run has a new key sign a commune's log from now on.
func (cmd logKeyCmd) Run(ctx context.Context, c *commands, s *streams, say func(string, ...any) string) error {
	d, n, err := openThere(ctx, c)
	if err != nil {
		return err
	}
	defer d.Close()
	tenant, err := org.TenantByCode(ctx, d, cmd.Tenant)
	if err != nil {
		return err
	}
	root, err := n.Root(ctx, cmd.Root)
	if err != nil {
		return err
	}
	if err := n.NewKey(ctx, tenant.ID, root); err != nil {
		return err
	}
	fmt.Fprintln(s.out, say("Từ nay nhật ký của %s được ký bằng khóa mới. Những gì khóa cũ đã ký vẫn đúng.", tenant.Name))
	return n.Sign(ctx, tenant.ID)
}

type logRootCmd struct {
	Out string `help:"${log_root_out}" required:"" placeholder:"FILE"`
}

// Run takes the root key off this machine: to a file on a USB stick, which is
// read back before the key here is removed.
func (cmd logRootCmd) Run(ctx context.Context, c *commands, s *streams, say func(string, ...any) string) error {
	d, n, err := openThere(ctx, c)
	if err != nil {
		return err
	}
	defer d.Close()
	// What the root has not certified yet could not be signed after it is gone.
	if err := n.SignAll(ctx); err != nil {
		return err
	}
	root, err := n.TakeRoot(ctx, cmd.Out)
	if err != nil {
		return err
	}
	fmt.Fprintln(s.out, say("Khóa gốc nay nằm ở %s và không còn trên máy này. Hãy cất nơi an toàn và in mã dưới đây ra giấy:", cmd.Out))
	fmt.Fprintln(s.out, root)
	return nil
}
