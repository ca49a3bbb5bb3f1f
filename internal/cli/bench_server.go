package cli

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// measuredCores is how many cores the measured server may use.
const measuredCores = 2

const metricsToken = "metrics-of-a-throw-away-server" //nolint:gosec // see its words

// server is the program itself, as a process of its own.
type server struct {
	cmd   *exec.Cmd
	url   string
	ended chan error
	tail  *tail
}

// serve starts the server on the stage's folder and waits until it listens.
func (s *stage) serve(ctx context.Context) (*server, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	args := []string{"serve", "--config", os.DevNull, "--data", s.folder, "--listen", "127.0.0.1:0", "--metrics-token", metricsToken, "--log-level", "warn",
		"--memory-limit", strconv.FormatInt(int64(s.env.Conf.MemoryLimit), 10)}
	if s.profile != "" {
		args = append(args, "--profile", s.profile)
	}
	v := &server{cmd: exec.Command(program, args...), ended: make(chan error, 1), tail: &tail{}} //nolint:gosec,noctx // the program itself, which is asked to stop
	for _, kv := range s.env.Environ {
		if !strings.HasPrefix(kv, "LINGTING_") && !strings.HasPrefix(kv, "GOMAXPROCS=") {
			v.cmd.Env = append(v.cmd.Env, kv)
		}
	}
	v.cmd.Env = append(v.cmd.Env, "GOMAXPROCS="+strconv.Itoa(measuredCores))
	out, err := v.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	v.cmd.Stderr = v.tail
	if err := v.cmd.Start(); err != nil {
		return nil, err
	}
	address := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if at, ok := strings.CutPrefix(lines.Text(), "Lingting is at "); ok {
				address <- at
			}
		}
		v.ended <- v.cmd.Wait()
	}()
	select {
	case v.url = <-address:
		return v, nil
	case err := <-v.ended:
		return nil, fmt.Errorf("the server ended: %w\n%s", err, v.tail)
	case <-time.After(2 * time.Minute):
		err = errors.New("the server did not listen within two minutes")
	case <-ctx.Done():
		err = ctx.Err()
	}
	return nil, errors.Join(err, v.cmd.Process.Kill())
}

// stop ends the server in order.
func (v *server) stop() error {
	if err := v.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case err := <-v.ended:
		if err != nil {
			return fmt.Errorf("the server ended: %w\n%s", err, v.tail)
		}
		return nil
	case <-time.After(stopTime + 20*time.Second):
		return errors.Join(errors.New("the server did not stop in time"), v.cmd.Process.Kill())
	}
}

// usage is what the server uses, by its own account.
type usage struct {
	CPUSeconds float64
	ResidentMB float64
	HeapMB     float64 // what the latest garbage collection left
}

func (v *server) usage(ctx context.Context) (u usage, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, v.url+"/metrics", nil)
	if err != nil {
		return u, err
	}
	req.Header.Set("Authorization", "Bearer "+metricsToken)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return u, err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		return u, errors.Join(err, fmt.Errorf("/metrics answers %s", res.Status))
	}
	value := func(name string) float64 {
		for line := range strings.Lines(string(text)) {
			if rest, ok := strings.CutPrefix(line, name+" "); ok {
				n, _ := strconv.ParseFloat(strings.TrimSpace(rest), 64)
				return n
			}
		}
		err = errors.Join(err, fmt.Errorf("/metrics has no %s", name))
		return 0
	}
	u = usage{value("process_cpu_seconds_total"), value("process_resident_memory_bytes") / (1 << 20), value("go_gc_heap_live_bytes") / (1 << 20)}
	return u, err
}

// tail keeps the last words of the server's log.
type tail struct{ kept []byte }

// Write keeps p.
func (t *tail) Write(p []byte) (int, error) {
	t.kept = append(t.kept, p...)
	if len(t.kept) > 8<<10 {
		t.kept = t.kept[len(t.kept)-4<<10:]
	}
	return len(p), nil
}

// String is what was kept.
func (t *tail) String() string { return string(bytes.TrimSpace(t.kept)) }
