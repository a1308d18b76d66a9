// Package sauro_test holds the house to its plan: which package stands on which
// floor, who may import what, how large things may grow. It knows the source
// as text and refuses to know what any package does.
package sauro_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// floors is the house: a package imports only packages on floors below its own.
// Two features meet one floor up. A new package gets its line here first.
var floors = map[string]int{
	"cmd/sauro": 12,

	"program": 11, // all of it as one value: a test starts it on port 0

	"demo":     10, // a ready office to try
	"registry": 10, // pages of the register: letters in, their readings, what became of them, reports
	"desk":     10, // pages of the office's tasks
	"door":     10, // pages at the entrance
	"office":   10, // pages of the office's own order: posts, handovers, the record, personal data
	"open":     10, // pages for everyone
	"followup": 10, // pages of what must not slip: calendar, notices, urging, explaining, inspecting
	"upward":   10, // pages of what climbs: obstacles, proposals, the answers of superiors
	"api":      10,

	"reminder": 9, // the ladder of reminders, over everything that has a day

	"report":   8, // official documents, made by reading the features
	"petition": 8, // the proposals of many communes at the superior's

	"score":      7,
	"standing":   7, // how a task stands, as a line of any list shows it
	"bulletin":   7, // what the public is told, kept as it was told
	"draft":      7, // what a task made from a clause might be
	"handover":   7, // the open work of one who leaves
	"urging":     7, // explanations, extensions, urging letters
	"inspection": 7, // plans of inspection, findings, samples
	"obstacle":   7, // what stands in the way, and the proposals it becomes

	"task":    6,
	"privacy": 6, // whose data is kept why and how long, who has read it

	"notice": 5, // what a person is told, once, and how it goes out

	"catalogue": 4, // the usual work of an office, as data
	"register":  4, "people": 4, "money": 4, "service": 4, "voice": 4, "integrity": 4,
	"structure": 4, // how the office is divided, from a day on
	"web":       4, // knows no feature
	"witness":   4, // looks after the logs of others
	"calendar":  4, // the days and hours that an office works

	"org":     3,
	"reading": 3, // the text of a document to its duties
	"attach":  3, // files that prove something

	"notary": 2, "job": 2,
	"gate":    2, // what lets a person in, by ids and names alone
	"doc":     2, // any document to text
	"outline": 2, "deadline": 2,

	"db": 1, "blob": 1, "paper": 1, "pdf": 1, "mail": 1,
	"qr":       1,
	"ledger":   1,                         // the formats of the log: entry, tree, checkpoint, proof
	"vault":    1,                         // secrets at rest
	"gateway":  1,                         // messages out over HTTP: Zalo, SMS, a webhook
	"password": 1,                         // how passwords are kept and which are no good
	"passkey":  1, "onetime": 1, "sso": 1, // ways to show who one is
	"agency": 1, // the names of bodies in a text

	"vn": 0, "fault": 0,
	"phrase":   0, // the words of a line
	"outbound": 0, // asking other houses
}

// onlyForTests are the packages that no shipped package may import, with the
// floor that they stand on when their own imports are looked at.
var onlyForTests = map[string]int{
	"db/dbtest":           4,  // opens what the program opens, with the record
	"mail/mailtest":       1,  // a mail server
	"sso/ssotest":         2,  // a sign-on of another house
	"gateway/gatewaytest": 1,  // Zalo, carriers of SMS, a webhook
	"browser":             13, // the walks through the pages
	"check":               13, // what make test runs
	".":                   13, // this file
}

// standard says which shipped packages may import these of the standard
// library; tests may import any.
var standard = map[string][]string{
	"database/sql":  {"db"},
	"html/template": {"web", "desk", "registry", "open", "followup", "upward"},
	"net/http":      {"web", "desk", "door", "office", "open", "followup", "upward", "api", "program", "registry", "sso", "outbound", "gateway"},
	"text/template": {},
	"os/exec":       {"pdf", "cmd/sauro"}, // the reader of scans where it is installed
	"unsafe":        {},
	"C":             {}, // the program is built without cgo
}

// outside says which package of ours imports each module of others, so that
// each can be replaced alone. Tests keep to it too.
var outside = map[string][]string{
	"github.com/emersion/go-sasl":        {"mail/mailtest"},
	"github.com/emersion/go-smtp":        {"mail/mailtest"},
	"github.com/wneessen/go-mail":        {"mail"},
	"codeberg.org/go-pdf/fpdf":           {"paper"},
	"github.com/alecthomas/kong":         {"cmd/sauro"},
	"github.com/chromedp/cdproto":        {"browser"},
	"github.com/chromedp/chromedp":       {"browser"},
	"github.com/gabriel-vasile/mimetype": {"doc"},
	"github.com/go-fonts/liberation":     {"paper"},
	"github.com/google/uuid":             {"db"},
	"github.com/jackc/pgx/v5":            {"db"},
	"github.com/jba/templatecheck":       {"web"},
	"github.com/klippa-app/go-pdfium":    {"pdf"},
	"github.com/pressly/goose/v3":        {"db"},
	"github.com/richardlehane/mscfb":     {"doc"},
	"github.com/tetratelabs/wazero":      {"pdf"}, // bounds what the PDF reader may use
	"github.com/xuri/excelize/v2":        {"paper"},
	"github.com/coreos/go-oidc/v3":       {"sso"},
	"github.com/go-webauthn/webauthn":    {"passkey"},
	"github.com/pquerna/otp":             {"onetime"},
	"github.com/zitadel/oidc/v3":         {"sso/ssotest"},
	"golang.org/x/crypto":                {"password", "program"}, // passwords; certificates from an authority
	"golang.org/x/mod":                   {"ledger"},
	"golang.org/x/oauth2":                {"sso"},
	"golang.org/x/text":                  {"vn", "web", "doc"},
	"golang.org/x/time":                  {"web"},
	"modernc.org/sqlite":                 {"db"},
	"rsc.io/qr":                          {"qr"},
}

const (
	fileLines    = 500  // of a Go file that is not a test
	packageLines = 4200 // about 4,000: of a package without its tests
)

// long are the files that may pass the limit, each with its reason.
var long = map[string]string{}

// noRooms are folder names that say what layer something is, not what it is.
var noRooms = []string{"internal", "pkg", "utils", "util", "common", "models", "services", "handlers", "helpers", "misc"}

// goFile is a Go file of the tree as far as its imports.
type goFile struct {
	path    string // from the root, with slashes
	room    string // its folder, "." for the root
	test    bool
	lines   int
	imports []string
	comment bool // it carries the package comment
}

func TestEveryPackageHasAFloor(t *testing.T) {
	for _, room := range rooms(goFiles(t)) {
		_, shipped := floors[room]
		_, tests := onlyForTests[room]
		if !shipped && !tests {
			t.Errorf("package %s has no floor: add it to the table in floors_test.go, above all that it imports and below all that import it (DESIGN, section 3)", room)
		}
	}
}

func TestImportsGoDown(t *testing.T) {
	for _, f := range goFiles(t) {
		from, shipped := floors[f.room]
		if !shipped {
			from = onlyForTests[f.room]
		}
		for _, name := range f.imports {
			room, ours := strings.CutPrefix(name, "sauro/")
			if !ours || room == f.room {
				continue
			}
			to, known := floors[room]
			_, helper := onlyForTests[room]
			switch {
			case helper && !f.test && shipped:
				t.Errorf("%s imports %s, which is only for tests", f.path, room)
			case helper:
			case !known:
				t.Errorf("%s imports %s, which has no floor in floors_test.go", f.path, room)
			case to > from || to == from && !f.test:
				t.Errorf("%s (floor %d) imports %s (floor %d): a package imports only from floors below its own; bring the two together one floor up", f.path, from, room, to)
			}
		}
	}
}

func TestWhoImportsWhat(t *testing.T) {
	for _, f := range goFiles(t) {
		_, shipped := floors[f.room]
		for _, name := range f.imports {
			if rooms, guarded := standard[name]; guarded && shipped && !f.test && !slices.Contains(rooms, f.room) {
				t.Errorf("%s imports %s, which is for %s: call that package instead, or change the table in floors_test.go with a reason", f.path, name, list(rooms))
			}
			if first, _, _ := strings.Cut(name, "/"); !strings.Contains(first, ".") {
				continue
			}
			module := moduleOf(name)
			switch rooms := outside[module]; {
			case module == "":
				t.Errorf("%s imports %s, a module that floors_test.go does not know: choose the one package that imports it and add it to the table", f.path, name)
			case !slices.Contains(rooms, f.room) && !(f.test && module == "golang.org/x/text"): // tests take letters apart
				t.Errorf("%s imports %s, which only %s may: give that package a function that says what you need", f.path, name, list(rooms))
			}
		}
	}
}

func TestFilesAndPackagesStaySmall(t *testing.T) {
	size := map[string]int{}
	for _, f := range goFiles(t) {
		if f.test {
			continue
		}
		size[f.room] += f.lines
		if _, allowed := long[f.path]; f.lines > fileLines && !allowed {
			t.Errorf("%s has %d lines, over %d: split it by noun", f.path, f.lines, fileLines)
		}
	}
	for _, room := range slices.Sorted(maps.Keys(size)) {
		if size[room] > packageLines {
			t.Errorf("package %s has %d lines, over %d: split it by noun, never by layer", room, size[room], packageLines)
		}
	}
}

func TestEveryPackageSaysWhatItKnows(t *testing.T) {
	said := map[string]bool{}
	files := goFiles(t)
	for _, f := range files {
		said[f.room] = said[f.room] || f.comment
	}
	for _, room := range rooms(files) {
		if !said[room] {
			t.Errorf("package %s has no package comment: say what it knows and what it refuses to know", room)
		}
	}
}

func TestRoomsAreNouns(t *testing.T) {
	for _, file := range tree(t) {
		for name := range strings.SplitSeq(path.Dir(file), "/") {
			if slices.Contains(noRooms, name) {
				t.Errorf("%s lies in a folder named %s: a folder is a noun of the office or one technology, never a layer", file, name)
			}
		}
	}
}

func TestNothingOfOthersIsCopiedIn(t *testing.T) {
	folders := []string{"node_modules", "vendor", "third_party", "bower_components"}
	endings := []string{".min.js", ".min.css", ".woff", ".woff2", ".ttf", ".otf", ".wasm"}
	for _, file := range tree(t) {
		for name := range strings.SplitSeq(path.Dir(file), "/") {
			if slices.Contains(folders, name) {
				t.Errorf("%s: code of others comes through the package managers, not into the repository", file)
			}
		}
		for _, ending := range endings {
			if strings.HasSuffix(file, ending) {
				t.Errorf("%s looks like the work of others: it comes through the package managers, not into the repository", file)
			}
		}
	}
}

func TestNoTextNamesAMachineOrADownloadHost(t *testing.T) {
	// Put together here so that this file does not name them either.
	var never []string
	for _, words := range [][]string{
		{"/work", "main"}, {"/work", "shared"}, {"/work", "scratch"}, {"/work", "."},
		{"/root", ""}, {"/tmp", ""},
	} {
		never = append(never, strings.Join(words, "/"))
	}
	for _, words := range [][]string{
		{"proxy", "golang", "org"}, {"sum", "golang", "org"}, {"registry", "npmjs", "org"},
		{"deb", "debian", "org"}, {"registry", "yarnpkg", "com"}, {"files", "pythonhosted", "org"},
	} {
		never = append(never, strings.Join(words, "."))
	}
	// After one of these the words are the tail of something longer.
	const within = ".-_}abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	for _, file := range tree(t) {
		text, err := os.ReadFile(filepath.FromSlash(file))
		if err != nil {
			t.Fatal(err)
		}
		if slices.Contains(text[:min(len(text), 8000)], 0) {
			continue
		}
		for i, line := range strings.Split(string(text), "\n") {
			for _, words := range never {
				if at := strings.Index(line, words); at == 0 || at > 0 && strings.IndexByte(within, line[at-1]) < 0 {
					t.Errorf("%s:%d names %q: a path of one machine or a download host has no place in the repository", file, i+1, words)
				}
			}
		}
	}
}

// TestTheTablesAreTrue fails on a line of the tables that nothing stands for
// any more, except packages that are planned.
func TestTheTablesAreTrue(t *testing.T) {
	for file, why := range long {
		if _, err := os.Stat(filepath.FromSlash(file)); err != nil || why == "" {
			t.Errorf("floors_test.go lists %s as a long file: it needs the file and a reason", file)
		}
	}
	for what, rooms := range outside {
		for _, room := range rooms {
			if _, known := floors[room]; !known {
				if _, known = onlyForTests[room]; !known {
					t.Errorf("floors_test.go gives %s to %s, which has no floor", what, room)
				}
			}
		}
	}
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for _, module := range slices.Sorted(maps.Keys(outside)) {
		if !strings.Contains(string(mod), module+" v") {
			t.Errorf("floors_test.go knows the module %s, which is not in go.mod any more", module)
		}
	}
}

// moduleOf is the module of the table that an import path belongs to, "" for none.
func moduleOf(name string) string {
	for module := range outside {
		if name == module || strings.HasPrefix(name, module+"/") {
			return module
		}
	}
	return ""
}

func list(rooms []string) string {
	if len(rooms) == 0 {
		return "no package"
	}
	return strings.Join(rooms, ", ")
}

func rooms(files []goFile) []string {
	seen := map[string]bool{}
	for _, f := range files {
		seen[f.room] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

// goFiles reads every Go file of the tree with go/parser: a test that asked
// the go command would be cached and go on passing.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	var files []goFile
	for _, file := range tree(t) {
		if path.Ext(file) != ".go" || strings.Contains(file, "testdata/") {
			continue
		}
		text, err := os.ReadFile(filepath.FromSlash(file))
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, text, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, goFile{
			path:    file,
			room:    path.Dir(file),
			test:    strings.HasSuffix(file, "_test.go"),
			lines:   strings.Count(string(text), "\n"),
			imports: importsOf(parsed),
			comment: parsed.Doc != nil,
		})
	}
	if len(files) == 0 {
		t.Fatal("found no Go files: the test must run at the root of the repository")
	}
	return files
}

func importsOf(f *ast.File) []string {
	var names []string
	for _, i := range f.Imports {
		names = append(names, strings.Trim(i.Path.Value, "`\""))
	}
	return names
}

// tree lists the files of the repository from its root, with slashes, without
// what the root's .gitignore leaves out.
func tree(t *testing.T) []string {
	t.Helper()
	ignored := map[string]bool{".git": true}
	text, err := os.ReadFile(".gitignore")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "/") {
			ignored[strings.Trim(line, "/")] = true
		}
	}
	var files []string
	err = filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if ignored[name] {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if d.Type().IsRegular() && !strings.HasSuffix(name, ".test") {
			files = append(files, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(fmt.Errorf("reading the tree: %w", err))
	}
	return files
}
