package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestStaffingCalibrate(t *testing.T) {
	data := t.TempDir()
	var log strings.Builder
	at := 1793520000 // 1 November 2026, 8 o'clock in Berlin
	for i := range 60 {
		// Two agents, a call every three minutes; every tenth caller gives up.
		enter := at + 180*i
		fmt.Fprintf(&log, "%d|c%d|sales|NONE|ENTERQUEUE||0|1\n", enter, i)
		if i%10 == 9 {
			fmt.Fprintf(&log, "%d|c%d|sales|NONE|ABANDON|1|1|%d\n", enter+30, i, 30)
			continue
		}
		fmt.Fprintf(&log, "%d|c%d|sales|agent%d|CONNECT|2|c%d|2\n", enter+2, i, i%2, i)
		fmt.Fprintf(&log, "%d|c%d|sales|agent%d|COMPLETECALLER|2|150|1\n", enter+152, i, i%2)
	}
	file := filepath.Join(t.TempDir(), "queue_log")
	if err := os.WriteFile(file, []byte(log.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := lingting(t, "import", "queue-log", file, "--data", data, "--timezone", "Europe/Berlin"); code != 0 {
		t.Fatalf("%d %s", code, errs)
	}
	ask := func(args ...string) (int, string, string) {
		t.Helper()
		return lingting(t, append([]string{"staffing", "calibrate", "--data", data}, args...)...)
	}
	code, out, errs := ask("--from", "2026-11-01", "--to", "2026-11-01", "--queue", "sales", "--replications", "5", "--json")
	var o struct {
		Engine string `json:"engine"`
		Days   []struct {
			Actual, Simulated struct {
				Offered float64 `json:"offered"`
			}
		} `json:"days"`
	}
	if err := json.Unmarshal([]byte(out), &o); code != 0 || err != nil || len(o.Days) != 2 || o.Days[0].Actual.Offered != 60 || o.Days[0].Simulated.Offered != 60 {
		t.Fatalf("%d %v %s\n%s", code, err, errs, out)
	}
	if code, out, errs = ask("--from", "2026-11-01", "--to", "2026-11-01", "--replications", "5"); code != 0 || !strings.Contains(out, "presence inferred of 2") || !strings.Contains(out, "all queues") {
		t.Errorf("%d %s\n%s", code, errs, out)
	}
	if code, _, errs = ask("--from", "yesterday", "--to", "2026-11-01"); code != 2 || !strings.Contains(errs, "--from") {
		t.Errorf("%d %s", code, errs)
	}
	if code, _, errs = ask("--from", "2026-10-01", "--to", "2026-10-02"); code == 0 || !strings.Contains(errs, "nothing to replay") {
		t.Errorf("%d %s", code, errs)
	}
}
