package notice

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// said is a text as it is kept: its format, which is the key of its English, and
// arguments that come back as they went.
type said struct {
	Format string `json:"f"`
	Args   []any  `json:"a,omitempty"` // numbers, strings, {"t": said}, {"n": names}
}

func encode(t fault.Text) (string, error) {
	b, err := json.Marshal(saidOf(t))
	return string(b), err
}

func saidOf(t fault.Text) said {
	s := said{Format: t.Format}
	for _, a := range t.Args {
		switch v := a.(type) {
		case fault.Text:
			a = map[string]any{"t": saidOf(v)}
		case org.Names:
			a = map[string]any{"n": []string(v)}
		case int, int8, int16, int32, int64, uint8, uint16, uint32:
		default:
			a = fmt.Sprint(v) // a day as people read it, a code
		}
		s.Args = append(s.Args, a)
	}
	return s
}

func decode(s string) (fault.Text, error) {
	d := json.NewDecoder(strings.NewReader(s))
	d.UseNumber()
	var v said
	if err := d.Decode(&v); err != nil {
		return fault.Text{}, fmt.Errorf("notice: %w", err)
	}
	return v.text()
}

func (s said) text() (fault.Text, error) {
	t := fault.Text{Format: s.Format}
	for _, a := range s.Args {
		switch v := a.(type) {
		case json.Number:
			n, err := v.Int64()
			if err != nil {
				return t, fmt.Errorf("notice: %w", err)
			}
			a = n
		case map[string]any:
			b, err := json.Marshal(v)
			if err != nil {
				return t, err
			}
			var inner struct {
				T *said     `json:"t"`
				N org.Names `json:"n"`
			}
			d := json.NewDecoder(bytes.NewReader(b))
			d.UseNumber()
			if err := d.Decode(&inner); err != nil {
				return t, fmt.Errorf("notice: %w", err)
			}
			if inner.T == nil {
				a = inner.N
				break
			}
			if a, err = inner.T.text(); err != nil {
				return t, err
			}
		}
		t.Args = append(t.Args, a)
	}
	return t, nil
}

// outside is a text as it may leave the house: every argument that is no number,
// code, day or fixed words becomes "…". Whatever a rule puts into a notice by
// mistake, no name and no title gets out.
func outside(t fault.Text) string { return mayLeave(t).String() }

func mayLeave(t fault.Text) fault.Text {
	out := fault.Text{}
	out.Format, _, _ = strings.Cut(t.Format, "|") // the sense for translators is not said
	for _, a := range t.Args {
		switch v := a.(type) {
		case fault.Text:
			a = mayLeave(v)
		case string:
			if a = v; !isCode(v) {
				a = "…"
			}
		case int64:
		default:
			a = "…"
		}
		out.Args = append(out.Args, a)
	}
	return out
}

// codeShape is a code, a day or an hour: NV-2026-0007, 15/QĐ-UBND, 24/11/2026, 2026-Q1, 07:30.
var codeShape = regexp.MustCompile(`^[\p{Lu}0-9./:_-]{1,32}$`)

func isCode(s string) bool {
	return codeShape.MatchString(s) && strings.ContainsAny(s, "0123456789") && len(vn.Private(s)) == 0
}

// plain is a text in the letters that every telephone has, without accents.
func plain(s string) string {
	var b strings.Builder
	for _, r := range vn.NFC(s) {
		p := vn.Fold(string(r))
		if unicode.IsUpper(r) {
			p = strings.ToUpper(p)
		}
		for _, c := range p {
			switch {
			case c == '…':
				b.WriteString("...")
			case c == '–' || c == '—':
				b.WriteByte('-')
			case c < 0x80 && (unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune(" .,:;/-_()?!+=&%#@'\"*<>", c)):
				b.WriteRune(c) // of the basic set of GSM 03.38
			default:
				b.WriteByte(' ')
			}
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

const shortLimit = 160

// short is a message for a telephone: at most 160 letters, the link whole.
func short(says, link string) string {
	const head = "Sau Ro: "
	says = plain(says)
	room := shortLimit - len(head)
	if link != "" {
		room -= len(link) + 1
	}
	if len(says) > room {
		if room < 12 { // a long address of the program: the link says more than a torn word
			return link
		}
		cut := says[:room-3]
		if i := strings.LastIndexByte(cut, ' '); i > 0 {
			cut = cut[:i]
		}
		says = cut + "..."
	}
	return strings.TrimSpace(head + says + " " + link)
}

// brief is an id as it stands in a link, 22 letters instead of 36.
func brief(id db.ID) string {
	b, err := hex.DecodeString(strings.ReplaceAll(string(id), "-", ""))
	if err != nil {
		return string(id)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

// ParseID reads the id of a notice from a link, short or long.
func ParseID(s string) (db.ID, error) {
	if b, err := base64.RawURLEncoding.Strict().DecodeString(s); err == nil && len(b) == 16 {
		s = hex.EncodeToString(b)
	}
	return db.ParseID(s)
}
