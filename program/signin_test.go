package program_test

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"sauro/db"
	"sauro/org"
	"sauro/program"
)

// said is an answer without what no two answers have the same: when it was given
// and the id by which the log knows it.
type said struct {
	status int
	header http.Header
	body   string
}

func (s said) same(other said) bool {
	return s.status == other.status && s.body == other.body && maps.EqualFunc(s.header, other.header, func(a, b []string) bool { return strings.Join(a, "\n") == strings.Join(b, "\n") })
}

// visitor is a browser that follows no redirect.
func visitor(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func tryPassword(t *testing.T, p *program.Program, login, password string) said {
	t.Helper()
	req, err := http.NewRequest(http.MethodPost, p.URL()+"/dang-nhap", strings.NewReader(url.Values{"ten": {login}, "mat-khau": {password}}.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := visitor(t).Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	res.Header.Del("X-Request-Id")
	res.Header.Del("Date")
	return said{res.StatusCode, res.Header, string(bytes.ReplaceAll(body, []byte(login), []byte("<ten>")))}
}

// TestAWrongNameIsAnsweredAsAWrongPassword: to the byte, before and when the
// account is locked, and whatever is wrong with the person.
func TestAWrongNameIsAnsweredAsAWrongPassword(t *testing.T) {
	p := start(t, program.Config{})
	ctx := context.Background()
	tenant, err := org.NewTenant(ctx, p.DB, "21472", "UBND xã Khánh Cường")
	if err != nil {
		t.Fatal(err)
	}
	const password = "mua rao thang bay"
	logins := []string{"dangdung", "khongmatkhau", "dabikhoa", "khongcoai"} // right, without a password, blocked, nobody
	err = p.DB.Update(ctx, tenant, func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		for i, login := range logins[:3] {
			n := org.NewPerson{Login: login, Post: posts[i].ID, Password: password}
			if login == "khongmatkhau" {
				n.Password = ""
			}
			if _, _, err := org.AddPerson(tx, org.Installer(tenant), n); err != nil {
				return err
			}
		}
		if _, err := tx.Exec("update person set blocked_at = ?3 where tenant_id = ?1 and login = ?2", "dabikhoa", tx.Now); err != nil {
			return err
		}
		org.Installer(tenant).Did(tx, "test", "")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	compare := func(what string, status int) {
		t.Helper()
		var first said
		for i, login := range logins {
			typed := password
			if login == "dangdung" {
				typed = "sai mat roi"
			}
			got := tryPassword(t, p, login, typed)
			if got.status != status || got.header.Get("Set-Cookie") != "" {
				t.Errorf("%s, %s: %d, %v", what, login, got.status, got.header)
			}
			if i == 0 {
				first = got
			} else if !got.same(first) {
				t.Errorf("%s: %s is answered otherwise than %s:\n%v\n%v", what, login, logins[0], got.header, first.header)
			}
		}
	}
	compare("the first failure", http.StatusUnprocessableEntity)
	err = p.DB.Update(ctx, tenant, func(tx *db.Tx) error {
		for _, login := range logins {
			for range 7 {
				if _, err := tx.Exec("insert into signin_failure (tenant_id, failure_id, login, address, at) values (?1, ?2, ?3, '10.0.0.9', ?4)", db.NewID(), login, tx.Now); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	compare("locked", http.StatusServiceUnavailable)
}

// TestWhoLacksTheSecondStepGetsNowhere: where a role demands one, every route but
// the account's own leads its people to add it.
func TestWhoLacksTheSecondStepGetsNowhere(t *testing.T) {
	o := newRightsOffice(t)
	err := o.program.DB.Update(context.Background(), o.tenant, func(tx *db.Tx) error {
		chairman, err := org.AsPost(tx, org.Chairman)
		if err != nil {
			return err
		}
		return org.DemandFactor(tx, chairman, []org.Role{org.Clerk})
	})
	if err != nil {
		t.Fatal(err)
	}
	client := o.signIn(org.Clerk)
	led := 0
	for _, route := range o.program.Routes() {
		method, path, _ := strings.Cut(route.Pattern, " ")
		if route.Open || org.Rights[org.Clerk][route.Act] == org.None {
			continue
		}
		path = hole.ReplaceAllString(strings.Replace(path, "{$}", "", 1), "0195a1b2-0000-7000-8000-000000000000")
		req, err := http.NewRequest(method, o.program.URL()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Sec-Fetch-Site", "same-origin")
		if route.Act == org.Self {
			continue
		}
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if to := res.Header.Get("Location"); res.StatusCode != http.StatusSeeOther || to != "/tai-khoan/lop-thu-hai" {
			t.Errorf("%s: %s to %q", route.Pattern, res.Status, to)
		}
		led++
	}
	if led < 40 {
		t.Errorf("only %d routes were tried", led)
	}
	res, err := client.Get(o.program.URL() + "/tai-khoan")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("the account itself: %s", res.Status)
	}
}

// TestTheSecretOfALinkGoesNowhere: not into an address that the next page is told,
// not into a page, and looking uses nothing up.
func TestTheSecretOfALinkGoesNowhere(t *testing.T) {
	p := start(t, program.Config{Demo: true})
	ctx := context.Background()
	tenants, err := org.Tenants(ctx, p.DB)
	if err != nil {
		t.Fatal(err)
	}
	var link org.Link
	err = p.DB.Update(ctx, tenants[0].ID, func(tx *db.Tx) error {
		who, err := org.ByLogin(tx, "vanphong")
		if err != nil {
			return err
		}
		link, err = org.MakeLink(tx, org.Installer(tenants[0].ID), who.Person)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	token := strings.TrimPrefix(link.Path, org.LinkPage)
	client := visitor(t)
	for range 2 {
		res, err := client.Get(p.URL() + link.Path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if to := res.Header.Get("Location"); to != "/mat-khau-moi" || res.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Fatalf("%s to %q, %v", res.Status, to, res.Header)
		}
		res, err = client.Get(p.URL() + "/mat-khau-moi")
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK || strings.Contains(string(body), token) || !strings.Contains(string(body), "vanphong") {
			t.Errorf("%s, %v: %.2000s", res.Status, err, body)
		}
	}
}
