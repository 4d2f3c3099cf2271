/* A barrier of all participating harts. The generation plays the part of the sense. Words and word AMOs only, so that
   it is the same code in every variant. */
#ifndef AMOEBA_WORKLOADS_BARRIER_H
#define AMOEBA_WORKLOADS_BARRIER_H

void barrier_wait(unsigned harts);

#endif
