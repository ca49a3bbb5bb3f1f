package segment

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

const actionColumns = `id, person_id, team_id, owner_id, author_id, body, rev, changed_ms, changed_by`

var (
	qAttitudes    = sqldb.Q(`select person_id, month_on, author_id, body, rev, changed_ms, changed_by from segment_attitude where month_on >= $1 and month_on <= $2 order by person_id, month_on`)
	qAttitudesOf  = sqldb.Q(`select person_id, month_on, author_id, body, rev, changed_ms, changed_by from segment_attitude where person_id = $1 order by month_on desc`)
	qAttitude     = sqldb.Q(`select person_id, month_on, author_id, body, rev, changed_ms, changed_by from segment_attitude where person_id = $1 and month_on = $2`)
	qAttitudeAdd  = sqldb.Q(`insert into segment_attitude (person_id, month_on, author_id, body, rev, changed_ms, changed_by) values ($1, $2, $3, $4, 1, $5, $6) on conflict do nothing`)
	qAttitudePut  = sqldb.Q(`update segment_attitude set author_id = $3, body = $4, rev = rev + 1, changed_ms = $5, changed_by = $6 where person_id = $1 and month_on = $2 and rev = $7`)
	qAttitudeMove = sqldb.Q(`update segment_attitude set person_id = $2 where person_id = $1 and month_on not in (select month_on from segment_attitude where person_id = $2)`)
	qAttitudeGone = sqldb.Q(`delete from segment_attitude where person_id = $1`)

	qActions    = sqldb.Q(`select ` + actionColumns + ` from segment_action order by id`)
	qActionsOf  = sqldb.Q(`select ` + actionColumns + ` from segment_action where person_id = $1 order by id`)
	qAction     = sqldb.Q(`select ` + actionColumns + ` from segment_action where id = $1`)
	qActionAdd  = sqldb.Q(`insert into segment_action (id, person_id, team_id, owner_id, author_id, state, body, rev, changed_ms, changed_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	qActionPut  = sqldb.Q(`update segment_action set owner_id = $2, state = $3, body = $4, rev = rev + 1, changed_ms = $5, changed_by = $6 where id = $1 and rev = $7`)
	qActionMove = sqldb.Q(`update segment_action set person_id = $2 where person_id = $1`)
)

func scanAttitude(r sqldb.Row) (x Assessed, err error) {
	var body string
	if err = r.Scan(&x.PersonID, &x.MonthOn, &x.AuthorID, &body, &x.Rev, &x.ChangedMs, &x.ChangedBy); err != nil {
		return x, err
	}
	return x, json.Unmarshal([]byte(body), &x.AttitudeIn)
}

// loadAttitudes are those of everybody for months, both included.
func loadAttitudes(ctx context.Context, tx *sqldb.Tx, first, last string) ([]Assessed, error) {
	return sqldb.All(ctx, tx, qAttitudes, scanAttitude, first, last)
}

func loadAttitudesOf(ctx context.Context, tx *sqldb.Tx, personID string) ([]Assessed, error) {
	return sqldb.All(ctx, tx, qAttitudesOf, scanAttitude, personID)
}

// loadAttitude gives nil for none.
func loadAttitude(ctx context.Context, tx *sqldb.Tx, personID, monthOn string) (*Assessed, error) {
	x, err := sqldb.One(ctx, tx, qAttitude, scanAttitude, personID, monthOn)
	if errors.Is(err, sqldb.ErrNotFound) {
		return nil, nil
	}
	return &x, err
}

// saveAttitude reports whether the form still had the revision before.
func saveAttitude(ctx context.Context, tx *sqldb.Tx, x *Assessed) (bool, error) {
	body, err := json.Marshal(x.AttitudeIn)
	if err != nil {
		return false, err
	}
	var n int64
	if x.Rev == 1 {
		n, err = tx.Exec(ctx, qAttitudeAdd, x.PersonID, x.MonthOn, x.AuthorID, string(body), x.ChangedMs, x.ChangedBy)
	} else {
		n, err = tx.Exec(ctx, qAttitudePut, x.PersonID, x.MonthOn, x.AuthorID, string(body), x.ChangedMs, x.ChangedBy, x.Rev-1)
	}
	return n == 1, err
}

// kept is what an action's body holds besides its columns.
type kept struct {
	ActionIn
	Segment string `json:"segment,omitempty"`
	FromOn  string `json:"from_on"`
	DoneOn  string `json:"done_on,omitempty"`
}

func (x *Action) kept() (string, error) {
	body, err := json.Marshal(kept{x.ActionIn, x.Segment, x.FromOn, x.DoneOn})
	return string(body), err
}

func scanAction(r sqldb.Row) (x Action, err error) {
	var body, owner string
	if err = r.Scan(&x.ID, &x.PersonID, &x.TeamID, &owner, &x.AuthorID, &body, &x.Rev, &x.ChangedMs, &x.ChangedBy); err != nil {
		return x, err
	}
	var k kept
	err = json.Unmarshal([]byte(body), &k)
	x.ActionIn, x.Segment, x.FromOn, x.DoneOn = k.ActionIn, k.Segment, k.FromOn, k.DoneOn
	return x, err
}

// loadActions are those of a person, or of everybody (""), in order of time.
func loadActions(ctx context.Context, tx *sqldb.Tx, personID string) ([]Action, error) {
	if personID == "" {
		return sqldb.All(ctx, tx, qActions, scanAction)
	}
	return sqldb.All(ctx, tx, qActionsOf, scanAction, personID)
}

func loadAction(ctx context.Context, tx *sqldb.Tx, id string) (Action, error) {
	return sqldb.One(ctx, tx, qAction, scanAction, id)
}

func addAction(ctx context.Context, tx *sqldb.Tx, x *Action) error {
	body, err := x.kept()
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qActionAdd, x.ID, x.PersonID, x.TeamID, x.OwnerID, x.AuthorID, x.State, body, x.Rev, x.ChangedMs, x.ChangedBy)
	return err
}

// putAction reports whether the action still had the revision.
func putAction(ctx context.Context, tx *sqldb.Tx, x *Action, rev int64) (bool, error) {
	body, err := x.kept()
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qActionPut, x.ID, x.OwnerID, x.State, body, x.ChangedMs, x.ChangedBy, rev)
	return n == 1, err
}

// move gives what is kept of a person to another; of two forms of a month that of
// the other stays.
func move(ctx context.Context, tx *sqldb.Tx, from, into string) error {
	if _, err := tx.Exec(ctx, qAttitudeMove, from, into); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, qAttitudeGone, from); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, qActionMove, from, into)
	return err
}
