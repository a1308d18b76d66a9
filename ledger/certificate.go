package ledger

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// certificateHead is the first line of every certificate. It has spaces, so
// that no checkpoint of ours can begin with it.
const certificateHead = "sauro certificate v1"

// A Certificate is the word of the root key, which is kept offline, that a
// working key signs the checkpoints of a log from a time until another.
type Certificate struct {
	Origin   string // of the log
	Verifier string // of the working key, as Key.Verifier gives it
	From     time.Time
	Until    time.Time // the first instant at which it does not hold; zero: open
}

// text is the certificate in five lines, with times to the second in UTC:
//
//	sauro certificate v1
//	xa.example.vn/nhat-ky
//	xa.example.vn/nhat-ky+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
//	from 2026-01-01T00:00:00Z
//	until 2027-01-01T00:00:00Z (or: until open)
func (c Certificate) text() string {
	until := "open"
	if !c.Until.IsZero() {
		until = c.Until.UTC().Format(time.RFC3339)
	}
	return fmt.Sprintf("%s\n%s\n%s\nfrom %s\nuntil %s\n", certificateHead, c.Origin, c.Verifier, c.From.UTC().Format(time.RFC3339), until)
}

// Sign gives the certificate as a note signed by the root key. The name of the
// working key must be the origin.
func (c Certificate) Sign(root Key) ([]byte, error) {
	if _, err := parseCertificate(c.text()); err != nil {
		return nil, err
	}
	return note.Sign(&note.Note{Text: c.text()}, signer{root})
}

// OpenCertificate reads a certificate that the root key has signed.
func OpenCertificate(msg []byte, rootVerifier string) (Certificate, error) {
	n, _, err := openNote(msg, signs, []string{rootVerifier})
	if err != nil {
		return Certificate{}, fmt.Errorf("certificate: %w", err)
	}
	return parseCertificate(n.Text)
}

func parseCertificate(text string) (Certificate, error) {
	bad := errors.New("certificate: not the text of a certificate")
	lines := strings.Split(text, "\n")
	if len(lines) != 6 || lines[0] != certificateHead || !isName(lines[1]) {
		return Certificate{}, bad
	}
	v, err := parseVerifier(lines[2], signs)
	if err != nil || v.name != lines[1] {
		return Certificate{}, bad
	}
	c := Certificate{Origin: lines[1], Verifier: lines[2]}
	if c.From, err = time.Parse("from "+time.RFC3339, lines[3]); err != nil {
		return Certificate{}, bad
	}
	if lines[4] != "until open" {
		if c.Until, err = time.Parse("until "+time.RFC3339, lines[4]); err != nil || !c.From.Before(c.Until) {
			return Certificate{}, bad
		}
	}
	if c.text() != text {
		return Certificate{}, bad
	}
	return c, nil
}
