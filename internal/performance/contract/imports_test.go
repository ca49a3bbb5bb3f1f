package contract_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"testing"

	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/performance/contract"
)

// A workbook that goes out, has one cell changed and one row spoilt, and comes
// in again, makes one change and one mistake, told by line and column in the
// language of the file; nothing else changes.
func TestOneChangedCellIsOneChange(t *testing.T) {
	for _, x := range []struct {
		zh                     bool
		agent, aim, boss, note string
	}{{true, "工号", "目标值", "上级工号", "备注"}, {false, "Agent ID", "Target", "Superior ID", "Note"}} {
		onBoth(t, func(t *testing.T, r *room) {
			leader := r.leaders[0]
			r.october(t, 1)
			for _, person := range []int{1, 2} {
				must(r.DrawUp(leader, r.request(person, "2026-12-01", "2026-12-31")))
			}
			// A team's contract and one that was withdrawn go out, and come in as nothing.
			counted := r.request(2, "2027-01-01", "2027-01-31")
			counted.ScopeTeam = r.team
			must(r.DrawUp(leader, counted))
			left := must(r.DrawUp(leader, r.request(1, "2027-02-01", "2027-02-28")))
			must(r.Withdraw(leader, left.Made[0], "not needed", -1))
			rows := r.exported(leader, t, x.zh)
			head := sheet.HeadOf(rows[0], [][2]string{{x.agent, x.agent}, {x.aim, x.aim}, {x.boss, x.boss}, {x.note, x.note}})
			same := must(r.Import(leader, contract.FileIn{Content: comma(t, rows), Check: true}))
			if len(same.Issues) != 0 || len(same.Changes) != 4 || slices.ContainsFunc(same.Changes, func(c contract.FileEntry) bool { return c.Change != "same" }) {
				t.Fatalf("%+v", same)
			}
			for _, change := range []struct {
				column, line int
				text         string
			}{{1, 4, "91"}, {3, 4, "as agreed"}, {2, 4, "2001"}} {
				before := r.exported(leader, t, x.zh)
				rows := r.exported(leader, t, x.zh)
				rows[change.line-1][head.At[change.column]] = change.text
				if change.column == 2 { // of every line of the contract
					rows[change.line][head.At[2]] = change.text
				}
				rows[6][head.At[0]], rows[5][head.At[0]] = "9999", "9999"
				out := must(r.Import(leader, contract.FileIn{Content: comma(t, rows), GoodOnly: true}))
				if len(out.Issues) != 1 || out.Issues[0].Line != 6 || out.Issues[0].Column != x.agent || out.Issues[0].Code != "unknown" {
					t.Errorf("%+v", out.Issues)
				}
				changed := slices.DeleteFunc(slices.Clone(out.Changes), func(c contract.FileEntry) bool { return c.Change == "same" })
				if len(changed) != 1 || changed[0].Line != change.line || changed[0].Change != "changed" {
					t.Errorf("%+v", out.Changes)
				}
				want := []string{fmt.Sprintf("%d %s", change.line, rows[0][head.At[change.column]])}
				if change.column == 2 {
					want = append(want, fmt.Sprintf("%d %s", change.line+1, x.boss))
				}
				if got := differing(before, r.exported(leader, t, x.zh)); !slices.Equal(got, want) {
					t.Errorf("%q, want %q", got, want)
				}
			}
		})
	}
}

func (r *room) exported(as context.Context, t *testing.T, zh bool) [][]string {
	var file bytes.Buffer
	if err := must(r.Book(as, contract.ListIn{}, zh)).Write(&file); err != nil {
		t.Fatal(err)
	}
	return must(sheet.Read(file.Bytes()))
}

// comma writes a table as text.
func comma(t *testing.T, rows [][]string) []byte {
	var file bytes.Buffer
	if err := csv.NewWriter(&file).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// differing are the cells of two tables that differ, by line and column.
func differing(a, b [][]string) []string {
	out := []string{}
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) {
			out = append(out, fmt.Sprint("line ", i+1))
			continue
		}
		for k := range max(len(a[i]), len(b[i])) {
			if k >= len(a[i]) || k >= len(b[i]) || a[i][k] != b[i][k] {
				out = append(out, fmt.Sprintf("%d %s", i+1, a[0][k]))
			}
		}
	}
	return out
}
