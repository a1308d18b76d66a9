package reading

import (
	"strconv"
	"strings"
)

// zone is what a part of the document does.
type zone int

const (
	inherit  zone = iota
	duties        // it commits, assigns or directs
	goals         // purpose, requirements, targets
	review        // it assesses, praises, describes
	criteria      // standards, forms of reward, theme, period
	money         // where the money comes from
	papers        // a list of documents
)

// node is one paragraph in the order of the numbering.
type node struct {
	p     *para
	up    *node
	kids  []*node
	label string // II, 3, a, -2, p1
	class int
	zone  zone
	rows  []*para // the rows of a table, where the node is one
	depth int
	tag   labelKind // a labelled line: Đơn vị chủ trì: …
	lead  bool      // it announces a list
	count [16]int
}

// class tells apart the series of numbers that may stand under each other.
func classOf(m mark) int {
	c := int(m.kind) * 16
	switch m.kind {
	case compound:
		return c + min(m.depth, 12)
	case arabic, point:
		if m.form == '(' {
			return c + 2
		}
		if m.form == ')' && m.kind == arabic {
			return c + 1
		}
	}
	return c
}

// outline puts the paragraphs of a part into the tree their numbers make.
func outline(ps []*para) *node {
	root := &node{}
	var stack []*node
	top := func() *node {
		if len(stack) == 0 {
			return root
		}
		return stack[len(stack)-1]
	}
	attach := func(up *node, n *node) {
		n.up = up
		n.depth = up.depth + 1
		up.kids = append(up.kids, n)
	}
	for i := 0; i < len(ps); i++ {
		p := ps[i]
		if isRow(p.text) {
			n := &node{p: p, label: "t"}
			for ; i < len(ps) && (isRow(ps[i].text) || i+1 < len(ps) && isRow(ps[i+1].text) && len(n.rows) > 0 && !ps[i].mark.bullet && !footnote(ps[i]) && len(ps[i].text) < 400); i++ {
				n.rows = append(n.rows, ps[i])
			}
			i--
			attach(headingTop(stack, root), n)
			continue
		}
		if p.mark.kind == noMark {
			up := headingTop(stack, root)
			n := &node{p: p}
			up.count[0]++
			n.label = "p" + strconv.Itoa(up.count[0])
			attach(up, n)
			continue
		}
		c := classOf(p.mark)
		n := &node{p: p, class: c, label: p.mark.label}
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
			for len(stack) > 0 && bigger(p.mark, stack[len(stack)-1]) {
				stack = stack[:len(stack)-1]
			}
			if len(stack) > 60 {
				stack = stack[:60]
			}
		}
		up := top()
		if p.mark.bullet {
			k := int(p.mark.kind)
			up.count[k]++
			n.label = bulletSign(p.mark.kind) + strconv.Itoa(up.count[k])
		}
		attach(up, n)
		stack = append(stack, n)
	}
	return root
}

func bulletSign(k markKind) string {
	switch k {
	case plus:
		return "+"
	case star:
		return "*"
	case dot:
		return "•"
	}
	return "-"
}

// bigger says whether a mark stands above the node in the order of Decree 30.
func bigger(m mark, n *node) bool {
	k := markKind(n.class / 16)
	if m.kind == compound && k == compound {
		return m.depth < n.class%16
	}
	if m.kind == arabic && m.form == '(' && (k == arabic || k == point) {
		return false
	}
	return m.kind < k && !(m.bullet && k >= dash)
}

// headingTop gives the nearest numbered paragraph that is open.
func headingTop(stack []*node, root *node) *node {
	for i := len(stack) - 1; i >= 0; i-- {
		if !stack[i].p.mark.bullet {
			return stack[i]
		}
	}
	return root
}

// path is the printed numbers from the top down to the node. A compound number
// stands in its parent's place.
func (n *node) path(prefix string) string {
	var parts []string
	for at := n; at != nil && at.p != nil; at = at.up {
		if at.label == "" || at.label == "t" {
			continue
		}
		l := at.label
		if at.p.mark.kind == article {
			l = "Đ" + l
		}
		parts = append(parts, l)
		if at.p.mark.kind == compound {
			for at.up != nil && at.up.p != nil && (at.up.p.mark.kind == compound || at.up.p.mark.kind == arabic) {
				at = at.up
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

// heading is the node's text as the heading of what stands below it.
func (n *node) heading() string { return strings.TrimRight(n.p.body(), " :.;") }
