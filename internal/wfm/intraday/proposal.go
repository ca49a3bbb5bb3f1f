package intraday

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/lingting/lingting/internal/wfm/roster/rosters"
)

const (
	notice    = 10  // minutes before which nobody's break is moved
	mostMoves = 12  // people in one proposal
	mostStay  = 120 // minutes beyond a shift's end
	step      = 5   // minutes in which breaks are moved
)

// propose gives what can be done about a shortfall, each with its effect, the best
// first. What makes nothing better is left out. With asks people can be asked
// to stay.
func (x *situation) propose(ctx context.Context, g *Stretch, without *foreseen, plans []Plan, now int, asks bool) ([]Proposal, error) {
	queue := slices.IndexFunc(x.rates, func(r rosters.Rate) bool { return r.Queue.QueueID == g.QueueID })
	all := []Proposal{x.moveBreaks(g, now), x.borrow(g, without)}
	if asks {
		all = append(all, x.stay(g, now))
	}
	for i := range plans {
		p := &plans[i]
		if !p.Active || len(p.SkillIDs) > 0 && !slices.Contains(p.SkillIDs, g.SkillID) {
			continue
		}
		// A plan takes its time to be opened.
		from := max(g.From, now+p.LeadMinutes)
		to := min(g.To, from+p.MostMinutes)
		if from < to {
			all = append(all, Proposal{Kind: Emergency, From: from, To: to, PlanID: p.ID, Plan: p.Name})
		}
	}
	out := []Proposal{}
	for i := range all {
		p := all[i]
		if p.Kind != Emergency && len(p.Moves) == 0 {
			continue
		}
		var plan *Plan
		if p.Kind == Emergency {
			plan = &plans[slices.IndexFunc(plans, func(y Plan) bool { return y.ID == p.PlanID })]
		}
		with, err := x.with(&p, g.SkillID, plan).foresee(ctx)
		if err != nil {
			return nil, err
		}
		p.Effect = effect(without, with, queue, g.From, g.To)
		if p.Effect.InTime <= 0 {
			continue
		}
		p.Key = fmt.Sprintf("%s-%s%s", g.Key, p.Kind, p.PlanID)
		p.People = len(p.Moves)
		out = append(out, p)
	}
	slices.SortStableFunc(out, func(a, b Proposal) int { return cmp.Compare(b.Effect.InTime, a.Effect.InTime) })
	return out, nil
}

// together is whether somebody else has the same meeting at the same time: such a
// meeting is not moved for one of them.
func (x *situation) together(who int, b *rosters.Pause) bool {
	return b.Kind == rosters.Meeting && slices.ContainsFunc(x.duty, func(d rosters.Duty) bool {
		return d.PersonID != x.duty[who].PersonID && slices.ContainsFunc(d.Breaks, func(o rosters.Pause) bool { return o.Kind == b.Kind && o.Name == b.Name && o.At == b.At })
	})
}

// moveBreaks moves breaks, training, and meetings of one person that lie in a
// shortfall to where people are spared most easily, within what the shift allows.
func (x *situation) moveBreaks(g *Stretch, now int) Proposal {
	p := Proposal{Kind: MoveBreaks, From: g.From, To: g.To}
	grain := x.day.GrainMinutes
	there := x.there(g.SkillID)
	price := func(at, minutes int) (sum float64) {
		for k := max(at, 0) / grain; k < len(there) && k*grain < at+minutes; k++ {
			part := float64(min(at+minutes, (k+1)*grain)-max(at, k*grain)) / float64(grain)
			need := x.need[g.SkillID][k]
			sum += part * math.Exp(-4*(there[k]-part-need)/max(need, 1))
		}
		return sum
	}
	put := func(at, minutes int, sign float64) {
		for k := max(at, 0) / grain; k < len(there) && k*grain < at+minutes; k++ {
			there[k] += sign * float64(min(at+minutes, (k+1)*grain)-max(at, k*grain)) / float64(grain)
		}
	}
	for i := range x.duty {
		d := &x.duty[i]
		if d.Skills[0] != g.SkillID || d.Absence >= 1 || d.RosterID == "" {
			continue
		}
		for j, b := range d.Breaks {
			if b.At < now+notice || b.At+b.Minutes <= g.From || b.At >= g.To || j >= len(d.Windows) || len(p.Moves) >= mostMoves || x.together(i, &b) {
				continue
			}
			// Between the breaks before and after it.
			low, high := max(d.Windows[j].From, now+notice), d.Windows[j].To
			if j > 0 {
				low = max(low, d.Breaks[j-1].At+d.Breaks[j-1].Minutes)
			}
			if j+1 < len(d.Breaks) {
				high = min(high, d.Breaks[j+1].At-b.Minutes)
			}
			put(b.At, b.Minutes, 1)
			best, least := b.At, price(b.At, b.Minutes)*0.8 // it must be worth it
			for at := (low + step - 1) / step * step; at <= high; at += step {
				if v := price(at, b.Minutes); v < least-1e-9 {
					best, least = at, v
				}
			}
			put(best, b.Minutes, -1)
			if best != b.At {
				p.Moves = append(p.Moves, Move{Person: Person{d.PersonID, d.Name}, RosterID: d.RosterID, Day: d.Index, Break: b.Name, Pause: j, From: b.At, To: best})
			}
		}
	}
	return p
}

// borrow lets people of skills that hold serve the shortfall's for its time.
func (x *situation) borrow(g *Stretch, f *foreseen) Proposal {
	p := Proposal{Kind: Borrow, From: g.From, To: g.To}
	grain := x.day.GrainMinutes
	first, end := g.From/grain, (g.To+grain-1)/grain
	// spare is how many of a skill can be spared in every interval of the shortfall.
	spare := func(skill string) int {
		for i := range x.rates {
			if x.rates[i].SkillID != skill {
				continue
			}
			for k := first; k < end; k++ {
				if l := f.queues[i].levels[k]; len(l) > 0 && rosters.Holds(l, queueOf(x.day.Queues, x.rates[i].Queue.QueueID).LevelTarget()) < 90 {
					return 0
				}
			}
		}
		there := x.there(skill)
		most := math.Inf(1)
		for k := first; k < end; k++ {
			most = min(most, there[k]-x.need[skill][k])
		}
		return int(max(most, 0))
	}
	left := map[string]int{}
	for i := range x.duty {
		d := &x.duty[i]
		main := d.Skills[0]
		if main == g.SkillID || !slices.Contains(d.Skills, g.SkillID) || d.Absence >= 1 || d.RosterID == "" || d.Begins > g.From || d.Ends < g.To {
			continue
		}
		if _, known := left[main]; !known {
			left[main] = spare(main)
		}
		if left[main] == 0 || len(p.Moves) >= min(mostMoves, max(g.People, 1)) {
			continue
		}
		left[main]--
		p.Moves = append(p.Moves, Move{Person: Person{d.PersonID, d.Name}, RosterID: d.RosterID, Day: d.Index, From: g.From, To: g.To})
	}
	return p
}

// stay asks people whose shift ends before the shortfall does to stay, those who go
// last first.
func (x *situation) stay(g *Stretch, now int) Proposal {
	p := Proposal{Kind: Overtime, From: g.From, To: g.To}
	var who []*rosters.Duty
	for i := range x.duty {
		d := &x.duty[i]
		if slices.Contains(d.Skills, g.SkillID) && d.Absence < 1 && d.RosterID != "" && d.Ends > now && d.Ends >= g.From-30 && d.Ends < g.To && d.Ends+30 > g.From {
			who = append(who, d)
		}
	}
	slices.SortStableFunc(who, func(a, b *rosters.Duty) int { return cmp.Compare(b.Ends, a.Ends) })
	for _, d := range who[:min(len(who), mostMoves, max(g.People, 1))] {
		p.Moves = append(p.Moves, Move{Person: Person{d.PersonID, d.Name}, RosterID: d.RosterID, Day: d.Index, From: d.Ends, To: min((g.To+29)/30*30, d.Ends+mostStay)})
	}
	return p
}

// release lets people go before a stretch in which they are over: those whose
// shift ends within it, or soon after.
func (x *situation) release(ctx context.Context, g *Stretch, without *foreseen, now int) ([]Proposal, error) {
	p := Proposal{Kind: Release, From: g.From, To: g.To}
	var who []*rosters.Duty
	for i := range x.duty {
		d := &x.duty[i]
		if d.Skills[0] == g.SkillID && d.Absence < 1 && d.RosterID != "" && d.Begins < g.From-60 && d.Ends > g.From && d.Ends <= g.To && g.From >= now {
			who = append(who, d)
		}
	}
	slices.SortStableFunc(who, func(a, b *rosters.Duty) int { return cmp.Compare(a.Ends, b.Ends) })
	for _, d := range who[:min(len(who), g.People, mostMoves)] {
		p.Moves = append(p.Moves, Move{Person: Person{d.PersonID, d.Name}, RosterID: d.RosterID, Day: d.Index, From: d.Ends, To: g.From})
	}
	if len(p.Moves) == 0 {
		return []Proposal{}, nil
	}
	with, err := x.with(&p, g.SkillID, nil).foresee(ctx)
	if err != nil {
		return nil, err
	}
	queue := slices.IndexFunc(x.rates, func(r rosters.Rate) bool { return r.Queue.QueueID == g.QueueID })
	p.Effect = effect(without, with, queue, g.From, g.To)
	p.Key = g.Key + "-" + string(p.Kind)
	p.People = len(p.Moves)
	if p.Effect.After < g.Target { // it would cost what the people were over for
		return []Proposal{}, nil
	}
	return []Proposal{p}, nil
}
