package metric

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/telephony"
)

func dayText(day int64) string {
	return time.UnixMilli(day * telephony.DayMs).UTC().Format(time.DateOnly)
}

// agentTime adds the agent slots to the columns. Agent time belongs to no
// queue, channel or call type: a question about those is not known for it.
func (r *run) agentTime(ctx context.Context, tx *sqldb.Tx) error {
	if !r.knowsAgentTime() {
		for _, c := range r.columns {
			if r.lenses[c.lens].sumsAgentTime {
				for i := range c.cells {
					c.cells[i] = math.NaN()
				}
			}
		}
		return nil
	}
	r.agentSeen = map[agentCell]bool{}
	first, last := telephony.DayOf(r.starts[0]), telephony.DayOf(r.end-1)
	bucket := 0
	return r.s.facts.AgentDays(ctx, tx, first, last, func(agent string, day int64, sums *telephony.AgentDay) error {
		if r.filter.agents != nil && !r.filter.agents[agent] {
			return nil
		}
		for slot := range sums.Slots {
			if sums.Slots[slot] == ([telephony.AgentMeasures]int32{}) {
				continue
			}
			at := day*telephony.DayMs + int64(slot)*telephony.AgentSlotMs
			b := r.bucket(at, bucket)
			if b < 0 {
				continue
			}
			bucket = b
			k, ok := r.agentKey(agent, at)
			if !ok {
				continue
			}
			g, err := r.group(k)
			if err != nil {
				return err
			}
			r.addAgentSlot(g*len(r.starts)+b, agent, at, &sums.Slots[slot])
		}
		return nil
	})
}

// knowsAgentTime reports whether agent time can be split and filtered as the
// question asks.
func (r *run) knowsAgentTime() bool {
	f := &r.filter
	return !r.by.queue && !r.by.skill && !r.by.channel && !r.by.callType && r.query.Grain != Grain5m &&
		f.queues == nil && f.skills == nil && f.channels == nil && f.callTypes == nil
}

func (r *run) agentKey(agent string, at int64) (groupKey, bool) {
	f := &r.filter
	local := r.zone.local(at)
	team := ""
	if f.teams != nil || f.sites != nil || r.scope != nil || r.by.team || r.by.site {
		team = r.dir.TeamOf(agent, dayText(telephony.DayOf(local)))
	}
	site := ""
	if t, ok := r.dir.Team(team); ok {
		site = t.SiteID
	}
	hour, weekday := hourOf(local), weekdayOf(local)
	if !r.inScope(agent, team, site) {
		return noSplit, false
	}
	if f.teams != nil && !f.teams[team] || f.sites != nil && !f.sites[site] || f.hours != nil && !f.hours[hour] || f.weekdays != nil && !f.weekdays[weekday] {
		return noSplit, false
	}
	k := noSplit
	if r.by.agent {
		k.agent = r.words[ByAgent].number(agent)
	}
	if r.by.team {
		k.team = r.words[ByTeam].number(team)
	}
	if r.by.site {
		k.site = r.words[BySite].number(site)
	}
	if r.by.hour {
		k.hour = r.words[ByHour].number(strconv.Itoa(hour))
	}
	if r.by.weekday {
		k.weekday = r.words[ByWeekday].number(strconv.Itoa(weekday))
	}
	return k, true
}

func (r *run) addAgentSlot(cell int, agent string, at int64, slot *[telephony.AgentMeasures]int32) {
	r.seen[cell] = true
	for _, c := range r.columns {
		l := &r.lenses[c.lens]
		if !l.sumsAgentTime || at < l.fromMs || at >= l.toMs {
			continue
		}
		v := agentValue(c.id, slot)
		if c.id == "agents_signed_in" {
			k := agentCell{cell, agent}
			if v == 0 || r.agentSeen[k] {
				continue
			}
			r.agentSeen[k] = true
			v = 1
		}
		c.cells[cell] += float64(v)
	}
}

// agentValue is what an agent slot adds to a measure, in ms.
func agentValue(id string, slot *[telephony.AgentMeasures]int32) int64 {
	var v int64
	for _, m := range agentValues[id] {
		v += int64(slot[m])
	}
	return v
}

// findRepeats finds, for the contacts of every sheet of the range whose customer
// had entered any queue at most window before, how long ago that was. Only
// known customers count, and of a question about some agents only those whom
// they served.
func (r *run) findRepeats(ctx context.Context, tx *sqldb.Tx, first, last, window int64) error {
	type entry struct {
		at    int64
		sheet *telephony.Sheet
		i     int
	}
	customers, err := r.customersOf(ctx, tx, first, last)
	if err != nil {
		return err
	}
	latest := map[uint64]int64{}
	var day int64
	var entries []entry
	flush := func() {
		slices.SortFunc(entries, func(a, b entry) int {
			return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.sheet.QueueID, b.sheet.QueueID), cmp.Compare(a.i, b.i))
		})
		for _, e := range entries {
			c := e.sheet.Customer[e.i]
			if before, ok := latest[c]; ok && e.at-before <= window {
				k := sheetKey{e.sheet.Day, e.sheet.QueueID}
				gaps := r.repeats[k]
				if gaps == nil {
					gaps = slices.Repeat([]int64{math.MaxInt64}, e.sheet.Len())
					r.repeats[k] = gaps
				}
				gaps[e.i] = e.at - before
			}
			latest[c] = e.at
		}
		entries = entries[:0]
	}
	from := telephony.DayOf(first*telephony.DayMs - window)
	err = r.s.facts.Sheets(ctx, tx, from, last, nil, func(s *telephony.Sheet) error {
		if s.Day != day {
			flush()
			day = s.Day
		}
		for i, c := range s.Customer {
			if c != 0 && (customers == nil || customers[c]) {
				entries = append(entries, entry{s.Day*telephony.DayMs + int64(s.Entered[i]), s, i})
			}
		}
		return nil
	})
	flush()
	return err
}

// customersOf are the customers of the agents that a question is about, nil when
// it is about all.
func (r *run) customersOf(ctx context.Context, tx *sqldb.Tx, first, last int64) (out map[uint64]bool, err error) {
	if r.filter.agents == nil && r.filter.teams == nil {
		return nil, nil
	}
	out = map[uint64]bool{}
	return out, r.s.facts.Sheets(ctx, tx, first, last, r.wantsQueue, func(s *telephony.Sheet) error {
		asked := r.asked(s)
		for i, c := range s.Customer {
			if c != 0 && about(asked, s.Agent[i]) {
				out[c] = true
			}
		}
		return nil
	})
}

// longestWindow is the longest repeat window a lens can look through.
func (r *run) longestWindow(l *lens) int64 {
	var out int64
	for i, periods := 0, r.periodsOf(""); i < len(periods); i++ {
		lim := l.limits(&periods[i].Parameters)
		out = max(out, lim.repeat)
	}
	return out
}

// repeatsOf are a sheet's times since the contact before; nil when there are
// none or the lens does not ask.
func (r *run) repeatsOf(s *telephony.Sheet, l *lens) []int64 {
	if !l.needsRepeat {
		return nil
	}
	return r.repeats[sheetKey{s.Day, s.QueueID}]
}
