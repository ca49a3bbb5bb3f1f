package staffing

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// ListIn asks for one page of plans.
type ListIn struct {
	Search   string // part of the name, of the forecast's or of who made it
	Forecast string // id; "" for all
	Sort     string // created (the newest first by default), name, first_on; a leading - turns it round
	Cursor   string
	Limit    int
}

// List gives a page of plans, without their queues. Needs the permission
// staffing.read.
func (s *Service) List(ctx context.Context, in ListIn) (page.Of[Plan], error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return page.Of[Plan]{}, err
	}
	if in.Sort == "" {
		in.Sort = "-created"
	}
	var all []Plan
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		all, err = loadPlans(ctx, tx)
		return err
	})
	if err != nil {
		return page.Of[Plan]{}, err
	}
	search := sqldb.Fold(in.Search)
	rows := slices.DeleteFunc(all, func(p Plan) bool {
		return in.Forecast != "" && p.ForecastID != in.Forecast || !strings.Contains(sqldb.Fold(p.Name+"\n"+p.ForecastName+"\n"+p.CreatedBy), search)
	})
	return page.Sorted(rows, page.Ask{Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit}, "staffing.sort", map[string]func(Plan) string{
		"created":  func(p Plan) string { return p.ID },
		"name":     func(p Plan) string { return sqldb.Fold(p.Name) },
		"first_on": func(p Plan) string { return p.FirstOn.String() },
	}, func(p Plan) string { return p.ID })
}

// Plan gives a plan with its queues. Needs the permission staffing.read.
func (s *Service) Plan(ctx context.Context, planID string) (p Plan, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return p, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		p, err = s.plan(ctx, tx, planID)
		return err
	})
	return p, err
}

func (s *Service) plan(ctx context.Context, tx *sqldb.Tx, planID string) (Plan, error) {
	p, err := loadPlan(ctx, tx, planID)
	if err != nil {
		return p, err
	}
	dir, err := s.org.Directory(ctx, tx)
	if err != nil {
		return p, err
	}
	for i, q := range p.Queues {
		p.Queues[i].Code, p.Queues[i].Name = q.QueueID, q.QueueID
		if known, ok := dir.Queue(q.QueueID); ok {
			p.Queues[i].Code, p.Queues[i].Name = known.Code, known.Name
		}
	}
	slices.SortFunc(p.Queues, func(a, b Queue) int { return cmp.Or(cmp.Compare(a.Code, b.Code), cmp.Compare(a.QueueID, b.QueueID)) })
	return p, nil
}

// Delete takes a plan away. One that is gone already is no error. Needs the
// permission staffing.edit.
func (s *Service) Delete(ctx context.Context, planID string) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		p, err := loadPlan(ctx, tx, planID)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := dropPlan(ctx, tx, planID); err != nil {
			return err
		}
		return s.tell(ctx, tx, "staffing.plan.changed", authz.Entry{Action: "staffing.plan.delete", Object: "staffing_plan", ObjectID: planID, Before: p.head()})
	})
}
