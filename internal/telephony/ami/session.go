package ami

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/adapter"
)

// Sink takes what a session hears.
type Sink interface {
	// Tell makes events and unreadable messages safe; it waits as long as that takes.
	Tell(ctx context.Context, events []telephony.Event, bad []telephony.BadRow) error
	// Connected says that the snapshot was taken and events flow.
	Connected()
	// Alive says that the switch gave a sign of life.
	Alive()
	// Remember keeps what must be known again after a restart. What was told
	// before is safe.
	Remember(ctx context.Context, memory []byte) error
}

// Log is the switch's queue_log, read as it grows; *adapter.Tail is one.
type Log interface {
	TryNext() (adapter.Item, bool, error)
}

// Options of a session.
type Options struct {
	User, Secret string
	Holds        bool // also hear Hold and Unhold, which need the read class "call"
	Log          Log  // nil: none
	Clock        clock.Clock
}

// Timeouts of a connection.
const (
	answerIn  = 20 * time.Second // to the banner, login and snapshot
	pingEvery = 30 * time.Second
	quietFor  = 80 * time.Second // no sign of life for so long: the connection is dead
	lookEvery = 500 * time.Millisecond
	saveEvery = 2 * time.Second
	mostRows  = 4000 // rows of the queue_log handled in one look
)

// Session is one connection to a switch.
type Session struct {
	conn net.Conn
	in   *Reader
	opt  Options
}

// Login takes a connection over and logs in. Faults: telephony.live.not_ami
// when no manager interface answers, telephony.live.login_refused.
func Login(ctx context.Context, conn net.Conn, opt Options) (*Session, error) {
	s := &Session{conn: conn, in: NewReader(conn), opt: opt}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	_ = conn.SetDeadline(opt.Clock.Now().Add(answerIn))
	banner, err := s.in.Banner()
	if err != nil || !strings.HasPrefix(banner, "Asterisk Call Manager/") {
		return nil, fault.New(fault.Unavailable, "telephony.live.not_ami", "What answers there is not the manager interface of Asterisk: check address and port (5038, or 5039 with TLS).").WithCause(err)
	}
	mask := "agent,system"
	if opt.Holds {
		mask += ",call"
	}
	if err := Action(conn, Field{"Action", "Login"}, Field{"ActionID", "login"}, Field{"Username", opt.User}, Field{"Secret", opt.Secret}, Field{"Events", mask}); err != nil {
		return nil, broken(err)
	}
	for {
		m, err := s.in.Read()
		if err != nil {
			return nil, broken(err)
		}
		switch m.Get("Response") {
		case "Success":
			return s, nil
		case "Error":
			return nil, fault.New(fault.Unavailable, "telephony.live.login_refused", "The switch refused the login: check user and password, and permit this server's address in manager.conf.")
		}
	}
}

func broken(err error) error {
	var wait net.Error
	if errors.As(err, &wait) && wait.Timeout() {
		return fault.New(fault.Unavailable, "telephony.live.no_answer", "The switch did not answer in time.").WithCause(err)
	}
	return fault.New(fault.Unavailable, "telephony.live.broken", "The connection to the switch broke off.").WithCause(err)
}

// Probe takes a snapshot and says in numbers what the switch shows.
func (s *Session) Probe(ctx context.Context) (queues, members, callers int, err error) {
	stop := context.AfterFunc(ctx, func() { _ = s.conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	_ = s.conn.SetDeadline(s.opt.Clock.Now().Add(answerIn))
	if err := Action(s.conn, Field{"Action", "QueueStatus"}, Field{"ActionID", "queues"}); err != nil {
		return 0, 0, 0, broken(err)
	}
	for {
		m, err := s.in.Read()
		switch {
		case err != nil:
			return 0, 0, 0, broken(err)
		case m.Get("ActionID") != "queues":
		case m.Get("Response") == "Error":
			return 0, 0, 0, denied(m)
		case m.Get("Event") == "QueueParams":
			queues++
		case m.Get("Event") == "QueueMember":
			members++
		case m.Get("Event") == "QueueEntry":
			callers++
		case m.Get("Event") == "QueueStatusComplete":
			return queues, members, callers, nil
		}
	}
}

func denied(m Message) error {
	return fault.New(fault.Unavailable, "telephony.live.not_permitted", "The switch does not let this user see the queues: give it the read class agent in manager.conf.").
		WithCause(fmt.Errorf("%s", m.Get("Message")))
}

type heard struct {
	m   Message
	err error
}

// Run takes the snapshot and then tells what it hears until the connection
// ends or ctx does.
func (s *Session) Run(ctx context.Context, t *Translator, sink Sink) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = s.conn.Close() })
	defer stop()
	_ = s.conn.SetDeadline(time.Time{})
	messages := make(chan heard, 256)
	go s.listen(ctx, messages)
	r := &run{Session: s, t: t, sink: sink, sinceMs: clock.Ms(s.opt.Clock), shot: &Snapshot{}}
	for _, a := range [][]Field{{{"Action", "QueueStatus"}, {"ActionID", "queues"}}, {{"Action", "CoreShowChannels"}, {"ActionID", "channels"}}} {
		if err := s.act(a...); err != nil {
			return broken(err)
		}
	}
	return r.loop(ctx, messages)
}

func (s *Session) act(fields ...Field) error {
	_ = s.conn.SetWriteDeadline(s.opt.Clock.Now().Add(answerIn))
	return Action(s.conn, fields...)
}

func (s *Session) listen(ctx context.Context, to chan<- heard) {
	for {
		_ = s.conn.SetReadDeadline(s.opt.Clock.Now().Add(quietFor))
		m, err := s.in.Read()
		select {
		case to <- heard{m, err}:
		case <-ctx.Done():
			return
		}
		if err != nil && !errors.Is(err, ErrTooLong) {
			return
		}
	}
}

// run is a session at work.
type run struct {
	*Session
	t       *Translator
	sink    Sink
	sinceMs int64
	shot    *Snapshot // being taken; nil once it was
	queues  bool      // its queues are whole
	others  bool      // its channels are whole, or not to be had

	events []telephony.Event
	bad    []telephony.BadRow
	dirty  bool
}

func (r *run) loop(ctx context.Context, messages <-chan heard) error {
	look, ping, save, late := time.NewTicker(lookEvery), time.NewTicker(pingEvery), time.NewTicker(saveEvery), time.NewTimer(answerIn)
	defer look.Stop()
	defer ping.Stop()
	defer save.Stop()
	defer late.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return errors.Join(r.flush(context.WithoutCancel(ctx)), r.remember(context.WithoutCancel(ctx)))
		case h := <-messages:
			err = r.hear(h)
			for n := len(messages); err == nil && n > 0 && len(r.events) < 500; n-- {
				err = r.hear(<-messages)
			}
		case <-look.C:
			err = r.look()
		case <-ping.C:
			if err = r.act(Field{"Action", "Ping"}, Field{"ActionID", "ping"}); err != nil {
				err = broken(err)
			}
		case <-save.C:
			err = r.remember(ctx)
		case <-late.C:
			if r.shot != nil {
				err = fault.New(fault.Unavailable, "telephony.live.no_answer", "The switch did not answer in time.")
			}
		}
		if e := r.flush(ctx); e != nil {
			return e
		}
		if err != nil {
			return errors.Join(err, r.remember(context.WithoutCancel(ctx)))
		}
	}
}

func (r *run) hear(h heard) error {
	if errors.Is(h.err, ErrTooLong) {
		r.bad = append(r.bad, telephony.BadRow{Reason: adapter.BadRowTooLong, Expected: "a message of at most 1 MiB", Raw: h.m.String()})
		return nil
	}
	if h.err != nil {
		return broken(h.err)
	}
	r.sink.Alive()
	m := h.m
	switch m.Get("ActionID") {
	case "queues":
		return r.queue(m)
	case "channels":
		return r.channel(m)
	}
	if m.Get("Event") == "FullyBooted" && r.shot != nil {
		r.shot.UptimeS, _ = m.number("Uptime")
		return nil
	}
	events, bad := r.t.Event(m, clock.Ms(r.opt.Clock))
	r.add(events)
	if bad != nil {
		r.bad = append(r.bad, *bad)
	}
	return nil
}

func (r *run) add(events []telephony.Event) {
	if len(events) > 0 {
		r.events, r.dirty = append(r.events, events...), true
	}
}

// queue is a part of the answer to QueueStatus.
func (r *run) queue(m Message) error {
	if r.shot == nil {
		return nil
	}
	switch {
	case m.Get("Response") == "Error":
		return denied(m)
	case m.Get("Event") == "QueueMember":
		r.shot.Members = append(r.shot.Members, m)
	case m.Get("Event") == "QueueEntry":
		r.shot.Entries = append(r.shot.Entries, m)
	case m.Get("Event") == "QueueStatusComplete":
		r.queues = true
		return r.taken()
	}
	return nil
}

// channel is a part of the answer to CoreShowChannels, which a user may be
// denied: then only the queues are known.
func (r *run) channel(m Message) error {
	if r.shot == nil {
		return nil
	}
	switch {
	case m.Get("Response") == "Error":
		r.shot.Channels, r.others = nil, true
		return r.taken()
	case m.Get("Response") == "Success":
		r.shot.Channels = map[string]bool{}
	case m.Get("Event") == "CoreShowChannel" && r.shot.Channels != nil:
		r.shot.Channels[m.Get("Uniqueid")] = true
		r.shot.Channels[m.Get("Linkedid")] = true
	case m.Get("Event") == "CoreShowChannelsComplete":
		r.others = true
		return r.taken()
	}
	return nil
}

func (r *run) taken() error {
	if !r.queues || !r.others {
		return nil
	}
	if err := r.look(); err != nil { // what the queue_log tells of the gap is more exact
		return err
	}
	r.add(r.t.Reconcile(r.shot, clock.Ms(r.opt.Clock)))
	r.shot, r.dirty = nil, true
	r.sink.Connected()
	return nil
}

// look reads on in the queue_log and gives what waited long enough.
func (r *run) look() error {
	for n := 0; r.opt.Log != nil && n < mostRows; n++ {
		it, ok, err := r.opt.Log.TryNext()
		if err != nil {
			return fault.New(fault.Unavailable, "telephony.live.queue_log", "The queue_log cannot be read: check its path and that this server may read it.").WithCause(err)
		}
		if !ok {
			break
		}
		r.dirty = true
		for i := range it.Events {
			r.add(r.t.Row(it.Events[i], r.sinceMs))
		}
	}
	r.add(r.t.Tick(clock.Ms(r.opt.Clock)))
	return nil
}

func (r *run) flush(ctx context.Context) error {
	if len(r.events) == 0 && len(r.bad) == 0 {
		return nil
	}
	if err := r.sink.Tell(ctx, r.events, r.bad); err != nil {
		return err
	}
	r.events, r.bad = nil, nil
	return nil
}

func (r *run) remember(ctx context.Context) error {
	if !r.dirty {
		return nil
	}
	if err := r.sink.Remember(ctx, r.t.Memory()); err != nil {
		return err
	}
	r.dirty = false
	return nil
}
