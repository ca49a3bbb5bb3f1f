package intraday

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const (
	actionColumns = `id, on_day, at_ms, by_name, kind, queue_id, from_min, to_min, status, ended_ms, ended_by, about`
	planColumns   = `id, about, rev, changed_ms, changed_by`
)

var (
	qOutlookAdd  = sqldb.Q(`insert into intraday_outlook (id, on_day, at_ms, body) values ($1, $2, $3, $4)`)
	qOutlookLast = sqldb.Q(`select body from intraday_outlook where on_day = $1 order by at_ms desc, id desc limit 1`)
	qOutlook     = sqldb.Q(`select body from intraday_outlook where id = $1`)
	qOutlookDrop = sqldb.Q(`delete from intraday_outlook where at_ms < $1`)

	qActionAdd = sqldb.Q(`insert into intraday_action (` + actionColumns + `, outlook_id, proposal) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing`)
	qActionOf  = sqldb.Q(`select ` + actionColumns + ` from intraday_action where outlook_id = $1 and proposal = $2`)
	qAction    = sqldb.Q(`select ` + actionColumns + ` from intraday_action where id = $1`)
	qActions   = sqldb.Q(`select ` + actionColumns + ` from intraday_action where on_day >= $1 and on_day <= $2 order by at_ms, id`)
	qActionSet = sqldb.Q(`update intraday_action set status = $2, ended_ms = $3, ended_by = $4, about = $5 where id = $1 and status = $6`)

	qPlans   = sqldb.Q(`select ` + planColumns + ` from intraday_plan order by name_fold`)
	qPlanAdd = sqldb.Q(`insert into intraday_plan (` + planColumns + `, name, name_fold) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`)
	qPlanSet = sqldb.Q(`update intraday_plan set about = $2, rev = rev + 1, changed_ms = $3, changed_by = $4, name = $5, name_fold = $6 where id = $1 and rev = $7`)
)

func addOutlook(ctx context.Context, tx *sqldb.Tx, o *Outlook) error {
	body, err := json.Marshal(o)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qOutlookAdd, o.ID, o.On.String(), o.AtMs, string(body))
	return err
}

func scanOutlook(r sqldb.Row) (o Outlook, err error) {
	var body string
	if err = r.Scan(&body); err != nil {
		return o, err
	}
	return o, json.Unmarshal([]byte(body), &o)
}

// lastOutlook is the newest of a day; nil: none.
func lastOutlook(ctx context.Context, tx *sqldb.Tx, on civil.Date) (*Outlook, error) {
	o, err := sqldb.One(ctx, tx, qOutlookLast, scanOutlook, on.String())
	if errors.Is(err, sqldb.ErrNotFound) {
		return nil, nil //nolint:nilnil // a day that was not foreseen yet
	}
	return &o, err
}

func loadOutlook(ctx context.Context, tx *sqldb.Tx, id string) (Outlook, error) {
	o, err := sqldb.One(ctx, tx, qOutlook, scanOutlook, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		return o, fault.NotFoundf("intraday.outlook.not_found", "There is no such outlook.")
	}
	return o, err
}

func scanAction(r sqldb.Row) (a Action, err error) {
	var on, about string
	if err = r.Scan(&a.ID, &on, &a.AtMs, &a.By, &a.Kind, &a.QueueID, &a.From, &a.To, &a.Status, &a.EndedMs, &a.EndedBy, &about); err != nil {
		return a, err
	}
	var dayErr error
	a.On, dayErr = civil.Parse(on)
	if err := errors.Join(dayErr, json.Unmarshal([]byte(about), &a.AboutTask)); err != nil {
		return a, fmt.Errorf("the action %s cannot be read: %w", a.ID, err)
	}
	return a, nil
}

// addAction reports whether the proposal was not taken before.
func addAction(ctx context.Context, tx *sqldb.Tx, a *Action, outlookID string) (bool, error) {
	about, err := json.Marshal(a.AboutTask)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qActionAdd, a.ID, a.On.String(), a.AtMs, a.By, string(a.Kind), a.QueueID, a.From, a.To, string(a.Status), a.EndedMs, a.EndedBy, string(about), outlookID, a.Proposal.Key)
	return n == 1, err
}

func actionOf(ctx context.Context, tx *sqldb.Tx, outlookID, key string) (*Action, error) {
	a, err := sqldb.One(ctx, tx, qActionOf, scanAction, outlookID, key)
	if errors.Is(err, sqldb.ErrNotFound) {
		return nil, nil //nolint:nilnil // not taken yet
	}
	return &a, err
}

func loadAction(ctx context.Context, tx *sqldb.Tx, id string) (Action, error) {
	a, err := sqldb.One(ctx, tx, qAction, scanAction, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		return a, fault.NotFoundf("intraday.action.not_found", "There is no such action.")
	}
	return a, err
}

func loadActions(ctx context.Context, tx *sqldb.Tx, r civil.Range) ([]Action, error) {
	return sqldb.All(ctx, tx, qActions, scanAction, r.From.String(), r.To.String())
}

// setAction writes what may change, if the action still is in the state it was.
func setAction(ctx context.Context, tx *sqldb.Tx, a *Action, was Status) (bool, error) {
	about, err := json.Marshal(a.AboutTask)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qActionSet, a.ID, string(a.Status), a.EndedMs, a.EndedBy, string(about), string(was))
	return n == 1, err
}

func scanPlan(r sqldb.Row) (p Plan, err error) {
	var about string
	if err = r.Scan(&p.ID, &about, &p.Rev, &p.ChangedMs, &p.ChangedBy); err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(about), &p.PlanRequest)
}

func loadPlans(ctx context.Context, tx *sqldb.Tx) ([]Plan, error) {
	return sqldb.All(ctx, tx, qPlans, scanPlan)
}

// addPlan reports whether the name was free.
func addPlan(ctx context.Context, tx *sqldb.Tx, p *Plan) (bool, error) {
	about, err := json.Marshal(p.PlanRequest)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qPlanAdd, p.ID, string(about), p.Rev, p.ChangedMs, p.ChangedBy, p.Name, sqldb.Fold(p.Name))
	return n == 1, err
}

// setPlan reports whether the plan still had the revision.
func setPlan(ctx context.Context, tx *sqldb.Tx, p *Plan, rev int64) (bool, error) {
	about, err := json.Marshal(p.PlanRequest)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qPlanSet, p.ID, string(about), p.ChangedMs, p.ChangedBy, p.Name, sqldb.Fold(p.Name), rev)
	return n == 1, err
}
