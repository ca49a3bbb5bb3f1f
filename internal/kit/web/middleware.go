package web

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/obs"
)

// Policy is the Content-Security-Policy of every answer.
const Policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"

func (s *Server) chain(h http.Handler) http.Handler {
	h = s.paceAccount(h)
	h = s.signIn(h)
	h = s.paceAddress(h)
	h = s.sameOrigin(h)
	h = s.headers(h)
	h = s.log(h)
	h = s.requestID(h)
	return h
}

var goodRequestID = regexp.MustCompile(`^[A-Za-z0-9_.-]{8,64}$`)

func (s *Server) requestID(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rid := r.Header.Get("X-Request-Id")
		if !goodRequestID.MatchString(rid) {
			rid = id.New(s.opts.Clock)
		}
		w.Header().Set("X-Request-Id", rid)
		ctx := context.WithValue(obs.WithRequestID(r.Context(), rid), ipKey{}, s.callerIP(r))
		ctx = context.WithValue(ctx, serverKey{}, s)
		h.ServeHTTP(w, r.WithContext(ctx))
	})
}

type (
	ipKey     struct{}
	serverKey struct{}
)

// ClientIP is the address the context's request came from.
func ClientIP(ctx context.Context) string {
	s, _ := ctx.Value(ipKey{}).(string)
	return s
}

// RequestID is the id of the context's request.
func RequestID(ctx context.Context) string { return obs.RequestID(ctx) }

// callerIP is where the request comes from: the peer, or, when the peer is a
// proxy of ours, the last address before our proxies in X-Forwarded-For.
func (s *Server) callerIP(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && s.ours(host); i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		host = hop.Unmap().String()
	}
	return host
}

// ours reports whether the address is one of our proxies.
func (s *Server) ours(host string) bool {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(s.opts.Proxies, func(p netip.Prefix) bool { return p.Contains(addr.Unmap()) })
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
	user   string
	op     string // id of the operation
}

func (w *recorder) WriteHeader(code int) {
	if w.status == 0 {
		w.status = code
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// answered is the status of the answer; one without a word is 200.
func (w *recorder) answered() int { return max(w.status, http.StatusOK) }

// Unwrap lets http.ResponseController reach the connection.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// log writes one line per request and turns a panic into a 500.
func (s *Server) log(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rec := &recorder{ResponseWriter: w}
		start := s.opts.Clock.Now()
		ctx, span := obs.RequestSpan(r)
		r = r.WithContext(ctx)
		defer func() {
			cut := false
			if v := recover(); v != nil {
				if v == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so
					cut = true
				} else {
					s.opts.Log.ErrorContext(r.Context(), "panic", "value", v, "stack", string(debug.Stack()))
					if rec.status == 0 {
						writeProblem(rec, r, http.StatusInternalServerError, "internal", "Something went wrong on our side. The log knows more under this request id.")
					} else {
						cut = true
					}
				}
			}
			took := s.opts.Clock.Now().Sub(start)
			s.logLine(r, rec, took, cut)
			obs.EndRequest(span, r.Method, rec.op, rec.answered(), cut)
			if s.opts.Observe != nil {
				stream := rec.Header().Get("Content-Type") == "text/event-stream"
				s.opts.Observe(Served{Operation: rec.op, Method: r.Method, Status: rec.answered(), Took: took, Stream: stream})
			}
			if cut {
				panic(http.ErrAbortHandler)
			}
		}()
		h.ServeHTTP(rec, r)
	})
}

func (s *Server) logLine(r *http.Request, rec *recorder, took time.Duration, cut bool) {
	level := slog.LevelInfo
	if !strings.HasPrefix(r.URL.Path, "/api/") {
		level = slog.LevelDebug
	}
	if rec.status >= 500 || cut {
		level = slog.LevelWarn
	}
	s.opts.Log.LogAttrs(r.Context(), level, "request",
		slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", rec.status),
		slog.Int64("bytes", rec.bytes), slog.Duration("took", took), slog.String("user", rec.user),
		slog.String("from", ClientIP(r.Context())), slog.Bool("cut", cut))
}

func (s *Server) headers(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hd := w.Header()
		hd.Set("Content-Security-Policy", Policy)
		hd.Set("X-Content-Type-Options", "nosniff")
		hd.Set("X-Frame-Options", "DENY")
		hd.Set("Referrer-Policy", "same-origin")
		hd.Set("Cross-Origin-Opener-Policy", "same-origin")
		hd.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		if s.opts.KeepHSTS {
			hd.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if strings.HasPrefix(r.URL.Path, "/api/") {
			hd.Set("Cache-Control", "no-store")
		}
		h.ServeHTTP(w, r)
	})
}

// sameOrigin refuses writes that another site makes a browser send.
func (s *Server) sameOrigin(h http.Handler) http.Handler {
	check := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := check.Check(r); err != nil {
			s.refuse(w, r, fault.New(fault.Denied, "cross_origin", "This write came from a page of another site."))
			return
		}
		h.ServeHTTP(w, r)
	})
}

// signIn finds out who asks; whether that is enough is the operation's matter.
func (s *Server) signIn(h http.Handler) http.Handler {
	if s.opts.Auth == nil {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/api/") {
			h.ServeHTTP(w, r)
			return
		}
		actor, csrf, ok, err := s.opts.Auth.Authenticate(r.Context(), r)
		if err != nil {
			s.refuse(w, r, err)
			return
		}
		if ok {
			actor.RequestID = obs.RequestID(r.Context())
			if rec, is := w.(*recorder); is {
				rec.user = actor.Login
			}
			ctx := context.WithValue(authz.With(r.Context(), actor), csrfKey{}, csrf)
			r = r.WithContext(ctx)
		}
		h.ServeHTTP(w, r)
	})
}
