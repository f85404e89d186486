// Includes laid over one another, tables, and what comes out of them.
#include <gtest/gtest.h>

#include "scenario/csv_tree.h"
#include "scenario_texts.h"

namespace fabshock::test::scenario_files_test {
namespace {

using Parts = std::vector<std::string_view>;

TEST(SplitPath, TakesDotsAndBrackets) {
  EXPECT_EQ(input::split_path("a.b.c"), (Parts{"a", "b", "c"}));
  EXPECT_EQ(input::split_path("model.products[a.b].price"), (Parts{"model", "products", "a.b", "price"}));
  EXPECT_EQ(input::split_path("[a.b]"), (Parts{"a.b"}));
  EXPECT_EQ(input::split_path("a[b][c]"), (Parts{"a", "b", "c"}));
  for (const std::string_view bad : {"", ".", "a.", ".a", "a..b", "a[", "a[]", "a[b]c", "a[b"}) {
    EXPECT_TRUE(input::split_path(bad).empty()) << bad;
  }
}

class Includes : public testing::Test {
 protected:
  Model load(const std::string& text) {
    folder_.write("model.yaml", as_model(text));
    return model_in(folder_);
  }
  TempFolder folder_;
};

TEST_F(Includes, LaterOnesOverlayKeyByKey) {
  folder_.write("one.yaml",
                "source: one\nproducts: {p: {unit: t, price: {value: 1, low: 0.5}, class: raw}, q: {unit: t}}\n");
  folder_.write("two.yaml", "source: two\nproducts: {p: {price: 2}}\n");
  const Model model = load("include: [one.yaml, two.yaml]\nproducts: {p: {layer: x}, r: {unit: t}}\n");
  ASSERT_EQ(model.products.size(), 3U);
  const Product& p = model.products[0];
  EXPECT_EQ(p.price.value, 2);
  EXPECT_FALSE(p.price.low);  // a number is replaced whole
  EXPECT_EQ(model.sources[p.price.source], "two");
  EXPECT_EQ(p.klass, "raw");
  EXPECT_EQ(p.layer, "x");
}

TEST_F(Includes, MapsMergeAtEveryDepthAndNullTakesAway) {
  folder_.write("base.yaml", R"(
products: {a: {unit: t}, b: {unit: t}, c: {unit: t}, out: {unit: t}}
recipes: {out: {yield: 0.5, inputs: {a: 1, b: {per: 2, criticality: important, weight: 0.3}}}}
)");
  const Model model = load(R"(include: base.yaml
recipes: {out: {inputs: {a: null, b: {per: 3}, c: 4}}}
)");
  const Recipe& recipe = model.recipes[0];
  EXPECT_EQ(recipe.yield.value, 0.5);
  ASSERT_EQ(recipe.inputs.size(), 2U);
  EXPECT_EQ(recipe.inputs[0].per.value, 3);
  EXPECT_EQ(recipe.inputs[0].weight.value, 0.3);
  EXPECT_EQ(recipe.inputs[1].per.value, 4);
}

TEST_F(Includes, ListsAreAppendedAndReplacedWithinEntries) {
  folder_.write(
      "base.yaml",
      "regions: {A: {}}\nsites: {s: {region: A, lat: 1, lon: 1, tags: [a, b]}}\n"
      "defaults: [{select: any, cover: 1 d}]\nproducts: {p: {unit: t}}\nfacilities: {f: {site: s, makes: p}}\n");
  const Model model = load("include: [base.yaml]\nsites: {s: {tags: [c]}}\ndefaults: [{select: any, cover: 2 d}]\n");
  EXPECT_EQ(model.sites[0].tags, std::vector<std::string>{"c"});
  ASSERT_EQ(model.defaults.size(), 2U);
  EXPECT_EQ(model.defaults[1].control.cover->value, 48);  // the last that fits wins
}

TEST_F(Includes, AFileIsLaidOnOnce) {
  folder_.write("base.yaml", "modes: {sea: {speed: 1 km/h}}\ntransit: [{mode: sea}]\n");
  folder_.write("one.yaml", "include: [base.yaml]\n");
  folder_.write("sub/two.yaml", "include: [three.yaml]\n");
  folder_.write("sub/three.yaml", "include: [../base.yaml]\nregions: {A: {}}\n");
  const Model model = load("include: [base.yaml, one.yaml, sub/two.yaml]\n");
  EXPECT_EQ(model.transits.size(), 1U);
  EXPECT_EQ(model.regions.size(), 1U);
}

TEST_F(Includes, LargeSectionsOverlayAsSmallOnes) {
  std::string base = "products:\n";
  std::string over = "products:\n";
  for (int i = 0; i < 100; ++i) {
    base += "  p" + std::to_string(i) + ": {unit: t, price: 1}\n";
    if (i % 2 == 0) over += "  p" + std::to_string(i) + ": " + (i % 4 == 0 ? "{price: 2}" : "null") + "\n";
  }
  folder_.write("base.yaml", base);
  const Model model = load("include: [base.yaml]\n" + over);
  EXPECT_EQ(model.products.size(), 75U);
  double sum = 0;
  for (const Product& product : model.products) sum += product.price.value;
  EXPECT_EQ(sum, 50 + 2 * 25);
}

TEST_F(Includes, TablesAreEntries) {
  folder_.write("sites.csv",
                "\xEF\xBB\xBFid,name,region,lat,lon,tags,source,lat.source\r\n"
                "a,\"Fab, \"\"old\"\"\",A,1.5,2,x; y ;z,book,\r\n"
                "\r\n"
                "b,\"two\nlines\",A,3,4,,,map\r\n");
  const Model model =
      load("regions: {A: {}}\nsites: {csv: sites.csv, source: table, c: {region: A, lat: 0, lon: 0}}\n");
  ASSERT_EQ(model.sites.size(), 3U);
  EXPECT_EQ(model.sites[0].name, "Fab, \"old\"");
  EXPECT_EQ(model.sites[0].lat, 1.5);
  EXPECT_EQ(model.sites[0].tags, (std::vector<std::string>{"x", "y", "z"}));
  EXPECT_EQ(model.sites[1].name, "two\nlines");
  EXPECT_EQ(model.sites[1].place.line, 4U);
  EXPECT_EQ(model.unsourced.size(), 0U);
  EXPECT_EQ(model.sources, (std::vector<std::string>{"", "table", "book", "map"}));
}

TEST_F(Includes, ColumnsLeadIntoMaps) {
  folder_.write("f.csv",
                "id,site,makes,capacity,capacity.low,capacity.dist,cover[a.b],cover.c\n"
                "x,s,a.b,10 /day,5,\"uniform(5, 15)\",3 d,\n"
                "y,s,c,,,,,4 d\n");
  const Model model = load("products: {a.b: {unit: t}, c: {unit: t}}\nfacilities: {csv: f.csv}\n");
  const Facility& x = model.facilities[0];
  EXPECT_EQ(x.capacity->value, 10);
  EXPECT_EQ(*x.capacity->low, 5);
  EXPECT_EQ(x.capacity->dist.kind, DistKind::kUniform);
  ASSERT_EQ(x.covers.size(), 1U);
  EXPECT_EQ(x.covers[0].hours.value, 72);
  EXPECT_FALSE(model.facilities[1].capacity);
  EXPECT_EQ(model.facilities[1].covers[0].hours.value, 96);
}

TEST_F(Includes, ListsMixTablesAndEntries) {
  folder_.write("a.csv", "select.kind,cover\nfab,1 d\n");
  folder_.write("b.csv", "select.kind,cover\nfab,2 d\n");
  const std::string rest = "products: {p: {unit: t}}\nfacilities: {f: {site: s, makes: p, kind: fab}}\n";
  EXPECT_EQ(load(rest + "defaults: [{csv: [a.csv, b.csv]}, {select: any, cover: 3 d}]\n").defaults.size(), 3U);
  EXPECT_EQ(load(rest + "defaults: {csv: a.csv}\n").defaults.size(), 1U);
}

TEST_F(Includes, MapSectionsMayBeListsOfEntriesWithIds) {
  const Model model = load("regions: [{id: B, name: b}, {id: A}]\n");
  EXPECT_EQ(model.regions[0].id, "A");
  EXPECT_EQ(model.regions[1].name, "b");
}

TEST_F(Includes, AModelWithoutANameHasItsFolders) {
  folder_.write("small/model.yaml", "schema: fabshock/model/1\n");
  Diagnostics diagnostics;
  EXPECT_EQ(load_model(folder_.path() / "small", diagnostics)->name, "small");
  EXPECT_EQ(load_model(folder_.path() / "small" / "model.yaml", diagnostics)->name, "small");
}

}  // namespace
}  // namespace fabshock::test::scenario_files_test
