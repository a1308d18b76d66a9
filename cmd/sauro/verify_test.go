package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"sauro/db"
	"sauro/demo"
	"sauro/ledger"
	"sauro/notary"
	"sauro/org"
	"sauro/program"
)

// builtDemo is the data folder of a demo office; the tests work on copies.
func builtDemo(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "data")
	d, blobs, err := program.OpenData(context.Background(), program.Config{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := demo.Build(context.Background(), d, blobs); err != nil {
		t.Fatal(err)
	}
	if err := program.Notary(program.Config{Data: data}, d, blobs).SignAll(context.Background()); err != nil {
		t.Fatal(err)
	}
	return data
}

// tried is a demo office that somebody has got hold of.
type tried struct {
	*testing.T
	data string
}

func copied(t *testing.T, data string) *tried {
	t.Helper()
	to := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(to, os.DirFS(data)); err != nil {
		t.Fatal(err)
	}
	return &tried{t, to}
}

func (o *tried) raw() *sql.DB {
	o.Helper()
	d, err := sql.Open("sqlite", "file:"+filepath.Join(o.data, "sauro.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		o.Fatal(err)
	}
	return d
}

// one reads one text past the program.
func (o *tried) one(query string, args ...any) (s string) {
	o.Helper()
	d := o.raw()
	defer d.Close()
	if err := d.QueryRow(query, args...).Scan(&s); err != nil {
		o.Fatalf("%s: %v", query, err)
	}
	return s
}

// byHand changes rows past the program.
func (o *tried) byHand(query string, args ...any) {
	o.Helper()
	d := o.raw()
	defer d.Close()
	res, err := d.Exec(query, args...)
	if err != nil {
		o.Fatalf("%s: %v", query, err)
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		o.Fatalf("%d rows by %s, %v", n, query, err)
	}
}

// does runs a command and gives what it printed.
func (o *tried) does(want int, args ...string) (out, errs string) {
	o.Helper()
	code, out, errs := sauro(o.T, append([]string{"--data", o.data}, args...)...)
	if code != want {
		o.Fatalf("sauro %s: exit %d, not %d\n%s%s", strings.Join(args, " "), code, want, out, errs)
	}
	return out, errs
}

// finds verifies and asks that each line of the answer names the words of one fault.
func (o *tried) finds(faults ...[]string) {
	o.Helper()
	out, errs := o.does(1, "verify", "--tenant", "21472")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != len(faults) || !strings.Contains(errs, fmt.Sprintf("Có %d chỗ", len(faults))) {
		o.Fatalf("%d lines for %d faults:\n%s%s", len(lines), len(faults), out, errs)
	}
	for i, words := range faults {
		for _, w := range append(words, "✗ UBND xã Khánh Cường: ") {
			if !strings.Contains(lines[i], w) {
				o.Errorf("no %q in: %s", w, lines[i])
			}
		}
	}
}

// The five tamperings of the issue, on the tables of a working office, found by
// one run of the command, which names each row by table, name and key.
func TestVerifyNamesWhatWasTamperedWith(t *testing.T) {
	data := builtDemo(t)
	tamperings := map[string]func(o *tried) [][]string{
		"the words of a clause": func(o *tried) [][]string {
			id := o.one("select clause_id from clause where code = '3.1'")
			o.byHand("update clause set text = text || ' (đã giảm)' where clause_id = ?1", id)
			return [][]string{{"bị sửa ngoài chương trình", "clause 3.1 (" + id + ")", " · mục "}}
		},
		"a task's reported figure": func(o *tried) [][]string {
			id, ref := o.one("select task_id from task where reported > 0 order by ref limit 1"), o.one("select ref from task where reported > 0 order by ref limit 1")
			o.byHand("update task set reported = reported + 1 where task_id = ?1", id)
			return [][]string{{"bị sửa ngoài chương trình", "task " + ref + " (" + id + ")"}}
		},
		"a publication": func(o *tried) [][]string {
			id, code := o.one("select publication_id from publication where kind = 'clause' order by publication_id limit 1"), o.one("select code from publication where kind = 'clause' order by publication_id limit 1")
			o.byHand("update publication set body = replace(body, 'a', 'á') where publication_id = ?1", id)
			return [][]string{{"bị sửa ngoài chương trình", "publication " + code + " (" + id + ")"}}
		},
		"a report of progress deleted": func(o *tried) [][]string {
			id := o.one("select progress_id from progress order by progress_id limit 1")
			o.byHand("delete from progress where progress_id = ?1", id)
			return [][]string{{"bị xóa ngoài chương trình", "progress (" + id + ")", "không còn"}}
		},
		"the time of an act": func(o *tried) [][]string {
			id := o.one("select event_id from task_event where kind = 'reported' order by event_id limit 1")
			o.byHand("update task_event set at = at - 86400000000 where event_id = ?1", id)
			return [][]string{{"bị sửa ngoài chương trình", "task_event reported (" + id + ")"}}
		},
		"a file swapped": func(o *tried) [][]string {
			hash, id, name := o.one("select hash from evidence where hash <> '' order by evidence_id limit 1"), o.one("select evidence_id from evidence where hash <> '' order by evidence_id limit 1"), o.one("select name from evidence where hash <> '' order by evidence_id limit 1")
			if err := os.WriteFile(filepath.Join(o.data, "files", hash[:2], hash), []byte("minh chứng khác"), 0o600); err != nil {
				o.Fatal(err)
			}
			return [][]string{{"Tệp bị thiếu hoặc bị tráo", "evidence " + name + " (" + id + ")", hash}}
		},
		"two at once": func(o *tried) [][]string {
			clause, task := o.one("select clause_id from clause where code = '1.2'"), o.one("select task_id from task order by ref limit 1")
			o.byHand("update clause set text = 'x' where clause_id = ?1", clause)
			o.byHand("update task set work = 'x' where task_id = ?1", task)
			return [][]string{{"clause 1.2 (" + clause + ")"}, {"task NV-", "(" + task + ")"}}
		},
	}
	for name, tamper := range tamperings {
		t.Run(name, func(t *testing.T) {
			o := copied(t, data)
			o.finds(tamper(o)...)
		})
	}
	t.Run("a log cut short", func(t *testing.T) {
		o := copied(t, data)
		last := o.one("select max(entry) from record_entry")
		o.byHand("delete from record_entry where entry = ?1", last)
		out, _ := o.does(1, "verify")
		if !strings.Contains(out, "Nhật ký bị cắt hoặc bị viết lại · record_head") || !strings.Contains(out, "bị cắt ngắn") {
			t.Errorf("%s", out)
		}
	})
	t.Run("nothing", func(t *testing.T) {
		o := copied(t, data)
		out, _ := o.does(0, "verify", "--tenant", "21472")
		if !regexp.MustCompile(`^✓ UBND xã Khánh Cường: nhật ký khớp dữ liệu \(\d{3,} mục, \d{3,} dòng, \d+ tệp\)\.\n$`).MatchString(out) {
			t.Errorf("%q", out)
		}
		if out, _ := o.does(0, "--lang", "en", "verify"); !strings.Contains(out, "the log agrees with the data") {
			t.Errorf("%s", out)
		}
		if out, _ := o.does(0, "doctor"); !strings.Contains(out, "✓ UBND xã Khánh Cường: nhật ký khớp dữ liệu") || !strings.Contains(out, "Khóa gốc của nhật ký còn nằm trên máy này") {
			t.Errorf("%s", out)
		}
		o.does(1, "verify", "--tenant", "99999")
		// The root key from paper, as its text or as its fingerprint; a log made
		// anew as a whole has another.
		root := o.one("select root from record_key")
		o.does(0, "verify", "--root", root)
		o.does(0, "verify", "--root", ledger.Fingerprint(root))
		other, err := ledger.NewKey("sauro-root")
		if err != nil {
			t.Fatal(err)
		}
		if out, _ := o.does(1, "verify", "--root", other.Verifier()); !strings.Contains(out, "không phải khóa gốc in trên giấy") {
			t.Errorf("%s", out)
		}
		id := o.one("select clause_id from clause where code = '3.1'")
		o.byHand("update clause set text = 'x' where clause_id = ?1", id)
		out, errs := o.does(1, "--lang", "en", "verify")
		if !strings.Contains(out, "A row was changed behind the program · clause 3.1 ("+id+") · entry ") || !strings.Contains(errs, "1 places do not agree") {
			t.Errorf("%s%s", out, errs)
		}
		if out, _ := o.does(1, "doctor"); !strings.Contains(out, "✗ UBND xã Khánh Cường: nhật ký có") {
			t.Errorf("%s", out)
		}
	})
	t.Run("nothing there", func(t *testing.T) {
		empty := filepath.Join(t.TempDir(), "khong-co")
		for _, args := range [][]string{{"verify"}, {"doctor"}, {"log", "root", "--out", "x"}} {
			code, out, errs := sauro(t, append([]string{"--data", empty}, args...)...)
			if code != 1 || !strings.Contains(errs, "không có dữ liệu của Sáu Rõ") {
				t.Errorf("%v: exit %d %s%s", args, code, out, errs)
			}
		}
		if _, err := os.Stat(empty); err == nil {
			t.Error("the mistyped folder was made")
		}
	})
}

func TestAnExportIsVerifiedWithoutTheOffice(t *testing.T) {
	o := copied(t, builtDemo(t))
	dir := filepath.Join(t.TempDir(), "xuat")
	out, _ := o.does(0, "log", "export", "--tenant", "21472", "--rows", "--out", dir)
	root := strings.TrimSpace(out[strings.LastIndex(strings.TrimSpace(out), "\n")+1:])
	if !strings.HasPrefix(root, "sauro-root+") {
		t.Fatalf("%s", out)
	}
	verify := func(want int, dir, root string) string {
		t.Helper()
		code, out, errs := sauro(t, "--data", filepath.Join(dir, "khong-co"), "verify", "--export", dir, "--root", root)
		if code != want {
			t.Errorf("exit %d, not %d: %s%s", code, want, out, errs)
		}
		return out + errs
	}
	if out := verify(0, dir, root); !strings.Contains(out, "khớp các dòng dữ liệu kèm theo") {
		t.Errorf("%s", out)
	}
	spoil := func(name string, do func(dir string)) string {
		t.Helper()
		to := filepath.Join(t.TempDir(), "ban-sao")
		if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
			t.Fatal(err)
		}
		do(to)
		return to
	}
	change := func(file, old, new string) func(string) {
		return func(dir string) {
			path := filepath.Join(dir, filepath.FromSlash(file))
			b, err := os.ReadFile(path)
			if err != nil || !strings.Contains(string(b), old) {
				t.Fatalf("%s has no %q: %v", file, old, err)
			}
			if err := os.WriteFile(path, []byte(strings.Replace(string(b), old, new, 1)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	remove := func(file string) func(string) {
		return func(dir string) {
			if err := os.RemoveAll(filepath.Join(dir, filepath.FromSlash(file))); err != nil {
				t.Fatal(err)
			}
		}
	}
	instead := func(file string, put func(path string) error) func(string) {
		return func(dir string) {
			remove(file)(dir)
			if err := put(filepath.Join(dir, filepath.FromSlash(file))); err != nil {
				t.Fatal(err)
			}
		}
	}
	link := func(to string) func(string) error { return func(path string) error { return os.Symlink(to, path) } }
	folder := func(path string) error { return os.Mkdir(path, 0o700) }
	huge := func(path string) error {
		f, err := os.Create(path)
		if err != nil {
			return err
		}
		defer f.Close()
		return f.Truncate(1 << 32) // sparse: takes no room on the disk
	}
	size, err := strconv.ParseInt(o.one("select count(*) from record_entry where tenant_id = (select tenant_id from tenant where code = '21472')"), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	var bundle string // the last one, in which the publications are
	for _, tile := range ledger.TilesOf(0, size) {
		if tile.Level == ledger.Entries {
			bundle = tile.Path()
		}
	}
	clause := o.one("select clause_id from clause where code = '3.1'")
	for name, c := range map[string]struct {
		spoil func(string)
		words []string
	}{
		"a clause":            {change("rows.jsonl", `"code":"3.1"`, `"code":"3.9"`), []string{"bị sửa ngoài chương trình · clause 3.9 (" + clause + ")"}},
		"an entry":            {change(bundle, "published", "publishee"), []string{"không khớp điểm chốt đã ký"}},
		"no checkpoint":       {remove("checkpoint"), []string{"thiếu tệp checkpoint"}},
		"no keys":             {remove("keys"), []string{"thiếu tệp keys"}},
		"no tile":             {remove(bundle), []string{"Không đọc được tệp nhật ký " + bundle}},
		"a link":              {instead("checkpoint", link("/dev/zero")), []string{"không phải liên kết"}},
		"a link out":          {instead("tile", link(dir+"/tile")), []string{"Không đọc được tệp nhật ký"}},
		"a folder for a file": {instead("keys", folder), []string{"Không đọc được tệp keys"}},
		"a folder of rows":    {instead("rows.jsonl", folder), []string{"Không đọc được tệp rows.jsonl"}},
		"a huge checkpoint":   {instead("checkpoint", huge), []string{"Không đọc được tệp checkpoint"}},
		"a huge tile":         {instead(bundle, huge), []string{"Không đọc được tệp nhật ký"}},
		"a terminal steered":  {change("rows.jsonl", `"code":"3.1"`, `"code":"\u001b[2J3.1\u202e"`), []string{"\uFFFD[2J3.1\uFFFD"}},
	} {
		out := verify(1, spoil(name, c.spoil), root)
		for _, w := range c.words {
			if !strings.Contains(out, w) {
				t.Errorf("%s: no %q in %s", name, w, out)
			}
		}
		if strings.ContainsAny(out, "\x1b\u202e") {
			t.Errorf("%s: the terminal is steered: %q", name, out)
		}
	}
	if out := verify(0, spoil("no rows", remove("rows.jsonl")), root); !strings.Contains(out, "chưa đối chiếu dữ liệu") {
		t.Errorf("%s", out)
	}
	other, err := ledger.NewKey("sauro-root")
	if err != nil {
		t.Fatal(err)
	}
	for given, words := range map[string]string{other.Verifier(): "không được khóa gốc chứng nhận", "": "Hãy ghi mã khóa gốc", "abc": "Hãy chép nguyên dòng"} {
		if out := verify(1, dir, given); !strings.Contains(out, words) {
			t.Errorf("--root %q: %s", given, out)
		}
	}
	if out := verify(1, filepath.Join(dir, "khong-co"), root); !strings.Contains(out, "Không mở được thư mục") {
		t.Errorf("%s", out)
	}
	file := filepath.Join(t.TempDir(), "tep")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, errs := o.does(1, "log", "export", "--tenant", "21472", "--out", file); !strings.Contains(errs, "Không ghi được vào thư mục") {
		t.Errorf("%s", errs)
	}
}

// proofFile makes the proof of what was told of a clause, as the public page gives it.
func (o *tried) proofFile() (path string, p ledger.Proof) {
	o.Helper()
	ctx := context.Background()
	d, _, err := program.OpenData(ctx, program.Config{Data: o.data})
	if err != nil {
		o.Fatal(err)
	}
	defer d.Close()
	tenants, err := org.Tenants(ctx, d)
	if err != nil {
		o.Fatal(err)
	}
	id := o.one("select publication_id from publication where kind = 'clause' and reported_bp > 0 order by publication_id limit 1")
	err = d.View(ctx, tenants[0].ID, func(tx *db.Tx) error {
		p, err = notary.ProofOf(tx, "publication", id, func(column string) bool { return column != "about" })
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	p.Say = []ledger.Line{{Table: "publication", Column: "reported_bp", Vi: "Người thực hiện báo cáo", En: "Reported", As: ledger.AsPercent}, {Table: "publication", Column: "at", Vi: "Công khai lúc", En: "Published at", As: ledger.AsInstant}}
	return o.written(p), p
}

func (o *tried) written(p ledger.Proof) string {
	o.Helper()
	b, err := p.Encode()
	if err != nil {
		o.Fatal(err)
	}
	path := filepath.Join(o.TempDir(), "bang-chung.json")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		o.Fatal(err)
	}
	return path
}

func TestAProofIsCheckedFromItsFile(t *testing.T) {
	o := copied(t, builtDemo(t))
	path, p := o.proofFile()
	out, _ := o.does(0, "verify", "--proof", path, "--root", p.Root)
	for _, w := range []string{"✓ Khóa gốc: đúng", "✓ Mục nằm trong nhật ký đã ký: đúng", "· Nhân chứng: không kiểm được", fmt.Sprintf("Mục %d trong ", p.N+1),
		"publication.reported_bp (Người thực hiện báo cáo): ", "%", "publication.at (Công khai lúc): "} {
		if !strings.Contains(out, w) {
			t.Errorf("no %q in\n%s", w, out)
		}
	}
	if strings.Contains(out, "publication.about") {
		t.Errorf("a hidden column is shown:\n%s", out)
	}
	if out, _ := o.does(0, "verify", "--proof", path, "--root", ledger.Fingerprint(p.Root)); !strings.Contains(out, "✓ Khóa gốc: đúng") {
		t.Errorf("%s", out)
	}
	out, _ = o.does(0, "--lang", "en", "verify", "--proof", path)
	if !strings.Contains(out, "· Root key: cannot be checked") || !strings.Contains(out, p.Root) || !strings.Contains(out, "publication.reported_bp (Reported): ") {
		t.Errorf("with its own root:\n%s", out)
	}
	other, err := ledger.NewKey("sauro-root")
	if err != nil {
		t.Fatal(err)
	}
	out, errs := o.does(1, "verify", "--proof", path, "--root", other.Verifier())
	if !strings.Contains(out, "✗ Khóa gốc: sai") || !strings.Contains(errs, "không đúng") || strings.Contains(out, "publication.") {
		t.Errorf("with another root:\n%s%s", out, errs)
	}
	forged := p
	forged.Openings = []ledger.Opening{p.Openings[0]}
	forged.Openings[0].Columns = append([]ledger.Column(nil), p.Openings[0].Columns...)
	for i, c := range forged.Openings[0].Columns {
		if c.Name == "reported_bp" {
			forged.Openings[0].Columns[i].Value = "9999"
		}
	}
	if out, _ := o.does(1, "verify", "--proof", o.written(forged), "--root", p.Root); !strings.Contains(out, "✗ Nội dung được công bố đúng với mục nhật ký: sai") || strings.Contains(out, "publication.") {
		t.Errorf("a forged figure:\n%s", out)
	}
	wrong := filepath.Join(t.TempDir(), "sai.json")
	b, err := json.Marshal(map[string]string{"v": "1"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(wrong, b, 0o600); err != nil {
		t.Fatal(err)
	}
	for file, words := range map[string]string{wrong: "không phải tệp bằng chứng", wrong + "x": "Không đọc được tệp", t.TempDir(): "Không đọc được tệp", "/dev/zero": "Không đọc được tệp"} {
		if _, errs := o.does(1, "verify", "--proof", file); !strings.Contains(errs, words) {
			t.Errorf("%s: %s", file, errs)
		}
	}
}

func TestTheRootKeyGoesOffline(t *testing.T) {
	o := copied(t, builtDemo(t))
	o.does(0, "log", "key", "--tenant", "21472")
	usb := filepath.Join(t.TempDir(), "usb", "goc.key")
	out, _ := o.does(0, "log", "root", "--out", usb)
	if !strings.Contains(out, "sauro-root+") {
		t.Errorf("%s", out)
	}
	about, err := os.Stat(usb)
	if err != nil || about.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", about, err)
	}
	if _, err := os.Stat(filepath.Join(o.data, "keys", "root.key")); err == nil {
		t.Error("the root key is still on this machine")
	}
	if _, errs := o.does(1, "log", "key", "--tenant", "21472"); !strings.Contains(errs, "--root") {
		t.Errorf("%s", errs)
	}
	if _, errs := o.does(1, "log", "root", "--out", usb+"2"); !strings.Contains(errs, "Khóa gốc không còn ở") {
		t.Errorf("%s", errs)
	}
	o.does(0, "verify")
	if out, _ := o.does(0, "log", "key", "--tenant", "21472", "--root", usb); !strings.Contains(out, "khóa mới") {
		t.Errorf("%s", out)
	}
	o.does(0, "verify")
	if out, _ := o.does(0, "doctor"); strings.Contains(out, "Khóa gốc của nhật ký còn nằm") {
		t.Errorf("%s", out)
	}

	// A second commune on the same machine: its key needs the stick.
	o.does(0, "user", "office", "--tenant", "21475", "--name", "UBND xã Ba Vinh")
	if out, _ := o.does(0, "doctor"); !strings.Contains(out, "UBND xã Ba Vinh: nhật ký chưa được ký lần nào") {
		t.Errorf("%s", out)
	}
	o.does(0, "log", "key", "--tenant", "21475", "--root", usb)
	o.does(0, "verify", "--tenant", "21475")
	id := o.one("select key_id from record_key order by key_id desc limit 1")
	if err := os.Remove(filepath.Join(o.data, "keys", "log-"+id+".key")); err != nil {
		t.Fatal(err)
	}
	if out, _ := o.does(1, "doctor"); !strings.Contains(out, "✗ UBND xã Ba Vinh: máy này không giữ khóa ký nhật ký") {
		t.Errorf("%s", out)
	}

	// A root that has certified nothing is not taken away: another one would
	// follow it.
	fresh := &tried{t, filepath.Join(t.TempDir(), "moi")}
	d, _, err := program.OpenData(context.Background(), program.Config{Data: fresh.data})
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	if _, errs := fresh.does(1, "log", "root", "--out", usb+"3"); !strings.Contains(errs, "Hãy lập cơ quan trước") {
		t.Errorf("%s", errs)
	}
	if _, errs := fresh.does(1, "verify"); !strings.Contains(errs, "chưa có cơ quan nào") {
		t.Errorf("%s", errs)
	}
	fresh.does(0, "user", "office", "--tenant", "21472", "--name", "UBND xã Khánh Cường")
	fresh.does(0, "log", "root", "--out", usb+"3")
	fresh.does(0, "user", "add", "--tenant", "21472", "--post", "Chánh Văn phòng HĐND và UBND", "vanphong")
	fresh.does(0, "log", "export", "--tenant", "21472", "--out", filepath.Join(t.TempDir(), "xuat"))
	fresh.does(0, "verify")
}
