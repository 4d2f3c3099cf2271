#include "amoeba/base/amo.h"
