package notary_test

import (
	"slices"
	"testing"

	"sauro/notary"
)

// A new table is either recorded or says here why it need not be.
func TestEveryTableIsRecordedOrSaysWhyNot(t *testing.T) {
	not := map[string]string{
		"goose_db_version":  "the engine's own list of migrations",
		"counter":           "its numbers stand in the rows that took them",
		"search_entry":      "words of recorded rows once more",
		"search_word":       "words of recorded rows once more",
		"session":           "says where somebody is signed in, changes nothing",
		"session_secret":    "says where somebody is signed in, changes nothing",
		"signin_failure":    "pruned after a quarter of an hour",
		"signin_step":       "a sign-in that is half done",
		"passkey_answer":    "a question that is asked once",
		"passkey_use":       "when a key was last used",
		"totp_use":          "when a code was last used",
		"sso_used":          "a visit that has come back",
		"notice":            "words of recorded acts, for the persons they concern",
		"way":               "where a person's own notices go; nobody else changes it",
		"mute":              "which of a person's own notices stay in the program; nobody else changes it",
		"channel_secret":    "sealed, renewed by providers; that the office changed it stands in channel",
		"delivery":          "words of recorded acts on their way out",
		"delivery_notice":   "words of recorded acts on their way out",
		"delivery_try":      "words of recorded acts on their way out",
		"lease":             "which process works; changes every minute",
		"reminder_run":      "how far the reminding has come; each step told is recorded",
		"petition_outbox":   "which recorded rows still have to be told of",
		"job":               "work under way; what it makes is recorded",
		"data_expiry":       "how much was deleted because its time was over",
		"record_head":       "the log itself",
		"record_entry":      "the log itself",
		"record_opening":    "the log's salts",
		"record_checkpoint": "signed by the log's key",
		"record_check":      "what verifying found",
		"record_witness":    "signed by the witness; its state changes every minute",
		"watched_log":       "signed by the other log; its state changes every minute",
	}
	o := newOffice(t, "sqlite", t.TempDir()+"/sauro.db")
	rows, err := o.raw.Query("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	seen := map[string]bool{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		seen[name] = true
		recorded := slices.Contains(notary.Recorded(), name)
		if recorded == (not[name] != "") {
			t.Errorf("table %s: recorded %v, and the reason why not is %q", name, recorded, not[name])
		}
	}
	for _, name := range notary.Recorded() {
		if !seen[name] {
			t.Errorf("%s is recorded and no table", name)
		}
	}
	for name := range not {
		if !seen[name] {
			t.Errorf("%s has a reason and is no table", name)
		}
	}
}
