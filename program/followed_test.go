package program_test

import (
	"io"
	"strings"
	"testing"

	"sauro/org"
	"sauro/program"
)

// The pages of what must not slip show something in the demo, to whoever has to
// do with it.
func TestTheDemoHasSomethingOnEveryPageOfFollowing(t *testing.T) {
	p := start(t, program.Config{Demo: true})
	o := &rightsOffice{T: t, program: p}
	client := o.signIn(org.Chairman)
	client.CheckRedirect = nil
	for path, words := range map[string]string{
		"/don-doc":            "quá hạn",
		"/don-doc/cong-van":   "86/UBND",
		"/giai-trinh":         "GT-",
		"/gia-han":            "GH-",
		"/kiem-tra":           "KT-",
		"/kiem-tra/xac-suat":  "XS-",
		"/vuong-mac":          "VM-",
		"/vuong-mac?xem=late": "Sở Tài chính",
		"/lich?ai=tat-ca":     "NV-",
		"/thong-bao":          "GT-",
	} {
		res, err := client.Get(p.URL() + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		_, main, _ := strings.Cut(string(body), "<main")
		if !strings.Contains(main, words) {
			t.Errorf("%s, %s: %q is not said: %.1500s", path, res.Status, words, main)
		}
	}
}
