package reminder

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sauro/calendar"
	"sauro/db"
	"sauro/fault"
	"sauro/gate"
	"sauro/org"
	"sauro/vn"
)

// FeedPage is where feeds are read: FeedPage, the secret and FeedEnding.
const (
	FeedPage   = "/lich/"
	FeedEnding = ".ics"
)

// feedLength is the number of things that a feed has at most, the earliest ones.
const feedLength = 1000

// MakeFeed gives a person a secret address for the person's own calendar program
// and ends the one before. It is told once; only its hash is kept.
func MakeFeed(tx *db.Tx, who org.Who) (path string, err error) {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return "", err
	}
	code, err := db.Value[string](tx, "select code from tenant where tenant_id = ?1")
	if err != nil {
		return "", err
	}
	if _, err := endFeed(tx, who); err != nil {
		return "", err
	}
	token, hash := gate.NewToken()
	id := db.NewID()
	if _, err := tx.Exec("insert into calendar_feed (tenant_id, feed_id, person_id, token_hash, made_at) values (?1, ?2, ?3, ?4, ?5)", id, who.Person, hash, tx.Now); err != nil {
		return "", err
	}
	who.Did(tx, "feed-made", id)
	return FeedPage + code + "." + token + FeedEnding, nil
}

// EndFeed ends the person's secret address: nobody reads by it any more.
func EndFeed(tx *db.Tx, who org.Who) error {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return err
	}
	n, err := endFeed(tx, who)
	if err == nil && n == 0 {
		err = fault.New(fault.Unknown, "Bạn không có địa chỉ đồng bộ nào đang dùng.")
	}
	if err == nil {
		who.Did(tx, "feed-ended", who.Person)
	}
	return err
}

func endFeed(tx *db.Tx, who org.Who) (int64, error) {
	return tx.Exec("update calendar_feed set ended_at = ?3 where tenant_id = ?1 and person_id = ?2 and ended_at is null", who.Person, tx.Now)
}

// FeedOf is when the person's feed was made, the zero Time where there is none.
func FeedOf(tx *db.Tx, who org.Who) (time.Time, error) {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return time.Time{}, err
	}
	at, _, err := db.One(tx, func(t *time.Time) []any { return []any{db.Time(t)} },
		"select made_at from calendar_feed where tenant_id = ?1 and person_id = ?2 and ended_at is null", who.Person)
	return at, err
}

// ReadFeed is the feed of whom the secret was given to, as iCalendar. base is the
// address of the program, say puts a sentence into the reader's language. Every
// secret that does not hold is the same Unknown error.
func ReadFeed(ctx context.Context, d *db.DB, secret, base string, say func(format string, args ...any) string) ([]byte, error) {
	unknown := fault.New(fault.Unknown, "Địa chỉ đồng bộ lịch này không còn dùng được.")
	code, token, found := strings.Cut(secret, ".")
	if !found || len(secret) > 200 {
		return nil, unknown
	}
	tenant, err := org.TenantByCode(ctx, d, code)
	if fault.Is(err, fault.Unknown) {
		return nil, unknown
	}
	if err != nil {
		return nil, err
	}
	var feed []byte
	err = d.View(ctx, tenant.ID, func(tx *db.Tx) error {
		login, err := db.Value[string](tx, `select s.login from calendar_feed f
			join person s on s.tenant_id = f.tenant_id and s.person_id = f.person_id and s.blocked_at is null
			where f.tenant_id = ?1 and f.token_hash = ?2 and f.ended_at is null`, gate.TokenHash(token))
		if err != nil || login == "" {
			return orUnknown(err, unknown)
		}
		who, err := org.ByLogin(tx, login)
		if err != nil {
			return orUnknown(err, unknown) // who holds no post has no days
		}
		items, err := mine(tx, who)
		if err != nil {
			return err
		}
		days, err := calendar.Of(tx)
		if err != nil {
			return err
		}
		feed = write(items, days, tx.Now, base, say)
		return nil
	})
	return feed, err
}

// orUnknown is the error, or where it says only that nobody is there the other one.
func orUnknown(err error, unknown *fault.Error) error {
	if err == nil || fault.Is(err, fault.Unknown) {
		return unknown
	}
	return err
}

// mine are the open things of every post that the person holds or fills today.
func mine(tx *db.Tx, who org.Who) ([]calendar.Item, error) {
	all, err := Items(tx, "")
	if err != nil {
		return nil, err
	}
	seats := who.All()
	all = slices.DeleteFunc(all, func(i calendar.Item) bool {
		return i.Post == "" || !slices.ContainsFunc(seats, func(s org.Seat) bool { return s.At() == i.Post })
	})
	return all[:min(len(all), feedLength)], nil
}

// write is the things as a calendar of whole days (RFC 5545). A feed is kept by
// programs outside the house: it has the code of a thing, that it is due, and the
// link, and never what it is about.
func write(items []calendar.Item, days *vn.Calendar, now time.Time, base string, say func(format string, args ...any) string) []byte {
	var w icalendar
	name := say("Sáu Rõ: hạn của tôi")
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.line("PRODID", "-//Sau Ro//Lich va han//VI")
	w.line("CALSCALE", "GREGORIAN")
	w.line("METHOD", "PUBLISH")
	w.line("NAME", escape(name)) // RFC 7986, section 5.1; the next is the same for older programs
	w.line("X-WR-CALNAME", escape(name))
	w.line("REFRESH-INTERVAL;VALUE=DURATION", "PT4H")
	w.line("X-PUBLISHED-TTL", "PT4H")
	stamp := now.UTC().Format("20060102T150405Z")
	today := vn.Today(now)
	for _, i := range items {
		if !i.Due.Valid() {
			continue
		}
		says := say("%s đến hạn", i.Ref)
		if days.LastInTime(i.Due) < today {
			says = say("%s quá hạn", i.Ref)
		}
		link := address(base + i.Link)
		w.line("BEGIN", "VEVENT")
		w.line("UID", escape(fmt.Sprintf("%s-%s-%s@sauro", i.Kind, i.ID, i.Part)))
		w.line("DTSTAMP", stamp)
		w.line("DTSTART;VALUE=DATE", compact(i.Due))
		w.line("DTEND;VALUE=DATE", compact(i.Due.Add(1)))
		w.line("SUMMARY", escape(says))
		w.line("DESCRIPTION", escape(say(i.Does.Format, i.Does.Args...)+": "+link))
		w.line("URL", link)
		w.line("TRANSP", "TRANSPARENT")
		w.line("END", "VEVENT")
	}
	w.line("END", "VCALENDAR")
	return w.text
}

// compact is a day as RFC 5545, section 3.3.4, writes it.
func compact(d vn.Day) string { return strings.ReplaceAll(string(d), "-", "") }

// icalendar is a text of content lines.
type icalendar struct{ text []byte }

// foldAt is the number of octets a line has at most without its end (RFC 5545,
// section 3.1).
const foldAt = 75

// line adds a line, folded where it is long and never within a character.
func (w *icalendar) line(name, value string) {
	rest := name + ":" + value
	for first, room := true, foldAt; ; first, room = false, foldAt-1 {
		if !first {
			w.text = append(w.text, ' ')
		}
		cut := min(room, len(rest))
		for cut < len(rest) && !utf8.RuneStart(rest[cut]) {
			cut--
		}
		w.text = append(append(w.text, rest[:cut]...), '\r', '\n')
		if rest = rest[cut:]; rest == "" {
			return
		}
	}
}

// escape is a text as the value of a property (RFC 5545, section 3.3.11):
// without controls, which it may not have at all.
func escape(s string) string {
	var b strings.Builder
	for _, c := range strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\ufffd") {
		switch {
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\\', c == ';', c == ',':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\t' || c >= ' ' && c != 0x7f:
			b.WriteRune(c)
		}
	}
	return b.String()
}

// address is a link as the value of a property: what is no plain letter of an
// address is written by its octets (RFC 3986, section 2.1).
func address(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c > ' ' && c < 0x7f && !strings.ContainsRune(`"<>\^`+"`{|}", rune(c)) {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}
