package witness

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sauro/db"
	"sauro/ledger"
	"sauro/notary"
)

// Look looks once at every log that the tenant looks after and at every witness
// of its own log, and keeps what it found. key is the key this installation
// co-signs with. What somebody else does wrong is a state, not an error.
func Look(ctx context.Context, n *notary.Notary, tenant db.ID, fetch Fetch) error {
	var logs []Log
	var witnesses []Witness
	var origin string
	err := n.DB.View(ctx, tenant, func(tx *db.Tx) (err error) {
		if logs, err = Watched(tx); err != nil {
			return err
		}
		if witnesses, err = Witnesses(tx); err != nil {
			return err
		}
		origin, err = notary.Origin(tx)
		return err
	})
	if err != nil {
		return err
	}
	for _, l := range logs {
		// What was proved wrong stays in red, with its proof, until the log is
		// taken from the list: a liar that returns to the first story has still
		// told two.
		if l.State.Bad() {
			continue
		}
		if err := look(ctx, n, tenant, l, fetch); err != nil {
			return err
		}
	}
	for _, w := range witnesses {
		if w.State.Bad() {
			continue
		}
		if err := hear(ctx, n, tenant, origin, w, fetch); err != nil {
			return err
		}
	}
	return nil
}

// published is what another installation publishes of its log.
type published struct {
	head ledger.Checkpoint
	note []byte
}

// get fetches the head of a log and checks that it is signed by a key that the
// root has certified.
func get(ctx context.Context, l Log, fetch Fetch) (p published, err error) {
	keys, err := fetch(ctx, l.URL+"/keys")
	if err != nil {
		return p, err
	}
	var verifiers []string
	for _, text := range ledger.SplitCertificates(keys) {
		c, err := ledger.OpenCertificate(text, l.Root)
		if err != nil {
			return p, fmt.Errorf("a key of %s is not certified by its root: %w", l.Name, err)
		}
		if l.Origin != "" && c.Origin != l.Origin {
			return p, fmt.Errorf("a key is certified for %s, not for %s", c.Origin, l.Origin)
		}
		verifiers = append(verifiers, c.Verifier)
	}
	if len(verifiers) == 0 {
		return p, errors.New("the log publishes no key")
	}
	if p.note, err = fetch(ctx, l.URL+"/checkpoint"); err != nil {
		return p, err
	}
	if p.head, _, err = ledger.OpenCheckpoint(p.note, verifiers...); err != nil {
		return p, err
	}
	if l.Origin != "" && p.head.Origin != l.Origin {
		return p, fmt.Errorf("the checkpoint is of %s, not of %s", p.head.Origin, l.Origin)
	}
	return p, nil
}

// look fetches one log, compares it with what was seen before and co-signs it.
func look(ctx context.Context, n *notary.Notary, tenant db.ID, l Log, fetch Fetch) error {
	p, err := get(ctx, l, fetch)
	if err != nil {
		return found(ctx, n.DB, tenant, l, Silent, nil, err.Error())
	}
	var seen ledger.Checkpoint
	if l.Note != "" {
		if seen, err = ledger.ReadCheckpoint([]byte(l.Note)); err != nil {
			return err
		}
	}
	both := l.Note + "\n" + string(p.note)
	switch {
	case p.head.Size < seen.Size:
		return found(ctx, n.DB, tenant, l, Rollback, nil, both)
	case p.head.Size == seen.Size && l.Note != "":
		if p.head.Root != seen.Root {
			return found(ctx, n.DB, tenant, l, Fork, nil, both)
		}
		return found(ctx, n.DB, tenant, l, Good, &published{p.head, []byte(l.Note)}, "") // co-signed already
	case seen.Size > 0:
		reader := ledger.ReaderOfTiles(p.head.Size, p.head.Root, func(t ledger.Tile) ([]byte, error) { return fetch(ctx, l.URL+"/"+t.Path()) })
		proof, err := ledger.ProveConsistent(p.head.Size, seen.Size, reader)
		if err != nil {
			// Tiles that do not belong to the head, or that are not served.
			return found(ctx, n.DB, tenant, l, Silent, nil, err.Error())
		}
		if err := ledger.CheckConsistent(proof, p.head.Size, p.head.Root, seen.Size, seen.Root); err != nil {
			return found(ctx, n.DB, tenant, l, Fork, nil, both)
		}
	}
	l.Origin = p.head.Origin
	key, err := n.WitnessKey()
	if err != nil {
		return err
	}
	note, err := ledger.Cosign(p.note, key, n.DB.Now())
	if err != nil {
		return err
	}
	return found(ctx, n.DB, tenant, l, Good, &published{p.head, note}, "")
}

// found keeps what was found: the new head where it is good, else what was wrong.
func found(ctx context.Context, d *db.DB, tenant db.ID, l Log, state State, p *published, detail string) error {
	return d.Update(ctx, tenant, func(tx *db.Tx) error {
		if p == nil {
			_, err := tx.Exec("update watched_log set state = ?3, detail = ?4, seen_at = ?5 where tenant_id = ?1 and log_id = ?2", l.ID, state, short(detail), tx.Now)
			return err
		}
		_, err := tx.Exec("update watched_log set state = ?3, detail = '', seen_at = ?4, origin = ?5, size = ?6, note = ?7 where tenant_id = ?1 and log_id = ?2 and size <= ?6",
			l.ID, state, tx.Now, l.Origin, p.head.Size, string(p.note))
		return err
	})
}

const detailLimit = 8000

func short(s string) string {
	if len(s) > detailLimit {
		s = strings.ToValidUTF8(s[:detailLimit], "")
	}
	return s
}

// hear fetches what a witness has co-signed of the own log and compares it with
// the log as it is: a head that the log cannot show to be its own beginning
// means that this log was rolled back or rewritten here.
func hear(ctx context.Context, n *notary.Notary, tenant db.ID, origin string, w Witness, fetch Fetch) error {
	note, err := fetch(ctx, w.URL+"/"+Short(origin)+"/checkpoint")
	state, detail := Good, ""
	var head ledger.Checkpoint
	var at time.Time
	if err == nil {
		var signed []ledger.Cosignature
		if signed, err = ledger.Cosignatures(note, w.Verifier); err == nil && len(signed) == 0 {
			err = errors.New("the head is not co-signed by this witness")
		}
		if err == nil {
			at = signed[0].At
			head, err = ledger.ReadCheckpoint(note)
		}
		if err == nil && head.Origin != origin {
			err = fmt.Errorf("the co-signed head is of %s", head.Origin)
		}
	}
	if err != nil {
		state, detail = Silent, short(err.Error())
	}
	return n.DB.Update(ctx, tenant, func(tx *db.Tx) error {
		if state == Good {
			ours, found, err := notary.RootAt(tx, head.Size)
			switch {
			case err != nil:
				return err
			case !found:
				state = Rollback
			case ours != head.Root:
				state = Fork
			}
			if state != Good {
				detail = short(string(note))
			} else if err := notary.Cosigned(tx, head.Size, note, w.Verifier); err != nil {
				return err
			}
		}
		if state != Good {
			_, err := tx.Exec("update record_witness set state = ?3, detail = ?4 where tenant_id = ?1 and witness_id = ?2", w.ID, state, detail)
			return err
		}
		_, err := tx.Exec("update record_witness set state = ?3, detail = '', seen_at = ?4, size = ?5 where tenant_id = ?1 and witness_id = ?2", w.ID, state, at, head.Size)
		return err
	})
}
