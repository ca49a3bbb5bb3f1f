package scorecard

import (
	"context"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
)

// TeamPick is a team that can be chosen.
type TeamPick struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// TeamScores are the people of a team, who moves its figures most first.
type TeamScores struct {
	Period
	TeamID  string      `json:"team_id,omitempty"`
	SetFrom string      `json:"set_from" format:"date"`
	Teams   []TeamPick  `json:"teams" nullable:"false" doc:"within reach"`
	Score   *float64    `json:"score" doc:"mean of the totals of its people"`
	Lines   []TeamLine  `json:"lines" nullable:"false"`
	Rows    []PersonRow `json:"rows" nullable:"false"`
}

// Team gives the people of a team, of the days on which they were in it; no team:
// everybody within reach. Needs the permission performance.read.
func (s *Service) Team(ctx context.Context, teamID, period, on string) (out TeamScores, err error) {
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	w, err := s.world(ctx)
	if err != nil {
		return out, err
	}
	p, err := w.spans(period, on)
	if err != nil {
		return out, err
	}
	scope := authz.ScopeOf(ctx, PermissionRead)
	out = TeamScores{Period: p, TeamID: teamID, Teams: []TeamPick{}, Lines: []TeamLine{}, Rows: []PersonRow{}}
	covered := teamID == ""
	for _, t := range w.dir.Teams {
		if w.dir.CoversTeam(scope, t.ID) {
			covered = covered || t.ID == teamID
			if t.Active || t.ID == teamID {
				out.Teams = append(out.Teams, TeamPick{t.ID, t.Name})
			}
		}
	}
	if !covered {
		return out, notFound()
	}
	x, err := s.sheet(ctx, &w, scope, people{team: teamID}, p, true)
	if err != nil {
		return out, err
	}
	out.SetFrom = x.set.FromOn
	dens := make([]float64, len(x.lines))
	for i := range x.lines {
		var l TeamLine
		l, dens[i] = x.lines[i].teamLine(x.now[i])
		out.Lines = append(out.Lines, l)
	}
	sum, n := 0.0, 0
	for _, c := range x.cards() {
		team, _ := w.dir.Team(w.dir.TeamOf(c.PersonID, p.To))
		row := PersonRow{PersonID: c.PersonID, Name: c.Name, AgentNo: c.AgentNo, TeamID: team.ID, TeamName: team.Name, Level: c.Level, Score: c.Score, Known: c.Known, Change: c.Change, Lines: make([]PersonLine, 0, len(x.lines))}
		for i := range x.lines {
			l := x.lines[i].personLine(&c.Lines[i], dens[i])
			row.Points += l.Points
			row.Lines = append(row.Lines, l)
		}
		if c.Score != nil {
			sum += *c.Score
			n++
		}
		out.Rows = append(out.Rows, row)
	}
	if n > 0 {
		mean := sum / float64(n)
		out.Score = &mean
	}
	byEffect(out.Rows)
	return out, nil
}

// sheet is what the cards of many people are made from.
type sheet struct {
	w           *world
	p           Period
	set         Set
	lines       []line
	goals       goals
	now, before readings
}

// sheet asks for the numbers of many people at once; before: those of the period
// before too.
func (s *Service) sheet(ctx context.Context, w *world, scope authz.Scope, of people, p Period, before bool) (*sheet, error) {
	catalogue, err := s.catalogue(ctx)
	if err != nil {
		return nil, err
	}
	x := &sheet{w: w, p: p, set: w.setOn(p.Now.To)}
	x.lines = linesOf(x.set, catalogue)
	if x.goals, err = s.goals(ctx, p.Now.To); err != nil {
		return nil, err
	}
	if x.now, err = s.read(ctx, scope, x.lines, of, p.Now); err != nil {
		return nil, err
	}
	x.before = make(readings, len(x.lines))
	if before {
		x.before, err = s.read(ctx, scope, x.lines, of, p.Before)
	}
	return x, err
}

// cards are those of everybody with a number in the period itself: who is known
// only by a month told before was not there.
func (x *sheet) cards() []Card {
	there := map[string]reading{}
	for i := range x.lines {
		for id, r := range x.now[i] {
			if !x.lines[i].reported || overlap(r.days, x.p.Now) {
				there[id] = r
			}
		}
	}
	out := make([]Card, 0, len(there))
	for _, id := range sortedKeys(there) {
		out = append(out, x.card(id))
	}
	return out
}

func overlap(a, b civil.Range) bool { return !a.To.Before(b.From) && !b.To.Before(a.From) }

// card is that of a person, without what others have.
func (x *sheet) card(id string) Card {
	person, _ := x.w.dir.Person(id)
	c := Card{Period: x.p, PersonID: id, Name: person.Name, AgentNo: person.AgentNo, Level: x.goals.levels[id], SetFrom: x.set.FromOn, Lines: make([]Line, 0, len(x.lines))}
	for i := range x.lines {
		c.Lines = append(c.Lines, x.lines[i].lineOf(x.now[i], x.before[i], &x.goals, id, x.p))
	}
	c.finish()
	return c
}
