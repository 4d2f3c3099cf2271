/* All harts wait for an interrupt that none can ever get. */
#include "environment.h"

start_harts
  csrwi mie, 0
1: wfi
  j 1b
