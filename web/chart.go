package web

import (
	"fmt"
	"strings"

	"sauro/vn"
)

// Chart is plan, reported and verified over time. Title and Desc are said to
// those who do not see it; the figures stand below as a table.
type Chart struct {
	ID          string // unique on the page
	Title, Desc string
	Points      []Point // by day
}

// Point is the state at the end of a day, in basis points; a negative figure is
// not known (the future, or no plan).
type Point struct {
	Day                      vn.Day
	Plan, Reported, Verified int64
}

// The drawing, in units of its view box.
const (
	chartWidth  = 720
	chartHeight = 260
	chartLeft   = 44
	chartRight  = 676
	chartTop    = 12
	chartBottom = 224
)

// Mark is a place on an axis of the chart.
type Mark struct {
	X, Y int
	Text string
}

// Levels are the marks of the upright axis.
func (c Chart) Levels() []Mark {
	var list []Mark
	for bp := int64(0); bp <= 10000; bp += 2500 {
		list = append(list, Mark{chartLeft, chartY(bp), vn.Percent(bp)})
	}
	return list
}

// Days are the marks of the axis of time: the first, the last, and some between
// that leave room for their text.
func (c Chart) Days() []Mark {
	var list []Mark
	for i, p := range c.Points {
		x := c.x(i)
		if n := len(list); n > 0 && x-list[n-1].X < 90 || i < len(c.Points)-1 && chartRight-x < 90 && i > 0 {
			continue
		}
		list = append(list, Mark{x, chartBottom, p.Day.Time().Format("02/01/2006")})
	}
	return list
}

func chartY(bp int64) int {
	return chartBottom - int(max(0, min(bp, 10000))*(chartBottom-chartTop)/10000)
}

// x places a point by its day, not by its number: time passes evenly.
func (c Chart) x(i int) int {
	first, last := c.Points[0].Day, c.Points[len(c.Points)-1].Day
	span := first.Days(last)
	if span <= 0 {
		return chartLeft
	}
	return chartLeft + first.Days(c.Points[i].Day)*(chartRight-chartLeft)/span
}

// PlanPath, ReportedPath and VerifiedPath are the lines. Reported and verified
// go up in steps, because between two reports nothing is known.
func (c Chart) PlanPath() string {
	return c.line(func(p Point) int64 { return p.Plan }, false)
}

// ReportedPath is the line of what was reported.
func (c Chart) ReportedPath() string {
	return c.line(func(p Point) int64 { return p.Reported }, true)
}

// VerifiedPath is the line of what was verified.
func (c Chart) VerifiedPath() string {
	return c.line(func(p Point) int64 { return p.Verified }, true)
}

func (c Chart) line(of func(Point) int64, steps bool) string {
	var b strings.Builder
	drawn := false
	for i, p := range c.Points {
		bp := of(p)
		if bp < 0 {
			drawn = false
			continue
		}
		x, y := c.x(i), chartY(bp)
		switch {
		case !drawn:
			fmt.Fprintf(&b, "M%d %d", x, y)
		case steps:
			fmt.Fprintf(&b, "H%dV%d", x, y)
		default:
			fmt.Fprintf(&b, "L%d %d", x, y)
		}
		drawn = true
	}
	return b.String()
}

// Area is the ground under what was verified.
func (c Chart) Area() string {
	line := c.VerifiedPath()
	last := -1
	for i, p := range c.Points {
		if p.Verified >= 0 {
			last = i
		}
	}
	// A line with a gap has no single ground.
	if last < 0 || strings.Count(line, "M") != 1 {
		return ""
	}
	first := 0
	for c.Points[first].Verified < 0 {
		first++
	}
	return fmt.Sprintf("%sV%dH%dZ", line, chartBottom, c.x(first))
}
