package live

import (
	"context"
	"strconv"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

const alarmColumns = `id, rule, severity, object_kind, object_id, object_name, team_id, state, reason, value, bound, raised_ms, cleared_ms, owner_id, owner_name, acked_ms, acked_by, rev`

var (
	qThresholds      = sqldb.Q(`select id, rule, target, target_id, state, reason, raise_at, clear_at, hold_s, least, severity, enabled, rev from live_threshold order by id`)
	qThreshold       = sqldb.Q(`select id, rule, target, target_id, state, reason, raise_at, clear_at, hold_s, least, severity, enabled, rev from live_threshold where id = $1`)
	qThresholdAdd    = sqldb.Q(`insert into live_threshold (id, rule, target, target_id, state, reason, raise_at, clear_at, hold_s, least, severity, enabled, rev, changed_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1, $13) on conflict (rule, target, target_id, state, reason) do nothing`)
	qThresholdSave   = sqldb.Q(`update live_threshold set raise_at = $1, clear_at = $2, hold_s = $3, least = $4, severity = $5, enabled = $6, rev = rev + 1, changed_ms = $7 where id = $8 and rev = $9`)
	qThresholdRemove = sqldb.Q(`delete from live_threshold where id = $1`)

	qAlarmsOpen = sqldb.Q(`select ` + alarmColumns + ` from live_alarm where cleared_ms = 0 order by raised_ms, id`)
	qAlarm      = sqldb.Q(`select ` + alarmColumns + ` from live_alarm where id = $1`)
	// Two nodes may raise the same alarm: the first one's row stands.
	qAlarmAdd    = sqldb.Q(`insert into live_alarm (` + alarmColumns + `, name_fold) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14, 0, '', 1, $15) on conflict do nothing`)
	qAlarmClear  = sqldb.Q(`update live_alarm set cleared_ms = $1, rev = rev + 1 where rule = $2 and object_kind = $3 and object_id = $4 and state = $5 and cleared_ms = 0`)
	qAlarmAck    = sqldb.Q(`update live_alarm set acked_ms = $1, acked_by = $2, rev = rev + 1 where id = $3 and acked_ms = 0`)
	qAlarmAssign = sqldb.Q(`update live_alarm set owner_id = $1, owner_name = $2, rev = rev + 1 where id = $3`)

	qActionAdd = sqldb.Q(`insert into live_alarm_action (id, alarm_id, at_ms, by_id, by_name, kind, body) values ($1, $2, $3, $4, $5, $6, $7)`)
	qActions   = sqldb.Q(`select id, at_ms, by_name, kind, body from live_alarm_action where alarm_id = $1 order by id`)

	qMutes      = sqldb.Q(`select id, rule, object_kind, object_id, object_name, team_id, until_ms, reason, by_name, at_ms from live_mute where until_ms > $1 order by until_ms, id`)
	qMute       = sqldb.Q(`select id, rule, object_kind, object_id, object_name, team_id, until_ms, reason, by_name, at_ms from live_mute where id = $1`)
	qMuteAdd    = sqldb.Q(`insert into live_mute (id, rule, object_kind, object_id, object_name, team_id, until_ms, reason, by_name, at_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`)
	qMuteRemove = sqldb.Q(`delete from live_mute where id = $1`)

	qNoteAdd = sqldb.Q(`insert into live_note (id, agent_id, at_ms, by_id, by_name, kind, body) values ($1, $2, $3, $4, $5, $6, $7)`)
	qNotes   = sqldb.Q(`select id, at_ms, by_name, kind, body from live_note where agent_id = $1 and at_ms >= $2 order by at_ms desc, id desc limit 200`)

	qAlarmsDown = alarmWalk(`(raised_ms, id) < ($1, $2)`, `raised_ms desc, id desc`)
	qAlarmsUp   = alarmWalk(`(raised_ms, id) > ($1, $2)`, `raised_ms, id`)
	qAlarmCount = sqldb.Q(`select count(*) from live_alarm where raised_ms >= $1 and raised_ms < $2` + alarmFilter(3))
)

// alarmWalk lists alarms from a place on, filtered.
func alarmWalk(from, order string) *sqldb.Query {
	return sqldb.Q(`select ` + alarmColumns + ` from live_alarm where ` + from + ` and raised_ms >= $3 and raised_ms < $4` + alarmFilter(5) + ` order by ` + order + ` limit $12`)
}

// alarmFilter is the part of a list's conditions that begins with parameter n.
func alarmFilter(n int) string {
	q := make([]string, 7)
	for i := range q {
		q[i] = "$" + strconv.Itoa(n+i)
	}
	return ` and (` + q[0] + ` = '' or rule = ` + q[0] + `) and (` + q[1] + ` = '' or severity = ` + q[1] + `) and (` + q[2] + ` = '' or object_id = ` + q[2] + `)
		and (` + q[3] + ` = '' or team_id = ` + q[3] + `) and (` + q[4] + ` = '' or name_fold like ` + q[4] + ` escape '\')
		and (` + q[5] + ` = '' or (` + q[5] + ` = 'open' and cleared_ms = 0) or (` + q[5] + ` = 'cleared' and cleared_ms > 0) or (` + q[5] + ` = 'unacknowledged' and acked_ms = 0))
		and (` + q[6] + ` = '' or owner_id = ` + q[6] + `)`
}

func scanThreshold(r sqldb.Row) (t Threshold, err error) {
	var enabled int
	err = r.Scan(&t.ID, &t.Rule, &t.Target, &t.TargetID, &t.State, &t.Reason, &t.RaiseAt, &t.ClearAt, &t.HoldS, &t.Least, &t.Severity, &enabled, &t.Rev)
	t.Enabled = enabled != 0
	return t, err
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func loadThresholds(ctx context.Context, tx *sqldb.Tx) ([]Threshold, error) {
	return sqldb.All(ctx, tx, qThresholds, scanThreshold)
}

func loadThreshold(ctx context.Context, tx *sqldb.Tx, id string) (Threshold, error) {
	return sqldb.One(ctx, tx, qThreshold, scanThreshold, id)
}

// addThreshold reports whether there was none of the same kind.
func addThreshold(ctx context.Context, tx *sqldb.Tx, t Threshold, nowMs int64) (bool, error) {
	n, err := tx.Exec(ctx, qThresholdAdd, t.ID, t.Rule, t.Target, t.TargetID, t.State, t.Reason, t.RaiseAt, t.ClearAt, t.HoldS, t.Least, t.Severity, flag(t.Enabled), nowMs)
	return n == 1, err
}

// saveThreshold reports whether it still had the revision.
func saveThreshold(ctx context.Context, tx *sqldb.Tx, t Threshold, nowMs int64) (bool, error) {
	n, err := tx.Exec(ctx, qThresholdSave, t.RaiseAt, t.ClearAt, t.HoldS, t.Least, t.Severity, flag(t.Enabled), nowMs, t.ID, t.Rev)
	return n == 1, err
}

func removeThreshold(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qThresholdRemove, id)
	return err
}

func scanAlarm(r sqldb.Row) (a Alarm, err error) {
	err = r.Scan(&a.ID, &a.Rule, &a.Severity, &a.ObjectKind, &a.ObjectID, &a.ObjectName, &a.TeamID, &a.State, &a.Reason, &a.Value, &a.Bound,
		&a.RaisedMs, &a.ClearedMs, &a.OwnerID, &a.OwnerName, &a.AckedMs, &a.AckedBy, &a.Rev)
	return a, err
}

func loadOpenAlarms(ctx context.Context, tx *sqldb.Tx) ([]Alarm, error) {
	return sqldb.All(ctx, tx, qAlarmsOpen, scanAlarm)
}

func loadAlarm(ctx context.Context, tx *sqldb.Tx, id string) (Alarm, error) {
	return sqldb.One(ctx, tx, qAlarm, scanAlarm, id)
}

func addAlarm(ctx context.Context, tx *sqldb.Tx, a Alarm) (bool, error) {
	n, err := tx.Exec(ctx, qAlarmAdd, a.ID, a.Rule, a.Severity, a.ObjectKind, a.ObjectID, a.ObjectName, a.TeamID, a.State, a.Reason, a.Value, a.Bound,
		a.RaisedMs, a.OwnerID, a.OwnerName, sqldb.Fold(a.ObjectName))
	return n == 1, err
}

func clearAlarm(ctx context.Context, tx *sqldb.Tx, a Alarm) (bool, error) {
	n, err := tx.Exec(ctx, qAlarmClear, a.ClearedMs, a.Rule, a.ObjectKind, a.ObjectID, a.State)
	return n > 0, err
}

func acknowledgeAlarm(ctx context.Context, tx *sqldb.Tx, id, by string, nowMs int64) (bool, error) {
	n, err := tx.Exec(ctx, qAlarmAck, nowMs, by, id)
	return n == 1, err
}

func assignAlarm(ctx context.Context, tx *sqldb.Tx, id, ownerID, ownerName string) error {
	_, err := tx.Exec(ctx, qAlarmAssign, ownerID, ownerName, id)
	return err
}

func addAction(ctx context.Context, tx *sqldb.Tx, alarmID, byID string, a Action) error {
	_, err := tx.Exec(ctx, qActionAdd, a.ID, alarmID, a.AtMs, byID, a.ByName, a.Kind, a.Text)
	return err
}

func scanAction(r sqldb.Row) (a Action, err error) {
	err = r.Scan(&a.ID, &a.AtMs, &a.ByName, &a.Kind, &a.Text)
	return a, err
}

func loadActions(ctx context.Context, tx *sqldb.Tx, alarmID string) ([]Action, error) {
	return sqldb.All(ctx, tx, qActions, scanAction, alarmID)
}

func scanMute(r sqldb.Row) (m Mute, err error) {
	err = r.Scan(&m.ID, &m.Rule, &m.ObjectKind, &m.ObjectID, &m.ObjectName, &m.TeamID, &m.UntilMs, &m.Reason, &m.ByName, &m.AtMs)
	return m, err
}

func loadMutes(ctx context.Context, tx *sqldb.Tx, nowMs int64) ([]Mute, error) {
	return sqldb.All(ctx, tx, qMutes, scanMute, nowMs)
}

func loadMute(ctx context.Context, tx *sqldb.Tx, id string) (Mute, error) {
	return sqldb.One(ctx, tx, qMute, scanMute, id)
}

func addMute(ctx context.Context, tx *sqldb.Tx, m Mute) error {
	_, err := tx.Exec(ctx, qMuteAdd, m.ID, m.Rule, m.ObjectKind, m.ObjectID, m.ObjectName, m.TeamID, m.UntilMs, m.Reason, m.ByName, m.AtMs)
	return err
}

func removeMute(ctx context.Context, tx *sqldb.Tx, id string) error {
	_, err := tx.Exec(ctx, qMuteRemove, id)
	return err
}

func addNote(ctx context.Context, tx *sqldb.Tx, agentID, byID string, a Action) error {
	_, err := tx.Exec(ctx, qNoteAdd, a.ID, agentID, a.AtMs, byID, a.ByName, a.Kind, a.Text)
	return err
}

func loadNotes(ctx context.Context, tx *sqldb.Tx, agentID string, fromMs int64) ([]Action, error) {
	return sqldb.All(ctx, tx, qNotes, scanAction, agentID, fromMs)
}

func (f AlarmFilter) args() []any {
	search := ""
	if f.Search != "" {
		search = sqldb.Contains(f.Search)
	}
	return []any{f.Rule, f.Severity, f.Object, f.Team, search, f.Status, f.Owner}
}

func countAlarms(ctx context.Context, tx *sqldb.Tx, f AlarmFilter) (int64, error) {
	return sqldb.One(ctx, tx, qAlarmCount, sqldb.Value[int64], append([]any{f.FromMs, f.ToMs}, f.args()...)...)
}

// walkAlarms reads up to limit alarms after a place.
func walkAlarms(ctx context.Context, tx *sqldb.Tx, f AlarmFilter, atMs int64, id string, limit int) ([]Alarm, error) {
	q := qAlarmsDown
	if f.Ascending {
		q = qAlarmsUp
	}
	args := append([]any{atMs, id, f.FromMs, f.ToMs}, f.args()...)
	return sqldb.All(ctx, tx, q, scanAlarm, append(args, limit)...)
}
