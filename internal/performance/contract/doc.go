// Package contract is what a person or a team is to reach in a period, agreed
// with the superior, and what came of it.
//
// Words. A contract (业绩合同) has lines (条款): a metric of the catalogue with its
// version, the points of scoring, a rule and a weight; weights make 100 %. It is
// drawn up, proposed, countered and agreed (协商); both signatures hold the lines
// as they were signed. A change in the period begins a new part (分段) with lines
// of its own; parts weigh by their days. After the last day the contract is
// scored: the computation (计分) goes into the ledger (计分台账), the superior signs
// the total, the person accepts or appeals (申诉), it is closed. A scan holds the
// ledger against the numbers of today: what was corrected is written as a new
// entry with both values, and a signed total changes only by signing again.
//
// The same lines over the same rows give the same bytes. A line without a number
// has no score, and the others share its weight; a missed veto makes the total 0.
//
// Tables: contract_contract, contract_ledger, contract_template, contract_night.
// Facts told: performance.contract.changed.
package contract
