package notice_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"sauro/db"
	"sauro/db/dbtest"
	"sauro/fault"
	"sauro/mail"
	"sauro/mail/mailtest"
	. "sauro/notice"
	"sauro/org"
	"sauro/vault"
	"sauro/vn"
)

var ctx = context.Background()

func init() { slog.SetLogLoggerLevel(slog.LevelError) } // what does not go out is warned of

// The posts that the tests speak of.
const (
	chairman = "Chủ tịch UBND xã"
	clerk    = "Chánh Văn phòng HĐND và UBND"
	head     = "Trưởng phòng Văn hóa - Xã hội"
	culture  = "Công chức Văn hóa - Xã hội"
	economy  = "Trưởng phòng Kinh tế"
	money    = "Công chức Tài chính - Kế toán"
)

const home = "https://camket.khanhcuong.quangngai.gov.vn"

// office is a commune with the usual posts, each held by a person of its own, and
// a clock that tests move.
type office struct {
	t      testing.TB
	d      *db.DB
	tenant db.ID
	keys   *vault.Vault
	who    map[string]org.Who // by post title
	post   map[string]db.ID

	mu  sync.Mutex
	now time.Time
}

// at is an hour of a day at the office.
func at(day vn.Day, hour, minute int) time.Time {
	return day.Time().Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute).UTC()
}

// newOffice opens the office on Tuesday 15/09/2026, 09:00.
func newOffice(t testing.TB, d *db.DB) *office {
	t.Helper()
	keys, err := vault.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return newOfficeOf(t, d, "21472", "UBND xã Khánh Cường", keys)
}

func newOfficeOf(t testing.TB, d *db.DB, code, name string, keys *vault.Vault) *office {
	t.Helper()
	o := &office{t: t, keys: keys, who: map[string]org.Who{}, post: map[string]db.ID{}, now: at("2026-09-15", 9, 0)}
	o.d = d.Clock(o.clock)
	var err error
	if o.tenant, err = org.NewTenant(ctx, o.d, code, name); err != nil {
		t.Fatal(err)
	}
	o.ok(func(tx *db.Tx) error {
		posts, err := org.Posts(tx)
		if err != nil {
			return err
		}
		for i, p := range posts {
			person := o.person(tx, fmt.Sprintf("u%02d", i), "Nguyễn Thị Canary "+fmt.Sprint(i))
			o.hold(tx, person, p.ID)
			o.post[p.Title] = p.ID
			o.who[p.Title] = org.Who{Tenant: o.tenant, TenantName: name, Person: person, Post: p.ID, PostTitle: p.Title, Unit: p.Unit, Role: p.Role}
		}
		return nil
	})
	return o
}

func (o *office) clock() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.now
}

func (o *office) moveTo(t time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.now = t
}

func (o *office) pass(d time.Duration) { o.moveTo(o.clock().Add(d)) }

func (o *office) person(tx *db.Tx, login, name string) db.ID {
	o.t.Helper()
	id := db.NewID()
	_, err := tx.Exec("insert into person (tenant_id, person_id, login, name, password, password_once, created_at) values (?1, ?2, ?3, ?4, '', 0, ?5)", id, login, name, tx.Now)
	tx.Did(db.Act{Kind: "set-up"})
	if err != nil {
		o.t.Fatal(err)
	}
	return id
}

func (o *office) hold(tx *db.Tx, person, post db.ID) {
	o.t.Helper()
	_, err := tx.Exec("insert into holding (tenant_id, person_id, post_id, from_day) values (?1, ?2, ?3, ?4)", person, post, vn.Today(tx.Now))
	tx.Did(db.Act{Kind: "set-up"})
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) ok(write func(tx *db.Tx) error) {
	o.t.Helper()
	if err := o.d.Update(ctx, o.tenant, write); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) refused(kind fault.Kind, write func(tx *db.Tx) error) {
	o.t.Helper()
	if err := o.d.Update(ctx, o.tenant, write); !fault.Is(err, kind) {
		o.t.Errorf("not refused as %v: %v", kind, err)
	}
}

// sends has the office send by ways, as the clerk sets them.
func (o *office) sends(ways ...Way) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) error {
		for _, w := range ways {
			if err := SaveChannel(tx, o.who[clerk], o.keys, w, 0, MailSettings{Host: "127.0.0.1", Port: 25, Security: mail.StartTLS, From: "thongbao@khanhcuong.gov.vn"}, "bí mật của kênh "+string(w), false); err != nil {
				return err
			}
			if err := SwitchChannel(tx, o.who[clerk], w, true); err != nil {
				return err
			}
		}
		return nil
	})
}

// reads has persons read their mail and telephone.
func (o *office) reads(titles ...string) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) error {
		for i, title := range titles {
			if err := SetAddress(tx, o.who[title], SMS, fmt.Sprintf("090512345%d", i)); err != nil {
				return err
			}
			if err := SetAddress(tx, o.who[title], Zalo, fmt.Sprintf("090512345%d", i)); err != nil {
				return err
			}
			o.mailOf(tx, title, fmt.Sprintf("u%d@khanhcuong.gov.vn", i))
		}
		return nil
	})
}

// mailOf confirms an e-mail address by the code that was sent there.
func (o *office) mailOf(tx *db.Tx, title, address string) {
	o.t.Helper()
	if err := SetAddress(tx, o.who[title], Mail, address); err != nil {
		o.t.Fatal(err)
	}
	m, err := AskCode(tx, o.who[title], "UBND xã")
	if err != nil {
		o.t.Fatal(err)
	}
	if wrong, err := Confirm(tx, o.who[title], codeIn(m)); wrong != nil || err != nil {
		o.t.Fatal(wrong, err)
	}
}

func codeIn(m Message) string { return m.Subject[len(m.Subject)-6:] }

// tells tells a person something.
func (o *office) tells(title string, n Notice) {
	o.t.Helper()
	o.ok(func(tx *db.Tx) error { return ToPerson(tx, o.who[title].Person, n) })
}

// overdue is a notice that goes at once.
func overdue(ref string) Notice {
	return Notice{Event: "overdue:" + ref, Kind: "overdue", About: ref, Says: fault.Text{Format: "Nhiệm vụ %s đã quá hạn %d ngày làm việc.", Args: []any{ref, 3}},
		Does: fault.Text{Format: "Báo cáo tiến độ"}, Link: "/nhiem-vu/" + ref, AtOnce: true, Due: "2026-09-10"}
}

// soon is a notice that waits for the morning.
func soon(ref string) Notice {
	n := overdue(ref)
	n.Event, n.Kind, n.AtOnce, n.Due = "soon:"+ref, "reminder", false, "2026-09-30"
	n.Says = fault.Text{Format: "Nhiệm vụ %s còn %d ngày làm việc.", Args: []any{ref, 7}}
	return n
}

// carrier takes messages as a mail server or a gateway does.
type carrier struct {
	mu     sync.Mutex
	taken  []Message
	before func(m Message) error // before it is taken
	after  func(m Message) error // after it was taken, before the answer
}

func (c *carrier) senders() map[Way]Sender {
	by := map[Way]Sender{}
	for _, w := range Ways {
		by[w] = c.send
	}
	return by
}

func (c *carrier) send(_ context.Context, a Account, m Message) (string, error) {
	c.mu.Lock()
	before, after := c.before, c.after
	c.mu.Unlock()
	if before != nil {
		if err := before(m); err != nil {
			return "", err
		}
	}
	c.mu.Lock()
	c.taken = append(c.taken, m)
	c.mu.Unlock()
	if after != nil {
		if err := after(m); err != nil {
			return "", err
		}
	}
	return "their-" + m.ID, nil
}

func (c *carrier) behave(before, after func(m Message) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.before, c.after = before, after
}

func (c *carrier) got() []Message {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.taken)
}

// ids are the messages taken, each once, with how often it came.
func (c *carrier) ids() map[string]int {
	n := map[string]int{}
	for _, m := range c.got() {
		n[m.ID]++
	}
	return n
}

func (o *office) courier(c *carrier) *Courier {
	return NewCourier(o.d, o.keys, home, c.senders()).Patience(2 * time.Second)
}

// steps has the courier go on until it finds nothing to do.
func steps(t testing.TB, c *Courier) {
	t.Helper()
	for range 500 {
		did, err := c.Step(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if !did {
			return
		}
	}
	t.Fatal("the courier finds no end")
}

// out is every message of the office as the database has it.
type out struct {
	id, person      db.ID
	way             Way
	state           State
	why, address    string
	attempt, failed int64
	due             time.Time
	notices         int64
}

func (o *office) outs() (list []out) {
	o.t.Helper()
	err := o.d.View(ctx, o.tenant, func(tx *db.Tx) (err error) {
		list, err = db.All(tx, func(x *out) []any {
			return []any{&x.id, db.Opt(&x.person), &x.way, &x.state, &x.why, &x.address, &x.attempt, &x.failed, db.Time(&x.due), &x.notices}
		}, `select d.delivery_id, d.person_id, d.way, d.state, d.why, d.address, d.attempt, d.failed, d.due_at,
				(select count(*) from delivery_notice c where c.tenant_id = d.tenant_id and c.delivery_id = d.delivery_id)
			from delivery d where d.tenant_id = ?1 order by d.way, d.delivery_id`)
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return list
}

// each runs a test on both engines in an office that sends by e-mail.
func each(t *testing.T, test func(t *testing.T, o *office)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		test(t, o)
	})
}

func all(m Message) string {
	b, err := json.Marshal(m)
	if err != nil {
		panic(err)
	}
	return string(b) + m.HTML() + fmt.Sprint(slices.Collect(maps.Values(m.Template())))
}

// greylist asks to come again the first time.
func greylist(first *bool) func(mailtest.Step, string, net.Conn) error {
	return func(step mailtest.Step, _ string, _ net.Conn) error {
		if step == mailtest.To && *first {
			*first = false
			return mailtest.Say(451, "Greylisted, come back in a minute")
		}
		return nil
	}
}
