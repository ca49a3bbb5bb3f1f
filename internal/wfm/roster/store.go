package roster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const shiftColumns = `id, code, name, colour, earliest_start, latest_start, start_step, length_minutes, breaks, team_ids, skill_ids, from_on, until_on, note, rev, changed_ms, changed_by`

var (
	qShifts   = sqldb.Q(`select ` + shiftColumns + ` from roster_shift_type order by code_fold`)
	qShift    = sqldb.Q(`select ` + shiftColumns + ` from roster_shift_type where id = $1`)
	qShiftAdd = sqldb.Q(`insert into roster_shift_type (` + shiftColumns + `, code_fold) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) on conflict do nothing`)
	qShiftSet = sqldb.Q(`update roster_shift_type set code = $1, name = $2, colour = $3, earliest_start = $4, latest_start = $5, start_step = $6, length_minutes = $7, breaks = $8, team_ids = $9, skill_ids = $10,
		from_on = $11, until_on = $12, note = $13, rev = $14, changed_ms = $15, changed_by = $16, code_fold = $17 where id = $18 and rev = $14 - 1`)
	qShiftDrop = sqldb.Q(`delete from roster_shift_type where id = $1`)
)

func scanShift(r sqldb.Row) (t ShiftType, err error) {
	var breaks, teams, skills, from string
	var until *string
	if err = r.Scan(&t.ID, &t.Code, &t.Name, &t.Colour, &t.EarliestStart, &t.LatestStart, &t.Step, &t.Length, &breaks, &teams, &skills, &from, &until, &t.Note, &t.Rev, &t.ChangedMs, &t.ChangedBy); err != nil {
		return t, err
	}
	err = errors.Join(json.Unmarshal([]byte(breaks), &t.Breaks), json.Unmarshal([]byte(teams), &t.TeamIDs), json.Unmarshal([]byte(skills), &t.SkillIDs), scanDay(&t.FromOn, from))
	t.UntilOn, err = scanEnd(until, err)
	if err != nil {
		return t, fmt.Errorf("the shift type %s cannot be read: %w", t.ID, err)
	}
	return t, nil
}

func scanDay(d *civil.Date, text string) (err error) {
	*d, err = civil.Parse(text)
	return err
}

// scanEnd reads a last day that may be open; err is what went wrong before.
func scanEnd(text *string, err error) (*civil.Date, error) {
	if text == nil || err != nil {
		return nil, err
	}
	d, err := civil.Parse(*text)
	return &d, err
}

// dayOrNull is a last day as it is stored.
func dayOrNull(d *civil.Date) *string {
	if d == nil {
		return nil
	}
	s := d.String()
	return &s
}

func jsonText(v any) string {
	b, _ := json.Marshal(v) // plain lists and structs
	return string(b)
}

func loadShifts(ctx context.Context, tx *sqldb.Tx) ([]ShiftType, error) {
	return sqldb.All(ctx, tx, qShifts, scanShift)
}

func loadShift(ctx context.Context, tx *sqldb.Tx, id string) (ShiftType, error) {
	t, err := sqldb.One(ctx, tx, qShift, scanShift, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		err = fault.NotFoundf("roster.shift_type.not_found", "There is no such shift type.")
	}
	return t, err
}

// addShift reports whether the code was free.
func addShift(ctx context.Context, tx *sqldb.Tx, t ShiftType) (bool, error) {
	n, err := tx.Exec(ctx, qShiftAdd, t.ID, t.Code, t.Name, t.Colour, t.EarliestStart, t.LatestStart, t.Step, t.Length, jsonText(t.Breaks), jsonText(t.TeamIDs), jsonText(t.SkillIDs),
		t.FromOn.String(), dayOrNull(t.UntilOn), t.Note, t.Rev, t.ChangedMs, t.ChangedBy, sqldb.Fold(t.Code))
	return n == 1, err
}

// setShift reports whether the type still had the revision before.
func setShift(ctx context.Context, tx *sqldb.Tx, t ShiftType) (bool, error) {
	n, err := tx.Exec(ctx, qShiftSet, t.Code, t.Name, t.Colour, t.EarliestStart, t.LatestStart, t.Step, t.Length, jsonText(t.Breaks), jsonText(t.TeamIDs), jsonText(t.SkillIDs),
		t.FromOn.String(), dayOrNull(t.UntilOn), t.Note, t.Rev, t.ChangedMs, t.ChangedBy, sqldb.Fold(t.Code), t.ID)
	return n == 1, err
}

func dropShift(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qShiftDrop, id)
	return err
}
