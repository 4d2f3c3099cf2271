// Large pages of the host for the memory that this process allocates: a system of hundreds of harts takes a hundred
// megabytes and more, all over which its accesses are scattered, and to find small pages would cost the host as much as
// to read them. Changes nothing that is simulated. Linux with glibc only; elsewhere, or where the host refuses, nothing
// happens. Source: madvise(2), mallopt(3).
#pragma once

namespace amoeba {

// To be called first in main().
void use_huge_pages();

}  // namespace amoeba
