package job

import (
	"time"

	"sauro/db"
)

// Lead makes the holder the only one of several processes that does the named
// work for the commune, for a while from now, or keeps it so. It is false where
// another one leads: then nothing of that work may be done. It is asked in the
// transaction that does the work, so that whoever was away for longer than its
// lease finds out before it changes anything. The clocks of the processes may
// differ by less than the lease.
func Lead(tx *db.Tx, name, holder string, lease time.Duration) (bool, error) {
	n, err := tx.Exec(`insert into lease (tenant_id, name, holder, ends_at) values (?1, ?2, ?3, ?4)
		on conflict (tenant_id, name) do update set holder = excluded.holder, ends_at = excluded.ends_at
		where lease.holder = excluded.holder or lease.ends_at <= ?5`, name, holder, tx.Now.Add(lease), tx.Now)
	return n == 1, err
}

// Resign lets another process lead at once. It is no error not to lead.
func Resign(tx *db.Tx, name, holder string) error {
	_, err := tx.Exec("delete from lease where tenant_id = ?1 and name = ?2 and holder = ?3", name, holder)
	return err
}
