package privacy

import (
	"context"
	"log/slog"
	"time"

	"sauro/db"
	"sauro/org"
	"sauro/vn"
)

const (
	expireHour  = 2 // in the night, office time
	expireLooks = 10 * time.Minute
)

// Run has every commune's Expire run once after its start and then every night,
// until ctx ends. The log says how many rows of which table are gone, and
// nothing of what stood in them.
func Run(ctx context.Context, d *db.DB) {
	tick := time.NewTicker(expireLooks)
	defer tick.Stop()
	var last time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if now := d.Now(); last.Before(night(now)) {
			if err := expireAll(ctx, d); err == nil {
				last = now
			} else if ctx.Err() == nil {
				slog.Error("what was kept long enough could not be deleted", "error", err)
			}
		}
	}
}

// night is the last two o'clock before now.
func night(now time.Time) time.Time {
	at := vn.Today(now).Time().Add(expireHour * time.Hour)
	if now.Before(at) {
		at = at.AddDate(0, 0, -1)
	}
	return at
}

func expireAll(ctx context.Context, d *db.DB) error {
	tenants, err := org.Tenants(ctx, d)
	if err != nil {
		return err
	}
	for _, t := range tenants {
		list, err := Expire(ctx, d, t.ID)
		for _, e := range list {
			slog.Info("kept long enough and deleted", "tenant", t.Code, "table", e.Table, "rows", e.Rows)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
