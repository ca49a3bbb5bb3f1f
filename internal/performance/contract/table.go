package contract

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/metric"
)

// Issue is a cell of a file that cannot be used.
type Issue struct {
	Line     int    `json:"line"`
	Column   string `json:"column"`
	Value    string `json:"value"`
	Code     string `json:"code" doc:"what is wrong, the key of its translation"`
	Expected string `json:"expected"`
}

// Columns of a table of contracts, a row for each line of each contract, in
// Chinese and in English; either heading is taken.
const (
	colAgent = iota
	colPosition
	colSuperior
	colFrom
	colTo
	colPart
	colMetric
	colSeconds
	colDirection
	colRule
	colThreshold
	colTarget
	colStretch
	colWeight
	colNote
	colCounted
	colName // this and those after are told, not read, but for the state
	colTeam
	colState
	colValue
	colScore
	colAdds
	colTotal
)

var heads = [][2]string{
	{"工号", "Agent ID"}, {"岗位", "Position"}, {"上级工号", "Superior ID"}, {"开始日期", "From"}, {"结束日期", "To"}, {"分段生效日", "Holds from"}, {"指标", "Metric"}, {"时限（秒）", "T (seconds)"},
	{"方向", "Direction"}, {"计分规则", "Rule"}, {"门槛值", "Threshold"}, {"目标值", "Target"}, {"挑战值", "Stretch"}, {"权重（%）", "Weight (%)"}, {"备注", "Note"}, {"计分班组", "Counted team"},
	{"姓名", "Name"}, {"班组", "Team"}, {"状态", "State"}, {"完成值", "Value"}, {"得分", "Score"}, {"计入总分", "Adds"}, {"总分", "Total"},
}

// words are what stands for a value in tables, in Chinese and in English.
var words = map[string][2]string{
	metric.DirectionUp: {"越高越好", "up"}, metric.DirectionDown: {"越低越好", "down"},
	"linear": {"线性", "linear"}, "step": {"阶梯", "step"}, "capped": {"封顶", "capped"}, "veto": {"一票否决", "veto"},
	Draft: {"草拟", "draft"}, Proposed: {"待签", "proposed"}, Countered: {"已还价", "countered"}, Agreed: {"已签订", "agreed"}, Running: {"执行中", "running"},
	Scored: {"已计分", "scored"}, Signed: {"已签认", "signed"}, Closed: {"已结束", "closed"}, Withdrawn: {"已撤回", "withdrawn"},
}

func word(value string, zh bool) string {
	w, ok := words[value]
	switch {
	case !ok:
		return value
	case zh:
		return w[0]
	}
	return w[1]
}

// isWord reports whether the text stands for the value.
func isWord(text, value string) bool {
	w := words[value]
	return strings.EqualFold(text, value) || text == w[0] || strings.EqualFold(text, w[1])
}

// told is a contract as a table has it: its rows are those of its lines.
type told struct {
	row         int // of the table, the first
	agent, boss string
	counted     string // code of the team whose numbers count
	position    string
	from, to    string
	lines       []Line
	rows        []int // of the table, by line
}

const mostRows = 20000

// readTable reads the rows of a table; what cannot be used is an issue, and its
// contract is left out. Rows of later parts are left, which are changed with both
// signatures, and those of contracts that were withdrawn.
func readTable(rows [][]string, catalogue []metric.Metric) (out []*told, head sheet.Head, issues []Issue) {
	issues = []Issue{}
	if len(rows) == 0 {
		return nil, head, append(issues, Issue{1, "", "", "empty", "a heading and rows"})
	}
	if len(rows)-1 > mostRows {
		return nil, head, append(issues, Issue{mostRows + 2, "", "", "too_many", fmt.Sprintf("at most %d rows", mostRows)})
	}
	head = sheet.HeadOf(rows[0], heads)
	for _, i := range []int{colAgent, colPosition, colFrom, colTo, colMetric, colThreshold, colTarget, colWeight} {
		if head.At[i] < 0 {
			issues = append(issues, Issue{1, head.Names[i], "", "column", heads[i][0] + " / " + heads[i][1]})
		}
	}
	if len(issues) > 0 {
		return nil, head, issues
	}
	found := map[string]*told{}
	bad := map[*told]bool{}
	for n, cells := range rows[1:] {
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		r := reader{head: &head, cells: cells, n: n + 2}
		from, to := r.date(colFrom), r.date(colTo)
		if part := r.cell(colPart); part != "" && r.date(colPart) != from || isWord(r.cell(colState), Withdrawn) {
			continue
		}
		key := strings.Join([]string{r.cell(colAgent), r.cell(colPosition), r.cell(colCounted), from, to}, "\x00")
		x := found[key]
		if x == nil {
			x = &told{row: n + 2, agent: r.cell(colAgent), boss: r.cell(colSuperior), counted: r.cell(colCounted), position: r.cell(colPosition), from: from, to: to}
			found[key] = x
			out = append(out, x)
		}
		x.lines, x.rows = append(x.lines, r.line(catalogue)), append(x.rows, n+2)
		if len(r.issues) > 0 {
			bad[x] = true
			issues = append(issues, r.issues...)
		}
	}
	for _, x := range out {
		if bad[x] {
			continue
		}
		if more := x.check(catalogue, &head); len(more) > 0 {
			bad[x] = true
			issues = append(issues, more...)
		}
	}
	return slices.DeleteFunc(out, func(x *told) bool { return bad[x] }), head, issues
}

// check holds the lines together against the rules of contracts.
func (x *told) check(catalogue []metric.Metric, head *sheet.Head) []Issue {
	var w fault.Collector
	checkDays(&w, x.from, x.to)
	w.Require("body.position", x.position)
	tidy(x.lines, catalogue, &w)
	f, ok := fault.As(w.Err("contract.invalid", "The contract has wrong values."))
	if !ok {
		return nil
	}
	out := []Issue{}
	for _, one := range f.Fields {
		row, column := x.row, colWeight
		var i int
		if _, err := fmt.Sscanf(one.Name, "body.lines[%d]", &i); err == nil && i < len(x.rows) {
			row = x.rows[i]
		}
		for part, c := range map[string]int{".threshold_seconds": colSeconds, ".metric": colMetric, ".direction": colDirection, ".rule": colRule, ".threshold": colThreshold, ".target": colTarget, ".stretch": colStretch, ".note": colNote, ".to_on": colTo, ".from_on": colFrom, ".position": colPosition} {
			if strings.HasSuffix(one.Name, part) {
				column = c
			}
		}
		out = append(out, Issue{row, head.Names[column], "", one.Code, one.Message})
	}
	return out
}

// reader is a row being read.
type reader struct {
	head   *sheet.Head
	cells  []string
	n      int
	issues []Issue
}

func (r *reader) cell(i int) string {
	return r.head.Cell(r.cells, i)
}

func (r *reader) bad(i int, code, expected string) {
	r.issues = append(r.issues, Issue{r.n, r.head.Names[i], r.cell(i), code, expected})
}

// date reads a day as people and spreadsheets write it.
func (r *reader) date(i int) string {
	parts := strings.FieldsFunc(r.cell(i), func(c rune) bool { return strings.ContainsRune("-/.年月日", c) })
	n := [3]int{}
	for k := range n {
		if k < len(parts) {
			n[k], _ = strconv.Atoi(strings.TrimSpace(parts[k]))
		}
	}
	on := fmt.Sprintf("%04d-%02d-%02d", n[0], n[1], n[2])
	if _, err := civil.Parse(on); err != nil || len(parts) != 3 {
		r.bad(i, "date", "2026-11-01")
		return ""
	}
	return on
}

func (r *reader) number(i int) float64 {
	text := strings.TrimSuffix(strings.ReplaceAll(r.cell(i), ",", ""), "%")
	v, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil {
		r.bad(i, "contract.number", "80")
	}
	return v
}

func (r *reader) oneOf(i int, of ...string) string {
	for _, v := range of {
		if text := r.cell(i); text == "" || isWord(text, v) {
			return v
		}
	}
	list := make([]string, len(of))
	for k, v := range of {
		list[k] = word(v, true)
	}
	r.bad(i, "one_of", strings.Join(list, " / "))
	return ""
}

// line reads what the row says of a line. A metric is named by its id or name; a
// direction left empty is the metric's.
func (r *reader) line(catalogue []metric.Metric) Line {
	l := Line{Rule: r.oneOf(colRule, "linear", "step", "capped", "veto"), Threshold: r.number(colThreshold), Target: r.number(colTarget), Weight: r.number(colWeight), Note: r.cell(colNote)}
	l.Stretch = l.Target
	if r.cell(colStretch) != "" {
		l.Stretch = r.number(colStretch)
	}
	name := r.cell(colMetric)
	k := slices.IndexFunc(catalogue, func(m metric.Metric) bool {
		return m.ID == name || m.NameZH == name || strings.EqualFold(m.NameEN, name)
	})
	if k < 0 {
		r.bad(colMetric, "unknown", "a metric of the catalogue")
		return l
	}
	l.Metric, l.Direction = catalogue[k].ID, catalogue[k].Direction
	if r.cell(colDirection) != "" || l.Direction == metric.DirectionNone {
		l.Direction = r.oneOf(colDirection, metric.DirectionUp, metric.DirectionDown)
	}
	if r.cell(colSeconds) != "" {
		n, err := strconv.Atoi(r.cell(colSeconds))
		if err != nil {
			r.bad(colSeconds, "whole", "20")
		}
		l.ThresholdSeconds = &n
	}
	return l
}
