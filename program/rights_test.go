package program_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sauro/db"
	"sauro/handover"
	"sauro/org"
	"sauro/program"
	"sauro/report"
	"sauro/task"
	"sauro/vn"
)

var update = flag.Bool("update", false, "write testdata/rights.txt anew, to be read before it is committed")

// doors are the demo's sign-ins of each role.
var doors = map[org.Role]string{org.Chairman: "chutich", org.Deputy: "phochutich", org.Clerk: "vanphong", org.Head: "vanhoa", org.Official: "congchucvanhoa", org.Viewer: "giamsat", org.Superior: "captren", acting: "lamthay"}

// acting is the column of a person who holds a post as an official and fills the
// chairman's place for two acts.
const acting org.Role = "acting"

// columns are everybody who asks; the last is signed out.
var columns = append(slices.Clone(org.Roles), acting, "")

// things are what a task route is asked for: a task of the person's own post, of
// another post of the unit, of another unit, and one of another commune.
var things = []string{"own", "unit", "other", "foreign"}

// named says what the first {…} of a route stands for, by the route's beginning:
// of each kind there is one in the commune and one in another.
var named = []struct{ path, kind string }{
	{"/van-ban/noi-dung/", "clause"}, {"/van-ban/", "letter"}, {"/noi-dung/", "clause"}, {"/bao-cao/", "report"},
	{"/nhan-su/nguoi/", "person"}, {"/nhan-su/chuc-danh/", "post"}, {"/co-cau/", "unit"},
	{"/giai-trinh/", "explanation"}, {"/gia-han/", "extension"}, {"/don-doc/cong-van/", "urging"},
	{"/lam-thay/", "acting"}, {"/ban-giao/", "handover"}, {"/cap-tren/bao-cao/", "report"}, {"/cap-tren/", "letter"},
	{"/vuong-mac/", "obstacle"}, {"/kien-nghi/", "proposal"}, {"/nguyen-nhan-khach-quan/", "cause"},
}

func kindOf(pattern string) string {
	_, path, _ := strings.Cut(pattern, " ")
	for _, n := range named {
		if rest, ok := strings.CutPrefix(path, n.path); ok && strings.HasPrefix(rest, "{") {
			return n.kind
		}
	}
	return ""
}

// asked is what a route is asked for: a task route for four kinds of task; a page
// of another named thing for one of the commune and one of another; an act on
// such a thing for none and for one of another, so that nothing is changed.
func asked(pattern string) []string {
	switch {
	case strings.Contains(pattern, "/nhiem-vu/{ref}"):
		return things
	case kindOf(pattern) == "":
		return []string{""}
	case strings.HasPrefix(pattern, "GET "):
		return []string{"ours", "foreign"}
	}
	return []string{"", "foreign"}
}

// TestEveryRouteForEveryRole asks for every route as everybody and compares the
// answers with testdata/rights.txt, the table that a reviewer reads. A route
// that is not in the table, or no longer there, fails. Nothing of another commune
// is known to anybody.
func TestEveryRouteForEveryRole(t *testing.T) {
	o := newRightsOffice(t)
	before := o.state(o.other.tenant)
	var got bytes.Buffer
	fmt.Fprintf(&got, "# Who gets through which route: * through, - refused. Written by go test ./program -run EveryRoute -update\n")
	fmt.Fprintf(&got, "# own, unit, other: whose task it is; ours: a thing of the commune; foreign: one of another commune, which is\n")
	fmt.Fprintf(&got, "# unknown (?) to whoever is not refused anyway. acting: an official who fills the chairman's place to issue and accept.\n\n")
	fmt.Fprintf(&got, "%-60s %-8s", "route", "thing")
	for _, role := range columns[:len(columns)-1] {
		fmt.Fprintf(&got, " %-8s", role)
	}
	fmt.Fprintf(&got, " nobody\n")
	for _, route := range o.program.Routes() {
		for _, kind := range asked(route.Pattern) {
			fmt.Fprintf(&got, "%-60s %-8s", route.Pattern, kind)
			for _, role := range columns {
				answer := o.ask(route.Pattern, kind, role)
				if kind == "foreign" && answer == "*" {
					t.Errorf("%s as %q gets through to a thing of another commune", route.Pattern, role)
				}
				fmt.Fprintf(&got, " %-8s", answer)
			}
			got.Truncate(len(bytes.TrimRight(got.Bytes(), " ")))
			got.WriteByte('\n')
		}
	}
	if after := o.state(o.other.tenant); after != before {
		t.Errorf("the other commune was %q and is %q", before, after)
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

// state is what a commune's things have come to: their versions, and what of them
// was ended.
func (o *rightsOffice) state(tenant db.ID) (state string) {
	o.Helper()
	err := o.program.DB.View(context.Background(), tenant, func(tx *db.Tx) (err error) {
		type row struct{ task, letter, handover, left, held, acting, closed, events int }
		r, _, err := db.One(tx, func(r *row) []any {
			return []any{&r.task, &r.letter, &r.handover, &r.left, &r.held, &r.acting, &r.closed, &r.events}
		}, `select (select sum(version) from task where tenant_id = ?1), (select sum(version) from letter where tenant_id = ?1), (select sum(version) from handover where tenant_id = ?1),
			(select count(*) from person where tenant_id = ?1 and blocked_at is not null), (select count(*) from holding where tenant_id = ?1 and to_day is null),
			(select count(*) from acting where tenant_id = ?1 and ended_on is null), (select count(*) from unit where tenant_id = ?1 and closed_on is not null),
			(select count(*) from task_event where tenant_id = ?1) from tenant where tenant_id = ?1`)
		state = fmt.Sprintf("%+v", r)
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	return state
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
	ours    map[string]string             // kind → the commune's own
	other   commune
}

type place struct{ post, unit db.ID }

// commune is another commune with one thing of every kind.
type commune struct {
	tenant db.ID
	of     map[string]string // kind → id or reference
}

// newRightsOffice is the demo's office with three tasks for every role and a
// thing of every kind, and a second commune with things of its own.
func newRightsOffice(t *testing.T) *rightsOffice {
	p := start(t, program.Config{Demo: true})
	o := &rightsOffice{T: t, program: p, posts: map[org.Role]map[string]place{}, ours: map[string]string{}}
	ctx := context.Background()
	tenants, err := org.Tenants(ctx, p.DB)
	if err != nil || len(tenants) == 0 {
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
		for _, more := range []struct {
			unit, title string
			role, as    org.Role
		}{
			{"Đơn vị có người làm thay", "Công chức làm thay", org.Official, acting},
		} {
			unit, err := org.AddUnit(tx, chairman, more.unit)
			if err != nil {
				return err
			}
			post, err := org.AddPost(tx, chairman, unit, more.title, more.role)
			if err != nil {
				return err
			}
			if _, _, err := org.AddPerson(tx, chairman, org.NewPerson{Login: doors[more.as], Post: post, Password: org.RandomPassword()}); err != nil {
				return err
			}
		}
		today := vn.Today(tx.Now)
		fills, err := org.ByLogin(tx, doors[acting])
		if err != nil {
			return err
		}
		given, err := org.Give(tx, chairman, org.NewActing{Post: chairman.Post, Taker: fills.Person, Acts: []org.Act{org.Issue, org.Accept}, From: today, To: today.Add(30), Decision: "15/QĐ-UBND", DecidedOn: today})
		if err != nil {
			return err
		}
		for _, role := range columns[:len(columns)-1] {
			who, err := org.ByLogin(tx, doors[role])
			if err != nil {
				return fmt.Errorf("%s: %w", role, err)
			}
			colleague, err := org.AddPost(tx, chairman, who.Unit, "Đồng nghiệp của "+who.PostTitle, org.Official)
			if err != nil {
				return err
			}
			own := who.Post
			if role == org.Superior {
				own = colleague // nobody can give a superior work
			}
			o.posts[role] = map[string]place{"own": {own, who.Unit}, "unit": {colleague, who.Unit}, "other": {stranger, elsewhere}}
		}
		letter, err := db.Value[db.ID](tx, "select letter_id from letter where tenant_id = ?1 and state = 'active' limit 1")
		if err != nil {
			return err
		}
		made, err := report.Freeze(tx, chairman, report.Order{Letter: letter, CutOff: today.Add(-1), Kind: report.Plain})
		if err != nil {
			return err
		}
		official, err := org.ByLogin(tx, doors[org.Official])
		if err != nil {
			return err
		}
		minutes, err := handover.Begin(tx, chairman, handover.Beginning{Post: fills.Post, LastDay: today.Add(30), Taker: official.Person, Reason: "thử quyền"})
		o.ours = map[string]string{"letter": string(letter), "clause": string(o.clause), "report": made.Ref, "person": string(official.Person), "post": string(official.Post),
			"unit": string(official.Unit), "acting": string(given), "handover": minutes}
		if err != nil {
			return err
		}
		stuck, err := obstacleThings(tx, chairman)
		maps.Copy(o.ours, stuck)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	urgingThings(t, p.DB, o.tenant, o.ours)
	o.secondCommune()
	return o
}

// secondCommune has one thing of every kind, with references of a year that the
// first has none of.
func (o *rightsOffice) secondCommune() {
	o.Helper()
	ctx := context.Background()
	d := o.program.DB.At(time.Date(1999, 3, 1, 2, 0, 0, 0, time.UTC))
	id, err := org.NewTenant(ctx, d, "21475", "UBND xã khác")
	if err != nil {
		o.Fatal(err)
	}
	err = d.Update(ctx, id, func(tx *db.Tx) error {
		first, err := db.Value[int](tx, "select count(*) from task where tenant_id = ?1")
		if err != nil || first != 0 {
			return fmt.Errorf("the second commune sees %d tasks of the first: %w", first, err)
		}
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		who := map[org.Role]org.Who{}
		for i, p := range posts {
			login := fmt.Sprintf("xakhac%02d", i)
			if _, _, err := org.AddPerson(tx, org.Installer(id), org.NewPerson{Login: login, Post: p.ID, Password: org.RandomPassword()}); err != nil {
				return err
			}
			if who[p.Role], err = org.ByLogin(tx, login); err != nil {
				return err
			}
		}
		chairman, official := who[org.Chairman], who[org.Official]
		letter, group, clause := db.NewID(), db.NewID(), db.NewID()
		for _, row := range []struct {
			query string
			args  []any
		}{
			{`insert into letter (tenant_id, letter_id, state, version, file_hash, file_name, file_format, file_size, scanned, body, recipients, cited, same_key, proposal, created_at, created_by, accepted_at)
				values (?1, ?2, 'active', 1, 'h', 'f.txt', 'txt', 1, 0, '', '[]', '[]', '', '', ?3, 'x', ?4)`, []any{letter, tx.Now, tx.Now.AddDate(0, 0, -9)}},
			{`insert into clause_group (tenant_id, group_id, letter_id, ordinal, label, text, from_byte, to_byte) values (?1, ?2, ?3, 1, '', 'Nhóm', 0, 0)`, []any{group, letter}},
			{`insert into clause (tenant_id, clause_id, letter_id, group_id, ordinal, code, path, text, from_byte, to_byte, lead, support, due_kind, from_row)
				values (?1, ?2, ?3, ?4, 1, '1.1', '1.1', 'Nội dung', 0, 0, '[]', '[]', 'none', 0)`, []any{clause, letter, group}},
		} {
			if _, err := tx.Exec(row.query, row.args...); err != nil {
				return err
			}
		}
		chairman.Did(tx, "set-up", letter)
		s := task.Slots{Accountable: official.Post, Work: "Lập danh sách hộ nghèo", Due: task.Due{Kind: task.ByDate, Date: "1999-12-31"}, LeadUnit: official.Unit, Answers: official.Post, Decider: chairman.Post,
			Result: task.Result{Product: "1 danh sách", Measure: task.Figure, Target: 1, Unit: "bản", Proof: task.File}}
		ref, err := task.Create(tx, chairman, clause, "", s)
		if err != nil {
			return err
		}
		if err := errors.Join(task.Issue(tx, chairman, ref, 1), task.Receive(tx, official, ref, 2), task.Report(tx, official, ref, 3, task.Progress{Note: "x",
			Evidence: []task.Evidence{{Kind: task.File, Name: "a.pdf", Hash: strings.Repeat("a", 64), Size: 1, MIME: "application/pdf"}}})); err != nil {
			return err
		}
		page, err := task.ByRef(tx, chairman, ref)
		if err != nil {
			return err
		}
		made, err := report.Freeze(tx, chairman, report.Order{Letter: letter, CutOff: vn.Today(tx.Now).Add(-1), Kind: report.Plain})
		if err != nil {
			return err
		}
		given, err := org.Give(tx, chairman, org.NewActing{Post: chairman.Post, Taker: who[org.Deputy].Person, Acts: []org.Act{org.Accept}, From: vn.Today(tx.Now), To: "2999-12-31", Decision: "1", DecidedOn: vn.Today(tx.Now)})
		if err != nil {
			return err
		}
		minutes, err := handover.Begin(tx, chairman, handover.Beginning{Post: official.Post, LastDay: "2999-12-31", Taker: who[org.Deputy].Person, Reason: "x"})
		o.other = commune{id, map[string]string{"task": ref, "evidence": string(page.Evidence[0].ID), "letter": string(letter), "clause": string(clause), "report": made.Ref,
			"person": string(official.Person), "post": string(official.Post), "unit": string(official.Unit), "acting": string(given), "handover": minutes}}
		if err != nil {
			return err
		}
		stuck, err := obstacleThings(tx, chairman)
		maps.Copy(o.other.of, stuck)
		return err
	})
	if err != nil {
		o.Fatal(err)
	}
	urgingThings(o.T, d.At(d.Now().Add(20*24*time.Hour)), id, o.other.of)
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
	id := "0195a1b2-0000-7000-8000-000000000000"
	switch at := o.posts[whose][kind]; kind {
	case "":
	case "ours":
		id = o.ours[kindOf(pattern)]
	case "foreign":
		if id = o.other.of[kindOf(pattern)]; id == "" {
			ref, id = o.other.of["task"], o.other.of["evidence"]
		}
	default:
		ref = o.draft(at)
		form.Set("nguoi", string(at.post))
		form.Set("chu-tri", string(at.unit))
	}
	path = strings.Replace(path, "{$}", "", 1)
	if ref != "" {
		path = strings.Replace(path, "{ref}", ref, 1)
	}
	path = strings.NewReplacer("{form}", "docx", "{dang}", "docx").Replace(path)
	path = hole.ReplaceAllString(path, id)
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
