package sheet_test

import (
	"slices"
	"testing"

	"github.com/lingting/lingting/internal/kit/sheet"
)

func TestAHeadingIsFoundInEitherLanguage(t *testing.T) {
	columns := [][2]string{{"工号", "Agent ID"}, {"姓名", "Name"}, {"备注", "Note"}}
	for _, x := range []struct {
		row   []string
		at    []int
		names []string
	}{
		{[]string{"姓名", " 工号 "}, []int{1, 0, -1}, []string{"工号", "姓名", "备注"}},
		{[]string{"agent id", "", "name"}, []int{0, 2, -1}, []string{"agent id", "name", "Note"}},
		{nil, []int{-1, -1, -1}, []string{"工号", "姓名", "备注"}},
	} {
		h := sheet.HeadOf(x.row, columns)
		if !slices.Equal(h.At, x.at) || !slices.Equal(h.Names, x.names) {
			t.Errorf("%q: %+v", x.row, h)
		}
	}
	h := sheet.HeadOf([]string{"工号", "姓名"}, columns)
	if h.Cell([]string{" 8101 "}, 0) != "8101" || h.Cell([]string{"8101"}, 1) != "" || h.Cell([]string{"8101"}, 2) != "" {
		t.Error("cells")
	}
}
