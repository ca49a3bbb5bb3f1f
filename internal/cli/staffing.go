package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/calc/queueing"
)

var _ = command(func(e *Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "staffing",
		Short: "How many agents a load takes, and what becomes of it",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(staffingErlang(e), staffingFit(e), staffingRequire(e), staffingCalibrate(e))
	return c
})

// erlangFlags is what the user asks of a queue; empty is not asked.
type erlangFlags struct {
	model, arrivals, aht, patience, law, threshold, short, variant, target, asa, abandonment, blocking, occupancy, language string
	variation                                                                                                               float64
	agents, line                                                                                                            int
	asJSON                                                                                                                  bool
}

// languageOf is the language asked for, or that of the system.
func languageOf(asked string) (string, error) {
	switch asked {
	case "":
		return systemLanguage(), nil
	case "zh", "en":
		return asked, nil
	}
	return "", usageError{fmt.Errorf("--lang must be zh or en, not %q", asked)}
}

// erlangQuestion is the flags, read.
type erlangQuestion struct {
	model            queueing.Model
	load             queueing.Load
	agents           int // 0: the inverse
	targets          queueing.Targets
	threshold, short float64
	variant          queueing.Variant
}

func staffingErlang(e *Env) *cobra.Command {
	var a erlangFlags
	c := &cobra.Command{
		Use:   "erlang",
		Short: "Reckon one queue in one interval: Erlang A, B, C and their relatives",
		Long: `Reckon what a load comes to on so many agents (--agents), or the fewest agents
with which targets hold (--target and the others; all that are given hold at
once, and the one that asks for most is named). No data folder is needed.

Models: a, patience is exponential (--patience is its mean); b, nobody waits; c,
nobody gives up; general, patience of the form --patience-law; square-root, an
approximation for many agents; fluid, one for overload. --line limits the places
to wait of a and c; who finds all taken is turned away. Every answer names its
model.

Arrivals are contacts / time: 100/30m, 0.5/s. Shares are 0 to 1, or with a per
cent sign. Service level is counted by --variant as in the catalogue of metrics;
a contact that is turned away counts like a flow-out.

JSON: model and notation; load; measures (shares 0 to 1, times in seconds, waits
by percentile of the answered and of all that were not turned away), service
levels by variant; with targets also required (agents, binding, alone: fewest
agents of each target by itself).`,
		Example: `  lingting staffing erlang --model a --arrivals 100/30m --aht 180s --patience 120s --agents 12 --threshold 20s --json
  lingting staffing erlang --model a --arrivals 100/30m --aht 180s --patience 120s --target 0.8 --threshold 20s
  lingting staffing erlang --model c --arrivals 100/30m --aht 180s --target-asa 10s --max-occupancy 0.85
  lingting staffing erlang --model general --arrivals 100/30m --aht 3m --patience 2m --patience-law lognormal --agents 12`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if a.language, err = languageOf(a.language); err != nil {
				return err
			}
			q, err := a.read(c.Flags().Changed("agents"), c.Flags().Changed("line"))
			if err != nil {
				return usageError{err}
			}
			answer, err := q.answer()
			if err != nil {
				return usageError{flagged(err)}
			}
			if a.asJSON {
				enc := json.NewEncoder(e.Out)
				enc.SetIndent("", "  ")
				return enc.Encode(answer)
			}
			return printErlang(e.Out, q, answer, a.language)
		},
	}
	f := c.Flags()
	f.StringVar(&a.model, "model", "a", "a, b, c, general, square-root or fluid")
	f.StringVar(&a.arrivals, "arrivals", "", "contacts / time, like 100/30m")
	f.StringVar(&a.aht, "aht", "", "mean handle time, like 180s")
	f.StringVar(&a.patience, "patience", "", "mean patience, like 120s")
	f.StringVar(&a.law, "patience-law", "exponential", "with --model general: exponential, gamma, lognormal, uniform (from 0) or constant")
	f.Float64Var(&a.variation, "patience-variation", 1, "standard deviation ÷ mean of gamma and lognormal patience")
	f.IntVar(&a.agents, "agents", 0, "agents that work")
	f.IntVar(&a.line, "line", 0, "places to wait (without: no limit)")
	f.StringVar(&a.threshold, "threshold", "20s", "T of the service level")
	f.StringVar(&a.short, "short-abandon", "5s", "an abandon up to this wait is short")
	f.StringVar(&a.variant, "variant", string(queueing.LevelOffered), "how the service level of --target is counted: sl-off, sl-ans, sl-neg, sl-pos …")
	f.StringVar(&a.target, "target", "", "service level at least, like 0.8 or 80%")
	f.StringVar(&a.asa, "target-asa", "", "mean wait of the answered at most, like 10s")
	f.StringVar(&a.abandonment, "target-abandonment", "", "share that gives up at most, like 0.05")
	f.StringVar(&a.blocking, "target-blocking", "", "share that is turned away at most")
	f.StringVar(&a.occupancy, "max-occupancy", "", "occupancy at most, like 0.85")
	f.StringVar(&a.language, "lang", "", "language of the table: zh or en (default: that of the system)")
	f.BoolVar(&a.asJSON, "json", false, "print JSON")
	_ = c.MarkFlagRequired("arrivals")
	_ = c.MarkFlagRequired("aht")
	return c
}

// modelNames are what --model understands.
var modelNames = map[string]queueing.Model{
	"a": queueing.ModelA, "b": queueing.ModelB, "c": queueing.ModelC, "erlang-a": queueing.ModelA, "erlang-b": queueing.ModelB, "erlang-c": queueing.ModelC,
	"general": queueing.ModelGeneral, "square-root": queueing.ModelSquareRoot, "fluid": queueing.ModelFluid,
}

// read takes the flags. agents and line are whether they were given.
func (a erlangFlags) read(agents, line bool) (q erlangQuestion, err error) {
	var ok bool
	if q.model, ok = modelNames[strings.ToLower(a.model)]; !ok {
		return q, fmt.Errorf("--model %q: a, b, c, general, square-root or fluid was expected", a.model)
	}
	if q.load.Rate, q.load.Interval, err = arrivals(a.arrivals); err != nil {
		return q, err
	}
	if q.load.Handle, err = seconds("--aht", a.aht); err != nil {
		return q, err
	}
	if q.threshold, err = seconds("--threshold", a.threshold); err != nil {
		return q, err
	}
	if q.short, err = seconds("--short-abandon", a.short); err != nil {
		return q, err
	}
	if err := a.readPatience(&q); err != nil {
		return q, err
	}
	if line {
		if a.line < 1 {
			return q, fmt.Errorf("--line %d: 1 place or more was expected; without a place to wait it is --model b", a.line)
		}
		if q.model == queueing.ModelB {
			return q, errors.New("--line: in --model b nobody waits; ask a or c")
		}
		q.load.Line = a.line
	}
	q.variant = queueing.Variant(strings.ToLower(a.variant))
	q.targets = queueing.Targets{Variant: q.variant, Threshold: q.threshold, Short: q.short}
	asked := false
	for _, s := range []struct {
		flag, text string
		into       *float64
	}{{"--target", a.target, &q.targets.Level}, {"--target-abandonment", a.abandonment, &q.targets.Abandonment}, {"--target-blocking", a.blocking, &q.targets.Blocking}, {"--max-occupancy", a.occupancy, &q.targets.Occupancy}} {
		if s.text == "" {
			continue
		}
		asked = true
		if *s.into, err = shareOf(s.flag, s.text); err != nil {
			return q, err
		}
	}
	if a.asa != "" {
		asked = true
		if q.targets.ASA, err = seconds("--target-asa", a.asa); err != nil {
			return q, err
		}
		if q.targets.ASA <= 0 {
			return q, fmt.Errorf("--target-asa %q: more than 0 seconds were expected", a.asa)
		}
	}
	switch {
	case agents && asked:
		return q, errors.New("--agents and targets: give the agents to learn what becomes of the load, or targets to learn how many are needed")
	case !agents && !asked:
		return q, errors.New("--agents or a target is missing: --target, --target-asa, --target-abandonment, --target-blocking, --max-occupancy")
	case agents && a.agents < 1:
		return q, fmt.Errorf("--agents %d: 1 agent or more was expected", a.agents)
	}
	q.agents = a.agents
	return q, nil
}

func (a erlangFlags) readPatience(q *erlangQuestion) error {
	if a.patience == "" {
		switch q.model {
		case queueing.ModelA, queueing.ModelGeneral:
			return fmt.Errorf("--patience is missing: model %s needs the mean patience; when nobody gives up it is --model c", a.model)
		}
		return nil
	}
	if q.model == queueing.ModelB || q.model == queueing.ModelC {
		return fmt.Errorf("--patience: in --model %s nobody gives up; ask a or general", a.model)
	}
	mean, err := seconds("--patience", a.patience)
	if err != nil {
		return err
	}
	if mean <= 0 {
		return fmt.Errorf("--patience %q: more than 0 seconds were expected", a.patience)
	}
	if q.model == queueing.ModelA && a.law != "exponential" {
		return fmt.Errorf("--patience-law %q: patience of model a is exponential; ask general", a.law)
	}
	if !(a.variation > 0.01 && a.variation <= 10) {
		return fmt.Errorf("--patience-variation %g: a number above 0.01 and at most 10 was expected", a.variation)
	}
	switch a.law {
	case "exponential":
		q.load.Patience = queueing.Exponential{MeanTime: mean}
	case "gamma":
		q.load.Patience = queueing.GammaOf(mean, a.variation)
	case "lognormal":
		q.load.Patience = queueing.LognormalOf(mean, a.variation)
	case "uniform":
		q.load.Patience = queueing.Uniform{High: 2 * mean}
	case "constant":
		q.load.Patience = queueing.Constant{Time: mean}
	default:
		return fmt.Errorf("--patience-law %q: exponential, gamma, lognormal, uniform or constant was expected", a.law)
	}
	return nil
}

// arrivals reads contacts / time.
func arrivals(s string) (rate, interval float64, err error) {
	count, per, ok := strings.Cut(s, "/")
	if len(per) > 0 && (per[0] < '0' || per[0] > '9') {
		per = "1" + per // 0.5/s
	}
	n, countErr := strconv.ParseFloat(strings.TrimSpace(count), 64)
	length, perErr := time.ParseDuration(strings.TrimSpace(per))
	if !ok || countErr != nil || perErr != nil || !(n >= 0 && n <= 1e15) || length <= 0 {
		return 0, 0, fmt.Errorf("--arrivals %q: contacts / time was expected, 0 or more of them, like 100/30m or 0.5/s", s)
	}
	return n / length.Seconds(), length.Seconds(), nil
}

// seconds reads a length of time; a bare number is seconds.
func seconds(flag, s string) (float64, error) {
	if n, err := strconv.ParseFloat(s, 64); err == nil && n >= 0 && n <= 1e9 {
		return n, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < 0 {
		return 0, fmt.Errorf("%s %q: a time of 0 or more like 20s, 3m or 1h was expected", flag, s)
	}
	return d.Seconds(), nil
}

// shareOf reads 0.8 or 80%.
func shareOf(flag, s string) (float64, error) {
	text, percent := strings.CutSuffix(strings.TrimSpace(s), "%")
	v, err := strconv.ParseFloat(text, 64)
	if percent {
		v /= 100
	}
	if err != nil || !(v > 0 && v < 1) {
		return 0, fmt.Errorf("%s %q: a share between 0 and 1 was expected, like 0.8 or 80%%", flag, s)
	}
	return v, nil
}

// flagged names the flag where the mathematics names its field.
func flagged(err error) error {
	field, ok := errors.AsType[*queueing.FieldError](err)
	if !ok {
		return err
	}
	name := map[string]string{"rate": "arrivals", "handle": "aht", "interval": "arrivals", "target.level": "target", "target.asa": "target-asa", "target.abandonment": "target-abandonment",
		"target.blocking": "target-blocking", "target.occupancy": "max-occupancy", "target.variant": "variant", "target.threshold": "threshold", "target.short": "short-abandon",
		"patience.shape": "patience-variation", "patience.sigma": "patience-variation"}[field.Field]
	if name == "" {
		name = field.Field
	}
	return fmt.Errorf("--%s: %s", name, field.Problem)
}
