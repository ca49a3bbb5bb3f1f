package identity

import (
	"context"
	"errors"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	sessionAdd = sqldb.Q(`insert into identity_session (hash, id, user_id, created_ms, seen_ms, expires_ms, address, agent, provider_id, two_factors)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	sessionGet   = sqldb.Q(`select id, user_id, created_ms, seen_ms, expires_ms, address, agent, provider_id, two_factors from identity_session where hash = $1`)
	sessionSeen  = sqldb.Q(`update identity_session set seen_ms = $1 where hash = $2`)
	sessionOf    = sqldb.Q(`select id, user_id, created_ms, seen_ms, expires_ms, address, agent, provider_id, two_factors from identity_session where user_id = $1 order by seen_ms desc, id`)
	sessionEnd   = sqldb.Q(`delete from identity_session where hash = $1`)
	sessionEndID = sqldb.Q(`delete from identity_session where id = $1 and user_id = $2`)
	sessionClear = sqldb.Q(`delete from identity_session where user_id = $1`)
	sessionPrune = sqldb.Q(`delete from identity_session where expires_ms < $1 or seen_ms < $2`)

	attemptTake = sqldb.Q(`insert into identity_attempt (login, failures, first_ms, locks, locked_until_ms, last_ms) values ($1, 0, 0, 0, 0, 0)
		on conflict (login) do update set login = excluded.login
		returning failures, first_ms, locks, locked_until_ms, last_ms`)
	attemptSet = sqldb.Q(`update identity_attempt set failures = $1, first_ms = $2, locks = $3, locked_until_ms = $4, last_ms = $5
		where login = $6`)
	attemptForget = sqldb.Q(`delete from identity_attempt where login = $1`)
	attemptPrune  = sqldb.Q(`delete from identity_attempt where last_ms < $1 and locked_until_ms < $1`)
)

// session is one sign-in as stored.
type session struct {
	id, userID             string
	created, seen, expires int64
	address, agent         string
	provider               string // through which the sign-in came; "": by local password
	twoFactors             bool   // a second factor was shown, here or at the provider
}

func scanSession(r sqldb.Row) (s session, err error) {
	var two int
	err = r.Scan(&s.id, &s.userID, &s.created, &s.seen, &s.expires, &s.address, &s.agent, &s.provider, &two)
	s.twoFactors = two == 1
	return s, err
}

func addSession(ctx context.Context, tx *sqldb.Tx, hash string, s session) error {
	_, err := tx.Exec(ctx, sessionAdd, hash, s.id, s.userID, s.created, s.seen, s.expires, s.address, s.agent, s.provider, bit(s.twoFactors))
	return err
}

func findSession(ctx context.Context, tx *sqldb.Tx, hash string) (s session, ok bool, err error) {
	s, err = sqldb.One(ctx, tx, sessionGet, scanSession, hash)
	if errors.Is(err, sqldb.ErrNotFound) {
		return s, false, nil
	}
	return s, err == nil, err
}

func touchSession(ctx context.Context, tx *sqldb.Tx, hash string, ms int64) error {
	_, err := tx.Exec(ctx, sessionSeen, ms, hash)
	return err
}

func sessionsOf(ctx context.Context, tx *sqldb.Tx, userID string) ([]session, error) {
	return sqldb.All(ctx, tx, sessionOf, scanSession, userID)
}

func endSession(ctx context.Context, tx *sqldb.Tx, hash string) error {
	_, err := tx.Exec(ctx, sessionEnd, hash)
	return err
}

func endSessionID(ctx context.Context, tx *sqldb.Tx, id, userID string) (bool, error) {
	n, err := tx.Exec(ctx, sessionEndID, id, userID)
	return n == 1, err
}

func endSessions(ctx context.Context, tx *sqldb.Tx, userID string) error {
	_, err := tx.Exec(ctx, sessionClear, userID)
	return err
}

// pruneSessions forgets sessions past their end or unseen since idleSince.
func pruneSessions(ctx context.Context, tx *sqldb.Tx, now, idleSince int64) error {
	_, err := tx.Exec(ctx, sessionPrune, now, idleSince)
	return err
}

// takeAttempts gives the login's attempts and keeps others from counting
// until the transaction ends.
func takeAttempts(ctx context.Context, tx *sqldb.Tx, login string) (attempts, error) {
	return sqldb.One(ctx, tx, attemptTake, func(r sqldb.Row) (a attempts, err error) {
		err = r.Scan(&a.failures, &a.first, &a.locks, &a.lockedUntil, &a.last)
		return a, err
	}, login)
}

func setAttempts(ctx context.Context, tx *sqldb.Tx, login string, a attempts) error {
	_, err := tx.Exec(ctx, attemptSet, a.failures, a.first, a.locks, a.lockedUntil, a.last, login)
	return err
}

func forgetAttempts(ctx context.Context, tx *sqldb.Tx, login string) error {
	_, err := tx.Exec(ctx, attemptForget, login)
	return err
}

func pruneAttempts(ctx context.Context, tx *sqldb.Tx, before int64) error {
	_, err := tx.Exec(ctx, attemptPrune, before)
	return err
}
