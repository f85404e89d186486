#include "scenario/read_scenario.h"

namespace fabshock::input {

void ScenarioReader::read_alert(Entry& entry, Disruption& disruption, bool event) {
  entry.flag("happens", disruption.happens);
  Node* node = entry.find("alert");
  if (node == nullptr) {
    // by default it is told of
  } else if (node->is_scalar()) {
    bool told = true;
    entry.flag("alert", told);
    if (!told) disruption.alert.reset();
  } else if (reader_.is_map(*node, "alert")) {
    Alert& alert = *disruption.alert;
    Entry keys(reader_, *node, "alert");
    keys.number("delay", alert.delay, kDurationWant);
    keys.number("bias", alert.bias, {.most = 100});
    keys.number("duration", alert.duration, kDurationWant);
    keys.flag("alarm", alert.alarm);
    const auto date = [&](std::string_view key, std::optional<Time>& to) {
      Node* given = keys.find(key);
      if (given == nullptr) return;
      if (event)
        return reader_.error(given->key_place,
                             "the hazard says when its events come: '" + std::string{key} + "' has no place here",
                             "the alert lasts as long as its 'duration' from each event on");
      if (const auto read = reader_.date(*given, key)) to = time_of(*read);
    };
    date("at", alert.at);
    date("until", alert.until);
    keys.finish();
    const Duration delay = Duration::ticks(static_cast<std::int64_t>(alert.delay.value));
    if (alert.until && *alert.until <= alert.at.value_or(disruption.at) + delay) {
      reader_.error(node->find("until")->place, "the all clear comes before the alert", "'until' after 'at'");
    }
  }
  const bool silent = disruption.type == DisruptionType::kCostRise || disruption.type == DisruptionType::kDemandSurge ||
                      disruption.type == DisruptionType::kLaneSlowdown;
  if (!disruption.happens && (silent || !disruption.alert)) {
    reader_.error(entry.node().find("happens")->place, "what neither happens nor is told of does nothing",
                  silent ? "of this type nothing is told" : "leave out 'happens' or 'alert'");
  }
}

}  // namespace fabshock::input
