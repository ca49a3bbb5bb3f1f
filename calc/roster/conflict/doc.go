// Package conflict says why no roster can keep the hard rules: the smallest set
// of one person's rules that no line keeps together, in words. What is needed is
// never a hard rule, so the people do not conflict with each other.
package conflict
