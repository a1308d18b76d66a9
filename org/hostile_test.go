package org_test

import (
	"strings"
	"testing"
	"time"

	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/org"
	"sauro/passkey"
	"sauro/vault"
)

// Whatever a browser sends as a cookie, a link, a code or the answer of a passkey:
// nobody comes in, and nothing breaks.
func FuzzWhatABrowserSends(f *testing.F) {
	d := dbtest.SQLite(f)
	if _, err := org.NewTenant(ctx, d, "21472", "UBND xã Khánh Cường"); err != nil {
		f.Fatal(err)
	}
	v, err := vault.Open(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", "21472.", "21472.abc", "21472.' or 1=1 --", "\x00", strings.Repeat("21472.", 2000), "{}", "123456", "k7pm-x2qd-9wva",
		`{"id":"YQ","rawId":"YQ","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"oA","signature":"","userHandle":"MjE0NzIu"}}`} {
		f.Add(s)
	}
	begin := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, text string) {
		d := d.At(begin)
		if visit, err := org.Identify(ctx, d, text); err != nil || visit.Who.SignedIn() || visit.Cookie != "" {
			t.Errorf("cookie: %+v, %v", visit, err)
		}
		if _, err := org.StepOf(ctx, d, text); !fault.Is(err, fault.SignIn) {
			t.Errorf("step: %v", err)
		}
		if _, err := org.PassStep(ctx, d, v, text, org.Proof{Code: text}); !fault.Is(err, fault.SignIn) {
			t.Errorf("pass: %v", err)
		}
		if _, err := org.FindLink(ctx, d, text, ""); !fault.Is(err, fault.Unknown) {
			t.Errorf("link: %v", err)
		}
		party := passkey.Party{ID: "localhost", Name: "x", Origin: "http://localhost"}
		if _, err := org.Asked(v, begin, party, org.KeyAlone, "", text); !fault.Is(err, fault.Invalid) {
			t.Errorf("question: %v", err)
		}
		if _, err := org.SignInByKey(ctx, d, org.Proof{Question: &org.KeyQuestion{Party: party}, Answer: []byte(text)}); !fault.Is(err, fault.Invalid) {
			t.Errorf("key: %v", err)
		}
	})
}
