package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/wfm/staffing/calibration"
)

// calibrateFlags is what the user asks to be replayed.
type calibrateFlags struct {
	from, to, name string
	queues         []string
	replications   int
	seed           int64
	asJSON         bool
}

func staffingCalibrate(e *Env) *cobra.Command {
	var a calibrateFlags
	c := &cobra.Command{
		Use:   "calibrate",
		Short: "Replay past days in the simulator and hold the result against what was",
		Long: `Replay past days in the simulator, keep it for the web, and print how far the
simulated service level is from the actual one, in points.

Arrivals are those of the day. Agents are there when they were signed in and not
in AUX; where no source tells sign-ins, from the first contact to the last
without pauses of over two minutes in which somebody waited. Patience, handle
times and dead time between contacts are learnt from the contacts. All queues are
replayed together, since they share agents, whatever --queue shows.

± is the half-width of the 95 % interval of the simulated mean; spread is the
standard deviation of one such day, which chance alone brings about.`,
		Example: `  lingting staffing calibrate --from 2026-10-01 --to 2026-10-31
  lingting staffing calibrate --from 1999-02-01 --to 1999-02-14 --queue PS --queue NW --replications 50 --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			in := calibration.Request{Name: a.name, Replications: a.replications, Seed: a.seed}
			var err error
			if in.FirstOn, err = civil.Parse(a.from); err != nil {
				return usageError{fmt.Errorf("--from %q: a day like 2026-10-01 was expected", a.from)}
			}
			if in.LastOn, err = civil.Parse(a.to); err != nil {
				return usageError{fmt.Errorf("--to %q: a day like 2026-10-31 was expected", a.to)}
			}
			s, err := e.Connect(c.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			if in.QueueIDs, err = s.queueIDs(strings.Join(a.queues, ",")); err != nil {
				return err
			}
			o, err := s.calibrate(in, func(fraction float64, detail string) {
				if !a.asJSON && detail != "" {
					fmt.Fprintf(e.Err, "%3.0f%% %s\n", fraction*100, detail)
				}
			})
			if err != nil {
				return err
			}
			if a.asJSON {
				enc := json.NewEncoder(e.Out)
				enc.SetIndent("", "  ")
				return enc.Encode(o)
			}
			return printCalibration(e.Out, o)
		},
	}
	f := c.Flags()
	f.StringVar(&a.from, "from", "", "first day")
	f.StringVar(&a.to, "to", "", "last day")
	f.StringArrayVar(&a.queues, "queue", nil, "a queue to show, by code or id; may be given several times (all)")
	f.IntVar(&a.replications, "replications", 20, "times each day is simulated, 5 to 200")
	f.Int64Var(&a.seed, "seed", 1, "where chance begins; the same seed gives the same result")
	f.StringVar(&a.name, "name", "", "name it is kept by (made of its days)")
	f.BoolVar(&a.asJSON, "json", false, "print JSON")
	_ = c.MarkFlagRequired("from")
	_ = c.MarkFlagRequired("to")
	return c
}

func (s *Session) calibrate(in calibration.Request, progress func(float64, string)) (o calibration.Opened, err error) {
	if s.Local != nil {
		if err := s.settled(s.Ctx); err != nil {
			return o, err
		}
		made, _, err := s.Local.Calibration.Make(s.Ctx, s.Local.Calibration.NewID(), in, progress)
		if err != nil {
			return o, err
		}
		return s.Local.Calibration.Open(s.Ctx, made.ID)
	}
	var begun struct {
		JobID string `json:"job_id"`
	}
	if err := s.Remote.Do(s.Ctx, http.MethodPost, "/staffing/calibrations", in, &begun); err != nil {
		return o, err
	}
	result, err := s.Remote.WaitJob(s.Ctx, begun.JobID, progress)
	if err != nil {
		// Whoever stops waiting does not want the rest either.
		_ = s.Remote.Do(context.WithoutCancel(s.Ctx), http.MethodPost, "/jobs/"+url.PathEscape(begun.JobID)+"/cancel", nil, nil)
		return o, err
	}
	told, _ := result.(map[string]any)
	id, _ := told["calibration_id"].(string)
	return o, s.Remote.Get(s.Ctx, "/staffing/calibrations/"+url.PathEscape(id), nil, &o)
}

func printCalibration(w io.Writer, o calibration.Opened) error {
	fmt.Fprintf(w, "%s  %s\n%s to %s, %s, %s, model %d, simulator %s, %d replications, seed %d\n", o.ID, o.Name, o.FirstOn, o.LastOn, o.Timezone, o.Variant, o.ModelVersion, o.Engine, o.Replications, o.Seed)
	fmt.Fprintf(w, "%d contacts, %d agents", o.Contacts, o.Agents)
	if o.Inferred > 0 {
		fmt.Fprintf(w, ", presence inferred of %d", o.Inferred)
	}
	if o.DeadMean != nil {
		fmt.Fprintf(w, ", dead time %.1f s", *o.DeadMean)
	}
	fmt.Fprint(w, "\n\n")
	figure := func(v *float64, format string) string {
		if v == nil {
			return "–"
		}
		return fmt.Sprintf(format, *v)
	}
	codes := map[string]string{"": "all"}
	for _, q := range o.Queues {
		codes[q.QueueID] = q.Code
	}
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "day\tqueue\toffered\tactual\tsimulated\t±\tdeviation\tspread\tgone\tgone sim\tASA\tASA sim\t")
	for _, d := range o.Days {
		fmt.Fprintf(t, "%s\t%s\t%.0f\t%s\t%s\t%s\t%s\t%s\t%.0f\t%.1f\t%s\t%s\t\n", d.On, codes[d.QueueID], d.Actual.Offered, figure(d.Actual.Level, "%.1f %%"), figure(d.Simulated.Level, "%.1f %%"),
			figure(d.HalfWidth, "%.1f"), figure(d.Deviation, "%+.1f"), figure(d.Spread, "%.1f"), d.Actual.Gone, d.Simulated.Gone, figure(d.Actual.ASA, "%.1f"), figure(d.Simulated.ASA, "%.1f"))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	t = tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "queue\tdays\twithin 3\tby chance\tactual\tsimulated\tdeviation\tmean absolute\t")
	row := func(name string, s calibration.Summary) {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%s\t%s\t%s\t%s\t\n", name, s.Days, s.Within, s.Chance, figure(s.Actual, "%.1f %%"), figure(s.Simulated, "%.1f %%"), figure(s.Deviation, "%+.1f"), figure(s.Absolute, "%.1f"))
	}
	for _, q := range o.Queues {
		row(q.Code, q.Month)
	}
	row("all queues", o.Whole)
	row("queue × day", o.Cells)
	return t.Flush()
}
