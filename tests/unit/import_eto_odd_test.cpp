// Odd tables in the format of ETO's dataset: names, countries, sizes and links that no good table has.
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "import/countries.h"
#include "import/eto.h"
#include "import/words.h"
#include "support/world.h"

namespace fabshock::test::import_eto_odd_test {
namespace {

void add_line(std::string& table, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) table.append(part);
  table.append("\n");
}

namespace fs = std::filesystem;

// Boards are sawn; all sawing is in Austria, which the table calls Osterland.
class ImportEtoOdd : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::temp_directory_path() / ("fabshock-odd-" + std::string(info->name()) + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  // What was said, with the folder's name left out.
  std::string read_in() {
    put("stages.csv", "stage_id,stage_name\n" + stages_);
    put("inputs.csv",
        "input_id,input_name,type,stage_id,market_share_chart_global_market_size_info,market_share_chart_source\n" +
            inputs_);
    put("sequence.csv", sequence_head_ + sequence_);
    put("providers.csv", "provider_id,provider_name,alias,provider_type,country\n" + providers_);
    put("provision.csv", "provider_id,provided_id,share_provided,year,source\n" + provision_);
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

  World world() const {
    put("model.yaml", model_.yaml);
    return world_of("schema: fabshock/scenario/1\nname: test\nmodel: " + (folder_ / "model.yaml").generic_string() +
                    "\nhorizon: 10 d\n");
  }

  void put(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  bool has(const std::string& text) const { return model_.yaml.find(text) != std::string::npos; }

  std::size_t assumed(const std::string& what) const {
    for (const Counted& kind : model_.assumptions) {
      if (kind.what == what) return kind.count;
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

  std::string stages_ = "T1,Sawing\n";
  std::string inputs_ = "O,Board,ultimate_output,,,\nP,Sawing,process,T1,,\n";
  std::string sequence_head_ = "input_id,goes_into_id,is_type_of_id\n";
  std::string sequence_ = "P,O,\n";
  std::string providers_ = "A,AUT,Osterland,country,\n";
  std::string provision_ = "A,T1,100,2030,Saw News\n";
  fs::path folder_;
  ImportedModel model_;
};

const char* const kUnknown = "providers whose country is not known: OTHER";

TEST_F(ImportEtoOdd, QuotesWhatYamlReadsAsSomethingElse) {
  stages_ = "T1,null\n";
  inputs_ = "O,1e5,ultimate_output,,,\nP,No,process,T1,,\n";
  providers_ = "A,NOR,,country,\n";
  EXPECT_EQ(read_in(), "");
  EXPECT_TRUE(has("\n  \"NO\": {name: \"NOR\"}\n"));
  EXPECT_TRUE(has("\n  \"no\": {region: \"NO\", lat: 59.9, lon: 10.8}\n"));
  EXPECT_TRUE(has("\n  \"no\": {unit: part, quantum: 0.000001, class: process, layer: \"null\"}\n"));
  EXPECT_TRUE(has("site: \"no\", kind: output, group: \"1e5\", makes: \"1e5\","));
  EXPECT_EQ(world().network->model.products.size(), 2U);
}

TEST_F(ImportEtoOdd, TellsStagesOfTheSameNameApart) {
  stages_ = "T1,Sawing!\nT2,Sawing?\nT3,---\n";
  inputs_ = "O,Board,ultimate_output,,,\nP,Sawing,process,T1,,\nQ,Planing,process,T2,,\nR,Oiling,process,T3,,\n";
  sequence_ = "P,O,\nQ,O,\nR,O,\n";
  provision_ = "A,T1,100,2030,\nA,T2,100,2030,\nA,T3,100,2030,\n";
  EXPECT_EQ(read_in(), "");
  for (const char* layer : {"layer: sawing}", "layer: sawing-2}", "layer: stage}"}) EXPECT_TRUE(has(layer)) << layer;
}

TEST_F(ImportEtoOdd, CutsLongNamesAndKeepsThemApart) {
  const std::string name(300, 'a');
  inputs_ = "O," + name + ",ultimate_output,,,\nP," + name + "b,process,T1,,\n";
  providers_ +=
      "B," + std::string(300, 'b') + "c,,organization,AUT\nC," + std::string(300, 'b') + ",,organization,AUT\n";
  provision_ = "B,T1,50,2030,\nC,T1,50,2030,\n";
  EXPECT_EQ(read_in(), "");
  const World made = world();
  EXPECT_EQ(made.network->model.products.size(), 2U);
  ASSERT_EQ(made.network->model.facilities.size(), 4U);
  for (const auto& facility : made.network->model.facilities) EXPECT_LE(facility.id.size(), 200U);
}

TEST_F(ImportEtoOdd, RefusesMarketsThatAreTooLarge) {
  for (const std::string& size : {std::string("1001"), std::string(30, '9'), std::string(300, '9')}) {
    inputs_ = "O,Board,ultimate_output,,,\nP,Sawing,process,T1,,\nM,Paint,material_resource,,$" + size + " trillion,\n";
    const std::string said = read_in();
    EXPECT_EQ(said.rfind("inputs.csv:4:28: error: a market of more than a thousand trillion dollars a year\n", 0), 0U)
        << said;
  }
}

TEST_F(ImportEtoOdd, KnowsACountryByItsCodesNamesAndAliases) {
  const auto site_for = [&](const std::string& country) {
    providers_ = "A,AUT,Osterland,country,\nB,Bolt,,organization," + country + "\n";
    provision_ = "B,T1,100,2030,\n";
    EXPECT_EQ(read_in(), "") << country;
    EXPECT_EQ(assumed(kUnknown), 0U) << country;
    const std::size_t at = model_.yaml.find(", site: ");
    return at == std::string::npos ? std::string{} : model_.yaml.substr(at + 8, 2);
  };
  for (const char* name : {"USA", "usa", "US", "us", "U.S.", "United States", "the United States of America"})
    EXPECT_EQ(site_for(name), "us") << name;
  for (const char* name : {"AUT", "at", "Austria", "osterland"}) EXPECT_EQ(site_for(name), "at") << name;
  EXPECT_EQ(site_for("South Korea"), "kr");
  EXPECT_EQ(site_for("UK"), "gb");
  EXPECT_TRUE(has("\n  GB: {name: \"United Kingdom\"}\n"));
  // Countries' own rows, too.
  providers_ = "A,netherlands,,country,\n";
  provision_ = "A,T1,100,2030,\n";
  EXPECT_EQ(read_in(), "");
  EXPECT_TRUE(has("\n  nl: {region: NL, lat: 52.4, lon: 4.9}\n"));
}

TEST_F(ImportEtoOdd, CountsWhoseCountryIsNotKnown) {
  providers_ +=
      "B,Bolt,,organization,CSV\nC,Clamp,,organization,csv\nD,Dowel,,organization,Various "
      "countries\nE,Edge,,organization,\n";
  provision_ = "A,T1,50,2030,\nB,T1,30,2030,\nC,T1,10,2030,\nD,T1,5,2030,\nE,T1,5,2030,\n";
  EXPECT_EQ(
      read_in(),
      "providers.csv:3:22: warning: unknown country 'CSV': taken for OTHER\n"
      "B,Bolt,,organization,CSV\n"
      "                     ^\n"
      "  hint: known are ISO codes (NLD, NL), English names, and what providers.csv has as a known country's alias\n");
  EXPECT_EQ(assumed(kUnknown), 2U);
  EXPECT_EQ(assumed("organisations whose country is not given: OTHER"), 1U);
  EXPECT_EQ(unused("provision.csv", "its country is not known: the countries' shares say more"), 3U);
  EXPECT_EQ(unused("provision.csv", "various makers: the countries' shares say more"), 1U);
  // A country of which only the code is known to somebody else is no place at 0, 0 of its own.
  providers_ = "A,XYZ,,country,\n";
  provision_ = "A,T1,100,2030,\n";
  EXPECT_EQ(read_in().rfind("providers.csv:2:3: warning: unknown country 'XYZ': taken for OTHER\n", 0), 0U);
  EXPECT_EQ(assumed(kUnknown), 1U);
  EXPECT_TRUE(has("\n  OTHER: {name: \"Other countries\"}\n"));
  EXPECT_FALSE(has("XYZ"));
  EXPECT_EQ(world().network->model.facilities.size(), 2U);
}

TEST_F(ImportEtoOdd, RefusesTwoSharesOfOneCountry) {
  providers_ += "C,Austria,,country,\n";
  provision_ = "A,T1,60,2030,\nC,T1,40,2030,\n";
  const std::string said = read_in();
  EXPECT_EQ(
      said.rfind("provision.csv:3:1: error: duplicate row: C, the same country as A, has a share of T1 already\n", 0),
      0U)
      << said;
}

TEST_F(ImportEtoOdd, FollowsChainsOfAnyLength) {
  constexpr int kLength = 50'000;
  inputs_ = "O,Board,ultimate_output,,,\n";
  sequence_ = "M0,O,\n";
  for (int i = 0; i < kLength; ++i) {
    const std::string id = "M" + std::to_string(i);
    add_line(inputs_, {id, ",", id, ",material_resource,,,"});
    if (i > 0) sequence_ += id + ",M" + std::to_string(i - 1) + ",\n";
  }
  const std::string last = "M" + std::to_string(kLength - 1);
  provision_ = "A," + last + ",100,2030,\n";
  EXPECT_EQ(read_in(), "");
  EXPECT_EQ(model_.products, 2U);
  EXPECT_TRUE(has("\n      m49999: {per: 1, criticality: critical}\n"));
  // The same as a circle; and with all of them made.
  sequence_ += "M0," + last + ",\n";
  provision_.clear();
  for (int i = 0; i < kLength; ++i) provision_ += "A,M" + std::to_string(i) + ",100,2030,\n";
  const std::string said = read_in();
  EXPECT_NE(said.find("left out: it closes a circle (M0 -> M49999 -> "), std::string::npos);
  EXPECT_NE(said.find(" -> (49988 more) -> "), std::string::npos);
  EXPECT_EQ(model_.products, 50'001U);
}

TEST_F(ImportEtoOdd, PutsKindsThatAreReachedInManyWaysTogether) {
  constexpr int kLevels = 60;
  inputs_ = "O,Board,ultimate_output,,,\n";
  sequence_ = "A0,O,\n";
  for (int i = 0; i < kLevels; ++i) {
    const std::string level = std::to_string(i);
    for (const std::string& kind : {"A" + level, "B" + level}) {
      add_line(inputs_, {kind, ",", kind, ",material_resource,,,"});
      if (i == 0) continue;
      sequence_ += kind + ",,A" + std::to_string(i - 1) + "\n";
      if (i > 1) sequence_ += kind + ",,B" + std::to_string(i - 1) + "\n";
    }
  }
  provision_ = "A,A59,100,2030,\nA,B59,100,2030,\n";
  EXPECT_EQ(read_in(), "");
  EXPECT_EQ(model_.recipe_lines, 2U);
  EXPECT_TRUE(has("      a59: {per: 1, criticality: important, weight: 0.5}\n"));
  EXPECT_TRUE(has("      b59: {per: 1, criticality: important, weight: 0.5}\n"));
}

TEST_F(ImportEtoOdd, RefusesWhatStandsForTooMuch) {
  inputs_ = "O,Board,ultimate_output,,,\nK0,K0,material_resource,,,\n";
  sequence_ = "K0,O,\n";
  provision_.clear();
  for (int i = 1; i < 4000; ++i) {
    const std::string level = std::to_string(i);
    const std::string above = std::to_string(i - 1);
    add_line(inputs_, {"K", level, ",K", level, ",material_resource,,,"});
    add_line(inputs_, {"L", level, ",L", level, ",material_resource,,,"});
    add_line(sequence_, {"K", level, ",,K", above});
    add_line(sequence_, {"L", level, ",,K", above});
    provision_ += "A,L" + level + ",100,2030,\n";
  }
  const std::string said = read_in();
  EXPECT_NE(said.find(": error: too many makers, and kinds and inputs that stand for others"), std::string::npos)
      << said;
}

TEST_F(ImportEtoOdd, CountsAToolOnceThatIsGivenTwice) {
  inputs_ += "S,Saws,tool_resource,,,\nS1,Old saws,tool_resource,,,\nS2,New saws,tool_resource,,,\n";
  sequence_ += "S,P,\nS1,S,\nS1,,S\nS2,,S\n";
  provision_ += "A,S1,100,2030,\nA,S2,100,2030,\n";
  EXPECT_EQ(read_in(), "");
  EXPECT_TRUE(has("      old-saws: {per: 1, criticality: important, weight: 0.05}\n"));
  EXPECT_TRUE(has("      new-saws: {per: 1, criticality: important, weight: 0.05}\n"));
  EXPECT_EQ(unused("sequence.csv", "a tool that is given as a kind of the same tool, too"), 1U);
  EXPECT_EQ(assumed("tools that go into tools: taken for kinds of them"), 0U);
}

TEST_F(ImportEtoOdd, SaysThatNobodyMakesIt) {
  provision_.clear();
  const std::string said = read_in();
  EXPECT_EQ(said.rfind("inputs.csv:2:1: error: nobody makes 'Board', nor anything that goes into it\n", 0), 0U) << said;
}

TEST_F(ImportEtoOdd, ReadsAQuotedHeader) {
  sequence_head_ = "\"a \"\"note\"\",\nin two lines\",input_id,\"goes_into_id\",is_type_of_id\n";
  sequence_ = ",P,O,\n";
  EXPECT_EQ(read_in(), "");
  EXPECT_EQ(model_.products, 2U);
}

TEST(WordsOdd, ReadsWholeWordsOfMoney) {
  EXPECT_EQ(dollars("$3 millionaires"), 0);
  EXPECT_EQ(dollars("$3 billion-ish"), 0);
  EXPECT_EQ(dollars("$3 million, of which half"), 3e6);
}

TEST(WordsOdd, WritesTextsThatStayTexts) {
  for (const char* text : {"null", "No", "on", "y", "TRUE", "1e5", "0x10", "12", "2020-01-01", "", "a b", "~", "-"})
    EXPECT_EQ(yaml_word(text), "\"" + std::string(text) + "\"");
  for (const char* text : {"paint", "US", "3d-print", "1st", "none", "a-1"}) EXPECT_EQ(yaml_word(text), text);
  EXPECT_EQ(in_quotes("a\tb\x7f\xC2\x85"
                      "c\xE2\x80\xA8"
                      "d\xEF\xBB\xBF"
                      "é"),
            "\"a b  c d é\"");
  EXPECT_EQ(kebab("Long saws", 5), "long");
}

TEST(Countries, HaveCodesOfTheirOwn) {
  EXPECT_EQ(country_called("Korea, Republic of")->code, "KOR");
  EXPECT_EQ(country_called("Viet Nam")->code, "VNM");
  EXPECT_EQ(country_called(""), nullptr);
  EXPECT_EQ(country_called("Atlantis"), nullptr);
  EXPECT_EQ(country_of("nl"), nullptr);
}

}  // namespace
}  // namespace fabshock::test::import_eto_odd_test
