package contract

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qHeads   = sqldb.Q(`select head from contract_contract where from_on <= $2 and to_on >= $1 order by id`)
	qHeadsOf = sqldb.Q(`select head from contract_contract where person_id = $1 order by from_on desc, id`)
	qOne     = sqldb.Q(`select head, body from contract_contract where id = $1`)
	qWithin  = sqldb.Q(`select head, body from contract_contract where state = $1 and from_on <= $2 and to_on >= $3 order by from_on, to_on, id`)
	qAdd     = sqldb.Q(`insert into contract_contract (id, person_id, from_on, to_on, state, head, body, rev) values ($1, $2, $3, $4, $5, $6, $7, $8)`)
	qSet     = sqldb.Q(`update contract_contract set state = $2, head = $3, body = $4, rev = $5 where id = $1 and rev = $6`)

	qLedger    = sqldb.Q(`select seq, computed_ms, computed_by, cause, changed, computation from contract_ledger where contract_id = $1 order by seq`)
	qLast      = sqldb.Q(`select seq, computed_ms, computed_by, cause, changed, computation from contract_ledger where contract_id = $1 order by seq desc limit 1`)
	qLedgerAdd = sqldb.Q(`insert into contract_ledger (contract_id, seq, computed_ms, computed_by, cause, changed, computation) values ($1, $2, $3, $4, $5, $6, $7)`)
	qTemplates = sqldb.Q(`select id, body, rev, changed_ms, changed_by from contract_template order by id`)
	qTemplate  = sqldb.Q(`select id, body, rev, changed_ms, changed_by from contract_template where id = $1`)
	qTemplAdd  = sqldb.Q(`insert into contract_template (id, body, rev, changed_ms, changed_by) values ($1, $2, $3, $4, $5)`)
	qTemplSet  = sqldb.Q(`update contract_template set body = $2, rev = $3, changed_ms = $4, changed_by = $5 where id = $1 and rev = $6`)
	qTemplDrop = sqldb.Q(`delete from contract_template where id = $1`)
	qNightMake = sqldb.Q(`insert into contract_night (id, last_on) values ('night', '') on conflict do nothing`)
	qNightTake = sqldb.Q(`update contract_night set last_on = $1 where id = 'night' and last_on < $1`)
)

// always is a day before and after all periods.
const (
	never  = "0000-00-00"
	always = "9999-99-99"
)

func scanHead(r sqldb.Row) (h Head, err error) {
	var text string
	if err = r.Scan(&text); err != nil {
		return h, err
	}
	return h, json.Unmarshal([]byte(text), &h)
}

func scanContract(r sqldb.Row) (c Contract, err error) {
	var head, body string
	if err = r.Scan(&head, &body); err != nil {
		return c, err
	}
	if err = json.Unmarshal([]byte(body), &c); err == nil {
		err = json.Unmarshal([]byte(head), &c.Head)
	}
	if err != nil {
		err = fmt.Errorf("a contract cannot be read: %w", err)
	}
	return c, err
}

// loadHeads are those of periods that touch the days.
func loadHeads(ctx context.Context, tx *sqldb.Tx, from, to string) ([]Head, error) {
	return sqldb.All(ctx, tx, qHeads, scanHead, from, to)
}

func loadHeadsOf(ctx context.Context, tx *sqldb.Tx, personID string) ([]Head, error) {
	return sqldb.All(ctx, tx, qHeadsOf, scanHead, personID)
}

func loadContract(ctx context.Context, tx *sqldb.Tx, id string) (Contract, error) {
	c, err := sqldb.One(ctx, tx, qOne, scanContract, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		err = notFound()
	}
	return c, err
}

// loadWithin are the contracts of a state that begin by a day and end on or
// after another.
func loadWithin(ctx context.Context, tx *sqldb.Tx, state, beginBy, endFrom string) ([]Contract, error) {
	return sqldb.All(ctx, tx, qWithin, scanContract, state, beginBy, endFrom)
}

// saveContract adds a contract of revision 1 or replaces the revision before;
// it reports whether that was still there.
func saveContract(ctx context.Context, tx *sqldb.Tx, c *Contract) (bool, error) {
	head, err := json.Marshal(c.Head)
	if err != nil {
		return false, err
	}
	rest := *c
	rest.Head = Head{ID: c.ID}
	body, err := json.Marshal(rest)
	if err != nil {
		return false, err
	}
	if c.Rev == 1 {
		n, err := tx.Exec(ctx, qAdd, c.ID, c.PersonID, c.FromOn, c.ToOn, c.State, string(head), string(body), c.Rev)
		return n == 1, err
	}
	n, err := tx.Exec(ctx, qSet, c.ID, c.State, string(head), string(body), c.Rev, c.Rev-1)
	return n == 1, err
}

func scanEntry(r sqldb.Row) (e Entry, err error) {
	var changed, computation string
	if err = r.Scan(&e.Seq, &e.ComputedMs, &e.ComputedBy, &e.Cause, &changed, &computation); err != nil {
		return e, err
	}
	e.bytes = []byte(computation)
	if err = json.Unmarshal([]byte(changed), &e.Changed); err != nil {
		return e, err
	}
	return e, e.read()
}

func loadLedger(ctx context.Context, tx *sqldb.Tx, contractID string) ([]Entry, error) {
	return sqldb.All(ctx, tx, qLedger, scanEntry, contractID)
}

// lastEntry is nil when nothing was scored yet.
func lastEntry(ctx context.Context, tx *sqldb.Tx, contractID string) (*Entry, error) {
	e, err := sqldb.One(ctx, tx, qLast, scanEntry, contractID)
	if errors.Is(err, sqldb.ErrNotFound) {
		return nil, nil
	}
	return &e, err
}

func addEntry(ctx context.Context, tx *sqldb.Tx, contractID string, e *Entry) error {
	changed, err := json.Marshal(e.Changed)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qLedgerAdd, contractID, e.Seq, e.ComputedMs, e.ComputedBy, e.Cause, string(changed), string(e.bytes))
	return err
}

func scanTemplate(r sqldb.Row) (t Template, err error) {
	var id, body, by string
	var rev, at int64
	if err = r.Scan(&id, &body, &rev, &at, &by); err != nil {
		return t, err
	}
	err = json.Unmarshal([]byte(body), &t)
	t.ID, t.Rev, t.ChangedMs, t.ChangedBy = id, rev, at, by
	return t, err
}

func loadTemplates(ctx context.Context, tx *sqldb.Tx) ([]Template, error) {
	return sqldb.All(ctx, tx, qTemplates, scanTemplate)
}

func loadTemplate(ctx context.Context, tx *sqldb.Tx, id string) (Template, error) {
	t, err := sqldb.One(ctx, tx, qTemplate, scanTemplate, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		err = notFound()
	}
	return t, err
}

// saveTemplate reports whether the revision before was still there.
func saveTemplate(ctx context.Context, tx *sqldb.Tx, t *Template) (bool, error) {
	body, err := json.Marshal(t)
	if err != nil {
		return false, err
	}
	if t.Rev == 1 {
		n, err := tx.Exec(ctx, qTemplAdd, t.ID, string(body), t.Rev, t.ChangedMs, t.ChangedBy)
		return n == 1, err
	}
	n, err := tx.Exec(ctx, qTemplSet, t.ID, string(body), t.Rev, t.ChangedMs, t.ChangedBy, t.Rev-1)
	return n == 1, err
}

func dropTemplate(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qTemplDrop, id)
	return err
}

// takeNight reports whether the night of a day is not yet taken.
func takeNight(ctx context.Context, tx *sqldb.Tx, on string) (bool, error) {
	if _, err := tx.Exec(ctx, qNightMake); err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qNightTake, on)
	return n == 1, err
}
