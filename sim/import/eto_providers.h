// providers.csv: who makes things, and in which country.
//
// A country may be named by its ISO code of three or two letters, by its English name or by an alias that its own row
// gives. One that is not known this way is OTHER, with a warning, and is counted.
#pragma once
#include "base/diagnostics.h"
#include "import/eto_ids.h"
#include "import/eto_tables.h"
#include "import/rows.h"

namespace fabshock::eto {

void read_providers(const input::Node& list, Rows& rows, Tables& tables, Ids& ids, Counts& counts,
                    Diagnostics& diagnostics);

}  // namespace fabshock::eto
