package notary_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/ledger"
	"sauro/notary"
)

func TestEveryActIsAnEntryInItsOwnTransaction(t *testing.T) {
	each(t, func(o *office) {
		ctx := context.Background()
		before := o.verify().Entries
		o.addUnit("Phòng Kinh tế")
		o.act("unit-renamed", o.unit, "update unit set name = 'Văn phòng HĐND và UBND' where tenant_id = ?1 and unit_id = ?2", o.unit)
		o.act("unit-closed", o.unit, "update unit set closed_on = '2026-03-02' where tenant_id = ?1 and unit_id = ?2", o.unit)
		if after := o.verify().Entries; after != before+3 {
			t.Errorf("three acts made %d entries", after-before)
		}
		// What fails leaves neither row nor entry.
		err := o.DB.Update(ctx, o.tenant, func(tx *db.Tx) error {
			if _, err := tx.Exec("update unit set name = 'x' where tenant_id = ?1 and unit_id = ?2", o.unit); err != nil {
				return err
			}
			tx.Did(db.Act{Kind: "unit-renamed"})
			return fmt.Errorf("the power went")
		})
		if err == nil || o.verify().Entries != before+3 {
			t.Errorf("a failed act: %v, %d entries", err, o.verify().Entries)
		}
		// What changed nothing is no entry.
		o.act("unit-renamed", o.unit, "update unit set name = 'y' where tenant_id = ?1 and unit_id = ?2", db.NewID())
		if after := o.verify().Entries; after != before+3 {
			t.Errorf("an act that changed nothing made an entry")
		}
		o.whole()
	})
}

func TestNobodyChangesARecordedRowWithoutBeingNamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tenant := dbtest.Tenant(t, d, "21472", "UBND xã Khánh Cường")
		err := d.Update(context.Background(), tenant, func(tx *db.Tx) error {
			_, err := tx.Exec("update tenant set name = 'UBND xã khác' where tenant_id = ?1")
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "nobody is named") {
			t.Errorf("an act without an author: %v", err)
		}
		err = d.Update(context.Background(), tenant, func(tx *db.Tx) error {
			_, err := db.Value[string](tx, "update tenant set name = 'UBND xã khác' where tenant_id = ?1 returning name")
			return err
		})
		if err == nil || !strings.Contains(err.Error(), "Exec only") {
			t.Errorf("a change past the record: %v", err)
		}
		err = d.View(context.Background(), tenant, func(tx *db.Tx) error {
			name, err := db.Value[string](tx, "select name from tenant where tenant_id = ?1")
			if name != "UBND xã Khánh Cường" {
				t.Errorf("the commune is called %q now", name)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// The log says who by post, what, when, and commitments: nothing that a person
// could be known by, and none of the words that somebody typed.
func TestTheLogHoldsNoWordsOfAnybody(t *testing.T) {
	each(t, func(o *office) {
		person := db.NewID()
		o.act("person-added", person, "insert into person (tenant_id, person_id, login, name, password, password_once, created_at) values (?1, ?2, 'nguyenvana', 'Nguyễn Văn A', 'bí mật', 0, ?3)", person, o.now)
		o.addLetter("Chủ tịch Trần Thị B cam kết, điện thoại 0912345678")
		var all strings.Builder
		err := o.DB.View(context.Background(), o.tenant, func(tx *db.Tx) error {
			return tx.Each(func(scan func(...any) error) error {
				var body string
				err := scan(&body)
				all.WriteString(body)
				return err
			}, "select body from record_entry where tenant_id = ?1")
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, words := range []string{"nguyenvana", "Nguyễn", "bí mật", "Trần", "0912345678", "Khánh Cường", "12/KH-UBND"} {
			if strings.Contains(all.String(), words) {
				t.Errorf("the log holds %q", words)
			}
		}
		if !strings.Contains(all.String(), string(person)) {
			t.Error("the log does not say which row was changed")
		}
	})
}

func TestOneRowChangedTwiceInAnActIsInTheEntryOnce(t *testing.T) {
	each(t, func(o *office) {
		err := o.DB.Update(context.Background(), o.tenant, func(tx *db.Tx) error {
			for _, name := range []string{"Một", "Hai"} {
				if _, err := tx.Exec("update unit set name = ?3 where tenant_id = ?1 and unit_id = ?2", o.unit, name); err != nil {
					return err
				}
			}
			tx.Did(db.Act{Kind: "unit-renamed", About: o.unit})
			_, err := tx.Exec("update unit set ordinal = 9 where tenant_id = ?1 and unit_id = ?2", o.unit)
			tx.Did(db.Act{Kind: "unit-moved", About: o.unit})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = o.DB.View(context.Background(), o.tenant, func(tx *db.Tx) error {
			list, err := notary.Entries(tx, 0, 2)
			if err != nil || len(list) != 2 || list[0].Act != "unit-moved" || list[1].Act != "unit-renamed" || len(list[1].Rows) != 1 ||
				list[0].Rows[0].Before != list[1].Rows[0].After {
				t.Errorf("%+v, %v", list, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		o.whole()
	})
}

func TestAnActOfVeryManyRowsIsSeveralEntries(t *testing.T) {
	each(t, func(o *office) {
		err := o.DB.Update(context.Background(), o.tenant, func(tx *db.Tx) error {
			for i := range 1001 {
				if _, err := tx.Exec("insert into unit (tenant_id, unit_id, name, ordinal) values (?1, ?2, ?3, ?4)", db.NewID(), fmt.Sprint("Thôn ", i), i); err != nil {
					return err
				}
			}
			tx.Did(db.Act{Kind: "unit-added"})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		o.sign()
		o.whole()
		if c := o.verify(); c.Rows < 1001 || c.Entries < 6 {
			t.Errorf("%d rows in %d entries", c.Rows, c.Entries)
		}
	})
}

func TestAnInstallationFromBeforeTheLogBeginsOne(t *testing.T) {
	each(t, func(o *office) {
		o.addLetter("cam kết")
		for _, table := range []string{"record_opening", "record_entry", "record_head"} {
			o.byHand("delete from " + table + " where tenant_id = T")
		}
		for range 2 { // a second start begins nothing
			if err := o.Begin(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		o.whole()
		if c := o.verify(); c.Entries != 1 || c.Rows != 3 {
			t.Errorf("%d entries, %d rows", c.Entries, c.Rows)
		}
		o.addUnit("Phòng Kinh tế")
		o.whole()
	})
}

func TestManyWritersGetNoErrorAndOneChain(t *testing.T) {
	each(t, func(o *office) {
		const writers, acts = 64, 5
		var wg sync.WaitGroup
		failed := make(chan error, writers)
		for w := range writers {
			wg.Go(func() {
				for i := range acts {
					id := db.NewID()
					err := o.DB.Update(context.Background(), o.tenant, func(tx *db.Tx) error {
						_, err := tx.Exec("insert into unit (tenant_id, unit_id, name, ordinal) values (?1, ?2, ?3, 1)", id, fmt.Sprint(w, " ", i))
						tx.Did(db.Act{Kind: "unit-added", About: id})
						return err
					})
					if err != nil {
						failed <- err
						return
					}
				}
			})
		}
		wg.Wait()
		close(failed)
		for err := range failed {
			t.Error(err)
		}
		o.sign()
		o.whole()
		if c := o.verify(); c.Entries < writers*acts {
			t.Errorf("%d entries of %d acts", c.Entries, writers*acts)
		}
	})
}

func TestAForgottenRowKeepsItsProofAndLosesItsMeaning(t *testing.T) {
	each(t, func(o *office) {
		// More rows than one statement takes, and one that is deleted.
		keys := []string{string(o.unit)}
		for i := range 505 {
			keys = append(keys, string(o.addUnit(fmt.Sprint("Thôn ", i))))
		}
		o.act("unit-renamed", o.unit, "update unit set name = 'Tổ' where tenant_id = ?1 and unit_id = ?2", o.unit)
		kept := o.addUnit("Phòng Kinh tế")
		gone := o.addUnit("Đơn vị thừa")
		err := o.DB.Update(context.Background(), o.tenant, func(tx *db.Tx) error {
			if err := notary.Forget(tx, "unit", append(keys, string(gone))...); err != nil {
				return err
			}
			if _, err := tx.Exec("update unit set name = 'không tên' where tenant_id = ?1 and unit_id not in (?2, ?3)", kept, gone); err != nil {
				return err
			}
			_, err := tx.Exec("delete from unit where tenant_id = ?1 and unit_id = ?2", gone)
			tx.Did(db.Act{Kind: "units-erased"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		err = o.DB.View(context.Background(), o.tenant, func(tx *db.Tx) error {
			type count struct{ salted, erased int }
			c, _, err := db.One(tx, func(c *count) []any { return []any{&c.salted, &c.erased} },
				`select coalesce(sum(case when salt is null then 0 else 1 end), 0), coalesce(sum(case when salt is null then 1 else 0 end), 0)
				from record_opening where tenant_id = ?1 and table_name = 'unit'`)
			// Of every unit one version can be opened, the one that was left.
			if c.salted != len(keys)+1 || c.erased != len(keys)+3 {
				t.Errorf("%d versions can be opened and %d cannot, of %d units", c.salted, c.erased, len(keys)+2)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		o.sign()
		o.whole()

		// Forgetting what stays as it is cannot be hidden.
		err = o.DB.Update(context.Background(), o.tenant, func(tx *db.Tx) error { return notary.Forget(tx, "unit", string(kept)) })
		if err != nil {
			t.Fatal(err)
		}
		o.finds("unit", string(kept), "Phòng Kinh tế", "entry")
	})
}

func TestTheFirstKeyIsMadeOnce(t *testing.T) {
	each(t, func(o *office) {
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				if err := o.Sign(context.Background(), o.tenant); err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		err := o.DB.View(context.Background(), o.tenant, func(tx *db.Tx) error {
			keys, err := db.Value[int](tx, "select count(*) from record_key where tenant_id = ?1")
			if keys != 1 {
				t.Errorf("eight who sign at once have made %d keys", keys)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		o.whole()
	})
}

func TestKeysChangeAndTheRootGoesOffline(t *testing.T) {
	each(t, func(o *office) {
		ctx := context.Background()
		o.sign()
		usb := filepath.Join(t.TempDir(), "usb.key")
		if err := os.Rename(o.RootFile(), usb); err != nil {
			t.Fatal(err)
		}
		o.addUnit("Phòng Kinh tế")
		o.sign() // daily work needs no root
		if _, err := o.Root(ctx, ""); err == nil {
			t.Error("a second root was made beside the first")
		}
		stranger, err := ledger.NewKey("stranger")
		if err != nil {
			t.Fatal(err)
		}
		if err := o.NewKey(ctx, o.tenant, stranger); err == nil {
			t.Error("a stranger certified a key")
		}
		root, err := o.Root(ctx, usb)
		if err != nil {
			t.Fatal(err)
		}
		if err := o.NewKey(ctx, o.tenant, root); err != nil {
			t.Fatal(err)
		}
		o.addUnit("Phòng Văn hóa")
		o.sign()
		o.whole() // what the first key signed stays good
		keys, err := filepath.Glob(filepath.Join(o.Dir, "keys", "log-*.key"))
		if err != nil || len(keys) != 1 {
			t.Errorf("%d private keys on the machine: %v", len(keys), err)
		}
		for _, k := range append(keys, usb) {
			if info, err := os.Stat(k); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%v, %v", info.Mode(), err)
			}
		}
		if err := o.DB.View(ctx, o.tenant, func(tx *db.Tx) error {
			list, err := notary.Certificates(tx)
			if len(list) != 2 {
				t.Errorf("%d certificates", len(list))
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}

func TestARowIsProvedToSomebodyWhoHasOnlyTheProof(t *testing.T) {
	each(t, func(o *office) {
		ctx := context.Background()
		for i := range 300 {
			o.addUnit(fmt.Sprint("Thôn ", i))
		}
		proof := func() (p ledger.Proof, err error) {
			err = o.DB.View(ctx, o.tenant, func(tx *db.Tx) error {
				p, err = notary.ProofOf(tx, "unit", string(o.unit), func(column string) bool { return column == "name" })
				return err
			})
			return p, err
		}
		if _, err := proof(); err == nil {
			t.Error("a proof without a signed head")
		}
		o.sign()
		p, err := proof()
		if err != nil {
			t.Fatal(err)
		}
		text, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := ledger.ParseProof(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := again.Check(p.Root); err != nil {
			t.Errorf("a good proof is refused: %v", err)
		}
		if !strings.Contains(string(text), "Văn phòng") || strings.Contains(string(text), `"ordinal","value"`) {
			t.Errorf("the proof shows the wrong columns: %s", text)
		}
		// The row changed by hand no longer has a proof that holds.
		o.byHand("update unit set name = 'Văn phòng khác' where tenant_id = T and unit_id = ?1", o.unit)
		if p, err = proof(); err == nil {
			_, err = p.Check(p.Root)
		}
		if err == nil {
			t.Error("a row changed by hand is still proved")
		}
	})
}

func TestTheLogIsPublishedAsTiles(t *testing.T) {
	each(t, func(o *office) {
		ctx := context.Background()
		o.sign()
		var first ledger.Checkpoint
		read := func(do func(tx *db.Tx) error) {
			t.Helper()
			if err := o.DB.View(ctx, o.tenant, do); err != nil {
				t.Fatal(err)
			}
		}
		head := func(tx *db.Tx) (c ledger.Checkpoint, err error) {
			note, err := notary.CheckpointNote(tx)
			if err != nil {
				return c, err
			}
			return ledger.ReadCheckpoint(note)
		}
		read(func(tx *db.Tx) (err error) { first, err = head(tx); return err })
		for i := range 530 {
			o.addUnit(fmt.Sprint("Thôn ", i))
		}
		o.sign()
		read(func(tx *db.Tx) error {
			c, err := head(tx)
			if err != nil {
				return err
			}
			fetch := func(tile ledger.Tile) ([]byte, error) { return notary.TileData(tx, tile.Path()) }
			p, err := ledger.ProveConsistent(c.Size, first.Size, ledger.ReaderOfTiles(c.Size, c.Root, fetch))
			if err != nil {
				t.Fatal(err)
			}
			if err := ledger.CheckConsistent(p, c.Size, c.Root, first.Size, first.Root); err != nil {
				t.Error(err)
			}
			var entries int
			for _, tile := range ledger.TilesOf(0, c.Size) {
				b, err := fetch(tile)
				if err != nil {
					t.Fatalf("%s: %v", tile.Path(), err)
				}
				if tile.Level < 0 {
					list, err := ledger.Unbundle(b)
					if err != nil {
						t.Fatal(err)
					}
					entries += len(list)
				}
			}
			if int64(entries) != c.Size {
				t.Errorf("%d entries in the bundles, %d in the head", entries, c.Size)
			}
			for _, path := range []string{"tile/0/009", "tile/entries/000.p/300", "tile/0/../0", "tile/9/000", "tile/1/000", "x"} {
				if _, err := notary.TileData(tx, path); err == nil {
					t.Errorf("%s is served", path)
				}
			}
			return nil
		})
	})
}

func TestTheNightlyCheckIsKeptOnceANight(t *testing.T) {
	each(t, func(o *office) {
		o.byHand("update unit set name = 'khác' where tenant_id = T and unit_id = ?1", o.unit)
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() { defer close(done); o.Notary.Run(ctx) }()
		var c notary.Check
		found := false
		for begin := time.Now(); !found && time.Since(begin) < 20*time.Second; time.Sleep(20 * time.Millisecond) {
			err := o.DB.View(context.Background(), o.tenant, func(tx *db.Tx) (err error) {
				c, found, err = notary.LastCheck(tx)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		stop()
		<-done
		if !found || len(c.Faults) != 1 || c.Faults[0].Kind != "row-changed" || c.Faults[0].Key != string(o.unit) {
			t.Fatalf("%v %+v", found, c)
		}
	})
}

func TestAKeyOfSomebodysWordsStandsInTheLogAsItsHash(t *testing.T) {
	each(t, func(o *office) {
		post, provider := db.NewID(), db.NewID()
		o.act("post-added", post, "insert into post (tenant_id, post_id, unit_id, title, role, ordinal) values (?1, ?2, ?3, 'Văn thư', 'official', 1)", post, o.unit)
		o.act("signon-added", provider, `insert into sso_provider (tenant_id, provider_id, name, issuer, client_id, client_secret, subject_key, scopes,
			login_claim, post_claim, acr, amr, link_by_login, check_post, provision, second_factor, inner_network, enabled, version, created_at)
			values (?1, ?2, 'Tỉnh', 'https://x.vn', 'c', '', '', '', '', '', '', '', 0, 0, 0, 0, 0, 0, 1, 1)`, provider)
		o.act("signon-changed", provider, "insert into sso_post (tenant_id, provider_id, value, post_id) values (?1, ?2, 'Nguyễn Văn A', ?3)", provider, post)
		o.act("signon-changed", provider, "update sso_post set post_id = ?3 where tenant_id = ?1 and provider_id = ?2", provider, post)
		o.sign()
		o.whole()
		o.byHand("update sso_post set value = 'Nguyễn Văn B' where tenant_id = T")
		if c := o.verify(); len(c.Faults) != 2 {
			t.Errorf("%+v", c.Faults)
		}
	})
}
