package formula

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a formula.
const (
	MaxLength = 4000 // bytes of source
	MaxName   = 100  // bytes of a name with hyphens that is written without backticks
	MaxDepth  = 50   // parentheses, functions and signs inside one another
)

// Parse reads a formula. known says which names with hyphens are one name;
// nil when none is. The error is a *Diagnostic.
func Parse(src string, known func(name string) bool) (Node, error) {
	if len(src) > MaxLength {
		return nil, fail(MaxLength, len(src), CodeTooLong, "", "a formula is at most %d bytes long", MaxLength)
	}
	p := &parser{src: src, known: known}
	if err := p.next(); err != nil {
		return nil, err
	}
	if p.tok.kind == tokEnd {
		return nil, fail(0, len(src), CodeEmpty, "", "the formula is empty")
	}
	n, err := p.comparison()
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokEnd {
		return nil, fail(p.tok.from, p.tok.to, CodeUnexpected, p.tok.text, "%q does not fit here", p.tok.text)
	}
	return n, nil
}

// MustParse reads a formula written in code; it panics on a mistake there.
func MustParse(src string) Node {
	n, err := Parse(src, nil)
	if err != nil {
		panic("formula " + strconv.Quote(src) + ": " + err.Error())
	}
	return n
}

type tokenKind int

const (
	tokEnd tokenKind = iota
	tokNumber
	tokName
	tokSign
)

type token struct {
	kind     tokenKind
	text     string // canonical text
	value    float64
	from, to int
	quoted   bool // a name in backticks
}

type parser struct {
	src   string
	at    int
	tok   token
	known func(string) bool
	depth int
}

func lower(r rune) rune { return unicode.ToLower(r) }

func isLetter(r rune) bool { return r == '_' || unicode.IsLetter(r) }
func isDigit(r rune) bool  { return r >= '0' && r <= '9' }
func isWord(r rune) bool   { return isLetter(r) || isDigit(r) }

var signs = map[rune]string{
	'+': "+", '-': "-", '*': "*", '/': "/", '(': "(", ')': ")", ',': ",", '<': "<", '>': ">", '=': "==",
	'＋': "+", '－': "-", '−': "-", '–': "-", '×': "*", '＊': "*", '÷': "/", '／': "/", '（': "(", '）': ")",
	'，': ",", '、': ",", '＜': "<", '＞': ">", '＝': "==", '≤': "<=", '≥': ">=", '≠': "!=",
}

// next reads one token.
func (p *parser) next() error {
	for p.at < len(p.src) {
		r, w := utf8.DecodeRuneInString(p.src[p.at:])
		if !unicode.IsSpace(r) {
			break
		}
		p.at += w
	}
	from := p.at
	if from >= len(p.src) {
		p.tok = token{kind: tokEnd, from: from, to: from, text: "end"}
		return nil
	}
	r, w := utf8.DecodeRuneInString(p.src[from:])
	switch {
	case r == utf8.RuneError && w == 1:
		return fail(from, from+1, CodeUnexpected, "", "the text is not valid UTF-8")
	case isDigit(r) || r == '.':
		return p.number()
	case isLetter(r):
		return p.name()
	case r == '`':
		return p.quoted()
	}
	rest := p.src[from+w:]
	text, ok := signs[r]
	switch {
	case (r == '<' || r == '>' || r == '=' || r == '!') && strings.HasPrefix(rest, "="):
		text, ok = string(r)+"=", true
		w++
	case r == '<' && strings.HasPrefix(rest, ">"):
		text = "!="
		w++
	}
	if !ok {
		return fail(from, from+w, CodeUnexpected, string(r), "%q is not part of the language", string(r))
	}
	p.at = from + w
	p.tok = token{kind: tokSign, text: text, from: from, to: p.at}
	return nil
}

func (p *parser) number() error {
	from, i := p.at, p.at
	digits := func() (n int) {
		for i < len(p.src) && isDigit(rune(p.src[i])) {
			i++
			n++
		}
		return n
	}
	n := digits()
	if i < len(p.src) && p.src[i] == '.' {
		i++
		n += digits()
	}
	if n > 0 && i < len(p.src) && (p.src[i] == 'e' || p.src[i] == 'E') {
		mark := i
		i++
		if i < len(p.src) && (p.src[i] == '+' || p.src[i] == '-') {
			i++
		}
		if digits() == 0 {
			i = mark
		}
	}
	if r, w := utf8.DecodeRuneInString(p.src[i:]); n == 0 || i < len(p.src) && (isWord(r) || r == '.') {
		end := max(i+w, from+1)
		return fail(from, min(end, len(p.src)), CodeNumber, p.src[from:min(end, len(p.src))], "%q is not a number", p.src[from:min(end, len(p.src))])
	}
	v, err := strconv.ParseFloat(p.src[from:i], 64)
	if err != nil || math.IsInf(v, 0) {
		return fail(from, i, CodeNumber, p.src[from:i], "%q is too great a number", p.src[from:i])
	}
	p.at = i
	p.tok = token{kind: tokNumber, text: p.src[from:i], value: v, from: from, to: i}
	return nil
}

// word is the end of the run of letters and digits that starts at i.
func (p *parser) word(i int) int {
	for i < len(p.src) {
		r, w := utf8.DecodeRuneInString(p.src[i:])
		if !isWord(r) || (r == utf8.RuneError && w == 1) {
			break
		}
		i += w
	}
	return i
}

func (p *parser) name() error {
	from := p.at
	end := p.word(from)
	if p.known != nil {
		ends := []int{}
		for i := end; i < len(p.src) && p.src[i] == '-'; {
			j := p.word(i + 1)
			if j == i+1 || j-from > MaxName {
				break
			}
			ends = append(ends, j)
			i = j
		}
		for k := len(ends) - 1; k >= 0; k-- {
			if p.known(fold(p.src[from:ends[k]])) {
				end = ends[k]
				break
			}
		}
	}
	ref := fold(p.src[from:end])
	if end+1 < len(p.src) && p.src[end] == '@' && isDigit(rune(p.src[end+1])) {
		j := end + 1
		for j < len(p.src) && isDigit(rune(p.src[j])) {
			j++
		}
		v, err := version(p.src[end+1 : j])
		if err != nil {
			return fail(end, j, CodeNumber, p.src[end+1:j], "%q is not a version", p.src[end+1:j])
		}
		ref += "@" + v
		end = j
	}
	p.at = end
	p.tok = token{kind: tokName, text: ref, from: from, to: end}
	return nil
}

func (p *parser) quoted() error {
	from := p.at
	n := strings.IndexByte(p.src[from+1:], '`')
	if n < 0 {
		return fail(from, len(p.src), CodeClose, "`", "the backtick is not closed")
	}
	end := from + 1 + n
	text := fold(strings.TrimSpace(p.src[from+1 : end]))
	id, v, versioned := strings.Cut(text, "@")
	ok := id != "" && utf8.ValidString(id)
	for i, r := range id {
		ok = ok && (isWord(r) || r == '-') && (i > 0 || isLetter(r))
	}
	ok = ok && !strings.HasSuffix(id, "-") && !strings.Contains(id, "--")
	if versioned {
		var err error
		v, err = version(v)
		ok = ok && err == nil
		text = id + "@" + v
	}
	if !ok {
		return fail(from, end+1, CodeUnexpected, text, "%q is not a name", text)
	}
	p.at = end + 1
	p.tok = token{kind: tokName, text: text, from: from, to: p.at, quoted: true}
	return nil
}

func version(s string) (string, error) {
	n, err := strconv.ParseUint(s, 10, 31)
	if err == nil && n == 0 {
		err = strconv.ErrRange
	}
	return strconv.FormatUint(n, 10), err
}

func fold(s string) string { return strings.Map(lower, s) }

func (p *parser) sign(texts ...string) bool {
	if p.tok.kind != tokSign {
		return false
	}
	for _, t := range texts {
		if p.tok.text == t {
			return true
		}
	}
	return false
}

func (p *parser) comparison() (Node, error) {
	x, err := p.binary(precAdd)
	if err != nil || !p.sign("<", "<=", ">", ">=", "==", "!=") {
		return x, err
	}
	op := Op(p.tok.text)
	if err := p.next(); err != nil {
		return nil, err
	}
	y, err := p.binary(precAdd)
	if err != nil {
		return nil, err
	}
	if p.sign("<", "<=", ">", ">=", "==", "!=") {
		return nil, fail(p.tok.from, p.tok.to, CodeChained, p.tok.text, "only one comparison at a time; put one in parentheses")
	}
	return join(op, x, y), nil
}

func join(op Op, x, y Node) Node {
	from, _ := x.Span()
	_, to := y.Span()
	return &Binary{At: At{from, to}, Op: op, X: x, Y: y}
}

// binary reads sums (precAdd) or products (precMul), from left to right.
func (p *parser) binary(level int) (Node, error) {
	operand, ops := p.unary, []string{"*", "/"}
	if level == precAdd {
		operand, ops = func() (Node, error) { return p.binary(precMul) }, []string{"+", "-"}
	}
	x, err := operand()
	for err == nil && p.sign(ops...) {
		op := Op(p.tok.text)
		if err = p.next(); err != nil {
			break
		}
		var y Node
		if y, err = operand(); err == nil {
			x = join(op, x, y)
		}
	}
	if err != nil {
		return nil, err
	}
	return x, nil
}

// deeper counts what is inside something else.
func (p *parser) deeper(read func() (Node, error)) (Node, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > MaxDepth {
		return nil, fail(p.tok.from, p.tok.to, CodeTooDeep, "", "at most %d levels inside one another", MaxDepth)
	}
	return read()
}

func (p *parser) unary() (Node, error) {
	if !p.sign("-", "+") {
		return p.primary()
	}
	minus, from := p.sign("-"), p.tok.from
	if err := p.next(); err != nil {
		return nil, err
	}
	x, err := p.deeper(p.unary)
	if err != nil || !minus {
		return x, err
	}
	_, to := x.Span()
	return &Negative{At: At{from, to}, X: x}, nil
}

func (p *parser) primary() (Node, error) {
	t := p.tok
	switch {
	case t.kind == tokNumber:
		return &Number{At: At{t.from, t.to}, Value: t.value}, p.next()
	case t.kind == tokName:
		if err := p.next(); err != nil {
			return nil, err
		}
		if p.sign("(") && !t.quoted && !strings.ContainsAny(t.text, "-@") {
			return p.call(t)
		}
		if t.text == "null" && !t.quoted {
			return &Null{At{t.from, t.to}}, nil
		}
		return &Name{At: At{t.from, t.to}, Ref: t.text}, nil
	case p.sign("("):
		if err := p.next(); err != nil {
			return nil, err
		}
		x, err := p.deeper(p.comparison)
		if err != nil {
			return nil, err
		}
		if !p.sign(")") {
			return nil, p.unclosed(t)
		}
		return x, p.next()
	case t.kind == tokEnd:
		return nil, fail(t.from, t.to, CodeOperand, "", "a value is missing at the end")
	}
	return nil, fail(t.from, t.to, CodeOperand, t.text, "a value is missing before %q", t.text)
}

func (p *parser) unclosed(open token) error {
	if p.tok.kind == tokEnd {
		return fail(open.from, open.to, CodeClose, "(", "the parenthesis is not closed")
	}
	return fail(p.tok.from, p.tok.to, CodeUnexpected, p.tok.text, "%q does not fit here", p.tok.text)
}

// call reads the arguments of a function; the token is the opening
// parenthesis.
func (p *parser) call(name token) (Node, error) {
	open := p.tok
	c := &Call{At: At{From: name.from}, Func: name.text}
	if err := p.next(); err != nil {
		return nil, err
	}
	for !p.sign(")") {
		a, err := p.deeper(p.comparison)
		if err != nil {
			return nil, err
		}
		c.Args = append(c.Args, a)
		if p.sign(")") {
			break
		}
		if !p.sign(",") {
			return nil, p.unclosed(open)
		}
		if err := p.next(); err != nil {
			return nil, err
		}
		if p.sign(")") {
			return nil, fail(p.tok.from, p.tok.to, CodeOperand, ")", "a value is missing before %q", ")")
		}
	}
	c.To = p.tok.to
	return c, p.next()
}
