package doc

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// txtPlain reports whether the bytes can be plain text of any of the codes
// that are read: a binary file has control characters that text never has.
func txtPlain(data []byte) bool {
	if _, wide := txtWide(data); wide {
		return len(data) >= 4
	}
	strange := 0
	for _, c := range data {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != '\v' || c == 0x7f {
			strange++
		}
		if c == 0 {
			return false
		}
	}
	return strange*1000 <= len(data)
}

// txtWide is the byte order of UTF-16 by its mark.
func txtWide(data []byte) (binary.ByteOrder, bool) {
	switch {
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}):
		return binary.LittleEndian, true
	case bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		return binary.BigEndian, true
	}
	return nil, false
}

// readTXT decodes UTF-8, UTF-16 with its mark, or else windows-1258, the code
// of Vietnamese Windows before Unicode.
func readTXT(data []byte) (string, error) {
	if order, wide := txtWide(data); wide {
		units := make([]uint16, 0, len(data)/2)
		for b := data[2:]; len(b) > 1; b = b[2:] {
			units = append(units, order.Uint16(b))
		}
		return string(utf16.Decode(units)), nil
	}
	if utf8.Valid(data) {
		return string(data), nil
	}
	// A file cut off inside a letter is still UTF-8.
	if cut := txtCut(data); utf8.Valid(data[:cut]) {
		return string(data[:cut]), nil
	}
	out, err := charmap.Windows1258.NewDecoder().Bytes(data)
	if err != nil {
		return "", faultBroken(err)
	}
	return string(out), nil
}

// txtCut is where the last letter of data begins if it is incomplete, else
// len(data).
func txtCut(data []byte) int {
	for i := len(data) - 1; i >= 0 && i >= len(data)-utf8.UTFMax; i-- {
		if utf8.RuneStart(data[i]) {
			if !utf8.FullRune(data[i:]) {
				return i
			}
			break
		}
	}
	return len(data)
}
