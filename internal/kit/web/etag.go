package web

import (
	"strconv"
	"strings"

	"github.com/lingting/lingting/internal/kit/fault"
)

// CodeStale is the code of the error that says someone else was faster; it is
// answered as 412.
const CodeStale = "stale"

// IfMatch is embedded in the input of an operation that changes a row.
type IfMatch struct {
	IfMatch string `header:"If-Match" doc:"The ETag, or rev, of the row as it was read"`
}

// Rev is the revision the caller has read; given is false without the header
// or with *.
func (m IfMatch) Rev() (rev int64, given bool, err error) {
	v := strings.TrimSpace(m.IfMatch)
	if v == "" || v == "*" {
		return 0, false, nil
	}
	v = strings.Trim(strings.TrimPrefix(v, "W/"), `"`)
	rev, e := strconv.ParseInt(v, 10, 64)
	if e != nil {
		return 0, false, fault.Invalidf("bad_if_match", "If-Match must carry the row's ETag, such as \"7\".").
			WithField("header.If-Match", "invalid", "not an ETag of this API")
	}
	return rev, true, nil
}

// Check compares the revision the caller has read with the stored one.
// bodyRev is the rev of the body, 0 when it carries none; the header wins.
func (m IfMatch) Check(stored, bodyRev int64) error {
	rev, given, err := m.Rev()
	if err != nil {
		return err
	}
	if !given {
		if bodyRev == 0 {
			return nil
		}
		rev = bodyRev
	}
	if rev != stored {
		return Stale()
	}
	return nil
}

// Stale is the error for a row that changed since the caller read it.
func Stale() error {
	return fault.New(fault.Conflict, CodeStale, "Someone else changed this meanwhile; load it again and repeat the change.")
}

// IsStale reports whether err says that a row changed since it was read: its
// code is CodeStale or ends in ".stale".
func IsStale(err error) bool {
	f, ok := fault.As(err)
	return ok && (f.Code == CodeStale || strings.HasSuffix(f.Code, "."+CodeStale))
}

// ETag is embedded in the output of an operation that gives one row.
type ETag struct {
	ETag string `header:"ETag" doc:"The row's revision, for If-Match"`
}

// Tag makes the ETag of a revision.
func Tag(rev int64) ETag { return ETag{`"` + strconv.FormatInt(rev, 10) + `"`} }
