package forecast

import (
	"context"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/org"
)

// peopleKnown is for how many days before a forecast people are asked: those
// they are learnt from, and those it is tried on.
const peopleKnown = peopleDays + peopleTried

// peopleChunk is for how many days they are asked at once.
const peopleChunk = 14

// tellPeople asks who handled a task's contacts in the last weeks. What one
// may see of people is not asked here: a forecast is the same whoever makes it.
func (s *Service) tellPeople(ctx context.Context, p plan, t *task) error {
	if p.monthly {
		return nil
	}
	v := p.version
	days := min(peopleKnown, v.HistoryTo.Sub(v.HistoryFrom)+1)
	from := v.HistoryTo.Add(1 - days)
	t.duties, t.crew = p.duties, peopleHistory{first: from, slots: slotsOf(v.GrainMinutes), days: make([][]peopleCell, days)}
	for _, q := range p.queues {
		if q.ID == t.queueID {
			t.skill = q.SkillID
		}
	}
	ctx = authz.With(ctx, authz.System("forecast"))
	index := map[string]int{}
	for begin := 0; begin < days; begin += peopleChunk {
		end := min(begin+peopleChunk, days) - 1
		a, err := s.numbers.Query(ctx, metric.Query{From: from.Add(begin).String(), To: from.Add(end).String(), Grain: grainOf(v.GrainMinutes), By: []metric.Dimension{metric.ByAgent},
			Metrics: []string{metricOffered, metricHandle}, Filter: metric.Filter{Queues: []string{t.queueID}}, Zone: p.zone.String()})
		if err != nil {
			return err
		}
		for i := range a.Rows {
			c, err := cameOf(&a.Rows[i], v.GrainMinutes, p.zone)
			if err != nil {
				return err
			}
			d := c.on.Sub(from)
			if d < 0 || d >= days || !(c.answered > 0) {
				continue
			}
			cell := peopleCell{slot: c.slot, person: -1, answered: c.answered, seconds: c.seconds}
			if id := a.Rows[i].Dims[metric.ByAgent].ID; id != "" {
				person, ok := index[id]
				if !ok {
					person = len(index)
					index[id] = person
					t.crew.people = append(t.crew.people, id)
				}
				cell.person = person
			}
			t.crew.days[d] = append(t.crew.days[d], cell)
		}
	}
	return nil
}

// learnPeople learns what people bring from the days on which the queue's
// history and theirs are both known.
func (t *task) learnPeople(handles handleHistory) peopleOf {
	if late := handles.first.Sub(t.crew.first); late > 0 {
		if late >= len(t.crew.days) {
			return peopleOf{about: PeopleAbout{Why: PeopleNone}}
		}
		t.crew.first, t.crew.days = handles.first, t.crew.days[late:]
	}
	return learnPeople(handles, t.crew, t.skill, t.duties)
}

// askDuties asks for the published rosters of the days people are tried on and,
// of a forecast that knows all until today, of those it is for.
func (s *Service) askDuties(ctx context.Context, v Version, past bool) (dutyDays, error) {
	if s.duties == nil {
		return nil, nil
	}
	days := civil.Range{From: v.HistoryTo.Add(-peopleTried), To: v.LastOn}
	if past {
		days.To = v.HistoryTo
	}
	duties, err := s.duties.Duties(ctx, days)
	if err != nil {
		return nil, err
	}
	return dutiesByDay(duties), nil
}

// Person is what a version found of somebody who handles contacts of a queue.
type Person struct {
	PersonEffect
	AgentNo string     `json:"agent_no"`
	Name    string     `json:"name"`
	Team    *org.Named `json:"team,omitempty" doc:"of today"`
}

// People gives what a version found of the people of a queue, of those the
// actor may see numbers of: who handled most first. Needs the permissions
// forecast.read and metric.read.
func (s *Service) People(ctx context.Context, versionID, queueID string) (out []Person, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return nil, err
	}
	if err := authz.Require(ctx, metric.PermissionRead); err != nil {
		return nil, err
	}
	out = []Person{}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		v, err := s.version(ctx, tx, versionID)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(v.Queues, func(q Queue) bool { return q.QueueID == queueID })
		if i < 0 {
			return fault.NotFoundf("forecast.queue_not_found", "The forecast does not have this queue.")
		}
		if v.Queues[i].People == nil {
			return nil
		}
		effects, err := loadPeople(ctx, tx, versionID, queueID)
		if err != nil {
			return err
		}
		dir, err := s.org.Directory(ctx, tx)
		if err != nil {
			return err
		}
		today, err := s.org.Today(ctx, tx)
		if err != nil {
			return err
		}
		scope := authz.ScopeOf(ctx, metric.PermissionRead)
		for _, e := range effects {
			known, ok := dir.Person(e.PersonID)
			if !ok || !dir.Reaches(scope, e.PersonID, today) {
				continue
			}
			p := Person{PersonEffect: e, AgentNo: known.AgentNo, Name: known.Name}
			if team, ok := dir.Team(dir.TeamOf(e.PersonID, today)); ok {
				p.Team = &org.Named{ID: team.ID, Name: team.Name}
			}
			out = append(out, p)
		}
		return nil
	})
	return out, err
}
