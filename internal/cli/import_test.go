package cli_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type counts struct {
	State                                                             string
	Rows, Events, Repeated, Contacts, Quarantined, BadRows, Intervals int64
	CentreTimezone                                                    string `json:"centre_timezone"`
}

// importing runs one import with --json.
func importing(t *testing.T, data string, want int, args ...string) (c counts, errs string) {
	t.Helper()
	code, out, errs := lingting(t, append(append([]string{"import"}, args...), "--data", data, "--json")...)
	if code != want {
		t.Fatalf("import %v: code %d, want %d: %s%s", args, code, want, out, errs)
	}
	if code == 0 {
		if err := json.Unmarshal([]byte(out), &c); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	} else if out != "" {
		t.Errorf("a failed import printed %q", out)
	}
	return c, errs
}

// Every file goes in the same way with and without a server on the folder.
func TestImport(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var log strings.Builder
	for i := range 50 {
		at := 917_820_000 + 60*i
		fmt.Fprintf(&log, "%d|c%d|PS|NONE|ENTERQUEUE||1380000%04d|1\n%d|c%d|PS|ann|CONNECT|10|ch|4\n%d|c%d|PS|ann|COMPLETECALLER|10|90|1\n", at, i, i, at+10, i, at+100, i)
	}
	queueLog := file("queue_log", log.String()+"what is this\n")
	calls := file("calls.csv", "id,queue,agent,start,wait,talk\n1,PS,ann,1999-02-01 09:00:00,12,60\n2,PS,ann,x,3,60\n")
	callsMap := file("calls.yaml", "kind: calls\nfields: {call: id, queue: queue, agent: agent, entered: start, wait: {column: wait, unit: s}, talk: {column: talk, unit: s}}\n")
	intervals := file("intervals.csv", "queue,start,offered,answered\nPS,1999-02-01 09:00,10,8\nPS,1999-02-01 09:30,5,5\n")
	intervalsMap := file("intervals.yaml", "kind: intervals\nfields: {queue: queue, start: start, length: {const: 30m}, offered: offered, answered: answered}\n")
	wrongMap := file("wrong.yaml", "kind: calls\nfields: {call: id, colour: red}\n")

	check := func(t *testing.T, data string) {
		c, errs := importing(t, data, 0, "queue-log", queueLog, "--timezone", "Asia/Jerusalem", "--source", "pbx")
		if c.State != "done" || c.Rows != 151 || c.Events != 150 || c.Contacts != 50 || c.Quarantined != 1 || c.CentreTimezone != "Asia/Jerusalem" || !strings.Contains(errs, "Asia/Jerusalem") {
			t.Errorf("%+v %s", c, errs)
		}
		if c, _ := importing(t, data, 0, "queue-log", queueLog, "--source", "pbx", "--timezone", "Europe/Paris"); c.Events != 0 || c.Repeated != 150 || c.CentreTimezone != "" {
			t.Errorf("again: %+v", c)
		}
		if _, errs := importing(t, data, 2, "calls", calls, "--map", callsMap); !strings.Contains(errs, `line 3, column start: "x"`) || strings.Count(errs, "nothing was imported") != 1 {
			t.Errorf("refused: %s", errs)
		}
		if c, _ := importing(t, data, 0, "calls", calls, "--map", callsMap, "--good-rows-only", "--dry-run"); c.Rows != 3 || c.Contacts != 0 {
			t.Errorf("dry run: %+v", c)
		}
		if c, _ := importing(t, data, 0, "calls", calls, "--map", callsMap, "--good-rows-only"); c.Contacts != 1 || c.Quarantined != 1 {
			t.Errorf("good rows: %+v", c)
		}
		if c, _ := importing(t, data, 0, "intervals", intervals, "--map", intervalsMap); c.Intervals != 2 {
			t.Errorf("intervals: %+v", c)
		}
		if _, errs := importing(t, data, 2, "calls", calls, "--map", wrongMap); !strings.Contains(errs, "fields.colour") || !strings.Contains(errs, "fields.queue") {
			t.Errorf("wrong mapping: %s", errs)
		}
		importing(t, data, 2, "calls", calls)
		importing(t, data, 2, "queue-log", queueLog, "--timezone", "Mars")
		importing(t, data, 3, "queue-log", filepath.Join(dir, "nothing"))
		importing(t, data, 3, "calls", calls, "--map", filepath.Join(dir, "nothing"))
		code, out, errs := lingting(t, "metric", "query", "--data", data, "--from", "1999-02-01", "--to", "1999-02-01", "--metrics", "offered,answered", "--json")
		if code != 0 || !strings.Contains(out, `"offered":{"value":66,`) || !strings.Contains(out, `"answered":{"value":64,`) {
			t.Errorf("%d %s %s", code, out, errs)
		}
		code, out, _ = lingting(t, "import", "queue-log", queueLog, "--data", data)
		if code != 0 || !strings.Contains(out, "rows read    151") || !strings.Contains(out, "quarantined  1") {
			t.Errorf("%d %s", code, out)
		}
	}
	bothWays(t, check)
}
