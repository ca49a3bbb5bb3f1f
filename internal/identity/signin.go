package identity

import (
	"context"
	"errors"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Caller is where a sign-in comes from.
type Caller struct {
	Address string `json:"address"`
	Agent   string `json:"agent"` // the browser's name for itself
}

// SignedIn is a new session, or one that waits for the code of the second
// factor: then there is only a Ticket, to send with the code.
type SignedIn struct {
	User   User
	Token  Secret // for the cookie
	CSRF   string // for the header of writes
	Until  time.Time
	Ticket Secret
}

// SignIn checks login and password, with what is kept here or else at a
// directory, and opens a session.
func (s *Service) SignIn(ctx context.Context, login string, password Secret, from Caller) (SignedIn, error) {
	var out SignedIn
	wrong, err := s.pace(from.Address)
	if err != nil {
		return out, err
	}
	login = foldLogin(login)
	if !loginForm.MatchString(login) {
		login = "?" // one counter for what can be no login
	}
	user, known, err := s.attempt(ctx, login, password)
	if err != nil {
		wrong()
		return out, err
	}
	if known {
		return s.enter(ctx, login, from, func(tx *sqldb.Tx) (User, string, error, error) {
			now, ok, err := findUser(ctx, tx, userByID, user.ID)
			if err == nil && (!ok || !now.Active || now.password != user.password) { // changed in this very moment
				err = badCredentials()
			}
			return now, "", nil, err
		})
	}
	p, who, found, err := s.askDirectories(ctx, login, password, user)
	if err != nil {
		return out, errors.Join(err, s.forgive(ctx, login))
	}
	if found {
		return s.enter(ctx, login, from, func(tx *sqldb.Tx) (User, string, error, error) {
			u, refused, err := s.admit(ctx, tx, p, who)
			return u, p.ID, refused, err
		})
	}
	wrong()
	if err := s.failed(ctx, login); err != nil {
		return out, err
	}
	return out, badCredentials()
}

// enter lets somebody in whose proof was right, or asks for their second
// factor. admitted says who it is and through which provider; what it refuses
// is told after what it wrote is kept.
func (s *Service) enter(ctx context.Context, login string, from Caller, admitted func(*sqldb.Tx) (u User, provider string, refused, err error)) (SignedIn, error) {
	var out SignedIn
	var refused error
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		u, provider, no, err := admitted(tx)
		if err != nil {
			return err
		}
		refused = no
		if login != "" { // the password was right, whatever else is in the way
			if err := forgetAttempts(ctx, tx, login); err != nil {
				return err
			}
		}
		if no != nil {
			return nil //nolint:nilerr // what was written is kept; the refusal is told afterwards
		}
		two := false
		if provider != "" {
			p, _, err := findProvider(ctx, tx, provider)
			if err != nil {
				return err
			}
			two = p.Settings.TwoFactors
		}
		if u.SecondFactor && !two {
			now := clock.Ms(s.clk)
			out = SignedIn{User: u, Until: time.UnixMilli(now).Add(ticketLife)}
			out.Ticket, err = s.seal(ticket{UserID: u.ID, Rev: u.Rev, Provider: provider, Until: out.Until.UnixMilli()}, ticketFor)
			return err
		}
		out, err = s.begin(ctx, tx, u, provider, two, from)
		return err
	})
	if err == nil {
		err = refused
	}
	if err != nil {
		return SignedIn{}, err
	}
	return out, nil
}

// begin opens the session of a finished sign-in.
func (s *Service) begin(ctx context.Context, tx *sqldb.Tx, u User, provider string, twoFactors bool, from Caller) (SignedIn, error) {
	out, err := s.open(ctx, tx, u, provider, twoFactors, from)
	if err != nil {
		return out, err
	}
	type came struct {
		Caller
		Provider   string `json:"provider,omitempty"`
		TwoFactors bool   `json:"two_factors,omitempty"`
	}
	return out, s.record(authz.With(ctx, authz.Actor{UserID: u.ID, Login: u.Login}), tx,
		authz.Entry{Action: "identity.sign_in", Object: "session", ObjectID: u.ID, After: came{from, provider, twoFactors}})
}

// attempt counts an attempt at the login, then looks at the password that is
// kept here. It takes the same work whether the login is known or not, and
// whether a password is kept for it. Who it does not let in is to be told
// failed, once nobody else knows them either.
func (s *Service) attempt(ctx context.Context, login string, password Secret) (User, bool, error) {
	var user User
	var known bool
	var refused error
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		refused = nil
		now := clock.Ms(s.clk)
		a, err := takeAttempts(ctx, tx, login)
		if err != nil {
			return err
		}
		next, locked := a.try(now)
		if locked {
			refused = lockedFault(next.lockedUntil, now)
		}
		if next != a {
			if err := s.keep(ctx, tx, login, a, next); err != nil {
				return err
			}
		}
		user, known, err = findUser(ctx, tx, userByLogin, login)
		return err
	})
	if err != nil {
		return user, false, err
	}
	if refused != nil {
		return user, false, refused
	}
	stored := user.password
	if stored == "" {
		stored = s.decoy()
	}
	ok, old, err := s.verify(ctx, password, stored)
	if err != nil || !ok || !known || !user.Active || user.password == "" {
		return user, false, err
	}
	if old {
		user.password, err = s.renew(ctx, user, password)
	}
	return user, true, err
}

// failed counts the attempt under way as failed for good.
func (s *Service) failed(ctx context.Context, login string) error {
	return s.recount(ctx, login, func(a attempts) attempts { return a.failed(clock.Ms(s.clk)) })
}

// forgive takes the attempt under way back: the password could not be tried.
func (s *Service) forgive(ctx context.Context, login string) error {
	return s.recount(ctx, login, attempts.forgiven)
}

func (s *Service) recount(ctx context.Context, login string, change func(attempts) attempts) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		a, err := takeAttempts(ctx, tx, login)
		if err != nil {
			return err
		}
		if next := change(a); next != a {
			return s.keep(ctx, tx, login, a, next)
		}
		return nil
	})
}

// keep stores the attempts, and a new lock in the audit log.
func (s *Service) keep(ctx context.Context, tx *sqldb.Tx, login string, before, after attempts) error {
	if err := setAttempts(ctx, tx, login, after); err != nil {
		return err
	}
	if after.locks == before.locks || after.lockedUntil <= before.lockedUntil {
		return nil
	}
	type locked struct {
		Login string `json:"login"`
		Until string `json:"until"`
	}
	return s.record(ctx, tx, authz.Entry{Action: "identity.locked", Object: "login", ObjectID: login,
		After: locked{login, time.UnixMilli(after.lockedUntil).UTC().Format(time.RFC3339)}})
}

// renew stores the password with today's parameters.
func (s *Service) renew(ctx context.Context, u User, password Secret) (string, error) {
	hash, err := s.derive(ctx, password)
	if err != nil {
		return "", err
	}
	return hash, s.db.Write(ctx, func(tx *sqldb.Tx) error { return rehash(ctx, tx, u.ID, hash, u.password) })
}

// open makes a session for the user. One through a provider lasts no longer
// than its settings say: then it is asked again.
func (s *Service) open(ctx context.Context, tx *sqldb.Tx, u User, provider string, twoFactors bool, from Caller) (SignedIn, error) {
	now := clock.Ms(s.clk)
	token := NewToken()
	lasts := s.opts.Absolute
	if provider != "" {
		p, _, err := findProvider(ctx, tx, provider)
		if err != nil {
			return SignedIn{}, err
		}
		lasts = min(lasts, time.Duration(p.Settings.Hours)*time.Hour)
	}
	one := session{id: s.newID(), userID: u.ID, created: now, seen: now, expires: now + lasts.Milliseconds(),
		address: clip(from.Address, 64), agent: clip(from.Agent, 200), provider: provider, twoFactors: twoFactors}
	if err := addSession(ctx, tx, token.hash(), one); err != nil {
		return SignedIn{}, err
	}
	if err := noteSignIn(ctx, tx, u.ID, now); err != nil {
		return SignedIn{}, err
	}
	if err := pruneSessions(ctx, tx, now, now-s.opts.Idle.Milliseconds()); err != nil {
		return SignedIn{}, err
	}
	if err := pruneAttempts(ctx, tx, now-forgetAfter.Milliseconds()); err != nil {
		return SignedIn{}, err
	}
	u, err := s.dress(ctx, tx, u)
	if err == nil {
		u.mustEnrol, err = mustEnrol(ctx, tx, u, u.day, twoFactors)
	}
	return SignedIn{User: u, Token: token, CSRF: token.csrf(), Until: time.UnixMilli(one.expires)}, err
}

func clip(s string, n int) string {
	r := []rune(s)
	if len(r) > n {
		return string(r[:n])
	}
	return s
}

// SignOut ends the session of the token.
func (s *Service) SignOut(ctx context.Context, token Secret) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		one, ok, err := findSession(ctx, tx, token.hash())
		if err != nil || !ok {
			return err
		}
		if err := endSession(ctx, tx, token.hash()); err != nil {
			return err
		}
		return s.record(ctx, tx, authz.Entry{Action: "identity.sign_out", Object: "session", ObjectID: one.userID})
	})
}

// ChangePassword gives the acting user another password. All their sessions
// end; the answer is a new one.
func (s *Service) ChangePassword(ctx context.Context, old, new Secret, from Caller) (SignedIn, error) {
	var out SignedIn
	a, ok := authz.From(ctx)
	if !ok {
		return out, authz.Require(ctx, "")
	}
	wrong, err := s.pace(from.Address)
	if err != nil {
		return out, err
	}
	if err := checkPassword("body.new_password", new, a.Login); err != nil {
		return out, err
	}
	user, known, err := s.attempt(ctx, a.Login, old)
	if err != nil {
		return out, err
	}
	if !known {
		wrong()
		if err := s.failed(ctx, a.Login); err != nil {
			return out, err
		}
		return out, fault.Invalidf("identity.old_password", "The old password is wrong.").
			WithField("body.old_password", "wrong", "is not the password of this account")
	}
	if old == new {
		return out, fault.Invalidf("identity.password_rules", "The password does not follow the rules.").
			WithField("body.new_password", "same", "must differ from the old one")
	}
	hash, err := s.derive(ctx, new)
	if err != nil {
		return out, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := s.setPassword(ctx, tx, user, hash, false); err != nil {
			return err
		}
		user.MustChangePassword = false
		out, err = s.open(ctx, tx, user, "", user.SecondFactor, from)
		return err
	})
	return out, err
}

// setPassword stores a hash, ends the user's sessions and unlocks the login.
func (s *Service) setPassword(ctx context.Context, tx *sqldb.Tx, u User, hash string, mustChange bool) error {
	if err := savePassword(ctx, tx, u.ID, hash, mustChange); err != nil {
		return err
	}
	if err := endSessions(ctx, tx, u.ID); err != nil {
		return err
	}
	if err := errors.Join(forgetAttempts(ctx, tx, u.Login), forgetAttempts(ctx, tx, attemptsOf(u.Login))); err != nil {
		return err
	}
	type change struct {
		MustChange bool `json:"must_change_password"`
	}
	return s.record(ctx, tx, authz.Entry{Action: "identity.password", Object: "user", ObjectID: u.ID, After: change{mustChange}})
}
