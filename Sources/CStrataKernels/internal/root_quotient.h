#pragma once

#include "elementwise.h"

/// The kernel for `x - y * z / (√u + v)`, where z and v are scalars.
StrataKernel strata_root_quotient_step(void);
