package notice

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/mail"
	"sauro/org"
	"sauro/vn"
)

// Own are the ways that a person has an address for.
var Own = []Way{Mail, Zalo, SMS}

// Address is where one person reads what goes out by one way.
type Address struct {
	Way       Way
	Text      string // "" where none was given
	On        bool
	Confirmed bool
	Asked     bool // a code was sent and waits to be typed
	Office    bool // the office sends by this way today
}

// Addresses are the person's own, one for each way, in their usual order.
func Addresses(tx *db.Tx, who org.Who) ([]Address, error) {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return nil, err
	}
	list := make([]Address, len(Own))
	for i, w := range Own {
		list[i] = Address{Way: w, On: true}
	}
	err := tx.Each(func(scan func(...any) error) error {
		var w Way
		var text string
		var on, confirmed, asked, office int64
		if err := scan(&w, &text, &on, &confirmed, &asked, &office); err != nil {
			return err
		}
		i := slices.Index(Own, w)
		if i < 0 {
			return nil
		}
		if text != "" {
			list[i] = Address{w, text, on == 1, confirmed == 1, asked == 1, list[i].Office}
		}
		list[i].Office = list[i].Office || office == 1
		return nil
	}, `select w.way, w.address, w.switched_on, case when w.confirmed_at is null then 0 else 1 end, case when w.code_hash is null or w.code_at < ?3 then 0 else 1 end, 0
			from way w where w.tenant_id = ?1 and w.person_id = ?2
		union all select c.way, '', 0, 0, 0, c.switched_on from channel c where c.tenant_id = ?1`, who.Person, tx.Now.Add(-codeAge))
	return list, err
}

// phone is a Vietnamese mobile number as it is written today: ten digits.
var phone = regexp.MustCompile(`^(?:\+?84|0)([35789]\d{8})$`)

// ParsePhone reads a mobile number, with or without spaces, dots and +84, as 84…
func ParsePhone(s string) (string, bool) {
	s = strings.NewReplacer(" ", "", ".", "", "-", "", "(", "", ")", "").Replace(vn.Line(s))
	if m := phone.FindStringSubmatch(s); m != nil {
		return "84" + m[1], true
	}
	return "", false
}

// SetAddress keeps where the person reads by a way, "" for nowhere. An e-mail has
// to be confirmed before anything goes there; a number counts as the person says.
func SetAddress(tx *db.Tx, who org.Who, w Way, address string) error {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return err
	}
	if !slices.Contains(Own, w) {
		return fault.New(fault.Unknown, "Không có cách nhận này. Hãy mở lại trang Nơi nhận thông báo.")
	}
	address = vn.Line(address)
	if address == "" {
		_, err := tx.Exec("delete from way where tenant_id = ?1 and person_id = ?2 and way = ?3", who.Person, w)
		return err
	}
	var f fault.Form
	var confirmed any
	if w == Mail {
		_, err := mail.CheckAddress(address)
		f.Check(err == nil, "address", "Địa chỉ thư chưa đúng. Hãy ghi dạng ten@quangngai.gov.vn.")
	} else {
		number, ok := ParsePhone(address)
		if w == Zalo {
			number, ok = ParseZalo(address)
		}
		f.Check(ok, "address", "Số điện thoại di động chưa đúng. Hãy ghi đủ 10 số, ví dụ 0905 123 456.")
		address, confirmed = number, tx.Now
	}
	if err := f.Err(); err != nil {
		return err
	}
	_, err := tx.Exec(`insert into way (tenant_id, person_id, way, address, switched_on, confirmed_at, code_count, code_tries, changed_at) values (?1, ?2, ?3, ?4, 1, ?5, 0, 0, ?6)
		on conflict (tenant_id, person_id, way) do update set address = excluded.address, changed_at = excluded.changed_at, code_hash = null, code_tries = 0,
			confirmed_at = case when way.address = excluded.address then way.confirmed_at else excluded.confirmed_at end`, who.Person, w, address, confirmed, tx.Now)
	return err
}

// SwitchAddress has notices go to the person's address, or not for now. What is
// legal goes there all the same.
func SwitchAddress(tx *db.Tx, who org.Who, w Way, on bool) error {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return err
	}
	n, err := tx.Exec("update way set switched_on = ?4, changed_at = ?5 where tenant_id = ?1 and person_id = ?2 and way = ?3", who.Person, w, on, tx.Now)
	if err == nil && n == 0 {
		err = fault.New(fault.Invalid, "Chưa có địa chỉ để bật. Hãy ghi địa chỉ trước.")
	}
	return err
}

const (
	codeAge    = 30 * time.Minute
	codeTries  = 5
	codesADay  = 5
	codeSpaces = time.Minute
)

// AskCode makes the code that shows that the person reads at the e-mail address
// given, and says what to send: nothing is sent in the transaction. At most five
// a day, a minute apart: nobody's letter box is filled from here.
func AskCode(tx *db.Tx, who org.Who, office string) (Message, error) {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return Message{}, err
	}
	type row struct {
		address   string
		confirmed int64
		at        time.Time
		count     int64
	}
	r, found, err := db.One(tx, func(r *row) []any { return []any{&r.address, &r.confirmed, db.Time(&r.at), &r.count} },
		"select address, case when confirmed_at is null then 0 else 1 end, code_at, code_count from way where tenant_id = ?1 and person_id = ?2 and way = 'mail'", who.Person)
	switch {
	case err != nil:
		return Message{}, err
	case !found:
		return Message{}, fault.New(fault.Invalid, "Chưa có địa chỉ thư để xác nhận. Hãy ghi địa chỉ trước.")
	case r.confirmed == 1:
		return Message{}, fault.New(fault.Conflict, "Địa chỉ này đã xác nhận rồi.")
	case tx.Now.Sub(r.at) < codeSpaces:
		return Message{}, fault.New(fault.Busy, "Mã vừa được gửi. Hãy xem hộp thư, cả mục thư rác, và đợi một phút trước khi xin mã khác.")
	}
	if vn.Today(r.at) != vn.Today(tx.Now) {
		r.count = 0
	}
	if r.count >= codesADay {
		return Message{}, fault.New(fault.Busy, "Hôm nay đã gửi đủ %d mã. Hãy kiểm tra lại địa chỉ và thử lại ngày mai.", codesADay)
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return Message{}, err
	}
	code := fmt.Sprintf("%06d", n)
	if _, err := tx.Exec("update way set code_hash = ?3, code_at = ?4, code_count = ?5, code_tries = 0 where tenant_id = ?1 and person_id = ?2 and way = 'mail'",
		who.Person, codeHash(who.Person, r.address, code), tx.Now, r.count+1); err != nil {
		return Message{}, err
	}
	m := Message{ID: string(db.NewID()), Way: Mail, To: r.address, At: tx.Now, Kind: "code", Count: 1, Subject: "Sáu Rõ: mã xác nhận " + code,
		Says: "Mã xác nhận nơi nhận thông báo: " + code + ". Mã dùng được trong 30 phút."}
	m.Text = m.Says + "\n\nNếu không phải bạn xin mã này, hãy bỏ qua thư.\n\n--\n" + office + "\nChương trình Sáu Rõ tự gửi. Không trả lời thông báo này.\n"
	m.Short = short(m.Says, "")
	return m, nil
}

// Confirm takes the code that was sent. Five wrong ones end it. It is called in a
// transaction that is committed in any case: wrong is what to tell the person.
func Confirm(tx *db.Tx, who org.Who, code string) (wrong error, err error) {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return nil, err
	}
	type row struct {
		address, hash string
		at            time.Time
		tries         int64
	}
	r, found, err := db.One(tx, func(r *row) []any { return []any{&r.address, db.Opt(&r.hash), db.Time(&r.at), &r.tries} },
		"select address, code_hash, code_at, code_tries from way where tenant_id = ?1 and person_id = ?2 and way = 'mail'", who.Person)
	if err != nil {
		return nil, err
	}
	var f fault.Form
	if !found || r.hash == "" || tx.Now.Sub(r.at) > codeAge || r.tries >= codeTries {
		f.Add("code", "Mã không còn dùng được. Hãy xin mã khác.")
		return f.Err(), nil
	}
	code = strings.ReplaceAll(vn.Line(code), " ", "")
	if subtle.ConstantTimeCompare([]byte(codeHash(who.Person, r.address, code)), []byte(r.hash)) != 1 {
		_, err := tx.Exec("update way set code_tries = code_tries + 1 where tenant_id = ?1 and person_id = ?2 and way = 'mail'", who.Person)
		f.Add("code", "Mã chưa đúng. Hãy nhập lại 6 số trong thư mới nhất.")
		return f.Err(), err
	}
	_, err = tx.Exec("update way set confirmed_at = ?3, switched_on = 1, code_hash = null, code_tries = 0 where tenant_id = ?1 and person_id = ?2 and way = 'mail'", who.Person, tx.Now)
	return nil, err
}

func codeHash(person db.ID, address, code string) string {
	sum := sha256.Sum256([]byte("sauro way\x00" + string(person) + "\x00" + address + "\x00" + code))
	return hex.EncodeToString(sum[:])
}

// Mutes are the kinds of notices that the person reads in the program only.
func Mutes(tx *db.Tx, who org.Who) (map[string]bool, error) {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return nil, err
	}
	muted := map[string]bool{}
	return muted, tx.Each(func(scan func(...any) error) error {
		var kind string
		err := scan(&kind)
		muted[kind] = true
		return err
	}, "select kind from mute where tenant_id = ?1 and person_id = ?2", who.Person)
}

// SetMutes keeps which kinds of notices the person reads in the program only, in
// the place of those before. Kinds that are always legal cannot be among them.
func SetMutes(tx *db.Tx, who org.Who, kinds []string) error {
	if err := who.May(org.Self, org.Thing{}); err != nil {
		return err
	}
	args, rows := []any{who.Person}, []string(nil)
	for _, k := range slices.Compact(slices.Sorted(slices.Values(kinds))) {
		if KindName[k] == "" || Fixed[k] {
			return fault.New(fault.Invalid, "Loại thông báo này không tắt được. Hãy mở lại trang rồi chọn lại.")
		}
		rows = append(rows, fmt.Sprintf("(?1, ?2, ?%d)", len(args)+2))
		args = append(args, k)
	}
	if _, err := tx.Exec("delete from mute where tenant_id = ?1 and person_id = ?2", who.Person); err != nil || len(rows) == 0 {
		return err
	}
	_, err := tx.Exec("insert into mute (tenant_id, person_id, kind) values "+strings.Join(rows, ", "), args...)
	return err
}

// Fixed are the kinds that nobody can switch off: what the law has one answer
// within a time (the explanation that was asked for, the urging letter) and
// what one was made accountable for.
var Fixed = map[string]bool{"assigned": true, "explain": true, "urged": true}
