package main

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sauro/reading"
)

const letter = "../../demo/khanh-cuong-2025-12.txt"

// sauro runs the command line and gives what it printed.
func sauro(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	dir := t.TempDir()
	file := func(name string) *os.File {
		f, err := os.Create(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	stdout, stderr := file("out"), file("err")
	code = run(context.Background(), args, os.Stdin, stdout, stderr)
	said := func(f *os.File) string {
		defer f.Close()
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	return code, said(stdout), said(stderr)
}

func TestHelpInBothLanguages(t *testing.T) {
	for lang, words := range map[string][]string{
		"vi": {"Chạy chương trình cho cơ quan.", "Thư mục dữ liệu"},
		"en": {"Serve the office.", "The data folder"},
	} {
		code, out, _ := sauro(t, "--lang", lang, "--help")
		for _, w := range words {
			if code != 0 || !strings.Contains(out, w) {
				t.Errorf("%s: exit %d, no %q in:\n%s", lang, code, w, out)
			}
		}
	}
	for key, text := range helps {
		if text["vi"] == "" || text["en"] == "" {
			t.Errorf("%s is not said in both languages", key)
		}
	}
	if code, _, errs := sauro(t, "serv"); code != 2 || !strings.Contains(errs, "--help") {
		t.Errorf("a command that is none: exit %d, %s", code, errs)
	}
}

func TestReadPrintsOneObjectALine(t *testing.T) {
	code, out, errs := sauro(t, "read", letter, letter)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if code != 0 || len(lines) != 2 {
		t.Fatalf("exit %d, %d lines, %s", code, len(lines), errs)
	}
	for _, line := range lines {
		var r reading.Reading
		if err := json.Unmarshal([]byte(line), &r); err != nil || len(r.Items) != 20 {
			t.Errorf("%d items, %v", len(r.Items), err)
		}
	}
	var keys map[string]map[string]json.RawMessage
	json.Unmarshal([]byte(lines[0]), &keys)
	for _, k := range []string{"type", "number", "symbol", "issuer", "place", "date", "subject", "recipients", "signer", "references"} {
		if _, ok := keys["document"][k]; !ok {
			t.Errorf("the document has no key %s", k)
		}
	}
	code, out, _ = sauro(t, "read", "--text", letter)
	if code != 0 || !strings.Contains(out, "Kính gửi: Sở Khoa học và Công nghệ tỉnh Quảng Ngãi.") {
		t.Errorf("--text: exit %d, %.100s", code, out)
	}
	bad := filepath.Join(t.TempDir(), "hong.docx")
	if err := os.WriteFile(bad, []byte("PK\x03\x04 cut"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs = sauro(t, "read", bad, "missing.pdf", letter)
	if code != 1 || strings.Count(out, "\n") != 1 || !strings.Contains(errs, "hong.docx: ") || !strings.Contains(errs, "missing.pdf: ") {
		t.Errorf("two bad files of three: exit %d\n%s\n%.60s", code, errs, out)
	}
}

func TestAnOfficeFromTheCommandLine(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	do := func(want int, args ...string) (string, string) {
		t.Helper()
		code, out, errs := sauro(t, append([]string{"--data", data}, args...)...)
		if code != want {
			t.Fatalf("sauro %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errs)
		}
		return out, errs
	}
	do(0, "user", "office", "--tenant", "21472", "--name", "UBND xã Khánh Cường")
	do(1, "user", "office", "--tenant", "21472", "--name", "UBND xã khác")
	do(1, "user", "office", "--tenant", "2147", "--name", "x")
	do(1, "import", "--tenant", "21472", letter) // nobody holds the clerk's post
	link, _ := do(0, "user", "add", "--tenant", "21472", "--post", "chánh văn phòng HĐND và UBND", "vanphong")
	if !regexp.MustCompile(`^/lien-ket/21472\.[A-Za-z0-9_-]{43}\n$`).MatchString(link) {
		t.Errorf("the link is %q", link)
	}
	again, _ := do(0, "user", "reset", "--tenant", "21472", "vanphong")
	if again == link {
		t.Error("the link given anew is the old one")
	}
	do(1, "user", "add", "--tenant", "21472", "--post", "Vua", "vua")
	if out, _ := do(0, "user", "list", "--tenant", "21472"); !strings.Contains(out, "vanphong") || !strings.Contains(out, "đang trống") {
		t.Errorf("list:\n%s", out)
	}
	id, said := do(0, "import", "--tenant", "21472", "--accept", letter)
	if !strings.Contains(said, "5 nhóm, 20 nội dung") || len(strings.TrimSpace(id)) != 36 {
		t.Errorf("import: %q, %s", id, said)
	}
	if _, errs := do(1, "import", "--tenant", "21472", letter); !strings.Contains(errs, "đã có") {
		t.Errorf("the same letter again: %s", errs)
	}
	secret := filepath.Join(t.TempDir(), "mat.txt")
	if err := os.WriteFile(secret, []byte("TUYỆT MẬT\nỦY BAN NHÂN DÂN\nXÃ KHÁNH CƯỜNG\nSố: 1/KH-UBND\nnội dung bảo vệ"), 0o600); err != nil {
		t.Fatal(err)
	}
	before := count(t, data)
	if _, errs := do(1, "import", "--tenant", "21472", secret); !strings.Contains(errs, "TUYỆT MẬT") {
		t.Errorf("a secret document: %s", errs)
	}
	if after := count(t, data); after != before {
		t.Errorf("%d files before a secret document, %d after", before, after)
	}
	out, _ := do(0, "report", "--tenant", "21472", "--out", t.TempDir())
	for _, form := range []string{".docx", ".pdf", ".xlsx"} {
		if !strings.Contains(out, form) {
			t.Errorf("no %s among %s", form, out)
		}
	}
	do(1, "report", "--tenant", "21472", "--cut-off", "31/02/2026")
	if out, _ := do(0, "doctor"); strings.Contains(out, "✗") {
		t.Errorf("doctor:\n%s", out)
	}
	do(0, "user", "leave", "--tenant", "21472", "vanphong")
	do(1, "user", "leave", "--tenant", "21472", "vanphong")
}

// count is the number of files kept under a data folder.
func count(t *testing.T, data string) (n int) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(data, "files"), func(_ string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestDoctorFindsAFileThatWasChanged(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	for _, args := range [][]string{
		{"user", "office", "--tenant", "21472", "--name", "UBND xã Khánh Cường"},
		{"user", "add", "--tenant", "21472", "--post", "Chánh Văn phòng HĐND và UBND", "vanphong"},
		{"import", "--tenant", "21472", letter},
	} {
		if code, _, errs := sauro(t, append([]string{"--data", data}, args...)...); code != 0 {
			t.Fatal(errs)
		}
	}
	err := filepath.WalkDir(filepath.Join(data, "files"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			return os.WriteFile(path, []byte("khác"), 0o600)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if code, out, _ := sauro(t, "--data", data, "doctor"); code != 1 || !strings.Contains(out, "bị thay đổi") {
		t.Errorf("exit %d:\n%s", code, out)
	}
}

func TestConfigPrintsEverySettingAndNoPassword(t *testing.T) {
	t.Setenv("SAURO_LISTEN", "127.0.0.1:9999")
	code, out, _ := sauro(t, "--database", "postgres://sauro:matkhau@127.0.0.1/sauro", "config")
	for _, want := range []string{"SAURO_LANG", "SAURO_DATA", "SAURO_DATABASE", "SAURO_LISTEN", "127.0.0.1:9999", "--behind-proxy"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("exit %d, no %s in:\n%s", code, want, out)
		}
	}
	if strings.Contains(out, "matkhau") {
		t.Errorf("the password is printed:\n%s", out)
	}
}

func TestADemoBegunAnewLosesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "office")
	for range 2 {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			t.Fatal(err)
		}
		if err := setAside(dir); err != nil {
			t.Fatal(err)
		}
	}
	for _, kept := range []string{dir + "-1", dir + "-2"} {
		if _, err := os.Stat(kept); err != nil {
			t.Errorf("the old data is gone: %v", err)
		}
	}
	if err := setAside(dir); err != nil {
		t.Errorf("nothing to set aside: %v", err)
	}
}
