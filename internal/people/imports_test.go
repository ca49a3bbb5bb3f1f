package people_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"testing"

	"github.com/lingting/lingting/internal/kit/sheet"
	"github.com/lingting/lingting/internal/people"
)

// A workbook that goes out, has one cell changed and one row spoilt, and comes
// in again, makes one change and one mistake, told by line and column in the
// language of the file; nothing else changes, and who has no file gets none.
func TestOneChangedCellIsOneChange(t *testing.T) {
	for _, x := range []struct {
		zh            bool
		born, entered string
	}{{true, "出生年份", "入职日期"}, {false, "Birth year", "Entered on"}} {
		onBoth(t, func(t *testing.T, r *room) {
			table := "工号,性别,出生年份,入职日期,合同类型,合同开始,合同结束,级别,级别生效,证书\n" +
				"1001,女,1990,2020-03-02,固定期限,2020-03-02,2029-03-01,专家,2022-01-01,反洗钱 2025-01-01~2027-01-01；普通话 2020-05-01\n" +
				"1002,男,1999,2025-07-01,,,,新人,2025-07-01,\n"
			must(r.Import(r.ctx, people.FileIn{Content: []byte(table)}))
			before := r.exported(t, x.zh)
			rows := r.exported(t, x.zh)
			head := sheet.HeadOf(rows[0], [][2]string{{x.born, x.born}, {x.entered, x.entered}})
			rows[1][head.At[0]], rows[2][head.At[1]] = "1991", "2025-13-01"
			out := must(r.Import(r.ctx, people.FileIn{Content: comma(t, rows), GoodOnly: true}))
			if len(out.Issues) != 1 || out.Issues[0].Line != 3 || out.Issues[0].Column != x.entered || out.Issues[0].Code != "date" {
				t.Errorf("%+v", out.Issues)
			}
			changed := slices.DeleteFunc(slices.Clone(out.Changes), func(c people.Change) bool { return c.Change == "same" })
			if len(changed) != 1 || changed[0].Line != 2 || changed[0].Change != "changed" || len(out.Changes) != 2 {
				t.Errorf("%+v", out.Changes)
			}
			if got := differing(before, r.exported(t, x.zh)); !slices.Equal(got, []string{"2 " + x.born}) {
				t.Errorf("%q", got)
			}
		})
	}
}

func (r *room) exported(t *testing.T, zh bool) [][]string {
	var file bytes.Buffer
	if err := must(r.Book(r.ctx, people.ListIn{}, zh)).Write(&file); err != nil {
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
