package web

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"text/template/parse"
)

// Where a Vietnamese text stands in the program, it has an English one, and no
// English text is left of which the Vietnamese is gone. A text is:
//
//   - the first word-for-word argument of t and th in a template, and of any
//     method T in Go;
//   - the format given to fault.New and fault.Because, to Add and Check of a
//     fault.Form, and as fault.Text{Format: …};
//   - every name in org.Names{…};
//   - every string value of a package's variable whose name ends in Name,
//     Names or weekdays, and of one whose comment has the line "web:text".
func TestEveryTextHasItsEnglish(t *testing.T) {
	entries, clashes, err := english()
	if err != nil {
		t.Fatal(err)
	}
	for _, clash := range clashes {
		t.Errorf("%s is said differently in a file before it: keep one", clash)
	}
	said := texts(t)
	features := map[string][]string{}
	for key, place := range said {
		features[room(place)] = append(features[room(place)], key)
	}
	for _, feature := range slices.Sorted(maps.Keys(features)) {
		t.Run(feature, func(t *testing.T) {
			for _, key := range slices.Sorted(slices.Values(features[feature])) {
				if _, ok := entries[key]; !ok {
					t.Errorf("%s: add to web/lang/%s.en.json the English of\n%q", said[key], feature, key)
				}
			}
		})
	}
	for _, key := range slices.Sorted(maps.Keys(entries)) {
		if _, ok := said[key]; !ok {
			t.Errorf("nothing says %q any more: take it out of web/lang", key)
		}
	}
}

// Formats and their English take the same arguments, so that no English
// sentence shows %!d(MISSING).
func TestEnglishTakesTheSameArguments(t *testing.T) {
	entries, _, err := english()
	if err != nil {
		t.Fatal(err)
	}
	for key, e := range entries {
		if e.Other == "" {
			sameVerbs(t, key, e.Text)
			continue
		}
		if n := len(verbs(key)); e.Arg > n {
			t.Errorf("%q chooses its form by argument %d of %d", key, e.Arg, n)
		}
		sameVerbs(t, key, e.Other)
		for v := range maps.Keys(verbs(e.One)) {
			if verbs(key)[v] != verbs(e.One)[v] {
				t.Errorf("%q and %q differ in argument %d", key, e.One, v)
			}
		}
	}
}

func sameVerbs(t *testing.T, key, text string) {
	t.Helper()
	if !maps.Equal(verbs(key), verbs(text)) {
		t.Errorf("%q and %q take different arguments", key, text)
	}
}

var verb = regexp.MustCompile(`%(?:\[(\d+)\])?[-+#0]*\d*(?:\.\d+)?([a-zA-Z%])`)

// verbs are the verbs of a format by the number of their argument.
func verbs(format string) map[int]string {
	m := map[int]string{}
	next := 1
	for _, v := range verb.FindAllStringSubmatch(format, -1) {
		if v[2] == "%" {
			continue
		}
		if v[1] != "" {
			next, _ = strconv.Atoi(v[1])
		}
		m[next] = v[2]
		next++
	}
	return m
}

// A text that may have links in it stands between tags as it is.
func TestTextsHoldNoMarkup(t *testing.T) {
	entries, _, err := english()
	if err != nil {
		t.Fatal(err)
	}
	for key, e := range entries {
		for _, text := range []string{key, e.Text, e.One, e.Other} {
			if strings.ContainsAny(text, "<>&") {
				t.Errorf("%q holds <, > or &: the link or the name comes in as an argument", text)
			}
		}
	}
}

func TestTextsAreFoundWhereTheyStand(t *testing.T) {
	src := `package x
import ("sauro/fault"; "sauro/org"; "fmt")
var KindName = map[int]string{1: "tên loại"}
// web:text
var patterns = []struct{ A, B string }{{"mẫu một", "mẫu hai"}}
var other = []string{"không dịch"}
func f(r T, form *fault.Form) error {
	fmt.Println("không dịch này")
	form.Add("ten", "thêm %s", 1)
	form.Check(true, "ten", "kiểm")
	_ = fault.Because(nil, fault.Busy, "bởi vì")
	_ = fault.Text{Format: "chữ"}
	_ = org.Names{"một người"}
	_ = r.T("nói %d", 1)
	return fault.New(fault.Invalid, "ghép " + "hai nửa")
}`
	file, err := parser.ParseFile(token.NewFileSet(), "x.go", src, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	goTexts(file, "x.go", found)
	want := []string{"bởi vì", "chữ", "ghép hai nửa", "kiểm", "mẫu hai", "mẫu một", "một người", "nói %d", "thêm %s", "tên loại"}
	if got := slices.Sorted(maps.Keys(found)); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		t.Errorf("found %q, want %q", got, want)
	}
	found = map[string]string{}
	pageTexts(t, "x.html", `{{define "main"}}{{if .A}}<p title="{{t "tiêu đề"}}">{{t "%d việc" .N}}{{end}}{{range .L}}{{th "có %s" (link "#a" (t "bên trong"))}}{{end}}{{t .Name}}{{template "x" (.Line "a" (t "nhãn") "" | hint (t "gợi ý"))}}{{end}}`, found)
	want = []string{"tiêu đề", "%d việc", "có %s", "bên trong", "nhãn", "gợi ý"}
	if got := slices.Sorted(maps.Keys(found)); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
		t.Errorf("found %q, want %q", got, want)
	}
}

// room is the package that a file lies in.
func room(file string) string {
	dir := filepath.ToSlash(filepath.Dir(file))
	first, rest, _ := strings.Cut(dir, "/")
	if first == "cmd" {
		return filepath.Base(rest)
	}
	return first
}

// texts are all texts of the program, each with the place where it stands.
func texts(t *testing.T) map[string]string {
	t.Helper()
	root := ".."
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Skip("the source of the other packages is not here")
	}
	found := map[string]string{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, _ := filepath.Rel(root, path)
		switch {
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && path != root || d.Name() == "testdata" || d.Name() == "node_modules"):
			return filepath.SkipDir
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
			if err != nil {
				return err
			}
			goTexts(file, name, found)
		case strings.HasSuffix(path, ".html"):
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			pageTexts(t, name, string(b), found)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

var namesVar = regexp.MustCompile(`(Name|Names|weekdays)$`)

func goTexts(file *ast.File, name string, found map[string]string) {
	keep := func(e ast.Expr) {
		if s, ok := literal(e); ok && s != "" {
			found[s] = name
		}
	}
	for _, d := range file.Decls {
		decl, ok := d.(*ast.GenDecl)
		if !ok || decl.Tok != token.VAR {
			continue
		}
		for _, spec := range decl.Specs {
			v := spec.(*ast.ValueSpec)
			if len(v.Values) != len(v.Names) {
				continue
			}
			for i, n := range v.Names {
				if namesVar.MatchString(n.Name) || marked(decl.Doc) || marked(v.Doc) {
					values(v.Values[i], keep)
				}
			}
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			sel, ok := n.Fun.(*ast.SelectorExpr)
			if !ok {
				// What Speaker gives is called say wherever there is no page.
				if id, isName := n.Fun.(*ast.Ident); isName && id.Name == "say" && len(n.Args) > 0 {
					keep(n.Args[0])
				}
				break
			}
			switch pkg, _ := sel.X.(*ast.Ident); {
			case pkg != nil && pkg.Name == "fault" && sel.Sel.Name == "New" && len(n.Args) > 1:
				keep(n.Args[1])
			case pkg != nil && pkg.Name == "fault" && sel.Sel.Name == "Because" && len(n.Args) > 2:
				keep(n.Args[2])
			case sel.Sel.Name == "T" && len(n.Args) > 0:
				keep(n.Args[0])
			case sel.Sel.Name == "Add" && len(n.Args) > 1 && isField(n.Args[0]):
				keep(n.Args[1])
			case sel.Sel.Name == "Check" && len(n.Args) > 2 && isField(n.Args[1]):
				keep(n.Args[2])
			}
		case *ast.CompositeLit:
			sel, ok := n.Type.(*ast.SelectorExpr)
			if !ok {
				if id, isName := n.Type.(*ast.Ident); isName && id.Name == "Names" && file.Name.Name == "org" {
					values(n, keep)
				}
				break
			}
			pkg, _ := sel.X.(*ast.Ident)
			switch {
			case pkg != nil && pkg.Name == "org" && sel.Sel.Name == "Names":
				values(n, keep)
			case pkg != nil && pkg.Name == "fault" && sel.Sel.Name == "Text":
				for i, e := range n.Elts {
					if kv, ok := e.(*ast.KeyValueExpr); ok {
						if key, _ := kv.Key.(*ast.Ident); key != nil && key.Name == "Format" {
							keep(kv.Value)
						}
					} else if i == 0 {
						keep(e)
					}
				}
			}
		}
		return true
	})
}

func marked(doc *ast.CommentGroup) bool {
	if doc == nil {
		return false
	}
	for _, c := range doc.List {
		if strings.TrimSpace(strings.TrimPrefix(c.Text, "//")) == "web:text" {
			return true
		}
	}
	return false
}

// values gives every string of a composite literal but the keys.
func values(e ast.Expr, keep func(ast.Expr)) {
	lit, ok := e.(*ast.CompositeLit)
	if !ok {
		keep(e)
		return
	}
	for _, elt := range lit.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			elt = kv.Value
		}
		values(elt, keep)
	}
}

// isField reports whether an argument may be the name of a form's field: it
// tells fault.Form's Add and Check from those of other types.
func isField(e ast.Expr) bool {
	s, ok := literal(e)
	return !ok || fieldName.MatchString(s)
}

var fieldName = regexp.MustCompile(`^[a-z0-9-]*$`)

func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		s, err := strconv.Unquote(e.Value)
		return s, err == nil
	case *ast.BinaryExpr:
		x, ok := literal(e.X)
		y, also := literal(e.Y)
		return x + y, ok && also && e.Op == token.ADD
	case *ast.ParenExpr:
		return literal(e.X)
	}
	return "", false
}

func pageTexts(t *testing.T, name, text string, found map[string]string) {
	t.Helper()
	tree := parse.New(name)
	tree.Mode = parse.SkipFuncCheck
	set := map[string]*parse.Tree{}
	if _, err := tree.Parse(text, "", "", set); err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	for _, tr := range set {
		if tr.Root != nil {
			nodeTexts(tr.Root, name, found)
		}
	}
}

func nodeTexts(n parse.Node, name string, found map[string]string) {
	pipe := func(p *parse.PipeNode) {
		if p != nil {
			nodeTexts(p, name, found)
		}
	}
	list := func(l *parse.ListNode) {
		if l != nil {
			nodeTexts(l, name, found)
		}
	}
	switch n := n.(type) {
	case *parse.ListNode:
		for _, c := range n.Nodes {
			nodeTexts(c, name, found)
		}
	case *parse.ActionNode:
		pipe(n.Pipe)
	case *parse.IfNode:
		pipe(n.Pipe)
		list(n.List)
		list(n.ElseList)
	case *parse.RangeNode:
		pipe(n.Pipe)
		list(n.List)
		list(n.ElseList)
	case *parse.WithNode:
		pipe(n.Pipe)
		list(n.List)
		list(n.ElseList)
	case *parse.TemplateNode:
		pipe(n.Pipe)
	case *parse.PipeNode:
		for _, c := range n.Cmds {
			nodeTexts(c, name, found)
		}
	case *parse.ChainNode:
		nodeTexts(n.Node, name, found)
	case *parse.CommandNode:
		if id, ok := n.Args[0].(*parse.IdentifierNode); ok && (id.Ident == "t" || id.Ident == "th") && len(n.Args) > 1 {
			if s, ok := n.Args[1].(*parse.StringNode); ok {
				found[s.Text] = name
			}
		}
		for _, a := range n.Args {
			nodeTexts(a, name, found)
		}
	}
}
