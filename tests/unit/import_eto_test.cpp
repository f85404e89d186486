// Tables in the format of ETO's dataset -> a model. The tables of tests/data/eto-small are invented.
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "import/eto.h"
#include "import/words.h"
#include "support/world.h"

namespace fabshock::test::import_eto_test {
namespace {

namespace fs = std::filesystem;

class ImportEto : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / ("fabshock-eto-" + std::string(info->name()) + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    for (const char* name : {"inputs.csv", "stages.csv", "sequence.csv", "providers.csv", "provision.csv"})
      put(name, read_test_file(std::string("data/eto-small/") + name));
  }
  void TearDown() override { fs::remove_all(folder_); }

  void put(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  std::string table(const std::string& name) const { return read_test_file("data/eto-small/" + name); }
  void change(const std::string& name, const std::string& from, const std::string& to) const {
    put(name, replaced(table(name), from, to));
  }

  // What was said, with the folder's name left out.
  std::string read_in() {
    Diagnostics diagnostics;
    const std::optional<ImportedModel> made = import_eto(folder_, diagnostics);
    EXPECT_EQ(made.has_value(), diagnostics.ok());
    model_ = made.value_or(ImportedModel{});
    std::ostringstream out;
    diagnostics.print(out);
    std::string text = out.str();
    const std::string prefix = folder_.generic_string() + "/";
    for (std::size_t at = 0; (at = text.find(prefix)) != std::string::npos;) text.erase(at, prefix.size());
    return text;
  }

  // A scenario on the model that was imported last.
  std::string scenario(const std::string& rest) const {
    put("model.yaml", model_.yaml);
    return "schema: fabshock/scenario/1\nname: test\nmodel: " + (folder_ / "model.yaml").generic_string() + "\n" + rest;
  }

  bool has(const std::string& text) const { return model_.yaml.find(text) != std::string::npos; }

  std::size_t assumed(const std::string& start) const {
    for (const Counted& kind : model_.assumptions) {
      if (kind.what.rfind(start, 0) == 0) return kind.count;
    }
    return 0;
  }

  std::size_t unused(const std::string& name, const std::string& why) const {
    for (const TableUse& use : model_.tables) {
      if (use.name != name) continue;
      for (const Counted& reason : use.unused) {
        if (reason.what == why) return reason.count;
      }
    }
    return 0;
  }

  fs::path folder_;
  ImportedModel model_;
};

const char* const kCircle =
    "sequence.csv:12:1: warning: left out: it closes a circle (Closing -> Shaping -> Closing)\n"
    "Closing,M2,Shaping,M1,,\n"
    "^\n"
    "  hint: delete the row that is wrong, if it is another\n";

TEST_F(ImportEto, MakesAModelThatIsValid) {
  EXPECT_EQ(read_in(), kCircle);
  const World world = world_of(scenario("horizon: 10 d\n"));
  EXPECT_EQ(world.network->model.facilities.size(), 17U);
  EXPECT_EQ(model_.facilities, 17U);
  EXPECT_EQ(world.network->model.products.size(), model_.products);
  EXPECT_EQ(model_.products, 8U);
  EXPECT_EQ(model_.regions, 4U);
  EXPECT_EQ(model_.needs, 1U);
  EXPECT_EQ(model_.recipe_lines, 8U);
  EXPECT_EQ(world.network->lanes.size(), 36U);
  EXPECT_TRUE(world.network->model.unsourced.empty());
  EXPECT_TRUE(has("\nepoch: 2032-01-01\n"));  // the latest year of provision.csv is 2031
  EXPECT_TRUE(has("paint: {unit: part, quantum: 0.000001, price: {value: 100, source: &s1 \"Widget Weekly\"}"));
  EXPECT_TRUE(has("source: &s2 \"Grips \\\"and more\\\" Monthly\""));
}

TEST_F(ImportEto, AccountsForEveryRow) {
  read_in();
  ASSERT_EQ(model_.tables.size(), 5U);
  for (const TableUse& use : model_.tables) {
    std::size_t sum = use.used;
    for (const Counted& reason : use.unused) sum += reason.count;
    EXPECT_EQ(sum, use.rows) << use.name;
    const std::string text = table(use.name);
    EXPECT_EQ(use.rows + 1, static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'))) << use.name;
  }
  EXPECT_EQ(unused("inputs.csv", "not on a way to a final output"), 1U);
  EXPECT_EQ(unused("inputs.csv", "a kind of what has shares of its own"), 1U);
  EXPECT_EQ(unused("sequence.csv", "it closes a circle"), 1U);
  EXPECT_EQ(unused("provision.csv", "the shares of its kinds are used"), 1U);
}

// Alfa makes 40 % of the paint, without which nothing is shaped. Once all stocks are used up, nearly two years later,
// that is what end users miss, where the others have nothing to spare; with a tenth of their capacity idle, a third.
TEST_F(ImportEto, LosesTheShareOfTheMakerThatIsOut) {
  read_in();
  const std::string rest =
      "horizon: 900 d\n"
      "disruptions: [{id: stop, type: outage, select: {facility: paint-alfa}, at: 2032-02-01, duration: 3 y, "
      "severity: 1}]\n"
      "record: {every: 30 d, measures: [unmet]}\n";
  const std::vector<double> unmet = run_world(scenario(rest + "set: {model.facilities.*.capacity.scale: 0.9001}\n"))
                                        .series("good-widget-world", "unmet");
  ASSERT_GT(unmet.size(), 25U);
  EXPECT_EQ(unmet[2], 0);
  EXPECT_NEAR(unmet.back(), 400, 1);
  EXPECT_NEAR(run_world(scenario(rest)).series("good-widget-world", "unmet").back(), 1000 - 600 / 0.9, 1);
}

TEST_F(ImportEto, PutsCountriesAndOrganisationsTogether) {
  read_in();
  // Austria makes 70 % of the cutters, Alfa, which is there, 50 %.
  EXPECT_TRUE(has("cutters-sharp-alfa:"));
  EXPECT_TRUE(
      has("site: at, kind: tool, group: cutters-sharp, makes: cutters-sharp,\n"
          "     capacity: 222.222222222/day, output: {value: 200/day, source: *s1}}"));
  EXPECT_TRUE(has("cutters-sharp-others-at:"));
  EXPECT_FALSE(has("cutters-sharp-others-ch:"));
  EXPECT_EQ(assumed("countries where others make"), 1U);
  // Switzerland makes all right grips; its two makers say no shares.
  EXPECT_TRUE(has("right-grips-gamma:"));
  EXPECT_TRUE(has("output: {value: 500/day, source: &s6 \"assumption: no share is given; the country's is split"));
  // More than its country: Alfa is scaled down to it. Less than a quarter of a per cent: that is rounding.
  change("provision.csv", "AUT,X1,Cutters (sharp),M6,70", "AUT,X1,Cutters (sharp),M6,40");
  read_in();
  EXPECT_EQ(assumed("organisations that have more than their country"), 1U);
  change("provision.csv", "AUT,X1,Cutters (sharp),M6,70", "AUT,X1,Cutters (sharp),M6,50.2");
  read_in();
  EXPECT_FALSE(has("cutters-sharp-others-at:"));
  // Where nothing has a share, all that are named count the same.
  put("provision.csv", replaced(replaced(table("provision.csv"), "M4,40,", "M4,,"), "M4,60,", "M4,,"));
  read_in();
  EXPECT_EQ(assumed("inputs without any share"), 1U);
  EXPECT_TRUE(has("makes: paint,\n     capacity: 555.555555556/day, output: {value: 500/day, source: &"));
}

TEST_F(ImportEto, BringsSharesToAHundred) {
  read_in();
  EXPECT_TRUE(has("glue-other:"));  // 30 + 50 %
  EXPECT_TRUE(has("output: {value: 200/day, source: &s5 \"assumption: the shares add up to less than 100 %"));
  EXPECT_EQ(assumed("inputs and stages whose shares add up to less"), 1U);
  change("provision.csv", "M5,50,", "M5,90,");
  read_in();
  EXPECT_FALSE(has("glue-other:"));
  EXPECT_TRUE(has("output: {value: 250/day"));
  EXPECT_EQ(assumed("inputs and stages whose shares add up to more"), 1U);
  change("provision.csv", "M5,50,", "M5,,");  // the other maker has what is left
  read_in();
  EXPECT_TRUE(has("output: {value: 700/day, source: &s5 \"assumption: no share is given; what the others leave"));
}

TEST_F(ImportEto, ReplacesAnInputByItsKinds) {
  read_in();
  EXPECT_FALSE(has("\n  grips:"));
  EXPECT_TRUE(
      has("      left-grips: {per: 1, criticality: important, weight: 0.75}\n"
          "      right-grips: {per: 1, criticality: important, weight: 0.25}\n"));
  // Without a share for one of its kinds the input's own shares say more.
  put("provision.csv", replaced(table("provision.csv"), "Right grips,M9,100,", "Right grips,M9,,"));
  read_in();
  EXPECT_TRUE(has("      grips: {per: 1, criticality: critical}\n"));
  EXPECT_FALSE(has("left-grips"));
  // Without a market size they count the same.
  change("inputs.csv", "$30 million", "");
  put("provision.csv", table("provision.csv"));
  read_in();
  EXPECT_TRUE(has("      left-grips: {per: 1, criticality: important, weight: 0.5}\n"));
  EXPECT_EQ(assumed("inputs that count the same"), 2U);
  // What nobody makes is passed through: who uses it uses what goes into it.
  put("inputs.csv", table("inputs.csv"));
  change("sequence.csv", "Paint,M4,Shaping,M1,,", "Paint,M4,Old cutters,M10,,\nOld cutters,M10,Shaping,M1,,");
  read_in();
  EXPECT_TRUE(has("      paint: {per: 1, criticality: critical}\n"));
  EXPECT_FALSE(has("old-cutters"));
}

TEST_F(ImportEto, SaysWhatIsWrongAndWhere) {
  change("provision.csv", "share_provided", "share");
  EXPECT_EQ(read_in(),
            "provision.csv:1:1: error: the table needs a column 'share_provided'\n"
            "provider_name,provider_id,provided_name,provided_id,share,year,source\n"
            "^\n"
            "  hint: the columns have the names of the dataset's tables\n");
  change("provision.csv", "AUT,X1,Glue,M5", "AUT,X1,Glue,M55");
  EXPECT_EQ(read_in(),
            "provision.csv:8:13: error: unknown input or stage 'M55'\n"
            "AUT,X1,Glue,M55,30,,\n"
            "            ^\n"
            "  hint: did you mean 'M5'?\n");
  change("provision.csv", "Beta,O2,Paint,M4,60", "Alfa,O1,Paint,M4,60");
  EXPECT_EQ(read_in(),
            "provision.csv:7:1: error: duplicate row: O1 has a share of M4 already\n"
            "Alfa,O1,Paint,M4,60,2031,\"Paint, Yearbook\"\n"
            "^\n"
            "  hint: it is already given in line 6\n");
  for (const char* share : {"101", "-1", "most", "nan", "4 0"}) {
    change("provision.csv", "M5,30,", "M5," + std::string(share) + ",");
    EXPECT_EQ(read_in(), "provision.csv:8:16: error: '" + std::string(share) + "' is not a share\nAUT,X1,Glue,M5," +
                             share +
                             ",,\n               ^\n"
                             "  hint: a number from 0 to 100, in per cent; an empty cell where it is not known\n");
  }
  put("provision.csv", table("provision.csv"));
  change("sequence.csv", "Glue,M5,Closing,M2,,", "Glue,M5,Closing,M2,Paint,M4");
  EXPECT_EQ(read_in().rfind("sequence.csv:6:1: error: both goes_into_id and is_type_of_id are given\n", 0), 0U);
  put("sequence.csv", table("sequence.csv"));
  change("inputs.csv", "M5,Glue,material_resource", "M4,Glue,material");
  const std::string both = read_in();
  EXPECT_NE(both.find("inputs.csv:6:1: error: duplicate id 'M4'\n"), std::string::npos) << both;
  EXPECT_NE(both.find("inputs.csv:6:9: error: unknown type 'material'\n"), std::string::npos) << both;
  put("inputs.csv", table("inputs.csv"));
  change("providers.csv", "Alfa,Alfa & Sons,O1,organization,AUT", "Alfa,Alfa & Sons,O1,organization,BEL");
  EXPECT_EQ(read_in().rfind("providers.csv:6:18: error: duplicate id 'O1'\n", 0), 0U);
  fs::remove(folder_ / "providers.csv");
  EXPECT_EQ(read_in().rfind("providers.csv: error: cannot be found\n", 0), 0U);
}

TEST_F(ImportEto, NeedsAnEnd) {
  change("inputs.csv", "ultimate_output", "process");
  EXPECT_NE(read_in().find("inputs.csv: error: no input has the type ultimate_output\n"), std::string::npos);
  put("inputs.csv", table("inputs.csv"));
  change("sequence.csv", "Closing,M2,Good widget,M3,,\n", "");
  EXPECT_NE(read_in().find("inputs.csv:4:1: error: nothing goes into 'Good widget'\n"), std::string::npos);
}

TEST(Words, ReadsMoney) {
  EXPECT_EQ(dollars("$1,095 million"), 1095e6);
  EXPECT_EQ(dollars("$2.5 billion (2022)"), 2.5e9);
  EXPECT_EQ(dollars("$2 trillion"), 2e12);
  for (const char* text : {"", "3 billion", "$ 3 billion", "$3", "$3.4.5 million"}) EXPECT_EQ(dollars(text), 0) << text;
}

TEST(Words, WritesNumbersAndIds) {
  EXPECT_EQ(decimal(1000), "1000");
  EXPECT_EQ(decimal(0.5), "0.5");
  EXPECT_EQ(decimal(1.0 / 3, 9), "0.333333333");
  EXPECT_EQ(kebab("Long saws (cut. & grind.)"), "long-saws-cut-grind");
  EXPECT_EQ(kebab(" --"), "");
  EXPECT_EQ(in_quotes("a \"b\" \\"), "\"a \\\"b\\\" \\\\\"");
}

}  // namespace
}  // namespace fabshock::test::import_eto_test
