package web

import (
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// File is the output of an operation that gives a file.
type File = huma.StreamResponse

// Types of files.
const (
	TypeCSV  = "text/csv; charset=utf-8"
	TypeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
)

// Download answers with a file of the name and type that write fills. When
// write fails before its first byte the answer is a problem; later the
// connection is cut, so that half a file never looks whole.
func Download(name, contentType string, write func(io.Writer) error) *File {
	return &File{Body: func(hc huma.Context) {
		r, w := humago.Unwrap(hc)
		s := r.Context().Value(serverKey{}).(*Server)
		out := &lateHeader{w: w, name: name, contentType: contentType}
		if err := write(out); err != nil {
			if !out.begun {
				s.refuse(w, r, err)
				return
			}
			s.opts.Log.ErrorContext(r.Context(), "download broken off", "name", name, "err", err)
			panic(http.ErrAbortHandler)
		}
		out.begin()
	}}
}

// lateHeader sends the header with the first byte.
type lateHeader struct {
	w                 http.ResponseWriter
	name, contentType string
	begun             bool
}

func (l *lateHeader) begin() {
	if l.begun {
		return
	}
	l.begun = true
	l.w.Header().Set("Content-Type", l.contentType)
	l.w.Header().Set("Content-Disposition", disposition(l.name))
	l.w.WriteHeader(http.StatusOK)
}

func (l *lateHeader) Write(p []byte) (int, error) {
	l.begin()
	return l.w.Write(p)
}

// disposition names the file twice: in plain ASCII, and in UTF-8 (RFC 5987).
func disposition(name string) string {
	plain := strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return '_'
		}
		return r
	}, name)
	return `attachment; filename="` + plain + `"; filename*=UTF-8''` + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}

// FileResponses documents a download in an operation's Responses.
func FileResponses(contentType string) map[string]*huma.Response {
	return map[string]*huma.Response{"200": {
		Description: "The file",
		Content:     map[string]*huma.MediaType{contentType: {Schema: &huma.Schema{Type: "string", Format: "binary"}}},
	}}
}
