package session

import (
	"context"
	"errors"
	"net"
	"time"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
)

// Patience with a switch.
const (
	AnswerIn  = 20 * time.Second // to a greeting, a login and every question
	QuietFor  = 80 * time.Second // no sign of life for so long: the connection is dead
	saveEvery = 2 * time.Second
	dueEvery  = 100 * time.Millisecond // how finely things fall due
	mostAhead = 256                    // messages read and not heard yet
	mostTold  = 500                    // events that are made safe together
)

// ErrOver is what Hear gives to end a session that has what it wanted.
var ErrOver = errors.New("the session is over")

// Broken is the fault of a connection that ended, or gave no answer in time.
func Broken(err error) error {
	var wait net.Error
	if errors.As(err, &wait) && wait.Timeout() {
		return NoAnswer().WithCause(err)
	}
	return fault.New(fault.Unavailable, "telephony.live.broken", "The connection to the switch broke off.").WithCause(err)
}

// NoAnswer is the fault of a switch that keeps silent.
func NoAnswer() *fault.Error {
	return fault.New(fault.Unavailable, "telephony.live.no_answer", "The switch did not answer in time.")
}

// Within gives a connection AnswerIn for all that is said until stop is
// called, and ends it with ctx.
func Within(ctx context.Context, conn net.Conn, clk clock.Clock) (stop func() bool) {
	_ = conn.SetDeadline(clk.Now().Add(AnswerIn))
	return context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
}

// Due is something that is done again and again.
type Due struct {
	Every time.Duration
	Do    func() error
}

// Line is a connection on which messages come.
type Line[M any] struct {
	Conn  net.Conn
	Clock clock.Clock
	Read  func() (M, error)          // gives the next message
	Hear  func(m M, err error) error // takes what Read gave
	More  func(err error) bool       // whether Read can be asked again after an error; nil: never
	Due   []Due
	Told  *Told // nil: nothing is told
}

type heard[M any] struct {
	m   M
	err error
}

// Run hears and does what is due until Hear or something due fails, the
// connection ends, or ctx does (nil). The connection is closed then, and what
// was heard is safe and remembered.
func (l *Line[M]) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = l.Conn.Close() })
	defer stop()
	_ = l.Conn.SetDeadline(time.Time{})
	messages := make(chan heard[M], mostAhead)
	go l.listen(ctx, messages)
	told := l.Told
	if told == nil {
		told = &Told{}
	}
	err := l.loop(ctx, messages, told)
	late := context.WithoutCancel(ctx)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return errors.Join(told.Flush(late), told.Keep(late))
	}
	if errors.Is(err, ErrOver) {
		err = nil
	}
	var unsafe unsafeError
	if errors.As(err, &unsafe) {
		return unsafe.error // what was heard is not safe, so it is not remembered
	}
	return errors.Join(err, told.Keep(late))
}

// unsafeError says that what was heard could not be made safe.
type unsafeError struct{ error }

func (l *Line[M]) loop(ctx context.Context, messages <-chan heard[M], told *Told) error {
	tick := time.NewTicker(dueEvery)
	defer tick.Stop()
	due := append([]Due{{saveEvery, func() error { return told.Keep(ctx) }}}, l.Due...)
	since := make([]time.Duration, len(due))
	for {
		var err error
		select {
		case <-ctx.Done():
			return ctx.Err()
		case h := <-messages:
			err = l.Hear(h.m, h.err)
			for n := len(messages); err == nil && n > 0 && len(told.events) < mostTold; n-- {
				h = <-messages
				err = l.Hear(h.m, h.err)
			}
		case <-tick.C:
			for i := 0; err == nil && i < len(due); i++ {
				if since[i] += dueEvery; since[i] >= due[i].Every {
					since[i] = 0
					err = due[i].Do()
				}
			}
		}
		if e := told.Flush(ctx); e != nil {
			return unsafeError{e}
		}
		if err != nil {
			return err
		}
	}
}

func (l *Line[M]) listen(ctx context.Context, to chan<- heard[M]) {
	for {
		_ = l.Conn.SetReadDeadline(l.Clock.Now().Add(QuietFor))
		m, err := l.Read()
		select {
		case to <- heard[M]{m, err}:
		case <-ctx.Done():
			return
		}
		if err != nil && (l.More == nil || !l.More(err)) {
			return
		}
	}
}
