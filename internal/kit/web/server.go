package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/pace"
)

// Prefix is where the API stands.
const Prefix = "/api/v1"

// Authenticator tells who sends a request. ok is false when nobody is signed
// in. csrfToken is what the header X-CSRF-Token of a write must equal; it is
// empty for callers that do not come with a browser's cookie.
type Authenticator interface {
	Authenticate(ctx context.Context, r *http.Request) (actor authz.Actor, csrfToken string, ok bool, err error)
}

// AuthFunc is a function as an Authenticator.
type AuthFunc func(ctx context.Context, r *http.Request) (authz.Actor, string, bool, error)

// Authenticate calls f.
func (f AuthFunc) Authenticate(ctx context.Context, r *http.Request) (authz.Actor, string, bool, error) {
	return f(ctx, r)
}

// Options are what a server is made from. Every field may be left out.
type Options struct {
	Version  string                          // of the product, shown in the OpenAPI document and at /api/v1/version
	Auth     Authenticator                   // without it nobody is signed in
	Log      *slog.Logger                    // default: slog.Default()
	Clock    clock.Clock                     // default: the machine's
	MaxBody  int64                           // bytes of a request body; default 1 MiB; an operation's MaxBodyBytes wins
	Static   http.Handler                    // the pages; default: a plain 404
	Ready    func(ctx context.Context) error // behind /readyz
	Metrics  http.Handler                    // behind /metrics, when set
	Observe  func(Served)                    // told of every answer
	KeepHSTS bool                            // send Strict-Transport-Security: the server stands behind TLS
	Proxies  []netip.Prefix                  // whose X-Forwarded-For tells the caller's address
	Accounts *pace.Limit                     // how often one account or API key may call the API; nil: as often as it likes
	Callers  *pace.Limit                     // and how often one address may
}

// Served is one answered request.
type Served struct {
	Operation string // id of the operation; empty for pages and paths of none
	Method    string
	Status    int
	Took      time.Duration
	Stream    bool // server-sent events: Took is how long someone listened
}

// Server is the HTTP side of the product.
type Server struct {
	API    huma.API // modules register here
	Events *Hub     // wakes open pages
	opts   Options
	mux    *http.ServeMux
	whole  http.Handler
}

// setLibrary sets what the library keeps for the whole process: once, for
// servers may be built and asked beside one another.
var setLibrary = sync.OnceFunc(func() {
	huma.DefaultArrayNullable = false
	huma.NewError = newProblem
	huma.NewErrorWithContext = newProblemWithContext
})

// New builds a server; modules then register their operations on its API.
func New(o Options) *Server {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	if o.Clock == nil {
		o.Clock = clock.System()
	}
	if o.MaxBody <= 0 {
		o.MaxBody = 1 << 20
	}
	if o.Static == nil {
		o.Static = http.NotFoundHandler()
	}
	setLibrary()

	registry := huma.NewMapRegistry("#/components/schemas/", schemaNamer())
	cfg := huma.DefaultConfig("Lingting", o.Version)
	cfg.Components.Schemas = registry
	cfg.Info.Description = "Operations of a contact centre: telephony in, exact numbers out."
	cfg.CreateHooks = nil // no $schema in answers
	cfg.Formats = formats()
	cfg.DocsPath = ""
	cfg.SchemasPath = ""
	cfg.OpenAPIPath = "/openapi"
	cfg.Servers = []*huma.Server{{URL: Prefix}}
	cfg.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"session": {Type: "apiKey", In: "cookie", Name: "lingting_session", Description: "Set by POST /session. Writes also carry the session's token in X-CSRF-Token."},
	}

	s := &Server{opts: o, mux: http.NewServeMux(), Events: NewHub()}
	s.API = &api{API: humago.NewWithPrefix(s.mux, Prefix, cfg), server: s}
	s.registerOwn()
	s.mux.HandleFunc("/api/", s.unknown)
	s.mux.Handle("/", o.Static)
	s.whole = s.chain(s.mux)
	return s
}

// Handler is the whole server.
func (s *Server) Handler() http.Handler { return s.whole }

// Close ends the open event streams, so that a graceful stop need not wait
// for them.
func (s *Server) Close() { s.Events.Close() }

// api is the huma API with its server beside it, so that Register finds the
// server's limits and log.
type api struct {
	huma.API
	server *Server
}

// unknown answers for API paths nothing is registered at: 405 with Allow when
// the path exists under another method, else 404.
func (s *Server) unknown(w http.ResponseWriter, r *http.Request) {
	var allow []string
	for _, m := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		probe := r.Clone(r.Context())
		probe.Method = m
		if _, pattern := s.mux.Handler(probe); pattern != "/api/" {
			allow = append(allow, m)
		}
	}
	if len(allow) > 0 {
		w.Header().Set("Allow", strings.Join(allow, ", "))
		writeProblem(w, r, http.StatusMethodNotAllowed, "method_not_allowed", "This path does not take "+r.Method+"; it takes "+strings.Join(allow, ", ")+".")
		return
	}
	writeProblem(w, r, http.StatusNotFound, "not_found", "There is nothing at "+r.URL.Path+"; the API is described at "+Prefix+"/openapi.json.")
}
