package quality

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/adapter"
	"github.com/lingting/lingting/internal/telephony/imports"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// Filter picks rows in quarantine; what is empty picks all.
type Filter struct {
	Source, Reason, Status string
	Cursor                 string
	Limit                  int
}

// Quarantine gives rows in quarantine, the newest first.
func (s *Service) Quarantine(ctx context.Context, f Filter) (page.Of[Row], error) {
	var out page.Of[Row]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	if f.Status != "" && !slices.Contains([]string{StatusOpen, StatusReplayed, StatusDiscarded}, f.Status) {
		return out, fault.Invalidf("telephony.quarantine.filter", "The rows asked for cannot be told.").WithField("query.status", "one_of", "must be open, replayed or discarded")
	}
	beforeMs, beforeID := int64(math.MaxInt64), ""
	if _, err := web.DecodeCursor(f.Cursor, &beforeMs, &beforeID); err != nil {
		return out, err
	}
	masked := authz.Require(ctx, PermissionReplay) != nil
	limit := page.Limit(f.Limit)
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		centre, err := s.org.Centre(ctx, tx)
		if err != nil {
			return err
		}
		zone := centre.Location()
		rows, err := sqldb.All(ctx, tx, qRows, scanRow, beforeMs, beforeID, f.Source, f.Reason, f.Status, limit+1)
		if err != nil {
			return err
		}
		if len(rows) > limit {
			rows = rows[:limit]
			out.NextCursor = web.EncodeCursor(rows[limit-1].seenMs, rows[limit-1].ID)
		}
		out.Items = make([]Row, len(rows))
		for i := range rows {
			r := &rows[i]
			r.SeenAt, r.SettledAt = at(r.seenMs, zone), atOrNull(r.settledMs, zone)
			if masked {
				r.Raw, r.Value = telephony.MaskNumbers(r.Raw), telephony.MaskNumbers(r.Value)
			}
			out.Items[i] = r.Row
		}
		out.Total, err = sqldb.One(ctx, tx, qRowsCount, sqldb.Value[int64], f.Source, f.Reason, f.Status)
		return err
	})
	return out, err
}

// mostIDs is how many rows can be named at once.
const mostIDs = 1000

// Discard puts rows aside for good, with the reason why.
func (s *Service) Discard(ctx context.Context, ids []string, why string) (int, error) {
	if err := authz.Require(ctx, PermissionReplay); err != nil {
		return 0, err
	}
	why = strings.TrimSpace(why)
	var w fault.Collector
	w.Require("body.why", why)
	if !utf8.ValidString(why) || utf8.RuneCountInString(why) > 500 {
		w.Add("body.why", "too_long", "must be at most 500 characters")
	}
	if len(ids) == 0 || len(ids) > mostIDs {
		w.Add("body.ids", "count", "must name 1 to 1000 rows")
	}
	if err := w.Err("telephony.quarantine.invalid", "The rows cannot be discarded like this."); err != nil {
		return 0, err
	}
	n := 0
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		n = 0
		for _, id := range ids {
			done, err := tx.Exec(ctx, qSettle, id, StatusDiscarded, why, clock.Ms(s.clk))
			if err != nil {
				return err
			}
			n += int(done)
		}
		return s.record(ctx, tx, "discard", "", map[string]any{"ids": ids, "why": why, "discarded": n})
	})
	if err == nil {
		s.changed()
	}
	return n, err
}

func (s *Service) record(ctx context.Context, tx *sqldb.Tx, verb, id string, after any) error {
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, authz.Entry{Action: "telephony.quarantine." + verb, Object: "quarantine", ObjectID: id, After: after})
}

// Replay says which open rows to read again, and with what corrected.
type Replay struct {
	IDs    []string `json:"ids,omitempty"`
	All    bool     `json:"all,omitempty"`    // all open rows, of Source and Reason when given
	Source string   `json:"source,omitempty"` //
	Reason string   `json:"reason,omitempty"` //

	Row     string           `json:"row,omitempty"` // the one row as it should have been
	Zone    string           `json:"zone,omitempty"`
	Mapping *adapter.Mapping `json:"mapping,omitempty"`
}

func (r *Replay) check() error {
	var w fault.Collector
	switch {
	case r.All && len(r.IDs) > 0, !r.All && len(r.IDs) == 0:
		w.Add("body.ids", "required", "must name rows, unless all is true")
	case len(r.IDs) > mostIDs:
		w.Add("body.ids", "count", "must name at most 1000 rows")
	}
	if r.Row != "" && len(r.IDs) != 1 {
		w.Add("body.row", "one", "belongs to one row: name exactly one")
	}
	if r.Row != "" && (!utf8.ValidString(r.Row) || strings.ContainsAny(r.Row, "\x00\r\n") || len(r.Row) > 64<<10) {
		w.Add("body.row", "text", "must be one line of text")
	}
	if _, err := time.LoadLocation(r.Zone); err != nil {
		w.Add("body.timezone", "zone", "must be a time zone such as Asia/Shanghai")
	}
	if r.Mapping != nil {
		for _, m := range adapter.MappingErrors(r.Mapping.Validate()) {
			w.Add("body.mapping."+m.Field, "mapping", m.Message)
		}
	}
	return w.Err("telephony.quarantine.invalid", "The rows cannot be replayed like this.")
}

// StartReplay begins to read rows again, as a job.
func (s *Service) StartReplay(ctx context.Context, in Replay) (jobID string, err error) {
	if err := authz.Require(ctx, PermissionReplay); err != nil {
		return "", err
	}
	if err := in.check(); err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if jobID, err = jobs.Start(ctx, tx, JobKind, in); err != nil {
			return err
		}
		return s.record(ctx, tx, "replay", jobID, in)
	})
	return jobID, err
}

// Replayed is what a replay did.
type Replayed struct {
	Replayed int `json:"replayed" doc:"rows that could be read now"`
	Open     int `json:"open" doc:"rows that still cannot be read"`
}

func (s *Service) job(ctx context.Context, run *jobs.Run) error {
	var in Replay
	if err := run.Input(&in); err != nil {
		return err
	}
	out, err := s.replay(ctx, in, func(share float64) { run.Progress(share, "reading again") })
	run.Result(out)
	return err
}

func (s *Service) replay(ctx context.Context, in Replay, progress func(float64)) (out Replayed, err error) {
	var last uint64
	take := func(rows []stored) error {
		seq, done, err := s.again(ctx, in, rows)
		out.Replayed += done
		out.Open += len(rows) - done
		last = max(last, seq)
		return err
	}
	if !in.All {
		for part := range slices.Chunk(in.IDs, 200) {
			rows := []stored{}
			err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
				for _, id := range part {
					r, err := sqldb.One(ctx, tx, qRow, scanRow, id)
					if err == nil && r.Status == StatusOpen {
						rows = append(rows, r)
					}
					if err != nil && !errors.Is(err, sqldb.ErrNotFound) {
						return err
					}
				}
				return nil
			})
			if err == nil {
				err = take(rows)
			}
			if err != nil {
				return out, err
			}
			progress(float64(out.Replayed+out.Open) / float64(len(in.IDs)))
		}
	} else {
		var total int64
		err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
			total, err = sqldb.One(ctx, tx, qRowsCount, sqldb.Value[int64], in.Source, in.Reason, StatusOpen)
			return err
		})
		for after := ""; err == nil; {
			var rows []stored
			if err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
				rows, err = sqldb.All(ctx, tx, qNext, scanRow, after, in.Source, in.Reason, 500)
				return err
			}); err != nil || len(rows) == 0 {
				break
			}
			after = rows[len(rows)-1].ID
			err = take(rows)
			progress(float64(out.Replayed+out.Open) / float64(max(total, 1)))
		}
		if err != nil {
			return out, err
		}
	}
	s.changed()
	return out, s.intake.Wait(ctx, last)
}

// again reads rows again, publishes what they say and settles them. A row
// published but not settled, when the process ends in between, is read once
// more: the facts stay the same.
func (s *Service) again(ctx context.Context, in Replay, rows []stored) (last uint64, done int, err error) {
	type verdict struct {
		row  *stored
		note string
		item adapter.Item
	}
	var good, bad []verdict
	var batches []ingest.Batch
	bySource := map[string]int{}
	for i := range rows {
		r := &rows[i]
		raw, note := r.Raw, ""
		if in.Row != "" {
			raw, note = in.Row, "corrected: "+in.Row
		}
		settings, err := in.corrected(r.settings)
		var it adapter.Item
		if err == nil {
			it, err = imports.Again(settings, r.Source, r.File, r.Line, raw)
		}
		switch {
		case err != nil:
			f, ok := fault.As(err)
			if !ok {
				return last, done, err
			}
			it.Bad = nil
			bad = append(bad, verdict{row: r, note: f.Error()})
			continue
		case it.Bad != nil:
			bad = append(bad, verdict{row: r, item: it})
			continue
		case it.Ignored:
			note = strings.TrimPrefix(note+"; says nothing", "; ")
		}
		good = append(good, verdict{row: r, note: note, item: it})
		b, ok := bySource[r.Source]
		if !ok {
			b = len(batches)
			bySource[r.Source] = b
			batches = append(batches, ingest.Batch{Source: r.Source, Kind: r.Kind, Zone: r.zone})
		}
		batches[b].Events = append(batches[b].Events, it.Events...)
		if it.Interval != nil {
			batches[b].Intervals = append(batches[b].Intervals, *it.Interval)
		}
	}
	for _, b := range batches {
		if b.Rows() == 0 {
			continue
		}
		seq, err := s.intake.Publish(ctx, b)
		if err != nil {
			return last, done, err
		}
		last = max(last, seq)
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		done = 0
		for _, v := range good {
			n, err := tx.Exec(ctx, qSettle, v.row.ID, StatusReplayed, v.note, clock.Ms(s.clk))
			if err != nil {
				return err
			}
			done += int(n)
		}
		for _, v := range bad {
			reason, column, value, expected := v.row.Reason, v.row.Column, v.row.Value, v.row.Expected
			if b := v.item.Bad; b != nil {
				reason, column, value, expected = b.Reason, b.Column, b.Value, b.Expected
			}
			if _, err := tx.Exec(ctx, qReason, v.row.ID, reason, column, value, expected, v.note); err != nil {
				return err
			}
		}
		return nil
	})
	return last, done, err
}

// corrected are the stored settings with what the replay corrects.
func (r *Replay) corrected(stored string) (json.RawMessage, error) {
	if r.Zone == "" && r.Mapping == nil {
		return json.RawMessage(stored), nil
	}
	var s imports.Settings
	if err := json.Unmarshal([]byte(stored), &s); err != nil {
		return nil, fault.New(fault.Invalid, "telephony.quarantine.settings", "How this row was read is not known any more; import its file again.").WithCause(err)
	}
	if r.Mapping != nil {
		s.Mapping = r.Mapping
	}
	if r.Zone != "" {
		s.Zone = r.Zone
		if s.Mapping != nil { // a zone in the mapping would win
			m := *s.Mapping
			m.Zone, s.Mapping = r.Zone, &m
		}
	}
	out, err := json.Marshal(s)
	return out, err
}
