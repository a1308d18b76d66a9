package web

import "sauro/db"

// Noted is View for a page of which it is written down that somebody has read
// it: read may write that line, in the same transaction, so that what cannot be
// written down is not shown either.
func (r *Request) Noted(read func(tx *db.Tx) error) error {
	return r.Update(func(tx *db.Tx) error {
		if err := read(tx); err != nil {
			return err
		}
		if r.server.site.Counts == nil || !r.Who.SignedIn() {
			return nil
		}
		var err error
		r.counts, err = r.server.site.Counts(tx, r.Who)
		return err
	})
}
