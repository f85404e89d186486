#include "cli/options.h"

#include <iostream>

#include "cli/command.h"

namespace fabshock::cli {

namespace po = boost::program_options;

Options::Options(std::string usage, std::string about) : usage_(std::move(usage)), about_(std::move(about)) {
  visible_.add_options()("help,h", "show this help");
}

void Options::positional(const char* name, int least, int most) {
  positional_name_ = name;
  least_ = least;
  most_ = most;
}

std::optional<int> Options::parse(const std::vector<std::string>& arguments) {
  po::options_description all;
  all.add(visible_);
  all.add_options()("positional", po::value<std::vector<std::string>>(&positionals_));
  po::positional_options_description places;
  places.add("positional", -1);
  const std::string usage = "usage: fabshock " + usage_;
  try {
    po::store(po::command_line_parser(arguments).options(all).positional(places).run(), values_);
    po::notify(values_);
  } catch (const po::unknown_option& e) {
    std::vector<std::string> names;
    for (const auto& option : visible_.options()) names.push_back("--" + option->long_name());
    const std::string meant =
        did_you_mean(e.get_option_name(), std::vector<std::string_view>{names.begin(), names.end()});
    std::cerr << "fabshock: error: " << e.what() << '\n' << (meant.empty() ? usage : "  hint: " + meant) << '\n';
    return kBadInput;
  } catch (const po::error& e) {
    std::cerr << "fabshock: error: " << e.what() << '\n' << usage << '\n';
    return kBadInput;
  }
  if (has("help")) {
    std::cout << usage << "\n\n" << about_ << "\n\n" << visible_;
    return kDone;
  }
  const auto count = static_cast<int>(positionals_.size());
  if (count < least_ || (most_ >= 0 && count > most_)) {
    std::cerr << "fabshock: error: " << (count < least_ ? "missing " : "too many ") << positional_name_ << '\n'
              << usage << '\n';
    return kBadInput;
  }
  return std::nullopt;
}

}  // namespace fabshock::cli
