package ledger

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Salt makes a commitment to a row say nothing to those who do not have it.
// It is a secret: when it is erased, nobody can tell any more what the
// commitment was to, and the log stays whole. Printing one shows nothing of it.
type Salt [32]byte

// NewSalt draws a salt.
func NewSalt() Salt {
	var s Salt
	rand.Read(s[:]) // ends the program where the system has no randomness
	return s
}

// ParseSalt reads the 64 hex digits that Hex gives.
func ParseSalt(text string) (Salt, error) {
	var s Salt
	if !isHex(text) {
		return s, errors.New("salt: not 64 hex digits")
	}
	hex.Decode(s[:], []byte(text))
	return s, nil
}

// Hex is the salt in 64 hex digits, to be kept, not shown.
func (s Salt) Hex() string { return hex.EncodeToString(s[:]) }

// Equal compares in constant time.
func (s Salt) Equal(other Salt) bool { return subtle.ConstantTimeCompare(s[:], other[:]) == 1 }

// Format keeps a salt out of every log line.
func (s Salt) Format(f fmt.State, _ rune) { io.WriteString(f, "salt") }

// A Field is one column of a row: Value is a string, an int64, or nil, which
// is the same as leaving the field out.
type Field struct {
	Column string
	Value  any
}

// Commit is the salted commitment to a row, 64 hex digits:
//
//	salt of a column  = SHA-256(salt, "column " name)
//	hash of a column  = SHA-256(salt of the column, "t" for text or "i" for an integer, value)
//	commitment        = SHA-256("sauro row v1\n" table "\n" key "\n" and for each column by name: name " " hash in hex "\n")
//
// The name of a column has no more than letters, digits and low lines, so that
// no salt of a column can be computed from another by going on with the hash.
// Text is in UTF-8 and integers in decimal, so that one column can be shown
// without the others becoming guessable. It panics when a field is neither
// string, int64 nor nil, when a column stands twice, and on names that a table
// cannot have: all of them mistakes of the program.
func Commit(salt Salt, table, key string, fields []Field) string {
	if !isWord(table) || key == "" || !isID(key) {
		panic(fmt.Sprintf("ledger: commit: the table %q or the key %q cannot be one", table, key))
	}
	// Every act of the program waits for this: the same as Disclose and
	// Commitment, without what they keep for showing.
	sorted := make([]Field, 0, len(fields))
	for _, f := range fields {
		if f.Value != nil {
			sorted = append(sorted, f)
		}
	}
	slices.SortFunc(sorted, func(a, b Field) int { return strings.Compare(a.Column, b.Column) })
	row := make([]byte, 0, 128+len(sorted)*96)
	row = append(row, rowHead...)
	row = append(row, table...)
	row = append(row, '\n')
	row = append(row, key...)
	row = append(row, '\n')
	seed := append(salt[:len(salt):len(salt)], "column "...)
	var name, value []byte
	for i, f := range sorted {
		if !isColumn(f.Column) || i > 0 && sorted[i-1].Column == f.Column {
			panic(fmt.Sprintf("ledger: commit: the column %s.%q cannot be one, or stands twice", table, f.Column))
		}
		name = append(append(name[:0], seed...), f.Column...)
		own := sha256.Sum256(name)
		switch v := f.Value.(type) {
		case string:
			value = append(append(append(value[:0], own[:]...), 't'), v...)
		case int64:
			value = strconv.AppendInt(append(append(value[:0], own[:]...), 'i'), v, 10)
		default:
			panic(fmt.Sprintf("ledger: column %s.%s is a %T: only string, int64 and nil are committed to", table, f.Column, v))
		}
		own = sha256.Sum256(value)
		row = append(row, f.Column...)
		row = append(row, ' ')
		row = hex.AppendEncode(row, own[:])
		row = append(row, '\n')
	}
	hash := sha256.Sum256(row)
	return hex.EncodeToString(hash[:])
}

const rowHead = "sauro row v1\n"

// An Opening is a row with some of its columns in the clear and the others as
// their hashes. Commitment says what row commitment it opens.
type Opening struct {
	Table   string   `json:"table"`
	Key     string   `json:"key"`
	Columns []Column `json:"columns"` // by name
}

// A Column is one column of an Opening: either shown, with Kind "t" (text) or
// "i" (a decimal integer), Value and the column's own Salt, or hidden, with
// its Hash alone. Salt and Hash are 64 hex digits.
type Column struct {
	Name  string `json:"name"`
	Kind  string `json:"kind,omitempty"`
	Value string `json:"value,omitempty"`
	Salt  string `json:"salt,omitempty"`
	Hash  string `json:"hash,omitempty"`
}

// Shown says whether the column is in the clear.
func (c Column) Shown() bool { return c.Hash == "" }

// Disclose opens the row of Commit for those columns that show names. It
// panics as Commit does.
func Disclose(salt Salt, table, key string, fields []Field, show func(column string) bool) Opening {
	o := Opening{Table: table, Key: key, Columns: make([]Column, 0, len(fields))}
	for _, f := range fields {
		c := Column{Name: f.Column}
		switch v := f.Value.(type) {
		case nil:
			continue
		case string:
			c.Kind, c.Value = "t", v
		case int64:
			c.Kind, c.Value = "i", strconv.FormatInt(v, 10)
		default:
			panic(fmt.Sprintf("ledger: column %s.%s is a %T: only string, int64 and nil are committed to", table, f.Column, v))
		}
		own := sha256.Sum256([]byte(string(salt[:]) + "column " + f.Column))
		if show(f.Column) {
			c.Salt = hex.EncodeToString(own[:])
		} else {
			c = Column{Name: c.Name, Hash: hashColumn(own[:], c.Kind, c.Value)}
		}
		o.Columns = append(o.Columns, c)
	}
	slices.SortFunc(o.Columns, func(a, b Column) int { return strings.Compare(a.Name, b.Name) })
	return o
}

// Commitment is the row commitment (64 hex digits) that the opening opens,
// computed anew. An opening that Disclose could not have made is an error.
func (o Opening) Commitment() (string, error) {
	switch {
	case !isWord(o.Table):
		return "", fmt.Errorf("opening: the table %q is not of [a-z_-]+", o.Table)
	case o.Key == "" || !isID(o.Key):
		return "", fmt.Errorf("opening: the key %q is not of [A-Za-z0-9._/-]+", o.Key)
	}
	row := make([]byte, 0, 128+len(o.Columns)*96)
	row = append(row, rowHead...)
	row = append(row, o.Table...)
	row = append(row, '\n')
	row = append(row, o.Key...)
	row = append(row, '\n')
	last := ""
	for _, c := range o.Columns {
		if !isColumn(c.Name) || c.Name <= last {
			return "", fmt.Errorf("opening: the column %q is not of [a-z0-9_]+, or out of order", c.Name)
		}
		last = c.Name
		hash, err := c.hash()
		if err != nil {
			return "", fmt.Errorf("opening: column %s: %w", c.Name, err)
		}
		row = append(row, c.Name...)
		row = append(row, ' ')
		row = append(row, hash...)
		row = append(row, '\n')
	}
	sum := sha256.Sum256(row)
	return hex.EncodeToString(sum[:]), nil
}

func (c Column) hash() (string, error) {
	if !c.Shown() {
		if !isHex(c.Hash) || c.Kind != "" || c.Value != "" || c.Salt != "" {
			return "", errors.New("a hidden column has a hash of 64 hex digits and nothing else")
		}
		return c.Hash, nil
	}
	salt, err := ParseSalt(c.Salt)
	if err != nil {
		return "", err
	}
	switch c.Kind {
	case "t":
		if !utf8.ValidString(c.Value) {
			return "", errors.New("the text is not UTF-8")
		}
	case "i":
		if n, err := strconv.ParseInt(c.Value, 10, 64); err != nil || strconv.FormatInt(n, 10) != c.Value {
			return "", fmt.Errorf("%q is not an integer", c.Value)
		}
	default:
		return "", fmt.Errorf("the kind %q is neither t nor i", c.Kind)
	}
	return hashColumn(salt[:], c.Kind, c.Value), nil
}

func hashColumn(salt []byte, kind, value string) string {
	h := sha256.New()
	h.Write(salt)
	io.WriteString(h, kind)
	io.WriteString(h, value)
	return hex.EncodeToString(h.Sum(nil))
}

func isColumn(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return s != "" && len(s) <= 100
}
