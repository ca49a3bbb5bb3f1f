package rotation

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/org"
)

// Terms are how teams are to be.
type Terms struct {
	Least        int   `json:"least" minimum:"1" maximum:"500" doc:"people of a team, its leader among them if they are in it"`
	Most         int   `json:"most" minimum:"1" maximum:"500"`
	Months       int   `json:"months" minimum:"1" maximum:"60" doc:"after which a leader is to move"`
	RecentMonths int   `json:"recent_months" minimum:"0" maximum:"120" doc:"for which a leader is not to come back to a team"`
	Rev          int64 `json:"rev" readOnly:"true"`
}

// usual are the terms until somebody sets others.
var usual = Terms{Least: 25, Most: 26, Months: 6, RecentMonths: 24}

func (t *Terms) check() error {
	var w fault.Collector
	within := func(field string, v, low, high int) {
		if v < low || v > high {
			w.Add("body."+field, "out_of_range", fmt.Sprintf("must be from %d to %d", low, high))
		}
	}
	within("least", t.Least, 1, 500)
	within("most", t.Most, max(t.Least, 1), 500)
	within("months", t.Months, 1, 60)
	within("recent_months", t.RecentMonths, 0, 120)
	return w.Err("people.rotation.invalid", "What was entered has wrong values.")
}

// What a team or a move is warned of.
const (
	TooSmall  = "too_small"
	TooLarge  = "too_large"
	NoLeader  = "no_leader"
	LeadsTwo  = "leads_two" // its leader leads another one as well
	TooLong   = "too_long"  // led by the same person for longer than the terms say
	Gone      = "gone"      // its leader is no longer there
	Stays     = "stays"     // the plan leaves the leader where they are
	ComesBack = "comes_back"
	Far       = "far" // the leader would go to another site
	NoSkill   = "no_skill"
)

// TeamState is a team as it is on the day.
type TeamState struct {
	TeamID     string   `json:"team_id"`
	Name       string   `json:"name"`
	SiteID     string   `json:"site_id"`
	SiteName   string   `json:"site_name"`
	People     int      `json:"people"`
	LeaderID   string   `json:"leader_id,omitempty"`
	LeaderName string   `json:"leader_name,omitempty"`
	SinceOn    string   `json:"since_on,omitempty" doc:"since when they lead it without a break"`
	Months     float64  `json:"months" doc:"since then"`
	NextID     string   `json:"next_id,omitempty" doc:"who leads it next, by an approved plan"`
	NextName   string   `json:"next_name,omitempty"`
	NextOn     string   `json:"next_on,omitempty"`
	Warnings   []string `json:"warnings" nullable:"false"`
}

const monthDays = 365.25 / 12

// look gives every team in use on the day with what is wrong with it.
func look(dir *org.Directory, terms Terms, day string) []TeamState {
	on, err := civil.Parse(day)
	if err != nil {
		return nil
	}
	heads := map[string]int{}
	for _, p := range dir.People {
		if p.Active {
			heads[dir.TeamOf(p.ID, day)]++
		}
	}
	leads := map[string]int{}
	out := []TeamState{}
	for _, t := range dir.Teams {
		if !t.Active {
			continue
		}
		site, _ := dir.Site(t.SiteID)
		x := TeamState{TeamID: t.ID, Name: t.Name, SiteID: t.SiteID, SiteName: site.Name, People: heads[t.ID], Warnings: []string{}}
		x.LeaderID = dir.LeaderOf(t.ID, day)
		leads[x.LeaderID]++
		x.SinceOn = since(dir.Leaderships(t.ID), x.LeaderID, day)
		if d, err := civil.Parse(x.SinceOn); err == nil {
			x.Months = float64(on.Sub(d)) / monthDays
		}
		for _, l := range dir.Leaderships(t.ID) {
			if l.FromOn > day && l.ID != x.LeaderID && x.NextID == "" {
				next, _ := dir.Person(l.ID)
				x.NextID, x.NextName, x.NextOn = l.ID, next.Name, l.FromOn
			}
		}
		out = append(out, x)
	}
	for i := range out {
		x := &out[i]
		warn := func(when bool, what string) {
			if when {
				x.Warnings = append(x.Warnings, what)
			}
		}
		warn(x.People < terms.Least, TooSmall)
		warn(x.People > terms.Most, TooLarge)
		warn(x.LeaderID == "", NoLeader)
		if x.LeaderID == "" {
			continue
		}
		leader, _ := dir.Person(x.LeaderID)
		x.LeaderName = leader.Name
		warn(!leader.Active, Gone)
		warn(leads[x.LeaderID] > 1, LeadsTwo)
		warn(x.Months > float64(terms.Months), TooLong)
	}
	slices.SortFunc(out, func(a, b TeamState) int {
		return cmp.Or(cmp.Compare(a.SiteName, b.SiteName), cmp.Compare(a.Name, b.Name), cmp.Compare(a.TeamID, b.TeamID))
	})
	return out
}

// since is the first day of the stretches without a break up to the day.
func since(all []org.Stretch, leader, day string) string {
	first := ""
	for i := len(all) - 1; i >= 0; i-- {
		l := all[i]
		switch {
		case l.ID != leader || l.FromOn > day:
		case l.ToOn == "" || l.ToOn >= day || first != "" && dayAfter(l.ToOn) == first:
			first = l.FromOn
		}
	}
	return first
}

func dayAfter(day string) string {
	d, err := civil.Parse(day)
	if err != nil {
		return ""
	}
	return d.Add(1).String()
}
