package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/lingting/lingting/internal/org"
)

// SetUp enters the centre into an empty organisation: its name and zone,
// sites, teams with their leaders, people with memberships and skills, queues
// with hours and targets. Memberships begin a year before first, so that every
// day of the demo has its teams. It gives the ids of people by agent number.
// An organisation that has people is left as it is.
func SetUp(ctx context.Context, svc *org.Service, c Centre, first time.Time) (map[string]string, error) {
	have, err := svc.ListPeople(ctx, org.ListIn{Limit: 500})
	if err != nil {
		return nil, err
	}
	ids := map[string]string{}
	for _, p := range have.Items {
		ids[p.AgentNo] = p.ID
	}
	if len(ids) > 0 {
		return ids, nil
	}
	settings, err := svc.ReadCentre(ctx)
	if err != nil {
		return nil, err
	}
	settings.Name, settings.Timezone, settings.Locale = c.Name, ZoneName, "zh-CN"
	if _, err := svc.PutCentre(ctx, settings); err != nil {
		return nil, fmt.Errorf("set up the centre: %w", err)
	}

	sites := map[string]string{}
	for _, s := range c.Sites {
		made, err := svc.CreateSite(ctx, org.Site{Code: s.Code, Name: s.Name})
		if err != nil {
			return nil, fmt.Errorf("set up site %s: %w", s.Code, err)
		}
		sites[s.Code] = made.ID
	}
	skills := map[string]string{}
	for _, s := range c.Skills {
		made, err := svc.CreateSkill(ctx, org.Skill{Code: s.Code, Name: s.Name})
		if err != nil {
			return nil, fmt.Errorf("set up skill %s: %w", s.Code, err)
		}
		skills[s.Code] = made.ID
	}
	for _, q := range c.Queues {
		threshold, target := int64(q.Threshold)*1000, float64(q.Target)
		_, err := svc.CreateQueue(ctx, org.Queue{
			Code: q.Code, Name: q.Name, Channel: "voice", SkillID: skills[q.Skill], ThresholdMs: &threshold, TargetPercent: &target,
			Hours: q.hours(), Aliases: []org.Alias{{Source: Source, External: q.Code}},
		})
		if err != nil {
			return nil, fmt.Errorf("set up queue %s: %w", q.Code, err)
		}
	}
	if err := setUpPeople(ctx, svc, c, first, sites, skills, ids); err != nil {
		return nil, err
	}
	return ids, nil
}

// setUpPeople makes people, then teams with their leaders, then memberships.
func setUpPeople(ctx context.Context, svc *org.Service, c Centre, first time.Time, sites, skills, ids map[string]string) error {
	leader := map[string]string{}
	for _, p := range c.People {
		in := org.Person{AgentNo: p.AgentNo, Name: p.Name}
		if !p.Leads {
			in.Aliases = []org.Alias{{Source: Source, External: p.AgentNo}}
		}
		made, err := svc.CreatePerson(ctx, in)
		if err != nil {
			return fmt.Errorf("set up person %s: %w", p.AgentNo, err)
		}
		ids[p.AgentNo] = made.ID
		if p.Leads {
			leader[p.Team] = made.ID
		}
		for i, s := range p.Skills {
			if err := svc.GiveSkill(ctx, made.ID, skills[s], 8-2*i); err != nil {
				return fmt.Errorf("give %s the skill %s: %w", p.AgentNo, s, err)
			}
		}
	}
	teams := map[string]string{}
	for _, t := range c.Teams {
		made, err := svc.CreateTeam(ctx, org.Team{Code: t.Code, Name: t.Name, SiteID: sites[t.Site], LeaderID: leader[t.Code]})
		if err != nil {
			return fmt.Errorf("set up team %s: %w", t.Code, err)
		}
		teams[t.Code] = made.ID
	}
	began := first.AddDate(-1, 0, 0).Format(time.DateOnly)
	moved := first.AddDate(0, 0, 14)
	for i, p := range c.People {
		spans := []org.NewMembership{{TeamID: teams[p.Team], FromOn: began}}
		if i%21 == 9 { // a few changed teams in the middle of the month
			before := c.Teams[(teamIndex(c, p.Team)+1)%len(c.Teams)].Code
			spans = []org.NewMembership{
				{TeamID: teams[before], FromOn: began, ToOn: moved.AddDate(0, 0, -1).Format(time.DateOnly)},
				{TeamID: teams[p.Team], FromOn: moved.Format(time.DateOnly)},
			}
		}
		for _, s := range spans {
			if _, err := svc.Join(ctx, ids[p.AgentNo], s); err != nil {
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
