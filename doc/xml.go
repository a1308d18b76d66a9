package doc

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// xmlDeepest is how deep elements may stand in each other. Office programs
// stay under 200.
const xmlDeepest = 1000

// zipIn reads the parts of an office file and keeps count of what they unpack
// to, over all parts together.
type zipIn struct {
	parts map[string]*zip.File
	left  int64
}

func openZip(data []byte) (*zipIn, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, faultBroken(err)
	}
	in := &zipIn{map[string]*zip.File{}, MaxUnpacked}
	for _, f := range z.File {
		if _, twice := in.parts[f.Name]; !twice {
			in.parts[f.Name] = f
		}
	}
	return in, nil
}

func (z *zipIn) has(name string) bool { return z.parts[name] != nil }

// walk reads the part as XML, see walkXML.
func (z *zipIn) walk(ctx context.Context, name string, start func(string, xmlAttrs) bool, end func(string), text func([]byte)) error {
	f := z.parts[name]
	if f == nil {
		return faultBroken(fmt.Errorf("no part %s", name))
	}
	if f.Flags&1 != 0 {
		return faultLocked(fmt.Errorf("part %s is encrypted", name))
	}
	r, err := f.Open()
	if err != nil {
		return faultBroken(err)
	}
	defer r.Close()
	return walkXML(ctx, &zipMeter{z: z, r: r, packed: int64(f.CompressedSize64)}, start, end, text)
}

// zipMeter stops a part that unpacks to more than a document can be: XML of
// office programs packs to a tenth, at most to a hundredth.
type zipMeter struct {
	z            *zipIn
	r            io.Reader
	packed, read int64
}

func (m *zipMeter) Read(b []byte) (int, error) {
	n, err := m.r.Read(b)
	m.read += int64(n)
	m.z.left -= int64(n)
	if m.z.left < 0 || m.read > 20<<20 && m.read/300 > m.packed {
		return 0, faultBomb(fmt.Errorf("%d bytes from %d", m.read, m.packed))
	}
	return n, err
}

// xmlAttrs are the attributes of an element.
type xmlAttrs []xml.Attr

// get is the attribute of the local name: no element that is read has two of
// one name in different namespaces.
func (a xmlAttrs) get(name string) string {
	for i := range a {
		if a[i].Name.Local == name {
			return a[i].Value
		}
	}
	return ""
}

// on is the attribute "val" of a switch, which is on where nothing is said.
func (a xmlAttrs) on() bool {
	switch a.get("val") {
	case "0", "false", "off", "none":
		return false
	}
	return true
}

// xmlKnown gives the elements of the namespaces that are read their usual
// prefix, whatever prefix the file uses.
var xmlKnown = map[string]string{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
	"http://purl.oclc.org/ooxml/wordprocessingml/main":             "w",
	"http://schemas.openxmlformats.org/markup-compatibility/2006":  "mc",
	"http://schemas.openxmlformats.org/officeDocument/2006/math":   "m",
	"urn:oasis:names:tc:opendocument:xmlns:office:1.0":             "office",
	"urn:oasis:names:tc:opendocument:xmlns:text:1.0":               "text",
	"urn:oasis:names:tc:opendocument:xmlns:table:1.0":              "table",
	"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0":            "draw",
	"urn:oasis:names:tc:opendocument:xmlns:style:1.0":              "style",
	"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0":           "manifest",
}

// walkXML reads XML once, from front to back. start is called with "w:p" and
// the like, and says whether to go into the element; where it says no, neither
// its content nor its end is told. Nothing of a DTD is obeyed.
func walkXML(ctx context.Context, r io.Reader, start func(string, xmlAttrs) bool, end func(string), text func([]byte)) error {
	dec := xml.NewDecoder(r)
	prefixes := map[string]string{}
	names := map[xml.Name]string{} // so that each name is joined once
	var open []xml.Name
	skipping := 0 // the depth at which an element was refused
	name := func(n xml.Name) string {
		s, ok := names[n]
		if !ok {
			p, known := prefixes[n.Space]
			if !known {
				p = n.Space
			}
			s = p + ":" + n.Local
			names[n] = s
		}
		return s
	}
	for count := 0; ; count++ {
		if count%4096 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		token, err := dec.RawToken()
		if err == io.EOF {
			if len(open) > 0 {
				return faultBroken(errors.New("XML ends inside " + open[len(open)-1].Local))
			}
			return nil
		}
		if err != nil {
			return xmlBroken(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if len(open) >= xmlDeepest {
				return faultBroken(errors.New("XML is too deep"))
			}
			open = append(open, t.Name)
			for _, a := range t.Attr {
				if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
					prefix := a.Name.Local
					if a.Name.Space == "" {
						prefix = ""
					}
					if usual, ok := xmlKnown[a.Value]; ok && prefixes[prefix] != usual {
						if len(prefixes) > 100 {
							return faultBroken(errors.New("too many namespaces"))
						}
						prefixes[prefix] = usual
						clear(names)
					}
				}
			}
			if len(names) > 10_000 {
				return faultBroken(errors.New("too many names"))
			}
			if skipping == 0 && !start(name(t.Name), t.Attr) {
				skipping = len(open)
			}
		case xml.EndElement:
			if len(open) == 0 || open[len(open)-1] != t.Name {
				return faultBroken(errors.New("XML closes " + t.Name.Local + " out of turn"))
			}
			if skipping == 0 {
				end(name(t.Name))
			} else if skipping == len(open) {
				skipping = 0
			}
			open = open[:len(open)-1]
		case xml.CharData:
			if skipping == 0 && len(open) > 0 {
				text(t)
			}
		case xml.Directive:
			if strings.Contains(string(t), "ENTITY") {
				return faultBroken(errors.New("XML declares entities"))
			}
		}
	}
}

func xmlBroken(err error) error {
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, zip.ErrChecksum) {
		return faultBroken(err)
	}
	return err // a fault of the meter, or what asFault calls broken
}
