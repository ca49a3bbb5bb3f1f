package offers

import (
	"time"

	"github.com/lingting/lingting/internal/kit/civil"
	"github.com/lingting/lingting/internal/org"
)

// feasts are the days of the year's moving holidays: the first of the lunar year,
// Qingming, Dragon Boat, Mid-Autumn.
var feasts = map[int][4][2]int{
	2024: {{2, 10}, {4, 4}, {6, 10}, {9, 17}}, 2025: {{1, 29}, {4, 4}, {5, 31}, {10, 6}}, 2026: {{2, 17}, {4, 5}, {6, 19}, {9, 25}},
	2027: {{2, 6}, {4, 5}, {6, 9}, {9, 15}}, 2028: {{1, 26}, {4, 4}, {5, 28}, {10, 3}}, 2029: {{2, 13}, {4, 4}, {6, 16}, {9, 22}},
	2030: {{2, 3}, {4, 5}, {6, 5}, {9, 12}},
}

// statutory is whether a day is one of the thirteen statutory holidays (全国年节及
// 纪念日放假办法, as of 2025), on which overtime is paid threefold; the other days of a
// holiday that a notice makes are days of rest. Of years beyond those known here the
// calendar's holidays are taken.
func statutory(on civil.Date, cal *org.Calendar) bool {
	year, month, day := on.Civil()
	moving, known := feasts[year]
	switch {
	case month == time.January && day == 1, month == time.May && day <= 2, month == time.October && day <= 3:
		return true
	case !known:
		return cal.Day(on, "").Kind == org.Holiday
	}
	for i, md := range moving {
		first := civil.Of(year, time.Month(md[0]), md[1])
		if on == first || i == 0 && on.Sub(first) >= -1 && on.Sub(first) <= 2 {
			return true
		}
	}
	return false
}
