package formula

import "fmt"

// Severity says whether a diagnostic forbids the formula.
type Severity string

// The severities.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// Codes of diagnostics; stable, and keys of translations.
const (
	CodeEmpty           = "formula.empty"
	CodeTooLong         = "formula.too_long"
	CodeTooDeep         = "formula.too_deep"
	CodeUnexpected      = "formula.unexpected"       // a sign that fits nothing here
	CodeOperand         = "formula.expected_operand" // a value is missing
	CodeClose           = "formula.expected_close"   // a parenthesis or backtick is not closed
	CodeNumber          = "formula.bad_number"
	CodeChained         = "formula.chained_comparison"
	CodeUnknownName     = "formula.unknown_name"
	CodeUnknownFunction = "formula.unknown_function"
	CodeArguments       = "formula.argument_count"
	CodeDivisionByZero  = "formula.division_by_zero"
	CodeUnits           = "formula.unit_mismatch"    // warning
	CodeFraction        = "formula.percent_fraction" // warning: 1 − a per cent
	CodeConstant        = "formula.constant"         // warning: the formula uses no name
)

// Diagnostic is one thing to tell the writer of a formula.
type Diagnostic struct {
	From       int      `json:"from"` // byte offset of the first byte concerned
	To         int      `json:"to"`   // byte offset behind the last
	Severity   Severity `json:"severity"`
	Code       string   `json:"code"`
	Message    string   `json:"message"`
	Subject    string   `json:"subject,omitempty"`    // the name, sign or function it is about
	Suggestion string   `json:"suggestion,omitempty"` // what may have been meant
}

// Error makes a diagnostic an error.
func (d *Diagnostic) Error() string {
	return fmt.Sprintf("%s at %d: %s", d.Code, d.From, d.Message)
}

func fail(from, to int, code, subject, format string, args ...any) *Diagnostic {
	return &Diagnostic{From: from, To: to, Severity: SeverityError, Code: code, Subject: subject, Message: fmt.Sprintf(format, args...)}
}

func warn(from, to int, code, subject, format string, args ...any) *Diagnostic {
	d := fail(from, to, code, subject, format, args...)
	d.Severity = SeverityWarning
	return d
}

// suggest finds the word nearest to what was written, or "" when none is
// near. Words are given with the text they are found by.
func suggest(written string, words []word) string {
	if len(written) > 80 {
		return ""
	}
	w := plain(written)
	best, bestAt := "", 1+len([]rune(w))/3
	for _, c := range words {
		d := distance(w, plain(c.text), bestAt)
		if d < bestAt || (d == bestAt && best == "") {
			best, bestAt = c.id, d
		}
	}
	return best
}

type word struct{ id, text string }

// plain folds what people confuse: hyphens, underscores and blanks.
func plain(s string) string {
	b := make([]rune, 0, len(s))
	for _, r := range s {
		if r == '-' || r == '_' || r == ' ' {
			continue
		}
		b = append(b, lower(r))
	}
	return string(b)
}

// distance counts the changes between two words (insert, delete, replace,
// swap of neighbours); it may stop early with limit+1.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if d := len(x) - len(y); d > limit || -d > limit {
		return limit + 1
	}
	before, last := make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row := make([]int, len(y)+1)
		row[0] = i
		least := i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last = last, row
	}
	return last[len(y)]
}
