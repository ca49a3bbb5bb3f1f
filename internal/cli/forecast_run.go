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

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/org"
	"github.com/lingting/lingting/internal/wfm/forecast"
)

// runFlags is what the user asks of a forecast.
type runFlags struct {
	queue, name, asOf   string
	weeks, grain, reach int
	asJSON              bool
}

func forecastRun(e *Env) *cobra.Command {
	var a runFlags
	c := &cobra.Command{
		Use:   "run",
		Short: "Forecast the centre's queues and keep it as a version",
		Long: `Forecast offered contacts, handle time and workload of queues from what is in the
store, and keep it as a draft that the web shows. With --as-of only days before
that day are known, so that the forecast can be held against what came.`,
		Example: `  lingting forecast run --queue credit-card --weeks 4
  lingting forecast run --weeks 6 --as-of 2026-09-01 --json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := e.Connect(c.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			v, days, err := s.runForecast(a, func(fraction float64, detail string) {
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
				return enc.Encode(map[string]any{"version": v, "days": days})
			}
			return printForecast(e.Out, v, days)
		},
	}
	f := c.Flags()
	f.StringVar(&a.queue, "queue", "", "only these queues: codes or ids with commas (every queue in use)")
	f.IntVar(&a.weeks, "weeks", 4, "weeks to forecast, 1 to 6")
	f.IntVar(&a.grain, "grain", 30, "minutes of an interval, 15 or 30")
	f.IntVar(&a.reach, "history-weeks", 104, "weeks of history at most")
	f.StringVar(&a.asOf, "as-of", "", "know only days before this one (today, or the day after the newest numbers)")
	f.StringVar(&a.name, "name", "", "name of the version (made of its first day and weeks)")
	f.BoolVar(&a.asJSON, "json", false, "print JSON")
	return c
}

func (s *Session) runForecast(a runFlags, progress func(float64, string)) (v forecast.Version, days []forecast.DayFigures, err error) {
	in := forecast.Request{Name: a.name, GrainMinutes: a.grain, Weeks: a.weeks, HistoryWeeks: a.reach, AsOf: a.asOf}
	if in.QueueIDs, err = s.queueIDs(a.queue); err != nil {
		return v, nil, err
	}
	if in.Name == "" {
		in.Name = strings.TrimSpace(fmt.Sprintf("%s %d w", a.asOf, a.weeks))
	}
	if s.Local != nil {
		if err := s.settled(s.Ctx); err != nil {
			return v, nil, err
		}
		if v, err = s.Local.Forecast.Make(s.Ctx, s.Local.Forecast.NewID(), in, progress); err != nil {
			return v, nil, err
		}
		days, err = s.Local.Forecast.Days(s.Ctx, v.ID, "", 0)
		return v, days, err
	}
	var begun struct {
		JobID string `json:"job_id"`
	}
	body := map[string]any{"name": in.Name, "queue_ids": in.QueueIDs, "grain_minutes": in.GrainMinutes, "weeks": in.Weeks, "history_weeks": in.HistoryWeeks, "as_of": in.AsOf}
	if err := s.Remote.Do(s.Ctx, http.MethodPost, "/forecast/versions", body, &begun); err != nil {
		return v, nil, err
	}
	result, err := s.Remote.WaitJob(s.Ctx, begun.JobID, progress)
	if err != nil {
		// Whoever stops waiting does not want the rest either.
		_ = s.Remote.Do(context.WithoutCancel(s.Ctx), http.MethodPost, "/jobs/"+url.PathEscape(begun.JobID)+"/cancel", nil, nil)
		return v, nil, err
	}
	told, _ := result.(map[string]any)
	versionID, _ := told["version_id"].(string)
	at := "/forecast/versions/" + url.PathEscape(versionID)
	if err := s.Remote.Get(s.Ctx, at, nil, &v); err != nil {
		return v, nil, err
	}
	return v, days, s.Remote.Get(s.Ctx, at+"/days", nil, &days)
}

// queueIDs are the ids of queues named by code or id, with commas.
func (s *Session) queueIDs(text string) ([]string, error) {
	out := []string{}
	for name := range strings.SplitSeq(text, ",") {
		if name = strings.TrimSpace(name); name == "" {
			continue
		}
		var found struct {
			Items []org.Queue `json:"items"`
		}
		if s.Remote != nil {
			if err := s.Remote.Get(s.Ctx, "/queues", url.Values{"search": {name}, "limit": {"500"}}, &found); err != nil {
				return nil, err
			}
			if len(found.Items) == 0 { // an id is not searched for
				out = append(out, name)
				continue
			}
		} else {
			p, err := s.Local.Org.ListQueues(s.Ctx, org.ListIn{Search: name, Limit: 500})
			if err != nil {
				return nil, err
			}
			if found.Items = p.Items; len(found.Items) == 0 {
				out = append(out, name)
				continue
			}
		}
		queueID := ""
		for _, q := range found.Items {
			if strings.EqualFold(q.Code, name) {
				queueID = q.ID
			}
		}
		if queueID == "" {
			return nil, usageError{fault.Invalidf("cli.queue", "There is no queue with the code or id %s.", name)}
		}
		out = append(out, queueID)
	}
	return out, nil
}

func printForecast(w io.Writer, v forecast.Version, days []forecast.DayFigures) error {
	fmt.Fprintf(w, "%s  %s\n%s to %s, from the history of %s to %s, %d-minute intervals, %s\n\n", v.ID, v.Name, v.FirstOn, v.LastOn, v.HistoryFrom, v.HistoryTo, v.GrainMinutes, v.Timezone)
	cell := func(v *float64, format string) string {
		if v == nil {
			return "–"
		}
		return fmt.Sprintf(format, *v)
	}
	tw := tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "queue\toutcome\tdays of history\tcontacts\tWAPE tried\t")
	for _, q := range v.Queues {
		tried := "–"
		if q.Trial != nil && q.Trial.VolumeWAPE != nil {
			tried = fmt.Sprintf("%.1f %%", *q.Trial.VolumeWAPE*100)
		}
		fmt.Fprintf(tw, "%s\t%s\t%d\t%.0f\t%s\t\n", q.Code, q.Outcome, q.HistoryDays, q.Total, tried)
	}
	if err := tw.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(w)
	tw = tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(tw, "day\tcontacts\t80 % from\tto\tAHT s\tworkload h\tcame\t")
	for _, d := range days {
		low, high := "–", "–"
		if d.Bands != nil {
			low, high = fmt.Sprintf("%.0f", d.Bands[1].Low), fmt.Sprintf("%.0f", d.Bands[1].High)
		}
		fmt.Fprintln(tw, strings.Join([]string{d.On.String(), cell(d.Forecast, "%.0f"), low, high, cell(d.Handle, "%.0f"), cell(d.Workload, "%.1f"), cell(d.Actual, "%.0f")}, "\t")+"\t")
	}
	return tw.Flush()
}
