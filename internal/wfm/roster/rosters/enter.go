package rosters

import (
	"context"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/wfm/roster"
)

// EnterIn is a roster that was made elsewhere and holds already.
type EnterIn struct {
	Name            string
	PlanID          string // the requirement its cover is held against
	PlanName        string
	FirstOn, LastOn civil.Date
	Note            string
	Lines           []Line // people and cells
}

// Enter keeps a roster that was made elsewhere as published, as it is: what it
// breaks is shown with it, and not refused. Needs the permissions roster.edit and
// roster.publish.
func (s *Service) Enter(ctx context.Context, in EnterIn) (v Roster, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return v, err
	}
	if err := authz.RequireCentre(ctx, PermissionPublish); err != nil {
		return v, err
	}
	days := civil.Range{From: in.FirstOn, To: in.LastOn}
	types, err := s.setup.ShiftTypesOver(asRoster(ctx), days.From, days.To)
	if err != nil {
		return v, err
	}
	known := map[string]roster.ShiftType{}
	for _, t := range types {
		known[t.ID] = t
	}
	now := clock.Ms(s.clk)
	v = Roster{ID: id.New(s.clk), Name: strings.TrimSpace(in.Name), PlanID: in.PlanID, FirstOn: in.FirstOn, LastOn: in.LastOn, Status: Published, Rev: 1,
		About:     About{PlanName: in.PlanName, Settings: Settings{TeamIDs: []string{}}, Note: in.Note, People: len(in.Lines)},
		CreatedMs: now, CreatedBy: actorName(ctx), ChangedMs: now, ChangedBy: actorName(ctx), PublishedMs: now, PublishedBy: actorName(ctx)}
	if v.Name == "" || days.Days() == 0 || days.Days() > mostDays {
		return v, fault.Invalidf("roster.version.invalid", invalid)
	}
	for i := range in.Lines {
		for _, c := range in.Lines[i].Cells {
			if _, there := known[c.TypeID]; c.TypeID != "" && !there || c.Day < 0 || c.Day >= days.Days() {
				return v, fault.Invalidf("roster.version.invalid", invalid)
			}
			if c.TypeID != "" {
				v.Shifts++
				v.PaidHours += float64(c.paid()) / 60
			}
		}
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := add(ctx, tx, v, in.Lines); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "roster.version.enter", Object: "roster_version", ObjectID: v.ID, After: v})
	})
	return v, err
}
