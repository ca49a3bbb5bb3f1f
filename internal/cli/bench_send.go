package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/lingting/lingting/internal/cli/load"
	"github.com/lingting/lingting/internal/telephony/sources"
)

const (
	// gather is how long the sender waits for more before it posts, as an
	// adapter beside a switch does; it is part of what is measured.
	gather = 20 * time.Millisecond
	// twiceEvery is how often a batch is sent twice, as by a sender that got no answer.
	twiceEvery = 50
)

// sender posts events to the intake, one batch after the other.
type sender struct {
	url, key string
	client   http.Client

	mu      sync.Mutex
	waiting []load.Event
	wake    chan struct{}
	idle    *sync.Cond // told when nothing waits and nothing is under way
	busy    bool

	batches, twice, refused int
	posts                   latencies
}

func newSender(url, key string) *sender {
	s := &sender{url: url, key: key, wake: make(chan struct{}, 1)}
	s.idle = sync.NewCond(&s.mu)
	return s
}

// put hands events over.
func (s *sender) put(events []load.Event) {
	if len(events) == 0 {
		return
	}
	s.mu.Lock()
	s.waiting = append(s.waiting, events...)
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// flushed waits until everything was taken, or ctx ends.
func (s *sender) flushed(ctx context.Context) {
	stop := context.AfterFunc(ctx, s.idle.Broadcast)
	defer stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for (len(s.waiting) > 0 || s.busy) && ctx.Err() == nil {
		s.idle.Wait()
	}
}

// run posts until ctx ends. What is refused for good is an error.
func (s *sender) run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-s.wake:
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(gather):
		}
		for {
			s.mu.Lock()
			n := min(len(s.waiting), sources.MostEvents)
			batch := s.waiting[:n:n]
			s.waiting = s.waiting[n:]
			s.busy = n > 0
			if n == 0 {
				s.idle.Broadcast()
			}
			s.mu.Unlock()
			if n == 0 {
				break
			}
			if err := s.post(ctx, batch); err != nil {
				if ctx.Err() == nil {
					return err
				}
				return nil //nolint:nilerr // asked to end, whatever that broke off
			}
		}
	}
}

func (s *sender) post(ctx context.Context, batch []load.Event) error {
	body, err := load.Body(batch)
	if err != nil {
		return err
	}
	s.batches++
	times := 1
	if s.batches%twiceEvery == 0 {
		times, s.twice = 2, s.twice+1
	}
	for times > 0 {
		began := time.Now()
		status, text, err := s.once(ctx, body)
		switch {
		case err == nil && status == http.StatusAccepted:
			s.posts.add(time.Since(began).Milliseconds())
			var taken sources.Taken
			if err := json.Unmarshal(text, &taken); err != nil || taken.Accepted != len(batch) {
				return fmt.Errorf("%d of %d events were taken: %s", taken.Accepted, len(batch), text)
			}
			times--
			continue
		case err == nil && status < 500 && status != http.StatusTooManyRequests:
			return fmt.Errorf("the intake answers %d %s", status, text)
		}
		s.refused++
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
	return nil
}

func (s *sender) once(ctx context.Context, body []byte) (int, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/api/v1/intake/events", bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Intake-Key", s.key)
	res, err := s.client.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	text, err := io.ReadAll(res.Body)
	return res.StatusCode, text, err
}
