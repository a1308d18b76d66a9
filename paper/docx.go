package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"
)

// WriteDOCX writes the paper as Office Open XML (ECMA-376) in Times New Roman.
// The same paper is the same bytes. An error is w's, or a date that is none.
func WriteDOCX(w io.Writer, p *Paper) error {
	if _, _, _, err := p.day(); err != nil {
		return err
	}
	types, rels, picture := docxTypes, docxDocumentRels, ""
	if p.Stamp != nil && len(p.Stamp.Modules) > 0 {
		png, err := p.Stamp.picture()
		if err != nil {
			return err
		}
		types = strings.Replace(types, "<Default", docxPictureType+"<Default", 1)
		rels = strings.Replace(rels, "</Relationships>", docxPictureRel+"</Relationships>", 1)
		picture = string(png)
	}
	z := zip.NewWriter(w)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", types},
		{"_rels/.rels", docxRels},
		{"docProps/core.xml", docxCore(p)},
		{"word/document.xml", docxDocument(p)},
		{"word/_rels/document.xml.rels", rels},
		{"word/styles.xml", docxStyles()},
		{"word/settings.xml", docxSettings},
		{"word/header1.xml", docxHeader()},
		{docxPicture, picture},
	} {
		if part.text == "" {
			continue
		}
		f, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate, Modified: p.stamp()})
		if err == nil {
			_, err = io.WriteString(f, part.text)
		}
		if err != nil {
			return fmt.Errorf("paper: writing %s of a DOCX: %w", part.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("paper: writing a DOCX: %w", err)
	}
	return nil
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

const wordSpaces = ` xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"` +
	` xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

const docxTypes = xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/>` +
	`<Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/>` +
	`</Types>`

const relType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"

const docxRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + relType + `officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
	`</Relationships>`

const docxDocumentRels = xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
	`<Relationship Id="rId1" Type="` + relType + `styles" Target="styles.xml"/>` +
	`<Relationship Id="rId2" Type="` + relType + `settings" Target="settings.xml"/>` +
	`<Relationship Id="rId3" Type="` + relType + `header" Target="header1.xml"/>` +
	`</Relationships>`

const docxSettings = xmlHead + `<w:settings` + wordSpaces + `><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>` +
	`<w:characterSpacingControl w:val="doNotCompress"/>` +
	`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
	`<w:themeFontLang w:val="vi-VN"/></w:settings>`

func docxCore(p *Paper) string {
	stamp := p.stamp().Format(time.RFC3339)
	return xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"` +
		` xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escaped(p.title()) + `</dc:title><dc:creator>` + escaped(p.author()) + `</dc:creator>` +
		`<dcterms:created xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:created>` +
		`<dcterms:modified xsi:type="dcterms:W3CDTF">` + stamp + `</dcterms:modified>` +
		`<dc:language>vi-VN</dc:language></cp:coreProperties>`
}

// docxStyles has the body as the default paragraph and the three headings, by
// which Word shows the outline.
func docxStyles() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:styles` + wordSpaces + `><w:docDefaults><w:rPrDefault><w:rPr>` +
		`<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>`)
	fmt.Fprintf(&b, `<w:sz w:val="%d"/><w:szCs w:val="%[1]d"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>`+
		`<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>`, 2*sizeBody)
	b.WriteString(`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>`)
	fmt.Fprintf(&b, `<w:style w:type="paragraph" w:styleId="Body"><w:name w:val="Body Text"/><w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>`+
		`<w:widowControl/><w:spacing w:before="%d" w:after="0" w:line="%.0f" w:lineRule="auto"/><w:ind w:firstLine="%d"/><w:jc w:val="both"/></w:pPr></w:style>`,
		twips(between), 240*spacing, twips(firstIndent))
	for level := 1; level <= 3; level++ {
		slant := ""
		if (Heading{Level: level}).ink()&italic != 0 {
			slant = `<w:i/><w:iCs/>`
		}
		fmt.Fprintf(&b, `<w:style w:type="paragraph" w:styleId="Heading%d"><w:name w:val="heading %[1]d"/><w:basedOn w:val="Body"/><w:next w:val="Body"/><w:qFormat/>`+
			`<w:pPr><w:keepNext/><w:outlineLvl w:val="%d"/></w:pPr><w:rPr><w:b/><w:bCs/>%s</w:rPr></w:style>`, level, level-1, slant)
	}
	b.WriteString(`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/>` +
		`<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>` +
		`<w:bottom w:w="0" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`)
	return b.String()
}

// docxHeader holds the page number; page 1 has no header.
func docxHeader() string {
	size := fmt.Sprintf(`<w:rPr><w:sz w:val="%d"/><w:szCs w:val="%[1]d"/></w:rPr>`, 2*sizePage)
	return xmlHead + `<w:hdr` + wordSpaces + `><w:p><w:pPr><w:jc w:val="center"/></w:pPr>` +
		`<w:r>` + size + `<w:fldChar w:fldCharType="begin"/></w:r>` +
		`<w:r>` + size + `<w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` +
		`<w:r>` + size + `<w:fldChar w:fldCharType="separate"/></w:r>` +
		`<w:r>` + size + `<w:t>2</w:t></w:r>` +
		`<w:r>` + size + `<w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>`
}

// docxSection is the page of the part of the document that ends here.
func docxSection(landscape, first bool) string {
	width, height, way := twips(paperWidth), twips(paperHeight), ""
	if landscape {
		width, height, way = height, width, ` w:orient="landscape"`
	}
	title := ""
	if first {
		title = `<w:titlePg/>`
	}
	return fmt.Sprintf(`<w:sectPr><w:headerReference w:type="default" r:id="rId3"/><w:type w:val="nextPage"/>`+
		`<w:pgSz w:w="%d" w:h="%d"%s/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="%d" w:gutter="0"/>%s</w:sectPr>`,
		width, height, way, twips(marginTop), twips(marginRight), twips(marginBottom), twips(marginLeft), twips(numberTop), twips(numberTop), title)
}

// twips is points in twentieths, the unit of Word.
func twips(points float64) int { return int(points*20 + 0.5) }

func escaped(s string) string {
	var b bytes.Buffer
	// A bytes.Buffer takes every write.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
