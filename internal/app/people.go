package app

import (
	"context"
	"net/url"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/people"
	"github.com/lingting/lingting/internal/people/career"
	"github.com/lingting/lingting/internal/people/headcount"
	"github.com/lingting/lingting/internal/people/rotation"
	"github.com/lingting/lingting/internal/wfm/staffing/hiring"
)

func (a *App) buildPeople() {
	a.People = people.New(a.DB, a.Org, a.Clock, teller{a})
	a.People.Register(a.Web.API)
	a.Org.Follow(a.People)
	a.Career = career.New(a.DB, a.Org, a.People, measured{a.Metric}, standing{a}, a.Clock, teller{a})
	a.Career.Register(a.Web.API)
	a.Rotation = rotation.New(a.DB, a.Org, a.Clock, teller{a})
	a.Rotation.Register(a.Web.API)
	a.Headcount = headcount.New(a.DB, a.Org, a.People, longRange{a.Hiring}, a.Clock, teller{a})
	a.Headcount.Register(a.Web.API)
}

// longRange gives what hiring plans ask for as requirements of headcount plans, also
// to who does not plan staffing: headcount looks at permissions of its own.
type longRange struct{ hiring *hiring.Service }

// Requirements are the hiring plans that are kept, the newest first.
func (x longRange) Requirements(ctx context.Context) ([]headcount.Requirement, error) {
	plans, err := x.hiring.List(authz.With(ctx, authz.System("headcount")))
	out := []headcount.Requirement{}
	for i := range plans {
		p, a := &plans[i], &plans[i].About.Assumptions
		r := headcount.Requirement{ID: p.ID, Name: p.Name, AsOfOn: p.About.AsOf.String(), Months: []headcount.Need{}, SurePercent: a.SurePercent, Hours: a.Hours, ShrinkagePercent: a.ShrinkagePercent, OccupancyPercent: a.OccupancyPercent,
			LeadMonths: a.LeadMonths, TrainingMonths: a.TrainingMonths, RampMonths: len(a.LearningPercents), LeastClass: a.LeastClass, MostClass: a.MostClass, Classes: a.Classes,
			OvertimePercent: a.OvertimePercent, OvertimePay: a.OvertimePay, PerShortfall: a.PerShortfall, PerClass: a.PerClass, PerHire: a.PerHire}
		for _, m := range p.Outcome.Months {
			r.Months = append(r.Months, headcount.Need{Month: m.Month, Need: m.Need, Workload: m.Planned})
		}
		out = append(out, r)
	}
	return out, err
}

// standing gives ranks by the totals of contracts that were scored, and by the
// total of the scorecard where there is none; both are made later.
type standing struct{ app *App }

// Ranks gives the places of everybody who worked on the days.
func (x standing) Ranks(ctx context.Context, fromOn, toOn string) (map[string]career.Place, error) {
	contracts, err := x.app.Contract.Standings(ctx, fromOn, toOn)
	if err != nil {
		return nil, err
	}
	places, err := x.app.Scorecard.Ranks(ctx, fromOn, toOn)
	out := make(map[string]career.Place, len(places))
	link := url.Values{"period": {"month"}, "on": {toOn}}
	for id, p := range places {
		out[id] = career.Place{Rank: p.Rank, Of: p.Of, Link: "/team-scores/" + url.PathEscape(id) + "?" + link.Encode()}
	}
	for _, c := range contracts {
		out[c.PersonID] = career.Place{Rank: c.Rank, Of: c.Of, Link: "/contracts/" + c.ContractID}
	}
	return out, err
}

// measured gives numbers of people from the metric catalogue.
type measured struct{ metric *metric.Service }

// Values gives the metric of each person over the days. One that the catalogue
// does not have is not known of anybody.
func (m measured) Values(ctx context.Context, metricID, fromOn, toOn string) (map[string]career.Reading, error) {
	if _, err := m.metric.Get(ctx, metricID); fault.Is(err, fault.NotFound) {
		return map[string]career.Reading{}, nil
	} else if err != nil {
		return nil, err
	}
	answer, err := m.metric.Query(ctx, metric.Query{From: fromOn, To: toOn, Grain: metric.GrainTotal, By: []metric.Dimension{metric.ByAgent}, Metrics: []string{metricID}})
	if err != nil {
		return nil, err
	}
	out := map[string]career.Reading{}
	for _, r := range answer.Rows {
		person := r.Dims[metric.ByAgent].ID
		if v := r.Values.Of(metricID).Value; v != nil && person != "" {
			link := url.Values{"from": {fromOn}, "to": {toOn}, "grain": {"total"}, "by": {"agent"}, "metrics": {metricID}, "agent": {person}}
			out[person] = career.Reading{Value: *v, Link: "/explorer?" + link.Encode()}
		}
	}
	return out, nil
}
