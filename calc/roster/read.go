package roster

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// FormatError is what is wrong with a file, and where.
type FormatError struct {
	Line    int // from 1; 0: the file as a whole
	Section string
	Message string
}

func (e *FormatError) Error() string {
	switch {
	case e.Line == 0:
		return e.Message
	case e.Section == "":
		return fmt.Sprintf("line %d: %s", e.Line, e.Message)
	}
	return fmt.Sprintf("line %d (%s): %s", e.Line, e.Section, e.Message)
}

// Limits of what is read, so that a wrong number asks for no absurd memory.
const (
	maxDays    = 3660
	maxAmount  = 100_000_000
	maxEntries = 5_000_000
)

// The sections of the text format.
const (
	secHorizon = "SECTION_HORIZON"
	secShifts  = "SECTION_SHIFTS"
	secStaff   = "SECTION_STAFF"
	secOff     = "SECTION_DAYS_OFF"
	secOn      = "SECTION_SHIFT_ON_REQUESTS"
	secAgainst = "SECTION_SHIFT_OFF_REQUESTS"
	secCover   = "SECTION_COVER"
)

// reader holds what was read so far.
type reader struct {
	p       *Problem
	line    int
	section string
	seen    map[string]int // section → line
	shifts  map[string]int
	people  map[string]int
	after   [][]string // names that cannot follow each shift
	lines   []int      // line of each shift
	needs   map[[2]int]int
	entries int
}

// Read reads a problem in the text format of Curtois and Qu (2014), "Computational
// results on new staff scheduling benchmark instances".
func Read(name string, in io.Reader) (*Problem, error) {
	r := &reader{p: &Problem{Name: name}, seen: map[string]int{}, shifts: map[string]int{}, people: map[string]int{}, needs: map[[2]int]int{}}
	s := bufio.NewScanner(in)
	s.Buffer(make([]byte, 64<<10), 16<<20)
	for s.Scan() {
		r.line++
		text := strings.TrimSpace(strings.TrimPrefix(s.Text(), "\ufeff"))
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		if err := r.row(text); err != nil {
			return nil, err
		}
	}
	if err := s.Err(); err != nil {
		return nil, &FormatError{Line: r.line + 1, Section: r.section, Message: "cannot be read: " + err.Error()}
	}
	return r.finish()
}

func (r *reader) fail(format string, args ...any) error {
	return &FormatError{Line: r.line, Section: r.section, Message: fmt.Sprintf(format, args...)}
}

func (r *reader) row(text string) error {
	if strings.HasPrefix(text, "SECTION_") {
		return r.begin(text)
	}
	if r.entries++; r.entries > maxEntries {
		return r.fail("more than %d entries", maxEntries)
	}
	f := strings.Split(text, ",")
	for i := range f {
		f[i] = strings.TrimSpace(f[i])
	}
	switch r.section {
	case secHorizon:
		return r.horizon(f)
	case secShifts:
		return r.shift(f)
	case secStaff:
		return r.person(f)
	case secOff:
		return r.daysOff(f)
	case secOn, secAgainst:
		return r.wish(f)
	case secCover:
		return r.cover(f)
	}
	return r.fail("%q stands before any section", short(text))
}

// begin starts a section; what it refers to must have been read before.
func (r *reader) begin(name string) error {
	needs := map[string][]string{
		secHorizon: nil, secShifts: {secHorizon}, secStaff: {secShifts}, secOff: {secStaff},
		secOn: {secStaff}, secAgainst: {secStaff}, secCover: {secShifts},
	}
	before, known := needs[name]
	if !known {
		return r.fail("there is no section %q", short(name))
	}
	if at, ok := r.seen[name]; ok {
		return r.fail("%s stands a second time, first in line %d", name, at)
	}
	for _, b := range before {
		if _, ok := r.seen[b]; !ok {
			return r.fail("%s must stand after %s", name, b)
		}
	}
	if r.section == secHorizon && r.p.Days == 0 {
		return r.fail("SECTION_HORIZON has no number of days")
	}
	r.section = name
	r.seen[name] = r.line
	return nil
}

// fields checks how many values a row has.
func (r *reader) fields(f []string, names ...string) error {
	if len(f) != len(names) {
		return r.fail("%d values were expected (%s), there are %d", len(names), strings.Join(names, ", "), len(f))
	}
	for i, name := range names {
		if f[i] == "" && name != "shifts that cannot follow" {
			return r.fail("%s is missing", name)
		}
	}
	return nil
}

func (r *reader) number(text, what string, least, most int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, r.fail("%s %q is no whole number", what, short(text))
	}
	if n < least || n > most {
		return 0, r.fail("%s %d: %d to %d was expected", what, n, least, most)
	}
	return n, nil
}

func (r *reader) price(text, what string) (float64, error) {
	n, err := r.number(text, what, 0, maxAmount)
	return float64(n), err
}

func (r *reader) horizon(f []string) error {
	if r.p.Days > 0 {
		return r.fail("a second number of days")
	}
	if err := r.fields(f, "days"); err != nil {
		return err
	}
	var err error
	r.p.Days, err = r.number(f[0], "days", 1, maxDays)
	return err
}

func (r *reader) shift(f []string) error {
	if err := r.fields(f, "shift", "minutes", "shifts that cannot follow"); err != nil {
		return err
	}
	if _, ok := r.shifts[f[0]]; ok {
		return r.fail("shift %q stands a second time", short(f[0]))
	}
	minutes, err := r.number(f[1], "minutes", 1, 2*1440)
	if err != nil {
		return err
	}
	r.shifts[f[0]] = len(r.p.Shifts)
	r.p.Shifts = append(r.p.Shifts, Shift{ID: f[0], Minutes: minutes})
	var after []string
	if f[2] != "" {
		after = strings.Split(f[2], "|")
	}
	r.after = append(r.after, after)
	r.lines = append(r.lines, r.line)
	return nil
}

func (r *reader) person(f []string) error {
	names := []string{"person", "most of each shift", "most minutes", "least minutes", "most days of work in a row", "least days of work in a row", "least days off in a row", "most weekends"}
	if err := r.fields(f, names...); err != nil {
		return err
	}
	if _, ok := r.people[f[0]]; ok {
		return r.fail("person %q stands a second time", short(f[0]))
	}
	var n [8]int
	for i := 2; i < len(names); i++ {
		var err error
		if n[i], err = r.number(f[i], names[i], 0, maxAmount); err != nil {
			return err
		}
	}
	if n[3] > n[2] {
		return r.fail("least minutes %d is more than most minutes %d", n[3], n[2])
	}
	if n[5] > n[4] {
		return r.fail("least days of work in a row %d is more than the most, %d", n[5], n[4])
	}
	who := []int{len(r.p.People)}
	r.people[f[0]] = who[0]
	r.p.People = append(r.p.People, Person{ID: f[0]})
	told := map[int]bool{}
	for _, part := range strings.Split(f[1], "|") {
		id, most, ok := strings.Cut(part, "=")
		id = strings.TrimSpace(id)
		s, known := r.shifts[id]
		if !ok || !known {
			return r.fail("%q: SHIFT=MOST with a shift of SECTION_SHIFTS was expected", short(part))
		}
		if told[s] {
			return r.fail("the most of shift %q stands a second time", id)
		}
		told[s] = true
		limit, err := r.number(strings.TrimSpace(most), "most of shift "+id, 0, maxAmount)
		if err != nil {
			return err
		}
		if limit < r.p.Days {
			r.p.Rules = append(r.p.Rules, Rule{Kind: ShiftCount, People: who, Shifts: []int{s}, Max: limit})
		}
	}
	r.p.Rules = append(r.p.Rules,
		Rule{Kind: PaidMinutes, People: who, Min: n[3], Max: n[2]},
		Rule{Kind: WorkRun, People: who, Min: n[5], Max: n[4]},
		Rule{Kind: RestRun, People: who, Min: n[6], Max: NoMax},
		Rule{Kind: Weekends, People: who, Max: n[7]})
	return nil
}

func (r *reader) who(text string) (int, error) {
	p, ok := r.people[text]
	if !ok {
		return 0, r.fail("person %q is not in SECTION_STAFF", short(text))
	}
	return p, nil
}

func (r *reader) day(text string) (int, error) { return r.number(text, "day", 0, r.p.Days-1) }

func (r *reader) which(text string) (int, error) {
	s, ok := r.shifts[text]
	if !ok {
		return 0, r.fail("shift %q is not in SECTION_SHIFTS", short(text))
	}
	return s, nil
}

func (r *reader) daysOff(f []string) error {
	p, err := r.who(f[0])
	if err != nil {
		return err
	}
	for _, text := range f[1:] {
		if text == "" {
			continue // a person without days off
		}
		d, err := r.day(text)
		if err != nil {
			return err
		}
		r.p.Rules = append(r.p.Rules, Rule{Kind: DayOff, People: []int{p}, From: d, To: d + 1})
	}
	return nil
}

func (r *reader) wish(f []string) error {
	if err := r.fields(f, "person", "day", "shift", "weight"); err != nil {
		return err
	}
	p, err := r.who(f[0])
	if err != nil {
		return err
	}
	d, err := r.day(f[1])
	if err != nil {
		return err
	}
	s, err := r.which(f[2])
	if err != nil {
		return err
	}
	price, err := r.price(f[3], "weight")
	if err != nil {
		return err
	}
	r.p.Wishes = append(r.p.Wishes, Wish{Person: p, Day: d, Shift: s, For: r.section == secOn, Price: price})
	return nil
}

func (r *reader) cover(f []string) error {
	if err := r.fields(f, "day", "shift", "requirement", "weight for under", "weight for over"); err != nil {
		return err
	}
	d, err := r.day(f[0])
	if err != nil {
		return err
	}
	s, err := r.which(f[1])
	if err != nil {
		return err
	}
	if at, ok := r.needs[[2]int{d, s}]; ok {
		return r.fail("the need of shift %q on day %d stands a second time, first in line %d", f[1], d, at)
	}
	r.needs[[2]int{d, s}] = r.line
	n := Need{Day: d, Shift: s}
	if n.People, err = r.number(f[2], "requirement", 0, maxAmount); err != nil {
		return err
	}
	if n.Under, err = r.price(f[3], "weight for under"); err != nil {
		return err
	}
	if n.Over, err = r.price(f[4], "weight for over"); err != nil {
		return err
	}
	r.p.Needs = append(r.p.Needs, n)
	return nil
}

func (r *reader) finish() (*Problem, error) {
	for _, s := range []string{secHorizon, secShifts, secStaff, secCover} {
		if _, ok := r.seen[s]; !ok {
			return nil, &FormatError{Message: "there is no " + s + ": is this a rostering instance?"}
		}
	}
	if r.p.Days == 0 || len(r.p.Shifts) == 0 || len(r.p.People) == 0 {
		return nil, &FormatError{Message: "an instance has at least one day, one shift and one person"}
	}
	for s, names := range r.after {
		var then []int
		for _, name := range names {
			t, ok := r.shifts[strings.TrimSpace(name)]
			if !ok {
				return nil, &FormatError{Line: r.lines[s], Section: secShifts, Message: fmt.Sprintf("shift %q, which cannot follow, is not in SECTION_SHIFTS", short(name))}
			}
			then = append(then, t)
		}
		if then != nil {
			r.p.Rules = append(r.p.Rules, Rule{Kind: Succession, Shifts: []int{s}, Then: then, Max: NoMax})
		}
	}
	return r.p, nil
}

// short is a text short enough for a message.
func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
