#include "include/strata_shared_dot.h"

#include "include/strata_parallel.h"

#if defined(__x86_64__) && defined(__linux__)

#include "internal/chain_worker.h"
#include "internal/product_tile.h"

/// The most rows of the left operand whose panels lie in a thread's second-level cache at once.
enum { MOST_ROWS = 20 * TILE_ROWS };

/// Copies of the right operand that all threads read are made by all together, if they are larger than this.
enum { MOST_OWN_BYTES = 32768 };

typedef struct {
  const StrataSharedDot *dot;
  void *const *bases;
  const float *left, *right;
  float *result, *scratch;
} Run;

STRATA_INLINE int64_t smaller(int64_t a, int64_t b) { return a < b ? a : b; }

STRATA_INLINE int64_t round_up(int64_t count) { return (count + 15) / 16 * 16; }

STRATA_INLINE float *resolve(StrataAddress address, void *const *bases) {
  return (float *)((char *)bases[address.base] + address.offset);
}

STRATA_INLINE int64_t strip_count(int64_t columns) { return (columns + TILE_COLUMNS - 1) / TILE_COLUMNS; }

/// Where a thread's part of an axis begins.
STRATA_INLINE int64_t part_start(int64_t size, int64_t part, const StrataSharedDot *dot) {
  return size * part / dot->parts;
}

// MARK: Outputs of a layer

/// The elements of a thread's panels, and of its strip.
STRATA_INLINE int64_t output_panel_elements(const StrataSharedDot *dot) {
  return (smaller(dot->rows, MOST_ROWS) + TILE_ROWS) * PANEL_STRIDE;
}

static int64_t output_elements(const StrataSharedDot *dot) {
  const int64_t sums = round_up((dot->parts - 1) * dot->rows * dot->columns);
  return sums + dot->parts * (output_panel_elements(dot) + PANEL_LENGTH * TILE_COLUMNS);
}

/// Adds what some inputs contribute to the outputs of some rows.
static void add_inputs(
    const Run *run, float *result, float *panels, float *strip, int64_t first_row, int64_t rows, int64_t first,
    int64_t length, bool adds) {
  const StrataSharedDot *d = run->dot;
  const int64_t tiles = tile_count(rows);
  for (int64_t tile = 0; tile < tiles; tile++) {
    const int64_t start = tile_start(rows, tiles, tile);
    copy_dense_rows(
        panels + tile * TILE_ROWS * PANEL_STRIDE, run->left + (first_row + start) * d->left_stride + first, d->left_stride,
        tile_start(rows, tiles, tile + 1) - start, length);
  }
  for (int64_t column = 0; column < d->columns; column += TILE_COLUMNS) {
    const float *from = run->right + first * d->right_stride + column;
    const int64_t columns = smaller(d->columns - column, TILE_COLUMNS);
    copy_strip(strip, from, d->right_stride, columns, length);
    const bool isLast = column + TILE_COLUMNS >= d->columns;
    Ahead ahead = rows_ahead(from + TILE_COLUMNS, isLast ? 0 : length, TILE_COLUMNS, d->right_stride);
    const int64_t pieces = pieces_per_chunk(&ahead, tiles, length);
    for (int64_t tile = 0; tile < tiles; tile++) {
      const int64_t start = tile_start(rows, tiles, tile);
      const Tile it = {
          panels + tile * TILE_ROWS * PANEL_STRIDE, strip, result + (first_row + start) * d->columns + column, d->columns,
          length, columns, adds, &ahead, pieces,
      };
      multiply_rows(&it, tile_start(rows, tiles, tile + 1) - start);
    }
  }
}

static void compute_outputs(void *context, int64_t part) {
  const Run *run = context;
  const StrataSharedDot *d = run->dot;
  const int64_t outputs = d->rows * d->columns;
  float *result = part == 0 ? run->result : run->scratch + (part - 1) * outputs;
  const int64_t panel_elements = output_panel_elements(d);
  float *panels = run->scratch + round_up((d->parts - 1) * outputs) +
                  part * (panel_elements + PANEL_LENGTH * TILE_COLUMNS);
  const int64_t start = part_start(d->length, part, d), end = part_start(d->length, part + 1, d);
  for (int64_t row = 0; row < d->rows; row += MOST_ROWS)
    for (int64_t first = start; first < end; first += PANEL_LENGTH)
      add_inputs(
          run, result, panels, panels + panel_elements, row, smaller(d->rows - row, MOST_ROWS), first,
          smaller(end - first, PANEL_LENGTH), first > start);
}

// MARK: The gradient of the inputs

// It is computed transposed, `kernel · transposed gradient of outputs`, so that what is to be transposed are the two small
// matrices and not the kernel.

/// The elements of the transposed left operand, of which strip after strip has 32 rows.
STRATA_INLINE int64_t transposed_elements(const StrataSharedDot *dot) {
  return strip_count(dot->rows) * TILE_COLUMNS * dot->length;
}

/// From one row of a tile's transposed results to the next.
STRATA_INLINE int64_t transposed_stride(const StrataSharedDot *dot) {
  return strip_count(dot->rows) * TILE_COLUMNS + 16;
}

static int64_t input_gradient_elements(const StrataSharedDot *dot) {
  return transposed_elements(dot) + dot->parts * (TILE_ROWS * PANEL_STRIDE + 16 * transposed_stride(dot));
}

WITH_WIDE_VECTORS static void transpose_left(void *context, int64_t part) {
  const Run *run = context;
  const StrataSharedDot *d = run->dot;
  const int64_t halves = 2 * strip_count(d->rows), last = part_start(halves, part + 1, d);
  for (int64_t half = part_start(halves, part, d); half < last; half++) {
    float *strip = run->scratch + half / 2 * TILE_COLUMNS * d->length + half % 2 * 16;
    const float *from = run->left + half * 16 * d->left_stride;
    const int64_t rows = smaller(d->rows - half * 16, 16);
    for (int64_t k = 0; k < d->length; k += 16)
      transpose_block(
          strip + k * TILE_COLUMNS, TILE_COLUMNS, 16, from + k, d->left_stride, rows, smaller(d->length - k, 16));
  }
}

WITH_WIDE_VECTORS static void compute_input_gradient(void *context, int64_t part) {
  const Run *run = context;
  const StrataSharedDot *d = run->dot;
  const int64_t start = part_start(d->columns, part, d), inputs = part_start(d->columns, part + 1, d) - start;
  const int64_t tiles = tile_count(inputs), strips = strip_count(d->rows), stride = transposed_stride(d);
  float *panel = run->scratch + transposed_elements(d) + part * (TILE_ROWS * PANEL_STRIDE + 16 * stride);
  float *results = panel + TILE_ROWS * PANEL_STRIDE;
  for (int64_t tile = 0; tile < tiles; tile++) {
    const int64_t first = tile_start(inputs, tiles, tile), rows = tile_start(inputs, tiles, tile + 1) - first;
    const float *kernel = run->right + (start + first) * d->right_stride;
    for (int64_t k = 0; k < d->length; k += PANEL_LENGTH) {
      const int64_t length = smaller(d->length - k, PANEL_LENGTH);
      copy_dense_rows(panel, kernel + k, d->right_stride, rows, length);
      const bool isLast = k + length == d->length;
      // Behind the last rows lie some more of the kernel, or at least nothing that must not be asked for.
      const float *next = isLast ? kernel + rows * d->right_stride : kernel + k + length;
      Ahead ahead = rows_ahead(next, rows, smaller(isLast ? d->length : d->length - k - length, PANEL_LENGTH), d->right_stride);
      const int64_t pieces = pieces_per_chunk(&ahead, strips, length);
      for (int64_t strip = 0; strip < strips; strip++) {
        const Tile it = {
            panel, run->scratch + (strip * d->length + k) * TILE_COLUMNS, results + strip * TILE_COLUMNS, stride, length,
            TILE_COLUMNS, k > 0, &ahead, pieces,
        };
        multiply_rows(&it, rows);
      }
    }
    for (int64_t row = 0; row < d->rows; row += 16)
      transpose_block(
          run->result + row * d->columns + start + first, d->columns, rows, results + row, stride, rows,
          smaller(d->rows - row, 16));
  }
}

// MARK: The gradient of the kernel

STRATA_INLINE int64_t strip_elements(const StrataSharedDot *dot) {
  return strip_count(dot->columns) * TILE_COLUMNS * dot->length;
}

/// Whether each thread copies the whole right operand.
STRATA_INLINE bool has_own_strips(const StrataSharedDot *dot) { return strip_elements(dot) * 4 <= MOST_OWN_BYTES; }

/// The elements that a thread has for itself: its copy of the right operand, a panel and some rows of the gradient.
STRATA_INLINE int64_t own_elements(const StrataSharedDot *dot) {
  return (has_own_strips(dot) ? strip_elements(dot) : 0) + round_up(TILE_ROWS * dot->length + 2) +
         round_up(dot->updates ? TILE_ROWS * dot->columns : 0);
}

static int64_t kernel_gradient_elements(const StrataSharedDot *dot) {
  return (has_own_strips(dot) ? 0 : strip_elements(dot)) + dot->parts * own_elements(dot);
}

STRATA_INLINE void copy_strips(const Run *run, float *strips, int64_t first, int64_t last) {
  const StrataSharedDot *d = run->dot;
  for (int64_t strip = first; strip < last; strip++)
    copy_strip(
        strips + strip * d->length * TILE_COLUMNS, run->right + strip * TILE_COLUMNS, d->right_stride,
        smaller(d->columns - strip * TILE_COLUMNS, TILE_COLUMNS), d->length);
}

static void copy_right(void *context, int64_t part) {
  const Run *run = context;
  const int64_t strips = strip_count(run->dot->columns);
  copy_strips(run, run->scratch, part_start(strips, part, run->dot), part_start(strips, part + 1, run->dot));
}

/// The float32 elements that lie in memory in their order and that the update reads with a gradient's, up to some.
static int64_t streams_of(const StrataChain *update, void *const *bases, const float **streams, int64_t most) {
  int64_t count = 0;
  for (int64_t i = 0; i < update->read_count && count < most; i++)
    if (update->reads[i].kind == STRATA_READ_DIRECT && strata_size(update->reads[i].type) == 4)
      streams[count++] = resolve(update->reads[i].address, bases);
  return count;
}

static void compute_kernel_gradient(void *context, int64_t part) {
  const Run *run = context;
  const StrataSharedDot *d = run->dot;
  const int64_t count = strip_count(d->columns);
  float *own = run->scratch + (has_own_strips(d) ? 0 : strip_elements(d)) + part * own_elements(d);
  float *strips = has_own_strips(d) ? own : run->scratch;
  float *panel = has_own_strips(d) ? own + strip_elements(d) : own;
  float *gradient = panel + round_up(TILE_ROWS * d->length + 2);
  if (has_own_strips(d)) copy_strips(run, strips, 0, count);
  StrataChainWorker worker;
  if (d->updates) strata_chain_begin(&worker, d->update, run->bases, part);
  const float *streams[8];
  const int64_t stream_count = d->updates ? streams_of(d->update, run->bases, streams, 8) : 0;
  const int64_t start = part_start(d->rows, part, d), inputs = part_start(d->rows, part + 1, d) - start;
  const int64_t tiles = tile_count(inputs);
  for (int64_t tile = 0; tile < tiles; tile++) {
    const int64_t first = start + tile_start(inputs, tiles, tile);
    const int64_t rows = start + tile_start(inputs, tiles, tile + 1) - first;
    copy_dense_columns(panel, run->left + first, d->left_stride, rows, d->length);
    float *result = d->updates ? gradient : run->result + first * d->columns;
    Ahead ahead = {0};
    int64_t stream = 0, pieces = 0;
    for (int64_t strip = 0; strip < count; strip++) {
      // The weights and moments of these rows, one stream after the other.
      if (stream < stream_count && strip >= count * stream / stream_count) {
        ahead = rows_ahead(streams[stream] + first * d->columns, 1, rows * d->columns, 0);
        stream++;
        pieces = pieces_per_chunk(&ahead, count * stream / stream_count - strip, d->length);
      }
      const Tile it = {
          panel, strips + strip * d->length * TILE_COLUMNS, result + strip * TILE_COLUMNS, d->columns, d->length,
          smaller(d->columns - strip * TILE_COLUMNS, TILE_COLUMNS), false, &ahead, pieces,
      };
      multiply_columns(&it, rows);
    }
    if (d->updates) strata_chain_continue(&worker, first * d->columns, rows * d->columns, gradient);
  }
}

// MARK: All

bool strata_has_shared_dot(void) { return __builtin_cpu_supports("avx512f"); }

int64_t strata_shared_dot_scratch(const StrataSharedDot *dot) {
  switch (dot->axis) {
    case STRATA_SHARED_LENGTH: return 4 * output_elements(dot);
    case STRATA_SHARED_COLUMNS: return 4 * input_gradient_elements(dot);
    default: return 4 * kernel_gradient_elements(dot);
  }
}

void strata_shared_dot_run(const StrataSharedDot *dot, void *const *bases) {
  Run run = {
      dot, bases, resolve(dot->left, bases), resolve(dot->right, bases), dot->updates ? 0 : resolve(dot->result, bases),
      resolve(dot->scratch, bases),
  };
  switch (dot->axis) {
    case STRATA_SHARED_LENGTH: return strata_parallel(compute_outputs, &run, dot->parts);
    case STRATA_SHARED_COLUMNS:
      strata_parallel(transpose_left, &run, dot->parts);
      return strata_parallel(compute_input_gradient, &run, dot->parts);
    default:
      if (!has_own_strips(dot)) strata_parallel(copy_right, &run, dot->parts);
      return strata_parallel(compute_kernel_gradient, &run, dot->parts);
  }
}

#else

bool strata_has_shared_dot(void) { return false; }

int64_t strata_shared_dot_scratch(const StrataSharedDot *dot) {
  (void)dot;
  return 0;
}

void strata_shared_dot_run(const StrataSharedDot *dot, void *const *bases) {
  (void)dot;
  (void)bases;
}

#endif
