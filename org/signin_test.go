package org_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/onetime"
	"sauro/org"
	"sauro/vault"
)

const clerkPassword = "mot cau de nho c"

// entrance is an office whose clock the test moves.
type entrance struct {
	*testing.T
	d      *db.DB
	v      *vault.Vault
	tenant db.ID
	people map[org.Role]org.Who
	now    time.Time
}

// atEngines runs the test at an office of its own on every engine.
func atEngines(t *testing.T, test func(e *entrance)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		v, err := vault.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		e := &entrance{T: t, d: d, v: v, now: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)}
		e.d = d.At(e.now)
		e.tenant, e.people = office(t, e.d)
		test(e)
	})
}

// later moves the clock on.
func (e *entrance) later(by time.Duration) {
	e.now = e.now.Add(by)
	e.d = e.d.At(e.now)
}

func (e *entrance) update(do func(tx *db.Tx) error) {
	e.Helper()
	if err := e.d.Update(ctx, e.tenant, do); err != nil {
		e.Fatal(err)
	}
}

func (e *entrance) try(login, password string) (org.In, error) {
	return org.SignIn(ctx, e.d, org.Attempt{Tenant: "21472", Login: login, Password: password, Device: "Cốc Cốc", Address: "10.0.0.1"})
}

// clerk signs the clerk in.
func (e *entrance) clerk() (string, org.Who) {
	e.Helper()
	in, err := e.try("clerk", clerkPassword)
	if err != nil || in.Cookie == "" {
		e.Fatal(in, err)
	}
	return in.Cookie, in.Who
}

func (e *entrance) visit(cookie string) org.Visit {
	e.Helper()
	v, err := org.Identify(ctx, e.d, cookie)
	if err != nil {
		e.Fatal(err)
	}
	return v
}

// withTOTP has the clerk set up an application and gives its secret.
func (e *entrance) withTOTP() (secret []byte) {
	e.Helper()
	_, who := e.clerk()
	secret = onetime.NewSecret()
	e.update(func(tx *db.Tx) error {
		_, err := org.AddTOTP(tx, e.v, who, e.v.Seal("totp "+string(who.Person), secret), e.code(secret))
		return err
	})
	e.later(time.Minute)
	return secret
}

func (e *entrance) code(secret []byte) string {
	e.Helper()
	code, err := onetime.Code(secret, onetime.Step(e.now))
	if err != nil {
		e.Fatal(err)
	}
	return code
}

// half signs the clerk in as far as the password goes.
func (e *entrance) half() string {
	e.Helper()
	in, err := e.try("clerk", clerkPassword)
	if err != nil || in.Step == "" || in.Cookie != "" {
		e.Fatalf("%+v, %v", in, err)
	}
	return in.Step
}

func (e *entrance) pass(step, code string) (org.In, error) {
	return org.PassStep(ctx, e.d, e.v, step, org.Proof{Code: code, Device: "Cốc Cốc", Address: "10.0.0.1"})
}

func TestSigningIn(t *testing.T) {
	atEngines(t, func(e *entrance) {
		in, err := e.try(" CLERK ", clerkPassword)
		if err != nil || in.Who.Post != e.people[org.Clerk].Post || in.Step != "" {
			t.Fatal(in, err)
		}
		v := e.visit(in.Cookie)
		if v.Who.Post != in.Who.Post || v.Who.Session == "" || v.Who.TenantName != "UBND xã Khánh Cường" || v.First != "" || v.Cookie != "" {
			t.Errorf("the cookie is %+v", v)
		}
		for _, bad := range []string{"", "x", "21472.", in.Cookie + "x", "21473" + in.Cookie[5:], strings.Repeat("9", 5000)} {
			if v := e.visit(bad); v.Who.SignedIn() || v.Ended != "" {
				t.Errorf("cookie %.30q: %+v", bad, v)
			}
		}
	})
}

// Whoever guesses learns from the answer neither whether a name exists nor what
// is wrong with it.
func TestWhatIsWrongCannotBeTold(t *testing.T) {
	atEngines(t, func(e *entrance) {
		e.update(func(tx *db.Tx) error { // blocked, without a post, without a password
			if _, err := tx.Exec("update person set blocked_at = ?3 where tenant_id = ?1 and login = ?2", "deputy", tx.Now); err != nil {
				return err
			}
			if _, err := tx.Exec("delete from holding where tenant_id = ?1 and person_id = ?2", e.people[org.Head].Person); err != nil {
				return err
			}
			if _, err := tx.Exec("update person set password = '' where tenant_id = ?1 and login = ?2", "viewer"); err != nil {
				return err
			}
			e.people[org.Chairman].Did(tx, "test", "")
			return nil
		})
		words := map[string][]string{}
		for _, bad := range []org.Attempt{
			{Tenant: "21472", Login: "clerk", Password: "sai"},
			{Tenant: "21472", Login: "khong-co", Password: clerkPassword},
			{Tenant: "99999", Login: "clerk", Password: clerkPassword},
			{Tenant: "21472", Login: "deputy", Password: "mot cau de nho d"},
			{Tenant: "21472", Login: "head", Password: "mot cau de nho h"},
			{Tenant: "21472", Login: "viewer", Password: ""},
			{Tenant: "' or 1=1", Login: "' or 1=1", Password: "' or 1=1"},
			{Tenant: "21472", Login: strings.Repeat("a", 4000), Password: strings.Repeat("b", 4000)},
			{Tenant: "21472", Login: "\x00\xff", Password: "\x00\xff", Device: "\x00\xff", Address: "\x00\xff"},
			{Tenant: "\x00\xff", Login: "clerk", Password: clerkPassword},
			{},
		} {
			in, err := org.SignIn(ctx, e.d, bad)
			if !fault.Is(err, fault.Invalid) || in.Cookie != "" || in.Step != "" || in.Who.SignedIn() {
				t.Errorf("%.200v: %+v, %v", bad, in, err)
				continue
			}
			words[err.Error()] = append(words[err.Error()], bad.Login)
		}
		if len(words) != 1 {
			t.Errorf("what is wrong can be told from the words: %v", words)
		}
		// The counting knows no difference either: both are locked after as many.
		for _, login := range []string{"clerk", "khong-co-ai"} {
			e.later(time.Hour)
			n := 0
			for ; n < 20; n++ {
				e.later(time.Minute)
				if _, err := e.try(login, "sai"); fault.Is(err, fault.Busy) {
					break
				}
			}
			if n != 8 {
				t.Errorf("%s is locked after %d failures", login, n)
			}
		}
	})
}

func TestEachFailureWaitsLonger(t *testing.T) {
	atEngines(t, func(e *entrance) {
		var waits []time.Duration
		for range 8 {
			if _, err := e.try("clerk", "sai"); !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			// Right or wrong, nothing is looked at until the wait is over.
			_, err := e.try("clerk", clerkPassword)
			var l *org.Locked
			if !errors.As(err, &l) {
				if len(waits) == 0 && err == nil {
					waits = append(waits, 0)
					e.later(time.Hour) // the success has cleared the count
					if _, err := e.try("clerk", "sai"); !fault.Is(err, fault.Invalid) {
						t.Fatal(err)
					}
					continue
				}
				t.Fatalf("after %v: %v", waits, err)
			}
			waits = append(waits, l.Wait)
			e.later(l.Wait)
		}
		want := []time.Duration{0, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 15 * time.Second, 30 * time.Second, 15 * time.Minute}
		for i := range want {
			if i >= len(waits) || waits[i] != want[i] {
				t.Fatalf("waits %v, want %v", waits, want)
			}
		}
		e.clerk() // a quarter of an hour later
		e.clerk() // and the failures are forgotten
	})
}

// One address that tries many names waits as well; others do not.
func TestAnAddressIsLockedAfterForty(t *testing.T) {
	atEngines(t, func(e *entrance) {
		for i := range 40 {
			if _, err := e.try("ten-"+string(rune('a'+i%26))+string(rune('a'+i/26)), "sai"); !fault.Is(err, fault.Invalid) {
				t.Fatalf("%d: %v", i, err)
			}
		}
		if _, err := e.try("clerk", clerkPassword); !fault.Is(err, fault.Busy) {
			t.Errorf("the forty-first: %v", err)
		}
		if _, err := org.FindLink(ctx, e.d, "21472.abc", "10.0.0.1"); !fault.Is(err, fault.Busy) {
			t.Errorf("a link from there: %v", err)
		}
		if _, err := org.SignIn(ctx, e.d, org.Attempt{Tenant: "21472", Login: "clerk", Password: clerkPassword, Address: "10.0.0.2"}); err != nil {
			t.Errorf("from elsewhere: %v", err)
		}
		e.later(16 * time.Minute)
		e.clerk()
		// What is old is cleared away.
		e.later(31 * 24 * time.Hour)
		if _, err := e.try("clerk", "sai"); !fault.Is(err, fault.Invalid) {
			t.Fatal(err)
		}
		e.update(func(tx *db.Tx) error {
			n, err := db.Value[int](tx, "select count(*) from signin_failure where tenant_id = ?1")
			if n != 1 {
				t.Errorf("%d failures are kept", n)
			}
			return err
		})
	})
}

// Tries at once are judged one after the other: whoever sends many in a moment
// learns no more than who sends them in a row.
func TestManyGuessesAtOnceAreNoWayRound(t *testing.T) {
	atEngines(t, func(e *entrance) {
		var wait sync.WaitGroup
		var mu sync.Mutex
		said := map[fault.Kind]int{}
		for i := range 32 {
			wait.Go(func() {
				password := "sai"
				if i == 31 {
					password = clerkPassword
				}
				_, err := e.try("clerk", password)
				mu.Lock()
				defer mu.Unlock()
				if err != nil {
					said[fault.Of(err)]++
				}
			})
		}
		wait.Wait()
		if said[fault.Invalid] > 3 || said[fault.Busy] < 28 || said[fault.Internal] > 0 {
			t.Errorf("%d guesses were looked at, %d told to wait, %d failed", said[fault.Invalid], said[fault.Busy], said[fault.Internal])
		}
	})
}

func TestSixtyFourSignInsAtOnce(t *testing.T) {
	atEngines(t, func(e *entrance) {
		begin := time.Now()
		var wait sync.WaitGroup
		for range 64 {
			wait.Go(func() {
				if in, err := e.try("clerk", clerkPassword); err != nil || in.Cookie == "" {
					t.Errorf("%+v, %v", in, err)
				}
			})
		}
		wait.Wait()
		t.Logf("64 sign-ins at once took %v", time.Since(begin).Round(time.Millisecond))
	})
}

func TestTheSecondStep(t *testing.T) {
	atEngines(t, func(e *entrance) {
		secret := e.withTOTP()
		step := e.half()
		if v := e.visit(step); v.Who.SignedIn() {
			t.Error("half a sign-in is a session")
		}
		s, err := org.StepOf(ctx, e.d, step)
		if err != nil || s.Who.Person != e.people[org.Clerk].Person || s.Factors.TOTP.IsZero() {
			t.Fatal(s, err)
		}
		code := e.code(secret)
		in, err := e.pass(step, code[:3]+" "+code[3:])
		if err != nil || !e.visit(in.Cookie).Who.SignedIn() {
			t.Fatal(in, err)
		}
		if _, err := e.pass(step, e.code(secret)); !fault.Is(err, fault.SignIn) {
			t.Errorf("the same half again: %v", err)
		}
		// A code that was seen over somebody's shoulder is of no use.
		if _, err := e.pass(e.half(), code); !fault.Is(err, fault.Invalid) {
			t.Errorf("a code a second time: %v", err)
		}
		e.later(31 * time.Second)
		step = e.half()
		e.later(5*time.Minute + time.Second)
		if _, err := e.pass(step, e.code(secret)); !fault.Is(err, fault.SignIn) {
			t.Errorf("after five minutes: %v", err)
		}
	})
}

func TestCodesAreGuessedInVain(t *testing.T) {
	atEngines(t, func(e *entrance) {
		secret := e.withTOTP()
		step := e.half()
		for i := range 5 {
			if _, err := e.pass(step, []string{"000000", "abc", "", "' or 1=1", "k7pm-x2qd-9wva"}[i]); !fault.Is(err, fault.Invalid) {
				t.Errorf("guess %d: %v", i, err)
			}
			e.later(40 * time.Second)
			if i == 4 {
				if _, err := e.pass(step, e.code(secret)); !fault.Is(err, fault.SignIn) {
					t.Errorf("after five guesses: %v", err)
				}
			}
		}
		// The guesses count as failures of the account, and a right password
		// between them does not wash them away.
		n := 5
		for ; n < 20; n++ {
			in, err := e.try("clerk", clerkPassword)
			if fault.Is(err, fault.Busy) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if _, err := e.pass(in.Step, "000000"); !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			e.later(40 * time.Second)
		}
		if n != 8 {
			t.Errorf("locked after %d guesses", n)
		}
	})
}

func TestRecoveryCodes(t *testing.T) {
	atEngines(t, func(e *entrance) {
		secret := e.withTOTP()
		in, err := e.pass(e.half(), e.code(secret))
		if err != nil {
			t.Fatal(err)
		}
		old, made := org.NewCodes(), org.NewCodes()
		e.update(func(tx *db.Tx) error {
			if err := org.KeepCodes(tx, in.Who, old); err != nil {
				return err
			}
			return org.KeepCodes(tx, in.Who, made)
		})
		if len(made.Plain) != 10 {
			t.Fatal(made.Plain)
		}
		left := func() (n int) {
			e.update(func(tx *db.Tx) error {
				f, err := org.FactorsOf(tx, in.Who)
				n = f.Codes
				return err
			})
			return n
		}
		if n := left(); n != 10 {
			t.Errorf("%d codes are left of two times ten, the first void", n)
		}
		e.later(time.Minute)
		if _, err := e.pass(e.half(), old.Plain[0]); !fault.Is(err, fault.Invalid) {
			t.Errorf("a void code: %v", err)
		}
		// As people type them.
		if in, err := e.pass(e.half(), " "+strings.ToUpper(strings.ReplaceAll(made.Plain[3], "-", " "))); err != nil || in.Cookie == "" {
			t.Fatal(in, err)
		}
		if n := left(); n != 9 {
			t.Errorf("%d codes are left", n)
		}
		if _, err := e.pass(e.half(), made.Plain[3]); !fault.Is(err, fault.Invalid) {
			t.Errorf("a code a second time: %v", err)
		}
		// Codes stand in for a second step and are none of their own.
		e.later(time.Minute)
		e.update(func(tx *db.Tx) error {
			_, err := tx.Exec("update session set confirmed_at = ?2 where tenant_id = ?1", tx.Now)
			if err != nil {
				return err
			}
			return org.RemoveTOTP(tx, in.Who)
		})
		if n := left(); n != 0 {
			t.Errorf("%d codes outlive the second step", n)
		}
		if err := e.d.Update(ctx, e.tenant, func(tx *db.Tx) error { return org.KeepCodes(tx, in.Who, made) }); !fault.Is(err, fault.Invalid) {
			t.Errorf("codes without a second step: %v", err)
		}
		e.clerk()
	})
}

// What lets a person in is changed only by who has just shown to be that person.
func TestChangingFactorsNeedsAFreshProof(t *testing.T) {
	atEngines(t, func(e *entrance) {
		cookie, who := e.clerk()
		secret := onetime.NewSecret()
		sealed := e.v.Seal("totp "+string(who.Person), secret)
		acts := map[string]func(tx *db.Tx) error{
			"adding codes":    func(tx *db.Tx) error { _, err := org.AddTOTP(tx, e.v, who, sealed, e.code(secret)); return err },
			"removing codes":  func(tx *db.Tx) error { return org.RemoveTOTP(tx, who) },
			"removing a key":  func(tx *db.Tx) error { return org.RemovePasskey(tx, who, db.NewID()) },
			"new codes":       func(tx *db.Tx) error { return org.KeepCodes(tx, who, org.NewCodes()) },
			"another's codes": func(tx *db.Tx) error { return org.DropFactors(tx, who, db.NewID(), "mất máy rồi") },
		}
		e.later(11 * time.Minute)
		for what, act := range acts {
			if err := e.d.Update(ctx, e.tenant, act); !errors.Is(err, org.ErrConfirm) {
				t.Errorf("%s after eleven minutes: %v", what, err)
			}
		}
		if _, err := org.Confirm(ctx, e.d, who, "sai", "10.0.0.1"); !fault.Is(err, fault.Invalid) {
			t.Errorf("a wrong password: %v", err)
		}
		fresh, err := org.Confirm(ctx, e.d, who, clerkPassword, "10.0.0.1")
		if err != nil || fresh == "" || fresh == cookie {
			t.Fatal(fresh, err)
		}
		e.update(acts["adding codes"])
		stranger := who
		stranger.Person = e.people[org.Viewer].Person
		if err := e.d.Update(ctx, e.tenant, func(tx *db.Tx) error { return org.Confirmed(tx, stranger) }); !errors.Is(err, org.ErrConfirm) {
			t.Errorf("somebody else's session: %v", err)
		}
		if _, _, err := org.ShowTOTP(e.v, stranger, "x", sealed); !fault.Is(err, fault.Invalid) {
			t.Errorf("somebody else's secret: %v", err)
		}
	})
}

func TestChangingThePassword(t *testing.T) {
	atEngines(t, func(e *entrance) {
		one, who := e.clerk()
		two, _ := e.clerk()
		for _, c := range [][2]string{{"sai", "mot cau moi hon"}, {clerkPassword, "ngan"}, {clerkPassword, clerkPassword}, {clerkPassword, "clerk clerk clerk"}, {clerkPassword, strings.Repeat("x", 201)}} {
			if _, err := org.ChangePassword(ctx, e.d, who, c[0], c[1], ""); !fault.Is(err, fault.Invalid) {
				t.Errorf("%q: %v", c, err)
			}
			e.later(time.Minute)
		}
		fresh, err := org.ChangePassword(ctx, e.d, who, clerkPassword, "mot cau moi hon", "")
		if err != nil {
			t.Fatal(err)
		}
		if !e.visit(fresh).Who.SignedIn() || e.visit(two).Who.SignedIn() {
			t.Error("the session that changed it goes on, the others end")
		}
		if v := e.visit(one); !v.Who.SignedIn() || v.Cookie != "" {
			t.Errorf("a request under way with the old cookie: %+v", v)
		}
		if _, err := e.try("clerk", "mot cau moi hon"); err != nil {
			t.Error(err)
		}
	})
}

func TestARoleCanDemandASecondStep(t *testing.T) {
	atEngines(t, func(e *entrance) {
		cookie, who := e.clerk()
		demand := func(by org.Who, roles ...org.Role) error {
			return e.d.Update(ctx, e.tenant, func(tx *db.Tx) error { return org.DemandFactor(tx, by, roles) })
		}
		if err := demand(e.people[org.Official], org.Clerk); !fault.Is(err, fault.Denied) {
			t.Errorf("an official: %v", err)
		}
		if err := demand(e.people[org.Chairman], org.Clerk, org.Chairman, "king"); err != nil {
			t.Fatal(err)
		}
		if v := e.visit(cookie); !v.Who.SignedIn() || v.First != org.FirstFactor {
			t.Errorf("the next request: %+v", v)
		}
		if in, err := e.try("official", "mot cau de nho o"); err != nil || e.visit(in.Cookie).First != "" {
			t.Errorf("another role: %+v, %v", in, err)
		}
		e.update(func(tx *db.Tx) error {
			rules, err := org.FactorRules(tx, who)
			for _, r := range rules {
				if want := r.Role == org.Clerk || r.Role == org.Chairman; r.Demanded != want || want && (r.Holders != 1 || r.Lacking != 1) {
					t.Errorf("rule %+v", r)
				}
			}
			return err
		})
		secret := e.withTOTP()
		if v := e.visit(cookie); v.First != "" {
			t.Errorf("with an application: %+v", v)
		}
		in, err := e.pass(e.half(), e.code(secret))
		if err != nil {
			t.Fatal(err)
		}
		if err := e.d.Update(ctx, e.tenant, func(tx *db.Tx) error { return org.RemoveTOTP(tx, in.Who) }); !fault.Is(err, fault.Invalid) {
			t.Errorf("taking the last one away: %v", err)
		}
		if err := demand(e.people[org.Chairman]); err != nil {
			t.Fatal(err)
		}
		e.update(func(tx *db.Tx) error { return org.RemoveTOTP(tx, in.Who) })
		if v := e.visit(cookie); v.First != "" {
			t.Errorf("demanded no more: %+v", v)
		}
	})
}
