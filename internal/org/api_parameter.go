package org

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type newParameterIn struct{ Body NewParameter }

type newQueueParameterIn struct {
	ByID
	Body NewParameter
}

// DropParameterIn says which value goes; exported for the HTTP framework, which
// reads only exported embedded structs.
type DropParameterIn struct {
	Value      string `path:"value" doc:"id of the value"`
	Correction bool   `query:"correction" doc:"the value held on days that are over: reports of those days are counted anew"`
	Why        string `query:"why" doc:"the reason, needed for a correction"`
}

type dropQueueParameterIn struct {
	ByID
	DropParameterIn
}

func (s *Service) registerParameters(api huma.API) {
	web.Register(api, op("list-centre-parameters", http.MethodGet, "/centre/parameters", "List the values of the centre's parameters, past and planned"), "",
		func(ctx context.Context, _ *none) (*itemsOut[ParameterPeriod], error) {
			return items(s.CentreParameters(ctx))
		})
	web.Register(api, op("set-centre-parameter", http.MethodPost, "/centre/parameters", "Give a parameter of the centre a value from a day on"), "settings.manage",
		func(ctx context.Context, in *newParameterIn) (*itemsOut[ParameterPeriod], error) {
			return items(s.SetCentreParameter(ctx, in.Body))
		})
	web.Register(api, op("list-queue-parameters", http.MethodGet, "/queues/{id}/parameters", "List the thresholds and targets a queue has of its own, past and planned"), "org.read",
		func(ctx context.Context, in *ByID) (*itemsOut[ParameterPeriod], error) {
			return items(s.QueueParameters(ctx, in.ID))
		})
	web.Register(api, op("set-queue-parameter", http.MethodPost, "/queues/{id}/parameters", "Give a queue a threshold or target of its own from a day on"), "org.manage",
		func(ctx context.Context, in *newQueueParameterIn) (*itemsOut[ParameterPeriod], error) {
			return items(s.SetQueueParameter(ctx, in.ID, in.Body))
		})
	web.Register(api, op("delete-centre-parameter", http.MethodDelete, "/centre/parameters/{value}", "Take a value away: the one before it holds on"), "settings.manage",
		func(ctx context.Context, in *DropParameterIn) (*none, error) {
			return nil, s.RemoveCentreParameter(ctx, in.Value, in.Correction, in.Why)
		})
	web.Register(api, op("delete-queue-parameter", http.MethodDelete, "/queues/{id}/parameters/{value}", "Take a queue's value away: the one before it holds on"), "org.manage",
		func(ctx context.Context, in *dropQueueParameterIn) (*none, error) {
			return nil, s.RemoveQueueParameter(ctx, in.ID, in.Value, in.Correction, in.Why)
		})
}
