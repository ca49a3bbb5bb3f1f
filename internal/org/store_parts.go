package org

import (
	"context"
	"encoding/json"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// aliasing are the queries of the aliases of queues or of people.
type aliasing struct{ of, all, add, drop *sqldb.Query }

var (
	queueAliases = aliasing{
		of:   sqldb.Q(`select queue_id, source, external from org_queue_alias where queue_id = $1 order by source, external`),
		all:  sqldb.Q(`select queue_id, source, external from org_queue_alias order by source, external`),
		add:  sqldb.Q(`insert into org_queue_alias (source, external, queue_id) values ($1, $2, $3)`),
		drop: sqldb.Q(`delete from org_queue_alias where queue_id = $1`),
	}
	personAliases = aliasing{
		of:   sqldb.Q(`select person_id, source, external from org_person_alias where person_id = $1 order by source, external`),
		all:  sqldb.Q(`select person_id, source, external from org_person_alias order by source, external`),
		add:  sqldb.Q(`insert into org_person_alias (source, external, person_id) values ($1, $2, $3)`),
		drop: sqldb.Q(`delete from org_person_alias where person_id = $1`),
	}

	dayList = sqldb.Q(`select day_on, hours, note from org_queue_day where queue_id = $1 order by day_on`)
	dayPut  = sqldb.Q(`insert into org_queue_day (queue_id, day_on, hours, note) values ($1, $2, $3, $4)
		on conflict (queue_id, day_on) do update set hours = excluded.hours, note = excluded.note`)
	dayDrop = sqldb.Q(`delete from org_queue_day where queue_id = $1 and day_on = $2`)

	personSkillList = sqldb.Q(`select s.id, s.code, s.name, p.level from org_person_skill p join org_skill s on s.id = p.skill_id
		where p.person_id = $1 order by s.code_fold`)
	peopleSkills   = sqldb.Q(`select p.person_id, p.skill_id from org_person_skill p join org_skill s on s.id = p.skill_id order by p.person_id, p.level desc, s.code_fold`)
	personSkillPut = sqldb.Q(`insert into org_person_skill (person_id, skill_id, level) values ($1, $2, $3)
		on conflict (person_id, skill_id) do update set level = excluded.level`)
	personSkillDrop = sqldb.Q(`delete from org_person_skill where person_id = $1 and skill_id = $2`)
)

// aliasesByOwner reads the aliases of one owner, or of all with owner "".
func (a aliasing) byOwner(ctx context.Context, tx *sqldb.Tx, owner string) (map[string][]Alias, error) {
	out := map[string][]Alias{}
	scan := func(r sqldb.Row) error {
		var id string
		var x Alias
		if err := r.Scan(&id, &x.Source, &x.External); err != nil {
			return err
		}
		out[id] = append(out[id], x)
		return nil
	}
	if owner == "" {
		return out, sqldb.Each(ctx, tx, a.all, scan)
	}
	return out, sqldb.Each(ctx, tx, a.of, scan, owner)
}

// replace gives the owner exactly these aliases; taken is the first one that
// belongs to another owner.
func (a aliasing) replace(ctx context.Context, tx *sqldb.Tx, k known, owner string, aliases []Alias) (taken *Alias, err error) {
	if _, err := tx.Exec(ctx, a.drop, owner); err != nil {
		return nil, err
	}
	for _, x := range aliases {
		other, err := k.find(ctx, tx, x.Source, x.External)
		if err != nil {
			return nil, err
		}
		if other != "" {
			return &x, nil
		}
		if _, err := tx.Exec(ctx, a.add, x.Source, x.External, owner); err != nil {
			if sqldb.IsUnique(err) {
				return &x, nil
			}
			return nil, err
		}
	}
	return nil, nil
}

func scanSpecialDay(r sqldb.Row) (d SpecialDay, err error) {
	var hours string
	if err = r.Scan(&d.On, &hours, &d.Note); err != nil {
		return d, err
	}
	return d, json.Unmarshal([]byte(hours), &d.Hours)
}

func loadSpecialDays(ctx context.Context, tx *sqldb.Tx, queueID string) ([]SpecialDay, error) {
	return sqldb.All(ctx, tx, dayList, scanSpecialDay, queueID)
}

func putSpecialDay(ctx context.Context, tx *sqldb.Tx, queueID string, d SpecialDay) error {
	if d.Hours == nil {
		d.Hours = []OpenSpan{}
	}
	b, err := json.Marshal(d.Hours)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, dayPut, queueID, d.On, string(b), d.Note)
	return err
}

func dropSpecialDay(ctx context.Context, tx *sqldb.Tx, queueID, on string) (int64, error) {
	return tx.Exec(ctx, dayDrop, queueID, on)
}

func loadPersonSkills(ctx context.Context, tx *sqldb.Tx, personID string) ([]PersonSkill, error) {
	return sqldb.All(ctx, tx, personSkillList, func(r sqldb.Row) (s PersonSkill, err error) {
		err = r.Scan(&s.SkillID, &s.Code, &s.Name, &s.Level)
		return s, err
	}, personID)
}

func loadSkillsOfPeople(ctx context.Context, tx *sqldb.Tx) (map[string][]string, error) {
	out := map[string][]string{}
	_, err := sqldb.All(ctx, tx, peopleSkills, func(r sqldb.Row) (struct{}, error) {
		var person, skill string
		err := r.Scan(&person, &skill)
		out[person] = append(out[person], skill)
		return struct{}{}, err
	})
	return out, err
}

func putPersonSkill(ctx context.Context, tx *sqldb.Tx, personID, skillID string, level int) error {
	_, err := tx.Exec(ctx, personSkillPut, personID, skillID, level)
	return err
}

func dropPersonSkill(ctx context.Context, tx *sqldb.Tx, personID, skillID string) (int64, error) {
	return tx.Exec(ctx, personSkillDrop, personID, skillID)
}
