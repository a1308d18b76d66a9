package sauro_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// asvs are the requirements of OWASP ASVS 5.0.0 that the program is measured by,
// each with its level: all of level 1 and 2, and level 3 of authorization (V8),
// cryptography (V11) and logging (V16).
const asvs = `
1.1.1:2 1.1.2:2 1.2.1:1 1.2.2:1 1.2.3:1 1.2.4:1 1.2.5:1 1.2.6:2 1.2.7:2 1.2.8:2 1.2.9:2 1.3.1:1 1.3.2:1 1.3.3:2 1.3.4:2 1.3.5:2
1.3.6:2 1.3.7:2 1.3.8:2 1.3.9:2 1.3.10:2 1.3.11:2 1.4.1:2 1.4.2:2 1.4.3:2 1.5.1:1 1.5.2:2
2.1.1:1 2.1.2:2 2.1.3:2 2.2.1:1 2.2.2:1 2.2.3:2 2.3.1:1 2.3.2:2 2.3.3:2 2.3.4:2 2.4.1:2
3.2.1:1 3.2.2:1 3.3.1:1 3.3.2:2 3.3.3:2 3.3.4:2 3.4.1:1 3.4.2:1 3.4.3:2 3.4.4:2 3.4.5:2 3.4.6:2 3.5.1:1 3.5.2:1 3.5.3:1 3.5.4:2
3.5.5:2 3.7.1:2 3.7.2:2
4.1.1:1 4.1.2:2 4.1.3:2 4.2.1:2 4.3.1:2 4.3.2:2 4.4.1:1 4.4.2:2 4.4.3:2 4.4.4:2
5.1.1:2 5.2.1:1 5.2.2:1 5.2.3:2 5.3.1:1 5.3.2:1 5.4.1:2 5.4.2:2 5.4.3:2
6.1.1:1 6.1.2:2 6.1.3:2 6.2.1:1 6.2.2:1 6.2.3:1 6.2.4:1 6.2.5:1 6.2.6:1 6.2.7:1 6.2.8:1 6.2.9:2 6.2.10:2 6.2.11:2 6.2.12:2 6.3.1:1
6.3.2:1 6.3.3:2 6.3.4:2 6.4.1:1 6.4.2:1 6.4.3:2 6.4.4:2 6.5.1:2 6.5.2:2 6.5.3:2 6.5.4:2 6.5.5:2 6.6.1:2 6.6.2:2 6.6.3:2 6.8.1:2
6.8.2:2 6.8.3:2 6.8.4:2
7.1.1:2 7.1.2:2 7.1.3:2 7.2.1:1 7.2.2:1 7.2.3:1 7.2.4:1 7.3.1:2 7.3.2:2 7.4.1:1 7.4.2:1 7.4.3:2 7.4.4:2 7.4.5:2 7.5.1:2 7.5.2:2
7.6.1:2 7.6.2:2
8.1.1:1 8.1.2:2 8.1.3:3 8.1.4:3 8.2.1:1 8.2.2:1 8.2.3:2 8.2.4:3 8.3.1:1 8.3.2:3 8.3.3:3 8.4.1:2 8.4.2:3
9.1.1:1 9.1.2:1 9.1.3:1 9.2.1:1 9.2.2:2 9.2.3:2 9.2.4:2
10.1.1:2 10.1.2:2 10.2.1:2 10.2.2:2 10.3.1:2 10.3.2:2 10.3.3:2 10.3.4:2 10.4.1:1 10.4.2:1 10.4.3:1 10.4.4:1 10.4.5:1 10.4.6:2
10.4.7:2 10.4.8:2 10.4.9:2 10.4.10:2 10.4.11:2 10.5.1:2 10.5.2:2 10.5.3:2 10.5.4:2 10.5.5:2 10.6.1:2 10.6.2:2 10.7.1:2 10.7.2:2 10.7.3:2
11.1.1:2 11.1.2:2 11.1.3:3 11.1.4:3 11.2.1:2 11.2.2:2 11.2.3:2 11.2.4:3 11.2.5:3 11.3.1:1 11.3.2:1 11.3.3:2 11.3.4:3 11.3.5:3
11.4.1:1 11.4.2:2 11.4.3:2 11.4.4:2 11.5.1:2 11.5.2:3 11.6.1:2 11.6.2:3 11.7.1:3 11.7.2:3
12.1.1:1 12.1.2:2 12.1.3:2 12.2.1:1 12.2.2:1 12.3.1:2 12.3.2:2 12.3.3:2 12.3.4:2
13.1.1:2 13.2.1:2 13.2.2:2 13.2.3:2 13.2.4:2 13.2.5:2 13.3.1:2 13.3.2:2 13.4.1:1 13.4.2:2 13.4.3:2 13.4.4:2 13.4.5:2
14.1.1:2 14.1.2:2 14.2.1:1 14.2.2:2 14.2.3:2 14.2.4:2 14.3.1:1 14.3.2:2 14.3.3:2
15.1.1:1 15.1.2:2 15.1.3:2 15.2.1:1 15.2.2:2 15.2.3:2 15.3.1:1 15.3.2:2 15.3.3:2 15.3.4:2 15.3.5:2 15.3.6:2 15.3.7:2
16.1.1:2 16.2.1:2 16.2.2:2 16.2.3:2 16.2.4:2 16.2.5:2 16.3.1:2 16.3.2:2 16.3.3:2 16.3.4:2 16.4.1:2 16.4.2:2 16.4.3:2 16.5.1:2
16.5.2:2 16.5.3:2 16.5.4:3
17.1.1:2 17.2.1:2 17.2.2:2 17.2.3:2 17.2.4:2 17.3.1:2 17.3.2:2`

// What a line of the table may say of a requirement.
const (
	met        = "đạt"
	notForThis = "không áp dụng"
	notYet     = "mở"
)

var (
	asvsLine = regexp.MustCompile(`^\| V([0-9.]+) \| ([123]) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|$`)
	named    = regexp.MustCompile("`([^`]+)`")
	testName = regexp.MustCompile(`^([a-z0-9/]+)\.((?:Test|Fuzz)\w+)$`)
)

// TestEveryRequirementHasItsLine reads docs/asvs.md: each requirement stands in
// it once with its level; what is met names a test or a file that is there; what
// does not apply and what is open says why.
func TestEveryRequirementHasItsLine(t *testing.T) {
	text, err := os.ReadFile("docs/asvs.md")
	if err != nil {
		t.Fatal(err)
	}
	levels := map[string]string{}
	for _, one := range strings.Fields(asvs) {
		id, level, _ := strings.Cut(one, ":")
		if levels[id] != "" {
			t.Fatalf("%s stands twice in the list of this test", id)
		}
		levels[id] = level
	}
	tests := testsByPackage(t)
	seen, count := map[string]bool{}, map[string]int{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		m := asvsLine.FindStringSubmatch(line)
		if m == nil {
			if strings.HasPrefix(line, "| V") {
				t.Errorf("cannot be read: %s", line)
			}
			continue
		}
		id, level, words, state, why := m[1], m[2], m[3], m[4], m[5]
		switch {
		case levels[id] == "":
			t.Errorf("V%s is not of the list", id)
		case levels[id] != level:
			t.Errorf("V%s is of level %s, not %s", id, levels[id], level)
		case seen[id]:
			t.Errorf("V%s stands twice", id)
		case utf8.RuneCountInString(words) < 6:
			t.Errorf("V%s does not say what it asks for", id)
		}
		seen[id] = true
		count[state]++
		evidence := 0
		for _, name := range named.FindAllStringSubmatch(why, -1) {
			if test := testName.FindStringSubmatch(name[1]); test != nil {
				room := test[1]
				if room == "sauro" {
					room = "."
				}
				if !tests[room][test[2]] {
					t.Errorf("V%s names the test %s, which there is not", id, name[1])
				}
				evidence++
			} else if _, err := os.Stat(filepath.FromSlash(name[1])); err == nil {
				evidence++
			} else if strings.ContainsAny(name[1], "/") && !strings.ContainsAny(name[1], " :{") {
				t.Errorf("V%s names the file %s, which there is not", id, name[1])
			}
		}
		switch state {
		case met:
			if evidence == 0 {
				t.Errorf("V%s is said to be met and names no test and no file", id)
			}
		case notForThis, notYet:
			if utf8.RuneCountInString(why) < 20 {
				t.Errorf("V%s (%s) does not say why", id, state)
			}
		default:
			t.Errorf("V%s: %q is no state", id, state)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(levels)) {
		if !seen[id] {
			t.Errorf("V%s is missing", id)
		}
	}
	t.Logf("%d requirements: %d met, %d do not apply, %d open", len(seen), count[met], count[notForThis], count[notYet])
}

// testsByPackage are the names of the tests and fuzz targets in each folder.
func testsByPackage(t *testing.T) map[string]map[string]bool {
	t.Helper()
	found := map[string]map[string]bool{}
	for _, file := range tree(t) {
		if !strings.HasSuffix(file, "_test.go") || strings.Contains(file, "testdata/") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash(file), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && (strings.HasPrefix(fn.Name.Name, "Test") || strings.HasPrefix(fn.Name.Name, "Fuzz")) {
				room := path.Dir(file)
				if found[room] == nil {
					found[room] = map[string]bool{}
				}
				found[room][fn.Name.Name] = true
			}
		}
	}
	return found
}

// cryptography says which shipped package uses which part of it, and what for.
// docs/an-toan.md has the same for people.
var cryptography = map[string]string{
	"attach":     "hash/crc32",                                             // the checksums inside PNG files
	"blob":       "crypto/sha256",                                          // files are known by it
	"bulletin":   "crypto/rand crypto/sha256",                              // short codes, fingerprints of what was told
	"db":         "math/rand/v2",                                           // how long to wait before trying again
	"gateway":    "crypto/hmac crypto/rand crypto/sha256",                  // what goes to a webhook is signed
	"door":       "crypto/subtle",                                          // the code of the first start
	"inspection": "crypto/rand crypto/sha256",                              // which reports are drawn by lot, and what was signed
	"notice":     "crypto/rand crypto/sha256 crypto/subtle",                // codes that confirm an address
	"mail":       "crypto/tls crypto/x509",                                 // the line to a mail server
	"urging":     "crypto/sha256",                                          // what was issued
	"ledger":     "crypto/ed25519 crypto/rand crypto/sha256 crypto/subtle", // the log
	"notary":     "crypto/sha256",
	"onetime":    "crypto/rand crypto/subtle",               // codes of six digits
	"gate":       "crypto/rand crypto/sha256 crypto/subtle", // cookies, recovery codes
	"org":        "crypto/hmac crypto/rand crypto/sha256",
	"password":   "crypto/rand crypto/subtle golang.org/x/crypto/argon2",
	"program":    "crypto/rand crypto/tls golang.org/x/crypto/acme golang.org/x/crypto/acme/autocert",
	"registry":   "crypto/sha256", // a document that came before
	"report":     "crypto/sha256", // the figures as they were frozen
	"sso":        "crypto/hmac crypto/rand crypto/sha256 crypto/subtle crypto/tls crypto/x509",
	"vault":      "crypto/aes crypto/cipher crypto/rand crypto/sha256", // secrets at rest
	"web":        "crypto/rand crypto/sha256",                          // request ids, names of assets
	"witness":    "crypto/sha256",
}

// TestWhoUsesCryptography finds every use of cryptography and compares it with
// the table. Broken hashes and ciphers, and numbers that can be guessed, are in
// no line of it.
func TestWhoUsesCryptography(t *testing.T) {
	used := map[string]map[string]bool{}
	for _, f := range goFiles(t) {
		if _, shipped := floors[f.room]; f.test || !shipped {
			continue
		}
		for _, name := range f.imports {
			if strings.HasPrefix(name, "crypto") || strings.HasPrefix(name, "hash") || strings.HasPrefix(name, "math/rand") || strings.HasPrefix(name, "golang.org/x/crypto") {
				if used[f.room] == nil {
					used[f.room] = map[string]bool{}
				}
				used[f.room][name] = true
			}
		}
	}
	for room, names := range used {
		for name := range names {
			if !slices.Contains(strings.Fields(cryptography[room]), name) {
				t.Errorf("%s uses %s: say so in the table of asvs_test.go and in docs/an-toan.md", room, name)
			}
		}
	}
	for room, names := range cryptography {
		for name := range strings.FieldsSeq(names) {
			if !used[room][name] {
				t.Errorf("the table says that %s uses %s", room, name)
			}
			for _, weak := range []string{"crypto/md5", "crypto/sha1", "crypto/des", "crypto/rc4", "crypto/dsa", "crypto/elliptic", "golang.org/x/crypto/bcrypt"} {
				if name == weak {
					t.Errorf("%s uses %s", room, name)
				}
			}
		}
	}
}

// TestNobodyTurnsChecksOff looks in what is shipped for what would let TLS go
// unchecked, run a text as a program, or put a text of others into a page.
func TestNobodyTurnsChecksOff(t *testing.T) {
	never := map[string][]string{
		".go":   {"InsecureSkipVerify", "template.JS(", "template.JSStr(", "template.CSS(", "template.URL(", "http.FileServer", "net/http/pprof", "expvar"},
		".js":   {"eval(", "new Function", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "postMessage", "localStorage", "indexedDB", "__proto__"},
		".html": {"javascript:", "srcdoc", "<iframe", "<object", "<embed"},
	}
	for _, file := range tree(t) {
		if _, shipped := floors[path.Dir(file)]; !shipped && !strings.HasPrefix(file, "web/") || strings.HasSuffix(file, "_test.go") {
			continue
		}
		words := never[path.Ext(file)]
		if words == nil {
			continue
		}
		text, err := os.ReadFile(filepath.FromSlash(file))
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range words {
			if strings.Contains(string(text), word) {
				t.Errorf("%s has %s", file, word)
			}
		}
	}
}
