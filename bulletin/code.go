package bulletin

import (
	"crypto/rand"
	"math/big"
	"strings"

	"sauro/fault"
)

// letters are what a short code is written with: none looks like another, on
// paper or in handwriting. There are 23, a prime, so that the check letter
// finds every letter mistaken and every two exchanged.
const letters = "23456789ACEFHJKMNPRTWXY"

// codeLength is the length of a code with its check letter.
const codeLength = 9

// newCode makes a short code: eight letters by chance and the check letter. Of
// 100,000 publications of a commune one time in fifteen two get the same; the
// database refuses the second and the act is done again.
func newCode() (string, error) {
	code := make([]byte, 0, codeLength)
	for range codeLength - 1 {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(letters))))
		if err != nil {
			return "", err
		}
		code = append(code, letters[n.Int64()])
	}
	return string(append(code, check(string(code)))), nil
}

// check is the check letter of eight: the sum of each letter times its place.
func check(code string) byte {
	sum := 0
	for i := range codeLength - 1 {
		sum += (i + 1) * strings.IndexByte(letters, code[i])
	}
	return letters[sum%len(letters)]
}

// ParseCode reads a short code as people type it, in any case, parted by spaces
// and dashes or not. A wrong one is fault.Unknown, which says what is wrong.
func ParseCode(s string) (string, error) {
	if len(s) > 100 {
		return "", fault.New(fault.Unknown, "Mã tra cứu gồm 9 chữ và số, in dưới mã QR. Hãy gõ lại cho đủ.")
	}
	code := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '.', '\u00a0', '–':
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(s)))
	if len(code) != codeLength {
		return "", fault.New(fault.Unknown, "Mã tra cứu gồm 9 chữ và số, in dưới mã QR. Hãy gõ lại cho đủ.")
	}
	for i := range len(code) {
		if strings.IndexByte(letters, code[i]) < 0 {
			return "", fault.New(fault.Unknown, "Mã tra cứu không dùng chữ này: chỉ có các số từ 2 đến 9 và các chữ A, C, E, F, H, J, K, M, N, P, R, T, W, X, Y. Hãy xem lại mã.")
		}
	}
	if check(code) != code[codeLength-1] {
		return "", fault.New(fault.Unknown, "Mã tra cứu có một chữ gõ nhầm hoặc hai chữ đổi chỗ. Hãy so lại với mã đã in.")
	}
	return code, nil
}

// SayCode is a code as it is printed and read aloud: "7K3-M9T-WX4".
func SayCode(code string) string {
	if len(code) != codeLength {
		return code
	}
	return code[:3] + "-" + code[3:6] + "-" + code[6:]
}
