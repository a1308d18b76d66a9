// Package password knows how a password is kept, which ones are no good, and how
// secrets are made that people can type. It refuses to know whose they are.
package password

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"unicode"
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

// Key is what argon2id makes of a text and a salt, as slowly as of a password.
func Key(text string, salt []byte) []byte {
	return argon(text, salt, argonTime, argonMemory, argonLanes, argonKey)
}

// Hash is the argon2id hash of a password in its usual text form.
func Hash(password string) string {
	salt := make([]byte, 16)
	rand.Read(salt)
	key := argon(password, salt, argonTime, argonMemory, argonLanes, argonKey)
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonTime, argonLanes, b.EncodeToString(salt), b.EncodeToString(key))
}

// Check reports whether a password is that of a hash. It takes as long for a hash that is none as for a real one, so
// that time does not tell whether a name exists.
func Check(hash, password string) bool {
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
var wrongName = map[string]string{
	"short":  "Mật khẩu cần ít nhất 10 ký tự. Một câu ngắn dễ nhớ là tốt nhất.",
	"long":   "Mật khẩu dài nhất 200 ký tự. Hãy rút ngắn lại.",
	"login":  "Mật khẩu không được chứa tên đăng nhập. Hãy chọn mật khẩu khác.",
	"common": "Mật khẩu này nhiều người đoán được ngay: chỉ có chữ số, dãy phím, từ hay gặp hoặc tên của cơ quan. Hãy chọn một câu ngắn của riêng bạn.",
}

// Wrong says what is wrong with a password: shorter than 10 or longer than
// 200 characters, made of the sign-in name, or so common that it is among the
// first to be tried. Own are names that everybody knows of the person: the
// office's, the post's. It is "" of a good one.
func Wrong(login, password string, own ...string) string {
	n := utf8.RuneCountInString(password)
	switch {
	case n < 10:
		return wrongName["short"]
	case n > 200:
		return wrongName["long"]
	case strings.Contains(vn.Fold(password), vn.Fold(login)):
		return wrongName["login"]
	case common(password, own):
		return wrongName["common"]
	}
	return ""
}

// commonWords stand at the head of every list of passwords that were lost, in
// the languages of those who come here, longest first.
var commonWords = strings.Fields(`administrator administrador quantrivien congchuc uybannhandan chuyendoiso vanphong chutich
	khongbiet khongnho vietnam hanoi saigon anhyeuem emyeuanh toiyeuban yeuem yeuanh toiyeu matkhaumoi matkhau dangnhap mothaiba
	iloveyou password passwort passw0rd p@ssw0rd p@ssword pa$$word welcome letmein login secret master dragon monkey football baseball
	superman batman princess sunshine shadow computer internet samsung iphone google facebook zalo changeme default guest
	trustno1 whatever qwerty azerty abcdef hello admin adm1n sauro user test pass love`)

// runs are keys beside each other and letters in their order: a part of three or
// more of them, either way, adds nothing to a password.
var runs = []string{"01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "1q2w3e4r5t6y7u8i9o0p"}

// enough is how many letters and digits must be left of a password when all that
// is common has been taken out of it.
const enough = 6

// common reports whether little is left of a password without digits at its end,
// common words, names that everybody knows, runs and repetitions.
func common(password string, own []string) bool {
	text := strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune("@$", c) {
			return c
		}
		return -1
	}, vn.Fold(password))
	if strings.Trim(text, "0123456789") == "" {
		return true // a date, a telephone, a citizen's number
	}
	var words []string
	for _, name := range own {
		for _, w := range append(strings.Fields(vn.Fold(name)), strings.Join(strings.Fields(vn.Fold(name)), "")) {
			if len(w) > 2 {
				words = append(words, w)
			}
		}
	}
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	for _, w := range append(commonWords[:len(commonWords):len(commonWords)], words...) {
		text = strings.ReplaceAll(text, w, "")
	}
	return utf8.RuneCountInString(strings.TrimRight(distinct(text), "0123456789")) < enough
}

// distinct is a text without what follows from what stands before it: the next of
// a run, the same again, a part repeated.
func distinct(text string) string {
	cs := []rune(text)
	var left []rune
	for i, c := range cs {
		if i > 0 && (c == cs[i-1] || i > 1 && inRun(cs[i-2:i+1])) {
			continue
		}
		left = append(left, c)
	}
	for n := 1; n <= len(left)/2; n++ {
		if len(left)%n == 0 && strings.Repeat(string(left[:n]), len(left)/n) == string(left) {
			return string(left[:n])
		}
	}
	return string(left)
}

func inRun(three []rune) bool {
	forth, back := string(three), string([]rune{three[2], three[1], three[0]})
	return slices.ContainsFunc(runs, func(run string) bool { return strings.Contains(run, forth) || strings.Contains(run, back) })
}

// Random is a password that nobody chose and nobody is told: 80 bits.
func Random() string { return Groups(4) }

// Groups are so many groups of four letters and digits that can be read out
// over a telephone, 20 bits each.
func Groups(n int) string {
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
