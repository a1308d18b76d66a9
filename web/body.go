package web

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"syscall"
	"time"

	"sauro/fault"
	"sauro/vn"
)

// The limits of what a person can send.
const (
	formLimit       = 1 << 20  // all texts of a form, bytes; a clause may have 10,000 letters
	FileLimit       = 40 << 20 // one file, bytes
	FileCount       = 20       // files of one form
	bodyLimit       = 200 << 20
	drainLimit      = 1 << 30 // read past the limit, so that a browser still sends its form to the end and shows the answer
	fieldCount      = 2000    // names of a form
	valueCount      = 5000    // values of a form, and parts of one with files
	uploadsInMemory = 6       // forms whose files may be in memory at once
	formTime        = 30 * time.Second
	uploadTime      = 20 * time.Minute
)

// File is a file that came with a form.
type File struct {
	Name string // as the person's machine calls it, without folders
	Size int64
	Data []byte
}

// upload is a file that waits on disk until its handler asks for it.
type upload struct {
	name string
	size int64
	temp *os.File
}

// read takes the form in, whatever of it comes through: what was typed is kept
// also where a file is cut off half way. The error says what is wrong.
func (r *Request) read(w http.ResponseWriter) error {
	r.values = url.Values{}
	err := r.query()
	if r.Method != http.MethodGet && r.Method != http.MethodHead && err == nil {
		err = r.body(w)
	}
	r.unread = err
	return err
}

func (r *Request) query() error {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return fault.Because(err, fault.Invalid, "Địa chỉ trang bị sai. Hãy mở lại từ danh sách.")
	}
	return r.keep(values)
}

func (r *Request) keep(values url.Values) error {
	for name, list := range values {
		if r.count += len(list); r.count > valueCount || len(r.values) >= fieldCount {
			return tooManyFields()
		}
		for _, v := range list {
			r.values.Add(name, vn.NFC(v))
		}
	}
	return nil
}

func tooManyFields() error {
	return fault.New(fault.TooLarge, "Biểu mẫu có quá nhiều ô. Hãy chia thành nhiều lần gửi.")
}

func (r *Request) body(w http.ResponseWriter) error {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil && r.ContentLength != 0 {
		return fault.Because(err, fault.Invalid, "Máy chủ chưa đọc được biểu mẫu. Hãy mở lại trang rồi gửi lại.")
	}
	limit := formTime
	if r.route.Upload {
		limit = uploadTime
	}
	// Not every connection can have its own deadline (a test's recorder has none).
	c := http.NewResponseController(w)
	_ = c.SetReadDeadline(time.Now().Add(limit))
	_ = c.SetWriteDeadline(time.Now().Add(limit + answerTime))
	switch {
	case r.ContentLength == 0:
		return nil
	case kind == "application/x-www-form-urlencoded":
		text, err := io.ReadAll(io.LimitReader(r.Request.Body, formLimit+1))
		if err != nil {
			return cut(err)
		}
		if len(text) > formLimit {
			r.drain()
			return tooMuchText()
		}
		values, err := url.ParseQuery(string(text))
		if err != nil {
			return fault.Because(err, fault.Invalid, "Máy chủ chưa đọc được biểu mẫu. Hãy mở lại trang rồi gửi lại.")
		}
		for name := range values {
			r.values.Del(name) // what stands in the form is not overruled by the address
		}
		return r.keep(values)
	case kind == "multipart/form-data" && r.route.Upload:
		return r.parts()
	}
	r.drain()
	return fault.New(fault.Invalid, "Trang này không nhận tệp. Hãy mở lại trang rồi gửi lại.")
}

// parts reads a form with files. It goes on past what is too large, so that
// the texts behind it are kept too.
func (r *Request) parts() error {
	reader, err := r.MultipartReader()
	if err != nil {
		return fault.Because(err, fault.Invalid, "Máy chủ chưa đọc được biểu mẫu. Hãy mở lại trang rồi gửi lại.")
	}
	r.uploads = map[string][]*upload{}
	wrong := r.refused
	seen := map[string]bool{} // names of the form, which the address does not overrule
	var text, bytesOfFiles int64
	files := 0
	for parts := 0; ; parts++ {
		part, err := reader.NextRawPart()
		if err == io.EOF {
			return wrong
		}
		if err == nil && parts == valueCount {
			return tooManyFields() // no form of ours: the rest is not read
		}
		if err != nil {
			return cut(err)
		}
		name := fileName(part.FileName())
		switch {
		case name == "" && text <= formLimit: // also a file field where no file was chosen
			b, err := io.ReadAll(io.LimitReader(part, formLimit-text+1))
			if err != nil {
				return cut(err)
			}
			if text += int64(len(b)); text > formLimit {
				wrong = tooMuchText()
				break
			}
			if name := part.FormName(); !seen[name] {
				seen[name] = true
				r.values.Del(name)
			}
			if err := r.keep(url.Values{part.FormName(): {string(b)}}); err != nil {
				wrong = err
			}
		case wrong != nil:
		case files == FileCount:
			wrong = fault.New(fault.TooLarge, "Mỗi lần gửi tối đa %d tệp. Hãy chia thành nhiều lần.", FileCount)
		default:
			var u *upload
			if u, err = spool(part, name); err != nil {
				wrong = err
				break
			}
			r.uploads[part.FormName()] = append(r.uploads[part.FormName()], u)
			files++
			if bytesOfFiles += u.size; bytesOfFiles > bodyLimit {
				wrong = fault.New(fault.TooLarge, "Các tệp cộng lại lớn hơn %d MB. Hãy chia thành nhiều lần gửi.", bodyLimit>>20)
			}
		}
		if wrong != nil {
			// What is left of the part; a connection that is gone shows at the next one.
			_, _ = io.CopyN(io.Discard, part, drainLimit)
		}
	}
}

// spool keeps a file on disk.
func spool(part io.Reader, name string) (*upload, error) {
	temp, err := os.CreateTemp("", "sauro-*")
	if err != nil {
		return nil, disk(err)
	}
	// Where the system allows it the name is gone at once, so that a stopped
	// program leaves nothing behind; forget removes it elsewhere.
	_ = os.Remove(temp.Name())
	u := &upload{name: name, temp: temp}
	u.size, err = io.Copy(temp, io.LimitReader(part, FileLimit+1))
	switch {
	case err != nil && errors.Is(err, syscall.ENOSPC):
		err = disk(err)
	case err != nil:
		err = cut(err)
	case u.size > FileLimit:
		err = fault.New(fault.TooLarge, "Tệp %s lớn hơn %d MB. Hãy nén lại hoặc chia nhỏ rồi gửi lại.", name, FileLimit>>20)
	case u.size == 0:
		err = fault.New(fault.Invalid, "Tệp %s rỗng. Hãy chọn lại tệp.", name)
	}
	if err != nil {
		u.drop()
		return nil, err
	}
	return u, nil
}

func (u *upload) drop() {
	u.temp.Close()
	_ = os.Remove(u.temp.Name())
}

// Files are the files of a field, in memory until the handler returns. The
// error says why a file did not come through (TooLarge, Invalid, Busy); what
// was typed beside it is there all the same, for Again.
func (r *Request) Files(name string) ([]File, error) {
	if r.unread != nil {
		return nil, r.unread
	}
	if len(r.uploads[name]) == 0 {
		return nil, nil
	}
	if !r.inMemory {
		select {
		case r.server.memory <- struct{}{}:
			r.inMemory = true
		case <-time.After(10 * time.Second):
			return nil, fault.New(fault.Busy, "Máy chủ đang nhận nhiều tệp. Hãy đợi một phút rồi gửi lại.")
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	var list []File
	for _, u := range r.uploads[name] {
		data := make([]byte, u.size)
		if _, err := u.temp.ReadAt(data, 0); err != nil && err != io.EOF {
			return nil, disk(err)
		}
		list = append(list, File{u.name, u.size, data})
	}
	return list, nil
}

// forget lets go of the files of the form.
func (r *Request) forget() {
	for _, list := range r.uploads {
		for _, u := range list {
			u.drop()
		}
	}
	if r.inMemory {
		<-r.server.memory
		r.inMemory = false
	}
}

func (r *Request) drain() { _, _ = io.CopyN(io.Discard, r.Request.Body, drainLimit) }

func cut(err error) error {
	return fault.Because(err, fault.Invalid, "Biểu mẫu hoặc tệp bị đứt giữa chừng nên chưa lưu gì. Hãy kiểm tra mạng rồi gửi lại.")
}

func disk(err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return fault.Because(err, fault.Busy, "Ổ đĩa của máy chủ đã đầy nên chưa nhận được tệp. Hãy báo người quản trị rồi gửi lại.")
	}
	return err
}

func tooMuchText() error {
	return fault.New(fault.TooLarge, "Biểu mẫu có quá nhiều chữ. Hãy chia thành nhiều lần gửi, hoặc gửi dưới dạng tệp.")
}

// fileName is the name of a file without its folders, at most 120 letters.
func fileName(s string) string {
	if s == "" {
		return ""
	}
	s = vn.Line(path.Base(strings.ReplaceAll(s, "\\", "/")))
	if letters := []rune(s); len(letters) > 120 {
		ext := []rune(path.Ext(s))
		if len(ext) > 10 {
			ext = nil
		}
		s = string(letters[:120-len(ext)]) + string(ext)
	}
	return s
}
