package timeoff

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// FileIn is a file that is to be imported.
type FileIn struct {
	Content  []byte
	Check    bool // only look what it would change
	GoodOnly bool // take the good rows of a file with issues
}

// BalanceChange is what an import does to one balance.
type BalanceChange struct {
	Line   int    `json:"line"`
	Name   string `json:"name" doc:"of the person, kind and year"`
	Before int    `json:"before_minutes"`
	After  int    `json:"after_minutes"`
	Change string `json:"change" enum:"added,changed,same"`
}

// BalancesImported is what an import did, or would do.
type BalancesImported struct {
	Applied bool            `json:"applied"`
	Changes []BalanceChange `json:"changes"`
	Issues  []Issue         `json:"issues"`
}

// ImportBalances reads a workbook or a table of text and sets what people have;
// balances that are not in the file stay. A file with issues is refused as a
// whole unless GoodOnly. Needs the permission timeoff.edit.
func (s *Service) ImportBalances(ctx context.Context, in FileIn) (BalancesImported, error) {
	out := BalancesImported{Changes: []BalanceChange{}, Issues: []Issue{}}
	if err := authz.RequireCentre(ctx, PermissionEdit); err != nil {
		return out, err
	}
	rows, err := sheet.Read(in.Content)
	if err != nil {
		return out, fault.Invalidf("timeoff.file.unreadable", "The file can be read neither as a workbook nor as a table of text.").WithField("body.content", "unreadable", "must be an Excel workbook or a CSV file").WithCause(err)
	}
	work := func(tx *sqldb.Tx) error {
		w, err := s.world(ctx, tx)
		if err != nil {
			return err
		}
		read, issues := readBalances(rows, &w)
		out.Issues = issues
		if !in.Check && len(issues) > 0 && (!in.GoodOnly || len(read) == 0) {
			return badFile(issues)
		}
		have := map[int]map[string]int{}
		sets := []BalanceSet{}
		for _, r := range read {
			b := r.set
			if have[b.Year] == nil {
				all, err := loadBalances(ctx, tx, b.Year)
				if err != nil {
					return err
				}
				have[b.Year] = map[string]int{}
				for _, x := range all {
					have[b.Year][balanceKey(x.person, x.kind, x.year)] = x.minutes
				}
			}
			before, there := have[b.Year][balanceKey(b.PersonID, b.KindID, b.Year)]
			c := BalanceChange{r.line, r.name, before, b.Minutes, "changed"}
			switch {
			case before == b.Minutes:
				c.Change = "same"
			case !there:
				c.Change = "added"
			}
			out.Changes = append(out.Changes, c)
			sets = append(sets, b)
		}
		if !in.Check {
			if err := s.setBalances(ctx, tx, sets); err != nil {
				return err
			}
			out.Applied = true
		}
		return nil
	}
	if in.Check {
		return out, s.db.Read(ctx, work)
	}
	return out, s.db.Write(ctx, work)
}

func badFile(issues []Issue) error {
	err := fault.Invalidf("timeoff.file.issues", "The file has %d places that cannot be used; nothing was imported.", len(issues))
	for _, i := range issues[:min(len(issues), 50)] {
		err = err.WithField(fmt.Sprintf("file.%d.%s", i.Line, i.Column), i.Code, fmt.Sprintf("line %d, %s: expected %s", i.Line, i.Column, i.Expected))
	}
	return err
}

// BalanceBook is the balances of a year as a workbook that can be imported
// again.
type BalanceBook struct {
	zh   bool
	rows []Balance
}

// BalanceBook makes the workbook of the balances within the actor's reach and
// notes the export. Needs the permission timeoff.read.
func (s *Service) BalanceBook(ctx context.Context, year int, zh bool) (*BalanceBook, error) {
	rows, err := s.balancesFor(ctx, year)
	if err != nil {
		return nil, err
	}
	return &BalanceBook{zh, rows}, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		return s.record(ctx, tx, authz.Entry{Action: "timeoff.balance.export", Object: "timeoff_balance", ObjectID: "all", After: map[string]any{"year": year, "rows": len(rows)}})
	})
}

// Write writes the workbook.
func (b *BalanceBook) Write(w io.Writer) error {
	book, err := sheet.New()
	if err != nil {
		return err
	}
	which, title := 1, "Balances"
	if b.zh {
		which, title = 0, "假期额度"
	}
	head := []string{}
	for _, names := range balanceHead {
		head = append(head, names[which])
	}
	rows := [][]any{}
	days := func(minutes int) any { return float64(minutes) / DayMinutes }
	for _, x := range b.rows {
		kind := x.Kind
		if !b.zh && x.KindEN != "" {
			kind = x.KindEN
		}
		rows = append(rows, []any{x.AgentNo, kind, x.Year, days(x.Entitled), x.PersonName, x.TeamName, days(x.Taken), days(x.Waiting), days(x.Left)})
	}
	if err := book.Rows(title, head, slices.Values(rows)); err != nil {
		return err
	}
	return book.Write(w)
}
