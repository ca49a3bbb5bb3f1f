package strategy

// Judge is what a value is worth and how it is called.
func Judge(m Measure, value float64, unit, day string) (score float64, state string) {
	v := m.score(m.on(day), shown(value, unit))
	return v, stateOf(&v)
}
