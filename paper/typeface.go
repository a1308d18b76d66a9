package paper

import (
	"encoding/binary"
	"strings"
	"sync"

	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifbolditalic"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
)

// Lengths are points; mm is one millimetre.
const mm = 72 / 25.4

// ink is one of the four styles of the typeface.
type ink uint8

const (
	regular ink = 0
	bold    ink = 1
	italic  ink = 2
)

func inkOf(b, i bool) ink {
	var k ink
	if b {
		k |= bold
	}
	if i {
		k |= italic
	}
	return k
}

// typeface is Liberation Serif, which has the widths of Times New Roman, in one
// style: what is measured here holds for the PDF and for Word.
type typeface struct {
	ttf   []byte
	width [1 << 16]uint16 // by rune, thousandths of the size plus 1; 0: no such letter
}

var typefaces = sync.OnceValue(func() *[4]typeface {
	var all [4]typeface
	for i, ttf := range [4][]byte{
		regular:       liberationserifregular.TTF,
		bold:          liberationserifbold.TTF,
		italic:        liberationserifitalic.TTF,
		bold | italic: liberationserifbolditalic.TTF,
	} {
		all[i].ttf = ttf
		all[i].measure()
	}
	return &all
})

// measure reads the tables cmap (format 4) and hmtx of a TrueType font, whose
// bytes are part of the program and therefore whole.
func (t *typeface) measure() {
	u16 := func(at int) int { return int(binary.BigEndian.Uint16(t.ttf[at:])) }
	u32 := func(at int) int { return int(binary.BigEndian.Uint32(t.ttf[at:])) }
	table := map[string]int{}
	for i := range u16(4) {
		at := 12 + 16*i
		table[string(t.ttf[at:at+4])] = u32(at + 8)
	}
	em := u16(table["head"] + 18)
	metrics := u16(table["hhea"] + 34)
	advance := func(glyph int) int {
		units := u16(table["hmtx"] + 4*min(glyph, metrics-1))
		return (units*1000 + em/2) / em
	}
	cmap := table["cmap"]
	for i := range u16(cmap + 2) {
		sub := cmap + u32(cmap+4+8*i+4)
		if u16(cmap+4+8*i) != 3 || u16(sub) != 4 {
			continue
		}
		n := u16(sub+6) / 2
		ends := sub + 14
		starts := ends + 2*n + 2
		deltas := starts + 2*n
		offsets := deltas + 2*n
		for s := range n {
			for r := u16(starts + 2*s); r <= u16(ends+2*s) && r < 0xffff; r++ {
				glyph := r
				if off := u16(offsets + 2*s); off != 0 {
					if glyph = u16(offsets + 2*s + off + 2*(r-u16(starts+2*s))); glyph == 0 {
						continue
					}
				}
				if glyph = (glyph + u16(deltas+2*s)) & 0xffff; glyph != 0 {
					t.width[r] = uint16(advance(glyph) + 1)
				}
			}
		}
	}
}

func (t *typeface) has(r rune) bool { return r >= 0 && int(r) < len(t.width) && t.width[r] != 0 }

// span is a piece of a line in one style.
type span struct {
	text string
	ink  ink
}

// length is how long s is at a size.
func length(s string, k ink, size float64) float64 {
	face, sum := &typefaces()[k], 0
	for _, r := range s {
		if face.has(r) {
			sum += int(face.width[r]) - 1
		} else {
			sum += int(face.width['?']) - 1
		}
	}
	return float64(sum) * size / 1000
}

// joins reports whether r only joins or colours picture signs.
func joins(r rune) bool {
	return r == '\u200d' || r >= '\ufe00' && r <= '\ufe0f' || r >= 0x1f3fb && r <= 0x1f3ff
}

// drawable prints a box for what the typeface has no letter for.
func drawable(s string, k ink) string {
	face := &typefaces()[k]
	if strings.IndexFunc(s, func(r rune) bool { return r != '\n' && !face.has(r) || joins(r) }) < 0 {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case joins(r):
			return -1
		case r == '\n' || face.has(r):
			return r
		}
		return '□'
	}, s)
}

// setLine is one line of text as it is set on the page.
type setLine struct {
	spans  []span
	width  float64 // natural, without the spaces at its end
	spaces int     // within the line: what justifying stretches
	last   bool    // of its paragraph or before a forced line end: not stretched
}

// wrap sets text in lines of the given widths, the first of which may differ.
// A word longer than a line is parted after a hyphen or slash, else anywhere.
func wrap(text []span, size, first, rest float64) []setLine {
	w := &wrapper{size: size, room: first, rest: rest}
	for _, s := range text {
		for i, part := range strings.Split(s.text, "\n") {
			if i > 0 {
				w.space("")
				w.endLine(true)
			}
			for part != "" {
				n := len(part) - len(strings.TrimLeft(part, " "))
				if n > 0 {
					w.space(part[:n])
					w.gapInk = s.ink
					part = part[n:]
					continue
				}
				n = strings.IndexByte(part, ' ')
				if n < 0 {
					n = len(part)
				}
				w.word = append(w.word, span{part[:n], s.ink})
				part = part[n:]
			}
		}
	}
	w.space("")
	w.endLine(true)
	return w.out
}

type wrapper struct {
	size, room, rest float64
	line             setLine
	gap              string // the spaces before the word
	gapInk           ink
	word             []span // it may change its style inside
	out              []setLine
}

// space ends the word and begins a gap.
func (w *wrapper) space(gap string) {
	if len(w.word) > 0 {
		w.place()
	}
	w.gap += gap
}

// place puts the word on the line, or on the next where it does not fit.
func (w *wrapper) place() {
	width := 0.0
	for _, s := range w.word {
		width += length(s.text, s.ink, w.size)
	}
	gap := length(w.gap, w.gapInk, w.size)
	if len(w.line.spans) > 0 && w.line.width+gap+width > w.room+0.01 {
		w.endLine(false)
		w.gap = ""
	}
	if len(w.line.spans) == 0 {
		w.gap = ""
		if width > w.room+0.01 {
			w.part()
			return
		}
	}
	if w.gap != "" {
		w.add(span{w.gap, w.gapInk})
		w.line.spaces += len(w.gap)
	}
	for _, s := range w.word {
		w.add(s)
	}
	w.word, w.gap = nil, ""
}

// part breaks a word that is longer than a line.
func (w *wrapper) part() {
	word := w.word
	w.word = nil
	for i, s := range word {
		for s.text != "" {
			n, width := 0, w.line.width
			hyphen := 0
			for at, r := range s.text {
				width += length(string(r), s.ink, w.size)
				if width > w.room+0.01 && (at > 0 || len(w.line.spans) > 0) {
					break
				}
				n = at + len(string(r))
				if strings.ContainsRune("-–/_.@", r) {
					hyphen = n
				}
			}
			if n < len(s.text) && hyphen > 0 {
				n = hyphen
			}
			if n > 0 {
				w.add(span{s.text[:n], s.ink})
				s.text = s.text[n:]
			}
			if s.text != "" || i < len(word)-1 && w.line.width >= w.room {
				w.endLine(false)
			}
		}
	}
	w.gap = ""
}

func (w *wrapper) add(s span) {
	w.line.width += length(s.text, s.ink, w.size)
	if n := len(w.line.spans); n > 0 && w.line.spans[n-1].ink == s.ink {
		w.line.spans[n-1].text += s.text
		return
	}
	w.line.spans = append(w.line.spans, s)
}

func (w *wrapper) endLine(last bool) {
	w.line.last = last
	w.out = append(w.out, w.line)
	w.line, w.room, w.gap = setLine{}, w.rest, ""
}

// balanced sets a centred text in as few lines as it needs and makes them about
// equally long. It also gives the width it took.
func balanced(text string, k ink, size, room float64) ([]setLine, float64) {
	whole := []span{{text, k}}
	best := wrap(whole, size, room, room)
	if len(best) == 1 {
		return best, room
	}
	n, low, high := len(best), room/2, room
	for high-low > 1 {
		mid := (low + high) / 2
		if set := wrap(whole, size, mid, mid); len(set) <= n {
			best, high = set, mid
		} else {
			low = mid
		}
	}
	return best, high
}

// trimmed is a text without the white space at its ends.
func trimmed(text []span) []span {
	for len(text) > 0 {
		if text[0].text = strings.TrimLeft(text[0].text, " \n"); text[0].text != "" {
			break
		}
		text = text[1:]
	}
	for n := len(text) - 1; n >= 0; n-- {
		if text[n].text = strings.TrimRight(text[n].text, " \n"); text[n].text != "" {
			break
		}
		text = text[:n]
	}
	return text
}
