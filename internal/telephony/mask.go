package telephony

import "regexp"

var longNumber = regexp.MustCompile(`[0-9]{7,}`)

// MaskNumbers hides whatever may be a telephone number in text nobody could
// read.
func MaskNumbers(s string) string {
	return longNumber.ReplaceAllStringFunc(s, func(n string) string {
		out := []byte(n)
		for i := 3; i < len(out)-2; i++ {
			out[i] = '*'
		}
		return string(out)
	})
}
