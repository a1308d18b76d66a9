package ledger_test

import (
	"crypto/hmac"
	"crypto/sha256"
)

func sum(b []byte) []byte {
	s := sha256.Sum256(b)
	return s[:]
}

func mac(key, b []byte) []byte {
	m := hmac.New(sha256.New, key)
	m.Write(b)
	return m.Sum(nil)
}
