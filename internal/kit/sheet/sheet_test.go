package sheet_test

import (
	"bytes"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/kit/sheet"
)

func TestWhatIsWrittenIsRead(t *testing.T) {
	b, err := sheet.New()
	if err != nil {
		t.Fatal(err)
	}
	rows := [][]any{{"A1", 480, civil.Of(2026, time.November, 23)}, {"夜班", 4.5, nil}}
	if err := b.Rows("班型", []string{"代码", "分钟", "日期"}, slices.Values(rows)); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := b.Write(&out); err != nil {
		t.Fatal(err)
	}
	got, err := sheet.Read(out.Bytes())
	if want := [][]string{{"代码", "分钟", "日期"}, {"A1", "480", "2026-11-23"}, {"夜班", "4.5"}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%q, %v", got, err)
	}
	got, err = sheet.Read([]byte("\ufeff代码,分钟\nA1,480\n"))
	if want := [][]string{{"代码", "分钟"}, {"A1", "480"}}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := sheet.Read([]byte("PK nothing")); err == nil {
		t.Error("a broken workbook was taken")
	}
}
