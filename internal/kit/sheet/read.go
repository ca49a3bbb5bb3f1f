package sheet

import (
	"bytes"
	"fmt"

	"github.com/xuri/excelize/v2"

	"github.com/lingting/lingting/internal/kit/table"
)

// maxUnpacked is how large a workbook may be when unpacked.
const maxUnpacked = 64 << 20

// Read gives the rows of the first sheet of a workbook, or of a table of text.
// Cells are as a person sees them.
func Read(content []byte) ([][]string, error) {
	if !bytes.HasPrefix(content, []byte("PK")) {
		r, err := table.Open(bytes.NewReader(content))
		if err != nil {
			return nil, err
		}
		return r.ReadAll()
	}
	f, err := excelize.OpenReader(bytes.NewReader(content), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
	if err != nil {
		return nil, fmt.Errorf("the file begins like a workbook and is none: %w", err)
	}
	defer func() { _ = f.Close() }()
	names := f.GetSheetList()
	if len(names) == 0 {
		return nil, nil
	}
	return f.GetRows(names[0])
}
