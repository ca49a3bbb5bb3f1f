package app

import (
	"context"
	"net/url"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/people"
	"github.com/lingting/lingting/internal/people/career"
)

func (a *App) buildPeople() {
	a.People = people.New(a.DB, a.Org, a.Clock, teller{a})
	a.People.Register(a.Web.API)
	a.Org.Follow(a.People)
	a.Career = career.New(a.DB, a.Org, a.People, measured{a.Metric}, nil, a.Clock, teller{a})
	a.Career.Register(a.Web.API)
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
