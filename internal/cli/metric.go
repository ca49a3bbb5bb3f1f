package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/internal/metric"
)

var _ = command(func(e *Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "metric",
		Short: "Ask for numbers",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(metricQuery(e), metricList(e))
	return c
})

func metricQuery(e *Env) *cobra.Command {
	var a metric.Asked
	var asJSON bool
	c := &cobra.Command{
		Use:   "query",
		Short: "Numbers by time and dimension",
		Long: `Numbers by time and dimension, each with numerator and denominator. Days are
whole days in the centre's time zone, both included; rates are per cent, times
are seconds. A metric id with @n asks that version of its definition.`,
		Example: `  lingting metric query --from 1999-02-01 --to 1999-02-14 --metrics offered,sl-off,asa
  lingting metric query --from 1999-02-01 --to 1999-02-14 --grain 30m --by queue \
    --metrics offered,answered,abandoned,sl-off,asa --threshold 20s --json
  lingting metric query --from 2026-11-01 --to 2026-11-30 --grain total --by team,agent --metrics aht,occ-2`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			q, err := a.Query()
			if err != nil {
				return err
			}
			s, err := e.Connect(c.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			answer, err := s.queryMetrics(a, q)
			if err != nil {
				return err
			}
			if asJSON {
				return writeAnswer(e.Out, q, answer)
			}
			return printAnswer(e.Out, q, answer)
		},
	}
	f := c.Flags()
	f.StringVar(&a.From, "from", "", "first day, YYYY-MM-DD")
	f.StringVar(&a.To, "to", "", "last day, YYYY-MM-DD, included")
	f.StringVar(&a.Grain, "grain", "total", "5m, 15m, 30m, 60m, day, week, month, quarter, year or total")
	f.StringVar(&a.By, "by", "", "none, or queue, skill, team, agent, site, channel, call_type, hour, weekday; several with commas")
	f.StringVar(&a.Metrics, "metrics", "offered,answered,abandoned,sl-off,asa", "metric ids with commas; see 'lingting metric list'")
	f.StringVar(&a.Zone, "timezone", "", "count days and half-hours in this time zone (the centre's)")
	f.StringVar(&a.Threshold, "threshold", "", "service-level threshold, like 20s (the queue's, else the centre's)")
	f.StringVar(&a.ShortAbandon, "short-abandon", "", "an abandon up to this wait is short, like 5s (the centre's)")
	f.StringVar(&a.RepeatWindow, "repeat-window", "", "window of repeat contacts, like 168h (the centre's)")
	f.StringVar(&a.Queue, "queue", "", "only these queues: codes or ids with commas")
	f.StringVar(&a.Skill, "skill", "", "only these skills")
	f.StringVar(&a.Team, "team", "", "only these teams")
	f.StringVar(&a.Agent, "agent", "", "only these agents: agent numbers or ids")
	f.StringVar(&a.Site, "site", "", "only these sites")
	f.StringVar(&a.Channel, "channel", "", "only these channels")
	f.StringVar(&a.CallType, "call-type", "", "only these call types")
	f.StringVar(&a.Hour, "hour", "", "only these hours, like 9-17")
	f.StringVar(&a.Weekday, "weekday", "", "only these weekdays, 1 Monday to 7 Sunday")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	_ = c.MarkFlagRequired("from")
	_ = c.MarkFlagRequired("to")
	return c
}

// queryMetrics asks the server, or the folder itself once everything that was
// told is counted.
func (s *Session) queryMetrics(a metric.Asked, q metric.Query) (metric.Answer, error) {
	var out metric.Answer
	if s.Remote == nil {
		if err := s.settled(s.Ctx); err != nil {
			return out, err
		}
		return s.Local.Metric.Query(s.Ctx, q)
	}
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	for name, value := range map[string]string{"from": a.From, "to": a.To, "grain": a.Grain, "by": a.By, "metrics": a.Metrics, "threshold": a.Threshold, "short_abandon": a.ShortAbandon,
		"repeat_window": a.RepeatWindow, "queue": a.Queue, "skill": a.Skill, "team": a.Team, "agent": a.Agent, "site": a.Site, "channel": a.Channel, "call_type": a.CallType,
		"hour": a.Hour, "weekday": a.Weekday, "timezone": a.Zone} {
		set(name, value)
	}
	return out, s.Remote.Get(s.Ctx, "/metric-query", v, &out)
}

// settled waits until the facts contain the whole event log.
func (s *Session) settled(ctx context.Context) error {
	for {
		n, err := s.Local.Ingest.Pending(ctx)
		if err != nil || n == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

type jsonNumber struct {
	Value  *float64 `json:"value"`
	Num    float64  `json:"num"`
	Den    float64  `json:"den"`
	Reason string   `json:"reason,omitempty"`
}

type jsonRow struct {
	Start  string                `json:"start"`
	Dims   map[string]string     `json:"dims"`
	Values map[string]jsonNumber `json:"values"`
}

// writeAnswer prints the stable JSON form that scripts read.
func writeAnswer(w io.Writer, q metric.Query, a metric.Answer) error {
	rows := make([]jsonRow, 0, len(a.Rows))
	for _, r := range a.Rows {
		row := jsonRow{Start: r.Start, Dims: map[string]string{}, Values: map[string]jsonNumber{}}
		for d, n := range r.Dims {
			row.Dims[string(d)] = n.Code
		}
		for _, ref := range q.Metrics {
			n := r.Values.Of(ref)
			row.Values[ref] = jsonNumber{n.Value, n.Num, n.Den, n.Reason}
		}
		rows = append(rows, row)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(map[string]any{"rows": rows, "timezone": a.Timezone, "data_until": a.DataUntil})
}

func printAnswer(w io.Writer, q metric.Query, a metric.Answer) error {
	tw := tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	head := []string{"start"}
	for _, d := range q.By {
		head = append(head, string(d))
	}
	fmt.Fprintln(tw, strings.Join(append(head, q.Metrics...), "\t")+"\t")
	for _, r := range a.Rows {
		cells := []string{r.Start}
		for _, d := range q.By {
			cells = append(cells, r.Dims[d].Code)
		}
		for _, ref := range q.Metrics {
			if v := r.Values.Of(ref).Value; v != nil {
				cells = append(cells, strings.TrimSuffix(fmt.Sprintf("%.2f", *v), ".00"))
			} else {
				cells = append(cells, "–")
			}
		}
		fmt.Fprintln(tw, strings.Join(cells, "\t")+"\t")
	}
	return tw.Flush()
}

func metricList(e *Env) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "The metrics that can be asked for",
		Example: "  lingting metric list",
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			s, err := e.Connect(c.Context())
			if err != nil {
				return err
			}
			defer s.Close()
			var list []metric.Metric
			if s.Remote != nil {
				err = s.Remote.Get(s.Ctx, "/metrics", nil, &list)
			} else {
				list, err = s.Local.Metric.List(s.Ctx)
			}
			if err != nil {
				return err
			}
			tw := tabwriter.NewWriter(e.Out, 0, 4, 2, ' ', 0)
			for _, m := range list {
				fmt.Fprintf(tw, "%s\t%s\t%s\t%s\n", m.ID, m.NameZH, m.NameEN, m.Unit)
			}
			return tw.Flush()
		},
	}
}
