// Package blob keeps files by their hash, as they came. It knows no names, no
// kinds and no owners of files: the rows that point at a hash do.
package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"syscall"

	"sauro/fault"
)

// Store is a folder of files named by the sha256 of their content. A file that
// Put has acknowledged is on disk and never changes.
type Store struct{ dir string }

// Open opens the store in dir, which is made where it is missing. Files of a
// Put that was cut off are removed.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(filepath.Join(dir, "new"), 0o750); err != nil {
		return nil, fault.Because(err, fault.Invalid, "Không tạo được thư mục tệp %s. Hãy kiểm tra quyền ghi hoặc chọn thư mục khác.", dir)
	}
	s := &Store{dir}
	half, err := filepath.Glob(filepath.Join(dir, "new", "put-*"))
	if err != nil {
		return nil, err
	}
	for _, f := range half {
		if err := os.Remove(f); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Put stores what r gives, at most limit bytes, and says its hash (64 hex
// digits) and size. The same content is stored once.
func (s *Store) Put(r io.Reader, limit int64) (hash string, size int64, err error) {
	f, err := os.CreateTemp(filepath.Join(s.dir, "new"), "put-*")
	if err != nil {
		return "", 0, explain(err)
	}
	defer func() {
		f.Close()
		if err != nil {
			os.Remove(f.Name())
		}
	}()
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, sum), io.LimitReader(r, limit+1))
	if err != nil {
		return "", 0, explain(err)
	}
	if size > limit {
		return "", 0, fault.New(fault.TooLarge, "Tệp lớn hơn %s MB. Hãy giảm dung lượng hoặc chia thành nhiều tệp.", fmt.Sprint(limit>>20))
	}
	if err = f.Sync(); err != nil {
		return "", 0, explain(err)
	}
	hash = hex.EncodeToString(sum.Sum(nil))
	path := s.path(hash)
	if _, err := os.Stat(path); err == nil {
		return hash, size, os.Remove(f.Name())
	}
	if err = os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return "", 0, explain(err)
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return "", 0, explain(err)
	}
	// The name is acknowledged only when the folders that hold it are on disk.
	for _, dir := range []string{filepath.Dir(path), s.dir} {
		if err = syncDir(dir); err != nil {
			return "", 0, explain(err)
		}
	}
	return hash, size, nil
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Open opens the file with the hash for reading.
func (s *Store) Open(hash string) (*os.File, error) {
	if !hashForm.MatchString(hash) {
		return nil, missing(nil)
	}
	f, err := os.Open(s.path(hash))
	if errors.Is(err, os.ErrNotExist) {
		return nil, missing(err)
	}
	return f, err
}

// Read gives the whole file with the hash.
func (s *Store) Read(hash string) ([]byte, error) {
	f, err := s.Open(hash)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// Verify reports whether the file with the hash is there and still is what its
// name says.
func (s *Store) Verify(hash string) error {
	f, err := s.Open(hash)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if hex.EncodeToString(sum.Sum(nil)) != hash {
		return fault.New(fault.Conflict, "Tệp %s đã bị thay đổi trên đĩa. Hãy phục hồi tệp này từ bản sao lưu.", hash)
	}
	return nil
}

func (s *Store) path(hash string) string { return filepath.Join(s.dir, hash[:2], hash) }

func missing(cause error) error {
	return fault.Because(cause, fault.Unknown, "Không tìm thấy tệp này trong kho. Hãy báo người quản lý máy chủ phục hồi từ bản sao lưu.")
}

func explain(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.Because(err, fault.Busy, "Ổ đĩa của máy chủ đã đầy nên chưa lưu gì. Hãy giải phóng chỗ trống rồi gửi lại.")
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fault.Because(err, fault.Invalid, "Tệp gửi lên bị đứt giữa chừng nên chưa lưu. Hãy gửi lại.")
	}
	return err
}
