package incentive

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Payroll is what of a run is given to payroll.
type Payroll struct {
	Run   Run
	Lines []Line // of money, that are not 0
	ZH    bool
}

// Payroll gives the money of an approved run to payroll and marks the run with
// who did it and when. Needs the permission incentive.edit.
func (s *Service) Payroll(ctx context.Context, runID string, zh bool) (out Payroll, err error) {
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	out.ZH = zh
	err = s.db.Write(ctx, func(tx *sqldb.Tx) error {
		r, err := loadRun(ctx, tx, runID)
		if err != nil {
			return err
		}
		if r.State != Approved {
			return fault.Conflictf("incentive.run.unapproved", "Only a run that is approved goes to payroll.")
		}
		lines, err := loadLines(ctx, tx, runID)
		if err != nil {
			return err
		}
		for _, l := range lines {
			if l.Pays == Money && l.Amount != 0 {
				out.Lines = append(out.Lines, l)
			}
		}
		r.Exports = append(r.Exports, Export{clock.Ms(s.clk), actorName(ctx)})
		err = s.saveRun(ctx, tx, &r, authz.Entry{Action: "incentive.run.export"})
		out.Run = r.Run
		return err
	})
	return out, err
}

var payrollHeads = [][2]string{{"工号", "Person number"}, {"姓名", "Name"}, {"班组", "Team"}, {"规则", "Rule"}, {"版本", "Version"}, {"金额", "Amount"}, {"开始日期", "From"}, {"结束日期", "To"}}

func (p *Payroll) heads() []string {
	out := make([]string, len(payrollHeads))
	for i, h := range payrollHeads {
		out[i] = h[1]
		if p.ZH {
			out[i] = h[0]
		}
	}
	return out
}

func (p *Payroll) rows() iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, l := range p.Lines {
			if !yield([]any{l.AgentNo, l.Name, l.TeamName, l.Rule, l.Version, float64(l.Amount) / 100, p.Run.FromOn, p.Run.ToOn}) {
				return
			}
		}
	}
}

// Name is the name of the file, without its ending.
func (p *Payroll) Name() string {
	if p.ZH {
		return "激励发放 " + p.Run.FromOn + " " + p.Run.ToOn
	}
	return "Incentives " + p.Run.FromOn + " " + p.Run.ToOn
}

// Book is the file as a workbook.
func (p *Payroll) Book() (*sheet.Book, error) {
	book, err := sheet.New()
	if err != nil {
		return nil, err
	}
	name := "Payroll"
	if p.ZH {
		name = "发放明细"
	}
	return book, book.Rows(name, p.heads(), p.rows())
}

// WriteCSV writes the file as CSV, with the mark that lets spreadsheets read it as
// UTF-8.
func (p *Payroll) WriteCSV(w io.Writer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write(p.heads()); err != nil {
		return err
	}
	for row := range p.rows() {
		cells := make([]string, len(row))
		for i, v := range row {
			switch v := v.(type) {
			case float64:
				cells[i] = strconv.FormatFloat(v, 'f', 2, 64)
			case string:
				cells[i] = plain(v)
			default:
				cells[i] = fmt.Sprint(v)
			}
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// plain keeps a spreadsheet from reading a text as a formula.
func plain(s string) string {
	if s != "" && (s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@') {
		return "'" + s
	}
	return s
}
