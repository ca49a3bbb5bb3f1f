package quality

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

var (
	qSources = sqldb.Q(`select s.id, s.name, s.kind, s.timezone, s.horizon_ms, s.last_seen_ms, s.events, s.repeated, s.unknown, s.expired, coalesce(t.path, ''), coalesce(t.error, '')
		from telephony_source s left join telephony_tail t on t.source = s.name order by s.name`)
	qLive = sqldb.Q(`select l.id, l.name, l.kind, l.enabled, coalesce(t.state, ''), coalesce(t.connected_ms, 0), coalesce(t.heard_ms, 0), coalesce(t.event_ms, 0), coalesce(t.delay_ms, 0),
		coalesce(t.refused, 0), coalesce(t.reconnects, 0), coalesce(t.error, ''), coalesce(t.error_code, ''), coalesce(t.error_ms, 0)
		from telephony_live_source l left join telephony_live_status t on t.source_id = l.id order by l.name`)
	qContacts = sqldb.Q(`select source_id, count(*) from telephony_contact group by source_id`)
	qRepaired = sqldb.Q(`select source_id, count(*) from telephony_contact where flags <> 0 and (flags & $1) <> 0 group by source_id`)
	qOpen     = sqldb.Q(`select source_id, count(*) from telephony_quarantine where status = 'open' group by source_id`)
	qEpoch    = sqldb.Q(`select coalesce(max(epoch), 0) from telephony_position`)
	qNewest   = sqldb.Q(`select coalesce(max(entered_ms), 0) from telephony_contact`)

	qFlags       = sqldb.Q(`select flags, count(*) from telephony_contact where flags <> 0 and entered_ms >= $1 and entered_ms < $2 group by flags`)
	qDayContacts = sqldb.Q(`select count(*) from telephony_contact where entered_ms >= $1 and entered_ms < $2`)
	qDayRepaired = sqldb.Q(`select count(*) from telephony_contact where flags <> 0 and entered_ms >= $1 and entered_ms < $2 and (flags & $3) <> 0`)
	qKept        = sqldb.Q(`select contact_day, quarantine_ms from telephony_kept`)
	qDayBad      = sqldb.Q(`select count(*) from telephony_quarantine where seen_ms >= $1 and seen_ms < $2`)

	qRows = sqldb.Q(`select ` + rowColumns + ` from telephony_quarantine q join telephony_source s on s.id = q.source_id
		where (q.seen_ms, q.id) < ($1, $2) and ($3 = '' or s.name = $3) and ($4 = '' or q.reason = $4) and ($5 = '' or q.status = $5) order by q.seen_ms desc, q.id desc limit $6`)
	qRowsCount = sqldb.Q(`select count(*) from telephony_quarantine q join telephony_source s on s.id = q.source_id
		where ($1 = '' or s.name = $1) and ($2 = '' or q.reason = $2) and ($3 = '' or q.status = $3)`)
	// Open rows to be read again, in the order of their ids.
	qNext = sqldb.Q(`select ` + rowColumns + ` from telephony_quarantine q join telephony_source s on s.id = q.source_id
		where q.status = 'open' and q.id > $1 and ($2 = '' or s.name = $2) and ($3 = '' or q.reason = $3) order by q.id limit $4`)
	qRow    = sqldb.Q(`select ` + rowColumns + ` from telephony_quarantine q join telephony_source s on s.id = q.source_id where q.id = $1`)
	qSettle = sqldb.Q(`update telephony_quarantine set status = $2, note = $3, settled_ms = $4 where id = $1 and status = 'open'`)
	qReason = sqldb.Q(`update telephony_quarantine set reason = $2, column_name = $3, value = $4, expected = $5, note = $6 where id = $1 and status = 'open'`)
)

const rowColumns = `q.id, s.name, s.timezone, q.kind, q.file, q.line, q.column_name, q.value, q.expected, q.reason, q.raw, q.settings, q.status, q.note, q.seen_ms, q.settled_ms`

// stored is a row in quarantine as it is stored.
type stored struct {
	Row
	zone      string
	settings  string
	seenMs    int64
	settledMs int64
}

func scanRow(r sqldb.Row) (v stored, err error) {
	err = r.Scan(&v.ID, &v.Source, &v.zone, &v.Kind, &v.File, &v.Line, &v.Column, &v.Value, &v.Expected, &v.Reason, &v.Raw, &v.settings, &v.Status, &v.Note, &v.seenMs, &v.settledMs)
	return v, err
}

type sourceRow struct {
	Source
	newestMs, seenMs int64
}

func loadSources(ctx context.Context, tx *sqldb.Tx) ([]sourceRow, error) {
	return sqldb.All(ctx, tx, qSources, func(r sqldb.Row) (s sourceRow, err error) {
		err = r.Scan(&s.ID, &s.Name, &s.Kind, &s.Timezone, &s.newestMs, &s.seenMs, &s.Events, &s.Repeated, &s.Unknown, &s.Expired, &s.Followed, &s.Problem)
		return s, err
	})
}

func loadLive(ctx context.Context, tx *sqldb.Tx, zone *time.Location) ([]*Live, error) {
	return sqldb.All(ctx, tx, qLive, func(r sqldb.Row) (*Live, error) {
		l := &Live{}
		var enabled int
		var eventMs, delayMs, problemMs int64
		err := r.Scan(&l.ID, &l.name, &l.kind, &enabled, &l.State, &l.connectedMs, &l.heardMs, &eventMs, &delayMs, &l.Refused, &l.Reconnects, &l.Problem, &l.Code, &problemMs)
		l.Enabled = enabled != 0
		l.HeardAt, l.ProblemAt = atOrNull(l.heardMs, zone), atOrNull(problemMs, zone)
		if eventMs > 0 {
			l.DelayMs = &delayMs
		}
		switch {
		case !l.Enabled:
			l.State = "off"
		case l.State == "" || l.State == "off":
			l.State = "waiting"
		}
		return l, err
	})
}

func countBy(ctx context.Context, tx *sqldb.Tx, q *sqldb.Query, args ...any) (map[string]int64, error) {
	out := map[string]int64{}
	err := sqldb.Each(ctx, tx, q, func(r sqldb.Row) error {
		var id string
		var n int64
		if err := r.Scan(&id, &n); err != nil {
			return err
		}
		out[id] = n
		return nil
	}, args...)
	return out, err
}

func loadFlags(ctx context.Context, tx *sqldb.Tx, from, to int64) (map[telephony.Flag]int64, error) {
	out := map[telephony.Flag]int64{}
	err := sqldb.Each(ctx, tx, qFlags, func(r sqldb.Row) error {
		var set telephony.Flag
		var n int64
		if err := r.Scan(&set, &n); err != nil {
			return err
		}
		out[set] = n
		return nil
	}, from, to)
	return out, err
}
