// Reading CSV back: what is written here, what spreadsheets make of it, and what is no table.
#include "base/csv_reader.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <stdexcept>

#include "results/csv.h"

namespace fabshock::test::csv_reader_test {
namespace {

namespace fs = std::filesystem;

class CsvReading : public testing::Test {
 protected:
  fs::path file_ = fs::temp_directory_path() / ("fabshock-reader-" + std::to_string(::getpid()) + ".csv");
  void TearDown() override { fs::remove(file_); }
  void put(const std::string& text) const { std::ofstream(file_, std::ios::binary) << text; }
  std::vector<std::vector<std::string>> rows() const {
    CsvReader csv(file_);
    std::vector<std::vector<std::string>> all = {csv.header()};
    while (csv.next()) {
      auto& row = all.emplace_back();
      for (std::size_t c = 0; c < csv.header().size(); ++c) row.push_back(csv.field(c));
    }
    return all;
  }
  std::string error() const {
    try {
      rows();
    } catch (const std::invalid_argument& e) {
      const std::string text = e.what();
      return text.substr(text.find(".csv") + 4);
    }
    return "";
  }
};

using Table = std::vector<std::vector<std::string>>;

TEST_F(CsvReading, BringsBackWhatIsWritten) {
  const std::vector<std::string> texts = {"plain", "a,b", "say \"so\"", "two\nlines", " spaces ", "", "\"", "é"};
  CsvWriter csv(file_, "text,number");
  for (const std::string& text : texts) csv.text(text).number(0.1).end_row();
  csv.close();
  CsvReader back(file_);
  EXPECT_EQ(back.column("number"), 1U);
  for (const std::string& text : texts) {
    ASSERT_TRUE(back.next());
    EXPECT_EQ(back.field(0), text);
    EXPECT_EQ(back.number(1), 0.1);
  }
  EXPECT_FALSE(back.next());
}

TEST_F(CsvReading, TakesWhatSpreadsheetsWrite) {
  put("\xEF\xBB\xBF\"arm\",n\r\n\"a\"\"b\",1\r\n\"c\",\"\"\r\n");
  EXPECT_EQ(rows(), (Table{{"arm", "n"}, {"a\"b", "1"}, {"c", ""}}));
  put("arm,n\na,1");  // no break at the end
  EXPECT_EQ(rows(), (Table{{"arm", "n"}, {"a", "1"}}));
}

TEST_F(CsvReading, SaysWhereATableIsNone) {
  put("");
  EXPECT_EQ(error(), ": the file is empty");
  put("a,b\n1,2\n\"x\ny\",2\n3\n");
  EXPECT_EQ(error(), ":5: this row has 1 fields, the header 2");
  put("a,b\n1,\"2\n");
  EXPECT_EQ(error(), ":2: a quote that is not closed");
  fs::remove(file_);
  EXPECT_THROW(CsvReader{file_}, std::invalid_argument);
  put("a,b\n1,2x\n");
  CsvReader csv(file_);
  ASSERT_TRUE(csv.next());
  EXPECT_EQ(csv.integer(0), 1U);
  EXPECT_THROW(csv.number(1), std::invalid_argument);
  EXPECT_THROW(csv.integer(1), std::invalid_argument);
  EXPECT_THROW(csv.column("c"), std::invalid_argument);
}

}  // namespace
}  // namespace fabshock::test::csv_reader_test
