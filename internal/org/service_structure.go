package org

import (
	"context"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/id"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

var sites = noun[Site]{name: "site", code: "code", list: siteList, check: Site.check,
	revOf: func(s Site) int64 { return s.Rev }, add: addSite, save: saveSite}

var skills = noun[Skill]{name: "skill", code: "code", list: skillList, check: Skill.check,
	revOf: func(s Skill) int64 { return s.Rev }, add: addSkill, save: saveSkill}

var teams = noun[Team]{name: "team", code: "code", list: teamList, check: Team.check,
	revOf: func(t Team) int64 { return t.Rev }, add: addTeam, save: saveTeam}

// PutCentre changes the centre's settings; c.Rev is the revision the caller
// read. What numbers depend on changes from the day since tells.
func (s *Service) PutCentre(ctx context.Context, c Centre, since Since) (Centre, error) {
	var out Centre
	if err := authz.Require(ctx, "settings.manage"); err != nil {
		return out, err
	}
	c.Name = strings.TrimSpace(c.Name)
	if err := c.check(); err != nil {
		return out, err
	}
	if err := since.check(); err != nil {
		return out, err
	}
	err := s.db.Write(ctx, func(tx *sqldb.Tx) error {
		before, err := s.centre(ctx, tx)
		if err != nil {
			return err
		}
		if err := checkRev(c.Rev, before.Rev); err != nil {
			return err
		}
		if ok, err := saveCentre(ctx, tx, c); err != nil || !ok {
			if err == nil {
				err = stale()
			}
			return err
		}
		if err := s.changeParameters(ctx, tx, centreSubject, centreValues(before), centreValues(c), since); err != nil {
			return err
		}
		if out, err = s.centre(ctx, tx); err != nil {
			return err
		}
		return s.changed(ctx, tx, authz.Entry{Action: "org.centre.update", Object: "centre", ObjectID: "centre", Before: before, After: out})
	})
	return out, err
}

// ReadCentre gives the centre's settings to anyone signed in: every page needs
// the zone and the week.
func (s *Service) ReadCentre(ctx context.Context) (Centre, error) {
	var out Centre
	if err := authz.Require(ctx, ""); err != nil {
		return out, err
	}
	err := s.db.Read(ctx, func(tx *sqldb.Tx) (err error) {
		out, err = s.centre(ctx, tx)
		return err
	})
	return out, err
}

// ListSites gives a page of sites.
func (s *Service) ListSites(ctx context.Context, in ListIn) (page.Of[Site], error) {
	return list(ctx, s, siteList, in, nil)
}

// Site gives one site.
func (s *Service) Site(ctx context.Context, id string) (Site, error) {
	return get(ctx, s, siteList, id, nil)
}

// CreateSite adds a site.
func (s *Service) CreateSite(ctx context.Context, in Site) (Site, error) {
	in.ID, in.Code, in.Name, in.Active = id.New(s.clk), strings.TrimSpace(in.Code), strings.TrimSpace(in.Name), true
	return sites.create(ctx, s, in.ID, in, nil, nil)
}

// SitePatch changes what is not nil.
type SitePatch struct {
	Code, Name, Timezone *string
	Active               *bool
}

// UpdateSite changes a site; one with active teams cannot be archived.
func (s *Service) UpdateSite(ctx context.Context, id string, rev int64, in SitePatch) (Site, error) {
	return sites.update(ctx, s, id, rev, func(tx *sqldb.Tx, x *Site) error {
		setText(&x.Code, in.Code)
		setText(&x.Name, in.Name)
		set(&x.Timezone, in.Timezone)
		set(&x.Active, in.Active)
		if x.Active {
			return nil
		}
		d, err := s.Directory(ctx, tx)
		if err != nil {
			return err
		}
		for _, t := range d.Teams {
			if t.SiteID == id && t.Active {
				return fault.Conflictf("org.site.in_use", "The team %s works at this site; move or archive it first.", t.Name).
					WithField("body.active", "in_use", "has active teams")
			}
		}
		return nil
	})
}

// ListSkills gives a page of skills.
func (s *Service) ListSkills(ctx context.Context, in ListIn) (page.Of[Skill], error) {
	return list(ctx, s, skillList, in, nil)
}

// Skill gives one skill.
func (s *Service) Skill(ctx context.Context, id string) (Skill, error) {
	return get(ctx, s, skillList, id, nil)
}

// CreateSkill adds a skill.
func (s *Service) CreateSkill(ctx context.Context, in Skill) (Skill, error) {
	in.ID, in.Code, in.Name, in.Active = id.New(s.clk), strings.TrimSpace(in.Code), strings.TrimSpace(in.Name), true
	return skills.create(ctx, s, in.ID, in, nil, nil)
}

// SkillPatch changes what is not nil.
type SkillPatch struct {
	Code, Name *string
	Active     *bool
}

// UpdateSkill changes a skill.
func (s *Service) UpdateSkill(ctx context.Context, id string, rev int64, in SkillPatch) (Skill, error) {
	return skills.update(ctx, s, id, rev, func(_ *sqldb.Tx, x *Skill) error {
		setText(&x.Code, in.Code)
		setText(&x.Name, in.Name)
		set(&x.Active, in.Active)
		return nil
	})
}

// ListTeams gives a page of teams.
func (s *Service) ListTeams(ctx context.Context, in ListIn) (page.Of[Team], error) {
	return list(ctx, s, teamList, in, nil)
}

// Team gives one team.
func (s *Service) Team(ctx context.Context, id string) (Team, error) {
	return get(ctx, s, teamList, id, nil)
}

// CreateTeam adds a team; its leader leads it from today.
func (s *Service) CreateTeam(ctx context.Context, in Team) (Team, error) {
	in.ID, in.Code, in.Name, in.Active = id.New(s.clk), strings.TrimSpace(in.Code), strings.TrimSpace(in.Name), true
	leader := in.LeaderID
	return teams.create(ctx, s, in.ID, in, func(tx *sqldb.Tx) error {
		return refer(ctx, tx, siteList, "body.site_id", in.SiteID)
	}, func(tx *sqldb.Tx) error { return s.lead(ctx, tx, in.ID, leader) })
}

// TeamPatch changes what is not nil; an empty LeaderID leaves the team without.
type TeamPatch struct {
	Code, Name, SiteID, LeaderID *string
	Active                       *bool
}

// UpdateTeam changes a team; a new leader leads it from today. A team that
// has members, today or planned, cannot be archived.
func (s *Service) UpdateTeam(ctx context.Context, id string, rev int64, in TeamPatch) (Team, error) {
	return teams.update(ctx, s, id, rev, func(tx *sqldb.Tx, x *Team) error {
		setText(&x.Code, in.Code)
		setText(&x.Name, in.Name)
		if in.SiteID != nil && *in.SiteID != x.SiteID {
			x.SiteID = *in.SiteID
			if err := refer(ctx, tx, siteList, "body.site_id", x.SiteID); err != nil {
				return err
			}
		}
		if in.LeaderID != nil && *in.LeaderID != x.LeaderID {
			if err := s.lead(ctx, tx, id, *in.LeaderID); err != nil {
				return err
			}
		}
		if in.Active == nil || *in.Active == x.Active {
			return nil
		}
		x.Active = *in.Active
		if x.Active {
			return nil
		}
		today, err := s.today(ctx, tx)
		if err != nil {
			return err
		}
		busy, err := teamBusyFrom(ctx, tx, id, today)
		if err == nil && busy > 0 {
			err = fault.Conflictf("org.team.in_use", "%d people are in this team today or later; end their memberships first.", busy).
				WithField("body.active", "in_use", "has members")
		}
		return err
	})
}

// lead makes the person the team's leader from today; "" ends the lead of
// today's.
func (s *Service) lead(ctx context.Context, tx *sqldb.Tx, teamID, personID string) error {
	today, err := s.today(ctx, tx)
	if err != nil {
		return err
	}
	spans, err := leaderships.load(ctx, tx, teamID, true)
	if err != nil {
		return err
	}
	var c change
	if personID != "" {
		if err := refer(ctx, tx, personList, "body.leader_id", personID); err != nil {
			return err
		}
		if c, err = place(spans, span{Value: personID, From: today}, today); err != nil {
			return err
		}
	} else {
		for _, m := range spans {
			if m.From <= today && today <= m.end() {
				if c, err = finish(spans, m.ID, dayBefore(today), today); err != nil {
					return err
				}
			}
		}
	}
	err = leaderships.apply(ctx, tx, s.clk, teamID, c)
	return err
}

// Leaders gives who led the team when.
func (s *Service) Leaders(ctx context.Context, teamID string) ([]Leadership, error) {
	if err := authz.Require(ctx, "org.read"); err != nil {
		return nil, err
	}
	var out []Leadership
	err := s.db.Read(ctx, func(tx *sqldb.Tx) error {
		if _, err := teamList.load(ctx, tx, teamID, ""); err != nil {
			return err
		}
		var err error
		out, err = loadLeaders(ctx, tx, teamID)
		return err
	})
	return out, err
}

func setText(to *string, from *string) {
	if from != nil {
		*to = strings.TrimSpace(*from)
	}
}

// Appointment makes a person the leader of a team from a day on.
type Appointment struct {
	TeamID   string `json:"team_id"`
	PersonID string `json:"person_id"`
	FromOn   string `json:"from_on"`
}

// Appoint makes people leaders from today or a later day on, all or none. Who led
// before stays in the history up to the day before. Done twice, it is done once.
func (s *Service) Appoint(ctx context.Context, all []Appointment) error {
	if err := manage(ctx); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error { return s.AppointIn(ctx, tx, all) })
}

// AppointIn is Appoint within the transaction of a room that has asked for the
// permission.
func (s *Service) AppointIn(ctx context.Context, tx *sqldb.Tx, all []Appointment) error {
	if err := manage(ctx); err != nil {
		return err
	}
	today, err := s.today(ctx, tx)
	if err != nil {
		return err
	}
	for _, a := range all {
		if !validDay(a.FromOn) || a.FromOn < today {
			return fault.Invalidf("org.team.lead_day", "Leaders are appointed from today or a later day on.").WithField("body.from_on", "past", "must not be before today")
		}
		team, err := teamList.load(ctx, tx, a.TeamID, "")
		if err != nil {
			return err
		}
		if err := refer(ctx, tx, personList, "body.person_id", a.PersonID); err != nil {
			return err
		}
		spans, err := leaderships.load(ctx, tx, a.TeamID, true)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(spans, func(m span) bool { return m.Value == a.PersonID && m.From <= a.FromOn && m.To == "" }) {
			continue
		}
		c, err := place(spans, span{Value: a.PersonID, From: a.FromOn}, today)
		if err != nil {
			return err
		}
		if err := leaderships.apply(ctx, tx, s.clk, a.TeamID, c); err != nil {
			return err
		}
		if err := s.changed(ctx, tx, authz.Entry{Action: "org.team.appoint", Object: "team", ObjectID: team.ID, After: a}); err != nil {
			return err
		}
	}
	return nil
}
