package app

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/lingting/lingting/internal/kit/conf"
	"github.com/lingting/lingting/internal/kit/web"
)

// positionEvery is how often a node looks how far another one has folded; it
// is also told.
const positionEvery = time.Second

// folding is the work that nodes share by parts of the event log, reckoning
// the lease of the one that makes agent days and sheets of what was folded.
const (
	folding   = "fold the event log"
	reckoning = "keep agent days and sheets"
)

// background adds work of every node, that Start starts and Stop ends. Work
// that fails is logged and begun again.
func (a *App) background(name string, run func(ctx context.Context) error) {
	a.tasks = append(a.tasks, task{name: name, run: run})
}

// backgroundOf adds work of the nodes that have the role.
func (a *App) backgroundOf(role, name string, run func(ctx context.Context) error) {
	if a.Conf.Has(role) {
		a.background(name, run)
	}
}

// backgroundOnce adds work that one of the nodes with the role does: the one
// that holds the lease. All work of one lease is done by the same node.
func (a *App) backgroundOnce(role, lease, name string, run func(ctx context.Context) error) {
	if !a.Conf.Has(role) {
		return
	}
	if !a.Conf.Shared() {
		a.background(name, run)
		return
	}
	for i := range a.tasks {
		if a.tasks[i].lease == lease {
			a.tasks[i].with = append(a.tasks[i].with, task{name: name, run: run})
			return
		}
	}
	a.tasks = append(a.tasks, task{name: lease, lease: lease, with: []task{{name: name, run: run}}})
}

// backgroundShared adds work of several parts that the nodes with the role
// share. run is given the parts of this node, and begun anew when they change.
func (a *App) backgroundShared(role, name string, parts []int, run func(ctx context.Context, mine []int) error) {
	a.backgroundOf(role, name, func(ctx context.Context) error {
		if !a.Conf.Shared() {
			return run(ctx, parts)
		}
		return a.leases.Share(ctx, name, len(parts), run)
	})
}

// startTask runs one task until ctx ends, again after each failure.
func (a *App) startTask(ctx context.Context, t task) {
	if t.lease != "" {
		t.run = func(ctx context.Context) error {
			return a.leases.Run(ctx, t.lease, func(held context.Context) error {
				var all sync.WaitGroup
				for _, x := range t.with {
					all.Go(func() { a.supervise(held, x) })
				}
				all.Wait()
				return nil
			})
		}
	}
	a.supervise(ctx, t)
}

// wakeSubject is where nodes tell each other which pages to wake.
const wakeSubject = "wake"

type wakeCall struct {
	From   string   `json:"from"`
	Topics []string `json:"topics"`
}

// wake tells the pages of the topics to ask again: those of this node, and
// those of the others.
func (a *App) wake(topics ...string) {
	a.Web.Events.Wake(topics...)
	if !a.Conf.Shared() {
		return
	}
	b, err := json.Marshal(wakeCall{From: a.leases.Self(), Topics: topics})
	if err == nil {
		err = a.Bus.Tell(wakeSubject, b)
	}
	if err != nil {
		a.Log.Warn("other nodes were not told what changed", "topics", strings.Join(topics, ","), "err", err)
	}
}

// hearWakes wakes the pages of this node when another one says so.
func (a *App) hearWakes() error {
	if !a.Conf.Shared() {
		return nil
	}
	return a.Bus.Hear(wakeSubject, func(data []byte) {
		var c wakeCall
		if json.Unmarshal(data, &c) == nil && c.From != a.leases.Self() {
			a.Web.Events.Wake(c.Topics...)
		}
	})
}

// handler is what this node answers: everything, or without the role web its
// health alone.
func (a *App) handler() http.Handler {
	whole := a.Web.Handler()
	if a.Conf.Has(conf.Web) {
		return whole
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/healthz", "/readyz", "/metrics", web.Prefix + "/version":
			whole.ServeHTTP(w, r)
		default:
			http.Error(w, "This node does not have the role web: ask another one.", http.StatusMisdirectedRequest)
		}
	})
}
