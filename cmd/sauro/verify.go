package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"

	"sauro/db"
	"sauro/fault"
	"sauro/ledger"
	"sauro/notary"
	"sauro/org"
	"sauro/program"
	"sauro/vn"
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
		return cmd.proof(c.Lang, s, say)
	case cmd.Export != "":
		return cmd.export(s, say)
	}
	d, n, err := openThere(ctx, c)
	if err != nil {
		return err
	}
	defer d.Close()
	n.Trusted = cmd.Root
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
	if len(tenants) == 0 {
		return fault.New(fault.Invalid, "Trong thư mục %s chưa có cơ quan nào nên chưa có gì để đối chiếu.", c.Data)
	}
	faults := 0
	for _, t := range tenants {
		check, err := n.VerifyAndKeep(ctx, t.ID)
		if err != nil {
			return err
		}
		if faults += tell(s.out, t.Name, check, say); len(check.Faults) == 0 {
			fmt.Fprintln(s.out, "✓", say("%s: nhật ký khớp dữ liệu (%s mục, %s dòng, %s tệp).", t.Name, fmt.Sprint(check.Entries), fmt.Sprint(check.Rows), fmt.Sprint(check.Files)))
		}
	}
	return verdict(faults)
}

// export checks an export and says what it could not check.
func (cmd verifyCmd) export(s *streams, say func(string, ...any) string) error {
	if cmd.Root == "" {
		return fault.New(fault.Invalid, "Hãy ghi mã khóa gốc của nhật ký bằng --root; mã này cơ quan đã công bố trên giấy.")
	}
	check, err := notary.VerifyExport(cmd.Export, cmd.Root, nil)
	if err != nil {
		return err
	}
	faults := tell(s.out, cmd.Export, check, say)
	switch {
	case faults > 0:
	case check.Rows > 0:
		fmt.Fprintln(s.out, "✓", say("%s: nhật ký đúng chữ ký và khớp các dòng dữ liệu kèm theo (%s mục, %s dòng). Các tệp không có trong bản xuất nên chưa đối chiếu.", cmd.Export, fmt.Sprint(check.Entries), fmt.Sprint(check.Rows)))
	default:
		fmt.Fprintln(s.out, "✓", say("%s: nhật ký đúng chữ ký và liền mạch (%s mục). Bản xuất không kèm dòng dữ liệu nên chưa đối chiếu dữ liệu.", cmd.Export, fmt.Sprint(check.Entries)))
	}
	return verdict(faults)
}

// openThere opens the data of an installation that is there: a folder mistyped
// is not taken for an office of which all is well.
func openThere(ctx context.Context, c *commands) (*db.DB, *notary.Notary, error) {
	if c.Database == "" {
		if _, err := os.Stat(filepath.Join(c.Data, "sauro.db")); errors.Is(err, fs.ErrNotExist) {
			return nil, nil, fault.Because(err, fault.Invalid, "Trong thư mục %s không có dữ liệu của Sáu Rõ. Hãy ghi đúng thư mục dữ liệu bằng --data.", c.Data)
		}
	}
	d, blobs, err := program.OpenData(ctx, c.config())
	if err != nil {
		return nil, nil, err
	}
	return d, program.Notary(c.config(), d, blobs), nil
}

// tell prints a line for each fault and says how many there are.
func tell(w io.Writer, of string, c notary.Check, say func(string, ...any) string) int {
	for _, f := range c.Faults {
		fmt.Fprintln(w, "✗", plain(line(of, f, say)))
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
		text += " · " + say("mục %s", fmt.Sprint(f.Entry+1))
	}
	return text + ": " + say(f.Says.Format, f.Says.Args...)
}

// plain is a text from a file that anybody could have written, without what
// would steer a terminal or begin another line.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r != ' ' && !unicode.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}, s)
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
func (cmd verifyCmd) proof(lang string, s *streams, say func(string, ...any) string) error {
	b, err := readSome(cmd.Proof, ledger.MaxProof)
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
	fmt.Fprintln(s.out, say("Mục %s trong %s mục của nhật ký %s, ghi lúc %s.", fmt.Sprint(p.N+1), fmt.Sprint(v.Checkpoint.Size), plain(p.Origin), office(v.Entry.At)))
	for _, shown := range v.Shown {
		for _, c := range shown.Columns {
			if c.Shown() {
				fmt.Fprintf(s.out, "  %s: %s\n", plain(shown.Table+"."+c.Name+label(p, shown.Table, c.Name, lang)), plain(value(p, shown.Table, c)))
			}
		}
	}
	for _, w := range v.Witnessed {
		fmt.Fprintln(s.out, say("Nhân chứng đã ký: %s, lúc %s.", plain(w.Name), office(w.At)))
	}
	if v.OwnRoot {
		fmt.Fprintln(s.out, say("Khóa gốc lấy từ chính tệp này nên chưa chứng tỏ ai đã ký. Hãy so với mã khóa gốc in trên giấy của cơ quan: %s", plain(p.Root)))
	}
	return nil
}

// readSome reads a file of at most so many bytes. A byte more is given where
// there are more, so that who reads it sees that.
func readSome(name string, most int64) ([]byte, error) {
	about, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !about.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no file", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most+1))
}

// wordsFor are the words that a proof brings for a column.
func wordsFor(p ledger.Proof, table, column string) ledger.Line {
	for _, l := range p.Say {
		if l.Table == table && l.Column == column {
			return l
		}
	}
	return ledger.Line{}
}

// label is what a proof calls a column, behind its name: only the name is proved.
func label(p ledger.Proof, table, column, lang string) string {
	l := wordsFor(p, table, column)
	text := l.Vi
	if lang == "en" {
		text = l.En
	}
	if text != "" {
		text = " (" + text + ")"
	}
	return text
}

// value is a column as people write it.
func value(p ledger.Proof, table string, c ledger.Column) string {
	n, err := strconv.ParseInt(c.Value, 10, 64)
	if c.Kind == "i" && err == nil {
		switch wordsFor(p, table, c.Name).As {
		case ledger.AsPercent:
			return vn.Percent(n)
		case ledger.AsInstant:
			return office(time.UnixMicro(n))
		case ledger.AsMoney:
			return vn.Thousands(n) + " đ"
		}
	}
	return c.Value
}

// office is an instant as it is written here.
func office(at time.Time) string { return at.In(vn.Office).Format("15:04:05 02/01/2006") }
