package rosters

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

const columns = `id, name, plan_id, first_on, last_on, status, about, rev, created_ms, created_by, changed_ms, changed_by, published_ms, published_by`

var (
	qAll = sqldb.Q(`select ` + columns + ` from roster_version order by id desc`)
	qOne = sqldb.Q(`select ` + columns + ` from roster_version where id = $1`)
	qAdd = sqldb.Q(`insert into roster_version (` + columns + `) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict (id) do nothing`)
	qSet = sqldb.Q(`update roster_version set name = $2, status = $3, about = $4, rev = rev + 1, changed_ms = $5, changed_by = $6, published_ms = $7, published_by = $8
		where id = $1 and rev = $9`)
	qDrop = sqldb.Q(`delete from roster_version where id = $1`)

	qLines   = sqldb.Q(`select person_id, days from roster_line where version_id = $1 order by person_id`)
	qLineAdd = sqldb.Q(`insert into roster_line (version_id, person_id, days) values ($1, $2, $3)`)
	qLineSet = sqldb.Q(`update roster_line set days = $3 where version_id = $1 and person_id = $2`)

	// The published lines over some days, those published last at the end.
	qPublished = sqldb.Q(`select v.id, v.first_on, v.last_on, v.published_ms, l.person_id, l.days from roster_version v join roster_line l on l.version_id = v.id
		where v.status = 'published' and v.first_on <= $2 and v.last_on >= $1 and ($3 = '' or l.person_id = $3) order by v.published_ms, v.id`)

	qChangeAdd = sqldb.Q(`insert into roster_change (version_id, seq, person_id, on_day, before, after, reason, published, at_ms, by_name)
		values ($1, (select coalesce(max(seq), 0) + 1 from roster_change where version_id = $1), $2, $3, $4, $5, $6, $7, $8, $9)`)
	qChanges = sqldb.Q(`select seq, person_id, on_day, before, after, reason, published, at_ms, by_name from roster_change
		where version_id = $1 and ($2 = '' or person_id = $2) order by seq desc`)
	qChangedDays = sqldb.Q(`select on_day, max(at_ms) from roster_change where person_id = $1 and on_day >= $2 and on_day <= $3 and published = 1 group by on_day`)

	qCertificate = sqldb.Q(`select rev, about, days, made_ms, made_by from roster_certificate where version_id = $1`)
	// Publishing changes nobody's days: what was simulated is the next revision.
	qCertificateKeep = sqldb.Q(`update roster_certificate set rev = rev + 1 where version_id = $1 and rev = $2`)
	qCertificatePut  = sqldb.Q(`insert into roster_certificate (version_id, rev, about, days, made_ms, made_by) values ($1, $2, $3, $4, $5, $6)
		on conflict (version_id) do update set rev = excluded.rev, about = excluded.about, days = excluded.days, made_ms = excluded.made_ms, made_by = excluded.made_by`)
)

func scan(r sqldb.Row) (v Roster, err error) {
	var first, last, about string
	if err = r.Scan(&v.ID, &v.Name, &v.PlanID, &first, &last, &v.Status, &about, &v.Rev, &v.CreatedMs, &v.CreatedBy, &v.ChangedMs, &v.ChangedBy, &v.PublishedMs, &v.PublishedBy); err != nil {
		return v, err
	}
	var firstErr, lastErr error
	v.FirstOn, firstErr = civil.Parse(first)
	v.LastOn, lastErr = civil.Parse(last)
	if err := errors.Join(firstErr, lastErr, json.Unmarshal([]byte(about), &v.About)); err != nil {
		return v, fmt.Errorf("the roster %s cannot be read: %w", v.ID, err)
	}
	return v, nil
}

// load gives a roster without its lines.
func load(ctx context.Context, tx *sqldb.Tx, id string) (Roster, error) {
	v, err := sqldb.One(ctx, tx, qOne, scan, id)
	if errors.Is(err, sqldb.ErrNotFound) {
		return v, fault.NotFoundf("roster.version.not_found", "There is no such roster.")
	}
	return v, err
}

func add(ctx context.Context, tx *sqldb.Tx, v Roster, lines []Line) (added bool, err error) {
	about, err := json.Marshal(v.About)
	if err != nil {
		return false, err
	}
	n, err := tx.Exec(ctx, qAdd, v.ID, v.Name, v.PlanID, v.FirstOn.String(), v.LastOn.String(), string(v.Status), string(about), v.Rev, v.CreatedMs, v.CreatedBy, v.ChangedMs, v.ChangedBy, v.PublishedMs, v.PublishedBy)
	if err != nil || n == 0 {
		return false, err
	}
	for i := range lines {
		days, err := json.Marshal(lines[i].Cells)
		if err != nil {
			return false, err
		}
		if _, err := tx.Exec(ctx, qLineAdd, v.ID, lines[i].PersonID, string(days)); err != nil {
			return false, err
		}
	}
	return true, nil
}

// set writes what may change of a roster, if it still is of the revision that was
// read.
func set(ctx context.Context, tx *sqldb.Tx, v Roster) error {
	about, err := json.Marshal(v.About)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, qSet, v.ID, v.Name, string(v.Status), string(about), v.ChangedMs, v.ChangedBy, v.PublishedMs, v.PublishedBy, v.Rev)
	if err == nil && n == 0 {
		return stale()
	}
	return err
}

const codeStale = "roster.version.stale"

func stale() error {
	return fault.Conflictf(codeStale, "Somebody has changed the roster meanwhile; load it again.")
}

func loadLines(ctx context.Context, tx *sqldb.Tx, id string) ([]Line, error) {
	return sqldb.All(ctx, tx, qLines, func(r sqldb.Row) (l Line, err error) {
		var days string
		if err = r.Scan(&l.PersonID, &days); err != nil {
			return l, err
		}
		return l, json.Unmarshal([]byte(days), &l.Cells)
	}, id)
}

func setLine(ctx context.Context, tx *sqldb.Tx, id string, l *Line) error {
	days, err := json.Marshal(l.Cells)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, qLineSet, id, l.PersonID, string(days))
	return err
}

// publishedLine is a line of a published roster.
type publishedLine struct {
	rosterID    string
	first, last civil.Date
	publishedMs int64
	Line
}

// loadPublished gives the published lines that have some of the days, of a
// person or ("") of everybody; those published last come last.
func loadPublished(ctx context.Context, tx *sqldb.Tx, r civil.Range, personID string) ([]publishedLine, error) {
	return sqldb.All(ctx, tx, qPublished, func(r sqldb.Row) (l publishedLine, err error) {
		var first, last, days string
		if err = r.Scan(&l.rosterID, &first, &last, &l.publishedMs, &l.PersonID, &days); err != nil {
			return l, err
		}
		var firstErr, lastErr error
		l.first, firstErr = civil.Parse(first)
		l.last, lastErr = civil.Parse(last)
		return l, errors.Join(firstErr, lastErr, json.Unmarshal([]byte(days), &l.Cells))
	}, r.From.String(), r.To.String(), personID)
}

// Change is a cell that was changed by hand.
type Change struct {
	Seq       int64  `json:"seq"`
	PersonID  string `json:"person_id"`
	Name      string `json:"name"`
	On        string `json:"on" format:"date"`
	Before    Cell   `json:"before"`
	After     Cell   `json:"after"`
	Reason    string `json:"reason,omitempty"`
	Published bool   `json:"published" doc:"the roster was published already"`
	AtMs      int64  `json:"at_ms"`
	By        string `json:"by"`
}

func addChange(ctx context.Context, tx *sqldb.Tx, id string, c Change) error {
	before, err := json.Marshal(c.Before)
	if err != nil {
		return err
	}
	after, err := json.Marshal(c.After)
	if err != nil {
		return err
	}
	published := 0
	if c.Published {
		published = 1
	}
	_, err = tx.Exec(ctx, qChangeAdd, id, c.PersonID, c.On, string(before), string(after), c.Reason, published, c.AtMs, c.By)
	return err
}

func loadChanges(ctx context.Context, tx *sqldb.Tx, id, personID string) ([]Change, error) {
	return sqldb.All(ctx, tx, qChanges, func(r sqldb.Row) (c Change, err error) {
		var before, after string
		var published int64
		if err = r.Scan(&c.Seq, &c.PersonID, &c.On, &before, &after, &c.Reason, &published, &c.AtMs, &c.By); err != nil {
			return c, err
		}
		c.Published = published == 1
		return c, errors.Join(json.Unmarshal([]byte(before), &c.Before), json.Unmarshal([]byte(after), &c.After))
	}, id, personID)
}
