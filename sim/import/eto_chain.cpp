#include "import/eto_chain.h"

#include <algorithm>
#include <string>
#include <utility>

#include "import/eto_links.h"
#include "import/eto_resolve.h"

namespace fabshock::eto {
namespace {

constexpr const char* kOffTheWay = "not on a way to a final output";
constexpr const char* kEqualKinds = "inputs that count the same beside others of their kind, for want of a market size";
constexpr double kLargestPrice = 1e15;  // that a model may have

class Chaining {
 public:
  Chaining(Tables& tables, std::vector<std::size_t> order, Counts& counts, Diagnostics& diagnostics)
      : tables_(tables),
        order_(std::move(order)),
        counts_(counts),
        diagnostics_(diagnostics),
        allowance_(diagnostics),
        marked_(tables.inputs.size(), false),
        line_at_(tables.inputs.size(), kNone) {
    chain_.of_input.assign(tables.inputs.size(), kNone);
  }

  Chain run() {
    for (Input& input : tables_.inputs) input.row.unused = kOffTheWay;
    for (Link& link : tables_.links) {
      if (link.row.unused == nullptr) link.row.unused = kOffTheWay;
    }
    for (Stage& stage : tables_.stages) stage.row.unused = "no step of it is on a way to a final output";
    find_makers();
    sizes_ = sizes_of(tables_, order_);
    resolved_ = resolve(tables_, makers_, sizes_, order_, allowance_);
    for (std::size_t i = 0; i < tables_.inputs.size() && !allowance_.is_spent(); ++i) {
      if (tables_.inputs[i].type == Type::kOutput) add_output(i);
    }
    if (allowance_.is_spent()) return {};
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
  struct Unfinished {  // a product whose inputs are being added
    Product product;
    std::size_t next = 0;  // of its lines
  };

  void find_makers() {
    const std::size_t inputs = tables_.inputs.size();
    const std::size_t stages = tables_.stages.size();
    makers_.assign(inputs, nullptr);
    pools_.assign(inputs, kNone);
    input_makers_.resize(inputs);
    stage_makers_.resize(stages);
    maker_counts_.resize(inputs);
    stage_counts_.resize(stages);
    for (std::size_t s = 0; s < stages; ++s)
      stage_makers_[s] = makers_of(tables_.stage_offers[s], tables_, stage_counts_[s]);
    for (std::size_t i = 0; i < inputs; ++i) {
      const Input& input = tables_.inputs[i];
      if (!input.offers.empty()) {
        input_makers_[i] = makers_of(input.offers, tables_, maker_counts_[i]);
        if (!input_makers_[i].list.empty()) makers_[i] = &input_makers_[i];
      } else if (input.type == Type::kProcess && input.stage != kNone && !stage_makers_[input.stage].list.empty()) {
        makers_[i] = &stage_makers_[input.stage];
        pools_[i] = input.stage;
      }
    }
  }

  // Notes that an input is used, and what of the rows around it is.
  void mark(std::size_t first) {
    std::vector<std::size_t> to_do{first};
    while (!to_do.empty()) {
      const std::size_t i = to_do.back();
      to_do.pop_back();
      if (!marked_[i]) mark_one(i, to_do);
    }
  }

  void mark_one(std::size_t i, std::vector<std::size_t>& to_do) {
    marked_[i] = true;
    Input& input = tables_.inputs[i];
    input.row.unused = nullptr;
    if (input.stage != kNone) tables_.stages[input.stage].row.unused = nullptr;
    const Role role = resolved_[i].role;
    for (const std::size_t l : input.into) {
      Row& row = tables_.links[l].row;
      const bool kind = tables_.links[l].kind;
      const std::size_t from = tables_.links[l].from;
      if (kind ? role == Role::kKinds : role == Role::kThrough) {
        if (take(l)) to_do.push_back(from);
      } else if (kind) {
        row.unused = "a kind of what has shares of its own";
        if (!marked_[from]) tables_.inputs[from].row.unused = row.unused;
      } else if (role == Role::kKinds) {
        row.unused = "it goes into what is replaced by its kinds";
      }
    }
    if (role != Role::kKinds) return;
    counts_.add(kEqualKinds, resolved_[i].equal_kinds);
    for (const std::size_t o : input.offers) tables_.offers[o].row.unused = "the shares of its kinds are used";
  }

  // Is there anything of what the row names? Then it is used.
  bool take(std::size_t l) {
    Row& row = tables_.links[l].row;
    const std::size_t from = tables_.links[l].from;
    const bool made = !resolved_[from].parts.empty();
    row.unused = made ? nullptr : "nobody makes it, nor anything that goes into it";
    if (!made && !marked_[from]) tables_.inputs[from].row.unused = row.unused;
    return made;
  }

  void add_output(std::size_t i) {
    const std::vector<std::size_t>& into = tables_.inputs[i].into;
    const bool only_kinds = std::all_of(into.begin(), into.end(), [&](std::size_t l) {
      return tables_.links[l].kind && tables_.inputs[tables_.links[l].from].type == Type::kOutput;
    });
    if (!into.empty() && only_kinds) {
      tables_.inputs[i].row.unused = "its kinds are the final outputs";
      return;
    }
    mark(i);
    const std::size_t p = add_product(i);
    Product& product = chain_.products[p];
    chain_.outputs.push_back(p);
    if (!product.makers.list.empty() || allowance_.is_spent()) return;
    if (product.lines.empty()) {
      tell_empty(i);
      return;
    }
    // It is finished where the first step that goes into it is.
    for (const Line& line : product.lines) {
      if (tables_.inputs[line.input].type != Type::kProcess) continue;
      const Product& step = chain_.products[chain_.of_input[line.input]];
      if (!allowance_.spend(step.makers.list.size(), tables_.inputs[i].row.place)) return;
      product.makers = step.makers;
      product.pool = step.pool;
      break;
    }
    counts_.add("final outputs without makers: finished where the last step is");
    if (product.makers.list.empty()) {
      product.makers.list.push_back({kNone, false, kElsewhere, 1, "assumption: nothing is said about its makers"});
    }
  }

  void tell_empty(std::size_t i) {
    const Input& output = tables_.inputs[i];
    const bool any =
        std::any_of(output.into.begin(), output.into.end(), [&](std::size_t l) { return !tables_.links[l].kind; });
    if (any) {
      diagnostics_.error(
          output.row.place, "nobody makes '" + output.name + "', nor anything that goes into it",
          "provision.csv says who makes what: name a country or a company for it, for what goes into it, "
          "or for the stage of a step");
    } else {
      diagnostics_.error(output.row.place, "nothing goes into '" + output.name + "'",
                         "sequence.csv says what does, in goes_into_id; somebody must make that, in provision.csv");
    }
  }

  // With all that goes into it, which comes first. A list of products that wait takes the place of calls within calls:
  // a chain may be longer than the program's stack is deep.
  std::size_t add_product(std::size_t first) {
    std::vector<Unfinished> waiting;
    if (chain_.of_input[first] == kNone) waiting.push_back({begin_product(first), 0});
    while (!waiting.empty()) {
      Unfinished& last = waiting.back();
      if (last.next < last.product.lines.size()) {
        const std::size_t part = last.product.lines[last.next++].input;
        if (chain_.of_input[part] == kNone) waiting.push_back({begin_product(part), 0});
        continue;
      }
      chain_.of_input[last.product.input] = chain_.products.size();
      chain_.products.push_back(std::move(last.product));
      waiting.pop_back();
    }
    return chain_.of_input[first];
  }

  Product begin_product(std::size_t i) {
    Product product;
    product.input = i;
    product.pool = pools_[i];
    const Place place = tables_.inputs[i].row.place;
    if (makers_[i] != nullptr && allowance_.spend(makers_[i]->list.size(), place)) product.makers = *makers_[i];
    std::vector<std::size_t> designs;
    for (const std::size_t l : tables_.inputs[i].into) {
      if (tables_.links[l].kind) continue;
      const std::size_t from = tables_.links[l].from;
      if (take(l)) mark(from);
      if (!allowance_.spend(resolved_[from].parts.size(), place)) break;
      for (const Part& part : resolved_[from].parts) {
        const Type type = tables_.inputs[part.input].type;
        const double weight = type == Type::kTool ? part.share * kToolWeight : part.share;
        if (!add_line(product, part.input, weight)) continue;
        if (type == Type::kDesign) designs.push_back(part.input);
      }
    }
    // Designs are of different chips: each counts as far as its chips do.
    const SharesOf shares = shares_of(designs, sizes_);
    counts_.add(kEqualKinds, shares.equal);
    for (std::size_t d = 0; d < designs.size(); ++d) product.lines[line_at_[designs[d]]].weight = shares.list[d];
    for (const Line& line : product.lines) line_at_[line.input] = kNone;
    return product;
  }

  // false: there was one; the weight is the larger of the two.
  bool add_line(Product& product, std::size_t input, double weight) {
    const bool is_new = line_at_[input] == kNone;
    if (is_new) {
      line_at_[input] = product.lines.size();
      product.lines.push_back({input, weight});
    }
    Line& line = product.lines[line_at_[input]];
    line.weight = std::max(line.weight, weight);
    return is_new;
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
      product.price = std::min(product.price, kLargestPrice);
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
  std::vector<std::size_t> order_;  // all inputs, what goes into something before that
  Counts& counts_;
  Diagnostics& diagnostics_;
  Allowance allowance_;
  std::vector<bool> marked_;
  std::vector<std::size_t> line_at_;                 // by input: in the product that is begun; kNone: not in it
  std::vector<double> sizes_;                        // by input
  std::vector<Resolved> resolved_;                   // by input
  std::vector<Makers> input_makers_, stage_makers_;  // by input, by stage
  std::vector<const Makers*> makers_;                // by input: its own or its stage's; nullptr: nobody
  std::vector<std::size_t> pools_;                   // by input
  std::vector<Counts> maker_counts_, stage_counts_;  // what was assumed of the makers, to be told if they are used
  Chain chain_;
};

}  // namespace

Chain chain_of(Tables& tables, Counts& counts, Diagnostics& diagnostics) {
  std::vector<std::size_t> order = tidy_links(tables, counts, diagnostics);
  return Chaining(tables, std::move(order), counts, diagnostics).run();
}

}  // namespace fabshock::eto
