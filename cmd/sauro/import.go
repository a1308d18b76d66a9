package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"

	"sauro/db"
	"sauro/doc"
	"sauro/org"
	"sauro/program"
	"sauro/register"
)

type importCmd struct {
	Tenant string `help:"${tenant}" required:"" placeholder:"CODE"`
	As     string `help:"${as}" placeholder:"LOGIN"`
	Accept bool   `help:"${accept}"`
	Amends string `help:"${amends}" placeholder:"ID"`
	File   string `arg:"" help:"${file}"`
}

// Run brings a document into the register under the same rules as the page does.
func (cmd importCmd) Run(ctx context.Context, c *commands, s *streams, say func(string, ...any) string) error {
	data, err := readFile(cmd.File)
	if err != nil {
		return err
	}
	text, err := extract(ctx, cmd.File, s, say)
	if err != nil {
		return err
	}
	defer doc.Close()
	// Before anything of it is stored.
	if err := register.NotSecret(text.Body); err != nil {
		return err
	}
	d, blobs, err := program.OpenData(ctx, c.config())
	if err != nil {
		return err
	}
	defer d.Close()
	tenant, err := org.TenantByCode(ctx, d, cmd.Tenant)
	if err != nil {
		return err
	}
	hash, size, err := blobs.Put(bytes.NewReader(data), doc.MaxFile)
	if err != nil {
		return err
	}
	id := db.NewID()
	var groups, clauses int
	err = d.Update(ctx, tenant.ID, func(tx *db.Tx) error {
		who, err := person(tx, cmd.As)
		if err != nil {
			return err
		}
		file := register.File{Hash: hash, Name: filepath.Base(cmd.File), Format: text.Format, Size: size, Scanned: text.Scanned, Body: text.Body}
		if err := register.BringIn(tx, who, id, file, db.ID(cmd.Amends)); err != nil {
			return err
		}
		p, err := register.LoadProposal(tx, who, id)
		if err != nil {
			return err
		}
		groups, clauses = p.Count()
		if cmd.Accept {
			return register.Accept(tx, who, id, p.Version)
		}
		return nil
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(s.out, id)
	fmt.Fprintln(s.err, say("Đọc được %s nhóm, %s nội dung.", fmt.Sprint(groups), fmt.Sprint(clauses)))
	return nil
}

// person is who a command is given as: the one named, else the first clerk.
func person(tx *db.Tx, login string) (org.Who, error) {
	if login != "" {
		return org.ByLogin(tx, login)
	}
	return org.AsPost(tx, org.Clerk)
}
