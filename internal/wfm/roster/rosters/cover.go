package rosters

import (
	"context"
	"math"
	"slices"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/wfm/roster"
)

// presence is how many people are there, in people, by skill and interval of the
// whole roster.
type presence struct {
	grain, slots int // minutes of an interval; intervals of all days
	there        [][]float64
}

func (b *basis) presence() *presence {
	p := &presence{grain: b.grain, slots: b.days.Days() * dayMinutes / b.grain, there: make([][]float64, len(b.skills))}
	for k := range p.there {
		p.there[k] = make([]float64, p.slots)
	}
	return p
}

// add adds (sign 1) or takes away (-1) the minutes from … to of somebody; minutes
// are after the roster's first midnight.
func (p *presence) add(skill, from, to int, sign float64) {
	for k := max(from, 0) / p.grain; k < p.slots && k*p.grain < to; k++ {
		minutes := min(to, (k+1)*p.grain) - max(from, k*p.grain)
		if minutes > 0 {
			p.there[skill][k] += sign * float64(minutes) / float64(p.grain)
		}
	}
}

// cell adds or takes away a cell with its breaks.
func (p *presence) cell(skill int, c *Cell, sign float64) {
	off := c.Day * dayMinutes
	p.add(skill, off+c.Begins, off+c.Ends, sign)
	for _, x := range c.Breaks {
		p.add(skill, off+x.At, off+x.At+x.Minutes, -sign)
	}
}

// fill adds all lines, and what was published to reach into the first day.
func (b *basis) fill(p *presence, lines []Line) {
	for i := range lines {
		for k := range lines[i].Cells {
			c := &lines[i].Cells[k]
			if skill := b.skillOf(c.Skill); skill >= 0 && c.TypeID != "" {
				p.cell(skill, c, 1)
			}
		}
		for _, c := range b.before[lines[i].PersonID] {
			if skill := b.skillOf(c.Skill); skill >= 0 && c.TypeID != "" && c.Day == -1 {
				p.cell(skill, &c, 1)
			}
		}
	}
}

// pause places the breaks of one cell that was changed by hand, each where it
// costs the interval least, beside the meetings and training that it has; nobody
// else's move.
func (b *basis) pause(p *presence, needed []float64, skill int, c *Cell, t *roster.ShiftType) {
	breaks := inOrder(t.Breaks)
	events := c.Breaks
	free := 0 // minutes after the shift's beginning from which nothing is placed yet
	for i, x := range breaks {
		// What comes later must still fit.
		last := x.To
		for k, end := len(breaks)-1, math.MaxInt; k > i; k-- {
			end = min(breaks[k].To, end-breaks[k].Minutes)
			last = min(last, end-x.Minutes)
		}
		best, price := max(free, x.From), math.Inf(1)
		for at := max(free, x.From); at <= last; at += 5 {
			if slices.ContainsFunc(events, func(e Pause) bool { return e.meets(c.Begins+at, x.Minutes) }) {
				continue
			}
			if v := p.price(skill, needed, c.Day*dayMinutes+c.Begins+at, x.Minutes); v < price-1e-9 {
				best, price = at, v
			}
		}
		c.Breaks = append(c.Breaks, Pause{Name: x.Name, At: c.Begins + best, Minutes: x.Minutes, Paid: x.Paid})
		from := c.Day*dayMinutes + c.Begins + best
		p.add(skill, from, from+x.Minutes, -1)
		free = best + x.Minutes
	}
	// An event that leaves a break no room gives way.
	all := slices.Clone(c.Breaks)
	c.Breaks = slices.DeleteFunc(c.Breaks, func(e Pause) bool {
		gone := e.Kind != "" && slices.ContainsFunc(all, func(x Pause) bool { return x.Kind == "" && e.meets(x.At, x.Minutes) })
		if gone {
			from := c.Day*dayMinutes + e.At
			p.add(skill, from, from+e.Minutes, 1)
		}
		return gone
	})
	inTime(c.Breaks)
}

// meets is whether a pause takes some of the minutes from a time on.
func (x Pause) meets(at, minutes int) bool { return x.At < at+minutes && at < x.At+x.Minutes }

// inTime puts pauses in the order of their times.
func inTime(pauses []Pause) {
	slices.SortStableFunc(pauses, func(x, y Pause) int { return x.At - y.At })
}

// inOrder are breaks in the order they are had in.
func inOrder(breaks []roster.Break) []roster.Break {
	out := slices.Clone(breaks)
	slices.SortStableFunc(out, func(x, y roster.Break) int { return (x.To + x.Minutes) - (y.To + y.Minutes) })
	return out
}

// price is what somebody's absence costs: most where people are short, little
// where there are many.
func (p *presence) price(skill int, needed []float64, from, minutes int) (sum float64) {
	for k := max(from, 0) / p.grain; k < p.slots && k*p.grain < from+minutes; k++ {
		share := float64(min(from+minutes, (k+1)*p.grain)-max(from, k*p.grain)) / float64(p.grain)
		if share <= 0 {
			continue
		}
		over := (p.there[skill][k] - share - needed[k]) / max(needed[k], 1)
		sum += share * math.Exp(-4*over)
	}
	return sum
}

// required are the people needed at work by skill and interval.
func (b *basis) required() [][]float64 {
	perDay := dayMinutes / b.grain
	out := make([][]float64, len(b.skills))
	for skill := range out {
		out[skill] = make([]float64, b.days.Days()*perDay)
		for i := range out[skill] {
			_, agents := b.slotsOf(skill, i/perDay, i%perDay)
			out[skill][i] = float64(agents) / (1 - b.away)
		}
	}
	return out
}

// Cover is what is required and how many are there.
type Cover struct {
	GrainMinutes int         `json:"grain_minutes"`
	Skills       []Skill     `json:"skills"`
	Days         []CoverDay  `json:"days"`
	Slots        []CoverSlot `json:"slots,omitempty" doc:"of the day asked for, or none"`
}

// Sums are sums over intervals.
type Sums struct {
	Required float64  `json:"required_h" doc:"hours required at work"`
	There    float64  `json:"there_h" doc:"hours at work"`
	Short    float64  `json:"short_h" doc:"hours missing in the intervals that are short"`
	Over     float64  `json:"over_h" doc:"hours beyond what is required in the others"`
	Contacts float64  `json:"contacts" doc:"as forecast"`
	Level    *float64 `json:"level_percent" doc:"service level expected with those who are there; null: nobody comes"`
	Least    *float64 `json:"worst_level_percent" doc:"of the worst interval"`
}

// CoverDay is a day of the cover.
type CoverDay struct {
	Day int    `json:"day"`
	On  string `json:"on" format:"date"`
	Sums
}

// CoverSlot is an interval of a day.
type CoverSlot struct {
	At       string   `json:"at"`
	Minute   int      `json:"minute" doc:"after midnight of the day asked for; beyond 1440 on the next"`
	Required float64  `json:"required"`
	There    float64  `json:"there" doc:"without breaks, meetings and training"`
	Short    float64  `json:"short" doc:"people missing; what is over in one skill does not fill another"`
	Over     float64  `json:"over" doc:"people beyond what is required"`
	Contacts float64  `json:"contacts"`
	Level    *float64 `json:"level_percent"`
}

// CoverIn asks for the cover of a roster.
type CoverIn struct {
	Skill string // id; "*" for all
	Day   int    // whose intervals are wanted; below 0 for none
	Until int    // minutes after that day's midnight up to which they are wanted; 0: its end
	only  bool   // no other days than these
}

// Cover gives the cover of a roster. Needs the permission roster.read.
func (s *Service) Cover(ctx context.Context, id string, in CoverIn) (out Cover, err error) {
	v, lines, err := s.whole(ctx, id)
	if err != nil {
		return out, err
	}
	b, err := s.basisOf(ctx, v, lines)
	if err != nil {
		return out, err
	}
	if in.Skill != "*" && b.skillOf(in.Skill) < 0 {
		return out, noSkill()
	}
	return b.cover(lines, in), nil
}

func noSkill() error {
	return fault.NotFoundf("roster.version.skill_not_found", "The roster does not need this skill.")
}

func (b *basis) cover(lines []Line, in CoverIn) Cover {
	p := b.presence()
	b.fill(p, lines)
	perDay := dayMinutes / b.grain
	hours := float64(b.grain) / 60
	out := Cover{GrainMinutes: b.grain, Skills: b.skills, Days: []CoverDay{}}
	for day := range b.days.Days() {
		off := (day - in.Day) * dayMinutes // minutes after the midnight of the day asked for
		shown := in.Day >= 0 && off >= 0 && off < max(in.Until, dayMinutes)
		if in.only && !shown {
			continue
		}
		d := CoverDay{Day: day, On: b.days.From.Add(day).String()}
		lost, worst := 0.0, math.Inf(1)
		for k := range perDay {
			x := CoverSlot{At: clockText(k * b.grain), Minute: off + k*b.grain}
			gone := 0.0
			for skill := range b.skills {
				if in.Skill != "*" && b.skills[skill].ID != in.Skill {
					continue
				}
				of, agents := b.slotsOf(skill, day, k)
				required, there := float64(agents)/(1-b.away), p.there[skill][day*perDay+k]
				x.Required, x.There = x.Required+required, x.There+there
				l, n := late(of, agents, there*(1-b.away), true)
				gone, x.Contacts = gone+l, x.Contacts+n
				x.Short += max(required-there, 0)
				x.Over += max(there-required, 0)
			}
			d.Short += x.Short * hours
			d.Over += x.Over * hours
			d.Required += x.Required * hours
			d.There += x.There * hours
			d.Contacts += x.Contacts
			lost += gone
			if x.Contacts > 0 {
				level := tidy(100 * (1 - gone/x.Contacts))
				x.Level = &level
				worst = min(worst, level)
			}
			if shown && x.Minute < max(in.Until, dayMinutes) {
				x.Required, x.There, x.Contacts, x.Short, x.Over = tidy(x.Required), tidy(x.There), tidy(x.Contacts), tidy(x.Short), tidy(x.Over)
				out.Slots = append(out.Slots, x)
			}
		}
		if d.Contacts > 0 {
			level := tidy(100 * (1 - lost/d.Contacts))
			d.Level, d.Least = &level, &worst
		}
		d.Required, d.There, d.Short, d.Over, d.Contacts = tidy(d.Required), tidy(d.There), tidy(d.Short), tidy(d.Over), tidy(d.Contacts)
		out.Days = append(out.Days, d)
	}
	return out
}

func tidy(v float64) float64 { return math.Round(v*1e4) / 1e4 }
