package audit

import (
	"context"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// PermissionRead lets an actor read the log.
const PermissionRead = "audit.read"

// Filter picks entries; empty fields pick all.
type Filter struct {
	Kind   string // one of Kinds
	Actor  string // login or user id
	Action string // beginning of the action
	Object string // kind of thing, or its id
	Search string // text in what was before or after, or in the id, without regard to case
	From   string // instant (RFC 3339) or day, included
	To     string // instant, not included, or day, included
	Cursor string
	Limit  int
}

// Kinds of entries.
const (
	KindChange  = "change"  // something was changed
	KindExport  = "export"  // data left as a file
	KindReveal  = "reveal"  // what is hidden otherwise was shown
	KindSession = "session" // someone signed in or out, or was locked out
)

// Kinds are the kinds of entries.
var Kinds = []string{KindChange, KindExport, KindReveal, KindSession}

// kindOf tells the kind of an action by its last word.
func kindOf(action string) string {
	switch action[strings.LastIndexByte(action, '.')+1:] {
	case "export":
		return KindExport
	case "unmask", "reveal", "listen":
		return KindReveal
	case "sign_in", "sign_out", "locked", "end", "end_all":
		if strings.HasPrefix(action, "identity.") {
			return KindSession
		}
	}
	return KindChange
}

// stride is how many entries are read at a time.
const stride = 500

// List gives entries, the newest first. An actor whose permission reaches
// only a part of the centre sees what the accounts of its people did.
func (s *Service) List(ctx context.Context, f Filter) (page.Of[Entry], error) {
	var out page.Of[Entry]
	if err := authz.Require(ctx, PermissionRead); err != nil {
		return out, err
	}
	parts, err := page.Parse(f.Cursor, 1)
	if err != nil {
		return out, err
	}
	before := int64(math.MaxInt64)
	if parts[0] != "" {
		if before, err = strconv.ParseInt(parts[0], 10, 64); err != nil {
			return out, fault.Invalidf("page.cursor", "The cursor is not one of this list; start again without it.")
		}
	}
	if f.Kind != "" && !slices.Contains(Kinds, f.Kind) {
		return out, fault.Invalidf("audit.kind", "The kind of entry is one of %s.", strings.Join(Kinds, ", ")).
			WithField("query.kind", "one_of", "must be one of "+strings.Join(Kinds, ", "))
	}
	limit := page.Limit(f.Limit)
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		loc, err := s.zone(ctx, tx)
		if err != nil {
			return err
		}
		from, to, err := f.window(loc)
		if err != nil {
			return err
		}
		seen, err := s.seen(ctx, tx)
		if err != nil {
			return err
		}
		action := ""
		if f.Action != "" {
			action = strings.TrimPrefix(sqldb.Contains(f.Action), "%")
		}
		items := []Entry{}
		for at := before; len(items) <= limit; {
			rows, err := sqldb.All(ctx, tx, entryList, scanRow, at, from, to, f.Actor, action, f.Object, stride)
			if err != nil {
				return err
			}
			for _, r := range rows {
				if f.takes(r) && (seen == nil || seen[r.actorID]) {
					items = append(items, r.entry(loc))
				}
				at = r.seq
			}
			if len(rows) < stride {
				break
			}
		}
		items = items[:min(len(items), limit+1)]
		out = page.Cut(items, limit, 0, func(e Entry) string { return page.Cursor(strconv.FormatInt(e.Seq, 10)) })
		return nil
	})
	return out, err
}

// seen are the accounts whose entries the actor may see; nil: all.
func (s *Service) seen(ctx context.Context, tx *sqldb.Tx) (map[string]bool, error) {
	scope := authz.ScopeOf(ctx, PermissionRead)
	if scope.Centre {
		return nil, nil
	}
	out := map[string]bool{}
	if a, ok := authz.From(ctx); ok && scope.Self != "" {
		out[a.UserID] = true
	}
	if s.accounts == nil {
		return out, nil
	}
	ids, err := s.accounts(ctx, tx, scope)
	for _, id := range ids {
		out[id] = true
	}
	return out, err
}

// takes reports what the store is not asked for.
func (f Filter) takes(r row) bool {
	if f.Kind != "" && kindOf(r.action) != f.Kind {
		return false
	}
	needle := sqldb.Fold(f.Search)
	return needle == "" || slices.ContainsFunc([]string{r.before, r.after, r.objectID, r.rq}, func(s string) bool {
		return strings.Contains(strings.ToLower(s), needle)
	})
}

func (f Filter) window(loc *time.Location) (from, to int64, err error) {
	var w fault.Collector
	read := func(name, text string, none int64, endOfDay bool) int64 {
		if text == "" {
			return none
		}
		if t, err := time.Parse(time.RFC3339, text); err == nil {
			return t.UnixMilli()
		}
		t, err := time.ParseInLocation(time.DateOnly, text, loc)
		if err != nil {
			w.Add("query."+name, "time", "must be a date, YYYY-MM-DD, or an instant, YYYY-MM-DDThh:mm:ss+08:00")
			return none
		}
		if endOfDay {
			t = t.AddDate(0, 0, 1)
		}
		return t.UnixMilli()
	}
	from = read("from", f.From, 0, false)
	to = read("to", f.To, math.MaxInt64, true)
	return from, to, w.Err("audit.window", "The time span cannot be read.")
}
