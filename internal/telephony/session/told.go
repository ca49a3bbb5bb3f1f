package session

import (
	"context"

	"github.com/lingting/lingting/internal/telephony"
)

// Sink takes what a session hears.
type Sink interface {
	// Tell makes events and unreadable messages safe; it waits as long as that takes.
	Tell(ctx context.Context, events []telephony.Event, bad []telephony.BadRow) error
	// Connected says that the switch's state was taken and events flow.
	Connected()
	// Alive says that the switch gave a sign of life.
	Alive()
	// Remember keeps what must be known again after a restart. What was told
	// before is safe.
	Remember(ctx context.Context, memory []byte) error
}

// Told is what was heard and is not safe yet, and what must be remembered of it.
type Told struct {
	Sink
	Memory func() []byte // what must be known again after a restart

	events []telephony.Event
	bad    []telephony.BadRow
	dirty  bool
}

// Add takes events.
func (t *Told) Add(events []telephony.Event) {
	if len(events) > 0 {
		t.events, t.dirty = append(t.events, events...), true
	}
}

// Bad takes a message that cannot be read; nil is none.
func (t *Told) Bad(row *telephony.BadRow) {
	if row != nil {
		t.bad = append(t.bad, *row)
	}
}

// Changed says that the memory is another one, although there may be no event.
func (t *Told) Changed() { t.dirty = true }

// Flush makes what was heard safe.
func (t *Told) Flush(ctx context.Context) error {
	if len(t.events) == 0 && len(t.bad) == 0 {
		return nil
	}
	if err := t.Tell(ctx, t.events, t.bad); err != nil {
		return err
	}
	t.events, t.bad = nil, nil
	return nil
}

// Keep has the memory remembered when it changed. What was heard is safe
// already.
func (t *Told) Keep(ctx context.Context) error {
	if !t.dirty {
		return nil
	}
	if err := t.Remember(ctx, t.Memory()); err != nil {
		return err
	}
	t.dirty = false
	return nil
}
