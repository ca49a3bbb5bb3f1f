package sheet

import (
	"slices"
	"strings"
)

// Head is the heading of a table whose columns have a Chinese and an English
// name; either is taken.
type Head struct {
	At    []int    // where each column stands; below 0: nowhere
	Names []string // as the file has them; of those it lacks, in the file's language
}

// HeadOf finds columns by their names in the first row of a table.
func HeadOf(row []string, columns [][2]string) Head {
	h := Head{At: make([]int, len(columns)), Names: make([]string, len(columns))}
	english := 0
	for i, names := range columns {
		h.At[i] = slices.IndexFunc(row, func(cell string) bool {
			cell = strings.TrimSpace(cell)
			return cell == names[0] || strings.EqualFold(cell, names[1])
		})
		switch {
		case h.At[i] < 0:
			continue
		case strings.TrimSpace(row[h.At[i]]) == names[0]:
			english--
		default:
			english++
		}
		h.Names[i] = strings.TrimSpace(row[h.At[i]])
	}
	for i, names := range columns {
		switch {
		case h.At[i] >= 0:
		case english > 0:
			h.Names[i] = names[1]
		default:
			h.Names[i] = names[0]
		}
	}
	return h
}

// Cell is what a row has in a column, without the space around it.
func (h *Head) Cell(row []string, column int) string {
	if h.At[column] < 0 || h.At[column] >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[h.At[column]])
}
