package sso

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
)

// Visit is one way to a provider and back, known by a secret that only the
// person's browser keeps. What the provider gets to see (state, challenge, nonce)
// is made from it one way.
type Visit [32]byte

// NewVisit begins a visit.
func NewVisit() (v Visit) {
	rand.Read(v[:])
	return v
}

func (v Visit) derive(what string) string {
	mac := hmac.New(sha256.New, v[:])
	mac.Write([]byte(what))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// State is what the provider sends back, to show that the answer belongs to this
// browser.
func (v Visit) State() string { return v.derive("state") }

// Mark is what is kept of a visit so that it is used once.
func (v Visit) Mark() string { return v.derive("mark") }

func (v Visit) nonce() string    { return v.derive("nonce") }
func (v Visit) verifier() string { return v.derive("verifier") } // 43 letters, RFC 7636, 4.1

// Answers reports whether a state that came back is that of this visit.
func (v Visit) Answers(state string) bool {
	return subtle.ConstantTimeCompare([]byte(state), []byte(v.State())) == 1
}
