// Package passkey knows the ceremonies of WebAuthn (W3C, level 3): what is asked of
// a browser, and whether its answer is good. It keeps nothing: the state between
// question and answer is given back to the caller, who seals it. It refuses to
// know who a person is and where keys are stored.
package passkey

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"sauro/fault"
)

// Party is the program as browsers know it: passkeys made for an ID work on pages
// of that name only.
type Party struct {
	ID     string // the name of the host without scheme and port: "camket.xa.gov.vn"
	Name   string // what the browser shows
	Origin string // "https://camket.xa.gov.vn", as the browser writes it
}

// Person is whose keys are made or asked for.
type Person struct {
	Handle []byte // 1 to 64 bytes that name the person and nothing about them; never changes
	Login  string
	Shown  string // the name the browser shows
}

// Key is one passkey as it is stored: nothing of it is secret.
type Key struct {
	ID         []byte   `json:"id"`
	Public     []byte   `json:"public"` // COSE
	Transports []string `json:"transports,omitempty"`
	Synced     bool     `json:"synced,omitempty"` // it may live on several devices of the person
	Count      uint32   `json:"-"`                // how often it has signed, as it says; 0 where it does not count
}

// What a person can be told of an answer that is not taken.
var (
	ErrAnswer = fault.New(fault.Invalid, "Khóa truy cập chưa được nhận. Hãy thử lại, hoặc dùng cách đăng nhập khác.")
	ErrCopied = fault.New(fault.Invalid, "Khóa truy cập này bị từ chối: số lần dùng của nó đi lùi, có thể ai đó đã sao chép nó. Hãy đăng nhập bằng cách khác, gỡ khóa này và báo Văn phòng.")
)

// answerLimit is more than any authenticator sends, in bytes.
const answerLimit = 64 << 10

// Make is what the browser is asked to make a new key: the options as JSON for
// navigator.credentials.create, and the state for Made. Keys that the person has
// are left out, so that one device is not registered twice.
func (p Party) Make(who Person, have []Key) (options, state []byte, err error) {
	w, err := p.web()
	if err != nil {
		return nil, nil, err
	}
	known := webauthn.Credentials(credentials(have)).CredentialDescriptors()
	creation, session, err := w.BeginRegistration(user{who, nil}, webauthn.WithExclusions(known))
	if err != nil {
		return nil, nil, fmt.Errorf("passkey: %w", err)
	}
	return both(creation.Response, session)
}

// Made checks the browser's answer to Make and gives the new key. The error is
// ErrAnswer with its cause where the answer is not good.
func (p Party) Made(who Person, state, answer []byte) (Key, error) {
	w, session, err := p.back(state, answer)
	if err != nil {
		return Key{}, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return Key{}, refused(err)
	}
	c, err := w.CreateCredential(user{who, nil}, session, parsed)
	if err != nil {
		return Key{}, refused(err)
	}
	k := Key{ID: c.ID, Public: c.PublicKey, Synced: c.Flags.BackupEligible, Count: c.Authenticator.SignCount}
	for _, t := range c.Transport {
		k.Transports = append(k.Transports, string(t))
	}
	return k, nil
}

// Ask is what the browser is asked to show that the person has one of the keys:
// the options as JSON for navigator.credentials.get, and the state for Answered.
// Without a handle any key of the party will do and the answer says whose it is;
// then, and with verify, the device must have checked that it is the person (by
// finger, face or PIN).
func (p Party) Ask(handle []byte, have []Key, verify bool) (options, state []byte, err error) {
	w, err := p.web()
	if err != nil {
		return nil, nil, err
	}
	need := webauthn.WithUserVerification(protocol.VerificationPreferred)
	if verify || len(handle) == 0 {
		need = webauthn.WithUserVerification(protocol.VerificationRequired)
	}
	var assertion *protocol.CredentialAssertion
	var session *webauthn.SessionData
	if len(handle) == 0 {
		assertion, session, err = w.BeginDiscoverableLogin(need)
	} else {
		assertion, session, err = w.BeginLogin(user{Person{Handle: handle}, credentials(have)}, need)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("passkey: %w", err)
	}
	return both(assertion.Response, session)
}

// Whose is the handle that an answer gives and the id of the key, both still to
// be proved by Answered; the handle may be empty where one was asked for.
func Whose(answer []byte) (handle, id []byte, err error) {
	if len(answer) > answerLimit {
		return nil, nil, ErrAnswer
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return nil, nil, refused(err)
	}
	return parsed.Response.UserHandle, parsed.RawID, nil
}

// Answered checks the browser's answer to Ask against the keys of the person and
// gives the key that signed, with its new count. ErrCopied says that the count went
// back; every other answer that is not good is ErrAnswer with its cause.
func (p Party) Answered(who Person, have []Key, state, answer []byte) (Key, error) {
	w, session, err := p.back(state, answer)
	if err != nil {
		return Key{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Key{}, refused(err)
	}
	u := user{who, credentials(have)}
	var c *webauthn.Credential
	if len(session.UserID) == 0 {
		c, err = w.ValidateDiscoverableLogin(func(_, _ []byte) (webauthn.User, error) { return u, nil }, session, parsed)
	} else {
		c, err = w.ValidateLogin(u, session, parsed)
	}
	if err != nil {
		return Key{}, refused(err)
	}
	for _, k := range have {
		if string(k.ID) == string(c.ID) {
			k.Count = c.Authenticator.SignCount
			if c.Authenticator.CloneWarning {
				return k, ErrCopied
			}
			return k, nil
		}
	}
	return Key{}, ErrAnswer
}

// Challenge names a question, so that its answer is taken once only.
func Challenge(state []byte) (string, error) {
	var session webauthn.SessionData
	if err := json.Unmarshal(state, &session); err != nil {
		return "", refused(err)
	}
	return session.Challenge, nil
}

func refused(cause error) error {
	e := *ErrAnswer
	e.Cause = cause
	var detailed *protocol.Error
	if errors.As(cause, &detailed) {
		e.Cause = fmt.Errorf("%w: %s", cause, detailed.DevInfo)
	}
	return &e
}

func (p Party) web() (*webauthn.WebAuthn, error) {
	w, err := webauthn.New(&webauthn.Config{
		RPID:                  p.ID,
		RPDisplayName:         p.Name,
		RPOrigins:             []string{p.Origin},
		AttestationPreference: protocol.PreferNoAttestation, // what model of device a person has is not ours to know
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey:      protocol.ResidentKeyRequirementPreferred,
			UserVerification: protocol.VerificationPreferred,
		},
		// Keepers of passwords add outputs that nobody asked for.
		ExtensionsUnsolicitedOutputPolicy: protocol.UnsolicitedOutputPolicyIgnore,
	})
	if err != nil {
		return nil, fmt.Errorf("passkey: %w", err)
	}
	return w, nil
}

func (p Party) back(state, answer []byte) (*webauthn.WebAuthn, webauthn.SessionData, error) {
	var session webauthn.SessionData
	if len(answer) > answerLimit {
		return nil, session, ErrAnswer
	}
	if err := json.Unmarshal(state, &session); err != nil {
		return nil, session, refused(err)
	}
	w, err := p.web()
	return w, session, err
}

func both(options any, session *webauthn.SessionData) ([]byte, []byte, error) {
	o, err := json.Marshal(options)
	if err != nil {
		return nil, nil, fmt.Errorf("passkey: %w", err)
	}
	s, err := json.Marshal(session)
	if err != nil {
		return nil, nil, fmt.Errorf("passkey: %w", err)
	}
	return o, s, nil
}

func credentials(keys []Key) []webauthn.Credential {
	list := make([]webauthn.Credential, len(keys))
	for i, k := range keys {
		list[i] = webauthn.Credential{ID: k.ID, PublicKey: k.Public, Flags: webauthn.CredentialFlags{BackupEligible: k.Synced},
			Authenticator: webauthn.Authenticator{SignCount: k.Count}}
		for _, t := range k.Transports {
			list[i].Transport = append(list[i].Transport, protocol.AuthenticatorTransport(t))
		}
	}
	return list
}

// user is a person as the ceremonies want one.
type user struct {
	Person
	keys []webauthn.Credential
}

func (u user) WebAuthnID() []byte                         { return u.Handle }
func (u user) WebAuthnName() string                       { return u.Login }
func (u user) WebAuthnDisplayName() string                { return u.Shown }
func (u user) WebAuthnCredentials() []webauthn.Credential { return u.keys }
