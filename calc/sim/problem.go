package sim

import (
	"fmt"
	"strings"
)

// Problem is what is wrong with a field of a model.
type Problem struct {
	Field   string `json:"field"` // such as types[0].service.mean
	Message string `json:"message"`
}

// ModelError is a model that cannot be simulated, with everything that was found.
type ModelError struct{ Problems []Problem }

// Error names every field.
func (e *ModelError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.Field + ": " + p.Message
	}
	return "the model cannot be simulated:\n  " + strings.Join(lines, "\n  ")
}

// checker collects problems.
type checker struct{ problems []Problem }

// maxProblems bounds what is told of one model.
const maxProblems = 50

func (c *checker) fail(path, format string, args ...any) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, Problem{strings.TrimPrefix(path, "."), fmt.Sprintf(format, args...)})
	}
}

func (c *checker) index(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

func (c *checker) probability(path string, p float64) float64 {
	if !(p >= 0 && p <= 1) {
		c.fail(path, "is %g; a probability is from 0 to 1", p)
		return 0
	}
	return p
}

func (c *checker) err() error {
	if len(c.problems) == 0 {
		return nil
	}
	return &ModelError{c.problems}
}

// list is words with commas and "or" before the last.
func list(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// quoted is names as in a message.
func quoted(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = fmt.Sprintf("%q", w)
	}
	return strings.Join(out, ", ")
}

// clockText is seconds as hours and minutes.
func clockText(seconds float64) string {
	s := int(seconds)
	if s%60 != 0 {
		return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	return fmt.Sprintf("%02d:%02d", s/3600, s/60%60)
}
