package org

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

var (
	siteAdd  = sqldb.Q(`insert into org_site (id, code, code_fold, name, name_fold, timezone, active) values ($1, $2, $3, $4, $5, $6, $7)`)
	siteSave = sqldb.Q(`update org_site set code = $1, code_fold = $2, name = $3, name_fold = $4, timezone = $5, active = $6, rev = rev + 1
		where id = $7 and rev = $8`)
	skillAdd  = sqldb.Q(`insert into org_skill (id, code, code_fold, name, name_fold, active) values ($1, $2, $3, $4, $5, $6)`)
	skillSave = sqldb.Q(`update org_skill set code = $1, code_fold = $2, name = $3, name_fold = $4, active = $5, rev = rev + 1
		where id = $6 and rev = $7`)
	teamAdd  = sqldb.Q(`insert into org_team (id, code, code_fold, name, name_fold, site_id, active) values ($1, $2, $3, $4, $5, $6, $7)`)
	teamSave = sqldb.Q(`update org_team set code = $1, code_fold = $2, name = $3, name_fold = $4, site_id = $5, active = $6, rev = rev + 1
		where id = $7 and rev = $8`)
	queueAdd = sqldb.Q(`insert into org_queue (id, code, code_fold, name, name_fold, channel, skill_id, site_id,
		hours, discovered, active) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`)
	queueSave = sqldb.Q(`update org_queue set code = $1, code_fold = $2, name = $3, name_fold = $4, channel = $5, skill_id = $6, site_id = $7,
		hours = $8, discovered = $9, active = $10, rev = rev + 1 where id = $11 and rev = $12`)
	personAdd = sqldb.Q(`insert into org_person (id, agent_no, agent_no_fold, name, name_fold, discovered, active)
		values ($1, $2, $3, $4, $5, $6, $7)`)
	personSave = sqldb.Q(`update org_person set agent_no = $1, agent_no_fold = $2, name = $3, name_fold = $4, discovered = $5, active = $6,
		rev = rev + 1 where id = $7 and rev = $8`)
)

func addSite(ctx context.Context, tx *sqldb.Tx, s Site) error {
	_, err := tx.Exec(ctx, siteAdd, s.ID, s.Code, sqldb.Fold(s.Code), s.Name, sqldb.Fold(s.Name), s.Timezone, bit(s.Active))
	return err
}

func saveSite(ctx context.Context, tx *sqldb.Tx, s Site) (int64, error) {
	return tx.Exec(ctx, siteSave, s.Code, sqldb.Fold(s.Code), s.Name, sqldb.Fold(s.Name), s.Timezone, bit(s.Active), s.ID, s.Rev)
}

func addSkill(ctx context.Context, tx *sqldb.Tx, s Skill) error {
	_, err := tx.Exec(ctx, skillAdd, s.ID, s.Code, sqldb.Fold(s.Code), s.Name, sqldb.Fold(s.Name), bit(s.Active))
	return err
}

func saveSkill(ctx context.Context, tx *sqldb.Tx, s Skill) (int64, error) {
	return tx.Exec(ctx, skillSave, s.Code, sqldb.Fold(s.Code), s.Name, sqldb.Fold(s.Name), bit(s.Active), s.ID, s.Rev)
}

func addTeam(ctx context.Context, tx *sqldb.Tx, t Team) error {
	_, err := tx.Exec(ctx, teamAdd, t.ID, t.Code, sqldb.Fold(t.Code), t.Name, sqldb.Fold(t.Name), t.SiteID, bit(t.Active))
	return err
}

func saveTeam(ctx context.Context, tx *sqldb.Tx, t Team) (int64, error) {
	return tx.Exec(ctx, teamSave, t.Code, sqldb.Fold(t.Code), t.Name, sqldb.Fold(t.Name), t.SiteID, bit(t.Active), t.ID, t.Rev)
}

func scanLedTeam(r sqldb.Row) (t Team, err error) {
	var active int
	var leader *string
	err = r.Scan(&t.ID, &t.Code, &t.Name, &t.SiteID, &active, &t.Rev, &leader)
	t.Active, t.LeaderID = active == 1, deref(leader)
	return t, err
}

func addQueue(ctx context.Context, tx *sqldb.Tx, q Queue) error {
	_, err := tx.Exec(ctx, queueAdd, q.ID, q.Code, sqldb.Fold(q.Code), q.Name, sqldb.Fold(q.Name), q.Channel, orNull(q.SkillID), orNull(q.SiteID),
		hoursText(q.Hours), bit(q.Discovered), bit(q.Active))
	return err
}

func saveQueue(ctx context.Context, tx *sqldb.Tx, q Queue) (int64, error) {
	return tx.Exec(ctx, queueSave, q.Code, sqldb.Fold(q.Code), q.Name, sqldb.Fold(q.Name), q.Channel, orNull(q.SkillID), orNull(q.SiteID),
		hoursText(q.Hours), bit(q.Discovered), bit(q.Active), q.ID, q.Rev)
}

func scanQueue(r sqldb.Row) (q Queue, err error) {
	var skill, site, merged *string
	var threshold *float64
	var hours string
	var discovered, active int
	if err = r.Scan(&q.ID, &q.Code, &q.Name, &q.Channel, &skill, &site, &threshold, &q.TargetPercent, &hours, &discovered, &active, &q.Rev, &merged); err != nil {
		return q, err
	}
	if threshold != nil {
		ms := int64(*threshold)
		q.ThresholdMs = &ms
	}
	q.SkillID, q.SiteID, q.Discovered, q.Active, q.MergedInto, q.Aliases = deref(skill), deref(site), discovered == 1, active == 1, deref(merged), []Alias{}
	if hours != "" {
		if err := json.Unmarshal([]byte(hours), &q.Hours); err != nil {
			return q, fmt.Errorf("opening hours of queue %s: %w", q.ID, err)
		}
	}
	return q, nil
}

func hoursText(h OpeningHours) string {
	if h == nil {
		return ""
	}
	b, _ := json.Marshal(h)
	return string(b)
}

func addPerson(ctx context.Context, tx *sqldb.Tx, p Person) error {
	_, err := tx.Exec(ctx, personAdd, p.ID, p.AgentNo, sqldb.Fold(p.AgentNo), p.Name, sqldb.Fold(p.Name), bit(p.Discovered), bit(p.Active))
	return err
}

func savePerson(ctx context.Context, tx *sqldb.Tx, p Person) (int64, error) {
	return tx.Exec(ctx, personSave, p.AgentNo, sqldb.Fold(p.AgentNo), p.Name, sqldb.Fold(p.Name), bit(p.Discovered), bit(p.Active), p.ID, p.Rev)
}

func scanPerson(r sqldb.Row) (p Person, err error) {
	var teamID, team, merged *string
	var discovered, active int
	err = r.Scan(&p.ID, &p.AgentNo, &p.Name, &discovered, &active, &p.Rev, &teamID, &team, &merged)
	p.Discovered, p.Active, p.MergedInto, p.Aliases = discovered == 1, active == 1, deref(merged), []Alias{}
	if teamID != nil {
		p.Team = &Named{ID: *teamID, Name: deref(team)}
	}
	return p, err
}
