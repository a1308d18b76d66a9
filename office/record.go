package office

import (
	"net/http"
	"slices"
	"time"

	"sauro/db"
	"sauro/ledger"
	"sauro/notary"
	"sauro/org"
	"sauro/web"
	"sauro/witness"
)

var recordPages = feature{
	Routes: func(o *Office) []web.Route {
		return []web.Route{
			{Pattern: "GET /nhat-ky", Act: org.Read, Handle: o.record},
			{Pattern: "POST /nhat-ky/kiem", Act: org.People, Handle: o.checkRecord},
			{Pattern: "POST /nhat-ky/theo-doi", Act: org.People, Handle: o.watch},
			{Pattern: "POST /nhat-ky/nhan-chung", Act: org.People, Handle: o.invite},
			{Pattern: "POST /nhat-ky/{id}/thoi", Act: org.People, Handle: o.endWatch},
		}
	},
	Types: map[string]any{"record.html": recordPage{}},
}

const entriesPerPage = 25

type recordPage struct {
	web.Page
	Head      notary.Head
	Check     notary.Check
	Checked   bool
	Entries   []notary.Entry
	Before    int64 // the entries shown are below this one; 0 for the newest
	Older     int64 // the next page begins below this entry, 0 where there is none
	Witnesses []witness.Witness
	Watched   []witness.Log
	Manage    bool
	// What another office needs in order to look after this log, and to be
	// looked after by this one.
	LogURL, WitnessURL, WitnessKey string
}

// Table is what people call the table of a fault, as the key of its translation.
func (p *recordPage) Table(f notary.Fault) string {
	if name := tableName[f.Table]; name != "" {
		return name
	}
	return f.Table
}

// Label is what people call the row of a fault, "" where they do not.
func (p *recordPage) Label(f notary.Fault) string { return labelWords(f.Table, f.Label) }

// ForkHere reports whether a witness has seen another story of this log, and
// ForkThere whether a log that is looked after has told two.
func (p *recordPage) ForkHere() bool {
	return slices.ContainsFunc(p.Witnesses, func(w witness.Witness) bool { return w.State.Bad() })
}

// ForkThere is beside ForkHere.
func (p *recordPage) ForkThere() bool {
	return slices.ContainsFunc(p.Watched, func(l witness.Log) bool { return l.State.Bad() })
}

// Fingerprint is the root key short enough for paper.
func (p *recordPage) Fingerprint() string { return ledger.Fingerprint(p.Head.Root) }

// Number of an entry for people, who count from one.
func (p *recordPage) Number(n int64) int64 { return n + 1 }

// Sign is the sign of a state.
func (p *recordPage) Sign(s witness.State) string {
	switch {
	case s.Bad():
		return "late"
	case s == witness.Good:
		return "ok"
	}
	return "wait"
}

// Seen is an instant of a table that may not have come yet.
func (p *recordPage) Seen(at time.Time) bool { return !at.IsZero() }

// Act is what an entry says was done, as the key of its translation.
func (p *recordPage) Act(e ledger.Entry) string { return actWords(e.Act) }

// Kind is the kind of a fault in words.
func (p *recordPage) Kind(f notary.Fault) string { return notary.FaultName[f.Kind] }

// State is how a log was found, in words.
func (p *recordPage) State(s witness.State) string { return witness.StateName[s] }

func (o *Office) recordPage(r *web.Request) (*recordPage, func(tx *db.Tx) error) {
	p := &recordPage{Page: web.Page{Title: r.T("Nhật ký không sửa được")}, Manage: r.Who.Can(org.People, org.Thing{})}
	p.Before, _ = r.Int("truoc")
	base := o.address(r) + "/cong-khai/" + r.Who.TenantCode
	p.LogURL, p.WitnessURL = base+"/nhat-ky", base+"/nhan-chung"
	return p, func(tx *db.Tx) (err error) {
		if p.Head, err = o.Notary.HeadOf(tx); err != nil {
			return err
		}
		if p.Check, p.Checked, err = notary.LastCheck(tx); err != nil {
			return err
		}
		if p.Entries, err = notary.Entries(tx, p.Before, entriesPerPage); err != nil {
			return err
		}
		if n := len(p.Entries); n == entriesPerPage {
			p.Older = p.Entries[n-1].N
		}
		if p.Witnesses, err = witness.Witnesses(tx); err != nil {
			return err
		}
		if p.Watched, err = witness.Watched(tx); err != nil {
			return err
		}
		if p.Manage {
			key, err := o.Notary.WitnessKey()
			if err != nil {
				return err
			}
			p.WitnessKey = key.CosignVerifier()
		}
		return nil
	}
}

// address is where this installation is reached from outside.
func (o *Office) address(r *web.Request) string {
	if o.PublicURL != "" {
		return o.PublicURL
	}
	return "http://" + r.Host
}

func (o *Office) record(w http.ResponseWriter, r *web.Request) error {
	p, read := o.recordPage(r)
	return r.Show(w, "record.html", p, read)
}

func (o *Office) recordAgain(w http.ResponseWriter, r *web.Request, failed error) error {
	p, read := o.recordPage(r)
	if err := r.View(read); err != nil {
		return err
	}
	return r.Again(w, "record.html", p, failed)
}

func (o *Office) checkRecord(w http.ResponseWriter, r *web.Request) error {
	check, err := o.Notary.VerifyAndKeep(r.Context(), r.Who.Tenant)
	if err != nil {
		return err
	}
	said := "" // what is wrong is said in red, above all else
	if len(check.Faults) == 0 {
		said = r.T("Đã đối chiếu: nhật ký, dữ liệu và tệp khớp nhau.")
	}
	return r.Redirect(w, "/nhat-ky", said)
}

func (o *Office) watch(w http.ResponseWriter, r *web.Request) error {
	err := r.Update(func(tx *db.Tx) error {
		_, err := witness.Watch(tx, r.Who, r.Value("name"), r.Value("url"), r.Value("root"))
		return err
	})
	if err != nil {
		return o.recordAgain(w, r, err)
	}
	return r.Redirect(w, "/nhat-ky", r.T("Từ nay cơ quan làm chứng cho nhật ký đó. Kết quả lần kiểm đầu tiên có sau một phút."))
}

func (o *Office) invite(w http.ResponseWriter, r *web.Request) error {
	err := r.Update(func(tx *db.Tx) error {
		_, err := witness.Invite(tx, r.Who, r.Value("name"), r.Value("url"), r.Value("verifier"))
		return err
	})
	if err != nil {
		return o.recordAgain(w, r, err)
	}
	return r.Redirect(w, "/nhat-ky", r.T("Đã ghi nhân chứng. Chữ ký của họ được lấy về mỗi phút."))
}

func (o *Office) endWatch(w http.ResponseWriter, r *web.Request) error {
	id, err := r.IDOf("id")
	if err != nil {
		return err
	}
	if err := r.Update(func(tx *db.Tx) error { return witness.End(tx, r.Who, id) }); err != nil {
		return err
	}
	return r.Redirect(w, "/nhat-ky", r.T("Đã bỏ khỏi danh sách."))
}
