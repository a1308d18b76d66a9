package doc

import (
	"context"
	"strconv"
)

// docxStyle is what a style says that shows in the text.
type docxStyle struct {
	base       string
	num, level string
	run        docxRun
	ruled      bool
	bordered   bool // says something about borders itself
}

// docxStylesIn reads the styles, each with what it inherits filled in.
func docxStylesIn(ctx context.Context, z *zipIn) (map[string]*docxStyle, error) {
	styles := map[string]*docxStyle{}
	const part = "word/styles.xml"
	if !z.has(part) {
		return styles, nil
	}
	var s *docxStyle
	borders, conditional := false, 0
	err := z.walk(ctx, part, func(name string, a xmlAttrs) bool {
		switch name {
		case "w:style":
			s = &docxStyle{}
			if len(styles) < 20_000 {
				styles[a.get("styleId")] = s
			}
			return true
		case "w:tblStylePr":
			conditional++ // for the first row and the like: no line of the table
		case "w:tblBorders":
			borders = true
			return true
		case "w:latentStyles", "w:docDefaults":
			return false
		}
		if s == nil || conditional > 0 {
			return true
		}
		on := a.on()
		switch name {
		case "w:basedOn":
			s.base = a.get("val")
		case "w:numId":
			s.num = a.get("val")
		case "w:ilvl":
			s.level = a.get("val")
		case "w:caps":
			s.run.caps = &on
		case "w:vanish":
			s.run.hidden = &on
		default:
			if borders {
				s.bordered = true
				s.ruled = s.ruled || docxDrawn(a)
			}
		}
		return true
	}, func(name string) {
		switch name {
		case "w:style":
			s = nil
		case "w:tblStylePr":
			conditional--
		case "w:tblBorders":
			borders = false
		}
	}, func([]byte) {})
	if err != nil {
		return nil, err
	}
	for _, s := range styles {
		for base, hops := styles[s.base], 0; base != nil && hops < 20; base, hops = styles[base.base], hops+1 {
			s.inherit(base)
		}
	}
	return styles, nil
}

func (s *docxStyle) inherit(base *docxStyle) {
	if s.num == "" {
		s.num = base.num
	}
	if s.level == "" {
		s.level = base.level
	}
	if s.run.caps == nil {
		s.run.caps = base.run.caps
	}
	if s.run.hidden == nil {
		s.run.hidden = base.run.hidden
	}
	if !s.bordered && base.bordered {
		s.bordered, s.ruled = true, base.ruled
	}
}

// docxNumbers are the automatic lists of a document. Several "num" may count
// in one abstract list.
type docxNumbers struct {
	nums     map[string]*docxNum
	abstract map[string]*inList
	links    map[*inList]string // lists that are defined by a style
	styles   map[string]*docxStyle
}

type docxNum struct {
	abstract string
	levels   map[int]inLevel // levels of its own
	restart  map[int]int     // starts again at
	used     bool
}

// next moves the list on and gives what is printed, "" where num is no list.
func (n *docxNumbers) next(num string, level int) string {
	def := n.nums[num]
	if def == nil || level < 0 || level > 8 {
		return ""
	}
	list := n.abstract[def.abstract]
	if list == nil {
		return ""
	}
	if s := n.styles[n.links[list]]; s != nil && n.nums[s.num] != nil && n.abstract[n.nums[s.num].abstract] != nil {
		list = n.abstract[n.nums[s.num].abstract]
	}
	if !def.used {
		def.used = true
		for at, v := range def.levels {
			list.levels[at] = v
		}
		for at, start := range def.restart {
			list.levels[at].start = start
			list.started[at] = false
		}
	}
	return list.next(level)
}

// docxLists reads numbering.xml. A style may name its list without the level,
// which then is the one that names the style.
func docxLists(ctx context.Context, z *zipIn, styles map[string]*docxStyle) (*docxNumbers, error) {
	lists := &docxNumbers{map[string]*docxNum{}, map[string]*inList{}, map[*inList]string{}, styles}
	const part = "word/numbering.xml"
	if !z.has(part) {
		return lists, nil
	}
	var (
		abstract *inList
		num      *docxNum
		level    *inLevel
		at       int
		own      inLevel
	)
	err := z.walk(ctx, part, func(name string, a xmlAttrs) bool {
		switch name {
		case "w:abstractNum":
			abstract, num = &inList{}, nil
			if len(lists.abstract) < 20_000 {
				lists.abstract[a.get("abstractNumId")] = abstract
			}
		case "w:numStyleLink":
			if abstract != nil {
				lists.links[abstract] = a.get("val")
			}
		case "w:num":
			num, abstract = &docxNum{levels: map[int]inLevel{}, restart: map[int]int{}}, nil
			if len(lists.nums) < 50_000 {
				lists.nums[a.get("numId")] = num
			}
		case "w:abstractNumId":
			if num != nil {
				num.abstract = a.get("val")
			}
		case "w:lvlOverride":
			at = min(max(docxInt(a.get("ilvl")), 0), 8)
		case "w:startOverride":
			if num != nil {
				num.restart[at] = docxInt(a.get("val"))
			}
		case "w:lvl":
			at = min(max(docxInt(a.get("ilvl")), 0), 8)
			own = inLevel{start: 1, format: "decimal"}
			level = &own
			if abstract != nil {
				level = &abstract.levels[at]
				*level = own
			}
		}
		if level == nil {
			return name != "w:rPr"
		}
		switch name {
		case "w:start":
			level.start = docxInt(a.get("val"))
		case "w:numFmt":
			level.format = a.get("val")
		case "w:lvlText":
			level.text = a.get("val")
		case "w:lvlRestart":
			level.keep = a.get("val") == "0"
		case "w:isLgl":
			level.legal = a.on()
		case "w:suff":
			level.tight = a.get("val") == "nothing"
		case "w:pStyle":
			if s := styles[a.get("val")]; s != nil && s.level == "" {
				s.level = strconv.Itoa(at)
			}
		}
		return name != "w:rPr"
	}, func(name string) {
		switch name {
		case "w:lvl":
			if num != nil && level != nil {
				num.levels[at] = own
			}
			level = nil
		case "w:abstractNum":
			abstract = nil
		case "w:num":
			num = nil
		}
	}, func([]byte) {})
	return lists, err
}
