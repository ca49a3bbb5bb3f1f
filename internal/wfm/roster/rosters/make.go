package rosters

import (
	"context"
	"math"
	"runtime"
	"slices"
	"time"

	engine "github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/conflict"
	"github.com/lingting/lingting/calc/roster/solve"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// JobMake is the kind of the job that makes a roster. Its result has the
// roster's id.
const JobMake = "roster.make"

// Result is the result of a job that made a roster.
type Result struct {
	RosterID string  `json:"roster_id,omitempty"`
	Clashes  []Clash `json:"clashes,omitempty"` // of a job that failed by them
}

// Run starts the job that makes a roster. Needs the permission roster.edit.
func (s *Service) Run(ctx context.Context, in Request) (jobID string, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return "", err
	}
	if _, _, err := s.asked(ctx, &in); err != nil {
		return "", err
	}
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		jobID, err = jobs.Start(ctx, tx, JobMake, in)
		return err
	})
	return jobID, err
}

func (s *Service) job(ctx context.Context, r *jobs.Run) error {
	var in Request
	if err := r.Input(&in); err != nil {
		return err
	}
	v, err := s.Make(ctx, r.ID, in, r.Progress)
	if clashes := ClashesOf(err); clashes != nil {
		r.Result(Result{Clashes: clashes})
	}
	if err != nil {
		return err
	}
	r.Result(Result{RosterID: v.ID})
	return nil
}

// NewID is an id for Make.
func (s *Service) NewID() string { return id.New(s.clk) }

// asked checks a request, and gives its days and the roster it is based on, if
// any.
func (s *Service) asked(ctx context.Context, in *Request) (civil.Range, *Roster, error) {
	days, err := in.check()
	if err != nil {
		return days, nil, err
	}
	plan, err := s.plans.Plan(asRoster(ctx), in.PlanID)
	if fault.Is(err, fault.NotFound) {
		return days, nil, fault.Invalidf("roster.version.invalid", invalid).WithField("body.plan_id", "unknown", "there is no such requirement")
	}
	if err != nil {
		return days, nil, err
	}
	var w fault.Collector
	if days.From.Before(plan.FirstOn) {
		w.Add("body.first_on", "range", "the requirement begins on "+plan.FirstOn.String())
	}
	if plan.LastOn.Before(days.To) {
		w.Add("body.last_on", "range", "the requirement ends on "+plan.LastOn.String())
	}
	var from *Roster
	if in.BasedOn != "" {
		v, err := s.Get(ctx, in.BasedOn)
		switch {
		case fault.Is(err, fault.NotFound):
			w.Add("body.based_on", "unknown", "there is no such roster")
		case err != nil:
			return days, nil, err
		case v.FirstOn != days.From || v.LastOn != days.To:
			w.Add("body.based_on", "range", "is of other days")
		default:
			from = &v
		}
	}
	return days, from, w.Err("roster.version.invalid", invalid)
}

// Make makes a roster with the id and stores it; made twice, the first stands.
// progress (may be nil) hears how far it is. Needs the permission roster.edit.
func (s *Service) Make(ctx context.Context, rosterID string, in Request, progress func(float64, string)) (Roster, error) {
	var none Roster
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return none, err
	}
	if made, err := s.Get(ctx, rosterID); err == nil || !fault.Is(err, fault.NotFound) {
		return made, err
	}
	days, from, err := s.asked(ctx, &in)
	if err != nil {
		return none, err
	}
	b, err := s.basis(ctx, in.PlanID, days, in.Settings, nil)
	if err != nil {
		return none, err
	}
	var old []Line
	if from != nil {
		if err := s.db.Read(ctx, func(tx *sqldb.Tx) error { old, err = loadLines(ctx, tx, from.ID); return err }); err != nil {
			return none, err
		}
	}
	p, err := b.whole(old, in.KeepPrice)
	if err != nil {
		return none, err
	}
	if progress == nil {
		progress = func(float64, string) {}
	}
	found, err := s.search(ctx, b, p, old, in.Settings, progress)
	if err != nil {
		return none, err
	}
	lines := b.lines(found.Roster, found.Placement, old)
	now := clock.Ms(s.clk)
	v := Roster{ID: rosterID, Name: in.Name, PlanID: in.PlanID, FirstOn: days.From, LastOn: days.To, Status: Draft, Rev: 1,
		CreatedMs: now, CreatedBy: actorName(ctx), ChangedMs: now, ChangedBy: actorName(ctx),
		About: About{PlanName: b.plan.Name, Settings: in.Settings, People: len(lines), Cost: tidy(found.Cost), Converged: found.Converged, Iterations: found.Iterations}}
	// A bound below nothing tells nothing: late contacts are never fewer than none.
	if found.Bounded && found.Bound > 0 && !math.IsInf(found.Bound, 0) {
		bound := tidy(found.Bound)
		v.Bound = &bound
	}
	for i := range lines {
		for _, c := range lines[i].Cells {
			if c.TypeID != "" {
				v.Shifts++
				v.PaidHours += float64(b.paid(c)) / 60
			}
		}
	}
	if from != nil {
		v.BasedOn, v.BasedName, v.Changed = from.ID, from.Name, differ(old, lines)
	}
	return v, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		added, err := add(ctx, tx, v, lines)
		if err != nil || !added {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "roster.version.create", Object: "roster_version", ObjectID: v.ID, After: v})
	})
}

// whole is the problem with its needs and what is kept of a roster; why nothing
// can be made of it is told in words.
func (b *basis) whole(old []Line, price float64) (*engine.Problem, error) {
	switch {
	case len(b.skills) == 0:
		return nil, fault.Invalidf("roster.version.no_requirement", "The requirement %s has nothing for these days: none of its queues has a forecast and a handle time.", b.plan.Name)
	case len(b.starts) == 0:
		return nil, fault.Invalidf("roster.version.no_shifts", "There is no shift type in force from %s to %s that serves what is required. Add shift types first.", b.days.From, b.days.To)
	case len(b.people) == 0:
		return nil, fault.Invalidf("roster.version.nobody", "Nobody of the chosen teams has a skill that the requirement needs. Give people their skills, or choose other teams.")
	}
	b.adopt(old)
	p := b.problem()
	if err := b.keep(p, old, price); err != nil {
		return nil, err
	}
	b.bar(p, old)
	b.needs(p)
	b.wish(p)
	for k := range b.skills {
		if !slices.ContainsFunc(b.people, func(x person) bool { return slices.Contains(x.skills, k) }) {
			return nil, fault.Invalidf("roster.version.skill_nobody", "“%s” is required, but nobody of the chosen teams has this skill.", b.skills[k].Name)
		}
	}
	return p, b.clash(conflict.Find(p))
}

// mostNamed is how many people with rules in conflict are named.
const mostNamed = 5

// search lets the engine work for the time asked for, from the lines there are, if
// any, and holds what it found against the checker.
func (s *Service) search(ctx context.Context, b *basis, p *engine.Problem, start []Line, in Settings, progress func(float64, string)) (*solve.Planned, error) {
	began := s.clk.Now()
	budget := time.Duration(in.Seconds) * time.Second
	told := 0.0
	spent := func() float64 {
		share := float64(s.clk.Now().Sub(began)) / float64(budget)
		return share
	}
	o := solve.Options{Seed: in.Seed, Workers: runtime.GOMAXPROCS(0), Spent: spent, Bound: true, Better: func(cost float64) {
		if share := spent(); share > told+0.02 {
			told = share
			progress(min(share, 1), text(cost))
		}
	}}
	if in.Moves > 0 {
		o.Workers, o.Iterations = 1, in.Moves
	}
	if len(start) > 0 {
		o.Start, _ = b.roster(start)
	}
	found, err := solve.Plan(ctx, p, o)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if n := len(found.Placed.Violations); n > 0 {
		return nil, fault.Invalidf("roster.version.violated", "The roster that was found breaks %d hard rules, the first: %s. It is not kept.", n, found.Placed.Violations[0].Text)
	}
	return found, nil
}

// lines are the engine's lines as cells; locks of the old lines stay.
func (b *basis) lines(r *engine.Roster, placed *engine.Placement, old []Line) []Line {
	out := make([]Line, len(b.people))
	for who, x := range b.people {
		out[who] = Line{PersonID: x.id, Cells: []Cell{}}
		at := slices.IndexFunc(old, func(l Line) bool { return l.PersonID == x.id })
		for day, shift := range r.Lines[who] {
			c := Cell{Day: day}
			if shift != engine.Free && b.starts[shift].as != nil {
				c = *b.starts[shift].as
				c.Day = day
			} else if shift != engine.Free {
				at := &b.starts[shift]
				c.TypeID, c.Begins, c.Ends, c.Skill = at.TypeID, at.Begin, at.End, b.skills[at.skill].ID
				for i, y := range inOrder(at.kind.Breaks) {
					c.Breaks = append(c.Breaks, Pause{Name: y.Name, At: placed.Pauses[who][day][i], Minutes: y.Minutes, Paid: y.Paid})
				}
			}
			if at >= 0 {
				was := old[at].at(day)
				c.Locked = was.Locked
				carry(&c, was)
			}
			out[who].put(c)
		}
	}
	return out
}

// paid are the paid minutes of a cell: its length without its unpaid breaks.
func (b *basis) paid(c Cell) int {
	if c.odd() {
		return c.paid()
	}
	for i := range b.types {
		if b.types[i].ID == c.TypeID {
			return b.types[i].Paid
		}
	}
	return c.paid()
}

// PaidMinutes are the paid minutes by what the cell itself tells.
func (c Cell) PaidMinutes() int { return c.paid() }

func (c Cell) paid() int {
	if c.TypeID == "" {
		return 0
	}
	n := c.Ends - c.Begins
	for _, x := range c.Breaks {
		if !x.Paid {
			n -= x.Minutes
		}
	}
	return n
}

// differ counts the days that are other work than before.
func differ(old, lines []Line) (n int) {
	for i := range lines {
		at := slices.IndexFunc(old, func(l Line) bool { return l.PersonID == lines[i].PersonID })
		if at < 0 {
			n += len(lines[i].Cells)
			continue
		}
		seen := map[int]bool{}
		for _, c := range append(slices.Clone(old[at].Cells), lines[i].Cells...) {
			if !seen[c.Day] && !old[at].at(c.Day).Same(lines[i].at(c.Day)) {
				n++
			}
			seen[c.Day] = true
		}
	}
	return n
}
