package web

import (
	"container/list"
	"math"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"sauro/db"
	"sauro/fault"
)

// Pace says how often a way in may be taken. Where a route names none, a form
// that is open to everybody is SignIn, every other form Send, a page that is open
// to everybody Heavy, and a page of those signed in Free.
type Pace string

// The paces, from the strictest.
const (
	SignIn Pace = "sign-in" // shows who one is; the database counts failures besides (org)
	Send   Pace = "send"    // a form
	Heavy  Pace = "heavy"   // costs much or is open to all: search, downloads, proofs, public pages
	Tiles  Pace = "tiles"   // the public log, which programs read from its beginning
	Free   Pace = "free"    // is not counted
)

// allowance is how often something may be done: so many at once, and then so many
// a second.
type allowance struct {
	burst     int
	perSecond float64
}

// allowances is the one table of limits. A whole office, and often a whole
// commune, comes from one address: the account counts first, and an address may
// do what sixty people do.
var allowances = map[Pace]struct{ account, address allowance }{
	SignIn: {allowance{20, 0.2}, allowance{60, 1}},
	Send:   {allowance{240, 2}, allowance{1500, 25}},
	Heavy:  {allowance{120, 2}, allowance{900, 15}},
	Tiles:  {allowance{2000, 50}, allowance{4000, 100}},
}

// limiterCount is how many accounts and addresses are remembered, about 8 MB.
// Whoever was not seen for longest is forgotten, and begins anew.
const limiterCount = 20_000

// who is counted: an account or an address, for one pace.
type counted struct {
	pace    Pace
	tenant  db.ID
	person  db.ID
	network netip.Prefix
}

// limits remember who did how much. They live as long as the process.
type limits struct {
	mu     sync.Mutex
	known  map[counted]*list.Element
	recent *list.List // of *limiter, the last seen first
}

type limiter struct {
	of counted
	*rate.Limiter
}

func newLimits() *limits { return &limits{known: map[counted]*list.Element{}, recent: list.New()} }

// take counts one request; wait is how long the person should wait instead, 0
// where it may pass. A request that is told to wait is not counted.
func (l *limits) take(of counted, may allowance, now time.Time) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := l.known[of]
	if e == nil {
		e = l.recent.PushFront(&limiter{of, rate.NewLimiter(rate.Limit(may.perSecond), may.burst)})
		l.known[of] = e
		if l.recent.Len() > limiterCount {
			oldest := l.recent.Back()
			delete(l.known, l.recent.Remove(oldest).(*limiter).of)
		}
	}
	l.recent.MoveToFront(e)
	r := e.Value.(*limiter).ReserveN(now, 1)
	if wait = r.DelayFrom(now); wait > 0 {
		r.CancelAt(now)
	}
	return wait
}

// network is what one household or office has: an IPv4 address, the first 64 bits
// of an IPv6 address.
func network(a netip.Addr) netip.Prefix {
	bits := 64
	if a.Is4() {
		bits = 32
	}
	p, err := a.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}

// pace is the pace of a route that names none.
func (route *Route) pace(method string) Pace {
	form := method != http.MethodGet && method != http.MethodHead
	switch {
	case route.Pace != "":
		return route.Pace
	case form && route.Open:
		return SignIn
	case form:
		return Send
	case route.Open:
		return Heavy
	}
	return Free
}

// tooOften is the answer to who came too often.
type tooOften struct {
	says *fault.Error
	wait time.Duration
}

func (e *tooOften) Error() string { return e.says.Error() }
func (e *tooOften) Unwrap() error { return e.says }

// seconds are whole seconds to wait, for people and for Retry-After.
func (e *tooOften) seconds() int { return max(1, int(math.Ceil(e.wait.Seconds()))) }

// limit counts the request for the account and for the address it comes from. In
// the demo everybody is the same six people: there only the address counts. The
// machine itself, which is also every browser where a proxy was not named, has no
// address to count.
func (s *Server) limit(r *Request) error {
	pace := r.route.pace(r.Method)
	may, limited := allowances[pace]
	if !limited {
		return nil
	}
	now := r.Now()
	var wait time.Duration
	if r.Who.SignedIn() && !s.site.Demo {
		wait = s.limits.take(counted{pace: pace, tenant: r.Who.Tenant, person: r.Who.Person}, may.account, now)
	}
	if a := r.from.address; wait == 0 && a.IsValid() && !a.IsLoopback() {
		wait = s.limits.take(counted{pace: pace, network: network(a)}, may.address, now)
	}
	if wait == 0 {
		return nil
	}
	e := &tooOften{wait: wait}
	e.says = fault.New(fault.Busy, "Máy chủ vừa nhận quá nhiều yêu cầu từ tài khoản hoặc mạng này. Hãy đợi %d giây rồi thử lại.", e.seconds())
	return e
}
