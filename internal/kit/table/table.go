// Package table reads tables of text as people have them: plain or gzipped,
// with or without a byte order mark, separated by commas, semicolons or tabs.
package table

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// Open gives a reader of the rows. The first line tells what separates cells;
// rows may be of different lengths, and cells are as they stand in the file.
func Open(r io.Reader) (*csv.Reader, error) {
	b := bufio.NewReader(r)
	if magic, _ := b.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, fmt.Errorf("the file begins like a gzip file and is none: %w", err)
		}
		b = bufio.NewReader(z)
	}
	if mark, _ := b.Peek(3); bytes.Equal(mark, []byte("\ufeff")) {
		_, _ = b.Discard(3)
	}
	head, _ := b.Peek(4096)
	first, _, _ := strings.Cut(string(head), "\n")
	c := csv.NewReader(b)
	c.FieldsPerRecord, c.TrimLeadingSpace, c.LazyQuotes = -1, true, true
	for _, separator := range []rune{'\t', ';'} {
		if strings.ContainsRune(first, separator) {
			c.Comma = separator
			c.TrimLeadingSpace = separator != '\t' // an empty cell between tabs is one
			break
		}
	}
	return c, nil
}

// Column gives the place of the column of a name in a heading; flag is the
// option that named it, for the error.
func Column(head []string, name, flag string) (int, error) {
	for i, h := range head {
		if strings.EqualFold(strings.TrimSpace(h), strings.TrimSpace(name)) {
			return i, nil
		}
	}
	return 0, fmt.Errorf("--%s %q: there is no such column; the file has the columns %s", flag, name, strings.Join(head, ", "))
}
