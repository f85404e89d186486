// What a batch leaves when it is interrupted, and how it goes on.
#include "batch/journal.h"
#include "batch/write_batch.h"
#include "threads/batch_world.h"

namespace fabshock::test::resume_test {
namespace {

using Resumed = BatchTest;

TEST_F(Resumed, GoesOnWhereItStopped) {
  e_.sample = {{"model", {"model"}, false}};
  e_.replications = 20;
  ASSERT_TRUE(run("whole"));
  EXPECT_EQ(interrupt("parts", 3, Begin::kAnew), 0U);
  EXPECT_THROW(run("parts", 1), std::invalid_argument) << "what is there is not thrown away";
  EXPECT_GE(interrupt("parts", 5, Begin::kResume), 3U);
  EXPECT_GE(interrupt("parts", 2, Begin::kResume), 8U);
  ASSERT_TRUE(run("parts", {}, {}, Begin::kResume));
  expect_same("whole", "parts");
}

TEST_F(Resumed, RefusesToGoOnWithAnother) {
  const auto refusal = [&] {
    try {
      run("parts", {}, {}, Begin::kResume);
    } catch (const std::invalid_argument& e) {
      return std::string(e.what());
    }
    return std::string("none");
  };
  const std::string cannot = "cannot resume " + (folder_ / "parts").string() + ".partial: ";
  interrupt("parts", 2, Begin::kAnew);
  e_.replications = 7;
  EXPECT_EQ(refusal(), cannot + "the number of replications was 6, and is 7");
  e_.replications = 6;
  e_.measures = {"unmet"};
  EXPECT_EQ(refusal(), cannot + "the experiment is another one");
  e_.measures.clear();
  write("fire.yaml", std::string(kFire) + "# another word\n");
  EXPECT_EQ(refusal(), cannot + (folder_ / "fire.yaml").string() + " has changed");
  write("fire.yaml", kFire);
  EXPECT_EQ(refusal(), "none");
}

// Ctrl-C is looked for at each poll: in a run, and while the files of all replications together are made.
TEST_F(Resumed, WhereverItWasStopped) {
  ASSERT_TRUE(run("whole"));
  BatchOptions options;
  std::uint64_t polls = 0;
  std::uint64_t last = UINT64_MAX;
  options.poll = [&] {
    if (++polls > last) throw std::runtime_error("stop");
  };
  ASSERT_TRUE(run("counted", options, {}, Begin::kAnew));
  const std::uint64_t all = polls;
  ASSERT_GT(all, 600U);
  // The last are in the second pass over what is on disk.
  for (const std::uint64_t stop : {all - 1, all - 3, all - 9, all / 2, std::uint64_t{150}}) {
    polls = 0;
    last = stop;
    EXPECT_THROW(run("parts", options, {}, fs::exists(folder_ / "parts.partial") ? Begin::kResume : Begin::kAnew),
                 std::runtime_error);
    last = UINT64_MAX;
    ASSERT_TRUE(run("parts", options, {}, Begin::kResume)) << stop;
    expect_same("whole", "parts");
    fs::remove_all(folder_ / "parts");
  }
}

// A journal that was cut off anywhere holds what was whole before.
TEST_F(Resumed, GoesOnWithAJournalThatWasCutOff) {
  e_.replications = 5;
  ASSERT_TRUE(run("whole"));
  interrupt("parts", 4, Begin::kAnew);
  const fs::path journal = folder_ / "parts.partial" / "journal";
  fs::resize_file(journal, fs::file_size(journal) - 1);
  ASSERT_TRUE(run("parts", {}, {}, Begin::kResume));
  expect_same("whole", "parts");
}

// Damage in the middle costs what follows it, and nothing else.
TEST_F(Resumed, AfterItsJournalWasDamaged) {
  e_.replications = 20;
  ASSERT_TRUE(run("whole"));
  interrupt("parts", 12, Begin::kAnew);
  const fs::path journal = folder_ / "parts.partial" / "journal";
  std::string text = bytes(journal);
  text[text.size() / 2] = static_cast<char>(~text[text.size() / 2]);
  std::ofstream(journal, std::ios::binary) << text;
  const auto outcome = run("parts", {}, {}, Begin::kResume);
  ASSERT_TRUE(outcome);
  EXPECT_GE(outcome->dropped, text.size() / 2 - 8);
  EXPECT_LT(outcome->dropped, text.size());
  expect_same("whole", "parts");
}

TEST_F(Resumed, NotWithAJournalWhosePlanIsDamaged) {
  interrupt("parts", 2, Begin::kAnew);
  const fs::path journal = folder_ / "parts.partial" / "journal";
  std::string text = bytes(journal);
  text[40] = '?';
  std::ofstream(journal, std::ios::binary) << text;
  EXPECT_THROW(run("parts", {}, {}, Begin::kResume), std::runtime_error);
  EXPECT_EQ(bytes(journal), text);
}

// Killed while the results take the place of earlier ones.
TEST_F(Resumed, BetweenTheOldResultAndTheNew) {
  ASSERT_TRUE(run("whole"));
  e_.seed = 9;
  ASSERT_TRUE(run("out"));
  e_.seed = 1;
  interrupt("out", 6, Begin::kAnew);
  fs::rename(folder_ / "out", folder_ / "out.partial" / "old");
  ASSERT_TRUE(run("out", {}, {}, Begin::kResume));
  expect_same("whole", "out");
}

TEST_F(Resumed, LeftoversGoWhenTheResultIsWhole) {
  Worlds worlds(e_);
  const auto plan = worlds.plan({}, diagnostics_, [] {});
  ASSERT_TRUE(run("out"));
  EXPECT_TRUE(is_whole(folder_ / "out", *plan));
  interrupt("other", 2, Begin::kAnew);
  fs::rename(folder_ / "other.partial", folder_ / "out.partial");
  remove_leftover(folder_ / "out");
  EXPECT_FALSE(fs::exists(folder_ / "out.partial"));
  for (const char* file : {"summary.csv", "runs.csv"}) {
    fs::remove(folder_ / "out" / file);
    EXPECT_FALSE(is_whole(folder_ / "out", *plan)) << file;
  }
}

TEST_F(Resumed, NothingOfTheUsersIsRemoved) {
  fs::create_directories(folder_ / "out.partial");
  write("out.partial/notes.txt", "mine");
  EXPECT_THROW(run("out"), std::invalid_argument);
  remove_leftover(folder_ / "out");
  EXPECT_EQ(bytes(folder_ / "out.partial" / "notes.txt"), "mine");
}

TEST_F(Resumed, ThroughALink) {
  ASSERT_TRUE(run("there"));
  fs::create_directory_symlink(folder_ / "there", folder_ / "link");
  ASSERT_TRUE(run("link/"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "link"));
  EXPECT_FALSE(fs::exists(folder_ / "there.partial"));
  expect_same("there", "link");
}

TEST_F(Resumed, TwoAreNotAtWorkInOneFolder) {
  Worlds worlds(e_);
  const auto plan = worlds.plan({}, diagnostics_, [] {});
  const BatchFolder first(folder_ / "out", *plan, Begin::kAnew);
  EXPECT_THROW(BatchFolder(folder_ / "out", *plan, Begin::kAnew), std::invalid_argument);
}

class JournalFile : public BatchTest {
 protected:
  static std::vector<std::string> records(const fs::path& path, std::uint64_t* dropped = nullptr) {
    std::vector<std::string> all;
    const auto lost = Journal::scan(path, [&](Journal::Place, std::string_view record) { all.emplace_back(record); });
    if (dropped != nullptr) *dropped = lost;
    return all;
  }
  static void nothing(Journal::Place, std::string_view) {}
};

TEST_F(JournalFile, KeepsRecords) {
  const fs::path path = folder_ / "journal";
  Journal::create(path, "first");
  EXPECT_EQ(Journal::first(path), "first");
  {
    Journal journal(path, nothing);
    const auto place = journal.append("second");
    journal.append("");
    std::array<std::byte, 3> part{};
    journal.read(place, 2, part);
    EXPECT_EQ(part[0], std::byte{'c'});
    EXPECT_EQ(journal.dropped(), 0U);
  }
  EXPECT_EQ(records(path), (std::vector<std::string>{"first", "second", ""}));
  EXPECT_FALSE(fs::exists(folder_ / "journal.new"));
}

// Of every length at which it may be cut off: the whole records remain, and can be followed by others.
TEST_F(JournalFile, IsWholeUpToWhereItWasCut) {
  const fs::path path = folder_ / "journal";
  const std::vector<std::string> all = {"first", "the second", "3"};
  Journal::create(path, all[0]);
  std::vector<std::uintmax_t> ends = {fs::file_size(path)};
  for (std::size_t i = 1; i < all.size(); ++i) {
    Journal(path, nothing).append(all[i]);
    ends.push_back(fs::file_size(path));
  }
  const std::string text = bytes(path);
  for (std::size_t length = ends[0]; length <= text.size(); ++length) {
    std::ofstream(path, std::ios::binary) << text.substr(0, length);
    std::vector<std::string> whole;
    std::size_t left = length;
    for (std::size_t i = 0; i < all.size() && ends[i] <= length; ++i) {
      whole.push_back(all[i]);
      left = length - ends[i];
    }
    std::uint64_t dropped = 0;
    EXPECT_EQ(records(path, &dropped), whole) << length;
    EXPECT_EQ(dropped, left) << length;
    Journal(path, nothing).append("more");
    whole.emplace_back("more");
    EXPECT_EQ(records(path), whole) << length;
  }
}

TEST_F(JournalFile, AMissingFileIsAnError) {
  EXPECT_THROW(Journal(folder_ / "none", nothing), std::runtime_error);
  EXPECT_THROW(Journal::first(folder_ / "none"), std::runtime_error);
}

// A journal that names what the batch cannot have is refused, not read beyond its end.
TEST_F(Resumed, NotWithRecordsOfAnotherBatch) {
  Worlds worlds(e_);
  const auto plan = worlds.plan({}, diagnostics_, [] {});
  const auto opened_with = [&](const std::vector<std::string>& more) {
    const fs::path path = folder_ / "journal";
    Journal::create(path, to_text(*plan));
    {
      Journal journal(path, [](Journal::Place, std::string_view) {});
      for (const std::string& record : more) journal.append(record);
    }
    return Store(*plan, path, [] {}).size();
  };
  Replication good;
  good.refused = "no baseline";
  std::string key;
  encode({"unmet", "buyers", "", "chip"}, key);
  const auto of = [](std::uint64_t task, Replication replication, std::vector<std::uint32_t> keys = {}) {
    replication.values.assign(keys.size(), 1.0);
    replication.keys = std::move(keys);
    std::string bytes;
    encode(task, replication, bytes);
    return bytes;
  };
  EXPECT_EQ(opened_with({key, of(5, good, {0})}), 1U);
  EXPECT_THROW(opened_with({key, key}), std::runtime_error);
  EXPECT_THROW(opened_with({of(6, good)}), std::runtime_error) << "there are six";
  EXPECT_THROW(opened_with({of(1, good), of(1, good)}), std::runtime_error);
  EXPECT_THROW(opened_with({key, of(1, good, {1})}), std::runtime_error) << "no such key";
  Replication drawn = good;
  drawn.drawn = {1.0};
  EXPECT_THROW(opened_with({of(1, drawn)}), std::runtime_error) << "nothing is drawn";
  Replication run;
  EXPECT_THROW(opened_with({of(1, run)}), std::runtime_error) << "it has no series";
  EXPECT_THROW(opened_with({"?"}), std::runtime_error);
}

}  // namespace
}  // namespace fabshock::test::resume_test
