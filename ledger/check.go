package ledger

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"
)

// A State is how a step of a check came out.
type State string

const (
	Right     State = "right"
	Wrong     State = "wrong"
	Unchecked State = "unchecked" // there was nothing to check, or an earlier step took away what it needs
)

// A Step is one step of a check. Key and Why together ("certificate.expired")
// are a key for whoever puts it in words; Why is "" when the step is right.
// What there is:
//
//	root         own (nothing was given to compare with: unchecked), other, format
//	certificate  none, signature, origin, expired, early, root (unchecked)
//	checkpoint   uncertified (unchecked), signature, origin, format
//	inclusion    hash, format, checkpoint (unchecked)
//	entry        format
//	opening      none (unchecked), entry (unchecked), format, row, twice
//	witness      none (unchecked), signature, self
type Step struct {
	Key   string
	State State
	Why   string
}

// Steps are the keys of a Verdict's steps, in order.
var Steps = []string{"root", "certificate", "checkpoint", "inclusion", "entry", "opening", "witness"}

// A Verdict is what a proof is worth, step by step. Everything but Steps is to
// be believed only as far as its step is right.
type Verdict struct {
	Right       bool // no step is wrong, and certificate, checkpoint, inclusion and entry are right
	OwnRoot     bool // the root key is the one that the proof itself names
	Steps       []Step
	Certificate Certificate // of the key that signed the checkpoint
	Checkpoint  Checkpoint
	Entry       Entry
	Shown       []Shown
	Witnessed   []Cosignature // by the witnesses that the proof names
}

// Shown is an opening that the entry holds.
type Shown struct {
	Opening
	Before bool // as the row was before the act, not after it
}

// Check follows the proof from the root key to the openings. The root is given
// as its verifier text or its Fingerprint; with "" the proof's own is taken,
// which the verdict says, and which proves only that the proof fits itself.
// The error names the first step that is wrong.
//
// A certificate must hold at the time of the entry's act; where witnesses
// cosigned, it must have begun when the first of them did. Whether it has ended
// since says nothing against a proof.
func (p Proof) Check(rootVerifier string) (Verdict, error) {
	c := check{proof: p}
	c.root(rootVerifier)
	certificates := c.certificates()
	signing := c.checkpoint(certificates)
	c.inclusion()
	c.entry()
	c.openings()
	c.witnesses()
	c.times(signing)
	v := c.verdict
	slices.SortStableFunc(v.Steps, func(a, b Step) int {
		return slices.Index(Steps, a.Key) - slices.Index(Steps, b.Key)
	})
	v.Right = true
	var err error
	for _, s := range v.Steps {
		switch {
		case s.State == Wrong && err == nil:
			err = fmt.Errorf("proof: %s.%s", s.Key, s.Why)
			v.Right = false
		case s.State == Unchecked && slices.Contains([]string{"certificate", "checkpoint", "inclusion", "entry"}, s.Key):
			v.Right = false
		}
	}
	return v, err
}

// A check is a Check under way.
type check struct {
	proof   Proof
	verdict Verdict
	trusted string // verifier of the root, "" when there is none
	read    bool   // the checkpoint could be read
	parsed  bool   // the entry could be read
}

func (c *check) say(key string, state State, why string) {
	c.verdict.Steps = append(c.verdict.Steps, Step{key, state, why})
}

func (c *check) root(given string) {
	given = strings.TrimSpace(given)
	if _, err := parseVerifier(c.proof.Root, signs); err != nil {
		c.say("root", Wrong, "format")
		return
	}
	switch {
	case given == "":
		c.verdict.OwnRoot = true
		c.say("root", Unchecked, "own")
	case given == c.proof.Root || sameDigits(given, Fingerprint(c.proof.Root)):
		c.say("root", Right, "")
	default:
		c.say("root", Wrong, "other")
		return
	}
	c.trusted = c.proof.Root
}

// sameDigits compares a fingerprint as a person types it.
func sameDigits(typed, fingerprint string) bool {
	bare := strings.NewReplacer(" ", "", "-", "", ":", "", "\u00a0", "").Replace(strings.ToLower(typed))
	return bare == strings.ReplaceAll(fingerprint, " ", "")
}

// certificates gives those of the proof when all are the root's and of the
// proof's log.
func (c *check) certificates() []Certificate {
	var all []Certificate
	switch {
	case c.trusted == "":
		c.say("certificate", Unchecked, "root")
		return nil
	case len(c.proof.Certificates) == 0:
		c.say("certificate", Wrong, "none")
		return nil
	}
	for _, text := range c.proof.Certificates {
		certificate, err := OpenCertificate([]byte(text), c.trusted)
		if err != nil {
			c.say("certificate", Wrong, "signature")
			return nil
		}
		if certificate.Origin != c.proof.Origin {
			c.say("certificate", Wrong, "origin")
			return nil
		}
		all = append(all, certificate)
	}
	return all
}

// checkpoint gives those of the certificates whose key signed it.
func (c *check) checkpoint(certificates []Certificate) (signing []Certificate) {
	msg := []byte(c.proof.Checkpoint)
	head, err := ReadCheckpoint(msg)
	c.read, c.verdict.Checkpoint = err == nil, head
	switch {
	case err != nil:
		c.say("checkpoint", Wrong, "format")
		return nil
	case head.Origin != c.proof.Origin:
		c.say("checkpoint", Wrong, "origin")
		return nil
	case len(certificates) == 0:
		c.say("checkpoint", Unchecked, "uncertified")
		return nil
	}
	var verifiers []string
	for _, certificate := range certificates {
		verifiers = append(verifiers, certificate.Verifier)
	}
	_, signed, err := OpenCheckpoint(msg, verifiers...)
	if err != nil {
		c.say("checkpoint", Wrong, "signature")
		return nil
	}
	c.say("checkpoint", Right, "")
	for _, certificate := range certificates {
		if slices.Contains(signed, certificate.Verifier) {
			signing = append(signing, certificate)
		}
	}
	return signing
}

func (c *check) inclusion() {
	var path []Hash
	for _, text := range c.proof.Inclusion {
		h, err := ParseHash(text)
		if err != nil {
			c.say("inclusion", Wrong, "format")
			return
		}
		path = append(path, h)
	}
	if !c.read {
		c.say("inclusion", Unchecked, "checkpoint")
		return
	}
	head := c.verdict.Checkpoint
	if err := CheckProof(path, head.Size, head.Root, c.proof.N, LeafHash([]byte(c.proof.Entry))); err != nil {
		c.say("inclusion", Wrong, "hash")
		return
	}
	c.say("inclusion", Right, "")
}

func (c *check) entry() {
	entry, err := ParseEntry([]byte(c.proof.Entry))
	if err != nil {
		c.say("entry", Wrong, "format")
		return
	}
	c.parsed, c.verdict.Entry = true, entry
	c.say("entry", Right, "")
}

func (c *check) openings() {
	switch {
	case len(c.proof.Openings) == 0:
		c.say("opening", Unchecked, "none")
		return
	case !c.parsed:
		c.say("opening", Unchecked, "entry")
		return
	}
	var shown []Shown
	for _, o := range c.proof.Openings {
		row, err := o.Commitment()
		if err != nil {
			c.say("opening", Wrong, "format")
			return
		}
		i := slices.IndexFunc(c.verdict.Entry.Rows, func(r Row) bool {
			return r.Table == o.Table && r.Key == o.Key && (r.After == row || r.Before == row)
		})
		if i < 0 {
			c.say("opening", Wrong, "row")
			return
		}
		before := c.verdict.Entry.Rows[i].After != row
		if slices.ContainsFunc(shown, func(s Shown) bool {
			return s.Table == o.Table && s.Key == o.Key && s.Before == before
		}) {
			c.say("opening", Wrong, "twice")
			return
		}
		shown = append(shown, Shown{o, before})
	}
	c.verdict.Shown = shown
	c.say("opening", Right, "")
}

func (c *check) witnesses() {
	if len(c.proof.Witnesses) == 0 || !c.read {
		c.say("witness", Unchecked, "none")
		return
	}
	seen, err := Cosignatures([]byte(c.proof.Checkpoint), c.proof.Witnesses...)
	if err != nil {
		c.say("witness", Wrong, "signature")
		return
	}
	for _, s := range seen {
		if c.isOurs(s.Verifier) {
			c.say("witness", Wrong, "self")
			return
		}
	}
	if len(seen) == 0 {
		c.say("witness", Unchecked, "none")
		return
	}
	c.verdict.Witnessed = seen
	c.say("witness", Right, "")
}

// isOurs says whether a witness' key is one of the log's own.
func (c *check) isOurs(witness string) bool {
	w, err := parseVerifier(witness, cosigns)
	if err != nil {
		return true
	}
	ours := func(text string) bool {
		v, err := parseVerifier(text, signs)
		return err == nil && bytes.Equal(v.public, w.public)
	}
	return ours(c.proof.Root) || slices.ContainsFunc(c.proof.Certificates, func(text string) bool {
		certificate, err := OpenCertificate([]byte(text), c.proof.Root)
		return err == nil && ours(certificate.Verifier)
	})
}

// times says the step of the certificate where its signature left it open: one
// of those that signed must hold at the act.
func (c *check) times(signing []Certificate) {
	if slices.ContainsFunc(c.verdict.Steps, func(s Step) bool { return s.Key == "certificate" }) {
		return
	}
	if len(signing) == 0 || !c.parsed {
		c.say("certificate", Right, "") // the fault is said at the checkpoint or the entry
		return
	}
	var first time.Time
	for _, s := range c.verdict.Witnessed {
		if first.IsZero() || s.At.Before(first) {
			first = s.At
		}
	}
	why := ""
	for _, certificate := range signing {
		switch {
		case !certificate.Until.IsZero() && !c.verdict.Entry.At.Before(certificate.Until):
			why = "expired"
		case !first.IsZero() && first.Before(certificate.From):
			why = "early"
		default:
			c.verdict.Certificate = certificate
			c.say("certificate", Right, "")
			return
		}
	}
	c.say("certificate", Wrong, why)
}
