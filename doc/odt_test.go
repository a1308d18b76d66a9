package doc

import (
	"context"
	"testing"
)

const nsO = ` xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"`

// odtOf is an OpenDocument text with the body, and other parts in place of its own.
func odtOf(t testing.TB, body string, more ...string) []byte {
	t.Helper()
	return odtStyledOf(t, "", body, more...)
}

func odtStyledOf(t testing.TB, styles, body string, more ...string) []byte {
	t.Helper()
	return zipped(t, append(more,
		"mimetype", "application/vnd.oasis.opendocument.text",
		"content.xml", `<office:document-content`+nsO+`><office:automatic-styles>`+styles+`</office:automatic-styles><office:body><office:text>`+body+`</office:text></office:body></office:document-content>`,
		"META-INF/manifest.xml", `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>`)...)
}

func op(text string) string { return `<text:p>` + text + `</text:p>` }

func TestODTParagraphs(t *testing.T) {
	bodyIs(t, odtOf(t, `<text:tracked-changes><text:changed-region><text:deletion>`+op("đã xóa")+`</text:deletion></text:changed-region></text:tracked-changes>`+
		`<text:h text:outline-level="1">KẾ  HOẠCH</text:h><text:p>Số:<text:s text:c="3"/>/KH<text:tab/>x<text:line-break/>dòng
  hai <text:span>nối</text:span></text:p><text:p/>`+op("Hết")),
		"KẾ HOẠCH", "Số:   /KH\tx", "dòng hai nối", "", "Hết")
}

func TestODTTables(t *testing.T) {
	styles := `<style:style style:name="C" style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #000000"/></style:style>` +
		`<style:style style:name="N" style:family="table-cell"><style:table-cell-properties fo:border="none"/></style:style>`
	cell := func(style, in string) string {
		return `<table:table-cell table:style-name="` + style + `">` + in + `</table:table-cell>`
	}
	body := `<table:table><table:table-row>` + cell("N", op("UBND XÃ")+op("KHÁNH CƯỜNG")) + cell("N", op("Số 1")) + `</table:table-row></table:table>` +
		`<table:table><table:table-header-rows><table:table-row>` + cell("C", op("Việc")) + cell("C", op("Chủ trì")) + cell("C", op("Hạn")) + `</table:table-row></table:table-header-rows>` +
		`<table:table-row>` + cell("C", op("Họp")+op("bàn")) + `<table:covered-table-cell/>` + cell("C", op("Quý I")) + `</table:table-row></table:table>`
	bodyIs(t, odtStyledOf(t, styles, body), "UBND XÃ", "KHÁNH CƯỜNG", "Số 1", "", "Việc | Chủ trì | Hạn", "Họp bàn |  | Quý I")
}

func TestODTListsFootnotesAndFrames(t *testing.T) {
	styles := `<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style>` +
		`<text:list-style style:name="B"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>`
	body := `<text:list text:style-name="L"><text:list-item>` + op("Một") + op("vẫn một") + `<text:list><text:list-item>` + op("chữ") + `</text:list-item></text:list></text:list-item></text:list>` +
		`<text:list text:style-name="B"><text:list-item>` + op("gạch") + `</text:list-item></text:list>` +
		`<text:list text:style-name="L" text:continue-numbering="true"><text:list-item>` + op("Hai<text:note><text:note-citation>1</text:note-citation><text:note-body>"+op("chú thích")+"</text:note-body></text:note>.") + `</text:list-item></text:list>` +
		`<text:p><draw:frame><draw:text-box>` + op("HỎA TỐC") + `</draw:text-box></draw:frame>Sau</text:p>`
	bodyIs(t, odtStyledOf(t, styles, body), "1. Một", "vẫn một", "a) chữ", "- gạch", "2. Hai[1].", "[1] chú thích", "Sau", "HỎA TỐC")
}

func TestODTOfAnotherKindIsRefused(t *testing.T) {
	data := zipped(t, "content.xml", `<office:document-content`+nsO+`><office:body><office:drawing/></office:body></office:document-content>`, "META-INF/manifest.xml", "<x/>")
	refused(t, data, 1, "Không đọc được loại tệp này")
}

func FuzzODT(f *testing.F) {
	f.Add(op("a") + `<table:table><table:table-row><table:table-cell table:number-columns-repeated="3">` + op("b") + `</table:table-cell></table:table-row></table:table>`)
	f.Add(`<text:list text:style-name="L"><text:list-item text:start-value="3">` + op("a<text:note><text:note-body>"+op("n")+"</text:note-body></text:note>") + `</text:list-item></text:list>`)
	f.Fuzz(func(t *testing.T, body string) {
		if s, err := readODT(context.Background(), odtOf(t, body)); err == nil && len(s) > 2000*len(body)+1000 {
			t.Errorf("%d bytes out of %d", len(s), len(body))
		}
	})
}
