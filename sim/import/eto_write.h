// The chain as a model in YAML, to be read by people too.
#pragma once
#include "import/eto.h"
#include "import/eto_chain.h"

namespace fabshock::eto {

// Fills in the text and the counts of what is in it.
void write_model(const Tables& tables, const Chain& chain, ImportedModel& out);

}  // namespace fabshock::eto
