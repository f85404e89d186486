// A model from its files: tables read in, includes laid one over the other, sources handed down. What comes out is one
// tree in which every section is a map of entries or a list of entries, whatever files it came from.
#pragma once
#include <filesystem>
#include <set>
#include <vector>

#include "base/diagnostics.h"
#include "scenario/text_file.h"
#include "scenario/tree.h"

namespace fabshock::input {

class Assembly {
 public:
  Assembly(Tree& tree, Files& files, Diagnostics& diagnostics)
      : tree_(tree), files_(files), diagnostics_(diagnostics) {}

  // asked: where another file names this one. nullptr if there is nothing to go on with.
  Node* model_file(const std::filesystem::path& path, Place asked);
  // A model written inside a scenario. folder: where its tables and includes are, if it may have any.
  Node* model_inline(Node& model, const std::filesystem::path* folder, std::uint32_t inherited_source);

 private:
  struct Where {
    const std::filesystem::path* folder;
    std::uint32_t source;  // what holds where the file says nothing
  };

  Node* read_file(const std::filesystem::path& path, Place asked);
  Node* included(const std::filesystem::path& path, Place asked);
  Node* assemble(Node& root, Where where);
  Node* include_into(Node* base, const Node& name, const std::filesystem::path* folder);
  void read_section(Node& section, Where where);
  void read_tables(Node& into, const Node& names, std::uint32_t source, const std::filesystem::path* folder);
  void list_to_map(Node& section);
  bool read_draws(Node& joint, const std::filesystem::path* folder);
  void list_with_tables(Node& section, Where where);
  void map_with_tables(Node& section, const Node& tables, Where where);

  Tree& tree_;
  Files& files_;
  Diagnostics& diagnostics_;
  std::filesystem::path root_;               // no include leaves this folder
  std::vector<std::filesystem::path> open_;  // the files on the way to the one being read
  std::set<std::filesystem::path> done_;     // a file is laid on once, however often it is included
};

// Lays `over` on `base` key by key. A number, a text or a list is replaced whole, a written `null` takes the key away;
// lists at the top (the list sections) are appended. What `over` held belongs to `base` afterwards.
void overlay(Node& base, Node& over);

}  // namespace fabshock::input
