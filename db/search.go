package db

import (
	"fmt"
	"sort"
	"strings"

	"sauro/vn"
)

// Found is one thing that a search found.
type Found struct {
	Kind  string // "letter", "clause", "task"
	ID    ID
	Title string // as indexed, with its accents
}

// Index makes a thing findable by the words of title and text, with and without
// accents, and forgets what it was found by before.
func (tx *Tx) Index(kind string, id ID, title, text string) error {
	if _, err := tx.Exec("delete from search_word where tenant_id = ?1 and kind = ?2 and id = ?3", kind, id); err != nil {
		return err
	}
	_, err := tx.Exec(`insert into search_entry (tenant_id, kind, id, title, body) values (?1, ?2, ?3, ?4, ?5)
		on conflict (tenant_id, kind, id) do update set title = excluded.title, body = excluded.body`, kind, id, title, strings.ToLower(title+" "+text))
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	var values []string
	args := []any{kind, id}
	flush := func() error {
		if len(values) == 0 {
			return nil
		}
		_, err := tx.Exec("insert into search_word (tenant_id, word, kind, id) values "+strings.Join(values, ", "), args...)
		values, args = nil, []any{kind, id}
		return err
	}
	for _, w := range vn.Words(title + " " + text) {
		if len(w) > 64 {
			w = strings.ToValidUTF8(w[:64], "")
		}
		if seen[w] {
			continue
		}
		seen[w] = true
		args = append(args, w)
		values = append(values, fmt.Sprintf("(?1, ?%d, ?2, ?3)", len(args)+1))
		if len(values) == 100 {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// Search finds what has every word of asked, the last as a beginning. Words
// typed with accents put what has them exactly first; words without accents
// find both. At most limit things come back.
func (tx *Tx) Search(asked string, limit int) ([]Found, error) {
	asked = vn.Line(asked)
	words := vn.Words(asked)
	if len(words) == 0 {
		return nil, nil
	}
	if len(words) > 8 {
		words = words[:8]
	}
	var q strings.Builder
	q.WriteString("select e.kind, e.id, e.title, e.body from search_entry e where e.tenant_id = ?1")
	var args []any
	for i, w := range words {
		fmt.Fprintf(&q, " and exists (select 1 from search_word w%d where w%[1]d.tenant_id = ?1 and w%[1]d.kind = e.kind and w%[1]d.id = e.id and ", i)
		args = append(args, w)
		if i < len(words)-1 {
			fmt.Fprintf(&q, "w%d.word = ?%d)", i, len(args)+1)
			continue
		}
		args = append(args, w+"\U0010ffff")
		fmt.Fprintf(&q, "w%d.word >= ?%d and w%[1]d.word <= ?%[3]d)", i, len(args), len(args)+1)
	}
	// More than the limit is read so that the exact ones can come first.
	args = append(args, limit*4)
	fmt.Fprintf(&q, " order by e.kind, e.id limit ?%d", len(args)+1)
	type hit struct {
		Found
		body string
	}
	hits, err := All(tx, func(h *hit) []any { return []any{&h.Kind, &h.ID, &h.Title, &h.body} }, q.String(), args...)
	if err != nil {
		return nil, err
	}
	exact := strings.ToLower(asked)
	rank := func(h hit) int {
		switch {
		case strings.Contains(strings.ToLower(h.Title), exact):
			return 0
		case strings.Contains(h.body, exact):
			return 1
		}
		return 2
	}
	sort.SliceStable(hits, func(i, j int) bool { return rank(hits[i]) < rank(hits[j]) })
	list := make([]Found, 0, min(limit, len(hits)))
	for _, h := range hits[:min(limit, len(hits))] {
		list = append(list, h.Found)
	}
	return list, nil
}
