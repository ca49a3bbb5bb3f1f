// Package solve makes a roster and says how good it is: the search of package
// search, and the bound and lines of package bound, one helping the other.
// Plan also places the pauses and activities (package breaks).
package solve
