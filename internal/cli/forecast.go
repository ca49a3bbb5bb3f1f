package cli

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/calc/series"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

var _ = command(func(e *Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "forecast",
		Short: "Forecast contacts, and measure how good forecasts are",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(forecastEvaluate(e), forecastRun(e))
	return c
})

// evaluateFlags is what the user asks of an evaluation.
type evaluateFlags struct {
	time, value, interval, horizon, origins, intraday, out string
	trainWeeks                                             int
	holidays, drivers                                      []string
	asJSON                                                 bool
}

func forecastEvaluate(e *Env) *cobra.Command {
	var a evaluateFlags
	c := &cobra.Command{
		Use:   "evaluate FILE.csv",
		Short: "Try the forecast on a table of counts",
		Long: `Forecast a table of counts (CSV, plain or gzipped) again and again as if later
rows were not known, and print how far the forecasts were off: ours and every
single model it is made of. A horizon holds all days from the origin on, so 4w
scores the next four weeks together. A day without rows is closed: the centre
is taken to know its closed days beforehand. A slot of --out counts from the
first half-hour of the day that has counts, 0 the first.

With --intraday the days up to a week after each origin are forecast once more
at the times given, knowing what came before on the day: the error of the rest
of the day, as it was said at the origin and as it is then.

WAPE = sum of absolute errors / sum of actuals; MASE = mean absolute error / that
of the same slot a week before, in the history; bias = sum of errors / sum of
actuals, above 0 when too much was forecast.`,
		Example: `  lingting forecast evaluate calls.csv.gz --time-column DateTime --value-column Calls \
    --interval 30m --train-weeks 12 --horizon 1w,4w --origins weekly --json
  lingting forecast evaluate days.csv --time-column Day --value-column Calls --interval 24h --holidays 2026.json`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			evaluation, counts, err := a.read(args[0])
			if err != nil {
				return usageError{err}
			}
			for _, n := range counts.Notes {
				fmt.Fprintln(e.Err, n)
			}
			result, err := series.Evaluate(c.Context(), counts.Series, evaluation, time.Now, nil)
			if err != nil {
				return err
			}
			if a.out != "" {
				if err := writeForecasts(a.out, result); err != nil {
					return err
				}
			}
			if a.asJSON {
				return writeEvaluation(e.Out, evaluation, counts, result)
			}
			return printEvaluation(e.Out, evaluation, counts, result)
		},
	}
	f := c.Flags()
	f.StringVar(&a.time, "time-column", "", "the column of the time, by its heading")
	f.StringVar(&a.value, "value-column", "", "the column of the count (without: every row is one contact)")
	f.StringVar(&a.interval, "interval", "30m", "length of a slot: 15m, 30m, 1h, 24h …")
	f.IntVar(&a.trainWeeks, "train-weeks", 12, "weeks of history before the first origin")
	f.StringVar(&a.horizon, "horizon", "1w,4w", "horizons with commas: days (5d) or weeks (4w)")
	f.StringVar(&a.origins, "origins", "weekly", "weekly or daily")
	f.StringVar(&a.intraday, "intraday", "", "times of day like 10:00,14:00: forecast the rest of each day anew from there")
	f.StringArrayVar(&a.holidays, "holidays", nil, "a calendar of holidays and make-up workdays, JSON or ICS; may be given again")
	f.StringArrayVar(&a.drivers, "driver", nil, "what contacts follow, as stock:FILE.csv or flow:FILE.csv of day and value (flow+2: two days later); may be given again")
	f.StringVar(&a.out, "out", "", "write the forecasts into this folder: a CSV of origin, day, slot, fc for each model")
	f.BoolVar(&a.asJSON, "json", false, "print JSON")
	_ = c.MarkFlagRequired("time-column")
	return c
}

// read takes the flags and the file.
func (a evaluateFlags) read(file string) (series.Evaluation, forecast.Counts, error) {
	out := series.Evaluation{TrainDays: 7 * a.trainWeeks, EveryDays: 7}
	var none forecast.Counts
	interval, err := time.ParseDuration(strings.Replace(a.interval, "1d", "24h", 1))
	if err != nil {
		return out, none, fmt.Errorf("--interval %q: a length like 15m, 30m, 1h or 24h was expected", a.interval)
	}
	switch a.origins {
	case "weekly":
	case "daily":
		out.EveryDays = 1
	default:
		return out, none, fmt.Errorf("--origins %q: weekly or daily was expected", a.origins)
	}
	if a.trainWeeks < 2 {
		return out, none, fmt.Errorf("--train-weeks %d: at least 2 weeks of history are needed", a.trainWeeks)
	}
	for _, h := range strings.Split(a.horizon, ",") {
		days, err := horizonDays(strings.TrimSpace(h))
		if err != nil {
			return out, none, err
		}
		out.Horizons = append(out.Horizons, days)
	}
	slices.Sort(out.Horizons)
	if out.Calendar, err = readHolidays(a.holidays); err != nil {
		return out, none, err
	}
	if out.Drivers, err = readDrivers(a.drivers); err != nil {
		return out, none, err
	}
	f, err := os.Open(file)
	if err != nil {
		return out, none, err
	}
	defer f.Close()
	counts, err := forecast.ReadCounts(f, forecast.CountsFile{TimeColumn: a.time, ValueColumn: a.value, Interval: interval})
	if err != nil {
		return out, counts, fmt.Errorf("%s: %w", filepath.Base(file), err)
	}
	out.Minutes = int(interval.Minutes())
	for _, at := range strings.FieldsFunc(a.intraday, func(r rune) bool { return r == ',' }) {
		t, err := time.Parse("15:04", strings.TrimSpace(at))
		over := (t.Hour()*60+t.Minute())/out.Minutes - counts.FirstSlot
		if err != nil || over < 1 || over >= counts.Series.Slots || t.Minute()%out.Minutes != 0 && out.Minutes <= 60 {
			return out, counts, fmt.Errorf("--intraday %q: the beginning of a slot within the day was expected, after %s", at, counts.SlotTime(0))
		}
		out.Over = append(out.Over, over)
	}
	return out, counts, nil
}

// maxHorizonDays bounds a horizon: two years.
const maxHorizonDays = 731

func horizonDays(s string) (int, error) {
	unit := map[string]int{"d": 1, "w": 7}
	if len(s) > 1 {
		n, err := strconv.Atoi(s[:len(s)-1])
		if days := n * unit[s[len(s)-1:]]; err == nil && days > 0 && days <= maxHorizonDays {
			return days, nil
		}
	}
	return 0, fmt.Errorf("--horizon %q: days or weeks like 5d or 4w were expected, two years at most", s)
}

// horizonName is the shortest way to say a number of days.
func horizonName(days int) string {
	if days%7 == 0 {
		return fmt.Sprintf("%dw", days/7)
	}
	return fmt.Sprintf("%dd", days)
}

func readHolidays(files []string) (series.Calendar, error) {
	out := series.Calendar{}
	for _, file := range files {
		content, err := readCalendar(file)
		if err != nil {
			return nil, err
		}
		days, issues := org.ReadCalendarFile(content)
		if len(issues) > 0 {
			i := issues[0]
			return nil, fmt.Errorf("%s line %d, %s: %q is not %s (%d places in all)", filepath.Base(file), i.Line, i.Field, i.Value, i.Expected, len(issues))
		}
		for _, d := range days {
			if d.Kind == org.MakeupWorkday {
				out[d.On] = series.DayFact{MakeUp: true}
			} else {
				out[d.On] = series.DayFact{Holiday: d.Name}
			}
		}
	}
	return out, nil
}

// readDrivers reads drivers given as kind:file or kind+lag:file.
func readDrivers(given []string) (out []series.Driver, err error) {
	for _, text := range given {
		how, file, found := strings.Cut(text, ":")
		kind, lag, late := strings.Cut(how, "+")
		d := series.Driver{Name: strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), Kind: series.DriverKind(kind)}
		if late {
			d.Lag, err = strconv.Atoi(lag)
		}
		if !found || err != nil || d.Kind != series.DriverStock && d.Kind != series.DriverFlow {
			return nil, fmt.Errorf("--driver %q: stock:FILE.csv or flow:FILE.csv was expected, flow+2:FILE.csv for two days later", text)
		}
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		d.Values, err = forecast.ReadDriverValues(f)
		_ = f.Close()
		if err == nil {
			err = d.Check()
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
		out = append(out, d)
	}
	return out, nil
}

// writeForecasts writes a file for each model.
func writeForecasts(dir string, r *series.Result) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	for _, name := range series.Names() {
		file := name
		if name == series.NameEnsemble {
			file = "forecast"
		}
		f, err := os.Create(filepath.Join(dir, file+".csv"))
		if err != nil {
			return err
		}
		w := csv.NewWriter(f)
		_ = w.Write([]string{"origin", "day", "slot", "fc"})
		for _, o := range r.Origin {
			for _, d := range o.Forecast.Days {
				slots := d.Slots
				if name != series.NameEnsemble {
					slots = d.Models[name]
				}
				if d.Closed {
					continue
				}
				for k, v := range slots {
					_ = w.Write([]string{o.First.String(), d.Date.String(), strconv.Itoa(k), strconv.FormatFloat(v, 'f', 4, 64)})
				}
			}
		}
		w.Flush()
		if err := errors.Join(w.Error(), f.Close()); err != nil {
			return err
		}
	}
	return nil
}

// scoreJSON is the accuracy of a model at a horizon; shares, not per cent.
type scoreJSON struct {
	WAPE       *float64 `json:"wape"`
	MASE       *float64 `json:"mase"`
	Bias       *float64 `json:"bias"`
	DayWAPE    *float64 `json:"day_wape"`
	WithinTen  *float64 `json:"within_10_percent"`
	Coverage50 *float64 `json:"coverage_50,omitempty"`
	Coverage80 *float64 `json:"coverage_80,omitempty"`
	Coverage95 *float64 `json:"coverage_95,omitempty"`
	Pinball    *float64 `json:"pinball,omitempty"`
	Slots      int      `json:"slots"`
	Days       int      `json:"days"`
}

func number(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

func scoreOf(a series.Accuracy) scoreJSON {
	out := scoreJSON{WAPE: number(a.WAPE()), MASE: number(a.MASE()), Bias: number(a.Bias()), DayWAPE: number(a.DayWAPE()),
		WithinTen: number(a.WithinTen()), Slots: a.Slots, Days: a.Days}
	if a.Banded > 0 {
		out.Coverage50, out.Coverage80, out.Coverage95 = number(a.Coverage(0)), number(a.Coverage(1)), number(a.Coverage(2))
		out.Pinball = number(a.Pinball / float64(a.Banded) / float64(2*len(series.Levels)))
	}
	return out
}

// restJSON is how well the rest of days was forecast, from a time on.
type restJSON struct {
	From    string     `json:"from"`
	Before  scoreJSON  `json:"before"` // as it was said at the origin
	After   scoreJSON  `json:"after"`
	InTotal [3]float64 `json:"day_total_coverage"` // of bands of 50, 80 and 95 %
}

func restOf(c forecast.Counts, r series.Rest) restJSON {
	out := restJSON{From: c.SlotTime(r.Over), Before: scoreOf(r.Before), After: scoreOf(r.After)}
	for l, n := range r.Totals {
		out.InTotal[l] = float64(n) / float64(max(r.Of, 1))
	}
	return out
}

// models names the models that forecast something.
func models(r *series.Result) (out []string) {
	for _, name := range series.Names() {
		if r.Accuracy[name][0].Slots > 0 {
			out = append(out, name)
		}
	}
	return out
}

// writeEvaluation prints the stable JSON form that scripts read.
func writeEvaluation(w io.Writer, e series.Evaluation, c forecast.Counts, r *series.Result) error {
	horizons := map[string]map[string]scoreJSON{}
	for h, days := range e.Horizons {
		by := map[string]scoreJSON{}
		for _, name := range models(r) {
			by[name] = scoreOf(r.Accuracy[name][h])
		}
		horizons[horizonName(days)] = by
	}
	rest := []restJSON{}
	for _, x := range r.Rest {
		rest = append(rest, restOf(c, x))
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(map[string]any{"rest_of_day": rest, "origins": r.Origins, "slots_of_a_day": c.Series.Slots, "first_slot": c.SlotTime(0), "days": c.Series.Days(), "rows": c.Rows,
		"seconds_per_origin": r.Elapsed.Seconds() / float64(r.Origins), "horizons": horizons})
}

func printEvaluation(w io.Writer, e series.Evaluation, c forecast.Counts, r *series.Result) error {
	fmt.Fprintf(w, "%d days from %s, %d slots a day from %s; %d origins, %.2f s each\n", c.Series.Days(), c.Series.First, c.Series.Slots, c.SlotTime(0), r.Origins, r.Elapsed.Seconds()/float64(r.Origins))
	tw := tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "horizon\tmodel\tWAPE %\tMASE\tbias %\tday WAPE %\tin 50 %\tin 80 %\tin 95 %\t")
	cell := func(v *float64, times float64) string {
		if v == nil {
			return "–"
		}
		return fmt.Sprintf("%.2f", *v*times)
	}
	for h, days := range e.Horizons {
		for _, name := range models(r) {
			s := scoreOf(r.Accuracy[name][h])
			fmt.Fprintln(tw, strings.Join([]string{horizonName(days), name, cell(s.WAPE, 100), cell(s.MASE, 1), cell(s.Bias, 100), cell(s.DayWAPE, 100),
				cell(s.Coverage50, 100), cell(s.Coverage80, 100), cell(s.Coverage95, 100)}, "\t")+"\t")
		}
	}
	if err := tw.Flush(); err != nil || len(r.Rest) == 0 {
		return err
	}
	fmt.Fprintln(tw, "\nrest of the day from\tWAPE % before\tWAPE % then\tsum WAPE % before\tsum WAPE % then\tin 80 %\tday total in 80 %\tin 95 %\t")
	for _, x := range r.Rest {
		s := restOf(c, x)
		fmt.Fprintln(tw, strings.Join([]string{s.From, cell(s.Before.WAPE, 100), cell(s.After.WAPE, 100), cell(s.Before.DayWAPE, 100), cell(s.After.DayWAPE, 100),
			cell(s.After.Coverage80, 100), cell(&s.InTotal[1], 100), cell(&s.InTotal[2], 100)}, "\t")+"\t")
	}
	return tw.Flush()
}
