package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/lingting/lingting/internal/telephony"
)

// The limits of the floor: from an event to the page that shows it at 99 of
// 100, and from the start of the program until a page shows the floor again.
var liveSizes = []struct {
	liveSize
	limitMs, rebuildMs int64
}{
	{liveSize{Agents: 1000, Rate: 200, Pages: 50, Hours: 6, Seed: 1}, 250, 5000},
	{liveSize{Agents: 5000, Rate: 500, Pages: 50, Hours: 4, Seed: 1}, 1000, 0},
}

// warmUp is how long events come before anything is measured.
const warmUp = 15 * time.Second

// errDiffers ends a run whose counts are not those of the source.
var errDiffers = errors.New("counts differ from what was told")

// liveResult is what was measured on one floor; times are milliseconds.
type liveResult struct {
	liveSize
	Seconds   float64 `json:"seconds"`
	PerSecond float64 `json:"events_per_second"`
	Shown     int     `json:"shown"` // events × pages that showed them
	P50       int64   `json:"p50_ms"`
	P95       int64   `json:"p95_ms"`
	P99       int64   `json:"p99_ms"`
	Most      int64   `json:"most_ms"`
	Unseen    int     `json:"unseen"`
	Limit     int64   `json:"limit_ms,omitempty"`
	TakenP99  int64   `json:"intake_p99_ms"` // of a request of the intake
	Refused   int     `json:"refused"`       // requests told to come again
	Cores     float64 `json:"cores"`         // the server kept busy
	Resident  float64 `json:"resident_mb"`
	KBPerPage float64 `json:"kb_per_page_and_second"`
	Rebuilt   int64   `json:"rebuilt_ms"`
	RebuiltIn int64   `json:"rebuilt_limit_ms,omitempty"`
	Changed   int     `json:"changed_by_restart"` // rows of agents and queues
}

// liveFlags choose what is measured.
type liveFlags struct {
	size    liveSize
	only    bool // this size
	last    time.Duration
	soak    time.Duration
	profile string
	stay    bool
	asJSON  bool
}

func (f *liveFlags) check() error {
	switch {
	case f.size.Agents < 1 || f.size.Agents > 20_000:
		return usageError{errors.New("--agents must be 1 to 20000")}
	case !(f.size.Rate > 0 && f.size.Rate <= 10_000):
		return usageError{errors.New("--rate must be more than 0 and at most 10000")}
	case f.size.Pages < 1 || f.size.Pages > 2000:
		return usageError{errors.New("--pages must be 1 to 2000")}
	case !(f.size.Hours >= 0.02 && f.size.Hours <= 12):
		return usageError{errors.New("--hours must be 0.02 to 12")}
	case f.last < time.Second || f.soak < 0:
		return usageError{errors.New("--last must be at least a second")}
	}
	return nil
}

func (e *Env) benchLive(ctx context.Context, f liveFlags) error {
	sizes := slices.Clone(liveSizes)
	if f.only {
		sizes = sizes[:1]
		sizes[0].liveSize, sizes[0].limitMs, sizes[0].rebuildMs = f.size, 0, 0
		for _, known := range liveSizes {
			if k := known.liveSize; k.Agents == f.size.Agents && k.Rate == f.size.Rate && k.Pages == f.size.Pages {
				sizes[0].limitMs, sizes[0].rebuildMs = known.limitMs, known.rebuildMs
			}
		}
	}
	if !f.asJSON {
		fmt.Fprintln(e.Out, "from an event to the page that shows it, in ms; the server has two cores, which it may share with pages and sender")
	}
	var results []liveResult
	var differ error
	for _, size := range sizes {
		r, err := e.measureLive(ctx, size.liveSize, f)
		if err != nil && !errors.Is(err, errDiffers) {
			return err
		}
		differ = errors.Join(differ, err)
		r.Limit, r.RebuiltIn = size.limitMs, size.rebuildMs
		results = append(results, r)
		if !f.asJSON {
			r.print(e)
		}
	}
	if f.asJSON {
		return errors.Join(json.NewEncoder(e.Out).Encode(results), differ)
	}
	return differ
}

// whereabouts is how a browser gets at a floor that stays.
type whereabouts struct {
	URL    string `json:"url"`
	Board  string `json:"board"` // id of a board whose tiles are all agents
	Cookie string `json:"cookie"`
	Value  string `json:"value"`
}

// stay sets a floor up, tells where it is, and lets it work until ctx ends.
func (e *Env) stay(ctx context.Context, size liveSize) error {
	s, err := e.newStage(ctx, size)
	if err != nil {
		return err
	}
	defer s.remove()
	w, err := s.begin(ctx)
	if err != nil {
		return err
	}
	w.tell(ctx, w.Rate)
	who := s.viewers[0] // sees the whole centre
	err = json.NewEncoder(e.Out).Encode(whereabouts{w.server.url, s.board, who.cookie.Name, who.cookie.Value})
	for err == nil && ctx.Err() == nil {
		err = w.rest(ctx, time.Hour)
	}
	if ctx.Err() != nil {
		err = nil
	}
	return errors.Join(err, w.end())
}

func (e *Env) measureLive(ctx context.Context, size liveSize, f liveFlags) (r liveResult, err error) {
	s, err := e.newStage(ctx, size)
	if err != nil {
		return r, err
	}
	defer s.remove()
	s.profile = f.profile
	w, err := s.begin(ctx)
	if err != nil {
		return r, err
	}
	defer func() {
		if w != nil {
			err = errors.Join(err, w.end())
		}
	}()
	if r, err = w.measure(ctx, f.last); err != nil {
		return r, err
	}
	before := w.settled(ctx)
	if err := w.end(); err != nil {
		w = nil
		return r, err
	}
	began := time.Now()
	s.profile = ""
	if w, err = s.begin(ctx); err != nil {
		return r, err
	}
	r.Rebuilt = time.Since(began).Milliseconds()
	changed := changedRows(before, w.settled(ctx))
	for _, text := range changed[:min(len(changed), 5)] {
		fmt.Fprintln(e.Err, "changed by the restart:", text)
	}
	r.Changed = len(changed)
	if err := w.end(); err != nil {
		w = nil
		return r, err
	}
	w = nil
	c, err := s.count(ctx)
	if err != nil {
		return r, err
	}
	if len(c.differences) > 0 {
		c.print(e.Out)
		return r, errDiffers
	}
	return r, nil
}

// measure lets the centre work and gives what the pages saw.
func (w *show) measure(ctx context.Context, last time.Duration) (r liveResult, err error) {
	r.liveSize = w.liveSize
	w.tell(ctx, w.Rate)
	if err := w.rest(ctx, warmUp); err != nil {
		return r, err
	}
	began, told := time.Now(), w.work.Truth().Events
	before, err := w.server.usage(ctx)
	if err != nil {
		return r, err
	}
	for _, p := range w.pages {
		p.measureFrom(began.UnixMilli())
	}
	if err := w.rest(ctx, last); err != nil {
		return r, err
	}
	after, err := w.server.usage(ctx)
	if err != nil {
		return r, err
	}
	r.Seconds = time.Since(began).Seconds()
	w.quiet(ctx, false)
	r.PerSecond = float64(w.work.Truth().Events-told) / r.Seconds
	r.Cores, r.Resident = (after.CPUSeconds-before.CPUSeconds)/r.Seconds, after.ResidentMB
	all := w.latencies()
	r.Shown, r.P50, r.P95, r.P99, r.Most = int(all.n), all.share(0.5), all.share(0.95), all.share(0.99), all.most
	r.Unseen, r.TakenP99, r.Refused = w.unseen(time.Now().UnixMilli()), w.sender.posts.share(0.99), w.sender.refused
	for _, p := range w.pages {
		r.KBPerPage += float64(p.bytes) / 1024 / r.Seconds / float64(len(w.pages))
	}
	return r, nil
}

func (w *show) latencies() *latencies {
	all := &latencies{}
	for _, p := range w.pages {
		p.mu.Lock()
		all.join(&p.seen.agent)
		all.join(&p.seen.queue)
		p.mu.Unlock()
	}
	return all
}

// shownRows is what a page that sees the whole centre shows.
type shownRows struct {
	agents map[string]agentShown
	queues map[string]queueShown
}

func (w *show) rows() shownRows {
	for _, p := range w.pages {
		if !p.centre {
			continue
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		r := shownRows{map[string]agentShown{}, map[string]queueShown{}}
		for k, a := range p.agents {
			r.agents[k] = a
		}
		for k, q := range p.queues {
			r.queues[k] = q
		}
		return r
	}
	return shownRows{}
}

// settled gives the rows once nothing changes any more: a page behind the
// floor, or a floor behind its log, is no change by a restart.
func (w *show) settled(ctx context.Context) shownRows {
	rows := w.rows()
	for end := time.Now().Add(time.Minute); ctx.Err() == nil && time.Now().Before(end); {
		time.Sleep(2 * time.Second)
		last := rows
		if rows = w.rows(); len(changedRows(last, rows)) == 0 {
			break
		}
	}
	return rows
}

// changedRows lists rows that are not what they were. Where in a talk a hold
// lay is known of open contacts only, and a hold that ended counts as talking
// after a restart; only the instant may differ then.
func changedRows(before, after shownRows) (changed []string) {
	for no, a := range before.agents {
		if b := after.agents[no]; a != b && !(a.State == telephony.StateTalking && b.State == telephony.StateTalking) {
			changed = append(changed, fmt.Sprintf("agent %s: %s since %d, was %s since %d", no, b.State, b.Since, a.State, a.Since))
		}
	}
	for code, a := range before.queues {
		if b := after.queues[code]; a != b {
			changed = append(changed, fmt.Sprintf("%s: %+v, was %+v", code, b, a))
		}
	}
	for no := range after.agents {
		if _, was := before.agents[no]; !was {
			changed = append(changed, "agent "+no+" was not there")
		}
	}
	slices.Sort(changed)
	return changed
}

func (r *liveResult) print(e *Env) {
	verdict := func(v, limit int64) string {
		switch {
		case limit == 0:
			return "no limit"
		case v <= limit:
			return fmt.Sprintf("limit %d, held", limit)
		}
		return fmt.Sprintf("limit %d, NOT HELD", limit)
	}
	t := tabwriter.NewWriter(e.Out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "agents\tpages\tevents/s\tp50\tp95\tp99\tmost\tshown\tnot shown\tintake p99\trefused\tcores\tMB\tKB/s a page\trebuilt in\trows changed\t")
	fmt.Fprintf(t, "%d\t%d\t%.0f\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%.2f\t%.0f\t%.1f\t%d\t%d\t\n", r.Agents, r.Pages, r.PerSecond, r.P50, r.P95, r.P99, r.Most, r.Shown, r.Unseen,
		r.TakenP99, r.Refused, r.Cores, r.Resident, r.KBPerPage, r.Rebuilt, r.Changed)
	_ = t.Flush()
	fmt.Fprintf(e.Out, "%d agents, %.0f events/s: event to page p99 %d ms (%s); floor rebuilt after a restart in %d ms (%s)\n", r.Agents, r.Rate, r.P99, verdict(r.P99, r.Limit),
		r.Rebuilt, verdict(r.Rebuilt, r.RebuiltIn))
	fmt.Fprintln(e.Out, strings.Repeat("-", 40))
}
