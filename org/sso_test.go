package org_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/org"
	"sauro/sso"
	"sauro/vault"
)

// province is an office with a sign-on of the province.
type province struct {
	*testing.T
	d      *db.DB
	v      *vault.Vault
	tenant db.ID
	people map[org.Role]org.Who
	signOn db.ID
}

func newProvince(t *testing.T, d *db.DB, change func(s *org.SignOn)) *province {
	t.Helper()
	v, err := vault.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p := &province{T: t, d: d, v: v}
	p.tenant, p.people = office(t, d)
	s := org.SignOn{Name: "Cổng của tỉnh", Issuer: "https://sso.tinh.vn", ClientID: "sauro", Scopes: "openid profile", LoginClaim: "preferred_username"}
	if change != nil {
		change(&s)
	}
	p.do(func(tx *db.Tx) error {
		p.signOn, err = org.SaveSignOn(tx, p.people[org.Clerk], v, s, "khóa của xã", false)
		return err
	})
	return p
}

func (p *province) do(write func(tx *db.Tx) error) {
	p.Helper()
	if err := p.d.Update(ctx, p.tenant, write); err != nil {
		p.Fatal(err)
	}
}

func (p *province) read() (s org.SignOn) {
	p.Helper()
	err := p.d.View(ctx, p.tenant, func(tx *db.Tx) (err error) {
		s, err = org.SignOnByID(tx, p.signOn)
		return err
	})
	if err != nil {
		p.Fatal(err)
	}
	return s
}

// change changes the settings as the clerk does.
func (p *province) change(f func(s *org.SignOn)) {
	p.Helper()
	s := p.read()
	f(&s)
	p.do(func(tx *db.Tx) error {
		_, err := org.SaveSignOn(tx, p.people[org.Clerk], p.v, s, "", false)
		return err
	})
}

func (p *province) come(id sso.Identity) (org.In, error) {
	p.Helper()
	return org.SignInBy(ctx, p.d, p.v, p.read(), id, org.Attempt{Device: "Firefox", Address: "203.0.113.7"})
}

func (p *province) post(title string) db.ID {
	p.Helper()
	var id db.ID
	p.do(func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		for _, post := range posts {
			if post.Title == title {
				id = post.ID
			}
		}
		return err
	})
	if id == "" {
		p.Fatalf("no post %s", title)
	}
	return id
}

const stranger = "chưa vào được cơ quan này"

func (p *province) refused(what string, id sso.Identity, says string) {
	p.Helper()
	in, err := p.come(id)
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) || in.Cookie != "" || in.Step != "" {
		p.Errorf("%s: %+v, %v", what, in, err)
	}
}

// TestWhoMaySetUpASignOn: whoever manages people and nobody else; the secret is
// never stored as it is; two who change at once hear of each other.
func TestWhoMaySetUpASignOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProvince(t, d, nil)
		for role, who := range p.people {
			err := d.Update(ctx, p.tenant, func(tx *db.Tx) error {
				_, err := org.SaveSignOn(tx, who, p.v, org.SignOn{Name: "Khác", Issuer: "https://khac.vn", ClientID: "x"}, "", false)
				if may := who.Can(org.People, org.Thing{}); may != (err == nil) || err != nil && !fault.Is(err, fault.Denied) {
					t.Errorf("%s: %v", role, err)
				}
				if _, listed := org.SignOns(tx, who); (listed == nil) != (err == nil) {
					t.Errorf("%s lists: %v", role, listed)
				}
				if switched := org.SwitchSignOn(tx, who, p.signOn, true); (switched == nil) != (err == nil) {
					t.Errorf("%s switches: %v", role, switched)
				}
				return errUndo
			})
			if err != errUndo {
				t.Fatal(err)
			}
		}
		s := p.read()
		if s.On || !s.HasSecret() {
			t.Errorf("a new sign-on is on, or without its secret: %+v", s)
		}
		settings, err := s.Settings(p.v, "https://xa.vn/ve")
		if err != nil || settings.ClientSecret != "khóa của xã" || settings.Redirect != "https://xa.vn/ve" {
			t.Errorf("%+v, %v", settings, err)
		}
		p.do(func(tx *db.Tx) error {
			stored, err := db.Value[string](tx, "select client_secret from sso_provider where tenant_id = ?1")
			if strings.Contains(stored, "khóa") || !strings.HasPrefix(stored, "v1.") {
				t.Errorf("the secret is stored as %q", stored)
			}
			return err
		})

		p.change(func(s *org.SignOn) { s.Name = "Cổng tỉnh" })
		if again, err := p.read().Settings(p.v, ""); err != nil || again.ClientSecret != "khóa của xã" || again.Name != "Cổng tỉnh" {
			t.Errorf("after a change without a secret: %+v, %v", again, err)
		}
		err = d.Update(ctx, p.tenant, func(tx *db.Tx) error {
			_, err := org.SaveSignOn(tx, p.people[org.Chairman], p.v, s, "", true)
			return err
		})
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("the second of two who change: %v", err)
		}
		s = p.read()
		p.do(func(tx *db.Tx) error {
			_, err := org.SaveSignOn(tx, p.people[org.Clerk], p.v, s, "", true)
			return err
		})
		if p.read().HasSecret() {
			t.Error("the secret that was taken away is there")
		}
		p.do(func(tx *db.Tx) error { return org.SwitchSignOn(tx, p.people[org.Clerk], p.signOn, true) })
		doors, err := org.SignOnDoors(ctx, d)
		if err != nil || len(doors) != 1 || doors[0].ID != p.signOn || doors[0].Tenant != p.tenant {
			t.Errorf("%+v, %v", doors, err)
		}
		p.do(func(tx *db.Tx) error { return org.SwitchSignOn(tx, p.people[org.Clerk], p.signOn, false) })
		if doors, err = org.SignOnDoors(ctx, d); err != nil || len(doors) != 0 {
			t.Errorf("switched off: %+v, %v", doors, err)
		}
	})
}

var errUndo = errors.New("undo")

// TestWrongSettings: each wrong field is named.
func TestWrongSettings(t *testing.T) {
	p := newProvince(t, dbtest.SQLite(t), nil)
	good := p.read()
	for name, change := range map[string]func(s *org.SignOn){
		"name":        func(s *org.SignOn) { s.Name = " " },
		"issuer":      func(s *org.SignOn) { s.Issuer = "http://sso.tinh.vn" },
		"client":      func(s *org.SignOn) { s.ClientID = "" },
		"login-claim": func(s *org.SignOn) { s.LoginClaim = "tên đăng nhập" },
		"post-claim":  func(s *org.SignOn) { s.CheckPost = true; s.Posts = []org.SignOnPost{{Value: "a"}} },
		"posts":       func(s *org.SignOn) { s.Provision, s.PostClaim = true, "groups" },
		"acr":         func(s *org.SignOn) { s.ACR = "mức hai" },
	} {
		s := good
		change(&s)
		err := p.d.Update(ctx, p.tenant, func(tx *db.Tx) error {
			_, err := org.SaveSignOn(tx, p.people[org.Clerk], p.v, s, "", false)
			return err
		})
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "; "+name+": ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	twice := good
	twice.PostClaim, twice.Posts = "groups", []org.SignOnPost{{"a", p.post("Chủ tịch UBND xã")}, {"a", p.post("Công chức Một cửa")}}
	elsewhere := good
	elsewhere.PostClaim, elsewhere.Posts = "groups", []org.SignOnPost{{"a", db.NewID()}}
	for _, s := range []org.SignOn{twice, elsewhere} {
		err := p.d.Update(ctx, p.tenant, func(tx *db.Tx) error {
			_, err := org.SaveSignOn(tx, p.people[org.Clerk], p.v, s, "", false)
			return err
		})
		if !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", s.Posts, err)
		}
	}
}

// TestASignOnKnowsWhoIsLinked: nobody comes in who is not linked; whoever linked
// comes in until the link, the post or the sign-on's issuer ends, and the refusals
// say the same.
func TestASignOnKnowsWhoIsLinked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProvince(t, d, nil)
		official, head := p.people[org.Official], p.people[org.Head]
		hoa := sso.Identity{Subject: "001199000123", Login: "official", Name: "Hoa"}
		p.refused("the same name, but not linked", hoa, stranger)

		link := func(who org.Who, id sso.Identity) error {
			s := p.read()
			return d.Update(ctx, p.tenant, func(tx *db.Tx) error { return org.LinkSignOn(tx, who, p.v, s, id) })
		}
		citizen := hoa
		citizen.Login = "001199000123"
		for range 2 { // a second press changes nothing
			if err := link(official, citizen); err != nil {
				t.Fatal(err)
			}
		}
		if err := link(head, hoa); !fault.Is(err, fault.Exists) {
			t.Errorf("a subject of somebody else: %v", err)
		}
		if err := link(official, sso.Identity{Subject: "khac"}); !fault.Is(err, fault.Exists) {
			t.Errorf("a second subject: %v", err)
		}
		in, err := p.come(hoa)
		if err != nil || in.Who.Person != official.Person || in.Who.Role != org.Official || in.Cookie == "" || in.Step != "" {
			t.Fatalf("%+v, %v", in, err)
		}
		if v, err := org.Identify(ctx, d, in.Cookie); err != nil || v.Who.Person != official.Person {
			t.Errorf("%+v, %v", v, err)
		}
		var links []org.SignOnLink
		p.do(func(tx *db.Tx) (err error) {
			if links, err = org.SignOnLinks(tx, official); err != nil {
				return err
			}
			all, err := db.All(tx, func(s *string) []any { return []any{s} }, "select subject_hash || ' ' || label from sso_link where tenant_id = ?1")
			if len(all) != 1 || strings.Contains(all[0], "001199000123") {
				t.Errorf("a citizen's number is kept: %q", all)
			}
			return err
		})
		if len(links) != 1 || links[0].ID == "" {
			t.Fatalf("%+v", links)
		}
		unlink := func(who org.Who) error {
			return d.Update(ctx, p.tenant, func(tx *db.Tx) error { return org.UnlinkSignOn(tx, who, links[0].ID) })
		}
		if err := unlink(official); !errors.Is(err, org.ErrConfirm) {
			t.Errorf("without showing again who one is: %v", err)
		}
		other := head
		p.do(func(tx *db.Tx) (err error) { _, other.Session, err = org.OpenSession(tx, head, "", ""); return err })
		if err := unlink(other); !fault.Is(err, fault.Unknown) {
			t.Errorf("somebody else's link: %v", err)
		}
		if err := unlink(in.Who); err != nil {
			t.Fatal(err)
		}
		p.refused("unlinked", hoa, stranger)

		if err := link(official, hoa); err != nil {
			t.Fatal(err)
		}
		p.do(func(tx *db.Tx) error { return org.Leave(tx, p.people[org.Clerk], official.Person, nil) })
		p.refused("gone", hoa, stranger)

		long := sso.Identity{Subject: "s-head"}
		if err := link(head, long); err != nil {
			t.Fatal(err)
		}
		p.change(func(s *org.SignOn) { s.Issuer = "https://khac.vn" })
		p.refused("another house", long, stranger)
		if n := p.read().Links; n != 0 {
			t.Errorf("%d links after the issuer changed", n)
		}
	})
}

// TestLinkingByTheSignInName: only where the office has chosen so, only at the
// first time, and never past another link.
func TestLinkingByTheSignInName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProvince(t, d, func(s *org.SignOn) { s.LinkByLogin = true })
		hoa := sso.Identity{Subject: "s-1", Login: "Official"}
		in, err := p.come(hoa)
		if err != nil || in.Who.Person != p.people[org.Official].Person {
			t.Fatalf("%+v, %v", in, err)
		}
		p.refused("somebody else who calls themself so", sso.Identity{Subject: "s-2", Login: "official"}, stranger)
		p.refused("no such name", sso.Identity{Subject: "s-3", Login: "khong-co"}, stranger)
		p.refused("no name", sso.Identity{Subject: "s-4"}, stranger)
		hoa.Login = "head" // renamed there: the subject counts
		if in, err = p.come(hoa); err != nil || in.Who.Person != p.people[org.Official].Person {
			t.Errorf("%+v, %v", in, err)
		}
	})
}

// TestWhatASignOnSaysOfPostsIsChecked and gives nobody a right.
func TestWhatASignOnSaysOfPostsIsChecked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProvince(t, d, func(s *org.SignOn) { s.LinkByLogin = true })
		chairman := p.post("Chủ tịch UBND xã")
		own := p.people[org.Official].Post
		p.change(func(s *org.SignOn) {
			s.PostClaim, s.CheckPost = "groups", true
			s.Posts = []org.SignOnPost{{"ct", chairman}, {"cc", own}}
		})
		hoa := sso.Identity{Subject: "s-1", Login: "official", Posts: []string{"ct"}}
		p.refused("named chairman", hoa, "chức danh khác")
		if n := p.read().Links; n != 0 {
			t.Errorf("a refusal linked %d", n)
		}
		hoa.Posts = nil
		p.refused("named nothing", hoa, "chức danh khác")
		hoa.Posts = []string{"ct", "cc", "gì đó"}
		in, err := p.come(hoa)
		if err != nil || in.Who.Role != org.Official || in.Who.Post != own {
			t.Errorf("%+v, %v", in, err)
		}
		p.change(func(s *org.SignOn) { s.Posts = []org.SignOnPost{{"cc", own}, {"khac", own}} })
		if posts := p.read().Posts; len(posts) != 2 || posts[0].Value != "cc" || posts[1].Value != "khac" {
			t.Errorf("%+v", posts)
		}
	})
}

// TestNewPersonsThroughASignOn: into the one vacant post that is named, without a
// password that anybody knows; never in the place of somebody.
func TestNewPersonsThroughASignOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProvince(t, d, nil)
		vacant, other, held := p.post("Công chức Một cửa"), p.post("Công chức Tài chính - Kế toán"), p.people[org.Head].Post
		posts := []org.SignOnPost{{"mc", vacant}, {"tc", other}, {"tp", held}}
		p.change(func(s *org.SignOn) { s.PostClaim, s.Posts = "groups", posts })
		new := sso.Identity{Subject: "s-9", Login: "moi.vao", Name: "Trần Văn Mới", Posts: []string{"mc"}}
		p.refused("not chosen", new, stranger)
		p.change(func(s *org.SignOn) { s.Provision = true })
		for what, posts := range map[string][]string{"a held post": {"tp"}, "two vacant posts": {"mc", "tc"}, "no post": nil, "an unknown post": {"xx"}} {
			id := new
			id.Posts = posts
			p.refused(what, id, stranger)
		}
		taken := new
		taken.Login = "head"
		p.refused("somebody's sign-in name", taken, stranger)
		odd := new
		odd.Login = "Trần Văn Mới!"
		p.refused("a name nobody can sign in by", odd, stranger)

		in, err := p.come(new)
		if err != nil || in.Who.Post != vacant || in.Who.Name != "Trần Văn Mới" {
			t.Fatalf("%+v, %v", in, err)
		}
		if v, err := org.Identify(ctx, d, in.Cookie); err != nil || v.Who.Person != in.Who.Person || v.First != "" {
			t.Errorf("%+v, %v", v, err)
		}
		p.do(func(tx *db.Tx) error {
			stored, err := db.Value[string](tx, "select password from person where tenant_id = ?1 and person_id = ?2", in.Who.Person)
			if stored != "" {
				t.Error("a new person has a password")
			}
			return err
		})
		again, err := p.come(new)
		if err != nil || again.Who.Person != in.Who.Person {
			t.Errorf("%+v, %v", again, err)
		}
		second := sso.Identity{Subject: "s-10", Login: "moi.hai", Posts: []string{"mc"}}
		p.refused("a post that was filled", second, stranger)
	})
}

// TestASecondStepBesidesASignOn: whoever has one here shows it, and a role that
// demands one gets it, unless the office takes the sign-on's word for two.
func TestASecondStepBesidesASignOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProvince(t, d, func(s *org.SignOn) { s.LinkByLogin = true })
		hoa := sso.Identity{Subject: "s-1", Login: "official"}
		first := func() org.First {
			t.Helper()
			in, err := p.come(hoa)
			if err != nil || in.Cookie == "" {
				t.Fatalf("%+v, %v", in, err)
			}
			v, err := org.Identify(ctx, d, in.Cookie)
			if err != nil {
				t.Fatal(err)
			}
			return v.First
		}
		p.do(func(tx *db.Tx) error { return org.DemandFactor(tx, p.people[org.Clerk], []org.Role{org.Official}) })
		if got := first(); got != org.FirstFactor {
			t.Errorf("a role that demands two steps is asked for %q", got)
		}
		p.do(func(tx *db.Tx) error {
			_, err := tx.Exec("insert into totp (tenant_id, totp_id, person_id, secret, made_at) values (?1, ?2, ?3, '', ?4)", db.NewID(), p.people[org.Official].Person, tx.Now)
			p.people[org.Official].Did(tx, "totp-added", p.people[org.Official].Person)
			return err
		})
		in, err := p.come(hoa)
		if err != nil || in.Cookie != "" || in.Step == "" {
			t.Errorf("a person with a second step: %+v, %v", in, err)
		}
		p.change(func(s *org.SignOn) { s.SecondFactor = true })
		if got := first(); got != "" {
			t.Errorf("the sign-on's word counts for two, and still %q", got)
		}
		p.do(func(tx *db.Tx) error {
			_, err := tx.Exec("update totp set removed_at = ?2 where tenant_id = ?1", tx.Now)
			p.people[org.Official].Did(tx, "totp-removed", p.people[org.Official].Person)
			return err
		})
		if got := first(); got != "" {
			t.Errorf("the sign-on's word counts for two, and without a step of one's own %q", got)
		}
	})
}

// TestASignOnIsLockedAsPasswordsAre: many failures close the account and the
// address for both ways in, and failures of both count.
func TestASignOnIsLockedAsPasswordsAre(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newProvince(t, d, func(s *org.SignOn) { s.LinkByLogin = true })
		hoa := sso.Identity{Subject: "s-1", Login: "official"}
		if _, err := p.come(hoa); err != nil {
			t.Fatal(err)
		}
		now := d.Now()
		later := func(minutes int) *db.DB { return d.At(now.Add(time.Duration(minutes) * time.Minute)) }
		for i := range 8 {
			if _, err := org.SignIn(ctx, later(i+1), org.Attempt{Tenant: "21472", Login: "official", Password: "sai", Address: "198.51.100.1"}); !fault.Is(err, fault.Invalid) {
				t.Fatalf("failure %d: %v", i, err)
			}
		}
		p.d = later(10)
		if _, err := p.come(hoa); !fault.Is(err, fault.Busy) {
			t.Errorf("after eight wrong passwords: %v", err)
		}
		p.d = later(40)
		if _, err := p.come(hoa); err != nil {
			t.Errorf("later: %v", err)
		}
		p.d = later(60)
		for i := range 40 {
			p.refused(fmt.Sprint("stranger ", i), sso.Identity{Subject: fmt.Sprint("x-", i)}, stranger)
		}
		if _, err := p.come(hoa); !fault.Is(err, fault.Busy) {
			t.Errorf("after forty strangers from one address: %v", err)
		}
	})
}

// TestAVisitComesBackOnce.
func TestAVisitComesBackOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tenant, _ := office(t, d)
		use := func(d *db.DB, mark string) error {
			return d.Update(ctx, tenant, func(tx *db.Tx) error { return org.UseVisit(tx, mark) })
		}
		a, b := sso.NewVisit().Mark(), sso.NewVisit().Mark()
		for _, mark := range []string{a, b} {
			if err := use(d, mark); err != nil {
				t.Fatal(err)
			}
		}
		if err := use(d, a); !fault.Is(err, fault.Invalid) {
			t.Errorf("a second time: %v", err)
		}
		if err := use(d.At(d.Now().Add(time.Hour)), a); !fault.Is(err, fault.Invalid) {
			t.Errorf("an hour later: %v", err)
		}
	})
}
