package api

import (
	"net/http"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// maxRates bounds the clients that are remembered; all are forgotten when there are more.
const maxRates = 10_000

// rates counts how often each client asks. Clients of this machine are not counted: they may be a
// proxy, for many.
type rates struct {
	perSecond float64 // 0: nobody is counted

	mu      sync.Mutex
	clients map[string]*rate.Limiter
}

// allow counts a request; false says that it is one too many.
func (r *rates) allow(remote string) bool {
	if r.perSecond <= 0 || isLocal(remote) {
		return true
	}
	who := client(remote)
	r.mu.Lock()
	defer r.mu.Unlock()
	l := r.clients[who]
	if l == nil {
		if r.clients == nil || len(r.clients) >= maxRates {
			r.clients = map[string]*rate.Limiter{}
		}
		l = rate.NewLimiter(rate.Limit(r.perSecond), int(5*r.perSecond)+1)
		r.clients[who] = l
	}
	return l.AllowN(time.Now(), 1)
}

// origins lets pages of other origins that the settings name read the answers; true says that the request was only the
// browser's question whether it may.
func (s *server) origins(h http.Header, r *http.Request) (asked bool) {
	origin := r.Header.Get("Origin")
	if origin == "" || len(s.Origins) == 0 {
		return false
	}
	h.Add("Vary", "Origin")
	if !slices.Contains(s.Origins, "*") && !slices.Contains(s.Origins, origin) {
		return false
	}
	h.Set("Access-Control-Allow-Origin", origin)
	if r.Method != http.MethodOptions || r.Header.Get("Access-Control-Request-Method") == "" {
		return false
	}
	h.Set("Access-Control-Allow-Methods", "GET, POST")
	h.Set("Access-Control-Allow-Headers", "Content-Type, Last-Event-ID")
	h.Set("Access-Control-Max-Age", "600")
	return true
}
