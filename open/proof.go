package open

import (
	"net/http"
	"strings"
	"time"

	"sauro/bulletin"
	"sauro/db"
	"sauro/fault"
	"sauro/ledger"
	"sauro/notary"
	"sauro/web"
)

var proofPages = feature{
	Routes: func(o *Open) []web.Route {
		return []web.Route{
			get("/cong-khai/{xa}/chung-minh/{ma}", o.proof),
			get("/cong-khai/{xa}/chung-minh/{ma}/bang-chung.json", o.proofFile),
			get("/cong-khai/kiem-chung", o.verifier),
			get("/cong-khai/kiem-chung/tai-ve", o.verifierFile),
		}
	},
	Types: map[string]any{"proof.html": proofPage{}},
}

// proofPage says in plain words what a proof proves, and how to check it.
type proofPage struct {
	web.Page
	Told      bulletin.Publication
	Kind      string
	PageURL   string
	FileURL   string
	FileName  string
	Stamp     Stamp
	Current   bool // this is what is told now
	Bars      web.Bar
	Entry     int64  // the number of the entry in the log, from 1
	Size      int64  // of the log at the checkpoint
	Root      string // fingerprint of the root key
	Origin    string
	Witnesses int
	Waiting   bool // the log is signed every few seconds: not yet
}

// telling finds what a short code stands for in a commune.
func telling(tx *db.Tx, r *web.Request) (bulletin.Publication, error) {
	code, err := bulletin.ParseCode(r.PathValue("ma"))
	if err != nil {
		return bulletin.Publication{}, err
	}
	return bulletin.ByCode(tx, code)
}

// proofOf is the proof of a publication, with all that was told in the clear. The
// ids by which the program itself knows things say nothing to anybody.
func proofOf(tx *db.Tx, p bulletin.Publication) (ledger.Proof, error) {
	proof, err := notary.ProofOf(tx, "publication", string(p.ID), func(column string) bool { return column != "about" && column != "letter_id" })
	proof.Say = said
	return proof, err
}

// said are the words for the columns of a publication in a proof.
var said = []ledger.Line{
	{Table: "publication", Column: "kind", Vi: "Loại", En: "Kind", Words: []ledger.Word{
		{Value: string(bulletin.OfLetter), Vi: "văn bản cam kết", En: "letter of commitment"},
		{Value: string(bulletin.OfClause), Vi: "nội dung cam kết", En: "clause"},
		{Value: string(bulletin.OfReport), Vi: "báo cáo", En: "report"}}},
	{Table: "publication", Column: "address", Vi: "Địa chỉ cố định", En: "Permanent address"},
	{Table: "publication", Column: "title", Vi: "Câu chữ như đã ký, hoặc tên", En: "The words as signed, or the name"},
	{Table: "publication", Column: "reported_bp", Vi: "Người thực hiện báo cáo", En: "Reported by the doers", As: ledger.AsPercent},
	{Table: "publication", Column: "verified_bp", Vi: "Người khác đã kiểm chứng", En: "Verified by somebody else", As: ledger.AsPercent},
	{Table: "publication", Column: "at", Vi: "Công khai lúc", En: "Published at", As: ledger.AsInstant},
	{Table: "publication", Column: "ordinal", Vi: "Lần công khai thứ", En: "Publication number"},
	{Table: "publication", Column: "code", Vi: "Mã tra cứu", En: "Look-up code"},
	{Table: "publication", Column: "withheld", Vi: "Giữ lại, không công khai", En: "Withheld", As: ledger.AsYesNo},
	{Table: "publication", Column: "sha256", Vi: "Dấu vân tay của toàn bộ nội dung", En: "Fingerprint of the whole content"},
	{Table: "publication", Column: "body", Vi: "Toàn bộ nội dung đã công khai", En: "The whole content as published"},
}

func (o *Open) proof(w http.ResponseWriter, r *web.Request) error {
	p := &proofPage{}
	changed, err := o.commune(r, &p.Page, func(tx *db.Tx) error {
		var err error
		if p.Told, err = telling(tx, r); err != nil {
			return err
		}
		now, err := bulletin.At(tx, p.Told.Kind, p.Told.Address)
		if err != nil {
			return err
		}
		p.Current = now.ID == p.Told.ID
		proof, err := proofOf(tx, p.Told)
		if fault.Is(err, fault.Busy) {
			p.Waiting = true
			return nil
		}
		if err != nil {
			return err
		}
		signed, err := ledger.Cosignatures([]byte(proof.Checkpoint), proof.Witnesses...)
		if err != nil {
			return err
		}
		p.Entry, p.Root, p.Origin, p.Witnesses = proof.N+1, ledger.Fingerprint(proof.Root), proof.Origin, len(signed)
		head, err := ledger.ReadCheckpoint([]byte(proof.Checkpoint))
		p.Size = head.Size
		return err
	})
	if err != nil {
		return err
	}
	xa := p.Who.TenantCode
	p.Title = r.T("Chứng minh %s", p.Told.Said())
	p.Kind, p.PageURL = r.T(bulletin.KindName[p.Told.Kind]), p.To(urlOf(xa, p.Told))
	p.FileURL, p.FileName = proofURL(xa, p.Told.Code)+"/bang-chung.json", fileName(p.Told)
	p.Crumbs = crumbs(r, &p.Page, web.Crumb{Name: p.Told.Address, URL: urlOf(xa, p.Told)})
	p.Bars = web.Bar{Reported: int64(p.Told.Reported), Verified: int64(p.Told.Verified)}
	if p.Stamp, err = o.stamp(p.Told); err != nil {
		return err
	}
	if p.Waiting {
		w.Header().Set("Refresh", "10")
		return r.Publish(w, "proof.html", p, time.Time{})
	}
	return r.Publish(w, "proof.html", p, changed)
}

func fileName(p bulletin.Publication) string { return "bang-chung-" + p.Said() + ".json" }

func (o *Open) proofFile(w http.ResponseWriter, r *web.Request) error {
	var text []byte
	var told bulletin.Publication
	_, err := o.commune(r, &web.Page{}, func(tx *db.Tx) (err error) {
		if told, err = telling(tx, r); err != nil {
			return err
		}
		proof, err := proofOf(tx, told)
		if err == nil {
			text, err = proof.Encode()
		}
		return err
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+fileName(told)+`"`)
	return r.PublishFile(w, "application/json", text, told.At)
}

// verifier is the page that checks a proof in the browser of whoever opens it,
// without asking this server anything.
func (o *Open) verifier(w http.ResponseWriter, r *web.Request) error {
	return r.PublishOwn(w, ledger.VerifierCSP(), ledger.Verifier())
}

func (o *Open) verifierFile(w http.ResponseWriter, r *web.Request) error {
	w.Header().Set("Content-Disposition", `attachment; filename="kiem-chung.html"`)
	return r.PublishFile(w, "application/octet-stream", ledger.Verifier(), time.Time{})
}

// isFull reports whether a tile has all its hashes and so never changes.
func isFull(path string) bool { return !strings.Contains(path, ".p/") }
