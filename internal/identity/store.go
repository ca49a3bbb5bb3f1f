package identity

import (
	"context"
	"errors"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

const userColumns = `u.id, u.login, u.name, u.person_id, u.password, u.must_change, u.active, u.signed_in_ms, u.rev,
	(select count(*) from identity_totp t where t.user_id = u.id and t.confirmed_ms > 0)`

var (
	userByLogin = sqldb.Q(`select ` + userColumns + ` from identity_user u where u.login = $1`)
	userByID    = sqldb.Q(`select ` + userColumns + ` from identity_user u where u.id = $1`)
	userList    = sqldb.Q(`select ` + userColumns + ` from identity_user u
		where ($1 = '' or u.login like $1 escape '\' or u.name_fold like $1 escape '\')
		and ($2 = -1 or u.active = $2)
		and ($3 = '' or exists (select 1 from identity_grant g where g.user_id = u.id and g.role = $3 and g.from_on <= $4 and (g.to_on is null or g.to_on >= $4)))
		and u.login > $5 order by u.login limit $6`)
	userCount = sqldb.Q(`select count(*) from identity_user u
		where ($1 = '' or u.login like $1 escape '\' or u.name_fold like $1 escape '\')
		and ($2 = -1 or u.active = $2)
		and ($3 = '' or exists (select 1 from identity_grant g where g.user_id = u.id and g.role = $3 and g.from_on <= $4 and (g.to_on is null or g.to_on >= $4)))`)
	userAny = sqldb.Q(`select count(*) from identity_user`)
	userAdd = sqldb.Q(`insert into identity_user (id, login, name, name_fold, password, must_change, person_id, active, created_ms)
		values ($1, $2, $3, $4, $5, $6, $7, 1, $8)`)
	userSave = sqldb.Q(`update identity_user set name = $1, name_fold = $2, person_id = $3, active = $4, rev = rev + 1
		where id = $5 and rev = $6`)
	userPassword = sqldb.Q(`update identity_user set password = $1, must_change = $2, rev = rev + 1 where id = $3`)
	userRehash   = sqldb.Q(`update identity_user set password = $1 where id = $2 and password = $3`)
	userSignedIn = sqldb.Q(`update identity_user set signed_in_ms = $1 where id = $2`)
	userOfPerson = sqldb.Q(`select id from identity_user where person_id = $1`)

	grantsOf = sqldb.Q(`select id, role, scope, scope_id, from_on, to_on, provider_id from identity_grant where user_id = $1 order by role, from_on, id`)
	grantAdd = sqldb.Q(`insert into identity_grant (id, user_id, role, scope, scope_id, from_on, to_on, provider_id) values ($1, $2, $3, $4, $5, $6, $7, $8)`)
	grantEnd = sqldb.Q(`update identity_grant set to_on = $1 where id = $2`)
	grantDel = sqldb.Q(`delete from identity_grant where id = $1`)
	adminsOn = sqldb.Q(`select count(distinct u.id) from identity_user u join identity_grant g on g.user_id = u.id
		where u.active = 1 and u.password <> '' and g.provider_id = '' and g.role = 'administrator' and g.scope = 'centre' and g.from_on <= $1 and g.to_on is null`)
	userPersons = sqldb.Q(`select id, person_id from identity_user where person_id is not null`)
	guardTake   = sqldb.Q(`update identity_guard set n = n + 1 where id = 1`)
)

func scanUser(r sqldb.Row) (u User, err error) {
	var person *string
	var signedIn *int64
	var must, active, second int
	err = r.Scan(&u.ID, &u.Login, &u.Name, &person, &u.password, &must, &active, &signedIn, &u.Rev, &second)
	if person != nil {
		u.PersonID = *person
	}
	if signedIn != nil {
		u.signedIn = *signedIn
	}
	u.MustChangePassword, u.Active, u.LocalPassword, u.SecondFactor = must == 1, active == 1, u.password != "", second > 0
	return u, err
}

// findUser gives the user with their grants; ok is false when there is none.
func findUser(ctx context.Context, tx *sqldb.Tx, q *sqldb.Query, key string) (u User, ok bool, err error) {
	u, err = sqldb.One(ctx, tx, q, scanUser, key)
	if errors.Is(err, sqldb.ErrNotFound) {
		return u, false, nil
	}
	if err != nil {
		return u, false, err
	}
	u.Grants, err = loadGrants(ctx, tx, u.ID)
	return u, err == nil, err
}

func loadGrants(ctx context.Context, tx *sqldb.Tx, userID string) ([]Grant, error) {
	return sqldb.All(ctx, tx, grantsOf, func(r sqldb.Row) (g Grant, err error) {
		err = r.Scan(&g.ID, &g.Role, &g.Scope, &g.ScopeID, &g.FromOn, &g.ToOn, &g.ProviderID)
		return g, err
	}, userID)
}

// listFilter picks accounts; search is a pattern, active -1 picks both.
type listFilter struct {
	search string
	active int
	role   string
	today  string
	after  string
	limit  int
}

func listUsers(ctx context.Context, tx *sqldb.Tx, f listFilter) (rows []User, total int64, err error) {
	if total, err = sqldb.One(ctx, tx, userCount, sqldb.Value[int64], f.search, f.active, f.role, f.today); err != nil {
		return nil, 0, err
	}
	if rows, err = sqldb.All(ctx, tx, userList, scanUser, f.search, f.active, f.role, f.today, f.after, f.limit); err != nil {
		return nil, 0, err
	}
	for i := range rows {
		if rows[i].Grants, err = loadGrants(ctx, tx, rows[i].ID); err != nil {
			return nil, 0, err
		}
	}
	return rows, total, nil
}

func anyUser(ctx context.Context, tx *sqldb.Tx) (bool, error) {
	n, err := sqldb.One(ctx, tx, userAny, sqldb.Value[int64])
	return n > 0, err
}

func addUser(ctx context.Context, tx *sqldb.Tx, u User, createdMs int64) error {
	_, err := tx.Exec(ctx, userAdd, u.ID, u.Login, u.Name, sqldb.Fold(u.Name), u.password, bit(u.MustChangePassword), orNull(u.PersonID), createdMs)
	return err
}

func saveUser(ctx context.Context, tx *sqldb.Tx, u User) (bool, error) {
	n, err := tx.Exec(ctx, userSave, u.Name, sqldb.Fold(u.Name), orNull(u.PersonID), bit(u.Active), u.ID, u.Rev)
	return n == 1, err
}

func savePassword(ctx context.Context, tx *sqldb.Tx, userID, hash string, mustChange bool) error {
	_, err := tx.Exec(ctx, userPassword, hash, bit(mustChange), userID)
	return err
}

func rehash(ctx context.Context, tx *sqldb.Tx, userID, hash, old string) error {
	_, err := tx.Exec(ctx, userRehash, hash, userID, old)
	return err
}

func noteSignIn(ctx context.Context, tx *sqldb.Tx, userID string, ms int64) error {
	_, err := tx.Exec(ctx, userSignedIn, ms, userID)
	return err
}

func userOf(ctx context.Context, tx *sqldb.Tx, personID string) (string, error) {
	id, err := sqldb.One(ctx, tx, userOfPerson, sqldb.Value[string], personID)
	if errors.Is(err, sqldb.ErrNotFound) {
		return "", nil
	}
	return id, err
}

func applyGrants(ctx context.Context, tx *sqldb.Tx, userID string, end, drop, begin []Grant, newID func() string) error {
	for _, g := range drop {
		if _, err := tx.Exec(ctx, grantDel, g.ID); err != nil {
			return err
		}
	}
	for _, g := range end {
		if _, err := tx.Exec(ctx, grantEnd, g.ToOn, g.ID); err != nil {
			return err
		}
	}
	for _, g := range begin {
		if _, err := tx.Exec(ctx, grantAdd, newID(), userID, g.Role, g.Scope, g.ScopeID, g.FromOn, g.ToOn, g.ProviderID); err != nil {
			return err
		}
	}
	return nil
}

// accountsOf gives the ids of accounts by the person behind them.
func accountsOf(ctx context.Context, tx *sqldb.Tx) (map[string]string, error) {
	out := map[string]string{}
	err := sqldb.Each(ctx, tx, userPersons, func(r sqldb.Row) error {
		var user, person string
		if err := r.Scan(&user, &person); err != nil {
			return err
		}
		out[person] = user
		return nil
	})
	return out, err
}

// countAdmins counts the administrators who can sign in whatever becomes of any
// provider: with a local password, and a role that no group gives.
func countAdmins(ctx context.Context, tx *sqldb.Tx, today string) (int64, error) {
	return sqldb.One(ctx, tx, adminsOn, sqldb.Value[int64], today)
}

// guard makes writers of accounts wait for each other on PostgreSQL too, so
// that two of them cannot each take the other's administrator away.
func guard(ctx context.Context, tx *sqldb.Tx) error {
	_, err := tx.Exec(ctx, guardTake)
	return err
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}
