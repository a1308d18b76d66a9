// Package witness has installations look after each other's logs: each fetches
// the signed heads of others, checks that they continue what it saw before, and
// co-signs them; a log that was forked or rolled back shows in red on both
// sides. It knows what is published of a log and refuses to know how it is
// fetched: the program gives it a Fetch.
package witness

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/ledger"
	"sauro/org"
	"sauro/vn"
)

// Fetch gets what lies at an address of another installation.
type Fetch func(ctx context.Context, url string) ([]byte, error)

// State is how a log or a witness was found the last time.
type State string

// The states.
const (
	New      State = "new"      // not looked at yet
	Good     State = "good"     // continues what was seen before
	Silent   State = "silent"   // does not answer, or answers with something else
	Fork     State = "fork"     // two heads that cannot belong to one log
	Rollback State = "rollback" // shorter than it was
)

// StateName is the state in words.
var StateName = map[State]string{
	New:      "chưa kiểm lần nào",
	Good:     "khớp",
	Silent:   "không liên lạc được",
	Fork:     "hai bản khác nhau",
	Rollback: "bị đưa về bản cũ",
}

// Bad reports whether something was proved wrong.
func (s State) Bad() bool { return s == Fork || s == Rollback }

// Log is the log of another installation that this one looks after.
type Log struct {
	ID     db.ID
	Origin string
	Name   string
	URL    string // the folder of its checkpoint, keys and tiles
	Root   string // the verifier of its root key, as its office gave it
	State  State
	Size   int64
	Note   string // the last head found consistent, co-signed; "" before
	SeenAt time.Time
	Detail string // what was wrong: both heads
}

// Witness is another installation that looks after this log.
type Witness struct {
	ID       db.ID
	Name     string
	URL      string // where its co-signed head of this log is
	Verifier string // of its co-signatures
	State    State
	Size     int64 // of the last head it co-signed
	SeenAt   time.Time
	Detail   string
}

var address = regexp.MustCompile(`^https?://[^\s/?#@]+(/[^\s?#]*)?$`)

func checkPlace(f *fault.Form, name, url string) {
	f.Check(name != "" && len(name) <= 200, "name", "Hãy ghi tên cơ quan, ví dụ UBND xã Ba Vinh.")
	f.Check(address.MatchString(url) && len(url) <= 500, "url", "Địa chỉ chưa đúng. Hãy chép nguyên địa chỉ mà cơ quan kia gửi, bắt đầu bằng https://.")
}

// Watch begins to look after the log at an address. root is the verifier of
// its root key: it has to come on a way of its own, on paper or by telephone.
func Watch(tx *db.Tx, who org.Who, name, url, root string) (db.ID, error) {
	if err := who.May(org.People, org.Thing{}); err != nil {
		return "", err
	}
	name, url, root = vn.Line(name), strings.TrimRight(vn.Line(url), "/"), vn.Line(root)
	var f fault.Form
	checkPlace(&f, name, url)
	f.Check(ledger.IsVerifier(root), "root", "Mã khóa gốc chưa đúng. Hãy chép nguyên dòng mã khóa gốc mà cơ quan kia gửi.")
	if err := f.Err(); err != nil {
		return "", err
	}
	twice, err := db.Value[int](tx, "select count(*) from watched_log where tenant_id = ?1 and url = ?2 and ended_at is null", url)
	if err != nil {
		return "", err
	}
	if twice > 0 {
		return "", fault.New(fault.Exists, "Đang theo dõi nhật ký ở địa chỉ này rồi. Hãy xem trong danh sách.")
	}
	id := db.NewID()
	_, err = tx.Exec(`insert into watched_log (tenant_id, log_id, origin, name, url, root, added_at, added_by, state, size, note, detail)
		values (?1, ?2, '', ?3, ?4, ?5, ?6, ?7, 'new', 0, '', '')`, id, name, url, root, tx.Now, who.Person)
	return id, err
}

// Invite names a witness of this log: where its co-signed heads are and the
// verifier of its co-signatures.
func Invite(tx *db.Tx, who org.Who, name, url, verifier string) (db.ID, error) {
	if err := who.May(org.People, org.Thing{}); err != nil {
		return "", err
	}
	name, url, verifier = vn.Line(name), strings.TrimRight(vn.Line(url), "/"), vn.Line(verifier)
	var f fault.Form
	checkPlace(&f, name, url)
	f.Check(ledger.IsCosignVerifier(verifier), "verifier", "Mã khóa nhân chứng chưa đúng. Hãy chép nguyên dòng mã khóa mà cơ quan kia gửi.")
	if err := f.Err(); err != nil {
		return "", err
	}
	twice, err := db.Value[int](tx, "select count(*) from record_witness where tenant_id = ?1 and verifier = ?2 and ended_at is null", verifier)
	if err != nil {
		return "", err
	}
	if twice > 0 {
		return "", fault.New(fault.Exists, "Nhân chứng này có trong danh sách rồi.")
	}
	id := db.NewID()
	_, err = tx.Exec(`insert into record_witness (tenant_id, witness_id, name, url, verifier, added_at, added_by, state, size, detail)
		values (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'new', 0, '')`, id, name, url, verifier, tx.Now, who.Person)
	return id, err
}

// End stops looking after a log, or takes a witness from the list. What was
// found stays in the table.
func End(tx *db.Tx, who org.Who, id db.ID) error {
	if err := who.May(org.People, org.Thing{}); err != nil {
		return err
	}
	n, err := tx.Exec("update watched_log set ended_at = ?3 where tenant_id = ?1 and log_id = ?2 and ended_at is null", id, tx.Now)
	if err != nil {
		return err
	}
	m, err := tx.Exec("update record_witness set ended_at = ?3 where tenant_id = ?1 and witness_id = ?2 and ended_at is null", id, tx.Now)
	if err == nil && n+m == 0 {
		err = fault.New(fault.Unknown, "Không tìm thấy mục này. Hãy mở lại trang.")
	}
	return err
}

// Watched are the logs looked after, by name.
func Watched(tx *db.Tx) ([]Log, error) {
	return db.All(tx, func(l *Log) []any {
		return []any{&l.ID, &l.Origin, &l.Name, &l.URL, &l.Root, &l.State, &l.Size, &l.Note, db.Time(&l.SeenAt), &l.Detail}
	}, `select log_id, origin, name, url, root, state, size, note, seen_at, detail from watched_log
		where tenant_id = ?1 and ended_at is null order by name, log_id`)
}

// Witnesses are the witnesses of this log, by name.
func Witnesses(tx *db.Tx) ([]Witness, error) {
	return db.All(tx, func(w *Witness) []any {
		return []any{&w.ID, &w.Name, &w.URL, &w.Verifier, &w.State, &w.Size, db.Time(&w.SeenAt), &w.Detail}
	}, `select witness_id, name, url, verifier, state, size, seen_at, detail from record_witness
		where tenant_id = ?1 and ended_at is null order by name, witness_id`)
}

// Alarm reports whether somebody has to look at the record now: the last check
// found what does not agree, or a log, this one or one looked after, was proved
// to have two stories.
func Alarm(tx *db.Tx) (bool, error) {
	n, err := db.Value[int](tx, `select (select count(*) from record_check c where c.tenant_id = ?1 and c.faults <> '[]'
			and c.check_id = (select max(l.check_id) from record_check l where l.tenant_id = ?1))
		+ (select count(*) from record_witness w where w.tenant_id = ?1 and w.ended_at is null and w.state in (?2, ?3))
		+ (select count(*) from watched_log o where o.tenant_id = ?1 and o.ended_at is null and o.state in (?2, ?3))`, Fork, Rollback)
	return n > 0, err
}

// Short names the log with an origin in an address.
func Short(origin string) string {
	sum := sha256.Sum256([]byte(origin))
	return hex.EncodeToString(sum[:8])
}

// Cosigned is the last head of a log that this installation co-signed, for the
// one who looks it up by the Short of its origin.
func Cosigned(tx *db.Tx, short string) ([]byte, error) {
	logs, err := Watched(tx)
	if err != nil {
		return nil, err
	}
	for _, l := range logs {
		if l.Note != "" && Short(l.Origin) == short {
			return []byte(l.Note), nil
		}
	}
	return nil, fault.New(fault.Unknown, "Ở đây không làm chứng cho nhật ký này.")
}
