package live

// Expectation is what is forecast of a queue's day, by half-hours that have
// passed since the day began.
type Expectation struct {
	Offered   []float64
	Low, High []float64 // between which 95 % of half-hours lie
}

// settledMs is how long after a half-hour's end it is held against the
// forecast: contacts that came at its end have been told by then.
const settledMs = 2 * 60_000

// upTo is what is expected until an instant of the day, of whole minutes.
func (e Expectation) upTo(day Day, ms int64) (sum float64) {
	for i, v := range e.Offered {
		begin := day.StartMs + int64(i)*halfHourMs
		if ms <= begin {
			break
		}
		sum += v * float64(min(ms-begin, halfHourMs)/60_000) / 30
	}
	return sum
}

// total is what is expected of the whole day.
func (e Expectation) total() (sum float64) {
	for _, v := range e.Offered {
		sum += v
	}
	return sum
}

// beside is 1 when so many contacts in half-hour i are above the band, -1 below.
func (e Expectation) beside(i int, offered float64) int {
	switch {
	case i >= len(e.High) || e.High[i] == 0:
		return 0
	case offered > e.High[i]:
		return 1
	case offered < e.Low[i]:
		return -1
	}
	return 0
}

// outside is how many half-hours in a row, the latest that is settled first,
// lie outside the band; below 0: under it. offered gives what came in one.
func (e Expectation) outside(day Day, nowMs, toldMs int64, offered func(i int) float64) (n int) {
	for i := int((nowMs-settledMs-day.StartMs)/halfHourMs) - 1; i >= 0 && i < len(e.Offered); i-- {
		if day.StartMs+int64(i+1)*halfHourMs > toldMs {
			return 0 // nobody has told of what came after it: the data may be cut off
		}
		side := e.beside(i, offered(i))
		if side == 0 || side*n < 0 {
			break
		}
		n += side
	}
	return n
}
