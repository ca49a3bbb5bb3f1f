package esl

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/telephony"
)

// Sink takes what a session hears.
type Sink interface {
	// Tell makes events and unreadable messages safe; it waits as long as that takes.
	Tell(ctx context.Context, events []telephony.Event, bad []telephony.BadRow) error
	// Connected says that the lists were taken and events flow.
	Connected()
	// Alive says that the switch gave a sign of life.
	Alive()
	// Remember keeps what must be known again after a restart.
	Remember(ctx context.Context, memory []byte) error
}

// Options of a session.
type Options struct {
	Secret string
	Sweep  time.Duration // between looks at the switch's lists; a minute when 0
	Clock  clock.Clock
}

const (
	answerIn  = 20 * time.Second // to auth and to every command
	quietFor  = 80 * time.Second // the switch beats every 20 seconds
	saveEvery = 2 * time.Second
	mostAsked = 200 // sessions asked about in one look
	agedMs    = 60 * 1000
)

// Session is one connection to a switch.
type Session struct {
	conn net.Conn
	in   *Reader
	opt  Options
}

// Login takes a connection over and authenticates. Faults:
// telephony.live.not_esl when no event socket answers,
// telephony.live.password_refused, telephony.live.address_refused.
func Login(ctx context.Context, conn net.Conn, opt Options) (*Session, error) {
	if opt.Sweep <= 0 {
		opt.Sweep = time.Minute
	}
	if strings.ContainsAny(opt.Secret, "\r\n") {
		return nil, errors.New("the password holds a line end")
	}
	s := &Session{conn: conn, in: NewReader(conn), opt: opt}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	_ = conn.SetDeadline(opt.Clock.Now().Add(answerIn))
	m, err := s.in.Read()
	if err == nil && m.Header.Get("Content-Type") == "text/rude-rejection" {
		return nil, fault.New(fault.Unavailable, "telephony.live.address_refused", "The switch does not let this server's address in: see apply-inbound-acl in event_socket.conf.xml.")
	}
	if err != nil || m.Header.Get("Content-Type") != "auth/request" {
		return nil, fault.New(fault.Unavailable, "telephony.live.not_esl", "What answers there is not the event socket of FreeSWITCH: check address and port (8021).").WithCause(err)
	}
	ok, err := s.say("auth " + opt.Secret)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fault.New(fault.Unavailable, "telephony.live.password_refused", "The switch refused the password of the event socket.")
	}
	return s, nil
}

// say sends a command and waits for its reply.
func (s *Session) say(command string) (ok bool, err error) {
	if _, err := io.WriteString(s.conn, command+"\n\n"); err != nil {
		return false, broken(err)
	}
	for {
		m, err := s.in.Read()
		if err != nil {
			return false, broken(err)
		}
		if m.Header.Get("Content-Type") == "command/reply" {
			return strings.HasPrefix(m.Header.Get("Reply-Text"), "+OK"), nil
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

// run is a session at work.
type run struct {
	*Session
	t    *Translator
	sink Sink
	asks []ask // commands that wait for their answer, in order
	list *List // being made; nil between looks
	open int   // answers it still waits for
	core string
	done func(*List) // takes the whole list

	events []telephony.Event
	bad    []telephony.BadRow
	dirty  bool
}

type ask struct {
	since time.Time
	then  func(body string) error
}

// Probe looks at the lists and says in numbers what the switch shows.
func (s *Session) Probe(ctx context.Context) (queues, agents, callers int, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := &run{Session: s}
	names := map[string]bool{}
	var got *List
	r.done = func(l *List) { got = l }
	messages := s.start(ctx)
	if err := r.look(names); err != nil {
		return 0, 0, 0, err
	}
	for got == nil {
		select {
		case <-ctx.Done():
			return 0, 0, 0, broken(ctx.Err())
		case h := <-messages:
			if h.err != nil {
				return 0, 0, 0, broken(h.err)
			}
			if err := r.answer(h.m); err != nil {
				return 0, 0, 0, err
			}
		}
	}
	return len(names), len(got.Agents), len(got.Members), nil
}

type heard struct {
	m   Message
	err error
}

func (s *Session) start(ctx context.Context) <-chan heard {
	_ = s.conn.SetDeadline(time.Time{})
	context.AfterFunc(ctx, func() { _ = s.conn.Close() })
	messages := make(chan heard, 256)
	go func() {
		for {
			_ = s.conn.SetReadDeadline(s.opt.Clock.Now().Add(quietFor))
			m, err := s.in.Read()
			select {
			case messages <- heard{m, err}:
			case <-ctx.Done():
				return
			}
			if err != nil {
				return
			}
		}
	}()
	return messages
}

// Run subscribes, takes the lists, and then tells what it hears until the
// connection ends or ctx does.
func (s *Session) Run(ctx context.Context, t *Translator, sink Sink) error {
	ok, err := s.say("event plain HEARTBEAT CUSTOM callcenter::info")
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.Unavailable, "telephony.live.not_permitted", "The switch does not let this server hear events.")
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	messages := s.start(ctx)
	r := &run{Session: s, t: t, sink: sink}
	first := true
	r.done = func(l *List) {
		l.Core = r.core
		r.add(t.Reconcile(l, clock.Ms(s.opt.Clock)))
		r.dirty = true
		if first {
			first = false
			sink.Connected()
		}
	}
	if err := r.look(nil); err != nil {
		return err
	}
	return r.loop(ctx, messages)
}

func (r *run) loop(ctx context.Context, messages <-chan heard) error {
	sweep, save := time.NewTicker(r.opt.Sweep), time.NewTicker(saveEvery)
	defer sweep.Stop()
	defer save.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			late := context.WithoutCancel(ctx)
			return errors.Join(r.flush(late), r.remember(late))
		case h := <-messages:
			err = r.hear(h)
			for n := len(messages); err == nil && n > 0 && len(r.events) < 500; n-- {
				err = r.hear(<-messages)
			}
		case <-sweep.C:
			err = r.look(nil)
		case <-save.C:
			if len(r.asks) > 0 && r.opt.Clock.Now().Sub(r.asks[0].since) > answerIn {
				err = fault.New(fault.Unavailable, "telephony.live.no_answer", "The switch did not answer in time.")
			} else {
				err = r.remember(ctx)
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
	if h.err != nil {
		return broken(h.err)
	}
	r.sink.Alive()
	switch h.m.Header.Get("Content-Type") {
	case "api/response", "command/reply":
		return r.answer(h.m)
	case "text/disconnect-notice":
		return fault.New(fault.Unavailable, "telephony.live.broken", "The switch closed the connection.")
	case "text/event-plain":
		e := h.m.Event()
		if core := e.Get("Core-UUID"); core != "" {
			r.core = core
		}
		events, bad := r.t.Event(e, clock.Ms(r.opt.Clock))
		r.add(events)
		if bad != nil {
			r.bad = append(r.bad, *bad)
		}
	}
	return nil
}

func (r *run) add(events []telephony.Event) {
	if len(events) > 0 {
		r.events, r.dirty = append(r.events, events...), true
	}
}

// ask sends a command of the switch; then takes its answer.
func (r *run) ask(command string, then func(body string) error) error {
	_ = r.conn.SetWriteDeadline(r.opt.Clock.Now().Add(answerIn))
	if _, err := io.WriteString(r.conn, "api "+command+"\n\n"); err != nil {
		return broken(err)
	}
	r.asks = append(r.asks, ask{r.opt.Clock.Now(), then})
	return nil
}

func (r *run) answer(m Message) error {
	if m.Header.Get("Content-Type") != "api/response" || len(r.asks) == 0 {
		return nil
	}
	a := r.asks[0]
	r.asks = r.asks[1:]
	return a.then(string(m.Body))
}

// look takes the switch's lists, one command after the other: queues, the
// members of each, agents, and of members that seem old whether they have a
// channel. names, when given, takes the queues.
func (r *run) look(names map[string]bool) error {
	if r.list != nil {
		return nil // the last look is not over
	}
	r.list, r.open = &List{Gone: map[string]bool{}}, 0
	part := func(command string, then func(body string) error) error {
		r.open++
		return r.ask(command, func(body string) error {
			if err := then(body); err != nil {
				return err
			}
			if r.open--; r.open > 0 {
				return nil
			}
			whole := r.list
			r.list = nil
			r.done(whole)
			return nil
		})
	}
	denied := func(err error) error {
		return fault.New(fault.Unavailable, "telephony.live.no_callcenter", "The switch shows no queues: load mod_callcenter.").WithCause(err)
	}
	uptime := func(body string) error {
		r.list.UptimeS, _ = strconv.ParseInt(strings.TrimSpace(body), 10, 64)
		return nil
	}
	if err := part("uptime", uptime); err != nil {
		return err
	}
	if err := part("global_getvar core_uuid", func(body string) error {
		if core := strings.TrimSpace(body); core != "" && !strings.HasPrefix(core, "-ERR") {
			r.core = core
			r.list.Core = core
		}
		return nil
	}); err != nil {
		return err
	}
	if err := part("callcenter_config agent list", func(body string) error {
		var err error
		if r.list.Agents, err = Table(body); err != nil {
			return denied(err)
		}
		return nil
	}); err != nil {
		return err
	}
	return part("callcenter_config queue list", func(body string) error {
		queues, err := Table(body)
		if err != nil {
			return denied(err)
		}
		for _, q := range queues {
			name := q["name"]
			if name == "" || strings.ContainsAny(name, "\r\n ") {
				continue
			}
			if names != nil {
				names[name] = true
			}
			if err := part("callcenter_config queue list members "+name, func(body string) error { return r.members(body, part) }); err != nil {
				return err
			}
		}
		return nil
	})
}

func (r *run) members(body string, part func(string, func(string) error) error) error {
	rows, err := Table(body)
	if err != nil {
		return nil //nolint:nilerr // the queue went away between two commands
	}
	r.list.Members = append(r.list.Members, rows...)
	now, asked := clock.Ms(r.opt.Clock), 0
	for _, row := range rows {
		session := row["session_uuid"]
		if row["state"] == "Abandoned" || now-row.seconds("joined_epoch") < agedMs || asked >= mostAsked || !plain(session) {
			continue
		}
		asked++
		if err := part("uuid_exists "+session, func(body string) error {
			r.list.Gone[session] = strings.TrimSpace(body) == "false"
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// plain reports whether an id can be put into a command.
func plain(s string) bool {
	return s != "" && len(s) < 100 && !bytes.ContainsFunc([]byte(s), func(c rune) bool {
		return (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '.' && c != '_'
	})
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
