package notice

import (
	"errors"
	"time"

	"sauro/calendar"
	"sauro/db"
	"sauro/vn"
)

// State is how far a message is.
type State string

// The states of a message. The last four are its end.
const (
	Queued  State = "queued"
	Sending State = "sending"
	Failed  State = "failed" // is tried again
	Sent    State = "sent"
	Dead    State = "dead" // was tried to the end, or cannot arrive
	Told    State = "told" // was dead; the person was told in another way
	Void    State = "void" // needs no sending any more
)

// StateName is a state in words.
var StateName = map[State]string{
	Queued: "chờ gửi", Sending: "đang gửi", Failed: "gửi chưa được, sẽ gửi lại", Sent: "đã gửi",
	Dead: "không gửi được", Told: "đã báo bằng cách khác", Void: "không cần gửi nữa",
}

// deliver writes down what goes out of a notice: by every way that the office
// sends by and the person reads, and once to the whole office's. What is legal
// goes to every confirmed address, whatever is switched off.
func deliver(tx *db.Tx, person, id db.ID, n Notice) error {
	type row struct {
		way      Way
		settings string
	}
	rows, err := db.All(tx, func(r *row) []any { return []any{&r.way, &r.settings} },
		`select c.way, case when c.way = 'hours' then c.settings else '' end from channel c
			left join way w on w.tenant_id = c.tenant_id and w.person_id = ?2 and w.way = c.way
			where c.tenant_id = ?1 and (c.way = 'hours' or c.switched_on = 1 and (c.way = 'webhook' or w.confirmed_at is not null
				and (?3 = 1 or w.switched_on = 1 and not exists (select 1 from mute m where m.tenant_id = ?1 and m.person_id = ?2 and m.kind = ?4))))
			order by c.way`, person, n.Legal, n.Kind)
	if err != nil || len(rows) == 0 {
		return err
	}
	var ways []Way
	c := times{Hours: UsualHours}
	for _, r := range rows {
		if r.way != hoursWay {
			ways = append(ways, r.way)
		} else if c.Hours, err = hoursFrom(r.settings); err != nil {
			return err
		}
	}
	if len(ways) == 0 {
		return nil
	}
	days, err := calendar.Of(tx)
	if err != nil {
		return err
	}
	c.workDay = days.WorkDay
	for _, w := range ways {
		if err := c.put(tx, w, person, id, n); err != nil {
			return err
		}
	}
	return nil
}

// put adds a notice to what goes out by one way: a message of its own, or the
// morning's. The whole office's way has one message of an event, whoever is told.
func (c times) put(tx *db.Tx, w Way, person, id db.ID, n Notice) error {
	d := outgoing{way: w, to: person, legal: n.Legal}
	if w == Webhook {
		d.to = ""
	}
	if n.Legal {
		d.last = n.Due
	}
	if n.AtOnce {
		d.slot = string(w) + ":" + string(d.to) + ":" + string(id)
		if w == Webhook {
			d.slot = string(w) + "::" + n.Event
		}
		d.due = c.open(tx.Now, d.legal, d.last)
		return d.carry(tx, id)
	}
	d.morning = true
	// A morning's message that was taken up already is left as it is.
	for day := c.morning(tx.Now, d.legal); ; day = c.after(day, d.legal) {
		d.slot = string(w) + ":" + string(d.to) + ":day:" + string(day)
		d.due = clockAt(day, c.Morning)
		err := d.carry(tx, id)
		if !errors.Is(err, errTaken) {
			return err
		}
	}
}

// outgoing is a message that is being written down.
type outgoing struct {
	way   Way
	to    db.ID // "" for the whole office
	slot  string
	legal bool
	last  vn.Day // of what is legal
	due   time.Time

	morning bool // gathers all of a day
}

// errTaken says that a morning's message has begun to go out.
var errTaken = errors.New("notice: the morning's message was taken up")

// carry makes the message of the slot, or finds it, and has it carry the notice.
func (d outgoing) carry(tx *db.Tx, notice db.ID) error {
	made := db.NewID()
	id, err := db.Value[db.ID](tx, `insert into delivery (tenant_id, delivery_id, person_id, way, slot, legal, urgent_on, state, attempt, failed, due_at, made_at, address, provider, why)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'queued', 0, 0, ?8, ?9, '', '', '')
		on conflict (tenant_id, slot) do update set
			legal = case when excluded.legal = 1 then 1 else delivery.legal end,
			urgent_on = case when delivery.urgent_on is null or excluded.urgent_on < delivery.urgent_on then excluded.urgent_on else delivery.urgent_on end
			where delivery.state = 'queued' and delivery.attempt = 0
		returning delivery_id`,
		made, db.Null(d.to), d.way, d.slot, d.legal, db.Null(d.last), d.due, tx.Now)
	switch {
	case err != nil:
		return err
	case id == "" && d.morning:
		return errTaken
	case id != made && !d.morning:
		return nil // the event is on its way to the whole office already
	}
	_, err = tx.Exec("insert into delivery_notice (tenant_id, delivery_id, notice_id) values (?1, ?2, ?3)", id, notice)
	return err
}
