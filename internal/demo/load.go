package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// recentDays are loaded first, so that pages have something to show at once.
const recentDays = 7

// stateFile is where State is kept.
const stateFile = "demo.json"

// batchEvents is the number of events of one message of the event log.
const batchEvents = 1000

// State is what the data folder remembers of the demo.
type State struct {
	Seed      uint64 `json:"seed"`
	First     string `json:"first"`      // first day, YYYY-MM-DD in the centre's zone
	UntilMs   int64  `json:"until_ms"`   // events before this instant are in the log, from the recent days on
	OlderDone bool   `json:"older_done"` // the days before the recent ones are in the log, too
	Recent    string `json:"recent"`     // first of the recent days
}

// Loader sends the demo's events through the intake.
type Loader struct {
	Intake Intake
	Dir    string                // data folder; holds demo.json
	Tell   func(percent float64) // progress, may be nil
	zone   *time.Location
	state  State
	last   uint64
}

// Open reads the folder's state, or begins one with the given seed and number
// of days before today.
func (l *Loader) Open(seed uint64, days int, now time.Time) (State, error) {
	zone, err := time.LoadLocation(ZoneName)
	if err != nil {
		return State{}, fmt.Errorf("demo: %w", err)
	}
	l.zone = zone
	raw, err := os.ReadFile(filepath.Join(l.Dir, stateFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		today := now.In(zone)
		l.state = State{
			Seed:   seed,
			First:  today.AddDate(0, 0, -days).Format(time.DateOnly),
			Recent: today.AddDate(0, 0, -min(days, recentDays)).Format(time.DateOnly),
		}
		return l.state, l.save()
	case err != nil:
		return State{}, fmt.Errorf("demo: %w", err)
	}
	if err := json.Unmarshal(raw, &l.state); err != nil {
		return State{}, fmt.Errorf("demo: the file demo.json in the data folder is damaged: %w", err)
	}
	return l.state, nil
}

// Known reports whether the folder holds a demo.
func Known(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, stateFile))
	return err == nil
}

// First is the first day of the demo.
func (l *Loader) First() time.Time { return l.day(l.state.First) }

func (l *Loader) day(on string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, on, l.zone)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Load sends everything up to now that is not in the log yet: the recent days
// first, then the older ones. It may be stopped and called again at any time;
// events that are sent twice count once. It gives the last position in the
// log, 0 when there was nothing to send.
func (l *Loader) Load(ctx context.Context, now time.Time) (uint64, error) {
	recent := l.day(l.state.Recent)
	from := recent
	if l.state.UntilMs > 0 {
		from = time.UnixMilli(l.state.UntilMs)
	}
	older := !l.state.OlderDone && l.state.First < l.state.Recent
	span := now.Sub(from).Hours()
	whole := span
	if older {
		whole += recent.Sub(l.First()).Hours()
	}
	if err := l.send(ctx, from, now, 0, span/whole); err != nil {
		return l.last, err
	}
	l.state.UntilMs = now.UnixMilli()
	if err := l.save(); err != nil {
		return l.last, err
	}
	if older {
		if err := l.send(ctx, l.First(), recent, span/whole, 1); err != nil {
			return l.last, err
		}
	}
	l.state.OlderDone = true
	return l.last, l.save()
}

// send publishes the events from one instant to another; share from..to of
// the progress.
func (l *Loader) send(ctx context.Context, from, to time.Time, begin, end float64) error {
	first := from.UnixMilli()
	length := max(1, float64(to.UnixMilli()-first))
	var pending []telephony.Event
	flush := func() error {
		if len(pending) == 0 {
			return nil
		}
		seq, err := l.Intake.Publish(ctx, ingest.Batch{Source: Source, Kind: "demo", Zone: ZoneName, Events: pending})
		if err != nil {
			return fmt.Errorf("demo: %w", err)
		}
		l.last = seq
		if l.Tell != nil {
			done := float64(pending[len(pending)-1].At-first) / length
			l.Tell(100 * (begin + (end-begin)*done))
		}
		pending = pending[:0]
		return ctx.Err()
	}
	err := Generate(l.state.Seed, l.First(), to, l.zone, func(e telephony.Event) error {
		if e.At < first {
			return nil
		}
		if pending = append(pending, e); len(pending) < batchEvents {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}

// save writes the state so that a crash leaves the old or the new one.
func (l *Loader) save() error {
	raw, err := json.MarshalIndent(l.state, "", "  ")
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	path := filepath.Join(l.Dir, stateFile)
	if err := os.WriteFile(path+".new", raw, 0o600); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return nil
}
