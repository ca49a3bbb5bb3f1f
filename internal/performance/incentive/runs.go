package incentive

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// JobRun is the kind of the job that calculates a run.
const JobRun = "incentive.run"

type jobInput struct {
	RunID string `json:"run_id"`
}

// RunIn asks for a run.
type RunIn struct {
	FromOn  string   `json:"from_on,omitempty" maxLength:"10" doc:"default: the last whole month"`
	ToOn    string   `json:"to_on,omitempty" maxLength:"10"`
	RuleIDs []string `json:"rule_ids,omitempty" maxItems:"200" doc:"default: all in force"`
}

// account tells accounts apart, also those of the product itself.
func account(ctx context.Context) string {
	a, _ := authz.From(ctx)
	return a.UserID + " " + a.Login
}

func runNotFound() error { return fault.NotFoundf("incentive.run.not_found", "There is no such run.") }

// Start begins a run and the job that calculates it; the same asked for while one
// is not decided gives that one. Needs the permission incentive.edit.
func (s *Service) Start(ctx context.Context, in RunIn) (Run, error) {
	return s.begin(ctx, in, true)
}

// Prepare is Start without the job, for Calculate.
func (s *Service) Prepare(ctx context.Context, in RunIn) (Run, error) {
	return s.begin(ctx, in, false)
}

func (s *Service) begin(ctx context.Context, in RunIn, job bool) (Run, error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return Run{}, err
	}
	r, err := s.period(ctx, in.FromOn, in.ToOn)
	if err != nil {
		return Run{}, err
	}
	var out keptRun
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		rules, err := loadRules(ctx, tx)
		if err != nil {
			return err
		}
		out = keptRun{Run: Run{ID: id.New(s.clk), FromOn: r.From.String(), ToOn: r.To.String(), Rules: []RunRule{}, Exports: []Export{}}}
		for _, u := range rulesFor(rules, in.RuleIDs, out.FromOn) {
			out.Rules = append(out.Rules, RunRule{u.ruleID, u.v.Version, u.v.Name, u.v.Kind, u.v.Pays})
		}
		if len(out.Rules) == 0 {
			return fault.Conflictf("incentive.run.no_rules", "No rule was in force at the beginning of the period.")
		}
		all, err := loadRuns(ctx, tx)
		if err != nil {
			return err
		}
		for _, o := range all {
			if o.State != Approved && o.CorrectsID == "" && o.FromOn == out.FromOn && o.ToOn == out.ToOn && slices.Equal(o.Rules, out.Rules) {
				out = o
				return nil
			}
		}
		if err := unpaid(all, &out.Run); err != nil {
			return err
		}
		return s.queue(ctx, tx, &out, job, authz.Entry{Action: "incentive.run.create"})
	})
	return s.view(ctx, out), err
}

// unpaid refuses a run of what was approved already.
func unpaid(all []keptRun, r *Run) error {
	for i := range all {
		if o := &all[i].Run; o.State == Approved && o.CorrectsID == "" && o.ID != r.ID && r.CorrectsID == "" {
			if x, ok := o.overlaps(r); ok {
				return fault.Conflictf("incentive.run.paid", "%s is approved already for days from %s to %s; correct that run.", x.Name, o.FromOn, o.ToOn)
			}
		}
	}
	return nil
}

// queue keeps the run as being calculated, and starts its job.
func (s *Service) queue(ctx context.Context, tx *sqldb.Tx, r *keptRun, job bool, e authz.Entry) (err error) {
	r.State, r.JobID, r.Digest, r.Sum, r.Lines, r.CalculatedMs, r.DecidedMs, r.DecidedBy = Calculating, "", "", Sum{}, 0, 0, 0, ""
	r.CalculatedBy, r.Calculator = actorName(ctx), account(ctx)
	if job {
		if r.JobID, err = jobs.Start(ctx, tx, JobRun, jobInput{r.ID}); err != nil {
			return err
		}
	}
	return s.saveRun(ctx, tx, r, e)
}

// saveRun keeps a run with its next revision, and tells of it.
func (s *Service) saveRun(ctx context.Context, tx *sqldb.Tx, r *keptRun, e authz.Entry) error {
	r.Rev++
	done, err := setRun(ctx, tx, *r)
	if err != nil {
		return err
	}
	if !done {
		return fault.Conflictf("incentive.run.stale", "Somebody has changed the run meanwhile; load it again.")
	}
	e.Object, e.ObjectID, e.After = "incentive_run", r.ID, r.Run
	return s.tell(ctx, tx, e)
}

// Recalculate calculates a run again that is not approved. Needs the permission
// incentive.edit.
func (s *Service) Recalculate(ctx context.Context, runID string) (Run, error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return Run{}, err
	}
	var out keptRun
	err := s.db.Write(ctx, func(tx *sqldb.Tx) (err error) {
		if out, err = loadRun(ctx, tx, runID); err != nil {
			return err
		}
		switch s.view(ctx, out).State {
		case Approved:
			return fault.Conflictf("incentive.run.approved", "The run is approved; what has changed since is put right by a correction.")
		case Calculating:
			return nil // it is being done
		}
		return s.queue(ctx, tx, &out, true, authz.Entry{Action: "incentive.run.recalculate"})
	})
	return s.view(ctx, out), err
}

// Correct begins a run of the differences to an approved run, by the same
// versions of its rules. Needs the permission incentive.edit.
func (s *Service) Correct(ctx context.Context, runID string) (Run, error) {
	return s.correct(ctx, runID, true)
}

// PrepareCorrection is Correct without the job, for Calculate.
func (s *Service) PrepareCorrection(ctx context.Context, runID string) (Run, error) {
	return s.correct(ctx, runID, false)
}

func (s *Service) correct(ctx context.Context, runID string, job bool) (Run, error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return Run{}, err
	}
	var out keptRun
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		first, err := loadRun(ctx, tx, runID)
		if err != nil {
			return err
		}
		if first.State != Approved || first.CorrectsID != "" {
			return fault.Conflictf("incentive.run.not_approved", "Only a run that is approved, and is no correction, can be corrected.")
		}
		all, err := loadRuns(ctx, tx)
		if err != nil {
			return err
		}
		for _, o := range all {
			if o.CorrectsID == runID && o.State != Approved {
				out = o
				return nil
			}
		}
		out = keptRun{Run: Run{ID: id.New(s.clk), FromOn: first.FromOn, ToOn: first.ToOn, ContestID: first.ContestID, CorrectsID: runID, Rules: first.Rules, Exports: []Export{}}}
		return s.queue(ctx, tx, &out, job, authz.Entry{Action: "incentive.run.correct"})
	})
	return s.view(ctx, out), err
}

func (s *Service) job(ctx context.Context, r *jobs.Run) error {
	var in jobInput
	if err := r.Input(&in); err != nil {
		return err
	}
	return s.calculate(ctx, in.RunID, r.ID, r.Progress)
}

// Calculate calculates a run that was prepared. Needs the permission
// incentive.edit.
func (s *Service) Calculate(ctx context.Context, runID string) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	return s.calculate(ctx, runID, "", func(float64, string) {})
}

func (s *Service) calculate(ctx context.Context, runID, jobID string, progress func(float64, string)) error {
	var r keptRun
	var rules []Rule
	var before []Line
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if r, err = loadRun(ctx, tx, runID); err != nil {
			return err
		}
		if rules, err = loadRules(ctx, tx); err != nil || r.CorrectsID == "" {
			return err
		}
		before, err = approvedLines(ctx, tx, r.CorrectsID)
		return err
	})
	if err != nil || r.State != Calculating || r.JobID != jobID {
		return err
	}
	var lines []Line
	if r.ContestID != "" {
		lines, err = s.again(ctx, &r)
	} else {
		lines, err = s.byRules(ctx, &r, rules, progress)
	}
	if err != nil {
		return err
	}
	if r.CorrectsID != "" {
		lines = differences(lines, before)
	}
	code, err := digest(lines)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		r, err := loadRun(ctx, tx, runID)
		if err != nil || r.State != Calculating || r.JobID != jobID {
			return err // it was begun anew meanwhile
		}
		r.State, r.Digest, r.Sum, r.Lines, r.CalculatedMs = Calculated, code, sumOf(lines), len(lines), clock.Ms(s.clk)
		if err := setLines(ctx, tx, runID, lines); err != nil {
			return err
		}
		return s.saveRun(ctx, tx, &r, authz.Entry{Action: "incentive.run.calculate"})
	})
}

// byRules works out the lines of a run by the versions of its rules.
func (s *Service) byRules(ctx context.Context, r *keptRun, rules []Rule, progress func(float64, string)) ([]Line, error) {
	period, err := period(r.FromOn, r.ToOn, r.ToOn)
	if err != nil {
		return nil, err
	}
	var all []used
	for _, x := range r.Rules {
		i := slices.IndexFunc(rules, func(o Rule) bool { return o.ID == x.RuleID })
		if i < 0 {
			return nil, runNotFound()
		}
		v, _ := rules[i].version(x.Version)
		all = append(all, used{x.RuleID, v})
	}
	f, err := s.gather(ctx, all, period, "", func(done, of int) {
		progress(0.9*float64(done)/float64(of), fmt.Sprintf("metrics %d/%d", done, of))
	})
	if err != nil {
		return nil, err
	}
	return f.lines(all), nil
}

// DecideIn says what is decided of a run.
type DecideIn struct {
	Approve bool   `json:"approve"`
	Words   string `json:"words,omitempty" maxLength:"8000" doc:"needed to return it"`
}

// Decide approves a run or returns it with words; nobody decides what they
// calculated. The same once more changes nothing. rev is the revision that was
// read, or below 0 for any. Needs the permission incentive.approve.
func (s *Service) Decide(ctx context.Context, runID string, in DecideIn, rev int64) (Run, error) {
	if err := authz.RequireCentre(ctx, PermissionApprove); err != nil {
		return Run{}, err
	}
	in.Words = strings.TrimSpace(in.Words)
	state := Returned
	if in.Approve {
		state = Approved
	}
	var bad fault.Collector
	if !in.Approve {
		bad.Require("body.words", in.Words)
	}
	if utf8.RuneCountInString(in.Words) > mostNote {
		bad.Add("body.words", "too_long", "must have at most 2000 characters")
	}
	if err := bad.Err("incentive.run.decision", "The decision has wrong values."); err != nil {
		return Run{}, err
	}
	var out keptRun
	err := s.db.Write(ctx, func(tx *sqldb.Tx) (err error) {
		if out, err = loadRun(ctx, tx, runID); err != nil {
			return err
		}
		switch {
		case out.State == state && out.Words == in.Words && out.DecidedBy == actorName(ctx):
			return nil
		case out.State != Calculated:
			return fault.Conflictf("incentive.run.not_calculated", "Only a run that is calculated and not yet decided can be decided.")
		case out.Calculator == account(ctx):
			return fault.Newf(fault.Denied, "incentive.run.own", "A run is decided by somebody else than who calculated it.")
		case rev >= 0 && rev != out.Rev:
			return fault.Conflictf("incentive.run.stale", "Somebody has changed the run meanwhile; load it again.")
		}
		all, err := loadRuns(ctx, tx)
		if err != nil {
			return err
		}
		if in.Approve {
			if err := unpaid(all, &out.Run); err != nil {
				return err
			}
		}
		e := authz.Entry{Action: "incentive.run." + state, Before: out.Run}
		out.State, out.Words, out.DecidedMs, out.DecidedBy = state, in.Words, clock.Ms(s.clk), actorName(ctx)
		if in.Approve {
			if err := s.book(ctx, tx, &out.Run); err != nil {
				return err
			}
		}
		return s.saveRun(ctx, tx, &out, e)
	})
	return s.view(ctx, out), err
}

// view is a run as the actor sees it.
func (s *Service) view(ctx context.Context, r keptRun) Run {
	out := r.Run
	out.Own = r.Calculator == account(ctx)
	if out.State == Calculating && out.JobID != "" {
		if j, err := s.work.Get(ctx, out.JobID); err == nil && j.State.Over() {
			out.State = Stopped
		}
	}
	return out
}

// RunsIn asks for one page of runs.
type RunsIn struct {
	State  string
	Sort   string // -from (default), from, state, calculated; a leading - turns it round
	Cursor string
	Limit  int
}

// keepers see runs that are not decided yet, and all lines.
func keeps(ctx context.Context) bool {
	return authz.RequireCentre(ctx, PermissionEdit) == nil || authz.RequireCentre(ctx, PermissionApprove) == nil
}

// Runs gives a page of runs; who neither makes nor approves them sees the
// approved ones, with the sums of the people within reach. Needs the permission
// performance.read.
func (s *Service) Runs(ctx context.Context, in RunsIn) (page.Of[Run], error) {
	var none page.Of[Run]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return none, err
	}
	rows := []Run{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		all, err := loadRuns(ctx, tx)
		if err != nil {
			return err
		}
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		for _, k := range all {
			r := s.view(ctx, k)
			if !keeps(ctx) && r.State != Approved || in.State != "" && r.State != in.State {
				continue
			}
			if err := s.narrow(ctx, tx, dir, &r); err != nil {
				return err
			}
			rows = append(rows, r)
		}
		return nil
	})
	if err != nil {
		return none, err
	}
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "-from"), Cursor: in.Cursor, Limit: in.Limit}, "incentive.sort", map[string]func(Run) string{
		"from":       func(x Run) string { return x.FromOn + x.ToOn + fmt.Sprintf("%015d", x.CalculatedMs) },
		"state":      func(x Run) string { return x.State },
		"calculated": func(x Run) string { return fmt.Sprintf("%015d", x.CalculatedMs) },
	}, func(x Run) string { return x.ID })
}

// narrow counts only the lines within reach.
func (s *Service) narrow(ctx context.Context, tx *sqldb.Tx, dir org.Directory, r *Run) error {
	scope := authz.ScopeOf(ctx, PermissionRead)
	if scope.Centre {
		return nil
	}
	lines, err := loadLines(ctx, tx, r.ID)
	if err != nil {
		return err
	}
	r.Sum, r.Lines, r.Digest = Sum{}, 0, ""
	people := map[string]bool{}
	for i := range lines {
		l := &lines[i]
		if dir.Reaches(scope, l.PersonID, r.ToOn) {
			r.Sum.add(l)
			r.Lines++
			if l.Amount != 0 {
				people[l.PersonID] = true
			}
		}
	}
	r.Sum.People = len(people)
	return nil
}

// Run gives a run. Needs the permission performance.read.
func (s *Service) Run(ctx context.Context, runID string) (out Run, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		var dir org.Directory
		out, dir, err = s.seen(ctx, tx, runID)
		if err != nil {
			return err
		}
		return s.narrow(ctx, tx, dir, &out)
	})
	return out, err
}

// seen is a run that the actor may see.
func (s *Service) seen(ctx context.Context, tx *sqldb.Tx, runID string) (Run, org.Directory, error) {
	dir, err := s.org.Directory(ctx, tx)
	if err != nil {
		return Run{}, dir, err
	}
	k, err := loadRun(ctx, tx, runID)
	if err != nil {
		return Run{}, dir, err
	}
	r := s.view(ctx, k)
	if !keeps(ctx) && r.State != Approved {
		return Run{}, dir, runNotFound()
	}
	return r, dir, nil
}

// LinesIn asks for one page of the lines of a run.
type LinesIn struct {
	Search string // part of the name or agent number
	Rule   string // id
	Team   string // id
	State  string
	Sort   string // agent (default), name, team, rule or amount; a leading - turns it round
	Cursor string
	Limit  int
}

// Lines gives the lines of a run, of the people within reach on its last day.
// Needs the permission performance.read.
func (s *Service) Lines(ctx context.Context, runID string, in LinesIn) (page.Of[Line], error) {
	var none page.Of[Line]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return none, err
	}
	scope := authz.ScopeOf(ctx, PermissionRead)
	search := sqldb.Fold(in.Search)
	rows := []Line{}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		r, dir, err := s.seen(ctx, tx, runID)
		if err != nil {
			return err
		}
		lines, err := loadLines(ctx, tx, runID)
		if err != nil {
			return err
		}
		for _, l := range lines {
			if !dir.Reaches(scope, l.PersonID, r.ToOn) || in.Rule != "" && l.RuleID != in.Rule || in.Team != "" && l.TeamID != in.Team || in.State != "" && l.State != in.State ||
				!strings.Contains(sqldb.Fold(l.Name), search) && !strings.Contains(sqldb.Fold(l.AgentNo), search) {
				continue
			}
			rows = append(rows, l)
		}
		return nil
	})
	if err != nil {
		return none, err
	}
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "agent"), Cursor: in.Cursor, Limit: in.Limit}, "incentive.sort", map[string]func(Line) string{
		"agent":  func(x Line) string { return x.AgentNo },
		"name":   func(x Line) string { return x.Name },
		"team":   func(x Line) string { return x.TeamName },
		"rule":   func(x Line) string { return x.Rule },
		"amount": func(x Line) string { return fmt.Sprintf("%020d", x.Amount+1_000_000_000_000) },
	}, func(x Line) string { return x.ID })
}
