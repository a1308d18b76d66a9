package web

import (
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"path"
	"reflect"
	"strings"
	"time"

	"golang.org/x/text/feature/plural"
	xlang "golang.org/x/text/language"
	"golang.org/x/text/message"
	"golang.org/x/text/message/catalog"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
)

// Lang is a language of the screens.
type Lang string

// The languages. Texts are written in Vietnamese; the English ones are in lang/*.en.json.
const (
	Vietnamese Lang = "vi"
	English    Lang = "en"
)

//go:embed lang/*.en.json
var catalogues embed.FS

// language says texts and figures in one language.
type language struct {
	lang    Lang
	plain   map[string]string // texts without arguments
	senses  map[string]string // in Vietnamese: a text whose English needs its sense, and how it is said
	printer *message.Printer
}

// entry is one text of a catalogue: a string, or its forms by the number that
// is the Arg-th argument (the first where Arg is 0).
type entry struct {
	Text       string
	One, Other string
	Arg        int
}

func (e *entry) UnmarshalJSON(b []byte) error {
	if b[0] == '"' {
		return json.Unmarshal(b, &e.Text)
	}
	var forms struct {
		One, Other string
		Arg        int
	}
	if err := json.Unmarshal(b, &forms); err != nil {
		return err
	}
	if forms.One == "" || forms.Other == "" {
		return fmt.Errorf("a text with forms needs one and other: %s", b)
	}
	e.One, e.Other, e.Arg = forms.One, forms.Other, max(forms.Arg, 1)
	return nil
}

// english reads the catalogues. Clashes are texts that two of them say
// differently; the later file is taken, and a test names them.
func english() (entries map[string]entry, clashes []string, err error) {
	entries = map[string]entry{}
	files, err := catalogues.ReadDir("lang")
	if err != nil {
		return nil, nil, err
	}
	for _, f := range files {
		b, err := catalogues.ReadFile(path.Join("lang", f.Name()))
		if err != nil {
			return nil, nil, err
		}
		var of map[string]entry
		if err := json.Unmarshal(b, &of); err != nil {
			return nil, nil, fmt.Errorf("web: lang/%s: %w", f.Name(), err)
		}
		for key, e := range of {
			if had, ok := entries[key]; ok && had != e {
				clashes = append(clashes, fmt.Sprintf("%q in lang/%s", key, f.Name()))
			}
			entries[key] = e
		}
	}
	return entries, clashes, nil
}

func languages() (map[Lang]*language, error) {
	entries, _, err := english()
	if err != nil {
		return nil, err
	}
	b := catalog.NewBuilder(catalog.Fallback(xlang.Vietnamese))
	plain, senses := map[string]string{}, map[string]string{}
	for key, e := range entries {
		if said, _, found := strings.Cut(key, "|"); found {
			senses[key] = said
		}
		if e.Other == "" {
			plain[key] = e.Text
			err = b.SetString(xlang.English, key, e.Text)
		} else {
			err = b.Set(xlang.English, key, plural.Selectf(e.Arg, "", plural.One, e.One, plural.Other, e.Other))
		}
		if err != nil {
			return nil, fmt.Errorf("web: %q: %w", key, err)
		}
	}
	return map[Lang]*language{
		Vietnamese: {Vietnamese, nil, senses, message.NewPrinter(xlang.Vietnamese, message.Catalog(b))},
		English:    {English, plain, nil, message.NewPrinter(xlang.English, message.Catalog(b))},
	}, nil
}

// text is the sentence of a Vietnamese format in this language. Without
// arguments the format is taken as it stands, so that "100%" needs no doubling.
// Where one Vietnamese text needs two English ones, the sense stands behind a
// bar that is not said: "Nhận việc|nút" is "Nhận việc", and "Receive" on a button.
func (l *language) text(format string, args ...any) string {
	if said, ok := l.senses[format]; ok {
		format = said
	}
	if len(args) == 0 {
		if s, ok := l.plain[format]; ok {
			return s
		}
		return format
	}
	said := make([]any, len(args))
	for i, a := range args {
		said[i] = l.arg(a)
	}
	return l.printer.Sprintf(format, said...)
}

// arg says an argument that is itself a text.
func (l *language) arg(a any) any {
	switch v := a.(type) {
	case fault.Text:
		return l.text(v.Format, v.Args...)
	case org.Names:
		said := make([]string, len(v))
		for i, name := range v {
			said[i] = l.text(name)
		}
		return strings.Join(said, ", ")
	case db.ID:
		return string(v)
	case error:
		return v.Error()
	}
	return a
}

// any is text for what templates pass: a string of any type, a fault.Text, org.Names.
func (l *language) any(format any, args ...any) (string, error) {
	switch v := format.(type) {
	case string:
		return l.text(v, args...), nil
	case fault.Text:
		return l.text(v.Format, v.Args...), nil
	case org.Names:
		return l.arg(v).(string), nil
	}
	if v := reflect.ValueOf(format); v.Kind() == reflect.String {
		return l.text(v.String(), args...), nil
	}
	return "", fmt.Errorf("t of a %T", format)
}

// html is text with pieces of HTML among its arguments; all else is escaped.
func (l *language) html(format string, args ...any) template.HTML {
	pieces := make([]any, len(args))
	for i, a := range args {
		switch v := l.arg(a).(type) {
		case template.HTML:
			pieces[i] = string(v)
		case string:
			pieces[i] = template.HTMLEscapeString(v)
		case fmt.Stringer:
			pieces[i] = template.HTMLEscapeString(v.String())
		default:
			pieces[i] = v
		}
	}
	// The catalogues are ours and hold no markup; quotes and & in them are text
	// that stands between tags, where only < and & would need escaping.
	return template.HTML(l.text(format, pieces...))
}

// switchLanguage is "POST /ngon-ngu": it keeps the language in a cookie and
// goes back to where the person was.
func switchLanguage(w http.ResponseWriter, r *Request) error {
	lang := Lang(r.Value("lang"))
	if r.server.langs[lang] == nil {
		return fault.New(fault.Invalid, "Chưa có ngôn ngữ này. Hãy chọn tiếng Việt hoặc tiếng Anh.")
	}
	r.setCookie(w, langCookie, string(lang), 365*24*time.Hour)
	if r.Who.SignedIn() {
		err := r.Update(func(tx *db.Tx) error { return org.SetLang(tx, r.Who, string(lang)) })
		if err != nil {
			return err
		}
	}
	r.goTo(w, r.Next("/"))
	return nil
}
