package incentive

import (
	"context"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Permissions of the module.
const (
	PermissionOwn     = "performance.own"   // one's own rewards
	PermissionRead    = "performance.read"  // rewards of people within reach
	PermissionEdit    = "incentive.edit"    // rules, trials and runs
	PermissionApprove = "incentive.approve" // approve what is paid
	PermissionGive    = "incentive.give"    // encourage people within reach
)

const factChanged = "performance.incentive.changed"

// Service keeps rules and contests, and what is earned by them.
type Service struct {
	db      *sqldb.DB
	org     *org.Service
	numbers Numbers
	files   Files
	work    *jobs.Service
	clk     clock.Clock
	rec     authz.Recorder
}

// New makes the service. rec may be nil.
func New(db *sqldb.DB, organisation *org.Service, numbers Numbers, files Files, work *jobs.Service, clk clock.Clock, rec authz.Recorder) *Service {
	s := &Service{db: db, org: organisation, numbers: numbers, files: files, work: work, clk: clk, rec: rec}
	work.Register(JobRun, s.job)
	work.Register(JobContests, s.contestsJob)
	return s
}

// tell tells the fact of a change and records the change.
func (s *Service) tell(ctx context.Context, tx *sqldb.Tx, e authz.Entry) error {
	if err := bus.Emit(ctx, tx, factChanged, ChangedFact{V: 1, Object: e.Object, ID: e.ObjectID}); err != nil {
		return err
	}
	if s.rec == nil {
		return nil
	}
	return s.rec.Record(ctx, tx, e)
}

func actorName(ctx context.Context) string {
	a, _ := authz.From(ctx)
	if a.Name == "" {
		return a.Login
	}
	return a.Name
}

// asRoom asks the catalogue for everybody; who may see what was checked before.
func asRoom(ctx context.Context) context.Context {
	return authz.With(ctx, authz.System("incentive"))
}

const mostDays = 100 // of a period

// period reads the days of a period; both empty: the last whole month.
func period(fromOn, toOn, today string) (civil.Range, error) {
	var r civil.Range
	if fromOn == "" && toOn == "" {
		now, err := civil.Parse(today)
		r.To = now.Month().Add(-1)
		r.From = r.To.Month()
		return r, err
	}
	var bad fault.Collector
	var err error
	if r.From, err = civil.Parse(fromOn); err != nil {
		bad.Add("body.from_on", "date", "must be a date, YYYY-MM-DD")
	}
	if r.To, err = civil.Parse(toOn); err != nil {
		bad.Add("body.to_on", "date", "must be a date, YYYY-MM-DD")
	} else if toOn > today {
		bad.Add("body.to_on", "future", "must not be after today")
	}
	if err := bad.Err("incentive.period", "The period is not one."); err != nil {
		return r, err
	}
	if r.Days() == 0 || r.Days() > mostDays {
		return r, fault.Invalidf("incentive.period", "The period is not one.").WithField("body.to_on", "range", "must make a period of 1 to 100 days")
	}
	return r, nil
}

// used is a version of a rule that a period is reckoned by.
type used struct {
	ruleID string
	v      Version
}

// gather reads what the versions need; of one person only, or of everybody ("").
// step hears of every question that is answered.
func (s *Service) gather(ctx context.Context, all []used, r civil.Range, person string, step func(done, of int)) (*facts, error) {
	f := &facts{teamNames: map[string]string{}, cells: map[string]map[place]Cell{}}
	from, to := r.From.String(), r.To.String()
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		levels, err := s.files.Levels(ctx, tx, to)
		if err != nil {
			return err
		}
		positions, err := s.files.Positions(ctx, tx, to)
		if err != nil {
			return err
		}
		for _, t := range dir.Teams {
			f.teamNames[t.ID] = t.Name
		}
		for _, p := range dir.People {
			x := someone{id: p.ID, name: p.Name, agentNo: p.AgentNo, days: map[string]int{}, level: levels[p.ID], position: positions[p.ID]}
			for _, m := range dir.Memberships(p.ID) {
				if n := overlap(m.FromOn, m.ToOn, r); n > 0 {
					x.days[m.ID] += n
					x.teamID = m.ID
				}
			}
			if len(x.days) > 0 {
				x.teamName = f.teamNames[x.teamID]
				f.people = append(f.people, x)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(f.people, func(a, b someone) int { return strings.Compare(a.agentNo+"\x00"+a.id, b.agentNo+"\x00"+b.id) })
	if f.metrics, err = s.numbers.Metrics(asRoom(ctx)); err != nil {
		return nil, err
	}
	type asked struct {
		key string
		q   Question
	}
	var questions []asked
	seen := map[string]bool{}
	add := func(x *Variable, by string, v *Version) {
		key := x.ask(by, v.For.Teams)
		if seen[key] {
			return
		}
		seen[key] = true
		q := Question{Metric: x.Metric, Seconds: x.seconds(), FromOn: from, ToOn: to, By: by, Teams: v.For.Teams}
		if by == byPerson {
			q.Person = person
		}
		questions = append(questions, asked{key, q})
	}
	for i := range all {
		v := &all[i].v
		for k := range v.Variables {
			x := &v.Variables[k]
			if _, there := f.metrics[x.Metric]; !there {
				continue // a metric that is archived is not known of anybody
			}
			add(x, v.by(), v)
			if v.Share == ShareVariable && v.ShareBy == x.Key {
				add(x, byBoth, v)
			}
		}
	}
	for i, x := range questions {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		cells, err := s.numbers.Cells(asRoom(ctx), x.q)
		if err != nil {
			return nil, err
		}
		f.cells[x.key] = make(map[place]Cell, len(cells))
		for _, c := range cells {
			f.cells[x.key][place{c.TeamID, c.PersonID}] = c
		}
		step(i+1, len(questions))
	}
	return f, nil
}

// overlap is how many days of the range lie in the stretch; no end: it lasts.
func overlap(fromOn, toOn string, r civil.Range) int {
	from, err := civil.Parse(fromOn)
	if err != nil || from.Before(r.From) {
		from = r.From
	}
	to, err := civil.Parse(toOn)
	if err != nil || r.To.Before(to) {
		to = r.To
	}
	return civil.Range{From: from, To: to}.Days()
}

func silent(int, int) {}

// lines reckons a period by the versions.
func (f *facts) lines(all []used) []Line {
	out := []Line{}
	for i := range all {
		out = append(out, f.reckon(all[i].ruleID, &all[i].v)...)
	}
	return out
}

// rulesFor are the versions a period that begins on the day goes by, of the rules
// that are named, or of all.
func rulesFor(rules []Rule, named []string, firstOn string) []used {
	var out []used
	for i := range rules {
		r := &rules[i]
		if r.Archived || len(named) > 0 && !slices.Contains(named, r.ID) {
			continue
		}
		if v, ok := r.inForce(firstOn); ok {
			out = append(out, used{r.ID, v})
		}
	}
	return out
}
