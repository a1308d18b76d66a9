package doc

import (
	"context"

	"sauro/pdf"
)

// CacheIn lets what reading PDF files needs be kept in a folder that only this
// program writes to: the next start of the program then reads its first PDF some
// seconds sooner. Call it before the first Extract.
func CacheIn(dir string) error { return pdf.CacheIn(dir) }

// Close frees what reading PDF files keeps in memory. A later Extract makes
// it ready again.
func Close() error { return pdf.Close() }

// readPDF prints what stands on the pages as the other formats are printed.
func readPDF(ctx context.Context, data []byte, progress Progress) (Text, error) {
	read, err := pdf.Read(ctx, data, progress)
	if err != nil {
		return Text{}, err
	}
	var s storyIn
	for _, b := range read.Blocks {
		switch {
		case b.Rows != nil:
			s.print(inBlock{table: pdfTable(b.Rows)})
		case b.Text == "" && b.Notes != nil:
			s.notes(b.Notes)
		default:
			s.print(inBlock{text: b.Text, notes: b.Notes})
		}
	}
	return Text{Format: "pdf", Body: s.out.String(), Pages: read.Pages, Scanned: read.Scanned}, nil
}

func pdfTable(rows [][]string) *inTable {
	t := &inTable{ruled: true}
	for _, row := range rows {
		cells := make([]inCell, len(row))
		for i, text := range row {
			cells[i].blocks = []inBlock{{text: text}}
		}
		t.rows = append(t.rows, cells)
	}
	return t
}
