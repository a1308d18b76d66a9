package blob

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"sauro/fault"
)

func open(t *testing.T) (*Store, string) {
	t.Helper()
	dir := t.TempDir()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func files(t *testing.T, dir string) (n int) {
	t.Helper()
	err := filepath.WalkDir(dir, func(_ string, d os.DirEntry, err error) error {
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

func TestAFileIsKeptAsItCameAndOnce(t *testing.T) {
	s, dir := open(t)
	want := strings.Repeat("Biên bản hội nghị\n", 1000)
	var wg sync.WaitGroup
	hashes := make([]string, 16)
	for i := range hashes {
		wg.Go(func() {
			h, n, err := s.Put(strings.NewReader(want), 1<<20)
			if err != nil || n != int64(len(want)) {
				t.Error(n, err)
			}
			hashes[i] = h
		})
	}
	wg.Wait()
	got, err := s.Read(hashes[0])
	if err != nil || string(got) != want {
		t.Fatalf("read %d bytes, %v", len(got), err)
	}
	if n := files(t, dir); n != 1 {
		t.Errorf("%d files in the store", n)
	}
	if err := s.Verify(hashes[0]); err != nil {
		t.Error(err)
	}
}

func TestNothingIsLeftOfAFileThatDidNotArrive(t *testing.T) {
	s, dir := open(t)
	if _, _, err := s.Put(bytes.NewReader(make([]byte, 101)), 100); !fault.Is(err, fault.TooLarge) {
		t.Errorf("too large: %v", err)
	}
	cut := io.MultiReader(strings.NewReader("nửa tệp"), iotest.ErrReader(io.ErrUnexpectedEOF))
	if _, _, err := s.Put(cut, 100); !fault.Is(err, fault.Invalid) {
		t.Errorf("cut off: %v", err)
	}
	if _, _, err := s.Put(iotest.ErrReader(errors.New("x")), 100); err == nil {
		t.Error("a reader that fails was stored")
	}
	if n := files(t, dir); n != 0 {
		t.Errorf("%d files left", n)
	}
	// A program stopped during a Put leaves its half file; the next start clears it.
	if err := os.WriteFile(filepath.Join(dir, "new", "put-1"), []byte("nửa"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); err != nil {
		t.Fatal(err)
	}
	if n := files(t, dir); n != 0 {
		t.Errorf("%d files left after the start", n)
	}
}

func TestAChangedFileIsFound(t *testing.T) {
	s, _ := open(t)
	h, _, err := s.Put(strings.NewReader("40/42 người"), 100)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(s.path(h), []byte("42/42 người"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(h); !fault.Is(err, fault.Conflict) {
		t.Errorf("a changed file: %v", err)
	}
	for _, bad := range []string{"", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("a", 64)} {
		if _, err := s.Open(bad); !fault.Is(err, fault.Unknown) {
			t.Errorf("Open(%q): %v", bad, err)
		}
	}
}
