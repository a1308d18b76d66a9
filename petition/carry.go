package petition

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/obstacle"
	"sauro/org"
	"sauro/vn"
)

const (
	every    = 3 * time.Second // between two looks
	afterBad = time.Minute     // after a look that failed
	atATime  = 100             // proposals, words or offices of one look
)

// Run carries proposals up and answers down, and takes the steps of silence,
// until ctx ends.
func Run(ctx context.Context, d *db.DB) {
	for {
		did, err := Step(ctx, d)
		pause := every
		if err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "not every petition was carried", "err", err)
			pause = afterBad
		} else if did {
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// Step carries what is to be carried now and says whether there was anything. It
// may be stopped anywhere and called again, or by several processes at once: every
// transaction is of one office, and what was carried already changes nothing. One
// office that fails holds up no other.
func Step(ctx context.Context, d *db.DB) (did bool, err error) {
	var senders, late []db.ID
	var words []word
	err = d.Across(ctx, func(tx *db.AcrossTx) error {
		ids := func(into *[]db.ID) func(func(...any) error) error {
			return func(scan func(...any) error) error {
				var id db.ID
				err := scan(&id)
				*into = append(*into, id)
				return err
			}
		}
		return errors.Join(
			tx.Each(ids(&senders), "select distinct tenant_id from proposal where state = 'sent' and to_tenant is not null and carried_at is null order by tenant_id limit ?1", atATime),
			tx.Each(func(scan func(...any) error) error {
				var w word
				err := scan(&w.superior, &w.petition)
				words = append(words, w)
				return err
			}, "select tenant_id, petition_id from petition_outbox order by tenant_id, petition_id limit ?1", atATime),
			tx.Each(ids(&late), "select distinct tenant_id from petition where next_on is not null and next_on <= ?1 order by tenant_id limit ?2", vn.Today(d.Now()), atATime))
	})
	if err != nil {
		return false, err
	}
	for _, sender := range senders {
		n, failed := up(ctx, d, sender)
		did = did || n > 0
		err = errors.Join(err, failed)
	}
	for _, w := range words {
		failed := w.down(ctx, d)
		did = did || failed == nil
		err = errors.Join(err, failed)
	}
	for _, superior := range late {
		n := 0
		failed := d.Update(ctx, superior, func(tx *db.Tx) (err error) { n, err = Silence(tx); return err })
		did = did || n > 0 && failed == nil
		err = errors.Join(err, failed)
	}
	return did, err
}

// up carries the proposals of one office to those above it: they are read there,
// laid down here, and then marked there.
func up(ctx context.Context, d *db.DB, sender db.ID) (n int, err error) {
	var from org.Tenant
	var sent []obstacle.Sent
	err = d.View(ctx, sender, func(tx *db.Tx) (err error) {
		if from, err = org.Office(tx); err != nil {
			return err
		}
		sent, err = obstacle.Outgoing(tx)
		return err
	})
	for _, s := range sent {
		failed := d.Update(ctx, s.To.Tenant, func(tx *db.Tx) error { return arrive(tx, from, s) })
		if failed == nil {
			failed = d.Update(ctx, sender, func(tx *db.Tx) error { return obstacle.Carried(tx, org.Program(sender), s.ID) })
		}
		if failed != nil {
			err = errors.Join(err, fmt.Errorf("petition: proposal %s of %s: %w", s.Ref, from.Code, failed))
			continue
		}
		n++
	}
	return n, err
}

// arrive lays a proposal down at the superior's. One that lies there already
// stays as it is.
func arrive(tx *db.Tx, from org.Tenant, s obstacle.Sent) error {
	there, err := db.Value[int](tx, "select count(*) from petition where tenant_id = ?1 and petition_id = ?2", s.ID)
	if err != nil || there > 0 {
		return err
	}
	c, err := calendar.Of(tx)
	if err != nil {
		return err
	}
	list := make([]Obstacle, len(s.Obstacles))
	class := obstacle.Class("")
	for i, o := range s.Obstacles {
		list[i] = Obstacle{Ref: o.Ref, Class: o.Class, Says: o.Says, Since: o.Since}
		if class == "" {
			class = o.Class
		}
	}
	short, err := json.Marshal(list)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`insert into petition (tenant_id, petition_id, ref, version, state, from_id, from_code, from_name, follows, class, title, asks, law, done, obstacles,
			number, dated, signer, due_from, due_rule, due_on, sent_at, arrived_at, book, silent, next_on)
		values (?1, ?2, ?3, 0, 'sent', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, '', 0, ?22)`,
		s.ID, from.Code+"-"+s.Ref, from.ID, from.Code, from.Name, db.Null(s.Follows), class, s.Subject, s.Asks, s.Law, s.Done, string(short),
		strings.TrimSuffix(s.Number+"/"+s.Symbol, "/"), s.Dated, s.Signer, s.Clock.From, s.Clock.Rule, s.Clock.On, s.SentAt, tx.Now, c.Add(s.Clock.On, silence[0]))
	if err != nil {
		return err
	}
	who := org.Program(tx.Tenant)
	err = step{kind: "arrived", quiet: true}.take(tx, who, []db.ID{s.ID})
	who.Did(tx, "petition-arrived", s.ID)
	return err
}

// word is what is to be told to the office that sent a petition: how it stands.
type word struct{ superior, petition db.ID }

// down tells it: how the petition stands is read here, written down there, and
// then taken off the list here, unless there is news meanwhile.
func (w word) down(ctx context.Context, d *db.DB) error {
	var p Petition
	var said []Given
	var version int64
	err := d.View(ctx, w.superior, func(tx *db.Tx) error {
		found, err := list(tx, "p.petition_id = ?3", w.petition)
		if err != nil || len(found) == 0 {
			return err
		}
		p = found[0]
		if version, err = db.Value[int64](tx, "select version from petition_outbox where tenant_id = ?1 and petition_id = ?2", w.petition); err != nil || version == 0 {
			return err // another process was faster
		}
		said, err = replies(tx, "answer_id = ?2", p.Answer)
		return err
	})
	if err != nil || version == 0 {
		return err
	}
	err = d.Update(ctx, p.From, func(tx *db.Tx) error { return p.tell(tx, said) })
	if err == nil {
		err = d.Update(ctx, w.superior, func(tx *db.Tx) error {
			_, err := tx.Exec("delete from petition_outbox where tenant_id = ?1 and petition_id = ?2 and version = ?3", w.petition, version)
			return err
		})
	}
	if err != nil {
		err = fmt.Errorf("petition: the word about %s: %w", p.Ref, err)
	}
	return err
}

// tell writes down at the office that sent the petition how it stands. What is
// known there already, or is behind what is known, changes nothing: the whole
// state is told each time, and no state goes back.
func (p Petition) tell(tx *db.Tx, said []Given) error {
	who := org.Program(tx.Tenant)
	if p.ReceivedOn != "" {
		if err := obstacle.Received(tx, who, p.ID, p.ReceivedOn, p.Book); err != nil {
			return err
		}
	}
	if p.Considering != "" {
		if err := obstacle.Considering(tx, who, p.ID, p.Considering); err != nil {
			return err
		}
	}
	for _, g := range said {
		if g.Outcome == PassedOn {
			if err := obstacle.PassedOn(tx, who, p.ID, obstacle.Passing{ID: g.ID, To: g.To, On: g.Dated, Number: g.Number, Until: g.UpOn}); err != nil {
				return err
			}
			continue
		}
		a := obstacle.Answer{Verdict: obstacle.Verdict(g.Outcome), Number: g.Number, On: g.Dated, Signer: g.Signer, Text: g.Says, File: g.File}
		if err := obstacle.Answered(tx, who, p.ID, a); err != nil {
			return err
		}
	}
	return nil
}
