package web

import (
	"context"
	"net/http"
	"runtime/debug"

	"github.com/danielgtaylor/huma/v2"
)

// VersionInfo says which build answers.
type VersionInfo struct {
	Version  string `json:"version" doc:"Version of the product"`
	Revision string `json:"revision,omitempty" doc:"Source revision it was built from"`
	Go       string `json:"go" doc:"Go version it was built with"`
}

// BuildInfo is what the binary knows of its build.
func BuildInfo(version string) VersionInfo {
	v := VersionInfo{Version: version}
	if b, ok := debug.ReadBuildInfo(); ok {
		v.Go = b.GoVersion
		for _, s := range b.Settings {
			if s.Key == "vcs.revision" {
				v.Revision = s.Value
			}
		}
	}
	return v
}

func (s *Server) registerOwn() {
	s.mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("ok\n"))
	})
	s.mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if s.opts.Ready != nil {
			if err := s.opts.Ready(r.Context()); err != nil {
				s.opts.Log.WarnContext(r.Context(), "not ready", "err", err)
				w.WriteHeader(http.StatusServiceUnavailable)
				_, _ = w.Write([]byte("not ready\n"))
				return
			}
		}
		_, _ = w.Write([]byte("ready\n"))
	})
	if s.opts.Metrics != nil {
		s.mux.Handle("GET /metrics", s.opts.Metrics)
	}
	info := BuildInfo(s.opts.Version)
	Register(s.API, huma.Operation{
		OperationID: "version", Method: http.MethodGet, Path: "/version",
		Summary: "Which build answers", Tags: []string{"Server"},
	}, Public, func(context.Context, *struct{}) (*struct{ Body VersionInfo }, error) {
		return &struct{ Body VersionInfo }{info}, nil
	})
	s.registerEvents()
}
