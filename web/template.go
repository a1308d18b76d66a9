package web

import (
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"strings"

	"github.com/jba/templatecheck"

	"sauro/db"
)

//go:embed html/*.html
var ownHTML embed.FS

// ownPages are the pages of web itself: the error page and the gallery of parts.
var ownPages = Pages{FS: ownHTML, Types: map[string]any{"error.html": errorPage{}, "gallery.html": galleryPage{}}}

// ownPublic are those in the layout for everybody.
var ownPublic = Pages{FS: ownHTML, Types: map[string]any{"error.html": errorPage{}}, Public: true}

// page is one page's template in every language and the type it is checked for.
type page struct {
	data reflect.Type // a pointer to the page's struct
	in   map[Lang]*template.Template
}

// layout are the files of html/ that every page stands on.
var layout = []string{"html/base.html", "html/public.html", "html/signs.html", "html/part.html"}

// parse reads the templates of every feature. Files whose names begin with "_"
// hold parts that all pages of the feature may use.
func (s *Server) parse(features []Pages) error {
	for _, feature := range features {
		var files []string
		err := fs.WalkDir(feature.FS, ".", func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && path.Ext(name) == ".html" {
				files = append(files, name)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("web: %w", err)
		}
		seen := map[string]bool{}
		for lang := range s.langs {
			base, err := template.New("base").Funcs(s.funcs(lang)).ParseFS(ownHTML, layout...)
			if err != nil {
				return fmt.Errorf("web: %w", err)
			}
			for _, name := range files {
				if strings.HasPrefix(path.Base(name), "_") {
					if base, err = base.ParseFS(feature.FS, name); err != nil {
						return fmt.Errorf("web: %w", err)
					}
				}
			}
			for _, name := range files {
				key := path.Base(name)
				data, ok := feature.Types[key]
				if !ok {
					if !strings.HasPrefix(key, "_") && feature.FS != fs.FS(ownHTML) {
						return fmt.Errorf("web: %s has no type in Pages.Types", name)
					}
					continue
				}
				seen[key] = true
				if err := s.parsePage(lang, base, feature, name, data); err != nil {
					return err
				}
			}
		}
		for key := range feature.Types {
			if !seen[key] {
				return fmt.Errorf("web: no template %s", key)
			}
		}
	}
	return nil
}

func (s *Server) parsePage(lang Lang, base *template.Template, from Pages, name string, data any) error {
	key, frame := path.Base(name), "base"
	if from.Public {
		key, frame = publicKey(key), "public"
	}
	t, err := base.Clone()
	if err == nil {
		t, err = t.ParseFS(from.FS, name)
	}
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	for _, block := range []string{"main", "help"} {
		if t.Lookup(block) == nil {
			return fmt.Errorf("web: %s defines no %q", name, block)
		}
	}
	t = t.Lookup(frame)
	pointer := reflect.New(reflect.TypeOf(data))
	if _, ok := pointer.Interface().(Data); !ok {
		return fmt.Errorf("web: %s: %T does not embed web.Page", name, data)
	}
	// The types of the functions are the same in every language: one check holds for all.
	if lang == Vietnamese {
		if err := templatecheck.CheckHTML(t, pointer.Interface()); err != nil {
			return fmt.Errorf("web: %s: %w", name, err)
		}
	}
	p := s.pages[key]
	switch {
	case p == nil:
		p = &page{pointer.Type(), map[Lang]*template.Template{}}
		s.pages[key] = p
	case p.in[lang] != nil:
		return fmt.Errorf("web: two pages are called %s", key)
	}
	p.in[lang] = t
	return nil
}

// funcs are what templates may call, in one language.
func (s *Server) funcs(lang Lang) template.FuncMap {
	l := s.langs[lang]
	m := template.FuncMap{
		"t":       l.any,
		"th":      l.html,
		"link":    link,
		"nb":      func(s string) template.HTML { return wrap("span", ` class="nb"`, s) },
		"strong":  func(s string) template.HTML { return wrap("b", "", s) },
		"n":       l.number,
		"pct":     l.percent,
		"money":   l.money,
		"bytes":   l.bytes,
		"day":     day,
		"weekday": l.weekday,
		"instant": instant,
		"machine": machine,
		"local":   l.local,
		"asset":   s.assets.url,
		"once":    once,
		"status":  func(kind, text string) Status { return Status{kind, text} },
		"empty":   func(title, text, url, action string) Empty { return Empty{title, text, url, action} },
	}
	maps.Copy(m, inputFuncs)
	return m
}

func once() template.HTML {
	return template.HTML(`<input type="hidden" name="` + onceField + `" value="` + string(db.NewID()) + `">`)
}

// link is a link inside a sentence; it leads to pages of this program only.
func link(to, text string) (template.HTML, error) {
	if to == "" || !strings.ContainsRune("/#?", rune(to[0])) || strings.HasPrefix(to, "//") {
		return "", fmt.Errorf("link to %q", to)
	}
	return wrap("a", ` href="`+template.HTMLEscapeString(to)+`"`, text), nil
}

func wrap(tag, attributes, text string) template.HTML {
	return template.HTML("<" + tag + attributes + ">" + template.HTMLEscapeString(text) + "</" + tag + ">")
}
