//go:build cgo

package engine

/*
#include <stddef.h>
#include <stdint.h>

typedef struct wasm_config_t wasm_config_t;
typedef struct pool pool;

pool *wasmtime_pooling_allocation_config_new(void);
void wasmtime_pooling_allocation_config_delete(pool *);
void wasmtime_pooling_allocation_config_total_core_instances_set(pool *, uint32_t);
void wasmtime_pooling_allocation_config_total_memories_set(pool *, uint32_t);
void wasmtime_pooling_allocation_config_total_tables_set(pool *, uint32_t);
void wasmtime_pooling_allocation_config_linear_memory_keep_resident_set(pool *, size_t);
void wasmtime_pooling_allocation_strategy_set(wasm_config_t *, const pool *);

// pooled lets a configuration take instances from a pool, which resets up to resident bytes of a
// memory by writing them instead of giving them back to the system.
static void pooled(void *config, size_t resident) {
  pool *p = wasmtime_pooling_allocation_config_new();
  wasmtime_pooling_allocation_config_total_core_instances_set(p, 64);
  wasmtime_pooling_allocation_config_total_memories_set(p, 64);
  wasmtime_pooling_allocation_config_total_tables_set(p, 64);
  wasmtime_pooling_allocation_config_linear_memory_keep_resident_set(p, resident);
  wasmtime_pooling_allocation_strategy_set(config, p);
  wasmtime_pooling_allocation_config_delete(p);
}
*/
import "C"

import (
	"unsafe"

	"github.com/bytecodealliance/wasmtime-go/v39"
)

// resident is how much of a memory wasmtime's pool leaves to an instance, in bytes: as much as ours
// copies.
const resident = 256 << 10

// pool turns wasmtime's pooling allocator on, as servers that make an instance per request do. Its
// Go bindings leave it out of the C interface that they stand on, so the C pointer, which is all that
// a Config holds, is taken from it.
func pool(config *wasmtime.Config) {
	C.pooled(*(*unsafe.Pointer)(unsafe.Pointer(config)), resident)
}
