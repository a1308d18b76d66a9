package task

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/vn"
)

// Evidence proves what a report says. A file comes here as it was kept: its
// hash, its own name, its size and the type that its bytes show.
type Evidence struct {
	Kind   Proof
	Name   string // what it is: "Danh sách lớp 2, có chữ ký"
	Hash   string // sha256 of the file, hex
	Size   int64
	MIME   string
	URL    string // of Link
	Number string // of DocumentNo: 12/KH-UBND
	Dated  vn.Day // of DocumentNo
	Figure string // of FigureProof: the figure as it stands in its source; Name is the source

	// Of evidence that was kept:
	ID       db.ID
	Progress db.ID
	Cycle    string
	State    EvidenceState
	StateAt  time.Time
	Reason   string // why it was refused or withdrawn
	At       time.Time
}

// EvidenceState is what became of a piece of evidence.
type EvidenceState string

// The states of evidence.
const (
	Given     EvidenceState = "given"
	Trusted   EvidenceState = "accepted"
	Refused   EvidenceState = "refused"
	Withdrawn EvidenceState = "withdrawn"
)

// EvidenceStateName is the state of evidence in words.
var EvidenceStateName = map[EvidenceState]string{
	Given: "chờ xem", Trusted: "đã xem, chấp nhận", Refused: "không chấp nhận", Withdrawn: "đã rút",
}

const maxEvidence = 50 // of one report

var (
	sha256Hex  = regexp.MustCompile(`^[0-9a-f]{64}$`)
	webAddress = regexp.MustCompile(`^https?://[^\s/$.?#][^\s]*$`)
)

// proves lists which kinds of evidence do for a kind of proof that a task asks
// for: a document may come as its number or as its file, a figure as itself or
// as the file it stands in.
var proves = map[Proof][]Proof{
	DocumentNo:  {DocumentNo, File},
	File:        {File},
	Link:        {Link},
	FigureProof: {FigureProof, File},
}

func checkEvidence(f *fault.Form, list []Evidence, today vn.Day) {
	f.Check(len(list) <= maxEvidence, "evidence", "Mỗi lần báo cáo gửi tối đa %d minh chứng. Hãy gửi phần còn lại ở lần sau.", maxEvidence)
	for i := range list {
		e := &list[i]
		e.Name, e.URL, e.Number, e.Figure = vn.Line(e.Name), strings.TrimSpace(vn.NFC(e.URL)), vn.Line(e.Number), vn.Line(e.Figure)
		for _, text := range []string{e.Name, e.URL, e.Number, e.Figure, e.MIME} {
			f.Check(len(text) <= 2000, "evidence", "Mô tả minh chứng quá dài. Hãy ghi ngắn lại.")
		}
		if e.Hash != "" || e.Kind == File {
			f.Check(sha256Hex.MatchString(e.Hash) && e.Size > 0 && e.MIME != "", "evidence", "Tệp minh chứng chưa được lưu trọn vẹn. Hãy gửi lại tệp.")
		}
		switch e.Kind {
		case File:
			f.Check(e.Name != "", "evidence", "Hãy ghi tên tệp minh chứng.")
		case Link:
			f.Check(webAddress.MatchString(e.URL), "evidence", "Liên kết chưa đúng. Hãy dán cả địa chỉ, bắt đầu bằng https://.")
		case DocumentNo:
			f.Check(e.Number != "" && e.Dated.Valid(), "evidence", "Minh chứng là văn bản cần số, ký hiệu và ngày ban hành.")
			f.Check(e.Dated <= today, "evidence", "Ngày ban hành %s chưa đến. Hãy kiểm tra lại.", e.Dated.String())
		case FigureProof:
			f.Check(e.Figure != "" && e.Name != "", "evidence", "Minh chứng là số liệu cần con số và nguồn của nó.")
		default:
			f.Add("evidence", "Hãy chọn loại minh chứng có trong danh sách.")
		}
	}
}

func addEvidence(tx *db.Tx, t Task, cycle string, progress db.ID, list []Evidence) error {
	for _, e := range list { // at most maxEvidence, and only written
		_, err := tx.Exec(`insert into evidence (tenant_id, evidence_id, task_id, progress_id, cycle, kind, name, hash, size, mime, url, number, dated, figure, state, state_reason, at)
			values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 'given', '', ?15)`,
			db.NewID(), t.ID, progress, cycle, e.Kind, e.Name, e.Hash, e.Size, e.MIME, e.URL, e.Number, db.Null(e.Dated), e.Figure, tx.Now)
		if err != nil {
			return err
		}
	}
	return nil
}

// evidenceOf are the pieces of evidence of the tasks, the latest first.
func evidenceOf(tx *db.Tx, tasks ...db.ID) ([]Evidence, error) {
	in, args := ids(tasks, 2)
	return db.All(tx, func(e *Evidence) []any {
		return []any{&e.ID, &e.Progress, &e.Cycle, &e.Kind, &e.Name, &e.Hash, &e.Size, &e.MIME, &e.URL, &e.Number, db.Opt(&e.Dated), &e.Figure,
			&e.State, db.Time(&e.StateAt), &e.Reason, db.Time(&e.At)}
	}, `select evidence_id, progress_id, cycle, kind, name, hash, size, mime, url, number, dated, figure, state, state_at, state_reason, at
		from evidence where tenant_id = ?1 and task_id in (`+in+`) order by at desc, evidence_id desc`, args...)
}

// HasFile reports whether a file with this hash proves something in the
// commune, and under which name and type: what a page needs before it hands a
// file out.
func HasFile(tx *db.Tx, who org.Who, hash string) (name, mime string, err error) {
	if err := who.May(org.Read, org.Thing{}); err != nil {
		return "", "", err
	}
	e, found, err := db.One(tx, func(e *Evidence) []any { return []any{&e.Name, &e.MIME} },
		"select name, mime from evidence where tenant_id = ?1 and hash = ?2 and hash <> '' order by at limit 1", hash)
	if err == nil && !found {
		err = fault.New(fault.Unknown, "Không tìm thấy tệp này. Hãy mở lại từ trang nhiệm vụ.")
	}
	return e.Name, e.MIME, err
}

// EvidenceByID is a file that proves something in a task.
func EvidenceByID(tx *db.Tx, who org.Who, ref string, id db.ID) (Evidence, error) {
	t, err := Get(tx, who, ref)
	if err != nil {
		return Evidence{}, err
	}
	list, err := evidenceOf(tx, t.ID)
	if err != nil {
		return Evidence{}, err
	}
	i := slices.IndexFunc(list, func(e Evidence) bool { return e.ID == id && e.Hash != "" })
	if i < 0 {
		return Evidence{}, unknownEvidence()
	}
	return list[i], nil
}

// Withdraw takes a wrong piece of evidence out of what counts, with the reason.
// It stays readable; what a verifier has accepted stays as it is.
func Withdraw(tx *db.Tx, who org.Who, ref string, version int64, evidence db.ID, reason string) error {
	t, err := seen(tx, ref, version)
	if err != nil {
		return err
	}
	if who, err = who.As(org.Report, t.Thing()); err != nil {
		return err
	}
	if reason = vn.Line(reason); reason == "" {
		return needsReason(fault.Text{Format: "Hãy ghi lý do rút minh chứng."})
	}
	list, err := evidenceOf(tx, t.ID)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(e Evidence) bool { return e.ID == evidence })
	switch {
	case at < 0:
		return unknownEvidence()
	case list[at].State != Given:
		return fault.New(fault.Invalid, "Minh chứng này %s nên không rút được nữa. Hãy báo cáo bổ sung minh chứng mới.", fault.Text{Format: EvidenceStateName[list[at].State]})
	}
	c, err := t.cycle(list[at].Cycle)
	if err != nil {
		return err
	}
	if !c.open() {
		return fault.New(fault.Invalid, "Kết quả đang chờ nghiệm thu hoặc đã nghiệm thu nên không rút minh chứng được.")
	}
	if err := judge(tx, who, []db.ID{evidence}, Withdrawn, reason); err != nil {
		return err
	}
	if err := t.bump(tx, ""); err != nil {
		return err
	}
	return note(tx, who, t, event{kind: "withdrawn", cycle: list[at].Cycle, reason: reason, detail: Detail{Rows: []db.ID{evidence}}})
}

func unknownEvidence() error {
	return fault.New(fault.Unknown, "Không tìm thấy minh chứng này trong nhiệm vụ. Hãy mở lại trang nhiệm vụ.")
}

// judge sets the state of pieces of evidence, once.
func judge(tx *db.Tx, who org.Who, list []db.ID, state EvidenceState, reason string) error {
	if len(list) == 0 {
		return nil
	}
	in, args := ids(list, 6)
	_, err := tx.Exec(`update evidence set state = ?2, state_at = ?3, state_by = ?4, state_reason = ?5
		where tenant_id = ?1 and evidence_id in (`+in+`)`, append([]any{state, tx.Now, who.Person, reason}, args...)...)
	return err
}
