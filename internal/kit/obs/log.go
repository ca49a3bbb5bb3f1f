package obs

import (
	"context"
	"io"
	"log/slog"
	"regexp"
	"strings"

	"github.com/lingting/lingting/internal/kit/fault"
)

// Hidden stands where a secret was.
const Hidden = "[hidden]"

// Logger makes a logger that writes to w. Level is debug, info, warn or
// error; format is text or json. Values of attributes whose name speaks of a
// secret, and passwords inside URLs, are replaced by Hidden. A record made
// with a context that carries a request id gets it as request_id.
func Logger(w io.Writer, level, format string) (*slog.Logger, error) {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		return nil, fault.Invalidf("conf.log_level", "The log level %q is unknown; use debug, info, warn or error.", level)
	}
	opts := &slog.HandlerOptions{Level: l, ReplaceAttr: redact}
	switch format {
	case "json":
		return slog.New(withRequest{slog.NewJSONHandler(w, opts)}), nil
	case "text":
		return slog.New(withRequest{slog.NewTextHandler(w, opts)}), nil
	}
	return nil, fault.Invalidf("conf.log_format", "The log format %q is unknown; use text or json.", format)
}

var secretWords = []string{"password", "passwd", "secret", "token", "cookie", "authorization", "api_key", "apikey", "credential"}

var urlPassword = regexp.MustCompile(`(://[^/\s:@]*):[^/\s@]+@`)

func redact(_ []string, a slog.Attr) slog.Attr {
	name := strings.ToLower(a.Key)
	for _, w := range secretWords {
		if strings.Contains(name, w) {
			return slog.String(a.Key, Hidden)
		}
	}
	switch a.Value.Kind() {
	case slog.KindString:
		if s := a.Value.String(); strings.Contains(s, "://") {
			return slog.String(a.Key, RedactURL(s))
		}
	case slog.KindAny:
		if err, ok := a.Value.Any().(error); ok {
			return slog.String(a.Key, RedactURL(err.Error()))
		}
	}
	return a
}

// RedactURL hides the password of every URL in s.
func RedactURL(s string) string { return urlPassword.ReplaceAllString(s, "$1:"+Hidden+"@") }

type requestKey struct{}

// WithRequestID puts the id of a request into the context.
func WithRequestID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey{}, id)
}

// RequestID is the id of the request the context belongs to, or "".
func RequestID(ctx context.Context) string {
	s, _ := ctx.Value(requestKey{}).(string)
	return s
}

type withRequest struct{ slog.Handler }

func (h withRequest) Handle(ctx context.Context, r slog.Record) error {
	if id := RequestID(ctx); id != "" {
		r.AddAttrs(slog.String("request_id", id))
	}
	return h.Handler.Handle(ctx, r)
}

func (h withRequest) WithAttrs(as []slog.Attr) slog.Handler {
	return withRequest{h.Handler.WithAttrs(as)}
}

func (h withRequest) WithGroup(name string) slog.Handler {
	return withRequest{h.Handler.WithGroup(name)}
}
