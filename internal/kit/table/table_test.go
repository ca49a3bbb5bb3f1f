package table_test

import (
	"bytes"
	"compress/gzip"
	"reflect"
	"strings"
	"testing"

	"github.com/lingting/lingting/internal/kit/table"
)

func TestOpen(t *testing.T) {
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	_, _ = z.Write([]byte("\ufeffday,n\n1,2\n"))
	_ = z.Close()
	for name, c := range map[string]struct {
		text string
		want [][]string
	}{
		"commas":           {"day,n\n1, 2\n", [][]string{{"day", "n"}, {"1", "2"}}},
		"semicolons":       {"day;n\n1;2,5\n", [][]string{{"day", "n"}, {"1", "2,5"}}},
		"tabs":             {"day\tm\tn\n1\t\t3\n", [][]string{{"day", "m", "n"}, {"1", "", "3"}}},
		"gzipped, marked":  {zipped.String(), [][]string{{"day", "n"}, {"1", "2"}}},
		"rows of a length": {"a,b\n1\n1,2,3\n", [][]string{{"a", "b"}, {"1"}, {"1", "2", "3"}}},
	} {
		r, err := table.Open(strings.NewReader(c.text))
		if err != nil {
			t.Fatal(name, err)
		}
		if got, err := r.ReadAll(); err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if _, err := table.Open(strings.NewReader("\x1f\x8bno")); err == nil {
		t.Error("half a gzip file was taken")
	}
}

func TestColumn(t *testing.T) {
	head := []string{"Day", " Calls "}
	if i, err := table.Column(head, "calls", "value-column"); i != 1 || err != nil {
		t.Error(i, err)
	}
	if _, err := table.Column(head, "time", "time-column"); err == nil || !strings.Contains(err.Error(), "--time-column") {
		t.Error(err)
	}
}
