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
	"github.com/lingting/lingting/internal/telephony/session"
)

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

const (
	pingEvery = 30 * time.Second
	lookEvery = 500 * time.Millisecond
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
	defer session.Within(ctx, conn, opt.Clock)()
	banner, err := s.in.Banner()
	if err != nil || !strings.HasPrefix(banner, "Asterisk Call Manager/") {
		return nil, fault.New(fault.Unavailable, "telephony.live.not_ami", "What answers there is not the manager interface of Asterisk: check address and port (5038, or 5039 with TLS).").WithCause(err)
	}
	mask := "agent,system"
	if opt.Holds {
		mask += ",call"
	}
	if err := Action(conn, Field{"Action", "Login"}, Field{"ActionID", "login"}, Field{"Username", opt.User}, Field{"Secret", opt.Secret}, Field{"Events", mask}); err != nil {
		return nil, session.Broken(err)
	}
	for {
		m, err := s.in.Read()
		if err != nil {
			return nil, session.Broken(err)
		}
		switch m.Get("Response") {
		case "Success":
			return s, nil
		case "Error":
			return nil, fault.New(fault.Unavailable, "telephony.live.login_refused", "The switch refused the login: check user and password, and permit this server's address in manager.conf.")
		}
	}
}

// Probe takes a snapshot and says in numbers what the switch shows.
func (s *Session) Probe(ctx context.Context) (queues, members, callers int, err error) {
	defer session.Within(ctx, s.conn, s.opt.Clock)()
	if err := Action(s.conn, Field{"Action", "QueueStatus"}, Field{"ActionID", "queues"}); err != nil {
		return 0, 0, 0, session.Broken(err)
	}
	for {
		m, err := s.in.Read()
		switch {
		case err != nil:
			return 0, 0, 0, session.Broken(err)
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

// Run takes the snapshot and then tells what it hears until the connection
// ends or ctx does.
func (s *Session) Run(ctx context.Context, t *Translator, sink session.Sink) error {
	asked := clock.Ms(s.opt.Clock)
	r := &run{Session: s, t: t, sinceMs: asked, shot: &Snapshot{AskedMs: asked}, told: &session.Told{Sink: sink, Memory: t.Memory}}
	for _, a := range [][]Field{{{"Action", "QueueStatus"}, {"ActionID", "queues"}}, {{"Action", "CoreShowChannels"}, {"ActionID", "channels"}}} {
		if err := s.act(a...); err != nil {
			return err
		}
	}
	line := session.Line[Message]{Conn: s.conn, Clock: s.opt.Clock, Read: s.in.Read, Hear: r.hear, More: tooLong, Told: r.told,
		Due: []session.Due{{Every: lookEvery, Do: r.look}, {Every: pingEvery, Do: r.ping}, {Every: session.AnswerIn, Do: r.answered}}}
	return line.Run(ctx)
}

func tooLong(err error) bool { return errors.Is(err, ErrTooLong) }

func (s *Session) act(fields ...Field) error {
	_ = s.conn.SetWriteDeadline(s.opt.Clock.Now().Add(session.AnswerIn))
	if err := Action(s.conn, fields...); err != nil {
		return session.Broken(err)
	}
	return nil
}

// run is a session at work.
type run struct {
	*Session
	t       *Translator
	told    *session.Told
	sinceMs int64
	shot    *Snapshot // being taken; nil once it was
	queues  bool      // its queues are whole
	others  bool      // its channels are whole, or not to be had
}

func (r *run) ping() error { return r.act(Field{"Action", "Ping"}, Field{"ActionID", "ping"}) }

// answered is nil once the snapshot was taken.
func (r *run) answered() error {
	if r.shot != nil {
		return session.NoAnswer()
	}
	return nil
}

func (r *run) hear(m Message, err error) error {
	if tooLong(err) {
		r.told.Bad(&telephony.BadRow{Reason: adapter.BadRowTooLong, Expected: "a message of at most 1 MiB", Raw: m.String()})
		return nil
	}
	if err != nil {
		return session.Broken(err)
	}
	r.told.Alive()
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
	r.told.Add(events)
	r.told.Bad(bad)
	return nil
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
	r.told.Add(r.t.Reconcile(r.shot, clock.Ms(r.opt.Clock)))
	r.told.Changed()
	r.shot = nil
	r.told.Connected()
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
		r.told.Changed()
		for i := range it.Events {
			r.told.Add(r.t.Row(it.Events[i], r.sinceMs))
		}
	}
	r.told.Add(r.t.Tick(clock.Ms(r.opt.Clock)))
	return nil
}
