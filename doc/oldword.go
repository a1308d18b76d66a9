package doc

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/richardlehane/mscfb"
	"golang.org/x/text/encoding/charmap"

	"sauro/fault"
)

// docIn is the walk over a Word 97-2003 document. The bytes are those of
// [MS-DOC]; places outside of a stream read as zero.
type docIn struct {
	main, table docBytes // the streams WordDocument and 0Table or 1Table
	data        docBytes // the stream Data
	fib         docFIB
	text        []uint16 // all characters, in order of their positions
	fc          []docPiece
	paras       []docSpan // properties of paragraphs by place in the file
	chars       []docSpan // of characters
	styles      []docProps
	lists       docLists

	story storyIn
}

type docBytes []byte

func (b docBytes) u8(at int) int {
	if at < 0 || at >= len(b) {
		return 0
	}
	return int(b[at])
}

func (b docBytes) u16(at int) int {
	if at < 0 || at+2 > len(b) {
		return 0
	}
	return int(binary.LittleEndian.Uint16(b[at:]))
}

func (b docBytes) u32(at int) int {
	if at < 0 || at+4 > len(b) {
		return 0
	}
	return int(binary.LittleEndian.Uint32(b[at:]))
}

// cut is n bytes at a place, fewer where the stream ends.
func (b docBytes) cut(at, n int) docBytes {
	if at < 0 || at >= len(b) || n <= 0 {
		return nil
	}
	return b[at:min(len(b), at+n)]
}

// docFIB is the head of the file: how many characters each part has, and where
// the tables stand.
type docFIB struct {
	body, notes, heads, macros, remarks, ends, boxes int // counts of characters
	places                                           docBytes
}

// The tables that are read, by their number in the head.
const (
	docStyles  = 1
	docNoteRef = 2
	docNoteTxt = 3
	docCharFKP = 12
	docParaFKP = 13
	docPieces  = 33
	docEndRef  = 46
	docEndTxt  = 47
	docBoxTxt  = 56
	docLSTs    = 73
	docLFOs    = 74
)

// part is the table of a number in the head.
func (d *docIn) part(n int) docBytes {
	return d.table.cut(d.fib.places.u32(8*n), d.fib.places.u32(8*n+4))
}

// docPiece is a run of characters that stand together in the file.
type docPiece struct {
	from, to int // positions in the text
	fc       int // place in the file of the first
	wide     int // bytes of a character, 1 or 2
}

// readDOC reads the text of a Word 97-2003 document, by the same rules as
// readDOCX.
func readDOC(ctx context.Context, data []byte) (string, error) {
	d := &docIn{}
	if err := d.open(data); err != nil {
		return "", err
	}
	if err := d.pieces(); err != nil {
		return "", err
	}
	d.readStyles()
	d.lists = d.readLists()
	d.paras = d.spans(docParaFKP)
	d.chars = d.spans(docCharFKP)
	if err := d.print(ctx); err != nil {
		return "", err
	}
	if d.story.full() {
		return "", errTooLong
	}
	return d.story.out.String(), nil
}

func (d *docIn) open(data []byte) error {
	z, err := mscfb.New(bytes.NewReader(data))
	if err != nil {
		return faultBroken(err)
	}
	streams := map[string]docBytes{}
	for _, f := range z.File {
		switch f.Name {
		case "WordDocument", "0Table", "1Table", "Data":
			if f.Size > int64(len(data)) || streams[f.Name] != nil {
				continue
			}
			b, err := io.ReadAll(io.LimitReader(f, f.Size))
			if err != nil && len(b) == 0 {
				return faultBroken(err)
			}
			streams[f.Name] = b
		}
	}
	d.main = streams["WordDocument"]
	flags := d.main.u16(0x0a)
	switch {
	case len(d.main) < 160:
		return faultBroken(errors.New("no head"))
	case flags&0x0100 != 0:
		return faultLocked(errors.New("encrypted"))
	case d.main.u16(0) != 0xa5ec || d.main.u16(2) < 0xc1:
		return fault.New(fault.Invalid, "Tệp Word quá cũ, không đọc được. Hãy mở bằng Word, lưu lại thành .docx rồi gửi lại.")
	}
	d.table, d.data = streams["0Table"], streams["Data"]
	if flags&0x0200 != 0 {
		d.table = streams["1Table"]
	}
	longs := 32 + 2 + 2*d.main.u16(32)
	places := longs + 2 + 4*d.main.u16(longs)
	longs += 2
	d.fib = docFIB{
		body: d.main.u32(longs + 12), notes: d.main.u32(longs + 16), heads: d.main.u32(longs + 20), macros: d.main.u32(longs + 24),
		remarks: d.main.u32(longs + 28), ends: d.main.u32(longs + 32), boxes: d.main.u32(longs + 36),
		places: d.main.cut(places+2, 8*d.main.u16(places)),
	}
	return nil
}

// pieces puts the text together from its pieces.
func (d *docIn) pieces() error {
	clx := d.part(docPieces)
	for clx.u8(0) == 1 { // properties of a quick save
		clx = clx.cut(3+clx.u16(1), len(clx))
	}
	if clx.u8(0) != 2 {
		return faultBroken(errors.New("no piece table"))
	}
	plc := clx.cut(5, clx.u32(1))
	n := (len(plc) - 4) / 12
	total := 0
	for i := range n {
		p := docPiece{from: plc.u32(4 * i), to: plc.u32(4*i + 4), wide: 2}
		fc := plc.u32(4*(n+1) + 8*i + 2)
		p.fc = fc & 0x3fffffff
		if fc&0x40000000 != 0 {
			p.fc, p.wide = p.fc/2, 1
		}
		if p.from != total || p.to < p.from {
			return faultBroken(fmt.Errorf("piece %d stands at %d, not %d", i, p.from, total))
		}
		total = p.to
		if total > MaxText {
			return errTooLong
		}
		bytes := d.main.cut(p.fc, (p.to-p.from)*p.wide)
		if len(bytes) < (p.to-p.from)*p.wide {
			return faultBroken(errors.New("the text ends early"))
		}
		for at := 0; at < len(bytes); at += p.wide {
			if p.wide == 2 {
				d.text = append(d.text, binary.LittleEndian.Uint16(bytes[at:]))
			} else if c := bytes[at]; c < 0x80 {
				d.text = append(d.text, uint16(c))
			} else {
				d.text = append(d.text, uint16(charmap.Windows1252.DecodeByte(c)))
			}
		}
		d.fc = append(d.fc, p)
	}
	if len(d.text) < d.fib.body {
		return faultBroken(errors.New("the text is shorter than its head says"))
	}
	return nil
}

// docCursor goes through the text and knows where each character stands in the
// file.
type docCursor struct {
	d     *docIn
	piece int
}

// place is where the character at a position stands in the file.
func (c *docCursor) place(at int) int {
	pieces := c.d.fc
	for c.piece < len(pieces)-1 && at >= pieces[c.piece].to {
		c.piece++
	}
	for c.piece > 0 && at < pieces[c.piece].from {
		c.piece--
	}
	p := pieces[c.piece]
	return p.fc + (at-p.from)*p.wide
}

// docRef is where footnotes are marked in the body, by position.
func (d *docIn) docRefs() map[int]string {
	refs := map[int]string{}
	d.noteTexts(refs, docNoteRef, docNoteTxt, d.fib.body)
	d.noteTexts(refs, docEndRef, docEndTxt, d.fib.body+d.fib.notes+d.fib.heads+d.fib.macros+d.fib.remarks)
	return refs
}

func (d *docIn) noteTexts(refs map[int]string, marks, texts, base int) {
	ref, txt := d.part(marks), d.part(texts)
	for i := range (len(ref) - 4) / 6 {
		refs[ref.u32(4*i)] = d.plain(base+txt.u32(4*i), base+txt.u32(4*i+4))
	}
}

// plain is a stretch of the text on one line, without marks and field codes.
func (d *docIn) plain(from, to int) string {
	if from < 0 || to > len(d.text) || from >= to || !d.story.spend(to-from) {
		return ""
	}
	var p docPara
	for _, c := range d.text[from:to] {
		if c == '\r' || c == 7 || c == 12 {
			c = ' '
		}
		p.write(c, docProps{})
	}
	return strings.Join(strings.Fields(p.string()), " ")
}

// docPara is a paragraph that is being read.
type docPara struct {
	text   []uint16
	fields []bool // open fields: still in the code of it
	notes  []string
}

func (p *docPara) write(c uint16, props docProps) {
	switch c {
	case 0x13:
		if len(p.fields) < 100 {
			p.fields = append(p.fields, true)
		}
		return
	case 0x14:
		if n := len(p.fields); n > 0 {
			p.fields[n-1] = false
		}
		return
	case 0x15:
		if n := len(p.fields); n > 0 {
			p.fields = p.fields[:n-1]
		}
		return
	}
	for _, code := range p.fields {
		if code {
			return
		}
	}
	if props.deleted == docOn || props.hidden == docOn {
		return
	}
	switch {
	case c == 0x0b || c == 0x0e || c == 0x0c:
		c = '\n'
	case c == 0x1e:
		c = '-'
	case c < ' ' && c != '\t':
		return
	}
	if props.caps == docOn && (c < 0xd800 || c > 0xdfff) {
		for _, r := range strings.ToUpper(string(rune(c))) {
			c = uint16(r)
		}
	}
	p.text = append(p.text, c)
}

func (p *docPara) string() string { return string(utf16.Decode(p.text)) }

func (p *docPara) note(d *docIn, text string) {
	d.story.count++
	mark := "[" + strconv.Itoa(d.story.count) + "]"
	p.text = append(p.text, utf16.Encode([]rune(mark))...)
	p.notes = append(p.notes, mark+" "+text)
}
