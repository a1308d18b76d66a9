package door

import (
	"net/http"
	"strings"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/sso"
	"sauro/web"
)

var signOnSettingPages = feature{
	Routes: func(d *Door) []web.Route {
		return []web.Route{
			{Pattern: "GET /nhan-su/lien-thong", Act: org.People, Handle: d.signOns},
			{Pattern: "GET /nhan-su/lien-thong/them", Act: org.People, Handle: d.signOnForm},
			{Pattern: "POST /nhan-su/lien-thong/them", Act: org.People, Handle: d.saveSignOn},
			{Pattern: "GET /nhan-su/lien-thong/{id}", Act: org.People, Handle: d.signOnForm},
			{Pattern: "POST /nhan-su/lien-thong/{id}", Act: org.People, Handle: d.saveSignOn},
			{Pattern: "POST /nhan-su/lien-thong/{id}/bat-tat", Act: org.People, Handle: d.switchSignOn},
		}
	},
	Types: map[string]any{"sso-list.html": signOnsPage{}, "sso-set.html": signOnPage{}},
}

type signOnsPage struct {
	web.Page
	SignOns []org.SignOn
	None    web.Empty
}

func (d *Door) signOns(w http.ResponseWriter, r *web.Request) error {
	p := &signOnsPage{Page: web.Page{Title: r.T("Đăng nhập liên thông"), Crumbs: []web.Crumb{{Name: r.T("Nhân sự"), URL: "/nhan-su"}}},
		None: web.Empty{Title: r.T("Chưa có nơi đăng nhập nào khác"), Text: r.T("Mọi người đang vào bằng tên và mật khẩu. Thêm cổng đăng nhập của tỉnh hoặc VNeID khi cơ quan được cấp mã ứng dụng."),
			URL: "/nhan-su/lien-thong/them", Action: r.T("Thêm nơi đăng nhập")}}
	return r.Show(w, "sso-list.html", p, func(tx *db.Tx) (err error) {
		p.SignOns, err = org.SignOns(tx, r.Who)
		return err
	})
}

// signOnPage is the form for one sign-on.
type signOnPage struct {
	web.Page
	S      org.SignOn
	Units  []signOnUnit
	Back   string // the address to come back to, to be told to the provider; "" before it is saved
	Out    string // the address to come back to after signing out there
	NoBase string // why there is none
	Found  *sso.Found
	Again  bool // the secret was typed and is not kept on the page
}

type signOnUnit struct {
	Name  string
	Posts []signOnPostValues
}

// signOnPostValues is a post with what the provider calls it, by semicolons.
type signOnPostValues struct {
	Field, Title, Values string
}

// Mapped reports whether any post has a value, so that its fields stand open.
func (p *signOnPage) Mapped() bool { return len(p.S.Posts) > 0 || p.Form.Back() }

func postField(post db.ID) string { return "cd-" + string(post) }

// load reads the posts, with what is saved of them or what was typed.
func (p *signOnPage) load(r *web.Request, d *Door, typed bool) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		if typed {
			p.S.Posts = nil
		}
		at := map[db.ID]int{} // the unit's place; a post held by two is listed once
		seen := map[db.ID]bool{}
		for _, post := range posts {
			if seen[post.ID] {
				continue
			}
			seen[post.ID] = true
			i, ok := at[post.Unit]
			if !ok {
				i = len(p.Units)
				at[post.Unit] = i
				p.Units = append(p.Units, signOnUnit{Name: post.UnitName})
			}
			var values []string
			if typed {
				for value := range strings.SplitSeq(r.Value(postField(post.ID)), ";") {
					if value = strings.TrimSpace(value); value != "" {
						values = append(values, value)
						p.S.Posts = append(p.S.Posts, org.SignOnPost{Value: value, Post: post.ID})
					}
				}
			} else {
				for _, named := range p.S.Posts {
					if named.Post == post.ID {
						values = append(values, named.Value)
					}
				}
			}
			p.Units[i].Posts = append(p.Units[i].Posts, signOnPostValues{postField(post.ID), post.Title, strings.Join(values, "; ")})
		}
		return nil
	}
}

func (d *Door) newSignOnPage(r *web.Request, s org.SignOn) *signOnPage {
	p := &signOnPage{S: s, Page: web.Page{Title: r.T("Thêm nơi đăng nhập"), Narrow: true,
		Crumbs: []web.Crumb{{Name: r.T("Nhân sự"), URL: "/nhan-su"}, {Name: r.T("Đăng nhập liên thông"), URL: "/nhan-su/lien-thong"}}}}
	base, err := d.base(r)
	if err != nil {
		p.NoBase = r.T("Máy chủ chưa có địa chỉ công khai nên chưa đăng nhập liên thông được. Người cài đặt hãy khởi động lại với --public-url.")
	}
	if s.ID != "" {
		p.Title = r.T("Sửa nơi đăng nhập %s", s.Name)
		if err == nil {
			p.Back, p.Out = backTo(base, s.ID), base+"/dang-nhap"
		}
	}
	return p
}

func (d *Door) signOnForm(w http.ResponseWriter, r *web.Request) error {
	s := org.SignOn{Scopes: "openid profile", LoginClaim: "preferred_username"}
	var p *signOnPage
	err := r.View(func(tx *db.Tx) error {
		if err := d.readSignOn(tx, r, &s); err != nil {
			return err
		}
		p = d.newSignOnPage(r, s)
		return p.load(r, d, false)(tx)
	})
	if err != nil {
		return err
	}
	return r.Render(w, "sso-set.html", p)
}

// readSignOn reads the sign-on of the path, where it has one.
func (d *Door) readSignOn(tx *db.Tx, r *web.Request, s *org.SignOn) error {
	if r.PathValue("id") == "" {
		return nil
	}
	id, err := db.ParseID(r.PathValue("id"))
	if err != nil {
		return err
	}
	*s, err = org.SignOnByID(tx, id)
	return err
}

// typedSignOn puts what was typed over what is saved.
func typedSignOn(r *web.Request, s *org.SignOn) {
	s.Name, s.Issuer, s.ClientID = r.Value("ten"), r.Value("dia-chi"), r.Value("ma-ung-dung")
	s.Scopes, s.LoginClaim, s.PostClaim = r.Value("pham-vi"), r.Value("truong-ten"), r.Value("truong-chuc-danh")
	s.ACR, s.AMR = r.Value("muc"), r.Value("cach")
	s.LinkByLogin, s.CheckPost, s.Provision = r.Has("lien-ket"), r.Has("doi-chieu"), r.Has("them-nguoi")
	s.SecondFactor, s.Inner = r.Has("buoc-hai"), r.Has("noi-bo")
	if n, ok := r.Int("phien-ban"); ok {
		s.Version = int(n)
	}
}

var signOnFields = []string{"name", "ten", "issuer", "dia-chi", "client", "ma-ung-dung", "secret", "mat-khau-ung-dung", "scopes", "pham-vi",
	"login-claim", "truong-ten", "post-claim", "truong-chuc-danh", "acr", "muc", "amr", "cach", "posts", "ung-chuc-danh"}

// saveSignOn saves the form, or only tries what was typed.
func (d *Door) saveSignOn(w http.ResponseWriter, r *web.Request) error {
	secret := r.Text("mat-khau-ung-dung")
	var s org.SignOn
	var p *signOnPage
	read := func(tx *db.Tx) error {
		s = org.SignOn{}
		if err := d.readSignOn(tx, r, &s); err != nil {
			return err
		}
		p = d.newSignOnPage(r, s)
		typedSignOn(r, &p.S)
		return p.load(r, d, true)(tx)
	}
	if r.Value("viec") == "thu" {
		if err := r.View(read); err != nil {
			return err
		}
		return d.trySignOn(w, r, p, secret)
	}
	var id db.ID
	err := r.Update(func(tx *db.Tx) error {
		if err := read(tx); err != nil {
			return err
		}
		var err error
		id, err = org.SaveSignOn(tx, r.Who, d.Vault, p.S, secret, r.Has("bo-khoa"))
		return err
	})
	if err != nil && p == nil {
		return err
	}
	if err != nil {
		return r.Again(w, "sso-set.html", p, fault.Rename(err, signOnFields...))
	}
	return r.Redirect(w, "/nhan-su/lien-thong/"+string(id), r.T("Đã lưu nơi đăng nhập %s.", p.S.Name))
}

// trySignOn asks the provider what it is, with the settings as typed.
func (d *Door) trySignOn(w http.ResponseWriter, r *web.Request, p *signOnPage, secret string) error {
	p.Again = secret != ""
	settings, err := p.S.Typed(d.Vault, secret, p.Back)
	if err == nil {
		err = p.S.Check()
	}
	if err == nil {
		var found sso.Found
		if found, err = d.ways.Try(r.Context(), settings); err == nil {
			p.Found = &found
			return r.Render(w, "sso-set.html", p)
		}
	}
	return r.Again(w, "sso-set.html", p, fault.Rename(err, signOnFields...))
}

func (d *Door) switchSignOn(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	on := r.Value("bat") == "1"
	if err := r.Update(func(tx *db.Tx) error { return org.SwitchSignOn(tx, r.Who, id, on) }); err != nil {
		return err
	}
	if on {
		return r.Redirect(w, "/nhan-su/lien-thong", r.T("Đã bật. Nút đăng nhập hiện ở trang Đăng nhập."))
	}
	return r.Redirect(w, "/nhan-su/lien-thong", r.T("Đã tắt. Mọi người vào bằng tên và mật khẩu."))
}
