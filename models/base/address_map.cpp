#include "amoeba/base/address_map.h"
