package outbound

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestAddressesThatMayBeAsked is the table of who may be asked.
func TestAddressesThatMayBeAsked(t *testing.T) {
	for address, want := range map[string]error{
		"203.162.4.191": nil, "2001:ee0::1": nil,
		"127.0.0.1": ErrInside, "10.0.0.8": ErrInside, "172.31.255.1": ErrInside, "192.168.1.1": ErrInside, "100.64.0.1": ErrInside, "::1": ErrInside, "fd12::1": ErrInside, "::ffff:10.0.0.1": ErrInside,
		"169.254.169.254": ErrNever, "::ffff:169.254.169.254": ErrNever, "0.0.0.0": ErrNever, "255.255.255.255": ErrNever, "224.0.0.1": ErrNever, "fe80::1": ErrNever, "fe80::1%eth0": ErrNever,
		"ff02::1": ErrNever, "::": ErrNever, "100.100.100.200": ErrNever, "192.0.0.192": ErrNever, "fd00:ec2::254": ErrNever, "64:ff9b::a9fe:a9fe": ErrNever, "2002:a9fe:a9fe::1": ErrNever,
	} {
		ip := netip.MustParseAddr(address)
		if got := mayAsk(ip, false); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
		inner := want
		if want == ErrInside {
			inner = nil
		}
		if got := mayAsk(ip, true); got != inner {
			t.Errorf("%s from inside: %v, want %v", address, got, inner)
		}
	}
}

// What answers without end, slowly, or by sending on to another house, is not
// listened to.
func TestAnAnswerIsBounded(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "secret") }))
	defer other.Close()
	house := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/large":
			io.WriteString(w, strings.Repeat("x", AnswerLimit+1))
		case "/slow":
			time.Sleep(2 * time.Second)
		case "/away":
			http.Redirect(w, r, other.URL, http.StatusFound)
		case "/here":
			http.Redirect(w, r, "/", http.StatusFound)
		default:
			io.WriteString(w, "hello")
		}
	}))
	defer house.Close()
	ask := New(true, 500*time.Millisecond)
	get := func(path string) (string, error) {
		res, err := ask.Get(house.URL + path)
		if err != nil {
			return "", err
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		return string(b), err
	}
	for path, want := range map[string]error{"/large": ErrLarge, "/away": ErrMoved} {
		if _, err := get(path); !errors.Is(err, want) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := get("/slow"); err == nil {
		t.Error("a slow house was waited for")
	}
	for _, path := range []string{"/", "/here"} {
		if text, err := get(path); err != nil || text != "hello" {
			t.Errorf("%s: %q, %v", path, text, err)
		}
	}
	if _, err := New(false, time.Second).Get(house.URL); !errors.Is(err, ErrInside) {
		t.Errorf("a house inside was asked: %v", err)
	}
	if _, err := ask.Get("http://203.162.4.191/"); !errors.Is(err, ErrScheme) {
		t.Errorf("a house without https was asked: %v", err)
	}
}

// What is written as numbers is refused before anybody asks for it.
func TestAddressesThatAreWrittenOut(t *testing.T) {
	for address, want := range map[string]error{
		"https://thongbao.example/": nil, "https://203.162.4.191/": nil, "https://10.0.0.8/": ErrInside, "http://localhost:80/": ErrInside, "https://[fd12::1]:443/": ErrInside,
		"https://169.254.169.254/": ErrNever, "https://[::ffff:169.254.169.254]/": ErrNever, "https://0.0.0.0/": ErrNever,
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		if got := Named(u, false); got != want {
			t.Errorf("%s: %v, want %v", address, got, want)
		}
		if got := Named(u, true); want != ErrNever && got != nil || want == ErrNever && got != ErrNever {
			t.Errorf("%s from inside: %v", address, got)
		}
	}
}
