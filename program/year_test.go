package program_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"sauro/db"
	"sauro/mail"
	"sauro/mail/mailtest"
	"sauro/notice"
	"sauro/obstacle"
	"sauro/org"
	"sauro/petition"
	"sauro/program"
	"sauro/reminder"
	"sauro/task"
	"sauro/vault"
	"sauro/vn"
)

// A year of an office with 2,000 tasks and of a province with 96 communes, lived
// by a process of its own that is killed a hundred times on the way: everybody is
// told everything once. What is told is known beforehand, by counting days in
// another way than the program does.
const (
	yearTasks    = 2000
	yearCommunes = 96
	yearKills    = 100
	yearBegins   = vn.Day("2026-01-05")
	yearEnds     = vn.Day("2027-01-04")

	yearData = "SAURO_TEST_YEAR" // the folder, for the process that lives the year
)

// closed2026 are the weekdays on which offices were closed, as the notices of the
// State list them; open2026 the Saturdays worked.
var (
	closed2026 = []vn.Day{"2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-04-27", "2026-04-30", "2026-05-01",
		"2026-08-31", "2026-09-01", "2026-09-02", "2026-11-24", "2027-01-01"}
	open2026 = []vn.Day{"2026-01-10", "2026-08-22"}
)

func worked(d vn.Day) bool {
	if slices.Contains(open2026, d) {
		return true
	}
	w := d.Time().Weekday()
	return w != time.Saturday && w != time.Sunday && !slices.Contains(closed2026, d)
}

// onWork is the n-th day worked after d, before it where n is negative.
func onWork(d vn.Day, n int) vn.Day {
	for n != 0 {
		step := 1
		if n < 0 {
			step = -1
		}
		if d = d.Add(step); worked(d) {
			n -= step
		}
	}
	return d
}

// yearTask is what is known of a task: its last day and when it is handed in, ""
// where never.
type yearTask struct{ due, handed vn.Day }

func yearTaskOf(i int) yearTask {
	r := rand.New(rand.NewPCG(2026, uint64(i)))
	due := yearBegins.Add(3 + r.IntN(345))
	t := yearTask{due: due}
	inTime := onWork(due.Add(-1), 1)
	switch r.IntN(10) {
	case 0, 1, 2, 3, 4: // in good time
		t.handed = onWork(inTime, -r.IntN(25))
	case 5, 6, 7: // late
		t.handed = onWork(inTime, 1+r.IntN(7))
	}
	if t.handed != "" && t.handed <= yearBegins {
		t.handed = onWork(yearBegins, 1)
	}
	if t.handed > yearEnds {
		t.handed = ""
	}
	return t
}

func TestAYearIsToldOnceThoughTheProcessIsKilled(t *testing.T) {
	if testing.Short() {
		t.Skip("a year takes minutes")
	}
	server := mailtest.Start(t, mailtest.Options{NoStartTLS: true})
	dir := t.TempDir()
	y := newYear(t, dir, server)

	kills, over, r := 0, false, rand.New(rand.NewPCG(1, 2))
	for !over {
		child := exec.Command(os.Args[0], "-test.run=^TestTheProcessThatLivesTheYear$", "-test.timeout=20m")
		child.Env = append(os.Environ(), yearData+"="+dir)
		var said strings.Builder
		child.Stdout, child.Stderr = &said, &said
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- child.Wait() }()
		// It is killed somewhere on its way, not before it has come a little further.
		until := lived(t, dir) + 1 + r.IntN(18)
		if kills >= yearKills {
			until = math.MaxInt
		}
		for running := true; running; {
			select {
			case err := <-ended:
				if err != nil {
					t.Fatalf("the process ended by itself: %v\n%s", err, said.String())
				}
				over, running = true, false
			case <-time.After(3 * time.Millisecond):
				if lived(t, dir) >= until {
					time.Sleep(time.Duration(r.IntN(40)) * time.Millisecond)
					child.Process.Signal(syscall.SIGKILL)
					<-ended
					kills, running = kills+1, false
				}
			}
		}
	}
	if kills < yearKills {
		t.Fatalf("the year was over after %d kills, want %d", kills, yearKills)
	}
	y.check(server, kills)
}

// lived is how many hours of the year the process has lived through.
func lived(t *testing.T, dir string) int {
	b, err := os.ReadFile(filepath.Join(dir, "tick"))
	if os.IsNotExist(err) {
		return 0
	}
	n, wrong := strconv.Atoi(string(b))
	if err != nil || wrong != nil {
		t.Fatal(err, wrong)
	}
	return n
}

// year is the office and the province before the year begins.
type year struct {
	t       *testing.T
	dir     string
	commune db.ID
	posts   []org.Post // of the commune
	tasks   map[string]yearTask
	doer    map[string]org.Post // by task
}

func newYear(t *testing.T, dir string, server *mailtest.Server) *year {
	ctx := context.Background()
	y := &year{t: t, dir: dir, tasks: map[string]yearTask{}, doer: map[string]org.Post{}}
	real, _, err := program.OpenData(ctx, program.Config{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer real.Close()
	d := real.At(yearBegins.Time().Add(6 * time.Hour))
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	province, err := org.NewProvince(ctx, d, "51", "UBND tỉnh Quảng Ngãi")
	ok(err)
	ok(d.Update(ctx, province, func(tx *db.Tx) error { return people(tx, server) }))
	for i := range yearCommunes {
		code := fmt.Sprintf("%05d", 21472+i)
		id, err := org.NewTenant(ctx, d, code, "UBND xã "+code)
		ok(err)
		ok(org.PlaceUnder(ctx, d, code, "51"))
		ok(d.Update(ctx, id, func(tx *db.Tx) error {
			if i == 0 {
				y.commune = id
				if err := y.superior(tx); err != nil {
					return err
				}
			}
			mails := server
			if i > 0 {
				mails = nil
			}
			if err := people(tx, mails); err != nil {
				return err
			}
			return proposes(tx)
		}))
	}
	ok(d.Update(ctx, y.commune, y.issue))
	return y
}

// superior gives the commune somebody above who sees what it shares.
func (y *year) superior(tx *db.Tx) error {
	tx.Did(db.Act{Kind: "set-up"})
	unit := db.NewID()
	if _, err := tx.Exec("insert into unit (tenant_id, unit_id, name, ordinal) values (?1, ?2, 'Sở Khoa học và Công nghệ', 99)", unit); err != nil {
		return err
	}
	_, err := tx.Exec("insert into post (tenant_id, post_id, unit_id, title, role, ordinal) values (?1, ?2, ?3, 'Chuyên viên theo dõi của Sở', 'superior', 99)", db.NewID(), unit)
	return err
}

// people puts a person into every post, reads mail where there is a server, and
// gives the office a clause.
func people(tx *db.Tx, server *mailtest.Server) error {
	posts, err := org.Posts(tx)
	if err != nil {
		return err
	}
	tx.Did(db.Act{Kind: "set-up"})
	for i, p := range posts {
		person := db.NewID()
		if _, err := tx.Exec("insert into person (tenant_id, person_id, login, name, password, password_once, created_at) values (?1, ?2, ?3, '', '', 0, ?4)", person, fmt.Sprintf("u%02d", i), tx.Now); err != nil {
			return err
		}
		if _, err := tx.Exec("insert into holding (tenant_id, person_id, post_id, from_day) values (?1, ?2, ?3, '2026-01-01')", person, p.ID); err != nil {
			return err
		}
		if server == nil {
			continue
		}
		if _, err := tx.Exec(`insert into way (tenant_id, person_id, way, address, switched_on, confirmed_at, code_count, code_tries, changed_at)
			values (?1, ?2, 'mail', ?3, 1, ?4, 0, 0, ?4)`, person, fmt.Sprintf("u%02d@%s.example", i, tx.Tenant), tx.Now); err != nil {
			return err
		}
	}
	if server != nil {
		settings, err := json.Marshal(notice.MailSettings{Host: server.Host, Port: server.Port, Security: mail.Plain, From: "thongbao@example.vn"})
		if err != nil {
			return err
		}
		if _, err := tx.Exec("insert into channel (tenant_id, way, settings, switched_on, version, changed_at, changed_by) values (?1, 'mail', ?2, 1, 1, ?3, 'x')", string(settings), tx.Now); err != nil {
			return err
		}
	}
	letter, group := db.NewID(), db.NewID()
	if _, err := tx.Exec(`insert into letter (tenant_id, letter_id, state, version, file_hash, file_name, file_format, file_size, scanned, body,
			recipients, cited, same_key, proposal, created_at, created_by)
		values (?1, ?2, 'active', 1, 'h', 'f.txt', 'txt', 1, 0, '', '[]', '[]', '', '', ?3, 'x')`, letter, tx.Now); err != nil {
		return err
	}
	if _, err := tx.Exec(`insert into clause_group (tenant_id, group_id, letter_id, ordinal, label, text, from_byte, to_byte) values (?1, ?2, ?3, 1, '', 'Nhóm', 0, 0)`, group, letter); err != nil {
		return err
	}
	_, err = tx.Exec(`insert into clause (tenant_id, clause_id, letter_id, group_id, ordinal, code, path, text, from_byte, to_byte, lead, support, due_kind, from_row)
		values (?1, ?2, ?3, ?4, 1, '1.1', '1.1', 'Nội dung', 0, 0, '[]', '[]', 'none', 0)`, db.NewID(), letter, group)
	return err
}

// as is the person who holds the one post of a title.
func as(tx *db.Tx, title string) (org.Who, error) {
	login, err := db.Value[string](tx, `select s.login from person s join holding h on h.tenant_id = s.tenant_id and h.person_id = s.person_id
		join post p on p.tenant_id = h.tenant_id and p.post_id = h.post_id where s.tenant_id = ?1 and p.title = ?2`, title)
	if err != nil {
		return org.Who{}, err
	}
	return org.ByLogin(tx, login)
}

func yearSlots(doer, chair org.Who, due vn.Day) task.Slots {
	return task.Slots{Accountable: doer.Post, Work: "Bồi dưỡng kỹ năng số", Due: task.Due{Kind: task.ByDate, Date: due, From: "typed"}, LeadUnit: doer.Unit, Answers: doer.Post, Decider: chair.Post,
		Result: task.Result{Product: "1 kế hoạch", Measure: task.Documents, Target: 1, Unit: "văn bản", Proof: task.DocumentNo}}
}

// issue gives the commune its tasks: the doers take turns.
func (y *year) issue(tx *db.Tx) error {
	chair, err := as(tx, "Chủ tịch UBND xã")
	if err != nil {
		return err
	}
	clause, err := db.Value[db.ID](tx, "select clause_id from clause where tenant_id = ?1")
	if err != nil {
		return err
	}
	if y.posts, err = org.Posts(tx); err != nil {
		return err
	}
	doers := slices.DeleteFunc(slices.Clone(y.posts), func(p org.Post) bool { return p.Role != org.Official && p.Role != org.Head })
	for i := range yearTasks {
		p := doers[i%len(doers)]
		known := yearTaskOf(i)
		ref, err := task.Create(tx, chair, clause, "", yearSlots(org.Who{Post: p.ID, Unit: p.Unit}, chair, known.due))
		if err != nil {
			return err
		}
		if err := task.Issue(tx, chair, ref, 1); err != nil {
			return err
		}
		y.tasks[ref], y.doer[ref] = known, p
	}
	return nil
}

// proposes has a commune send one proposal to the province.
func proposes(tx *db.Tx) error {
	chair, err := as(tx, "Chủ tịch UBND xã")
	if err != nil {
		return err
	}
	doer, err := as(tx, "Công chức Văn hóa - Xã hội")
	if err != nil {
		return err
	}
	clause, err := db.Value[db.ID](tx, "select clause_id from clause where tenant_id = ?1")
	if err != nil {
		return err
	}
	ref, err := task.Create(tx, chair, clause, "", yearSlots(doer, chair, "2026-12-30"))
	if err != nil {
		return err
	}
	if err := task.Issue(tx, chair, ref, 1); err != nil {
		return err
	}
	if err := task.Receive(tx, doer, ref, 2); err != nil {
		return err
	}
	stands, err := obstacle.Raise(tx, doer, obstacle.Raising{Tasks: []string{ref}, Says: "Chưa có đường truyền", Since: vn.Today(tx.Now), Thinks: obstacle.Beyond})
	if err != nil {
		return err
	}
	at, err := obstacle.Get(tx, chair, stands)
	if err != nil {
		return err
	}
	if err := obstacle.Decide(tx, chair, stands, at.Version, obstacle.Decision{Power: obstacle.Beyond, Class: obstacle.Infrastructure}); err != nil {
		return err
	}
	to, err := obstacle.Superior(tx)
	if err != nil {
		return err
	}
	proposal, err := obstacle.Propose(tx, chair, obstacle.Draft{Obstacles: []string{stands}, To: to, Subject: "Đường truyền", Asks: "Cấp kinh phí đường truyền", Law: "Điều 34 NĐ 224/2026/NĐ-CP", Done: "Đã rà soát."})
	if err != nil {
		return err
	}
	return obstacle.Send(tx, chair, proposal, 1, obstacle.Letter{Number: "215", Symbol: "UBND-VX", Dated: vn.Today(tx.Now), Signer: "Chủ tịch UBND xã"})
}

// answerOn is when the province answers the petition of a commune, "" where it
// never does: a third in time, a third on the fourth working day after the last.
func answerOn(i int, due vn.Day) vn.Day {
	switch i % 3 {
	case 0:
		return onWork(due, -2)
	case 1:
		return onWork(due, 4)
	}
	return ""
}

// TestTheProcessThatLivesTheYear is the child: it goes on where the one before it
// was killed.
func TestTheProcessThatLivesTheYear(t *testing.T) {
	dir := os.Getenv(yearData)
	if dir == "" {
		return // it is started by TestAYearIsToldOnceThoughTheProcessIsKilled
	}
	ctx := context.Background()
	d, _, err := program.OpenData(ctx, program.Config{Data: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	keys, err := vault.Open(filepath.Join(dir, "keys"))
	if err != nil {
		t.Fatal(err)
	}
	now := yearBegins.Time()
	d = d.Clock(func() time.Time { return now })
	courier := notice.NewCourier(d, keys, "https://camket.example.vn", notice.NewCarriers().Senders())
	ticks := []time.Duration{7*time.Hour + 5*time.Minute, 7*time.Hour + 20*time.Minute, 9 * time.Hour, 11 * time.Hour, 15 * time.Hour}
	state := filepath.Join(dir, "tick")
	days := yearBegins.Days(yearEnds)
	for n := lived(t, dir); n < days*len(ticks); n++ {
		day := yearBegins.Add(n / len(ticks))
		at := ticks[n%len(ticks)]
		now = day.Time().Add(at)
		if err := reminder.Step(ctx, d); err != nil {
			t.Fatal(err)
		}
		if at == 9*time.Hour && worked(day) {
			if err := liveDay(ctx, d, day); err != nil {
				t.Fatal(day, err)
			}
		}
		for _, step := range []func(context.Context) (bool, error){func(ctx context.Context) (bool, error) { return petition.Step(ctx, d) }, courier.Step} {
			for {
				did, err := step(ctx)
				if err != nil {
					t.Fatal(day, err)
				}
				if !did {
					break
				}
			}
		}
		if err := os.WriteFile(state+".new", []byte(strconv.Itoa(n+1)), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(state+".new", state); err != nil {
			t.Fatal(err)
		}
	}
}

// liveDay does what is done on a day: tasks are handed in, petitions answered.
// Done again it does nothing.
func liveDay(ctx context.Context, d *db.DB, day vn.Day) error {
	tenants, err := org.Tenants(ctx, d)
	if err != nil {
		return err
	}
	for _, tenant := range tenants {
		switch tenant.Code {
		case "21472":
			err = d.Update(ctx, tenant.ID, func(tx *db.Tx) error { return handIn(tx, day) })
		case "51":
			err = d.Update(ctx, tenant.ID, func(tx *db.Tx) error { return answer(tx, day) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func handIn(tx *db.Tx, day vn.Day) error {
	type row struct{ ref, login string }
	open, err := db.All(tx, func(r *row) []any { return []any{&r.ref, &r.login} }, `select t.ref, s.login from task t
		join holding h on h.tenant_id = t.tenant_id and h.post_id = t.accountable
		join person s on s.tenant_id = h.tenant_id and s.person_id = h.person_id
		where t.tenant_id = ?1 and t.state = 'issued'`)
	if err != nil {
		return err
	}
	for _, r := range open {
		i, err := strconv.Atoi(r.ref[len("NV-2026-"):])
		if err != nil {
			return err
		}
		// The first task of the year is the one with the obstacle.
		if yearTaskOf(i-2).handed != day {
			continue
		}
		who, err := org.ByLogin(tx, r.login)
		if err != nil {
			return err
		}
		if err := task.Receive(tx, who, r.ref, 2); err != nil {
			return err
		}
		one := int64(1)
		if err := task.Report(tx, who, r.ref, 3, task.Progress{Value: &one, HandIn: true, Evidence: []task.Evidence{{Kind: task.DocumentNo, Name: "Kế hoạch", Number: "12/KH-UBND", Dated: day}}}); err != nil {
			return err
		}
	}
	return nil
}

func answer(tx *db.Tx, day vn.Day) error {
	chair, err := as(tx, "Chủ tịch UBND tỉnh")
	if err != nil {
		return err
	}
	clerk, err := as(tx, "Chánh Văn phòng UBND tỉnh")
	if err != nil {
		return err
	}
	type row struct {
		ref, code string
		due       vn.Day
	}
	open, err := db.All(tx, func(r *row) []any { return []any{&r.ref, &r.code, &r.due} }, "select ref, from_code, due_on from petition where tenant_id = ?1 and answered_at is null")
	if err != nil {
		return err
	}
	for _, r := range open {
		code, err := strconv.Atoi(r.code)
		if err != nil {
			return err
		}
		if answerOn(code-21472, r.due) != day {
			continue
		}
		p, err := petition.Get(tx, chair, r.ref)
		if err != nil {
			return err
		}
		if err := petition.TakeIn(tx, clerk, r.ref, p.Version, ""); err != nil {
			return err
		}
		if p, err = petition.Get(tx, chair, r.ref); err != nil {
			return err
		}
		reply := petition.Reply{ID: db.NewID(), Outcome: petition.Granted, Says: "Đồng ý.", Number: "1201/UBND-KGVX", Dated: day, Signer: "Chủ tịch UBND tỉnh",
			File: obstacle.File{Hash: strings.Repeat("9f", 32), Name: "tra-loi.pdf", Size: 1200, MIME: "application/pdf"}}
		if err := petition.Answer(tx, chair, r.ref, p.Version, reply); err != nil {
			return err
		}
	}
	return nil
}

// expected is what each post of the commune has to be told of tasks: by post, the
// reference with the step.
func (y *year) expected() map[db.ID]map[string]int {
	want := map[db.ID]map[string]int{}
	tell := func(post db.ID, what string) {
		if want[post] == nil {
			want[post] = map[string]int{}
		}
		want[post][what] = 1
	}
	role := func(r org.Role, unit db.ID) (posts []db.ID) {
		for _, p := range y.posts {
			if p.Role == r && (unit == "" || p.Unit == unit) {
				posts = append(posts, p.ID)
			}
		}
		return posts
	}
	for ref, known := range y.tasks {
		doer := y.doer[ref]
		tell(doer.ID, ref+" assigned")
		inTime := onWork(known.due.Add(-1), 1)
		for _, n := range []int{-15, -7, -3, -1, 0, 1, 3, 5} {
			day := onWork(inTime, n)
			if day < yearBegins || day >= yearEnds || known.handed != "" && day > known.handed {
				continue
			}
			to := []db.ID{doer.ID}
			if n >= 1 {
				to = append(to, role(org.Head, doer.Unit)...)
			}
			if n >= 3 {
				to = append(to, role(org.Chairman, "")...)
			}
			if n >= 5 {
				to = append(to, role(org.Superior, "")...)
			}
			for _, post := range to {
				tell(post, fmt.Sprintf("%s %s", ref, reminder.StepName(n)))
			}
		}
	}
	return want
}

func (y *year) check(server *mailtest.Server, kills int) {
	t, ctx := y.t, context.Background()
	d, _, err := program.OpenData(ctx, program.Config{Data: y.dir})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	got := map[db.ID]map[string]int{}
	var notices, untold int
	err = d.View(ctx, y.commune, func(tx *db.Tx) error {
		err := tx.Each(func(scan func(...any) error) error {
			var post db.ID
			var event, kind, ref string
			if err := scan(&post, &event, &kind, &ref); err != nil {
				return err
			}
			if y.doer[ref].ID == "" || kind == "waiting" {
				return nil // of the obstacle; a decider's
			}
			what := "assigned"
			if kind != what {
				what = event[strings.LastIndex(event, ":")+1:]
			}
			if got[post] == nil {
				got[post] = map[string]int{}
			}
			got[post][ref+" "+what]++
			return nil
		}, "select h.post_id, n.event, n.kind, n.about from notice n join holding h on h.tenant_id = n.tenant_id and h.person_id = n.person_id where n.tenant_id = ?1")
		if err != nil {
			return err
		}
		if notices, err = db.Value[int](tx, "select count(*) from notice where tenant_id = ?1"); err != nil {
			return err
		}
		untold, err = db.Value[int](tx, `select count(*) from notice n left join (select l.notice_id, count(*) as messages from delivery_notice l
				join delivery v on v.tenant_id = l.tenant_id and v.delivery_id = l.delivery_id
				where l.tenant_id = ?1 and v.state = 'sent' group by l.notice_id) s on s.notice_id = n.notice_id
			where n.tenant_id = ?1 and coalesce(s.messages, 0) <> 1`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want, steps, wrong := y.expected(), 0, 0
	for post, list := range want {
		steps += len(list)
		for what := range list {
			if n := got[post][what]; n != 1 {
				if wrong++; wrong <= 10 {
					t.Errorf("a post was told %q %d times", what, n)
				}
			}
		}
		for what := range got[post] {
			if list[what] == 0 {
				if wrong++; wrong <= 10 {
					t.Errorf("a post was told %q, which nobody expects", what)
				}
			}
		}
	}
	if wrong > 0 || untold > 0 {
		t.Errorf("%d of %d wrong; %d notices did not go out in exactly one message", wrong, steps, untold)
	}
	// A message that was taken and not written down comes again under its own id.
	sent, err := deliveries(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	came := map[string]int{}
	for _, m := range server.Received() {
		came[m.ID()]++
	}
	again := 0
	for id, n := range came {
		again += n - 1
		if !slices.ContainsFunc([]string{id}, func(id string) bool { return sent[strings.Trim(strings.SplitN(id, "@", 2)[0], "<")] }) {
			t.Errorf("message %s was never to be sent", id)
		}
	}
	if len(came) != len(sent) || again > kills {
		t.Errorf("%d messages came, %d were sent, %d came again", len(came), len(sent), again)
	}
	y.checkProvince(ctx, d)
	t.Logf("%d kills; %d notices, %d of them foretold; %d messages, %d of them seen twice by the server under one id", kills, notices, steps, len(came), again)
}

// deliveries are the ids of all messages that went out.
func deliveries(ctx context.Context, d *db.DB) (map[string]bool, error) {
	sent := map[string]bool{}
	err := d.Across(ctx, func(tx *db.AcrossTx) error {
		return tx.Each(func(scan func(...any) error) error {
			var id string
			err := scan(&id)
			sent[id] = true
			return err
		}, "select delivery_id from delivery where state = 'sent'")
	})
	return sent, err
}

// checkProvince finds the steps that silence led to, in every commune and above it.
func (y *year) checkProvince(ctx context.Context, d *db.DB) {
	t := y.t
	tenants, err := org.Tenants(ctx, d)
	if err != nil {
		t.Fatal(err)
	}
	for _, tenant := range tenants {
		err := d.View(ctx, tenant.ID, func(tx *db.Tx) error {
			if tenant.Code == "51" {
				return silent(t, tx)
			}
			code, err := strconv.Atoi(tenant.Code)
			if err != nil {
				return err
			}
			steps, err := db.Value[int](tx, "select count(*) from proposal_step where tenant_id = ?1")
			if err != nil {
				return err
			}
			answers, err := db.Value[int](tx, "select count(*) from notice where tenant_id = ?1 and kind = 'answer'")
			if err != nil {
				return err
			}
			i := (code - 21472) % 3
			if want := []int{0, 2, 3}[i]; steps != want {
				t.Errorf("commune %s climbed %d steps, want %d", tenant.Code, steps, want)
			}
			if answers > 0 != (i != 2) {
				t.Errorf("commune %s heard %d answers", tenant.Code, answers)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func silent(t *testing.T, tx *db.Tx) error {
	n := 0
	err := tx.Each(func(scan func(...any) error) error {
		var code string
		var steps int
		if err := scan(&code, &steps); err != nil {
			return err
		}
		n++
		i, err := strconv.Atoi(code)
		if want := []int{0, 2, 3}[(i-21472)%3]; steps != want {
			t.Errorf("the province was silent for %d steps to %s, want %d", steps, code, want)
		}
		return err
	}, "select from_code, silent from petition where tenant_id = ?1")
	if n != yearCommunes {
		t.Errorf("%d petitions came, want %d", n, yearCommunes)
	}
	return err
}
