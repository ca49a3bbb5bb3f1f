package imports

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/web"
)

// uploadIn takes the parts of the body as they come, so that a large file is
// never held in memory or stored twice.
type uploadIn struct{ parts *multipart.Reader }

// Resolve is called by huma before the handler.
func (in *uploadIn) Resolve(hc huma.Context) []error {
	r, _ := humago.Unwrap(hc)
	parts, err := r.MultipartReader()
	if err != nil {
		return []error{&huma.ErrorDetail{Location: "body", Message: "must be multipart/form-data with a field named file"}}
	}
	in.parts = parts
	return nil
}

type uploadOut struct{ Body UploadView }

// UploadView is an uploaded file and what it looks like.
type UploadView struct {
	UploadID string   `json:"upload_id"`
	Name     string   `json:"name"`
	Size     int64    `json:"size"`
	Detected Detected `json:"detected"`
}

func (s *Service) registerUploads(api huma.API, tags []string) {
	form := &huma.RequestBody{Required: true}
	web.Register(api, huma.Operation{
		OperationID: "upload-file", Method: http.MethodPost, Path: "/uploads", Summary: "Upload a file to import", Tags: tags,
		Description: "The file waits a day to be imported.", MaxBodyBytes: s.limit + 1<<20,
		RequestBody: form,
	}, Permission, func(ctx context.Context, in *uploadIn) (*uploadOut, error) {
		for {
			part, err := in.parts.NextPart()
			if errors.Is(err, io.EOF) {
				return nil, fault.Invalidf("telephony.upload.no_file", "The form has no file.").WithField("body.file", "required", "must be the file to import")
			}
			if err != nil {
				return nil, fault.Invalidf("telephony.upload.broken", "The upload broke off; send the file again.").WithCause(err)
			}
			if part.FormName() != "file" {
				continue
			}
			up, err := s.Keep(ctx, part.FileName(), part)
			if err != nil {
				return nil, err
			}
			out := &uploadOut{Body: UploadView{UploadID: up.ID, Name: up.Name, Size: up.Size}}
			out.Body.Detected, err = s.detect(ctx, up)
			return out, err
		}
	})
	// Told afterwards: huma reads the whole body of an operation that says it
	// before it is registered.
	form.Content = map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
		Type: "object", Required: []string{"file"}, Properties: map[string]*huma.Schema{"file": {Type: "string", Format: "binary"}},
	}}}
}
