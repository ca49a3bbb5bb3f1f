package rotation

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/org"
)

// States of a plan.
const (
	Draft    = "draft"
	Approved = "approved" // its day is to come
	Done     = "done"     // its day has come
)

// Plan says who leads which team from a day on.
type Plan struct {
	ID string `json:"id"`
	PlanRequest
	State      string `json:"state" enum:"draft,approved,done"`
	ApprovedMs int64  `json:"approved_ms,omitempty"`
	ApprovedBy string `json:"approved_by,omitempty"`
	Moves      []Move `json:"moves" nullable:"false"`
	Warned     int    `json:"warned" doc:"moves with a warning"`
	Rev        int64  `json:"rev"`
	ChangedMs  int64  `json:"changed_ms"`
	ChangedBy  string `json:"changed_by"`
}

// PlanRequest says what a plan is to be.
type PlanRequest struct {
	Name        string `json:"name" maxLength:"400"`
	EffectiveOn string `json:"effective_on" maxLength:"10" doc:"YYYY-MM-DD: from this day on"`
	Seed        int64  `json:"seed" minimum:"0" doc:"of the proposal"`
	KeepSite    bool   `json:"keep_site" doc:"leaders stay at their site as far as it goes"`
	Note        string `json:"note,omitempty" maxLength:"8000"`
	Leads       []Lead `json:"leads" maxItems:"500"`
}

// Lead says who leads a team.
type Lead struct {
	TeamID   string `json:"team_id" maxLength:"60"`
	LeaderID string `json:"leader_id" maxLength:"60"`
}

// Move is what a plan does to a team.
type Move struct {
	TeamID   string   `json:"team_id"`
	TeamName string   `json:"team_name"`
	SiteName string   `json:"site_name"`
	FromID   string   `json:"from_id,omitempty" doc:"who leads it the day before"`
	FromName string   `json:"from_name,omitempty"`
	ToID     string   `json:"to_id"`
	ToName   string   `json:"to_name"`
	ComesOf  string   `json:"comes_of,omitempty" doc:"the team the new leader led the day before"`
	Warnings []string `json:"warnings" nullable:"false"`
	Skills   []string `json:"skills" nullable:"false" doc:"of the team that the new leader does not hold"`
	LastOn   string   `json:"last_on,omitempty" doc:"when they last led it"`
}

// keptPlan is a plan as it is kept and recorded.
type keptPlan struct {
	PlanRequest
	ApprovedMs int64  `json:"approved_ms,omitempty"`
	ApprovedBy string `json:"approved_by,omitempty"`
	Moves      []Move `json:"moves,omitempty"` // as they were when it was approved
}

// scene is what plans are held against.
type scene struct {
	dir    org.Directory
	terms  Terms
	today  string
	skills map[string][]string
}

// teams are those in use the day before the plan's.
func (s *scene) teams(effective string) []TeamState {
	return slices.DeleteFunc(look(&s.dir, s.terms, dayBefore(effective)), func(t TeamState) bool { return t.LeaderID == "" && t.People == 0 })
}

func dayBefore(day string) string {
	d, err := civil.Parse(day)
	if err != nil {
		return ""
	}
	return d.Add(-1).String()
}

// hold holds a leader against a team on the day; names of the skills lacking, and
// the last day they led it, come with it.
func (s *scene) hold(t TeamState, leader, home, effective string) (w wish, lacking []string, lastOn string) {
	w.stays = t.LeaderID == leader
	w.far = home != "" && home != t.SiteID
	for _, l := range s.dir.Leaderships(t.TeamID) {
		if l.ID == leader && l.FromOn < effective {
			if lastOn = l.ToOn; lastOn == "" || lastOn >= effective {
				lastOn = dayBefore(effective)
			}
		}
	}
	if d, err := civil.Parse(effective); err == nil && lastOn != "" && !w.stays {
		w.comesBack = s.terms.RecentMonths > 0 && lastOn >= d.Add(-int(float64(s.terms.RecentMonths)*monthDays)).String()
	}
	held := map[string]bool{}
	for _, id := range s.skills[leader] {
		held[id] = true
	}
	asked := s.asked(t.TeamID, dayBefore(effective))
	for _, id := range asked {
		if !held[id] {
			skill, _ := s.dir.Skill(id)
			lacking = append(lacking, skill.Name)
		}
	}
	if len(asked) > 0 {
		w.lacking = float64(len(lacking)) / float64(len(asked))
	}
	return w, lacking, lastOn
}

// asked are the skills that at least half of the team hold.
func (s *scene) asked(team, day string) []string {
	counts, heads := map[string]int{}, 0
	for _, p := range s.dir.People {
		if p.Active && s.dir.TeamOf(p.ID, day) == team {
			heads++
			for _, id := range s.skills[p.ID] {
				counts[id]++
			}
		}
	}
	out := []string{}
	for id, n := range counts {
		if 2*n >= heads {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// propose gives each team another leader.
func (s *scene) propose(effective string, keepSite bool, seed int64) []Lead {
	all := []TeamState{}
	seen := map[string]bool{}
	for _, t := range s.teams(effective) {
		if leader, ok := s.dir.Person(t.LeaderID); ok && leader.Active && !seen[t.LeaderID] {
			seen[t.LeaderID] = true
			all = append(all, t)
		}
	}
	wishes := make([][]wish, len(all))
	for i, t := range all {
		wishes[i] = make([]wish, len(all))
		for j, from := range all {
			wishes[i][j], _, _ = s.hold(t, from.LeaderID, from.SiteID, effective)
		}
	}
	out := []Lead{}
	for i, j := range assign(wishes, keepSite, uint64(seed)) {
		out = append(out, Lead{all[i].TeamID, all[j].LeaderID})
	}
	return out
}

// moves are what the leads do to the teams, with what is to be warned of.
func (s *scene) moves(in *PlanRequest) []Move {
	out := []Move{}
	leads, led := map[string]int{}, map[string]TeamState{}
	to := map[string]string{}
	for _, l := range in.Leads {
		leads[l.LeaderID]++
		to[l.TeamID] = l.LeaderID
	}
	teams := s.teams(in.EffectiveOn)
	for _, t := range teams {
		led[t.LeaderID] = t
		if to[t.TeamID] == "" && t.LeaderID != "" {
			leads[t.LeaderID]++ // a team the plan leaves alone keeps its leader
		}
	}
	for _, t := range teams {
		id := to[t.TeamID]
		if id == "" {
			continue
		}
		m := Move{TeamID: t.TeamID, TeamName: t.Name, SiteName: t.SiteName, FromID: t.LeaderID, FromName: t.LeaderName, ToID: id, Warnings: []string{}, Skills: []string{}}
		p, _ := s.dir.Person(id)
		m.ToName = p.Name
		from, was := led[id]
		if was {
			m.ComesOf = from.Name
		}
		w, lacking, lastOn := s.hold(t, id, from.SiteID, in.EffectiveOn)
		m.Skills = append(m.Skills, lacking...)
		m.LastOn = lastOn
		for _, x := range []struct {
			when bool
			what string
		}{{w.stays, Stays}, {w.comesBack, ComesBack}, {w.far, Far}, {len(lacking) > 0, NoSkill}, {leads[id] > 1, LeadsTwo}, {!p.Active, Gone}} {
			if x.when {
				m.Warnings = append(m.Warnings, x.what)
			}
		}
		out = append(out, m)
	}
	return out
}

// tidy gives every wrong field at once.
func (s *scene) tidy(in *PlanRequest) error {
	in.Name, in.Note = strings.TrimSpace(in.Name), strings.TrimSpace(in.Note)
	if in.Leads == nil {
		in.Leads = []Lead{}
	}
	var w fault.Collector
	w.Require("body.name", in.Name)
	if utf8.RuneCountInString(in.Name) > 100 {
		w.Add("body.name", "too_long", "must have at most 100 characters")
	}
	if utf8.RuneCountInString(in.Note) > 2000 {
		w.Add("body.note", "too_long", "must have at most 2000 characters")
	}
	s.day(&w, in.EffectiveOn)
	if len(in.Leads) == 0 {
		w.Add("body.leads", "required", "name at least one team")
	}
	seen := map[string]bool{}
	for i, l := range in.Leads {
		f := fmt.Sprintf("body.leads[%d]", i)
		if t, ok := s.dir.Team(l.TeamID); !ok || !t.Active {
			w.Add(f+".team_id", "unknown", "there is no such team")
		}
		if p, ok := s.dir.Person(l.LeaderID); !ok || !p.Active {
			w.Add(f+".leader_id", "unknown", "there is no such person")
		}
		if seen[l.TeamID] {
			w.Add(f+".team_id", "taken", "the team is there twice")
		}
		seen[l.TeamID] = true
	}
	return w.Err("people.rotation.invalid", "What was entered has wrong values.")
}

// day checks the day a plan takes effect on.
func (s *scene) day(w *fault.Collector, on string) {
	if _, err := civil.Parse(on); err != nil {
		w.Add("body.effective_on", "date", "must be a date, YYYY-MM-DD")
	} else if on < s.today {
		w.Add("body.effective_on", "past", "must not be before today")
	}
}
