package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"sauro/db"
	"sauro/fault"
	"sauro/handover"
	"sauro/org"
	"sauro/program"
	"sauro/vn"
)

type userCmd struct {
	Office officeCmd `cmd:"" help:"${user_office}"`
	List   listCmd   `cmd:"" help:"${user_list}"`
	Add    addCmd    `cmd:"" help:"${user_add}"`
	Reset  resetCmd  `cmd:"" help:"${user_reset}"`
	Leave  leaveCmd  `cmd:"" help:"${user_leave}"`
}

type officeCmd struct {
	Tenant string `help:"${tenant}" required:"" placeholder:"CODE"`
	Name   string `help:"${name}" required:""`
}

func (cmd officeCmd) Run(ctx context.Context, c *commands, s *streams, say func(string, ...any) string) error {
	d, _, err := program.OpenData(ctx, c.config())
	if err != nil {
		return err
	}
	defer d.Close()
	if _, err := org.NewTenant(ctx, d, cmd.Tenant, cmd.Name); err != nil {
		return err
	}
	fmt.Fprintln(s.out, say("Đã lập %s. Hãy thêm người bằng sauro user add.", vn.Line(cmd.Name)))
	return nil
}

// within opens the data and runs do in one transaction of the commune.
func within(ctx context.Context, c *commands, code string, do func(tx *db.Tx, installer org.Who) error) error {
	d, _, err := program.OpenData(ctx, c.config())
	if err != nil {
		return err
	}
	defer d.Close()
	tenant, err := org.TenantByCode(ctx, d, code)
	if err != nil {
		return err
	}
	return d.Update(ctx, tenant.ID, func(tx *db.Tx) error { return do(tx, org.Installer(tenant.ID)) })
}

type listCmd struct {
	Tenant string `help:"${tenant}" required:"" placeholder:"CODE"`
}

func (cmd listCmd) Run(ctx context.Context, c *commands, s *streams, say func(string, ...any) string) error {
	return within(ctx, c, cmd.Tenant, func(tx *db.Tx, _ org.Who) error {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		w := tabwriter.NewWriter(s.out, 0, 4, 2, ' ', 0)
		for _, p := range posts {
			login := p.Login
			if p.Holder == "" {
				login = say("đang trống")
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", p.UnitName, p.Title, say(org.RoleName[p.Role]), login)
		}
		return w.Flush()
	})
}

type addCmd struct {
	Tenant string `help:"${tenant}" required:"" placeholder:"CODE"`
	Post   string `help:"${post}" required:""`
	Name   string `help:"${name}"`
	Login  string `arg:"" help:"${login}"`
}

func (cmd addCmd) Run(ctx context.Context, c *commands, s *streams, say func(string, ...any) string) error {
	var link org.Link
	err := within(ctx, c, cmd.Tenant, func(tx *db.Tx, installer org.Who) error {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		for _, p := range posts {
			if vn.Fold(p.Title) == vn.Fold(vn.Line(cmd.Post)) {
				_, link, err = org.AddPerson(tx, installer, org.NewPerson{Login: cmd.Login, Name: cmd.Name, Post: p.ID})
				return err
			}
		}
		return fault.New(fault.Unknown, "Không có chức danh %s. Hãy xem danh sách bằng sauro user list.", cmd.Post)
	})
	if err != nil {
		return err
	}
	return give(s, say, link)
}

type resetCmd struct {
	Tenant string `help:"${tenant}" required:"" placeholder:"CODE"`
	Login  string `arg:"" help:"${login}"`
}

func (cmd resetCmd) Run(ctx context.Context, c *commands, s *streams, say func(string, ...any) string) error {
	var link org.Link
	err := within(ctx, c, cmd.Tenant, func(tx *db.Tx, installer org.Who) error {
		who, err := org.ByLogin(tx, cmd.Login)
		if err != nil {
			return err
		}
		link, err = org.MakeLink(tx, installer, who.Person)
		return err
	})
	if err != nil {
		return err
	}
	return give(s, say, link)
}

// give prints a link alone on the output, so that it can be piped, and what to do
// with it on the error stream. The address before it is the office's own.
func give(s *streams, say func(string, ...any) string, link org.Link) error {
	fmt.Fprintln(s.err, say("Liên kết dùng một lần để tự đặt mật khẩu, đến %s. Hãy ghi địa chỉ của chương trình vào trước và đưa tận tay:", link.Until.In(vn.Office).Format("15:04 02/01/2006")))
	_, err := fmt.Fprintln(s.out, link.Path)
	return err
}

type leaveCmd struct {
	Tenant string `help:"${tenant}" required:"" placeholder:"CODE"`
	Login  string `arg:"" help:"${login}"`
}

func (cmd leaveCmd) Run(ctx context.Context, c *commands, s *streams, say func(string, ...any) string) error {
	err := within(ctx, c, cmd.Tenant, func(tx *db.Tx, installer org.Who) error {
		who, err := org.ByLogin(tx, cmd.Login)
		if err != nil {
			return err
		}
		return handover.Leave(tx, installer, who.Person)
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(s.out, say("Người đó không còn đăng nhập được. Nhiệm vụ ở lại với chức danh."))
	return nil
}
