package reading

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// floor is the share of each measure that has to be read right.
const floor = 0.95

// TestScoreOnTheSevenDocuments measures the reading of the shared documents as
// their score program does.
func TestScoreOnTheSevenDocuments(t *testing.T) {
	const dir = "../../shared/extraction"
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the shared documents are not beside the repository: " + dir)
	}
	measure(t, dir, floor)
}

// TestScoreOnOwnDocuments measures the reading of public documents that are kept
// with the package.
func TestScoreOnOwnDocuments(t *testing.T) {
	if _, err := os.Stat("testdata/gold"); err != nil {
		t.Skip("no documents are kept with the package")
	}
	measure(t, "testdata", floor)
}

func measure(t *testing.T, dir string, floor float64) {
	t.Helper()
	golds, err := filepath.Glob(filepath.Join(dir, "gold", "*.json"))
	if err != nil || len(golds) == 0 {
		t.Fatalf("no gold in %s: %v", dir, err)
	}
	var s score
	for _, g := range golds {
		name := strings.TrimSuffix(filepath.Base(g), ".json")
		text, err := os.ReadFile(filepath.Join(dir, "documents", name+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(g)
		if err != nil {
			t.Fatal(err)
		}
		var gold Reading
		if err := json.Unmarshal(b, &gold); err != nil {
			t.Fatalf("%s: %v", g, err)
		}
		s.add(t, name, gold, Read(string(text)))
	}
	for _, m := range s.measures() {
		t.Logf("%s %.3f", m.name, m.share)
		if m.share < floor {
			t.Errorf("%s is %.3f, below %.2f", m.name, m.share, floor)
		}
	}
}

type score struct {
	head, lead, support, due, result []float64
	matched, gold, read              int
}

type measured struct {
	name  string
	share float64
}

func (s *score) measures() []measured {
	f1 := 0.0
	if s.matched > 0 {
		p, r := float64(s.matched)/float64(s.read), float64(s.matched)/float64(s.gold)
		f1 = 2 * p * r / (p + r)
	}
	return []measured{{"header", mean(s.head)}, {"f1", f1}, {"lead", mean(s.lead)}, {"support", mean(s.support)}, {"due", mean(s.due)}, {"result", mean(s.result)}}
}

func mean(xs []float64) float64 {
	if len(xs) == 0 {
		return 1
	}
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum / float64(len(xs))
}

func (s *score) add(t *testing.T, name string, gold, read Reading) {
	g, r := gold.Document, read.Document
	for _, f := range []struct {
		name string
		a, b *string
	}{{"type", g.Type, r.Type}, {"number", g.Number, r.Number}, {"symbol", g.Symbol, r.Symbol}, {"issuer", g.Issuer, r.Issuer}, {"place", g.Place, r.Place}, {"date", g.Date, r.Date}, {"subject", g.Subject, r.Subject}} {
		ok := plain(str(f.a)) == plain(str(f.b))
		s.head = append(s.head, truth(ok))
		if !ok {
			t.Logf("%s: %s is %q, want %q", name, f.name, str(f.b), str(f.a))
		}
	}
	s.head = append(s.head, truth(sameNames(g.Recipients, r.Recipients)))
	gs, rs := g.Signer, r.Signer
	if gs == nil {
		gs = &Signer{}
	}
	if rs == nil {
		rs = &Signer{}
	}
	s.head = append(s.head, truth(plain(str(gs.Name)) == plain(str(rs.Name)) && plain(str(gs.Title)) == plain(str(rs.Title))))
	s.head = append(s.head, sharedNumbers(g.References, r.References))

	pairs := match(gold.Items, read.Items)
	s.matched += len(pairs)
	s.gold += len(gold.Items)
	s.read += len(read.Items)
	for _, p := range pairs {
		a, b := gold.Items[p[0]], read.Items[p[1]]
		s.lead = append(s.lead, truth(sameNames(a.Lead, b.Lead)))
		s.support = append(s.support, truth(sameNames(a.Support, b.Support)))
		s.due = append(s.due, truth(a.Due.Kind == b.Due.Kind && str(a.Due.Date) == str(b.Due.Date) && str(a.Due.Every) == str(b.Due.Every)))
		s.result = append(s.result, truth(plain(str(a.Result)) == plain(str(b.Result))))
		if !sameNames(a.Lead, b.Lead) {
			t.Logf("%s %s: lead is %q, want %q", name, a.Ordinal, b.Lead, a.Lead)
		}
	}
	if len(pairs) != len(gold.Items) || len(pairs) != len(read.Items) {
		t.Logf("%s: %d items of %d, %d read", name, len(pairs), len(gold.Items), len(read.Items))
	}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func sharedNumbers(gold, read []Reference) float64 {
	a, b := map[string]bool{}, map[string]bool{}
	for _, r := range gold {
		a[plain(r.Number)] = true
	}
	for _, r := range read {
		b[plain(r.Number)] = true
	}
	if len(a)+len(b) == 0 {
		return 1
	}
	both := 0
	for n := range a {
		if b[n] {
			both++
		}
	}
	return float64(2*both) / float64(len(a)+len(b))
}

// plain is a text without marks and case, words parted by one space.
func plain(s string) string {
	s = strings.ReplaceAll(strings.ToLower(norm.NFC.String(s)), "uỷ", "ủy")
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), " ")
}

func sameNames(a, b []string) bool {
	norm := func(xs []string) []string {
		var out []string
		for _, x := range xs {
			if p := plain(x); p != "" {
				out = append(out, p)
			}
		}
		sort.Strings(out)
		return out
	}
	return slices.Equal(norm(a), norm(b))
}

// match pairs the items whose words are the same to 0.8 or more, the best first.
func match(gold, read []Item) [][2]int {
	type pair struct {
		share float64
		x, y  int
	}
	var all []pair
	for x := range gold {
		a := strings.Fields(plain(gold[x].Text))
		for y := range read {
			if o := overlap(a, strings.Fields(plain(read[y].Text))); o >= 0.8 {
				all = append(all, pair{o, x, y})
			}
		}
	}
	sort.Slice(all, func(i, j int) bool {
		p, q := all[i], all[j]
		if p.share != q.share {
			return p.share > q.share
		}
		if p.x != q.x {
			return p.x > q.x
		}
		return p.y > q.y
	})
	usedX, usedY := map[int]bool{}, map[int]bool{}
	var out [][2]int
	for _, p := range all {
		if !usedX[p.x] && !usedY[p.y] {
			usedX[p.x], usedY[p.y] = true, true
			out = append(out, [2]int{p.x, p.y})
		}
	}
	return out
}

// overlap is the share of the longer text's words found, in order, in the other:
// the longest common subsequence.
func overlap(a, b []string) float64 {
	if len(a) == 0 || len(b) == 0 || float64(min(len(a), len(b)))/float64(max(len(a), len(b))) < 0.6 {
		return 0
	}
	prev, cur := make([]int, len(b)+1), make([]int, len(b)+1)
	for i := range a {
		for j := range b {
			if a[i] == b[j] {
				cur[j+1] = prev[j] + 1
			} else {
				cur[j+1] = max(prev[j+1], cur[j])
			}
		}
		prev, cur = cur, prev
	}
	return float64(prev[len(b)]) / float64(max(len(a), len(b)))
}
