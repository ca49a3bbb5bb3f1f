package org

import (
	"context"
	"errors"
	"strings"

	"github.com/lingting/lingting/internal/kit/fault"
	"github.com/lingting/lingting/internal/kit/page"
	"github.com/lingting/lingting/internal/kit/sqldb"
)

// ListIn asks for one page of a list.
type ListIn struct {
	Search string // part of the code or name, without regard to case
	Active *bool  // nil: both
	Cursor string
	Limit  int
	Sort   string // the first column by default; a leading - turns it round

	Team string // people: only of this team, NoTeam for those in none
	On   string // people: the day their team is told of, YYYY-MM-DD; "" today

	teams, self string // people: the scope the list is cut to: teams as "|id|id|", "*" for all, and a person
}

// NoTeam asks for people who are in no team.
const NoTeam = "none"

// listing holds the queries of one noun's list: one per sort order, because a
// page continues after the last row of the one before.
type listing[T any] struct {
	first  string // the default sort
	pages  map[string]*sqldb.Query
	count  *sqldb.Query
	byID   *sqldb.Query
	scan   func(sqldb.Row) (T, error)
	key    func(row T, sort string) (value, id string)
	dated  bool // the query takes a day as $6 ($2 in byID)
	teamed bool // and a team as $7, a scope as $8 and $9
	absent func() error
}

// listSQL is what differs between nouns: the columns, what they come from (the
// noun's table is t), and the sortable columns, name then column, in order.
type listSQL struct {
	table, columns, joins string
	team                  string // the column that ListIn.Team compares; "": none
	sorts                 [][2]string
}

func newListing[T any](q listSQL, dated bool, scan func(sqldb.Row) (T, error), key func(T, string) (string, string), absent func() error) listing[T] {
	l := listing[T]{first: q.sorts[0][0], pages: map[string]*sqldb.Query{}, scan: scan, key: key, dated: dated, teamed: q.team != "", absent: absent}
	matches := []string{}
	for _, s := range q.sorts {
		matches = append(matches, "t."+s[1]+` like $1 escape '\'`)
	}
	where := "($1 = '' or " + strings.Join(matches, " or ") + ") and ($2 = -1 or t.active = $2)"
	ofTeam := func(n, teams, self string) string {
		if q.team == "" {
			return ""
		}
		return " and ($" + n + " = '' or $" + n + " = '" + NoTeam + "' and " + q.team + " is null or " + q.team + " = $" + n + ")" +
			" and ($" + teams + " = '*' or t.id = $" + self + " or $" + teams + " like '%|' || " + q.team + ` || '|%' escape '\')`
	}
	from := " from " + q.table + " t " + q.joins
	listed, one := strings.ReplaceAll(q.columns+from, "$today", "$6"), strings.ReplaceAll(q.columns+from, "$today", "$2")
	for _, s := range q.sorts {
		for _, dir := range [][3]string{{"", ">", "asc"}, {"-", "<", "desc"}} {
			l.pages[dir[0]+s[0]] = sqldb.Q("select " + listed + " where " + where + ofTeam("7", "8", "9") +
				" and ($4 = '' or (t." + s[1] + ", t.id) " + dir[1] + " ($3, $4)) order by t." + s[1] + " " + dir[2] + ", t.id " + dir[2] + " limit $5")
		}
	}
	if q.team == "" {
		l.count = sqldb.Q("select count(*) from " + q.table + " t where " + where)
	} else {
		l.count = sqldb.Q("select count(*) from " + q.table + " t " + strings.ReplaceAll(q.joins, "$today", "$3") + " where " + where + ofTeam("4", "5", "6"))
	}
	l.byID = sqldb.Q("select " + one + " where t.id = $1")
	return l
}

func (l listing[T]) page(ctx context.Context, tx *sqldb.Tx, in ListIn, today string) (page.Of[T], error) {
	var none page.Of[T]
	if in.Sort == "" {
		in.Sort = l.first
	}
	q, ok := l.pages[in.Sort]
	if !ok {
		return none, fault.Invalidf("org.sort", "The list cannot be sorted by %s.", in.Sort).
			WithField("query.sort", "one_of", "must be a sortable column, with a leading - for the other direction")
	}
	after, err := page.Parse(in.Cursor, 2)
	if err != nil {
		return none, err
	}
	search, active := "", -1
	if strings.TrimSpace(in.Search) != "" {
		search = sqldb.Contains(in.Search)
	}
	if in.Active != nil {
		active = bit(*in.Active)
	}
	if in.On != "" {
		today = in.On
	}
	counted := []any{search, active}
	if l.teamed {
		counted = append(counted, today, in.Team, in.teams, in.self)
	}
	total, err := sqldb.One(ctx, tx, l.count, sqldb.Value[int64], counted...)
	if err != nil {
		return none, err
	}
	limit := page.Limit(in.Limit)
	args := []any{search, active, after[0], after[1], limit + 1}
	if l.dated {
		args = append(args, today)
	}
	if l.teamed {
		args = append(args, in.Team, in.teams, in.self)
	}
	rows, err := sqldb.All(ctx, tx, q, l.scan, args...)
	if err != nil {
		return none, err
	}
	by := strings.TrimPrefix(in.Sort, "-")
	return page.Cut(rows, limit, total, func(r T) string { return page.Cursor(both(l.key(r, by))...) }), nil
}

func both(a, b string) []string { return []string{sqldb.Fold(a), b} }

// load gives the row with the id, or the noun's own not-found fault.
func (l listing[T]) load(ctx context.Context, tx *sqldb.Tx, id, today string) (T, error) {
	args := []any{id}
	if l.dated {
		args = append(args, today)
	}
	row, err := sqldb.One(ctx, tx, l.byID, l.scan, args...)
	if errors.Is(err, sqldb.ErrNotFound) {
		return row, l.absent()
	}
	return row, err
}

func absent(noun string) func() error {
	return func() error { return fault.NotFoundf("org."+noun+".not_found", "There is no such %s.", noun) }
}

var siteList = newListing(listSQL{table: "org_site", columns: "t.id, t.code, t.name, t.timezone, t.active, t.rev",
	sorts: [][2]string{{"code", "code_fold"}, {"name", "name_fold"}}}, false, scanSite,
	func(s Site, by string) (string, string) { return pick(by, s.Code, s.Name), s.ID }, absent("site"))

var skillList = newListing(listSQL{table: "org_skill", columns: "t.id, t.code, t.name, t.active, t.rev",
	sorts: [][2]string{{"code", "code_fold"}, {"name", "name_fold"}}}, false, scanSkill,
	func(s Skill, by string) (string, string) { return pick(by, s.Code, s.Name), s.ID }, absent("skill"))

var teamList = newListing(listSQL{table: "org_team", columns: "t.id, t.code, t.name, t.site_id, t.active, t.rev, l.person_id",
	joins: "left join org_leadership l on l.team_id = t.id and l.from_on <= $today and (l.to_on is null or l.to_on >= $today)",
	sorts: [][2]string{{"code", "code_fold"}, {"name", "name_fold"}}}, true, scanLedTeam,
	func(x Team, by string) (string, string) { return pick(by, x.Code, x.Name), x.ID }, absent("team"))

var queueList = newListing(listSQL{table: "org_queue",
	columns: "t.id, t.code, t.name, t.channel, t.skill_id, t.site_id, " + ownToday(ParameterThreshold) + ", " + ownToday(ParameterTarget) + ", t.hours, t.discovered, t.active, t.rev, t.merged_into",
	sorts:   [][2]string{{"code", "code_fold"}, {"name", "name_fold"}}}, true, scanQueue,
	func(q Queue, by string) (string, string) { return pick(by, q.Code, q.Name), q.ID }, absent("queue"))

// ownToday is the column of a value the queue has of its own today.
func ownToday(parameter string) string {
	return "(select p.value from org_parameter p where p.subject = t.id and p.parameter = '" + parameter + "' and p.from_on <= $today order by p.from_on desc limit 1)"
}

var personList = newListing(listSQL{table: "org_person", columns: "t.id, t.agent_no, t.name, t.discovered, t.active, t.rev, m.team_id, g.name, t.merged_into",
	joins: `left join org_membership m on m.person_id = t.id and m.from_on <= $today and (m.to_on is null or m.to_on >= $today)
		left join org_team g on g.id = m.team_id`,
	team:  "m.team_id",
	sorts: [][2]string{{"agent_no", "agent_no_fold"}, {"name", "name_fold"}}}, true, scanPerson,
	func(p Person, by string) (string, string) { return pick(by, p.AgentNo, p.Name), p.ID }, absent("person"))

func pick(by, code, name string) string {
	if by == "name" {
		return name
	}
	return code
}
