// Package fault is the one error type that reaches a user: a kind that
// decides the HTTP status and the exit code, a stable code that is the key of
// its translation, a message that says what to do, and the fields at fault.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind classes an error by who can do something about it.
type Kind int

// The kinds of error.
const (
	Internal        Kind = iota // our mistake
	Invalid                     // the input is wrong
	Unauthenticated             // not signed in
	Denied                      // signed in, but not allowed
	NotFound                    // no such thing
	Conflict                    // changed by someone else meanwhile, or already there
	TooMany                     // slow down
	Unavailable                 // try again later
)

// Field is one wrong input.
type Field struct {
	Name    string // path in the input, "body.name"
	Code    string // stable, key of the translation
	Message string // English
}

// Error is an error a user may see.
type Error struct {
	Kind    Kind
	Code    string // stable, "org.queue.code_taken"
	Message string // English: what happened, where, what to do
	Fields  []Field
	cause   error
}

// New makes an error.
func New(kind Kind, code, message string) *Error {
	return &Error{Kind: kind, Code: code, Message: message}
}

// Newf makes an error with a formatted message.
func Newf(kind Kind, code, format string, args ...any) *Error {
	return &Error{Kind: kind, Code: code, Message: fmt.Sprintf(format, args...)}
}

// Invalidf makes an error about wrong input.
func Invalidf(code, format string, args ...any) *Error {
	return Newf(Invalid, code, format, args...)
}

// NotFoundf makes an error about a missing thing.
func NotFoundf(code, format string, args ...any) *Error {
	return Newf(NotFound, code, format, args...)
}

// Conflictf makes an error about a clash with what is stored.
func Conflictf(code, format string, args ...any) *Error {
	return Newf(Conflict, code, format, args...)
}

// WithField adds a wrong field and returns the error.
func (e *Error) WithField(name, code, message string) *Error {
	e.Fields = append(e.Fields, Field{Name: name, Code: code, Message: message})
	return e
}

// WithCause keeps the error behind this one for the log; users never see it.
func (e *Error) WithCause(err error) *Error {
	e.cause = err
	return e
}

// Error gives the message with the fields at fault.
func (e *Error) Error() string {
	if len(e.Fields) == 0 {
		return e.Message
	}
	parts := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		parts[i] = f.Name + ": " + f.Message
	}
	return e.Message + " (" + strings.Join(parts, "; ") + ")"
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.cause }

// As finds a fault in the chain of err.
func As(err error) (*Error, bool) {
	return errors.AsType[*Error](err)
}

// Is reports whether err is a fault of the kind.
func Is(err error, kind Kind) bool {
	e, ok := As(err)
	return ok && e.Kind == kind
}

// Collector gathers wrong fields, so that a form hears of all of them at once.
type Collector struct{ fields []Field }

// Add notes a wrong field.
func (c *Collector) Add(name, code, message string) {
	c.fields = append(c.fields, Field{Name: name, Code: code, Message: message})
}

// Require notes a field that must not be blank.
func (c *Collector) Require(name, value string) {
	if strings.TrimSpace(value) == "" {
		c.Add(name, "required", "must not be empty")
	}
}

// Err is nil when no field was wrong.
func (c *Collector) Err(code, message string) error {
	if len(c.fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Code: code, Message: message, Fields: c.fields}
}
