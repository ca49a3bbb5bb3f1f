// Package missed splits the difference between the service level a plan had and
// the one there was among its causes.
//
// A day has what was planned and what was: contacts, handle times, who came, when
// those who came were at work, and which queues they served. The level of any mix
// of planned and actual is simulated (package sim); a cause's part is its Shapley
// value: the mean, over all orders in which causes could be put in place of the
// plan, of what it changes (L. S. Shapley, A Value for n-Person Games, 1953).
// What came is a Poisson process with the counts of each interval as its means. Parts sum exactly to the level with all causes less that of the plan. What the
// level there was differs from that is chance, and whatever the simulation does
// not know.
package missed
