// Jobs is a market for inference and fine-tuning.
//
// A customer pays for a job in advance; a provider takes it, with a part of its bond held, and delivers in time; the
// customer accepts, or a deadline does, or attestors decide. Then the provider and the owner of the model are paid, and a fee
// is burned. It holds strangers' tokens: its code and terms never change, and nobody has a right over it.
//
// What was accepted in an epoch is measured here by what was paid and what was burned for it, so that whoever works for
// himself burns more than the measures can bring him.
//
// Read in this order: state, models, providers, offer, work, judge, pay, measure. Invariants are cited by their numbers in
// README.md (J1 and so on).
//
//peerz:implements jobs
//peerz:errors_of measured
package main

// main is never called: the host calls the exported entries.
func main() {}
