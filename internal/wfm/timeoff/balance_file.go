package timeoff

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/kit/sqldb"
)

// Issue is a cell of a file that cannot be used.
type Issue struct {
	Line     int    `json:"line"`
	Column   string `json:"column"`
	Value    string `json:"value"`
	Code     string `json:"code" doc:"what is wrong, the key of its translation"`
	Expected string `json:"expected"`
}

// Columns of a file of balances, in Chinese and in English; either heading is
// taken. The rest is for reading.
var balanceHead = [][2]string{{"工号", "Agent ID"}, {"假别", "Kind"}, {"年份", "Year"}, {"额度（天）", "Entitled days"}, {"姓名", "Name"}, {"班组", "Team"}, {"已批准（天）", "Taken days"}, {"待审批（天）", "Waiting days"}, {"剩余（天）", "Days left"}}

const (
	needed   = 4 // of the columns
	mostRows = 20000
)

// balanceRow is a line of a file that can be read.
type balanceRow struct {
	line int
	name string
	set  BalanceSet
}

// readBalances reads rows of a file; what cannot be used is an issue.
func readBalances(rows [][]string, w *world) ([]balanceRow, []Issue) {
	out, issues := []balanceRow{}, []Issue{}
	if len(rows) == 0 {
		return out, append(issues, Issue{1, "", "", "empty", "a heading and rows"})
	}
	at := make([]int, needed)
	for i := range at {
		at[i] = slices.IndexFunc(rows[0], func(h string) bool {
			h = strings.TrimSpace(h)
			return h == balanceHead[i][0] || strings.EqualFold(h, balanceHead[i][1])
		})
		if at[i] < 0 {
			issues = append(issues, Issue{1, balanceHead[i][0], "", "column", balanceHead[i][0] + " / " + balanceHead[i][1]})
		}
	}
	if len(issues) > 0 {
		return out, issues
	}
	if len(rows)-1 > mostRows {
		return out, append(issues, Issue{mostRows + 2, "", "", "too_many", fmt.Sprintf("at most %d rows", mostRows)})
	}
	people := map[string]int{}
	for i, p := range w.dir.People {
		people[sqldb.Fold(p.AgentNo)] = i
	}
	seen := map[string]bool{}
	for n, row := range rows[1:] {
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		line := n + 2
		cell := func(i int) string {
			if at[i] >= len(row) {
				return ""
			}
			return strings.TrimSpace(row[at[i]])
		}
		before := len(issues)
		bad := func(i int, code, expected string) {
			issues = append(issues, Issue{line, balanceHead[i][0], cell(i), code, expected})
		}
		person, known := people[sqldb.Fold(cell(0))]
		if !known {
			bad(0, "unknown", "the agent ID of a person")
		}
		kind := slices.IndexFunc(w.list, func(k Kind) bool {
			return k.Counted && (sqldb.Fold(k.Code) == sqldb.Fold(cell(1)) || k.Name == cell(1) || k.NameEN != "" && strings.EqualFold(k.NameEN, cell(1)))
		})
		if kind < 0 {
			bad(1, "unknown", "the name or code of a kind with balances")
		}
		year, err := strconv.Atoi(cell(2))
		if err != nil || year < firstYear || year > lastYear {
			bad(2, "range", fmt.Sprintf("a year from %d to %d", firstYear, lastYear))
		}
		days, err := strconv.ParseFloat(cell(3), 64)
		if err != nil || days < 0 || days > mostBalance/DayMinutes {
			bad(3, "range", fmt.Sprintf("days from 0 to %d", mostBalance/DayMinutes))
		}
		if len(issues) > before {
			continue
		}
		p, k := w.dir.People[person], w.list[kind]
		key := balanceKey(p.ID, k.ID, year)
		if seen[key] {
			bad(0, "not_unique", "each person, kind and year once")
			continue
		}
		seen[key] = true
		out = append(out, balanceRow{line, fmt.Sprintf("%s %s %s %d", p.AgentNo, p.Name, k.Name, year), BalanceSet{p.ID, k.ID, year, int(math.Round(days * DayMinutes))}})
	}
	return out, issues
}
