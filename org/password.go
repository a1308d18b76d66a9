package org

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"sauro/vn"
)

// The cost of a password: 19 MiB, two passes, one lane (OWASP's first choice
// for argon2id). It is written into each hash, so it can be raised later.
const (
	argonMemory = 19 * 1024
	argonTime   = 2
	argonLanes  = 1
	argonKey    = 32
)

// hashing bounds how many passwords are computed at once: memory times
// concurrent sign-ins must not bring a small machine down.
var hashing = make(chan struct{}, max(1, runtime.NumCPU()))

func argon(password string, salt []byte, time, memory uint32, lanes uint8, n uint32) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(password), salt, time, memory, lanes, n)
}

// HashPassword is the argon2id hash of a password in its usual text form.
func HashPassword(password string) string {
	salt := make([]byte, 16)
	rand.Read(salt)
	key := argon(password, salt, argonTime, argonMemory, argonLanes, argonKey)
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes, b.EncodeToString(salt), b.EncodeToString(key))
}

// checkPassword takes as long for a hash that is none as for a real one, so
// that time does not tell whether a name exists.
func checkPassword(hash, password string) bool {
	var version int
	var memory, time uint32
	var lanes uint8
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		argon(password, make([]byte, 16), argonTime, argonMemory, argonLanes, argonKey)
		return false
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &time, &lanes); err != nil {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(parts[4])
	key, err2 := base64.RawStdEncoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || version != argon2.Version || len(key) == 0 {
		return false
	}
	return subtle.ConstantTimeCompare(key, argon(password, salt, time, memory, lanes, uint32(len(key)))) == 1
}

// What can be wrong with a password that somebody chooses.
var passwordName = map[string]string{
	"short": "Mật khẩu cần ít nhất 10 ký tự. Một câu ngắn dễ nhớ là tốt nhất.",
	"long":  "Mật khẩu dài nhất 200 ký tự. Hãy rút ngắn lại.",
	"login": "Mật khẩu không được chứa tên đăng nhập. Hãy chọn mật khẩu khác.",
}

// badPassword says what is wrong with a password: shorter than 10 or longer than
// 200 characters, or made of the sign-in name. It is "" of a good one.
func badPassword(login, password string) string {
	n := utf8.RuneCountInString(password)
	switch {
	case n < 10:
		return passwordName["short"]
	case n > 200:
		return passwordName["long"]
	case strings.Contains(vn.Fold(password), vn.Fold(login)):
		return passwordName["login"]
	}
	return ""
}

// RandomPassword is a password that nobody chose and nobody is told: 80 bits.
func RandomPassword() string { return randomGroups(4) }

// randomGroups are so many groups of four letters and digits that can be read out
// over a telephone, 20 bits each.
func randomGroups(n int) string {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789x" // 32, none that look alike
	b := make([]byte, 4*n)
	rand.Read(b)
	var s strings.Builder
	for i, c := range b {
		if i > 0 && i%4 == 0 {
			s.WriteByte('-')
		}
		s.WriteByte(letters[c%32])
	}
	return s.String()
}
