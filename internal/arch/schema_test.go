package arch

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	_ "github.com/lingting/lingting/internal/cli" // and with it every room's queries
	"github.com/lingting/lingting/internal/kit/golden"
	"github.com/lingting/lingting/internal/kit/sqldb"
	"github.com/lingting/lingting/internal/kit/sqldbtest"
	"github.com/lingting/lingting/schema"
)

var parameter = regexp.MustCompile(`\$(\d+)`)

// Every declared query is understood by both migrated engines.
func TestQueriesPrepare(t *testing.T) {
	all := sqldb.Declared()
	if len(all) < 30 {
		t.Fatalf("only %d queries are declared: are all rooms imported?", len(all))
	}
	sqldbtest.Each(t, func(t *testing.T, db *sqldb.DB) {
		for _, q := range all {
			if err := prepare(t.Context(), db, q.Text); err != nil {
				t.Errorf("%s: %v\n%s", q.At, err, q.Text)
			}
		}
	})
}

func prepare(ctx context.Context, db *sqldb.DB, text string) error {
	if db.Engine() == sqldb.Postgres {
		s, err := db.Handle().PrepareContext(ctx, text)
		if err == nil {
			err = s.Close()
		}
		return err
	}
	// The SQLite driver compiles a statement when it is run: explain it.
	most := 0
	for _, m := range parameter.FindAllStringSubmatch(text, -1) {
		n := 0
		if _, err := fmt.Sscan(m[1], &n); err != nil {
			return err
		}
		most = max(most, n)
	}
	rows, err := db.Handle().QueryContext(ctx, "explain "+text, make([]any, most)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() { //nolint:revive // only errors matter
	}
	return rows.Err()
}

// Parameters are numbered without gaps: SQLite would bind what PostgreSQL refuses.
func TestParametersAreNumbered(t *testing.T) {
	for _, q := range sqldb.Declared() {
		seen := map[string]bool{}
		for _, m := range parameter.FindAllStringSubmatch(q.Text, -1) {
			seen[m[1]] = true
		}
		for i := 1; i <= len(seen); i++ {
			if !seen[fmt.Sprint(i)] {
				t.Errorf("%s: $%d is missing", q.At, i)
			}
		}
	}
}

// traps are words of one engine only, or that mean another thing on each.
var traps = []struct{ pattern, why string }{
	{`::`, "a cast of PostgreSQL"},
	{`\bilike\b`, "only PostgreSQL; keep a folded column"},
	{`\b(greatest|least)\s*\(`, "only PostgreSQL; decide in Go, or case when"},
	{`\bfor\s+update\b`, "only PostgreSQL; a write is serialised or tried again"},
	{`\b(json_each|json_extract|jsonb?_\w+|json_\w+)\s*\(`, "JSON functions differ; read JSON in Go"},
	{`->`, "JSON operators differ; read JSON in Go"},
	{`\b(true|false)\b`, "booleans are 0 and 1"},
	{`\b(now|date|datetime|strftime|date_trunc|to_char|extract|julianday)\s*\(`, "time is reckoned in Go"},
	{`\bcurrent_(timestamp|date|time)\b`, "time comes from the clock in Go"},
	{`\b(ifnull|iif|instr|printf|group_concat|total|glob|rowid|last_insert_rowid|changes|typeof|unixepoch)\s*\(`, "only SQLite"},
	{`\b(string_agg|array_agg|any|unnest|generate_series|ilike|nextval|gen_random_uuid|md5|position|split_part|width_bucket)\s*\(`, "only PostgreSQL"},
	{`\binsert\s+or\b|\breplace\s+into\b`, "only SQLite; on conflict"},
	{`\b(autoincrement|serial|bigserial|identity)\b`, "identifiers are made in Go"},
	{`\b(boolean|timestamp|timestamptz|jsonb|json|uuid|varchar|datetime|numeric|real|float)\b`, "not a type of the house: text, bigint, integer, double precision, bytea"},
	{`\?`, "parameters are $1, $2, …"},
	{`\bpragma\b`, "only SQLite"},
	{`\bround\s*\([^()]*,`, "rounding a double differs; round in Go"},
	{`\bdistinct\s+on\b|\blateral\b|\bfull\s+(outer\s+)?join\b`, "not on both engines"},
	{`\bnulls\s+(first|last)\b`, "order of nulls: keep the column not null"},
	{`\bbegin\b|\bcommit\b`, "transactions are the store kit's"},
}

var (
	stringLiteral = regexp.MustCompile(`'(?:[^']|'')*'`)
	lineComment   = regexp.MustCompile(`--[^\n]*`)
	triggerBody   = regexp.MustCompile(`(?s)-- \+goose StatementBegin.*?-- \+goose StatementEnd`)
	likeWord      = regexp.MustCompile(`\blike\b`)
)

func TestTraps(t *testing.T) {
	compiled := make([]*regexp.Regexp, len(traps))
	for i, trap := range traps {
		compiled[i] = regexp.MustCompile(`(?i)` + trap.pattern)
	}
	check := func(at, text string) {
		text = stringLiteral.ReplaceAllString(lineComment.ReplaceAllString(text, ""), "''")
		for i, re := range compiled {
			if found := re.FindString(text); found != "" {
				t.Errorf("%s: %q: %s", at, found, traps[i].why)
			}
		}
		for range likeWord.FindAllString(strings.ToLower(text), -1) {
			if !strings.Contains(strings.ToLower(text), "escape") {
				t.Errorf("%s: like without escape, and perhaps on a column that is not folded", at)
			}
		}
	}
	for _, q := range sqldb.Declared() {
		check(q.At, q.Text)
	}
	names, err := schema.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	shape := regexp.MustCompile(`^\d{5}_[a-z]+(_[a-z0-9]+)+(\.sqlite|\.postgres)?\.sql$`)
	for _, n := range names {
		if !shape.MatchString(n.Name()) {
			t.Errorf("schema/%s: the name is NNNNN_module_what.sql", n.Name())
		}
		b, err := schema.Files.ReadFile(n.Name())
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		if strings.Count(n.Name(), ".") > 1 { // the body of a trigger is its engine's own
			text = triggerBody.ReplaceAllString(text, "")
		}
		check("schema/"+n.Name(), text)
	}
}

// Both engines end up with the same tables, and with those of the golden file.
func TestGoldenCatalogue(t *testing.T) {
	got := map[sqldb.Engine]string{sqldb.SQLite: catalogueSQLite(t, sqldbtest.Open(t, sqldb.SQLite))}
	golden.Equal(t, "schema/schema.golden", got[sqldb.SQLite])
	if os.Getenv("LINGTING_TEST_SQLITE_ONLY") == "1" {
		return
	}
	pg := cataloguePostgres(t, sqldbtest.Open(t, sqldb.Postgres))
	a, b := strings.Split(got[sqldb.SQLite], "\n"), strings.Split(pg, "\n")
	for i := range max(len(a), len(b)) {
		x, y := "(end)", "(end)"
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			t.Fatalf("the engines differ in line %d:\n  sqlite:   %s\n  postgres: %s", i+1, x, y)
		}
	}
}

// table is one table of a catalogue, in words both engines share.
type table struct {
	columns []string
	others  []string // keys and indexes, sorted
}

func render(tables map[string]*table) string {
	var b strings.Builder
	b.WriteString("# Tables of both stores. Made from the migrations by make gen; do not edit.\n")
	names := make([]string, 0, len(tables))
	for n := range tables {
		names = append(names, n)
	}
	slices.Sort(names)
	for _, n := range names {
		fmt.Fprintf(&b, "\n%s\n", n)
		for _, c := range tables[n].columns {
			fmt.Fprintf(&b, "  %s\n", c)
		}
		slices.Sort(tables[n].others)
		for _, o := range tables[n].others {
			fmt.Fprintf(&b, "  %s\n", o)
		}
	}
	return b.String()
}

func column(name, kind string, notNull bool, fallback string) string {
	out := name + " " + strings.ToLower(kind)
	if notNull {
		out += " not null"
	}
	if fallback != "" {
		out += " default " + fallback
	}
	return out
}

// rows runs a query and gives every value as text, null as "".
func rows(t *testing.T, db *sqldb.DB, query string, args ...any) [][]string {
	t.Helper()
	rs, err := db.Handle().QueryContext(t.Context(), query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rs.Close()
	cols, err := rs.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var out [][]string
	for rs.Next() {
		vals, ptrs := make([]any, len(cols)), make([]any, len(cols))
		for i := range vals {
			ptrs[i] = &vals[i]
		}
		if err := rs.Scan(ptrs...); err != nil {
			t.Fatal(err)
		}
		row := make([]string, len(cols))
		for i, v := range vals {
			switch v := v.(type) {
			case nil:
			case []byte:
				row[i] = string(v)
			default:
				row[i] = fmt.Sprint(v)
			}
		}
		out = append(out, row)
	}
	if err := rs.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func catalogueSQLite(t *testing.T, db *sqldb.DB) string {
	t.Helper()
	tables := map[string]*table{}
	for _, r := range rows(t, db, `select name from sqlite_master where type = 'table' and name not like 'sqlite_%' and name <> 'goose_db_version'`) {
		name, tab := r[0], &table{}
		tables[name] = tab
		key := map[string]string{} // position → column
		for _, c := range rows(t, db, `select name, type, "notnull", dflt_value, pk from pragma_table_info($1)`, name) {
			tab.columns = append(tab.columns, column(c[0], c[1], c[2] == "1" || c[4] != "0", c[3]))
			if c[4] != "0" {
				key[c[4]] = c[0]
			}
		}
		if len(key) > 0 {
			cols := make([]string, len(key))
			for i := range cols {
				cols[i] = key[fmt.Sprint(i+1)]
			}
			tab.others = append(tab.others, "key ("+strings.Join(cols, ", ")+")")
		}
		for _, i := range rows(t, db, `select name, "unique", origin, partial from pragma_index_list($1)`, name) {
			if i[2] == "pk" {
				continue
			}
			var cols []string
			for _, c := range rows(t, db, `select name, "desc" from pragma_index_xinfo($1) where key = 1 order by seqno`, i[0]) {
				cols = append(cols, indexColumn(c[0], c[1] == "1"))
			}
			tab.others = append(tab.others, index(cols, i[1] == "1", i[3] == "1"))
		}
		for _, f := range rows(t, db, `select "table", "from", "to", on_delete from pragma_foreign_key_list($1) where seq = 0`, name) {
			tab.others = append(tab.others, foreign(f[1], f[0], f[2], f[3]))
		}
	}
	return render(tables)
}

func indexColumn(name string, desc bool) string {
	if name == "" {
		name = "(expression)"
	}
	if desc {
		name += " desc"
	}
	return name
}

func index(cols []string, unique, partial bool) string {
	word := "index"
	if unique {
		word = "unique"
	}
	out := word + " (" + strings.Join(cols, ", ") + ")"
	if partial {
		out += " partial"
	}
	return out
}

func foreign(from, to, column, onDelete string) string {
	if column == "" {
		column = "id"
	}
	out := "foreign (" + from + ") " + to + " (" + column + ")"
	if d := strings.ToLower(onDelete); d != "no action" && d != "" {
		out += " on delete " + d
	}
	return out
}

var castOf = regexp.MustCompile(`::[a-z ]+`)

func cataloguePostgres(t *testing.T, db *sqldb.DB) string {
	t.Helper()
	tables := map[string]*table{}
	for _, r := range rows(t, db, `select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
		where table_schema = current_schema() and table_name <> 'goose_db_version' order by table_name, ordinal_position`) {
		if tables[r[0]] == nil {
			tables[r[0]] = &table{}
		}
		tables[r[0]].columns = append(tables[r[0]].columns, column(r[1], r[2], r[3] == "NO", castOf.ReplaceAllString(r[4], "")))
	}
	for _, r := range rows(t, db, `select c.relname, i.indisprimary, i.indisunique, i.indpred is not null,
			string_agg(coalesce(a.attname, '') || case when (i.indoption[k.n - 1] & 1) = 1 then ' desc' else '' end, ', ' order by k.n)
		from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace s on s.oid = c.relnamespace
		cross join lateral unnest(i.indkey::int[]) with ordinality as k(att, n)
		left join pg_attribute a on a.attrelid = c.oid and a.attnum = k.att and k.att > 0
		where s.nspname = current_schema() and c.relname <> 'goose_db_version'
		group by c.relname, i.indexrelid, i.indisprimary, i.indisunique, i.indpred`) {
		cols := strings.Split(r[4], ", ")
		for i, c := range cols {
			name, desc := strings.CutSuffix(c, " desc")
			cols[i] = indexColumn(name, desc)
		}
		if r[1] == "true" {
			tables[r[0]].others = append(tables[r[0]].others, "key ("+strings.Join(cols, ", ")+")")
			continue
		}
		tables[r[0]].others = append(tables[r[0]].others, index(cols, r[2] == "true", r[3] == "true"))
	}
	onDelete := map[string]string{"a": "no action", "c": "cascade", "n": "set null", "r": "restrict", "d": "set default"}
	for _, r := range rows(t, db, `select c.relname, a.attname, f.relname, b.attname, k.confdeltype::text
		from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid join pg_namespace s on s.oid = c.relnamespace
		join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1] join pg_attribute b on b.attrelid = f.oid and b.attnum = k.confkey[1]
		where k.contype = 'f' and s.nspname = current_schema()`) {
		tables[r[0]].others = append(tables[r[0]].others, foreign(r[1], r[2], r[3], onDelete[r[4]]))
	}
	return render(tables)
}
