package rotation

// Assign gives each team a leader: stays, comes back, far and the share of skills
// lacking, for each team and leader.
func Assign(stays, comesBack [][]bool, seed uint64) []int {
	wishes := make([][]wish, len(stays))
	for i := range stays {
		wishes[i] = make([]wish, len(stays))
		for j := range stays[i] {
			wishes[i][j] = wish{stays: stays[i][j], comesBack: comesBack[i][j]}
		}
	}
	return assign(wishes, false, seed)
}

// Cheapest is the assignment that costs least.
var Cheapest = cheapest
