// Package errorsx is the little that the provider's library takes of a large
// package of helpers, so that tests need not build the rest.
package errorsx

// What an error may carry.
type (
	DebugCarrier      interface{ Debug() string }
	DetailsCarrier    interface{ Details() map[string]any }
	ReasonCarrier     interface{ Reason() string }
	RequestIDCarrier  interface{ RequestID() string }
	StatusCarrier     interface{ Status() string }
	StatusCodeCarrier interface{ StatusCode() int }
)

// Cause is the innermost cause.
func Cause(err error) error {
	for {
		c, ok := err.(interface{ Cause() error })
		if !ok || c.Cause() == nil {
			return err
		}
		err = c.Cause()
	}
}

// WithStack is the error.
func WithStack(err error) error { return err }
