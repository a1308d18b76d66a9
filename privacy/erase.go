package privacy

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"sauro/db"
	"sauro/fault"
	"sauro/notary"
	"sauro/org"
	"sauro/vn"
)

// Effect is one line of what an erasure does or leaves.
type Effect struct {
	Datum
	Rows int64 // how many rows of this person there are; 0 where rows are no one person's
}

// Plan is what an erasure would do to the data of a person, in the words of the
// register.
type Plan struct {
	Goes  []Effect // deleted or made unreadable
	Stays []Effect // kept by law, under the post
	Holds int      // posts that the person holds today or later: with one left nothing can be erased
}

// goes are the fates that take the data away from the person.
var goes = map[code]bool{"title": true, "code": true, "gone": true, "blank": true}

// PlanOf says, before anybody confirms, what erasing the data of a person will
// delete and what stays and why.
func PlanOf(tx *db.Tx, who org.Who, person db.ID) (Plan, error) {
	if err := who.May(org.People, org.Thing{}); err != nil {
		return Plan{}, err
	}
	var p Plan
	var err error
	if p.Holds, err = holds(tx, person); err != nil {
		return Plan{}, err
	}
	counts, err := countOf(tx, person)
	if err != nil {
		return Plan{}, err
	}
	for i, d := range Data() {
		e := Effect{d, counts[i]}
		if lines[i].of != "" && e.Rows == 0 {
			continue
		}
		if goes[lines[i].fate] {
			p.Goes = append(p.Goes, e)
		} else if lines[i].of != "" {
			p.Stays = append(p.Stays, e)
		}
	}
	return p, nil
}

// countOf counts the rows of a person for every line of the register, in one
// statement.
func countOf(tx *db.Tx, person db.ID) (map[int]int64, error) {
	var parts []string
	for i, l := range lines {
		if l.of != "" {
			parts = append(parts, "select "+strconv.Itoa(i)+" as line, count(*) from "+l.table+" where tenant_id = ?1 and "+l.of)
		}
	}
	counts := map[int]int64{}
	err := tx.Each(func(scan func(...any) error) error {
		var i int
		var n int64
		err := scan(&i, &n)
		counts[i] = n
		return err
	}, strings.Join(parts, " union all "), person)
	return counts, err
}

func holds(tx *db.Tx, person db.ID) (int, error) {
	return db.Value[int](tx, "select count(*) from holding where tenant_id = ?1 and person_id = ?2 and (to_day is null or to_day >= ?3)", person, vn.Today(tx.Now))
}

// Prepare is the first half of an erasure: who may manage persons has looked at
// the plan and lays it before the chairman. It needs the person to hold no post
// any more: the office cannot work without knowing who holds one.
func Prepare(tx *db.Tx, who org.Who, ref string, version int64, reason string) error {
	who, r, err := handle(tx, who, ref)
	if err != nil {
		return err
	}
	if err := erasable(tx, r); err != nil {
		return err
	}
	if Oversees(who) {
		return fault.New(fault.Denied, "Việc xóa cần hai người: Văn phòng chuẩn bị, Chủ tịch quyết định. Hãy để Văn phòng chuẩn bị.")
	}
	reason = vn.NFC(reason)
	var f fault.Form
	checkReason(&f, "reason", reason)
	f.Check(r.State != Prepared, "reason", "Yêu cầu này đã trình Chủ tịch. Hãy đợi quyết định.")
	if err := f.Err(); err != nil {
		return err
	}
	if err := change(tx, r, version, "state = 'prepared', prepared_by = ?5, answered_on = coalesce(answered_on, ?6)", who.Person, vn.Today(tx.Now)); err != nil {
		return err
	}
	return happened(tx, who, r.ID, event{kind: "prepared", reason: reason})
}

func erasable(tx *db.Tx, r Request) error {
	if r.Kind != Erase || r.Person == "" {
		return fault.New(fault.Invalid, "Chỉ chuẩn bị xóa ở yêu cầu xóa của người trong cơ quan.")
	}
	n, err := holds(tx, r.Person)
	if err == nil && n > 0 {
		err = fault.New(fault.Invalid, "Người này còn giữ chức danh nên chưa xóa được. Hãy cho thôi giữ chức danh ở trang Nhân sự trước, hoặc từ chối kèm căn cứ.")
	}
	return err
}

// Decide is the second half of an erasure, by the one who answers for the
// office and has not prepared it. Where it is agreed to, name, sign-in name,
// password, sessions and failed sign-ins of the person are gone, what was done
// in office stays under the post, and what the log has of the earlier rows can
// no longer be opened.
func Decide(tx *db.Tx, who org.Who, ref string, version int64, agree bool, reason string) error {
	if err := oversee(who); err != nil {
		return err
	}
	who, r, err := handle(tx, who, ref)
	if err != nil {
		return err
	}
	if err := erasable(tx, r); err != nil {
		return err
	}
	reason = vn.NFC(reason)
	var f fault.Form
	checkReason(&f, "reason", reason)
	f.Check(r.State == Prepared, "reason", "Yêu cầu này chưa được chuẩn bị. Hãy để Văn phòng chuẩn bị trước.")
	if err := f.Err(); err != nil {
		return err
	}
	if r.Preparer == who.Person {
		return fault.New(fault.Denied, "Người chuẩn bị và người quyết định xóa phải là hai người.")
	}
	if !agree {
		if err := change(tx, r, version, "state = 'doing', prepared_by = null"); err != nil {
			return err
		}
		return happened(tx, who, r.ID, event{kind: "declined", reason: reason})
	}
	if err := closeAs(tx, who, r, version, Done, event{kind: "erased", reason: reason}, ""); err != nil {
		return err
	}
	return erase(tx, who, r.Person)
}

// erasures are the statements of an erasure in their order: ?2 is the person.
// What is found by the sign-in name comes before the name is gone. Every row of
// the recorded tables is written, also where nothing of it changes: it gets a
// new salt, and all earlier ones go.
var erasures = []string{
	"delete from signin_failure where tenant_id = ?1 and " + byLogin,
	"delete from session_secret where tenant_id = ?1 and session_id in (select session_id from session where tenant_id = ?1 and person_id = ?2)",
	"delete from session where tenant_id = ?1 and " + byPerson,
	"delete from signin_step where tenant_id = ?1 and " + byPerson,
	"delete from signin_link where tenant_id = ?1 and " + byPerson,
	"delete from totp_use where tenant_id = ?1 and totp_id in (select totp_id from totp where tenant_id = ?1 and person_id = ?2)",
	"delete from totp where tenant_id = ?1 and " + byPerson,
	"delete from passkey_use where tenant_id = ?1 and passkey_id in (select passkey_id from passkey where tenant_id = ?1 and person_id = ?2)",
	"delete from passkey where tenant_id = ?1 and " + byPerson,
	"delete from recovery_code where tenant_id = ?1 and " + byPerson,
	"delete from way where tenant_id = ?1 and " + byPerson,
	"delete from mute where tenant_id = ?1 and " + byPerson,
	"delete from delivery where tenant_id = ?1 and " + byPerson, // with how each was tried
	"delete from notice where tenant_id = ?1 and " + byPerson,
	"delete from sso_link where tenant_id = ?1 and " + byPerson,
	"update data_request_event set before_text = '', after_text = '' where tenant_id = ?1 and " +
		"request_id in (select request_id from data_request where tenant_id = ?1 and person_id = ?2)",
	"update data_request set wish = '', asker_proof = '' where tenant_id = ?1 and person_id = ?2",
	"update person set name = '', login = 'xoa-' || person_id, password = '', password_once = 0 where tenant_id = ?1 and person_id = ?2",
}

// written are the rows that an erasure changes or deletes and that may be in the
// log: what it has of them so far is closed for good. ?2 is the person.
var written = map[string]string{
	"person":             "select person_id from person where tenant_id = ?1 and person_id = ?2",
	"data_request":       "select request_id from data_request where tenant_id = ?1 and person_id = ?2",
	"data_request_event": "select event_id from data_request_event where tenant_id = ?1 and request_id in (select request_id from data_request where tenant_id = ?1 and person_id = ?2)",
	"signin_link":        "select link_id from signin_link where tenant_id = ?1 and person_id = ?2",
	"totp":               "select totp_id from totp where tenant_id = ?1 and person_id = ?2",
	"passkey":            "select passkey_id from passkey where tenant_id = ?1 and person_id = ?2",
	"sso_link":           "select link_id from sso_link where tenant_id = ?1 and person_id = ?2",
	"recovery_code":      "select code_id from recovery_code where tenant_id = ?1 and person_id = ?2",
}

func erase(tx *db.Tx, who org.Who, person db.ID) error {
	for _, table := range slices.Sorted(maps.Keys(written)) {
		keys, err := db.All(tx, func(k *string) []any { return []any{k} }, written[table], person)
		if err != nil {
			return err
		}
		if err := notary.Forget(tx, table, keys...); err != nil {
			return err
		}
	}
	if _, err := tx.Exec("update person set blocked_at = ?3 where tenant_id = ?1 and person_id = ?2 and blocked_at is null", person, tx.Now); err != nil {
		return err
	}
	for _, s := range erasures {
		if _, err := tx.Exec(s, person); err != nil {
			return err
		}
	}
	who.Did(tx, "person-erased", person)
	return nil
}
