package blob

import (
	"bytes"
	"syscall"
	"testing"

	"sauro/fault"
)

// A disk that is really full: a file system of 256 KB in memory. Only root may
// mount one, so elsewhere the test says that it was skipped.
func TestAFullDiskHasWordsAndLeavesNothingHalf(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("no small disk can be mounted here: %v", err)
	}
	defer func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	}()
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	small := []byte("Biên bản hội nghị")
	kept, _, err := s.Put(bytes.NewReader(small), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Put(bytes.NewReader(make([]byte, 512<<10)), 1<<20); !fault.Is(err, fault.Busy) {
		t.Errorf("a full disk: %v", err)
	}
	if n := files(t, dir); n != 1 {
		t.Errorf("%d files on the disk, one was acknowledged", n)
	}
	if err := s.Verify(kept); err != nil {
		t.Errorf("what was acknowledged before: %v", err)
	}
	if _, _, err := s.Put(bytes.NewReader([]byte("một tệp nhỏ khác")), 1<<20); err != nil {
		t.Errorf("after the large file was refused: %v", err)
	}
}
