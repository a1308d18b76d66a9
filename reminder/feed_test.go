package reminder_test

import (
	"fmt"
	"strings"
	"testing"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/reminder"
	"sauro/task"
)

func (o *office) makeFeed(post string) (secret string) {
	o.t.Helper()
	var path string
	o.ok(func(tx *db.Tx) (err error) { path, err = reminder.MakeFeed(tx, o.who[post]); return err })
	secret, ok := strings.CutPrefix(strings.TrimSuffix(path, reminder.FeedEnding), reminder.FeedPage)
	if !ok || !strings.HasPrefix(secret, "21472.") || len(secret) < 40 {
		o.t.Fatalf("the address is %q", path)
	}
	return secret
}

func (o *office) read(secret string) (string, error) {
	b, err := reminder.ReadFeed(ctx, o.d, secret, "https://camket.xa.gov.vn", fmt.Sprintf)
	return string(b), err
}

func TestAFeedHasTheDaysOfItsPersonAndNoTitles(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		first, late := o.task(byDay("2026-03-10")), o.task(byDay("2026-01-06"))
		secret, other := o.makeFeed(culture), o.makeFeed(chairman)
		o.at("2026-01-09", 8)
		feed, err := o.read(secret)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{first + " đến hạn", late + " quá hạn", "DTSTART;VALUE=DATE:20260310", "https://camket.xa.gov.vn/nhiem-vu/" + first} {
			if !strings.Contains(strings.ReplaceAll(feed, "\r\n ", ""), want) {
				t.Errorf("%q does not stand in\n%s", want, feed)
			}
		}
		if strings.Contains(strings.ToLower(strings.ReplaceAll(feed, "\r\n ", "")), "kế hoạch") {
			t.Errorf("a title left the house:\n%s", feed)
		}
		if feed, err := o.read(other); err != nil || strings.Contains(feed, "VEVENT") {
			t.Errorf("%v: somebody else's feed has\n%s", err, feed)
		}
		// Only what is open is due.
		o.ok(func(tx *db.Tx) error { return task.Cancel(tx, o.who[clerk], late, 2, "Không làm nữa.") })
		if feed, err := o.read(secret); err != nil || strings.Contains(feed, late) {
			t.Errorf("%v: what was cancelled stands in\n%s", err, feed)
		}
	})
}

func TestASecretThatEndedOrNeverWasIsNone(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		first := o.makeFeed(culture)
		second := o.makeFeed(culture) // ends the first
		gone := o.makeFeed(chairman)
		o.ok(func(tx *db.Tx) error { return reminder.EndFeed(tx, o.who[chairman]) })
		blocked := o.makeFeed(head)
		o.ok(func(tx *db.Tx) error {
			tx.Did(db.Act{Kind: "set-up"})
			_, err := tx.Exec("update person set blocked_at = ?3 where tenant_id = ?1 and person_id = ?2", o.who[head].Person, tx.Now)
			return err
		})
		left := o.makeFeed(clerk)
		o.ok(func(tx *db.Tx) error {
			tx.Did(db.Act{Kind: "set-up"})
			_, err := tx.Exec("update holding set to_day = '2026-01-02' where tenant_id = ?1 and person_id = ?2", o.who[clerk].Person)
			return err
		})
		said := ""
		for _, secret := range []string{first, gone, blocked, left, "", ".", "21472.", "21472.x", "99999." + strings.Split(second, ".")[1], strings.Split(second, ".")[1],
			second + "x", strings.ToUpper(second), strings.Repeat("a", 100_000), "21472.'; drop table calendar_feed; --", "21472.\x00", "../../etc"} {
			_, err := o.read(secret)
			if !fault.Is(err, fault.Unknown) || said != "" && err.Error() != said {
				t.Errorf("%.60q: %v", secret, err)
			}
			said = err.Error()
		}
		if _, err := o.read(second); err != nil {
			t.Errorf("the one that holds: %v", err)
		}
	})
}

func TestOfAFeedOnlyTheHashIsKept(t *testing.T) {
	each(t, func(t *testing.T, o *office) {
		secret := o.makeFeed(culture)
		token := strings.Split(secret, ".")[1]
		o.ok(func(tx *db.Tx) error {
			at, err := reminder.FeedOf(tx, o.who[culture])
			if err != nil || !at.Equal(tx.Now) {
				t.Errorf("made at %v, %v", at, err)
			}
			if at, err := reminder.FeedOf(tx, o.who[chairman]); err != nil || !at.IsZero() {
				t.Errorf("who has none has one of %v, %v", at, err)
			}
			n, err := db.Value[int](tx, "select count(*) from calendar_feed where tenant_id = ?1 and (token_hash = ?2 or token_hash like ?3)", token, "%"+token+"%")
			if n != 0 {
				t.Error("the secret itself is kept")
			}
			return err
		})
		for what, do := range map[string]func(tx *db.Tx) error{
			"making": func(tx *db.Tx) error { _, err := reminder.MakeFeed(tx, org.Who{}); return err },
			"ending": func(tx *db.Tx) error { return reminder.EndFeed(tx, org.Who{}) },
			"seeing": func(tx *db.Tx) error { _, err := reminder.FeedOf(tx, org.Who{}); return err },
		} {
			if err := o.d.Update(ctx, o.tenant, do); !fault.Is(err, fault.SignIn) {
				t.Errorf("%s as nobody: %v", what, err)
			}
		}
		if err := o.d.Update(ctx, o.tenant, func(tx *db.Tx) error { return reminder.EndFeed(tx, o.who[chairman]) }); !fault.Is(err, fault.Unknown) {
			t.Errorf("ending none: %v", err)
		}
	})
}
