// Package vault keeps secrets at rest: what is sealed can be read only with the
// installation's key, which lies in a file beside the database and never in it.
// It refuses to know what the secrets are.
package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	keyFile = "vault.key"
	keySize = 32 // AES-256
)

// Vault seals and opens secrets with one key.
type Vault struct {
	id   string // names the key in what it has sealed, so that another can follow it
	aead cipher.AEAD
}

// Open opens the vault whose key is the file vault.key in the folder. Where there
// is none it makes one, on disk before Open returns; processes that start at once
// agree on one key. The file is for the owner alone (0600). A key file of another
// length, as after a copy that was cut, is an error and is never replaced: what
// was sealed with it would be lost.
func Open(dir string) (*Vault, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	name := filepath.Join(dir, keyFile)
	key, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		if err = create(dir, name); err == nil {
			key, err = os.ReadFile(name)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	if len(key) != keySize {
		return nil, fmt.Errorf("vault: %s has %d bytes and not %d: put the whole file back from a backup", name, len(key), keySize)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	sum := sha256.Sum256(append([]byte("sauro vault key id\x00"), key...))
	return &Vault{hex.EncodeToString(sum[:4]), aead}, nil
}

// create writes a new key under a name of its own and gives it the final one by a
// link, which fails where another process was faster: then that one's key holds.
func create(dir, name string) error {
	f, err := os.CreateTemp(dir, keyFile+".*") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	key := make([]byte, keySize)
	rand.Read(key)
	_, err = f.Write(key)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), name); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(dir)
}

// Seal seals a secret for a context, which must be given again to open it: a
// secret copied into another person's row does not open there. The text is
// "v1.<key>.<nonce and ciphertext>", safe in a form, a cookie and an address.
func (v *Vault) Seal(context string, secret []byte) string {
	nonce := make([]byte, v.aead.NonceSize())
	rand.Read(nonce)
	return v.head() + base64.RawURLEncoding.EncodeToString(v.aead.Seal(nonce, nonce, secret, []byte(context)))
}

// ErrSealed says that a text was not sealed with this key for this context, or
// was changed since.
var ErrSealed = errors.New("vault: not sealed with this key for this purpose")

// Open opens what Seal has sealed for the same context. Everything else is ErrSealed.
func (v *Vault) Open(context, sealed string) ([]byte, error) {
	body, ok := strings.CutPrefix(sealed, v.head())
	if !ok {
		return nil, ErrSealed
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(body)
	if err != nil || len(b) < v.aead.NonceSize() {
		return nil, ErrSealed
	}
	secret, err := v.aead.Open(nil, b[:v.aead.NonceSize()], b[v.aead.NonceSize():], []byte(context))
	if err != nil {
		return nil, ErrSealed
	}
	return secret, nil
}

func (v *Vault) head() string { return "v1." + v.id + "." }
