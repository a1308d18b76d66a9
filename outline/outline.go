package outline

import (
	"strconv"
	"strings"
)

// Zone is what a part of the document does.
type Zone int

const (
	Inherit  Zone = iota
	Duties        // it commits, assigns or directs
	Goals         // purpose, requirements, targets
	Review        // it assesses, praises, describes
	Criteria      // standards, forms of reward, theme, period
	Money         // where the money comes from
	Papers        // a list of documents
)

// Node is one paragraph in the order of the numbering.
type Node struct {
	P     *Paragraph // nil at the root
	Up    *Node
	Kids  []*Node
	label string // II, 3, a, -2, p1
	class int
	Rows  []*Paragraph // the rows of a table, where the node is one
	Depth int
	count [16]int
}

// class tells apart the series of numbers that may stand under each other.
func classOf(m Mark) int {
	c := int(m.Kind) * 16
	switch m.Kind {
	case Compound:
		return c + min(m.Depth, 12)
	case Arabic, Point:
		if m.Form == '(' {
			return c + 2
		}
		if m.Form == ')' && m.Kind == Arabic {
			return c + 1
		}
	}
	return c
}

// Tree puts the paragraphs of a part into the tree their numbers make.
func Tree(ps []*Paragraph) *Node {
	root := &Node{}
	var stack []*Node
	top := func() *Node {
		if len(stack) == 0 {
			return root
		}
		return stack[len(stack)-1]
	}
	attach := func(up *Node, n *Node) {
		n.Up = up
		n.Depth = up.Depth + 1
		up.Kids = append(up.Kids, n)
	}
	for i := 0; i < len(ps); i++ {
		p := ps[i]
		if IsRow(p.Text) {
			n := &Node{P: p, label: "t"}
			for ; i < len(ps) && (IsRow(ps[i].Text) || i+1 < len(ps) && IsRow(ps[i+1].Text) && len(n.Rows) > 0 && !ps[i].Mark.Bullet && !Footnote(ps[i]) && len(ps[i].Text) < 400); i++ {
				n.Rows = append(n.Rows, ps[i])
			}
			i--
			attach(headingTop(stack, root), n)
			continue
		}
		if p.Mark.Kind == NoMark {
			up := headingTop(stack, root)
			n := &Node{P: p}
			up.count[0]++
			n.label = "p" + strconv.Itoa(up.count[0])
			attach(up, n)
			continue
		}
		c := classOf(p.Mark)
		n := &Node{P: p, class: c, label: p.Mark.Label}
		at := -1
		for k := len(stack) - 1; k >= 0; k-- {
			if stack[k].class == c {
				at = k
				break
			}
		}
		switch {
		case at >= 0:
			stack = stack[:at]
		default:
			for len(stack) > 0 && bigger(p.Mark, stack[len(stack)-1]) {
				stack = stack[:len(stack)-1]
			}
			if len(stack) > 60 {
				stack = stack[:60]
			}
		}
		up := top()
		if p.Mark.Bullet {
			k := int(p.Mark.Kind)
			up.count[k]++
			n.label = bulletSign(p.Mark.Kind) + strconv.Itoa(up.count[k])
		}
		attach(up, n)
		stack = append(stack, n)
	}
	return root
}

func bulletSign(k MarkKind) string {
	switch k {
	case Plus:
		return "+"
	case Star:
		return "*"
	case Dot:
		return "•"
	}
	return "-"
}

// bigger says whether a mark stands above the node in the order of Decree 30.
func bigger(m Mark, n *Node) bool {
	k := MarkKind(n.class / 16)
	if m.Kind == Compound && k == Compound {
		return m.Depth < n.class%16
	}
	if m.Kind == Arabic && m.Form == '(' && (k == Arabic || k == Point) {
		return false
	}
	return m.Kind < k && !(m.Bullet && k >= Dash)
}

// headingTop gives the nearest numbered paragraph that is open.
func headingTop(stack []*Node, root *Node) *Node {
	for i := len(stack) - 1; i >= 0; i-- {
		if !stack[i].P.Mark.Bullet {
			return stack[i]
		}
	}
	return root
}

// Path is the printed numbers from the top down to the node. A compound number
// stands in its parent's place.
func (n *Node) Path(prefix string) string {
	var parts []string
	for at := n; at != nil && at.P != nil; at = at.Up {
		if at.label == "" || at.label == "t" {
			continue
		}
		l := at.label
		if at.P.Mark.Kind == Article {
			l = "Đ" + l
		}
		parts = append(parts, l)
		if at.P.Mark.Kind == Compound {
			for at.Up != nil && at.Up.P != nil && (at.Up.P.Mark.Kind == Compound || at.Up.P.Mark.Kind == Arabic) {
				at = at.Up
			}
			if strings.IndexFunc(l, func(r rune) bool { return r >= 'A' }) >= 0 {
				break // II.1 carries its whole path
			}
		}
	}
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	s := strings.Join(parts, ".")
	if prefix != "" && s != "" {
		return prefix + "." + s
	}
	return prefix + s
}

// Heading is the node's text as the heading of what stands below it.
func (n *Node) Heading() string { return strings.TrimRight(n.P.Body(), " :.;") }
