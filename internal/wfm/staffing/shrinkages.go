package staffing

import (
	"context"
	"slices"
	"strconv"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
)

// mostDays is the longest range shrinkage is measured over.
const mostDays = 400

// ChangeIn asks to change shrinkage from a day on.
type ChangeIn struct {
	State   string
	Kind    Kind
	Percent float64
	FromOn  string // "": today
	Note    string
}

// Shrinkage gives planned shrinkage, and what was measured from day to day, of
// the centre as a whole. Needs the permission staffing.read.
func (s *Service) Shrinkage(ctx context.Context, from, to string) (ShrinkageFigures, error) {
	var none ShrinkageFigures
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return none, err
	}
	first, firstErr := civil.Parse(from)
	last, lastErr := civil.Parse(to)
	var w fault.Collector
	switch {
	case firstErr != nil:
		w.Add("query.from", "date", "must be a date, YYYY-MM-DD")
	case lastErr != nil:
		w.Add("query.to", "date", "must be a date, YYYY-MM-DD")
	case last.Before(first):
		w.Add("query.to", "before_from", "must not be before the first day")
	case last.Sub(first) >= mostDays:
		w.Add("query.to", "too_far", "at most 400 days at once")
	}
	if err := w.Err("staffing.shrinkage.range", "These days cannot be shown."); err != nil {
		return none, err
	}
	var all changes
	var centre org.Centre
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if centre, err = s.org.Centre(ctx, tx); err != nil {
			return err
		}
		all, err = loadChanges(ctx, tx)
		return err
	})
	if err != nil {
		return none, err
	}
	r := civil.Range{From: first, To: last}
	cells, err := s.measure(ctx, all, r, centre.Timezone)
	if err != nil {
		return none, err
	}
	return all.figures(r, cells), nil
}

// The definitions shrinkage is measured by: signed-in time, all AUX time, and
// the states that are told apart in it.
const (
	metricSignedIn = "signed-in-time"
	metricAux      = "aux-time"
)

var metricOfState = map[string]string{"break": "break-time", "meal": "meal-time", "training": "training-time", "meeting": "meeting-time"}

// measure asks for agent time by weekday and hour. It is asked for the whole
// centre whoever looks: sums over everybody say nothing of anybody.
func (s *Service) measure(ctx context.Context, all changes, r civil.Range, zone string) (*[7][24]cell, error) {
	ctx = authz.With(ctx, authz.System("staffing"))
	var out [7][24]cell
	metrics := []string{metricSignedIn, metricAux}
	for _, m := range metricOfState {
		metrics = append(metrics, m)
	}
	slices.Sort(metrics)
	turns := all.turns(r)
	for i, from := range turns {
		until := r.To
		if i+1 < len(turns) {
			until = turns[i+1].Add(-1)
		}
		a, err := s.numbers.Query(ctx, metric.Query{From: from.String(), To: until.String(), Grain: metric.GrainTotal, By: []metric.Dimension{metric.ByWeekday, metric.ByHour}, Metrics: metrics, Zone: zone})
		if err != nil {
			return nil, err
		}
		for k := range a.Rows {
			row := &a.Rows[k]
			day, dayErr := strconv.Atoi(row.Dims[metric.ByWeekday].ID)
			hour, hourErr := strconv.Atoi(row.Dims[metric.ByHour].ID)
			if dayErr != nil || hourErr != nil || day < 1 || day > 7 || hour < 0 || hour > 23 {
				continue // contacts that nobody took have no such time
			}
			c := &out[day-1][hour]
			seconds := func(ref string) float64 {
				if n := row.Values.Of(ref); n.Value != nil {
					return *n.Value
				}
				return 0
			}
			c.signedIn += seconds(metricSignedIn)
			rest := seconds(metricAux)
			for state, ref := range metricOfState {
				took := seconds(ref)
				rest -= took
				c.add(all.kindOf(state, from), took)
			}
			c.add(all.kindOf("other", from), max(rest, 0))
		}
	}
	return &out, nil
}

// Change changes what is planned of a kind, or as which kind a state counts,
// from a day on. What was said of the same for the same day is replaced; the
// same once more changes nothing. Needs the permission staffing.edit.
func (s *Service) Change(ctx context.Context, in ChangeIn) (c Change, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return c, err
	}
	c = Change{State: in.State, Kind: in.Kind, Percent: in.Percent, Note: in.Note, CreatedBy: actorName(ctx)}
	if c.State != "" {
		c.Percent = 0
	}
	if err := c.check(); err != nil {
		return c, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if in.FromOn == "" {
			if in.FromOn, err = s.org.Today(ctx, tx); err != nil {
				return err
			}
		}
		if c.FromOn, err = civil.Parse(in.FromOn); err != nil {
			return fault.Invalidf("staffing.shrinkage.invalid", "The shrinkage has wrong values.").WithField("body.from_on", "date", "must be a date, YYYY-MM-DD")
		}
		all, err := loadChanges(ctx, tx)
		if err != nil {
			return err
		}
		var before any
		c.ID, c.CreatedMs = id.New(s.clk), clock.Ms(s.clk)
		for i, old := range all {
			if old.UndoneMs != 0 || old.subject() != c.subject() || old.FromOn != c.FromOn {
				continue
			}
			if old.Kind == c.Kind && old.Percent == c.Percent && old.Note == c.Note {
				c = old
				return nil
			}
			before = old
			all[i].UndoneMs, all[i].UndoneBy = c.CreatedMs, c.CreatedBy
			if err := undoChange(ctx, tx, all[i]); err != nil {
				return err
			}
		}
		if err := append(all, c).bounded(); err != nil {
			return err
		}
		if err := addChange(ctx, tx, c); err != nil {
			return err
		}
		return s.tell(ctx, tx, "staffing.shrinkage.changed", authz.Entry{Action: "staffing.shrinkage.set", Object: "shrinkage", ObjectID: c.ID, Before: before, After: c})
	})
	return c, err
}

// UndoChange takes a change back; what was said before holds again. One that
// was taken back already stays so. Needs the permission staffing.edit.
func (s *Service) UndoChange(ctx context.Context, changeID string) (c Change, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return c, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		all, err := loadChanges(ctx, tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(c Change) bool { return c.ID == changeID })
		if i < 0 {
			return fault.NotFoundf("staffing.shrinkage.not_found", "There is no such value of shrinkage.")
		}
		if c = all[i]; c.UndoneMs != 0 {
			return nil
		}
		before := c
		c.UndoneMs, c.UndoneBy = clock.Ms(s.clk), actorName(ctx)
		all[i] = c
		if err := all.bounded(); err != nil {
			return err
		}
		if err := undoChange(ctx, tx, c); err != nil {
			return err
		}
		return s.tell(ctx, tx, "staffing.shrinkage.changed", authz.Entry{Action: "staffing.shrinkage.undo", Object: "shrinkage", ObjectID: c.ID, Before: before, After: c})
	})
	return c, err
}
