package incentive

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/civil"
)

// entrant is a person on the days on which they may take part.
type entrant struct {
	someone
	days civil.Range
}

// longest is the longest unbroken stretch of days that fit; of equals the latest.
func longest(all civil.Range, fits func(day string) bool) (best civil.Range, ok bool) {
	var run civil.Range
	open := false
	for d := all.From; !all.To.Before(d); d = d.Add(1) {
		if !fits(d.String()) {
			open = false
			continue
		}
		if !open {
			run.From, open = d, true
		}
		run.To = d
		if !ok || run.Days() >= best.Days() {
			best, ok = run, true
		}
	}
	return best, ok
}

// placesOf works out how people stand. facts has the answers for one stretch
// of days, people are those who take part with these days.
func (c *Contest) placesOf(f *facts, people []entrant) []Place {
	v := c.rule()
	r := reckonerOf(f, c.ID, &v)
	var out []Place
	for i := range people {
		p := &people[i]
		out = append(out, c.placeOf(r, &p.someone, p.days, place{person: p.id}))
	}
	return out
}

// teamPlaces works out how teams stand.
func (c *Contest) teamPlaces(f *facts, days civil.Range, ids []string) []Place {
	v := c.rule()
	r := reckonerOf(f, c.ID, &v)
	var out []Place
	for _, id := range ids {
		out = append(out, c.placeOf(r, &someone{teamID: id, teamName: f.teamNames[id], name: f.teamNames[id]}, days, place{team: id}))
	}
	return out
}

func (c *Contest) placeOf(r *reckoner, p *someone, days civil.Range, at place) Place {
	l := r.line(p, p.teamID)
	amount, state := r.earned(&l, at)
	out := Place{ID: cmp.Or(p.id, p.teamID), PersonID: p.id, Name: p.name, AgentNo: p.agentNo, TeamID: p.teamID, TeamName: p.teamName, State: state, Score: amount,
		FromOn: days.From.String(), ToOn: days.To.String(), Values: l.Values, Steps: l.Steps, Wins: []Won{}}
	if c.Kind == Draw && state == Earned {
		out.tickets(c.Cap)
	}
	if out.State == Earned && out.Score == 0 {
		out.State = Nothing
	}
	if c.LeastOf != "" {
		for _, v := range out.Values {
			if v.Key == c.LeastOf && (v.Value == nil || *v.Value < c.Least) {
				out.State, out.Score = Few, 0
			}
		}
	}
	if out.State != Earned {
		out.Score = 0
	}
	return out
}

// tickets turns what the formula says into whole tickets, rounded down.
func (p *Place) tickets(most int64) {
	i := slices.IndexFunc(p.Steps, func(s Step) bool { return s.What == StepFormula })
	p.Steps = p.Steps[:i+1]
	exact := *p.Steps[i].Result
	n := math.Max(math.Floor(math.Round(exact*1e6)/1e6), 0)
	if n != exact {
		p.Steps = append(p.Steps, Step{What: StepRound, Result: &n})
	}
	if most == 0 {
		most = mostTickets
	}
	if limit := float64(most); n > limit {
		n = limit
		p.Steps = append(p.Steps, Step{What: StepCap, Result: &limit})
	}
	p.Score = int64(n)
}

// order puts entrants in their order and gives places: the most first, equals
// share a place and the next ones are left out; who takes no part comes last. A
// draw has no places: its entries stand by number.
func order(kind string, all []Place) {
	number := func(a, b Place) int {
		return cmp.Or(strings.Compare(a.AgentNo, b.AgentNo), strings.Compare(a.Name, b.Name), strings.Compare(a.ID, b.ID))
	}
	slices.SortFunc(all, func(a, b Place) int {
		if kind == Draw {
			return number(a, b)
		}
		return cmp.Or(cmp.Compare(flag(a.State != Earned), flag(b.State != Earned)), cmp.Compare(b.Score, a.Score), number(a, b))
	})
	for i := range all {
		switch {
		case all[i].State != Earned || kind == Draw:
			all[i].Place = 0
		case i > 0 && all[i].Score == all[i-1].Score:
			all[i].Place = all[i-1].Place
		default:
			all[i].Place = i + 1
		}
	}
}

// award gives the prizes to the places of a contest, which are in order.
func (b *ContestBody) award(all []Place) {
	for i := 0; i < len(all) && all[i].Place > 0 && i < len(b.Prizes); {
		n := i
		for n < len(all) && all[n].Place == all[i].Place {
			n++
		}
		if b.Ties == TiesAll {
			p := b.Prizes[i]
			for k := i; k < n; k++ {
				all[k].Wins = append(all[k].Wins, Won{Pays: p.Pays, Amount: p.Amount, GiftID: p.GiftID, Gift: p.Gift})
			}
			i = n
			continue
		}
		for _, pays := range []string{Money, Points} {
			sum := int64(0)
			for _, p := range b.Prizes[i:min(n, len(b.Prizes))] {
				if p.Pays == pays {
					sum += p.Amount
				}
			}
			if sum == 0 {
				continue
			}
			for k, part := range share(sum, equal(n-i)) {
				w := Won{Pays: pays, Amount: part}
				if n-i > 1 {
					w.Of = n - i
				}
				if part > 0 {
					all[i+k].Wins = append(all[i+k].Wins, w)
				}
			}
		}
		i = n
	}
}

func equal(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 1
	}
	return out
}

// moved tells how many places each has gained since another standing.
func moved(now, before []Place) {
	was := map[string]int{}
	for _, p := range before {
		was[p.ID] = p.Place
	}
	for i := range now {
		if old := was[now[i].ID]; old > 0 && now[i].Place > 0 {
			gained := old - now[i].Place
			now[i].Moved = &gained
		}
	}
}

// lines are what the places win, a line each; what a team wins is shared by the
// days its people were in it. roster gives the people of a team in order.
func (c *Contest) lines(all []Place, roster func(teamID string) []someone) []Line {
	out := []Line{}
	for i := range all {
		p := &all[i]
		for _, w := range p.Wins {
			l := Line{RuleID: c.ID, Rule: c.Name, Version: 1, Kind: c.Kind, PersonID: p.PersonID, Name: p.Name, AgentNo: p.AgentNo, TeamID: p.TeamID, TeamName: p.TeamName, State: Earned,
				Pays: w.Pays, Amount: w.Amount, Reckoned: w.Amount, GiftID: w.GiftID, Gift: w.Gift, Values: p.Values, Steps: slices.Clone(p.Steps)}
			nth, of, sum := float64(p.Place), float64(w.Of), shownAmount(w.Pays, w.Amount)
			step := Step{What: StepPrize, Part: &nth, Result: &sum}
			if w.Of > 0 {
				step.Of = &of
			}
			l.Steps = append(l.Steps, step)
			if c.Of != OfTeams {
				out = append(out, l)
				continue
			}
			out = append(out, l.shared(roster(p.TeamID))...)
		}
	}
	return out
}

// shared cuts what a team wins among its people by their days in it.
func (l Line) shared(people []someone) []Line {
	parts := make([]float64, len(people))
	all := 0.0
	for i, x := range people {
		parts[i] = float64(x.days[l.TeamID])
		all += parts[i]
	}
	var out []Line
	for i, n := range share(l.Amount, parts) {
		if n == 0 {
			continue
		}
		x := l
		x.Shared = true
		sum := shownAmount(l.Pays, n)
		x.PersonID, x.Name, x.AgentNo, x.Level, x.Amount, x.Reckoned = people[i].id, people[i].name, people[i].agentNo, people[i].level, n, n
		x.Steps = append(slices.Clone(l.Steps), Step{What: StepShare, Of: &all, Part: &parts[i], Result: &sum})
		out = append(out, x)
	}
	return out
}

// shownAmount is cents or points as they are read.
func shownAmount(pays string, n int64) float64 {
	if pays == Money {
		return float64(n) / 100
	}
	return float64(n)
}
