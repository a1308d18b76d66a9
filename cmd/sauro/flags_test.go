package main

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
)

// Whatever somebody sends, it makes no second line and no second value.
func TestALineOfTheLogIsOneLine(t *testing.T) {
	var b bytes.Buffer
	log := logger(&b)
	for _, sent := range []string{"a\nlevel=ERROR msg=x", "a\r\nb", `a" level=ERROR x="`, "a\u2028b", "a\x00b", "\x1b[31m", "a=b c=d", "\u202eabc"} {
		b.Reset()
		log.Info("request", "route", sent, "status", 200)
		line := b.String()
		if strings.Count(line, "\n") != 1 || strings.ContainsAny(line[:len(line)-1], "\r\u2028\x00\x1b\u202e") {
			t.Errorf("%q makes %q", sent, line)
		}
		if !regexp.MustCompile(`^time=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|[+-]\d\d:\d\d) level=INFO msg=request route=(\S+|"([^"\\]|\\.)*") status=200\n$`).MatchString(line) {
			t.Errorf("%q cannot be read back: %q", sent, line)
		}
	}
}

// The flag that had no value once may still stand alone; then only this machine
// is a proxy. Nothing that follows it is swallowed.
func TestTheProxiesAreNamed(t *testing.T) {
	for _, c := range []struct {
		args []string
		env  string
		want string
	}{
		{[]string{"config"}, "", ""},
		{[]string{"--behind-proxy", "config"}, "", "true"},
		{[]string{"config", "--behind-proxy"}, "", "true"},
		{[]string{"--behind-proxy", "--listen", ":0", "config"}, "", "true"},
		{[]string{"--behind-proxy=10.0.0.5,192.168.1.0/24", "config"}, "", "10.0.0.5,192.168.1.0/24"},
		{[]string{"--behind-proxy", "10.0.0.5,192.168.1.0/24", "config"}, "", "10.0.0.5,192.168.1.0/24"},
		{[]string{"config"}, "10.0.0.5", "10.0.0.5"},
		{[]string{"config"}, "true", "true"},
		{[]string{"config"}, "false", "false"},
	} {
		if c.env != "" {
			t.Setenv("SAURO_BEHIND_PROXY", c.env)
		}
		code, out, errs := sauro(t, c.args...)
		line := ""
		for l := range strings.Lines(out) {
			if strings.HasPrefix(l, "--behind-proxy") {
				line = l
			}
		}
		if fields := strings.Fields(line); code != 0 || len(fields) < 3 || c.want != "" && fields[2] != c.want || c.want == "" && strings.ContainsAny(fields[2], "0123456789") {
			t.Errorf("%q with %q: %d, %q, %s", c.args, c.env, code, line, errs)
		}
	}
}

func TestWhatCannotBeServedIsSaidInWords(t *testing.T) {
	for lang, c := range map[string]struct {
		args []string
		says string
	}{
		"vi": {[]string{"--behind-proxy=the-proxy"}, "không phải địa chỉ máy chủ trung gian"},
		"en": {[]string{"--tls-cert", "none.pem", "--tls-key", "none.key"}, "The file none.pem cannot be read."},
	} {
		args := append([]string{"--lang", lang, "--data", t.TempDir(), "--listen", "127.0.0.1:0"}, append(c.args, "serve")...)
		if code, _, errs := sauro(t, args...); code != 1 || !strings.Contains(errs, c.says) {
			t.Errorf("%q: %d, %s", args, code, errs)
		}
	}
}
