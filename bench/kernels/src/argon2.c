// Argon2id, version 1.3 (RFC 9106): n passes over 256 KiB in four lanes, one after the other.
#include "blake2b.h"

enum { LANES = 4, SLICES = 4, TAG = 32, VERSION = 0x13, ID = 2, MAX_KIB = 256, WORDS = 128, BLOCK = 8 * WORDS };

typedef struct {
  u64 w[WORDS];
} block;

typedef struct {
  const u8 *bytes;
  u32 length;
} text;

// One hash: its inputs, its costs, and the segment that is being filled.
typedef struct {
  text password, salt, secret, data;
  u32 kib, passes;
  u32 columns, segment; // blocks in a lane, and in a quarter of it
  u32 pass, slice, lane;
} argon2;

static block memory[MAX_KIB];

static inline void mix(u64 *a, u64 *b, u64 *c, u64 *d) {
  *a += *b + 2 * (u64)(u32)*a * (u32)*b, *d = rotr64(*d ^ *a, 32);
  *c += *d + 2 * (u64)(u32)*c * (u32)*d, *b = rotr64(*b ^ *c, 24);
  *a += *b + 2 * (u64)(u32)*a * (u32)*b, *d = rotr64(*d ^ *a, 16);
  *c += *d + 2 * (u64)(u32)*c * (u32)*d, *b = rotr64(*b ^ *c, 63);
}

// permute is P over eight registers of two words, the first at p and each `step` words on.
static NOINLINE void permute(u64 *p, u32 step) {
  u64 v[16];
  for (u32 i = 0; i < 8; i++) v[2 * i] = p[i * step], v[2 * i + 1] = p[i * step + 1];
  for (int i = 0; i < 4; i++) mix(v + i, v + 4 + i, v + 8 + i, v + 12 + i);
  for (int i = 0; i < 4; i++) mix(v + i, v + 4 + (i + 1) % 4, v + 8 + (i + 2) % 4, v + 12 + (i + 3) % 4);
  for (u32 i = 0; i < 8; i++) p[i * step] = v[2 * i], p[i * step + 1] = v[2 * i + 1];
}

// compress is G(x, y); with `keep` it is added to what lies in the output.
static NOINLINE void compress(block *out, const block *x, const block *y, int keep) {
  block r, z;
  for (int i = 0; i < WORDS; i++) z.w[i] = r.w[i] = x->w[i] ^ y->w[i];
  for (int i = 0; i < 8; i++) permute(z.w + 16 * i, 2);
  for (int i = 0; i < 8; i++) permute(z.w + 2 * i, 16);
  for (int i = 0; i < WORDS; i++) out->w[i] = z.w[i] ^ r.w[i] ^ (keep ? out->w[i] : 0);
}

static void add_number(blake2b *s, u32 n) { blake2b_add(s, &n, sizeof n); }

static void add_text(blake2b *s, text t) {
  add_number(s, t.length);
  blake2b_add(s, t.bytes, t.length);
}

// stretch is H': a digest of any length, of an input and `numbers` more numbers.
static void stretch(u8 *out, u32 size, const void *in, u32 length, const u32 *more, u32 numbers) {
  blake2b s;
  blake2b_start(&s, size < 64 ? size : 64);
  add_number(&s, size);
  blake2b_add(&s, in, length);
  blake2b_add(&s, more, numbers * sizeof *more);
  while (size > 64) {
    u8 v[64];
    blake2b_end(&s, v);
    for (int i = 0; i < 32; i++) *out++ = v[i];
    size -= 32;
    blake2b_start(&s, size < 64 ? size : 64);
    blake2b_add(&s, v, sizeof v);
  }
  blake2b_end(&s, out);
}

// seed hashes the inputs and makes the first two blocks of each lane.
static void seed(const argon2 *a) {
  blake2b s;
  u8 first[64];
  const u32 head[] = {LANES, TAG, a->kib, a->passes, VERSION, ID};
  blake2b_start(&s, sizeof first);
  blake2b_add(&s, head, sizeof head);
  add_text(&s, a->password);
  add_text(&s, a->salt);
  add_text(&s, a->secret);
  add_text(&s, a->data);
  blake2b_end(&s, first);
  for (u32 lane = 0; lane < LANES; lane++)
    for (u32 i = 0; i < 2; i++)
      stretch((u8 *)memory[lane * a->columns + i].w, BLOCK, first, sizeof first, (u32[]){i, lane}, 2);
}

// partner finds the block that goes into the next one, from 64 pseudo-random bits.
static const block *partner(const argon2 *a, u32 index, u64 random) {
  u32 lane = a->pass == 0 && a->slice == 0 ? a->lane : (u32)(random >> 32) % LANES;
  u32 whole = a->pass == 0 ? a->slice : SLICES - 1, from = a->pass == 0 ? 0 : (a->slice + 1) % SLICES;
  u32 area = whole * a->segment; // complete segments, and of its own lane what is in this one
  area = lane == a->lane ? area + index - 1 : area - (index == 0);
  u64 x = (u64)(u32)random * (u32)random >> 32;
  u32 back = area - 1 - (u32)(area * x >> 32);
  return &memory[lane * a->columns + (from * a->segment + back) % a->columns];
}

// fill_segment fills a quarter of a lane. In the first half of the first pass where it looks
// depends on its position only.
static void fill_segment(const argon2 *a) {
  static const block zero;
  int apart = a->pass == 0 && a->slice < SLICES / 2;
  static block counter, addresses;
  const u64 position[] = {a->pass, a->lane, a->slice, LANES * a->columns, a->passes, ID, 0};
  for (int i = 0; i < 7; i++) counter.w[i] = position[i];
  for (u32 i = 0; i < a->segment; i++) {
    if (apart && i % WORDS == 0) {
      counter.w[6]++;
      compress(&addresses, &zero, &counter, 0);
      compress(&addresses, &zero, &addresses, 0);
    }
    if (a->pass == 0 && a->slice == 0 && i < 2) continue; // the seed
    block *lane = memory + a->lane * a->columns;
    u32 at = a->slice * a->segment + i;
    const block *before = lane + (at == 0 ? a->columns : at) - 1;
    compress(lane + at, before, partner(a, i, apart ? addresses.w[i % WORDS] : before->w[0]), a->pass > 0);
  }
}

static void hash(argon2 *a, u8 tag[TAG]) {
  a->segment = a->kib / (SLICES * LANES), a->columns = SLICES * a->segment;
  seed(a);
  for (a->pass = 0; a->pass < a->passes; a->pass++)
    for (a->slice = 0; a->slice < SLICES; a->slice++)
      for (a->lane = 0; a->lane < LANES; a->lane++) fill_segment(a);
  block *last = memory + a->columns - 1;
  for (u32 lane = 1; lane < LANES; lane++)
    for (int i = 0; i < WORDS; i++) last->w[i] ^= last[lane * a->columns].w[i];
  stretch(tag, TAG, last->w, BLOCK, 0, 0);
}

static u64 kernel(u32 n) {
  u64 tag[TAG / 8];
  argon2 a = {.password = {(const u8 *)"password", 8}, .salt = {(const u8 *)"othersalt", 9}, .kib = MAX_KIB, .passes = n};
  hash(&a, (u8 *)tag);
  return tag[0];
}

// example returns a word of the tag that RFC 9106 gives in section 5.3.
EXPORT("example") u64 example(u32 word) {
  u64 tag[TAG / 8];
  u8 of[5][32];
  for (u8 byte = 1; byte < 5; byte++)
    for (int i = 0; i < 32; i++) of[byte][i] = byte;
  argon2 a = {.password = {of[1], 32}, .salt = {of[2], 16}, .secret = {of[3], 8}, .data = {of[4], 12}, .kib = 32, .passes = 3};
  hash(&a, (u8 *)tag);
  return tag[word % (TAG / 8)];
}

#include "shell.h"
