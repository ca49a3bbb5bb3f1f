package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/calc/sim"
	"github.com/lingting/lingting/calc/staffing"
)

// requireFlags is what the user asks of a requirement.
type requireFlags struct {
	options  staffing.Options
	separate bool
	asJSON   bool
	quiet    bool
}

func staffingRequire(e *Env) *cobra.Command {
	var a requireFlags
	c := &cobra.Command{
		Use:   "require MODEL",
		Short: "Find the agents that several queues with shared agents take, by simulation",
		Long: `Find how many agents of each group a centre needs in each interval, at least
cost, so that all targets hold in every interval. MODEL is a model file as of
'lingting simulate' (YAML or JSON; - reads standard input) with more in it:

  types:  target: {level: 0.8, variant: sl-off, asa: 20s, abandonment: 0.05,
          occupancy: 0.85}, any of them at once; the threshold is the type's
  groups: staffing: {cost: 25, least: 0, most: 20}, cost of an agent for an hour;
          groups without staffing work as their agents or shifts say
  mixes:  [{groups: [both languages], most_share: 0.3}], limits of groups together

Plans of whole days are simulated, so a backlog goes on into the next interval.
Rates are uncertain by busyness (days) and noise (intervals); targets hold with
--probability over that, on the mean of a day's chance; with 0, or when rates
are certain, on the mean of everything. The same model and options give the same
bytes, whatever the number of workers. --effort is how long to search.

JSON: agents by group and interval, what every target comes to, cost, the cost
of busy time alone, and what separate queues would take (each type with people
of its own). Targets that limits leave no way to meet are listed as missed, and
the command ends with an error.`,
		Example: `  lingting staffing require docs/examples/staffing/two-languages.yaml
  lingting staffing require model.yaml --probability 0.9 --seed 2 --workers 2 --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return e.require(c.Context(), a, args[0])
		},
	}
	f := c.Flags()
	f.Float64Var(&a.options.Probability, "probability", 0.8, "with which targets hold over the forecast's uncertainty; 0: on the mean")
	f.Uint64Var(&a.options.Seed, "seed", 1, "where chance begins; the same seed gives the same result")
	f.IntVar(&a.options.Workers, "workers", 0, "replications simulated at once, which does not change the result; 0: as many as there are cores")
	f.IntVar(&a.options.Effort, "effort", usualEffort, "how long to search, as a multiple: 1 is quick, 20 may find another one or two per cent")
	f.BoolVar(&a.separate, "separate", true, "also find what separate queues would take")
	f.BoolVar(&a.asJSON, "json", false, "print JSON")
	f.BoolVar(&a.quiet, "quiet", false, "no progress")
	return c
}

func (e *Env) require(ctx context.Context, a requireFlags, file string) error {
	if a.options.Workers < 0 || a.options.Workers > 1024 {
		return usageError{fmt.Errorf("--workers %d: 0 to 1024 was expected", a.options.Workers)}
	}
	if a.options.Workers == 0 {
		a.options.Workers = runtime.GOMAXPROCS(0)
	}
	if !(a.options.Probability >= 0 && a.options.Probability < 1) {
		return usageError{fmt.Errorf("--probability %g: 0 or a number between 0 and 1 was expected", a.options.Probability)}
	}
	if a.options.Effort < 1 || a.options.Effort > staffing.MaxEffort {
		return usageError{fmt.Errorf("--effort %d: 1 to %d was expected", a.options.Effort, staffing.MaxEffort)}
	}
	model, err := e.readModel(file)
	if err != nil {
		return err
	}
	a.options.Separate = a.separate
	if !a.quiet {
		a.options.Progress = progressOf(e.Err)
	}
	began := time.Now()
	r, err := staffing.Require(ctx, model, a.options)
	if _, ok := errors.AsType[*staffing.Error](err); ok {
		return usageError{fmt.Errorf("%s: %w", filepath.Base(file), err)}
	}
	if _, ok := errors.AsType[*sim.ModelError](err); ok {
		return usageError{fmt.Errorf("%s: %w", filepath.Base(file), err)}
	}
	if err != nil {
		return err
	}
	took := time.Since(began).Seconds()
	fmt.Fprintf(e.Err, "%d simulations, %.1f million contacts, %.1f s\n", r.Simulations, r.Contacts/1e6, took)
	if a.asJSON {
		out := json.NewEncoder(e.Out)
		out.SetEscapeHTML(false)
		out.SetIndent("", " ")
		err = out.Encode(r)
	} else {
		err = printRequirement(e.Out, r)
	}
	if err == nil && !r.Met {
		x := r.Missed[0]
		err = fmt.Errorf("%d targets cannot be met within the limits, the first of %s at %s: %s is %s, wanted %s; raise most, or change mixes or targets",
			len(r.Missed), x.Type, x.From, x.Target, targetText(x.TargetResult, x.Value), targetText(x.TargetResult, x.Wanted))
	}
	return err
}

// progressOf tells tenths of the work.
func progressOf(w io.Writer) func(float64) {
	said := 0
	return func(done float64) {
		if tenth := int(done * 10); tenth > said {
			said = tenth
			fmt.Fprintf(w, "%d %%\n", said*10)
		}
	}
}

// targetText is a value in the unit of its target.
func targetText(x staffing.TargetResult, v float64) string {
	if v < 0 || math.IsNaN(v) {
		return "–"
	}
	if x.Target == staffing.ASA {
		return strconv.FormatFloat(v, 'f', 1, 64) + " s"
	}
	return strconv.FormatFloat(100*v, 'f', 1, 64) + " %"
}

// printRequirement prints agents by interval and group, and the tightest target.
func printRequirement(w io.Writer, r *staffing.Requirement) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	names := []string{"interval"}
	for _, g := range r.Groups {
		names = append(names, g.Name)
	}
	fmt.Fprintln(t, strings.Join(append(names, "all", "cost", "what targets come to"), "\t")+"\t")
	for _, i := range r.Intervals {
		all, cells := 0, []string{i.From}
		for _, n := range i.Agents {
			all += n
			cells = append(cells, strconv.Itoa(n))
		}
		if all == 0 && len(i.Targets) == 0 {
			continue
		}
		var values []string
		for _, x := range i.Targets {
			values = append(values, fmt.Sprintf("%s %s %s", x.Type, x.Target, targetText(x, x.Value)))
		}
		fmt.Fprintln(t, strings.Join(append(cells, strconv.Itoa(all), figure(i.Cost), strings.Join(values, ", ")), "\t")+"\t")
	}
	cells := []string{"hours"}
	for _, g := range r.Groups {
		cells = append(cells, strconv.FormatFloat(g.Hours, 'f', 1, 64))
	}
	fmt.Fprintln(t, strings.Join(append(cells, strconv.FormatFloat(r.AgentHours, 'f', 1, 64), figure(r.Cost), ""), "\t")+"\t")
	if err := t.Flush(); err != nil {
		return err
	}
	how := "on the mean"
	if r.Probability > 0 {
		how = fmt.Sprintf("with a probability of %g", r.Probability)
	}
	fmt.Fprintf(w, "\n%s, simulator %s; targets hold %s, by %d simulated days\n", r.Method, r.Engine, how, r.Replications)
	fmt.Fprintf(w, "cost %s, of which busy time alone %s\n", figure(r.Cost), figure(r.WorkCost))
	if s := r.Separate; s != nil {
		fmt.Fprintf(w, "separate queues: cost %s, %s agent hours; sharing saves %s (%.1f %%)\n", figure(s.Cost), strconv.FormatFloat(s.AgentHours, 'f', 1, 64), figure(s.Saving), 100*s.Share)
	}
	return nil
}
