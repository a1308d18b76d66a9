package doc

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"sauro/fault"
)

// The engine that opens PDF files is a WebAssembly program: it sees no file
// and no network, and its memory has an end. Making it ready takes seconds, so
// it happens at the first PDF and is kept until Close. It works on one file at
// a time.
var pdfEngine struct {
	once sync.Once
	turn chan struct{} // holds one token: whose turn it is
	pool pdfium.Pool   // nil before the first PDF; only with the turn
	stop func()        // takes the engine down whatever it does
	dir  string        // where its machine code is kept
}

const (
	pdfMemory  = 512 << 20        // bytes of the engine, at most
	pdfPatient = time.Minute      // for opening a file, and for each page
	pdfGrace   = 10 * time.Second // for a call to end by itself after ctx ended
)

func pdfTurn(ctx context.Context) error {
	pdfEngine.once.Do(func() { pdfEngine.turn = make(chan struct{}, 1) })
	select {
	case pdfEngine.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// CacheIn lets the machine code of the PDF engine be kept in a folder that only
// this program writes to: the next start of the program then reads its first
// PDF some seconds sooner. It holds for engines made ready after the call.
func CacheIn(dir string) error {
	if err := pdfTurn(context.Background()); err != nil {
		return err
	}
	defer func() { <-pdfEngine.turn }()
	pdfEngine.dir = dir
	return nil
}

// Close frees what reading PDF files keeps in memory. A later Extract makes
// it ready again.
func Close() error {
	if err := pdfTurn(context.Background()); err != nil {
		return err
	}
	defer func() { <-pdfEngine.turn }()
	if pdfEngine.pool == nil {
		return nil
	}
	return pdfDown()
}

// pdfDown ends the engine. The caller has the turn.
func pdfDown() error {
	pool := pdfEngine.pool
	pdfEngine.pool = nil
	defer pdfEngine.stop()
	return pool.Close()
}

// pdfReady makes the engine ready unless it is.
func pdfReady() error {
	if pdfEngine.pool != nil {
		return nil
	}
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithCloseOnContextDone(true).
		WithMemoryLimitPages(pdfMemory >> 16)
	if pdfEngine.dir != "" {
		// Without a cache it only takes longer.
		if cache, err := wazero.NewCompilationCacheWithDir(pdfEngine.dir); err == nil {
			config = config.WithCompilationCache(cache)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	pool, err := webassembly.Init(webassembly.Config{
		Context:       ctx,
		MaxTotal:      1,
		FSConfig:      wazero.NewFSConfig(),
		Stdout:        io.Discard,
		Stderr:        io.Discard,
		RuntimeConfig: config,
	})
	if err != nil {
		stop()
		return err
	}
	pdfEngine.pool, pdfEngine.stop = pool, stop
	return nil
}

// withPDF opens the file and calls do with the engine. do calls more before
// each page: it fails when ctx has ended, and else gives the page its time. A
// page that takes longer, or goes on after ctx ended, is stopped together with
// the engine.
func withPDF(ctx context.Context, data []byte, do func(engine pdfium.Pdfium, doc references.FPDF_DOCUMENT, more func() error) error) error {
	if err := pdfTurn(ctx); err != nil {
		return err
	}
	defer func() { <-pdfEngine.turn }()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := pdfReady(); err != nil {
		return err
	}
	engine, err := pdfEngine.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return err
	}
	patience := time.AfterFunc(pdfPatient, cancel)
	defer patience.Stop()
	more := func() error {
		patience.Reset(pdfPatient)
		return ctx.Err()
	}
	ended, stopped := make(chan struct{}), make(chan bool)
	go func(stop func()) {
		select {
		case <-ended:
			stopped <- false
			return
		case <-ctx.Done():
		}
		select {
		case <-ended:
			stopped <- false
		case <-time.After(pdfGrace):
			stop()
			stopped <- true
		}
	}(pdfEngine.stop)
	defer func() {
		close(ended)
		if down := <-stopped; engine.Close() != nil || down {
			pdfDown()
		}
	}()
	opened, err := engine.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return faultLocked(err)
	case err != nil:
		return faultBroken(err)
	}
	if err = do(engine, opened.Document, more); ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// readPDF reads the text of the pages, or has the pages read as pictures where
// they hold no text.
func readPDF(ctx context.Context, data []byte, progress Progress) (Text, error) {
	text := Text{Format: "pdf"}
	var pages []*pdfPage
	var letters int
	err := withPDF(ctx, data, func(engine pdfium.Pdfium, doc references.FPDF_DOCUMENT, more func() error) error {
		count, err := engine.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc})
		if err != nil {
			return faultBroken(err)
		}
		text.Pages = count.PageCount
		switch {
		case text.Pages < 1:
			return faultBroken(errors.New("no page"))
		case text.Pages > MaxPages:
			return fault.New(fault.TooLarge, "Tệp PDF có %d trang, nhiều nhất đọc được %d trang. Hãy tách phần cần đọc thành tệp riêng rồi gửi lại.", text.Pages, MaxPages)
		}
		for i := range text.Pages {
			if err := more(); err != nil {
				return err
			}
			page, err := pdfReadPage(engine, doc, i)
			if err != nil {
				return err
			}
			if letters += len(page.glyphs); letters > MaxText/4 {
				return errTooLong
			}
			page.lay(i)
			pages = append(pages, page)
			progress(i+1, text.Pages)
		}
		return nil
	})
	if err != nil {
		return text, err
	}
	// A scan may carry the words of its stamp or its page numbers.
	if letters < 40*text.Pages && letters < 400 {
		return readScan(ctx, data, text, progress)
	}
	text.Body = pdfFlow(pages)
	return text, nil
}

// readScan has the pages read by OCR.
func readScan(ctx context.Context, data []byte, text Text, progress Progress) (Text, error) {
	switch {
	case !scanReady(ctx):
		return text, fault.New(fault.Invalid, "Tệp là bản quét, chỉ có hình, không có chữ, mà máy này chưa cài phần đọc chữ từ bản quét. Hãy gửi bản Word hoặc bản PDF xuất từ Word, hoặc nhờ người quản trị cài phần đọc bản quét (tesseract, tiếng Việt).")
	case text.Pages > MaxScanPages:
		return text, fault.New(fault.TooLarge, "Bản quét có %d trang, nhiều nhất đọc được %d trang. Hãy tách phần cần đọc thành tệp riêng rồi gửi lại.", text.Pages, MaxScanPages)
	}
	text.Scanned = true
	var pages []*pdfPage
	for i := range text.Pages {
		progress(i, text.Pages)
		// The engine is free for others while the words of a page are read.
		picture, rules, err := scanPicture(ctx, data, i)
		if err != nil {
			return text, err
		}
		page, err := scanWords(ctx, picture)
		if err != nil {
			return text, err
		}
		page.rules = rules
		page.lay(i)
		pages = append(pages, page)
	}
	progress(text.Pages, text.Pages)
	text.Body = pdfFlow(pages)
	if strings.TrimSpace(text.Body) == "" {
		return text, fault.New(fault.Invalid, "Bản quét không đọc ra chữ nào. Hãy quét lại rõ hơn, đúng chiều, độ phân giải từ 300 dpi, rồi gửi lại.")
	}
	return text, nil
}
