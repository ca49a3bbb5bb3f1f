// Package check reckons a roster independently of how it was made: what it
// costs, by parts, and every rule it breaks: who, when, which rule, by how much.
// It shares no code with the search, only the types of a problem.
package check
