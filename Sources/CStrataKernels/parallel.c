#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "include/strata_parallel.h"

#if defined(__linux__)

#include <pthread.h>
#include <stdbool.h>
#include <sys/resource.h>

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

// MARK: Waiting
//
// The runtime's threads spin for milliseconds when they wait for each other, and soon sleep instead if it has more
// threads than there are processors. Spinning makes small loops a sixth faster on an idle machine. On a busy one,
// the thread that is waited for may get no processor until the spinning one has used up its turn: ten to thirty
// times slower. So while other programs take our processors away, a second team of threads is kept, asleep, only
// so that the runtime has more threads than processors.

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool wants_team, has_team;
/// How much we have been disturbed of late.
static int disturbance;

enum { DISTURBANCE_OF_A_RUN = 8, BUSY = 16, MOST = 64 };

static void do_nothing(void *context) { (void)context; }

static void *keep_team(void *context) {
  GOMP_parallel(do_nothing, context, (unsigned)omp_get_max_threads(), 0);
  pthread_mutex_lock(&mutex);
  while (wants_team) pthread_cond_wait(&changed, &mutex);
  has_team = false;
  pthread_mutex_unlock(&mutex);
  // The team ends with the thread that started it.
  return 0;
}

static void start_team(void) {
  pthread_t thread;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  has_team = pthread_create(&thread, &attributes, keep_team, 0) == 0;
  pthread_attr_destroy(&attributes);
}

void strata_parallel_watch(void) {
  static _Thread_local long known;
  struct rusage usage;
  getrusage(RUSAGE_THREAD, &usage);
  const bool was_disturbed = usage.ru_nivcsw != known;
  known = usage.ru_nivcsw;
  pthread_mutex_lock(&mutex);
  if (was_disturbed)
    disturbance = disturbance + DISTURBANCE_OF_A_RUN < MOST ? disturbance + DISTURBANCE_OF_A_RUN : MOST;
  else if (disturbance > 0)
    disturbance--;
  if (disturbance >= BUSY && !wants_team && !has_team) {
    wants_team = true;
    start_team();
  } else if (disturbance == 0 && wants_team) {
    wants_team = false;
    pthread_cond_signal(&changed);
  }
  pthread_mutex_unlock(&mutex);
}

#else

void strata_parallel(void (*body)(void *, int64_t), void *context, int64_t parts) {
  for (int64_t part = 0; part < parts; part++) body(context, part);
}

int64_t strata_thread_count(void) { return 1; }

void strata_parallel_watch(void) {}

#endif
