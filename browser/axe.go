package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"github.com/chromedp/chromedp"
)

// Violation is a rule of accessibility that the page breaks.
type Violation struct {
	ID     string // axe's name of the rule, as "image-alt"
	Impact string // minor, moderate, serious or critical
	Help   string
	Nodes  []struct {
		HTML           string
		FailureSummary string
	}
}

// String names the rule, the first elements that break it, and what to do.
func (v Violation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for i, n := range v.Nodes {
		if i == 3 {
			fmt.Fprintf(&b, "\n    and %d more", len(v.Nodes)-i)
			break
		}
		fmt.Fprintf(&b, "\n    %s\n      %s", n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", "\n      "))
	}
	return b.String()
}

// Axe holds the page against WCAG 2.2 A and AA and axe's best practice. It
// fails the test on what is serious or critical and returns the whole list.
func (p *Page) Axe() []Violation {
	p.t.Helper()
	found := p.violations()
	p.grave(found)
	return found
}

// grave fails the test where something serious or critical was found.
func (p *Page) grave(found []Violation) {
	p.t.Helper()
	var grave []string
	for _, v := range found {
		if v.Impact == "serious" || v.Impact == "critical" {
			grave = append(grave, v.String())
		}
	}
	if len(grave) > 0 {
		p.report(p.t.Errorf, "axe found\n  %s", strings.Join(grave, "\n  "))
	}
}

// Contrast holds the colours of the page alone against WCAG, as Axe does.
func (p *Page) Contrast() {
	p.t.Helper()
	p.grave(p.broken(`{type: "rule", values: ["color-contrast"]}`))
}

func (p *Page) violations() []Violation {
	p.t.Helper()
	return p.broken(`["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]`)
}

// broken runs axe on the page with the rules that are written in its own words.
func (p *Page) broken(rules string) []Violation {
	p.t.Helper()
	file, err := axeFile()
	if err != nil {
		p.fail("Axe: %v", err)
	}
	script, err := os.ReadFile(file)
	if err != nil {
		p.fail("Axe: %v", err)
	}
	if p.noScript {
		// axe waits by timers, which stand still without script. The page's own
		// scripts were passed over when it was read and do not run now.
		p.scripts(true)
		defer p.scripts(false)
	}
	ctx, cancel := context.WithTimeout(p.ctx, startLimit)
	defer cancel()
	if loaded, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`typeof axe === "object"`)); err != nil || !loaded {
		if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](string(script))); err != nil {
			p.fail("Axe: loading axe-core: %v", err)
		}
	}
	result, err := chromedp.Run(ctx, chromedp.Evaluate[[]byte](`axe.run(document, {
		runOnly: `+rules+`,
		resultTypes: ["violations"],
	}).then(r => r.violations.map(v => ({ID: v.id, Impact: v.impact, Help: v.help,
		Nodes: v.nodes.map(n => ({HTML: n.html, FailureSummary: n.failureSummary}))})))`, chromedp.EvalAwaitPromise))
	if err != nil {
		p.fail("Axe: %v", err)
	}
	var found []Violation
	if err := json.Unmarshal(result, &found); err != nil {
		p.fail("Axe: %v", err)
	}
	return found
}

// NoSidewaysScroll fails the test when the page is wider than the window and
// names what sticks out.
func (p *Page) NoSidewaysScroll() {
	p.t.Helper()
	var wide struct {
		Width int64
		Out   []string
	}
	// A phone zooms out of a page that is too wide, so the width that was asked
	// for is the measure and not the one that the page tells.
	p.Eval(fmt.Sprintf(`(width => ({
		Width: document.documentElement.scrollWidth,
		Out: document.documentElement.scrollWidth <= width ? [] : [...document.body.querySelectorAll("*")]
			.filter(e => e.getBoundingClientRect().right > width + 1)
			.map(e => e.outerHTML.slice(0, 120)).slice(0, 5),
	}))(%d)`, p.width), &wide)
	if wide.Width > p.width {
		p.report(p.t.Errorf, "the page is %d px wide in a window of %d px; too far to the right:\n  %s", wide.Width, p.width, strings.Join(wide.Out, "\n  "))
	}
}
