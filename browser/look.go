package browser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

const tallest = 16_000 // px: what Chromium draws in one picture

// Desk makes the window an old desktop screen, 1366 by 768.
func (p *Page) Desk() {
	p.t.Helper()
	p.width = 1366
	p.do("Desk", chromedp.EmulateViewport(1366, 768))
}

// Phone makes the window a phone, 390 by 844, that is touched.
func (p *Page) Phone() {
	p.t.Helper()
	p.width = 390
	p.do("Phone", chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait))
}

// Dark asks the page for its dark scheme, or its light one.
func (p *Page) Dark(on bool) {
	p.t.Helper()
	p.dark = on
	p.media()
}

// Print shows the page as it is printed, or as on a screen.
func (p *Page) Print(on bool) {
	p.t.Helper()
	p.print = on
	p.media()
}

func (p *Page) media() {
	p.t.Helper()
	scheme, medium := "light", ""
	if p.dark {
		scheme = "dark"
	}
	if p.print {
		medium = "print"
	}
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media:    medium,
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	if err != nil {
		p.fail("choosing the medium: %v", err)
	}
}

// WithoutScript turns the page's own scripts off from the next page on.
func (p *Page) WithoutScript() {
	p.t.Helper()
	p.noScript = true
	p.scripts(false)
}

func (p *Page) scripts(on bool) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
	if err != nil {
		p.fail("turning scripts on or off: %v", err)
	}
}

// Screenshot saves a picture of the whole page as test-output/pictures/NAME.png.
func (p *Page) Screenshot(name string) {
	p.t.Helper()
	if _, err := p.picture(name); err != nil {
		p.fail("Screenshot(%q): %v", name, err)
	}
}

// PDF prints the page on A4 to test-output/pictures/NAME.pdf and gives its bytes.
func (p *Page) PDF(name string) []byte {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, startLimit)
	defer cancel()
	pdf, err := chromedp.Run(ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFPreferCSSPageSize(), chromedp.PDFPrintBackground()))
	if err == nil {
		_, err = save(name+".pdf", pdf)
	}
	if err != nil {
		p.fail("PDF(%q): %v", name, err)
	}
	return pdf
}

func (p *Page) picture(name string) (string, error) {
	ctx, cancel := context.WithTimeout(p.ctx, startLimit)
	defer cancel()
	layout, err := chromedp.Call(ctx, page.GetLayoutMetrics, cdp.Empty{})
	if err != nil {
		return "", err
	}
	whole := true
	shot, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
		CaptureBeyondViewport: &whole,
		Clip: &page.Viewport{
			Width:  max(layout.CSSContentSize.Width, float64(layout.CSSLayoutViewport.ClientWidth)),
			Height: min(max(layout.CSSContentSize.Height, float64(layout.CSSLayoutViewport.ClientHeight)), tallest),
			Scale:  1,
		},
	})
	if err != nil {
		return "", err
	}
	return save(name+".png", shot.Data)
}

// save writes a file to test-output/pictures and gives its path from the root.
func save(name string, content []byte) (string, error) {
	if strings.ContainsAny(name, `/\`) {
		return "", fmt.Errorf("the name of a picture is no path: %s", name)
	}
	root, err := repository()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Join(root, pictures), 0o755); err != nil {
		return "", err
	}
	file := filepath.Join(pictures, name)
	return file, os.WriteFile(filepath.Join(root, file), content, 0o644)
}
