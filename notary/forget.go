package notary

import "sauro/db"

// ForgetWritten is Forget for a transaction that changes the rows itself: it
// erases the salts of every version that is in the log already, the one before
// this transaction included. The version that this transaction leaves gets its
// entry and its salt when it is committed, so that the rows can still be checked;
// a row that this transaction does not change can not be, until it is changed again.
func ForgetWritten(tx *db.Tx, table string, keys ...string) error {
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
