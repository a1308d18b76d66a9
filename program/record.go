package program

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"sauro/blob"
	"sauro/db"
	"sauro/notary"
	"sauro/org"
	"sauro/outbound"
	"sauro/witness"
)

// Notary is the keeper of the record of an installation.
func Notary(c Config, d *db.DB, blobs *blob.Store) *notary.Notary {
	return &notary.Notary{DB: d, Files: blobs, Dir: c.Data}
}

const (
	witnessEvery = time.Minute
	askLimit     = 10 * time.Second
)

// look has every commune look at the logs it looks after, and at its own
// witnesses, until ctx ends.
func look(ctx context.Context, n *notary.Notary) {
	fetch := Fetch()
	tick := time.NewTicker(witnessEvery)
	defer tick.Stop()
	for {
		tenants, err := org.Tenants(ctx, n.DB)
		if err != nil && ctx.Err() == nil {
			slog.Error("the logs of others could not be looked at", "error", err)
		}
		for _, t := range tenants {
			if err := witness.Look(ctx, n, t.ID, fetch); err != nil && ctx.Err() == nil {
				slog.Error("the logs of others could not be looked at", "tenant", string(t.ID), "error", err)
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Fetch is how the logs of other installations are fetched.
func Fetch() witness.Fetch {
	client := outbound.New(true, askLimit)
	return func(ctx context.Context, url string) ([]byte, error) {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return nil, err
		}
		res, err := client.Do(req)
		if err != nil {
			return nil, err
		}
		defer res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("%s answers %s", url, res.Status)
		}
		return io.ReadAll(res.Body)
	}
}
