package identity

import (
	"context"
	"sync"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/pace"
	"github.com/lingting/lingting/internal/kit/seal"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Options change how sessions live. The zero value is right for most.
type Options struct {
	Idle          time.Duration // a session not used for so long ends; default 12 h
	Absolute      time.Duration // a session ends after so long anyway; default 7 days
	SecureCookie  bool          // the server is reached over TLS only
	RunToken      Secret        // lets the local command line in, from loopback only; "": it is not let in
	AddressBurst  int           // failed sign-ins of one address at once; default 30
	AddressPerMin int           // and then per minute; default 30
}

// Service signs in and out, and manages accounts.
type Service struct {
	db    *sqldb.DB
	clk   clock.Clock
	rec   authz.Recorder
	org   Organisation
	box   *seal.Box
	opts  Options
	turns chan struct{} // hashing takes memory: so many at a time
	decoy func() string // a stored form no password has, for unknown logins

	failures *pace.Limit // failed sign-ins of an address
	found    discovered  // OpenID providers
}

// New makes the service. box seals the secrets of sign-in providers and second
// factors, and what a browser keeps during a sign-in.
func New(db *sqldb.DB, clk clock.Clock, rec authz.Recorder, org Organisation, box *seal.Box, o Options) *Service {
	if o.Idle <= 0 {
		o.Idle = 12 * time.Hour
	}
	if o.Absolute <= 0 {
		o.Absolute = 7 * 24 * time.Hour
	}
	if o.AddressBurst <= 0 {
		o.AddressBurst = 30
	}
	if o.AddressPerMin <= 0 {
		o.AddressPerMin = 30
	}
	return &Service{db: db, clk: clk, rec: rec, org: org, box: box, opts: o, turns: make(chan struct{}, 2),
		decoy:    sync.OnceValue(func() string { return derive(NewToken(), currentCost) }),
		failures: pace.New(clk, float64(o.AddressPerMin)/60, o.AddressBurst)}
}

// turn waits for a place to hash a password in; done gives it back.
func (s *Service) turn(ctx context.Context) (done func(), err error) {
	select {
	case s.turns <- struct{}{}:
		return func() { <-s.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *Service) verify(ctx context.Context, password Secret, stored string) (ok, old bool, err error) {
	done, err := s.turn(ctx)
	if err != nil {
		return false, false, err
	}
	defer done()
	ok, old = matches(password, stored)
	return ok, old, nil
}

func (s *Service) derive(ctx context.Context, password Secret) (string, error) {
	done, err := s.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return derive(password, currentCost), nil
}

// pace slows down an address that fails to sign in again and again: wrong is
// to be called after a failure. Success costs nothing, since a whole centre
// may come from one address at the start of a shift.
func (s *Service) pace(address string) (wrong func(), err error) {
	address = pace.Subscriber(address)
	if !s.failures.Left(address) {
		return nil, fault.New(fault.TooMany, "identity.too_many", "Too many failed sign-ins from this address; wait a minute.")
	}
	return func() { s.failures.Charge(address) }, nil
}

// changed finishes a write to an account: the audit log has the entry, and
// whoever listens is told.
func (s *Service) changed(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, "identity.user.changed", ChangedFact{V: 1, ID: e.ObjectID}); err != nil {
		return err
	}
	return s.record(ctx, tx, e)
}

func (s *Service) record(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}
