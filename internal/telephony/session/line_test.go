package session

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/telephony"
)

// keeper is a sink that keeps what it is told.
type keeper struct {
	told   []string
	memory []string
	full   error
}

func (k *keeper) Tell(_ context.Context, events []telephony.Event, bad []telephony.BadRow) error {
	if k.full != nil {
		return k.full
	}
	for _, e := range events {
		k.told = append(k.told, e.Key)
	}
	for _, b := range bad {
		k.told = append(k.told, "bad "+b.Raw)
	}
	return nil
}

func (k *keeper) Connected() {}
func (k *keeper) Alive()     {}
func (k *keeper) Remember(_ context.Context, memory []byte) error {
	k.memory = append(k.memory, string(memory))
	return nil
}

var errOdd = errors.New("an odd line")

// lines is a session that hears lines: "odd" cannot be read, "over" ends it.
func lines(conn net.Conn, k *keeper, due ...Due) *Line[string] {
	in := bufio.NewScanner(conn)
	told := &Told{Sink: k}
	n := 0
	told.Memory = func() []byte { return fmt.Append(nil, n) }
	return &Line[string]{Conn: conn, Clock: clock.System(), Told: told, Due: due,
		Read: func() (string, error) {
			if !in.Scan() {
				return "", errors.Join(in.Err(), net.ErrClosed)
			}
			if in.Text() == "odd" {
				return "odd", errOdd
			}
			return in.Text(), nil
		},
		More: func(err error) bool { return errors.Is(err, errOdd) },
		Hear: func(m string, err error) error {
			switch {
			case errors.Is(err, errOdd):
				told.Bad(&telephony.BadRow{Raw: m})
				return nil
			case err != nil:
				return Broken(err)
			case m == "over":
				return ErrOver
			}
			n++
			told.Add([]telephony.Event{{Key: m}})
			return nil
		}}
}

// peer runs a session against what the other end does.
func peer(t *testing.T, k *keeper, due []Due, other func(conn net.Conn, stop context.CancelFunc)) error {
	t.Helper()
	here, there := net.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go other(there, stop)
	err := lines(here, k, due...).Run(ctx)
	_ = there.Close()
	return err
}

func say(t *testing.T, conn net.Conn, text string) {
	if _, err := conn.Write([]byte(text)); err != nil {
		t.Error(err)
	}
}

func TestWhatIsHeardIsToldAndRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k, ticks := &keeper{}, 0
		err := peer(t, k, []Due{{30 * time.Second, func() error { ticks++; return nil }}}, func(conn net.Conn, _ context.CancelFunc) {
			say(t, conn, "a\nod")
			time.Sleep(time.Second)
			say(t, conn, "d\n")
			synctest.Wait()
			say(t, conn, "b\n")
			time.Sleep(60*time.Second + 500*time.Millisecond)
			say(t, conn, "c\nover\n")
		})
		if err != nil || !slices.Equal(k.told, []string{"a", "bad odd", "b", "c"}) {
			t.Errorf("%v, %v", k.told, err)
		}
		if ticks != 2 {
			t.Errorf("what is due every 30 seconds was done %d times in a minute", ticks)
		}
		if !slices.Equal(k.memory, []string{"2", "3"}) {
			t.Errorf("remembered %v", k.memory)
		}
	})
}

func TestAConnectionEndsInItsOwnWay(t *testing.T) {
	full, tired := errors.New("the disk is full"), errors.New("tired")
	for _, c := range []struct {
		name   string
		full   error
		due    []Due
		other  func(t *testing.T, conn net.Conn, stop context.CancelFunc)
		is     error  // it ends with; or
		code   string // of its fault; neither: it ends well
		after  time.Duration
		memory int // how often it was remembered
	}{
		{name: "the switch goes", code: "telephony.live.broken", memory: 1,
			other: func(t *testing.T, conn net.Conn, _ context.CancelFunc) { say(t, conn, "a\n"); _ = conn.Close() }},
		{name: "the switch keeps silent", code: "telephony.live.no_answer", after: QuietFor, memory: 1,
			other: func(t *testing.T, conn net.Conn, _ context.CancelFunc) { say(t, conn, "a\n") }},
		{name: "the server stops", memory: 1,
			other: func(t *testing.T, conn net.Conn, stop context.CancelFunc) {
				say(t, conn, "a\n")
				synctest.Wait()
				stop()
			}},
		{name: "nothing is taken", full: full, is: full,
			other: func(t *testing.T, conn net.Conn, _ context.CancelFunc) { say(t, conn, "a\n") }},
		{name: "something due fails", is: tired, after: 5 * time.Second, memory: 1, due: []Due{{5 * time.Second, func() error { return tired }}},
			other: func(t *testing.T, conn net.Conn, _ context.CancelFunc) { say(t, conn, "a\n") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				k, begun := &keeper{full: c.full}, time.Now()
				err := peer(t, k, c.due, func(conn net.Conn, stop context.CancelFunc) { c.other(t, conn, stop) })
				f, _ := fault.As(err)
				switch {
				case c.is != nil && !errors.Is(err, c.is), c.code != "" && (f == nil || f.Code != c.code), c.is == nil && c.code == "" && err != nil:
					t.Errorf("ends with %v", err)
				}
				if took := time.Since(begun); took < c.after || took > c.after+time.Second {
					t.Errorf("ends after %s", took)
				}
				if len(k.memory) != c.memory || c.full == nil && !slices.Equal(k.told, []string{"a"}) {
					t.Errorf("told %v, remembered %v", k.told, k.memory)
				}
			})
		})
	}
}

func TestAnAnswerIsAwaitedForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		here, there := net.Pipe()
		defer there.Close() //nolint:errcheck // the other end
		begun := time.Now()
		stop := Within(t.Context(), here, clock.System())
		_, err := here.Read(make([]byte, 1))
		if f, ok := fault.As(Broken(err)); !ok || f.Code != "telephony.live.no_answer" || time.Since(begun) != AnswerIn {
			t.Errorf("%v after %s", err, time.Since(begun))
		}
		stop()
		ctx, cancel := context.WithCancel(t.Context())
		defer Within(ctx, here, clock.System())()
		cancel()
		if _, err := here.Read(make([]byte, 1)); err == nil || time.Since(begun) != AnswerIn {
			t.Errorf("%v: the end of the context does not end it", err)
		}
	})
}
