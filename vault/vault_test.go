package vault_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"sauro/vault"
)

func open(t testing.TB, dir string) *vault.Vault {
	t.Helper()
	v, err := vault.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestWhatIsSealedOpensForItsPurposeOnly(t *testing.T) {
	dir := t.TempDir()
	v := open(t, dir)
	secret := []byte("mã bí mật")
	one, two := v.Seal("totp:a", secret), v.Seal("totp:a", secret)
	if one == two {
		t.Error("the same secret sealed twice looks the same")
	}
	if strings.Contains(one, "bí mật") || strings.ContainsAny(one, "+/= ;,") {
		t.Errorf("sealed: %q", one)
	}
	again := open(t, dir) // the program started anew
	if got, err := again.Open("totp:a", one); err != nil || !bytes.Equal(got, secret) {
		t.Errorf("%q, %v", got, err)
	}
	other := open(t, t.TempDir())
	for what, open := range map[string]func() ([]byte, error){
		"another context":  func() ([]byte, error) { return v.Open("totp:b", one) },
		"another key":      func() ([]byte, error) { return other.Open("totp:a", one) },
		"a cut text":       func() ([]byte, error) { return v.Open("totp:a", one[:len(one)-3]) },
		"a changed text":   func() ([]byte, error) { return v.Open("totp:a", one[:30]+"AAAA"+one[34:]) },
		"no text":          func() ([]byte, error) { return v.Open("totp:a", "") },
		"its head alone":   func() ([]byte, error) { return v.Open("totp:a", one[:12]) },
		"another alphabet": func() ([]byte, error) { return v.Open("totp:a", one+"=") },
	} {
		if got, err := open(); !errors.Is(err, vault.ErrSealed) || got != nil {
			t.Errorf("%s: %q, %v", what, got, err)
		}
	}
}

func TestTheKeyIsForItsOwnerAndIsNeverReplaced(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	open(t, dir)
	name := filepath.Join(dir, "vault.key")
	info, err := os.Stat(name)
	if err != nil || info.Mode().Perm() != 0o600 || info.Size() != 32 {
		t.Fatal(info, err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("%d files lie in the folder", len(files))
	}
	if err := os.WriteFile(name, []byte("cut"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Open(dir); err == nil || !strings.Contains(err.Error(), "backup") {
		t.Errorf("a key that was cut: %v", err)
	}
	if b, _ := os.ReadFile(name); string(b) != "cut" {
		t.Error("the key that was cut has been replaced")
	}
}

func TestThoseWhoStartAtOnceAgree(t *testing.T) {
	dir := t.TempDir()
	var wait sync.WaitGroup
	sealed := make([]string, 16)
	for i := range sealed {
		wait.Go(func() {
			v, err := vault.Open(dir)
			if err != nil {
				t.Error(err)
				return
			}
			sealed[i] = v.Seal("x", []byte("y"))
		})
	}
	wait.Wait()
	v := open(t, dir)
	for i, s := range sealed {
		if got, err := v.Open("x", s); err != nil || string(got) != "y" {
			t.Errorf("process %d has a key of its own: %v", i, err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	v := open(f, f.TempDir())
	f.Add(v.Seal("x", []byte("y")))
	f.Add("v1..")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		if got, err := v.Open("another", text); err == nil {
			t.Errorf("%q opened as %q", text, got)
		}
	})
}
