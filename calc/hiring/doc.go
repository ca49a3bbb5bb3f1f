// Package hiring says when to open training classes, and of how many people,
// so that a centre has the people its work takes in the months ahead, at least
// cost.
//
// Words. A month's need is in full-time people who have learnt (FTE). Heads are
// people employed; a month's capacity is what they are worth in FTE: people in
// training are worth nothing, those just trained a part (the learning curve),
// all others one. People leave: each month the share Attrition of those who
// have learnt, and NewAttrition of those who are in training or learning. A
// class is decided on (opened) in a month; after Lead months of recruiting its
// people begin to be trained, which takes Training months. What is missing in a
// month is made up by overtime as far as it goes; what is left is a shortfall,
// which costs so much that none is left if it can be helped. Of what is too
// much, a part may be released (unpaid leave, early leave), which saves part of
// the pay.
//
// Given the classes, every month's overtime, release and shortfall follow, so
// the search is over the sizes of classes alone: from several starts, sizes
// are changed one and two months at a time until no such change makes the plan
// cheaper. Small cases are held against every possible plan.
package hiring
