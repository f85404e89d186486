// One subcommand's options: declared once, they make --help and parse the arguments. Errors in them end in exit code 2.
#pragma once
#include <boost/program_options.hpp>
#include <charconv>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace fabshock::cli {

class Options {
 public:
  // usage: what follows "fabshock " on the usage line; about: one or two sentences.
  Options(std::string usage, std::string about);
  boost::program_options::options_description_easy_init add() { return visible_.add_options(); }
  // Positional arguments, all of them under one name; most: -1 = any number.
  void positional(const char* name, int least, int most);
  // An exit code where the command is done (help was asked for, or the arguments are wrong).
  std::optional<int> parse(const std::vector<std::string>& arguments);
  const boost::program_options::variables_map& values() const { return values_; }
  const std::vector<std::string>& positionals() const { return positionals_; }
  bool has(const char* name) const { return values_.count(name) > 0; }
  std::string text(const char* name) const { return values_[name].as<std::string>(); }
  // Of an option that is given as a text: a whole number of at least `least`. Throws std::invalid_argument.
  template <class T>
  T whole(const char* name, T least) const {
    const std::string given = text(name);
    T value{};
    const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), value);
    if (error == std::errc{} && end == given.data() + given.size() && value >= least) return value;
    const std::string most = std::to_string(std::numeric_limits<T>::max());
    throw std::invalid_argument("--" + std::string(name) + " '" + given + "' is not a whole number from " +
                                std::to_string(least) + " to " + most);
  }

 private:
  std::string usage_, about_;
  boost::program_options::options_description visible_{"Options"};
  boost::program_options::variables_map values_;
  std::vector<std::string> positionals_;
  std::string positional_name_;
  int least_ = 0, most_ = 0;
};

}  // namespace fabshock::cli
