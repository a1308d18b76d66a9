package reading

import (
	"sauro/agency"
	"sauro/outline"
	"sauro/phrase"
)

// mend joins a numbered sentence that breaks off with the one line behind it
// that a copy set as a dash.
func mend(ps []*outline.Paragraph) []*outline.Paragraph {
	out := ps[:0]
	for i := 0; i < len(ps); i++ {
		p := ps[i]
		out = append(out, p)
		if p.Mark.Kind == outline.NoMark || i+1 >= len(ps) || ps[i+1].Mark.Kind != outline.Dash || p.Mark.Kind == outline.Dash || len(p.Text) < 150 || phrase.Terminated(p.Text) ||
			i+2 < len(ps) && ps[i+2].Mark.Bullet || len(agency.Addressed(&p.Line, p.First())) == 0 || !phrase.Terminated(ps[i+1].Text) || outline.Announces(ps[i+1].Text) {
			continue
		}
		i++
		p.Join(ps[i])
	}
	return out
}
