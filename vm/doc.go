// Package vm is the sandbox that runs contract code: deterministic, metered, fast.
// It knows bytes, gas and memory; it knows no chain, no storage and no clock (I4).
//
// A module goes through six steps, each in a package of its own:
//
//  1. decode    bytes to sections, with every count bounded before memory is taken (package wasm)
//  2. validate  types, limits and the refusal list; all reasons at once (internal/check)
//  3. rewrite   gas and stack depth become extra parameters of every function (internal/meter)
//  4. avoid     what wazero compiles wrongly is written so that it does not (internal/workaround)
//  5. compile   wazero turns the rewritten module into machine code (Engine.Compile), or finds
//     what it has left on the [Disk]
//  6. run       one clean instance from a pool serves one call (Module.Call)
//
// Steps 1 to 3 are pure functions of the bytes and [ScheduleVersion], so every node agrees
// on them; step 4 depends on the processor as well and changes neither results nor gas (I5). What a call returns (kind, value, gas) is a pure function of the code, the gas
// limit and what the host functions answer; it is the same in both engines and on every CPU.
//
// Failures come in three classes that are never mixed. A host function answers a guest's
// mistake with a number of its own choosing. A trap, an empty gas budget or a host function's
// error ends the call ([Kind]). A fault of this node ([NodeFault], or an error from Compile
// that is not an [InvalidError]) says nothing about the code and must stop the node's block.
package vm
