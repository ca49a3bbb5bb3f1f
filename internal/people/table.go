package people

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sheet"
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

// Columns of a table of files, in Chinese and in English; either heading is
// taken. Only the first must be there: what has no column, and what is empty,
// stays as it is.
const (
	colAgent = iota
	colGender
	colBorn
	colEntered
	colLeft
	colKind
	colReasons
	colContract
	colContractFrom
	colContractTo
	colLevel
	colLevelFrom
	colCertificates
	columns
)

var heads = [][2]string{
	{"工号", "Agent ID"}, {"性别", "Gender"}, {"出生年份", "Birth year"}, {"入职日期", "Entered on"}, {"离职日期", "Left on"}, {"离职类型", "Leaving"}, {"离职原因", "Reasons"},
	{"合同类型", "Contract"}, {"合同开始", "Contract from"}, {"合同结束", "Contract to"}, {"级别", "Level"}, {"级别生效", "Level from"}, {"证书", "Certificates"},
	{"姓名", "Name"}, {"班组", "Team"}, {"班长", "Leader"}, {"状态", "State"},
}

// words are what stands for a value in tables, in Chinese and in English.
var words = map[string][2]string{
	"female": {"女", "female"}, "male": {"男", "male"},
	Voluntary: {"主动离职", "voluntary"}, Involuntary: {"被动离职", "involuntary"}, OtherWay: {"其他", "other"},
	"fixed": {"固定期限", "fixed term"}, "open": {"无固定期限", "open-ended"}, "dispatch": {"劳务派遣", "dispatch"}, "outsourced": {"外包", "outsourced"}, "intern": {"实习", "internship"},
	Newcomer: {"新人", "newcomer"}, Skilled: {"熟手", "skilled"}, Expert: {"专家", "expert"},
	"salary": {"薪酬福利", "pay"}, "shifts": {"倒班与作息", "shifts"}, "pressure": {"工作压力", "pressure"}, "development": {"发展空间", "development"}, "management": {"管理方式", "management"}, "relations": {"同事关系", "colleagues"},
	"relocation": {"搬迁异地", "relocation"}, "family": {"家庭原因", "family"}, "health": {"健康原因", "health"}, "study": {"升学", "study"}, "unfit": {"不胜任", "not fit"}, "discipline": {"违纪", "discipline"}, "contract_end": {"合同到期", "contract ended"},
	Employed: {"在职", "employed"}, Left: {"已离职", "left"}, NoFile: {"未建档", "no file"},
}

// word is what stands for the value in a table.
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

// Word is what stands for a level, reason, kind or state in tables.
func Word(value string, zh bool) string { return word(value, zh) }

// meant is the value of the list that the text stands for.
func meant(text string, of []string) (string, bool) {
	for _, v := range of {
		w := words[v]
		if strings.EqualFold(text, v) || text == w[0] || strings.EqualFold(text, w[1]) {
			return v, true
		}
	}
	return "", false
}

func expects(of []string) string {
	out := make([]string, len(of))
	for i, v := range of {
		out[i] = word(v, true)
	}
	return strings.Join(out, " / ")
}

// row is a line of a table that can be read, and what it makes of the record.
type row struct {
	line     int
	personID string
	name     string
	record   Record
	had      bool
	same     bool
}

const mostLines = 20000

// readTable reads the rows of a table; what cannot be used is an issue.
func readTable(rows [][]string, w *world, files map[string]kept) ([]row, []Issue) {
	out, issues := []row{}, []Issue{}
	if len(rows) == 0 {
		return out, append(issues, Issue{1, "", "", "empty", "a heading and rows"})
	}
	head := sheet.HeadOf(rows[0], heads[:columns])
	if head.At[colAgent] < 0 {
		return out, append(issues, Issue{1, head.Names[colAgent], "", "column", heads[0][0] + " / " + heads[0][1]})
	}
	if len(rows)-1 > mostLines {
		return out, append(issues, Issue{mostLines + 2, "", "", "too_many", fmt.Sprintf("at most %d rows", mostLines)})
	}
	people := map[string]int{}
	for i, p := range w.dir.People {
		people[sqldb.Fold(p.AgentNo)] = i
	}
	seen := map[string]bool{}
	for n, cells := range rows[1:] {
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			continue
		}
		l := line{head: &head, cells: cells, n: n + 2, reasons: w.reasons}
		i, known := people[sqldb.Fold(l.cell(colAgent))]
		if !known {
			l.bad(colAgent, "unknown", "the agent ID of a person")
			issues = append(issues, l.issues...)
			continue
		}
		p := w.dir.People[i]
		if seen[p.ID] {
			l.bad(colAgent, "not_unique", "each person once")
		}
		seen[p.ID] = true
		k, had := files[p.ID]
		before := k.record
		before.tidy(w.today)
		r := l.apply(before)
		r.tidy(w.today)
		if len(l.issues) == 0 {
			l.held(r.check(w.today, func(string) bool { return true }, func(id string) bool { return mayName(w.reasons, &before, id) }))
		}
		if len(l.issues) > 0 {
			issues = append(issues, l.issues...)
			continue
		}
		out = append(out, row{n + 2, p.ID, p.AgentNo + " " + p.Name, r, had, before.same(&r)})
	}
	return out, issues
}

// line is a line being read.
type line struct {
	head   *sheet.Head
	cells  []string
	n      int
	issues []Issue

	reasons []Reason
}

func (l *line) cell(i int) string {
	return l.head.Cell(l.cells, i)
}

func (l *line) bad(i int, code, expected string) {
	l.issues = append(l.issues, Issue{l.n, l.head.Names[i], l.cell(i), code, expected})
}

func (l *line) oneOf(i int, of []string) string {
	if l.cell(i) == "" {
		return ""
	}
	v, ok := meant(l.cell(i), of)
	if !ok {
		l.bad(i, "one_of", expects(of))
	}
	return v
}

// date reads a day as people and spreadsheets write it.
func (l *line) date(i int) string {
	v := l.cell(i)
	if v == "" {
		return ""
	}
	d, ok := dateOf(v)
	if !ok {
		l.bad(i, "date", "2026-11-23")
	}
	return d
}

func dateOf(text string) (string, bool) {
	parts := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("-/.年月日", r) })
	if len(parts) != 3 {
		return "", false
	}
	n := [3]int{}
	for i, p := range parts {
		v, err := strconv.Atoi(strings.TrimSpace(p))
		if err != nil {
			return "", false
		}
		n[i] = v
	}
	d := fmt.Sprintf("%04d-%02d-%02d", n[0], n[1], n[2])
	_, err := civil.Parse(d)
	return d, err == nil
}

// apply makes the record that the line asks for.
func (l *line) apply(r Record) Record {
	if v := l.oneOf(colGender, Genders); v != "" {
		r.Gender = v
	}
	if v := l.cell(colBorn); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil {
			l.bad(colBorn, "range", "a year such as 1998")
		}
		r.BirthYear = n
	}
	l.employment(&r)
	if kind := l.oneOf(colContract, ContractKinds); l.cell(colContract) != "" || l.cell(colContractFrom) != "" {
		c := Contract{Kind: kind, FromOn: l.date(colContractFrom), ToOn: l.date(colContractTo)}
		if l.cell(colContract) == "" {
			l.bad(colContract, "required", expects(ContractKinds))
		}
		if l.cell(colContractFrom) == "" {
			l.bad(colContractFrom, "required", "2026-11-23")
		}
		i := slices.IndexFunc(r.Contracts, func(o Contract) bool { return o.FromOn == c.FromOn })
		if i < 0 {
			r.Contracts = append(r.Contracts, c)
		} else {
			c.Note = r.Contracts[i].Note
			r.Contracts[i] = c
		}
	}
	if level := l.oneOf(colLevel, Levels); level != "" {
		from := l.date(colLevelFrom)
		if l.cell(colLevelFrom) == "" {
			if e, ok := r.EmploymentOn("9999-12-31"); ok {
				from = e.EnteredOn
			} else {
				l.bad(colLevelFrom, "required", "2026-11-23")
			}
		}
		r.Levels = slices.DeleteFunc(r.Levels, func(o Level) bool { return o.FromOn == from })
		r.Levels = append(r.Levels, Level{from, level})
	}
	l.certificates(&r)
	return r
}

func (l *line) employment(r *Record) {
	entered, left, kind := l.date(colEntered), l.date(colLeft), l.oneOf(colKind, LeavingKinds)
	var reasons []string
	for _, text := range strings.FieldsFunc(l.cell(colReasons), func(r rune) bool { return strings.ContainsRune(",;，；、/", r) }) {
		v, ok := reasonMeant(l.reasons, strings.TrimSpace(text))
		if !ok {
			l.bad(colReasons, "one_of", reasonsExpected(l.reasons))
		}
		reasons = append(reasons, v)
	}
	if l.cell(colEntered) == "" {
		if len(r.Employments) == 0 {
			if left != "" {
				l.bad(colEntered, "required", "2026-11-23")
			}
			return
		}
		entered = r.Employments[len(r.Employments)-1].EnteredOn
	}
	i := slices.IndexFunc(r.Employments, func(e Employment) bool { return e.EnteredOn == entered })
	if i < 0 {
		r.Employments = append(r.Employments, Employment{EnteredOn: entered})
		i = len(r.Employments) - 1
	}
	e := &r.Employments[i]
	if left != "" {
		e.LeftOn = left
	}
	if kind != "" {
		e.Kind = kind
	}
	if len(reasons) > 0 {
		e.Reasons = reasons
	}
	if e.LeftOn != "" && e.Kind == "" {
		l.bad(colKind, "required", expects(LeavingKinds))
	}
}

// certificates are "name 2025-05-01~2027-05-01; another 2024-01-01".
func (l *line) certificates(r *Record) {
	for _, text := range strings.FieldsFunc(l.cell(colCertificates), func(r rune) bool { return r == ';' || r == '；' || r == '\n' }) {
		text = strings.TrimSpace(text)
		if text == "" {
			continue
		}
		cut := strings.LastIndexAny(text, " \u3000")
		if cut < 0 {
			l.bad(colCertificates, "format", "name 2025-05-01~2027-05-01; …")
			return
		}
		from, to, ends := strings.Cut(strings.TrimSpace(text[cut:]), "~")
		c := Certificate{Name: strings.TrimSpace(text[:cut])}
		var ok bool
		if c.IssuedOn, ok = dateOf(from); ok && ends {
			c.ExpiresOn, ok = dateOf(to)
		}
		if !ok {
			l.bad(colCertificates, "format", "name 2025-05-01~2027-05-01; …")
			return
		}
		i := slices.IndexFunc(r.Certificates, func(o Certificate) bool { return o.Name == c.Name && o.IssuedOn == c.IssuedOn })
		if i < 0 {
			r.Certificates = append(r.Certificates, c)
		} else {
			r.Certificates[i].ExpiresOn = c.ExpiresOn
		}
	}
}

// fields of a record, and the column they came from.
var fieldColumns = []struct {
	part   string
	column int
}{
	{"gender", colGender}, {"birth_year", colBorn}, {"left_on", colLeft}, {"entered_on", colEntered}, {"reasons", colReasons}, {"employments", colKind},
	{"contracts", colContractFrom}, {"levels", colLevelFrom}, {"certificates", colCertificates},
}

// held turns wrong fields of the record into issues of their columns.
func (l *line) held(err error) {
	f, ok := fault.As(err)
	if !ok {
		return
	}
	for _, x := range f.Fields {
		column := colAgent
		for _, c := range fieldColumns {
			if strings.Contains(x.Name, c.part) {
				column = c.column
				break
			}
		}
		if strings.Contains(x.Name, "to_on") {
			column = colContractTo
		}
		l.bad(column, x.Code, x.Message)
	}
}

// cells are a file as a row of a table.
func cells(f *File, known []Reason, zh bool) []any {
	x, r := &f.Summary, &f.Record
	var out [17]any
	set := func(i int, v string) {
		if v == "" {
			return
		}
		if d, err := civil.Parse(v); err == nil {
			out[i] = d
			return
		}
		out[i] = v
	}
	set(colAgent, x.AgentNo)
	set(colGender, word(r.Gender, zh))
	if r.BirthYear > 0 {
		out[colBorn] = r.BirthYear
	}
	if e, ok := r.EmploymentOn(f.On); ok {
		set(colEntered, e.EnteredOn)
		set(colLeft, e.LeftOn)
		set(colKind, word(e.Kind, zh))
		reasons := make([]string, len(e.Reasons))
		for i, v := range e.Reasons {
			reasons[i] = reasonName(known, v, zh)
		}
		set(colReasons, strings.Join(reasons, "; "))
	}
	if n := len(r.Contracts); n > 0 {
		c := r.Contracts[n-1]
		set(colContract, word(c.Kind, zh))
		set(colContractFrom, c.FromOn)
		set(colContractTo, c.ToOn)
	}
	if n := len(r.Levels); n > 0 {
		set(colLevel, word(r.Levels[n-1].Level, zh))
		set(colLevelFrom, r.Levels[n-1].FromOn)
	}
	certificates := []string{}
	for _, c := range r.Certificates {
		text := c.Name + " " + c.IssuedOn
		if c.ExpiresOn != "" {
			text += "~" + c.ExpiresOn
		}
		certificates = append(certificates, text)
	}
	set(colCertificates, strings.Join(certificates, "; "))
	set(columns, x.Name)
	set(columns+1, x.TeamName)
	set(columns+2, x.LeaderName)
	set(columns+3, word(x.State, zh))
	return out[:]
}
