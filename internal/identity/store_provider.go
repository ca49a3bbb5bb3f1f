package identity

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

const providerColumns = `p.id, p.kind, p.name, p.enabled, p.settings, p.secret, p.created_ms, p.rev,
	(select count(*) from identity_link l where l.provider_id = p.id)`

var (
	providerAll  = sqldb.Q(`select ` + providerColumns + ` from identity_provider p order by p.name_fold, p.id`)
	providerByID = sqldb.Q(`select ` + providerColumns + ` from identity_provider p where p.id = $1`)
	providerName = sqldb.Q(`select id from identity_provider where name_fold = $1`)
	providerAdd  = sqldb.Q(`insert into identity_provider (id, kind, name, name_fold, enabled, settings, secret, created_ms) values ($1, $2, $3, $4, $5, $6, $7, $8)`)
	providerSave = sqldb.Q(`update identity_provider set name = $1, name_fold = $2, enabled = $3, settings = $4, secret = $5, rev = rev + 1 where id = $6 and rev = $7`)
	providerDrop = sqldb.Q(`delete from identity_provider where id = $1`)

	linkGet   = sqldb.Q(`select user_id from identity_link where provider_id = $1 and subject = $2`)
	linkAdd   = sqldb.Q(`insert into identity_link (provider_id, subject, user_id, linked_ms) values ($1, $2, $3, $4)`)
	linkOf    = sqldb.Q(`select provider_id from identity_link where user_id = $1 order by provider_id`)
	linkDrop  = sqldb.Q(`delete from identity_link where user_id = $1 and provider_id = $2`)
	linkUsers = sqldb.Q(`select user_id from identity_link where provider_id = $1 order by user_id`)

	sessionEndOf  = sqldb.Q(`delete from identity_session where user_id = $1 and provider_id = $2`)
	userOutside   = sqldb.Q(`update identity_user set name = $1, name_fold = $2, person_id = $3, rev = rev + 1 where id = $4`)
	userUnlocked  = sqldb.Q(`update identity_user set password = '', must_change = 0, rev = rev + 1 where id = $1`)
	grantProvider = sqldb.Q(`select distinct user_id from identity_grant where provider_id = $1 order by user_id`)
)

func scanProvider(r sqldb.Row) (p Provider, err error) {
	var enabled int
	var settings string
	if err = r.Scan(&p.ID, &p.Kind, &p.Name, &enabled, &settings, &p.secret, &p.created, &p.Rev, &p.Accounts); err != nil {
		return p, err
	}
	p.Enabled = enabled == 1
	return p, json.Unmarshal([]byte(settings), &p.Settings)
}

func allProviders(ctx context.Context, tx *sqldb.Tx) ([]Provider, error) {
	return sqldb.All(ctx, tx, providerAll, scanProvider)
}

func findProvider(ctx context.Context, tx *sqldb.Tx, id string) (p Provider, ok bool, err error) {
	p, err = sqldb.One(ctx, tx, providerByID, scanProvider, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		return p, false, nil
	}
	return p, err == nil, err
}

// providerNamed gives the id of the provider of the name; "" without one.
func providerNamed(ctx context.Context, tx *sqldb.Tx, name string) (string, error) {
	return textOrNone(sqldb.One(ctx, tx, providerName, sqldb.Value[string], sqldb.Fold(name)))
}

func textOrNone(s string, err error) (string, error) {
	if errors.Is(err, sqldb.ErrNotFound) {
		return "", nil
	}
	return s, err
}

func addProvider(ctx context.Context, tx *sqldb.Tx, p Provider) error {
	settings, err := json.Marshal(p.Settings)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, providerAdd, p.ID, p.Kind, p.Name, sqldb.Fold(p.Name), bit(p.Enabled), string(settings), p.secret, p.created)
	return err
}

func saveProvider(ctx context.Context, tx *sqldb.Tx, p Provider) (bool, error) {
	settings, err := json.Marshal(p.Settings)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, providerSave, p.Name, sqldb.Fold(p.Name), bit(p.Enabled), string(settings), p.secret, p.ID, p.Rev)
	return n == 1, err
}

func dropProvider(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, providerDrop, id)
	return err
}

// linked gives the account of somebody the provider knows; "" without one.
func linked(ctx context.Context, tx *sqldb.Tx, providerID, subject string) (string, error) {
	return textOrNone(sqldb.One(ctx, tx, linkGet, sqldb.Value[string], providerID, subject))
}

func addLink(ctx context.Context, tx *sqldb.Tx, providerID, subject, userID string, ms int64) error {
	_, err := tx.Exec(ctx, linkAdd, providerID, subject, userID, ms)
	return err
}

// linksOf gives the ids of the providers that the account is linked to.
func linksOf(ctx context.Context, tx *sqldb.Tx, userID string) ([]string, error) {
	return sqldb.All(ctx, tx, linkOf, sqldb.Value[string], userID)
}

func dropLink(ctx context.Context, tx *sqldb.Tx, userID, providerID string) error {
	_, err := tx.Exec(ctx, linkDrop, userID, providerID)
	return err
}

// usersOfProvider are the accounts that are linked to it or hold its grants.
func usersOfProvider(ctx context.Context, tx *sqldb.Tx, providerID string) ([]string, error) {
	out, err := sqldb.All(ctx, tx, linkUsers, sqldb.Value[string], providerID)
	if err != nil {
		return nil, err
	}
	held, err := sqldb.All(ctx, tx, grantProvider, sqldb.Value[string], providerID)
	return append(out, held...), err
}

// endSessionsBy ends the sessions a user opened through a provider.
func endSessionsBy(ctx context.Context, tx *sqldb.Tx, userID, providerID string) error {
	_, err := tx.Exec(ctx, sessionEndOf, userID, providerID)
	return err
}

// saveOutside keeps what a provider tells of a user.
func saveOutside(ctx context.Context, tx *sqldb.Tx, u User) error {
	_, err := tx.Exec(ctx, userOutside, u.Name, sqldb.Fold(u.Name), orNull(u.PersonID), u.ID)
	return err
}

// takePassword leaves an account without a local password.
func takePassword(ctx context.Context, tx *sqldb.Tx, userID string) error {
	_, err := tx.Exec(ctx, userUnlocked, userID)
	return err
}
