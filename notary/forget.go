package notary

import "sauro/db"

// Forget is for the transaction that erases what some rows say: it closes every
// version of them that is in the log already, by erasing its salt, so that it can
// no longer be tied to anything. That there were such acts, when, and by which
// post, stays proved. The version that this transaction leaves gets its entry and
// its salt when it is committed; a row that it does not change or delete could
// not be checked any more, and Verify would name it.
func Forget(tx *db.Tx, table string, keys ...string) error {
	const most = 500 // arguments of one statement
	for len(keys) > 0 {
		part := keys[:min(most, len(keys))]
		keys = keys[len(part):]
		args := []any{table}
		for _, k := range part {
			args = append(args, k)
		}
		if _, err := tx.Exec("update record_opening set salt = null where tenant_id = ?1 and table_name = ?2 and "+db.In("row_key", len(part), 3), args...); err != nil {
			return err
		}
	}
	return nil
}
