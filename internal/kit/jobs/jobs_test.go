package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/internal/kit/web"
)

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

func serve(t testing.TB, db *sqldb.DB, dir string, register func(*jobs.Service)) (*jobs.Service, *bus.Bus) {
	t.Helper()
	b, err := bus.Open(t.Context(), bus.Config{Dir: dir, DB: db, Log: quiet, Tick: 50 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { halt(t, b) })
	s := jobs.New(db, b, clock.System(), quiet)
	register(s)
	if err := s.Open(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if err := s.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.Start()
	return s, b
}

func halt(t testing.TB, b *bus.Bus) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := b.Stop(ctx); err != nil {
		t.Error(err)
	}
}

func start(t testing.TB, db *sqldb.DB, kind string, in any) (jobID string) {
	t.Helper()
	ctx := authz.With(t.Context(), authz.Actor{UserID: "u-ann", Login: "ann", Name: "Ann"})
	err := db.Write(ctx, func(tx *sqldb.Tx) (err error) {
		jobID, err = jobs.Start(ctx, tx, kind, in)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return jobID
}

func wait(t testing.TB, s *jobs.Service, id string) jobs.Job {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	j, err := s.Wait(ctx, id)
	if err != nil {
		t.Fatalf("job %s is %s: %v", id, j.State, err)
	}
	return j
}

func TestStates(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		var tries atomic.Int32
		began := make(chan struct{}, 1)
		s, _ := serve(t, db, t.TempDir(), func(s *jobs.Service) {
			s.Register("add", func(ctx context.Context, r *jobs.Run) error {
				var in []int
				if err := r.Input(&in); err != nil {
					return err
				}
				if a, _ := authz.From(ctx); a.UserID != "u-ann" || a.Login != "ann" || !a.Can("anything") {
					t.Errorf("the actor is %+v", a)
				}
				r.Progress(0.5, "half")
				r.Result(map[string]int{"sum": in[0] + in[1]})
				return nil
			})
			s.Register("bad", func(context.Context, *jobs.Run) error {
				return fault.Invalidf("x.bad", "The file is bad.")
			})
			s.Register("broken", func(context.Context, *jobs.Run) error { panic("secret") })
			s.Register("later", func(context.Context, *jobs.Run) error {
				if tries.Add(1) < 3 {
					return fault.New(fault.Unavailable, "x", "Later.")
				}
				return nil
			})
			s.Register("long", func(ctx context.Context, r *jobs.Run) error {
				r.Progress(0.25, "on it")
				began <- struct{}{}
				<-ctx.Done()
				r.Result("partly")
				return ctx.Err()
			})
		})
		var told atomic.Int32
		s.OnChange(func(jobs.Job) { told.Add(1) })
		if j := wait(t, s, start(t, db, "add", []int{2, 3})); j.State != jobs.Done || j.Progress != 1 || j.Result.(map[string]any)["sum"] != 5.0 || j.CreatedBy != "u-ann" || j.StartedMs == nil || j.EndedMs == nil {
			t.Errorf("%+v", j)
		}
		if j := wait(t, s, start(t, db, "bad", nil)); j.State != jobs.Failed || j.ErrorCode != "x.bad" || j.Error != "The file is bad." {
			t.Errorf("%+v", j)
		}
		if j := wait(t, s, start(t, db, "broken", nil)); j.State != jobs.Failed || j.ErrorCode != "internal" || strings.Contains(j.Error, "secret") {
			t.Errorf("%+v", j)
		}
		if j := wait(t, s, start(t, db, "later", nil)); j.State != jobs.Done || tries.Load() != 3 {
			t.Errorf("%+v after %d tries", j, tries.Load())
		}
		first := start(t, db, "long", nil)
		<-began
		second := start(t, db, "long", nil) // waits for the first
		if j, err := s.Cancel(t.Context(), second); err != nil || j.State != jobs.Cancelled {
			t.Errorf("%+v %v", j, err)
		}
		if _, err := s.Cancel(t.Context(), first); err != nil {
			t.Error(err)
		}
		if j := wait(t, s, first); j.State != jobs.Cancelled || j.Result != "partly" || j.Detail != "on it" {
			t.Errorf("%+v", j)
		}
		if _, err := s.Cancel(t.Context(), first); !fault.Is(err, fault.Conflict) {
			t.Errorf("cancelling what is over: %v", err)
		}
		if js, err := s.List(t.Context(), jobs.Filter{Kind: "long", Limit: 10}); err != nil || len(js) != 2 || js[0].ID != second {
			t.Errorf("%+v %v", js, err)
		}
		if told.Load() == 0 {
			t.Error("nobody was told")
		}
		// A job of a rolled back transaction does not exist.
		_ = db.Write(t.Context(), func(tx *sqldb.Tx) error {
			id, err := jobs.Start(t.Context(), tx, "add", nil)
			if err != nil {
				t.Error(err)
			}
			first = id
			return errors.New("no")
		})
		if _, err := s.Get(t.Context(), first); !errors.Is(err, sqldb.ErrNotFound) {
			t.Error(err)
		}
	})
}

// A stop puts the running job back; the next process begins it again.
func TestRestart(t *testing.T) {
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		dir := t.TempDir()
		began := make(chan struct{}, 1)
		s, b := serve(t, db, dir, func(s *jobs.Service) {
			s.Register("long", func(ctx context.Context, _ *jobs.Run) error {
				began <- struct{}{}
				<-ctx.Done()
				return ctx.Err()
			})
		})
		id := start(t, db, "long", nil)
		<-began
		halt(t, b)
		if j, err := s.Get(t.Context(), id); err != nil || j.State != jobs.Waiting {
			t.Fatalf("%+v %v", j, err)
		}
		s, _ = serve(t, db, dir, func(s *jobs.Service) {
			s.Register("long", func(_ context.Context, r *jobs.Run) error {
				r.Result(r.Attempt)
				return nil
			})
		})
		if j := wait(t, s, id); j.State != jobs.Done || j.Result != 1.0 {
			t.Errorf("%+v", j)
		}
	})
}

// The process is killed in the middle of a job; the next one does it.
func TestKilledWorker(t *testing.T) {
	if dir := os.Getenv("LINGTING_TEST_KILL_DIR"); dir != "" {
		db, err := sqldb.Open(t.Context(), filepath.Join(dir, "lingting.db"))
		if err != nil {
			t.Fatal(err)
		}
		serve(t, db, filepath.Join(dir, "nats"), func(s *jobs.Service) {
			s.Register("long", func(context.Context, *jobs.Run) error {
				_ = os.WriteFile(filepath.Join(dir, "began"), nil, 0o600)
				time.Sleep(time.Hour)
				return nil
			})
		})
		time.Sleep(time.Hour)
	}
	db := sqldbtest.Open(t, sqldb.SQLite)
	dir := filepath.Dir(db.Path())
	id := start(t, db, "long", nil)
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilledWorker$")
	cmd.Env = append(os.Environ(), "LINGTING_TEST_KILL_DIR="+dir)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for range 6000 {
		if _, err := os.Stat(filepath.Join(dir, "began")); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	s, _ := serve(t, db, filepath.Join(dir, "nats"), func(s *jobs.Service) {
		s.Register("long", func(_ context.Context, r *jobs.Run) error {
			r.Result(r.Attempt)
			return nil
		})
	})
	if j := wait(t, s, id); j.State != jobs.Done || j.Result != 2.0 {
		t.Errorf("%+v", j)
	}
}

func TestAPI(t *testing.T) {
	db := sqldbtest.Open(t, sqldb.SQLite)
	s, _ := serve(t, db, t.TempDir(), func(s *jobs.Service) {
		s.Register("long", func(ctx context.Context, _ *jobs.Run) error { <-ctx.Done(); return ctx.Err() })
	})
	w := web.New(web.Options{Log: quiet, Auth: web.AuthFunc(func(_ context.Context, r *http.Request) (authz.Actor, string, bool, error) {
		u := r.Header.Get("X-User")
		return authz.Actor{UserID: u, Login: u, Permissions: map[string]bool{"settings.manage": u == "boss"}}, "", u != "", nil
	})})
	s.RegisterAPI(w.API)
	h := httptest.NewServer(w.Handler())
	defer h.Close()
	call := func(method, path, user string, into any) int {
		t.Helper()
		req, _ := http.NewRequestWithContext(t.Context(), method, h.URL+"/api/v1"+path, nil)
		req.Header.Set("X-User", user)
		res, err := h.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		if into != nil {
			if err := json.NewDecoder(res.Body).Decode(into); err != nil {
				t.Fatal(err)
			}
		}
		return res.StatusCode
	}
	id := start(t, db, "long", nil)
	for user, status := range map[string]int{"u-ann": 200, "boss": 200, "bob": 404, "": 401} {
		if got := call("GET", "/jobs/"+id, user, nil); got != status {
			t.Errorf("%q gets %d, want %d", user, got, status)
		}
	}
	if got := call("POST", "/jobs/"+id+"/cancel", "bob", nil); got != 404 {
		t.Errorf("bob cancels: %d", got)
	}
	var page web.Page[jobs.Job]
	if got := call("GET", "/jobs?limit=1", "bob", &page); got != 200 || len(page.Items) != 0 {
		t.Errorf("bob sees %d %+v", got, page)
	}
	start(t, db, "long", nil)
	if got := call("GET", "/jobs?limit=1", "u-ann", &page); got != 200 || len(page.Items) != 1 || page.NextCursor == "" {
		t.Errorf("ann sees %d %+v", got, page)
	}
	if got := call("GET", "/jobs?limit=1&cursor="+page.NextCursor, "u-ann", &page); got != 200 || len(page.Items) != 1 || page.Items[0].ID != id {
		t.Errorf("ann's second page %d %+v", got, page)
	}
	if got := call("POST", "/jobs/"+id+"/cancel", "u-ann", nil); got != 200 {
		t.Errorf("ann cancels: %d", got)
	}
	if j := wait(t, s, id); j.State != jobs.Cancelled {
		t.Errorf("%+v", j)
	}
}
