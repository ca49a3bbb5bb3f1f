package sources

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony/ami"
	"github.com/lingting/lingting/internal/telephony/esl"
)

// Probe is what a test of a connection found.
type Probe struct {
	OK      bool   `json:"ok"`
	Code    string `json:"code,omitempty" doc:"Stable code of what is wrong"`
	Message string `json:"message,omitempty" doc:"What is wrong and what to do, in English"`
	Queues  int    `json:"queues" doc:"Queues the switch shows"`
	Members int    `json:"members" doc:"Agents in them"`
	Callers int    `json:"callers" doc:"Callers that wait"`
	TookMs  int64  `json:"took_ms"`
}

const probeIn = 30 * time.Second

// Test connects with settings that need not be saved yet. Without a secret
// that of the saved source is used, if it is for the same place.
func (s *Service) Test(ctx context.Context, sourceID string, in New) (Probe, error) {
	var out Probe
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return out, err
	}
	v := row{Source: Source{ID: sourceID, Name: in.Name, Kind: in.Kind, Settings: in.Settings}}
	if sourceID != "" {
		var saved row
		if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
			saved, err = load(ctx, tx, sourceID, 0)
			return err
		}); err != nil {
			return out, err
		}
		v.Kind, v.Name = saved.Kind, saved.Name
		if in.Secret == "" && saved.Settings.sameDoor(in.Settings) {
			secret, err := s.unsealed(&saved)
			if err != nil {
				return failure(err), nil
			}
			in.Secret = secret
		}
	}
	var w fault.Collector
	v.Settings.check(&w, v.Kind)
	if needsSecret(v.Kind) && in.Secret == "" {
		w.Add("body.secret", "required", "must be the password")
	}
	if !connects(v.Kind) {
		w.Add("body.kind", "one_of", "must be a kind this server connects to")
	}
	if err := w.Err("telephony.live.invalid", "The source cannot be tested."); err != nil {
		return out, err
	}
	if err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		return s.record(ctx, tx, "test", sourceID, nil, description{Name: v.Name, Kind: v.Kind, Settings: v.Settings})
	}); err != nil {
		return out, err
	}
	begun := clock.Ms(s.clk)
	ctx, cancel := context.WithTimeout(ctx, probeIn)
	defer cancel()
	out, err := s.probe(ctx, &v, in.Secret)
	if err != nil {
		out = failure(err)
	} else {
		out.OK = true
	}
	out.TookMs = clock.Ms(s.clk) - begun
	return out, nil
}

func failure(err error) Probe {
	if f, ok := fault.As(err); ok && f.Kind != fault.Internal {
		return Probe{Code: f.Code, Message: f.Message}
	}
	return Probe{Code: "internal", Message: "Something went wrong on our side; the log knows more."}
}

func (s *Service) probe(ctx context.Context, v *row, secret string) (out Probe, err error) {
	if path := v.Settings.QueueLog; path != "" {
		if err := readable(path); err != nil {
			return out, err
		}
	}
	conn, err := dial(ctx, v.Settings)
	if err != nil {
		return out, err
	}
	defer conn.Close() //nolint:errcheck // it may be gone
	if v.Kind == KindESL {
		session, err := esl.Login(ctx, conn, esl.Options{Secret: secret, Clock: s.clk})
		if err != nil {
			return out, err
		}
		out.Queues, out.Members, out.Callers, err = session.Probe(ctx)
		return out, err
	}
	session, err := ami.Login(ctx, conn, ami.Options{User: v.Settings.User, Secret: secret, Clock: s.clk})
	if err != nil {
		return out, err
	}
	out.Queues, out.Members, out.Callers, err = session.Probe(ctx)
	return out, err
}

func readable(path string) error {
	f, err := os.Open(path)
	if err == nil {
		return f.Close()
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fault.Newf(fault.Unavailable, "telephony.live.no_file", "There is no file %s on this server.", path).WithCause(err)
	}
	return fault.Newf(fault.Unavailable, "telephony.live.queue_log", "%s cannot be read: check that this server may read it.", path).WithCause(err)
}
