package identity

import (
	"context"
	"errors"
	"strings"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	totpGet   = sqldb.Q(`select secret, confirmed_ms, last_step from identity_totp where user_id = $1`)
	totpBegin = sqldb.Q(`insert into identity_totp (user_id, secret, begun_ms, confirmed_ms, last_step) values ($1, $2, $3, 0, 0)
		on conflict (user_id) do update set secret = excluded.secret, begun_ms = excluded.begun_ms, last_step = 0 where identity_totp.confirmed_ms = 0`)
	totpAll     = sqldb.Q(`select t.user_id, u.login, t.secret from identity_totp t join identity_user u on u.id = t.user_id order by u.login`)
	totpConfirm = sqldb.Q(`update identity_totp set confirmed_ms = $1 where user_id = $2 and confirmed_ms = 0`)
	totpUse     = sqldb.Q(`update identity_totp set last_step = $1 where user_id = $2 and last_step < $1`)
	totpDrop    = sqldb.Q(`delete from identity_totp where user_id = $1`)

	recoveryOf   = sqldb.Q(`select id, hash, used_ms from identity_recovery where user_id = $1 order by id`)
	recoveryAdd  = sqldb.Q(`insert into identity_recovery (id, user_id, hash) values ($1, $2, $3)`)
	recoveryUse  = sqldb.Q(`update identity_recovery set used_ms = $1 where id = $2 and used_ms = 0`)
	recoveryDrop = sqldb.Q(`delete from identity_recovery where user_id = $1`)

	policyGet  = sqldb.Q(`select second_factor_roles, rev from identity_policy where id = 1`)
	policySave = sqldb.Q(`update identity_policy set second_factor_roles = $1, rev = rev + 1 where id = 1 and rev = $2`)
)

// authenticator is a user's second factor as stored.
type authenticator struct {
	secret    string // sealed
	confirmed int64  // ms; 0 while it is being set up
	lastStep  int64  // the newest step a code was used of
}

func findAuthenticator(ctx context.Context, tx *sqldb.Tx, userID string) (a authenticator, ok bool, err error) {
	a, err = sqldb.One(ctx, tx, totpGet, func(r sqldb.Row) (a authenticator, err error) {
		err = r.Scan(&a.secret, &a.confirmed, &a.lastStep)
		return a, err
	}, userID)
	if errors.Is(err, sqldb.ErrNotFound) {
		return a, false, nil
	}
	return a, err == nil, err
}

// eachAuthenticator gives every user's second factor, its secret sealed.
func eachAuthenticator(ctx context.Context, tx *sqldb.Tx, fn func(userID, login, secret string)) error {
	return sqldb.Each(ctx, tx, totpAll, func(r sqldb.Row) error {
		var userID, login, secret string
		err := r.Scan(&userID, &login, &secret)
		if err == nil {
			fn(userID, login, secret)
		}
		return err
	})
}

// beginAuthenticator keeps the secret of one being set up; begun is false when
// one is in use already.
func beginAuthenticator(ctx context.Context, tx *sqldb.Tx, userID, sealed string, ms int64) (begun bool, err error) {
	n, err := tx.Exec(ctx, totpBegin, userID, sealed, ms)
	return n == 1, err
}

func confirmAuthenticator(ctx context.Context, tx *sqldb.Tx, userID string, ms int64) error {
	_, err := tx.Exec(ctx, totpConfirm, ms, userID)
	return err
}

// useStep notes that a code of the step was used; fresh is false when that or
// a later one was before.
func useStep(ctx context.Context, tx *sqldb.Tx, userID string, step int64) (fresh bool, err error) {
	n, err := tx.Exec(ctx, totpUse, step, userID)
	return n == 1, err
}

func dropAuthenticator(ctx context.Context, tx *sqldb.Tx, userID string) error {
	if _, err := tx.Exec(ctx, recoveryDrop, userID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, totpDrop, userID)
	return err
}

func recoveriesOf(ctx context.Context, tx *sqldb.Tx, userID string) ([]recovery, error) {
	return sqldb.All(ctx, tx, recoveryOf, func(r sqldb.Row) (c recovery, err error) {
		err = r.Scan(&c.id, &c.hash, &c.used)
		return c, err
	}, userID)
}

// setRecoveries replaces a user's recovery codes.
func setRecoveries(ctx context.Context, tx *sqldb.Tx, userID string, codes []recovery) error {
	if _, err := tx.Exec(ctx, recoveryDrop, userID); err != nil {
		return err
	}
	for _, c := range codes {
		if _, err := tx.Exec(ctx, recoveryAdd, c.id, userID, c.hash); err != nil {
			return err
		}
	}
	return nil
}

func useRecovery(ctx context.Context, tx *sqldb.Tx, id string, ms int64) (fresh bool, err error) {
	n, err := tx.Exec(ctx, recoveryUse, ms, id)
	return n == 1, err
}

func loadPolicy(ctx context.Context, tx *sqldb.Tx) (Policy, error) {
	return sqldb.One(ctx, tx, policyGet, func(r sqldb.Row) (p Policy, err error) {
		var roles string
		err = r.Scan(&roles, &p.Rev)
		p.SecondFactorRoles = strings.Fields(roles)
		return p, err
	})
}

func savePolicy(ctx context.Context, tx *sqldb.Tx, p Policy) (bool, error) {
	n, err := tx.Exec(ctx, policySave, strings.Join(p.SecondFactorRoles, " "), p.Rev)
	return n == 1, err
}
