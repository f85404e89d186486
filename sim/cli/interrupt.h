// Ctrl-C during long work ends it at the next safe moment, so that nothing half-written stays behind.
#pragma once

namespace fabshock::cli {

struct Interrupted {};

void catch_interrupts();   // from now on SIGINT and SIGTERM are only noted
void check_interrupted();  // throws Interrupted if one came

}  // namespace fabshock::cli
