package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// The example sends all lines, and a batch again that was not taken.
func TestTheExampleSendsAgainUntilTaken(t *testing.T) {
	calls, taken := 0, 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		if r.Header.Get("X-Intake-Key") != "ltk_test" || r.URL.Path != "/api/v1/intake/events" {
			t.Errorf("%s %v", r.URL, r.Header)
		}
		if calls == 2 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		var in struct{ Events []map[string]any }
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			t.Error(err)
		}
		taken += len(in.Events)
		w.WriteHeader(http.StatusAccepted)
		_ = json.NewEncoder(w).Encode(map[string]any{"accepted": len(in.Events), "errors": []any{}})
	}))
	defer server.Close()
	lines := strings.Repeat("{\"id\":\"1\",\"kind\":\"note\",\"at\":\"2026-01-01T00:00:00Z\"}\n\n", 5)
	if err := run(t.Context(), strings.NewReader(lines), server.URL, "ltk_test", 2); err != nil || taken != 5 || calls != 4 {
		t.Fatalf("%d taken in %d calls, %v", taken, calls, err)
	}
}
