package sim

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Duration is seconds. In a model file it is a number of seconds, a text like
// "20s", "1m30s", "8h" or "2d", or a time of day like "08:00", which counts from
// midnight.
type Duration float64

// Seconds is the length of a Go duration.
func Seconds(d time.Duration) Duration { return Duration(d.Seconds()) }

// ParseDuration reads a duration as in a model file.
func ParseDuration(text string) (Duration, error) {
	s := strings.TrimSpace(text)
	wrong := fmt.Errorf("%q is no time: a length like 20s, 1m30s, 8h or 2d, a time of day like 08:00, or seconds was expected", text)
	if parts := strings.Split(s, ":"); len(parts) == 2 || len(parts) == 3 {
		seconds := 0
		for i, p := range parts {
			n, err := strconv.Atoi(p)
			if err != nil || n < 0 || len(p) > 3 || i > 0 && (len(p) != 2 || n > 59) {
				return 0, wrong
			}
			seconds = seconds*60 + n
		}
		if len(parts) == 2 {
			seconds *= 60
		}
		return Duration(seconds), nil
	}
	if n, err := strconv.ParseFloat(s, 64); err == nil && !math.IsNaN(n) && !math.IsInf(n, 0) {
		return Duration(n), nil
	}
	days := 0.0
	if before, rest, ok := strings.Cut(s, "d"); ok {
		n, err := strconv.ParseFloat(before, 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			return 0, wrong
		}
		if days, s = n*86400, rest; s == "" {
			return Duration(days), nil
		}
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, wrong
	}
	return Duration(days + d.Seconds()), nil
}

// UnmarshalJSON takes a number of seconds or a text.
func (d *Duration) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		var s string
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
		v, err := ParseDuration(s)
		*d = v
		return err
	}
	return json.Unmarshal(b, (*float64)(d))
}
