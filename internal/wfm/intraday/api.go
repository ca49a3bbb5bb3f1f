package intraday

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

var tags = []string{"Running day"}

// ByID is exported for the HTTP framework, which reads only exported embedded structs.
type ByID struct {
	ID string `path:"id" maxLength:"60"`
}

type todayOut struct{ Body Today }

type outlookOut struct {
	Body struct {
		Outlook *Outlook `json:"outlook,omitempty" doc:"absent: nothing is published for today"`
	}
}

type takeIn struct {
	Body struct {
		OutlookID string `json:"outlook_id" maxLength:"60"`
		Proposal  string `json:"proposal" maxLength:"200" doc:"its key"`
		Note      string `json:"note,omitempty" maxLength:"2000"`
	}
}

type actionOut struct{ Body Action }

type actionsIn struct {
	web.PageIn
	From   string `query:"from" required:"true" maxLength:"10" doc:"YYYY-MM-DD"`
	To     string `query:"to" required:"true" maxLength:"10"`
	Search string `query:"search" maxLength:"100" doc:"part of the queue's name, of who took it or of the note"`
	Kind   string `query:"kind" enum:"move_breaks,borrow,overtime,release,emergency"`
	Sort   string `query:"sort" maxLength:"20" doc:"at, queue, by or effect; a leading - turns it round"`
}

type actionsOut struct{ Body page.Of[Action] }

type levelsIn struct {
	On string `query:"on" required:"true" maxLength:"10" doc:"YYYY-MM-DD"`
}

type levelsOut struct{ Body Missing }

type certifiedIn struct {
	Roster string `query:"roster" required:"true" maxLength:"60" doc:"id"`
}

type certifiedOut struct{ Body Certified }

type missedIn struct {
	On    string `query:"on" required:"true" maxLength:"10" doc:"YYYY-MM-DD"`
	Queue string `query:"queue" maxLength:"60" doc:"id; left out: all queues of the day's rosters"`
	From  int    `query:"from" required:"true" doc:"minutes after midnight"`
	To    int    `query:"to" required:"true"`
}

type missedOut struct{ Body Missed }

type plansOut struct{ Body []Plan }

type planAddIn struct{ Body PlanRequest }

type planChangeIn struct {
	web.IfMatch
	ByID
	Body PlanRequest
}

type planOut struct {
	web.ETag
	Body Plan
}

func onePlan(p Plan, err error) (*planOut, error) {
	if err != nil {
		return nil, err
	}
	return &planOut{web.Tag(p.Rev), p}, nil
}

// Register declares the operations.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "running-day", Method: http.MethodGet, Path: "/intraday", Tags: tags, Summary: "The running day: what is foreseen of it, and what was done"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*todayOut, error) {
			out, err := s.Today(ctx)
			return &todayOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "foresee-running-day", Method: http.MethodPost, Path: "/intraday/outlooks", Tags: tags, Summary: "Foresee the rest of the day now"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*outlookOut, error) {
			out := &outlookOut{}
			var err error
			out.Body.Outlook, err = s.Foresee(ctx)
			return out, err
		})
	web.Register(api, huma.Operation{OperationID: "take-intraday-action", Method: http.MethodPost, Path: "/intraday/actions", Tags: tags, Summary: "Do what an outlook proposed", Extensions: web.ScopeCentre},
		PermissionAct, func(ctx context.Context, in *takeIn) (*actionOut, error) {
			a, err := s.Take(ctx, in.Body.OutlookID, in.Body.Proposal, in.Body.Note)
			return &actionOut{a}, err
		})
	web.Register(api, huma.Operation{OperationID: "end-intraday-action", Method: http.MethodPost, Path: "/intraday/actions/{id}/end", Tags: tags, Summary: "Take an action back before its time", Extensions: web.ScopeCentre},
		PermissionAct, func(ctx context.Context, in *ByID) (*actionOut, error) {
			a, err := s.End(ctx, in.ID)
			return &actionOut{a}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-intraday-actions", Method: http.MethodGet, Path: "/intraday/actions", Tags: tags, Summary: "What was done about running days, with its effect"},
		PermissionRead, func(ctx context.Context, in *actionsIn) (*actionsOut, error) {
			p, err := s.Actions(ctx, ListIn{From: in.From, To: in.To, Search: in.Search, Kind: in.Kind, Sort: in.Sort, Cursor: in.Cursor, Limit: in.Limit})
			return &actionsOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "day-levels", Method: http.MethodGet, Path: "/intraday/levels", Tags: tags, Summary: "Service levels of a rostered day, to find what was missed"},
		PermissionRead, func(ctx context.Context, in *levelsIn) (*levelsOut, error) {
			out, err := s.Levels(ctx, in.On)
			return &levelsOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "certified-and-happened", Method: http.MethodGet, Path: "/intraday/certified", Tags: tags, Summary: "What a roster's certificate said, and what happened"},
		PermissionRead, func(ctx context.Context, in *certifiedIn) (*certifiedOut, error) {
			out, err := s.Certified(ctx, in.Roster)
			return &certifiedOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "explain-miss", Method: http.MethodGet, Path: "/intraday/missed", Tags: tags, Summary: "Why a stretch of a day had another service level than its target"},
		PermissionRead, func(ctx context.Context, in *missedIn) (*missedOut, error) {
			out, err := s.Explain(ctx, in.On, in.Queue, in.From, in.To)
			return &missedOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "list-emergency-plans", Method: http.MethodGet, Path: "/intraday/plans", Tags: tags, Summary: "Emergency plans"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*plansOut, error) {
			all, err := s.Plans(ctx)
			return &plansOut{all}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-emergency-plan", Method: http.MethodPost, Path: "/intraday/plans", Tags: tags, Summary: "Add an emergency plan", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionAct, func(ctx context.Context, in *planAddIn) (*planOut, error) {
			return onePlan(s.SavePlan(ctx, "", in.Body, -1))
		})
	web.Register(api, huma.Operation{OperationID: "change-emergency-plan", Method: http.MethodPut, Path: "/intraday/plans/{id}", Tags: tags, Summary: "Change an emergency plan", Extensions: web.ScopeCentre},
		PermissionAct, func(ctx context.Context, in *planChangeIn) (*planOut, error) {
			rev, given, err := in.Rev()
			if err != nil {
				return nil, err
			}
			if !given {
				rev = -1
			}
			return onePlan(s.SavePlan(ctx, in.ID, in.Body, rev))
		})
}
