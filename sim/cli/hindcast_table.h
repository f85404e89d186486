// Past episodes on the terminal: predicted beside observed, and how well that did.
#pragma once
#include "batch/hindcast.h"

namespace fabshock::cli {

void print_hindcast(const Hindcast& hindcast);
// Says on standard error where nothing happened and the median says that something did: kFailed then, else kDone.
int report_effects(const Hindcast& hindcast);

}  // namespace fabshock::cli
