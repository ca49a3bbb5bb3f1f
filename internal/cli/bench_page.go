package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// floorMessage is what the measurement reads of a message of the floor.
type floorMessage struct {
	Whole bool `json:"whole"`
	Head  *struct {
		Day      string `json:"day"`
		Building bool   `json:"building"`
	} `json:"head"`
	Queues []queueShown `json:"queues"`
	Agents []agentShown `json:"agents"`
}

type queueShown struct {
	Code      string  `json:"code"`
	Waiting   int     `json:"waiting"`
	Offered   float64 `json:"offered"`
	Answered  float64 `json:"answered"`
	Abandoned float64 `json:"abandoned"`
}

func (q *queueShown) index() int { return place(strings.TrimPrefix(q.Code, "queue-"), 0) }

type agentShown struct {
	No    string `json:"no"`
	State string `json:"state"`
	Since int64  `json:"since"`
}

func (a *agentShown) index() int { return place(a.No, 100000) }

// place reads a number less the first one; -1 when it is none.
func place(text string, first int) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n - first
}

// openPage is one open board or floor: a browser's part of the stream.
type openPage struct {
	viewer
	mu       sync.Mutex // everything below
	seen     seen
	messages int
	bytes    int64
	opened   int // how many times the stream was opened
	queues   map[string]queueShown
	agents   map[string]agentShown
	day      string
}

func openPageOf(v viewer, told *toldSoFar) *openPage {
	return &openPage{viewer: v, seen: seen{told: told}, queues: map[string]queueShown{}, agents: map[string]agentShown{}}
}

// follow reads the stream until ctx ends, and again when it ended.
func (p *openPage) follow(ctx context.Context, url string) error {
	for ctx.Err() == nil {
		if err := p.read(ctx, url); err != nil && ctx.Err() == nil {
			return fmt.Errorf("%s: %w", p.login, err)
		}
	}
	return nil
}

func (p *openPage) read(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"/api/v1/live/stream", nil)
	if err != nil {
		return err
	}
	req.AddCookie(p.cookie)
	// Every page has a connection of its own, as every browser has.
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	res, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("the stream answers %s", res.Status)
	}
	p.mu.Lock()
	p.opened++
	p.mu.Unlock()
	lines := bufio.NewScanner(res.Body)
	lines.Buffer(make([]byte, 64<<10), 32<<20)
	whole := false
	for lines.Scan() {
		data, ok := bytes.CutPrefix(lines.Bytes(), []byte("data: "))
		if !ok {
			continue
		}
		at := time.Now().UnixMilli()
		var f floorMessage
		if err := json.Unmarshal(data, &f); err != nil {
			return fmt.Errorf("a message cannot be read: %w", err)
		}
		whole = p.take(&f, at, len(data), whole)
	}
	return lines.Err()
}

// take takes a message; begun says whether the page has everything.
func (p *openPage) take(f *floorMessage, atMs int64, size int, begun bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.messages++
	p.bytes += int64(size)
	if f.Head != nil {
		if f.Head.Building {
			return begun
		}
		p.day = f.Head.Day
	}
	if f.Whole {
		clear(p.queues)
		clear(p.agents)
	}
	for _, q := range f.Queues {
		p.queues[q.Code] = q
	}
	for _, a := range f.Agents {
		p.agents[a.No] = a
	}
	switch {
	case begun:
		p.seen.take(f, atMs)
	case f.Whole:
		p.seen.begin(f)
		return true
	}
	return begun
}

// ready reports whether the page shows the floor.
func (p *openPage) ready() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen.agents != nil
}

// measureFrom forgets what was measured and measures events from an instant on.
func (p *openPage) measureFrom(ms int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen.agent, p.seen.queue, p.seen.fromMs, p.messages, p.bytes = latencies{}, latencies{}, ms, 0, 0
}
