package identity

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// outsider is somebody a provider has signed in.
type outsider struct {
	Subject string // names the person at the provider, for ever
	Login   string
	Name    string
	AgentNo string
	Groups  []string
}

// admit finds or makes the account of somebody a provider signed in, and gives
// it what their groups give. refused says why they may not come in; what was
// changed until then, such as a role a group no longer gives, stays changed.
func (s *Service) admit(ctx context.Context, tx *sqldb.Tx, p Provider, who outsider) (u User, refused, err error) {
	ctx = authz.With(ctx, authz.System(p.Name))
	if err := guard(ctx, tx); err != nil {
		return u, nil, err
	}
	// It may have been switched off or changed while the person signed in there.
	if now, ok, err := findProvider(ctx, tx, p.ID); err != nil || !ok || !now.Enabled || now.Rev != p.Rev {
		return u, fault.Conflictf("identity.provider.changed", "The way to sign in was changed meanwhile; sign in again."), err
	}
	today, err := s.org.Today(ctx, tx)
	if err != nil {
		return u, nil, err
	}
	want, err := s.inForce(ctx, tx, p.grantsOf(who.Groups))
	if err != nil {
		return u, nil, err
	}
	id, err := linked(ctx, tx, p.ID, who.Subject)
	if err != nil {
		return u, nil, err
	}
	if id == "" {
		if id, refused, err = s.claim(ctx, tx, p, who, len(want) > 0, today); err != nil || refused != nil {
			return u, refused, err
		}
	}
	if u, err = s.update(ctx, tx, id, p, who, want, today); err != nil {
		return u, nil, err
	}
	switch {
	case !u.Active:
		refused = inactive()
	case !slices.ContainsFunc(u.Grants, func(g Grant) bool { return g.on(today) }):
		refused = noRole()
	}
	return u, refused, nil
}

func inactive() error {
	return fault.New(fault.Unauthenticated, "identity.provider.inactive", "This account is switched off; ask an administrator.")
}

func noRole() error {
	return fault.New(fault.Unauthenticated, "identity.provider.no_role", "None of your groups gives you a role here; ask an administrator.")
}

// inForce leaves out what a mapping gives on a site or team there is no longer.
func (s *Service) inForce(ctx context.Context, tx *sqldb.Tx, grants []Grant) ([]Grant, error) {
	out := []Grant{}
	for _, g := range grants {
		if g.ScopeID != "" {
			if ok, err := s.org.Exists(ctx, tx, g.Scope, g.ScopeID); err != nil || !ok {
				if err != nil {
					return nil, err
				}
				continue
			}
		}
		out = append(out, g)
	}
	return out, nil
}

// claim links somebody the provider knows to the account of their login, or
// makes one, as the provider's settings allow.
func (s *Service) claim(ctx context.Context, tx *sqldb.Tx, p Provider, who outsider, role bool, today string) (id string, refused, err error) {
	login := foldLogin(who.Login)
	if !loginForm.MatchString(login) {
		return "", fault.New(fault.Unauthenticated, "identity.provider.login", "The provider tells no login that can be used here; ask an administrator to look at its settings."), nil
	}
	u, there, err := findUser(ctx, tx, userByLogin, login)
	if err != nil {
		return "", nil, err
	}
	taken := fault.New(fault.Unauthenticated, "identity.provider.login_taken", "Another account has your login already; ask an administrator.")
	switch {
	case there && (!p.Settings.Link || u.localAdministrator(today)):
		return "", taken, nil
	case there && !u.Active:
		return "", inactive(), nil
	case there:
		links, err := linksOf(ctx, tx, u.ID)
		if err != nil {
			return "", nil, err
		}
		if slices.Contains(links, p.ID) { // of somebody else there
			return "", taken, nil
		}
		if u.password != "" {
			if err := takePassword(ctx, tx, u.ID); err != nil {
				return "", nil, err
			}
			if err := endSessions(ctx, tx, u.ID); err != nil {
				return "", nil, err
			}
		}
	case !p.Settings.Create:
		return "", fault.New(fault.Unauthenticated, "identity.provider.no_account", "You have no account here; ask an administrator."), nil
	case !role:
		return "", noRole(), nil
	default:
		if u, err = s.insert(ctx, tx, NewUser{Login: login, Name: nameOr(who.Name, login), Grants: []Grant{}, KeepPassword: true, Outside: true}, ""); err != nil {
			return "", nil, err
		}
	}
	if err := addLink(ctx, tx, p.ID, who.Subject, u.ID, clock.Ms(s.clk)); err != nil {
		return "", nil, err
	}
	type link struct {
		Provider string `json:"provider"`
		Subject  string `json:"subject"`
	}
	return u.ID, nil, s.changed(ctx, tx, authz.Entry{Action: "identity.link", Object: "user", ObjectID: u.ID, After: link{p.Name, who.Subject}})
}

func nameOr(name, login string) string {
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError {
			return -1
		}
		return r
	}, name))
	if name == "" {
		return login
	}
	return clip(name, 100)
}

// update keeps what the provider tells of the user: the name, the person, and
// what the groups give. What people gave by hand stays.
func (s *Service) update(ctx context.Context, tx *sqldb.Tx, id string, p Provider, who outsider, want []Grant, today string) (User, error) {
	before, err := s.whole(ctx, tx, id)
	if err != nil {
		return before, err
	}
	after := before
	if who.Name != "" {
		after.Name = nameOr(who.Name, before.Login)
	}
	if after.PersonID, err = s.personOf(ctx, tx, before, who.AgentNo); err != nil {
		return before, err
	}
	if after.Name != before.Name || after.PersonID != before.PersonID {
		if err := saveOutside(ctx, tx, after); err != nil {
			return before, err
		}
	}
	have := slices.DeleteFunc(slices.Clone(before.Grants), func(g Grant) bool { return g.ProviderID != p.ID })
	end, drop, begin := regrant(have, want, today, yesterday(today))
	if err := applyGrants(ctx, tx, id, end, drop, begin, s.newID); err != nil {
		return before, err
	}
	if after.Name == before.Name && after.PersonID == before.PersonID && len(end)+len(drop)+len(begin) == 0 {
		return before, nil
	}
	if after, err = s.whole(ctx, tx, id); err != nil {
		return before, err
	}
	return after, s.changed(ctx, tx, authz.Entry{Action: "identity.user.update", Object: "user", ObjectID: id, Before: before, After: after})
}

// personOf is the person of the agent number the provider tells, unless the
// account belongs to one already or another account does to that one.
func (s *Service) personOf(ctx context.Context, tx *sqldb.Tx, u User, agentNo string) (string, error) {
	if u.PersonID != "" || strings.TrimSpace(agentNo) == "" {
		return u.PersonID, nil
	}
	person, err := s.org.PersonOf(ctx, tx, agentNo)
	if err != nil || person == "" {
		return "", err
	}
	if other, err := userOf(ctx, tx, person); err != nil || other != "" {
		return "", err
	}
	return person, nil
}
