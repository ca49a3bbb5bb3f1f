package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/obs"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Problem is an error as the API tells it: RFC 9457 with a stable code, which
// is the key of the translation, and the request id, under which the log
// knows more.
type Problem struct {
	Type      string         `json:"type" doc:"Always about:blank; code tells the kind" example:"about:blank"`
	Title     string         `json:"title" doc:"The status in words"`
	Status    int            `json:"status" doc:"HTTP status"`
	Detail    string         `json:"detail" doc:"What happened and what to do, in English"`
	Code      string         `json:"code" doc:"Stable code, key of the translation" example:"org.queue.code_taken"`
	Errors    []ProblemField `json:"errors,omitempty" doc:"The inputs at fault"`
	RequestID string         `json:"request_id,omitempty" doc:"Names this request in the log"`
}

// ProblemField is one input at fault.
type ProblemField struct {
	Location string `json:"location" doc:"Where it is" example:"body.name"`
	Code     string `json:"code" doc:"Stable code, key of the translation" example:"required"`
	Message  string `json:"message" doc:"What is expected, in English"`
}

// Error is the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status, for huma.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType makes application/json the problem form, for huma.
func (p *Problem) ContentType(ct string) string {
	if ct == "application/json" {
		return "application/problem+json"
	}
	return ct
}

func (p *Problem) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	if p.Status == http.StatusTooManyRequests && w.Header().Get("Retry-After") == "" {
		w.Header().Set("Retry-After", "30")
	}
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p)
}

func writeProblem(w http.ResponseWriter, r *http.Request, status int, code, detail string) {
	(&Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: code, Detail: detail, RequestID: obs.RequestID(r.Context())}).write(w)
}

// WriteError answers a plain net/http request with err as a problem, for the
// few handlers that are not registered operations.
func (s *Server) WriteError(w http.ResponseWriter, r *http.Request, err error) {
	s.problem(r.Context(), err).write(w)
}

// StatusOf is the HTTP status of a kind of fault.
func StatusOf(k fault.Kind) int {
	switch k {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Denied:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.TooMany:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// problem turns an error of a handler into an answer and logs what the answer
// must not say.
func (s *Server) problem(ctx context.Context, err error) *Problem {
	p := &Problem{Type: "about:blank", RequestID: obs.RequestID(ctx)}
	var ready *Problem
	var status huma.StatusError
	f, isFault := fault.As(err)
	switch {
	case errors.As(err, &ready):
		c := *ready
		c.RequestID = p.RequestID
		return &c
	case isFault && f.Kind != fault.Internal:
		p.Status, p.Code, p.Detail = StatusOf(f.Kind), f.Code, f.Message
		if f.Kind == fault.Conflict && IsStale(err) {
			p.Status = http.StatusPreconditionFailed
		}
		for _, x := range f.Fields {
			p.Errors = append(p.Errors, ProblemField{Location: x.Name, Code: x.Code, Message: x.Message})
		}
		if f.Kind == fault.Unavailable {
			s.opts.Log.WarnContext(ctx, "unavailable", "code", f.Code, "err", chain(err))
		}
	case errors.Is(err, sqldb.ErrNotFound):
		p.Status, p.Code, p.Detail = http.StatusNotFound, "not_found", "There is no such thing, or no longer."
	case errors.As(err, &status):
		p.Status, p.Code, p.Detail = status.GetStatus(), codeOfStatus(status.GetStatus()), status.Error()
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		p.Status, p.Code, p.Detail = 499, "cancelled", "The caller went away."
	case errors.Is(err, context.DeadlineExceeded):
		p.Status, p.Code, p.Detail = http.StatusServiceUnavailable, "timeout", "This took too long; try a smaller range."
		s.opts.Log.WarnContext(ctx, "timeout", "err", err)
	default:
		p.Status, p.Code = http.StatusInternalServerError, "internal"
		p.Detail = "Something went wrong on our side. The log knows more under this request id."
		s.opts.Log.ErrorContext(ctx, "internal error", "err", chain(err))
	}
	p.Title = http.StatusText(p.Status)
	return p
}

// chain spells out a fault's hidden cause for the log.
func chain(err error) string {
	f, ok := fault.As(err)
	if !ok || f.Unwrap() == nil {
		return err.Error()
	}
	return err.Error() + ": " + f.Unwrap().Error()
}

func codeOfStatus(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "bad_request"
	case http.StatusUnprocessableEntity:
		return "validation"
	case http.StatusNotFound:
		return "not_found"
	case http.StatusRequestEntityTooLarge:
		return "too_large"
	case http.StatusRequestTimeout:
		return "body_timeout"
	case http.StatusUnsupportedMediaType:
		return "media_type"
	case http.StatusNotAcceptable:
		return "not_acceptable"
	}
	if status >= 500 {
		return "internal"
	}
	return "bad_request"
}

func tooLarge(limit int64) string {
	return fmt.Sprintf("The request is larger than the limit of %d bytes.", limit)
}

// newProblem is huma's error constructor.
func newProblem(status int, msg string, errs ...error) huma.StatusError {
	p := &Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Code: codeOfStatus(status), Detail: sentence(msg)}
	if status >= 500 {
		p.Detail = "Something went wrong on our side. The log knows more under this request id."
	}
	for _, err := range errs {
		if err == nil {
			continue
		}
		if _, over := errors.AsType[*http.MaxBytesError](err); over || strings.Contains(err.Error(), "request body too large") {
			p.Status, p.Title, p.Code = http.StatusRequestEntityTooLarge, http.StatusText(http.StatusRequestEntityTooLarge), "too_large"
			p.Detail = "The request is larger than its limit."
			p.Errors = nil
			return p
		}
		d, ok := err.(huma.ErrorDetailer)
		if !ok {
			if status < 500 {
				p.Errors = append(p.Errors, ProblemField{Location: "body", Code: "invalid", Message: err.Error()})
			}
			continue
		}
		p.Errors = append(p.Errors, fieldOf(d.ErrorDetail()))
	}
	if status == http.StatusBadRequest && len(p.Errors) > 0 && p.Errors[0].Location == "body" {
		p.Code, p.Detail = "bad_json", "The body is not JSON: "+p.Errors[0].Message
	}
	return p
}

func newProblemWithContext(hc huma.Context, status int, msg string, errs ...error) huma.StatusError {
	p := newProblem(status, msg, errs...).(*Problem)
	p.RequestID = obs.RequestID(hc.Context())
	return p
}

func sentence(s string) string {
	if s == "" {
		return s
	}
	s = strings.ToUpper(s[:1]) + s[1:]
	if !strings.HasSuffix(s, ".") {
		s += "."
	}
	return s
}

var missing = regexp.MustCompile(`^expected required property (\S+) to be present$`)

// codes of huma's validation messages, by what they begin with.
var fieldCodes = []struct{ starts, code string }{
	{"required query parameter", "required"},
	{"required header parameter", "required"},
	{"required path parameter", "required"},
	{"required", "required"},
	{"unexpected property", "unknown"},
	{"unknown query parameter", "unknown"},
	{"expected value to be one of", "not_one_of"},
	{"expected number >", "too_small"},
	{"expected number <", "too_large"},
	{"expected length >=", "too_short"},
	{"expected length <=", "too_long"},
	{"expected array length >=", "too_few"},
	{"expected array length <=", "too_many"},
	{"expected array items to be unique", "not_unique"},
	{"expected string to match pattern", "pattern"},
	{"expected string to be", "format"},
	{"expected boolean", "type"},
	{"expected number", "type"},
	{"expected integer", "type"},
	{"expected string", "type"},
	{"expected array", "type"},
	{"expected object", "type"},
	{"invalid", "type"},
}

func fieldOf(d *huma.ErrorDetail) ProblemField {
	f := ProblemField{Location: d.Location, Code: "invalid", Message: d.Message}
	if m := missing.FindStringSubmatch(d.Message); m != nil {
		f.Location, f.Code, f.Message = strings.TrimPrefix(d.Location+"."+m[1], "."), "required", "must not be left out"
		return f
	}
	for _, c := range fieldCodes {
		if strings.HasPrefix(d.Message, c.starts) {
			f.Code = c.code
			break
		}
	}
	return f
}
