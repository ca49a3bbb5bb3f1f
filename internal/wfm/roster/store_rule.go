package roster

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const setColumns = `id, name, note, rules, rev, changed_ms, changed_by`

var (
	qSets     = sqldb.Q(`select ` + setColumns + ` from roster_rule_set order by name_fold`)
	qSet      = sqldb.Q(`select ` + setColumns + ` from roster_rule_set where id = $1`)
	qSetAdd   = sqldb.Q(`insert into roster_rule_set (` + setColumns + `, name_fold) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`)
	qSetSave  = sqldb.Q(`update roster_rule_set set name = $1, note = $2, rules = $3, rev = $4, changed_ms = $5, changed_by = $6, name_fold = $7 where id = $8 and rev = $4 - 1`)
	qSetDrop  = sqldb.Q(`delete from roster_rule_set where id = $1`)
	qGivens   = sqldb.Q(`select id, set_id, whom, whom_id, from_on, created_ms, created_by from roster_rule_given order by from_on, id`)
	qGiven    = sqldb.Q(`insert into roster_rule_given (id, set_id, whom, whom_id, from_on, created_ms, created_by) values ($1, $2, $3, $4, $5, $6, $7)`)
	qTake     = sqldb.Q(`delete from roster_rule_given where id = $1`)
	qGivenOn  = sqldb.Q(`delete from roster_rule_given where whom = $1 and whom_id = $2 and from_on = $3`)
	qGivenCut = sqldb.Q(`delete from roster_rule_given where set_id = $1`)
)

func scanSet(r sqldb.Row) (s RuleSet, err error) {
	var rules string
	if err = r.Scan(&s.ID, &s.Name, &s.Note, &rules, &s.Rev, &s.ChangedMs, &s.ChangedBy); err != nil {
		return s, err
	}
	if err := json.Unmarshal([]byte(rules), &s.Rules); err != nil {
		return s, fmt.Errorf("the rule set %s cannot be read: %w", s.ID, err)
	}
	s.Conflicts, s.Given = Conflicts(s.Rules), []Given{}
	return s, nil
}

func loadSets(ctx context.Context, tx *sqldb.Tx) ([]RuleSet, error) {
	return sqldb.All(ctx, tx, qSets, scanSet)
}

func loadSet(ctx context.Context, tx *sqldb.Tx, id string) (RuleSet, error) {
	s, err := sqldb.One(ctx, tx, qSet, scanSet, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		err = fault.NotFoundf("roster.rule_set.not_found", "There is no such rule set.")
	}
	return s, err
}

func addSet(ctx context.Context, tx *sqldb.Tx, s RuleSet) (bool, error) {
	n, err := tx.Exec(ctx, qSetAdd, s.ID, s.Name, s.Note, jsonText(s.Rules), s.Rev, s.ChangedMs, s.ChangedBy, sqldb.Fold(s.Name))
	return n == 1, err
}

// saveSet reports whether the set still had the revision before.
func saveSet(ctx context.Context, tx *sqldb.Tx, s RuleSet) (bool, error) {
	n, err := tx.Exec(ctx, qSetSave, s.Name, s.Note, jsonText(s.Rules), s.Rev, s.ChangedMs, s.ChangedBy, sqldb.Fold(s.Name), s.ID)
	return n == 1, err
}

// dropSet deletes the set and what was given of it.
func dropSet(ctx context.Context, tx *sqldb.Tx, id string) error {
	if _, err := tx.Exec(ctx, qGivenCut, id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, qSetDrop, id)
	return err
}

func scanGiven(r sqldb.Row) (g Given, err error) {
	var from string
	if err = r.Scan(&g.ID, &g.SetID, &g.Whom, &g.WhomID, &from, &g.CreatedMs, &g.CreatedBy); err != nil {
		return g, err
	}
	return g, scanDay(&g.FromOn, from)
}

func loadGiven(ctx context.Context, tx *sqldb.Tx) ([]Given, error) {
	return sqldb.All(ctx, tx, qGivens, scanGiven)
}

// addGiven gives a set; what was given to the same from the same day goes.
func addGiven(ctx context.Context, tx *sqldb.Tx, g Given) error {
	if _, err := tx.Exec(ctx, qGivenOn, g.Whom, g.WhomID, g.FromOn.String()); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, qGiven, g.ID, g.SetID, g.Whom, g.WhomID, g.FromOn.String(), g.CreatedMs, g.CreatedBy)
	return err
}

func dropGiven(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qTake, id)
	return err
}
