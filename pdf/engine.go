package pdf

import (
	"context"
	"errors"
	"fmt"
	"io"
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
)

// The engine that opens PDF files is a WebAssembly program: it sees no file
// and no network, and its memory has an end. Making it ready takes seconds, so
// it happens at the first PDF and is kept until Close. It works on one file at
// a time.
var machine struct {
	once sync.Once
	turn chan struct{} // holds one token: whose turn it is
	pool pdfium.Pool   // nil before the first PDF; only with the turn
	stop func()        // takes the engine down whatever it does
	dir  string        // where its machine code is kept
}

const (
	mostMemory   = 512 << 20        // bytes of the engine, at most
	pagePatience = time.Minute      // for opening a file, and for each page
	grace        = 10 * time.Second // for a call to end by itself after ctx ended
)

func takeTurn(ctx context.Context) error {
	machine.once.Do(func() { machine.turn = make(chan struct{}, 1) })
	select {
	case machine.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// CacheIn lets the machine code of the PDF engine be kept in a folder that only
// this program writes to: the next start of the program then reads its first
// PDF some seconds sooner. It holds for engines made ready after the call.
func CacheIn(dir string) error {
	if err := takeTurn(context.Background()); err != nil {
		return err
	}
	defer func() { <-machine.turn }()
	machine.dir = dir
	return nil
}

// Close frees what reading PDF files keeps in memory. A later Read makes
// it ready again.
func Close() error {
	if err := takeTurn(context.Background()); err != nil {
		return err
	}
	defer func() { <-machine.turn }()
	if machine.pool == nil {
		return nil
	}
	return takeDown()
}

// takeDown ends the engine. The caller has the turn.
func takeDown() error {
	pool := machine.pool
	machine.pool = nil
	defer machine.stop()
	return pool.Close()
}

// makeReady makes the engine ready unless it is.
func makeReady() error {
	if machine.pool != nil {
		return nil
	}
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithCloseOnContextDone(true).
		WithMemoryLimitPages(mostMemory >> 16)
	if machine.dir != "" {
		// Without a cache it only takes longer.
		if cache, err := wazero.NewCompilationCacheWithDir(machine.dir); err == nil {
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
	machine.pool, machine.stop = pool, stop
	return nil
}

// withFile opens the file and calls do with the engine. do calls more before
// each page: it fails when ctx has ended, and else gives the page its time. A
// page that takes longer, or goes on after ctx ended, is stopped together with
// the engine.
func withFile(ctx context.Context, data []byte, do func(engine pdfium.Pdfium, doc references.FPDF_DOCUMENT, more func() error) error) error {
	if err := takeTurn(ctx); err != nil {
		return err
	}
	defer func() { <-machine.turn }()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if err := makeReady(); err != nil {
		return err
	}
	engine, err := machine.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return err
	}
	patience := time.AfterFunc(pagePatience, cancel)
	defer patience.Stop()
	more := func() error {
		patience.Reset(pagePatience)
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
		case <-time.After(grace):
			stop()
			stopped <- true
		}
	}(machine.stop)
	defer func() {
		close(ended)
		if down := <-stopped; engine.Close() != nil || down {
			takeDown()
		}
	}()
	opened, err := engine.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return fmt.Errorf("%w: %w", ErrLocked, err)
	case err != nil:
		return err
	}
	if err = do(engine, opened.Document, more); ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}
