package web

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"sauro/vn"
)

// Attachment sends a file for the person to keep; it is never shown inside the
// program, and where a browser shows it all the same it may do nothing. The content
// type is what the feature has found out about it by its bytes; one that a browser
// might run goes out as mere bytes.
func Attachment(w http.ResponseWriter, r *Request, name, kind string, modified time.Time, content io.ReadSeeker) error {
	h := w.Header()
	h.Set("Content-Type", keptKind(kind))
	h.Set("Content-Disposition", disposition(name))
	h.Set("Content-Security-Policy", Boxed)
	if !r.Who.SignedIn() && h.Get("Cache-Control") == "no-store" {
		h.Set("Cache-Control", "no-cache")
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(uploadTime))
	http.ServeContent(w, r.Request, "", modified, content)
	return nil
}

// AttachmentOf is Attachment of bytes.
func AttachmentOf(w http.ResponseWriter, r *Request, name, kind string, modified time.Time, data []byte) error {
	return Attachment(w, r, name, kind, modified, bytes.NewReader(data))
}

// disposition names the file twice (RFC 6266): in letters every browser knows,
// and as it is.
func disposition(name string) string {
	if name = fileName(name); strings.Trim(name, "./ ") == "" {
		name = "tep"
	}
	plain := strings.Map(func(c rune) rune {
		if c < ' ' || c > '~' || strings.ContainsRune(`"\%;`, c) {
			return '_'
		}
		return c
	}, foldName(name))
	return `attachment; filename="` + plain + `"; filename*=UTF-8''` + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}

// foldName is a name without Vietnamese marks, with its capitals kept.
func foldName(name string) string {
	var b strings.Builder
	for _, c := range name {
		f := vn.Fold(string(c))
		if up := strings.ToUpper(f); string(c) != strings.ToLower(string(c)) {
			f = up
		}
		b.WriteString(f)
	}
	return b.String()
}

// inert are the types of file that no browser runs. Text is sent as UTF-8, which
// is said so that nobody guesses another alphabet into it.
func inert(kind string) bool {
	switch kind {
	case "text/plain", "text/csv", "application/json", "application/atom+xml", "application/zip", "application/pdf",
		"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint", "image/jpeg", "image/png", "image/webp":
		return true
	}
	return strings.HasPrefix(kind, "application/vnd.openxmlformats-officedocument.") || strings.HasPrefix(kind, "application/vnd.oasis.opendocument.")
}

// keptKind is the content type of a file that goes out.
func keptKind(kind string) string {
	kind, _, err := mime.ParseMediaType(kind)
	switch {
	case err != nil || !inert(kind):
		return "application/octet-stream"
	case strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "+xml"):
		return kind + "; charset=utf-8"
	}
	return kind
}
