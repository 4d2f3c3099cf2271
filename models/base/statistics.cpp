#include "amoeba/base/statistics.h"
