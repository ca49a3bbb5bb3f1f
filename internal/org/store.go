package org

import (
	"context"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	centreRead = sqldb.Q(`select name, timezone, week_start, locale, service_level_variant, low_volume_min, rev
		from org_centre where id = 'centre'`)
	centreSave = sqldb.Q(`update org_centre set name = $1, timezone = $2, week_start = $3, locale = $4,
		service_level_variant = $5, low_volume_min = $6, rev = rev + 1 where id = 'centre' and rev = $7`)
	versionRead = sqldb.Q(`select version from org_centre where id = 'centre'`)
	versionNext = sqldb.Q(`update org_centre set version = version + 1 where id = 'centre'`)

	dirQueues  = sqldb.Q(`select id, code, name, channel, skill_id, site_id, active, coalesce(merged_into, '') from org_queue order by code_fold`)
	dirPeople  = sqldb.Q(`select id, agent_no, name, active from org_person order by agent_no_fold`)
	dirTeams   = sqldb.Q(`select id, code, name, site_id, active, rev from org_team order by code_fold`)
	dirSites   = sqldb.Q(`select id, code, name, timezone, active, rev from org_site order by code_fold`)
	dirSkills  = sqldb.Q(`select id, code, name, active, rev from org_skill order by code_fold`)
	dirMembers = sqldb.Q(`select person_id, team_id, from_on, to_on from org_membership order by person_id, from_on`)
	dirLeaders = sqldb.Q(`select team_id, person_id, from_on, to_on from org_leadership order by team_id, from_on`)
)

// loadCentre gives the centre without what has a history.
func loadCentre(ctx context.Context, tx *sqldb.Tx) (Centre, error) {
	return sqldb.One(ctx, tx, centreRead, func(r sqldb.Row) (c Centre, err error) {
		err = r.Scan(&c.Name, &c.Timezone, &c.WeekStart, &c.Locale, &c.ServiceLevelVariant, &c.LowVolumeMin, &c.Rev)
		return c, err
	})
}

// saveCentre reports whether the row still had the revision.
func saveCentre(ctx context.Context, tx *sqldb.Tx, c Centre) (bool, error) {
	n, err := tx.Exec(ctx, centreSave, c.Name, c.Timezone, c.WeekStart, c.Locale, c.ServiceLevelVariant, c.LowVolumeMin, c.Rev)
	return n == 1, err
}

func loadVersion(ctx context.Context, tx *sqldb.Tx) (int64, error) {
	return sqldb.One(ctx, tx, versionRead, sqldb.Value[int64])
}

// bump counts a change of the directory; on PostgreSQL it also makes writers
// of the organisation wait for each other, so that versions are never shared.
func bump(ctx context.Context, tx *sqldb.Tx) error {
	_, err := tx.Exec(ctx, versionNext)
	return err
}

func loadDirectory(ctx context.Context, tx *sqldb.Tx, version int64) (Directory, error) {
	d := Directory{Version: version}
	var err error
	if d.Queues, err = sqldb.All(ctx, tx, dirQueues, scanDirQueue); err != nil {
		return d, err
	}
	if d.People, err = sqldb.All(ctx, tx, dirPeople, func(r sqldb.Row) (p DirectoryPerson, err error) {
		var active int
		err = r.Scan(&p.ID, &p.AgentNo, &p.Name, &active)
		p.Active = active == 1
		return p, err
	}); err != nil {
		return d, err
	}
	if d.Teams, err = sqldb.All(ctx, tx, dirTeams, scanTeam); err != nil {
		return d, err
	}
	if d.Sites, err = sqldb.All(ctx, tx, dirSites, scanSite); err != nil {
		return d, err
	}
	if d.Skills, err = sqldb.All(ctx, tx, dirSkills, scanSkill); err != nil {
		return d, err
	}
	members, err := loadAllSpans(ctx, tx, dirMembers)
	if err != nil {
		return d, err
	}
	leaders, err := loadAllSpans(ctx, tx, dirLeaders)
	if err != nil {
		return d, err
	}
	parameters, err := loadAllHistories(ctx, tx)
	if err != nil {
		return d, err
	}
	d.reindex(members, leaders, parameters)
	return d, nil
}

func loadAllSpans(ctx context.Context, tx *sqldb.Tx, q *sqldb.Query) (map[string][]span, error) {
	out := map[string][]span{}
	err := sqldb.Each(ctx, tx, q, func(r sqldb.Row) error {
		var subject string
		var s span
		var to *string
		if err := r.Scan(&subject, &s.Value, &s.From, &to); err != nil {
			return err
		}
		s.To = deref(to)
		out[subject] = append(out[subject], s)
		return nil
	})
	return out, err
}

func scanDirQueue(r sqldb.Row) (q DirectoryQueue, err error) {
	var skill, site *string
	var active int
	err = r.Scan(&q.ID, &q.Code, &q.Name, &q.Channel, &skill, &site, &active, &q.MergedInto)
	q.SkillID, q.SiteID, q.Active = deref(skill), deref(site), active == 1
	return q, err
}

func scanSite(r sqldb.Row) (s Site, err error) {
	var active int
	err = r.Scan(&s.ID, &s.Code, &s.Name, &s.Timezone, &active, &s.Rev)
	s.Active = active == 1
	return s, err
}

func scanTeam(r sqldb.Row) (t Team, err error) {
	var active int
	err = r.Scan(&t.ID, &t.Code, &t.Name, &t.SiteID, &active, &t.Rev)
	t.Active = active == 1
	return t, err
}

func scanSkill(r sqldb.Row) (s Skill, err error) {
	var active int
	err = r.Scan(&s.ID, &s.Code, &s.Name, &active, &s.Rev)
	s.Active = active == 1
	return s, err
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// orNull stores "" as null, for references and open ends.
func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
