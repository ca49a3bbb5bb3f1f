package roster

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// factShift is told when a shift type changed.
const factShift = "roster.shift_type.changed"

// ShiftsIn asks for one page of shift types.
type ShiftsIn struct {
	Search string // part of the code, name or note
	State  string // planned, in_force or ended; "" for all
	Part   string // of the day; "" for all
	Team   string // id: only those it may work; "" for all
	Sort   string // code (default), name, start, length, paid or from; a leading - turns it round
	Cursor string
	Limit  int
}

// ListShifts gives a page of shift types. Needs the permission roster.read.
func (s *Service) ListShifts(ctx context.Context, in ShiftsIn) (page.Of[ShiftType], error) {
	all, err := s.ShiftTypes(ctx)
	if err != nil {
		return page.Of[ShiftType]{}, err
	}
	search := sqldb.Fold(in.Search)
	rows := slices.DeleteFunc(all, func(t ShiftType) bool {
		return in.State != "" && t.State != in.State || in.Part != "" && t.Part != in.Part || in.Team != "" && len(t.TeamIDs) > 0 && !slices.Contains(t.TeamIDs, in.Team) ||
			!strings.Contains(sqldb.Fold(t.Code+"\n"+t.Name+"\n"+t.Note), search)
	})
	minutes := func(n int) string { return fmt.Sprintf("%06d", n) }
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "code"), Cursor: in.Cursor, Limit: in.Limit}, "roster.sort", map[string]func(ShiftType) string{
		"code":   func(t ShiftType) string { return sqldb.Fold(t.Code) },
		"name":   func(t ShiftType) string { return sqldb.Fold(t.Name) },
		"start":  func(t ShiftType) string { return minutes(t.EarliestStart) },
		"length": func(t ShiftType) string { return minutes(t.Length) },
		"paid":   func(t ShiftType) string { return minutes(t.Paid) },
		"from":   func(t ShiftType) string { return t.FromOn.String() },
	}, func(t ShiftType) string { return t.ID })
}

// ShiftTypes gives all shift types, by code. Needs the permission roster.read.
func (s *Service) ShiftTypes(ctx context.Context) (out []ShiftType, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		out, err = s.shifts(ctx, tx)
		return err
	})
	return out, err
}

// ShiftTypesOver gives the shift types people can be given on at least one day of
// a span (both included), by code; InForceOn says on which. Rosters are made of
// them. Needs the permission roster.read.
func (s *Service) ShiftTypesOver(ctx context.Context, from, to civil.Date) ([]ShiftType, error) {
	all, err := s.ShiftTypes(ctx)
	return slices.DeleteFunc(all, func(t ShiftType) bool {
		return to.Before(t.FromOn) || t.UntilOn != nil && t.UntilOn.Before(from)
	}), err
}

func (s *Service) shifts(ctx context.Context, tx *sqldb.Tx) ([]ShiftType, error) {
	today, err := s.today(ctx, tx)
	if err != nil {
		return nil, err
	}
	all, err := loadShifts(ctx, tx)
	for i := range all {
		all[i].derive(today)
	}
	return all, err
}

// Shift gives one shift type. Needs the permission roster.read.
func (s *Service) Shift(ctx context.Context, shiftID string) (t ShiftType, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return t, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		t, err = s.shift(ctx, tx, shiftID)
		return err
	})
	return t, err
}

func (s *Service) shift(ctx context.Context, tx *sqldb.Tx, shiftID string) (ShiftType, error) {
	today, err := s.today(ctx, tx)
	if err != nil {
		return ShiftType{}, err
	}
	t, err := loadShift(ctx, tx, shiftID)
	t.derive(today)
	return t, err
}

// AddShift adds a shift type. Asked for twice, the first stands. Needs the
// permission roster.edit.
func (s *Service) AddShift(ctx context.Context, in ShiftRequest) (ShiftType, error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return ShiftType{}, err
	}
	t, err := in.shift()
	if err != nil {
		return t, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		t, err = s.addShift(ctx, tx, t)
		return err
	})
	return t, err
}

func (s *Service) addShift(ctx context.Context, tx *sqldb.Tx, t ShiftType) (ShiftType, error) {
	all, err := s.checkShift(ctx, tx, &t)
	if err != nil {
		return t, err
	}
	if len(all) >= mostShiftTypes {
		return t, fault.Conflictf("roster.shift_type.too_many", "There are %d shift types already; end and delete some first.", len(all))
	}
	t.ID, t.Rev, t.ChangedMs, t.ChangedBy = id.New(s.clk), 1, clock.Ms(s.clk), actorName(ctx)
	added, err := addShift(ctx, tx, t)
	if err != nil {
		return t, err
	}
	if !added {
		for _, o := range all {
			if o.same(&t) {
				return o, nil
			}
		}
		return t, shiftCodeTaken()
	}
	return t, s.tell(ctx, tx, factShift, authz.Entry{Action: "roster.shift_type.create", Object: "roster_shift_type", ObjectID: t.ID, After: t})
}

// ChangeShift changes a shift type. rev is the revision that was read, or below
// 0 for any. Needs the permission roster.edit.
func (s *Service) ChangeShift(ctx context.Context, shiftID string, in ShiftRequest, rev int64) (ShiftType, error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return ShiftType{}, err
	}
	t, err := in.shift()
	if err != nil {
		return t, err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := s.shift(ctx, tx, shiftID)
		if err != nil {
			return err
		}
		t, err = s.changeShift(ctx, tx, before, t, rev)
		return err
	})
	return t, err
}

func (s *Service) changeShift(ctx context.Context, tx *sqldb.Tx, before, t ShiftType, rev int64) (ShiftType, error) {
	if before.same(&t) {
		return before, nil
	}
	if rev >= 0 && rev != before.Rev {
		return t, staleShift()
	}
	t.ID = before.ID
	all, err := s.checkShift(ctx, tx, &t)
	if err != nil {
		return t, err
	}
	if slices.ContainsFunc(all, func(o ShiftType) bool { return o.ID != t.ID && sqldb.Fold(o.Code) == sqldb.Fold(t.Code) }) {
		return t, shiftCodeTaken()
	}
	t.Rev, t.ChangedMs, t.ChangedBy = before.Rev+1, clock.Ms(s.clk), actorName(ctx)
	done, err := setShift(ctx, tx, t)
	if err != nil {
		return t, err
	}
	if !done {
		return t, staleShift()
	}
	return t, s.tell(ctx, tx, factShift, authz.Entry{Action: "roster.shift_type.update", Object: "roster_shift_type", ObjectID: t.ID, Before: before, After: t})
}

// checkShift holds a type against the organisation, fills in what follows from
// it and gives the types there are.
func (s *Service) checkShift(ctx context.Context, tx *sqldb.Tx, t *ShiftType) ([]ShiftType, error) {
	dir, err := s.org.Directory(ctx, tx)
	if err != nil {
		return nil, err
	}
	var w fault.Collector
	checkKnown(&w, dir, t.TeamIDs, t.SkillIDs)
	if err := w.Err("roster.shift_type.invalid", "The shift type has wrong values."); err != nil {
		return nil, err
	}
	today, err := s.today(ctx, tx)
	if err != nil {
		return nil, err
	}
	t.derive(today)
	return s.shifts(ctx, tx)
}

func checkKnown(w *fault.Collector, dir org.Directory, teams, skills []string) {
	for _, one := range teams {
		if _, ok := dir.Team(one); !ok {
			w.Add("body.team_ids", "unknown", "there is no team "+one)
		}
	}
	for _, one := range skills {
		if _, ok := dir.Skill(one); !ok {
			w.Add("body.skill_ids", "unknown", "there is no skill "+one)
		}
	}
}

// EndShift ends a shift type with a day. Needs the permission roster.edit.
func (s *Service) EndShift(ctx context.Context, shiftID, untilOn string) (t ShiftType, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return t, err
	}
	until, parseErr := civil.Parse(untilOn)
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := s.shift(ctx, tx, shiftID)
		if err != nil {
			return err
		}
		if parseErr != nil || until.Before(before.FromOn) {
			return fault.Invalidf("roster.shift_type.invalid", "The shift type has wrong values.").WithField("body.until_on", "order", "must be a date that is not before the first day")
		}
		t = before
		t.UntilOn = &until
		t, err = s.changeShift(ctx, tx, before, t, -1)
		return err
	})
	return t, err
}

// DeleteShift deletes a shift type that was never in force. One that is gone
// already is no error. Needs the permission roster.edit.
func (s *Service) DeleteShift(ctx context.Context, shiftID string) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := s.shift(ctx, tx, shiftID)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		sets, err := loadSets(ctx, tx)
		if err != nil {
			return err
		}
		ruled := slices.ContainsFunc(sets, func(x RuleSet) bool {
			return slices.ContainsFunc(x.Rules, func(r Rule) bool { return contains(r.Shifts, shiftID) || contains(r.Then, shiftID) })
		})
		if before.State != Planned || ruled {
			return fault.Conflictf("roster.shift_type.in_use", "The shift type %s has been in force, or a rule names it, so rosters may be made of it; end it instead.", before.Code)
		}
		if err := dropShift(ctx, tx, shiftID); err != nil {
			return err
		}
		return s.tell(ctx, tx, factShift, authz.Entry{Action: "roster.shift_type.delete", Object: "roster_shift_type", ObjectID: shiftID, Before: before})
	})
}

func shiftCodeTaken() error {
	return fault.Conflictf("roster.shift_type.code_taken", "There is another shift type of this code.").WithField("body.code", "taken", "is the code of another shift type")
}

func staleShift() error {
	return fault.Conflictf("roster.shift_type.stale", "Somebody has changed the shift type meanwhile; load it again.")
}
