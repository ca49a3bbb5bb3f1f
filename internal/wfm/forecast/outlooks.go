package forecast

import (
	"context"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
)

// JobOutlook is the kind of the job that makes an outlook. Its result has the
// outlook's id.
const JobOutlook = "forecast.outlook"

// OutlookResult is the result of a job that made an outlook.
type OutlookResult struct {
	OutlookID string `json:"outlook_id"`
}

// RunOutlook starts the job that makes an outlook. Needs the permission
// forecast.edit.
func (s *Service) RunOutlook(ctx context.Context, in OutlookRequest) (jobID string, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return "", err
	}
	if err := in.check(); err != nil {
		return "", err
	}
	return s.begin(ctx, JobOutlook, in.QueueIDs, in)
}

func (s *Service) outlookJob(ctx context.Context, r *jobs.Run) error {
	var in OutlookRequest
	if err := r.Input(&in); err != nil {
		return err
	}
	o, err := s.MakeOutlook(ctx, r.ID, in, r.Progress)
	if err != nil {
		return err
	}
	r.Result(OutlookResult{OutlookID: o.ID})
	return nil
}

// MakeOutlook makes an outlook with the id and stores it; made twice, the
// first stands. progress (may be nil) hears how far it is. Needs the
// permission forecast.edit.
func (s *Service) MakeOutlook(ctx context.Context, outlookID string, in OutlookRequest, progress func(float64, string)) (Outlook, error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return Outlook{}, err
	}
	if err := in.check(); err != nil {
		return Outlook{}, err
	}
	if progress == nil {
		progress = func(float64, string) {}
	}
	if o, made, err := studyMade(ctx, s, outlookTable, outlookID); err != nil || made {
		return o, err
	}
	p, err := s.prepare(ctx, outlookID, Request{Name: outlookID, QueueIDs: in.QueueIDs, Weeks: 1, HistoryWeeks: maxHistoryWeeks, AsOf: in.AsOf})
	if err != nil {
		return Outlook{}, err
	}
	p.monthly, p.version.GrainMinutes, p.version.LastOn = true, minutesOfDay, monthsAhead(p.version.FirstOn, in.Months)
	v := p.version
	o := Outlook{StudyHead: StudyHead{ID: outlookID, CreatedMs: v.CreatedMs, CreatedBy: v.CreatedBy}, AboutOutlook: AboutOutlook{Months: in.Months, AsOfOn: v.AsOfOn, HistoryFrom: v.HistoryFrom, LastOn: v.LastOn, Timezone: v.Timezone, Unpublished: []int{}}}
	first, _, _ := v.FirstOn.Civil()
	last, _, _ := v.LastOn.Civil()
	for year := first; year <= last; year++ {
		if !p.holiday.Published(year) {
			o.Unpublished = append(o.Unpublished, year)
		}
	}
	results, err := s.makeQueues(ctx, p, progress)
	if err != nil {
		return o, err
	}
	together := togetherOf(results)
	o.Together = &together
	var kept []keptOutlook
	for i, q := range p.queues {
		o.Queues = append(o.Queues, OutlookQueue{QueueID: q.ID, Code: q.Code, Name: q.Name, Outcome: results[i].outcome, HistoryDays: results[i].about.HistoryDays})
		if results[i].outcome == OutcomeMade {
			kept = append(kept, keptOutlook{queueID: q.ID, outcome: OutcomeMade, months: results[i].about.Weeks, days: keptDays(results[i].days)})
		}
	}
	o.byCode()
	return o, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		added, err := addOutlook(ctx, tx, o, kept)
		if err != nil || !added {
			return err
		}
		return s.outlookChanged(ctx, tx, "create", o)
	})
}

// outlookChanged tells of a change of an outlook and records it.
func (s *Service) outlookChanged(ctx context.Context, tx *sqldb.Tx, verb string, o Outlook) error {
	return s.tell(ctx, tx, "forecast.outlook.changed", authz.Entry{Action: "forecast.outlook." + verb, Object: "outlook", ObjectID: o.ID,
		After: map[string]any{"months": o.Months, "as_of_on": o.AsOfOn, "queues": len(o.Queues)}})
}

// Outlooks gives the outlooks that were made, the newest first. Needs the
// permission forecast.read.
func (s *Service) Outlooks(ctx context.Context) ([]Outlook, error) {
	return studyList(ctx, s, outlookTable)
}

// Outlook gives the months and days of an outlook, of a queue or (queueID "")
// of all its queues together, with what came in the months before and a year
// earlier. Needs the permission forecast.read.
func (s *Service) Outlook(ctx context.Context, outlookID, queueID string) (OutlookFigures, error) {
	var out OutlookFigures
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	var queues []keptOutlook
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if out.Outlook, err = outlookTable.load(ctx, tx, outlookID); err != nil {
			return err
		}
		queues, err = loadOutlookQueues(ctx, tx, outlookID, queueID)
		return err
	})
	if err != nil {
		return out, err
	}
	if queueID != "" && len(queues) == 0 {
		return out, fault.NotFoundf("forecast.queue_not_found", "The forecast does not have this queue.")
	}
	out.tell(queues)
	return out, s.monthsBefore(ctx, &out, queues)
}

// pastMonths is how many months before an outlook are shown.
const pastMonths = 24

// monthsBefore fills in what came before.
func (s *Service) monthsBefore(ctx context.Context, out *OutlookFigures, queues []keptOutlook) error {
	out.Past = []MonthFigures{}
	zone, err := time.LoadLocation(out.Timezone)
	if err != nil {
		return err
	}
	ids := make([]string, len(queues))
	for i, q := range queues {
		ids[i] = q.queueID
	}
	y, m, _ := out.AsOfOn.Civil()
	from := civil.Of(y, m-pastMonths, 1)
	if from.Before(out.HistoryFrom) {
		from = out.HistoryFrom
	}
	to := out.AsOfOn.Add(-1)
	if len(ids) == 0 || to.Before(from) {
		return nil
	}
	byDay := map[civil.Date]*tally{}
	for begin := from; !to.Before(begin); begin = begin.Add(chunkDays) {
		end := begin.Add(chunkDays - 1)
		if to.Before(end) {
			end = to
		}
		a, err := s.numbers.Query(ctx, metric.Query{From: begin.String(), To: end.String(), Grain: metric.GrainDay,
			Metrics: []string{metricOffered, metricHandle}, Filter: metric.Filter{Queues: ids}, Zone: zone.String()})
		if err != nil {
			return err
		}
		for i := range a.Rows {
			c, err := cameOf(&a.Rows[i], minutesOfDay, zone)
			if err != nil {
				return err
			}
			t := &tally{}
			t.hear(c.offered, c.answered, c.seconds)
			byDay[c.on] = t
		}
	}
	came := func(r civil.Range) (sum tally, days int) {
		for d := r.From; !r.To.Before(d); d = d.Add(1) {
			if t := byDay[d]; t != nil && t.cameKnown {
				days++
				sum.hear(t.came, t.answered, t.handleTime)
			}
		}
		return sum, days
	}
	for begin := from; !to.Before(begin); {
		end := monthsAhead(begin, 0)
		_, _, d := begin.Civil()
		month := MonthFigures{From: begin, To: end, Partial: d != 1 || to.Before(end)}
		if to.Before(end) {
			month.To = to
		}
		sum, _ := came(civil.Range{From: month.From, To: month.To})
		month.Figures = sum.figures()
		out.Past = append(out.Past, month)
		begin = end.Add(1)
	}
	for i := range out.Ahead {
		f := &out.Ahead[i]
		year := civil.Range{From: yearBefore(f.From), To: yearBefore(f.To)}
		if year.From.Before(from) || to.Before(year.To) {
			continue
		}
		if sum, days := came(year); days > 0 {
			f.LastYear = sum.figures().Actual
		}
	}
	return nil
}

// yearBefore is the same day of the year before; the 28th for the 29th of
// February.
func yearBefore(d civil.Date) civil.Date {
	y, m, day := d.Civil()
	if m == time.February && day == 29 {
		day = 28
	}
	return civil.Of(y-1, m, day)
}

// DeleteOutlook takes an outlook away. One that is gone already is no error.
// Needs the permission forecast.edit.
func (s *Service) DeleteOutlook(ctx context.Context, outlookID string) error {
	return studyDelete(ctx, s, outlookTable, outlookID, s.outlookChanged)
}
