#include "import/eto.h"

#include <utility>

#include "import/eto_chain.h"
#include "import/eto_tables.h"
#include "import/eto_write.h"

namespace fabshock {
namespace {

template <class T>
TableUse table_use(std::string name, const std::vector<T>& rows) {
  TableUse use{std::move(name), rows.size(), 0, {}};
  eto::Counts unused;
  for (const T& entry : rows) {
    if (entry.row.unused == nullptr) {
      ++use.used;
    } else {
      unused.add(entry.row.unused);
    }
  }
  use.unused = unused.all();
  return use;
}

}  // namespace

std::optional<ImportedModel> import_eto(const std::filesystem::path& folder, Diagnostics& diagnostics) {
  eto::Counts counts;
  std::optional<eto::Tables> tables = eto::read_tables(folder, counts, diagnostics);
  if (!tables.has_value()) return std::nullopt;
  eto::Tables& rows = tables.value();
  const std::size_t before = diagnostics.errors();
  const eto::Chain chain = eto::chain_of(rows, counts, diagnostics);
  if (diagnostics.errors() > before) return std::nullopt;
  ImportedModel model;
  eto::write_model(rows, chain, model);
  model.assumptions = counts.all();
  model.tables = {table_use("inputs.csv", rows.inputs), table_use("stages.csv", rows.stages),
                  table_use("sequence.csv", rows.links), table_use("providers.csv", rows.provider_rows),
                  table_use("provision.csv", rows.offers)};
  return model;
}

}  // namespace fabshock
