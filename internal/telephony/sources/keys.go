package sources

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Keys gives the intake keys of a source, the newest first.
func (s *Service) Keys(ctx context.Context, sourceID string) ([]Key, error) {
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return nil, err
	}
	out := []Key{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		zone, err := s.zone(ctx, tx)
		if err != nil {
			return err
		}
		if _, err := load(ctx, tx, sourceID, 0); err != nil {
			return err
		}
		rows, err := sqldb.All(ctx, tx, qKeys, scanKey, sourceID)
		for i := range rows {
			out = append(out, rows[i].shown(clock.Ms(s.clk), zone))
		}
		return err
	})
	return out, err
}

// AddKey makes an intake key that is valid for some days.
func (s *Service) AddKey(ctx context.Context, sourceID, label string, days int) (NewKey, error) {
	var out NewKey
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return out, err
	}
	label = strings.TrimSpace(label)
	if err := checkKey(label, days); err != nil {
		return out, err
	}
	actor, _ := authz.From(ctx)
	secret, now := newSecret(), s.clk.Now()
	k := keyRow{id: id.New(s.clk), sourceID: sourceID, label: label, hash: hashOf(secret), hint: secret[len(secret)-4:], createdBy: actor.UserID,
		createdMs: now.UnixMilli(), expiresMs: now.Add(time.Duration(days) * 24 * time.Hour).UnixMilli()}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		zone, err := s.zone(ctx, tx)
		if err != nil {
			return err
		}
		v, err := load(ctx, tx, sourceID, 0)
		if err != nil {
			return err
		}
		if !takesKeys(v.Kind) {
			return fault.Invalidf("telephony.live.no_keys", "%s is connected to by this server and takes no intake keys.", v.Name)
		}
		if err := insertKey(ctx, tx, k); err != nil {
			return err
		}
		out = NewKey{k.shown(now.UnixMilli(), zone), secret}
		return s.record(ctx, tx, "key_create", sourceID, nil, out.Key)
	})
	if err != nil {
		return NewKey{}, err
	}
	s.changed()
	return out, nil
}

// takesKeys reports whether sources of the kind are told things over HTTP.
func takesKeys(kind string) bool { return kind == KindHTTP || kind == KindConnectPush }

// RevokeKey ends a key at once and for good.
func (s *Service) RevokeKey(ctx context.Context, sourceID, keyID string) (Key, error) {
	var out Key
	if err := authz.Require(ctx, PermissionManage); err != nil {
		return out, err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		zone, err := s.zone(ctx, tx)
		if err != nil {
			return err
		}
		k, err := sqldb.One(ctx, tx, qKey, scanKey, keyID, sourceID)
		if errors.Is(err, sqldb.ErrNotFound) {
			return fault.NotFoundf("telephony.live.key_not_found", "This source has no such key.")
		}
		if err != nil {
			return err
		}
		now := clock.Ms(s.clk)
		before := k.shown(now, zone)
		n, err := tx.Exec(ctx, qRevoke, keyID, now)
		if err != nil {
			return err
		}
		if n > 0 {
			k.revokedMs = now
		}
		out = k.shown(now, zone)
		if n == 0 { // revoked before
			return nil
		}
		return s.record(ctx, tx, "key_revoke", sourceID, before, out)
	})
	if err == nil {
		s.changed()
	}
	return out, err
}

// usedEvery is how exactly the last use of a key is known.
const usedEvery = time.Minute

// Holder gives the source an intake key belongs to. All that is wrong with a
// key is answered in the same words, but for a source that is switched off.
func (s *Service) Holder(ctx context.Context, secret string) (Source, error) {
	refused := fault.New(fault.Unauthenticated, "telephony.live.key_refused", "The header X-Intake-Key carries no valid key: it is missing, unknown, expired or revoked. An administrator makes keys on the page of live sources.")
	if !strings.HasPrefix(secret, keyPrefix) || len(secret) > 100 {
		return Source{}, refused
	}
	var out Source
	var used int64
	var keyID string
	now := clock.Ms(s.clk)
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		k, err := sqldb.One(ctx, tx, qByHash, scanKey, hashOf(secret))
		if errors.Is(err, sqldb.ErrNotFound) || err == nil && k.state(now) != KeyValid {
			return refused
		}
		if err != nil {
			return err
		}
		v, err := load(ctx, tx, k.sourceID, now)
		if err != nil {
			return err
		}
		if !v.Enabled {
			return fault.Newf(fault.Denied, "telephony.live.switched_off", "The source %s is switched off; an administrator can switch it on.", v.Name)
		}
		out, used, keyID = v.Source, k.usedMs, k.id
		return nil
	})
	if err != nil || now-used < usedEvery.Milliseconds() {
		return out, err
	}
	return out, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		_, err := tx.Exec(ctx, qUsed, keyID, now)
		return err
	})
}

func wrongKind(src Source) error {
	return fault.Newf(fault.Denied, "telephony.intake.wrong_kind", "The source %s is of the kind %s, which this address does not take.", src.Name, src.Kind)
}
