package identity

import (
	"context"
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// CookieName is the cookie a session lives in.
const CookieName = "lingting_session"

// seenEvery is how exactly the last use of a session is known.
const seenEvery = time.Minute

// Authenticate tells who sends the request: the holder of a session, a program
// with an API key, or the local command line with the run token.
func (s *Service) Authenticate(ctx context.Context, r *http.Request) (authz.Actor, string, bool, error) {
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		if strings.HasPrefix(bearer, keyPrefix) {
			a, err := s.keyHolder(ctx, Secret(bearer))
			return a, "", err == nil, err
		}
		a, err := s.local(r, bearer)
		return a, "", err == nil, err
	}
	cookies := r.CookiesNamed(CookieName)
	if len(cookies) == 0 || cookies[0].Value == "" {
		return authz.Actor{}, "", false, nil
	}
	token := Secret(cookies[0].Value)
	user, one, day, ok, err := s.holder(ctx, token)
	if err != nil || !ok {
		return authz.Actor{}, "", false, err
	}
	if now := clock.Ms(s.clk); now-one.seen >= seenEvery.Milliseconds() {
		if err := s.db.Write(ctx, func(tx *sqldb.Tx) error { return touchSession(ctx, tx, token.hash(), now) }); err != nil {
			return authz.Actor{}, "", false, err
		}
	}
	actor := user.actor(day)
	if user.MustChangePassword || user.mustEnrol { // may do nothing else first
		actor.Permissions, actor.Scope, actor.Reach = map[string]bool{}, authz.Scope{}, map[string]authz.Scope{}
	}
	return actor, token.csrf(), true, nil
}

// local lets the command line of this machine in.
func (s *Service) local(r *http.Request, bearer string) (authz.Actor, error) {
	known := s.opts.RunToken != "" && subtle.ConstantTimeCompare([]byte(bearer), []byte(s.opts.RunToken.Reveal())) == 1
	if !known || !sameMachine(r) {
		return authz.Actor{}, fault.New(fault.Unauthenticated, "identity.bad_token", "The token is not this server's, or the request does not come from its machine.")
	}
	return authz.System("cli"), nil
}

// sameMachine reports whether the request comes from this machine: from a
// loopback address, or from the very address it was sent to.
func sameMachine(r *http.Request) bool {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	caller := from.Addr().Unmap()
	if caller.IsLoopback() {
		return true
	}
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok {
		return false
	}
	to, err := netip.ParseAddrPort(local.String())
	return err == nil && to.Addr().Unmap() == caller
}

// holder finds the living session of the token and its user.
func (s *Service) holder(ctx context.Context, token Secret) (user User, one session, day string, ok bool, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		now := clock.Ms(s.clk)
		var err error
		if one, ok, err = findSession(ctx, tx, token.hash()); err != nil || !ok {
			return err
		}
		if now >= one.expires || now-one.seen >= s.opts.Idle.Milliseconds() {
			ok = false
			return nil
		}
		if user, ok, err = findUser(ctx, tx, userByID, one.userID); err != nil || !ok {
			return err
		}
		if !user.Active {
			ok = false
			return nil
		}
		if day, err = s.org.Today(ctx, tx); err != nil {
			return err
		}
		user.mustEnrol, err = mustEnrol(ctx, tx, user, day, one.twoFactors)
		return err
	})
	return user, one, day, ok && err == nil, err
}

// mustEnrol reports whether a role of the user requires a second factor and
// there is none, neither here nor where they signed in.
func mustEnrol(ctx context.Context, tx *sqldb.Tx, u User, day string, twoFactors bool) (bool, error) {
	if u.SecondFactor || twoFactors {
		return false, nil
	}
	p, err := loadPolicy(ctx, tx)
	return err == nil && p.requires(u.actor(day).Roles), err
}

// Session is a sign-in of the acting user.
type Session struct {
	ID        string `json:"id"`
	CreatedAt string `json:"created_at" format:"date-time"`
	SeenAt    string `json:"seen_at" format:"date-time" doc:"to the minute"`
	Address   string `json:"address"`
	Agent     string `json:"agent"`
	Current   bool   `json:"current"`
}

// Sessions gives the acting user's living sessions; token is the current one's.
func (s *Service) Sessions(ctx context.Context, token Secret) ([]Session, error) {
	a, ok := authz.From(ctx)
	if !ok {
		return nil, authz.Require(ctx, "")
	}
	var out []Session
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		current, _, err := findSession(ctx, tx, token.hash())
		if err != nil {
			return err
		}
		out, err = s.living(ctx, tx, a.UserID, current.id)
		return err
	})
	return out, err
}

// SessionsOf gives the living sessions of a user, for who manages accounts.
func (s *Service) SessionsOf(ctx context.Context, userID string) ([]Session, error) {
	if err := manage(ctx); err != nil {
		return nil, err
	}
	var out []Session
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if _, err := s.whole(ctx, tx, userID); err != nil {
			return err
		}
		out, err = s.living(ctx, tx, userID, "")
		return err
	})
	return out, err
}

// EndSessionOf ends one session of a user, or all with an empty sessionID.
func (s *Service) EndSessionOf(ctx context.Context, userID, sessionID string) error {
	if err := manage(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := s.whole(ctx, tx, userID); err != nil {
			return err
		}
		if sessionID == "" {
			if err := endSessions(ctx, tx, userID); err != nil {
				return err
			}
			return s.record(ctx, tx, authz.Entry{Action: "identity.session.end_all", Object: "session", ObjectID: userID})
		}
		found, err := endSessionID(ctx, tx, sessionID, userID)
		if err == nil && !found {
			err = fault.NotFoundf("identity.session.not_found", "There is no such session.")
		}
		if err != nil {
			return err
		}
		return s.record(ctx, tx, authz.Entry{Action: "identity.session.end", Object: "session", ObjectID: userID})
	})
}

// living are the sessions of a user that are not over, the last used first.
func (s *Service) living(ctx context.Context, tx *sqldb.Tx, userID, current string) ([]Session, error) {
	loc, err := s.org.Location(ctx, tx)
	if err != nil {
		return nil, err
	}
	rows, err := sessionsOf(ctx, tx, userID)
	out, now := []Session{}, clock.Ms(s.clk)
	for _, r := range rows {
		if now < r.expires && now-r.seen < s.opts.Idle.Milliseconds() {
			out = append(out, Session{ID: r.id, CreatedAt: instant(r.created, loc), SeenAt: instant(r.seen, loc),
				Address: r.address, Agent: r.agent, Current: r.id == current})
		}
	}
	return out, err
}

// EndSession ends one of the acting user's sessions.
func (s *Service) EndSession(ctx context.Context, sessionID string) error {
	a, ok := authz.From(ctx)
	if !ok {
		return authz.Require(ctx, "")
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		found, err := endSessionID(ctx, tx, sessionID, a.UserID)
		if err != nil {
			return err
		}
		if !found {
			return fault.NotFoundf("identity.session.not_found", "You have no such session.")
		}
		return s.record(ctx, tx, authz.Entry{Action: "identity.session.end", Object: "session", ObjectID: a.UserID})
	})
}

func instant(ms int64, loc *time.Location) string {
	if ms == 0 {
		return ""
	}
	return time.UnixMilli(ms).In(loc).Format(time.RFC3339)
}
