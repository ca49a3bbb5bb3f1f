package people

import (
	"slices"
	"strings"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/org"
)

// States of somebody as the file has it.
const (
	Employed = "employed"
	Left     = "left"
	NoFile   = "none" // nobody has told when they entered
)

// States in the order they are offered.
var States = []string{Employed, Left, NoFile}

// expiring is how many days before its last day a certificate or contract is
// told to run out.
const expiring = 60

// Summary is a person with the head of their file, as of a day.
type Summary struct {
	PersonID     string `json:"person_id"`
	Name         string `json:"name"`
	AgentNo      string `json:"agent_no"`
	TeamID       string `json:"team_id,omitempty"`
	TeamName     string `json:"team_name,omitempty"`
	LeaderName   string `json:"leader_name,omitempty"`
	State        string `json:"state" enum:"employed,left,none"`
	Level        string `json:"level,omitempty"`
	EnteredOn    string `json:"entered_on,omitempty"`
	LeftOn       string `json:"left_on,omitempty"`
	Days         int    `json:"days" doc:"since the entry, or of the employment that ended"`
	ContractKind string `json:"contract_kind,omitempty"`
	ContractToOn string `json:"contract_to_on,omitempty"`
	Certificates int    `json:"certificates"`
	Expired      int    `json:"expired" doc:"certificates that have run out"`
	NextExpiryOn string `json:"next_expiry_on,omitempty" doc:"of certificates that hold"`
	RunsOut      bool   `json:"runs_out" doc:"a certificate or the contract runs out within 60 days, or has"`
	Gender       string `json:"gender,omitempty"`
	BirthYear    int    `json:"birth_year,omitempty"`
}

// Stay is a stretch in a team under one leader.
type Stay struct {
	TeamID   string `json:"team_id"`
	Team     string `json:"team_name"`
	LeaderID string `json:"leader_id,omitempty"`
	Leader   string `json:"leader_name,omitempty"`
	FromOn   string `json:"from_on"`
	ToOn     string `json:"to_on,omitempty" doc:"empty while it lasts"`
}

// File is the file of a person as of a day.
type File struct {
	Summary   Summary  `json:"summary"`
	On        string   `json:"on" doc:"the day it is told of"`
	Record    Record   `json:"record"`
	Stays     []Stay   `json:"stays" nullable:"false" doc:"teams and leaders"`
	Skills    []string `json:"skills" nullable:"false" doc:"names of the skills the person holds today"`
	Rev       int64    `json:"rev" doc:"0: there is no file yet"`
	ChangedMs int64    `json:"changed_ms,omitempty"`
	ChangedBy string   `json:"changed_by,omitempty"`
}

func (w *world) summary(p org.DirectoryPerson, r *Record) Summary {
	out := Summary{PersonID: p.ID, Name: p.Name, AgentNo: p.AgentNo, State: NoFile, Level: r.LevelOn(w.on), Gender: r.Gender, BirthYear: r.BirthYear, Certificates: len(r.Certificates)}
	if team, ok := w.dir.Team(w.dir.TeamOf(p.ID, w.on)); ok {
		out.TeamID, out.TeamName = team.ID, team.Name
		leader, _ := w.dir.Person(w.dir.LeaderOf(team.ID, w.on))
		out.LeaderName = leader.Name
	}
	soon := w.on
	if d, err := civil.Parse(w.on); err == nil {
		soon = d.Add(expiring).String()
	}
	if e, ok := r.EmploymentOn(w.on); ok {
		out.State, out.EnteredOn, out.LeftOn = Employed, e.EnteredOn, e.LeftOn
		end := w.on
		if e.LeftOn != "" && e.LeftOn < w.on {
			out.State, end = Left, e.LeftOn
		}
		out.Days = daysBetween(e.EnteredOn, end)
	}
	for _, c := range r.Contracts {
		if c.FromOn <= w.on {
			out.ContractKind, out.ContractToOn = c.Kind, c.ToOn
		}
	}
	for _, c := range r.Certificates {
		switch {
		case c.ExpiresOn == "":
		case c.ExpiresOn < w.on:
			out.Expired++
		case out.NextExpiryOn == "" || c.ExpiresOn < out.NextExpiryOn:
			out.NextExpiryOn = c.ExpiresOn
		}
	}
	out.RunsOut = out.State != Left && (out.Expired > 0 || out.NextExpiryOn != "" && out.NextExpiryOn <= soon || out.ContractToOn != "" && out.ContractToOn <= soon)
	return out
}

func daysBetween(from, to string) int {
	a, bad := civil.Parse(from)
	b, worse := civil.Parse(to)
	if bad != nil || worse != nil {
		return 0
	}
	return max(b.Sub(a), 0)
}

// stays are the teams of a person, cut where the leader changed, up to the day.
func (w *world) stays(personID string) []Stay {
	out := []Stay{}
	for _, m := range w.dir.Memberships(personID) {
		if m.FromOn > w.on {
			continue
		}
		team, _ := w.dir.Team(m.ID)
		cuts := []string{m.FromOn}
		for _, l := range w.dir.Leaderships(m.ID) {
			for _, at := range []string{l.FromOn, dayAfter(l.ToOn)} {
				if at != "" && at > m.FromOn && at <= w.on && (m.ToOn == "" || at <= m.ToOn) {
					cuts = append(cuts, at)
				}
			}
		}
		slices.Sort(cuts)
		cuts = slices.Compact(cuts)
		for i, from := range cuts {
			to := m.ToOn
			if i+1 < len(cuts) {
				to = dayBefore(cuts[i+1])
			}
			if to > w.on {
				to = ""
			}
			leader, _ := w.dir.Person(w.dir.LeaderOf(m.ID, from))
			out = append(out, Stay{TeamID: m.ID, Team: team.Name, LeaderID: leader.ID, Leader: leader.Name, FromOn: from, ToOn: to})
		}
	}
	slices.SortStableFunc(out, func(a, b Stay) int { return strings.Compare(b.FromOn, a.FromOn) })
	return out
}

func dayAfter(day string) string  { return moved(day, 1) }
func dayBefore(day string) string { return moved(day, -1) }

func moved(day string, by int) string {
	d, err := civil.Parse(day)
	if err != nil {
		return ""
	}
	return d.Add(by).String()
}
