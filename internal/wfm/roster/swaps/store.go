package swaps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

const columns = `id, state, giver_id, on_day, shift, for_id, taker_id, back_on, back_shift, note, answer, asked_ms, taken_ms, decided_ms, decided_by, expires_ms, violations, rev`

var (
	qAll = sqldb.Q(`select ` + columns + ` from roster_swap where on_day >= $1 and on_day <= $2 order by id`)
	qOf  = sqldb.Q(`select ` + columns + ` from roster_swap where (giver_id = $1 or for_id = $1 or taker_id = $1 or (for_id = '' and state = 'open')) and on_day >= $2 order by id desc`)
	qOne = sqldb.Q(`select ` + columns + ` from roster_swap where id = $1`)
	qAdd = sqldb.Q(`insert into roster_swap (` + columns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) on conflict do nothing`)
	qSet = sqldb.Q(`update roster_swap set state = $2, taker_id = $3, answer = $4, taken_ms = $5, decided_ms = $6, decided_by = $7, violations = $8, rev = rev + 1 where id = $1 and rev = $9`)
	// What has expired makes room for a new offer of the same shift.
	qExpire = sqldb.Q(`update roster_swap set state = 'expired', rev = rev + 1 where state in ('open', 'taken') and expires_ms <= $1`)

	qTerms    = sqldb.Q(`select terms, rev, changed_ms, changed_by from roster_terms where id = 'swaps'`)
	qTermsSet = sqldb.Q(`insert into roster_terms (id, terms, rev, changed_ms, changed_by) values ('swaps', $1, $2, $3, $4)
		on conflict (id) do update set terms = excluded.terms, rev = excluded.rev, changed_ms = excluded.changed_ms, changed_by = excluded.changed_by where roster_terms.rev = excluded.rev - 1`)
)

func scan(r sqldb.Row) (x Swap, err error) {
	var on, shift, backOn, back, violations string
	if err = r.Scan(&x.ID, &x.State, &x.GiverID, &on, &shift, &x.ForID, &x.TakerID, &backOn, &back, &x.Note, &x.Answer, &x.AskedMs, &x.TakenMs, &x.DecidedMs, &x.DecidedBy, &x.ExpiresMs, &violations, &x.Rev); err != nil {
		return x, err
	}
	var bad error
	x.On, bad = civil.Parse(on)
	err = errors.Join(bad, json.Unmarshal([]byte(shift), &x.Shift.Cell), json.Unmarshal([]byte(violations), &x.Violations))
	if backOn != "" {
		d, bad := civil.Parse(backOn)
		x.BackOn, x.Back = &d, &Shift{}
		err = errors.Join(err, bad, json.Unmarshal([]byte(back), &x.Back.Cell))
	}
	if err != nil {
		return x, fmt.Errorf("the swap %s cannot be read: %w", x.ID, err)
	}
	return x, nil
}

func load(ctx context.Context, tx *sqldb.Tx, id string) (Swap, error) {
	x, err := sqldb.One(ctx, tx, qOne, scan, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		err = notFound()
	}
	return x, err
}

func notFound() error { return fault.NotFoundf("swaps.not_found", "There is no such swap.") }

// loadAll gives the swaps of shifts within some days.
func loadAll(ctx context.Context, tx *sqldb.Tx, from, to civil.Date) ([]Swap, error) {
	return sqldb.All(ctx, tx, qAll, scan, from.String(), to.String())
}

// loadOf gives the swaps of a person, and those open to all, from a day on.
func loadOf(ctx context.Context, tx *sqldb.Tx, personID string, from civil.Date) ([]Swap, error) {
	return sqldb.All(ctx, tx, qOf, scan, personID, from.String())
}

func jsonText(v any) (string, error) {
	b, err := json.Marshal(v)
	return string(b), err
}

// add reports whether no other offer of the shift was waiting.
func add(ctx context.Context, tx *sqldb.Tx, x Swap) (bool, error) {
	shift, err := jsonText(x.Shift.Cell)
	if err != nil {
		return false, err
	}
	backOn, back := "", rosters.Cell{}
	if x.BackOn != nil {
		backOn, back = x.BackOn.String(), x.Back.Cell
	}
	backText, err := jsonText(back)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qAdd, x.ID, x.State, x.GiverID, x.On.String(), shift, x.ForID, x.TakerID, backOn, backText, x.Note, x.Answer, x.AskedMs, x.TakenMs, x.DecidedMs, x.DecidedBy, x.ExpiresMs, "[]", x.Rev)
	return n == 1, err
}

// set writes what may change, if the swap still is of the revision that was read.
func set(ctx context.Context, tx *sqldb.Tx, x Swap) error {
	violations, err := jsonText(x.Violations)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, qSet, x.ID, x.State, x.TakerID, x.Answer, x.TakenMs, x.DecidedMs, x.DecidedBy, violations, x.Rev)
	if err == nil && n == 0 {
		return fault.Conflictf("swaps.stale", "Somebody else was quicker; load it again.")
	}
	return err
}

func loadTerms(ctx context.Context, tx *sqldb.Tx) (Terms, error) {
	t, err := sqldb.One(ctx, tx, qTerms, func(r sqldb.Row) (t Terms, err error) {
		var text string
		var rev, at int64
		var by string
		if err = r.Scan(&text, &rev, &at, &by); err == nil {
			err = json.Unmarshal([]byte(text), &t)
		}
		t.Rev, t.ChangedMs, t.ChangedBy = rev, at, by
		return t, err
	})
	if errors.Is(err, sqldb.ErrNotFound) {
		return usualTerms, nil
	}
	return t, err
}

// setTerms reports whether the terms still had the revision before.
func setTerms(ctx context.Context, tx *sqldb.Tx, t Terms) (bool, error) {
	text, err := jsonText(t)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qTermsSet, text, t.Rev, t.ChangedMs, t.ChangedBy)
	return n == 1, err
}
