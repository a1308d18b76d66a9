package door

import (
	"crypto/subtle"
	"net/http"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/web"
)

var setUpPages = feature{
	Routes: func(d *Door) []web.Route {
		return []web.Route{
			{Pattern: "GET /lap-co-quan", Open: true, Handle: d.setUp},
			{Pattern: "POST /lap-co-quan", Open: true, Handle: d.setUpNow},
		}
	},
	Types: map[string]any{"setup.html": setUpPage{}},
}

type setUpPage struct {
	web.Page
	Code string
}

func newSetUpPage(r *web.Request) *setUpPage {
	return &setUpPage{web.Page{Title: r.T("Lập cơ quan"), Narrow: true}, r.Value("ma")}
}

// closed says that there is an office already, or that setting up is not this
// installation's way.
func (d *Door) setUpClosed(r *web.Request) (bool, error) {
	if d.SetUp == "" {
		return true, nil
	}
	tenants, err := org.Tenants(r.Context(), d.DB)
	return len(tenants) > 0, err
}

func (d *Door) setUp(w http.ResponseWriter, r *web.Request) error {
	closed, err := d.setUpClosed(r)
	if err != nil {
		return err
	}
	if closed {
		return r.Redirect(w, "/dang-nhap", "")
	}
	return r.Render(w, "setup.html", newSetUpPage(r))
}

func (d *Door) setUpNow(w http.ResponseWriter, r *web.Request) error {
	closed, err := d.setUpClosed(r)
	if err != nil {
		return err
	}
	if closed {
		return r.Redirect(w, "/dang-nhap", "")
	}
	var f fault.Form
	f.Check(subtle.ConstantTimeCompare([]byte(r.Value("ma")), []byte(d.SetUp)) == 1, "ma", "Mã lập cơ quan chưa đúng. Mã hiện trên màn hình máy chủ khi chương trình khởi động.")
	f.Check(r.Secret("mat-khau") == r.Secret("mat-khau-lai"), "mat-khau-lai", "Hai lần gõ mật khẩu chưa giống nhau.")
	f.Check(r.Secret("mat-khau") != "", "mat-khau", "Hãy đặt mật khẩu, ít nhất 10 ký tự.")
	if err := f.Err(); err != nil {
		return r.Again(w, "setup.html", newSetUpPage(r), err)
	}
	person := org.NewPerson{Login: r.Value("login"), Name: r.Value("ten"), Password: r.Secret("mat-khau")}
	if err := person.Check(); err != nil {
		return r.Again(w, "setup.html", newSetUpPage(r), fault.Rename(err, "password", "mat-khau"))
	}
	tenant, err := org.NewTenant(r.Context(), d.DB, r.Value("code"), r.Value("name"))
	if err != nil {
		return r.Again(w, "setup.html", newSetUpPage(r), err)
	}
	var cookie string
	err = d.DB.Update(r.Context(), tenant, func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		for _, p := range posts {
			if p.Role == org.Clerk {
				person.Post = p.ID
				break
			}
		}
		if _, _, err := org.AddPerson(tx, org.Installer(tenant), person); err != nil {
			return err
		}
		who, err := org.ByLogin(tx, person.Login)
		if err != nil {
			return err
		}
		cookie, _, err = org.OpenSession(tx, who, r.Device(), r.Address())
		return err
	})
	if err != nil {
		return r.Again(w, "setup.html", newSetUpPage(r), err)
	}
	r.SetSession(w, cookie)
	return r.Redirect(w, "/bat-dau", r.T("Đã lập cơ quan. Bạn đang vào với vai Văn phòng."))
}
