package identity

import "github.com/lingting/lingting/internal/kit/sqldb"

var (
	sessionsOld  = sqldb.Q(`select count(*) from identity_session where seen_ms < $1`)
	sessionsDrop = sqldb.Q(`delete from identity_session where hash in (select hash from identity_session where seen_ms < $1 order by seen_ms limit $2)`)
	attemptsOld  = sqldb.Q(`select count(*) from identity_attempt where last_ms < $1 and locked_until_ms < $1`)
	attemptsDrop = sqldb.Q(`delete from identity_attempt where login in (select login from identity_attempt where last_ms < $1 and locked_until_ms < $1 order by last_ms limit $2)`)
	keysOld      = sqldb.Q(`select count(*) from identity_key where expires_ms < $1 or (revoked_ms > 0 and revoked_ms < $1)`)
	keysDrop     = sqldb.Q(`delete from identity_key where id in (select id from identity_key where expires_ms < $1 or (revoked_ms > 0 and revoked_ms < $1) order by id limit $2)`)
)
