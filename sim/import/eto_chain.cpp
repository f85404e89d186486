#include "import/eto_chain.h"

#include <algorithm>
#include <string>
#include <utility>

#include "import/eto_links.h"

namespace fabshock::eto {
namespace {

constexpr const char* kOffTheWay = "not on a way to a final output";

enum class Role : std::uint8_t {
  kMade,     // a product
  kKinds,    // replaced by its kinds
  kThrough,  // replaced by what goes into it
};

struct Part {
  std::size_t input = kNone;
  double share = 0;  // of what it stands for
};

// What a user of an input uses instead: itself, its kinds, or what goes into it.
struct Resolved {
  Role role = Role::kMade;
  std::vector<Part> parts;  // empty: nobody makes any of it
  bool stated = false;      // shares are given for all of it
};

class Chaining {
 public:
  Chaining(Tables& tables, Counts& counts, Diagnostics& diagnostics)
      : tables_(tables),
        counts_(counts),
        diagnostics_(diagnostics),
        resolved_(tables.inputs.size()),
        is_resolved_(tables.inputs.size(), false),
        marked_(tables.inputs.size(), false) {
    chain_.of_input.assign(tables.inputs.size(), kNone);
  }

  Chain run() {
    for (Input& input : tables_.inputs) input.row.unused = kOffTheWay;
    for (Link& link : tables_.links) {
      if (link.row.unused == nullptr) link.row.unused = kOffTheWay;
    }
    for (Stage& stage : tables_.stages) stage.row.unused = "no step of it is on a way to a final output";
    find_makers();
    for (std::size_t i = 0; i < tables_.inputs.size(); ++i) {
      if (tables_.inputs[i].type == Type::kOutput) add_output(i);
    }
    if (chain_.outputs.empty() && diagnostics_.ok()) {
      const Place place = tables_.inputs.empty() ? Place{} : tables_.inputs.front().row.place;
      diagnostics_.error({place.file, 0, 0}, "no input has the type ultimate_output",
                         "the model ends at what end users buy");
    }
    count_uses();
    set_prices();
    settle_rows();
    return std::move(chain_);
  }

 private:
  void find_makers() {
    makers_.resize(tables_.inputs.size());
    pools_.assign(tables_.inputs.size(), kNone);
    maker_counts_.resize(tables_.inputs.size());
    stage_counts_.resize(tables_.stages.size());
    std::vector<Makers> of_stage;
    for (std::size_t s = 0; s < tables_.stages.size(); ++s)
      of_stage.push_back(makers_of(tables_.stage_offers[s], tables_, stage_counts_[s]));
    for (std::size_t i = 0; i < tables_.inputs.size(); ++i) {
      const Input& input = tables_.inputs[i];
      if (!input.offers.empty()) {
        makers_[i] = makers_of(input.offers, tables_, maker_counts_[i]);
      } else if (input.type == Type::kProcess && input.stage != kNone && !of_stage[input.stage].list.empty()) {
        makers_[i] = of_stage[input.stage];
        pools_[i] = input.stage;
      }
    }
  }

  const Resolved& resolve(std::size_t i) {
    if (is_resolved_[i]) return resolved_[i];
    Resolved result;
    std::vector<std::size_t> kinds;
    bool all_stated = true;
    for (const std::size_t l : tables_.inputs[i].into) {
      const Link& link = tables_.links[l];
      if (!link.kind || resolve(link.from).parts.empty()) continue;
      kinds.push_back(link.from);
      all_stated = all_stated && resolve(link.from).stated;
    }
    const Makers& own = makers_[i];
    if (!kinds.empty() && (all_stated || !own.stated)) {
      result.role = Role::kKinds;
      result.stated = all_stated;
      const std::vector<double> shares = shares_of(kinds);
      for (std::size_t k = 0; k < kinds.size(); ++k) {
        for (const Part& part : resolve(kinds[k]).parts) result.parts.push_back({part.input, part.share * shares[k]});
      }
    } else if (!own.list.empty()) {
      result.parts.push_back({i, 1});
      result.stated = own.stated;
    } else {
      result.role = Role::kThrough;
      for (const std::size_t l : tables_.inputs[i].into) {
        if (tables_.links[l].kind) continue;
        const std::vector<Part>& parts = resolve(tables_.links[l].from).parts;
        result.parts.insert(result.parts.end(), parts.begin(), parts.end());
      }
    }
    resolved_[i] = std::move(result);
    is_resolved_[i] = true;
    return resolved_[i];
  }

  // By market size; equally, where one is missing.
  std::vector<double> shares_of(const std::vector<std::size_t>& inputs) {
    std::vector<double> shares;
    double sum = 0;
    bool known = true;
    for (const std::size_t i : inputs) {
      shares.push_back(size_of(i));
      sum += shares.back();
      known = known && shares.back() > 0;
    }
    if (!known && inputs.size() > 1) {
      counts_.add("inputs that count the same beside others of their kind, for want of a market size", inputs.size());
    }
    for (double& share : shares) share = known ? share / sum : 1 / static_cast<double>(shares.size());
    return shares;
  }

  // Its own market, or those of all its kinds together.
  double size_of(std::size_t i) const {
    const Input& input = tables_.inputs[i];
    if (input.size > 0) return input.size;
    double sum = 0;
    for (const std::size_t l : input.into) {
      if (!tables_.links[l].kind) continue;
      const double size = size_of(tables_.links[l].from);
      if (!(size > 0)) return 0;
      sum += size;
    }
    return sum;
  }

  // Notes that an input is used, and what of the rows around it is.
  void mark(std::size_t i) {
    if (marked_[i]) return;
    marked_[i] = true;
    Input& input = tables_.inputs[i];
    input.row.unused = nullptr;
    if (input.stage != kNone) tables_.stages[input.stage].row.unused = nullptr;
    const Role role = resolve(i).role;
    for (const std::size_t l : input.into) {
      Row& row = tables_.links[l].row;
      const bool kind = tables_.links[l].kind;
      const std::size_t from = tables_.links[l].from;
      if (kind ? role == Role::kKinds : role == Role::kThrough) {
        take(l, row);
      } else if (kind) {
        row.unused = "a kind of what has shares of its own";
        if (!marked_[from]) tables_.inputs[from].row.unused = row.unused;
      } else if (role == Role::kKinds) {
        row.unused = "it goes into what is replaced by its kinds";
      }
    }
    if (role != Role::kKinds) return;
    for (const std::size_t o : input.offers) tables_.offers[o].row.unused = "the shares of its kinds are used";
  }

  void take(std::size_t l, Row& row) {
    const std::size_t from = tables_.links[l].from;
    if (resolve(from).parts.empty()) {
      row.unused = "nobody makes it, nor anything that goes into it";
      if (!marked_[from]) tables_.inputs[from].row.unused = row.unused;
      return;
    }
    row.unused = nullptr;
    mark(from);
  }

  void add_output(std::size_t i) {
    const std::vector<std::size_t>& into = tables_.inputs[i].into;
    if (!into.empty() && std::all_of(into.begin(), into.end(), [&](std::size_t l) { return tables_.links[l].kind; })) {
      tables_.inputs[i].row.unused = "its kinds are the final outputs";
      return;
    }
    mark(i);
    const std::size_t p = add_product(i);
    Product& product = chain_.products[p];
    chain_.outputs.push_back(p);
    if (!product.makers.list.empty()) return;
    if (product.lines.empty()) {
      diagnostics_.error(tables_.inputs[i].row.place, "nothing goes into '" + tables_.inputs[i].name + "'",
                         "sequence.csv says what does, in goes_into_id; somebody must make that, in provision.csv");
      return;
    }
    // It is finished where the first step that goes into it is.
    for (const Line& line : product.lines) {
      if (tables_.inputs[line.input].type != Type::kProcess) continue;
      const Product& step = chain_.products[chain_.of_input[line.input]];
      product.makers = step.makers;
      product.pool = step.pool;
      break;
    }
    counts_.add("final outputs without makers: finished where the last step is");
    if (product.makers.list.empty()) {
      product.makers.list.push_back({kNone, false, kElsewhere, 1, "assumption: nothing is said about its makers"});
    }
  }

  std::size_t add_product(std::size_t i) {
    if (chain_.of_input[i] != kNone) return chain_.of_input[i];
    Product product;
    product.input = i;
    product.makers = makers_[i];
    product.pool = pools_[i];
    std::vector<std::size_t> designs;
    for (const std::size_t l : tables_.inputs[i].into) {
      if (tables_.links[l].kind) continue;
      take(l, tables_.links[l].row);
      for (const Part& part : resolve(tables_.links[l].from).parts) {
        add_product(part.input);
        const Type type = tables_.inputs[part.input].type;
        add_line(product, part.input, type == Type::kTool ? part.share * kToolWeight : part.share);
        if (type == Type::kDesign && std::find(designs.begin(), designs.end(), part.input) == designs.end())
          designs.push_back(part.input);
      }
    }
    // Designs are of different chips: each counts as far as its chips do.
    const std::vector<double> shares = shares_of(designs);
    for (std::size_t d = 0; d < designs.size(); ++d) {
      for (Line& line : product.lines) {
        if (line.input == designs[d]) line.weight = shares[d];
      }
    }
    chain_.of_input[i] = chain_.products.size();
    chain_.products.push_back(std::move(product));
    return chain_.of_input[i];
  }

  static void add_line(Product& product, std::size_t input, double weight) {
    for (Line& line : product.lines) {
      if (line.input != input) continue;
      line.weight = std::max(line.weight, weight);
      return;
    }
    product.lines.push_back({input, weight});
  }

  void count_uses() {
    for (const Product& product : chain_.products) {
      for (const Line& line : product.lines) ++chain_.products[chain_.of_input[line.input]].users;
    }
  }

  void set_prices() {
    for (Product& product : chain_.products) {
      const double size = tables_.inputs[product.input].size;
      product.priced = size > 0;
      product.price = size / (365 * kPartsPerDay);
      if (product.priced) continue;
      for (const Line& line : product.lines) {
        const Product& part = chain_.products[chain_.of_input[line.input]];
        product.price += part.price / static_cast<double>(part.users);
      }
      counts_.add(product.price > 0 ? "prices without a market size: what goes into it"
                                    : "products without a price, for want of a market size");
    }
  }

  // Of the other tables: what only unused rows name is unused itself.
  void settle_rows() {
    std::vector<bool> stage_used(tables_.stages.size(), false);
    for (const Product& product : chain_.products) {
      if (product.pool != kNone) stage_used[product.pool] = true;
      for (const Counted& c : maker_counts_[product.input].all()) counts_.add(c.what, c.count);
    }
    for (std::size_t s = 0; s < stage_used.size(); ++s) {
      if (!stage_used[s]) continue;
      for (const Counted& c : stage_counts_[s].all()) counts_.add(c.what, c.count);
    }
    std::vector<bool> named(tables_.providers.size(), false);
    for (Offer& offer : tables_.offers) {
      const bool used = offer.input != kNone ? marked_[offer.input] : stage_used[offer.stage];
      if (!used) offer.row.unused = "what it is a share of is not used";
      if (offer.row.unused == nullptr) named[offer.provider] = true;
    }
    for (ProviderRow& row : tables_.provider_rows) {
      row.row.unused = named[row.provider] ? nullptr : "has no share that is used";
    }
  }

  Tables& tables_;
  Counts& counts_;
  Diagnostics& diagnostics_;
  std::vector<Resolved> resolved_;
  std::vector<bool> is_resolved_;
  std::vector<bool> marked_;
  std::vector<Makers> makers_;                       // by input
  std::vector<std::size_t> pools_;                   // by input
  std::vector<Counts> maker_counts_, stage_counts_;  // what was assumed of the makers, to be told if they are used
  Chain chain_;
};

}  // namespace

Chain chain_of(Tables& tables, Counts& counts, Diagnostics& diagnostics) {
  tidy_links(tables, counts, diagnostics);
  return Chaining(tables, counts, diagnostics).run();
}

}  // namespace fabshock::eto
