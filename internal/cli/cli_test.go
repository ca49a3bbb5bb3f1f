package cli_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/cli"
	"github.com/lingting/lingting/internal/kit/golden"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
)

// lingting runs one command line.
func lingting(t testing.TB, args ...string) (code int, out, errs string) {
	t.Helper()
	return lingtingIn(t, "", args...)
}

func lingtingIn(t testing.TB, in string, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	code = cli.Run(t.Context(), &cli.Env{Version: "test", In: strings.NewReader(in), Out: &o, Err: &e}, append(args, "--log-level=warn"))
	return code, o.String(), e.String()
}

// server is a running "lingting serve".
type server struct {
	address string
	first   string // what it printed before the address
	took    time.Duration
	stop    func() int
}

func serve(t testing.TB, args ...string) *server {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	s := &server{}
	done := make(chan int, 1)
	var log lockedBuffer
	began := time.Now()
	go func() {
		code := cli.Run(ctx, &cli.Env{Version: "test", Out: w, Err: &log}, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...))
		_ = w.Close()
		done <- code
	}()
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		if at, ok := strings.CutPrefix(lines.Text(), "Lingting is at http://"); ok {
			s.address, s.took = at, time.Since(began)
			break
		}
		s.first += lines.Text() + "\n"
	}
	if s.address == "" {
		cancel()
		t.Fatalf("the server did not start (code %d): %s", <-done, log.String())
	}
	var once sync.Once
	code := -1
	s.stop = func() int {
		once.Do(func() {
			cancel()
			code = <-done
			if t.Failed() {
				t.Log(log.String())
			}
		})
		return code
	}
	t.Cleanup(func() { s.stop() })
	return s
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// browser is someone signed in.
type browser struct {
	t    testing.TB
	http *http.Client
	base string
	csrf string
}

func (b *browser) do(method, path string, in, out any) int {
	b.t.Helper()
	var body io.Reader
	if in != nil {
		j, err := json.Marshal(in)
		if err != nil {
			b.t.Fatal(err)
		}
		body = bytes.NewReader(j)
	}
	req, err := http.NewRequestWithContext(b.t.Context(), method, b.base+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if b.csrf != "" {
		req.Header.Set("X-CSRF-Token", b.csrf)
	}
	res, err := b.http.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	if out != nil {
		if err := json.NewDecoder(res.Body).Decode(out); err != nil {
			b.t.Fatalf("%s %s: %d %v", method, path, res.StatusCode, err)
		}
	}
	return res.StatusCode
}

func open(t testing.TB, s *server) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &browser{t: t, http: &http.Client{Jar: jar}, base: "http://" + s.address + "/api/v1"}
}

var firstAccount = regexp.MustCompile(`login (\S+)  password (\S+)`)

func TestServe(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		data := filepath.Join(t.TempDir(), "data")
		args := []string{"--data", data}
		target := sqldbtest.Target(t, db.Engine())
		if db.Engine() == sqldb.Postgres {
			args = append(args, "--store", target)
		}
		s := serve(t, args...)
		t.Logf("ready after %v; 3 s are promised, a machine busy with other tests may take longer", s.took)
		account := firstAccount.FindStringSubmatch(s.first)
		if account == nil {
			t.Fatalf("no first account: %q", s.first)
		}
		b := open(t, s)
		if got := b.do("GET", "/queues", nil, nil); got != 401 {
			t.Errorf("queues without sign-in: %d", got)
		}
		var session struct {
			CSRF string `json:"csrf_token"`
			User struct {
				Login string `json:"login"`
			} `json:"user"`
		}
		if got := b.do("POST", "/session", map[string]string{"login": account[1], "password": account[2]}, &session); got != 200 || session.User.Login != "admin" {
			t.Fatalf("sign-in: %d %+v", got, session)
		}
		if got := b.do("GET", "/queues", nil, nil); got != 403 {
			t.Errorf("queues before the first password is changed: %d", got)
		}
		b.csrf = session.CSRF
		if got := b.do("POST", "/session/password", map[string]string{"old_password": account[2], "new_password": "a much better password"}, &session); got != 200 {
			t.Fatalf("change of password: %d", got)
		}
		b.csrf = ""
		if got := b.do("GET", "/queues", nil, nil); got != 200 {
			t.Errorf("queues: %d", got)
		}
		if got := b.do("POST", "/sites", map[string]string{"code": "A", "name": "A"}, nil); got != 403 {
			t.Errorf("a write without the session's token: %d", got)
		}
		b.csrf = session.CSRF
		if got := b.do("POST", "/sites", map[string]string{"code": "A", "name": "A"}, nil); got != 201 {
			t.Errorf("a write: %d", got)
		}
		if got := b.do("GET", "/backup", nil, nil); got != 403 {
			t.Errorf("a backup by an administrator in a browser: %d", got)
		}
		for _, path := range []string{"/healthz", "/readyz"} {
			res, err := http.Get("http://" + s.address + path) //nolint:noctx // a test
			if err != nil || res.StatusCode != 200 {
				t.Error(path, res, err)
			}
			_ = res.Body.Close()
		}

		// Nobody else may work on the folder; the command line goes through the server.
		if code, _, errs := lingting(t, append([]string{"serve", "--listen", "127.0.0.1:0"}, args...)...); code != cli.ExitConflict || !strings.Contains(errs, s.address) {
			t.Errorf("a second server: %d %s", code, errs)
		}
		if code, out, errs := lingtingIn(t, "a long enough password\n", append([]string{"user", "add", "li.na", "--name", "李娜", "--role", "team_leader@centre", "--password-stdin"}, args...)...); code != 0 || !strings.Contains(out, "added li.na") {
			t.Errorf("user add: %d %s %s", code, out, errs)
		}
		if code, out, _ := lingting(t, append([]string{"user", "list", "--json"}, args...)...); code != 0 || !strings.Contains(out, `"li.na"`) {
			t.Errorf("user list: %d %s", code, out)
		}
		if code, out, errs := lingting(t, append([]string{"doctor"}, args...)...); code != 0 || !strings.Contains(out, "says ready") || strings.Contains(out, "fail") {
			t.Errorf("doctor: %d %s %s", code, out, errs)
		}
		if code, out, errs := lingting(t, append([]string{"doctor", "--lang", "zh"}, args...)...); code != 0 || !strings.Contains(out, "入账: 事件日志已全部入账") {
			t.Errorf("doctor in Chinese: %d %s %s", code, out, errs)
		}

		// An open event stream does not hold up the stop.
		req, _ := http.NewRequestWithContext(t.Context(), "GET", b.base+"/events", nil)
		events, err := b.http.Do(req)
		if err != nil || events.StatusCode != 200 {
			t.Fatal(events, err)
		}
		defer events.Body.Close()
		stopping := time.Now()
		if code := s.stop(); code != 0 {
			t.Errorf("stopped with %d", code)
		}
		t.Logf("stopped after %v", time.Since(stopping))
		if _, err := os.Stat(filepath.Join(data, "run.json")); err == nil {
			t.Error("run.json stays behind")
		}

		// Without a server the same commands work on the folder itself.
		if code, _, errs := lingting(t, append([]string{"user", "disable", "li.na"}, args...)...); code != 0 {
			t.Errorf("user disable: %d %s", code, errs)
		}
		if code, _, _ := lingting(t, append([]string{"user", "reset", "nobody"}, args...)...); code != cli.ExitNotFound {
			t.Errorf("reset of nobody: %d", code)
		}
		if code, out, errs := lingting(t, append([]string{"doctor"}, args...)...); code != 0 || !strings.Contains(out, "stream FACTS") {
			t.Errorf("doctor: %d %s %s", code, out, errs)
		}
		if code, out, _ := lingting(t, append([]string{"migrate"}, args...)...); code != 0 || !strings.Contains(out, "store version") {
			t.Errorf("migrate: %d %s", code, out)
		}
		// A restart shows no new account and takes the old one.
		s = serve(t, args...)
		if s.first != "" {
			t.Errorf("the second start says %q", s.first)
		}
	})
}

// bothWays runs check on a data folder without and with a server on it.
func bothWays(t *testing.T, check func(t *testing.T, data string)) {
	t.Run("folder", func(t *testing.T) { check(t, t.TempDir()) })
	t.Run("server", func(t *testing.T) {
		data := t.TempDir()
		s := serve(t, "--data", data)
		check(t, data)
		s.stop()
	})
}

func TestBackup(t *testing.T) {
	dir := t.TempDir()
	data, file := filepath.Join(dir, "data"), filepath.Join(dir, "b.tar.gz")
	s := serve(t, "--data", data)
	if code, _, errs := lingting(t, "user", "add", "ann", "--data", data); code != 0 {
		t.Fatal(errs)
	}
	if err := os.MkdirAll(filepath.Join(data, "uploads"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "uploads", "01m80ptt8eq0m3jk4z2h7d5k1r"), []byte("a file"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := lingting(t, "backup", file, "--data", data); code != 0 || !strings.Contains(out, "saved") {
		t.Fatalf("backup while the server runs: %d %s %s", code, out, errs)
	}
	if code, _, _ := lingting(t, "backup", file, "--data", data); code != cli.ExitConflict {
		t.Errorf("a backup over another: %d", code)
	}
	if code, _, _ := lingting(t, "restore", file, "--data", data); code != cli.ExitConflict {
		t.Errorf("a restore into a folder in use: %d", code)
	}
	s.stop()
	if code, _, _ := lingting(t, "restore", file, "--data", data); code != cli.ExitConflict {
		t.Errorf("a restore over a store: %d", code)
	}
	if code, out, errs := lingting(t, "backup", filepath.Join(dir, "c.tar.gz"), "--data", data); code != 0 {
		t.Errorf("backup without a server: %d %s %s", code, out, errs)
	}
	other := filepath.Join(dir, "other")
	if code, out, errs := lingting(t, "restore", file, "--data", other); code != 0 {
		t.Fatalf("restore: %d %s %s", code, out, errs)
	}
	if code, out, errs := lingting(t, "doctor", "--data", other); code != 0 || strings.Contains(out, "fail") {
		t.Errorf("doctor after restore: %d %s %s", code, out, errs)
	}
	if code, out, errs := lingting(t, "user", "list", "--data", other); code != 0 || !strings.Contains(out, "ann") {
		t.Errorf("the account is not there: %d %s %s", code, out, errs)
	}
	if b, err := os.ReadFile(filepath.Join(other, "uploads", "01m80ptt8eq0m3jk4z2h7d5k1r")); err != nil || string(b) != "a file" {
		t.Errorf("the uploaded file: %q %v", b, err)
	}

	// Damage is found, and nothing of it is used.
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	bent := bytes.Clone(whole)
	for i := range 64 { // one bit alone may be one that means nothing
		bent[len(bent)/2+i] ^= 0x40
	}
	end := bytes.Clone(whole)
	end[len(end)-6] ^= 0x40 // in the sum over everything
	for name, content := range map[string][]byte{"half": whole[:len(whole)/2], "bent": bent, "end": end, "empty": nil} {
		broken := filepath.Join(dir, name)
		if err := os.WriteFile(broken, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if code, _, errs := lingting(t, "restore", broken, "--data", filepath.Join(dir, "x"+name)); code != cli.ExitUsage {
			t.Errorf("%s: %d %s", name, code, errs)
		}
		if _, err := os.Stat(filepath.Join(dir, "x"+name, "lingting.db")); err == nil {
			t.Errorf("%s: a store was made of it", name)
		}
	}
	if code, _, _ := lingting(t, "restore", filepath.Join(dir, "none"), "--data", filepath.Join(dir, "y")); code != cli.ExitNotFound {
		t.Errorf("no file: %d", code)
	}
}

func TestMistakes(t *testing.T) {
	t.Chdir(t.TempDir())
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = busy.Close() }()
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"nonsense", cli.ExitUsage, `unknown command "nonsense"`},
		{"serve --nonsense", cli.ExitUsage, "unknown flag"},
		{"serve extra", cli.ExitUsage, "unknown command"},
		{"serve --listen nowhere", cli.ExitUsage, "listen"},
		{"serve --config none.yaml", cli.ExitUsage, "none.yaml"},
		{"serve --store postgres://nobody:secret@127.0.0.1:1/x", cli.ExitUnavailable, "does not answer"},
		{"serve --nats nats://me:secret@127.0.0.1:1", cli.ExitUnavailable, "does not answer"},
		{"serve --listen " + busy.Addr().String(), cli.ExitConflict, "Cannot listen"},
		{"user add", cli.ExitUsage, "accepts 1 arg"},
		{"user add B@D!", cli.ExitUsage, "body.login"},
	} {
		code, _, errs := lingting(t, strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(errs, c.says) {
			t.Errorf("%s: %d %q, want %d and %q", c.args, code, errs, c.code, c.says)
		}
		if strings.Contains(errs, "secret") {
			t.Errorf("%s shows a password: %s", c.args, errs)
		}
	}
}

// Every command says what it is for and how it is used.
func TestHelp(t *testing.T) {
	root := cli.Root(&cli.Env{})
	var walk func(path string, c []string)
	seen := 0
	walk = func(path string, _ []string) {
		cmd, _, err := root.Find(strings.Fields(path))
		if err != nil {
			t.Fatal(path, err)
		}
		for _, sub := range cmd.Commands() {
			if sub.Hidden || sub.Name() == "help" || sub.Name() == "completion" {
				continue
			}
			seen++
			if sub.Short == "" || (sub.Example == "" && !sub.HasSubCommands()) {
				t.Errorf("%s has no short help or no example", sub.CommandPath())
			}
			walk(strings.TrimSpace(path+" "+sub.Name()), nil)
		}
	}
	walk("", nil)
	if seen < 10 {
		t.Errorf("only %d commands", seen)
	}
	if code, out, _ := lingting(t, "--help"); code != 0 || !strings.Contains(out, "Exit codes") {
		t.Error(code, out)
	}
	if code, out, _ := lingting(t, "version"); code != 0 || !strings.HasPrefix(out, "lingting test (go") {
		t.Error(code, out)
	}
}

func TestGoldenOpenAPI(t *testing.T) {
	code, out, errs := lingting(t, "openapi")
	if code != 0 || !strings.Contains(out, "openapi: 3.1.0") {
		t.Fatal(code, errs)
	}
	if _, again, _ := lingting(t, "openapi"); again != out {
		t.Error("the description differs from run to run")
	}
	golden.Equal(t, "api/openapi.yaml", out)
}

func TestGoldenReference(t *testing.T) {
	golden.Equal(t, "docs/operations/command-line.md", cli.Markdown())
}
