package target

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

const (
	headColumns    = `id, metric, seconds, scope, scope_id, period, from_on, to_on, direction, parent_id`
	versionColumns = `target_id, version, from_on, threshold, target, stretch, weight, level, goal_id, relevance, active, reason, changed_ms, changed_by, metric_version`
	joined         = `select t.id, t.metric, t.seconds, t.scope, t.scope_id, t.period, t.from_on, t.to_on, t.direction, t.parent_id,
		v.version, v.from_on, v.threshold, v.target, v.stretch, v.weight, v.level, v.goal_id, v.relevance, v.active, v.reason, v.changed_ms, v.changed_by, v.metric_version
		from target t join target_version v on v.target_id = t.id where `
	inOrder = ` order by t.id, v.version`
)

var (
	qWithin   = sqldb.Q(joined + `t.from_on <= $2 and t.to_on >= $1` + inOrder)
	qOfScope  = sqldb.Q(joined + `t.from_on <= $2 and t.to_on >= $1 and t.scope = $3` + inOrder)
	qOfOne    = sqldb.Q(joined + `t.from_on <= $2 and t.to_on >= $1 and t.scope = $3 and t.scope_id = $4` + inOrder)
	qByID     = sqldb.Q(joined + `t.id = $1` + inOrder)
	qChildren = sqldb.Q(joined + `t.parent_id = $1` + inOrder)
	qPlace    = sqldb.Q(joined + `t.metric = $1 and t.seconds = $2 and t.scope = $3 and t.scope_id = $4 and t.period = $5 and t.from_on = $6` + inOrder)
	qAdd      = sqldb.Q(`insert into target (` + headColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	qAddMade  = sqldb.Q(`insert into target_version (` + versionColumns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) on conflict do nothing`)
	qAdopt    = sqldb.Q(`update target set parent_id = $2 where id = $1`)
	qMove     = sqldb.Q(`update target set scope_id = $2 where scope = 'person' and scope_id = $1 and not exists (
		select 1 from target o where o.scope = 'person' and o.scope_id = $2 and o.metric = target.metric and o.seconds = target.seconds and o.period = target.period and o.from_on = target.from_on)`)
)

// noSeconds stands for a metric without T.
const noSeconds = -1

func secondsOf(s *int) int {
	if s == nil {
		return noSeconds
	}
	return *s
}

// collect reads targets with their versions; their rows come in order.
func collect(ctx context.Context, tx *sqldb.Tx, q *sqldb.Query, args ...any) ([]Target, error) {
	out := []Target{}
	err := sqldb.Each(ctx, tx, q, func(r sqldb.Row) error {
		var t Target
		var v Version
		var seconds, active int
		if err := r.Scan(&t.ID, &t.Metric, &seconds, &t.Scope, &t.ScopeID, &t.Period, &t.FromOn, &t.ToOn, &t.Direction, &t.ParentID,
			&v.Version, &v.FromOn, &v.Threshold, &v.Target, &v.Stretch, &v.Weight, &v.Level, &v.GoalID, &v.Relevance, &active, &v.Reason, &v.ChangedMs, &v.ChangedBy, &v.MetricVersion); err != nil {
			return err
		}
		v.Active = active != 0
		if n := len(out); n > 0 && out[n-1].ID == t.ID {
			out[n-1].Versions = append(out[n-1].Versions, v)
			return nil
		}
		if seconds != noSeconds {
			t.Seconds = &seconds
		}
		t.Versions = []Version{v}
		out = append(out, t)
		return nil
	}, args...)
	return out, err
}

// loadWithin are the targets whose periods touch the days: of a scope, or of all
// (""); of one subject of it, or of all ("").
func loadWithin(ctx context.Context, tx *sqldb.Tx, scope, id, from, to string) ([]Target, error) {
	switch {
	case scope == "":
		return collect(ctx, tx, qWithin, from, to)
	case id == "" && scope != Centre:
		return collect(ctx, tx, qOfScope, from, to, scope)
	}
	return collect(ctx, tx, qOfOne, from, to, scope, id)
}

func loadOne(ctx context.Context, tx *sqldb.Tx, q *sqldb.Query, args ...any) (Target, bool, error) {
	all, err := collect(ctx, tx, q, args...)
	if err != nil || len(all) == 0 {
		return Target{}, false, err
	}
	return all[0], true, nil
}

func loadTarget(ctx context.Context, tx *sqldb.Tx, id string) (Target, bool, error) {
	return loadOne(ctx, tx, qByID, id)
}

// loadPlace is the target of the same metric, T, subject and period.
func loadPlace(ctx context.Context, tx *sqldb.Tx, t *Target) (Target, bool, error) {
	return loadOne(ctx, tx, qPlace, t.Metric, secondsOf(t.Seconds), t.Scope, t.ScopeID, t.Period, t.FromOn)
}

func loadChildren(ctx context.Context, tx *sqldb.Tx, id string) ([]Target, error) {
	return collect(ctx, tx, qChildren, id)
}

func addHead(ctx context.Context, tx *sqldb.Tx, t *Target) error {
	_, err := tx.Exec(ctx, qAdd, t.ID, t.Metric, secondsOf(t.Seconds), t.Scope, t.ScopeID, t.Period, t.FromOn, t.ToOn, t.Direction, t.ParentID)
	return err
}

// addVersion reports whether there was none of the number yet.
func addVersion(ctx context.Context, tx *sqldb.Tx, id string, v *Version) (bool, error) {
	active := 0
	if v.Active {
		active = 1
	}
	n, err := tx.Exec(ctx, qAddMade, id, v.Version, v.FromOn, v.Threshold, v.Target, v.Stretch, v.Weight, v.Level, v.GoalID, v.Relevance, active, v.Reason, v.ChangedMs, v.ChangedBy, v.MetricVersion)
	return n == 1, err
}

func adopt(ctx context.Context, tx *sqldb.Tx, id, parentID string) error {
	_, err := tx.Exec(ctx, qAdopt, id, parentID)
	return err
}

// movePerson gives the targets of a person who turned out to be another to that
// one, where the other has none of the kind.
func movePerson(ctx context.Context, tx *sqldb.Tx, from, into string) error {
	_, err := tx.Exec(ctx, qMove, from, into)
	return err
}
