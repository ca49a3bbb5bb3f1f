package adapter

import (
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func gbEncoder() *encoding.Encoder { return simplifiedchinese.GB18030.NewEncoder() }

// utf16 is s as a little-endian file with its mark.
func utf16(s string) string {
	return must(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(s))
}
