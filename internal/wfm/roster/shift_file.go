package roster

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/org"
)

// Issue is a cell of a file that cannot be used.
type Issue struct {
	Line     int    `json:"line"`
	Column   string `json:"column"`
	Value    string `json:"value"`
	Code     string `json:"code" doc:"what is wrong, the key of its translation"`
	Expected string `json:"expected"`
}

// Columns of a file of shift types, in Chinese and in English; either heading is
// taken.
var shiftHead = [][2]string{{"代码", "Code"}, {"名称", "Name"}, {"颜色", "Colour"}, {"最早上班", "Earliest start"}, {"最晚上班", "Latest start"}, {"间隔分钟", "Step minutes"},
	{"在岗分钟", "Length minutes"}, {"休息", "Breaks"}, {"班组", "Teams"}, {"技能", "Skills"}, {"生效日", "From"}, {"截止日", "Until"}, {"备注", "Note"}}

// fields of a request, in the order of the columns.
var shiftFields = []string{"code", "name", "colour", "earliest_start", "latest_start", "start_step", "length_minutes", "breaks", "team_ids", "skill_ids", "from_on", "until_on", "note"}

// shiftRow is a line of a file that can be read.
type shiftRow struct {
	line int
	typ  ShiftType
}

// mostRows is how many rows a file may have.
const mostRows = 2000

// readShifts reads rows of a file; what cannot be used is an issue.
func readShifts(rows [][]string, dir org.Directory) ([]shiftRow, []Issue) {
	out, issues := []shiftRow{}, []Issue{}
	if len(rows) == 0 {
		return out, append(issues, Issue{1, "", "", "empty", "a heading and rows"})
	}
	at := make([]int, len(shiftHead))
	for i, names := range shiftHead {
		at[i] = slices.IndexFunc(rows[0], func(h string) bool {
			h = strings.TrimSpace(h)
			return h == names[0] || strings.EqualFold(h, names[1])
		})
		if at[i] < 0 && i < 7 {
			issues = append(issues, Issue{1, names[0], "", "column", names[0] + " / " + names[1]})
		}
	}
	if len(issues) > 0 {
		return out, issues
	}
	if len(rows)-1 > mostRows {
		return out, append(issues, Issue{mostRows + 2, "", "", "too_many", fmt.Sprintf("at most %d rows", mostRows)})
	}
	seen := map[string]bool{}
	for n, row := range rows[1:] {
		line := n + 2
		cell := func(i int) string {
			if at[i] < 0 || at[i] >= len(row) {
				return ""
			}
			return strings.TrimSpace(row[at[i]])
		}
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		before := len(issues)
		bad := func(i int, code, expected string) {
			issues = append(issues, Issue{line, shiftHead[i][0], cell(i), code, expected})
		}
		in := ShiftRequest{Code: cell(0), Name: cell(1), Colour: strings.ToLower(cell(2)), FromOn: cell(10), UntilOn: cell(11), Note: cell(12)}
		var ok bool
		for i, to := range map[int]*int{3: &in.EarliestStart, 4: &in.LatestStart} {
			if *to, ok = readClock(cell(i)); !ok {
				bad(i, "time", "HH:MM")
			}
		}
		for i, to := range map[int]*int{5: &in.Step, 6: &in.Length} {
			var err error
			if *to, err = strconv.Atoi(cell(i)); err != nil {
				bad(i, "number", "a whole number")
			}
		}
		if in.Breaks, ok = readBreaks(cell(7)); !ok {
			bad(7, "breaks", "用餐 30 0 180-300; 小休 10 1 60-120")
		}
		if in.TeamIDs, ok = readCodes(cell(8), dir.Teams, func(x org.Team) (string, string) { return x.Code, x.ID }); !ok {
			bad(8, "unknown", "codes of teams")
		}
		if in.SkillIDs, ok = readCodes(cell(9), dir.Skills, func(x org.Skill) (string, string) { return x.Code, x.ID }); !ok {
			bad(9, "unknown", "codes of skills")
		}
		if seen[sqldb.Fold(in.Code)] {
			bad(0, "not_unique", "each code once")
		}
		seen[sqldb.Fold(in.Code)] = true
		if len(issues) > before {
			continue
		}
		typ, err := in.shift()
		if f, is := errors.AsType[*fault.Error](err); is {
			for _, wrong := range f.Fields {
				field, _, _ := strings.Cut(strings.TrimPrefix(wrong.Name, "body."), "[")
				i := slices.Index(shiftFields, field)
				bad(i, wrong.Code, wrong.Message)
			}
			continue
		}
		out = append(out, shiftRow{line, typ})
	}
	slices.SortStableFunc(issues, func(a, b Issue) int { return a.Line - b.Line })
	return out, issues
}

// readClock reads HH:MM, with seconds when a workbook adds them.
func readClock(s string) (int, bool) {
	parts := strings.Split(strings.ReplaceAll(s, "：", ":"), ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	h, err := strconv.Atoi(parts[0])
	m, err2 := strconv.Atoi(parts[1])
	return h*60 + m, err == nil && err2 == nil && h >= 0 && h < 24 && m >= 0 && m < 60
}

func clockText(minute int) string {
	minute %= dayMinutes
	return fmt.Sprintf("%02d:%02d", minute/60, minute%60)
}

// readBreaks reads "name minutes paid earliest-latest; …".
func readBreaks(s string) ([]Break, bool) {
	out := []Break{}
	for one := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ';' || r == '；' }) {
		f := strings.Fields(one)
		if len(f) == 0 {
			continue
		}
		if len(f) < 4 {
			return nil, false
		}
		last := f[len(f)-3:]
		from, to, ok := strings.Cut(last[2], "-")
		b := Break{Name: strings.Join(f[:len(f)-3], " "), Paid: last[1] == "1"}
		var errs [3]error
		b.Minutes, errs[0] = strconv.Atoi(last[0])
		b.From, errs[1] = strconv.Atoi(from)
		b.To, errs[2] = strconv.Atoi(to)
		if !ok || errors.Join(errs[:]...) != nil || last[1] != "1" && last[1] != "0" {
			return nil, false
		}
		out = append(out, b)
	}
	return out, true
}

func breaksText(breaks []Break) string {
	out := []string{}
	for _, b := range breaks {
		paid := "0"
		if b.Paid {
			paid = "1"
		}
		out = append(out, fmt.Sprintf("%s %d %s %d-%d", b.Name, b.Minutes, paid, b.From, b.To))
	}
	return strings.Join(out, "; ")
}

// readCodes gives the ids of codes.
func readCodes[T any](s string, all []T, of func(T) (code, id string)) ([]string, bool) {
	out := []string{}
	for one := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(",，、;； ", r) }) {
		i := slices.IndexFunc(all, func(x T) bool { code, _ := of(x); return sqldb.Fold(code) == sqldb.Fold(one) })
		if i < 0 {
			return nil, false
		}
		_, id := of(all[i])
		out = append(out, id)
	}
	return out, true
}

// codesText is the reverse of readCodes.
func codesText[T any](ids []string, all []T, of func(T) (code, id string)) string {
	out := []string{}
	for _, one := range ids {
		for _, x := range all {
			if code, id := of(x); id == one {
				out = append(out, code)
			}
		}
	}
	return strings.Join(out, ", ")
}
