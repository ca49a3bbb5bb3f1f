package segment

// Decided is in which segment levels put somebody, and by which rule.
func (b *Body) Decided(levels map[string]string) (string, int) {
	verdicts := []Verdict{}
	for _, d := range DimensionKeys {
		verdicts = append(verdicts, Verdict{Dimension: d, Level: levels[d]})
	}
	key, rule, _ := b.decide(verdicts)
	return key, rule
}

// EveryCombination is for tests.
var EveryCombination = everyCombination

// Judge is for tests.
func (d *Dimension) Judge(figures []Figure) Verdict { return d.judge(figures) }

// Said is for tests.
func (d *Dimension) Said(said [][]Answer, months int) Verdict { return d.attitude(said, months) }
