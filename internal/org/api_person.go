package org

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type peopleIn struct {
	ListQuery
	Team string `query:"team" doc:"Only people of this team; none: only those in no team"`
	On   string `query:"on" doc:"The day whose teams are meant, YYYY-MM-DD; default: today"`
}

type newPersonIn struct {
	Body struct {
		AgentNo string  `json:"agent_no"`
		Name    string  `json:"name"`
		Aliases []Alias `json:"aliases,omitempty"`
	}
}

type patchPersonIn struct {
	ByID
	Revision
	Body struct {
		Rev     int64    `json:"rev,omitempty"`
		AgentNo *string  `json:"agent_no,omitempty"`
		Name    *string  `json:"name,omitempty"`
		Aliases *[]Alias `json:"aliases,omitempty"`
		Active  *bool    `json:"active,omitempty"`
	}
}

type skillIn struct {
	ByID
	SkillID string `path:"skill_id"`
	Body    struct {
		Level int `json:"level" doc:"1 to 10"`
	}
}

type skillPath struct {
	ByID
	SkillID string `path:"skill_id"`
}

func (s *Service) registerPeople(api huma.API) {
	web.Register(api, ofPeople(op("list-people", http.MethodGet, "/people", "List people, and who was in which team on a day")), "org.read",
		func(ctx context.Context, in *peopleIn) (*listOut[Person], error) {
			ask := in.ask()
			ask.Team, ask.On = in.Team, in.On
			p, err := s.ListPeople(ctx, ask)
			return &listOut[Person]{p}, err
		})
	web.Register(api, ofPeople(op("get-person", http.MethodGet, "/people/{id}", "Read a person")), "org.read",
		func(ctx context.Context, in *ByID) (*rowOut[Person], error) {
			x, err := s.Person(ctx, in.ID)
			return row(x, x.Rev, err)
		})
	web.Register(api, made(op("create-person", http.MethodPost, "/people", "Add a person")), "org.manage",
		func(ctx context.Context, in *newPersonIn) (*rowOut[Person], error) {
			x, err := s.CreatePerson(ctx, Person{AgentNo: in.Body.AgentNo, Name: in.Body.Name, Aliases: in.Body.Aliases})
			return row(x, x.Rev, err)
		})
	web.Register(api, op("update-person", http.MethodPatch, "/people/{id}", "Change or archive a person"), "org.manage",
		func(ctx context.Context, in *patchPersonIn) (*rowOut[Person], error) {
			rev, err := in.of(in.Body.Rev)
			if err != nil {
				return nil, err
			}
			x, err := s.UpdatePerson(ctx, in.ID, rev, PersonPatch{AgentNo: in.Body.AgentNo, Name: in.Body.Name, Aliases: in.Body.Aliases, Active: in.Body.Active})
			return row(x, x.Rev, err)
		})
	web.Register(api, ofPeople(op("list-person-skills", http.MethodGet, "/people/{id}/skills", "List the skills a person holds")), "org.read",
		func(ctx context.Context, in *ByID) (*itemsOut[PersonSkill], error) {
			return items(s.Skills(ctx, in.ID))
		})
	web.Register(api, op("put-person-skill", http.MethodPut, "/people/{id}/skills/{skill_id}", "Give a person a skill, or another level of it"), "org.manage",
		func(ctx context.Context, in *skillIn) (*none, error) {
			return nil, s.GiveSkill(ctx, in.ID, in.SkillID, in.Body.Level)
		})
	web.Register(api, op("delete-person-skill", http.MethodDelete, "/people/{id}/skills/{skill_id}", "Take a skill from a person"), "org.manage",
		func(ctx context.Context, in *skillPath) (*none, error) {
			return nil, s.TakeSkill(ctx, in.ID, in.SkillID)
		})
}

type joinIn struct {
	ByID
	Body struct {
		TeamID     string            `json:"team_id"`
		FromOn     string            `json:"from_on" doc:"first day, YYYY-MM-DD"`
		ToOn       web.Patch[string] `json:"to_on,omitzero" doc:"last day; left out while it lasts"`
		Correction bool              `json:"correction,omitempty" doc:"change days that are over, too"`
		Why        string            `json:"why,omitempty" doc:"the reason of a correction"`
	}
}

type finishIn struct {
	ByID
	Body struct {
		ToOn web.Patch[string] `json:"to_on" doc:"last day; null: it lasts"`
	}
}

type leaveIn struct {
	ByID
	Correction bool   `query:"correction" doc:"also when it began before today"`
	Why        string `query:"why" doc:"the reason of a correction"`
}

type membershipOut struct{ Body Membership }

func (s *Service) registerMemberships(api huma.API) {
	type out struct{ Body []Membership }
	web.Register(api, ofPeople(op("list-memberships", http.MethodGet, "/people/{id}/memberships", "List in which teams a person was, is and will be")), "org.read",
		func(ctx context.Context, in *ByID) (*out, error) {
			m, err := s.Memberships(ctx, in.ID)
			return &out{m}, err
		})
	web.Register(api, made(op("create-membership", http.MethodPost, "/people/{id}/memberships", "Put a person into a team")), "org.manage",
		func(ctx context.Context, in *joinIn) (*membershipOut, error) {
			b := in.Body
			n := NewMembership{TeamID: b.TeamID, FromOn: b.FromOn, Correction: b.Correction, Why: b.Why}
			if to := b.ToOn.Or(""); to != nil {
				n.ToOn = *to
			}
			m, err := s.Join(ctx, in.ID, n)
			return &membershipOut{m}, err
		})
	web.Register(api, op("update-membership", http.MethodPatch, "/memberships/{id}", "Give a membership another last day"), "org.manage",
		func(ctx context.Context, in *finishIn) (*membershipOut, error) {
			m, err := s.Finish(ctx, in.ID, *in.Body.ToOn.Or(""))
			return &membershipOut{m}, err
		})
	web.Register(api, op("delete-membership", http.MethodDelete, "/memberships/{id}", "Take a membership away"), "org.manage",
		func(ctx context.Context, in *leaveIn) (*none, error) {
			return nil, s.Leave(ctx, in.ID, in.Correction, in.Why)
		})
}
