package program_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/asn1"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"sauro/program"
)

const domain = "camket.example.vn"

// directory is a certificate authority of RFC 8555 for one name and one kind of
// challenge. It checks what an authority checks: each signature, each nonce, and
// that the answer to its challenge stands where the name leads, which is the
// program's own address here.
type directory struct {
	*httptest.Server
	authority *authority
	t         *testing.T
	kind      string // "http-01" or "tls-alpn-01"
	secure    string // the program's addresses
	plain     string

	mu        sync.Mutex
	nonces    map[string]bool
	account   *ecdsa.PublicKey
	print     string // of the account's key, RFC 7638
	token     string
	proved    bool
	issued    []byte
	orders    int
	complaint error
}

func newDirectory(t *testing.T, kind string) *directory {
	t.Helper()
	d := &directory{t: t, kind: kind, authority: newAuthority(t), nonces: map[string]bool{}, token: rand.Text()}
	d.Server = httptest.NewServer(http.HandlerFunc(d.serve))
	t.Cleanup(d.Close)
	return d
}

var b64 = base64.RawURLEncoding

func (d *directory) serve(w http.ResponseWriter, req *http.Request) {
	d.mu.Lock()
	defer d.mu.Unlock()
	nonce := rand.Text()
	d.nonces[nonce] = true
	w.Header().Set("Replay-Nonce", nonce)
	w.Header().Set("Content-Type", "application/json")
	if req.URL.Path == "/dir" {
		json.NewEncoder(w).Encode(map[string]string{"newNonce": d.URL + "/nonce", "newAccount": d.URL + "/account", "newOrder": d.URL + "/orders"})
		return
	}
	if req.URL.Path == "/nonce" {
		return
	}
	payload, err := d.opened(req)
	if err == nil {
		err = d.answer(w, req.URL.Path, payload)
	}
	if err != nil {
		d.complaint = errors.Join(d.complaint, fmt.Errorf("%s: %w", req.URL.Path, err))
		w.Header().Set("Content-Type", "application/problem+json")
		w.WriteHeader(http.StatusForbidden)
		json.NewEncoder(w).Encode(map[string]string{"type": "urn:ietf:params:acme:error:unauthorized", "detail": err.Error()})
	}
}

// opened checks the signature of a request (RFC 8555, section 6) and gives what
// was signed.
func (d *directory) opened(req *http.Request) ([]byte, error) {
	var jws struct{ Protected, Payload, Signature string }
	if err := json.NewDecoder(req.Body).Decode(&jws); err != nil {
		return nil, err
	}
	protected, err := b64.DecodeString(jws.Protected)
	if err != nil {
		return nil, err
	}
	var head struct {
		Alg, Nonce, URL, Kid string
		JWK                  *struct{ Crv, Kty, X, Y string }
	}
	if err := json.Unmarshal(protected, &head); err != nil {
		return nil, err
	}
	if head.Alg != "ES256" || head.URL != d.URL+req.URL.Path || !d.nonces[head.Nonce] {
		return nil, fmt.Errorf("alg %s, url %s, nonce known %v", head.Alg, head.URL, d.nonces[head.Nonce])
	}
	delete(d.nonces, head.Nonce)
	switch {
	case req.URL.Path == "/account" && head.JWK != nil:
		x, errX := b64.DecodeString(head.JWK.X)
		y, errY := b64.DecodeString(head.JWK.Y)
		if err := errors.Join(errX, errY); err != nil {
			return nil, err
		}
		if d.account, err = ecdsa.ParseUncompressedPublicKey(elliptic.P256(), slices.Concat([]byte{4}, x, y)); err != nil {
			return nil, err
		}
		sum := sha256.Sum256(fmt.Appendf(nil, `{"crv":"%s","kty":"%s","x":"%s","y":"%s"}`, head.JWK.Crv, head.JWK.Kty, head.JWK.X, head.JWK.Y))
		d.print = b64.EncodeToString(sum[:])
	case d.account == nil || head.Kid != d.URL+"/account/1":
		return nil, fmt.Errorf("nobody's account %q", head.Kid)
	}
	signature, err := b64.DecodeString(jws.Signature)
	if err != nil || len(signature) != 64 {
		return nil, fmt.Errorf("a signature of %d bytes: %w", len(signature), err)
	}
	der, err := asn1.Marshal([]*big.Int{new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])})
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(jws.Protected + "." + jws.Payload))
	if !ecdsa.VerifyASN1(d.account, sum[:], der) {
		return nil, errors.New("the signature is wrong")
	}
	return b64.DecodeString(jws.Payload)
}

func (d *directory) answer(w http.ResponseWriter, path string, payload []byte) error {
	order := func() map[string]any {
		o := map[string]any{"status": "pending", "identifiers": []map[string]string{{"type": "dns", "value": domain}},
			"authorizations": []string{d.URL + "/authz"}, "finalize": d.URL + "/finalize"}
		if d.proved {
			o["status"] = "ready"
		}
		if d.issued != nil {
			o["status"], o["certificate"] = "valid", d.URL+"/cert"
		}
		return o
	}
	state := map[bool]string{false: "pending", true: "valid"}[d.proved]
	challenge := map[string]string{"type": d.kind, "url": d.URL + "/challenge", "token": d.token, "status": state}
	switch path {
	case "/account":
		w.Header().Set("Location", d.URL+"/account/1")
		w.WriteHeader(http.StatusCreated)
		return json.NewEncoder(w).Encode(map[string]string{"status": "valid"})
	case "/orders":
		var asked struct{ Identifiers []struct{ Value string } }
		if err := json.Unmarshal(payload, &asked); err != nil || len(asked.Identifiers) != 1 || asked.Identifiers[0].Value != domain {
			return fmt.Errorf("an order for %v: %w", asked, err)
		}
		d.orders++
		w.Header().Set("Location", d.URL+"/order")
		w.WriteHeader(http.StatusCreated)
		return json.NewEncoder(w).Encode(order())
	case "/order":
		return json.NewEncoder(w).Encode(order())
	case "/authz":
		return json.NewEncoder(w).Encode(map[string]any{"status": state, "identifier": map[string]string{"type": "dns", "value": domain}, "challenges": []any{challenge}})
	case "/challenge":
		if err := d.look(); err != nil {
			return err
		}
		d.proved = true
		challenge["status"] = "valid"
		return json.NewEncoder(w).Encode(challenge)
	case "/finalize":
		var asked struct{ CSR string }
		if err := json.Unmarshal(payload, &asked); err != nil || !d.proved {
			return fmt.Errorf("finalized before it was proved (%v): %w", !d.proved, err)
		}
		der, err := b64.DecodeString(asked.CSR)
		if err != nil {
			return err
		}
		csr, err := x509.ParseCertificateRequest(der)
		if err != nil || csr.CheckSignature() != nil || len(csr.DNSNames) != 1 || csr.DNSNames[0] != domain {
			return fmt.Errorf("a request for %v: %w", csr, err)
		}
		d.issued = d.authority.sign(d.t, csr.PublicKey, 77, domain)
		w.Header().Set("Location", d.URL+"/order")
		return json.NewEncoder(w).Encode(order())
	case "/cert":
		w.Header().Set("Content-Type", "application/pem-certificate-chain")
		return errors.Join(pem.Encode(w, &pem.Block{Type: "CERTIFICATE", Bytes: d.issued}), pem.Encode(w, &pem.Block{Type: "CERTIFICATE", Bytes: d.authority.cert.Raw}))
	}
	return errors.New("no such resource")
}

// look looks for the answer to the challenge where the name leads: a file over
// plain http (RFC 8555, section 8.3) or a certificate for the name (RFC 8737).
func (d *directory) look() error {
	proof := d.token + "." + d.print
	if d.kind == "http-01" {
		req, err := http.NewRequest(http.MethodGet, "http://"+d.plain+"/.well-known/acme-challenge/"+d.token, nil)
		if err != nil {
			return err
		}
		req.Host = domain
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil || strings.TrimSpace(string(body)) != proof {
			return fmt.Errorf("%s: %.100q: %w", res.Status, body, err)
		}
		return nil
	}
	c, err := tls.Dial("tcp", d.secure, &tls.Config{ServerName: domain, NextProtos: []string{"acme-tls/1"}, InsecureSkipVerify: true}) // signed by nobody, by RFC 8737
	if err != nil {
		return err
	}
	defer c.Close()
	sum := sha256.Sum256([]byte(proof))
	want, err := asn1.Marshal(sum[:])
	if err != nil {
		return err
	}
	for _, e := range c.ConnectionState().PeerCertificates[0].Extensions {
		if e.Id.String() == "1.3.6.1.5.5.7.1.31" && e.Critical && bytes.Equal(e.Value, want) {
			return nil
		}
	}
	return errors.New("no answer in the certificate")
}

func TestACertificateFromAnAuthority(t *testing.T) {
	for _, kind := range []string{"http-01", "tls-alpn-01"} {
		t.Run(kind, func(t *testing.T) {
			d := newDirectory(t, kind)
			c := program.Config{Data: t.TempDir(), Listen: "127.0.0.1:0", ACME: domain, ACMEDirectory: d.URL + "/dir", ACMEEmail: "quantri@example.vn"}
			if kind == "http-01" {
				c.ListenHTTP = "127.0.0.1:0"
			}
			get := func(c program.Config, name string) (*http.Response, error) {
				ctx, stop := context.WithCancel(context.Background())
				p, err := program.Open(ctx, c)
				if err != nil {
					t.Fatal(err)
				}
				defer p.Close()
				ended := make(chan error, 1)
				go func() { ended <- p.Run(ctx) }()
				defer func() {
					stop()
					if err := <-ended; err != nil {
						t.Error(err)
					}
				}()
				d.mu.Lock()
				d.secure, d.plain = strings.TrimPrefix(p.URL(), "https://"), p.PlainAddr()
				d.mu.Unlock()
				req, err := http.NewRequest(http.MethodGet, p.URL()+"/lap-co-quan", nil)
				if err != nil {
					t.Fatal(err)
				}
				req.Host = name
				res, err := d.authority.client(t, name).Do(req)
				if err == nil {
					res.Body.Close()
				}
				return res, err
			}
			res, err := get(c, domain)
			if err != nil {
				t.Fatal(err, d.complaint)
			}
			if res.StatusCode != http.StatusOK || res.TLS.PeerCertificates[0].SerialNumber.Int64() != 77 || d.orders != 1 || d.complaint != nil {
				t.Errorf("%s, certificate %v, %d orders, %v", res.Status, res.TLS.PeerCertificates[0].SerialNumber, d.orders, d.complaint)
			}
			// It is kept, where only the program reads it, and not asked for again.
			info, err := os.Stat(filepath.Join(c.Data, "keys", "acme", domain))
			if err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("the kept certificate: %v, %v", info, err)
			}
			if _, err := get(c, domain); err != nil || d.orders != 1 {
				t.Errorf("after a restart: %v, %d orders", err, d.orders)
			}
			// Nobody makes the program ask for a name that is not its own.
			if _, err := get(c, "evil.example.vn"); err == nil || d.orders != 1 {
				t.Errorf("another name: %v, %d orders", err, d.orders)
			}
		})
	}
}
