// Package kill holds the product to its promise that what was acknowledged is
// there after the process dies: it kills the real binary at random moments.
package kill

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// build makes the binary once for the package.
func build(t *testing.T) string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "lingting")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", bin, "../../cmd/lingting").CombinedOutput()
	if err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	return bin
}

// queueLog writes a log of n calls over one day with several queues, missed
// offers, abandons, transfers, exits and agents that come and go.
func queueLog(t *testing.T, n int) string {
	t.Helper()
	rnd := rand.New(rand.NewPCG(4, 2))
	type line struct {
		at   int64
		text string
	}
	var lines []line
	start := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC).Unix()
	put := func(at int64, format string, args ...any) {
		lines = append(lines, line{at, fmt.Sprintf("%d|", at) + fmt.Sprintf(format, args...)})
	}
	for a := range 30 {
		put(start+int64(a), "MANAGER|support|SIP/%d|ADDMEMBER|", a)
		put(start+86000, "MANAGER|support|SIP/%d|REMOVEMEMBER|", a)
	}
	for i := range n {
		at := start + int64(rnd.IntN(80000))
		call, queue, agent := fmt.Sprintf("%d.%d", at, i), []string{"sales", "support", "vip"}[rnd.IntN(3)], fmt.Sprintf("SIP/%d", rnd.IntN(30))
		wait, talk := int64(rnd.IntN(60)), int64(rnd.IntN(400))
		put(at, "%s|%s|NONE|ENTERQUEUE||138%08d|1", call, queue, rnd.IntN(50000))
		switch rnd.IntN(10) {
		case 0:
			put(at+wait, "%s|%s|NONE|ABANDON|1|1|%d", call, queue, wait)
		case 1:
			put(at+wait, "%s|%s|NONE|EXITWITHTIMEOUT|1|1|%d", call, queue, wait)
			put(at+wait, "%s|overflow|NONE|ENTERQUEUE||138%08d|1", call, rnd.IntN(50000))
			put(at+wait+9, "%s|overflow|%s|CONNECT|9|%s.a|3", call, agent, call)
			put(at+wait+9+talk, "%s|overflow|%s|COMPLETECALLER|9|%d|1", call, agent, talk)
		default:
			put(at+wait/2, "%s|%s|%s|RINGNOANSWER|%d", call, queue, agent, wait*500)
			put(at+wait, "%s|%s|%s|CONNECT|%d|%s.a|3", call, queue, agent, wait, call)
			put(at+wait+talk, "%s|%s|%s|COMPLETEAGENT|%d|%d|1", call, queue, agent, wait, talk)
		}
	}
	var b bytes.Buffer
	for s := start; s <= start+87000; s += 1000 { // in order of time, by buckets
		for _, l := range lines {
			if l.at >= s && l.at < s+1000 {
				b.WriteString(l.text + "\n")
			}
		}
	}
	path := filepath.Join(t.TempDir(), "queue_log")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func numbers(t *testing.T, bin, data string) string {
	t.Helper()
	var out strings.Builder
	for _, q := range [][]string{
		{"--grain", "30m", "--by", "queue", "--metrics", "offered,answered,abandoned,sl-off,sl-evt,asa,mean-talk,max-wait,no-answer-rate"},
		{"--grain", "day", "--by", "agent", "--metrics", "answered,mean-talk,aht"},
		{"--grain", "60m", "--metrics", "signed-in-time,occ-2,cph"},
	} {
		args := append([]string{"metric", "query", "--data", data, "--log-level", "error", "--from", "2026-03-01", "--to", "2026-03-04", "--json"}, q...)
		raw, err := exec.CommandContext(t.Context(), bin, args...).Output()
		if err != nil {
			t.Fatalf("%v: %v", args, err)
		}
		var answer struct {
			Rows json.RawMessage `json:"rows"`
		}
		if err := json.Unmarshal(raw, &answer); err != nil {
			t.Fatal(err)
		}
		out.Write(answer.Rows)
	}
	return out.String()
}

// A hundred kills at random moments of imports; the numbers of every finished
// import equal those of one that was left alone.
func TestKilledImportsCountEverythingOnce(t *testing.T) {
	bin, log := build(t), queueLog(t, 5000)
	importInto := func(data string) *exec.Cmd {
		return exec.CommandContext(t.Context(), bin, "import", "queue-log", log, "--data", data, "--log-level", "error", "--source", "pbx")
	}
	calm := t.TempDir()
	began := time.Now()
	if out, err := importInto(calm).CombinedOutput(); err != nil {
		t.Fatalf("import: %v\n%s", err, out)
	}
	whole := time.Since(began)
	want := numbers(t, bin, calm)
	kills := 100
	if testing.Short() {
		kills = 20
	}
	rnd := rand.New(rand.NewPCG(9, 9))
	for round := 0; kills > 0; round++ {
		data := t.TempDir()
		for finished := false; !finished; {
			cmd := importInto(data)
			var told bytes.Buffer
			cmd.Stdout, cmd.Stderr = &told, &told
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			done := make(chan error, 1)
			go func() { done <- cmd.Wait() }()
			patience := time.Duration(rnd.Int64N(int64(whole)))
			if kills <= 0 {
				patience = 2 * time.Minute
			}
			select {
			case err := <-done:
				if err != nil {
					t.Fatalf("round %d: import: %v\n%s", round, err, told.String())
				}
				finished = true
			case <-time.After(patience):
				_ = cmd.Process.Signal(syscall.SIGKILL)
				if err := <-done; err == nil {
					finished = true // it was faster than the signal
				}
				kills--
			}
		}
		if got := numbers(t, bin, data); got != want {
			t.Fatalf("round %d: the numbers differ from those of an undisturbed import", round)
		}
	}
}
