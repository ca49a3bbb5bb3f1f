package roster

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// WriteCSV writes a roster: a row per person, the id and then the shift of each
// day, empty for a day off.
func WriteCSV(w io.Writer, p *Problem, r *Roster) error {
	out := csv.NewWriter(w)
	row := make([]string, p.Days+1)
	for who, line := range r.Lines {
		row[0] = p.People[who].ID
		for d, s := range line {
			row[d+1] = ""
			if s != Free {
				row[d+1] = p.Shifts[s].ID
			}
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// ReadCSV reads what WriteCSV writes; a first row that begins with "id" is a
// heading. Every person must be there once.
func ReadCSV(in io.Reader, p *Problem) (*Roster, error) {
	people, shifts := map[string]int{}, map[string]int{"": Free}
	for i := range p.People {
		people[p.People[i].ID] = i
	}
	for i := range p.Shifts {
		shifts[p.Shifts[i].ID] = i
	}
	r := NewRoster(len(p.People), p.Days)
	seen := make([]bool, len(p.People))
	c := csv.NewReader(in)
	c.FieldsPerRecord = -1
	for first := true; ; first = false {
		row, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		number, _ := c.FieldPos(0)
		id := strings.TrimSpace(strings.TrimPrefix(row[0], "\ufeff"))
		who, ok := people[id]
		if !ok && first && strings.EqualFold(id, "id") {
			continue
		}
		switch {
		case !ok:
			return nil, fmt.Errorf("line %d: there is no person %q", number, short(id))
		case seen[who]:
			return nil, fmt.Errorf("line %d: %q stands a second time", number, short(id))
		case len(row) != p.Days+1:
			return nil, fmt.Errorf("line %d: %q has %d days, the horizon %d", number, short(id), len(row)-1, p.Days)
		}
		seen[who] = true
		for d, name := range row[1:] {
			s, ok := shifts[strings.TrimSpace(name)]
			if !ok {
				return nil, fmt.Errorf("line %d, day %d of %q: there is no shift %q", number, d, short(id), short(name))
			}
			r.Lines[who][d] = s
		}
	}
	for i, ok := range seen {
		if !ok {
			return nil, fmt.Errorf("there is no line of %q", short(p.People[i].ID))
		}
	}
	return r, nil
}
