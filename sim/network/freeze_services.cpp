#include <vector>

#include "network/freeze.h"

namespace fabshock {

bool makes_service(const Model& model, const WorldVertex& vertex) {
  return vertex.kind != VertexKind::kSink && !model.products[vertex.makes.product.value].storable;
}

// The hour of the step at which each service starts: after all the services that use it have ordered.
std::vector<std::int32_t> service_hours(const Blueprint& plan, const Network& net) {
  std::vector<std::int32_t> hour(net.nodes.size(), 0);
  const std::int64_t last = net.step - 3;  // a service departs two hours before the step ends
  std::vector<std::uint32_t> changed;
  for (std::uint32_t n = 0; n < net.facilities; ++n) {
    if (!makes_service(net.model, plan.graph[n])) continue;
    hour[n] = 1;
    changed.push_back(n);
  }
  if (!changed.empty() && last < 1) {
    plan.diagnostics.error(plan.graph[changed.front()].place,
                           "'" + name_of(net.model, plan.graph[changed.front()]) +
                               "' makes what is not storable, which takes a step of at least 4 h",
                           "lengthen the model's `step`");
    return hour;
  }
  while (!changed.empty()) {
    const std::uint32_t user = changed.back();
    changed.pop_back();
    const auto [begin, end] = net.in(user);
    for (std::uint32_t l = begin; l < end; ++l) {
      const std::uint32_t n = net.lane_info[l].from;
      if (!makes_service(net.model, plan.graph[n]) || hour[n] > hour[user]) continue;
      hour[n] = hour[user] + 1;
      if (hour[n] > last) {
        plan.diagnostics.error(plan.graph[n].place,
                               "'" + name_of(net.model, plan.graph[n]) +
                                   "' makes what is not storable, and is needed by others that do, " +
                                   "in a circle or in more stages than a step has hours",
                               "make one of them storable");
        return hour;
      }
      changed.push_back(n);
    }
  }
  return hour;
}

}  // namespace fabshock
