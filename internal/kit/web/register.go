package web

import (
	"context"
	"crypto/subtle"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Public as a permission lets anyone call, signed in or not.
const Public = "public"

// How far an operation goes for an actor whose permission does not hold for
// the whole centre: the Extensions of an operation. Without one it is the same
// for every scope.
var (
	// ScopePeople says that only rows of the people in the scope are told.
	ScopePeople = map[string]any{"x-scope": "people"}
	// ScopeCentre says that the permission must hold for the whole centre.
	ScopeCentre = map[string]any{"x-scope": "centre"}
	// ScopeOwn says that only what the actor made or owns is told.
	ScopeOwn = map[string]any{"x-scope": "own"}
)

// AnyQuery lets an operation take parameters it does not declare: the
// Extensions of one that others send people to.
var AnyQuery = map[string]any{"x-any-query": true}

// bodyStall is how long a request body may make no progress.
const bodyStall = 30 * time.Second

// Register declares an operation. Permission is what the actor needs: Public
// for nothing, "" for anyone signed in. fn returns fault errors; whatever else
// it returns is answered as 500 with the request id and logged.
//
// An operation that takes files sets MaxBodyBytes to its limit.
func Register[I, O any](a huma.API, op huma.Operation, permission string, fn func(context.Context, *I) (*O, error)) {
	s := serverOf(a)
	if op.MaxBodyBytes == 0 {
		op.MaxBodyBytes = s.opts.MaxBody
	}
	limit := op.MaxBodyBytes
	// huma's own deadline would also end a long handler; the guard's covers
	// the body alone.
	op.BodyReadTimeout = -1
	// A misspelt filter must not quietly answer about everything.
	op.RejectUnknownQueryParameters = op.Extensions["x-any-query"] == nil
	if permission != Public {
		op.Security = []map[string][]string{{"session": {}}}
		if permission != "" {
			op.Description = joinDoc(op.Description, "Needs the permission `"+permission+"`.")
		}
	}
	whole := op.Extensions["x-scope"] == "centre"
	op.Middlewares = append(huma.Middlewares{s.guard(op.OperationID, permission, whole, limit)}, op.Middlewares...)
	huma.Register(a, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := fn(ctx, in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
}

func joinDoc(a, b string) string {
	if a == "" {
		return b
	}
	return a + "\n\n" + b
}

func serverOf(a huma.API) *Server {
	switch v := a.(type) {
	case *api:
		return v.server
	case *huma.Group:
		return serverOf(v.API)
	}
	panic("web: register on the API of a web.Server")
}

// guard checks the actor before the body is read.
func (s *Server) guard(operation, permission string, whole bool, limit int64) func(huma.Context, func(huma.Context)) {
	return func(hc huma.Context, next func(huma.Context)) {
		r, w := humago.Unwrap(hc)
		if rec, is := w.(*recorder); is {
			rec.op = operation
		}
		if permission != Public {
			require := authz.Require
			if whole {
				require = authz.RequireCentre
			}
			if err := require(r.Context(), permission); err != nil {
				s.refuse(w, r, err)
				return
			}
			if !safe(r.Method) {
				if err := checkCSRF(r); err != nil {
					s.refuse(w, r, err)
					return
				}
			}
		}
		if r.Body != nil && r.Body != http.NoBody {
			if r.ContentLength > limit {
				writeProblem(w, r, http.StatusRequestEntityTooLarge, "too_large", tooLarge(limit))
				return
			}
			r.Body = &patientBody{ReadCloser: http.MaxBytesReader(w, r.Body, limit), ctl: http.NewResponseController(w), now: s.opts.Clock.Now}
			defer func() {
				if r.MultipartForm != nil {
					_ = r.MultipartForm.RemoveAll()
				}
			}()
		}
		next(hc)
	}
}

// Note writes the cause of an error to the log, for an operation that tells the
// browser only where to go.
func Note(ctx context.Context, err error) {
	if s, ok := ctx.Value(serverKey{}).(*Server); ok {
		s.opts.Log.WarnContext(ctx, "refused", "err", chain(err))
	}
}

// Refuse answers an operation's request with err as a problem, for an
// operation's own middleware. Headers set before stay.
func Refuse(hc huma.Context, err error) {
	r, w := humago.Unwrap(hc)
	s := r.Context().Value(serverKey{}).(*Server)
	s.refuse(w, r, err)
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	s.problem(r.Context(), err).write(w)
}

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

type csrfKey struct{}

func checkCSRF(r *http.Request) error {
	want, _ := r.Context().Value(csrfKey{}).(string)
	if want == "" {
		return nil // not a browser session
	}
	got := r.Header.Get("X-CSRF-Token")
	if subtle.ConstantTimeCompare([]byte(got), []byte(want)) != 1 {
		return fault.New(fault.Denied, "csrf", "The header X-CSRF-Token does not carry this session's token; reload the page.")
	}
	return nil
}

// patientBody gives every read of the body its own deadline and takes the
// deadline away at the end, so that a slow sender is cut and a slow handler
// is not.
type patientBody struct {
	io.ReadCloser
	ctl *http.ResponseController
	now func() time.Time
}

func (b *patientBody) Read(p []byte) (int, error) {
	_ = b.ctl.SetReadDeadline(b.now().Add(bodyStall))
	n, err := b.ReadCloser.Read(p)
	if err != nil {
		_ = b.ctl.SetReadDeadline(time.Time{})
	}
	return n, err
}
