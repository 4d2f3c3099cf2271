#include "amoeba/base/isa_extensions.h"
