package web

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/pace"
)

// paceAddress slows down an address before anything is looked up for it.
func (s *Server) paceAddress(h http.Handler) http.Handler {
	return s.paced(h, s.opts.Callers, func(r *http.Request) string { return pace.Subscriber(ClientIP(r.Context())) })
}

// paceAccount slows down whoever signed in, and each API key; not the command
// line of this machine.
func (s *Server) paceAccount(h http.Handler) http.Handler {
	return s.paced(h, s.opts.Accounts, func(r *http.Request) string {
		a, ok := authz.From(r.Context())
		if !ok || a.IsSystem() {
			return ""
		}
		return a.UserID
	})
}

// paced lets a call of the API pass while the limit does; who is "" is not
// counted.
func (s *Server) paced(h http.Handler, limit *pace.Limit, who func(*http.Request) string) http.Handler {
	if limit == nil {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/") {
			if caller := who(r); caller != "" {
				if wait := limit.Take(caller); wait > 0 {
					tooOften(w, wait)
					s.refuse(w, r, fault.New(fault.TooMany, "too_often", "Too many requests at once; Retry-After says after how many seconds to go on."))
					return
				}
			}
		}
		h.ServeHTTP(w, r)
	})
}

func tooOften(w http.ResponseWriter, wait time.Duration) {
	w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
}
