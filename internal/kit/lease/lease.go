package lease

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Times of a lease. A node that dies is followed within silence + every.
const (
	every    = time.Second     // the holder beats, the others look
	patience = 4 * time.Second // without a beat the holder stops its work
	silence  = 6 * time.Second // without a beat the others take over
)

// Keeper holds leases for this process.
type Keeper struct {
	db   *sqldb.DB
	log  *slog.Logger
	self string

	mu   sync.Mutex
	held map[string]bool
}

// New makes the keeper of this process.
func New(db *sqldb.DB, log *slog.Logger) *Keeper {
	host, _ := os.Hostname()
	return &Keeper{db: db, log: log, self: fmt.Sprintf("%s/%d/%s", host, os.Getpid(), rand.Text()[:8]), held: map[string]bool{}}
}

// Self is how the lease names this process: host/process/random.
func (k *Keeper) Self() string { return k.self }

// Holds reports whether this process holds the lease now.
func (k *Keeper) Holds(name string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.held[name]
}

func (k *Keeper) note(name string, on bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.held[name] = on
}

// Run does work while this process holds the lease of the name, again and
// again, until ctx ends. The context of work ends when the lease is lost. It
// gives the error of work that failed while it held the lease.
func (k *Keeper) Run(ctx context.Context, name string, work func(ctx context.Context) error) error {
	return k.run(ctx, name, func(try taking) (bool, error) { return try() }, work)
}

// taking tries to take a lease that nobody has any more.
type taking func() (took bool, err error)

// run is Run for a process that takes the lease only when take lets it.
func (k *Keeper) run(ctx context.Context, name string, take func(taking) (bool, error), work func(ctx context.Context) error) error {
	for {
		term, err := k.wait(ctx, name, take)
		if err != nil || ctx.Err() != nil {
			return ignoreEnd(ctx, err)
		}
		k.log.Info("this node takes work over", "work", name, "term", term, "node", k.self)
		held, lose := context.WithCancel(ctx)
		beating := make(chan struct{})
		go func() {
			defer close(beating)
			defer lose()
			k.beat(held, name, term)
		}()
		k.note(name, true)
		err = work(held)
		lost := held.Err() != nil
		k.note(name, false)
		lose()
		<-beating
		free, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		if _, ferr := exec(free, k.db, qFree, name, k.self, term); ferr != nil {
			k.log.Warn("a lease could not be given back; another node follows in some seconds", "work", name, "err", ferr)
		}
		cancel()
		switch {
		case ctx.Err() != nil:
			return nil //nolint:nilerr // asked to end, whatever that broke off
		case lost:
			k.log.Warn("this node lost work to another, or could not reach the store", "work", name, "term", term)
		case err != nil:
			return err
		}
	}
}

func ignoreEnd(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return nil //nolint:nilerr // asked to end, whatever that broke off
	}
	return err
}

// wait blocks until the lease is this process's and gives its term.
func (k *Keeper) wait(ctx context.Context, name string, take func(taking) (bool, error)) (term int64, err error) {
	var last row
	since := time.Now()
	for first := true; ; first = false {
		now, err := read(ctx, k.db, name)
		if err != nil {
			return 0, err
		}
		if first || now != last {
			last, since = now, time.Now()
		}
		if now.holder == "" || time.Since(since) >= silence {
			took, err := take(func() (bool, error) { return exec(ctx, k.db, qTake, name, k.self, now.term, now.beat) })
			if err != nil {
				return 0, err
			}
			if took {
				return now.term + 1, nil
			}
		}
		select {
		case <-ctx.Done():
			return 0, nil
		case <-time.After(every):
		}
	}
}

// beat counts the lease up until ctx ends, the lease is another's, or it could
// not be counted up for too long.
func (k *Keeper) beat(ctx context.Context, name string, term int64) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for good := time.Now(); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		began := time.Now()
		try, cancel := context.WithDeadline(ctx, good.Add(patience))
		mine, err := exec(try, k.db, qBeat, name, k.self, term)
		cancel()
		switch {
		case err == nil && !mine:
			return
		case err == nil:
			good = began
		case time.Since(good) >= patience:
			return
		}
	}
}
