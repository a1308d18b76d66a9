package sso

import (
	"net/url"
	"regexp"
	"strings"

	"sauro/fault"
	"sauro/outbound"
)

// Check says what is wrong with the settings as typed, without asking anybody.
// Fields: name, issuer, client, secret, scopes, login-claim, post-claim, acr, amr.
func (s Settings) Check() error {
	var f fault.Form
	f.Check(s.Name != "" && len(s.Name) <= 120, "name", "Hãy ghi tên hiện trên nút đăng nhập, dưới 60 chữ, ví dụ VNeID.")
	u, err := url.Parse(s.Issuer)
	switch {
	case err != nil || u.Hostname() == "" || len(s.Issuer) > 300:
		f.Add("issuer", "Hãy ghi địa chỉ nhà cung cấp, ví dụ https://sso.quangngai.gov.vn.")
	case !outbound.Safe(u):
		f.Add("issuer", "Địa chỉ nhà cung cấp phải bắt đầu bằng https://.")
	case u.RawQuery != "" || u.Fragment != "" || u.User != nil || u.ForceQuery || strings.Contains(s.Issuer, "#"):
		f.Add("issuer", "Địa chỉ nhà cung cấp không được có dấu ?, dấu # hay tên người dùng. Hãy ghi đúng địa chỉ bên quản lý cấp.")
	}
	f.Check(s.ClientID != "" && len(s.ClientID) <= 300, "client", "Hãy ghi mã ứng dụng (client id) do nhà cung cấp cấp.")
	f.Check(len(s.ClientSecret) <= 500, "secret", "Khóa ứng dụng dài quá 500 ký tự. Hãy kiểm tra lại.")
	f.Check(tokens(s.Scopes), "scopes", "Phạm vi gồm các từ cách nhau bằng dấu cách, ví dụ openid profile.")
	f.Check(claimForm.MatchString(s.loginClaim()), "login-claim", "Tên trường gồm chữ không dấu, chữ số, dấu chấm, gạch; ví dụ preferred_username.")
	f.Check(s.PostClaim == "" || claimForm.MatchString(s.PostClaim), "post-claim", "Tên trường gồm chữ không dấu, chữ số, dấu chấm, gạch; ví dụ preferred_username.")
	f.Check(tokens(s.ACR), "acr", "Ghi các giá trị cách nhau bằng dấu cách, đúng như nhà cung cấp quy định.")
	f.Check(tokens(s.AMR), "amr", "Ghi các giá trị cách nhau bằng dấu cách, đúng như nhà cung cấp quy định.")
	return f.Err()
}

var (
	claimForm = regexp.MustCompile(`^[A-Za-z0-9_.:/-]{1,100}$`)
	tokenForm = regexp.MustCompile(`^[\x21\x23-\x5b\x5d-\x7e]{1,200}$`) // scope-token, RFC 6749, 3.3
)

func tokens(list []string) bool {
	for _, s := range list {
		if !tokenForm.MatchString(s) {
			return false
		}
	}
	return len(list) <= 20
}
