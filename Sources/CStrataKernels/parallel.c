#include "include/strata_parallel.h"

#if defined(__linux__)

// GCC's OpenMP runtime, which oneDNN links: using it directly hands work to threads that are already awake.
extern void GOMP_parallel(void (*body)(void *), void *context, unsigned threads, unsigned flags);
extern int omp_get_max_threads(void);
extern int omp_get_num_threads(void);
extern int omp_get_thread_num(void);

typedef struct {
  void (*body)(void *, int64_t);
  void *context;
  int64_t parts;
} Region;

static void run_share(void *argument) {
  const Region *region = argument;
  const int64_t threads = omp_get_num_threads();
  for (int64_t part = omp_get_thread_num(); part < region->parts; part += threads)
    region->body(region->context, part);
}

void strata_parallel(void (*body)(void *, int64_t), void *context, int64_t parts) {
  if (parts == 1) {
    body(context, 0);
  } else if (parts > 1) {
    Region region = {body, context, parts};
    const int64_t threads = strata_thread_count();
    GOMP_parallel(run_share, &region, (unsigned)(parts < threads ? parts : threads), 0);
  }
}

int64_t strata_thread_count(void) { return omp_get_max_threads(); }

#else

void strata_parallel(void (*body)(void *, int64_t), void *context, int64_t parts) {
  for (int64_t part = 0; part < parts; part++) body(context, part);
}

int64_t strata_thread_count(void) { return 1; }

#endif
