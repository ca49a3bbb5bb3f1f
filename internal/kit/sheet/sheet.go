// Package sheet writes workbooks: sheets of rows under a bold head that stays
// in sight, and sheets of notes.
package sheet

import (
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/lingting/lingting/internal/kit/civil"
)

// Book is a workbook that is being written.
type Book struct {
	file       *excelize.File
	bold, date int
	sheets     int
}

// New begins a workbook; Write ends it.
func New() (*Book, error) {
	b := &Book{file: excelize.NewFile()}
	format := "yyyy-mm-dd"
	var err error
	if b.bold, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return nil, err
	}
	b.date, err = b.file.NewStyle(&excelize.Style{CustomNumFmt: &format})
	return b, err
}

// FileName is a name without what file systems refuse.
func FileName(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`\/:*?"<>|`, r) {
			return '_'
		}
		return r
	}, name)
}

func (b *Book) begin(name string) error {
	b.sheets++
	if b.sheets == 1 {
		return b.file.SetSheetName("Sheet1", name)
	}
	_, err := b.file.NewSheet(name)
	return err
}

// Rows writes a sheet of rows. Cells that are nil pointers stay empty, days
// are written as days.
func (b *Book) Rows(name string, head []string, rows iter.Seq[[]any]) error {
	if err := b.begin(name); err != nil {
		return err
	}
	sw, err := b.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := sw.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	if err := sw.SetColWidth(1, len(head), 14); err != nil {
		return err
	}
	top := make([]any, len(head))
	for i, text := range head {
		top[i] = excelize.Cell{StyleID: b.bold, Value: text}
	}
	if err := sw.SetRow("A1", top); err != nil {
		return err
	}
	line := 1
	for cells := range rows {
		line++
		if err := sw.SetRow(fmt.Sprintf("A%d", line), b.cells(cells)); err != nil {
			return err
		}
	}
	return sw.Flush()
}

// Notes writes a sheet of rows without a head.
func (b *Book) Notes(name string, rows [][]any) error {
	if err := b.begin(name); err != nil {
		return err
	}
	for i, row := range rows {
		if err := b.file.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
			return err
		}
	}
	return b.file.SetColWidth(name, "A", "B", 34)
}

func (b *Book) cells(row []any) []any {
	out := make([]any, len(row))
	for i, c := range row {
		switch v := c.(type) {
		case civil.Date:
			y, m, d := v.Civil()
			out[i] = excelize.Cell{StyleID: b.date, Value: time.Date(y, m, d, 0, 0, 0, 0, time.UTC)}
		case *float64:
			if v != nil {
				out[i] = *v
			}
		default:
			out[i] = c
		}
	}
	return out
}

// Write ends the workbook and writes it.
func (b *Book) Write(w io.Writer) error {
	defer func() { _ = b.file.Close() }()
	return b.file.Write(w)
}
