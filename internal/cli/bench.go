package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/internal/app"
	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/bus"
	"github.com/lingting/lingting/internal/kit/web"
	"github.com/lingting/lingting/internal/metric"
	"github.com/lingting/lingting/internal/telephony"
	"github.com/lingting/lingting/internal/telephony/ingest"
)

// benchSize is a centre to measure on.
type benchSize struct {
	Queues int `json:"queues"`
	Agents int `json:"agents"`
	Months int `json:"months"`
}

// benchResult is what was measured on one size; times are milliseconds.
type benchResult struct {
	benchSize
	Events    int     `json:"events"`
	Contacts  int     `json:"contacts"`
	PerSecond float64 `json:"events_per_second"`
	Heatmap   [3]float64
	Trend     [3]float64
	ByQueue   [3]float64
	ByAgent   [3]float64
	Drill     [3]float64
	MemoryMB  float64 `json:"memory_mb"` // most ever held, resident
}

var benchSizes = []benchSize{{10, 100, 1}, {10, 100, 13}, {50, 500, 1}, {50, 500, 13}}

// contactsPerDay is how many contacts each queue gets a day.
const contactsPerDay = 70

var _ = command(func(e *Env) *cobra.Command {
	var quick, asJSON bool
	var profile string
	var only benchSize
	var floor, forecasts, queues, simulation, requirements, rosters bool
	var centres, longer, rostersLonger, rostersAgents int
	live := liveFlags{size: liveSizes[0].liveSize}
	c := &cobra.Command{
		Use:   "bench",
		Short: "Measure the limits the product promises",
		Long: `Measure, on throw-away data folders and the whole way a real centre's events
take: durable ingest in events per second (position and facts in one
transaction), and what pages ask: a half-hour heat-map, a daily trend, days by
queue, totals by agent, and opening a number to its rows. Times are first,
median and 95th percentile in milliseconds; the first answer reads stored
sheets, the others find them in memory.

With --live, the floor: a server of its own on an embedded store, a day behind
it, contacts and agents told over the HTTP intake, open pages of people with
different reach. It prints how long it takes from an event until a page has read
the turn that shows it, and how long until the floor stands again after a
restart. With --soak the same goes on for long: memory by the minute, and at the
end the store is held against what was told, by queue and by agent; a difference
ends it with an error.

With --forecast, learning from half-hours of made-up queues and forecasting four
weeks: one queue with half a year to two years of history, and many at once.

With --queueing, Erlang A: what becomes of a load on 10 to 10,000 agents, and
the fewest agents for a service level.

With --simulate, contacts simulated a second: one group of 10 to 10,000 agents
at a load of 1, and 20 types for 15 groups of 300 agents in all, on one core and
on all.

With --requirements, requirements by simulation: four weeks of ten queues that
share agents at half-hours; and made-up centres (--centres), each held against a
search --longer times as long and against an independent simulation: points by
which the farthest target is short. With the defaults that takes hours.

With --rosters, rosters of made-up centres of 125 to 2,000 agents over four weeks
by half-hours with three skills, pauses placed: cost, weighted shortfall, moves a
second, memory; and by how much a search --rosters-longer times as long is better.`,
		Example: `  lingting bench
  lingting bench --live
  lingting bench --forecast
  lingting bench --queueing
  lingting bench --simulate
  lingting bench --requirements --centres 5 --longer 10
  lingting bench --rosters --rosters-longer 20
  lingting bench --live --agents 300 --rate 60 --last 1m
  lingting bench --soak 1h
  lingting bench --quick
  lingting bench --queues 50 --agents 500 --months 13 --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if floor || live.soak > 0 {
				fmt.Fprintf(e.Err, "%s %s/%s, %d cores, %s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), cpuName())
				if live.asJSON = asJSON; c.Flags().Changed("agents") {
					live.size.Agents = only.Agents
				}
				for _, name := range []string{"agents", "rate", "pages", "hours"} {
					live.only = live.only || c.Flags().Changed(name)
				}
				if err := live.check(); err != nil {
					return err
				}
				if live.stay {
					return e.stay(c.Context(), live.size)
				}
				if live.soak > 0 {
					return e.soak(c.Context(), live.size, live)
				}
				return e.benchLive(c.Context(), live)
			}
			if forecasts {
				fmt.Fprintf(e.Err, "%s %s/%s, %d cores, %s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), cpuName())
				return e.benchForecast(c.Context(), asJSON)
			}
			if queues {
				fmt.Fprintf(e.Err, "%s %s/%s, %d cores, %s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), cpuName())
				return e.benchQueueing(asJSON)
			}
			if simulation {
				fmt.Fprintf(e.Err, "%s %s/%s, %d cores, %s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), cpuName())
				return e.benchSimulate(c.Context(), asJSON)
			}
			if rosters {
				fmt.Fprintf(e.Err, "%s %s/%s, %d cores, %s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), cpuName())
				return e.benchRosters(c.Context(), asJSON, rostersLonger, rostersAgents)
			}
			if requirements {
				fmt.Fprintf(e.Err, "%s %s/%s, %d cores, %s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), cpuName())
				return e.benchRequirements(c.Context(), asJSON, centres, longer)
			}
			sizes := benchSizes
			switch {
			case only.Queues > 0:
				sizes = []benchSize{{only.Queues, max(only.Agents, 1), max(only.Months, 1)}}
			case quick:
				sizes = benchSizes[:1]
			}
			fmt.Fprintf(e.Err, "%s %s/%s, %d cores, %s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), cpuName())
			if !asJSON {
				fmt.Fprintln(e.Out, "times: first / median / 95th percentile in ms")
				fmt.Fprintf(e.Out, benchLine, "queues", "agents", "months", "contacts", "events", "events/s", "heat-map", "trend", "days by queue", "by agent", "drill", "MB")
			}
			if profile != "" {
				stop, err := startProfile(profile)
				if err != nil {
					return err
				}
				defer stop()
			}
			var results []benchResult
			for _, size := range sizes {
				r, err := e.measure(c.Context(), size)
				if err != nil {
					return err
				}
				results = append(results, r)
				if !asJSON {
					printBench(e, r)
				}
			}
			if asJSON {
				return json.NewEncoder(e.Out).Encode(results)
			}
			return nil
		},
	}
	f := c.Flags()
	f.BoolVar(&quick, "quick", false, "only the smallest centre")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	f.StringVar(&profile, "cpu-profile", "", "write a CPU profile to this file")
	f.IntVar(&only.Queues, "queues", 0, "measure one size: queues")
	f.IntVar(&only.Agents, "agents", 500, "agents of that size")
	f.IntVar(&only.Months, "months", 13, "months of that size")
	f.BoolVar(&floor, "live", false, "measure the floor instead")
	f.BoolVar(&forecasts, "forecast", false, "measure the forecast instead")
	f.BoolVar(&queues, "queueing", false, "measure Erlang A instead")
	f.BoolVar(&simulation, "simulate", false, "measure the simulator instead")
	f.BoolVar(&requirements, "requirements", false, "measure requirements by simulation instead")
	f.BoolVar(&rosters, "rosters", false, "measure rosters instead")
	f.IntVar(&rostersAgents, "rosters-agents", 0, "with --rosters: the size to measure, 125, 250, 500 or 2000 agents; 0: all")
	f.IntVar(&rostersLonger, "rosters-longer", 1, "with --rosters: how many times as long the search is that they are held against; 1: none")
	f.IntVar(&centres, "centres", 20, "with --requirements: made-up centres to search for; 0: none")
	f.IntVar(&longer, "longer", 100, "with --requirements: how many times as long the search is that they are held against; 1: none")
	f.DurationVar(&live.soak, "soak", 0, "measure the floor for so long, and whether anything is lost or doubled")
	f.Float64Var(&live.size.Rate, "rate", live.size.Rate, "events a second on the floor")
	f.IntVar(&live.size.Pages, "pages", live.size.Pages, "open boards and floors")
	f.Float64Var(&live.size.Hours, "hours", live.size.Hours, "hours of an ordinary day behind the floor")
	f.Uint64Var(&live.size.Seed, "seed", live.size.Seed, "seed of what happens on the floor")
	f.DurationVar(&live.last, "last", time.Minute, "how long the floor is measured")
	f.BoolVar(&live.stay, "stay", false, "with --live: print where the floor is, and let it work until stopped, to look at it in a browser")
	f.StringVar(&live.profile, "server-profile", "", "write profiles of the measured server to this folder")
	return c
})

const benchLine = "%6v %6v %6v %9v %9v %9v %22v %22v %22v %22v %22v %5v\n"

func printBench(e *Env, r benchResult) {
	cell := func(v [3]float64) string { return fmt.Sprintf("%.0f / %.1f / %.1f", v[0], v[1], v[2]) }
	fmt.Fprintf(e.Out, benchLine, r.Queues, r.Agents, r.Months, r.Contacts, r.Events, int(r.PerSecond),
		cell(r.Heatmap), cell(r.Trend), cell(r.ByQueue), cell(r.ByAgent), cell(r.Drill), int(r.MemoryMB))
}

func (e *Env) measure(ctx context.Context, size benchSize) (r benchResult, err error) {
	folder, err := os.MkdirTemp("", "lingting-bench-")
	if err != nil {
		return r, err
	}
	defer os.RemoveAll(folder)
	conf := *e.Conf
	conf.Data = folder
	a, err := app.New(ctx, app.Options{Conf: &conf, Version: e.Version, Command: "lingting bench", Log: e.Log})
	if err != nil {
		return r, err
	}
	defer func() {
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
		defer cancel()
		if serr := a.Stop(stop); err == nil {
			err = serr
		}
	}()
	if err := a.Start(ctx); err != nil {
		return r, err
	}
	ctx = authz.With(ctx, authz.System("bench"))
	resetPeakMemory()
	r.benchSize = size
	if err := r.ingest(ctx, a); err != nil {
		return r, err
	}
	if err := a.Rollup.Settle(ctx); err != nil {
		return r, err
	}
	err = r.questions(ctx, a)
	r.MemoryMB = peakMemoryMB()
	return r, err
}

var benchStart = time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC)

func (r *benchResult) days() int { return 30 * r.Months }

// ingest tells the events of all days, day by day, and waits until the last
// is folded and committed.
func (r *benchResult) ingest(ctx context.Context, a *app.App) error {
	rnd := rand.New(rand.NewPCG(1, uint64(r.Queues)))
	var last *bus.Pending
	var seq uint64
	began := time.Now()
	for day := range r.days() {
		events := r.day(rnd, benchStart.AddDate(0, 0, day).UnixMilli())
		r.Events += len(events)
		for chunk := range slices.Chunk(events, 1000) {
			var err error
			if last, err = a.Ingest.PublishAsync(ctx, ingest.Batch{Source: "bench", Kind: "queue-log", Events: chunk}); err != nil {
				return err
			}
		}
		// A source is not read further ahead than this, so that the log stays short.
		if day%10 == 9 || day == r.days()-1 {
			var err error
			if seq, err = last.Wait(ctx); err != nil {
				return err
			}
			if err := a.Ingest.Wait(ctx, seq-min(seq, 20)); err != nil {
				return err
			}
		}
	}
	if err := a.Ingest.Wait(ctx, seq); err != nil {
		return err
	}
	r.PerSecond = float64(r.Events) / time.Since(began).Seconds()
	return nil
}

// day makes one day's events in order of time: a twelfth of contacts abandons,
// a tenth rings unanswered once.
func (r *benchResult) day(rnd *rand.Rand, startMs int64) []telephony.Event {
	var out []telephony.Event
	for n := range r.Queues * contactsPerDay {
		r.Contacts++
		at := startMs + int64(rnd.IntN(14*3600))*1000
		queue, agent := fmt.Sprintf("queue-%02d", n%r.Queues), fmt.Sprintf("SIP/%04d", rnd.IntN(r.Agents))
		call := strconv.FormatInt(at/1000, 10) + "." + strconv.Itoa(r.Contacts)
		put := func(ev telephony.Event) {
			ev.Call, ev.Queue = call, queue
			ev.Key = fmt.Sprintf("%012x%04x", r.Contacts, len(out)&0xffff)
			ev.File, ev.Line = "queue_log", int64(len(out)+1)
			ev.Raw = fmt.Sprintf("%d|%s|%s|%s|%s|12|3", ev.At/1000, call, queue, agent, ev.Kind)
			out = append(out, ev)
		}
		wait, talk := int64(rnd.IntN(60))*1000, int64(60+rnd.IntN(300))*1000
		put(telephony.Event{Kind: telephony.KindEnqueued, At: at, Customer: fmt.Sprintf("138%08d", rnd.IntN(300000))})
		if rnd.IntN(12) == 0 {
			put(telephony.Event{Kind: telephony.KindAbandoned, At: at + wait, Wait: telephony.SpanOf(wait)})
			continue
		}
		if rnd.IntN(10) == 0 {
			put(telephony.Event{Kind: telephony.KindOfferMissed, At: at + wait/2, Agent: agent, Ring: telephony.SpanOf(wait / 2)})
		}
		put(telephony.Event{Kind: telephony.KindConnected, At: at + wait, Agent: agent, Wait: telephony.SpanOf(wait), Ring: telephony.SpanOf(3000)})
		put(telephony.Event{Kind: telephony.KindEnded, At: at + wait + talk, Agent: agent, Wait: telephony.SpanOf(wait), Talk: telephony.SpanOf(talk), By: telephony.ByCustomer})
	}
	// Places are sorted, not the events: those are large to move.
	order := make([]int, len(out))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(out[a].At - out[b].At) })
	sorted := make([]telephony.Event, len(out))
	for i, at := range order {
		sorted[i] = out[at]
	}
	return sorted
}

func (r *benchResult) questions(ctx context.Context, a *app.App) error {
	last := benchStart.AddDate(0, 0, r.days()-1).Format(time.DateOnly)
	ask := func(grain metric.Grain, metrics string, by ...metric.Dimension) func(int) error {
		q := metric.Query{From: benchStart.Format(time.DateOnly), To: last, Grain: grain, By: by, Metrics: metric.SplitList(metrics)}
		return func(int) error {
			answer, err := a.Metric.Query(ctx, q)
			if err != nil {
				return err
			}
			return web.WriteJSON(io.Discard, answer) // what a page waits for
		}
	}
	drill := func(i int) error {
		from := benchStart.AddDate(0, 0, i%r.days()).Add(time.Duration(i%20) * 30 * time.Minute).UnixMilli()
		_, err := a.Metric.Drill(ctx, metric.Query{FromMs: from, ToMs: from + 1_800_000, Grain: metric.GrainTotal, Metrics: []string{"sl-off"}}, metric.PartDen, 0, 50)
		return err
	}
	for _, m := range []struct {
		into *[3]float64
		fn   func(int) error
	}{
		{&r.Heatmap, ask(metric.Grain30m, "sl-off,offered")},
		{&r.Trend, ask(metric.GrainDay, "offered,sl-off,asa,aht,abandon-rate")},
		{&r.ByQueue, ask(metric.GrainDay, "offered,sl-off", metric.ByQueue)},
		{&r.ByAgent, ask(metric.GrainTotal, "answered,aht", metric.ByAgent)},
		{&r.Drill, drill},
	} {
		var took []float64
		for i := range 40 {
			began := time.Now()
			if err := m.fn(i); err != nil {
				return err
			}
			took = append(took, float64(time.Since(began).Microseconds())/1000)
		}
		first := took[0]
		slices.Sort(took)
		*m.into = [3]float64{first, took[len(took)/2], took[len(took)*95/100]}
	}
	return nil
}

// peakMemoryMB is the most memory the process ever held since the last reset;
// 0 where the system does not tell.
func peakMemoryMB() float64 {
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(raw)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmHWM:" {
			kb, _ := strconv.ParseFloat(f[1], 64)
			return kb / 1024
		}
	}
	return 0
}

func resetPeakMemory() {
	runtime.GC()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

func cpuName() string {
	raw, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(raw)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return ""
}
