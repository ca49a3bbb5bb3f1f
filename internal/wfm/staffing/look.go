package staffing

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// load reads a plan with its queues and days, of one queue or ("") of all.
func (s *Service) load(ctx context.Context, planID, queueID string, r *civil.Range) (p Plan, days []queueDay, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return p, nil, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if p, err = s.plan(ctx, tx, planID); err != nil {
			return err
		}
		if queueID != "" && !p.has(queueID) {
			return fault.NotFoundf("staffing.plan.queue_not_found", "The plan does not have this queue.")
		}
		only := p.span()
		if r != nil {
			only = *r
		}
		days, err = loadDays(ctx, tx, planID, queueID, only)
		return err
	})
	return p, days, err
}

// PlanFigures are the days and weeks of a plan.
type PlanFigures struct {
	Days  []DayFigures  `json:"days"`
	Weeks []WeekFigures `json:"weeks" doc:"from the first day on"`
}

// Figures gives the days and weeks of a plan, of a queue or (queueID "") of
// all its queues together. Needs the permission staffing.read.
func (s *Service) Figures(ctx context.Context, planID, queueID string) (PlanFigures, error) {
	p, days, err := s.load(ctx, planID, queueID, nil)
	if err != nil {
		return PlanFigures{}, err
	}
	sum := p.sum(days)
	return PlanFigures{Days: sum.days, Weeks: sum.weeks}, nil
}

// Slots gives the intervals of a day of a plan, of a queue or (queueID "") of
// all its queues together. Needs the permission staffing.read.
func (s *Service) Slots(ctx context.Context, planID, queueID, on string) ([]SlotFigures, error) {
	day, err := civil.Parse(on)
	if err != nil {
		return nil, fault.Invalidf("staffing.plan.day", "The day cannot be shown.").WithField("query.on", "date", "must be a date, YYYY-MM-DD")
	}
	p, days, err := s.load(ctx, planID, queueID, &civil.Range{From: day, To: day})
	if err != nil {
		return nil, err
	}
	if !p.span().Has(day) {
		return nil, fault.NotFoundf("staffing.plan.day", "The plan does not have the day %s; it reaches from %s to %s.", day, p.FirstOn, p.LastOn)
	}
	tallies := make([]tally, 24*60/p.GrainMinutes)
	for _, d := range days {
		for k, slot := range d.Slots {
			tallies[k].add(slot)
		}
	}
	out := make([]SlotFigures, len(tallies))
	for k := range out {
		out[k] = SlotFigures{At: slotTime(k, p.GrainMinutes), Figures: tallies[k].figures()}
	}
	return out, nil
}

// slotTime is when an interval begins, like 09:30.
func slotTime(k, grainMinutes int) string {
	return time.Date(2000, 1, 1, 0, k*grainMinutes, 0, 0, time.UTC).Format("15:04")
}

// QueueDays gives the days of a plan in a range by queue, as they were
// reckoned, for who reckons on. Needs the permission staffing.read.
func (s *Service) QueueDays(ctx context.Context, planID string, r civil.Range) (map[string][]Day, error) {
	_, days, err := s.load(ctx, planID, "", &r)
	if err != nil {
		return nil, err
	}
	out := map[string][]Day{}
	for _, d := range days {
		out[d.queueID] = append(out[d.queueID], d.Day)
	}
	return out, nil
}
