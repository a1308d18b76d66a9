package ledger

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// maxNote is the most bytes of a note that is opened: sixteen signatures of
// any kind known today fit in.
const maxNote = 1 << 18

// A Checkpoint is the head of a log at a size (C2SP tlog-checkpoint).
type Checkpoint struct {
	Origin string // name of the log, which is the name of its key
	Size   int64
	Root   Hash
}

// Signed lists, of the verifiers given, those whose signature is on the note.
type Signed []string

// A Cosignature says that a witness saw a checkpoint, at a time, as the
// largest that is consistent with all it saw of that log before.
type Cosignature struct {
	Name     string // of the witness' key
	Verifier string
	At       time.Time // to the second
}

func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\n", c.Origin, c.Size, c.Root)
}

// Sign gives the checkpoint as a note signed by k, whose name must be the
// origin.
func (c Checkpoint) Sign(k Key) ([]byte, error) {
	switch {
	case c.Origin != k.name || !isName(c.Origin):
		return nil, fmt.Errorf("checkpoint: the key of %s does not sign for %s", k.name, c.Origin)
	case c.Size < 0 || c.Size > MaxSize || c.Size == 0 && c.Root != emptyRoot():
		return nil, errSize
	}
	return note.Sign(&note.Note{Text: c.text()}, signer{k})
}

// OpenCheckpoint reads a signed checkpoint of which at least one of the
// verifiers, as Key.Verifier gives them, must be a signer. Signatures of other
// keys are passed over; a wrong one of a verifier is an error, as is all that
// is not a checkpoint. The caller compares the origin with the log it expects.
func OpenCheckpoint(msg []byte, verifiers ...string) (Checkpoint, Signed, error) {
	n, signed, err := openNote(msg, signs, verifiers)
	if err != nil {
		return Checkpoint{}, nil, fmt.Errorf("checkpoint: %w", err)
	}
	c, err := parseCheckpoint(n.Text)
	return c, signed, err
}

// ReadCheckpoint reads a checkpoint without asking who signed it: for finding
// out which log it is said to be of. Nothing in it is to be believed.
func ReadCheckpoint(msg []byte) (Checkpoint, error) {
	n, err := readNote(msg)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w", err)
	}
	return parseCheckpoint(n.Text)
}

func parseCheckpoint(text string) (Checkpoint, error) {
	bad := errors.New("checkpoint: not the text of a checkpoint")
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 3 || slices.Contains(lines, "") { // more lines are extensions
		return Checkpoint{}, bad
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || size > MaxSize || strconv.FormatInt(size, 10) != lines[1] {
		return Checkpoint{}, bad
	}
	root, err := ParseHash(lines[2])
	if err != nil || size == 0 && root != emptyRoot() {
		return Checkpoint{}, bad
	}
	return Checkpoint{lines[0], size, root}, nil
}

// Cosign gives the note of a checkpoint with a cosignature/v1 of k at that
// time added (C2SP tlog-cosignature); an older one of k is replaced. The
// caller has opened the checkpoint and checked that it is consistent with the
// last one that it cosigned.
func Cosign(msg []byte, k Key, at time.Time) ([]byte, error) {
	if _, err := ReadCheckpoint(msg); err != nil {
		return nil, err
	}
	if at.Unix() <= 0 || at.Unix() > latest {
		return nil, errors.New("cosignature: the time is out of range")
	}
	n, err := readNote(msg)
	if err != nil {
		return nil, err
	}
	return join(n, cosigner{k, at})
}

// Cosignatures gives the cosignatures of the witnesses given, as
// Key.CosignVerifier gives them, that are on the note of a checkpoint; there
// may be none. A wrong one of a given witness is an error, and so are two
// witnesses with one key, since the key alone tells witnesses apart.
func Cosignatures(msg []byte, cosignVerifiers ...string) ([]Cosignature, error) {
	if _, err := ReadCheckpoint(msg); err != nil {
		return nil, err
	}
	keys := map[string]string{}
	for _, text := range cosignVerifiers {
		v, err := parseVerifier(text, cosigns)
		if err != nil {
			return nil, err
		}
		if other, known := keys[string(v.public)]; known && other != text {
			return nil, errors.New("cosignature: two witnesses have one key")
		}
		keys[string(v.public)] = text
	}
	n, signed, err := openNote(msg, cosigns, cosignVerifiers)
	if none := (*note.UnverifiedNoteError)(nil); errors.As(err, &none) {
		return nil, nil
	} else if err != nil {
		return nil, fmt.Errorf("cosignature: %w", err)
	}
	var all []Cosignature
	for i, s := range n.Sigs {
		raw, err := base64.StdEncoding.DecodeString(s.Base64)
		if err != nil {
			return nil, err
		}
		at, _, _ := splitCosignature(raw[4:])
		all = append(all, Cosignature{Name: s.Name, Verifier: signed[i], At: time.Unix(at, 0).UTC()})
	}
	return all, nil
}

// Merge gives the note of the first with the signatures that the others have
// under the very same text: how a log gathers what its witnesses send back.
// No signature is checked.
func Merge(first []byte, others ...[]byte) ([]byte, error) {
	n, err := readNote(first)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, s := range n.UnverifiedSigs {
		seen[s.Name+" "+s.Base64] = true
	}
	for _, msg := range others {
		other, err := readNote(msg)
		if err != nil {
			return nil, err
		}
		if other.Text != n.Text {
			return nil, errors.New("note: signatures under another text")
		}
		for _, s := range other.UnverifiedSigs {
			if !seen[s.Name+" "+s.Base64] {
				seen[s.Name+" "+s.Base64] = true
				n.UnverifiedSigs = append(n.UnverifiedSigs, s)
			}
		}
	}
	return join(n)
}

// join writes a note with what it has of signatures and those of the signers,
// if there is room for all: a note that nobody opens would be worth nothing.
func join(n *note.Note, signers ...note.Signer) ([]byte, error) {
	msg, err := note.Sign(n, signers...)
	if err != nil {
		return nil, err
	}
	_, err = readNote(msg)
	return msg, err
}

// openNote opens a note that at least one of the verifiers of that kind signed.
func openNote(msg []byte, kind byte, verifiers []string) (*note.Note, Signed, error) {
	if len(msg) > maxNote {
		return nil, nil, errors.New("note: too long")
	}
	var known []note.Verifier
	texts := map[string]string{}
	for _, text := range verifiers {
		v, err := parseVerifier(text, kind)
		if err != nil {
			return nil, nil, err
		}
		id := fmt.Sprintf("%s+%08x", v.name, v.KeyHash())
		if texts[id] != text {
			known = append(known, v)
		}
		texts[id] = text
	}
	n, err := note.Open(msg, note.VerifierList(known...))
	if err != nil {
		return nil, nil, err
	}
	var signed Signed
	for _, s := range n.Sigs {
		signed = append(signed, texts[fmt.Sprintf("%s+%08x", s.Name, s.Hash)])
	}
	return n, signed, nil
}

// readNote reads a note whose signatures nobody has checked.
func readNote(msg []byte) (*note.Note, error) {
	_, _, err := openNote(msg, signs, nil)
	if unverified := (*note.UnverifiedNoteError)(nil); errors.As(err, &unverified) {
		return unverified.Note, nil
	}
	return nil, err
}

// A cosigner signs checkpoints with a key and a time. It is a note.Signer.
type cosigner struct {
	Key
	at time.Time
}

func (c cosigner) KeyHash() uint32 { return keyID(c.name, cosigns, c.public()) }

func (c cosigner) Sign(text []byte) ([]byte, error) {
	b := binary.BigEndian.AppendUint64(nil, uint64(c.at.Unix()))
	return append(b, ed25519.Sign(c.private, cosigned(text, c.at.Unix()))...), nil
}

// latest is the last second of the year 9999. The specification allows more
// and lets a verifier refuse what lies in the future.
const latest = 253402300799

// cosigned is the message of a cosignature (C2SP tlog-cosignature, "Ed25519
// signed message").
func cosigned(text []byte, at int64) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "cosignature/v1\ntime %d\n", at)
	b.Write(text)
	return b.Bytes()
}

func splitCosignature(sig []byte) (at int64, rest []byte, ok bool) {
	if len(sig) != 8+ed25519.SignatureSize {
		return 0, nil, false
	}
	seconds := binary.BigEndian.Uint64(sig)
	return int64(seconds), sig[8:], seconds <= latest
}
