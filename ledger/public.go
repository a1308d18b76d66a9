package ledger

import (
	"bytes"

	"golang.org/x/mod/sumdb/note"
)

// IsVerifier reports whether a text is the public text of a key that signs, as
// Key.Verifier gives it.
func IsVerifier(text string) bool {
	_, err := parseVerifier(text, signs)
	return err == nil
}

// IsCosignVerifier reports whether a text is the public text of a key that
// cosigns, as Key.CosignVerifier gives it.
func IsCosignVerifier(text string) bool {
	_, err := parseVerifier(text, cosigns)
	return err == nil
}

// JoinCertificates puts certificates into one text, in their order.
func JoinCertificates(certificates [][]byte) []byte { return bytes.Join(certificates, nil) }

// SplitCertificates takes apart what JoinCertificates put together; none of
// them is checked.
func SplitCertificates(text []byte) (list [][]byte) {
	head := []byte(certificateHead + "\n")
	for {
		_, rest, found := bytes.Cut(text, head)
		if !found {
			return list
		}
		end := bytes.Index(rest, head)
		if end < 0 {
			end = len(rest)
		}
		list = append(list, append(bytes.Clone(head), rest[:end]...))
		text = rest[end:]
	}
}

// AddCosignature gives the note with the cosignature that one witness has under
// the same text in another note, and with nothing else of that other. The first
// cosignature of a witness stays: it says the earliest that the head was seen.
func AddCosignature(msg, other []byte, cosignVerifier string) ([]byte, error) {
	has, err := Cosignatures(msg, cosignVerifier)
	if err != nil || len(has) > 0 {
		return msg, err
	}
	n, _, err := openNote(other, cosigns, []string{cosignVerifier})
	if err != nil {
		return nil, err
	}
	n.UnverifiedSigs = nil
	only, err := note.Sign(n)
	if err != nil {
		return nil, err
	}
	return Merge(msg, only)
}
