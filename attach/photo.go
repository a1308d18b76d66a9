package attach

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"slices"

	"sauro/fault"
)

// bare is a photograph without what it says of its place, its camera, its owner
// and its time: only the pixels, their colours and which way is up are kept. The
// pixels themselves are not touched. kind is image/jpeg, image/png or image/webp.
func bare(kind string, data []byte) ([]byte, error) {
	switch kind {
	case "image/jpeg":
		return bareJPEG(data)
	case "image/png":
		return barePNG(data)
	}
	return bareWebP(data)
}

func faultPhoto(cause string) *fault.Error {
	return fault.Because(errors.New(cause), fault.Invalid, "Ảnh bị hỏng hoặc bị cắt giữa chừng. Hãy gửi lại ảnh gốc.")
}

// bareJPEG keeps of the application segments only the JFIF head, the colour
// profile and Adobe's colour transform, and ends with the first picture: what
// some cameras put behind it, a film with its place, is not the photograph.
func bareJPEG(data []byte) ([]byte, error) {
	if !bytes.HasPrefix(data, []byte("\xff\xd8")) {
		return nil, faultPhoto("no SOI")
	}
	out := make([]byte, 2, len(data)+len(tiff(1))+10)
	copy(out, data)
	head := len(out) // where the orientation goes: after the JFIF head, where there is one
	up := byte(1)
	for at := 2; ; {
		if at+2 > len(data) || data[at] != 0xff {
			return nil, faultPhoto("no marker")
		}
		marker := data[at+1]
		switch {
		case marker == 0xff: // a filling byte
			at++
			continue
		case marker == 0xd9:
			out = append(out, 0xff, 0xd9)
			if up != 1 {
				app1 := append([]byte("\xff\xe1\x00\x00Exif\x00\x00"), tiff(up)...)
				binary.BigEndian.PutUint16(app1[2:], uint16(len(app1)-2))
				out = slices.Insert(out, head, app1...)
			}
			return out, nil
		case marker == 0x01, marker == 0xd8, 0xd0 <= marker && marker <= 0xd7, marker == 0:
			return nil, faultPhoto("a marker out of place")
		}
		if at+4 > len(data) {
			return nil, faultPhoto("cut off in a segment")
		}
		size := int(binary.BigEndian.Uint16(data[at+2:]))
		if size < 2 || at+2+size > len(data) {
			return nil, faultPhoto("cut off in a segment")
		}
		segment := data[at : at+2+size]
		body := segment[4:]
		at += 2 + size
		switch {
		case marker == 0xe0 && bytes.HasPrefix(body, []byte("JFIF\x00")):
			// A thumbnail in it is a picture of its own; few programs write one.
			if len(body) >= 14 {
				jfif := append([]byte("\xff\xe0\x00\x10"), body[:14]...)
				jfif[16], jfif[17] = 0, 0
				out = append(out, jfif...)
				head = len(out)
			}
		case marker == 0xe1 && bytes.HasPrefix(body, []byte("Exif\x00\x00")):
			if o := orientation(body[6:]); up == 1 {
				up = o
			}
		case marker == 0xe2 && bytes.HasPrefix(body, []byte("ICC_PROFILE\x00")), marker == 0xee && bytes.HasPrefix(body, []byte("Adobe")):
			out = append(out, segment...)
		case marker == 0xda:
			end := scanEnd(data, at)
			out = append(append(out, segment...), data[at:end]...)
			at = end
		case 0xc0 <= marker && marker <= 0xcf, 0xdb <= marker && marker <= 0xdf: // frames and tables of the picture
			out = append(out, segment...)
		}
	}
}

// scanEnd is where the coded pixels that begin at from end: at the next marker
// that is neither a stuffed byte nor a restart.
func scanEnd(data []byte, from int) int {
	for at := from; ; {
		i := bytes.IndexByte(data[at:], 0xff)
		if i < 0 || at+i+1 >= len(data) {
			return len(data)
		}
		at += i
		if next := data[at+1]; next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7) {
			return at
		}
		at++
	}
}

// barePNG keeps the chunks that say how the picture looks and nothing else.
func barePNG(data []byte) ([]byte, error) {
	const signature = "\x89PNG\r\n\x1a\n"
	if !bytes.HasPrefix(data, []byte(signature)) {
		return nil, faultPhoto("no signature")
	}
	out := make([]byte, 0, len(data)+64)
	out = append(out, signature...)
	turned := false
	for at := len(signature); ; {
		if at+12 > len(data) {
			return nil, faultPhoto("cut off between chunks")
		}
		size := binary.BigEndian.Uint32(data[at:])
		if int64(size) > int64(len(data)-at-12) {
			return nil, faultPhoto("cut off in a chunk")
		}
		chunk := data[at : at+12+int(size)]
		at += len(chunk)
		switch string(chunk[4:8]) {
		case "IHDR", "PLTE", "IDAT", "tRNS", "cHRM", "gAMA", "iCCP", "sBIT", "sRGB", "cICP", "mDCV", "cLLI", "bKGD", "hIST", "pHYs", "sPLT", "acTL", "fcTL", "fdAT":
			out = append(out, chunk...)
		case "eXIf":
			if up := orientation(chunk[8 : len(chunk)-4]); up != 1 && !turned {
				out = append(out, pngChunk("eXIf", tiff(up))...)
				turned = true
			}
		case "IEND":
			return append(out, chunk...), nil
		}
	}
}

func pngChunk(name string, body []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	b = append(append(b, name...), body...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// The flags of a VP8X chunk that say which metadata follows.
const webpExif, webpXMP = 0x08, 0x04

// bareWebP keeps the pictures, their transparency, their colours and frames.
func bareWebP(data []byte) ([]byte, error) {
	if len(data) < 12 || string(data[:4]) != "RIFF" || string(data[8:12]) != "WEBP" {
		return nil, faultPhoto("no RIFF")
	}
	size := int64(binary.LittleEndian.Uint32(data[4:])) + 8
	if size < 12 || size > int64(len(data)) {
		return nil, faultPhoto("cut off")
	}
	out := make([]byte, 12, len(data)+64)
	copy(out, data[:12])
	flags, up := -1, byte(1)
	err := riff(data[12:size], func(name string, body []byte) error {
		switch name {
		case "VP8 ", "VP8L", "ALPH", "ANIM", "ICCP":
			out = appendRIFF(out, name, body)
		case "VP8X":
			if len(body) < 10 {
				return faultPhoto("a short VP8X")
			}
			if flags < 0 {
				flags = len(out) + 8
			}
			out = appendRIFF(out, name, body)
			out[len(out)-len(body)-len(body)%2] &^= webpExif | webpXMP
		case "ANMF":
			if len(body) < 16 {
				return faultPhoto("a short frame")
			}
			frame := slices.Clone(body[:16])
			err := riff(body[16:], func(name string, body []byte) error {
				if name == "VP8 " || name == "VP8L" || name == "ALPH" {
					frame = appendRIFF(frame, name, body)
				}
				return nil
			})
			if err != nil {
				return err
			}
			out = appendRIFF(out, name, frame)
		case "EXIF":
			if o := orientation(bytes.TrimPrefix(body, []byte("Exif\x00\x00"))); up == 1 {
				up = o
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if up != 1 && flags >= 0 {
		out[flags] |= webpExif
		out = appendRIFF(out, "EXIF", tiff(up))
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out, nil
}

// riff calls chunk for each chunk of data.
func riff(data []byte, chunk func(name string, body []byte) error) error {
	for len(data) > 0 {
		if len(data) < 8 {
			return faultPhoto("cut off between chunks")
		}
		size := int64(binary.LittleEndian.Uint32(data[4:]))
		if size > int64(len(data)-8) {
			return faultPhoto("cut off in a chunk")
		}
		if err := chunk(string(data[:4]), data[8:8+size]); err != nil {
			return err
		}
		data = data[min(int64(len(data)), 8+size+size%2):]
	}
	return nil
}

func appendRIFF(out []byte, name string, body []byte) []byte {
	out = binary.LittleEndian.AppendUint32(append(out, name...), uint32(len(body)))
	out = append(out, body...)
	if len(body)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

// orientation is which way is up, 1 to 8, as Exif says it in its first folder
// of tags; 1, upright, where it says nothing that can be read.
func orientation(exif []byte) byte {
	var order binary.ByteOrder = binary.LittleEndian
	switch {
	case len(exif) < 8:
		return 1
	case string(exif[:4]) == "MM\x00*":
		order = binary.BigEndian
	case string(exif[:4]) != "II*\x00":
		return 1
	}
	at := int64(order.Uint32(exif[4:]))
	if at+2 > int64(len(exif)) {
		return 1
	}
	n := int64(order.Uint16(exif[at:]))
	for i := range n {
		tag := at + 2 + 12*i
		if tag+12 > int64(len(exif)) {
			return 1
		}
		if order.Uint16(exif[tag:]) == 0x0112 {
			if o := order.Uint16(exif[tag+8:]); 1 <= o && o <= 8 {
				return byte(o)
			}
			return 1
		}
	}
	return 1
}

// tiff is an Exif folder that says which way is up and nothing else.
func tiff(up byte) []byte {
	return []byte{'M', 'M', 0, '*', 0, 0, 0, 8, 0, 1,
		0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, up, 0, 0, 0, 0, 0, 0}
}
