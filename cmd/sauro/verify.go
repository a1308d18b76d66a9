package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"sauro/db"
	"sauro/fault"
	"sauro/ledger"
	"sauro/notary"
	"sauro/org"
	"sauro/program"
)

type verifyCmd struct {
	Tenant string `help:"${verify_tenant}" placeholder:"CODE"`
	Export string `help:"${verify_export}" placeholder:"DIR" xor:"what"`
	Proof  string `help:"${verify_proof}" placeholder:"FILE" xor:"what"`
	Root   string `help:"${verify_root}" placeholder:"KEY"`
}

// Run checks the record: of this installation, of an export, or one proof. It
// prints a line for each fault and fails where there is one.
func (cmd verifyCmd) Run(ctx context.Context, c *commands, s *streams, say func(string, ...any) string) error {
	switch {
	case cmd.Proof != "":
		return cmd.proof(s, say)
	case cmd.Export != "":
		if cmd.Root == "" {
			return fault.New(fault.Invalid, "Hãy ghi mã khóa gốc của nhật ký bằng --root; mã này cơ quan đã công bố trên giấy.")
		}
		check, err := notary.VerifyExport(cmd.Export, cmd.Root, nil)
		if err != nil {
			return err
		}
		return verdict(tell(s.out, cmd.Export, check, say))
	}
	d, blobs, err := program.OpenData(ctx, c.config())
	if err != nil {
		return err
	}
	defer d.Close()
	n := program.Notary(c.config(), d, blobs)
	tenants, err := org.Tenants(ctx, d)
	if err != nil {
		return err
	}
	if cmd.Tenant != "" {
		one, err := org.TenantByCode(ctx, d, cmd.Tenant)
		if err != nil {
			return err
		}
		tenants = []org.Tenant{one}
	}
	faults := 0
	for _, t := range tenants {
		check, err := n.VerifyAndKeep(ctx, t.ID)
		if err != nil {
			return err
		}
		faults += tell(s.out, t.Name, check, say)
	}
	return verdict(faults)
}

// tell prints what a check found, a line for each fault, and how many there are.
func tell(w io.Writer, of string, c notary.Check, say func(string, ...any) string) int {
	for _, f := range c.Faults {
		fmt.Fprintln(w, "✗", line(of, f, say))
	}
	if len(c.Faults) == 0 {
		fmt.Fprintln(w, "✓", say("%s: nhật ký khớp dữ liệu (%s mục, %s dòng, %s tệp).", of, fmt.Sprint(c.Entries), fmt.Sprint(c.Rows), fmt.Sprint(c.Files)))
	}
	return len(c.Faults)
}

func line(of string, f notary.Fault, say func(string, ...any) string) string {
	text := of + ": " + say(notary.FaultName[f.Kind])
	if f.Table != "" {
		text += " · " + f.Table
		if f.Label != "" {
			text += " " + f.Label
		}
		text += " (" + f.Key + ")"
	}
	if f.Entry >= 0 {
		text += " · " + say("mục %s", fmt.Sprint(f.Entry))
	}
	return text + ": " + say(f.Says.Format, f.Says.Args...)
}

func verdict(faults int) error {
	if faults > 0 {
		return fault.New(fault.Invalid, "Có %s chỗ không khớp nhật ký.", fmt.Sprint(faults))
	}
	return nil
}

// stepName are the steps of a proof in words.
var stepName = map[string]string{
	"root":        "Khóa gốc",
	"certificate": "Giấy chứng nhận của khóa ký",
	"checkpoint":  "Chữ ký trên điểm chốt",
	"inclusion":   "Mục nằm trong nhật ký đã ký",
	"entry":       "Nội dung mục nhật ký",
	"opening":     "Nội dung được công bố đúng với mục nhật ký",
	"witness":     "Nhân chứng",
}

// stateName is how a step came out, in words.
var stateName = map[ledger.State]string{
	ledger.Right:     "đúng",
	ledger.Wrong:     "sai",
	ledger.Unchecked: "không kiểm được",
}

// proof checks one proof and shows what it proves.
func (cmd verifyCmd) proof(s *streams, say func(string, ...any) string) error {
	b, err := os.ReadFile(cmd.Proof)
	if err != nil {
		return fault.Because(err, fault.Invalid, "Không đọc được tệp %s. Hãy kiểm tra tên tệp.", cmd.Proof)
	}
	p, err := ledger.ParseProof(b)
	if err != nil {
		return fault.Because(err, fault.Invalid, "Tệp %s không phải tệp bằng chứng. Hãy tải lại từ trang công khai.", cmd.Proof)
	}
	v, wrong := p.Check(cmd.Root)
	for _, step := range v.Steps {
		sign := map[ledger.State]string{ledger.Right: "✓", ledger.Wrong: "✗", ledger.Unchecked: "·"}[step.State]
		fmt.Fprintf(s.out, "%s %s: %s\n", sign, say(stepName[step.Key]), say(stateName[step.State]))
	}
	if wrong != nil || !v.Right {
		return fault.Because(wrong, fault.Invalid, "Bằng chứng này không đúng. Không nên tin nội dung kèm theo.")
	}
	for _, shown := range v.Shown {
		for _, c := range shown.Columns {
			if c.Shown() {
				fmt.Fprintf(s.out, "  %s.%s: %s\n", shown.Table, c.Name, c.Value)
			}
		}
	}
	if v.OwnRoot {
		fmt.Fprintln(s.out, say("Khóa gốc lấy từ chính tệp này. Hãy so với mã khóa gốc in trên giấy của cơ quan: %s", p.Root))
	}
	return nil
}

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
	d, blobs, err := program.OpenData(ctx, c.config())
	if err != nil {
		return err
	}
	defer d.Close()
	tenant, err := org.TenantByCode(ctx, d, cmd.Tenant)
	if err != nil {
		return err
	}
	n := program.Notary(c.config(), d, blobs)
	if err := n.Sign(ctx, tenant.ID); err != nil {
		return err
	}
	var head notary.Head
	err = d.View(ctx, tenant.ID, func(tx *db.Tx) error {
		if head, err = n.HeadOf(tx); err != nil {
			return err
		}
		return notary.Export(tx, cmd.Out, cmd.Rows)
	})
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
	d, blobs, err := program.OpenData(ctx, c.config())
	if err != nil {
		return err
	}
	defer d.Close()
	tenant, err := org.TenantByCode(ctx, d, cmd.Tenant)
	if err != nil {
		return err
	}
	n := program.Notary(c.config(), d, blobs)
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
	d, blobs, err := program.OpenData(ctx, c.config())
	if err != nil {
		return err
	}
	defer d.Close()
	n := program.Notary(c.config(), d, blobs)
	root, err := n.TakeRoot(ctx, cmd.Out)
	if err != nil {
		return err
	}
	fmt.Fprintln(s.out, say("Khóa gốc nay nằm ở %s và không còn trên máy này. Hãy cất nơi an toàn và in mã dưới đây ra giấy:", cmd.Out))
	fmt.Fprintln(s.out, root)
	return nil
}
