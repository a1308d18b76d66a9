package bulletin

import (
	"context"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/vn"
)

// What follows is all that the public pages read: the names of the communes and
// what was published. Nothing of a letter that is kept back is among it, what was
// told of it before included.

const columns = `select p.publication_id, p.kind, p.about, p.letter_id, p.address, p.ordinal, p.at, p.withheld, p.code, p.title, p.reported_bp, p.verified_bp, p.body, p.sha256
	from publication p where p.tenant_id = ?1`

const shown = ` and exists (select 1 from publication l where l.tenant_id = p.tenant_id and l.about = p.letter_id and l.withheld = 0
	and l.ordinal = (select max(k.ordinal) from publication k where k.tenant_id = l.tenant_id and k.about = l.about))`

func into(p *Publication) []any {
	return []any{&p.ID, &p.Kind, &p.About, &p.LetterID, &p.Address, &p.Ordinal, db.Time(&p.At), &p.Withheld, &p.Code, &p.Title, &p.Reported, &p.Verified, &p.Body, &p.SHA256}
}

// Current are the publications of a kind that stand now, in the order of their
// addresses; of a letter, or of all where letter is "".
func Current(tx *db.Tx, kind Kind, letter db.ID) ([]Publication, error) {
	list, err := db.All(tx, into, columns+" and p.kind = ?2 and (?3 = '' or p.letter_id = ?3)"+lastOf+shown+" order by p.address", kind, letter)
	sortCodes(list)
	return list, err
}

// Before are the publications of a kind as they stood before an instant; of a
// letter, or of all where letter is "". Bodies of letters kept back since are not
// among them.
func Before(tx *db.Tx, kind Kind, letter db.ID, at time.Time) ([]Publication, error) {
	return db.All(tx, into, columns+` and p.kind = ?2 and (?3 = '' or p.letter_id = ?3) and p.ordinal = (select max(m.ordinal) from publication m
		where m.tenant_id = p.tenant_id and m.about = p.about and m.at < ?4)`+shown+" order by p.address", kind, letter, at)
}

// Change is a clause of which something else is told than before an instant.
type Change struct {
	Was Publication // the zero Publication where it was not told of
	Now Publication
}

// Changes are the clauses of which something new was told since an instant, the
// latest first; of a letter, or of all where letter is "".
func Changes(tx *db.Tx, letter db.ID, since time.Time) ([]Change, error) {
	now, err := db.All(tx, into, columns+" and p.kind = 'clause' and (?2 = '' or p.letter_id = ?2) and p.at >= ?3"+lastOf+shown+" order by p.at desc, p.publication_id", letter, since)
	if err != nil || len(now) == 0 {
		return nil, err
	}
	before, err := Before(tx, OfClause, letter, since)
	if err != nil {
		return nil, err
	}
	was := map[db.ID]Publication{}
	for _, p := range before {
		was[p.About] = p
	}
	list := make([]Change, len(now))
	for i, p := range now {
		list[i] = Change{was[p.About], p}
	}
	return list, nil
}

// At is what stands now at an address. There may be nothing (fault.Unknown); of a
// letter kept back that is said (fault.Denied).
func At(tx *db.Tx, kind Kind, address string) (Publication, error) {
	p, found, err := db.One(tx, into, columns+" and p.kind = ?2 and p.address = ?3"+lastOf, kind, address)
	if err != nil {
		return Publication{}, err
	}
	if !found {
		return Publication{}, fault.New(fault.Unknown, "Không có mục nào công khai ở địa chỉ này. Hãy kiểm tra lại địa chỉ, hoặc tìm từ trang công khai của xã.")
	}
	return p, free(tx, p)
}

// AtThen is what stood at an address before an instant; told is false where
// nothing did.
func AtThen(tx *db.Tx, kind Kind, address string, before time.Time) (p Publication, told bool, err error) {
	return db.One(tx, into, columns+" and p.kind = ?2 and p.address = ?3 and p.at < ?4"+shown+" order by p.ordinal desc limit 1", kind, address, before)
}

// ByCode is the publication that a short code stands for, the current one or an
// older one.
func ByCode(tx *db.Tx, code string) (Publication, error) {
	p, found, err := db.One(tx, into, columns+" and p.code = ?2", code)
	if err != nil {
		return Publication{}, err
	}
	if !found {
		return Publication{}, unknownCode(code)
	}
	return p, free(tx, p)
}

func unknownCode(code string) error {
	return fault.New(fault.Unknown, "Không có mã tra cứu %s ở đây. Hãy so lại với mã đã in và địa chỉ trang của xã.", SayCode(code))
}

// free refuses what belongs to a letter that is kept back now.
func free(tx *db.Tx, p Publication) error {
	kept, err := db.Value[bool](tx, "select p.withheld from publication p where p.tenant_id = ?1 and p.about = ?2"+lastOf, p.LetterID)
	if err == nil && kept {
		err = fault.New(fault.Denied, "Mục này hiện không công khai, theo quyết định của Chủ tịch UBND xã. Hãy liên hệ UBND xã để yêu cầu cung cấp thông tin.")
	}
	return err
}

// History are the publications at an address, the latest first: as many as asked
// from an offset on, and how many there are.
func History(tx *db.Tx, kind Kind, address string, most, offset int) (list []Publication, all int, err error) {
	const at = " and p.kind = ?2 and p.address = ?3"
	if all, err = db.Value[int](tx, "select count(*) from publication p where p.tenant_id = ?1"+at+shown, kind, address); err != nil {
		return nil, 0, err
	}
	list, err = db.All(tx, into, columns+at+shown+" order by p.ordinal desc limit ?4 offset ?5", kind, address, most, offset)
	return list, all, err
}

// Recent are the latest publications of all kinds, the latest first.
func Recent(tx *db.Tx, most int) ([]Publication, error) {
	return db.All(tx, into, columns+shown+" order by p.at desc, p.publication_id desc limit ?2", most)
}

// Summary is what the list of communes says of one.
type Summary struct {
	Letters  int
	Withheld int       // letters kept back
	Changed  time.Time // when something was last published, zero where nothing was
	First    time.Time
}

// Of counts a commune's letters that were told of.
func Of(tx *db.Tx) (Summary, error) {
	s, _, err := db.One(tx, func(s *Summary) []any { return []any{&s.Letters, &s.Withheld, db.Time(&s.First)} },
		`select coalesce(sum(1 - p.withheld), 0), coalesce(sum(p.withheld), 0), (select min(f.at) from publication f where f.tenant_id = ?1)
		from publication p where p.tenant_id = ?1 and p.kind = 'letter'`+lastOf)
	if err != nil {
		return s, err
	}
	s.Changed, err = Changed(tx)
	return s, err
}

// Changed is when something was last published, the zero time where nothing was.
func Changed(tx *db.Tx) (time.Time, error) {
	at, _, err := db.One(tx, func(t *time.Time) []any { return []any{db.Time(t)} }, "select max(p.at) from publication p where p.tenant_id = ?1")
	return at, err
}

// CodeOf is the short code of the first publication of a thing, which papers
// carry; "" where it was not told of.
func CodeOf(tx *db.Tx, about db.ID) (string, error) {
	return db.Value[string](tx, "select p.code from publication p where p.tenant_id = ?1 and p.about = ?2 and p.ordinal = 1", about)
}

// Place is a commune where a short code means something.
type Place struct {
	Tenant db.ID
	Commune
}

// Find gives the communes where a short code was given out, mostly one.
func Find(ctx context.Context, d *db.DB, code string) (places []Place, err error) {
	err = d.Across(ctx, func(tx *db.AcrossTx) error {
		return tx.Each(func(scan func(...any) error) error {
			var p Place
			err := scan(&p.Tenant, &p.Code, &p.Name)
			places = append(places, p)
			return err
		}, `select t.tenant_id, t.code, t.name from tenant t
			join publication p on p.tenant_id = t.tenant_id and p.code = ?1 order by t.code`, code)
	})
	if err == nil && len(places) == 0 {
		err = unknownCode(code)
	}
	return places, err
}

// MonthBegan is the first instant of the month at the office.
func MonthBegan(now time.Time) time.Time {
	day := vn.Today(now)
	return vn.Day(day[:8] + "01").Time()
}
