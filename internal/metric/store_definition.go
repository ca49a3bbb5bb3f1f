package metric

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	entryAdd     = sqldb.Q(`insert into metric_entry (metric_id, archived, rev, changed_ms) values ($1, 0, 1, $2) on conflict (metric_id) do nothing`)
	entryBump    = sqldb.Q(`update metric_entry set rev = rev + 1, changed_ms = $1 where metric_id = $2 and rev = $3`)
	entryArchive = sqldb.Q(`update metric_entry set archived = 1, rev = rev + 1, changed_ms = $1 where metric_id = $2 and rev = $3`)
	versionAdd   = sqldb.Q(`insert into metric_definition (metric_id, version, effective_on, definition, created_ms, created_by) values ($1, $2, $3, $4, $5, $6)`)
	versionsAll  = sqldb.Q(`select e.metric_id, e.archived, e.rev, d.definition from metric_entry e
		left join metric_definition d on d.metric_id = e.metric_id order by e.metric_id, d.version`)
	versionsOf = sqldb.Q(`select e.metric_id, e.archived, e.rev, d.definition from metric_entry e
		left join metric_definition d on d.metric_id = e.metric_id where e.metric_id = $1 order by d.version`)
)

// stored is what the store knows of one metric; of a built-in metric the
// versions after the first.
type stored struct {
	id       string
	archived bool
	rev      int64
	versions []Definition
}

func loadStored(ctx context.Context, tx *sqldb.Tx) (map[string]*stored, error) {
	out := map[string]*stored{}
	err := sqldb.Each(ctx, tx, versionsAll, func(r sqldb.Row) error { return scanStored(r, out) })
	return out, err
}

// loadStoredOne answers nil for a metric the store does not know.
func loadStoredOne(ctx context.Context, tx *sqldb.Tx, id string) (*stored, error) {
	out := map[string]*stored{}
	err := sqldb.Each(ctx, tx, versionsOf, func(r sqldb.Row) error { return scanStored(r, out) }, id)
	return out[id], err
}

func scanStored(r sqldb.Row, into map[string]*stored) error {
	var (
		id       string
		archived int
		rev      int64
		body     *string
	)
	if err := r.Scan(&id, &archived, &rev, &body); err != nil {
		return err
	}
	m := into[id]
	if m == nil {
		m = &stored{id: id, archived: archived != 0, rev: rev}
		into[id] = m
	}
	if body == nil {
		return nil
	}
	var d Definition
	if err := json.Unmarshal([]byte(*body), &d); err != nil {
		return fmt.Errorf("definition of %s: %w", id, err)
	}
	m.versions = append(m.versions, d)
	return nil
}

// addEntry reports whether the id was free.
func addEntry(ctx context.Context, tx *sqldb.Tx, id string, nowMs int64) (bool, error) {
	n, err := tx.Exec(ctx, entryAdd, id, nowMs)
	return n == 1, err
}

// bumpEntry reports whether the entry still had the revision.
func bumpEntry(ctx context.Context, tx *sqldb.Tx, id string, rev, nowMs int64) (bool, error) {
	n, err := tx.Exec(ctx, entryBump, nowMs, id, rev)
	return n == 1, err
}

// archiveEntry reports whether the entry still had the revision.
func archiveEntry(ctx context.Context, tx *sqldb.Tx, id string, rev, nowMs int64) (bool, error) {
	n, err := tx.Exec(ctx, entryArchive, nowMs, id, rev)
	return n == 1, err
}

func saveVersion(ctx context.Context, tx *sqldb.Tx, d Definition, by string) error {
	body, err := json.Marshal(d)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, versionAdd, d.ID, d.Version, d.EffectiveOn, string(body), d.CreatedMs, by)
	return err
}
