package rosters

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// PauseMove puts a break of a cell, or a meeting or training, somewhere else.
type PauseMove struct {
	PersonID string
	Day      int // 0 is the roster's first day
	Pause    int // which of the cell's breaks, 0 the first
	At       int // minutes after midnight of the cell's day
}

// MovePauses moves breaks of a roster, each within its shift and beside the
// others. Moved already, nothing changes. Needs the permission roster.edit.
func (s *Service) MovePauses(ctx context.Context, id string, moves []PauseMove, reason string) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	v, lines, err := s.whole(ctx, id)
	if err != nil {
		return err
	}
	var w fault.Collector
	if v.Status == Published && strings.TrimSpace(reason) == "" {
		w.Add("body.reason", "required", "must say why a published roster is changed")
	}
	var changed []EditCell
	for i, m := range moves {
		at := fmt.Sprintf("body.moves[%d]", i)
		who := slices.IndexFunc(lines, func(l Line) bool { return l.PersonID == m.PersonID })
		if who < 0 {
			w.Add(at+".person_id", "unknown", "is nobody of this roster")
			continue
		}
		before := lines[who].at(m.Day)
		if m.Pause < 0 || m.Pause >= len(before.Breaks) {
			w.Add(at+".pause", "unknown", "is no break of this day")
			continue
		}
		c := moved(before, 0)
		b := &c.Breaks[m.Pause]
		b.At = m.At
		if b.At < c.Begins || b.At+b.Minutes > c.Ends {
			w.Add(at+".at", "range", "is not within the shift")
			continue
		}
		for k, o := range c.Breaks {
			if k != m.Pause && o.meets(b.At, b.Minutes) {
				w.Add(at+".at", "overlap", "is at the time of another break")
			}
		}
		if before.Breaks[m.Pause].At == m.At {
			continue
		}
		inTime(c.Breaks)
		lines[who].put(c)
		changed = append(changed, EditCell{m.PersonID, c, before})
	}
	if err := w.Err("roster.version.edit_invalid", "The roster cannot be changed so."); err != nil || len(changed) == 0 {
		return err
	}
	v.ChangedMs, v.ChangedBy = clock.Ms(s.clk), actorName(ctx)
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if err := set(ctx, tx, v); err != nil {
			return err
		}
		for _, c := range changed {
			at := slices.IndexFunc(lines, func(l Line) bool { return l.PersonID == c.PersonID })
			if err := setLine(ctx, tx, id, &lines[at]); err != nil {
				return err
			}
			if err := addChange(ctx, tx, id, Change{PersonID: c.PersonID, On: v.FirstOn.Add(c.Day).String(), Before: c.Before, After: c.Cell, Reason: reason, Published: v.Status == Published, AtMs: v.ChangedMs, By: v.ChangedBy}); err != nil {
				return err
			}
		}
		return s.tell(ctx, tx, authz.Entry{Action: "roster.version.update", Object: "roster_version", ObjectID: id, After: Edits{Cells: changed, Reason: reason, Published: v.Status == Published, FirstOn: v.FirstOn}})
	})
}
