package contract

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/web"
)

var tags = []string{"Performance contracts"}

// ByID is exported for the HTTP framework, which reads only exported embedded structs.
type ByID struct {
	ID string `path:"id" maxLength:"60"`
}

// Filters is exported for the same reason.
type Filters struct {
	From    string `query:"from" maxLength:"10" doc:"contracts whose period touches the days from here"`
	To      string `query:"to" maxLength:"10"`
	Search  string `query:"search" maxLength:"100" doc:"part of the name, agent number or position"`
	Team    string `query:"team" maxLength:"60" doc:"id"`
	State   string `query:"state" enum:"draft,proposed,countered,agreed,running,scored,signed,closed,withdrawn"`
	Waiting bool   `query:"waiting" doc:"only where somebody has to do something: an answer, an appeal, a change, a signature"`
	Sort    string `query:"sort" maxLength:"20" doc:"agent, name, team, position, from, state or total; a leading - turns it round"`
}

func (f *Filters) asked() ListIn {
	return ListIn{From: f.From, To: f.To, Search: f.Search, Team: f.Team, State: f.State, Waiting: f.Waiting, Sort: f.Sort}
}

type listIn struct {
	web.PageIn
	Filters
}

type listOut struct{ Body page.Of[Head] }

type ownOut struct {
	Body struct {
		Linked    bool   `json:"linked" doc:"the account belongs to a person"`
		Contracts []Head `json:"contracts" nullable:"false"`
	}
}

type viewOut struct {
	web.ETag
	Body View
}

type drawnOut struct{ Body DrawnUp }

type saveIn struct {
	web.IfMatch
	ByID
	Body Terms
}

type wordsIn struct {
	web.IfMatch
	ByID
	Body struct {
		Words string `json:"words,omitempty" maxLength:"8000"`
	}
}

type proposeIn struct {
	web.IfMatch
	ByID
	Body struct {
		Words  string `json:"words,omitempty" maxLength:"8000"`
		Accept bool   `json:"accept,omitempty" doc:"take what the person countered: both have signed it then"`
	}
}

type bulkIn struct {
	Body struct {
		IDs   []string `json:"ids" maxItems:"2000"`
		Words string   `json:"words,omitempty" maxLength:"8000"`
	}
}

type changeIn struct {
	web.IfMatch
	ByID
	Body ChangeIn
}

type linesOut struct{ Body []Line }

type templatesOut struct{ Body []Template }

type templateOut struct {
	web.ETag
	Body Template
}

type templateAddIn struct{ Body TemplateRequest }

type templateChangeIn struct {
	web.IfMatch
	ByID
	Body TemplateRequest
}

type jobOut struct {
	Body struct {
		JobID string `json:"job_id"`
	}
}

func one(v View, err error) (*viewOut, error) {
	if err != nil {
		return nil, err
	}
	return &viewOut{web.Tag(v.Rev), v}, nil
}

func oneTemplate(t Template, err error) (*templateOut, error) {
	if err != nil {
		return nil, err
	}
	return &templateOut{web.Tag(t.Rev), t}, nil
}

// revision is the one the caller has read, or -1.
func revision(m web.IfMatch) (int64, error) {
	rev, given, err := m.Rev()
	if err != nil || given {
		return rev, err
	}
	return -1, nil
}

// Register declares the operations of the module.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-contracts", Method: http.MethodGet, Path: "/contracts", Tags: tags, Summary: "Performance contracts of people", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *listIn) (*listOut, error) {
			asked := in.asked()
			asked.Cursor, asked.Limit = in.Cursor, in.Limit
			p, err := s.List(ctx, asked)
			return &listOut{p}, err
		})
	web.Register(api, huma.Operation{OperationID: "get-contract", Method: http.MethodGet, Path: "/contracts/{id}", Tags: tags, Summary: "A contract with its numbers, signatures and ledger", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *ByID) (*viewOut, error) { return one(s.Get(ctx, in.ID)) })
	web.Register(api, huma.Operation{OperationID: "list-contract-target-lines", Method: http.MethodGet, Path: "/contracts/{id}/target-lines", Tags: tags, Summary: "Lines made of the targets of whom a contract is about", Extensions: web.ScopePeople},
		PermissionRead, func(ctx context.Context, in *ByID) (*linesOut, error) {
			lines, err := s.TargetLines(ctx, in.ID)
			return &linesOut{lines}, err
		})
	web.Register(api, huma.Operation{OperationID: "draw-up-contracts", Method: http.MethodPost, Path: "/contracts", Tags: tags, Summary: "Draw up contracts for people, from a template or with lines", DefaultStatus: http.StatusCreated, Extensions: web.ScopePeople},
		PermissionManage, func(ctx context.Context, in *struct{ Body Request }) (*drawnOut, error) {
			out, err := s.DrawUp(ctx, in.Body)
			return &drawnOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "save-contract", Method: http.MethodPut, Path: "/contracts/{id}", Tags: tags, Summary: "Change the lines of a contract that is not agreed", Extensions: web.ScopePeople},
		PermissionManage, func(ctx context.Context, in *saveIn) (*viewOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return one(s.Save(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "propose-contract", Method: http.MethodPost, Path: "/contracts/{id}/proposal", Tags: tags, Summary: "Sign for the superior and propose, or accept what was countered", Extensions: web.ScopePeople},
		PermissionManage, func(ctx context.Context, in *proposeIn) (*viewOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			if in.Body.Accept {
				return one(s.AcceptCounter(ctx, in.ID, in.Body.Words, rev))
			}
			return one(s.Propose(ctx, in.ID, in.Body.Words, rev))
		})
	web.Register(api, huma.Operation{OperationID: "propose-contracts", Method: http.MethodPost, Path: "/contract-proposals", Tags: tags, Summary: "Propose several contracts", Extensions: web.ScopePeople},
		PermissionManage, func(ctx context.Context, in *bulkIn) (*drawnOut, error) {
			out, err := s.ProposeAll(ctx, in.Body.IDs, in.Body.Words)
			return &drawnOut{out}, err
		})
	web.Register(api, huma.Operation{OperationID: "withdraw-contract", Method: http.MethodPost, Path: "/contracts/{id}/withdrawal", Tags: tags, Summary: "Give up a contract that is not agreed", Extensions: web.ScopePeople},
		PermissionManage, s.withWords(s.Withdraw))
	web.Register(api, huma.Operation{OperationID: "change-contract", Method: http.MethodPost, Path: "/contracts/{id}/changes", Tags: tags, Summary: "Propose new lines from a day of the period on", Extensions: web.ScopePeople},
		PermissionManage, func(ctx context.Context, in *changeIn) (*viewOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return one(s.ProposeChange(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "score-contract", Method: http.MethodPost, Path: "/contracts/{id}/score", Tags: tags, Summary: "Score a contract that is over, or hold its ledger against the numbers of today", Extensions: web.ScopePeople},
		PermissionManage, func(ctx context.Context, in *ByID) (*viewOut, error) { return one(s.Score(ctx, in.ID)) })
	web.Register(api, huma.Operation{OperationID: "sign-off-contract", Method: http.MethodPost, Path: "/contracts/{id}/sign-off", Tags: tags, Summary: "Sign the total, for the superior", Extensions: web.ScopePeople},
		PermissionManage, s.withWords(s.SignOff))
	web.Register(api, huma.Operation{OperationID: "decide-contract-appeal", Method: http.MethodPost, Path: "/contracts/{id}/appeals/{appeal}/decision", Tags: tags, Summary: "Decide an appeal", Extensions: web.ScopeCentre},
		PermissionDecide, func(ctx context.Context, in *struct {
			web.IfMatch
			ByID
			Appeal string `path:"appeal" maxLength:"60"`
			Body   DecideIn
		}) (*viewOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return one(s.Decide(ctx, in.ID, in.Appeal, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "score-contracts", Method: http.MethodPost, Path: "/contract-scorings", Tags: tags, Summary: "Compute all contracts that run or are over, as a job", DefaultStatus: http.StatusAccepted, Extensions: web.ScopeCentre},
		PermissionManage, func(ctx context.Context, _ *struct{}) (*jobOut, error) {
			out := &jobOut{}
			var err error
			out.Body.JobID, err = s.StartScoring(ctx)
			return out, err
		})
	s.registerTemplates(api)
	s.registerFiles(api)
	s.registerOwn(api)
}

// withWords is a step that takes nothing but words.
func (s *Service) withWords(do func(ctx context.Context, id, words string, rev int64) (View, error)) func(context.Context, *wordsIn) (*viewOut, error) {
	return func(ctx context.Context, in *wordsIn) (*viewOut, error) {
		rev, err := revision(in.IfMatch)
		if err != nil {
			return nil, err
		}
		return one(do(ctx, in.ID, in.Body.Words, rev))
	}
}

func (s *Service) registerTemplates(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "list-contract-templates", Method: http.MethodGet, Path: "/contract-templates", Tags: tags, Summary: "What contracts are drawn up from"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*templatesOut, error) {
			all, err := s.Templates(ctx)
			return &templatesOut{all}, err
		})
	web.Register(api, huma.Operation{OperationID: "add-contract-template", Method: http.MethodPost, Path: "/contract-templates", Tags: tags, Summary: "Add a template", DefaultStatus: http.StatusCreated, Extensions: web.ScopeCentre},
		PermissionManage, func(ctx context.Context, in *templateAddIn) (*templateOut, error) {
			return oneTemplate(s.SaveTemplate(ctx, "", in.Body, -1))
		})
	web.Register(api, huma.Operation{OperationID: "change-contract-template", Method: http.MethodPut, Path: "/contract-templates/{id}", Tags: tags, Summary: "Change a template; contracts drawn up stay", Extensions: web.ScopeCentre},
		PermissionManage, func(ctx context.Context, in *templateChangeIn) (*templateOut, error) {
			rev, err := revision(in.IfMatch)
			if err != nil {
				return nil, err
			}
			return oneTemplate(s.SaveTemplate(ctx, in.ID, in.Body, rev))
		})
	web.Register(api, huma.Operation{OperationID: "delete-contract-template", Method: http.MethodDelete, Path: "/contract-templates/{id}", Tags: tags, Summary: "Delete a template", DefaultStatus: http.StatusNoContent, Extensions: web.ScopeCentre},
		PermissionManage, func(ctx context.Context, in *ByID) (*struct{}, error) { return nil, s.DropTemplate(ctx, in.ID) })
}
