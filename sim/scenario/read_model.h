// The sections of an assembled model tree -> Model, in the order in which they refer to one another. Entries are read
// in the order of their ids, so that a reference is resolved where it is read and the order in the file changes
// nothing.
#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scenario/model.h"
#include "scenario/reader.h"

namespace fabshock::input {

class ModelReader {
 public:
  ModelReader(Reader& reader, Model& model) : reader_(reader), model_(model) {}
  void read(Node& root);

 private:
  // read_model.cpp
  void read_top(Node& root);
  std::vector<Node*> sorted_entries(Node* section);
  void read_regions(Node* section);
  void read_rivals(Node* node);
  std::string bloc(std::string name, Place place);  // reported if no region is of it
  void read_sites(Node* section);
  void read_products(Node* section);
  void read_modes(Node* section);
  ProductRef product_ref(std::string_view text, Place place);
  const Product* product(const ProductRef& ref) const;

  // read_recipes.cpp
  void read_recipes(Node* section, Node* lines, const std::vector<Node*>& facilities);
  void read_recipe_keys(Entry& entry, Recipe& recipe);
  void read_inputs(Node& node, Recipe& recipe);
  void read_input_keys(Entry& entry, Input& input);
  void read_recipe_line(Node& line);
  void check_inputs(const Recipe& recipe);
  std::optional<Recycling> read_recycling(Node& node, const Input& input);
  std::vector<RegionIx> read_regions_of(Entry& entry);

  // read_facilities.cpp
  void read_facility(Node& node);
  void read_owner_bloc(Entry& entry, Facility& facility);
  RecipeIx recipe_of(Entry& entry, const Facility& facility, bool own);
  void read_tools(Node& node, Facility& facility);
  void check_tools();
  void read_covers(Node& node, std::vector<Cover>& covers);
  void check_groups();

  // read_control.cpp
  void read_control(Entry& entry, Control& control, const Product* makes);
  void read_expansion(Entry& entry, Control& control);
  void read_qualification(Entry& entry, Control& control);
  void read_defaults(Node* section);

  // read_needs.cpp
  void read_need(Node& node);
  void read_need_rate(Node& node, Need& need);
  void split_rate(Need& need);
  void check_barred(const Need& need);
  void check_need_ids();
  void check_kinds();
  void read_option(Entry& entry, NeedOption& option, bool split);
  void read_options(Node& node, Need& need);
  void read_option_line(Node& line);
  void add_option(Need& need, NeedOption option);
  void read_demand(Node& node, Need& need);
  void read_substitution(Node& node, Need& need);
  void read_season(Node& node, Need& need);
  void read_dates(Node& node, Need& need);

  // read_lanes.cpp
  void read_lanes(Node* section);
  void read_lane(Entry& entry);
  void read_rule(Entry& entry);
  ProductRef made_by(const LaneEnd& end) const;
  LaneEnd lane_end(Entry& entry, std::string_view key, bool user);
  void read_transit(Node* section);
  ModeIx read_mode(Entry& entry);

  // read_markets.cpp
  void read_markets(Node* section);
  void read_market_defaults(Node* section);
  // An id gives a rule a name in paths.
  void read_rule_id(Entry& entry, std::vector<std::string>& ids);
  void read_zones(Node* section);
  std::vector<ZoneIx> read_zones_of(Node& node);
  void read_belief(Node* node);
  void read_market_terms(Entry& entry, MarketTerms& terms);

  // read_joint.cpp
  void read_joint(Node* section, const Node& root);
  std::vector<std::size_t> read_joint_columns(Node& columns, const std::map<std::string, const Node*>& numbers,
                                              JointDraws& joint);
  void leave_to_others(JointDraws& joint, const std::vector<std::size_t>& which, Node& columns, Node& rows);
  void read_joint_rows(const Node& rows, JointDraws& joint);
  void read_discrepancy(Node* node);

  // read_trends.cpp
  void read_tables_date(Entry& top);
  void read_trends(Node* section);
  void read_trend(Node& node);
  void read_capacity_trend(Entry& entry, Trend& trend);
  void read_path_trend(Entry& entry, Trend& trend);
  void read_points(Node& node, Trend& trend, const Want& want);
  void read_needs_of(Entry& entry, Trend& trend);
  void read_drawn(Entry& entry, Trend& trend);
  void read_bound(Entry& entry, Trend& trend);
  void check_bounds();
  void check_epoch(Place place);

  Reader& reader_;
  Model& model_;
  std::vector<Place> group_places_;    // where each facility's group is named
  std::set<std::string_view> groups_;  // of model_.facilities, once lanes are read
};

bool has_own_recipe(const Node& facility);  // `inputs`, `cycle_time` or `yield` in place of `recipe`

}  // namespace fabshock::input
