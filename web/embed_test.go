package web

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
)

func TestHandler(t *testing.T) {
	site := fstest.MapFS{
		"index.html":          {Data: []byte("<!doctype html>")},
		"assets/a-1.js":       {Data: []byte("plain")},
		"assets/a-1.js.br":    {Data: []byte("brotli")},
		"assets/a-1.js.gz":    {Data: []byte("gzip")},
		".vite/manifest.json": {Data: []byte("{}")},
	}
	cases := []struct {
		name, method, path, accept, body, coding, cache string
		status                                          int
	}{
		{"root", "GET", "/", "", "<!doctype html>", "", "no-cache", 200},
		{"client route", "GET", "/queues/01H?x=1", "br", "<!doctype html>", "", "no-cache", 200},
		{"route with a dot", "GET", "/metrics/sl-off.v1", "", "<!doctype html>", "", "no-cache", 200},
		{"plain asset", "GET", "/assets/a-1.js", "", "plain", "", "public, max-age=31536000, immutable", 200},
		{"brotli", "GET", "/assets/a-1.js", "gzip, br", "brotli", "br", "public, max-age=31536000, immutable", 200},
		{"gzip", "GET", "/assets/a-1.js", "gzip", "gzip", "gzip", "public, max-age=31536000, immutable", 200},
		{"brotli refused", "GET", "/assets/a-1.js", "br;q=0, gzip", "gzip", "gzip", "public, max-age=31536000, immutable", 200},
		{"old asset", "GET", "/assets/gone.js", "", "404 page not found\n", "", "", 404},
		{"build files stay inside", "GET", "/.vite/manifest.json", "", "<!doctype html>", "", "no-cache", 200},
		{"climbing out", "GET", "/../embed.go", "", "<!doctype html>", "", "no-cache", 200},
		{"writing", "POST", "/", "", "method not allowed\n", "", "", 405},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			req := httptest.NewRequest(c.method, "http://x"+c.path, nil)
			req.Header.Set("Accept-Encoding", c.accept)
			rec := httptest.NewRecorder()
			handler(site).ServeHTTP(rec, req)
			if rec.Code != c.status || rec.Body.String() != c.body {
				t.Fatalf("got %d %q, want %d %q", rec.Code, rec.Body.String(), c.status, c.body)
			}
			if got := rec.Header().Get("Content-Encoding"); got != c.coding {
				t.Errorf("coding %q, want %q", got, c.coding)
			}
			if c.cache != "" && rec.Header().Get("Cache-Control") != c.cache {
				t.Errorf("cache %q, want %q", rec.Header().Get("Cache-Control"), c.cache)
			}
		})
	}
}

func TestNotBuilt(t *testing.T) {
	rec := httptest.NewRecorder()
	handler(fstest.MapFS{".gitkeep": {}}).ServeHTTP(rec, httptest.NewRequest(http.MethodGet, "http://x/", nil))
	if rec.Code != http.StatusServiceUnavailable {
		t.Fatalf("got %d, want 503", rec.Code)
	}
}
