package sources

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net"
	"time"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/seal"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/adapter"
	"github.com/lingting/lingting/internal/telephony/ami"
	"github.com/lingting/lingting/internal/telephony/esl"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// once connects to a source and tells what it hears until that ends.
func (s *Service) once(ctx context.Context, v *row) error {
	switch v.Kind {
	case KindAMI:
		return s.asterisk(ctx, v)
	case KindESL:
		return s.freeswitch(ctx, v)
	case KindConnectFolder:
		return s.folder(ctx, v)
	}
	return fault.Newf(fault.Internal, "telephony.live.kind", "Nothing runs a source of the kind %s.", v.Kind)
}

// kept is what a source must know again after a restart.
type kept struct {
	State json.RawMessage    `json:"state,omitempty"` // of its translator
	Log   adapter.Checkpoint `json:"log,omitzero"`    // in its queue_log
	Path  string             `json:"path,omitempty"`  // of that
	Names map[string]string  `json:"names,omitempty"` // what ids are called
}

// sink takes what a connection hears into the event log.
type sink struct {
	s    *Service
	v    *row
	tail *adapter.Tail // the queue_log read beside the connection
}

// Connected says that events flow.
func (k *sink) Connected() { k.s.meter(k.v.ID).connected(k.s.nowMs()) }

// Alive notes a sign of life.
func (k *sink) Alive() { k.s.meter(k.v.ID).alive(k.s.nowMs()) }

// Tell puts events into the event log and tries again until it takes them.
func (k *sink) Tell(ctx context.Context, events []telephony.Event, bad []telephony.BadRow) error {
	return k.tell(ctx, events, bad, json.RawMessage(`{"kind":"`+k.v.Kind+`"}`))
}

// tell puts events into the log; how says how unreadable rows were read.
func (k *sink) tell(ctx context.Context, events []telephony.Event, bad []telephony.BadRow, how json.RawMessage) error {
	b := ingest.Batch{Source: k.v.Name, Kind: k.v.Kind, Events: events, Bad: bad}
	if len(bad) > 0 {
		b.Settings = how
	}
	for pause := k.s.pace.pause; ; pause = min(2*pause, mostPause) {
		_, err := k.s.log.Publish(ctx, b)
		if err == nil {
			k.s.meter(k.v.ID).heard(k.s.nowMs(), events, int64(len(bad)))
			return nil
		}
		k.s.meter(k.v.ID).failed(k.s.nowMs(), err)
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(pause):
		}
	}
}

// Remember keeps what must be known again.
func (k *sink) Remember(ctx context.Context, state []byte) error {
	return k.s.remember(ctx, k.v.ID, func(now *kept) {
		now.State = state
		if k.tail != nil {
			now.Log, now.Path = k.tail.Checkpoint(), k.v.Settings.QueueLog
		}
	})
}

// remember changes what is kept of a source.
func (s *Service) remember(ctx context.Context, sourceID string, change func(*kept)) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		raw, err := sqldb.One(ctx, tx, qMemory, sqldb.Value[string], sourceID)
		if errors.Is(err, sqldb.ErrNotFound) {
			return nil // deleted meanwhile
		}
		var now kept
		if err == nil && raw != "" {
			err = json.Unmarshal([]byte(raw), &now)
		}
		if err != nil {
			return err
		}
		change(&now)
		_, err = tx.Exec(ctx, qRemember, sourceID, text(now))
		return err
	})
}

func (s *Service) memory(ctx context.Context, sourceID string) (kept, error) {
	var out kept
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		raw, err := sqldb.One(ctx, tx, qMemory, sqldb.Value[string], sourceID)
		if err != nil || raw == "" {
			return err
		}
		return json.Unmarshal([]byte(raw), &out)
	})
	return out, err
}

func (s *Service) asterisk(ctx context.Context, v *row) error {
	secret, err := s.unsealed(v)
	if err != nil {
		return err
	}
	was, err := s.memory(ctx, v.ID)
	if err != nil {
		return err
	}
	path := v.Settings.QueueLog
	t, err := ami.NewTranslator(was.State, path != "")
	if err != nil {
		return err
	}
	k := &sink{s: s, v: v}
	opt := ami.Options{User: v.Settings.User, Secret: secret, Holds: v.Settings.Holds, Clock: s.clk}
	if path != "" {
		if k.tail, err = openLog(path, was); err != nil {
			return err
		}
		defer k.tail.Close() //nolint:errcheck // only read
		opt.Log = k.tail
	}
	conn, err := dial(ctx, v.Settings)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // it may be gone
	session, err := ami.Login(ctx, conn, opt)
	if err != nil {
		return err
	}
	return session.Run(ctx, t, k)
}

func (s *Service) freeswitch(ctx context.Context, v *row) error {
	secret, err := s.unsealed(v)
	if err != nil {
		return err
	}
	was, err := s.memory(ctx, v.ID)
	if err != nil {
		return err
	}
	t, err := esl.NewTranslator(was.State)
	if err != nil {
		return err
	}
	conn, err := dial(ctx, v.Settings)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // it may be gone
	session, err := esl.Login(ctx, conn, esl.Options{Secret: secret, Sweep: s.pace.sweep, Clock: s.clk})
	if err != nil {
		return err
	}
	return session.Run(ctx, t, &sink{s: s, v: v})
}

// openLog goes on in a queue_log where it was left; one seen for the first
// time is read from its end.
func openLog(path string, was kept) (*adapter.Tail, error) {
	opt := adapter.TailOptions{}
	if was.Path == path {
		opt.From = was.Log
	} else if size, err := adapter.SizeOf(path); err == nil {
		opt.From.Offset = size
	}
	t, err := adapter.OpenTail(path, opt)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "telephony.live.queue_log", "The queue_log cannot be read: check its path and that this server may read it.").WithCause(err)
	}
	return t, nil
}

// dialIn is how long a connection may take to be made.
const dialIn = 15 * time.Second

func dial(ctx context.Context, set Settings) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, dialIn)
	defer cancel()
	d := net.Dialer{KeepAlive: 30 * time.Second}
	var conn net.Conn
	var err error
	if c := set.tls(); c != nil {
		conn, err = (&tls.Dialer{NetDialer: &d, Config: c}).DialContext(ctx, "tcp", set.Address)
	} else {
		conn, err = d.DialContext(ctx, "tcp", set.Address)
	}
	if err != nil {
		return nil, fault.Newf(fault.Unavailable, "telephony.live.unreachable", "No connection to %s could be made: check address, firewall and that the switch runs (%v).", set.Address, err)
	}
	return conn, nil
}

// unsealed is the password of a source.
func (s *Service) unsealed(v *row) (string, error) {
	if v.secret == "" {
		return "", nil
	}
	secret, err := s.box.Open(v.secret, sealedFor(v.ID))
	if errors.Is(err, seal.ErrUnreadable) {
		return "", fault.New(fault.Unavailable, "telephony.live.sealed", "The password was sealed with another key than this server's; enter it again.").WithCause(err)
	}
	return secret, err
}

func sealedFor(sourceID string) string { return "live source " + sourceID }
