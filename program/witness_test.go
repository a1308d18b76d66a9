package program_test

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"sauro/db"
	"sauro/notary"
	"sauro/org"
	"sauro/program"
	"sauro/witness"
)

// house is one of two installations that look after each other.
type house struct {
	*testing.T
	*program.Program
	tenant db.ID
	public string // the commune's pages for everybody
}

func newHouse(t *testing.T) *house {
	p := start(t, program.Config{Demo: true})
	tenants, err := org.Tenants(context.Background(), p.DB)
	if err != nil || len(tenants) == 0 {
		t.Fatal(tenants, err)
	}
	return &house{t, p, tenants[0].ID, p.URL() + "/cong-khai/" + tenants[0].Code}
}

func (h *house) update(do func(tx *db.Tx, who org.Who) error) {
	h.Helper()
	err := h.DB.Update(context.Background(), h.tenant, func(tx *db.Tx) error {
		who, err := org.AsPost(tx, org.Chairman)
		if err != nil {
			return err
		}
		return do(tx, who)
	})
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) addUnit(name string) {
	h.Helper()
	h.update(func(tx *db.Tx, who org.Who) error { _, err := org.AddUnit(tx, who, name); return err })
	if err := h.Notary.Sign(context.Background(), h.tenant); err != nil {
		h.Fatal(err)
	}
}

func (h *house) look() {
	h.Helper()
	if err := witness.Look(context.Background(), h.Notary, h.tenant, program.Fetch()); err != nil {
		h.Fatal(err)
	}
}

func (h *house) root() (verifier string) {
	h.Helper()
	h.update(func(tx *db.Tx, _ org.Who) error {
		head, err := h.Notary.HeadOf(tx)
		verifier = head.Root
		return err
	})
	return verifier
}

// watched is how the other's log was found, and witnessed how the own log was.
func (h *house) watched() (l witness.Log) {
	h.Helper()
	h.update(func(tx *db.Tx, _ org.Who) error {
		list, err := witness.Watched(tx)
		if len(list) == 1 {
			l = list[0]
		}
		return err
	})
	return l
}

func (h *house) witnessed() (w witness.Witness) {
	h.Helper()
	h.update(func(tx *db.Tx, _ org.Who) error {
		list, err := witness.Witnesses(tx)
		if len(list) == 1 {
			w = list[0]
		}
		return err
	})
	return w
}

// page is what somebody of the house reads.
func (h *house) page(path string) string {
	h.Helper()
	o := &rightsOffice{T: h.T, program: h.Program}
	res, err := o.signIn(org.Official).Get(h.URL() + path)
	if err != nil {
		h.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		h.Fatalf("%s: %s %v", path, res.Status, err)
	}
	return string(b)
}

// byHand changes the database past the program.
func (h *house) byHand(statements ...string) {
	h.Helper()
	d, err := sql.Open("sqlite", "file:"+filepath.Join(h.Notary.Dir, "sauro.db")+"?_pragma=busy_timeout(10000)")
	if err != nil {
		h.Fatal(err)
	}
	defer d.Close()
	for _, s := range statements {
		if _, err := d.Exec(s); err != nil {
			h.Fatalf("%s: %v", s, err)
		}
	}
}

// pair is an installation and the neighbour that looks after its log.
func pair(t *testing.T) (watched, neighbour *house) {
	a, b := newHouse(t), newHouse(t)
	a.addUnit("Tổ công nghệ số cộng đồng")
	b.addUnit("Tổ công nghệ số cộng đồng")
	key, err := b.Notary.WitnessKey()
	if err != nil {
		t.Fatal(err)
	}
	root := a.root()
	b.update(func(tx *db.Tx, who org.Who) error {
		_, err := witness.Watch(tx, who, "UBND xã A", a.public+"/nhat-ky", root)
		return err
	})
	a.update(func(tx *db.Tx, who org.Who) error {
		_, err := witness.Invite(tx, who, "UBND xã B", b.public+"/nhan-chung", key.CosignVerifier())
		return err
	})
	b.look()
	a.look()
	if l, w := b.watched(), a.witnessed(); l.State != witness.Good || w.State != witness.Good || l.Size == 0 || w.Size != l.Size {
		t.Fatalf("two honest houses: %+v, %+v", l, w)
	}
	if !strings.Contains(a.page("/nhat-ky"), "khớp") {
		t.Error("the page does not show the witness")
	}
	if strings.Contains(a.page("/"), "Nhật ký không khớp") {
		t.Error("the board warns of nothing")
	}
	return a, b
}

func TestASecondInstallationWitnessesTheFirst(t *testing.T) {
	a, b := pair(t)
	first := b.watched().Size
	for _, name := range []string{"Đơn vị thứ hai", "Đơn vị thứ ba", "Đơn vị thứ tư"} {
		a.addUnit(name)
		b.look()
		a.look()
	}
	l, w := b.watched(), a.witnessed()
	if l.State != witness.Good || l.Size != first+3 || w.State != witness.Good || w.Size != l.Size {
		t.Errorf("after three acts: %+v, %+v", l, w)
	}
	// The head that the first publishes carries the neighbour's signature now.
	note, err := program.Fetch()(context.Background(), a.public+"/nhat-ky/checkpoint")
	if err != nil || !strings.Contains(string(note), "sauro-witness/") {
		t.Errorf("%v\n%s", err, note)
	}
	// So does a proof, though a newer head is not co-signed yet.
	a.addUnit("Đơn vị thứ năm")
	a.update(func(tx *db.Tx, _ org.Who) error {
		proof, err := notary.ProofOf(tx, "tenant", string(a.tenant), func(string) bool { return true })
		if err != nil {
			return err
		}
		verdict, err := proof.Check(proof.Root)
		if !verdict.Right || len(verdict.Witnessed) != 1 {
			t.Errorf("%+v", verdict.Steps)
		}
		return err
	})
	// A house that does not answer is said to be silent, and nothing is forgotten.
	b.update(func(tx *db.Tx, _ org.Who) error {
		_, err := tx.Exec("update watched_log set url = url || '/x' where tenant_id = ?1")
		return err
	})
	b.look()
	if l := b.watched(); l.State != witness.Silent || l.Size != first+3 {
		t.Errorf("%+v", l)
	}
}

// forget takes the log back to nothing, as who has the machine can.
func (h *house) forget() {
	h.Helper()
	h.byHand("delete from record_opening", "delete from record_entry", "delete from record_head", "delete from record_checkpoint")
	if err := h.Notary.Begin(context.Background()); err != nil {
		h.Fatal(err)
	}
}

func TestAForkShowsInRedOnBothSides(t *testing.T) {
	a, b := pair(t)
	seen := b.watched()
	a.forget()
	for n := int64(0); n <= seen.Size; n++ { // a history as long as the other, signed by the same key
		a.update(func(tx *db.Tx, who org.Who) error { _, err := org.AddUnit(tx, who, "Đơn vị khác"); return err })
	}
	a.addUnit("Đơn vị sau cùng")
	b.look()
	a.look()
	l, w := b.watched(), a.witnessed()
	if l.State != witness.Fork || l.Size != seen.Size || l.Note != seen.Note || strings.Count(l.Detail, "sauro/") < 2 {
		t.Errorf("the neighbour saw %+v", l)
	}
	if w.State != witness.Fork || w.Detail == "" {
		t.Errorf("the first saw of itself %+v", w)
	}
	for _, h := range []*house{a, b} {
		if page := h.page("/nhat-ky"); !strings.Contains(page, "hai bản khác nhau") || !strings.Contains(page, "Bằng chứng") {
			t.Error("the page does not show the fork")
		}
		if !strings.Contains(h.page("/"), "Nhật ký không khớp") {
			t.Error("the board says nothing of the fork")
		}
	}
	check, err := a.Notary.Verify(context.Background(), a.tenant)
	if err != nil {
		t.Fatal(err)
	}
	named := false
	for _, f := range check.Faults {
		named = named || f.Kind == "witness" && f.Label == "UBND xã B"
	}
	if !named {
		t.Errorf("verifying does not say what the witness saw: %+v", check.Faults)
	}
	// Coming back with the first story does not make the second untold.
	b.look()
	if b.watched().State != witness.Fork {
		t.Error("the fork was forgotten")
	}
}

func TestARollbackShowsInRedOnBothSides(t *testing.T) {
	a, b := pair(t)
	a.forget()
	a.addUnit("Đơn vị khác")
	b.look()
	a.look()
	if l, w := b.watched(), a.witnessed(); l.State != witness.Rollback || w.State != witness.Rollback {
		t.Errorf("%+v\n%+v", l, w)
	}
	for _, h := range []*house{a, b} {
		if !strings.Contains(h.page("/nhat-ky"), "bị đưa về bản cũ") {
			t.Error("the page does not show the rollback")
		}
	}
}

func TestAWitnessBelievesOnlyKeysThatTheRootCertified(t *testing.T) {
	a, b := newHouse(t), newHouse(t)
	a.addUnit("Đơn vị A")
	b.addUnit("Đơn vị B")
	other := b.root()
	b.update(func(tx *db.Tx, who org.Who) error {
		_, err := witness.Watch(tx, who, "UBND xã A", a.public+"/nhat-ky", other)
		return err
	})
	b.look()
	if l := b.watched(); l.State != witness.Silent || l.Note != "" {
		t.Errorf("a log of another root was co-signed: %+v", l)
	}
	root := a.root()
	for name, args := range map[string][3]string{
		"no name":    {"", a.public, root},
		"no address": {"Xã", "ftp://x", root},
		"a password": {"Xã", "https://u:p@x.vn/", root},
		"no key":     {"Xã", a.public, "abc"},
	} {
		err := b.DB.Update(context.Background(), b.tenant, func(tx *db.Tx) error {
			who, err := org.AsPost(tx, org.Chairman)
			if err != nil {
				return err
			}
			_, err = witness.Watch(tx, who, args[0], args[1], args[2])
			return err
		})
		if err == nil {
			t.Errorf("%s was taken", name)
		}
	}
	err := b.DB.Update(context.Background(), b.tenant, func(tx *db.Tx) error {
		who, err := org.AsPost(tx, org.Official)
		if err != nil {
			return err
		}
		_, err = witness.Watch(tx, who, "Xã", a.public, root)
		return err
	})
	if err == nil {
		t.Error("an official may choose witnesses")
	}
}
