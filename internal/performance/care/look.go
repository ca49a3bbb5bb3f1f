package care

import (
	"context"
	"net/url"
	"slices"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/jobs"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
)

// JobLook is the kind of the job that looks at the last whole week. Its result is a
// Looked: sums, as jobs are seen by others.
const JobLook = "care.look"

// Looked is what a run looked at.
type Looked struct {
	People int `json:"people"`
}

const hour = 5 // of the night, in the centre's zone

// Nightly starts a run each night until ctx ends. Of several nodes one does.
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
		if err != nil || now.Hour() < hour {
			return err
		}
		mine, err := takeNight(ctx, tx, now.Format(time.DateOnly))
		if err != nil || !mine {
			return err
		}
		if busy, err := jobs.Active(ctx, tx, JobLook); err != nil || busy {
			return err
		}
		_, err = jobs.Start(ctx, tx, JobLook, struct{}{})
		return err
	})
}

func (s *Service) lookJob(ctx context.Context, run *jobs.Run) error {
	done, err := s.Look(asRoom(ctx), run.Progress)
	run.Result(done)
	return err
}

// Look looks at the last whole week of everybody, team by team. It can be broken off
// between any two teams and begun again. progress may be nil. Only the product
// itself does it.
func (s *Service) Look(ctx context.Context, progress func(float64, string)) (done Looked, err error) {
	if err := authz.RequireCentre(ctx, PermissionSums); err != nil {
		return done, err
	}
	if progress == nil {
		progress = func(float64, string) {}
	}
	var w world
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err = s.world(ctx, tx)
		return err
	})
	if err != nil {
		return done, err
	}
	progress(0, "")
	teams, err := s.readings(asRoom(ctx), &w)
	if err != nil {
		return done, err
	}
	told := 0
	found := map[string]bool{}
	for i, t := range w.dir.Teams {
		if ctx.Err() != nil {
			return done, ctx.Err()
		}
		progress(float64(i)/float64(len(w.dir.Teams)), "")
		done.People += len(teams[t.ID])
		signs := judge(teams[t.ID])
		told += len(signs)
		if err := s.keep(ctx, &w, t.ID, signs, found); err != nil {
			return done, err
		}
	}
	return done, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		there, err := loadNotices(ctx, tx, w.week.String())
		if err != nil {
			return err
		}
		for _, x := range there {
			if x.WeekOn == w.week.String() && x.State == Open && !found[x.PersonID] {
				if err := dropNotice(ctx, tx, x.ID); err != nil {
					return err
				}
			}
		}
		if err := saveWeek(ctx, tx, w.week.String(), done.People, told); err != nil {
			return err
		}
		return forget(ctx, tx, w.today.Add(-keptDays).String(), w.today.String())
	})
}

// keep writes the notices of a team, but of people who are to be left alone.
func (s *Service) keep(ctx context.Context, w *world, team string, signs map[string][]Found, found map[string]bool) error {
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := loadNotices(ctx, tx, w.week.Add(-quietDays).String())
		if err != nil {
			return err
		}
		for _, person := range sorted(signs) {
			quiet := slices.ContainsFunc(before, func(x Notice) bool {
				return x.PersonID == person && x.State != Open && x.WeekOn < w.week.String()
			})
			if quiet {
				continue
			}
			found[person] = true
			x := Notice{Answer: Answer{State: Open}, ID: id.New(s.clk), PersonID: person, WeekOn: w.week.String(), Signs: signs[person], ChangedMs: clock.Ms(s.clk), teamID: team}
			for i := range x.Signs {
				x.Signs[i].Link = link(x.Signs[i].Sign, person, team, w.week)
			}
			if err := saveNotice(ctx, tx, &x); err != nil {
				return err
			}
		}
		return nil
	})
}

func sorted(m map[string][]Found) []string {
	out := make([]string, 0, len(m))
	for id := range m {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// metrics that signs are found in.
var metrics = map[string]string{Handling: "aht", WrapUp: "mean-wrap-up", Breaks: "aux-time", Late: "late-rate", Absent: "absence-rate", Talk: "occ-line"}

const signedIn = "signed-in-time"

// link opens the rows of the two weeks.
func link(sign, person, team string, week civil.Date) string {
	m := metrics[sign]
	if m == "" {
		return ""
	}
	return "/explorer?" + url.Values{"from": {week.Add(-7).String()}, "to": {week.Add(6).String()}, "grain": {"day"}, "by": {"agent"}, "metrics": {m}, "agent": {person}, "team": {team}}.Encode()
}

// readings are the weeks of everybody in a team that is led, by team and person: of
// each week only the days in that team.
func (s *Service) readings(ctx context.Context, w *world) (map[string]map[string]weeks, error) {
	const n = ownWeeks + lasting
	first, last := w.week.Add(-7*(n-1)), w.week.Add(6)
	out, teamOf := map[string]map[string]weeks{}, map[string]string{}
	for _, p := range w.dir.People {
		team := w.dir.TeamOf(p.ID, last.String())
		if team == "" || w.dir.LeaderOf(team, w.today.String()) == p.ID {
			continue
		}
		if out[team] == nil {
			out[team] = map[string]weeks{}
		}
		own := weeks{}
		for _, sign := range Signs {
			own[sign] = make([]Reading, n)
		}
		out[team][p.ID], teamOf[p.ID] = own, team
	}
	at := func(on civil.Date) int { return on.Sub(first) / 7 }
	q := metric.Query{From: first.String(), To: last.String(), Grain: metric.GrainWeek, By: []metric.Dimension{metric.ByTeam, metric.ByAgent},
		Metrics: []string{metrics[Handling], metrics[WrapUp], metrics[Breaks], metrics[Late], metrics[Absent], metrics[Talk], signedIn}}
	a, err := s.numbers.Query(ctx, q)
	if err != nil {
		return nil, err
	}
	for i := range a.Rows {
		row := &a.Rows[i]
		person := row.Dims[metric.ByAgent].ID
		on, err := civil.Parse(row.Start[:10])
		if err != nil {
			return nil, err
		}
		team := teamOf[person]
		if team == "" || team != row.Dims[metric.ByTeam].ID || at(on) < 0 || at(on) >= n {
			continue
		}
		own := out[team][person]
		signed := row.Values.Of(signedIn).Num
		for _, sign := range []string{Handling, WrapUp, Late, Absent, Talk} {
			x := row.Values.Of(metrics[sign])
			if x.Value == nil {
				continue
			}
			r := Reading{Value: *x.Value, Volume: x.Den, Told: true}
			if sign == Talk {
				r.Volume = signed
			}
			own[sign][at(on)] = r
		}
		if signed > 0 {
			own[Breaks][at(on)] = Reading{Value: 100 * row.Values.Of(metrics[Breaks]).Num / signed, Volume: signed, Told: true}
		}
	}
	return out, s.shifts(ctx, civil.Range{From: first, To: last}, w, teamOf, out)
}

// shifts fills in the hours and nights of published rosters.
func (s *Service) shifts(ctx context.Context, days civil.Range, w *world, teamOf map[string]string, out map[string]map[string]weeks) error {
	if s.rosters == nil {
		return nil
	}
	all, err := s.rosters.ShiftsOver(ctx, days)
	if err != nil {
		return err
	}
	for _, x := range all {
		team := teamOf[x.PersonID]
		if team == "" || !days.Has(x.On) || w.dir.TeamOf(x.PersonID, x.On.String()) != team {
			continue
		}
		own, at := out[team][x.PersonID], x.On.Sub(days.From)/7
		hours, nights := &own[Hours][at], &own[Nights][at]
		hours.Value, hours.Volume, hours.Told = hours.Value+x.Hours, hours.Volume+x.Hours, true
		nights.Told = true
		if x.Night {
			nights.Value++
		}
	}
	return nil
}
