package org

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type previewMergeIn struct {
	ByID
	Into string `query:"into" required:"true" doc:"The one that stays"`
}

type mergeIn struct {
	ByID
	Body struct {
		Into string `json:"into" doc:"The one that stays"`
	}
}

type mergeOut struct{ Body Merge }

func (s *Service) registerMerges(api huma.API) {
	for _, x := range []struct {
		noun, path     string
		preview, merge func(ctx context.Context, from, into string) (Merge, error)
	}{
		{"queue", "/queues/{id}/merge", s.PreviewQueueMerge, s.MergeQueue},
		{"person", "/people/{id}/merge", s.PreviewPersonMerge, s.MergePerson},
	} {
		web.Register(api, op("preview-"+x.noun+"-merge", http.MethodGet, x.path, "Tell what would count under another "+x.noun), "org.manage",
			func(ctx context.Context, in *previewMergeIn) (*mergeOut, error) {
				m, err := x.preview(ctx, in.ID, in.Into)
				return &mergeOut{m}, err
			})
		web.Register(api, op("merge-"+x.noun, http.MethodPost, x.path, "Make a "+x.noun+" one with another: its names and what was counted under it go there"), "org.manage",
			func(ctx context.Context, in *mergeIn) (*mergeOut, error) {
				m, err := x.merge(ctx, in.ID, in.Body.Into)
				return &mergeOut{m}, err
			})
	}
}
