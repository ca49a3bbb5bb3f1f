package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/lingting/lingting/calc/sim"
)

// maxModelBytes bounds a model file.
const maxModelBytes = 64 << 20

// simulateFlags is what the user asks of a simulation.
type simulateFlags struct {
	replications, workers             int
	seed                              uint64
	confidence                        float64
	halfWidth                         string
	intervals, asJSON, schema, checks bool
}

var _ = command(func(e *Env) *cobra.Command {
	var a simulateFlags
	c := &cobra.Command{
		Use:   "simulate [MODEL]",
		Short: "Simulate a contact centre, call by call",
		Long: `Simulate a contact centre that a model file describes (YAML or JSON; - reads
standard input): types of contacts, groups of agents, routing. Every replication
begins with an empty centre; for each measure the mean over the replications is
printed, the standard deviation of one replication, and the half-width of the
confidence interval of the mean. Of a ratio (service level, occupancy) the mean
is sum ÷ sum over the replications.

The same model, seed and options give the same bytes, whatever the number of
workers. What a model file can say is in the guide (docs/guide/en/simulation.md),
--schema prints its JSON Schema, docs/examples/simulation has examples.

With --half-width, replications end when the interval of a measure is narrow
enough: MEASURE=WIDTH of the total, MEASURE/TYPE=WIDTH, or MEASURE@GROUP=WIDTH of
a group of agents; --replications is the most then.`,
		Example: `  lingting simulate docs/examples/simulation/telethon.yaml --replications 1000 --seed 1 --workers 2 --json
  lingting simulate model.yaml --half-width sl-off=0.002 --intervals --json
  lingting simulate model.yaml --check
  lingting simulate --schema`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if a.schema {
				fmt.Fprint(e.Out, sim.Schema())
				return nil
			}
			if len(args) == 0 {
				return usageError{errors.New("a model file is missing; see lingting simulate --help")}
			}
			if a.halfWidth != "" && !c.Flags().Changed("replications") {
				a.replications = 100_000
			}
			return e.simulate(c, a, args[0])
		},
	}
	f := c.Flags()
	f.IntVar(&a.replications, "replications", 1000, "how often the model's days are simulated (with --half-width at most, then 100000)")
	f.Uint64Var(&a.seed, "seed", 1, "where chance begins; the same seed gives the same result")
	f.IntVar(&a.workers, "workers", 0, "replications simulated at once, which does not change the result; 0: as many as there are cores")
	f.Float64Var(&a.confidence, "confidence", 0.95, "of the intervals")
	f.StringVar(&a.halfWidth, "half-width", "", "end when a measure is this exact: MEASURE=WIDTH, MEASURE/TYPE=WIDTH or MEASURE@GROUP=WIDTH")
	f.BoolVar(&a.intervals, "intervals", false, "results by interval of the day too (with --json)")
	f.BoolVar(&a.asJSON, "json", false, "print JSON, with every measure")
	f.BoolVar(&a.schema, "schema", false, "print the JSON Schema of a model file and end")
	f.BoolVar(&a.checks, "check", false, "only check the model")
	return c
})

func (e *Env) simulate(c *cobra.Command, a simulateFlags, file string) error {
	model, err := e.readModel(file)
	if err != nil {
		return err
	}
	program, err := sim.Compile(model)
	if err != nil {
		return usageError{fmt.Errorf("%s: %w", filepath.Base(file), err)}
	}
	if a.checks {
		fmt.Fprintf(e.Out, "the model is sound: %d types, %d groups, %.0f contacts expected in a replication\n", len(program.Types()), len(program.Groups()), program.ContactsPerReplication())
		return nil
	}
	options := sim.Options{Seed: a.seed, Replications: a.replications, Workers: a.workers, Confidence: a.confidence, Intervals: a.intervals, Waits: true}
	if a.workers < 0 || a.workers > 1024 {
		return usageError{fmt.Errorf("--workers %d: 0 to 1024 was expected", a.workers)}
	}
	if a.workers == 0 {
		options.Workers = runtime.GOMAXPROCS(0)
	}
	if !(a.confidence > 0 && a.confidence < 1) {
		return usageError{fmt.Errorf("--confidence %g: a number between 0 and 1 was expected", a.confidence)}
	}
	if a.replications < 1 || a.replications > sim.MaxReplications {
		return usageError{fmt.Errorf("--replications %d: 1 to %d was expected", a.replications, sim.MaxReplications)}
	}
	if a.halfWidth != "" {
		if options.HalfWidth, err = parseHalfWidth(a.halfWidth); err != nil {
			return usageError{err}
		}
		if err := options.HalfWidth.Check(program); err != nil {
			return usageError{fmt.Errorf("--half-width %s: %w", a.halfWidth, err)}
		}
	}
	began := time.Now()
	result, err := sim.Run(c.Context(), program, options)
	if err != nil {
		return err
	}
	took := time.Since(began).Seconds()
	fmt.Fprintf(e.Err, "%d replications, %.0f contacts, %.2f s (%.2f million contacts a second)\n", result.Replications, result.Contacts, took, result.Contacts/max(took, 1e-9)/1e6)
	if result.Reached != nil && !*result.Reached {
		fmt.Fprintf(e.Err, "the half-width %s was not reached\n", a.halfWidth)
	}
	if a.asJSON {
		out := json.NewEncoder(e.Out)
		out.SetEscapeHTML(false)
		out.SetIndent("", " ")
		return out.Encode(result)
	}
	return printSimulation(e.Out, result)
}

// readModel reads a model file, YAML or JSON (which is YAML too).
func (e *Env) readModel(file string) (*sim.Model, error) {
	in := e.In
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, usageError{err}
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, maxModelBytes+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxModelBytes {
		return nil, usageError{fmt.Errorf("%s: a model file has at most %d MB", filepath.Base(file), maxModelBytes>>20)}
	}
	var content any
	if err := yaml.Unmarshal(text, &content); err != nil {
		return nil, usageError{fmt.Errorf("%s: %w", filepath.Base(file), err)}
	}
	model, err := sim.Decode(content)
	if err != nil {
		return nil, usageError{fmt.Errorf("%s: %w", filepath.Base(file), err)}
	}
	return model, nil
}

// parseHalfWidth reads MEASURE[/TYPE|@GROUP]=WIDTH.
func parseHalfWidth(text string) (*sim.HalfWidth, error) {
	what, width, ok := cutLast(text, "=")
	target, err := strconv.ParseFloat(width, 64)
	if !ok || err != nil || !(target > 0) || math.IsInf(target, 0) {
		return nil, fmt.Errorf("--half-width %q: MEASURE=WIDTH was expected, such as sl-off=0.005", text)
	}
	out := &sim.HalfWidth{Measure: what, Target: target}
	if m, group, ok := strings.Cut(what, "@"); ok {
		out.Measure, out.Group = m, group
	} else if m, kind, ok := strings.Cut(what, "/"); ok {
		out.Measure, out.Type = m, kind
	}
	return out, nil
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// printSimulation prints tables: the total, types, groups.
func printSimulation(w io.Writer, r *sim.Result) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	confidence := strconv.FormatFloat(100*r.Confidence, 'g', 4, 64) + " %"
	head := func(name string) {
		fmt.Fprintf(t, "%s\tmean\tsd\t± (%s)\tunit\t\n", name, confidence)
	}
	rows := func(list []sim.Measure, e sim.Estimates) {
		for _, m := range list {
			v := e.Get(m.ID)
			if v.Mean == 0 && v.SD == 0 || math.IsNaN(v.Mean) {
				continue // what does not occur in the model
			}
			fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t\n", m.ID, figure(v.Mean), figure(v.SD), figure(v.HalfWidth), m.Unit)
		}
	}
	head("all contacts")
	rows(slices.Concat(sim.ContactMeasures(), sim.WaitMeasures()), r.Total)
	fmt.Fprintln(t, "\t\t\t\t\t")
	head("all agents")
	rows(sim.GroupMeasures(), r.Agents)
	if err := t.Flush(); err != nil {
		return err
	}
	line := func(name string, e sim.Estimates, ids []string) {
		cells := []string{name}
		for _, id := range ids {
			v := e.Get(id)
			cells = append(cells, figure(v.Mean)+" ± "+figure(v.HalfWidth))
		}
		fmt.Fprintln(t, strings.Join(cells, "\t")+"\t")
	}
	list := func(name string, ids []string, of []sim.NamedResult) error {
		fmt.Fprintln(w)
		fmt.Fprintln(t, name+"\t"+strings.Join(ids, "\t")+"\t")
		for _, x := range of {
			line(x.Name, x.Measures, ids)
		}
		return t.Flush()
	}
	if err := list("type", []string{"arrivals", "answered", "sl-off", "abandon_rate", "asa", "wait_p80", "wait_p95", "mean_queue"}, r.Types); err != nil {
		return err
	}
	var flows []sim.NamedResult
	for _, f := range r.Flows {
		flows = append(flows, sim.NamedResult{Name: f.Type + " → " + f.Group, Measures: f.Measures})
	}
	if len(flows) > 1 {
		if err := list("type → group", []string{"answered", "sl-ans", "asa", "wait_p50", "wait_p80", "wait_p95", "aht"}, flows); err != nil {
			return err
		}
	}
	return list("group", []string{"answered", "duty_hours", "occupancy", "overtime_hours", "aht"}, r.Groups)
}

// figure is a number with as many digits as one reads.
func figure(v float64) string {
	switch {
	case math.IsNaN(v):
		return "–"
	case v == 0:
		return "0"
	case math.Abs(v) < 10:
		return strconv.FormatFloat(v, 'f', 4, 64)
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}
