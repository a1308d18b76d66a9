package paper

// piece is what the pages are filled with: a paragraph by its lines, a row of a
// table, the sign block.
type piece struct {
	before float64 // space above it, not at the top of a page
	lines  int
	lead   float64 // height of a line
	pad    float64 // height beside its lines, on every page it stands on
	whole  bool    // not parted where a page can hold it
	keep   bool    // ends on the page where the next piece begins
	header []piece // drawn again at the top of a page that begins with this piece
	draw   func(y float64, from, to int)
}

func (c *piece) height() float64 { return c.pad + float64(c.lines)*c.lead }

// flow fills the pages. Two lines of a paragraph stand together at the least,
// at the foot of a page and at the top of one.
func (pr *printer) flow(list []piece) {
	for i := range list {
		c := &list[i]
		tail := 0.0
		if c.keep {
			tail = pr.needed(list[i+1:])
		}
		for from := 0; from < c.lines; {
			y := pr.y
			if !pr.fresh {
				y += c.before
			}
			take := c.fitting(c.lines-from, pr.bottom()-y, tail, pr.fresh)
			if take == 0 {
				pr.next(c.header)
				continue
			}
			c.draw(y, from, from+take)
			from += take
			pr.y, pr.fresh = y+c.pad+float64(take)*c.lead, false
			if from < c.lines {
				pr.next(c.header)
			}
		}
	}
}

// next begins a page like the one before.
func (pr *printer) next(header []piece) {
	pr.page(pr.landscape)
	for i := range header {
		header[i].draw(pr.y, 0, header[i].lines)
		pr.y += header[i].height()
	}
}

// fitting is how many of the lines that are left go on this page, with room for
// what must follow them.
func (c *piece) fitting(left int, room, tail float64, fresh bool) int {
	const hair = 0.01
	fit := max(0, int((room-c.pad+hair)/c.lead))
	all := fit >= left && c.pad+float64(left)*c.lead+tail <= room+hair
	switch {
	case all:
		return left
	case c.whole && !fresh:
		return 0
	case c.whole || fit == 0 && fresh:
		// An empty page takes what it can, or nothing would ever fit.
		return max(1, min(left, fit))
	}
	take := min(fit, left-2)
	if take < 2 && left == c.lines {
		take = 0
	}
	if take <= 0 && fresh {
		return max(1, min(left, fit))
	}
	return max(take, 0)
}

// needed is the room that the beginning of the list asks for on one page; 0
// where that is more than a page has.
func (pr *printer) needed(list []piece) float64 {
	sum := 0.0
	for i := range list {
		c := &list[i]
		sum += c.before + c.pad
		if !c.keep && !c.whole {
			sum += float64(min(c.lines, 2)) * c.lead
			break
		}
		sum += float64(c.lines) * c.lead
		if !c.keep {
			break
		}
	}
	if sum > pr.bottom()-marginTop {
		return 0
	}
	return sum
}
