package attach

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"sauro/fault"
)

// secret stands for what a photograph tells of its place and its owner.
const secret = "15.0403N 108.8104E, dien thoai cua toi"

// exifOf is an Exif folder with a way up and a text with the secret behind it.
func exifOf(order binary.AppendByteOrder, up uint16) []byte {
	b := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	for _, tag := range [][4]uint32{{0x010f, 2, uint32(len(secret)), 38}, {0x0112, 3, 1, 0}} {
		b = order.AppendUint16(b, uint16(tag[0]))
		b = order.AppendUint16(b, uint16(tag[1]))
		b = order.AppendUint32(b, tag[2])
		if tag[0] == 0x0112 {
			b = order.AppendUint16(order.AppendUint16(b, up), 0)
		} else {
			b = order.AppendUint32(b, tag[3])
		}
	}
	return append(order.AppendUint32(b, 0), secret...)
}

func picture() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 33, 17))
	for x := range 33 {
		for y := range 17 {
			m.Set(x, y, color.RGBA{uint8(x * 7), uint8(y * 13), uint8(x * y), 255})
		}
	}
	return m
}

func jpegOf(t testing.TB) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, picture(), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func segment(marker byte, body []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2)), body...)
}

// phone is a photograph as a telephone takes it: Exif, XMP, IPTC, an index of
// more pictures, a comment, and behind the picture another one and a film.
func phone(t testing.TB, exif []byte) []byte {
	plain := jpegOf(t)
	b := slices.Clone(plain[:2])
	b = append(b, segment(0xe0, []byte("JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x00\x00"))...)
	b = append(b, segment(0xe1, append([]byte("Exif\x00\x00"), exif...))...)
	b = append(b, segment(0xe1, []byte("http://ns.adobe.com/xap/1.0/\x00"+secret))...)
	b = append(b, segment(0xe2, []byte("MPF\x00"+secret))...)
	b = append(b, segment(0xe2, []byte("ICC_PROFILE\x00\x01\x01colours"))...)
	b = append(b, segment(0xed, []byte("Photoshop 3.0\x00"+secret))...)
	b = append(b, segment(0xfe, []byte(secret))...)
	return append(append(append(b, plain[2:]...), plain...), secret...)
}

func TestAPhotographLosesItsPlaceAndKeepsItsPixels(t *testing.T) {
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		taken := phone(t, exifOf(order, 6))
		if o := orientation(exifOf(order, 6)); o != 6 {
			t.Fatalf("the test's own photograph has orientation %d", o)
		}
		kind, kept, bared, err := Keep("anh.jpg", taken)
		if err != nil || kind != "image/jpeg" || !bared {
			t.Fatal(kind, bared, err)
		}
		if bytes.Contains(kept, []byte(secret)) || bytes.Contains(kept, []byte("MPF")) {
			t.Error("the place is still in the photograph")
		}
		if !bytes.Contains(kept, []byte("colours")) {
			t.Error("the colour profile is gone")
		}
		at := bytes.Index(kept, []byte("Exif\x00\x00"))
		if at < 0 || orientation(kept[at+6:]) != 6 {
			t.Error("which way is up is lost")
		}
		was, err := jpeg.Decode(bytes.NewReader(taken))
		if err != nil {
			t.Fatal(err)
		}
		is, err := jpeg.Decode(bytes.NewReader(kept))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(was.(*image.YCbCr).Y, is.(*image.YCbCr).Y) || !bytes.Equal(was.(*image.YCbCr).Cb, is.(*image.YCbCr).Cb) {
			t.Error("the pixels are not those that were taken")
		}
		if _, again, bared, err := Keep("anh.jpg", kept); err != nil || bared || !bytes.Equal(again, kept) {
			t.Error("done twice it is something else", bared, err)
		}
	}
	upright := phone(t, exifOf(binary.BigEndian, 1))
	if _, kept, _, err := Keep("a.jpg", upright); err != nil || bytes.Contains(kept, []byte("Exif")) {
		t.Error("an upright photograph needs no Exif", err)
	}
}

func TestAPNGLosesItsTextsAndKeepsItsPixels(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, picture()); err != nil {
		t.Fatal(err)
	}
	plain := b.Bytes()
	taken := slices.Clone(plain[:33]) // signature and IHDR
	for _, name := range []string{"tEXt", "iTXt", "zTXt", "tIME", "prVt"} {
		taken = append(taken, pngChunk(name, []byte(secret))...)
	}
	taken = append(taken, pngChunk("eXIf", exifOf(binary.BigEndian, 8))...)
	taken = append(append(taken, plain[33:]...), secret...)
	kind, kept, bared, err := Keep("anh", taken)
	if err != nil || kind != "image/png" || !bared {
		t.Fatal(kind, bared, err)
	}
	if bytes.Contains(kept, []byte(secret)) {
		t.Error("the place is still in the picture")
	}
	at := bytes.Index(kept, []byte("eXIf"))
	if at < 0 || orientation(kept[at+4:]) != 8 {
		t.Error("which way is up is lost")
	}
	is, err := png.Decode(bytes.NewReader(kept))
	if err != nil {
		t.Fatal(err)
	}
	if is.At(7, 5) != picture().At(7, 5) {
		t.Error("the pixels are not those that were taken")
	}
	if _, same, bared, err := Keep("anh.png", plain); err != nil || bared || !bytes.Equal(same, plain) {
		t.Error("a picture without texts stays as it is", err)
	}
}

func TestAWebPLosesItsPlaceAndKeepsItsPixels(t *testing.T) {
	small, err := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	if err != nil {
		t.Fatal(err)
	}
	pixels := small[12:]
	body := appendRIFF(nil, "VP8X", []byte{webpExif | webpXMP, 0, 0, 0, 0, 0, 0, 0, 0, 0})
	body = append(body, pixels...)
	frame := append(make([]byte, 16), pixels...)
	body = appendRIFF(body, "ANMF", appendRIFF(frame, "XMP ", []byte(secret)))
	body = appendRIFF(body, "EXIF", exifOf(binary.LittleEndian, 3))
	body = appendRIFF(body, "XMP ", []byte(secret))
	taken := append([]byte("RIFF\x00\x00\x00\x00WEBP"), body...)
	binary.LittleEndian.PutUint32(taken[4:], uint32(len(taken)-8))
	kind, kept, bared, err := Keep("anh.webp", append(taken, secret...))
	if err != nil || kind != "image/webp" || !bared {
		t.Fatal(kind, bared, err)
	}
	if bytes.Contains(kept, []byte(secret)) || !bytes.Contains(kept, pixels) {
		t.Error("the place is still there, or the pixels are gone")
	}
	if at := bytes.Index(kept, []byte("EXIF")); at < 0 || orientation(kept[at+8:]) != 3 || kept[20]&webpExif == 0 || kept[20]&webpXMP != 0 {
		t.Errorf("which way is up is lost, or the flags lie: %x", kept[20])
	}
	if int(binary.LittleEndian.Uint32(kept[4:]))+8 != len(kept) {
		t.Error("the size in its head is wrong")
	}
}

func TestAPhotographThatIsCutOffIsSaidToBe(t *testing.T) {
	var b bytes.Buffer
	if err := png.Encode(&b, picture()); err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{"a.jpg": phone(t, exifOf(binary.BigEndian, 6)), "a.png": b.Bytes()} {
		cut := len(data) / 2
		if name == "a.jpg" {
			cut = 700 // inside the first picture, behind what comes before it
		}
		if _, _, _, err := Keep(name, data[:cut]); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "cắt giữa chừng") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A picture of 20 MB of segments, chunks or stuffed bytes takes no longer than
// its bytes do.
func TestBaringIsLinear(t *testing.T) {
	const size = 20 << 20
	jpg := []byte("\xff\xd8\xff\xda\x00\x02")
	jpg = append(jpg, bytes.Repeat([]byte{0xff, 0}, size/2)...)
	segments := append([]byte("\xff\xd8"), bytes.Repeat([]byte("\xff\xe1\x00\x02"), size/4)...)
	chunks := append([]byte("\x89PNG\r\n\x1a\n"), bytes.Repeat(pngChunk("eXIf", tiff(6)), size/38)...)
	for _, data := range [][]byte{jpg, segments, chunks} {
		began := time.Now()
		_, _, _, err := Keep("x", data)
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("20 MB took %s (%v)", took, err)
		}
	}
}

func FuzzPhoto(f *testing.F) {
	f.Add(phone(f, exifOf(binary.LittleEndian, 6)))
	f.Add(jpegOf(f))
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		f.Fatal(err)
	}
	f.Add(slices.Concat(b.Bytes()[:33], pngChunk("eXIf", exifOf(binary.BigEndian, 5)), b.Bytes()[33:]))
	f.Add([]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\r\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, kind := range []string{"image/jpeg", "image/png", "image/webp"} {
			kept, err := bare(kind, data)
			if err != nil {
				if fault.Of(err) == fault.Internal {
					t.Fatal(err)
				}
				continue
			}
			if len(kept) > len(data)+64 {
				t.Fatalf("%s grew from %d to %d bytes", kind, len(data), len(kept))
			}
			again, err := bare(kind, kept)
			if err != nil || !bytes.Equal(again, kept) {
				t.Fatalf("%s: done twice it is something else (%v)", kind, err)
			}
		}
	})
}
