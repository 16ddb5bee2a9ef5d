// Package workaround rewrites a module so that the engine, wazero 1.12.0, does not compile it
// wrongly. It comes after metering and adds no gas: what a module does and costs is the same with
// it and without.
//
//	fault                                         on            upstream
//	an `and` compared with 0 keeps the condition  amd64, arm64  no report; came with pull requests 2073 and 2072 and is in the main branch of 2026-07-14
//	a remainder reads an overwritten register     arm64         pull request 2508, merged behind 1.12.0
//	memory.init finds what an active segment had  all           no report; is in the main branch of 2026-07-14
//
// Each fault has a test that hands the faulty code to the engine as it is, and fails when the
// engine gets it right: then the workaround can go. Remainders have none, since what they do
// depends on which registers are taken; there the test fails with every new version.
package workaround

// Engine is the version of wazero whose faults these are.
const Engine = "v1.12.0"
