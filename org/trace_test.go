package org_test

import (
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/org"
)

// Every change of what lets somebody in is an act of the record, without a word of
// what was typed; coming in is none.
func TestChangesOfCredentialsAreInTheRecord(t *testing.T) {
	atEngines(t, func(e *entrance) {
		var size int
		record := func() string {
			e.Helper()
			var all []string
			e.update(func(tx *db.Tx) error {
				list, err := db.All(tx, func(s *string) []any { return []any{s} }, "select body from record_entry where tenant_id = ?1 order by entry")
				all = list
				return err
			})
			added := strings.Join(all[size:], "\n")
			size = len(all)
			return added
		}
		record()
		in, err := e.try("chairman", "mot cau de nho c")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.try("clerk", "sai"); err == nil {
			t.Fatal("a wrong password is taken")
		}
		chairman := in.Who
		if added := record(); added != "" {
			t.Errorf("coming in, or trying to, adds %s", added)
		}
		const why = "lý do đã gõ vào ô"
		secret := e.withTOTP()
		half, err := e.pass(e.half(), e.code(secret))
		if err != nil {
			t.Fatal(err)
		}
		clerk := half.Who
		codes := org.NewCodes()
		var reset org.Link
		e.update(func(tx *db.Tx) error { return org.KeepCodes(tx, clerk, codes) })
		e.withKey(clerk)
		if _, err := e.pass(e.half(), codes.Plain[0]); err != nil {
			t.Fatal(err)
		}
		if _, err := org.ChangePassword(ctx, e.d, clerk, clerkPassword, "mot cau moi hon", ""); err != nil {
			t.Fatal(err)
		}
		e.update(func(tx *db.Tx) error { return org.DemandFactor(tx, chairman, []org.Role{org.Viewer}) })
		e.update(func(tx *db.Tx) error { return org.DemandFactor(tx, chairman, nil) })
		e.update(func(tx *db.Tx) error { return org.EndSessionOf(tx, chairman, clerk.Person, clerk.Session, why) })
		e.update(func(tx *db.Tx) error { return org.DropFactors(tx, chairman, clerk.Person, why) })
		e.update(func(tx *db.Tx) (err error) { reset, err = org.MakeLink(tx, chairman, clerk.Person); return err })
		e.later(time.Minute)
		if _, err := org.UseLink(ctx, e.d, token(reset), "mot cau khac nua", from); err != nil {
			t.Fatal(err)
		}
		added := record()
		for _, kind := range []string{"totp-added", "codes-made", "passkey-added", "code-used", "password-changed", "factor-demanded",
			"factor-not-demanded", "session-ended", "factors-dropped", "reset-made", "password-set"} {
			if n := strings.Count(added, kind+"\n") + strings.Count(added, kind+`"`) + strings.Count(added, kind+" "); n != 1 {
				t.Errorf("%s is in the record %d times", kind, n)
			}
		}
		for what, word := range map[string]string{"a reason": why, "a name": "clerk", "a code": codes.Plain[0], "a link": token(reset), "a password": "mot cau"} {
			if strings.Contains(added, word) {
				t.Errorf("%s is in the record", what)
			}
		}
	})
}
