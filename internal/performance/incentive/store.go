package incentive

import (
	"context"
	"encoding/json"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	qRules      = sqldb.Q(`select id, archived, rev, changed_ms, changed_by from incentive_rule order by id`)
	qVersions   = sqldb.Q(`select rule_id, version, body, created_ms, created_by from incentive_rule_version order by rule_id, version desc`)
	qRuleAdd    = sqldb.Q(`insert into incentive_rule (id, archived, rev, changed_ms, changed_by) values ($1, 0, 1, $2, $3)`)
	qRuleSet    = sqldb.Q(`update incentive_rule set archived = $2, rev = $3, changed_ms = $4, changed_by = $5 where id = $1 and rev = $3 - 1`)
	qVersionAdd = sqldb.Q(`insert into incentive_rule_version (rule_id, version, body, created_ms, created_by) values ($1, $2, $3, $4, $5)`)
)

func flag(on bool) int {
	if on {
		return 1
	}
	return 0
}

// loadRules are all rules in the order they were made, each with its versions.
func loadRules(ctx context.Context, tx *sqldb.Tx) ([]Rule, error) {
	all, err := sqldb.All(ctx, tx, qRules, func(r sqldb.Row) (x Rule, err error) {
		var archived int
		err = r.Scan(&x.ID, &archived, &x.Rev, &x.ChangedMs, &x.ChangedBy)
		x.Archived = archived != 0
		return x, err
	})
	if err != nil {
		return nil, err
	}
	versions := map[string][]Version{}
	err = sqldb.Each(ctx, tx, qVersions, func(r sqldb.Row) error {
		var rule, body string
		var v Version
		if err := r.Scan(&rule, &v.Version, &body, &v.CreatedMs, &v.CreatedBy); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), &v.Body); err != nil {
			return err
		}
		versions[rule] = append(versions[rule], v)
		return nil
	})
	for i := range all {
		all[i].Versions = versions[all[i].ID]
	}
	return all, err
}

func addRule(ctx context.Context, tx *sqldb.Tx, r Rule) error {
	if _, err := tx.Exec(ctx, qRuleAdd, r.ID, r.ChangedMs, r.ChangedBy); err != nil {
		return err
	}
	return addVersion(ctx, tx, r.ID, r.Versions[0])
}

func addVersion(ctx context.Context, tx *sqldb.Tx, ruleID string, v Version) error {
	body, err := json.Marshal(v.Body)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qVersionAdd, ruleID, v.Version, string(body), v.CreatedMs, v.CreatedBy)
	return err
}

// setRule reports whether the rule still had the revision before.
func setRule(ctx context.Context, tx *sqldb.Tx, r Rule) (bool, error) {
	n, err := tx.Exec(ctx, qRuleSet, r.ID, flag(r.Archived), r.Rev, r.ChangedMs, r.ChangedBy)
	return n == 1, err
}
