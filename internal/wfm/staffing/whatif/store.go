package whatif

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const scenarioColumns = `id, name, note, plan_id, question, summary, rev, created_ms, created_by, changed_ms, changed_by`

var (
	qScenarios   = sqldb.Q(`select ` + scenarioColumns + `, '' from staffing_scenario order by id desc`)
	qScenario    = sqldb.Q(`select ` + scenarioColumns + `, answer from staffing_scenario where id = $1`)
	qScenarioAdd = sqldb.Q(`insert into staffing_scenario (id, name, note, plan_id, question, summary, answer, rev, created_ms, created_by, changed_ms, changed_by)
		values ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $10, $11)`)
	qScenarioSave = sqldb.Q(`update staffing_scenario set name = $1, note = $2, plan_id = $3, question = $4, summary = $5, answer = $6, rev = rev + 1, changed_ms = $7, changed_by = $8
		where id = $9 and rev = $10`)
	qScenarioDrop = sqldb.Q(`delete from staffing_scenario where id = $1`)
)

func scanScenario(r sqldb.Row) (x Scenario, err error) {
	var planID, question, summary, answer string
	if err = r.Scan(&x.ID, &x.Name, &x.Note, &planID, &question, &summary, &x.Rev, &x.CreatedMs, &x.CreatedBy, &x.ChangedMs, &x.ChangedBy, &answer); err != nil {
		return x, err
	}
	err = errors.Join(json.Unmarshal([]byte(question), &x.Question), json.Unmarshal([]byte(summary), &x.Summary))
	if answer != "" {
		x.Answer = &Answer{}
		err = errors.Join(err, json.Unmarshal([]byte(answer), x.Answer))
	}
	if err != nil {
		return x, fmt.Errorf("the scenario %s cannot be read: %w", x.ID, err)
	}
	x.PlanID = planID
	return x, nil
}

// loadScenarios gives all scenarios without their answers.
func loadScenarios(ctx context.Context, tx *sqldb.Tx) ([]Scenario, error) {
	return sqldb.All(ctx, tx, qScenarios, scanScenario)
}

func loadScenario(ctx context.Context, tx *sqldb.Tx, id string) (Scenario, error) {
	x, err := sqldb.One(ctx, tx, qScenario, scanScenario, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		err = fault.NotFoundf("staffing.scenario.not_found", "There is no such scenario.")
	}
	return x, err
}

// written are the parts of a scenario that are kept as text.
func (x *Scenario) written() (question, summary, answer string, err error) {
	q, questionErr := json.Marshal(x.Question)
	s, summaryErr := json.Marshal(x.Summary)
	a, answerErr := json.Marshal(x.Answer)
	return string(q), string(s), string(a), errors.Join(questionErr, summaryErr, answerErr)
}

func addScenario(ctx context.Context, tx *sqldb.Tx, x Scenario) error {
	question, summary, answer, err := x.written()
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qScenarioAdd, x.ID, x.Name, x.Note, x.PlanID, question, summary, answer, x.CreatedMs, x.CreatedBy, x.ChangedMs, x.ChangedBy)
	return err
}

// saveScenario reports whether the scenario still had the revision.
func saveScenario(ctx context.Context, tx *sqldb.Tx, x Scenario) (bool, error) {
	question, summary, answer, err := x.written()
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qScenarioSave, x.Name, x.Note, x.PlanID, question, summary, answer, x.ChangedMs, x.ChangedBy, x.ID, x.Rev)
	return n == 1, err
}

func dropScenario(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qScenarioDrop, id)
	return err
}

// sortable is a number as text that sorts as the number does.
func sortable(v float64) string {
	bits := math.Float64bits(v)
	if v < 0 {
		bits = ^bits
	} else {
		bits |= 1 << 63
	}
	return fmt.Sprintf("%016x", bits)
}
