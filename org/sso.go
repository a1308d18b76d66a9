package org

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"

	"sauro/db"
	"sauro/fault"
	"sauro/sso"
	"sauro/vault"
	"sauro/vn"
)

// SignOn is a sign-on of another house as the office has set it up. It says who
// somebody is and never what somebody may do: that is the post's.
type SignOn struct {
	ID       db.ID
	Tenant   db.ID
	Name     string // on the button
	Issuer   string
	ClientID string

	Scopes     string // words with spaces between, as are ACR and AMR
	LoginClaim string // the claim that is the sign-in name
	PostClaim  string // the claim that names posts, "" for none
	ACR        string // the provider must say one of these
	AMR        string // the provider must say all of these

	LinkByLogin  bool // the first sign-in links whoever has the same sign-in name here
	CheckPost    bool // lets in only whoever holds a post that the provider names
	Provision    bool // takes new persons into vacant posts that the provider names
	SecondFactor bool // no other factor is asked for
	Inner        bool // the provider may stand in an inner network
	On           bool

	Posts   []SignOnPost
	Links   int // how many persons are linked
	Version int // of the settings, for two who change them at once

	secret, key string // sealed
}

// SignOnPost is what a provider calls a post.
type SignOnPost struct {
	Value string
	Post  db.ID
}

// HasSecret reports whether the office has a secret with the provider; without
// one PKCE alone protects the way.
func (s SignOn) HasSecret() bool { return s.secret != "" }

// What secrets are sealed for: one row's do not open in another.
func (s SignOn) secretOf() string { return "sso secret " + string(s.Tenant) + " " + string(s.ID) }
func (s SignOn) keyOf() string    { return "sso subjects " + string(s.Tenant) + " " + string(s.ID) }

// Settings are what package sso needs, with the secret opened; redirect is the
// absolute address people come back to.
func (s SignOn) Settings(v *vault.Vault, redirect string) (sso.Settings, error) {
	secret := []byte(nil)
	if s.secret != "" {
		var err error
		if secret, err = v.Open(s.secretOf(), s.secret); err != nil {
			return sso.Settings{}, err
		}
	}
	return s.settings(string(secret), redirect), nil
}

// Typed are the settings as they were typed, before they are saved: with the
// secret that was typed, or the saved one where none was.
func (s SignOn) Typed(v *vault.Vault, secret, redirect string) (sso.Settings, error) {
	if secret == "" {
		return s.Settings(v, redirect)
	}
	return s.settings(secret, redirect), nil
}

func (s SignOn) settings(secret, redirect string) sso.Settings {
	return sso.Settings{Name: s.Name, Issuer: s.Issuer, ClientID: s.ClientID, ClientSecret: secret, Scopes: strings.Fields(s.Scopes), Redirect: redirect,
		Inner: s.Inner, LoginClaim: s.LoginClaim, PostClaim: s.PostClaim, ACR: strings.Fields(s.ACR), AMR: strings.Fields(s.AMR)}
}

const signOnColumns = `select p.provider_id, p.name, p.issuer, p.client_id, p.client_secret, p.subject_key, p.scopes, p.login_claim, p.post_claim, p.acr, p.amr,
	p.link_by_login, p.check_post, p.provision, p.second_factor, p.inner_network, p.enabled, p.version,
	(select count(*) from sso_link l where l.tenant_id = p.tenant_id and l.provider_id = p.provider_id and l.ended_at is null)
	from sso_provider p where p.tenant_id = ?1 `

func signOns(tx *db.Tx, where string, args ...any) ([]SignOn, error) {
	list, err := db.All(tx, func(s *SignOn) []any {
		return []any{&s.ID, &s.Name, &s.Issuer, &s.ClientID, &s.secret, &s.key, &s.Scopes, &s.LoginClaim, &s.PostClaim, &s.ACR, &s.AMR,
			&s.LinkByLogin, &s.CheckPost, &s.Provision, &s.SecondFactor, &s.Inner, &s.On, &s.Version, &s.Links}
	}, signOnColumns+where, args...)
	for i := range list {
		list[i].Tenant = tx.Tenant
	}
	return list, err
}

// SignOns are the office's sign-ons in the order they were added, for whoever
// manages the staff.
func SignOns(tx *db.Tx, who Who) ([]SignOn, error) {
	if err := who.May(People, Thing{}); err != nil {
		return nil, err
	}
	return signOns(tx, "order by p.created_at, p.provider_id")
}

// SignOnByID is one sign-on with what it calls the posts, also where it is
// switched off.
func SignOnByID(tx *db.Tx, id db.ID) (SignOn, error) {
	list, err := signOns(tx, "and p.provider_id = ?2", id)
	if err != nil {
		return SignOn{}, err
	}
	if len(list) == 0 {
		return SignOn{}, noSignOn()
	}
	s := list[0]
	s.Posts, err = db.All(tx, func(p *SignOnPost) []any { return []any{&p.Value, &p.Post} },
		"select value, post_id from sso_post where tenant_id = ?1 and provider_id = ?2 order by value", id)
	return s, err
}

func noSignOn() error {
	return fault.New(fault.Unknown, "Không có cách đăng nhập liên thông này. Hãy mở lại trang đăng nhập.")
}

// SignOnDoor is a sign-on as the sign-in page offers it.
type SignOnDoor struct {
	ID         db.ID
	Name       string
	Tenant     db.ID
	TenantName string
}

// SignOnDoors are the sign-ons of every commune that are switched on.
func SignOnDoors(ctx context.Context, d *db.DB) (list []SignOnDoor, err error) {
	err = d.Across(ctx, func(tx *db.AcrossTx) error {
		return tx.Each(func(scan func(...any) error) error {
			var s SignOnDoor
			if err := scan(&s.ID, &s.Name, &s.Tenant, &s.TenantName); err != nil {
				return err
			}
			list = append(list, s)
			return nil
		}, `select p.provider_id, p.name, p.tenant_id, t.name from sso_provider p join tenant t on t.tenant_id = p.tenant_id
			where p.enabled = 1 order by t.code, p.created_at, p.provider_id`)
	})
	return list, err
}

// Check says what is wrong with the settings as typed. Fields: those of
// sso.Settings.Check, and posts.
func (s SignOn) Check() error {
	err := s.settings("", "").Check()
	var f fault.Form
	f.Check(s.PostClaim != "" || !s.CheckPost && !s.Provision, "post-claim", "Hãy ghi trường cho biết chức danh, hoặc bỏ đánh dấu đối chiếu và thêm người.")
	f.Check(len(s.Posts) > 0 || !s.CheckPost && !s.Provision, "posts", "Hãy ghi ít nhất một giá trị ứng với một chức danh, hoặc bỏ đánh dấu đối chiếu và thêm người.")
	seen := map[string]bool{}
	for _, p := range s.Posts {
		f.Check(p.Value != "" && len(p.Value) <= 200, "posts", "Mỗi chức danh cần một giá trị của nhà cung cấp, dưới 200 chữ.")
		f.Check(!seen[p.Value], "posts", "Giá trị %s được ghi hai lần. Mỗi giá trị chỉ ứng với một chức danh.", p.Value)
		seen[p.Value] = true
	}
	return bothForms(err, f.Err())
}

// bothForms is what is wrong with two halves of one form.
func bothForms(a, b error) error {
	var first, second *fault.Error
	if !errors.As(a, &first) || !errors.As(b, &second) {
		return cmp.Or(a, b)
	}
	whole := *first
	whole.Fields = append(slices.Clone(first.Fields), second.Fields...)
	return &whole
}

func (s *SignOn) clean() {
	s.Name, s.Issuer, s.ClientID = vn.Line(s.Name), vn.Line(s.Issuer), vn.Line(s.ClientID)
	s.LoginClaim, s.PostClaim = vn.Line(s.LoginClaim), vn.Line(s.PostClaim)
	s.Scopes, s.ACR, s.AMR = vn.Line(s.Scopes), vn.Line(s.ACR), vn.Line(s.AMR)
	for i := range s.Posts {
		s.Posts[i].Value = vn.Line(s.Posts[i].Value)
	}
}

// SaveSignOn adds a sign-on, or changes the one with the id, whose version must
// still be the one that was read. secret is the office's new secret with the
// provider, "" to keep the one there is; drop takes that one away. A sign-on that
// is added is switched off. Where the issuer changes every link ends: who
// somebody is there says nothing about another house.
func SaveSignOn(tx *db.Tx, who Who, v *vault.Vault, s SignOn, secret string, drop bool) (db.ID, error) {
	who, err := who.As(People, Thing{})
	if err != nil {
		return "", err
	}
	s.clean()
	if err := s.Check(); err != nil {
		return "", err
	}
	var was SignOn
	if s.ID == "" {
		s.ID, s.Tenant = db.NewID(), tx.Tenant
		key := make([]byte, 32)
		rand.Read(key)
		was.key = v.Seal(s.keyOf(), key)
	} else if was, err = SignOnByID(tx, s.ID); err != nil {
		return "", err
	}
	s.Tenant, s.secret = tx.Tenant, was.secret
	switch {
	case secret != "":
		s.secret = v.Seal(s.secretOf(), []byte(secret))
	case drop:
		s.secret = ""
	}
	fields := []any{s.ID, s.Name, s.Issuer, s.ClientID, s.secret, s.Scopes, s.LoginClaim, s.PostClaim, s.ACR, s.AMR,
		s.LinkByLogin, s.CheckPost, s.Provision, s.SecondFactor, s.Inner}
	if was.ID == "" {
		_, err = tx.Exec(`insert into sso_provider (tenant_id, provider_id, name, issuer, client_id, client_secret, scopes, login_claim, post_claim, acr, amr,
			link_by_login, check_post, provision, second_factor, inner_network, subject_key, created_at, enabled, version)
			values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, 0, 1)`, append(fields, was.key, tx.Now)...)
	} else {
		err = db.Expect(tx.Exec(`update sso_provider set name = ?3, issuer = ?4, client_id = ?5, client_secret = ?6, scopes = ?7, login_claim = ?8, post_claim = ?9,
			acr = ?10, amr = ?11, link_by_login = ?12, check_post = ?13, provision = ?14, second_factor = ?15, inner_network = ?16, version = version + 1
			where tenant_id = ?1 and provider_id = ?2 and version = ?17`, append(fields, s.Version)...))
	}
	if err != nil {
		return "", err
	}
	if was.ID != "" && was.Issuer != s.Issuer {
		if _, err := tx.Exec("update sso_link set ended_at = ?3 where tenant_id = ?1 and provider_id = ?2 and ended_at is null", s.ID, tx.Now); err != nil {
			return "", err
		}
	}
	if err := savePosts(tx, s, was.Posts); err != nil {
		return "", err
	}
	kind := "signon-changed"
	if was.ID == "" {
		kind = "signon-added"
	}
	who.Did(tx, kind, s.ID)
	return s.ID, nil
}

// savePosts keeps what the provider calls the posts, touching only what changed.
func savePosts(tx *db.Tx, s SignOn, was []SignOnPost) error {
	old := map[SignOnPost]bool{}
	for _, p := range was {
		old[p] = true
	}
	var fresh []SignOnPost
	for _, p := range s.Posts {
		if old[p] {
			delete(old, p)
		} else {
			fresh = append(fresh, p)
		}
	}
	gone := []any{s.ID}
	for p := range old {
		gone = append(gone, p.Value)
	}
	if len(old) > 0 {
		if _, err := tx.Exec("delete from sso_post where tenant_id = ?1 and provider_id = ?2 and "+db.In("value", len(old), 3), gone...); err != nil {
			return err
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	args, rows, posts := []any{s.ID}, make([]string, len(fresh)), map[db.ID]bool{}
	for i, p := range fresh {
		args, posts[p.Post] = append(args, p.Value, p.Post), true
		rows[i] = fmt.Sprintf("(?1, ?2, ?%d, ?%d)", 3+2*i, 4+2*i)
	}
	known, err := Posts(tx)
	if err != nil {
		return err
	}
	for _, p := range known {
		delete(posts, p.ID)
	}
	if len(posts) > 0 {
		var f fault.Form
		f.Add("posts", "Hãy chọn chức danh có trong danh sách.")
		return f.Err()
	}
	_, err = tx.Exec("insert into sso_post (tenant_id, provider_id, value, post_id) values "+strings.Join(rows, ", "), args...)
	return err
}

// SwitchSignOn offers a sign-on on the sign-in page, or no longer. Whoever is
// signed in stays so.
func SwitchSignOn(tx *db.Tx, who Who, id db.ID, on bool) error {
	who, err := who.As(People, Thing{})
	if err != nil {
		return err
	}
	n, err := tx.Exec("update sso_provider set enabled = ?3, version = version + 1 where tenant_id = ?1 and provider_id = ?2 and enabled <> ?3", id, on)
	if err != nil {
		return err
	}
	if n == 0 {
		_, err := SignOnByID(tx, id)
		return err // nil where it was so already
	}
	kind := "signon-off"
	if on {
		kind = "signon-on"
	}
	who.Did(tx, kind, id)
	return nil
}
