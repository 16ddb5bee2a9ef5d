// Package meter rewrites a checked module so that it counts its own gas and stack depth.
//
// Every function type gets two more parameters, the gas that is left and the stack slots that
// are left, and one more result, the gas that is left after it. Both live in registers and
// nothing in memory holds them, so a guest cannot reach them. Imported functions get the same
// type, which hands the exact gas to the host and back.
//
//   - A basic block is charged at once, by one subtraction, and not all blocks are: along a
//     spanning tree of them the charge is zero, and the others make up for it (placement). At each
//     call the counter is exact, so whatever the host does is charged before (I3).
//   - What leads to a trap for certain is free, and a branch that leads to one does not end a
//     block: a trap takes all gas anyway, and compilers put one behind every check.
//   - The sign is tested at loop headers, at the entry of functions that call or are long, and
//     before instructions whose price depends on an operand. All cycles that are not paid before
//     pass a test; what runs beyond the limit in between is bounded by one path without cycles,
//     and is less than a millisecond. The host tests the sign once more when the guest returns.
//   - Before it stops a guest, a test stores the gas in a global of its own (ExportStop), which
//     tells an empty budget (negative) from a full stack, without the engine's error texts.
//
// A loop whose number of rounds is known where it begins is there twice: without any counting,
// for when the gas suffices for all rounds, and as usual (counted).
//
// Two shapes are for the engine's sake, which turns a compare and a branch into two machine
// instructions only when the branch leads to a block with one predecessor: a `br_if` back to a
// loop becomes an `if` around a `br`, and the test of a loop is an `if` around its body. Forward
// branches stay as they are: what they would gain is lost again to the blocks in between.
package meter
