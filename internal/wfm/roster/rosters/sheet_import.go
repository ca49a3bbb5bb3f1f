package rosters

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/wfm/roster"
)

// FileIssue is a cell of a file that cannot be used.
type FileIssue struct {
	roster.Issue
	Allowed string `json:"allowed,omitempty" doc:"what may stand there, such as codes or times"`
}

// Headings of a file, in Chinese and in English.
var (
	headAgent = [2]string{"工号", "Agent number"}
	headDay   = [2]string{"日期", "Day"}
	headShift = [2]string{"班次", "Shift"}
	headSkill = [2]string{"技能", "Skill"}
)

// offWords are what people write for a day off; nothing is one too.
var offWords = []string{"", "休", "休息", "休假", "off", "-", "—"}

// mostRows is how many rows a file may have.
const mostRows = 20000

// sheetRow is a day of somebody as a file says it.
type sheetRow struct {
	line                    int
	agent, day, text, skill string
	column                  string // of the shift
}

// rowsOf are the days that a file says: a row for each person and a column for
// each day, as the export has it, or a row for each day of a person.
func rowsOf(rows [][]string) ([]sheetRow, []FileIssue) {
	if len(rows) == 0 {
		return nil, []FileIssue{{roster.Issue{Line: 1, Code: "empty", Expected: "a heading and rows"}, ""}}
	}
	if len(rows)-1 > mostRows {
		return nil, []FileIssue{{roster.Issue{Line: mostRows + 2, Code: "too_many", Expected: fmt.Sprintf("at most %d rows", mostRows)}, strconv.Itoa(mostRows)}}
	}
	find := func(names [2]string) int {
		return slices.IndexFunc(rows[0], func(h string) bool {
			h = strings.TrimSpace(h)
			return h == names[0] || strings.EqualFold(h, names[1])
		})
	}
	agent, day, shift, skill := find(headAgent), find(headDay), find(headShift), find(headSkill)
	wide := []int{}
	for i, h := range rows[0] {
		if _, ok := readDay(h); ok {
			wide = append(wide, i)
		}
	}
	missing := func(names [2]string) FileIssue {
		return FileIssue{roster.Issue{Line: 1, Column: names[0], Code: "column", Expected: names[0] + " / " + names[1]}, names[0] + " / " + names[1]}
	}
	issues := []FileIssue{}
	if agent < 0 {
		issues = append(issues, missing(headAgent))
	}
	if len(wide) == 0 {
		if day < 0 {
			issues = append(issues, missing(headDay))
		}
		if shift < 0 {
			issues = append(issues, missing(headShift))
		}
	}
	if len(issues) > 0 {
		return nil, issues
	}
	out := []sheetRow{}
	for n, row := range rows[1:] {
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		cell := func(i int) string {
			if i < 0 || i >= len(row) {
				return ""
			}
			return strings.TrimSpace(row[i])
		}
		if len(wide) == 0 {
			out = append(out, sheetRow{n + 2, cell(agent), cell(day), cell(shift), cell(skill), headShift[0]})
		}
		for _, i := range wide {
			out = append(out, sheetRow{n + 2, cell(agent), strings.TrimSpace(rows[0][i]), cell(i), "", strings.TrimSpace(rows[0][i])})
		}
	}
	return out, issues
}

// readDay reads a day as people and workbooks write it.
func readDay(s string) (civil.Date, bool) {
	for _, form := range []string{time.DateOnly, "2006/1/2", "2006-1-2", "20060102", "2006年1月2日", "01-02-06"} {
		if t, err := time.Parse(form, strings.TrimSpace(s)); err == nil {
			return civil.Of(t.Year(), t.Month(), t.Day()), true
		}
	}
	return civil.Date{}, false
}

var shiftText = regexp.MustCompile(`^(.*?)\s*(\d{1,2})[:：](\d{2})(\s*[–—~-]\s*\d{1,2}[:：]\d{2})?$`)

// readShift reads a shift: its code, and when it begins; below 0 when that is not
// said.
func readShift(s string) (code string, begins int) {
	m := shiftText.FindStringSubmatch(s)
	if m == nil {
		return s, -1
	}
	h, _ := strconv.Atoi(m[2])
	minute, _ := strconv.Atoi(m[3])
	return strings.TrimSpace(m[1]), h*60 + minute
}

// sheetEdit is what a file makes of a cell.
type sheetEdit struct {
	Edit
	line int
}

// editsOf holds the days that a file says against a roster: what would change, and
// what cannot be used. shown is a cell as the export writes it: what stands in the
// file as it was exported changes nothing.
func (b *basis) editsOf(rows []sheetRow, lines []Line, shown func(Cell) string) ([]sheetEdit, []FileIssue) {
	out, issues := []sheetEdit{}, []FileIssue{}
	byAgent := map[string]*Line{}
	skillsOf := map[string][]int{}
	for _, x := range b.people {
		if i := slices.IndexFunc(lines, func(l Line) bool { return l.PersonID == x.id }); i >= 0 && x.agentNo != "" {
			byAgent[sqldb.Fold(x.agentNo)] = &lines[i]
			skillsOf[x.id] = x.skills
		}
	}
	type place struct {
		person string
		day    int
	}
	seen := map[place]bool{}
	told := map[int]bool{} // lines whose agent is unknown, told once
	for _, r := range rows {
		bad := func(column, value, code, allowed string) {
			issues = append(issues, FileIssue{roster.Issue{Line: r.line, Column: column, Value: value, Code: code, Expected: allowed}, allowed})
		}
		l := byAgent[sqldb.Fold(r.agent)]
		if l == nil {
			if !told[r.line] {
				bad(headAgent[0], r.agent, "roster.row.not_in_roster", "")
			}
			told[r.line] = true
			continue
		}
		on, ok := readDay(r.day)
		if !ok || on.Before(b.days.From) || b.days.To.Before(on) {
			bad(headDay[0], r.day, "roster.row.day_of_roster", b.days.From.String()+" – "+b.days.To.String())
			continue
		}
		e := sheetEdit{Edit{PersonID: l.PersonID, Day: on.Sub(b.days.From)}, r.line}
		if at := (place{e.PersonID, e.Day}); seen[at] {
			bad(headDay[0], r.day, "not_unique", "")
			continue
		} else {
			seen[at] = true
		}
		was := l.at(e.Day)
		if r.text == shown(was) && r.skill == "" {
			continue
		}
		if !slices.Contains(offWords, strings.ToLower(r.text)) {
			if why, allowed := b.shiftOf(&e.Edit, r, was, skillsOf[l.PersonID]); why != "" {
				bad(r.column, strings.TrimSpace(r.text+" "+r.skill), why, allowed)
				continue
			}
		}
		if e.stays(was) {
			continue
		}
		if was.Locked {
			bad(r.column, r.text, "roster.row.cell_locked", shown(was))
			continue
		}
		out = append(out, e)
	}
	return out, issues
}

// shiftOf fills in the shift that a row names; why it cannot, and what may stand
// there.
func (b *basis) shiftOf(e *Edit, r sheetRow, was Cell, skills []int) (why, allowed string) {
	code, begins := readShift(r.text)
	var kind *roster.ShiftType
	codes := []string{}
	for i := range b.types {
		codes = append(codes, b.types[i].Code)
		if sqldb.Fold(b.types[i].Code) == sqldb.Fold(code) {
			kind = &b.types[i]
		}
	}
	if kind == nil {
		return "roster.row.shift_unknown", strings.Join(codes, ", ")
	}
	e.TypeID, e.Begins = kind.ID, begins
	if begins < 0 {
		e.Begins = kind.EarliestStart
		if was.TypeID == kind.ID {
			e.Begins = was.Begins
		}
	}
	// The skill the row names, else the one the day serves now, else the person's best.
	try := []string{}
	if r.skill != "" {
		at := slices.IndexFunc(b.skills, func(k Skill) bool { return sqldb.Fold(k.Name) == sqldb.Fold(r.skill) || k.ID == r.skill })
		if at < 0 {
			names := []string{}
			for _, k := range b.skills {
				names = append(names, k.Name)
			}
			return "roster.row.skill_unknown", strings.Join(names, ", ")
		}
		try = append(try, b.skills[at].ID)
	} else {
		if was.TypeID != "" {
			try = append(try, was.Skill)
		}
		for _, k := range skills {
			try = append(try, b.skills[k].ID)
		}
	}
	for _, id := range try {
		e.Skill = id
		if b.startOf(Cell{TypeID: e.TypeID, Begins: e.Begins, Skill: id}) >= 0 {
			return "", ""
		}
	}
	times := []string{}
	for _, at := range roster.Starts([]roster.ShiftType{*kind}) {
		times = append(times, clockText(at.Begin))
	}
	if !slices.Contains(times, clockText(e.Begins)) {
		return "roster.row.shift_start", strings.Join(times, ", ")
	}
	return "roster.row.shift_skill", kind.Code
}
