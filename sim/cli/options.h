// One subcommand's options: declared once, they make --help and parse the arguments. Errors in them end in exit code 2.
#pragma once
#include <boost/program_options.hpp>
#include <optional>
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

 private:
  std::string usage_, about_;
  boost::program_options::options_description visible_{"Options"};
  boost::program_options::variables_map values_;
  std::vector<std::string> positionals_;
  std::string positional_name_;
  int least_ = 0, most_ = 0;
};

}  // namespace fabshock::cli
