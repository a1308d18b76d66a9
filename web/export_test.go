package web

import (
	"net/http"
	"net/netip"
)

// Origin is what is believed about a request, for the fuzz test.
func Origin(ps Proxies, req *http.Request) (address netip.Addr, https bool, host string) {
	o := ps.origin(req)
	return o.address, o.https, o.host
}

// LimiterCount is how many accounts and addresses are remembered.
const LimiterCount = limiterCount

// Remembered is how many of them a site remembers now.
func Remembered(s *Server) int { return s.limits.recent.Len() }
