package metric

import (
	"slices"
	"strconv"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/telephony"
)

// NoValue asks a filter for the rows that have no value: no agent, no team.
const NoValue = "none"

// rowFilter is the filter with ids in place of codes; nil sets keep all.
type rowFilter struct {
	queues, skills, teams, agents, sites, channels, callTypes map[string]bool
	hours, weekdays                                           map[int]bool
}

func (f *rowFilter) aboutRows() bool {
	return f.teams != nil || f.agents != nil || f.sites != nil || f.channels != nil || f.callTypes != nil || f.hours != nil || f.weekdays != nil
}

func (r *run) readFilter() error {
	var bad fault.Collector
	f := &r.query.Filter
	set := func(field string, asked []string, find func(string) string) map[string]bool {
		if len(asked) == 0 {
			return nil
		}
		out := map[string]bool{}
		for _, a := range asked {
			if a == "" || a == NoValue {
				out[""] = true
				continue
			}
			id := find(a)
			if id == "" {
				bad.Add("query."+field, "unknown", "there is no "+field+" "+strconv.Quote(a))
			}
			out[id] = true
		}
		return out
	}
	r.filter.queues = set("queue", f.Queues, func(a string) string {
		return find(r.dir.Queues, func(q org.DirectoryQueue) (string, string) { return q.ID, q.Code }, a)
	})
	r.filter.skills = set("skill", f.Skills, func(a string) string {
		return find(r.dir.Skills, func(s org.Skill) (string, string) { return s.ID, s.Code }, a)
	})
	r.filter.teams = set("team", f.Teams, func(a string) string {
		return find(r.dir.Teams, func(t org.Team) (string, string) { return t.ID, t.Code }, a)
	})
	r.filter.agents = set("agent", f.Agents, func(a string) string {
		return find(r.dir.People, func(p org.DirectoryPerson) (string, string) { return p.ID, p.AgentNo }, a)
	})
	r.filter.sites = set("site", f.Sites, func(a string) string {
		return find(r.dir.Sites, func(s org.Site) (string, string) { return s.ID, s.Code }, a)
	})
	same := func(a string) string { return a }
	r.filter.channels = set("channel", f.Channels, same)
	r.filter.callTypes = set("call_type", f.CallTypes, same)
	numbers := func(list []int) map[int]bool {
		if len(list) == 0 {
			return nil
		}
		out := map[int]bool{}
		for _, n := range list {
			out[n] = true
		}
		return out
	}
	r.filter.hours, r.filter.weekdays = numbers(f.Hours), numbers(f.Weekdays)
	return bad.Err("metric.filter_unknown", "The question names something that does not exist.")
}

func find[T any](list []T, names func(T) (id, code string), asked string) string {
	for _, v := range list {
		if id, _ := names(v); id == asked {
			return id
		}
	}
	for _, v := range list {
		if id, code := names(v); code == asked {
			return id
		}
	}
	return ""
}

// people answers of one sheet's agents what dimensions and filters ask.
type people struct {
	r     *run
	sheet *telephony.Sheet
	team  []membership // by agent number·4 + local day
	words []int32      // of each of the sheet's names as an agent, 0: not yet asked; else the word's number + 1
}

// membership is the team of an agent on a day, once it was asked for.
type membership struct {
	team  string
	known bool
}

// word is the number of an agent of the sheet among the run's words.
func (p *people) word(agent int32) int32 {
	words := p.r.words[ByAgent]
	if agent < 0 {
		return words.number("")
	}
	if p.words == nil {
		p.words = make([]int32, len(p.sheet.Names))
	}
	if p.words[agent] == 0 {
		p.words[agent] = words.number(p.sheet.Names[agent]) + 1
	}
	return p.words[agent] - 1
}

func (p *people) teamOf(agent int32, localMs int64) string {
	if agent < 0 {
		return ""
	}
	d := telephony.DayOf(localMs) - p.sheet.Day + 1
	if p.team == nil {
		p.team = make([]membership, 4*len(p.sheet.Names))
	}
	at := &p.team[int64(agent)*4+d]
	if !at.known {
		*at = membership{p.r.dir.TeamOf(p.sheet.Names[agent], dayText(telephony.DayOf(localMs))), true}
	}
	return at.team
}

// asked are the agents of a sheet, by their number, whose contacts a question
// about agents or teams may be about; the last is nobody. nil: it may be about
// everybody's.
func (r *run) asked(s *telephony.Sheet) []bool {
	f := &r.filter
	if f.agents == nil && f.teams == nil {
		return nil
	}
	days := [3]string{}
	for i := range days {
		days[i] = dayText(s.Day + int64(i) - 1) // an instant of the sheet's UTC day, in some zone
	}
	out := make([]bool, len(s.Names)+1)
	for i := range out {
		name := ""
		if i < len(s.Names) {
			name = s.Names[i]
		}
		out[i] = (f.agents == nil || f.agents[name]) && (f.teams == nil || f.teams[""] || slices.ContainsFunc(days[:], func(on string) bool { return f.teams[r.dir.TeamOf(name, on)] }))
	}
	return out
}

// about is whether the agent of a contact is among those asked for.
func about(asked []bool, agent int32) bool {
	if asked == nil {
		return true
	}
	if agent < 0 {
		return asked[len(asked)-1]
	}
	return asked[agent]
}

func (p *people) siteOf(q org.DirectoryQueue, agent int32, localMs int64) string {
	if t, ok := p.r.dir.Team(p.teamOf(agent, localMs)); ok && t.SiteID != "" {
		return t.SiteID
	}
	return q.SiteID
}

func nameAt(s *telephony.Sheet, i int32) string {
	if i < 0 {
		return ""
	}
	return s.Names[i]
}

// keyOf is the combination of dimension values of a contact, and whether the
// filters keep it.
func (r *run) keyOf(p *people, q org.DirectoryQueue, base groupKey, i int, atMs int64) (groupKey, bool) {
	s, f, k := p.sheet, &r.filter, base
	local := r.zone.local(atMs)
	agent := s.Agent[i]
	if f.agents != nil && !f.agents[nameAt(s, agent)] ||
		f.channels != nil && !f.channels[nameAt(s, s.Channel[i])] ||
		f.callTypes != nil && !f.callTypes[nameAt(s, s.CallType[i])] {
		return k, false
	}
	if r.scope != nil && !r.inScope(nameAt(s, agent), p.teamOf(agent, local), p.siteOf(q, agent, local)) {
		return k, false
	}
	if f.teams != nil && !f.teams[p.teamOf(agent, local)] || f.sites != nil && !f.sites[p.siteOf(q, agent, local)] {
		return k, false
	}
	hour, weekday := hourOf(local), weekdayOf(local)
	if f.hours != nil && !f.hours[hour] || f.weekdays != nil && !f.weekdays[weekday] {
		return k, false
	}
	if r.by.agent {
		k.agent = p.word(agent)
	}
	if r.by.team {
		k.team = r.words[ByTeam].number(p.teamOf(agent, local))
	}
	if r.by.site {
		k.site = r.words[BySite].number(p.siteOf(q, agent, local))
	}
	if r.by.channel {
		k.channel = r.words[ByChannel].number(nameAt(s, s.Channel[i]))
	}
	if r.by.callType {
		k.callType = r.words[ByCallType].number(nameAt(s, s.CallType[i]))
	}
	if r.by.hour {
		k.hour = r.words[ByHour].number(strconv.Itoa(hour))
	}
	if r.by.weekday {
		k.weekday = r.words[ByWeekday].number(strconv.Itoa(weekday))
	}
	return k, true
}

func hourOf(localMs int64) int {
	ms := localMs % telephony.DayMs
	if ms < 0 {
		ms += telephony.DayMs
	}
	return int(ms / 3_600_000)
}

// weekdayOf is 1 for Monday to 7 for Sunday; 1970-01-01 was a Thursday.
func weekdayOf(localMs int64) int {
	d := (telephony.DayOf(localMs) + 3) % 7
	if d < 0 {
		d += 7
	}
	return int(d) + 1
}

// splitsRows reports whether contacts of one sheet can fall into several
// groups or out of the filter.
func (r *run) splitsRows() bool {
	by := &r.by
	if by.agent || by.team || by.site || by.channel || by.callType || by.hour || by.weekday {
		return true
	}
	return r.filter.aboutRows() || r.scope != nil
}

// inScope reports whether the actor may see a row of this agent, team and
// site; each may be empty.
func (r *run) inScope(agent, team, site string) bool {
	if r.scope == nil {
		return true
	}
	return agent != "" && agent == r.scope.Self || team != "" && slices.Contains(r.scope.Teams, team) || site != "" && slices.Contains(r.scope.Sites, site)
}

func (r *run) baseKey(q org.DirectoryQueue) groupKey {
	k := noSplit
	if r.by.queue {
		k.queue = r.words[ByQueue].number(q.ID)
	}
	if r.by.skill {
		k.skill = r.words[BySkill].number(q.SkillID)
	}
	return k
}

func (r *run) wantsQueue(id string) bool {
	if r.filter.queues != nil && !r.filter.queues[id] {
		return false
	}
	if r.filter.skills != nil {
		q, _ := r.dir.Queue(id)
		return r.filter.skills[q.SkillID]
	}
	return true
}
