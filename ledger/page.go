package ledger

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
)

//go:embed verifier.html
var verifierPage []byte

// Verifier is the page that checks a Proof on the machine of whoever opens it:
// one HTML file in UTF-8, Vietnamese and English, that uses no network and
// works when it is opened as a file. The caller does not change the bytes.
func Verifier() []byte { return verifierPage }

// VerifierCSP is the Content-Security-Policy under which the page is served.
// It allows the page's own script and style by their hashes and nothing else.
// The page carries the same policy itself, but for frame-ancestors, which only
// a header can say.
func VerifierCSP() string { return verifierPolicy + "; frame-ancestors 'none'" }

var verifierPolicy = "default-src 'none'; script-src '" + inline("script") + "'; style-src '" + inline("style") +
	"'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// inline is the source expression for the one inline element of that name.
func inline(element string) string {
	_, rest, _ := bytes.Cut(verifierPage, []byte("<"+element+">"))
	text, _, _ := bytes.Cut(rest, []byte("</"+element+">"))
	sum := sha256.Sum256(text)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
