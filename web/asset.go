package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
)

//go:embed assets
var ownAssets embed.FS

// sheets are the files of the one stylesheet, in the order of its layers.
var sheets = []string{"tokens.css", "frame.css", "parts.css", "screens.css", "paper.css"}

// asset is a file that pages load: its name has its checksum, so that it may be
// kept for ever and a new version is asked for at once.
type asset struct {
	kind        string
	body, small []byte // as it is, and as gzip
	tag         string
}

// assets are all assets by the last part of their address.
type assets struct {
	files map[string]asset
	names map[string]string // "sauro.css" -> "sauro.3f2a….css"
}

var assetKinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml; charset=utf-8",
}

func newAssets(features []Pages) (assets, error) {
	a := assets{map[string]asset{}, map[string]string{}}
	var css bytes.Buffer
	for _, name := range sheets {
		b, err := ownAssets.ReadFile("assets/" + name)
		if err != nil {
			return a, fmt.Errorf("web: %w", err)
		}
		css.Write(b)
	}
	if err := a.add("sauro.css", tighten(css.Bytes())); err != nil {
		return a, err
	}
	for _, name := range []string{"sauro.js", "mark.svg"} {
		b, err := ownAssets.ReadFile("assets/" + name)
		if err != nil {
			return a, fmt.Errorf("web: %w", err)
		}
		if err := a.add(name, b); err != nil {
			return a, err
		}
	}
	for _, feature := range features {
		scripts, err := fs.Glob(feature.FS, "*.js")
		if err != nil {
			return a, fmt.Errorf("web: %w", err)
		}
		for _, name := range scripts {
			b, err := fs.ReadFile(feature.FS, name)
			if err != nil {
				return a, fmt.Errorf("web: %w", err)
			}
			if err := a.add(name, b); err != nil {
				return a, err
			}
		}
	}
	return a, nil
}

func (a assets) add(name string, body []byte) error {
	if a.names[name] != "" {
		return fmt.Errorf("web: two assets are called %s", name)
	}
	sum := sha256.Sum256(body)
	tag := hex.EncodeToString(sum[:6])
	ext := path.Ext(name)
	var small bytes.Buffer
	z, err := gzip.NewWriterLevel(&small, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(body); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	full := strings.TrimSuffix(name, ext) + "." + tag + ext
	a.files[full] = asset{assetKinds[ext], body, small.Bytes(), tag}
	a.names[name] = full
	return nil
}

// url is the address of an asset.
func (a assets) url(name string) (string, error) {
	full, ok := a.names[name]
	if !ok {
		return "", fmt.Errorf("no asset %s", name)
	}
	return assetPath + full, nil
}

const assetPath = "/_/"

// serve answers for an asset; found is false where there is none of that name.
func (a assets) serve(w http.ResponseWriter, req *http.Request) (found bool) {
	name, ok := strings.CutPrefix(req.URL.Path, assetPath)
	f, known := a.files[name]
	if !ok || !known || req.Method != http.MethodGet && req.Method != http.MethodHead {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", `"`+f.tag+`"`)
	if req.Header.Get("If-None-Match") == `"`+f.tag+`"` {
		w.WriteHeader(http.StatusNotModified)
		return true
	}
	body := f.body
	if acceptsGzip(req) {
		h.Set("Content-Encoding", "gzip")
		body = f.small
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	// A browser that has gone needs no answer.
	_, _ = w.Write(body)
	return true
}

var (
	cssComment = regexp.MustCompile(`(?s)/\*.*?\*/`)
	cssSpace   = regexp.MustCompile(`\s*\n\s*`)
)

// tighten takes comments and line ends out of a stylesheet of our own.
func tighten(css []byte) []byte {
	css = cssComment.ReplaceAll(css, nil)
	return cssSpace.ReplaceAll(bytes.TrimSpace(css), []byte("\n"))
}
