package identity

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// ticketLife is how long a sign-in waits for its code.
const ticketLife = 5 * time.Minute

// ticket is a sign-in whose code is still to come, sealed and kept by the
// browser.
type ticket struct {
	UserID   string `json:"user"`
	Rev      int64  `json:"rev"` // of the account: a changed password or role makes it void
	Provider string `json:"provider,omitempty"`
	Until    int64  `json:"until"` // ms
}

const ticketFor = "second step of a sign-in"

func factorOf(userID string) string { return "second factor of " + userID }

// attemptsOf is what wrong codes of a login are counted under; no login has
// this form.
func attemptsOf(login string) string { return "code:" + login }

func ticketOver() error {
	return fault.New(fault.Unauthenticated, "identity.second_factor.over", "This sign-in took too long; begin again.")
}

func wrongCode() error {
	return fault.New(fault.Unauthenticated, "identity.second_factor.wrong", "The code is wrong, over, or was used already.").
		WithField("body.code", "wrong", "is not the code shown now, nor an unused recovery code")
}

// SecondStep finishes a sign-in with a code of the authenticator, or a
// recovery code.
func (s *Service) SecondStep(ctx context.Context, sealed Secret, code string, from Caller) (SignedIn, error) {
	var out SignedIn
	var t ticket
	wrong, err := s.pace(from.Address)
	if err != nil {
		return out, err
	}
	if err := s.unseal(sealed, ticketFor, &t); err != nil || t.Until <= clock.Ms(s.clk) {
		return out, ticketOver()
	}
	var refused error
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		refused = nil
		u, ok, err := findUser(ctx, tx, userByID, t.UserID)
		if err != nil {
			return err
		}
		if !ok || !u.Active || u.Rev != t.Rev {
			refused = ticketOver()
			return nil
		}
		if refused, err = s.spend(ctx, tx, u, code); err != nil || refused != nil {
			return err
		}
		out, err = s.begin(ctx, tx, u, t.Provider, true, from)
		return err
	})
	if err == nil && refused != nil {
		wrong()
		err = refused
	}
	if err != nil {
		return SignedIn{}, err
	}
	return out, nil
}

// spend uses a code of the user up; refused says why it is not taken. Wrong
// ones are counted like wrong passwords.
func (s *Service) spend(ctx context.Context, tx *sqldb.Tx, u User, code string) (refused, err error) {
	now := clock.Ms(s.clk)
	key := attemptsOf(u.Login)
	a, err := takeAttempts(ctx, tx, key)
	if err != nil {
		return nil, err
	}
	next, locked := a.try(now)
	if locked {
		return lockedFault(next.lockedUntil, now), s.keep(ctx, tx, key, a, next)
	}
	good, err := s.right(ctx, tx, u, code, now)
	if err != nil {
		return nil, err
	}
	if !good {
		return wrongCode(), s.keep(ctx, tx, key, a, next.failed(now))
	}
	return nil, forgetAttempts(ctx, tx, key)
}

// right looks at a code and, when it is right, makes it useless.
func (s *Service) right(ctx context.Context, tx *sqldb.Tx, u User, code string, now int64) (bool, error) {
	have, ok, err := findAuthenticator(ctx, tx, u.ID)
	if err != nil || !ok {
		return false, err
	}
	code = strings.ReplaceAll(code, " ", "")
	if sixDigits.MatchString(code) {
		secret, err := s.box.Open(have.secret, factorOf(u.ID))
		if err != nil {
			return false, err
		}
		step := stepOf(secret, code, now, have.lastStep)
		if step == 0 {
			return false, nil
		}
		return useStep(ctx, tx, u.ID, step)
	}
	codes, err := recoveriesOf(ctx, tx, u.ID)
	if err != nil {
		return false, err
	}
	c, found := matching(codes, code)
	if !found {
		return false, nil
	}
	fresh, err := useRecovery(ctx, tx, c.id, now)
	if err != nil || !fresh {
		return false, err
	}
	type left struct {
		Left int `json:"left"`
	}
	n := len(slices.DeleteFunc(codes, func(r recovery) bool { return r.used != 0 })) - 1
	return true, s.record(authz.With(ctx, authz.Actor{UserID: u.ID, Login: u.Login}), tx,
		authz.Entry{Action: "identity.second_factor.recovery", Object: "user", ObjectID: u.ID, After: left{n}})
}

// self is the account that acts; programs and the command line have none.
func (s *Service) self(ctx context.Context, tx *sqldb.Tx) (User, error) {
	a, ok := authz.From(ctx)
	if !ok {
		return User{}, authz.Require(ctx, "")
	}
	u, ok, err := findUser(ctx, tx, userByID, a.UserID)
	if err == nil && !ok {
		err = fault.New(fault.Denied, "identity.second_factor.nobody", "Only somebody with an account has a second factor.")
	}
	if err != nil {
		return u, err
	}
	return s.dress(ctx, tx, u)
}

// OwnSecondFactor tells the acting user of their second factor.
func (s *Service) OwnSecondFactor(ctx context.Context) (SecondFactor, error) {
	var out SecondFactor
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		u, err := s.self(ctx, tx)
		if err != nil {
			return err
		}
		p, err := loadPolicy(ctx, tx)
		if err != nil {
			return err
		}
		have, _, err := findAuthenticator(ctx, tx, u.ID)
		if err != nil {
			return err
		}
		out = SecondFactor{Enrolled: have.confirmed > 0, Required: p.requires(u.Roles)}
		if !out.Enrolled {
			return nil
		}
		loc, err := s.org.Location(ctx, tx)
		if err != nil {
			return err
		}
		out.Since = instant(have.confirmed, loc)
		codes, err := recoveriesOf(ctx, tx, u.ID)
		for _, c := range codes {
			if c.used == 0 {
				out.RecoveryCodes++
			}
		}
		return err
	})
	return out, err
}

// Enrol begins to set up the acting user's second factor. Begun again, it
// starts anew; one in use must be removed first.
func (s *Service) Enrol(ctx context.Context) (Enrolment, error) {
	var out Enrolment
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		u, err := s.self(ctx, tx)
		if err != nil {
			return err
		}
		if out, err = enrolment(u.Login); err != nil {
			return err
		}
		sealed, err := s.box.Seal(out.Secret, factorOf(u.ID))
		if err != nil {
			return err
		}
		begun, err := beginAuthenticator(ctx, tx, u.ID, sealed, clock.Ms(s.clk))
		if err == nil && !begun {
			err = fault.Conflictf("identity.second_factor.enrolled", "You have a second factor already; remove it before you set up another.")
		}
		return err
	})
	return out, err
}

// ConfirmSecondFactor puts the acting user's second factor to use, with its
// first code. The recovery codes are shown only now.
func (s *Service) ConfirmSecondFactor(ctx context.Context, code string) ([]string, error) {
	return s.withCode(ctx, code, func(tx *sqldb.Tx, u User, have authenticator) ([]string, error) {
		if have.confirmed > 0 {
			return nil, fault.Conflictf("identity.second_factor.enrolled", "You have a second factor already; remove it before you set up another.")
		}
		if err := confirmAuthenticator(ctx, tx, u.ID, clock.Ms(s.clk)); err != nil {
			return nil, err
		}
		codes, err := s.newRecoveries(ctx, tx, u.ID)
		if err != nil {
			return nil, err
		}
		return codes, s.changed(ctx, tx, authz.Entry{Action: "identity.second_factor.enrol", Object: "user", ObjectID: u.ID})
	})
}

// RenewRecoveryCodes replaces the acting user's recovery codes.
func (s *Service) RenewRecoveryCodes(ctx context.Context, code string) ([]string, error) {
	return s.withCode(ctx, code, func(tx *sqldb.Tx, u User, have authenticator) ([]string, error) {
		if have.confirmed == 0 {
			return nil, notEnrolled()
		}
		codes, err := s.newRecoveries(ctx, tx, u.ID)
		if err != nil {
			return nil, err
		}
		return codes, s.record(ctx, tx, authz.Entry{Action: "identity.second_factor.codes", Object: "user", ObjectID: u.ID})
	})
}

// RemoveSecondFactor takes the acting user's second factor away, unless a role
// requires it.
func (s *Service) RemoveSecondFactor(ctx context.Context, code string) error {
	_, err := s.withCode(ctx, code, func(tx *sqldb.Tx, u User, have authenticator) ([]string, error) {
		if have.confirmed == 0 {
			return nil, notEnrolled()
		}
		p, err := loadPolicy(ctx, tx)
		if err != nil {
			return nil, err
		}
		if p.requires(u.Roles) {
			return nil, fault.New(fault.Denied, "identity.second_factor.required", "One of your roles requires a second factor. To change to another device, ask an administrator to reset it.")
		}
		if err := dropAuthenticator(ctx, tx, u.ID); err != nil {
			return nil, err
		}
		return nil, s.changed(ctx, tx, authz.Entry{Action: "identity.second_factor.remove", Object: "user", ObjectID: u.ID})
	})
	return err
}

func notEnrolled() error {
	return fault.NotFoundf("identity.second_factor.none", "There is no second factor.")
}

// withCode does something to the acting user's second factor once the code is
// right; a wrong one is counted.
func (s *Service) withCode(ctx context.Context, code string, do func(*sqldb.Tx, User, authenticator) ([]string, error)) ([]string, error) {
	var out []string
	var refused error
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		out, refused = nil, nil
		u, err := s.self(ctx, tx)
		if err != nil {
			return err
		}
		have, ok, err := findAuthenticator(ctx, tx, u.ID)
		if err == nil && !ok {
			err = notEnrolled()
		}
		if err != nil {
			return err
		}
		if refused, err = s.spend(ctx, tx, u, code); err != nil || refused != nil {
			return err
		}
		out, err = do(tx, u, have)
		return err
	})
	if err == nil && refused != nil {
		if f, ok := fault.As(refused); ok && f.Kind == fault.Unauthenticated {
			f.Kind = fault.Invalid // somebody is signed in; only the code is wrong
		}
		return nil, refused
	}
	return out, err
}

func (s *Service) newRecoveries(ctx context.Context, tx *sqldb.Tx, userID string) ([]string, error) {
	codes := newRecoveryCodes()
	kept := make([]recovery, len(codes))
	for i, c := range codes {
		id := s.newID()
		kept[i] = recovery{id: id, hash: recoveryHash(id, c)}
	}
	return codes, setRecoveries(ctx, tx, userID, kept)
}

// ResetSecondFactor takes a user's second factor away, for who manages
// accounts: the device is lost. Their sessions end.
func (s *Service) ResetSecondFactor(ctx context.Context, userID string) (User, error) {
	var out User
	if err := manage(ctx); err != nil {
		return out, err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		u, err := s.whole(ctx, tx, userID)
		if err != nil {
			return err
		}
		if !u.SecondFactor {
			return notEnrolled()
		}
		if err := dropAuthenticator(ctx, tx, userID); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, userID); err != nil {
			return err
		}
		if err := forgetAttempts(ctx, tx, attemptsOf(u.Login)); err != nil {
			return err
		}
		if out, err = s.whole(ctx, tx, userID); err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "identity.second_factor.reset", Object: "user", ObjectID: userID})
	})
	return out, err
}

// SignInPolicy tells what sign-ins need.
func (s *Service) SignInPolicy(ctx context.Context) (Policy, error) {
	var out Policy
	if err := manage(ctx); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		out, err = loadPolicy(ctx, tx)
		return err
	})
	return out, err
}

// SetSignInPolicy changes what sign-ins need. Who has a role that now requires
// a second factor, and none yet, sets it up before anything else.
func (s *Service) SetSignInPolicy(ctx context.Context, in Policy) (Policy, error) {
	var out Policy
	if err := manage(ctx); err != nil {
		return out, err
	}
	var w fault.Collector
	for _, r := range in.SecondFactorRoles {
		if _, ok := roleOf(r); !ok {
			w.Add("body.second_factor_roles", "one_of", "is no role: "+r)
		}
	}
	if err := w.Err("identity.policy.invalid", "The policy has wrong values."); err != nil {
		return out, err
	}
	slices.Sort(in.SecondFactorRoles)
	in.SecondFactorRoles = slices.Compact(in.SecondFactorRoles)
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := loadPolicy(ctx, tx)
		if err != nil {
			return err
		}
		if saved, err := savePolicy(ctx, tx, in); err != nil {
			return err
		} else if !saved {
			return stale()
		}
		if out, err = loadPolicy(ctx, tx); err != nil {
			return err
		}
		return s.record(ctx, tx, authz.Entry{Action: "identity.policy", Object: "sign_in_policy", ObjectID: "1", Before: before, After: out})
	})
	return out, err
}
