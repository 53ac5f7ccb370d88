#pragma once

#include "strata_chain.h"
#include "strata_convolution.h"
#include "strata_dot.h"
#include "strata_elementwise.h"
#include "strata_move.h"
#include "strata_order.h"
#include "strata_parallel.h"
#include "strata_reduce.h"
#include "strata_shared_dot.h"
#include "strata_window.h"
