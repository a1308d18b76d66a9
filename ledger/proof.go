package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// MaxProof is the most bytes of a proof that is read.
const MaxProof = 1 << 20

// A Proof is all that someone needs who trusts nothing but the root key: one
// JSON file which leads from that key to one entry of the log, and to what
// stood in some columns of the rows that the entry changed.
type Proof struct {
	V            int       `json:"v"` // 1
	Origin       string    `json:"origin"`
	Root         string    `json:"root"`         // verifier of the root key, to be compared with the one on paper
	Certificates []string  `json:"certificates"` // signed notes
	Checkpoint   string    `json:"checkpoint"`   // signed note with its cosignatures
	N            int64     `json:"n"`            // number of the entry, from 0
	Entry        string    `json:"entry"`        // as Entry.Encode gave it
	Inclusion    []string  `json:"inclusion"`    // hashes in base64, from the leaf's sibling up
	Openings     []Opening `json:"openings"`
	Witnesses    []string  `json:"witnesses"` // cosign verifiers, said by the log itself
	Say          []Line    `json:"say"`       // words for showing; they prove nothing
}

// A Line says how a column is shown: its label in Vietnamese and English, and
// how its value is written. The lines stand in the order of showing. Lines of
// the table "entry" give words to the entry's own act, post, for and about.
type Line struct {
	Table  string `json:"table"`
	Column string `json:"column"`
	Vi     string `json:"vi"`
	En     string `json:"en"`
	As     string `json:"as,omitempty"`    // one of the As constants
	Words  []Word `json:"words,omitempty"` // for columns that hold one of a few codes
}

// A Word is what a code in a column means.
type Word struct {
	Value string `json:"value"`
	Vi    string `json:"vi"`
	En    string `json:"en"`
}

// How the value of a column is written.
const (
	AsText    = ""
	AsDay     = "day"     // YYYY-MM-DD, shown as dd/mm/yyyy
	AsInstant = "instant" // microseconds since 1970, shown in Vietnam's time
	AsPercent = "percent" // basis points
	AsMoney   = "money"   // đồng
	AsYesNo   = "yesno"   // 1 or 0
)

// Encode gives the proof as a file: JSON, indented, in UTF-8.
func (p Proof) Encode() ([]byte, error) {
	if err := p.fits(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "\t")
	if err := e.Encode(p); err != nil {
		return nil, err
	}
	if b.Len() > MaxProof {
		return nil, fmt.Errorf("proof: %d bytes, over %d", b.Len(), MaxProof)
	}
	return b.Bytes(), nil
}

// ParseProof reads a proof, however its JSON is spaced. Names that a proof does
// not have, names that stand twice and more than MaxProof bytes are errors. It
// checks the form; Check says what the proof is worth.
func ParseProof(b []byte) (Proof, error) {
	var p Proof
	if len(b) > MaxProof {
		return p, fmt.Errorf("proof: %d bytes, over %d", len(b), MaxProof)
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff")) // an editor may have put it there
	if !utf8.Valid(b) {
		return p, errors.New("proof: not UTF-8")
	}
	if err := strictNames(b); err != nil {
		return p, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return Proof{}, fmt.Errorf("proof: not the JSON of a proof: %w", err)
	}
	if err := p.fits(); err != nil {
		return Proof{}, err
	}
	return p, nil
}

func (p Proof) fits() error {
	switch {
	case p.V != 1:
		return fmt.Errorf("proof: version %d is not known, only 1", p.V)
	case p.N < 0 || p.N > MaxSize:
		return errors.New("proof: the number of the entry is out of range")
	case len(p.Certificates) > 100, len(p.Inclusion) > 64, len(p.Openings) > 1000, len(p.Witnesses) > 100, len(p.Say) > 1000:
		return errors.New("proof: too long a list")
	}
	for _, l := range p.Say {
		switch l.As {
		case AsText, AsDay, AsInstant, AsPercent, AsMoney, AsYesNo:
		default:
			return fmt.Errorf("proof: no way to write a value is called %q", l.As)
		}
	}
	return nil
}

// strictNames refuses JSON that two readers could read as two things: objects
// with a name twice or in capitals (encoding/json does not tell those apart),
// and anything after the first value.
func strictNames(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var value func(depth int) error
	value = func(depth int) error {
		if depth > 8 {
			return errors.New("proof: nested too deep")
		}
		t, err := d.Token()
		if err != nil {
			return fmt.Errorf("proof: not JSON: %w", err)
		}
		delim, ok := t.(json.Delim)
		if !ok {
			return nil
		}
		seen := map[string]bool{}
		for d.More() {
			if delim == '{' {
				name, err := d.Token()
				if err != nil {
					return fmt.Errorf("proof: not JSON: %w", err)
				}
				s, _ := name.(string)
				if seen[s] || strings.IndexFunc(s, func(r rune) bool { return r < 'a' || r > 'z' }) >= 0 {
					return fmt.Errorf("proof: the name %q stands twice or is not of a proof", s)
				}
				seen[s] = true
			}
			if err := value(depth + 1); err != nil {
				return err
			}
		}
		_, err = d.Token()
		return err
	}
	if err := value(0); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return errors.New("proof: something stands after it")
	}
	return nil
}

// Fingerprint is a public key short enough to print on paper and compare or
// type: the first 128 bits of the SHA-256 of its verifier text, as eight groups
// of four hex digits.
func Fingerprint(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return strings.Join(slices.Collect(func(yield func(string) bool) {
		for i := 0; i < 16; i += 2 {
			if !yield(hex.EncodeToString(sum[i : i+2])) {
				return
			}
		}
	}), " ")
}
