package incentive

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// JobContests is the kind of the job that makes standings and closes contests.
const JobContests = "incentive.contests"

// contestHour is the hour of the centre from which yesterday is counted.
const contestHour = 3

// Nightly starts the job when a standing is due, until ctx ends. Of several nodes
// one does.
func (s *Service) Nightly(ctx context.Context) error {
	ctx = asRoom(ctx)
	for {
		if err := s.night(ctx); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(5 * time.Minute):
		}
	}
}

func (s *Service) night(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		centre, err := s.org.Centre(ctx, tx)
		now := s.clk.Now().In(centre.Location())
		if err != nil || now.Hour() < contestHour {
			return err
		}
		all, err := loadContests(ctx, tx)
		today := now.Format(time.DateOnly)
		if err != nil || !slices.ContainsFunc(all, func(c keptContest) bool { return c.due(today) }) {
			return err
		}
		if busy, err := jobs.Active(ctx, tx, JobContests); err != nil || busy {
			return err
		}
		_, err = jobs.Start(ctx, tx, JobContests, struct{}{})
		return err
	})
}

// due reports whether a standing is to be made.
func (c *keptContest) due(today string) bool {
	return c.Stage == stageOpen && today > c.FromOn && (c.ThroughOn < c.throughOn(today) || today >= c.closesOn())
}

func (s *Service) contestsJob(ctx context.Context, run *jobs.Run) error {
	return s.UpdateContests(asRoom(ctx), run.Progress)
}

// UpdateContests makes the standings that are due and closes what is over. It can
// be broken off between any two and begun again. Needs the permission
// incentive.edit.
func (s *Service) UpdateContests(ctx context.Context, progress func(float64, string)) error {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return err
	}
	var due []keptContest
	today := ""
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if today, err = s.today(ctx, tx); err != nil {
			return err
		}
		all, err := loadContests(ctx, tx)
		for i := range all {
			if all[i].due(today) {
				due = append(due, all[i])
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	for i := range due {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.advance(ctx, &due[i], today); err != nil {
			return fmt.Errorf("contest %s: %w", due[i].ID, err)
		}
		progress(float64(i+1)/float64(len(due)), due[i].Name)
	}
	return nil
}

// RefreshContest makes the standing of yesterday anew, with the data there are
// now. Needs the permission incentive.edit.
func (s *Service) RefreshContest(ctx context.Context, contestID string) (out Contest, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	var c keptContest
	today := ""
	err = s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if today, err = s.today(ctx, tx); err != nil {
			return err
		}
		c, err = loadContest(ctx, tx, contestID)
		return err
	})
	if err != nil {
		return out, err
	}
	if c.Stage != stageOpen {
		return out, fault.Conflictf("incentive.contest.over", "The contest is over: what was won stands.")
	}
	if today <= c.FromOn {
		return out, fault.Conflictf("incentive.contest.no_days", "No day of the contest is over yet.")
	}
	if err := s.advance(ctx, &c, today); err != nil {
		return out, err
	}
	return s.Contest(ctx, contestID)
}

// advance keeps the standing of a contest, and closes it when it is time.
func (s *Service) advance(ctx context.Context, c *keptContest, today string) error {
	on := c.throughOn(today)
	st, err := s.stand(ctx, &c.Contest, on)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		now, err := loadContest(ctx, tx, c.ID)
		if err != nil || now.Rev != c.Rev {
			return err // it was changed meanwhile: the next time
		}
		before, err := loadStanding(ctx, tx, &now, after(on, -1), 0)
		if err != nil {
			return err
		}
		moved(st.places, before)
		now.count(st.places, on)
		e := authz.Entry{Action: "incentive.contest.standing", Before: c.Contest}
		if today < now.closesOn() {
			if err := setStanding(ctx, tx, now.ID, on, 0, st.places); err != nil {
				return err
			}
			return s.keepContest(ctx, tx, &now, e)
		}
		e.Action = "incentive.contest.close"
		now.Stage, now.ClosedMs, now.Standing = Over, clock.Ms(s.clk), 1
		if err := setStanding(ctx, tx, now.ID, on, 1, st.places); err != nil {
			return err
		}
		if now.Kind == Draw {
			now.Digest = entriesDigest(st.places)
		} else if err := s.pay(ctx, tx, &now, now.lines(st.places, st.roster)); err != nil {
			return err
		}
		return s.keepContest(ctx, tx, &now, e)
	})
}

// count tells of a standing in the contest.
func (c *keptContest) count(places []Place, on string) {
	c.ThroughOn, c.Entries, c.Tickets = on, 0, 0
	for _, p := range places {
		if p.State == Earned {
			c.Entries++
			if c.Kind == Draw {
				c.Tickets += p.Score
			}
		}
	}
}

// pay makes the run that what was won is paid by; it is approved like any other.
func (s *Service) pay(ctx context.Context, tx *sqldb.Tx, c *keptContest, lines []Line) error {
	if len(lines) == 0 {
		return nil
	}
	r := keptRun{Run: Run{ID: id.New(s.clk), FromOn: c.FromOn, ToOn: c.ToOn, ContestID: c.ID, Rules: []RunRule{{RuleID: c.ID, Version: 1, Name: c.Name, Kind: c.Kind}}, Exports: []Export{}}}
	code, err := digest(lines)
	if err != nil {
		return err
	}
	r.State, r.Digest, r.Sum, r.Lines, r.CalculatedMs = Calculated, code, sumOf(lines), len(lines), clock.Ms(s.clk)
	r.CalculatedBy, r.Calculator = actorName(ctx), account(ctx)
	if err := s.saveRun(ctx, tx, &r, authz.Entry{Action: "incentive.run.create"}); err != nil {
		return err
	}
	c.RunID = r.ID
	return setLines(ctx, tx, r.ID, lines)
}

// again works out anew what a run of a contest pays. A final standing that has
// become another is kept as a further version.
func (s *Service) again(ctx context.Context, r *keptRun) ([]Line, error) {
	var c keptContest
	var last []Place
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		if c, err = loadContest(ctx, tx, r.ContestID); err != nil {
			return err
		}
		last, err = loadStanding(ctx, tx, &c, "", 0)
		return err
	})
	if err != nil {
		return nil, err
	}
	var lines []Line
	if c.Kind == Draw {
		lines = c.winnings(last)
	} else {
		st, err := s.stand(ctx, &c.Contest, c.ToOn)
		if err != nil {
			return nil, err
		}
		lines = c.lines(st.places, st.roster)
		moved(st.places, last)
		if !alike(st.places, last) {
			err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
				now, err := loadContest(ctx, tx, c.ID)
				if err != nil || now.Rev != c.Rev {
					return err
				}
				now.Standing++
				now.count(st.places, now.ToOn)
				if err := setStanding(ctx, tx, now.ID, now.ToOn, now.Standing, st.places); err != nil {
					return err
				}
				return s.keepContest(ctx, tx, &now, authz.Entry{Action: "incentive.contest.standing", Before: c.Contest})
			})
			if err != nil {
				return nil, err
			}
		}
	}
	return lines, nil
}

// alike reports whether two standings have the same places, scores and prizes.
func alike(a, b []Place) bool {
	return slices.EqualFunc(a, b, func(x, y Place) bool {
		return x.ID == y.ID && x.Place == y.Place && x.State == y.State && x.Score == y.Score && slices.Equal(x.Wins, y.Wins)
	})
}

// stood is a standing, with who was in which team.
type stood struct {
	places []Place
	people []someone
}

// roster is who was in a team, in order.
func (s *stood) roster(teamID string) []someone {
	return slices.DeleteFunc(slices.Clone(s.people), func(p someone) bool { return p.days[teamID] == 0 })
}

// stand works out the standing of a contest through a day.
func (s *Service) stand(ctx context.Context, c *Contest, throughOn string) (*stood, error) {
	from, err := civil.Parse(c.FromOn)
	if err != nil {
		return nil, err
	}
	to, err := civil.Parse(throughOn)
	if err != nil {
		return nil, err
	}
	days := civil.Range{From: from, To: to}
	metrics, err := s.numbers.Metrics(asRoom(ctx))
	if err != nil {
		return nil, err
	}
	out := &stood{}
	var entrants []entrant
	var teams []string
	names := map[string]string{}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range dir.Teams {
			names[t.ID] = t.Name
		}
		if entrants, err = s.entrants(ctx, tx, dir, c, days); err != nil {
			return err
		}
		for i := range entrants {
			out.people = append(out.people, entrants[i].someone)
		}
		for _, t := range dir.Teams {
			if slices.ContainsFunc(out.people, func(p someone) bool { return p.days[t.ID] > 0 }) {
				teams = append(teams, t.ID)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if c.Of == OfTeams {
		f, err := s.answers(ctx, c, days, byTeam, "", metrics, names)
		if err != nil {
			return nil, err
		}
		out.places = c.teamPlaces(f, days, teams)
	} else {
		for _, group := range byStretch(entrants) {
			person := ""
			if len(group) == 1 {
				person = group[0].id
			}
			f, err := s.answers(ctx, c, group[0].days, byPerson, person, metrics, names)
			if err != nil {
				return nil, err
			}
			out.places = append(out.places, c.placesOf(f, group)...)
		}
	}
	order(c.Kind, out.places)
	if c.Kind == Compete {
		c.award(out.places)
	}
	return out, nil
}

// entrants are the people who may take part, as they were on each day: of a
// contest of teams, whoever was in one of them.
func (s *Service) entrants(ctx context.Context, tx *sqldb.Tx, dir org.Directory, c *Contest, days civil.Range) ([]entrant, error) {
	levels, positions := map[string]map[string]string{}, map[string]map[string]string{}
	for d := days.From; !days.To.Before(d); d = d.Add(1) {
		on := d.String()
		var err error
		if len(c.For.Levels) > 0 {
			levels[on], err = s.files.Levels(ctx, tx, on)
		}
		if err == nil && len(c.For.Positions) > 0 {
			positions[on], err = s.files.Positions(ctx, tx, on)
		}
		if err != nil {
			return nil, err
		}
	}
	var out []entrant
	for _, p := range dir.People {
		stretch, ok := longest(days, func(on string) bool {
			team := dir.TeamOf(p.ID, on)
			return team != "" && (len(c.For.Teams) == 0 || slices.Contains(c.For.Teams, team)) && c.For.fits(&someone{level: levels[on][p.ID], position: positions[on][p.ID]})
		})
		if !ok {
			continue
		}
		last := stretch.To.String()
		x := entrant{someone{id: p.ID, name: p.Name, agentNo: p.AgentNo, teamID: dir.TeamOf(p.ID, last), days: map[string]int{}, level: levels[last][p.ID], position: positions[last][p.ID]}, stretch}
		for _, m := range dir.Memberships(p.ID) {
			if len(c.For.Teams) == 0 || slices.Contains(c.For.Teams, m.ID) {
				x.someone.days[m.ID] += overlap(m.FromOn, m.ToOn, days)
			}
		}
		t, _ := dir.Team(x.teamID)
		x.teamName = t.Name
		out = append(out, x)
	}
	slices.SortFunc(out, func(a, b entrant) int { return strings.Compare(a.agentNo+"\x00"+a.id, b.agentNo+"\x00"+b.id) })
	return out, nil
}

// byStretch puts together who takes part with the same days, in order of the days.
func byStretch(all []entrant) [][]entrant {
	of := map[civil.Range][]entrant{}
	var keys []civil.Range
	for _, e := range all {
		if _, there := of[e.days]; !there {
			keys = append(keys, e.days)
		}
		of[e.days] = append(of[e.days], e)
	}
	out := make([][]entrant, 0, len(keys))
	for _, k := range keys {
		out = append(out, of[k])
	}
	return out
}

// answers asks for the variables of a contest over days.
func (s *Service) answers(ctx context.Context, c *Contest, days civil.Range, by, person string, metrics map[string]Metric, names map[string]string) (*facts, error) {
	f := &facts{teamNames: names, metrics: metrics, cells: map[string]map[place]Cell{}}
	for i := range c.Variables {
		x := &c.Variables[i]
		key := x.ask(by, nil)
		if _, there := metrics[x.Metric]; !there || f.cells[key] != nil {
			continue // a metric that is archived is not known of anybody
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		cells, err := s.numbers.Cells(asRoom(ctx), Question{Metric: x.Metric, Seconds: x.seconds(), FromOn: days.From.String(), ToOn: days.To.String(), By: by, Person: person})
		if err != nil {
			return nil, err
		}
		f.cells[key] = make(map[place]Cell, len(cells))
		for _, cell := range cells {
			f.cells[key][place{cell.TeamID, cell.PersonID}] = cell
		}
	}
	return f, nil
}
