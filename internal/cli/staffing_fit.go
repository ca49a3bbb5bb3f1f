package cli

import (
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
	"time"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/calc/queueing"
	"github.com/lingting/lingting/internal/kit/table"
)

// fitFlags is what the user says of a file of contacts.
type fitFlags struct {
	wait, outcome, handle, language string
	abandoned, answered             []string
	asJSON                          bool
}

func staffingFit(e *Env) *cobra.Command {
	var a fitFlags
	c := &cobra.Command{
		Use:   "fit FILE.csv",
		Short: "Learn patience and handle times from contacts",
		Long: `Learn patience and the law of handle times from a table of contacts, a row each
(CSV or tabs, plain or gzipped, with a heading). Times are seconds, h:mm:ss or
like 1m30s.

Who was answered had patience for longer than the wait: patience is censored. The
curve is Kaplan and Meier's, with Greenwood's standard error and the share of
those waiting that give up at each second; beside it stands the mean of
exponential patience, total wait / abandoned, which --patience of 'staffing
erlang' takes. Rows of other outcomes are left out and counted.

With --handle-column lognormal, gamma and exponential laws are fitted to the
handle times of the answered: log-likelihood, AIC (the least is best) and the
greatest distance between the shares up to a time (Kolmogorov and Smirnov).`,
		Example: `  lingting staffing fit calls.csv --wait-column wait --outcome-column result --abandoned gave_up --answered agent --handle-column handled
  lingting staffing fit calls.tsv.gz --wait-column q_time --outcome-column outcome --abandoned HANG --answered AGENT --json`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) (err error) {
			if a.language, err = languageOf(a.language); err != nil {
				return err
			}
			f, err := os.Open(args[0])
			if err != nil {
				return usageError{err}
			}
			defer f.Close()
			answer, err := a.learn(f)
			if err != nil {
				return usageError{fmt.Errorf("%s: %w", filepath.Base(args[0]), err)}
			}
			if a.asJSON {
				enc := json.NewEncoder(e.Out)
				enc.SetIndent("", "  ")
				return enc.Encode(answer)
			}
			return printFit(e.Out, answer, a.language)
		},
	}
	f := c.Flags()
	f.StringVar(&a.wait, "wait-column", "", "the column of the wait, by its heading")
	f.StringVar(&a.outcome, "outcome-column", "", "the column that tells how the wait ended")
	f.StringSliceVar(&a.abandoned, "abandoned", nil, "what stands there when the contact gave up; several with commas")
	f.StringSliceVar(&a.answered, "answered", nil, "what stands there when an agent answered")
	f.StringVar(&a.handle, "handle-column", "", "the column of the handle time")
	f.BoolVar(&a.asJSON, "json", false, "print JSON")
	f.StringVar(&a.language, "lang", "", "language of the table: zh or en (default: that of the system)")
	for _, name := range []string{"wait-column", "outcome-column", "abandoned", "answered"} {
		_ = c.MarkFlagRequired(name)
	}
	return c
}

// fitAnswer is the stable JSON form; times in seconds, shares 0 to 1.
type fitAnswer struct {
	Rows     int         `json:"rows"`
	LeftOut  int         `json:"rows_of_other_outcomes"`
	Patience patienceFit `json:"patience"`
	Handle   *handleFit  `json:"handle,omitempty"`
}

type patienceFit struct {
	Contacts  int          `json:"contacts"`
	Abandoned int          `json:"abandoned"`
	Mean      float64      `json:"exponential_mean_s"`
	MeanError float64      `json:"exponential_mean_standard_error_s"`
	LogLikely float64      `json:"exponential_log_likelihood"`
	Median    *float64     `json:"median_s"` // null: not half of them would have given up in the longest wait
	Curve     []curvePoint `json:"curve"`
}

type curvePoint struct {
	Wait          float64 `json:"wait_s"`
	Waiting       int     `json:"waiting"`
	Abandoned     int     `json:"abandoned"`
	Survival      float64 `json:"survival"`
	StandardError float64 `json:"standard_error"`
	Hazard        float64 `json:"hazard"`
}

type handleFit struct {
	Times     int      `json:"times"`
	Zeros     int      `json:"zeros_left_out"`
	Mean      float64  `json:"mean_s"`
	Variation float64  `json:"variation"`
	Best      string   `json:"best"`
	Laws      []lawFit `json:"laws"`
}

type lawFit struct {
	Law        string             `json:"law"`
	Parameters map[string]float64 `json:"parameters"`
	LogLikely  float64            `json:"log_likelihood"`
	AIC        float64            `json:"aic"`
	Distance   float64            `json:"ks_distance"`
}

// learn reads the table and asks the mathematics.
func (a fitFlags) learn(r io.Reader) (out fitAnswer, err error) {
	var waits []queueing.Waited
	var handled []float64
	rows, err := table.Open(r)
	if err != nil {
		return out, err
	}
	head, err := rows.Read()
	if err != nil {
		return out, errors.New("the file has no heading")
	}
	head = slices.Clone(head)
	rows.ReuseRecord = true
	wait, err := table.Column(head, a.wait, "wait-column")
	if err != nil {
		return out, err
	}
	outcome, err := table.Column(head, a.outcome, "outcome-column")
	if err != nil {
		return out, err
	}
	handle := -1
	if a.handle != "" {
		if handle, err = table.Column(head, a.handle, "handle-column"); err != nil {
			return out, err
		}
	}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return out, err
		}
		line, _ := rows.FieldPos(0)
		cell := func(i int) string {
			if i < len(row) {
				return strings.TrimSpace(row[i])
			}
			return ""
		}
		out.Rows++
		abandoned, answered := slices.Contains(a.abandoned, cell(outcome)), slices.Contains(a.answered, cell(outcome))
		if !abandoned && !answered {
			out.LeftOut++
			continue
		}
		w, err := lengthOf(cell(wait))
		if err != nil {
			return out, fmt.Errorf("line %d, column %s: %w", line, a.wait, err)
		}
		waits = append(waits, queueing.Waited{Seconds: w, Abandoned: abandoned})
		if handle >= 0 && answered {
			h, err := lengthOf(cell(handle))
			if err != nil {
				return out, fmt.Errorf("line %d, column %s: %w", line, a.handle, err)
			}
			handled = append(handled, h)
		}
	}
	p, err := queueing.EstimatePatience(waits)
	if err != nil {
		return out, err
	}
	out.Patience = patienceFit{Contacts: p.Contacts, Abandoned: p.Abandoned, Mean: p.Mean, MeanError: p.MeanError, LogLikely: p.LogLikely}
	if !math.IsInf(p.Median, 0) {
		out.Patience.Median = &p.Median
	}
	for _, x := range p.Points {
		out.Patience.Curve = append(out.Patience.Curve, curvePoint{x.Seconds, x.Waiting, x.Abandoned, x.Survival, x.StandardError, x.Hazard})
	}
	if handle < 0 {
		return out, nil
	}
	h, err := queueing.FitHandle(handled)
	if err != nil {
		return out, err
	}
	out.Handle = &handleFit{Times: h.Times, Zeros: h.Zeros, Mean: h.Mean, Variation: h.Variation, Best: h.Best().Law.Name()}
	for _, f := range h.Fits {
		out.Handle.Laws = append(out.Handle.Laws, lawFit{f.Law.Name(), parametersOf(f.Law), f.LogLikely, f.AIC, f.Distance})
	}
	return out, nil
}

func parametersOf(law queueing.Distribution) map[string]float64 {
	switch d := law.(type) {
	case queueing.Lognormal:
		return map[string]float64{"mu": d.Mu, "sigma": d.Sigma}
	case queueing.Gamma:
		return map[string]float64{"shape": d.Shape, "scale_s": d.Scale}
	}
	return map[string]float64{"mean_s": law.Mean()}
}

// lengthOf reads seconds, h:mm:ss or 1m30s.
func lengthOf(s string) (float64, error) {
	if v, err := strconv.ParseFloat(s, 64); err == nil && v >= 0 && v <= 1e9 {
		return v, nil
	}
	if d, err := time.ParseDuration(s); err == nil && d >= 0 {
		return d.Seconds(), nil
	}
	total, parts := 0.0, strings.Split(s, ":")
	for _, p := range parts {
		v, err := strconv.ParseUint(p, 10, 20)
		if err != nil || len(parts) < 2 || len(parts) > 3 {
			return 0, fmt.Errorf("%q is not a time; seconds, h:mm:ss or 1m30s was expected", s)
		}
		total = 60*total + float64(v)
	}
	return total, nil
}

// fitWords are the words of the table.
var fitWords = map[string]map[string]string{
	"zh": {
		"rows": "行数", "left out": "%d，其中其他结局 %d 行不计", "contacts": "联络量", "gave up": "%d，放弃 %d（%.2f %%）",
		"exponential": "耐心（指数分布）", "mean": "均值 %.1f 秒 ± %.1f", "median": "耐心中位数", "unreached": "最长的等待内未达到", "seconds": "%.1f 秒",
		"over": "耐心超过 %g 秒", "handle": "处理时长", "of handle": "均值 %.1f 秒，变异系数 %.2f，%d 个，为 0 的 %d 个不计", "best": "（最合适）",
		"fit": "对数似然 %.1f，AIC %.1f，最大差距 %.4f", "lognormal": "对数正态", "gamma": "伽马", "exponential law": "指数",
	},
	"en": {
		"rows": "rows", "left out": "%d, %d of other outcomes left out", "contacts": "contacts", "gave up": "%d, %d gave up (%.2f %%)",
		"exponential": "patience, exponential", "mean": "mean %.1f s ± %.1f", "median": "patience, median", "unreached": "not reached", "seconds": "%.1f s",
		"over": "patience over %g s", "handle": "handle time", "of handle": "mean %.1f s, variation %.2f, %d times, %d of 0 left out", "best": " (best)",
		"fit": "log-likelihood %.1f, AIC %.1f, distance %.4f", "lognormal": "lognormal", "gamma": "gamma", "exponential law": "exponential",
	},
}

func printFit(w io.Writer, a fitAnswer, language string) error {
	word := func(key string) string { return fitWords[language][key] }
	var rows [][2]string
	line := func(name, key string, args ...any) {
		rows = append(rows, [2]string{name, fmt.Sprintf(word(key), args...)})
	}
	p := a.Patience
	line(word("rows"), "left out", a.Rows, a.LeftOut)
	line(word("contacts"), "gave up", p.Contacts, p.Abandoned, 100*float64(p.Abandoned)/float64(p.Contacts))
	line(word("exponential"), "mean", p.Mean, p.MeanError)
	if p.Median != nil {
		line(word("median"), "seconds", *p.Median)
	} else {
		line(word("median"), "unreached")
	}
	for _, t := range []float64{5, 10, 20, 30, 60, 120, 180, 300, 600} {
		i, _ := slices.BinarySearchFunc(p.Curve, t, func(x curvePoint, t float64) int {
			if x.Wait <= t {
				return -1
			}
			return 1
		})
		if i > 0 && i < len(p.Curve) {
			rows = append(rows, [2]string{fmt.Sprintf(word("over"), t), fmt.Sprintf("%.2f %% ± %.2f", 100*p.Curve[i-1].Survival, 100*p.Curve[i-1].StandardError)})
		}
	}
	if h := a.Handle; h != nil {
		line(word("handle"), "of handle", h.Mean, h.Variation, h.Times, h.Zeros)
		for _, l := range h.Laws {
			name, ok := fitWords[language][l.Law]
			if l.Law == "exponential" {
				name = word("exponential law")
			} else if !ok {
				name = l.Law
			}
			if l.Law == h.Best {
				name += word("best")
			}
			line("  "+name, "fit", l.LogLikely, l.AIC, l.Distance)
		}
	}
	return printRows(w, rows)
}
