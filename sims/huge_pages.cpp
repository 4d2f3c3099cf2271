#include "amoeba/sims/huge_pages.h"

#include <cstdint>
#include <cstdlib>

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace amoeba {

#ifdef __GLIBC__
// Has the heap reach out once for all that is likely to be needed, which takes addresses only, and marks these.
void use_huge_pages() {
  constexpr std::uintptr_t kPage = 2 << 20, kReach = 1 << 30;
  constexpr int kOnHeap = 32 << 20;  // bytes of an array
  mallopt(M_MMAP_THRESHOLD, kOnHeap);
  mallopt(M_TOP_PAD, kReach);
  const auto begin = reinterpret_cast<std::uintptr_t>(sbrk(0)) & ~(kPage - 1);
  void* volatile first = std::malloc(kPage);  // volatile, or the compiler leaves both out
  std::free(first);
  const auto end = reinterpret_cast<std::uintptr_t>(sbrk(0)) & ~(kPage - 1);
  if (end > begin + kPage) madvise(reinterpret_cast<void*>(begin + kPage), end - begin - kPage, MADV_HUGEPAGE);
}
#else
void use_huge_pages() {}
#endif

}  // namespace amoeba
