package notary

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"sauro/db"
	"sauro/vn"
)

// Begin writes the first entries of every tenant whose rows are older than its
// log: an installation of before there was one. From then on every row has its
// entry, whoever wrote it.
func (n *Notary) Begin(ctx context.Context) error {
	list, err := n.tenants(ctx, "select t.tenant_id from tenant t where not exists (select 1 from record_head h where h.tenant_id = t.tenant_id)")
	if err != nil {
		return err
	}
	for _, t := range list {
		err := n.DB.Update(ctx, t, func(tx *db.Tx) error {
			// Another process may have been first.
			if size, err := Size(tx); err != nil || size > 0 {
				return err
			}
			var all []db.Change
			for _, name := range sortedKeys(tables) {
				err := tx.Rows(name, func(c db.Change) error {
					all = append(all, c)
					return nil
				})
				if err != nil {
					return err
				}
			}
			if len(all) == 0 {
				return nil
			}
			return seal(tx, []db.Act{{Kind: "log-begun", Changes: all}})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

const (
	signEvery  = 5 * time.Second
	verifyHour = 1 // in the night, office time
)

// Run signs heads as the logs grow and verifies every tenant each night, until
// ctx ends.
func (n *Notary) Run(ctx context.Context) {
	tick := time.NewTicker(signEvery)
	defer tick.Stop()
	said := ""
	for {
		if err := errors.Join(n.SignAll(ctx), n.nightly(ctx)); err == nil {
			said = ""
		} else if ctx.Err() == nil && err.Error() != said { // once, not every five seconds
			said = err.Error()
			slog.Error("the log could not be signed or verified", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// nightly verifies each tenant that was not verified since one o'clock of this
// night, or never.
func (n *Notary) nightly(ctx context.Context) error {
	due, err := n.due(ctx)
	if err != nil {
		return err
	}
	for _, t := range due {
		c, err := n.VerifyAndKeep(ctx, t)
		if err != nil {
			return err
		}
		for _, f := range c.Faults {
			// The label may name a person; the key does not.
			slog.Error("the log does not agree with the data", "tenant", string(t), "kind", f.Kind, "table", f.Table, "key", f.Key, "entry", f.Entry)
		}
	}
	return nil
}

func (n *Notary) due(ctx context.Context) (list []db.ID, err error) {
	now := n.DB.Now()
	night := vn.Today(now).Time().Add(verifyHour * time.Hour)
	if now.Before(night) {
		night = night.AddDate(0, 0, -1)
	}
	err = n.DB.Across(ctx, func(tx *db.AcrossTx) error {
		return tx.Each(func(scan func(...any) error) error {
			var id db.ID
			err := scan(&id)
			list = append(list, id)
			return err
		}, `select h.tenant_id from record_head h where not exists (
			select 1 from record_check c where c.tenant_id = h.tenant_id and c.at >= ?1)`, night)
	})
	return list, err
}
