package org

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type newQueueIn struct {
	Body struct {
		Code          string       `json:"code"`
		Name          string       `json:"name"`
		Channel       string       `json:"channel,omitempty" doc:"voice when left out"`
		SkillID       string       `json:"skill_id,omitempty"`
		SiteID        string       `json:"site_id,omitempty"`
		Aliases       []Alias      `json:"aliases,omitempty"`
		ThresholdMs   *int64       `json:"threshold_ms,omitempty"`
		TargetPercent *float64     `json:"target_percent,omitempty"`
		Hours         OpeningHours `json:"hours,omitempty"`
	}
}

type patchQueueIn struct {
	ByID
	Revision
	Body struct {
		Rev           int64                   `json:"rev,omitempty"`
		Code          *string                 `json:"code,omitempty"`
		Name          *string                 `json:"name,omitempty"`
		Channel       *string                 `json:"channel,omitempty"`
		SkillID       web.Patch[string]       `json:"skill_id,omitzero"`
		SiteID        web.Patch[string]       `json:"site_id,omitzero"`
		Aliases       *[]Alias                `json:"aliases,omitempty"`
		ThresholdMs   web.Patch[int64]        `json:"threshold_ms,omitzero"`
		TargetPercent web.Patch[float64]      `json:"target_percent,omitzero"`
		Hours         web.Patch[OpeningHours] `json:"hours,omitzero"`
		Active        *bool                   `json:"active,omitempty"`
		Since
	}
}

type specialDayIn struct {
	ByID
	On   string `path:"on" doc:"YYYY-MM-DD"`
	Body struct {
		Hours []OpenSpan `json:"hours" doc:"none: closed"`
		Note  string     `json:"note,omitempty"`
	}
}

type dayPath struct {
	ByID
	On string `path:"on"`
}

type dayOut struct{ Body SpecialDay }

func (s *Service) registerQueues(api huma.API) {
	web.Register(api, op("list-queues", http.MethodGet, "/queues", "List queues"), "org.read", listed(s.ListQueues))
	web.Register(api, op("get-queue", http.MethodGet, "/queues/{id}", "Read a queue"), "org.read",
		func(ctx context.Context, in *ByID) (*rowOut[Queue], error) {
			x, err := s.Queue(ctx, in.ID)
			return row(x, x.Rev, err)
		})
	web.Register(api, made(op("create-queue", http.MethodPost, "/queues", "Add a queue")), "org.manage",
		func(ctx context.Context, in *newQueueIn) (*rowOut[Queue], error) {
			b := in.Body
			x, err := s.CreateQueue(ctx, Queue{Code: b.Code, Name: b.Name, Channel: b.Channel, SkillID: b.SkillID, SiteID: b.SiteID,
				Aliases: b.Aliases, ThresholdMs: b.ThresholdMs, TargetPercent: b.TargetPercent, Hours: b.Hours})
			return row(x, x.Rev, err)
		})
	web.Register(api, op("update-queue", http.MethodPatch, "/queues/{id}", "Change or archive a queue"), "org.manage",
		func(ctx context.Context, in *patchQueueIn) (*rowOut[Queue], error) {
			rev, err := in.of(in.Body.Rev)
			if err != nil {
				return nil, err
			}
			b := in.Body
			if err := checkNumbers(b.ThresholdMs, b.TargetPercent); err != nil {
				return nil, err
			}
			x, err := s.UpdateQueue(ctx, in.ID, rev, QueuePatch{Code: b.Code, Name: b.Name, Channel: b.Channel, SkillID: b.SkillID.Or(""),
				SiteID: b.SiteID.Or(""), Aliases: b.Aliases, ThresholdMs: b.ThresholdMs.Or(-1), TargetPercent: b.TargetPercent.Or(-1),
				Hours: b.Hours.Or(nil), Active: b.Active, Since: b.Since})
			return row(x, x.Rev, err)
		})
	web.Register(api, op("list-queue-special-days", http.MethodGet, "/queues/{id}/special-days", "List the dates with other opening hours"), "org.read",
		func(ctx context.Context, in *ByID) (*itemsOut[SpecialDay], error) {
			return items(s.SpecialDays(ctx, in.ID))
		})
	web.Register(api, op("put-queue-special-day", http.MethodPut, "/queues/{id}/special-days/{on}", "Set the opening hours of one date"), "org.manage",
		func(ctx context.Context, in *specialDayIn) (*dayOut, error) {
			d, err := s.PutSpecialDay(ctx, in.ID, SpecialDay{On: in.On, Hours: in.Body.Hours, Note: in.Body.Note})
			return &dayOut{d}, err
		})
	web.Register(api, op("delete-queue-special-day", http.MethodDelete, "/queues/{id}/special-days/{on}", "Give a date its usual hours again"), "org.manage",
		func(ctx context.Context, in *dayPath) (*none, error) { return nil, s.DropSpecialDay(ctx, in.ID, in.On) })
}

// checkNumbers refuses numbers below zero: in a QueuePatch they take away.
func checkNumbers(threshold web.Patch[int64], target web.Patch[float64]) error {
	var q Queue
	if threshold.Sent && !threshold.Null {
		q.ThresholdMs = &threshold.Value
	}
	if target.Sent && !target.Null {
		q.TargetPercent = &target.Value
	}
	return q.checkTarget()
}
