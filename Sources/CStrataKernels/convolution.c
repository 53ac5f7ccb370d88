#include "include/strata_convolution.h"

#include <string.h>

#include "include/strata_parallel.h"
#include "internal/clones.h"

typedef struct {
  const StrataConvolution *convolution;
  const char *left, *right;
  char *result;
  int64_t parts;
} Run;

typedef struct {
  int64_t at[3];
} Position;

STRATA_INLINE int64_t product(const int64_t *sizes) { return sizes[0] * sizes[1] * sizes[2]; }

STRATA_INLINE Position position_of(int64_t index, const int64_t *sizes) {
  return (Position){{index / (sizes[1] * sizes[2]), index / sizes[2] % sizes[1], index % sizes[2]}};
}

STRATA_INLINE int64_t index_of(Position position, const int64_t *sizes) {
  return (position.at[0] * sizes[1] + position.at[1]) * sizes[2] + position.at[2];
}

/// The input position that a kernel tap meets for an output position, −1 if it is in the padding.
STRATA_INLINE int64_t input_index(const StrataConvolution *c, Position output, Position tap) {
  Position input;
  for (int axis = 0; axis < 3; axis++) {
    input.at[axis] = output.at[axis] * c->strides[axis] + tap.at[axis] * c->dilation[axis] - c->padding[axis];
    if (input.at[axis] < 0 || input.at[axis] >= c->input[axis]) return -1;
  }
  return index_of(input, c->input);
}

/// The output position whose window has the given tap on an input position, −1 if there is none.
STRATA_INLINE int64_t output_index(const StrataConvolution *c, Position input, Position tap) {
  Position output;
  for (int axis = 0; axis < 3; axis++) {
    const int64_t from = input.at[axis] + c->padding[axis] - tap.at[axis] * c->dilation[axis];
    output.at[axis] = from / c->strides[axis];
    if (from < 0 || from % c->strides[axis] != 0 || output.at[axis] >= c->output[axis]) return -1;
  }
  return index_of(output, c->output);
}

#define DEFINE(s, type)                                                                                \
  /* Each part computes a share of the output positions. */                                            \
  STRATA_CLONES static void forward_##s(void *context, int64_t part) {                                 \
    const Run *run = context;                                                                          \
    const StrataConvolution *c = run->convolution;                                                     \
    const type *input = (const type *)run->left, *kernel = (const type *)run->right;                   \
    type *output = (type *)run->result;                                                                \
    const int64_t channels = c->groups * c->group_channels, filters = c->groups * c->group_filters;    \
    const int64_t positions = product(c->output), taps = product(c->kernel);                           \
    const int64_t count = c->batch * positions, limit = count * (part + 1) / run->parts;               \
    for (int64_t place = count * part / run->parts; place < limit; place++) {                          \
      const Position at = position_of(place % positions, c->output);                                   \
      type *result = output + place * filters;                                                         \
      memset(result, 0, (size_t)filters * sizeof(type));                                               \
      for (int64_t tap = 0; tap < taps; tap++) {                                                       \
        const int64_t from = input_index(c, at, position_of(tap, c->kernel));                          \
        if (from < 0) continue;                                                                        \
        const type *x = input + (place / positions * product(c->input) + from) * channels;             \
        const type *w = kernel + tap * c->group_channels * filters;                                    \
        for (int64_t group = 0; group < c->groups; group++) {                                          \
          type *r = result + group * c->group_filters;                                                 \
          for (int64_t i = 0; i < c->group_channels; i++) {                                            \
            const type scale = x[group * c->group_channels + i];                                       \
            const type *row = w + i * filters + group * c->group_filters;                              \
            for (int64_t o = 0; o < c->group_filters; o++) r[o] += scale * row[o];                     \
          }                                                                                            \
        }                                                                                              \
      }                                                                                                \
    }                                                                                                  \
  }                                                                                                    \
                                                                                                       \
  /* Each part computes a share of the input positions. */                                             \
  STRATA_CLONES static void input_gradient_##s(void *context, int64_t part) {                          \
    const Run *run = context;                                                                          \
    const StrataConvolution *c = run->convolution;                                                     \
    const type *output = (const type *)run->left, *kernel = (const type *)run->right;                  \
    type *input = (type *)run->result;                                                                 \
    const int64_t channels = c->groups * c->group_channels, filters = c->groups * c->group_filters;    \
    const int64_t positions = product(c->input), taps = product(c->kernel);                            \
    const int64_t count = c->batch * positions, limit = count * (part + 1) / run->parts;               \
    for (int64_t place = count * part / run->parts; place < limit; place++) {                          \
      const Position at = position_of(place % positions, c->input);                                    \
      type *result = input + place * channels;                                                         \
      memset(result, 0, (size_t)channels * sizeof(type));                                              \
      for (int64_t tap = 0; tap < taps; tap++) {                                                       \
        const int64_t from = output_index(c, at, position_of(tap, c->kernel));                         \
        if (from < 0) continue;                                                                        \
        const type *dy = output + (place / positions * product(c->output) + from) * filters;           \
        const type *w = kernel + tap * c->group_channels * filters;                                    \
        for (int64_t i = 0; i < channels; i++) {                                                       \
          const int64_t first = i / c->group_channels * c->group_filters;                              \
          const type *row = w + i % c->group_channels * filters + first;                               \
          type sum = 0;                                                                                \
          for (int64_t o = 0; o < c->group_filters; o++) sum += dy[first + o] * row[o];                \
          result[i] += sum;                                                                            \
        }                                                                                              \
      }                                                                                                \
    }                                                                                                  \
  }                                                                                                    \
                                                                                                       \
  /* Each part computes a share of the rows of filters of the kernel. */                               \
  STRATA_CLONES static void kernel_gradient_##s(void *context, int64_t part) {                         \
    const Run *run = context;                                                                          \
    const StrataConvolution *c = run->convolution;                                                     \
    const type *input = (const type *)run->left, *output = (const type *)run->right;                   \
    type *kernel = (type *)run->result;                                                                \
    const int64_t channels = c->groups * c->group_channels, filters = c->groups * c->group_filters;    \
    const int64_t positions = product(c->output);                                                      \
    const int64_t count = product(c->kernel) * c->group_channels;                                      \
    const int64_t limit = count * (part + 1) / run->parts;                                             \
    for (int64_t place = count * part / run->parts; place < limit; place++) {                          \
      const Position tap = position_of(place / c->group_channels, c->kernel);                          \
      const int64_t i = place % c->group_channels;                                                     \
      type *result = kernel + place * filters;                                                         \
      memset(result, 0, (size_t)filters * sizeof(type));                                               \
      for (int64_t b = 0; b < c->batch; b++) {                                                         \
        for (int64_t p = 0; p < positions; p++) {                                                      \
          const int64_t from = input_index(c, position_of(p, c->output), tap);                         \
          if (from < 0) continue;                                                                      \
          const type *x = input + (b * product(c->input) + from) * channels + i;                       \
          const type *dy = output + (b * positions + p) * filters;                                     \
          for (int64_t group = 0; group < c->groups; group++) {                                        \
            const type scale = x[group * c->group_channels];                                           \
            const int64_t first = group * c->group_filters;                                            \
            for (int64_t o = first; o < first + c->group_filters; o++) result[o] += scale * dy[o];     \
          }                                                                                            \
        }                                                                                              \
      }                                                                                                \
    }                                                                                                  \
  }

DEFINE(f32, float)
DEFINE(f64, double)

static void start(
    const StrataConvolution *c, void *const *bases, void (*f32)(void *, int64_t), void (*f64)(void *, int64_t)) {
  Run run = {
      c, (const char *)bases[c->left.base] + c->left.offset, (const char *)bases[c->right.base] + c->right.offset,
      (char *)bases[c->result.base] + c->result.offset, strata_thread_count()};
  strata_parallel(c->type == STRATA_FLOAT64 ? f64 : f32, &run, run.parts);
}

void strata_convolution_run(const StrataConvolution *convolution, void *const *bases) {
  start(convolution, bases, forward_f32, forward_f64);
}

void strata_convolution_input_gradient_run(const StrataConvolution *convolution, void *const *bases) {
  start(convolution, bases, input_gradient_f32, input_gradient_f64);
}

void strata_convolution_kernel_gradient_run(const StrataConvolution *convolution, void *const *bases) {
  start(convolution, bases, kernel_gradient_f32, kernel_gradient_f64);
}
