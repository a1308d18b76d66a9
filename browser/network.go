package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// request is something that the page asked the server for.
type request struct {
	url   string
	kind  network.ResourceType
	done  bool
	bytes int64 // as they came over the wire, with the headers
}

// heard takes in what the browser tells about the page, in the browser's own
// goroutine.
func (p *Page) heard(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		// What the page before still waited for is given up with it, not always
		// with a word about it.
		if e.Type == network.ResourceTypeDocument {
			for _, r := range p.requests {
				r.done = true
			}
		}
		// What stands in the page itself, as a picture in its style, asks nobody.
		if !strings.HasPrefix(e.Request.URL, "data:") {
			p.requests[string(e.RequestID)] = &request{url: e.Request.URL, kind: e.Type}
		}
	case *network.EventLoadingFinished:
		if r := p.requests[string(e.RequestID)]; r != nil {
			r.done, r.bytes = true, int64(e.EncodedDataLength)
		}
	case *network.EventLoadingFailed:
		if r := p.requests[string(e.RequestID)]; r != nil {
			r.done = true
		}
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil && x.Description != "" {
			text += " " + x.Description
		}
		p.console = append(p.console, "exception: "+text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			var words []string
			for _, a := range e.Args {
				words = append(words, spoken(a))
			}
			p.console = append(p.console, "console: "+strings.Join(words, " "))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError {
			p.console = append(p.console, string(e.Entry.Source)+": "+e.Entry.Text+" "+e.Entry.URL)
		}
	}
}

// spoken is an argument of console.error as a person reads it.
func spoken(a *runtime.RemoteObject) string {
	var text string
	if json.Unmarshal(a.Value, &text) == nil {
		return text
	}
	return string(a.Value) + a.Description
}

// Settle waits until the page is loaded and asks the server for nothing more.
// A stream of events that stays open is left alone.
func (p *Page) Settle() {
	p.t.Helper()
	quiet := 0
	var state json.RawMessage
	for deadline := time.Now().Add(actionLimit); time.Now().Before(deadline); time.Sleep(30 * time.Millisecond) {
		var err error
		if state, err = p.evaluate(`document.readyState`); err == nil && string(state) == `"complete"` && len(p.waiting()) == 0 {
			if quiet++; quiet == 3 {
				return
			}
			continue
		}
		quiet = 0
	}
	p.fail("the page is not quiet after %v, it is %s and waits for %q", actionLimit, state, p.waiting())
}

// waiting lists the addresses that have not answered yet.
func (p *Page) waiting() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var open []string
	for _, r := range p.requests {
		switch r.kind {
		case network.ResourceTypeEventSource, network.ResourceTypeWebSocket, network.ResourceTypePing:
		default:
			if !r.done {
				open = append(open, fmt.Sprintf("%s (%s)", r.url, r.kind))
			}
		}
	}
	return open
}

// TransferSize opens an address as a person who was never there and gives the
// bytes that came over the wire for it with their headers, pictures and sound
// aside.
func (p *Page) TransferSize(url string) int64 {
	p.t.Helper()
	cache := func(off bool) {
		if _, err := chromedp.Call(p.ctx, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: off}); err != nil {
			p.fail("TransferSize(%q): %v", url, err)
		}
	}
	cache(true)
	defer cache(false)
	p.mu.Lock()
	p.requests = map[string]*request{}
	p.mu.Unlock()
	p.Open(url)
	p.mu.Lock()
	defer p.mu.Unlock()
	var sum int64
	for _, r := range p.requests {
		if r.kind != network.ResourceTypeImage && r.kind != network.ResourceTypeMedia {
			sum += r.bytes
		}
	}
	return sum
}

// Download clicks what gives a file and returns the file's name and content.
func (p *Page) Download(css string) (name string, content []byte) {
	p.t.Helper()
	folder := p.t.TempDir()
	events := true
	_, err := chromedp.CallBrowser(p.ctx, cdpbrowser.SetDownloadBehavior, cdpbrowser.SetDownloadBehaviorParams{
		Behavior:         cdpbrowser.SetDownloadBehaviorBehaviorAllowAndName,
		BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
		DownloadPath:     folder,
		EventsEnabled:    &events,
	})
	if err != nil {
		p.fail("Download(%q): %v", css, err)
	}
	ctx, cancel := context.WithTimeout(p.ctx, startLimit)
	defer cancel()
	begun := chromedp.BrowserEvents(ctx, cdpbrowser.DownloadWillBegin)
	progress := chromedp.BrowserEvents(ctx, cdpbrowser.DownloadProgress)
	p.do("Download("+css+")", chromedp.Click(chromedp.CSS(css), chromedp.NodeVisible))
	var guid string
	for e, err := range begun {
		if err != nil {
			p.fail("Download(%q): no file came: %v", css, err)
		}
		guid, name = e.GUID, e.SuggestedFilename
		break
	}
	for e, err := range progress {
		if err != nil || e.State == cdpbrowser.DownloadProgressStateCanceled {
			p.fail("Download(%q): %s broke off: %v", css, name, err)
		}
		if e.GUID == guid && e.State == cdpbrowser.DownloadProgressStateCompleted {
			break
		}
	}
	content, err = os.ReadFile(filepath.Join(folder, guid))
	if err != nil {
		p.fail("Download(%q): %v", css, err)
	}
	return name, content
}

// ExpectConsole lets the console say things that contain one of these texts,
// as "status of 422" where a walk sends a bad form.
func (p *Page) ExpectConsole(parts ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expected = append(p.expected, parts...)
}

// ConsoleErrors are the errors so far that the test did not expect: exceptions
// of scripts, refusals of the content policy, files that are not there.
func (p *Page) ConsoleErrors() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var errors []string
	for _, text := range p.console {
		if !slices.ContainsFunc(p.expected, func(part string) bool { return strings.Contains(text, part) }) {
			errors = append(errors, text)
		}
	}
	return errors
}

func (p *Page) reportConsole() {
	p.t.Helper()
	if errors := p.ConsoleErrors(); len(errors) > 0 {
		p.report(p.t.Errorf, "errors on the console:\n  %s", strings.Join(errors, "\n  "))
	}
}
