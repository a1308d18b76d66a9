package passkey_test

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

	"sauro/fault"
	"sauro/passkey"
)

var (
	party = passkey.Party{ID: "camket.example.vn", Name: "Sáu Rõ", Origin: "https://camket.example.vn"}
	clerk = passkey.Person{Handle: []byte("21472.0195a1b2"), Login: "vanphong", Shown: "Văn phòng"}
	other = passkey.Person{Handle: []byte("21472.0195ffff"), Login: "khac", Shown: "Khác"}
)

var b64 = base64.RawURLEncoding

// device is an authenticator with one key, as small as the standard lets it be.
type device struct {
	*testing.T
	id     []byte
	secret *ecdsa.PrivateKey
	count  uint32
	flags  byte
	origin string
	rp     string
}

const (
	present, verified, attested = 0x01, 0x04, 0x40
)

func newDevice(t *testing.T) *device {
	secret, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 16)
	rand.Read(id)
	return &device{t, id, secret, 1, present | verified, party.Origin, party.ID}
}

func (d *device) data(flags byte) []byte {
	rp := sha256.Sum256([]byte(d.rp))
	return binary.BigEndian.AppendUint32(append(rp[:], flags), d.count)
}

func (d *device) client(kind string, options []byte) []byte {
	var o struct{ Challenge string }
	if err := json.Unmarshal(options, &o); err != nil || o.Challenge == "" {
		d.Fatalf("options %s: %v", options, err)
	}
	text, err := json.Marshal(map[string]any{"type": kind, "challenge": o.Challenge, "origin": d.origin, "crossOrigin": false})
	if err != nil {
		d.Fatal(err)
	}
	return text
}

func (d *device) answer(response map[string]any) []byte {
	text, err := json.Marshal(map[string]any{"id": b64.EncodeToString(d.id), "rawId": b64.EncodeToString(d.id), "type": "public-key",
		"response": response, "clientExtensionResults": map[string]any{}})
	if err != nil {
		d.Fatal(err)
	}
	return text
}

func (d *device) make(options []byte) []byte {
	point, err := d.secret.PublicKey.Bytes() // 4, X, Y
	if err != nil {
		d.Fatal(err)
	}
	// The key as COSE: {1: 2, 3: -7, -1: 1, -2: X, -3: Y}.
	cose := append([]byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20}, point[1:33]...)
	cose = append(append(cose, 0x22, 0x58, 0x20), point[33:]...)
	data := append(d.data(d.flags|attested), make([]byte, 16)...) // no model
	data = append(append(data, 0, byte(len(d.id))), d.id...)
	data = append(data, cose...)
	object := append([]byte("\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58"), byte(len(data)))
	return d.answer(map[string]any{"clientDataJSON": b64.EncodeToString(d.client("webauthn.create", options)), "attestationObject": b64.EncodeToString(append(object, data...))})
}

func (d *device) sign(options, handle []byte) []byte {
	client, data := d.client("webauthn.get", options), d.data(d.flags)
	hash := sha256.Sum256(client)
	sum := sha256.Sum256(append(append([]byte(nil), data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, d.secret, sum[:])
	if err != nil {
		d.Fatal(err)
	}
	return d.answer(map[string]any{"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(data),
		"signature": b64.EncodeToString(signature), "userHandle": b64.EncodeToString(handle)})
}

// registered makes a key on a device.
func registered(t *testing.T) (*device, passkey.Key) {
	t.Helper()
	d := newDevice(t)
	options, state, err := party.Make(clerk, nil)
	if err != nil {
		t.Fatal(err)
	}
	k, err := party.Made(clerk, state, d.make(options))
	if err != nil {
		t.Fatal(err)
	}
	return d, k
}

func TestWhatIsAskedOfABrowser(t *testing.T) {
	_, k := registered(t)
	options, _, err := party.Make(clerk, []passkey.Key{k})
	if err != nil {
		t.Fatal(err)
	}
	var o struct {
		Attestation            string
		AuthenticatorSelection struct{ ResidentKey, UserVerification string }
		ExcludeCredentials     []struct{ ID string }
		RP                     struct{ ID string }
		User                   struct{ ID string }
	}
	if err := json.Unmarshal(options, &o); err != nil {
		t.Fatal(err)
	}
	if o.Attestation != "none" && o.Attestation != "" || o.AuthenticatorSelection.ResidentKey != "preferred" || len(o.ExcludeCredentials) != 1 ||
		o.RP.ID != party.ID || o.User.ID != b64.EncodeToString(clerk.Handle) {
		t.Errorf("asked to make: %s", options)
	}
	for _, c := range []struct {
		handle []byte
		verify bool
		want   string
	}{{nil, false, "required"}, {clerk.Handle, true, "required"}, {clerk.Handle, false, "preferred"}} {
		options, _, err := party.Ask(c.handle, []passkey.Key{k}, c.verify)
		if err != nil {
			t.Fatal(err)
		}
		var o struct {
			UserVerification string
			AllowCredentials []struct{ ID string }
		}
		if err := json.Unmarshal(options, &o); err != nil || o.UserVerification != c.want || (len(o.AllowCredentials) == 0) != (c.handle == nil) {
			t.Errorf("asked of %q: %s, %v", c.handle, options, err)
		}
	}
}

func TestAKeySignsInAlone(t *testing.T) {
	d, k := registered(t)
	options, state, err := party.Ask(nil, nil, true)
	if err != nil {
		t.Fatal(err)
	}
	d.count++
	answer := d.sign(options, clerk.Handle)
	handle, id, err := passkey.Whose(answer)
	if err != nil || string(handle) != string(clerk.Handle) || string(id) != string(k.ID) {
		t.Fatal(handle, id, err)
	}
	now, err := party.Answered(clerk, []passkey.Key{k}, state, answer)
	if err != nil || now.Count != 2 {
		t.Fatal(now, err)
	}
	one, err1 := passkey.Challenge(state)
	_, again, err := party.Ask(nil, nil, true)
	if err != nil {
		t.Fatal(err)
	}
	two, err2 := passkey.Challenge(again)
	if err1 != nil || err2 != nil || one == "" || one == two {
		t.Errorf("challenges %q, %q, %v, %v", one, two, err1, err2)
	}
}

func TestAnswersThatAreNotTaken(t *testing.T) {
	for what, spoil := range map[string]func(d *device, k *passkey.Key, who *passkey.Person){
		"a page of another site":       func(d *device, _ *passkey.Key, _ *passkey.Person) { d.origin = "https://camket-example.vn" },
		"without TLS":                  func(d *device, _ *passkey.Key, _ *passkey.Person) { d.origin = "http://camket.example.vn" },
		"a key of another site":        func(d *device, _ *passkey.Key, _ *passkey.Person) { d.rp = "example.vn" },
		"nobody was there":             func(d *device, _ *passkey.Key, _ *passkey.Person) { d.flags = 0 },
		"nobody checked who was there": func(d *device, _ *passkey.Key, _ *passkey.Person) { d.flags = present },
		"another person's handle":      func(_ *device, _ *passkey.Key, who *passkey.Person) { *who = other },
		"another key of the same name": func(d *device, k *passkey.Key, _ *passkey.Person) { _, b := registered(d.T); k.Public = b.Public },
		"a key that was removed":       func(_ *device, k *passkey.Key, _ *passkey.Person) { k.ID = []byte("gone") },
		"a key that came to be synced": func(d *device, _ *passkey.Key, _ *passkey.Person) { d.flags |= 0x08 },
		"synced yet not able to be so": func(d *device, _ *passkey.Key, _ *passkey.Person) { d.flags |= 0x10 },
	} {
		d, k := registered(t)
		who := clerk
		options, state, err := party.Ask(nil, nil, true)
		if err != nil {
			t.Fatal(err)
		}
		d.count++
		spoil(d, &k, &who)
		if _, err := party.Answered(who, []passkey.Key{k}, state, d.sign(options, clerk.Handle)); !fault.Is(err, fault.Invalid) || err.Error() == passkey.ErrAnswer.Error() {
			t.Errorf("%s: %v, want ErrAnswer with its cause", what, err)
		}
	}
	d, k := registered(t)
	options, _, err := party.Ask(nil, nil, true)
	if err != nil {
		t.Fatal(err)
	}
	_, later, err := party.Ask(nil, nil, true)
	if err != nil {
		t.Fatal(err)
	}
	d.count++
	if _, err := party.Answered(clerk, []passkey.Key{k}, later, d.sign(options, clerk.Handle)); !fault.Is(err, fault.Invalid) {
		t.Errorf("the answer to another question: %v", err)
	}
	if _, err := party.Answered(clerk, []passkey.Key{k}, []byte("{"), d.sign(options, clerk.Handle)); !fault.Is(err, fault.Invalid) {
		t.Errorf("a state that is none: %v", err)
	}
}

func TestACopyIsFoundByItsCount(t *testing.T) {
	d, k := registered(t)
	k.Count = 7
	for count, want := range map[uint32]error{8: nil, 7: passkey.ErrCopied, 3: passkey.ErrCopied, 0: passkey.ErrCopied} {
		options, state, err := party.Ask(clerk.Handle, []passkey.Key{k}, true)
		if err != nil {
			t.Fatal(err)
		}
		d.count = count
		if _, err := party.Answered(clerk, []passkey.Key{k}, state, d.sign(options, clerk.Handle)); !errors.Is(err, want) {
			t.Errorf("count %d after 7: %v", count, err)
		}
	}
}

func TestANewKeyIsOfThisPartyAndPerson(t *testing.T) {
	options, state, err := party.Make(clerk, nil)
	if err != nil {
		t.Fatal(err)
	}
	d := newDevice(t)
	d.origin = "https://evil.example"
	if _, err := party.Made(clerk, state, d.make(options)); !fault.Is(err, fault.Invalid) {
		t.Errorf("made on another site: %v", err)
	}
	d.origin = party.Origin
	if _, err := party.Made(other, state, d.make(options)); !fault.Is(err, fault.Invalid) {
		t.Errorf("made for somebody else: %v", err)
	}
	if _, _, err := (passkey.Party{ID: "127.0.0.1", Name: "x", Origin: "http://127.0.0.1:8080"}).Make(clerk, nil); err == nil {
		t.Error("an address without a name can have passkeys")
	}
	if _, _, err := (passkey.Party{ID: "localhost", Name: "x", Origin: "http://localhost:8080"}).Make(clerk, nil); err != nil {
		t.Errorf("localhost: %v", err)
	}
}

func FuzzAnswers(f *testing.F) {
	_, made, err := party.Make(clerk, nil)
	if err != nil {
		f.Fatal(err)
	}
	_, asked, err := party.Ask(nil, nil, true)
	if err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"", "{}", "null", `{"id":"YQ","rawId":"YQ","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA"}}`,
		`{"id":"YQ","rawId":"YQ","type":"public-key","response":{"clientDataJSON":"e30","authenticatorData":"oA","signature":"","userHandle":""}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, answer []byte) {
		if _, err := party.Made(clerk, made, answer); !fault.Is(err, fault.Invalid) {
			t.Errorf("made: %v", err)
		}
		if _, err := party.Answered(clerk, nil, asked, answer); !fault.Is(err, fault.Invalid) {
			t.Errorf("answered: %v", err)
		}
		if _, _, err := passkey.Whose(answer); err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("whose: %v", err)
		}
	})
}
