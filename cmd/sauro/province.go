package main

import (
	"context"
	"fmt"

	"sauro/org"
	"sauro/program"
	"sauro/vn"
)

type provinceCmd struct {
	Add   provinceAddCmd   `cmd:"" help:"${province_add}"`
	Place provincePlaceCmd `cmd:"" help:"${province_place}"`
}

type provinceAddCmd struct {
	Code string `help:"${province_code}" required:"" placeholder:"CODE"`
	Name string `help:"${name}" required:""`
}

func (cmd provinceAddCmd) Run(ctx context.Context, c *commands, s *streams, say func(string, ...any) string) error {
	d, _, err := program.OpenData(ctx, c.config())
	if err != nil {
		return err
	}
	defer d.Close()
	if _, err := org.NewProvince(ctx, d, cmd.Code, cmd.Name); err != nil {
		return err
	}
	fmt.Fprintln(s.out, say("Đã lập %s. Hãy thêm người bằng sauro user add, xếp các xã bằng sauro province place.", vn.Line(cmd.Name)))
	return nil
}

type provincePlaceCmd struct {
	Commune string `help:"${tenant}" required:"" placeholder:"CODE"`
	Under   string `help:"${province_code}" required:"" placeholder:"CODE"`
}

func (cmd provincePlaceCmd) Run(ctx context.Context, c *commands, s *streams, say func(string, ...any) string) error {
	d, _, err := program.OpenData(ctx, c.config())
	if err != nil {
		return err
	}
	defer d.Close()
	if err := org.PlaceUnder(ctx, d, cmd.Commune, cmd.Under); err != nil {
		return err
	}
	above, err := org.TenantByCode(ctx, d, cmd.Under)
	if err != nil {
		return err
	}
	below, err := org.Below(ctx, d, above.ID)
	if err != nil {
		return err
	}
	fmt.Fprintln(s.out, say("Đã xếp mã %s dưới %s. Cơ quan này có %d cơ quan cấp dưới.", cmd.Commune, above.Name, below))
	return nil
}
