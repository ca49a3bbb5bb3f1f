package forecast

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/kit/civil"
)

// ReadDriverValues reads a table of days and values (CSV, TSV, plain or
// gzipped): the first two columns, with or without a heading.
func ReadDriverValues(r io.Reader) (map[civil.Date]float64, error) {
	rows, err := readTable(r)
	if err != nil {
		return nil, err
	}
	out := map[civil.Date]float64{}
	layout := 0
	for i, row := range rows {
		if len(row) == 1 && strings.TrimSpace(row[0]) == "" {
			continue
		}
		if len(row) < 2 {
			return nil, fmt.Errorf("line %d has one column; a day and a value were expected", i+1)
		}
		t, err := readTime(row[0], &layout)
		if err != nil {
			if i == 0 {
				continue // the heading
			}
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		v, err := strconv.ParseFloat(strings.ReplaceAll(strings.TrimSpace(row[1]), ",", ""), 64)
		if err != nil || v < 0 || math.IsInf(v, 0) || math.IsNaN(v) {
			return nil, fmt.Errorf("line %d: %q is not a value of zero or more", i+1, row[1])
		}
		on := civil.Of(t.Date())
		if _, twice := out[on]; twice {
			return nil, fmt.Errorf("line %d: %s is there twice", i+1, on)
		}
		out[on] = v
	}
	return out, nil
}
