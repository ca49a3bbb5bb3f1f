package identity

import (
	"context"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Keys gives the API keys whose name contains search and that are in the
// state, the newest first; empty texts pick all.
func (s *Service) Keys(ctx context.Context, search, state string) ([]Key, error) {
	if err := manage(ctx); err != nil {
		return nil, err
	}
	var out []Key
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		zone, err := s.org.Location(ctx, tx)
		if err != nil {
			return err
		}
		all, err := allKeys(ctx, tx)
		out = []Key{}
		for _, k := range all {
			k = k.shown(clock.Ms(s.clk), zone)
			if strings.Contains(sqldb.Fold(k.Name), sqldb.Fold(search)) && (state == "" || k.State == state) {
				out = append(out, k)
			}
		}
		return err
	})
	return out, err
}

// CreateKey makes an API key. The secret is to be shown once and kept nowhere.
func (s *Service) CreateKey(ctx context.Context, in NewKey) (Key, Secret, error) {
	var out Key
	if err := manage(ctx); err != nil {
		return out, "", err
	}
	secret := Secret(keyPrefix + NewToken().Reveal())
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		zone, err := s.org.Location(ctx, tx)
		if err != nil {
			return err
		}
		var w fault.Collector
		in.check(&w)
		now := s.clk.Now()
		end := in.expiry(&w, now, zone)
		if in.Scope != ScopeCentre && in.ScopeID != "" {
			ok, err := s.org.Exists(ctx, tx, in.Scope, in.ScopeID)
			if err != nil {
				return err
			}
			if !ok {
				w.Add("body.scope_id", "unknown", "leads to no "+in.Scope)
			}
		}
		if err := w.Err("identity.key.invalid", "The key has wrong values."); err != nil {
			return err
		}
		actor, _ := authz.From(ctx)
		out = Key{ID: id.New(s.clk), Name: in.Name, Permissions: in.Permissions, Scope: in.Scope, ScopeID: in.ScopeID, CreatedBy: actor.Login,
			hash: secret.hash(), created: now.UnixMilli(), expires: end.UnixMilli()}
		if err := addKey(ctx, tx, out); err != nil {
			return err
		}
		out = out.shown(now.UnixMilli(), zone)
		return s.record(ctx, tx, authz.Entry{Action: "identity.key.create", Object: "api_key", ObjectID: out.ID, After: out})
	})
	if err != nil {
		return Key{}, "", err
	}
	return out, secret, nil
}

// RevokeKey ends a key at once. Asked twice, it is done once.
func (s *Service) RevokeKey(ctx context.Context, keyID string) (Key, error) {
	var out Key
	if err := manage(ctx); err != nil {
		return out, err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		zone, err := s.org.Location(ctx, tx)
		if err != nil {
			return err
		}
		before, ok, err := findKey(ctx, tx, keyByID, keyID)
		if err == nil && !ok {
			err = fault.NotFoundf("identity.key.not_found", "There is no such key.")
		}
		if err != nil {
			return err
		}
		now := clock.Ms(s.clk)
		out = before
		revoked, err := revokeKey(ctx, tx, keyID, now)
		if err == nil && revoked {
			out.revoked = now
			err = s.record(ctx, tx, authz.Entry{Action: "identity.key.revoke", Object: "api_key", ObjectID: keyID,
				Before: before.shown(now, zone), After: out.shown(now, zone)})
		}
		out = out.shown(now, zone)
		return err
	})
	return out, err
}

// keyHolder tells which program comes with the secret.
func (s *Service) keyHolder(ctx context.Context, secret Secret) (authz.Actor, error) {
	var k Key
	var ok bool
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		k, ok, err = findKey(ctx, tx, keyByHash, secret.hash())
		return err
	})
	if err != nil {
		return authz.Actor{}, err
	}
	now := clock.Ms(s.clk)
	if !ok || k.revoked != 0 || now >= k.expires {
		return authz.Actor{}, fault.New(fault.Unauthenticated, "identity.key.refused", "The API key is unknown, over or revoked; ask an administrator for another.")
	}
	if now-k.used >= seenEvery.Milliseconds() {
		if err := s.db.Write(ctx, func(tx *sqldb.Tx) error { return touchKey(ctx, tx, k.ID, now) }); err != nil {
			return authz.Actor{}, err
		}
	}
	return k.actor(), nil
}
