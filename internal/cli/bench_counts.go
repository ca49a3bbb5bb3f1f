package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/lingting/lingting/internal/app"
	"github.com/lingting/lingting/internal/cli/load"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// difference is a count that is not what was told.
type difference struct {
	what       string
	told, have int
}

// counted is what the store has, held against what was told.
type counted struct {
	events, entered, answered, abandoned [2]int // told, in the store
	queues, agents                       int    // looked at
	differences                          []difference
}

func (c *counted) hold(what string, told, have int) {
	if told != have {
		c.differences = append(c.differences, difference{what, told, have})
	}
}

// count holds the store against what was told: events by queue and by agent,
// and the contacts the numbers count. The server must be down.
func (s *stage) count(ctx context.Context) (c counted, err error) {
	truth := s.work.Truth()
	err = s.open(ctx, func(ctx context.Context, a *app.App) error {
		if err := foldRest(ctx, a); err != nil {
			return err
		}
		kept, err := a.Ingest.Kept(ctx, benchSource)
		if err != nil {
			return err
		}
		if err := a.Rollup.Settle(ctx); err != nil {
			return err
		}
		byQueue, err := s.numbers(ctx, a, metric.ByQueue)
		if err != nil {
			return err
		}
		byAgent, err := s.numbers(ctx, a, metric.ByAgent)
		if err != nil {
			return err
		}
		c.compare(truth, kept.Events, kept.Queues, kept.Agents, byQueue, byAgent)
		return nil
	})
	return c, err
}

// foldRest folds what the event log has and the server had not folded when it
// was stopped, as its next start would.
func foldRest(ctx context.Context, a *app.App) error {
	info, err := a.Bus.Info(ctx, ingest.Stream)
	if err != nil {
		return err
	}
	run, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- a.Ingest.Run(run, ingest.AllParts(), nil) }()
	err = a.Ingest.Wait(ctx, info.Last)
	stop()
	return errors.Join(err, <-ended)
}

// numbers are offered, answered and abandoned by code.
func (s *stage) numbers(ctx context.Context, a *app.App, by metric.Dimension) (map[string][3]int, error) {
	from, to := time.Now().AddDate(0, 0, -2).Format(time.DateOnly), time.Now().AddDate(0, 0, 1).Format(time.DateOnly)
	answer, err := a.Metric.Query(ctx, metric.Query{From: from, To: to, Grain: metric.GrainTotal, By: []metric.Dimension{by}, Metrics: []string{"offered", "answered", "abandoned"}})
	if err != nil {
		return nil, err
	}
	out := map[string][3]int{}
	for i := range answer.Rows {
		r := &answer.Rows[i]
		out[r.Dims[by].Code] = [3]int{int(r.Values.Of("offered").Num), int(r.Values.Of("answered").Num), int(r.Values.Of("abandoned").Num)}
	}
	return out, nil
}

func (c *counted) compare(truth load.Truth, events int, queues, agents map[string]map[telephony.Kind]int, byQueue, byAgent map[string][3]int) {
	all := func(kinds map[telephony.Kind]int) (n int) {
		for _, k := range kinds {
			n += k
		}
		return n
	}
	c.events = [2]int{truth.Events, events}
	c.hold("events", truth.Events, events)
	for i, q := range truth.Queues {
		code := load.QueueCode(i)
		c.hold(code+" events", q.Events, all(queues[code]))
		c.hold(code+" entered", q.Entered, queues[code][telephony.KindEnqueued])
		c.hold(code+" offered", q.Entered, byQueue[code][0])
		c.hold(code+" answered", q.Answered, byQueue[code][1])
		c.hold(code+" abandoned", q.Abandoned, byQueue[code][2])
		for k, v := range [...]int{q.Entered, q.Answered, q.Abandoned} {
			sum := [...]*[2]int{&c.entered, &c.answered, &c.abandoned}[k]
			sum[0] += v
			sum[1] += byQueue[code][k]
		}
		c.queues++
	}
	for i, g := range truth.Agents {
		no := load.AgentNo(i)
		c.hold(no+" events", g.Events, all(agents[no]))
		c.hold(no+" answered", g.Answered, byAgent[no][1])
		c.agents++
	}
}

// print shows the sums and what differs.
func (c *counted) print(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\ttold\tin the store\tdifference\t")
	for _, row := range []struct {
		name string
		v    [2]int
	}{{"events", c.events}, {"contacts offered", c.entered}, {"answered", c.answered}, {"abandoned", c.abandoned}} {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t\n", row.name, row.v[0], row.v[1], row.v[1]-row.v[0])
	}
	_ = t.Flush()
	fmt.Fprintf(w, "%d queues and %d agents were held against what was told, event by event: %d counts differ\n", c.queues, c.agents, len(c.differences))
	for _, d := range slices.Compact(c.differences[:min(len(c.differences), 30)]) {
		fmt.Fprintf(w, "  %s: told %d, in the store %d\n", d.what, d.told, d.have)
	}
}

// shown holds what a page that sees the whole centre shows of the queues
// against what was told.
func (p *openPage) shown(truth load.Truth) (differences []difference) {
	p.mu.Lock()
	defer p.mu.Unlock()
	hold := func(what string, told int, have float64) {
		if float64(told) != have {
			differences = append(differences, difference{what + " on the page", told, int(have)})
		}
	}
	for i, q := range truth.Queues {
		row := p.queues[load.QueueCode(i)]
		hold(row.Code+" offered", q.Entered, row.Offered)
		hold(row.Code+" answered", q.Answered, row.Answered)
		hold(row.Code+" abandoned", q.Abandoned, row.Abandoned)
	}
	return differences
}
