// Package formula is the small language in which a manager writes a derived
// number: `talk_ms / answered / 1000`, `100 * (abandoned - short_abandoned) /
// offered`, `if(offered >= 20, sl-off)`.
//
// Words: numbers (12, 0.5, 1e3), null, names, + - * / and unary minus,
// parentheses, one comparison (< <= > >= == !=, which is 1 or 0), and the
// functions of Functions. Signs of a Chinese keyboard （ ） ， × ÷ ≤ ≥ ≠ are
// read as their ASCII equals. Letters are read as lower case.
//
// Names: a name is a letter or _ followed by letters, digits and _. A name
// with hyphens (sl-off) is read as one name when it is known to the caller and
// written without blanks, the longest known one first; otherwise the hyphen is
// a minus. Write blanks around a minus, or the name in backticks (`sl-off`),
// to leave no doubt; String always writes backticks. A name may ask for a
// version: sl-off@2.
//
// Null means "not computable". Division by zero and a missing value are null;
// every operation on null is null, except coalesce, which takes its first
// argument that is not null, and if, which looks only at the branch it takes.
// A value too great to be finite is null as well.
//
// The package is pure: no I/O, no clock, never a panic, and bounded by
// MaxLength and MaxDepth. Positions are byte offsets in the source.
package formula
