package onetime_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"sauro/onetime"
)

// The secret and times of RFC 6238, appendix B; six digits are the last six of
// the eight printed there.
var rfc = []byte("12345678901234567890")

func TestCodesAreThoseOfTheStandard(t *testing.T) {
	for seconds, code := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"} {
		step, ok := onetime.Check(rfc, code, time.Unix(seconds, 0), 0)
		if !ok || step != seconds/30 {
			t.Errorf("at %d: %d, %v", seconds, step, ok)
		}
	}
}

func TestACodeHoldsForOneStepEachWayAndOnce(t *testing.T) {
	at := time.Unix(1_800_000_000, 0)
	now := onetime.Step(at)
	for away, want := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		code, err := onetime.Code(rfc, now+away)
		if err != nil {
			t.Fatal(err)
		}
		step, ok := onetime.Check(rfc, code, at, 0)
		if ok != want || ok && step != now+away {
			t.Errorf("%+d steps away: %d, %v", away, step, ok)
		}
		if !want {
			continue
		}
		if _, ok := onetime.Check(rfc, code, at, now+away); ok {
			t.Errorf("%+d steps away: taken twice", away)
		}
		if _, ok := onetime.Check(rfc, code[:3]+" "+code[3:], at, now+away-1); !ok {
			t.Errorf("%+d steps away: not taken as applications show it", away)
		}
	}
	code, _ := onetime.Code(rfc, now-1)
	if _, ok := onetime.Check(rfc, code, at, now); ok {
		t.Error("a code older than the last one used is taken")
	}
}

func TestSecretsAreNewAndCanBeTypedAndPhotographed(t *testing.T) {
	one, two := onetime.NewSecret(), onetime.NewSecret()
	if len(one) != 20 || string(one) == string(two) {
		t.Errorf("%x, %x", one, two)
	}
	groups := onetime.Groups(rfc)
	if groups != "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ" {
		t.Errorf("groups: %s", groups)
	}
	u, err := url.Parse(onetime.URI(rfc, "Sáu Rõ", "văn: phòng"))
	if err != nil || u.Scheme != "otpauth" || u.Host != "totp" || u.Path != "/Sáu Rõ:văn  phòng" {
		t.Fatal(u, err)
	}
	if q := u.Query(); q.Get("secret") != strings.ReplaceAll(groups, " ", "") || q.Get("issuer") != "Sáu Rõ" || strings.Contains(u.RawQuery, "+") {
		t.Errorf("query: %s", u.RawQuery)
	}
}

func FuzzCheck(f *testing.F) {
	at := time.Unix(1_800_000_000, 0)
	right := map[string]bool{}
	for _, away := range []int64{-1, 0, 1} {
		code, err := onetime.Code(rfc, onetime.Step(at)+away)
		if err != nil {
			f.Fatal(err)
		}
		right[code] = true
		f.Add(code)
	}
	for _, s := range []string{"", "000000", "1234567", "１２３４５６", "-1", "12 34 56", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		plain := strings.NewReplacer(" ", "", "\u00a0", "").Replace(code)
		if _, ok := onetime.Check(rfc, code, at, 0); ok != right[plain] {
			t.Errorf("%q is %v", code, ok)
		}
	})
}
