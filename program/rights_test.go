package program_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"

	"sauro/db"
	"sauro/org"
	"sauro/program"
	"sauro/task"
)

var update = flag.Bool("update", false, "write testdata/rights.txt anew, to be read before it is committed")

// doors are the demo's sign-ins of each role.
var doors = map[org.Role]string{org.Chairman: "chutich", org.Deputy: "phochutich", org.Clerk: "vanphong", org.Head: "vanhoa", org.Official: "congchucvanhoa", org.Viewer: "giamsat", org.Superior: "captren"}

// things are what a task route is asked for: a task of the person's own post, of
// another post of the unit, of another unit, and one of another commune.
var things = []string{"own", "unit", "other", "foreign"}

// TestEveryRouteForEveryRole asks for every route as everybody and compares the
// answers with testdata/rights.txt, the table that a reviewer reads. A route
// that is not in the table, or no longer there, fails.
func TestEveryRouteForEveryRole(t *testing.T) {
	o := newRightsOffice(t)
	var got bytes.Buffer
	fmt.Fprintf(&got, "# Who gets through which route: * through, - refused. Written by go test ./program -run EveryRoute -update\n")
	fmt.Fprintf(&got, "# own, unit, other: whose task it is; foreign: one of another commune, which is unknown (?) to everybody.\n\n")
	fmt.Fprintf(&got, "%-52s %-8s", "route", "task")
	for _, role := range org.Roles {
		fmt.Fprintf(&got, " %-8s", role)
	}
	fmt.Fprintf(&got, " nobody\n")
	for _, route := range o.program.Routes() {
		kinds := []string{""}
		if strings.Contains(route.Pattern, "{ref}") && strings.Contains(route.Pattern, "/nhiem-vu/") {
			kinds = things
		}
		for _, kind := range kinds {
			fmt.Fprintf(&got, "%-52s %-8s", route.Pattern, kind)
			for _, role := range append(org.Roles, "") {
				fmt.Fprintf(&got, " %-8s", o.ask(route.Pattern, kind, role))
			}
			got.Truncate(len(bytes.TrimRight(got.Bytes(), " ")))
			got.WriteByte('\n')
		}
	}
	const file = "testdata/rights.txt"
	if *update {
		if err := os.WriteFile(file, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, strings.Split(got.String(), "\n"), strings.Split(string(want), "\n"))
}

func compare(t *testing.T, got, want []string) {
	t.Helper()
	in := map[string]bool{}
	for _, line := range want {
		in[line] = true
	}
	for _, line := range got {
		if line != "" && !in[line] {
			t.Errorf("not in the table: %s", line)
		}
		delete(in, line)
	}
	for line := range in {
		if line != "" {
			t.Errorf("only in the table: %s", line)
		}
	}
}

type rightsOffice struct {
	*testing.T
	program *program.Program
	tenant  db.ID
	clause  db.ID
	posts   map[org.Role]map[string]place // role → thing → whose task it is
}

type place struct{ post, unit db.ID }

// newRightsOffice is the demo's office with three tasks for every role, and a
// second commune with more tasks than the first, so that a reference of it means
// nothing in the first.
func newRightsOffice(t *testing.T) *rightsOffice {
	p := start(t, program.Config{Demo: true})
	o := &rightsOffice{T: t, program: p, posts: map[org.Role]map[string]place{}}
	ctx := context.Background()
	tenants, err := org.Tenants(ctx, p.DB)
	if err != nil || len(tenants) != 1 {
		t.Fatal(tenants, err)
	}
	o.tenant = tenants[0].ID
	err = p.DB.Update(ctx, o.tenant, func(tx *db.Tx) error {
		chairman, err := org.AsPost(tx, org.Chairman)
		if err != nil {
			return err
		}
		if o.clause, err = db.Value[db.ID](tx, "select clause_id from clause where tenant_id = ?1 order by ordinal limit 1"); err != nil {
			return err
		}
		elsewhere, err := org.AddUnit(tx, chairman, "Đơn vị khác")
		if err != nil {
			return err
		}
		stranger, err := org.AddPost(tx, chairman, elsewhere, "Công chức đơn vị khác", org.Official)
		if err != nil {
			return err
		}
		above, err := org.AddUnit(tx, chairman, "Sở Khoa học và Công nghệ")
		if err != nil {
			return err
		}
		watches, err := org.AddPost(tx, chairman, above, "Chuyên viên theo dõi", org.Superior)
		if err != nil {
			return err
		}
		if _, _, err := org.AddPerson(tx, chairman, org.NewPerson{Login: doors[org.Superior], Post: watches, Password: org.RandomPassword()}); err != nil {
			return err
		}
		for _, role := range org.Roles {
			who, err := org.ByLogin(tx, doors[role])
			if err != nil {
				return fmt.Errorf("%s: %w", role, err)
			}
			colleague, err := org.AddPost(tx, chairman, who.Unit, "Đồng nghiệp của "+who.PostTitle, org.Official)
			if err != nil {
				return err
			}
			o.posts[role] = map[string]place{"own": {who.Post, who.Unit}, "unit": {colleague, who.Unit}, "other": {stranger, elsewhere}}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	o.secondCommune()
	return o
}

// secondCommune has a task with a reference of a year that the first has none of.
func (o *rightsOffice) secondCommune() {
	o.Helper()
	ctx := context.Background()
	id, err := org.NewTenant(ctx, o.program.DB, "21475", "UBND xã khác")
	if err != nil {
		o.Fatal(err)
	}
	err = o.program.DB.Update(ctx, id, func(tx *db.Tx) error {
		first, err := db.Value[int](tx, "select count(*) from task where tenant_id = ?1")
		if err != nil || first != 0 {
			return fmt.Errorf("the second commune sees %d tasks of the first: %w", first, err)
		}
		return nil
	})
	if err != nil {
		o.Fatal(err)
	}
}

var hole = regexp.MustCompile(`\{[^}]+\}`)

// ask sends one request as a role and says what came of it: * got through the
// rights (what then came of the form is another test's), - was refused, ? is
// unknown.
func (o *rightsOffice) ask(pattern, kind string, role org.Role) string {
	o.Helper()
	method, path, _ := strings.Cut(pattern, " ")
	// What every form of a task asks for, so that a refusal is one of rights.
	form := url.Values{"mot-lan": {string(db.NewID())}, "lan": {"1"}, "gia-tri": {"1"}, "da-xem": {"Đã xem hồ sơ."}, "ly-do": {"Thử quyền của từng vai."},
		"ket-qua": {"nhan"}, "ghi-chu": {"Thử quyền."}, "trong-so": {"1"}}
	ref := ""
	whose := role
	if whose == "" {
		whose = org.Chairman
	}
	switch at := o.posts[whose][kind]; kind {
	case "":
	case "foreign":
		ref = "NV-1999-0001"
	default:
		ref = o.draft(at)
		form.Set("nguoi", string(at.post))
		form.Set("chu-tri", string(at.unit))
	}
	path = strings.Replace(path, "{$}", "", 1)
	if ref != "" {
		path = strings.Replace(path, "{ref}", ref, 1)
	}
	path = hole.ReplaceAllString(path, "0195a1b2-0000-7000-8000-000000000000")
	client := o.signIn(role)
	body := io.Reader(nil)
	if method == http.MethodPost {
		body = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequest(method, o.program.URL()+path, body)
	if err != nil {
		o.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Sec-Fetch-Site", "same-origin")
	res, err := client.Do(req)
	if err != nil {
		o.Fatal(err)
	}
	defer res.Body.Close()
	switch to := res.Header.Get("Location"); {
	case res.StatusCode == http.StatusForbidden, res.StatusCode == http.StatusSeeOther && strings.HasPrefix(to, "/dang-nhap?tiep="):
		return "-"
	case res.StatusCode >= 500:
		o.Errorf("%s as %q: %s", pattern, role, res.Status)
	case res.StatusCode == http.StatusNotFound && kind == "foreign":
		return "?"
	}
	return "*"
}

// draft makes a task for one request only: what the request does to it must not
// change the next answer.
func (o *rightsOffice) draft(at place) (ref string) {
	o.Helper()
	err := o.program.DB.Update(context.Background(), o.tenant, func(tx *db.Tx) error {
		chairman, err := org.AsPost(tx, org.Chairman)
		if err != nil {
			return err
		}
		ref, err = task.Create(tx, chairman, o.clause, "", task.Slots{Accountable: at.post, LeadUnit: at.unit, Work: "Lập danh sách để thử quyền", Weight: 1})
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return ref
}

// signIn is a browser in which a role has come in by the demo's door.
func (o *rightsOffice) signIn(role org.Role) *http.Client {
	o.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.Fatal(err)
	}
	client := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if role == "" {
		return client
	}
	res, err := client.PostForm(o.program.URL()+"/demo/vao", url.Values{"vai": {doors[role]}})
	if err != nil {
		o.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		o.Fatalf("signing in as %s: %s", role, res.Status)
	}
	return client
}
