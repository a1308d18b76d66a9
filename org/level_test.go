package org_test

import (
	"testing"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/org"
)

func TestAProvinceIsAnOfficeAboveItsCommunes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		commune, err := org.NewTenant(ctx, d, "21472", "UBND xã Khánh Cường")
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range []string{"", "5", "512", "21472", "5a", "５１"} {
			if _, err := org.NewProvince(ctx, d, code, "UBND tỉnh Quảng Ngãi"); !fault.Is(err, fault.Invalid) {
				t.Errorf("a province with code %q: %v", code, err)
			}
		}
		province, err := org.NewProvince(ctx, d, "51", "UBND tỉnh Quảng Ngãi")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := org.NewProvince(ctx, d, "51", "UBND tỉnh khác"); !fault.Is(err, fault.Exists) {
			t.Errorf("the same code twice: %v", err)
		}
		above := func(tenant db.ID) (id db.ID, name string, level org.Level) {
			t.Helper()
			err := d.View(ctx, tenant, func(tx *db.Tx) (err error) {
				if id, name, err = org.Above(tx); err == nil {
					level, err = org.LevelOf(tx)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return id, name, level
		}
		if id, name, level := above(commune); id != "" || name != "" || level != org.Commune {
			t.Errorf("before it was placed the commune stands under %q %q and is a %s", id, name, level)
		}
		for _, wrong := range [][2]string{{"51", "21472"}, {"21472", "21472"}, {"51", "51"}} {
			if err := org.PlaceUnder(ctx, d, wrong[0], wrong[1]); !fault.Is(err, fault.Invalid) {
				t.Errorf("%v: %v", wrong, err)
			}
		}
		if err := org.PlaceUnder(ctx, d, "21472", "52"); !fault.Is(err, fault.Unknown) {
			t.Errorf("under a province that is not there: %v", err)
		}
		for range 2 {
			if err := org.PlaceUnder(ctx, d, "21472", "51"); err != nil {
				t.Fatal(err)
			}
		}
		if id, name, level := above(commune); id != province || name != "UBND tỉnh Quảng Ngãi" || level != org.Commune {
			t.Errorf("the commune stands under %q %q and is a %s", id, name, level)
		}
		if id, _, level := above(province); id != "" || level != org.Province {
			t.Errorf("the province stands under %q and is a %s", id, level)
		}
		if n, err := org.Below(ctx, d, province); err != nil || n != 1 {
			t.Errorf("%d offices stand under the province, %v", n, err)
		}
		// Its people sign in as those of a commune do, and their cookie is read.
		var cookie string
		err = d.Update(ctx, province, func(tx *db.Tx) error {
			posts, err := org.Posts(tx)
			if err != nil {
				return err
			}
			if _, _, err := org.AddPerson(tx, org.Installer(province), org.NewPerson{Login: "chutichtinh", Post: posts[0].ID}); err != nil {
				return err
			}
			who, err := org.ByLogin(tx, "chutichtinh")
			if err != nil {
				return err
			}
			cookie, _, err = org.OpenSession(tx, who, "", "")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		v, err := org.Identify(ctx, d, cookie)
		if err != nil || v.Who.TenantCode != "51" || v.Who.Role != org.Chairman || v.Who.TenantName != "UBND tỉnh Quảng Ngãi" {
			t.Errorf("the cookie is of %+v, %v", v.Who, err)
		}
	})
}
