package rosters

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/lingting/lingting/internal/kit/authz"
	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/clock"
	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/wfm/roster"
)

// Days of a calendar feed, around today.
const (
	feedBefore = 31
	feedAfter  = 92
)

// Feed is a person's calendar feed: an address with a secret, which gives their own
// published shifts and nothing else to whoever knows it.
type Feed struct {
	PersonID string `json:"person_id,omitempty" doc:"absent: the login is linked to no person"`
	MadeMs   int64  `json:"made_ms,omitempty" doc:"absent: there is none"`
	ReadMs   int64  `json:"read_ms,omitempty" doc:"when a calendar read it last"`
	Key      string `json:"key,omitempty" doc:"the secret, shown when it is made and never again"`
}

// OwnFeed gives the actor's feed, without its key. Needs the permission roster.own.
func (s *Service) OwnFeed(ctx context.Context) (f Feed, err error) {
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return f, err
	}
	a, _ := authz.From(ctx)
	if a.PersonID == "" {
		return f, nil
	}
	err = s.db.Read(ctx, func(tx *sqldb.Tx) error {
		f, err = loadFeed(ctx, tx, a.PersonID)
		return err
	})
	f.PersonID = a.PersonID
	return f, err
}

// MakeFeed makes the actor a new secret; one there was is of no use any more. Needs
// the permission roster.own.
func (s *Service) MakeFeed(ctx context.Context) (f Feed, err error) {
	person, err := ownPerson(ctx)
	if err != nil {
		return f, err
	}
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return f, err
	}
	f = Feed{PersonID: person, MadeMs: clock.Ms(s.clk), Key: base64.RawURLEncoding.EncodeToString(secret)}
	return f, s.db.Write(ctx, func(tx *sqldb.Tx) error {
		if _, err := tx.Exec(ctx, qFeedPut, person, hashOf(f.Key), f.MadeMs); err != nil {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "roster.feed.create", Object: "roster_feed", ObjectID: person, After: map[string]any{"made_ms": f.MadeMs}})
	})
}

// DropFeed revokes the actor's feed. One that is gone is no error. Needs the
// permission roster.own.
func (s *Service) DropFeed(ctx context.Context) error {
	person, err := ownPerson(ctx)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *sqldb.Tx) error {
		n, err := tx.Exec(ctx, qFeedDrop, person)
		if err != nil || n == 0 {
			return err
		}
		return s.tell(ctx, tx, authz.Entry{Action: "roster.feed.delete", Object: "roster_feed", ObjectID: person})
	})
}

func ownPerson(ctx context.Context) (string, error) {
	if err := authz.Require(ctx, PermissionOwn); err != nil {
		return "", err
	}
	a, _ := authz.From(ctx)
	if a.PersonID == "" {
		return "", fault.Conflictf("roster.own.no_person", "There is no person behind this account; an administrator can set one.")
	}
	return a.PersonID, nil
}

// hashOf is what the store knows of a key.
func hashOf(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// Calendar gives the shifts of who made the key, as an iCalendar file. Anybody who
// knows the key may ask; a key that is none, or of somebody who has left, finds
// nothing.
func (s *Service) Calendar(ctx context.Context, key string) (io.WriterTo, error) {
	none := fault.NotFoundf("roster.own.no_feed", "There is no such calendar; its address may have been revoked.")
	var person string
	var zone *time.Location
	now := clock.Ms(s.clk)
	err := s.db.Write(ctx, func(tx *sqldb.Tx) (err error) {
		if person, err = loadFeedOf(ctx, tx, hashOf(key)); err != nil || person == "" {
			return err
		}
		dir, err := s.people.Directory(ctx, tx)
		if err != nil {
			return err
		}
		if p, ok := dir.Person(person); !ok || !p.Active {
			person = ""
			return nil
		}
		centre, err := s.people.Centre(ctx, tx)
		if err != nil {
			return err
		}
		if zone, err = time.LoadLocation(centre.Timezone); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, qFeedRead, person, now)
		return err
	})
	if err != nil || person == "" {
		return nil, orElse(err, none)
	}
	today := civil.At(now, zone)
	days, err := s.PublishedDays(ctx, today.Add(-feedBefore), today.Add(feedAfter), []string{person})
	if err != nil {
		return nil, err
	}
	types, err := s.setup.ShiftTypes(asRoster(ctx))
	if err != nil {
		return nil, err
	}
	return strings.NewReader(calendarOf(days, types, zone, now)), nil
}

func orElse(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// calendarOf are days as an iCalendar file (RFC 5545), in UTC.
func calendarOf(days []PublishedDay, types []roster.ShiftType, zone *time.Location, nowMs int64) string {
	const form = "20060102T150405Z"
	var b strings.Builder
	line := func(text string, args ...any) { fmt.Fprintf(&b, text+"\r\n", args...) }
	line("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Lingting//Roster//ZH\r\nCALSCALE:GREGORIAN\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\nX-WR-CALNAME:班表")
	for _, d := range days {
		if d.TypeID == "" {
			continue
		}
		// Minutes after midnight by the clock on the wall, whatever the day's length.
		year, month, day := d.On.Civil()
		at := func(minutes int) string {
			return time.Date(year, month, day, 0, minutes, 0, 0, zone).UTC().Format(form)
		}
		name := ""
		if i := slices.IndexFunc(types, func(t roster.ShiftType) bool { return t.ID == d.TypeID }); i >= 0 {
			name = types[i].Code + " " + types[i].Name
		}
		pauses := []string{}
		for _, x := range d.Breaks {
			pauses = append(pauses, x.Name+" "+clockText(x.At)+"–"+clockText(x.At+x.Minutes))
		}
		line("BEGIN:VEVENT\r\nUID:%s-%s@lingting\r\nDTSTAMP:%s\r\nDTSTART:%s\r\nDTEND:%s", d.On, d.PersonID, time.UnixMilli(nowMs).UTC().Format(form), at(d.Begins), at(d.Ends))
		line("SUMMARY:%s", escaped(strings.TrimSpace(name)))
		if len(pauses) > 0 {
			line("DESCRIPTION:%s", escaped(strings.Join(pauses, "\n")))
		}
		line("END:VEVENT")
	}
	line("END:VCALENDAR")
	return b.String()
}

var escapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`, "\r", "")

func escaped(s string) string { return escapes.Replace(s) }
