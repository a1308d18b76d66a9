// Package onetime knows the six-digit codes that change every half minute
// (TOTP, RFC 6238). It refuses to know whose they are and where they are kept.
package onetime

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

const (
	period     = 30 // seconds; what every application takes
	secretSize = 20 // bytes, RFC 4226 section 4: as long as the hash
	digits     = otp.DigitsSix
)

var alphabet = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewSecret is a new shared secret of 160 bits.
func NewSecret() []byte {
	secret := make([]byte, secretSize)
	rand.Read(secret)
	return secret
}

// Groups is the secret as a person types it into an application: base32 in
// groups of four.
func Groups(secret []byte) string {
	text := alphabet.EncodeToString(secret)
	var b strings.Builder
	for i, c := range text {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// URI is the address that an application reads from a QR code; issuer and account
// are what it shows.
func URI(secret []byte, issuer, account string) string {
	q := url.Values{"secret": {alphabet.EncodeToString(secret)}, "issuer": {issuer}}
	// Applications take %20 and show a plus as it is.
	return "otpauth://totp/" + url.PathEscape(strings.ReplaceAll(issuer, ":", " ")+":"+strings.ReplaceAll(account, ":", " ")) +
		"?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// Step is the number of the half minute that an instant lies in.
func Step(at time.Time) int64 { return at.Unix() / period }

// Check reports whether a code is that of the half minute of the instant, or of
// the one before or after it, for clocks go wrong. It gives the step of the code;
// one at or before last was used already and is refused (RFC 6238, section 5.2).
// Spaces in the code are let pass.
func Check(secret []byte, code string, at time.Time, last int64) (step int64, ok bool) {
	code = strings.Map(func(c rune) rune {
		if c == ' ' || c == '\u00a0' {
			return -1
		}
		return c
	}, code)
	now := Step(at)
	for try := now - 1; try <= now+1; try++ {
		if try < 0 {
			continue
		}
		right, err := Code(secret, try)
		// Every step is compared, so that time says nothing about the code.
		if err == nil && subtle.ConstantTimeCompare([]byte(right), []byte(code)) == 1 && try > last {
			step, ok = try, true
		}
	}
	return step, ok
}

// Code is the code of a step.
func Code(secret []byte, step int64) (string, error) {
	return hotp.GenerateCodeCustom(alphabet.EncodeToString(secret), uint64(step), hotp.ValidateOpts{Digits: digits, Algorithm: otp.AlgorithmSHA1})
}
