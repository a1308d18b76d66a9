package notary

import (
	"sauro/db"
	"sauro/fault"
	"sauro/ledger"
)

// ProofOf is what somebody needs to check, trusting nobody here, that a row is
// as the log has it: the columns that show allows are in the clear, the others
// stay commitments. The row must be in the signed part of the log; right after
// an act that is fault.Busy for a few seconds.
func ProofOf(tx *db.Tx, table, key string, show func(column string) bool) (ledger.Proof, error) {
	c, found, err := tx.Row(table, key)
	if err != nil {
		return ledger.Proof{}, err
	}
	type row struct {
		entry int64
		salt  string
	}
	o, known, err := db.One(tx, func(r *row) []any { return []any{&r.entry, db.Opt(&r.salt)} },
		"select entry, salt from record_opening where tenant_id = ?1 and row_key = ?2 and table_name = ?3 order by entry desc limit 1", key, table)
	if err != nil {
		return ledger.Proof{}, err
	}
	salt, ok := decodeSalt(o.salt)
	if !found || !known || !ok {
		return ledger.Proof{}, fault.New(fault.Unknown, "Không có bằng chứng cho mục này. Hãy kiểm tra lại mã.")
	}
	witnesses, err := db.All(tx, func(s *string) []any { return []any{s} },
		"select verifier from record_witness where tenant_id = ?1 and ended_at is null order by added_at")
	if err != nil {
		return ledger.Proof{}, err
	}
	size, note, err := headFor(tx, o.entry, witnesses)
	if err != nil {
		return ledger.Proof{}, err
	}
	if note == "" {
		return ledger.Proof{}, fault.New(fault.Busy, "Mục này vừa được ghi, điểm chốt có chữ ký sẽ có sau ít phút. Hãy mở lại trang này.")
	}
	list, err := bodies(tx, o.entry, o.entry+1)
	if err != nil {
		return ledger.Proof{}, err
	}
	path, err := ledger.Prove(size, o.entry, reader(tx))
	if err != nil {
		return ledger.Proof{}, err
	}
	k, _, err := currentKey(tx)
	if err != nil {
		return ledger.Proof{}, err
	}
	origin, err := Origin(tx)
	if err != nil {
		return ledger.Proof{}, err
	}
	certificates, err := Certificates(tx)
	if err != nil {
		return ledger.Proof{}, err
	}
	p := ledger.Proof{V: 1, Origin: origin, Root: k.root, Checkpoint: note, N: o.entry, Entry: string(list[0]),
		Openings: []ledger.Opening{ledger.Disclose(salt, table, key, fields(c), show)}, Witnesses: witnesses}
	for _, c := range certificates {
		p.Certificates = append(p.Certificates, string(c))
	}
	for _, h := range path {
		p.Inclusion = append(p.Inclusion, h.String())
	}
	return p, nil
}

// headFor is the newest signed head that covers an entry and that a witness has
// co-signed; where none has, the newest that covers it.
func headFor(tx *db.Tx, entry int64, witnesses []string) (size int64, note string, err error) {
	const most = 50 // the witnesses look every minute, heads are signed every few seconds
	type head struct {
		size int64
		note string
	}
	heads, err := db.All(tx, func(h *head) []any { return []any{&h.size, &h.note} },
		"select size, note from record_checkpoint where tenant_id = ?1 and size > ?2 order by size desc limit ?3", entry, most)
	if err != nil || len(heads) == 0 {
		return 0, "", err
	}
	for _, h := range heads {
		if signed, err := ledger.Cosignatures([]byte(h.note), witnesses...); err == nil && len(signed) > 0 {
			return h.size, h.note, nil
		}
	}
	return heads[0].size, heads[0].note, nil
}

// Entry is one entry of the log for a page.
type Entry struct {
	N int64
	ledger.Entry
	PostTitle, ForTitle string
}

// Entries are the newest entries below before (all where it is 0), at most n.
func Entries(tx *db.Tx, before int64, n int) ([]Entry, error) {
	if before <= 0 {
		before = 1 << 62
	}
	type row struct {
		n    int64
		body string
	}
	rows, err := db.All(tx, func(r *row) []any { return []any{&r.n, &r.body} },
		"select entry, body from record_entry where tenant_id = ?1 and entry < ?2 order by entry desc limit ?3", before, n)
	if err != nil {
		return nil, err
	}
	titles := map[string]string{}
	err = tx.Each(func(scan func(...any) error) error {
		var id, title string
		err := scan(&id, &title)
		titles[id] = title
		return err
	}, "select post_id, title from post where tenant_id = ?1")
	if err != nil {
		return nil, err
	}
	list := make([]Entry, 0, len(rows))
	for _, r := range rows {
		e, err := ledger.ParseEntry([]byte(r.body))
		if err != nil {
			continue // Verify names it
		}
		list = append(list, Entry{r.n, e, titles[e.Post], titles[e.For]})
	}
	return list, nil
}
