package forecast

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/web"
)

type driversOut struct{ Body []Driver }

type driverIn struct{ Body DriverRequest }

// DriverPath is exported for the HTTP framework, which reads only exported embedded structs.
type DriverPath struct {
	ID string `path:"id" maxLength:"60"`
}

type driverChangeIn struct {
	web.IfMatch
	DriverPath
	Body DriverRequest
}

type driverOut struct {
	web.ETag
	Body Driver
}

func (s *Service) registerDrivers(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-drivers", Method: http.MethodGet, Path: "/forecast/drivers", Tags: tags, Summary: "Quantities of the business that contacts follow, with what forecasts learnt of them"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*driversOut, error) {
			all, err := s.Drivers(ctx)
			return &driversOut{all}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-driver", Method: http.MethodGet, Path: "/forecast/drivers/{id}", Tags: tags, Summary: "A driver with its values"},
		PermissionRead, func(ctx context.Context, in *DriverPath) (*driverOut, error) {
			d, err := s.Driver(ctx, in.ID)
			return &driverOut{web.Tag(d.Rev), d}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-driver", Method: http.MethodPost, Path: "/forecast/drivers", Tags: tags, Summary: "Add a driver with its values", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *driverIn) (*driverOut, error) {
			d, err := s.AddDriver(ctx, in.Body)
			return &driverOut{web.Tag(d.Rev), d}, err
		})
	web.Register(api, huma.Operation{OperationID: "change-driver", Method: http.MethodPut, Path: "/forecast/drivers/{id}", Tags: tags, Summary: "Change a driver and all its values", Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *driverChangeIn) (*driverOut, error) {
			rev, given, err := in.Rev()
			if err != nil {
				return nil, err
			}
			if !given {
				rev = -1
			}
			d, err := s.ChangeDriver(ctx, in.ID, in.Body, rev)
			return &driverOut{web.Tag(d.Rev), d}, err
		})
	web.Register(api, huma.Operation{OperationID: "delete-driver", Method: http.MethodDelete, Path: "/forecast/drivers/{id}", Tags: tags, Summary: "Take a driver away", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionEdit, func(ctx context.Context, in *DriverPath) (*struct{}, error) {
			return nil, s.DeleteDriver(ctx, in.ID)
		})
}
