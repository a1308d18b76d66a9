package desk

import (
	"context"

	"sauro/db"
	"sauro/org"
	"sauro/web"
)

// Doors are the demo's sign-ins: one for each role that somebody holds.
func (d *Desk) Doors(ctx context.Context) (doors []web.Door, err error) {
	tenants, err := org.Tenants(ctx, d.DB)
	if err != nil || len(tenants) == 0 {
		return nil, err
	}
	err = d.DB.View(ctx, tenants[0].ID, func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		seen := map[org.Role]bool{}
		for _, role := range org.Roles {
			for _, p := range posts {
				if p.Role == role && p.Holder != "" && !seen[role] {
					seen[role] = true
					doors = append(doors, web.Door{Key: string(role), Name: p.Title})
				}
			}
		}
		return err
	})
	return doors, err
}
