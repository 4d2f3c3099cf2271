// Tells AddressSanitizer where the main stack lies when SystemC returns to it from a coroutine.
// SystemC announces its switches between coroutines but gives no bounds for the main one, after which an exception
// thrown on the main stack (sc_main, SC_METHOD) looks like an overflow. This definition shadows the sanitizer's and
// calls it.
#include <dlfcn.h>
#include <pthread.h>

#include <cstddef>

namespace {

struct Stack {
  void* bottom = nullptr;
  std::size_t bytes = 0;
};

Stack main_stack() {
  pthread_attr_t attributes;
  Stack stack;
  pthread_getattr_np(pthread_self(), &attributes);
  pthread_attr_getstack(&attributes, &stack.bottom, &stack.bytes);
  pthread_attr_destroy(&attributes);
  return stack;
}

}  // namespace

extern "C" void __sanitizer_start_switch_fiber(void** save, const void* bottom, std::size_t bytes) {
  using Function = void (*)(void**, const void*, std::size_t);
  static const auto next = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "__sanitizer_start_switch_fiber"));
  static const Stack main = main_stack();
  if (bottom == nullptr) {
    next(save, main.bottom, main.bytes);
  } else {
    next(save, bottom, bytes);
  }
}
