// Package web carries the built browser application inside the binary and
// serves it: pre-compressed files where the browser takes them, hashed assets
// cached for good, and index.html for every path the client router owns.
package web

import (
	"bytes"
	"embed"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed all:dist
var files embed.FS

// csp allows only what the application ships. antd writes its variables into
// style elements, so inline styles are allowed; inline scripts are not.
const csp = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
	"font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"

// FS returns the built application. It holds no index.html when the
// application was not built before the binary.
func FS() fs.FS {
	sub, err := fs.Sub(files, "dist")
	if err != nil { // cannot happen: the embed directive names this directory
		return files
	}
	return sub
}

// Built reports whether the browser application is in this binary.
func Built() bool {
	_, err := fs.Stat(FS(), "index.html")
	return err == nil
}

// Handler serves the browser application. It answers GET and HEAD only;
// mount it after the API.
func Handler() http.Handler { return handler(FS()) }

func handler(site fs.FS) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		if name == "" || hidden(name) || !isFile(site, name) {
			if path.Ext(name) != "" && strings.HasPrefix(name, "assets/") {
				http.NotFound(w, r) // an asset of an older build, never a page
				return
			}
			name = "index.html"
		}
		serve(w, r, site, name)
	})
}

func serve(w http.ResponseWriter, r *http.Request, site fs.FS, name string) {
	h := w.Header()
	h.Set("Content-Security-Policy", csp)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	if !isFile(site, name) {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("The browser application is not in this binary. Run make build.\n"))
		return
	}
	ctype := mime.TypeByExtension(path.Ext(name))
	if ctype == "" {
		ctype = "application/octet-stream"
	}
	h.Set("Content-Type", ctype)
	if strings.HasPrefix(name, "assets/") {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	h.Add("Vary", "Accept-Encoding")
	file := name
	switch accept := r.Header.Get("Accept-Encoding"); {
	case accepts(accept, "br") && isFile(site, name+".br"):
		file = name + ".br"
		h.Set("Content-Encoding", "br")
	case accepts(accept, "gzip") && isFile(site, name+".gz"):
		file = name + ".gz"
		h.Set("Content-Encoding", "gzip")
	}
	body, err := fs.ReadFile(site, file)
	if err != nil {
		http.Error(w, "cannot read the file", http.StatusInternalServerError)
		return
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(body))
}

// accepts reports whether an Accept-Encoding header takes the coding; a
// weight of zero refuses it.
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		weight := strings.ReplaceAll(strings.ToLower(params), " ", "")
		return weight != "q=0" && weight != "q=0.0" && weight != "q=0.00" && weight != "q=0.000"
	}
	return false
}

// hidden names files of the build that are not for the browser.
func hidden(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".br") || strings.HasSuffix(name, ".gz")
}

func isFile(site fs.FS, name string) bool {
	info, err := fs.Stat(site, name)
	return err == nil && !info.IsDir()
}
