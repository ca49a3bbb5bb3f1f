package imports

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/telephony/adapter"
)

type startIn struct {
	Body struct {
		UploadID     string `json:"upload_id"`
		Kind         string `json:"kind" enum:"queue-log,connect-records,calls,intervals"`
		Source       string `json:"source,omitempty" doc:"Name of the source; the kind when empty"`
		Timezone     string `json:"timezone,omitempty" doc:"Of local times in the file; the centre's when empty"`
		Encoding     string `json:"encoding,omitempty" doc:"utf-8 or gb18030; found per row when empty"`
		Mapping      any    `json:"mapping,omitempty" doc:"Which columns hold what: calls and intervals need it"`
		GoodRowsOnly bool   `json:"good_rows_only,omitempty"`
		DryRun       bool   `json:"dry_run,omitempty" doc:"Only read the file and count"`
		AdoptZone    bool   `json:"adopt_timezone,omitempty" doc:"A centre nobody has configured, without any data, takes the time zone for its own"`
	}
}

type startOut struct {
	Status int
	Body   struct {
		ImportID string `json:"import_id"`
		JobID    string `json:"job_id"`
	}
}

type idIn struct {
	ID string `path:"id"`
}

type importOut struct{ Body Import }

type listOut struct{ Body page.Of[Import] }

type mappingsIn struct {
	Kind string `query:"kind" enum:"calls,intervals" doc:"Only of this kind"`
}

type mappingsOut struct {
	Body struct {
		Items []Mapping `json:"items"`
	}
}

type mappingIn struct {
	Body struct {
		Name    string `json:"name" maxLength:"80"`
		Kind    string `json:"kind" enum:"calls,intervals"`
		Mapping any    `json:"mapping"`
	}
}

type mappingOut struct{ Body Mapping }

// mappingOf reads a mapping out of a body.
func mappingOf(v any) (*adapter.Mapping, error) {
	if v == nil {
		return nil, nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	m := &adapter.Mapping{}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(m); err != nil {
		return nil, fault.Invalidf("telephony.mapping.invalid", "The mapping cannot be read: %v.", err).WithField("body.mapping", "mapping", err.Error())
	}
	return m, nil
}

// Register declares the operations on uploads, imports and mappings.
func (s *Service) Register(api huma.API) {
	tags := []string{"Imports"}
	s.registerUploads(api, tags)
	web.Register(api, huma.Operation{
		OperationID: "start-import", Method: http.MethodPost, Path: "/imports", Summary: "Import an uploaded file", Tags: tags, DefaultStatus: http.StatusAccepted,
	}, Permission, func(ctx context.Context, in *startIn) (*startOut, error) {
		m, err := mappingOf(in.Body.Mapping)
		if err != nil {
			return nil, err
		}
		out := &startOut{Status: http.StatusAccepted}
		b := in.Body
		out.Body.ImportID, out.Body.JobID, err = s.Start(ctx, Request{UploadID: b.UploadID, Kind: b.Kind, Source: b.Source, Zone: b.Timezone, Encoding: b.Encoding,
			Mapping: m, GoodRowsOnly: b.GoodRowsOnly, DryRun: b.DryRun, AdoptZone: b.AdoptZone})
		return out, err
	})
	web.Register(api, huma.Operation{
		OperationID: "list-imports", Method: http.MethodGet, Path: "/imports", Summary: "List imports, the newest first", Tags: tags,
	}, PermissionRead, func(ctx context.Context, in *web.PageIn) (*listOut, error) {
		p, err := s.List(ctx, in.Cursor, in.Limit)
		return &listOut{p}, err
	})
	web.Register(api, huma.Operation{
		OperationID: "get-import", Method: http.MethodGet, Path: "/imports/{id}", Summary: "One import and its first bad rows", Tags: tags,
	}, PermissionRead, func(ctx context.Context, in *idIn) (*importOut, error) {
		v, err := s.Get(ctx, in.ID)
		return &importOut{v}, err
	})
	web.Register(api, huma.Operation{
		OperationID: "cancel-import", Method: http.MethodPost, Path: "/imports/{id}/cancel", Summary: "Stop an import; what was read stays", Tags: tags,
	}, Permission, func(ctx context.Context, in *idIn) (*importOut, error) {
		v, err := s.Cancel(ctx, in.ID)
		return &importOut{v}, err
	})
	web.Register(api, huma.Operation{
		OperationID: "import-errors", Method: http.MethodGet, Path: "/imports/{id}/errors.csv", Summary: "Every bad row of an import", Tags: tags,
		Responses: web.FileResponses(web.TypeCSV),
	}, PermissionRead, func(ctx context.Context, in *idIn) (*web.File, error) {
		if _, err := s.Get(ctx, in.ID); err != nil {
			return nil, err
		}
		return web.Download("import-errors.csv", web.TypeCSV, func(w io.Writer) error { return s.ErrorsCSV(ctx, in.ID, w) }), nil
	})
	web.Register(api, huma.Operation{
		OperationID: "list-mappings", Method: http.MethodGet, Path: "/mappings", Summary: "List saved mappings of columns", Tags: tags,
	}, Permission, func(ctx context.Context, in *mappingsIn) (*mappingsOut, error) {
		out := &mappingsOut{}
		var err error
		out.Body.Items, err = s.Mappings(ctx, in.Kind)
		return out, err
	})
	web.Register(api, huma.Operation{
		OperationID: "save-mapping", Method: http.MethodPost, Path: "/mappings", Summary: "Save a mapping; one of the same name is replaced", Tags: tags,
	}, Permission, func(ctx context.Context, in *mappingIn) (*mappingOut, error) {
		m, err := mappingOf(in.Body.Mapping)
		if err != nil {
			return nil, err
		}
		v, err := s.SaveMapping(ctx, in.Body.Name, in.Body.Kind, m)
		return &mappingOut{v}, err
	})
	web.Register(api, huma.Operation{
		OperationID: "drop-mapping", Method: http.MethodDelete, Path: "/mappings/{id}", Summary: "Forget a mapping", Tags: tags, DefaultStatus: http.StatusNoContent,
	}, Permission, func(ctx context.Context, in *idIn) (*struct{}, error) {
		return nil, s.DropMapping(ctx, in.ID)
	})
}
