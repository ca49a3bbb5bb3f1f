package live

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/lingting/lingting/internal/kit/web"
)

var tags = []string{"Floor"}

const (
	streamStall = 10 * time.Second // a page that takes nothing for so long is left
	streamCheck = 5 * time.Second  // a link is looked at so often
	streamLimit = 15 * time.Minute // then the page connects again and is checked again
)

type frameOut struct{ Body Frame }

type agentIn struct {
	ID string `path:"id" maxLength:"200"`
}

type agentDayOut struct{ Body AgentDay }

type noteIn struct {
	ID   string `path:"id" maxLength:"200"`
	Key  string `header:"Idempotency-Key" maxLength:"64" doc:"makes a repeated request one note"`
	Body noteBody
}

type noteBody struct {
	Kind string `json:"kind" enum:"note,talked"`
	Text string `json:"text,omitempty" maxLength:"500"`
}

type actionOut struct{ Body Action }

// Register declares the operations of the floor.
func (s *Service) Register(api huma.API) {
	web.Register(api, huma.Operation{OperationID: "floor", Method: http.MethodGet, Path: "/live/floor", Tags: tags,
		Summary: "The floor now: queues, agents, alarms"},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*frameOut, error) {
			f, err := s.Snapshot(ctx)
			return &frameOut{f}, err
		})
	web.Register(api, huma.Operation{OperationID: "floor-stream", Method: http.MethodGet, Path: "/live/stream", Tags: tags,
		Summary:     "Follow the floor (server-sent events)",
		Description: "Events named `floor` carry a Frame: first everything, then what changed, at most ten a second and at least one. The stream ends after a while; connect again.",
		Responses:   streamResponses()},
		PermissionRead, func(ctx context.Context, _ *struct{}) (*huma.StreamResponse, error) {
			sub, err := s.Follow(ctx)
			if err != nil {
				return nil, err
			}
			return s.stream(sub, nil), nil
		})
	web.Register(api, huma.Operation{OperationID: "agent-day", Method: http.MethodGet, Path: "/live/agents/{id}", Tags: tags, Extensions: web.ScopePeople,
		Summary: "An agent's states since the day began, and the notes about them"},
		PermissionRead, func(ctx context.Context, in *agentIn) (*agentDayOut, error) {
			d, err := s.AgentDay(ctx, in.ID)
			return &agentDayOut{d}, err
		})
	web.Register(api, huma.Operation{OperationID: "note-agent", Method: http.MethodPost, Path: "/live/agents/{id}/notes", Tags: tags, Extensions: web.ScopePeople,
		Summary: "Note something about an agent; agents never see it", DefaultStatus: http.StatusCreated},
		PermissionAct, func(ctx context.Context, in *noteIn) (*actionOut, error) {
			a, err := s.NoteAgent(ctx, in.ID, in.Body.Kind, in.Body.Text, in.Key)
			return &actionOut{a}, err
		})
	s.registerAlarms(api)
	s.registerThresholds(api)
	s.registerBoards(api)
}

func streamResponses() map[string]*huma.Response {
	return map[string]*huma.Response{"200": {
		Description: "Events",
		Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: "string"}}},
	}}
}

// stream writes a subscriber's messages until the page goes, or what let it in
// does not hold any more.
func (s *Service) stream(sub *Subscriber, held func() bool) *huma.StreamResponse {
	return &huma.StreamResponse{Body: func(hc huma.Context) {
		defer s.Leave(sub)
		r, w := humago.Unwrap(hc)
		ctl := http.NewResponseController(w)
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("X-Accel-Buffering", "no")
		w.WriteHeader(http.StatusOK)
		if _, err := fmt.Fprint(w, "retry: 1000\n\n"); err != nil || ctl.Flush() != nil {
			return
		}
		defer ctl.SetWriteDeadline(time.Time{}) //nolint:errcheck // the connection may be gone
		end := time.NewTimer(streamLimit)
		defer end.Stop()
		again := time.NewTicker(streamCheck)
		defer again.Stop()
		for {
			select {
			case <-again.C:
				if held != nil && !held() {
					return
				}
			case <-r.Context().Done():
				return
			case <-end.C:
				return
			case frame, open := <-sub.Frames():
				if !open {
					return
				}
				_ = ctl.SetWriteDeadline(s.clk.Now().Add(streamStall))
				if _, err := w.Write(frame); err != nil || ctl.Flush() != nil {
					return
				}
			}
		}
	}}
}
