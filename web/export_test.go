package web

import (
	"net/http"
	"net/netip"
	"time"
)

// Origin is what is believed about a request, for the fuzz test.
func Origin(ps Proxies, req *http.Request) (address netip.Addr, https bool, host string) {
	o := ps.origin(req)
	return o.address, o.https, o.host
}

// At sets the clock of a site's database.
func At(s *Server, now time.Time) { s.site.DB = s.site.DB.At(now) }

// Allowance is a line of the table: how many at once and then a second, for an
// account and for an address.
func Allowance(p Pace) (burst int, perSecond float64, addressBurst int, addressPerSecond float64) {
	a := allowances[p]
	return a.account.burst, a.account.perSecond, a.address.burst, a.address.perSecond
}

// LimiterCount is how many accounts and addresses are remembered.
const LimiterCount = limiterCount

// Remembered is how many of them a site remembers now.
func Remembered(s *Server) int { return s.limits.recent.Len() }

// Disposition is how a file is named in its header.
func Disposition(name string) string { return disposition(name) }
