package org_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"sauro/db"
	"sauro/fault"
	"sauro/org"
	"sauro/passkey"
)

var party = passkey.Party{ID: "camket.example.vn", Name: "Sáu Rõ", Origin: "https://camket.example.vn"}

var b64 = base64.RawURLEncoding

// device is a telephone with one passkey.
type device struct {
	*entrance
	id     []byte
	secret *ecdsa.PrivateKey
	count  uint32
	whose  []byte
}

func (d *device) data(flags byte) []byte {
	rp := sha256.Sum256([]byte(party.ID))
	return binary.BigEndian.AppendUint32(append(rp[:], flags), d.count)
}

func (d *device) client(kind string, options []byte, into any) []byte {
	var o struct{ Challenge string }
	if err := errors.Join(json.Unmarshal(options, &o), json.Unmarshal(options, into)); err != nil {
		d.Fatal(err)
	}
	text, err := json.Marshal(map[string]any{"type": kind, "challenge": o.Challenge, "origin": party.Origin})
	if err != nil {
		d.Fatal(err)
	}
	return text
}

func (d *device) answer(response map[string][]byte) []byte {
	text := map[string]string{}
	for k, v := range response {
		text[k] = b64.EncodeToString(v)
	}
	all, err := json.Marshal(map[string]any{"id": b64.EncodeToString(d.id), "rawId": b64.EncodeToString(d.id), "type": "public-key", "response": text})
	if err != nil {
		d.Fatal(err)
	}
	return all
}

// make answers navigator.credentials.create.
func (d *device) make(options []byte) []byte {
	var o struct{ User struct{ ID string } }
	client := d.client("webauthn.create", options, &o)
	d.whose, _ = b64.DecodeString(o.User.ID)
	point, err := d.secret.PublicKey.Bytes()
	if err != nil {
		d.Fatal(err)
	}
	cose := append([]byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20}, point[1:33]...)
	cose = append(append(cose, 0x22, 0x58, 0x20), point[33:]...)
	data := append(append(d.data(0x45), make([]byte, 16)...), 0, byte(len(d.id)))
	data = append(append(data, d.id...), cose...)
	return d.answer(map[string][]byte{"clientDataJSON": client, "attestationObject": append(append([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"), byte(len(data))), data...)})
}

// sign answers navigator.credentials.get.
func (d *device) sign(options []byte) []byte {
	d.count++
	client, data := d.client("webauthn.get", options, &struct{}{}), d.data(0x05)
	hash := sha256.Sum256(client)
	sum := sha256.Sum256(append(append([]byte(nil), data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.secret, sum[:])
	if err != nil {
		d.Fatal(err)
	}
	return d.answer(map[string][]byte{"clientDataJSON": client, "authenticatorData": data, "signature": signature, "userHandle": d.whose})
}

// withKey has somebody add a passkey of a new telephone.
func (e *entrance) withKey(who org.Who) *device {
	e.Helper()
	d := &device{entrance: e, id: make([]byte, 16), count: 1}
	rand.Read(d.id)
	var err error
	if d.secret, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		e.Fatal(err)
	}
	e.update(func(tx *db.Tx) error {
		q, err := org.AskNewKey(tx, e.v, who, party)
		if err != nil {
			return err
		}
		asked, err := org.Asked(e.v, e.now, party, org.KeyNew, who.Person, q.Sealed)
		if err != nil {
			return err
		}
		cookie, err := org.AddPasskey(tx, who, asked, d.make(q.Options), "Điện thoại của tôi")
		if cookie == "" && err == nil {
			e.Error("the session keeps its secret")
		}
		return err
	})
	return d
}

func (e *entrance) ask(purpose org.Purpose, who org.Who, f org.Factors) org.Question {
	e.Helper()
	q, err := org.AskKey(e.v, e.now, party, purpose, who, f)
	if err != nil {
		e.Fatal(err)
	}
	return q
}

// alone signs in by a key alone.
func (e *entrance) alone(sealed string, answer []byte) (org.In, error) {
	asked, err := org.Asked(e.v, e.now, party, org.KeyAlone, "", sealed)
	if err != nil {
		return org.In{}, err
	}
	return org.SignInByKey(ctx, e.d, org.Proof{Question: asked, Answer: answer, Address: from})
}

func TestAPasskeySignsInAlone(t *testing.T) {
	atEngines(t, func(e *entrance) {
		_, who := e.clerk()
		d := e.withKey(who)
		e.later(time.Hour)
		q := e.ask(org.KeyAlone, org.Who{}, org.Factors{})
		answer := d.sign(q.Options)
		in, err := e.alone(q.Sealed, answer)
		if err != nil || in.Who.Person != who.Person || !e.visit(in.Cookie).Who.SignedIn() {
			t.Fatal(in, err)
		}
		e.update(func(tx *db.Tx) error {
			f, err := org.FactorsOf(tx, in.Who)
			if len(f.Passkeys) != 1 || !f.Passkeys[0].Used.Equal(e.now) || f.Passkeys[0].Name != "Điện thoại của tôi" {
				t.Errorf("%+v", f)
			}
			// A key shows who sits there: they may change how they sign in.
			return errors.Join(err, org.Confirmed(tx, in.Who))
		})
		if _, err := e.alone(q.Sealed, answer); !fault.Is(err, fault.Invalid) {
			t.Errorf("the same answer again: %v", err)
		}
		q = e.ask(org.KeyAlone, org.Who{}, org.Factors{})
		answer = d.sign(q.Options)
		e.later(5*time.Minute + time.Second)
		if _, err := e.alone(q.Sealed, answer); !fault.Is(err, fault.Invalid) {
			t.Errorf("an answer after five minutes: %v", err)
		}
		// The account is locked by somebody who guesses; its key lets it in.
		for range 8 {
			e.later(time.Minute)
			if _, err := e.try("clerk", "sai"); !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
		}
		q = e.ask(org.KeyAlone, org.Who{}, org.Factors{})
		if _, err := e.alone(q.Sealed, d.sign(q.Options)); err != nil {
			t.Errorf("a locked account: %v", err)
		}
		if cookie, err := org.ChangePassword(ctx, e.d, in.Who, "", "mot cau moi hon", "10.0.0.9"); err == nil {
			t.Errorf("a password changed an hour after the key, without the old one: %q", cookie)
		}
	})
}

func TestAPasskeyIsOfOnePersonAndPurpose(t *testing.T) {
	atEngines(t, func(e *entrance) {
		_, who := e.clerk()
		d := e.withKey(who)
		q := e.ask(org.KeyAlone, org.Who{}, org.Factors{})
		for what, spoil := range map[string]func(){
			"of somebody else": func() { d.whose = []byte("21472." + string(e.people[org.Viewer].Person)) },
			"of nobody":        func() { d.whose = []byte("21472." + string(db.NewID())) },
			"of nowhere":       func() { d.whose = []byte("99999." + string(who.Person)) },
			"hostile":          func() { d.whose = []byte("21472.' or 1=1") },
			"empty":            func() { d.whose = nil },
		} {
			whose := d.whose
			spoil()
			if _, err := e.alone(q.Sealed, d.sign(q.Options)); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", what, err)
			}
			d.whose = whose
		}
		step := e.half()
		s, err := org.StepOf(ctx, e.d, step)
		if err != nil {
			t.Fatal(err)
		}
		q = e.ask(org.KeyStep, s.Who, s.Factors)
		answer := d.sign(q.Options)
		for _, purpose := range []org.Purpose{org.KeyAlone, org.KeyConfirm, org.KeyNew} {
			if _, err := org.Asked(e.v, e.now, party, purpose, who.Person, q.Sealed); !fault.Is(err, fault.Invalid) {
				t.Errorf("a question of the second step taken for %s: %v", purpose, err)
			}
		}
		asked, err := org.Asked(e.v, e.now, party, org.KeyStep, who.Person, q.Sealed)
		if err != nil {
			t.Fatal(err)
		}
		in, err := org.PassStep(ctx, e.d, e.v, step, org.Proof{Question: asked, Answer: answer, Address: from})
		if err != nil || !e.visit(in.Cookie).Who.SignedIn() {
			t.Fatal(in, err)
		}

		e.later(time.Hour)
		f := s.Factors
		q = e.ask(org.KeyConfirm, in.Who, f)
		if asked, err = org.Asked(e.v, e.now, party, org.KeyConfirm, who.Person, q.Sealed); err != nil {
			t.Fatal(err)
		}
		if _, err := org.ConfirmByKey(ctx, e.d, in.Who, org.Proof{Question: asked, Answer: []byte("{}"), Address: from}); !fault.Is(err, fault.Invalid) {
			t.Errorf("an answer that is none: %v", err)
		}
		e.later(time.Second)
		if _, err := org.ConfirmByKey(ctx, e.d, in.Who, org.Proof{Question: asked, Answer: d.sign(q.Options), Address: from}); err != nil {
			t.Error(err)
		}
		// A key just shown stands for the old password.
		if _, err := org.ChangePassword(ctx, e.d, in.Who, "", "mot cau moi hon", from); err != nil {
			t.Error(err)
		}
		e.update(func(tx *db.Tx) error { return org.RemovePasskey(tx, in.Who, f.Passkeys[0].ID) })
		q = e.ask(org.KeyAlone, org.Who{}, org.Factors{})
		if _, err := e.alone(q.Sealed, d.sign(q.Options)); !fault.Is(err, fault.Invalid) {
			t.Errorf("a key that was removed: %v", err)
		}
	})
}

func TestACopiedPasskeyIsRefusedAndTold(t *testing.T) {
	atEngines(t, func(e *entrance) {
		_, who := e.clerk()
		d := e.withKey(who)
		thief := *d // has copied it at this count
		for range 3 {
			q := e.ask(org.KeyAlone, org.Who{}, org.Factors{})
			if _, err := e.alone(q.Sealed, d.sign(q.Options)); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			q := e.ask(org.KeyAlone, org.Who{}, org.Factors{})
			if _, err := e.alone(q.Sealed, thief.sign(q.Options)); !errors.Is(err, passkey.ErrCopied) {
				t.Errorf("the copy: %v", err)
			}
		}
		e.update(func(tx *db.Tx) error {
			f, err := org.FactorsOf(tx, who)
			if len(f.Passkeys) != 1 || f.Passkeys[0].Suspect.IsZero() {
				t.Errorf("%+v", f.Passkeys)
			}
			events, err2 := org.Events(tx, who)
			if len(events) != 2 || events[0].Kind != "passkey-suspect" {
				t.Errorf("the person reads %+v", events)
			}
			return errors.Join(err, err2)
		})
	})
}
