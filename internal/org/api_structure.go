package org

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type newSiteIn struct {
	Body struct {
		Code     string `json:"code"`
		Name     string `json:"name"`
		Timezone string `json:"timezone,omitempty"`
	}
}

type patchSiteIn struct {
	ByID
	Revision
	Body struct {
		Rev      int64             `json:"rev,omitempty"`
		Code     *string           `json:"code,omitempty"`
		Name     *string           `json:"name,omitempty"`
		Timezone web.Patch[string] `json:"timezone,omitzero"`
		Active   *bool             `json:"active,omitempty"`
	}
}

func (s *Service) registerSites(api huma.API) {
	web.Register(api, op("list-sites", http.MethodGet, "/sites", "List sites"), "org.read", listed(s.ListSites))
	web.Register(api, op("get-site", http.MethodGet, "/sites/{id}", "Read a site"), "org.read",
		func(ctx context.Context, in *ByID) (*rowOut[Site], error) {
			x, err := s.Site(ctx, in.ID)
			return row(x, x.Rev, err)
		})
	web.Register(api, made(op("create-site", http.MethodPost, "/sites", "Add a site")), "org.manage",
		func(ctx context.Context, in *newSiteIn) (*rowOut[Site], error) {
			x, err := s.CreateSite(ctx, Site{Code: in.Body.Code, Name: in.Body.Name, Timezone: in.Body.Timezone})
			return row(x, x.Rev, err)
		})
	web.Register(api, op("update-site", http.MethodPatch, "/sites/{id}", "Change or archive a site"), "org.manage",
		func(ctx context.Context, in *patchSiteIn) (*rowOut[Site], error) {
			rev, err := in.of(in.Body.Rev)
			if err != nil {
				return nil, err
			}
			x, err := s.UpdateSite(ctx, in.ID, rev, SitePatch{Code: in.Body.Code, Name: in.Body.Name, Timezone: in.Body.Timezone.Or(""), Active: in.Body.Active})
			return row(x, x.Rev, err)
		})
}

type newTeamIn struct {
	Body struct {
		Code     string `json:"code"`
		Name     string `json:"name"`
		SiteID   string `json:"site_id"`
		LeaderID string `json:"leader_id,omitempty" doc:"leads it from today"`
	}
}

type patchTeamIn struct {
	ByID
	Revision
	Body struct {
		Rev      int64             `json:"rev,omitempty"`
		Code     *string           `json:"code,omitempty"`
		Name     *string           `json:"name,omitempty"`
		SiteID   *string           `json:"site_id,omitempty"`
		LeaderID web.Patch[string] `json:"leader_id,omitzero" doc:"leads it from today; null: nobody does"`
		Active   *bool             `json:"active,omitempty"`
	}
}

func (s *Service) registerTeams(api huma.API) {
	web.Register(api, op("list-teams", http.MethodGet, "/teams", "List teams"), "org.read", listed(s.ListTeams))
	web.Register(api, op("get-team", http.MethodGet, "/teams/{id}", "Read a team"), "org.read",
		func(ctx context.Context, in *ByID) (*rowOut[Team], error) {
			x, err := s.Team(ctx, in.ID)
			return row(x, x.Rev, err)
		})
	web.Register(api, made(op("create-team", http.MethodPost, "/teams", "Add a team")), "org.manage",
		func(ctx context.Context, in *newTeamIn) (*rowOut[Team], error) {
			x, err := s.CreateTeam(ctx, Team{Code: in.Body.Code, Name: in.Body.Name, SiteID: in.Body.SiteID, LeaderID: in.Body.LeaderID})
			return row(x, x.Rev, err)
		})
	web.Register(api, op("update-team", http.MethodPatch, "/teams/{id}", "Change or archive a team"), "org.manage",
		func(ctx context.Context, in *patchTeamIn) (*rowOut[Team], error) {
			rev, err := in.of(in.Body.Rev)
			if err != nil {
				return nil, err
			}
			x, err := s.UpdateTeam(ctx, in.ID, rev, TeamPatch{Code: in.Body.Code, Name: in.Body.Name, SiteID: in.Body.SiteID,
				LeaderID: in.Body.LeaderID.Or(""), Active: in.Body.Active})
			return row(x, x.Rev, err)
		})
	web.Register(api, op("list-team-leaders", http.MethodGet, "/teams/{id}/leaders", "List who led a team when"), "org.read",
		func(ctx context.Context, in *ByID) (*itemsOut[Leadership], error) {
			return items(s.Leaders(ctx, in.ID))
		})
}

type newSkillIn struct {
	Body struct {
		Code string `json:"code"`
		Name string `json:"name"`
	}
}

type patchSkillIn struct {
	ByID
	Revision
	Body struct {
		Rev    int64   `json:"rev,omitempty"`
		Code   *string `json:"code,omitempty"`
		Name   *string `json:"name,omitempty"`
		Active *bool   `json:"active,omitempty"`
	}
}

func (s *Service) registerSkills(api huma.API) {
	web.Register(api, op("list-skills", http.MethodGet, "/skills", "List skills"), "org.read", listed(s.ListSkills))
	web.Register(api, op("get-skill", http.MethodGet, "/skills/{id}", "Read a skill"), "org.read",
		func(ctx context.Context, in *ByID) (*rowOut[Skill], error) {
			x, err := s.Skill(ctx, in.ID)
			return row(x, x.Rev, err)
		})
	web.Register(api, made(op("create-skill", http.MethodPost, "/skills", "Add a skill")), "org.manage",
		func(ctx context.Context, in *newSkillIn) (*rowOut[Skill], error) {
			x, err := s.CreateSkill(ctx, Skill{Code: in.Body.Code, Name: in.Body.Name})
			return row(x, x.Rev, err)
		})
	web.Register(api, op("update-skill", http.MethodPatch, "/skills/{id}", "Change or archive a skill"), "org.manage",
		func(ctx context.Context, in *patchSkillIn) (*rowOut[Skill], error) {
			rev, err := in.of(in.Body.Rev)
			if err != nil {
				return nil, err
			}
			x, err := s.UpdateSkill(ctx, in.ID, rev, SkillPatch{Code: in.Body.Code, Name: in.Body.Name, Active: in.Body.Active})
			return row(x, x.Rev, err)
		})
}
