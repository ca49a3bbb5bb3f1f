package career

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/people"
)

// Summary is a person on the ladder, as of a day.
type Summary struct {
	PersonID  string    `json:"person_id"`
	Name      string    `json:"name"`
	AgentNo   string    `json:"agent_no"`
	TeamID    string    `json:"team_id,omitempty"`
	TeamName  string    `json:"team_name,omitempty"`
	Level     string    `json:"level,omitempty"`
	EnteredOn string    `json:"entered_on,omitempty"`
	Position  string    `json:"position" doc:"code"`
	Since     string    `json:"since,omitempty" doc:"of the position; empty: never decided"`
	Steps     []Outlook `json:"steps" nullable:"false"`
	Eligible  bool      `json:"eligible" doc:"for one of the steps"`
	Share     float64   `json:"share" doc:"of the conditions met, of the step that is nearest"`
}

// Career is all that is told of a person's career.
type Career struct {
	Linked     bool        `json:"linked" doc:"of one's own: the account belongs to a person"`
	On         string      `json:"on,omitempty"`
	Summary    *Summary    `json:"summary,omitempty"`
	Ladder     *Ladder     `json:"ladder,omitempty"`
	Decisions  []Decision  `json:"decisions" nullable:"false"`
	Statements []Statement `json:"statements" nullable:"false"`
}

func (w *world) summary(personID string) Summary {
	p, _ := w.dir.Person(personID)
	k := w.known(personID)
	on := w.on.String()
	record := w.records[personID]
	team, _ := w.dir.Team(w.dir.TeamOf(personID, on))
	_, since := positionOn(w.decisions[personID], on)
	out := Summary{PersonID: personID, Name: p.Name, AgentNo: p.AgentNo, TeamID: team.ID, TeamName: team.Name, Level: record.LevelOn(on), EnteredOn: k.enteredOn, Position: k.position.Code, Since: since, Steps: []Outlook{}}
	for _, step := range w.ladder.From(k.position.Code) {
		o := k.outlook(step)
		out.Steps = append(out.Steps, o)
		out.Eligible = out.Eligible || o.Eligible
		out.Share = max(out.Share, float64(o.Met)/float64(len(step.Conditions)))
	}
	return out
}

// career is what is told of a person.
func (w *world) career(personID string) Career {
	on := w.on.String()
	x := w.summary(personID)
	out := Career{Linked: true, On: on, Summary: &x, Ladder: &w.ladder, Decisions: []Decision{}, Statements: []Statement{}}
	for _, d := range w.decisions[personID] {
		if d.FromOn <= on {
			out.Decisions = append(out.Decisions, d)
		}
	}
	for _, s := range w.stated[personID] {
		if s.On <= on {
			out.Statements = append(out.Statements, s)
		}
	}
	slices.Reverse(out.Decisions)
	slices.Reverse(out.Statements)
	return out
}

// ListIn asks for one page of people.
type ListIn struct {
	On       string // as of this day; default: today
	Search   string // part of the name or agent number
	Team     string // id
	Position string // code
	Eligible bool   // only who meets every condition of a step
	Sort     string // agent (default), name, team, position, entered or share; a leading - turns it round
	Cursor   string
	Limit    int
}

// List gives a page of the people employed within the actor's reach on the day.
// Needs the permission people.read.
func (s *Service) List(ctx context.Context, in ListIn) (page.Of[Summary], error) {
	rows, w, err := s.rows(ctx, in)
	if err != nil {
		return page.Of[Summary]{}, err
	}
	rungs := map[string]string{}
	for i, p := range w.ladder.Positions {
		rungs[p.Code] = fmt.Sprintf("%03d", i)
	}
	return page.Sorted(rows, page.Ask{Sort: cmp.Or(in.Sort, "agent"), Cursor: in.Cursor, Limit: in.Limit}, "people.career.sort", map[string]func(Summary) string{
		"agent":    func(x Summary) string { return x.AgentNo },
		"name":     func(x Summary) string { return x.Name },
		"team":     func(x Summary) string { return x.TeamName },
		"position": func(x Summary) string { return rungs[x.Position] },
		"entered":  func(x Summary) string { return x.EnteredOn },
		"share":    func(x Summary) string { return fmt.Sprintf("%08.5f", x.Share) },
	}, func(x Summary) string { return x.PersonID })
}

func (s *Service) rows(ctx context.Context, in ListIn) ([]Summary, *world, error) {
	if err := authz.Require(ctx, people.PermissionRead); err != nil {
		return nil, nil, err
	}
	w, err := s.look(ctx, "", in.On)
	if err != nil {
		return nil, nil, err
	}
	scope := authz.ScopeOf(ctx, people.PermissionRead)
	search := sqldb.Fold(in.Search)
	out := []Summary{}
	on := w.on.String()
	for _, p := range w.dir.People {
		record, there := w.records[p.ID]
		if !p.Active && !there || there && !record.EmployedOn(on) && len(record.Employments) > 0 || !w.dir.Reaches(scope, p.ID, on) {
			continue
		}
		x := w.summary(p.ID)
		if search != "" && !strings.Contains(sqldb.Fold(x.Name), search) && !strings.Contains(sqldb.Fold(x.AgentNo), search) ||
			in.Team != "" && x.TeamID != in.Team || in.Position != "" && x.Position != in.Position || in.Eligible && !x.Eligible {
			continue
		}
		out = append(out, x)
	}
	return out, w, nil
}

// look reads the world and measures what its conditions need.
func (s *Service) look(ctx context.Context, personID, on string) (w *world, err error) {
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		w, err = s.world(ctx, tx, personID, on)
		return err
	})
	if err != nil {
		return nil, err
	}
	return w, s.measure(ctx, w)
}

// Get gives the career of a person. Needs the permission people.read, and the
// person within reach on the day.
func (s *Service) Get(ctx context.Context, personID, on string) (Career, error) {
	if err := authz.Require(ctx, people.PermissionRead); err != nil {
		return Career{}, err
	}
	w, err := s.look(ctx, personID, on)
	if err != nil {
		return Career{}, err
	}
	if !w.reaches(ctx, people.PermissionRead, personID) {
		return Career{}, notFound("person")
	}
	return w.career(personID), nil
}

// reaches reports whether there is the person, within reach on the day.
func (w *world) reaches(ctx context.Context, permission, personID string) bool {
	_, ok := w.dir.Person(personID)
	return ok && w.dir.Reaches(authz.ScopeOf(ctx, permission), personID, w.on.String())
}

// Own gives the actor's own career, and what is missing for the next step.
// Needs the permission people.own.
func (s *Service) Own(ctx context.Context) (Career, error) {
	out := Career{Decisions: []Decision{}, Statements: []Statement{}}
	if err := authz.Require(ctx, people.PermissionOwn); err != nil {
		return out, err
	}
	a, _ := authz.From(ctx)
	w, err := s.look(ctx, cmp.Or(a.PersonID, "-"), "")
	if err != nil {
		return out, err
	}
	if _, ok := w.dir.Person(a.PersonID); !ok {
		return out, nil
	}
	return w.career(a.PersonID), nil
}
