package roster

// Template is a set of rules that comes with the product, to begin one's own
// with.
type Template struct {
	Key   string `json:"key" enum:"labour_law,pregnancy_nursing" doc:"of its name and explanation"`
	Rules []Rule `json:"rules"`
}

func limit(n int) *int { return &n }

// Templates are shipped rules. Each says its source: a law, or that it is custom.
// What a regional authority or an approved working-hours system allows beside
// them is for the centre to set.
func Templates() []Template {
	return []Template{
		{"labour_law", []Rule{
			{Kind: PaidDay, Max: limit(480), Source: "hours_174_3"},
			{Kind: PaidWeek, Max: limit(2400), Source: "hours_174_3"},
			{Kind: DaysWeek, Max: limit(6), Source: "labour_38"},
			{Kind: WorkRun, Max: limit(6), Source: "labour_38_run"},
			{Kind: Rest, Min: limit(660), Source: "custom_rest"},
			{Kind: OvertimeDay, Max: limit(60), Source: "labour_41_day"},
			{Kind: OvertimeMonth, Max: limit(2160), Source: "labour_41_month"},
			{Kind: PayWorkday, Min: limit(150), Source: "labour_44"},
			{Kind: PayRestDay, Min: limit(200), Source: "labour_44"},
			{Kind: PayHoliday, Min: limit(300), Source: "labour_44"},
		}},
		{"pregnancy_nursing", []Rule{
			{Kind: PaidDay, Max: limit(480), Source: "hours_174_3"},
			{Kind: PaidWeek, Max: limit(2400), Source: "hours_174_3"},
			{Kind: DaysWeek, Max: limit(6), Source: "labour_38"},
			{Kind: WorkRun, Max: limit(6), Source: "labour_38_run"},
			{Kind: Rest, Min: limit(660), Source: "custom_rest"},
			{Kind: NightFree, Source: "women_619"},
			{Kind: OvertimeDay, Max: limit(0), Source: "women_619"},
			{Kind: OvertimeMonth, Max: limit(0), Source: "women_619"},
		}},
	}
}
