package bulletin

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"sauro/db"
	"sauro/org"
	"sauro/register"
)

const every = 10 * time.Minute

// Run tells the public what changed, at once and every ten minutes, until ctx ends.
func Run(ctx context.Context, d *db.DB) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if _, err := PublishAll(ctx, d); err != nil && ctx.Err() == nil {
			slog.Error("not everything was published", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// PublishAll tells what changed in every letter of every commune, each letter in
// a transaction of its own, and gives the number of publications made. One letter
// that fails holds up no other.
func PublishAll(ctx context.Context, d *db.DB) (n int, err error) {
	tenants, err := org.Tenants(ctx, d)
	if err != nil {
		return 0, err
	}
	for _, t := range tenants {
		who := org.Program(t.ID)
		var due []db.ID
		failed := d.View(ctx, t.ID, func(tx *db.Tx) error {
			letters, err := register.Letters(tx, who)
			for _, l := range letters {
				if l.State == register.Active {
					due = append(due, l.ID)
				}
			}
			return err
		})
		err = errors.Join(err, failed)
		for _, letter := range due {
			made, failed := publishDue(ctx, d, who, letter)
			n += made
			err = errors.Join(err, failed)
		}
	}
	return n, err
}

func publishDue(ctx context.Context, d *db.DB, who org.Who, letter db.ID) (n int, err error) {
	news := false
	err = d.View(ctx, who.Tenant, func(tx *db.Tx) (err error) {
		news, err = Due(tx, who, letter)
		return err
	})
	if err != nil || !news {
		return 0, err
	}
	err = d.Update(ctx, who.Tenant, func(tx *db.Tx) (err error) {
		n, err = Publish(tx, who, letter)
		return err
	})
	return n, err
}
