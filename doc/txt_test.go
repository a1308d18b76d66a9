package doc

import (
	"encoding/binary"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

const commitment = "Chủ tịch Ủy ban nhân dân xã Khánh Cường cam kết thực hiện đầy đủ, nghiêm túc./."

func wideText(s string, order binary.ByteOrder) []byte {
	b := make([]byte, 2)
	order.PutUint16(b, 0xfeff)
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, 0, 0)
		order.PutUint16(b[len(b)-2:], u)
	}
	return b
}

func TestPlainTextInEveryCode(t *testing.T) {
	// windows-1258 writes the tone marks behind their letters.
	var letters strings.Builder
	for _, r := range commitment {
		base, tone := "", ""
		for _, d := range norm.NFD.String(string(r)) {
			if strings.ContainsRune("\u0300\u0301\u0303\u0309\u0323", d) {
				tone += string(d)
			} else {
				base += string(d)
			}
		}
		letters.WriteString(norm.NFC.String(base) + tone)
	}
	old, err := charmap.Windows1258.NewEncoder().Bytes([]byte(letters.String()))
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"UTF-8":             []byte(commitment),
		"UTF-8 with mark":   []byte("\ufeff" + commitment),
		"UTF-8 decomposed":  []byte(norm.NFD.String(commitment)),
		"UTF-16 little":     wideText(commitment, binary.LittleEndian),
		"UTF-16 big":        wideText(commitment, binary.BigEndian),
		"windows-1258":      old,
		"UTF-8 cut off":     append([]byte(commitment+"\n"), "ạ"[:2]...),
		"line ends of DOS":  []byte(commitment + "\r\n"),
		"line ends of Macs": []byte(commitment + "\r"),
	} {
		if got := strings.TrimSpace(read(t, data).Body); got != commitment {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestLargeTextIsReadQuickly(t *testing.T) {
	data := []byte(strings.Repeat(commitment+"\n", 1<<20/len(commitment)))
	began := time.Now()
	read(t, data)
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("1 MB took %v", took)
	}
}

func FuzzTXT(f *testing.F) {
	f.Add([]byte(commitment))
	f.Add(wideText(commitment, binary.LittleEndian))
	f.Add([]byte("\xff\xfe\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if !txtPlain(data) {
			return
		}
		s, err := readTXT(data)
		if err != nil {
			t.Skip()
		}
		s = tidy(s)
		if again := tidy(s); again != s {
			t.Errorf("tidy of %q is %q", s, again)
		}
		legacyLetters(s)
	})
}
