package web

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

const (
	eventBeat  = 20 * time.Second // a comment keeps proxies from closing the stream
	eventStall = 10 * time.Second // a page that takes nothing for so long is left
	eventLimit = 15 * time.Minute // then the page connects again and is checked again
)

// Hub wakes open pages: it says which topic changed, never what. A page then
// asks again, with its own permissions.
type Hub struct {
	mu     sync.Mutex
	subs   map[*subscriber]bool
	closed bool
}

type subscriber struct {
	topics []string // empty: all
	mu     sync.Mutex
	due    []string
	bell   chan struct{}
}

// NewHub is a hub nobody listens to yet.
func NewHub() *Hub { return &Hub{subs: map[*subscriber]bool{}} }

// Wake tells the pages that show the topics to ask again. It never blocks;
// topics woken several times before a page was told are told once.
func (h *Hub) Wake(topics ...string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for s := range h.subs {
		s.wake(topics)
	}
}

func (s *subscriber) wake(topics []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rung := false
	for _, t := range topics {
		if (len(s.topics) == 0 || slices.Contains(s.topics, t)) && !slices.Contains(s.due, t) {
			s.due = append(s.due, t)
			rung = true
		}
	}
	if rung {
		select {
		case s.bell <- struct{}{}:
		default:
		}
	}
}

func (s *subscriber) take() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	due := s.due
	s.due = nil
	return due
}

// Subscribe gives a bell that rings when one of the topics (none: any) was
// woken, and a function that takes the topics due. leave ends it. The bell is
// closed with the hub.
func (h *Hub) Subscribe(topics ...string) (bell <-chan struct{}, take func() []string, leave func()) {
	s := &subscriber{topics: topics, bell: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		close(s.bell)
	} else {
		h.subs[s] = true
	}
	return s.bell, s.take, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.subs, s)
	}
}

// Listeners is how many subscriptions are open.
func (h *Hub) Listeners() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.subs)
}

// Close ends every subscription.
func (h *Hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return
	}
	h.closed = true
	for s := range h.subs {
		close(s.bell)
		delete(h.subs, s)
	}
}

type eventsIn struct {
	Topics string `query:"topics" doc:"Comma-separated topics to hear of; empty: all" example:"contacts,jobs"`
}

func (s *Server) registerEvents() {
	Register(s.API, huma.Operation{
		OperationID: "events", Method: http.MethodGet, Path: "/events",
		Summary:     "Hear what changed (server-sent events)",
		Description: "Each event is named `changed` and carries `{\"topic\":\"…\"}`. The stream ends after a while; connect again.",
		Tags:        []string{"Server"},
		Responses: map[string]*huma.Response{"200": {
			Description: "Events",
			Content:     map[string]*huma.MediaType{"text/event-stream": {Schema: &huma.Schema{Type: "string"}}},
		}},
	}, "", func(_ context.Context, in *eventsIn) (*huma.StreamResponse, error) {
		var topics []string
		if in.Topics != "" {
			topics = strings.Split(in.Topics, ",")
		}
		return &huma.StreamResponse{Body: func(hc huma.Context) { s.stream(hc, topics) }}, nil
	})
}

func (s *Server) stream(hc huma.Context, topics []string) {
	r, w := humago.Unwrap(hc)
	ctl := http.NewResponseController(w)
	bell, take, leave := s.Events.Subscribe(topics...)
	defer leave()
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	if _, err := fmt.Fprint(w, "retry: 2000\n\n"); err != nil || ctl.Flush() != nil {
		return
	}
	defer ctl.SetWriteDeadline(time.Time{}) //nolint:errcheck // the connection may be gone
	beat := time.NewTicker(eventBeat)
	defer beat.Stop()
	end := time.NewTimer(eventLimit)
	defer end.Stop()
	for {
		select {
		case <-r.Context().Done():
			return
		case <-end.C:
			return
		case <-beat.C:
			_ = ctl.SetWriteDeadline(s.opts.Clock.Now().Add(eventStall))
			if _, err := fmt.Fprint(w, ": still here\n\n"); err != nil {
				return
			}
		case _, open := <-bell:
			if !open {
				return
			}
			_ = ctl.SetWriteDeadline(s.opts.Clock.Now().Add(eventStall))
			for _, t := range take() {
				if _, err := fmt.Fprintf(w, "event: changed\ndata: {\"topic\":%q}\n\n", t); err != nil {
					return
				}
			}
		}
		if ctl.Flush() != nil {
			return
		}
	}
}
