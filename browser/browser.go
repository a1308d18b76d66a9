// Package browser drives a real Chromium through the pages, for tests only. It
// knows how to open, fill, look at and measure a page and says what went wrong
// with the page's address and a picture; it refuses to know any page.
//
// One browser serves a test binary, and every test gets a window of its own
// that shares no cookie and no cache with another:
//
//	p := browser.New(t)
//	p.Open(server.URL + "/signin")
//	p.Fill("#name", "vanphong")
//	p.Click("button[type=submit]")
//	p.WaitURL("/desk")
//	p.Axe()
//
// A method that cannot do what it is asked ends the test.
package browser

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

const (
	pictures    = "test-output/pictures"
	failed      = "failed-"        // begins the name of a picture of a failure
	startLimit  = 60 * time.Second // a cold Chromium on a busy machine
	actionLimit = 10 * time.Second
)

// chromium is the browser of this test binary, started for its first page.
var chromium struct {
	once  sync.Once
	ctx   context.Context
	close func()
	err   error
}

// Main runs the tests of a package and closes the browser after them. A package
// with walks has it as its TestMain: func TestMain(m *testing.M) { os.Exit(browser.Main(m)) }.
func Main(m *testing.M) int {
	if root, err := repository(); err == nil {
		old, _ := filepath.Glob(filepath.Join(root, pictures, failed+"*"))
		for _, file := range old {
			os.Remove(file)
		}
	}
	code := m.Run()
	if chromium.close != nil {
		chromium.close()
	}
	return code
}

// New opens an empty window of 1366 by 768 for a test. The test is skipped
// where Chromium or axe is not installed, and fails there under CI=true. When
// the test ends, it fails if the page wrote an error to the console.
func New(t testing.TB) *Page {
	t.Helper()
	for _, look := range []func() (string, error){program, axeFile} {
		if _, err := look(); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			t.Skipf("no walk through the pages: %v", err)
		}
	}
	chromium.once.Do(start)
	if chromium.err != nil {
		t.Fatalf("Chromium does not start: %v", chromium.err)
	}
	ctx, closeWindow := chromedp.NewContext(chromium.ctx, chromedp.WithNewBrowserContext())
	p := &Page{t: t, ctx: ctx, requests: map[string]*request{}}
	t.Cleanup(func() {
		p.reportConsole()
		closeWindow()
	})
	if err := chromedp.Listen(ctx, p.heard); err != nil {
		p.fail("opening a window: %v", err)
	}
	if _, err := chromedp.Call(ctx, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Ho_Chi_Minh"}); err != nil {
		p.fail("setting the time zone: %v", err)
	}
	p.Desk()
	p.media() // a click during a transition from page to page would hit the picture of the old one
	return p
}

func start() {
	name, err := program()
	if err != nil {
		chromium.err = err
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(name),
		chromedp.NoSandbox, // Chromium refuses its sandbox to root, and reads only our own pages
		chromedp.DisableGPU,
		chromedp.Flag("disable-component-update", true),
		// A page that comes back as it was left tells chromedp nothing of its elements.
		chromedp.Flag("disable-features", "Translate,BackForwardCache"),
		chromedp.Flag("font-render-hinting", "none"),
		chromedp.Env("LANGUAGE=vi"),
		chromedp.Flag("accept-lang", "vi-VN,vi"),
	)
	allocator, closeAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	chromium.ctx = ctx
	chromium.close = func() { closeBrowser(); closeAllocator() }
	started := make(chan error, 1)
	go func() { started <- chromedp.Do(ctx) }()
	select {
	case chromium.err = <-started:
	case <-time.After(startLimit):
		chromium.err = fmt.Errorf("not up after %v", startLimit)
	}
}

// program finds Chromium under one of its names.
func program() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("no Chromium on PATH: make test installs the Debian package chromium")
}

// axeFile finds the script of axe-core in node_modules.
func axeFile() (string, error) {
	root, err := repository()
	if err != nil {
		return "", err
	}
	file := filepath.Join(root, "node_modules", "axe-core", "axe.min.js")
	if _, err := os.Stat(file); err != nil {
		return "", errors.New("no axe-core in node_modules: run npm ci, or make test")
	}
	return file, nil
}

// repository finds the folder of go.mod above the folder that the test runs in.
func repository() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod above the test's folder")
		}
		dir = up
	}
}
