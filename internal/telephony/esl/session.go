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
	"github.com/lingting/lingting/internal/telephony/session"
)

// Options of a session.
type Options struct {
	Secret string
	Sweep  time.Duration // between looks at the switch's lists; a minute when 0
	Clock  clock.Clock
}

const (
	lateEvery = 2 * time.Second // between looks whether an answer is late
	mostAsked = 200             // sessions asked about in one look
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
	defer session.Within(ctx, conn, opt.Clock)()
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
		return false, session.Broken(err)
	}
	for {
		m, err := s.in.Read()
		if err != nil {
			return false, session.Broken(err)
		}
		if m.Header.Get("Content-Type") == "command/reply" {
			return strings.HasPrefix(m.Header.Get("Reply-Text"), "+OK"), nil
		}
	}
}

// run is a session at work.
type run struct {
	*Session
	t    *Translator
	told *session.Told
	asks []ask // commands that wait for their answer, in order
	list *List // being made; nil between looks
	open int   // answers it still waits for
	core string
	done func(*List) // takes the whole list
}

type ask struct {
	since time.Time
	then  func(body string) error
}

// line is the connection with a run's ears.
func (s *Session) line(hear func(Message, error) error) session.Line[Message] {
	return session.Line[Message]{Conn: s.conn, Clock: s.opt.Clock, Read: s.in.Read, Hear: hear}
}

// Probe looks at the lists and says in numbers what the switch shows.
func (s *Session) Probe(ctx context.Context) (queues, agents, callers int, err error) {
	r := &run{Session: s}
	names := map[string]bool{}
	var got *List
	r.done = func(l *List) { got = l }
	if err := r.look(names); err != nil {
		return 0, 0, 0, err
	}
	line := s.line(func(m Message, err error) error {
		if err != nil {
			return session.Broken(err)
		}
		if err := r.answer(m); err != nil || got == nil {
			return err
		}
		return session.ErrOver
	})
	if err := line.Run(ctx); err != nil {
		return 0, 0, 0, err
	}
	if got == nil {
		return 0, 0, 0, session.Broken(ctx.Err())
	}
	return len(names), len(got.Agents), len(got.Members), nil
}

// Run subscribes, takes the lists, and then tells what it hears until the
// connection ends or ctx does.
func (s *Session) Run(ctx context.Context, t *Translator, sink session.Sink) error {
	ok, err := s.say("event plain HEARTBEAT CUSTOM callcenter::info")
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.Unavailable, "telephony.live.not_permitted", "The switch does not let this server hear events.")
	}
	r := &run{Session: s, t: t, told: &session.Told{Sink: sink, Memory: t.Memory}}
	first := true
	r.done = func(l *List) {
		l.Core = r.core
		r.told.Add(t.Reconcile(l, clock.Ms(s.opt.Clock)))
		r.told.Changed()
		if first {
			first = false
			sink.Connected()
		}
	}
	if err := r.look(nil); err != nil {
		return err
	}
	line := s.line(r.hear)
	line.Told = r.told
	line.Due = []session.Due{{Every: s.opt.Sweep, Do: func() error { return r.look(nil) }}, {Every: lateEvery, Do: r.late}}
	return line.Run(ctx)
}

// late is the fault of a switch that leaves a question unanswered.
func (r *run) late() error {
	if len(r.asks) > 0 && r.opt.Clock.Now().Sub(r.asks[0].since) > session.AnswerIn {
		return session.NoAnswer()
	}
	return nil
}

func (r *run) hear(m Message, err error) error {
	if err != nil {
		return session.Broken(err)
	}
	r.told.Alive()
	switch m.Header.Get("Content-Type") {
	case "api/response", "command/reply":
		return r.answer(m)
	case "text/disconnect-notice":
		return fault.New(fault.Unavailable, "telephony.live.broken", "The switch closed the connection.")
	case "text/event-plain":
		e := m.Event()
		if core := e.Get("Core-UUID"); core != "" {
			r.core = core
		}
		events, bad := r.t.Event(e, clock.Ms(r.opt.Clock))
		r.told.Add(events)
		r.told.Bad(bad)
	}
	return nil
}

// ask sends a command of the switch; then takes its answer.
func (r *run) ask(command string, then func(body string) error) error {
	_ = r.conn.SetWriteDeadline(r.opt.Clock.Now().Add(session.AnswerIn))
	if _, err := io.WriteString(r.conn, "api "+command+"\n\n"); err != nil {
		return session.Broken(err)
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
