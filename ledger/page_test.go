package ledger

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
)

func TestThePageCarriesItsOwnPolicy(t *testing.T) {
	meta := `<meta http-equiv="Content-Security-Policy" content="` + verifierPolicy + `">`
	if !bytes.Contains(Verifier(), []byte(meta)) {
		t.Errorf("the script or style of verifier.html changed; its policy must now be\n%s", meta)
	}
	if !strings.HasPrefix(VerifierCSP(), "default-src 'none'; ") || strings.Contains(VerifierCSP(), "unsafe") || !strings.Contains(VerifierCSP(), "require-trusted-types-for 'script'") {
		t.Errorf("the policy is too loose: %s", VerifierCSP())
	}
}

func TestThePageNeedsNothingButItself(t *testing.T) {
	page := string(Verifier())
	for _, never := range []string{"http:", "https:", "//cdn", "import(", "fetch(", "XMLHttpRequest", "WebSocket", "sendBeacon", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "setAttribute(\"on", "url(", "@import", "localStorage", "cookie"} {
		if strings.Contains(page, never) {
			t.Errorf("the page has %q", never)
		}
	}
	for _, attribute := range []string{" src=", " href=", " style=", " onclick=", " onload="} {
		if strings.Contains(page, attribute) {
			t.Errorf("the page has an attribute%s", attribute)
		}
	}
	if n := strings.Count(page, "<script"); n != 1 {
		t.Errorf("%d scripts, of which the policy allows one", n)
	}
	// Chrome 80 is the oldest that the page promises to work in.
	for _, newer := range []string{`\.replaceAll\(`, `\.at\(`, `\?\?=`, `\|\|=`, `Object\.hasOwn`, `structuredClone`, `:is\(`, `:where\(`, `inset:`, `@layer`, `padding-inline`, `focus-visible`, `(?m)^ *gap:`, ` gap:`} {
		if m := regexp.MustCompile(newer).FindString(page); m != "" {
			t.Errorf("the page uses %q, which Chrome 80 does not know", m)
		}
	}
}
