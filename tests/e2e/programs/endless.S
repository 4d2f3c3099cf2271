/* Runs for ever without waiting for anything. */
#include "environment.h"

start_harts
1: j 1b
