package cli

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/lingting/lingting/calc/roster"
	"github.com/lingting/lingting/calc/roster/check"
	"github.com/lingting/lingting/calc/roster/conflict"
	"github.com/lingting/lingting/calc/roster/search"
	"github.com/lingting/lingting/calc/roster/solve"
)

var _ = command(func(e *Env) *cobra.Command {
	c := &cobra.Command{
		Use:   "roster",
		Short: "Make rosters, and check them",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(rosterSolve(e), rosterCheck(e))
	return c
})

// solveFlags is what the user asks of a roster.
type solveFlags struct {
	time           time.Duration
	iterations     int64
	seed           uint64
	workers        int
	out            string
	bound          bool
	asJSON, silent bool
}

// solved is what 'lingting roster solve' prints.
type solved struct {
	Instance   string      `json:"instance"`
	Cost       float64     `json:"cost"`
	Parts      check.Cost  `json:"parts"`
	Bound      *float64    `json:"bound"` // no roster costs less; null: none was reckoned
	Gap        *float64    `json:"gap"`   // (cost − bound) ÷ cost
	Converged  bool        `json:"bound_converged"`
	Seconds    float64     `json:"seconds"`
	Iterations int64       `json:"iterations"`
	Seed       uint64      `json:"seed"`
	Workers    int         `json:"workers"`
	Violations int         `json:"hard_violations"`
	Broken     []violation `json:"violations"`
	Notes      []string    `json:"notes"`
}

type violation = check.Violation

func rosterSolve(e *Env) *cobra.Command {
	a := solveFlags{bound: true}
	c := &cobra.Command{
		Use:   "solve INSTANCE",
		Short: "Find a roster of least cost",
		Long: `Find a roster of an instance in the text format of Curtois and Qu (.txt, or
compressed, .txt.gz): hard rules are always kept, cost is unfulfilled wishes and
people missing and too many. --out writes it as CSV: id, then one cell per day, a
shift or empty.

What is printed: the cost; the bound, below which no roster can cost, and the gap
between them; whether the bound had time to converge. An independent check reckons
the cost again. Ctrl-C ends the search; the best roster so far is written.

--time is wall time from the start of the command. With --iterations instead the
same seed and workers give the same roster. When no roster can keep the hard
rules, the smallest set of rules that conflict is named.`,
		Example: `  lingting roster solve instance.txt --time 60s --seed 1 --workers 1 --out roster.csv --json
  lingting roster solve instance.txt.gz --iterations 200000 --workers 2`,
		Args: cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			if c.Flags().Changed("iterations") && c.Flags().Changed("time") {
				return usageError{errors.New("--time or --iterations, not both")}
			}
			return e.solveRoster(c.Context(), a, args[0])
		},
	}
	f := c.Flags()
	f.DurationVar(&a.time, "time", time.Minute, "how long to search, wall time")
	f.Int64Var(&a.iterations, "iterations", 0, "moves of all walks together, instead of a time: the same result every time")
	f.Uint64Var(&a.seed, "seed", 1, "where chance begins")
	f.IntVar(&a.workers, "workers", 0, "walks side by side; 0: as many as there are cores")
	f.StringVar(&a.out, "out", "", "file for the roster (CSV); - is standard output")
	f.BoolVar(&a.bound, "bound", true, "reckon a bound, and let it help the search")
	f.BoolVar(&a.asJSON, "json", false, "print JSON")
	f.BoolVar(&a.silent, "quiet", false, "no progress")
	return c
}

func (e *Env) solveRoster(ctx context.Context, a solveFlags, file string) error {
	began := time.Now()
	if a.workers < 0 || a.workers > 1024 {
		return usageError{fmt.Errorf("--workers %d: 0 to 1024 was expected", a.workers)}
	}
	if a.workers == 0 {
		a.workers = runtime.GOMAXPROCS(0)
	}
	if a.iterations < 0 || a.iterations == 0 && a.time < 100*time.Millisecond {
		return usageError{errors.New("--time of at least 100ms, or --iterations of at least 1, was expected")}
	}
	p, err := e.readInstance(file)
	if err != nil {
		return err
	}
	// What is left after the search: the check, the file, the end of the program.
	budget := a.time - min(a.time/50, 500*time.Millisecond)
	var last atomic.Int64
	o := solve.Options{Seed: a.seed, Workers: a.workers, Iterations: a.iterations, Bound: a.bound,
		Spent: func() float64 { return time.Since(began).Seconds() / budget.Seconds() }}
	if !a.silent {
		o.Better = func(cost float64) {
			now := time.Since(began).Milliseconds()
			if before := last.Load(); now-before > 1000 && last.CompareAndSwap(before, now) {
				fmt.Fprintf(e.Err, "%.1f s: cost %s\n", float64(now)/1000, price(cost))
			}
		}
	}
	for _, text := range conflict.Nobody(p) {
		fmt.Fprintln(e.Err, text)
	}
	r, err := solve.Solve(ctx, p, o)
	if errors.Is(err, search.ErrNoLine) {
		return noRoster(p, err)
	}
	if err != nil {
		return err
	}
	checked, err := check.Check(p, r.Roster)
	if err != nil {
		return err
	}
	if a.out != "" {
		if err := e.writeRoster(a.out, p, r.Roster); err != nil {
			return err
		}
	}
	s := solved{Instance: p.Name, Cost: checked.Cost.Total, Parts: checked.Cost, Iterations: r.Iterations, Seed: a.seed, Workers: a.workers,
		Violations: len(checked.Violations), Broken: checked.Violations, Notes: r.Notes, Converged: r.Converged, Seconds: time.Since(began).Seconds()}
	if r.Bounded {
		s.Bound = &r.Bound
		gap := 0.0
		if s.Cost > r.Bound {
			gap = (s.Cost - r.Bound) / s.Cost
		}
		s.Gap = &gap
	}
	if a.asJSON {
		err = e.printJSON(s)
	} else {
		printSolved(e.Out, s)
	}
	if err == nil && s.Violations > 0 {
		err = fmt.Errorf("%d hard rules are broken, the first: %s", s.Violations, s.Broken[0].Text)
	}
	return err
}

// noRoster names the rules that conflict.
func noRoster(p *roster.Problem, err error) error {
	var texts []string
	for _, c := range conflict.Find(p) {
		texts = append(texts, c.Text)
	}
	if len(texts) == 0 {
		return err
	}
	return usageError{fmt.Errorf("no roster can keep the hard rules: %s", strings.Join(texts, "\n"))}
}

func printSolved(w io.Writer, s solved) {
	fmt.Fprintf(w, "cost %s: wishes %s, missing %s, too many %s, rules %s\n", price(s.Cost), price(s.Parts.Wishes), price(s.Parts.Under), price(s.Parts.Over), price(s.Parts.Rules))
	if s.Bound != nil {
		note := ""
		if !s.Converged {
			note = " (the bound did not converge in time)"
		}
		fmt.Fprintf(w, "bound %s, gap %.2f %%%s\n", price(*s.Bound), 100**s.Gap, note)
	}
	for _, n := range s.Notes {
		fmt.Fprintln(w, n)
	}
	fmt.Fprintf(w, "%d moves, %.1f s, %d hard rules broken\n", s.Iterations, s.Seconds, s.Violations)
}

func rosterCheck(e *Env) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "check INSTANCE ROSTER.csv",
		Short: "Reckon what a roster costs, and explain every rule it breaks",
		Long: `Reckon a roster (CSV as of 'lingting roster solve', - is standard input)
independently of how it was made: cost by parts, and for every hard rule broken
who, when, which rule and by how much. A broken rule ends the command with an
error.`,
		Example: `  lingting roster check instance.txt roster.csv --json`,
		Args:    cobra.ExactArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			p, err := e.readInstance(args[0])
			if err != nil {
				return err
			}
			r, err := e.readRoster(args[1], p)
			if err != nil {
				return err
			}
			out, err := check.Check(p, r)
			if err != nil {
				return err
			}
			if asJSON {
				err = e.printJSON(struct {
					Instance string `json:"instance"`
					Hard     int    `json:"hard_violations"`
					*check.Result
				}{p.Name, len(out.Violations), out})
			} else {
				k := out.Cost
				fmt.Fprintf(e.Out, "cost %s: wishes %s, missing %s, too many %s, rules %s\n", price(k.Total), price(k.Wishes), price(k.Under), price(k.Over), price(k.Rules))
				for _, v := range out.Violations {
					fmt.Fprintln(e.Out, v.Text)
				}
			}
			if err == nil && len(out.Violations) > 0 {
				err = usageError{fmt.Errorf("%d hard rules are broken", len(out.Violations))}
			}
			return err
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// price is a cost to the hundredth.
func price(v float64) string {
	return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64)
}

func (e *Env) printJSON(v any) error {
	out := json.NewEncoder(e.Out)
	out.SetEscapeHTML(false)
	out.SetIndent("", " ")
	return out.Encode(v)
}

// maxInstanceBytes bounds an instance file, unpacked.
const maxInstanceBytes = 256 << 20

// readInstance reads an instance, compressed or not.
func (e *Env) readInstance(file string) (*roster.Problem, error) {
	in := e.In
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, usageError{err}
		}
		defer f.Close()
		in = f
	}
	name := filepath.Base(file)
	packed := bufio.NewReader(in)
	in = packed
	if head, _ := packed.Peek(2); bytes.Equal(head, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(packed)
		if err != nil {
			return nil, usageError{fmt.Errorf("%s: %w", name, err)}
		}
		defer z.Close()
		in = z
	}
	short := strings.TrimSuffix(strings.TrimSuffix(name, ".gz"), ".txt")
	p, err := roster.Read(short, io.LimitReader(in, maxInstanceBytes))
	if err != nil {
		return nil, usageError{fmt.Errorf("%s: %w", name, err)}
	}
	return p, nil
}

func (e *Env) readRoster(file string, p *roster.Problem) (*roster.Roster, error) {
	in := e.In
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return nil, usageError{err}
		}
		defer f.Close()
		in = f
	}
	r, err := roster.ReadCSV(in, p)
	if err != nil {
		return nil, usageError{fmt.Errorf("%s: %w", filepath.Base(file), err)}
	}
	return r, nil
}

func (e *Env) writeRoster(file string, p *roster.Problem, r *roster.Roster) (err error) {
	if file == "-" {
		return roster.WriteCSV(e.Out, p, r)
	}
	f, err := os.Create(file)
	if err != nil {
		return usageError{err}
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return roster.WriteCSV(f, p, r)
}
