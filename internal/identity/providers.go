package identity

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/identity/directory"
	"github.com/lingting/lingting/internal/identity/openid"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

func (s *Service) newID() string { return id.New(s.clk) }

// Providers gives the sign-in providers whose name contains search, by name.
func (s *Service) Providers(ctx context.Context, search, kind string) ([]Provider, error) {
	if err := manage(ctx); err != nil {
		return nil, err
	}
	out := []Provider{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		zone, err := s.org.Location(ctx, tx)
		if err != nil {
			return err
		}
		all, err := allProviders(ctx, tx)
		for _, p := range all {
			if strings.Contains(sqldb.Fold(p.Name), sqldb.Fold(search)) && (kind == "" || p.Kind == kind) {
				out = append(out, p.shown(zone))
			}
		}
		return err
	})
	return out, err
}

// Provider gives one sign-in provider.
func (s *Service) Provider(ctx context.Context, providerID string) (Provider, error) {
	if err := manage(ctx); err != nil {
		return Provider{}, err
	}
	var out Provider
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		out, err = s.provider(ctx, tx, providerID)
		return err
	})
	return out, err
}

// provider loads one as shown.
func (s *Service) provider(ctx context.Context, tx *sqldb.Tx, providerID string) (Provider, error) {
	p, ok, err := findProvider(ctx, tx, providerID)
	if err == nil && !ok {
		err = noProvider()
	}
	if err != nil {
		return p, err
	}
	zone, err := s.org.Location(ctx, tx)
	return p.shown(zone), err
}

func noProvider() error {
	return fault.NotFoundf("identity.provider.not_found", "There is no such way to sign in, or it is switched off.")
}

// CreateProvider adds a way to sign in.
func (s *Service) CreateProvider(ctx context.Context, in NewProvider) (Provider, error) {
	var out Provider
	if err := manage(ctx); err != nil {
		return out, err
	}
	p := Provider{ID: s.newID(), Name: in.Name, Kind: in.Kind, Enabled: in.Enabled, Settings: in.Settings, created: clock.Ms(s.clk)}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := s.prepare(ctx, tx, &p, Provider{}, &in.Secret); err != nil {
			return err
		}
		if err := addProvider(ctx, tx, p); err != nil {
			return err
		}
		var err error
		if out, err = s.provider(ctx, tx, p.ID); err != nil {
			return err
		}
		return s.record(ctx, tx, authz.Entry{Action: "identity.provider.create", Object: "sign_in_provider", ObjectID: p.ID, After: out})
	})
	return out, err
}

// UpdateProvider changes a way to sign in. Another address, or another account
// of ours there, drops the kept secret unless a new one comes along. Switching
// it off ends the sessions that came through it.
func (s *Service) UpdateProvider(ctx context.Context, providerID string, rev int64, in ProviderPatch) (Provider, error) {
	var out Provider
	if err := manage(ctx); err != nil {
		return out, err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := s.provider(ctx, tx, providerID)
		if err != nil {
			return err
		}
		if rev == 0 {
			return fault.Invalidf("identity.rev_needed", "Say which state you have changed: send the provider's rev, or its ETag in If-Match.").
				WithField("body.rev", "required", "must be the rev of the provider as it was read")
		}
		p := before
		p.Rev = rev
		if in.Name != nil {
			p.Name = *in.Name
		}
		if in.Enabled != nil {
			p.Enabled = *in.Enabled
		}
		if in.Settings != nil {
			p.Settings = *in.Settings
		}
		if err := s.prepare(ctx, tx, &p, before, in.Secret); err != nil {
			return err
		}
		if saved, err := saveProvider(ctx, tx, p); err != nil || !saved {
			return errors.Join(err, stale())
		}
		if before.Enabled && !p.Enabled {
			if err := s.endSessionsOf(ctx, tx, p.ID); err != nil {
				return err
			}
		}
		if out, err = s.provider(ctx, tx, p.ID); err != nil {
			return err
		}
		return s.record(ctx, tx, authz.Entry{Action: "identity.provider.update", Object: "sign_in_provider", ObjectID: p.ID, Before: before, After: out})
	})
	return out, err
}

// prepare checks a provider that is to be stored, and seals its secret.
func (s *Service) prepare(ctx context.Context, tx *sqldb.Tx, p *Provider, before Provider, secret *Secret) error {
	var w fault.Collector
	checkProvider(&w, p)
	if secret != nil && (len(*secret) > 1000 || strings.ContainsAny(secret.Reveal(), "\r\n\x00")) {
		w.Add("body.secret", "pattern", "must be one line of at most 1000 bytes")
	}
	for i, m := range p.Settings.Mappings {
		if m.ScopeID == "" {
			continue
		}
		ok, err := s.org.Exists(ctx, tx, m.Scope, m.ScopeID)
		if err != nil {
			return err
		}
		if !ok {
			w.Add(fmt.Sprintf("body.settings.mappings[%d].scope_id", i), "unknown", "leads to no "+m.Scope)
		}
	}
	p.secret = ""
	switch {
	case secret != nil && *secret != "":
		sealed, err := s.box.Seal(secret.Reveal(), p.about())
		if err != nil {
			return err
		}
		p.secret = sealed
	case before.secret != "" && secret == nil && p.Settings.sameDoor(before.Settings):
		p.secret = before.secret
	case before.secret != "" && secret == nil:
		w.Add("body.secret", "required", "must be entered anew for this address")
	case p.Kind == KindDirectory && p.Settings.BindDN != "":
		w.Add("body.secret", "required", "must be the password of who searches")
	}
	if err := w.Err("identity.provider.invalid", "The way to sign in has wrong values."); err != nil {
		return err
	}
	other, err := providerNamed(ctx, tx, p.Name)
	if err == nil && other != "" && other != p.ID {
		err = fault.Conflictf("identity.provider.name_taken", "Another way to sign in has this name.").WithField("body.name", "taken", "is used by another one")
	}
	return err
}

// DeleteProvider forgets a way to sign in, its links, the sessions that came
// through it, and what its groups gave. The accounts stay.
func (s *Service) DeleteProvider(ctx context.Context, providerID string) error {
	if err := manage(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := guard(ctx, tx); err != nil {
			return err
		}
		before, err := s.provider(ctx, tx, providerID)
		if err != nil {
			return err
		}
		users, err := usersOfProvider(ctx, tx, providerID)
		if err != nil {
			return err
		}
		slices.Sort(users)
		for _, u := range slices.Compact(users) {
			if err := s.unlink(ctx, tx, u, before); err != nil {
				return err
			}
		}
		if err := dropProvider(ctx, tx, providerID); err != nil {
			return err
		}
		return s.record(ctx, tx, authz.Entry{Action: "identity.provider.delete", Object: "sign_in_provider", ObjectID: providerID, Before: before})
	})
}

// Unlink parts an account from somebody at a provider: what the groups there
// gave ends, and so do the sessions that came through it.
func (s *Service) Unlink(ctx context.Context, userID, providerID string) (User, error) {
	var out User
	if err := manage(ctx); err != nil {
		return out, err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := guard(ctx, tx); err != nil {
			return err
		}
		u, err := s.whole(ctx, tx, userID)
		if err != nil {
			return err
		}
		if !slices.Contains(u.Providers, providerID) {
			return fault.NotFoundf("identity.provider.not_linked", "The account is not linked there.")
		}
		p, err := s.provider(ctx, tx, providerID)
		if err != nil {
			return err
		}
		if err := s.unlink(ctx, tx, userID, p); err != nil {
			return err
		}
		out, err = s.whole(ctx, tx, userID)
		return err
	})
	return out, err
}

func (s *Service) unlink(ctx context.Context, tx *sqldb.Tx, userID string, p Provider) error {
	before, err := s.whole(ctx, tx, userID)
	if err != nil {
		return err
	}
	today, err := s.org.Today(ctx, tx)
	if err != nil {
		return err
	}
	have := slices.DeleteFunc(slices.Clone(before.Grants), func(g Grant) bool { return g.ProviderID != p.ID })
	end, drop, _ := regrant(have, nil, today, yesterday(today))
	if err := applyGrants(ctx, tx, userID, end, drop, nil, s.newID); err != nil {
		return err
	}
	if err := dropLink(ctx, tx, userID, p.ID); err != nil {
		return err
	}
	if err := endSessionsBy(ctx, tx, userID, p.ID); err != nil {
		return err
	}
	after, err := s.whole(ctx, tx, userID)
	if err != nil {
		return err
	}
	return s.changed(ctx, tx, authz.Entry{Action: "identity.unlink", Object: "user", ObjectID: userID, Before: before, After: after})
}

// endSessionsOf ends the sessions that came through the provider.
func (s *Service) endSessionsOf(ctx context.Context, tx *sqldb.Tx, providerID string) error {
	users, err := usersOfProvider(ctx, tx, providerID)
	for _, u := range users {
		err = errors.Join(err, endSessionsBy(ctx, tx, u, providerID))
	}
	return err
}

// Probe is what trying a provider's settings found.
type Probe struct {
	OK      bool    `json:"ok"`
	Code    string  `json:"code,omitempty" doc:"Stable code of what is wrong"`
	Message string  `json:"message,omitempty" doc:"What is wrong, in English"`
	Found   *Person `json:"found,omitempty" doc:"Who the directory has under the login"`
}

// Person is who a directory has.
type Person struct {
	DN      string   `json:"dn"`
	Login   string   `json:"login"`
	Name    string   `json:"name"`
	AgentNo string   `json:"agent_no,omitempty"`
	Groups  []string `json:"groups"`
	Grants  []Grant  `json:"grants" doc:"What the groups give"`
}

// Try reaches a provider with settings, saved or not; of a directory it also
// looks up a login. Without a secret the saved one is used, when the settings
// lead to the same place.
func (s *Service) Try(ctx context.Context, providerID string, in NewProvider, login string) (Probe, error) {
	var out Probe
	if err := manage(ctx); err != nil {
		return out, err
	}
	p := Provider{ID: providerID, Name: "?", Kind: in.Kind, Settings: in.Settings}
	var w fault.Collector
	checkProvider(&w, &p)
	if err := w.Err("identity.provider.invalid", "The way to sign in has wrong values."); err != nil {
		return out, err
	}
	secret := in.Secret.Reveal()
	if secret == "" && providerID != "" {
		saved, err := s.Provider(ctx, providerID)
		if err != nil {
			return out, err
		}
		if saved.secret != "" && p.Settings.sameDoor(saved.Settings) {
			if secret, err = s.box.Open(saved.secret, saved.about()); err != nil {
				return out, err
			}
		}
	}
	if p.Kind == KindOpenID {
		_, err := openid.Discover(ctx, p.openID(secret), s.clk.Now)
		return probed(err), nil
	}
	found, err := p.directory(secret).Find(ctx, foldLogin(login))
	switch {
	case errors.Is(err, directory.ErrUnknown) && login == "":
		return Probe{OK: true}, nil
	case errors.Is(err, directory.ErrUnknown):
		return Probe{Code: "identity.provider.nobody", Message: err.Error()}, nil
	case errors.Is(err, directory.ErrDisabled):
		return Probe{Code: "identity.provider.inactive", Message: err.Error()}, nil
	case err != nil:
		return probed(err), nil
	}
	return Probe{OK: true, Found: &Person{DN: found.DN, Login: found.Login, Name: found.Name, AgentNo: found.AgentNo, Groups: append([]string{}, found.Groups...), Grants: p.grantsOf(found.Groups)}}, nil
}

// probed tells an administrator why a provider cannot be used.
func probed(err error) Probe {
	if err == nil {
		return Probe{OK: true}
	}
	return Probe{Code: "identity.provider.unreachable", Message: clip(err.Error(), 500)}
}
