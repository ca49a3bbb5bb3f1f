package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/lingting/lingting/internal/org"
)

// SetUp enters the centre into an empty organisation: its name and zone,
// sites with their seats, teams with their leaders, people with memberships and skills, queues
// with hours and targets. Memberships begin a year before first, so that every
// day of the demo has its teams. The planted bad days of the years up to the
// one after now go into the calendar. It gives the ids of people by agent number.
// What is there already, from a start that was cut off, is left as it is.
func SetUp(ctx context.Context, svc *org.Service, c Centre, first, now time.Time) (map[string]string, error) {
	have, err := look(ctx, svc)
	if err != nil {
		return nil, err
	}
	if have.done(c) {
		return have.people, nil
	}
	settings, err := svc.ReadCentre(ctx)
	if err != nil {
		return nil, err
	}
	settings.Name, settings.Timezone, settings.Locale = c.Name, ZoneName, "zh-CN"
	if _, err := svc.PutCentre(ctx, settings, org.Since{}); err != nil {
		return nil, fmt.Errorf("set up the centre: %w", err)
	}

	for _, s := range c.Sites {
		if have.sites[s.Code] != "" {
			continue
		}
		made, err := svc.CreateSite(ctx, org.Site{Code: s.Code, Name: s.Name})
		if err != nil {
			return nil, fmt.Errorf("set up site %s: %w", s.Code, err)
		}
		have.sites[s.Code] = made.ID
	}
	for _, s := range c.Skills {
		if have.skills[s.Code] != "" {
			continue
		}
		made, err := svc.CreateSkill(ctx, org.Skill{Code: s.Code, Name: s.Name})
		if err != nil {
			return nil, fmt.Errorf("set up skill %s: %w", s.Code, err)
		}
		have.skills[s.Code] = made.ID
	}
	for _, q := range c.Queues {
		if have.queues[q.Code] != "" {
			continue
		}
		threshold, target := int64(q.Threshold)*1000, float64(q.Target)
		made, err := svc.CreateQueue(ctx, org.Queue{
			Code: q.Code, Name: q.Name, Channel: "voice", SkillID: have.skills[q.Skill], ThresholdMs: &threshold, TargetPercent: &target,
			Hours: q.hours(), Aliases: []org.Alias{{Source: Source, External: q.Code}},
		})
		if err != nil {
			return nil, fmt.Errorf("set up queue %s: %w", q.Code, err)
		}
		have.queues[q.Code] = made.ID
	}
	if err := setUpCalendar(ctx, svc, have, first.Year(), now.Year()+1); err != nil {
		return nil, err
	}
	if err := setUpPeople(ctx, svc, c, have); err != nil {
		return nil, err
	}
	if err := setUpSeats(ctx, svc, c, first, have); err != nil {
		return nil, err
	}
	if err := setUpTeams(ctx, svc, c, first, have); err != nil {
		return nil, err
	}
	return have.people, nil
}

// known are the ids of what is there, by code.
type known struct {
	sites, skills, queues, teams, people map[string]string
	inTeam                               map[string]bool // by agent number
}

// done reports whether nothing is missing; memberships come last.
func (k known) done(c Centre) bool { return len(k.inTeam) >= len(c.People) }

func look(ctx context.Context, svc *org.Service) (known, error) {
	k := known{sites: map[string]string{}, skills: map[string]string{}, queues: map[string]string{},
		teams: map[string]string{}, people: map[string]string{}, inTeam: map[string]bool{}}
	all := org.ListIn{Limit: 500}
	sites, err := svc.ListSites(ctx, all)
	if err != nil {
		return k, err
	}
	for _, x := range sites.Items {
		k.sites[x.Code] = x.ID
	}
	skills, err := svc.ListSkills(ctx, all)
	if err != nil {
		return k, err
	}
	for _, x := range skills.Items {
		k.skills[x.Code] = x.ID
	}
	queues, err := svc.ListQueues(ctx, all)
	if err != nil {
		return k, err
	}
	for _, x := range queues.Items {
		k.queues[x.Code] = x.ID
	}
	teams, err := svc.ListTeams(ctx, all)
	if err != nil {
		return k, err
	}
	for _, x := range teams.Items {
		k.teams[x.Code] = x.ID
	}
	people, err := svc.ListPeople(ctx, all)
	if err != nil {
		return k, err
	}
	for _, x := range people.Items {
		k.people[x.AgentNo] = x.ID
		if x.Team != nil {
			k.inTeam[x.AgentNo] = true
		}
	}
	return k, nil
}

// setUpCalendar enters the planted bad days as events, with their causes.
func setUpCalendar(ctx context.Context, svc *org.Service, have known, from, to int) error {
	entered, err := svc.ListCalendar(ctx, org.CalendarListIn{ListIn: org.ListIn{Limit: 500}, Origin: org.OriginOwn})
	if err != nil {
		return err
	}
	there := map[string]bool{}
	for _, e := range entered.Items {
		there[e.FromOn.String()+e.Name] = true
	}
	for year := from; year <= to; year++ {
		for _, p := range PlantedDays {
			first := p.First(year)
			if there[first.String()+p.Name] {
				continue
			}
			in := org.CalendarWrite{Kind: org.EntryEvent, Name: p.Name, NameEN: p.NameEN, Note: p.Cause,
				FromOn: first.String(), ToOn: first.Add(max(p.Days, 1) - 1).String()}
			if p.Queue != "" {
				in.QueueIDs = []string{have.queues[p.Queue]}
			}
			if _, err := svc.CreateCalendarEntry(ctx, in); err != nil {
				return fmt.Errorf("set up the calendar: %w", err)
			}
		}
	}
	return nil
}

// setUpPeople makes people with their skills.
func setUpPeople(ctx context.Context, svc *org.Service, c Centre, have known) error {
	for _, p := range c.People {
		if have.people[p.AgentNo] == "" {
			in := org.Person{AgentNo: p.AgentNo, Name: p.Name}
			if !p.Leads {
				in.Aliases = []org.Alias{{Source: Source, External: p.AgentNo}}
			}
			made, err := svc.CreatePerson(ctx, in)
			if err != nil {
				return fmt.Errorf("set up person %s: %w", p.AgentNo, err)
			}
			have.people[p.AgentNo] = made.ID
		}
		if have.inTeam[p.AgentNo] {
			continue
		}
		for i, s := range p.Skills {
			if err := svc.GiveSkill(ctx, have.people[p.AgentNo], have.skills[s], levelOf(i)); err != nil {
				return fmt.Errorf("give %s the skill %s: %w", p.AgentNo, s, err)
			}
		}
	}
	return nil
}

// setUpTeams makes teams with their leaders, then memberships.
func setUpTeams(ctx context.Context, svc *org.Service, c Centre, first time.Time, have known) error {
	leader := map[string]string{}
	for _, p := range c.People {
		if p.Leads {
			leader[p.Team] = have.people[p.AgentNo]
		}
	}
	for _, t := range c.Teams {
		if have.teams[t.Code] != "" {
			continue
		}
		made, err := svc.CreateTeam(ctx, org.Team{Code: t.Code, Name: t.Name, SiteID: have.sites[t.Site], LeaderID: leader[t.Code]})
		if err != nil {
			return fmt.Errorf("set up team %s: %w", t.Code, err)
		}
		have.teams[t.Code] = made.ID
	}
	began := first.AddDate(-1, 0, 0).Format(time.DateOnly)
	moved := first.AddDate(0, 0, 14)
	for i, p := range c.People {
		if have.inTeam[p.AgentNo] {
			continue
		}
		spans := []org.NewMembership{{TeamID: have.teams[p.Team], FromOn: began}}
		if i%21 == 9 { // a few changed teams in the middle of the month
			before := c.Teams[(teamIndex(c, p.Team)+1)%len(c.Teams)].Code
			spans = []org.NewMembership{
				{TeamID: have.teams[before], FromOn: began, ToOn: moved.AddDate(0, 0, -1).Format(time.DateOnly)},
				{TeamID: have.teams[p.Team], FromOn: moved.Format(time.DateOnly)},
			}
		}
		for _, s := range spans {
			if _, err := svc.Join(ctx, have.people[p.AgentNo], s); err != nil {
				return fmt.Errorf("put %s into a team: %w", p.AgentNo, err)
			}
		}
	}
	return nil
}

func teamIndex(c Centre, code string) int {
	for i, t := range c.Teams {
		if t.Code == code {
			return i
		}
	}
	return 0
}

// hours are the queue's opening hours; nil: always open.
func (q Queue) hours() org.OpeningHours {
	if q.Opens == 0 && q.Closes == 24*60 {
		return nil
	}
	span := org.OpenSpan{clockText(q.Opens), clockText(q.Closes)}
	h := org.OpeningHours{}
	for _, day := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		h[day] = []org.OpenSpan{span}
	}
	return h
}

func clockText(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }
