#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "include/strata_parallel.h"

#if defined(__linux__)

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <time.h>

// GCC's OpenMP runtime, which oneDNN links: using it directly hands work to threads that are already awake.
extern void GOMP_parallel(void (*body)(void *), void *context, unsigned threads, unsigned flags);
extern int omp_get_max_threads(void);
extern int omp_get_num_threads(void);
extern int omp_get_thread_num(void);
extern void omp_set_num_threads(int count);

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

int64_t strata_set_thread_count(int64_t count) {
  const int before = omp_get_max_threads();
  omp_set_num_threads((int)count);
  return before;
}

// MARK: Waiting
//
// The runtime's threads spin for milliseconds when they wait for each other, and soon sleep instead if it has more
// threads than there are processors. Spinning makes small loops a sixth faster on an idle machine, and recurrences
// twice as fast. On a busy one, the thread that is waited for may get no processor until the spinning one has used up
// its turn: ten to thirty times slower. So while other programs take our processors away, a second team of threads is
// kept, asleep, only so that the runtime has more threads than processors.
//
// Spinning threads use all the time there is, unless somebody takes it away: then they have less processor time than
// time passes, and are switched away against their will. Threads that sleep tell nothing of that kind, so after a
// while they are made to spin again, to see.

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool wants_team, has_team;

/// Seconds between two runs that are looked at: looking takes as long as some of the shortest runs.
static const double pause = 0.0005;
/// Seconds of such runs that are judged together.
static const double window = 0.04;
/// The share of the processors' time below which, and the switches per second above which, the machine is busy. One
/// other program on two processors leaves two thirds and makes a hundred switches; on an idle machine they are one
/// and less than thirty.
static const double least_share = 0.8, most_switches = 50;
/// Seconds after which threads that sleep are made to spin again: at first, and if the machine is still busy each time.
static const double first_rest = 0.25, longest_rest = 2;

/// When the next run is to be looked at.
static _Atomic double next_look;
/// What was seen since the threads began to spin, or since the last window.
static StrataRunUsage seen;
static double rest, end_of_rest;

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

static double seconds(struct timeval time) { return (double)time.tv_sec + 1e-6 * (double)time.tv_usec; }

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static StrataRunUsage usage_at(double time) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  const StrataRunUsage result = {
      .time = time,
      .processor_time = seconds(usage.ru_utime) + seconds(usage.ru_stime),
      .switches = (double)usage.ru_nivcsw,
  };
  return result;
}

StrataRunUsage strata_run_begins(void) {
  const double time = now();
  if (time < atomic_load_explicit(&next_look, memory_order_relaxed)) return (StrataRunUsage){0};
  atomic_store_explicit(&next_look, time + pause, memory_order_relaxed);
  return usage_at(time);
}

static bool is_busy(void) {
  const double available = seen.time * omp_get_max_threads();
  return omp_get_max_threads() > 1 && seen.processor_time < least_share * available &&
         seen.switches > most_switches * seen.time;
}

static void judge(double time) {
  if (is_busy()) {
    rest = rest == 0 ? first_rest : 2 * rest < longest_rest ? 2 * rest : longest_rest;
    end_of_rest = time + rest;
    wants_team = true;
    start_team();
  } else {
    rest = 0;
  }
  seen = (StrataRunUsage){0};
}

void strata_run_ends(StrataRunUsage before) {
  if (before.time == 0) return;
  const StrataRunUsage after = usage_at(now());
  pthread_mutex_lock(&mutex);
  if (wants_team) {
    if (after.time > end_of_rest) {
      wants_team = false;
      pthread_cond_signal(&changed);
    }
  } else if (!has_team) {
    seen.time += after.time - before.time;
    seen.processor_time += after.processor_time - before.processor_time;
    seen.switches += after.switches - before.switches;
    if (seen.time >= window) judge(after.time);
  }
  pthread_mutex_unlock(&mutex);
}

#else

void strata_parallel(void (*body)(void *, int64_t), void *context, int64_t parts) {
  for (int64_t part = 0; part < parts; part++) body(context, part);
}

int64_t strata_thread_count(void) { return 1; }

int64_t strata_set_thread_count(int64_t count) {
  (void)count;
  return 1;
}

StrataRunUsage strata_run_begins(void) { return (StrataRunUsage){0}; }

void strata_run_ends(StrataRunUsage before) { (void)before; }

#endif
