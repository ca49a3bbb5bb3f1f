package identity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// NewUser asks for an account. Roles come with their own scopes; Grants name
// theirs.
type NewUser struct {
	Login        string
	Name         string
	Roles        []string
	Grants       []Grant
	PersonID     string
	Password     Secret
	KeepPassword bool // the password need not be changed at the first sign-in
	Outside      bool // without a password: a sign-in provider links it at the first sign-in
}

// dress fills in what is shown of a user on the centre's day.
func (s *Service) dress(ctx context.Context, tx *sqldb.Tx, u User) (User, error) {
	day, err := s.org.Today(ctx, tx)
	if err != nil {
		return u, err
	}
	if u.Grants == nil {
		if u.Grants, err = loadGrants(ctx, tx, u.ID); err != nil {
			return u, err
		}
	}
	u.day, u.Roles = day, u.actor(day).Roles
	u.Grants = slices.DeleteFunc(slices.Clone(u.Grants), func(g Grant) bool { return g.over(day) })
	loc, err := s.org.Location(ctx, tx)
	if err != nil {
		return u, err
	}
	u.SignedInAt = instant(u.signedIn, loc)
	u.Providers, err = linksOf(ctx, tx, u.ID)
	return u, err
}

// whole loads a user as shown.
func (s *Service) whole(ctx context.Context, tx *sqldb.Tx, userID string) (User, error) {
	u, ok, err := findUser(ctx, tx, userByID, userID)
	if err != nil {
		return u, err
	}
	if !ok {
		return u, fault.NotFoundf("identity.user.not_found", "There is no such user.")
	}
	return s.dress(ctx, tx, u)
}

// CreateUser adds an account.
func (s *Service) CreateUser(ctx context.Context, in NewUser) (User, error) {
	var out User
	if err := manage(ctx); err != nil {
		return out, err
	}
	in.Login, in.Name = foldLogin(in.Login), strings.TrimSpace(in.Name)
	var w fault.Collector
	checkUser(&w, in.Login, in.Name)
	checkRoles(&w, in.Roles)
	if err := w.Err("identity.user.invalid", "The account has wrong values."); err != nil {
		return out, err
	}
	hash := ""
	if in.Outside {
		in.KeepPassword = true
	} else {
		if err := checkPassword("body.password", in.Password, in.Login); err != nil {
			return out, err
		}
		var err error
		if hash, err = s.derive(ctx, in.Password); err != nil {
			return out, err
		}
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) (err error) {
		out, err = s.insert(ctx, tx, in, hash)
		return err
	})
	return out, err
}

// manage lets through who may manage accounts.
func manage(ctx context.Context) error { return authz.RequireCentre(ctx, "users.manage") }

func (s *Service) insert(ctx context.Context, tx *sqldb.Tx, in NewUser, hash string) (User, error) {
	u := User{ID: id.New(s.clk), Login: in.Login, Name: in.Name, PersonID: in.PersonID, password: hash, MustChangePassword: !in.KeepPassword, Active: true}
	if err := guard(ctx, tx); err != nil {
		return u, err
	}
	if _, taken, err := findUser(ctx, tx, userByLogin, u.Login); err != nil || taken {
		if err == nil {
			err = fault.Conflictf("identity.user.login_taken", "Another account has this login already.").WithField("body.login", "taken", "is used by another account")
		}
		return u, err
	}
	today, err := s.org.Today(ctx, tx)
	if err != nil {
		return u, err
	}
	want := in.Grants
	if want != nil {
		want = byHand(want)
	} else {
		if want, err = s.granted(ctx, tx, nil, in.Roles, u.PersonID, today); err != nil {
			return u, err
		}
	}
	if err := s.refs(ctx, tx, u, want, today); err != nil {
		return u, err
	}
	if err := addUser(ctx, tx, u, clock.Ms(s.clk)); err != nil {
		return u, err
	}
	_, _, begin := regrant(nil, want, today, "")
	if err := applyGrants(ctx, tx, u.ID, nil, nil, begin, func() string { return id.New(s.clk) }); err != nil {
		return u, err
	}
	out, err := s.whole(ctx, tx, u.ID)
	if err != nil {
		return u, err
	}
	return out, s.changed(ctx, tx, authz.Entry{Action: "identity.user.create", Object: "user", ObjectID: u.ID, After: out})
}

// granted are the grants a user shall hold when the roles shall be exactly
// these. A role for a team comes with the teams that the person leads, else
// with their own.
func (s *Service) granted(ctx context.Context, tx *sqldb.Tx, have []Grant, roles []string, personID, today string) ([]Grant, error) {
	var w fault.Collector
	var failed error
	out := byRoles(have, roles, today, func(key string) []Grant {
		r, _ := roleOf(key)
		if r.Scope != ScopeTeam {
			return []Grant{{Role: key, Scope: r.Scope}}
		}
		teams, err := s.org.TeamsOf(ctx, tx, personID, today)
		failed = errors.Join(failed, err)
		if len(teams) == 0 {
			w.Add("body.roles", "scope_needed", "has a role for a team: name the team in grants, or the person who leads it")
		}
		grants := []Grant{}
		for _, t := range teams {
			grants = append(grants, Grant{Role: key, Scope: ScopeTeam, ScopeID: t})
		}
		return grants
	})
	return out, errors.Join(failed, w.Err("identity.user.invalid", "The account has wrong values."))
}

// refs checks that a user's person, and the scopes of the grants, exist.
func (s *Service) refs(ctx context.Context, tx *sqldb.Tx, u User, grants []Grant, today string) error {
	var w fault.Collector
	checkGrants(&w, grants, today)
	if u.PersonID != "" {
		ok, err := s.org.Exists(ctx, tx, "person", u.PersonID)
		if err != nil {
			return err
		}
		if !ok {
			w.Add("body.person_id", "unknown", "leads to nobody")
		}
		other, err := userOf(ctx, tx, u.PersonID)
		if err != nil {
			return err
		}
		if other != "" && other != u.ID {
			return fault.Conflictf("identity.user.person_taken", "This person has an account already.").WithField("body.person_id", "taken", "has an account already")
		}
	}
	for i, g := range grants {
		if g.Scope == ScopeSite || g.Scope == ScopeTeam {
			ok, err := s.org.Exists(ctx, tx, g.Scope, g.ScopeID)
			if err != nil {
				return err
			}
			if !ok {
				w.Add(fmt.Sprintf("body.grants[%d].scope_id", i), "unknown", "leads to no "+g.Scope)
			}
		}
	}
	return w.Err("identity.user.invalid", "The account has wrong values.")
}

// UserPatch changes what is not nil; an empty PersonID takes it away.
type UserPatch struct {
	Name     *string
	Roles    *[]string
	Grants   *[]Grant
	PersonID *string
	Active   *bool
}

// UpdateUser changes an account. Switching it off ends its sessions.
func (s *Service) UpdateUser(ctx context.Context, userID string, rev int64, in UserPatch) (User, error) {
	var out User
	if err := manage(ctx); err != nil {
		return out, err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := guard(ctx, tx); err != nil {
			return err
		}
		before, err := s.whole(ctx, tx, userID)
		if err != nil {
			return err
		}
		if rev != before.Rev {
			if rev == 0 {
				return fault.Invalidf("identity.rev_needed", "Say which state you have changed: send the account's rev, or its ETag in If-Match.").
					WithField("body.rev", "required", "must be the rev of the account as it was read")
			}
			return stale()
		}
		after, want, err := s.edit(ctx, tx, before, in)
		if err != nil {
			return err
		}
		if err := s.store(ctx, tx, before, after, want); err != nil {
			return err
		}
		if out, err = s.whole(ctx, tx, userID); err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "identity.user.update", Object: "user", ObjectID: userID, Before: before, After: out})
	})
	return out, err
}

func stale() error {
	return fault.Conflictf("identity.stale", "Someone else changed this meanwhile; load it again and repeat the change.")
}

// edit applies the patch; want are the grants to hold, nil to leave them.
func (s *Service) edit(ctx context.Context, tx *sqldb.Tx, u User, in UserPatch) (User, []Grant, error) {
	var w fault.Collector
	if in.Name != nil {
		u.Name = strings.TrimSpace(*in.Name)
		checkName(&w, u.Name)
	}
	if in.PersonID != nil {
		u.PersonID = *in.PersonID
	}
	if in.Active != nil {
		u.Active = *in.Active
	}
	if in.Roles != nil {
		checkRoles(&w, *in.Roles)
	}
	if err := w.Err("identity.user.invalid", "The account has wrong values."); err != nil {
		return u, nil, err
	}
	today, err := s.org.Today(ctx, tx)
	if err != nil {
		return u, nil, err
	}
	var want []Grant
	switch {
	case in.Grants != nil:
		want = append([]Grant{}, byHand(*in.Grants)...) // those of groups come back as they were read
	case in.Roles != nil:
		if want, err = s.granted(ctx, tx, byHand(u.Grants), *in.Roles, u.PersonID, today); err != nil {
			return u, nil, err
		}
	}
	return u, want, s.refs(ctx, tx, u, want, today)
}

func (s *Service) store(ctx context.Context, tx *sqldb.Tx, before, after User, want []Grant) error {
	saved, err := saveUser(ctx, tx, after)
	if err != nil {
		return err
	}
	if !saved {
		return stale()
	}
	today, err := s.org.Today(ctx, tx)
	if err != nil {
		return err
	}
	if want != nil {
		end, drop, begin := regrant(byHand(before.Grants), want, today, yesterday(today))
		if err := applyGrants(ctx, tx, after.ID, end, drop, begin, func() string { return id.New(s.clk) }); err != nil {
			return err
		}
	}
	if !after.Active {
		if err := endSessions(ctx, tx, after.ID); err != nil {
			return err
		}
	}
	return s.administered(ctx, tx, today)
}

// administered refuses what would leave nobody who can get in and put things
// right.
func (s *Service) administered(ctx context.Context, tx *sqldb.Tx, today string) error {
	n, err := countAdmins(ctx, tx, today)
	if err == nil && n == 0 {
		err = fault.Conflictf("identity.last_administrator", "This is the last administrator; make another one first.").
			WithField("body.roles", "last_administrator", "would leave the centre without an administrator")
	}
	return err
}

func yesterday(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, -1).Format(time.DateOnly)
}

// ResetPassword gives a user a password they must change at the next sign-in;
// their sessions end and a lock is lifted.
func (s *Service) ResetPassword(ctx context.Context, userID string, password Secret) error {
	if err := manage(ctx); err != nil {
		return err
	}
	var u User
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		u, err = s.whole(ctx, tx, userID)
		return err
	}); err != nil {
		return err
	}
	if err := checkPassword("body.password", password, u.Login); err != nil {
		return err
	}
	hash, err := s.derive(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error { return s.setPassword(ctx, tx, u, hash, true) })
}

// UserFilter picks accounts.
type UserFilter struct {
	Search string
	Role   string
	Active *bool
	Cursor string
	Limit  int
}

// ListUsers gives a page of accounts by login.
func (s *Service) ListUsers(ctx context.Context, f UserFilter) (page.Of[User], error) {
	var out page.Of[User]
	if err := manage(ctx); err != nil {
		return out, err
	}
	after, err := page.Parse(f.Cursor, 1)
	if err != nil {
		return out, err
	}
	l := listFilter{active: -1, role: f.Role, after: after[0], limit: page.Limit(f.Limit) + 1}
	if strings.TrimSpace(f.Search) != "" {
		l.search = sqldb.Contains(f.Search)
	}
	if f.Active != nil {
		l.active = bit(*f.Active)
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if l.today, err = s.org.Today(ctx, tx); err != nil {
			return err
		}
		rows, total, err := listUsers(ctx, tx, l)
		if err != nil {
			return err
		}
		for i := range rows {
			if rows[i], err = s.dress(ctx, tx, rows[i]); err != nil {
				return err
			}
		}
		out = page.Cut(rows, l.limit-1, total, func(u User) string { return page.Cursor(u.Login) })
		return nil
	})
	return out, err
}

// User gives one account.
func (s *Service) User(ctx context.Context, userID string) (User, error) {
	var out User
	if err := manage(ctx); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		out, err = s.whole(ctx, tx, userID)
		return err
	})
	return out, err
}

// FindLogin gives the account of a login, for the command line.
func (s *Service) FindLogin(ctx context.Context, login string) (User, error) {
	var out User
	if err := manage(ctx); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		u, ok, err := findUser(ctx, tx, userByLogin, foldLogin(login))
		if err == nil && !ok {
			err = fault.NotFoundf("identity.user.not_found", "There is no user with the login %s.", login)
		}
		if err != nil {
			return err
		}
		out, err = s.dress(ctx, tx, u)
		return err
	})
	return out, err
}

// AccountsOf gives, by person, the ids of the accounts that stand for one.
func (s *Service) AccountsOf(ctx context.Context, tx *sqldb.Tx) (map[string]string, error) {
	return accountsOf(ctx, tx)
}

// Bootstrap makes the first account, an administrator with a generated
// password, unless there are accounts already. The password is to be shown
// once and kept nowhere.
func (s *Service) Bootstrap(ctx context.Context) (login string, password Secret, made bool, err error) {
	login, password = "admin", NewPassword()
	var there bool
	if err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		there, err = anyUser(ctx, tx)
		return err
	}); err != nil || there {
		return "", "", false, err
	}
	hash, err := s.derive(ctx, password)
	if err != nil {
		return "", "", false, err
	}
	ctx = authz.With(ctx, authz.System("first start"))
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		made = false
		if err := guard(ctx, tx); err != nil {
			return err
		}
		if there, err := anyUser(ctx, tx); err != nil || there {
			return err
		}
		made = true
		_, err := s.insert(ctx, tx, NewUser{Login: login, Name: "管理员", Roles: []string{Administrator}}, hash)
		return err
	})
	if err != nil || !made {
		return "", "", false, err
	}
	return login, password, true, nil
}
