package obs_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/obs"
)

func TestLogger(t *testing.T) {
	var b bytes.Buffer
	log, err := obs.Logger(&b, "info", "json")
	if err != nil {
		t.Fatal(err)
	}
	ctx := obs.WithRequestID(t.Context(), "request-7")
	log.With("module", "x").WarnContext(ctx, "hello",
		"password", "hunter2", "csrf_token", "hunter2", "Set-Cookie", "hunter2",
		"store", "postgres://me:hunter2@db/x", "err", errors.New("dial nats://me:hunter2@n1:4222: no"),
		slog.Group("g", "api_key", "hunter2"), "fine", "visible")
	log.Debug("not shown")
	if strings.Contains(b.String(), "hunter2") || strings.Contains(b.String(), "not shown") {
		t.Errorf("the log says too much: %s", b.String())
	}
	var line map[string]any
	if err := json.Unmarshal(b.Bytes(), &line); err != nil {
		t.Fatal(err)
	}
	if line["request_id"] != "request-7" || line["fine"] != "visible" || line["module"] != "x" || line["store"] != "postgres://me:[hidden]@db/x" {
		t.Errorf("%v", line)
	}
	if obs.RequestID(t.Context()) != "" {
		t.Error("a request id from nowhere")
	}
	for _, bad := range [][2]string{{"loud", "text"}, {"info", "xml"}} {
		if _, err := obs.Logger(&b, bad[0], bad[1]); !fault.Is(err, fault.Invalid) {
			t.Errorf("%v: %v", bad, err)
		}
	}
}
