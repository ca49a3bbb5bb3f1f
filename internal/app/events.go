package app

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/lingting/lingting/internal/kit/bus"
)

// watchFacts wakes pages by the topics of every fact: of "org.queue.changed"
// the topics are "org" and "org.queue".
func (a *App) watchFacts(ctx context.Context) error {
	return a.Bus.Watch(ctx, ">", func(m bus.Msg) {
		parts := strings.Split(m.Subject, ".")
		topics := make([]string, 0, len(parts))
		for i := 1; i < len(parts) || i == 1; i++ {
			topics = append(topics, strings.Join(parts[:i], "."))
		}
		a.Web.Events.Wake(topics...)
	})
}

// throttle calls fn at once and then at most once per pause; a call in
// between is made up for at its end.
func throttle(pause time.Duration, fn func()) func() {
	var mu sync.Mutex
	waiting, due := false, false
	var over func()
	over = func() {
		mu.Lock()
		again := due
		waiting, due = again, false
		mu.Unlock()
		if again {
			fn()
			time.AfterFunc(pause, over)
		}
	}
	return func() {
		mu.Lock()
		if waiting {
			due = true
			mu.Unlock()
			return
		}
		waiting = true
		mu.Unlock()
		fn()
		time.AfterFunc(pause, over)
	}
}
