// A formula whose answers are put into its module by a test: length and bytes behind each name.
//
// Built by build.sh.
typedef unsigned char u8;
typedef unsigned int u32;
typedef int i32;

#define EXPORT(name) __attribute__((export_name(#name)))

__attribute__((import_module("peerz1"), import_name("output_write"))) i32 output_write(u32, u32);

struct answer {
  u8 name[8];
  u8 length;
  u8 bytes[119];
};

static volatile struct answer of_weights = {"WEIGHTS:", 1, {1}}, of_scores = {"SCORES::", 1, {1}};

static i32 say(volatile struct answer *a) {
  output_write((u32)a->bytes, a->length);
  return 0;
}

EXPORT(weights) i32 on_weights(void) { return say(&of_weights); }
EXPORT(scores) i32 on_scores(void) { return say(&of_scores); }
