package ledger

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The kinds of signature of C2SP signed-note that are used here, each the
// first byte of an encoded key.
const (
	signs   = 0x01 // Ed25519 over the text of the note
	cosigns = 0x04 // Ed25519 over a checkpoint and a time
)

// A Key is an Ed25519 key with its name, which is an address without a scheme
// such as "xa.example.vn/nhat-ky". Printing one shows what anyone may see.
type Key struct {
	name    string
	private ed25519.PrivateKey
}

// NewKey draws a key. It is an error when the name is empty or has spaces,
// control characters or a plus.
func NewKey(name string) (Key, error) {
	if !isName(name) {
		return Key{}, fmt.Errorf("key: %q is not the name of a key", name)
	}
	_, private, err := ed25519.GenerateKey(rand.Reader)
	return Key{name, private}, err
}

// ParseKey reads what Private gives.
func ParseKey(text string) (Key, error) {
	bad := errors.New("key: not a private key")
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), "PRIVATE+KEY+")
	parts := strings.Split(rest, "+")
	if !ok || len(parts) < 3 || !isName(parts[0]) {
		return Key{}, bad
	}
	// The base64 may itself have a plus.
	encoded, err := base64.StdEncoding.Strict().DecodeString(strings.Join(parts[2:], "+"))
	if err != nil || len(encoded) != 1+ed25519.SeedSize || encoded[0] != signs {
		return Key{}, bad
	}
	k := Key{parts[0], ed25519.NewKeyFromSeed(encoded[1:])}
	if fmt.Sprintf("%08x", keyID(k.name, signs, k.public())) != parts[1] {
		return Key{}, errors.New("key: the private key does not fit its number: a letter of it was changed")
	}
	return k, nil
}

// Private is the secret text of the key, as note.GenerateKey writes it:
// "PRIVATE+KEY+name+number+base64".
func (k Key) Private() string {
	return fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", k.name, keyID(k.name, signs, k.public()),
		base64.StdEncoding.EncodeToString(append([]byte{signs}, k.private.Seed()...)))
}

// Name is the name of the key.
func (k Key) Name() string { return k.name }

// Verifier is the public text of the key for notes that it signs: "name+number+base64".
func (k Key) Verifier() string { return verifier{k.name, signs, k.public()}.text() }

// CosignVerifier is the public text of the key for checkpoints that it
// cosigns. A key that cosigns should sign nothing else.
func (k Key) CosignVerifier() string { return verifier{k.name, cosigns, k.public()}.text() }

// Format keeps the private key out of every log line.
func (k Key) Format(f fmt.State, _ rune) {
	if k.private == nil {
		io.WriteString(f, "no key")
		return
	}
	io.WriteString(f, k.Verifier())
}

func (k Key) public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

// keyID is the number beside the name of a key (C2SP signed-note, "Signatures").
func keyID(name string, kind byte, public []byte) uint32 {
	h := sha256.New()
	io.WriteString(h, name)
	h.Write([]byte{'\n', kind})
	h.Write(public)
	return binary.BigEndian.Uint32(h.Sum(nil))
}

// isName says whether a key or an origin may be called that: not empty, no
// spaces of any script, no control characters, no plus.
func isName(s string) bool {
	return s != "" && len(s) <= 255 && utf8.ValidString(s) && !strings.Contains(s, "+") &&
		strings.IndexFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) < 0
}

// A verifier is a public key with its name, of one kind of signature. It is a
// note.Verifier.
type verifier struct {
	name   string
	kind   byte
	public ed25519.PublicKey
}

// parseVerifier reads a verifier of that kind in its one canonical form.
func parseVerifier(text string, kind byte) (verifier, error) {
	bad := errors.New("key: not the public text of a key")
	parts := strings.SplitN(text, "+", 3)
	if len(text) > 400 || len(parts) != 3 || !isName(parts[0]) {
		return verifier{}, bad
	}
	encoded, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(encoded) != 1+ed25519.PublicKeySize || encoded[0] != kind {
		return verifier{}, bad
	}
	v := verifier{parts[0], kind, encoded[1:]}
	switch {
	case v.text() != text:
		return verifier{}, bad
	case !isPoint(v.public):
		return verifier{}, errors.New("key: a public key that nobody can have")
	}
	return v, nil
}

// isPoint says whether RFC 8032, section 5.1.3, decodes the 32 bytes to a
// point, and not to one of small order, for which one signature fits many
// texts. ed25519.Verify alone takes such points and y that are not reduced.
func isPoint(public []byte) bool {
	bytes := [32]byte(public)
	bytes[31] &= 0x7f
	if smallOrder[bytes] {
		return false
	}
	slices.Reverse(bytes[:])
	y := new(big.Int).SetBytes(bytes[:])
	if y.Cmp(prime) >= 0 {
		return false
	}
	// x² = (y²-1)/(dy²+1) has a root where the product of the two has one.
	y.Mul(y, y)
	v := new(big.Int).Mul(curve, y)
	v.Add(v, big.NewInt(1))
	u := y.Sub(y, big.NewInt(1))
	return big.Jacobi(u.Mul(u, v), prime) == 1
}

// prime is 2^255-19, and curve the d of edwards25519, -121665/121666.
var (
	prime = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	curve = new(big.Int).Mul(big.NewInt(-121665), new(big.Int).ModInverse(big.NewInt(121666), prime))
)

// smallOrder are the y of the eight points whose order divides eight.
var smallOrder = map[[32]byte]bool{
	{}:  true,
	{1}: true,
	{0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f}: true,
	{0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05}: true,
	{0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a}: true,
}

func (v verifier) text() string {
	return fmt.Sprintf("%s+%08x+%s", v.name, v.KeyHash(), base64.StdEncoding.EncodeToString(append([]byte{v.kind}, v.public...)))
}

// Name is the name of the key.
func (v verifier) Name() string { return v.name }

// KeyHash is the number beside the name.
func (v verifier) KeyHash() uint32 { return keyID(v.name, v.kind, v.public) }

// Verify says whether sig is the key's signature under the text of a note.
func (v verifier) Verify(text, sig []byte) bool {
	if v.kind == cosigns {
		at, sig, ok := splitCosignature(sig)
		return ok && ed25519.Verify(v.public, cosigned(text, at), sig)
	}
	return ed25519.Verify(v.public, text, sig)
}

// A signer signs notes with a key. It is a note.Signer.
type signer struct{ Key }

func (s signer) KeyHash() uint32                  { return keyID(s.name, signs, s.public()) }
func (s signer) Sign(text []byte) ([]byte, error) { return ed25519.Sign(s.private, text), nil }
