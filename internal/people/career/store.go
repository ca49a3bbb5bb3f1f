package career

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

const decisionColumns = `id, person_id, kind, step, from_position, to_position, from_on, reason, pack, decided_ms, decided_by`

var (
	qLadder       = sqldb.Q(`select body, rev from career_ladder where id = 'ladder'`)
	qLadderAdd    = sqldb.Q(`insert into career_ladder (id, body, rev, changed_ms, changed_by) values ('ladder', $1, $2, $3, $4) on conflict do nothing`)
	qLadderSet    = sqldb.Q(`update career_ladder set body = $1, rev = $2, changed_ms = $3, changed_by = $4 where id = 'ladder' and rev = $2 - 1`)
	qStatements   = sqldb.Q(`select id, person_id, condition, met, evidence, link, stated_on, stated_ms, stated_by from career_statement order by stated_ms, id`)
	qStatementsOf = sqldb.Q(`select id, person_id, condition, met, evidence, link, stated_on, stated_ms, stated_by from career_statement where person_id = $1 order by stated_ms, id`)
	qStatementAdd = sqldb.Q(`insert into career_statement (id, person_id, condition, met, evidence, link, stated_on, stated_ms, stated_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`)
	qDecisions    = sqldb.Q(`select ` + decisionColumns + ` from career_decision order by from_on, decided_ms, id`)
	qDecisionsOf  = sqldb.Q(`select ` + decisionColumns + ` from career_decision where person_id = $1 order by from_on, decided_ms, id`)
	qDecisionAdd  = sqldb.Q(`insert into career_decision (` + decisionColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`)
)

// loadLadder gives the ladder as it was changed, else the template with
// revision 0.
func loadLadder(ctx context.Context, tx *sqldb.Tx) (Ladder, int64, error) {
	type row struct {
		body string
		rev  int64
	}
	x, err := sqldb.One(ctx, tx, qLadder, func(r sqldb.Row) (x row, err error) { return x, r.Scan(&x.body, &x.rev) })
	if errors.Is(err, sqldb.ErrNotFound) {
		return Template(), 0, nil
	}
	var l Ladder
	if err == nil {
		err = json.Unmarshal([]byte(x.body), &l)
	}
	return l, x.rev, err
}

// saveLadder reports whether the ladder still had the revision before.
func saveLadder(ctx context.Context, tx *sqldb.Tx, l Ladder, rev, at int64, by string) (bool, error) {
	body, err := json.Marshal(l)
	if err != nil {
		return false, err
	}
	q := qLadderSet
	if rev == 1 {
		q = qLadderAdd
	}
	n, err := tx.Exec(ctx, q, string(body), rev, at, by)
	return n == 1, err
}

func scanStatement(r sqldb.Row) (x Statement, err error) {
	var met int
	err = r.Scan(&x.ID, &x.PersonID, &x.Condition, &met, &x.Evidence, &x.Link, &x.On, &x.StatedMs, &x.By)
	x.Met = met != 0
	return x, err
}

// loadStatements are those of a person, or of everybody ("").
func loadStatements(ctx context.Context, tx *sqldb.Tx, personID string) ([]Statement, error) {
	if personID == "" {
		return sqldb.All(ctx, tx, qStatements, scanStatement)
	}
	return sqldb.All(ctx, tx, qStatementsOf, scanStatement, personID)
}

func addStatement(ctx context.Context, tx *sqldb.Tx, x Statement) error {
	met := 0
	if x.Met {
		met = 1
	}
	_, err := tx.Exec(ctx, qStatementAdd, x.ID, x.PersonID, x.Condition, met, x.Evidence, x.Link, x.On, x.StatedMs, x.By)
	return err
}

func scanDecision(r sqldb.Row) (d Decision, err error) {
	var pack string
	if err = r.Scan(&d.ID, &d.PersonID, &d.Kind, &d.Step, &d.From, &d.To, &d.FromOn, &d.Reason, &pack, &d.DecidedMs, &d.DecidedBy); err != nil || pack == "" {
		return d, err
	}
	d.Pack = &Pack{}
	return d, json.Unmarshal([]byte(pack), d.Pack)
}

// loadDecisions are those of a person, or of everybody (""), in order of days.
func loadDecisions(ctx context.Context, tx *sqldb.Tx, personID string) ([]Decision, error) {
	if personID == "" {
		return sqldb.All(ctx, tx, qDecisions, scanDecision)
	}
	return sqldb.All(ctx, tx, qDecisionsOf, scanDecision, personID)
}

func addDecision(ctx context.Context, tx *sqldb.Tx, d Decision) error {
	pack := ""
	if d.Pack != nil {
		b, err := json.Marshal(d.Pack)
		if err != nil {
			return err
		}
		pack = string(b)
	}
	_, err := tx.Exec(ctx, qDecisionAdd, d.ID, d.PersonID, d.Kind, d.Step, d.From, d.To, d.FromOn, d.Reason, pack, d.DecidedMs, d.DecidedBy)
	return err
}
