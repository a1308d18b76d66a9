package notice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/job"
	"sauro/vault"
	"sauro/vn"
)

// pauses are how long a message that came back waits for each next try. One that
// comes back once more is dead.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 24 * time.Hour}

const (
	leading   = 2 * time.Minute // a courier that was silent for so long has lost its office
	sendLimit = 45 * time.Second
	carrying  = 3 * time.Minute // a message taken up so long ago is taken up again: more than sendLimit
	grace     = 5 * time.Second // what is under way at a stop may still end
	handful   = 8               // messages of one office under way at once
	offices   = 4               // offices served at once
	takenUp   = 25              // a message that stops the process so often is dead
	looks     = 2 * time.Second
)

// Courier sends what waits in every office of the installation. Of several
// processes with a courier one serves an office at a time.
type Courier struct {
	db      *db.DB
	vault   *vault.Vault
	url     string
	senders map[Way]Sender

	holder string
	limit  time.Duration
	wake   chan struct{}

	mu  sync.Mutex
	led map[db.ID]bool // offices that this courier has led
}

// NewCourier makes a courier. url is the program's own address for the links in
// messages, "" where it was not told. A way without a sender counts as not set.
func NewCourier(d *db.DB, v *vault.Vault, url string, senders map[Way]Sender) *Courier {
	return &Courier{db: d, vault: v, url: url, senders: senders, holder: string(db.NewID()), limit: sendLimit, wake: make(chan struct{}, 1), led: map[db.ID]bool{}}
}

// Wake has the courier look now instead of soon.
func (c *Courier) Wake() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// Run sends until ctx ends, and lets another process go on at once then.
func (c *Courier) Run(ctx context.Context) {
	for {
		did, err := c.Step(ctx)
		if err != nil && ctx.Err() == nil {
			slog.ErrorContext(ctx, "notices could not be sent", "err", err)
		}
		if did && err == nil && ctx.Err() == nil {
			continue
		}
		select {
		case <-ctx.Done():
			c.resign(context.WithoutCancel(ctx))
			return
		case <-c.wake:
		case <-time.After(looks):
		}
	}
}

// Step sends some of what waits in every office that this courier leads or may
// lead. did says whether there was anything; where nothing waits it costs one
// query over all offices.
func (c *Courier) Step(ctx context.Context) (did bool, err error) {
	tenants, err := c.waiting(ctx)
	if err != nil {
		return false, err
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	slots := make(chan struct{}, offices)
	for _, tenant := range tenants {
		if ctx.Err() != nil {
			break
		}
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			some, wrong := c.serve(ctx, tenant)
			mu.Lock()
			defer mu.Unlock()
			did, err = did || some, errors.Join(err, wrong)
		})
	}
	all.Wait()
	return did, err
}

// waiting are the offices in which something is due.
func (c *Courier) waiting(ctx context.Context) (tenants []db.ID, err error) {
	err = c.db.Across(ctx, func(tx *db.AcrossTx) error {
		return tx.Each(func(scan func(...any) error) error {
			var id db.ID
			err := scan(&id)
			tenants = append(tenants, id)
			return err
		}, "select t.tenant_id from tenant t where exists (select 1 from delivery d where d.tenant_id = t.tenant_id and d.due_at is not null and d.due_at <= ?1)", c.db.Now())
	})
	return tenants, err
}

// parcel is a message that was taken up, ready to be sent.
type parcel struct {
	id      db.ID
	attempt int64
	account Account
	message Message
}

func (c *Courier) serve(ctx context.Context, tenant db.ID) (did bool, err error) {
	var parcels []parcel
	err = c.db.Update(ctx, tenant, func(tx *db.Tx) (err error) {
		parcels, did = nil, false
		leads, err := job.Lead(tx, "courier", c.holder, leading)
		if err != nil || !leads {
			return err
		}
		parcels, did, err = c.takeUp(tx)
		return err
	})
	if err != nil {
		return false, err
	}
	if did {
		c.mu.Lock()
		c.led[tenant] = true
		c.mu.Unlock()
	}
	var mu sync.Mutex
	var all sync.WaitGroup
	for _, p := range parcels {
		all.Go(func() {
			wrong := c.carry(ctx, tenant, p)
			mu.Lock()
			defer mu.Unlock()
			err = errors.Join(err, wrong)
		})
	}
	all.Wait()
	return did, err
}

// due is a message that somebody has to look at.
type due struct {
	id, person      db.ID
	way             Way
	legal           int64
	urgent          vn.Day
	state           State
	attempt, failed int64
	made            time.Time
	address         string // "" where it was taken away or never confirmed
	open            int64  // the person reads by this way
	left            int64  // the person has left
}

// takeUp looks at some of what is due: what may go out now is taken up, what has
// to wait for the office's hours waits, what needs no sending any more is over.
func (c *Courier) takeUp(tx *db.Tx) (parcels []parcel, did bool, err error) {
	list, err := db.All(tx, func(d *due) []any {
		return []any{&d.id, db.Opt(&d.person), &d.way, &d.legal, db.Opt(&d.urgent), &d.state, &d.attempt, &d.failed, db.Time(&d.made), &d.address, &d.open, &d.left}
	}, `select d.delivery_id, d.person_id, d.way, d.legal, d.urgent_on, d.state, d.attempt, d.failed, d.made_at,
			case when w.confirmed_at is null then '' else w.address end, coalesce(w.switched_on, 0), case when s.blocked_at is null then 0 else 1 end
		from delivery d
		left join way w on w.tenant_id = d.tenant_id and w.person_id = d.person_id and w.way = d.way
		left join person s on s.tenant_id = d.tenant_id and s.person_id = d.person_id
		where d.tenant_id = ?1 and d.due_at is not null and d.due_at <= ?2 order by d.due_at, d.delivery_id limit ?3`, tx.Now, handful)
	if err != nil || len(list) == 0 {
		return nil, false, err
	}
	carried, err := carriedBy(tx, list)
	if err != nil {
		return nil, false, err
	}
	set, err := channels(tx)
	if err != nil {
		return nil, false, err
	}
	hours, err := hoursFrom(string(set[hoursWay].Settings))
	if err != nil {
		return nil, false, err
	}
	days, err := calendar.Of(tx)
	if err != nil {
		return nil, false, err
	}
	times := times{hours, days.WorkDay}
	accounts := map[Way]Account{}
	for _, d := range list { // at most a handful
		notices := carried[d.id]
		if d.attempt == 0 {
			if notices, err = sort(tx, d, notices); err != nil {
				return nil, true, err
			}
		}
		end, why := d.end(set[d.way], c.senders[d.way] != nil, len(notices) > 0)
		if end != "" {
			if err := over(tx, d.id, end, why); err != nil {
				return nil, true, err
			}
			continue
		}
		if at := times.open(tx.Now, d.legal == 1, d.urgent); at.After(tx.Now) {
			if _, err := tx.Exec("update delivery set state = case when state = 'sending' then 'failed' else state end, due_at = ?3 where tenant_id = ?1 and delivery_id = ?2", d.id, at); err != nil {
				return nil, true, err
			}
			continue
		}
		account, opened := accounts[d.way]
		if !opened {
			if account, err = Open(tx, c.db, c.vault, d.way); err != nil {
				var f *Failure
				if !errors.As(err, &f) {
					return nil, true, err
				}
				// The office can mend it: tried again, as a message that came back.
				if err := cameBack(tx, times, d.id, d.failed, d.legal == 1, d.urgent, f); err != nil {
					return nil, true, err
				}
				continue
			}
			accounts[d.way] = account
		}
		p := parcel{d.id, d.attempt + 1, account, compose(d.id, d.way, d.address, account.Name, c.url, d.made, notices)}
		if _, err := tx.Exec("update delivery set state = 'sending', attempt = ?3, due_at = ?4, address = ?5 where tenant_id = ?1 and delivery_id = ?2", p.id, p.attempt, tx.Now.Add(carrying), d.address); err != nil {
			return nil, true, err
		}
		if _, err := tx.Exec("insert into delivery_try (tenant_id, delivery_id, attempt, at, outcome, why, detail) values (?1, ?2, ?3, ?4, '', '', '')", p.id, p.attempt, tx.Now); err != nil {
			return nil, true, err
		}
		parcels = append(parcels, p)
	}
	return parcels, true, nil
}

// end says whether a message needs no sending any more, and why.
func (d due) end(c Channel, sender, something bool) (State, string) {
	legal := d.legal == 1
	dead := Void
	if legal { // somebody has to know of it in another way
		dead = Dead
	}
	switch {
	case d.person != "" && d.left == 1:
		return Void, "left"
	case !something:
		return Void, "read"
	case !c.On || !sender:
		return dead, "channel"
	case d.person != "" && d.address == "":
		return dead, "way"
	case d.person != "" && d.open == 0 && !legal:
		return Void, "way"
	case d.attempt >= takenUp:
		return Dead, "unknown"
	}
	return "", ""
}

// carriedBy are the notices of each message.
func carriedBy(tx *db.Tx, list []due) (map[db.ID][]told, error) {
	ids := make([]any, len(list))
	for i, d := range list {
		ids[i] = d.id
	}
	rows, err := db.All(tx, func(n *told) []any {
		return []any{&n.delivery, &n.id, &n.kind, &n.event, &n.about, &n.rawSays, &n.rawDoes, &n.flag, db.Opt(&n.due), db.Time(&n.at), &n.readFlag}
	}, `select c.delivery_id, n.notice_id, n.kind, n.event, n.about, n.says, n.does, n.legal, n.due_on, n.at, case when n.read_at is null then 0 else 1 end
		from delivery_notice c join notice n on n.tenant_id = c.tenant_id and n.notice_id = c.notice_id
		where c.tenant_id = ?1 and `+db.In("c.delivery_id", len(ids), 2)+` order by c.notice_id`, ids...)
	if err != nil {
		return nil, err
	}
	by := map[db.ID][]told{}
	for _, n := range rows {
		if n.says, err = decode(n.rawSays); err != nil {
			return nil, err
		}
		if n.does, err = decode(n.rawDoes); err != nil {
			return nil, err
		}
		n.legal, n.read = n.flag == 1, n.readFlag == 1
		by[n.delivery] = append(by[n.delivery], n)
	}
	return by, nil
}

// sort leaves out, before a message is sent for the first time, what its receiver
// has read in the program already or does not want by this way, and of the whole
// office's what is the same event. What is tried again is the same message.
func sort(tx *db.Tx, d due, list []told) ([]told, error) {
	seen := map[string]bool{}
	kept := list[:0]
	for _, n := range list {
		out := d.person == "" && seen[n.event] || d.person != "" && !n.legal && (n.read || d.open == 0)
		if seen[n.event] = true; !out {
			kept = append(kept, n)
			continue
		}
		if _, err := tx.Exec("delete from delivery_notice where tenant_id = ?1 and delivery_id = ?2 and notice_id = ?3", d.id, n.id); err != nil {
			return nil, err
		}
	}
	return kept, nil
}

func over(tx *db.Tx, id db.ID, state State, why string) error {
	_, err := tx.Exec("update delivery set state = ?3, why = ?4, due_at = null, over_at = ?5 where tenant_id = ?1 and delivery_id = ?2", id, state, why, tx.Now)
	return err
}

// carry sends one message and writes down what came of it. Where ctx ends it
// waits a little: a message that is with its carrier and not written down would
// be carried again.
func (c *Courier) carry(ctx context.Context, tenant db.ID, p parcel) error {
	type outcome struct {
		provider string
		err      error
	}
	sending, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.limit)
	came := make(chan outcome, 1)
	go func() {
		defer cancel()
		provider, err := send(sending, c.senders[p.message.Way], p)
		came <- outcome{provider, err}
	}()
	var o outcome
	select {
	case o = <-came:
	case <-sending.Done():
		select {
		case o = <-came:
		case <-time.After(grace):
			o.err = &Failure{Why: "network", Cause: errors.New("the sender does not come back")}
		}
	case <-ctx.Done():
		select {
		case o = <-came:
		case <-time.After(grace):
			cancel()
			return ctx.Err() // taken up again under the same id
		}
	}
	return c.writeDown(context.WithoutCancel(ctx), tenant, p, o.provider, o.err)
}

func send(ctx context.Context, by Sender, p parcel) (provider string, err error) {
	defer func() {
		if wrong := recover(); wrong != nil {
			err = fmt.Errorf("notice: a sender by %s: panic: %v", p.message.Way, wrong)
		}
	}()
	return by(ctx, p.account, p.message)
}

func (c *Courier) writeDown(ctx context.Context, tenant db.ID, p parcel, provider string, failed error) error {
	var f *Failure
	if failed != nil && !errors.As(failed, &f) {
		f = &Failure{Why: "unknown", Cause: failed}
	}
	if f != nil {
		if WhyName[f.Why] == "" {
			f.Why = "unknown"
		}
		// What the other side said may name the receiver: it is kept with the try and not in the log.
		attributes := []any{"delivery", p.id, "way", p.message.Way, "attempt", p.attempt, "final", f.Final, "why", f.Why}
		if f.Why == "unknown" {
			attributes = append(attributes, "err", f.Cause)
		}
		slog.WarnContext(ctx, "a notice did not go out", attributes...)
	}
	return c.db.Update(ctx, tenant, func(tx *db.Tx) error {
		state, why, detail := Sent, "", ""
		if f != nil {
			state, why, detail = Failed, f.Why, letters(f.Detail, 300)
		}
		if _, err := tx.Exec("update delivery_try set over_at = ?4, outcome = ?5, why = ?6, detail = ?7 where tenant_id = ?1 and delivery_id = ?2 and attempt = ?3",
			p.id, p.attempt, tx.Now, state, why, detail); err != nil {
			return err
		}
		// Whoever was away for so long that another courier took the message up
		// says only what came of its own try, and that it went out where it did.
		d, mine, err := db.One(tx, func(d *due) []any { return []any{&d.failed, &d.legal, db.Opt(&d.urgent), &d.attempt} },
			"select failed, legal, urgent_on, attempt from delivery where tenant_id = ?1 and delivery_id = ?2 and state in ('sending', 'failed', 'dead')", p.id)
		if err != nil || !mine {
			return err
		}
		if f == nil {
			_, err := tx.Exec("update delivery set state = 'sent', why = '', provider = ?3, due_at = null, over_at = ?4 where tenant_id = ?1 and delivery_id = ?2", p.id, letters(provider, 300), tx.Now)
			return err
		}
		if f.Off {
			if err := switchOff(tx, p.message.Way); err != nil {
				return err
			}
		}
		if d.attempt != p.attempt {
			return nil
		}
		hours, err := HoursOf(tx)
		if err != nil {
			return err
		}
		days, err := calendar.Of(tx)
		if err != nil {
			return err
		}
		when := times{hours, days.WorkDay}
		if ofChannel[f.Why] {
			// The others by this way would come back too: they need not wait for it one
			// after the other, and it is not their failure.
			if _, err := tx.Exec("update delivery set due_at = ?3 where tenant_id = ?1 and way = ?2 and state in ('queued', 'failed') and due_at <= ?4",
				p.message.Way, when.open(tx.Now.Add(pauses[0]), false, ""), tx.Now); err != nil {
				return err
			}
		}
		return cameBack(tx, when, p.id, d.failed, d.legal == 1, d.urgent, f)
	})
}

// ofChannel are the failures that are the channel's and not the message's.
var ofChannel = map[string]bool{"network": true, "sign-in": true, "insecure": true, "settings": true, "limit": true}

// cameBack has a message wait for its next try, or ends it.
func cameBack(tx *db.Tx, times times, id db.ID, failed int64, legal bool, urgent vn.Day, f *Failure) error {
	if f.Final || int(failed) >= len(pauses) {
		_, err := tx.Exec("update delivery set state = 'dead', why = ?3, failed = failed + 1, due_at = null, over_at = ?4 where tenant_id = ?1 and delivery_id = ?2", id, f.Why, tx.Now)
		return err
	}
	_, err := tx.Exec("update delivery set state = 'failed', why = ?3, failed = failed + 1, due_at = ?4 where tenant_id = ?1 and delivery_id = ?2",
		id, f.Why, times.open(tx.Now.Add(pauses[failed]), legal, urgent))
	return err
}

func letters(s string, n int) string {
	s = vn.Line(s)
	if r := []rune(s); len(r) > n {
		s = string(r[:n])
	}
	return s
}

// resign lets other processes serve the offices of this one.
func (c *Courier) resign(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, grace)
	defer cancel()
	c.mu.Lock()
	defer c.mu.Unlock()
	for tenant := range c.led {
		if err := c.db.Update(ctx, tenant, func(tx *db.Tx) error { return job.Resign(tx, "courier", c.holder) }); err != nil {
			slog.Warn("the next courier has to wait for this one's lease", "err", err)
			return
		}
	}
}
