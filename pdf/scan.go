package pdf

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

const (
	scanPatient = 2 * time.Minute // for one page
	scanDPI     = 300
	scanPixels  = 12_000_000 // of a page: A4 at 300 dpi has 8.7 million
)

// scanReady reports whether the machine can read Vietnamese from pictures.
func scanReady(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, "tesseract", "--list-langs").CombinedOutput()
	return err == nil && slices.Contains(strings.Fields(string(out)), "vie")
}

// scanPicture is the page as a PNG picture in grey, and the lines drawn on it.
func scanPicture(ctx context.Context, data []byte, index int) ([]byte, []rule, error) {
	var out bytes.Buffer
	var rules []rule
	err := withFile(ctx, data, func(engine pdfium.Pdfium, doc references.FPDF_DOCUMENT, _ func() error) error {
		page := requests.Page{ByIndex: &requests.PageByIndex{Document: doc, Index: index}}
		size, err := engine.GetPageSize(&requests.GetPageSize{Page: page})
		if err != nil {
			return err
		}
		dpi := scanDPI
		for dpi > 20 && size.Width*size.Height/72/72*float64(dpi*dpi) > scanPixels {
			dpi -= 10
		}
		picture, err := engine.RenderPageInDPI(&requests.RenderPageInDPI{Page: page, DPI: dpi, ImageFormat: requests.RenderImageFormatGrayscale})
		if err != nil {
			return err
		}
		defer picture.Cleanup()
		grey, ok := picture.Result.RenderedImage.(*image.Gray)
		if !ok {
			return errors.New("the picture of the page is not grey")
		}
		rules = scanRules(grey)
		return (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&out, grey)
	})
	return out.Bytes(), rules, err
}

// scanRules finds straight lines: dark runs longer than any letter.
func scanRules(p *image.Gray) []rule {
	const level, upright = scanDPI / 2, scanDPI / 4
	var rules []rule
	size := p.Bounds().Size()
	point := func(px int) float64 { return float64(px) * 72 / scanDPI }
	keep := func(x0, y0, x1, y1 int) {
		if len(rules) < 100_000 {
			rules = append(rules, rule{point(x0), -point(y1), point(x1), -point(y0)})
		}
	}
	for y := range size.Y {
		row := p.Pix[y*p.Stride:][:size.X]
		from := -1
		for x, c := range row {
			if c < 128 {
				if from < 0 {
					from = x
				}
			} else if from >= 0 {
				if x-from >= level {
					keep(from, y, x, y)
				}
				from = -1
			}
		}
	}
	from := make([]int, size.X) // 1 + where the dark run of the column began
	for y := range size.Y {
		row := p.Pix[y*p.Stride:][:size.X]
		for x, c := range row {
			if c < 128 && y < size.Y-1 {
				if from[x] == 0 {
					from[x] = y + 1
				}
			} else if from[x] > 0 {
				if y+1-from[x] >= upright {
					keep(x, from[x]-1, x, y)
				}
				from[x] = 0
			}
		}
	}
	return rules
}

// scanWords reads the words of a picture and where they stand.
func scanWords(ctx context.Context, picture []byte) (*page, error) {
	ctx, cancel := context.WithTimeout(ctx, scanPatient)
	defer cancel()
	cmd := exec.CommandContext(ctx, "tesseract", "stdin", "stdout", "-l", "vie", "--dpi", strconv.Itoa(scanDPI), "tsv")
	cmd.Env = append(cmd.Environ(), "OMP_THREAD_LIMIT=1")
	cmd.Stdin = bytes.NewReader(picture)
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.Output()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("tesseract: %w", err)
	}
	return scanPage(bytes.NewReader(out))
}

// scanPage makes letters of tesseract's table of words, in points with y
// growing upwards.
func scanPage(tsv io.Reader) (*page, error) {
	rows := bufio.NewScanner(tsv)
	p := &page{}
	var line [2]float64 // foot and height of the line
	for rows.Scan() {
		row := strings.SplitN(rows.Text(), "\t", 12)
		if len(row) < 12 {
			continue
		}
		var n [4]float64 // left, top, width, height
		for i := range n {
			v, err := strconv.ParseFloat(row[6+i], 64)
			if err != nil {
				break
			}
			n[i] = v * 72 / scanDPI
		}
		switch row[0] {
		case "4":
			line = [2]float64{-(n[1] + n[3]), n[3]}
		case "5":
			// The lines of a table are read as letters here and there.
			if word := strings.TrimSpace(row[11]); strings.Trim(word, "|_[]") != "" && sane(n[0], n[1], n[2], n[3]) {
				p.glyphs = append(p.glyphs, glyph{text: word, x0: n[0], x1: n[0] + n[2], y: line[0], size: max(line[1], 1), space: true, number: len(p.glyphs)})
			}
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	// The height of a line depends on its letters: one size for all.
	size := sizeOf(p.glyphs)
	for i := range p.glyphs {
		p.glyphs[i].size = size
	}
	return p, nil
}
