#include "floor.h"

#include <algorithm>

namespace fabshock::bench {
namespace {

constexpr int kRing = 16;
constexpr double kCover = 10, kFinished = 2, kTau = 30, kAlpha = 1.0 / 30;

}  // namespace

FloorModel::FloorModel(const PeerNetwork& peers) : firms_(peers.firms) {
  const std::size_t n = firms_;
  const std::size_t lanes = peers.lanes.size();
  // The Leontief fixed point by iteration: output = 1 + what the others use.
  base_.assign(n, 2.0);
  for (int i = 0; i < 200; ++i) {
    std::vector<double> next(n, 1.0);
    for (const PeerLane& l : peers.lanes) next[l.from] += 0.1 * base_[l.to];
    base_ = next;
  }
  in_begin_.resize(n + 1);
  for (std::uint32_t f = 0; f <= firms_; ++f) in_begin_[f] = f * 5;
  std::vector<std::vector<std::uint32_t>> out(n);
  for (std::uint32_t l = 0; l < lanes; ++l) {
    const PeerLane& lane = peers.lanes[l];
    in_from_.push_back(lane.from);
    lag_.push_back(lane.days);
    input_.push_back(lane.input);
    flow_.push_back(0.1 * base_[lane.to]);
    share_.push_back(lane.input == 2 ? 1.0 : 0.5);
    out[lane.from].push_back(l);
  }
  out_begin_.push_back(0);
  for (const auto& lanes_of : out) {
    out_lane_.insert(out_lane_.end(), lanes_of.begin(), lanes_of.end());
    out_begin_.push_back(static_cast<std::uint32_t>(out_lane_.size()));
  }
  ring_.assign(lanes * kRing, 0.0);
  transit_.assign(lanes, 0.0);
  backlog_.assign(lanes, 0.0);
  for (std::size_t l = 0; l < lanes; ++l) {
    for (int d = 0; d < lag_[l]; ++d) ring_[l * kRing + static_cast<std::size_t>(d)] = flow_[l];
    transit_[l] = flow_[l] * lag_[l];
  }
  stock_.resize(n * 3);
  need_.resize(n * 3);
  for (std::size_t f = 0; f < n; ++f) {
    for (std::size_t k = 0; k < 3; ++k) {
      need_[f * 3 + k] = k == 2 ? 0.1 : 0.2;
      stock_[f * 3 + k] = kCover * need_[f * 3 + k] * base_[f];
    }
    finished_.push_back(kFinished * base_[f]);
    capacity_.push_back(6.0);
  }
  forecast_ = base_;
  orders_ = base_;
}

double FloorModel::run(int days, int from, int to) {
  double total = 0;
  for (int day = 0; day < days; ++day) {
    const int now = day & (kRing - 1);
    for (std::uint32_t f = 0; f < firms_; ++f) {
      double* stock = &stock_[std::size_t{f} * 3];
      const double* need = &need_[std::size_t{f} * 3];
      for (std::uint32_t l = in_begin_[f]; l < in_begin_[f + 1]; ++l) {
        double& cell = ring_[std::size_t{l} * kRing + static_cast<std::size_t>(now)];
        stock[input_[l]] += cell;
        transit_[l] -= cell;
        cell = 0;
      }
      forecast_[f] += kAlpha * (orders_[f] - forecast_[f]);
      double make = forecast_[f] + (kFinished * forecast_[f] - finished_[f]) / kTau;
      make = std::clamp(make, 0.0, f == 0 && day >= from && day < to ? 0.0 : capacity_[f]);
      for (int k = 0; k < 3; ++k) make = std::min(make, stock[k] / need[k]);
      for (int k = 0; k < 3; ++k) stock[k] -= make * need[k];
      finished_[f] += make;
      total += make;
      for (std::uint32_t l = in_begin_[f]; l < in_begin_[f + 1]; ++l) {
        const double use = need[input_[l]] * forecast_[f];
        const double order = share_[l] * (use + (kCover * use - stock[input_[l]]) / kTau) +
                             (share_[l] * use * lag_[l] - transit_[l] - backlog_[l]) / kTau;
        backlog_[l] += std::max(0.0, order);
      }
    }
    for (std::uint32_t f = 0; f < firms_; ++f) {
      double asked = 1.0;  // the consumer, who does not wait
      double fresh = 1.0;
      for (std::uint32_t i = out_begin_[f]; i < out_begin_[f + 1]; ++i) {
        asked += backlog_[out_lane_[i]];
        fresh += flow_[out_lane_[i]];
      }
      const double ratio = asked <= finished_[f] ? 1.0 : finished_[f] / asked;
      for (std::uint32_t i = out_begin_[f]; i < out_begin_[f + 1]; ++i) {
        const std::uint32_t l = out_lane_[i];
        const double sent = ratio * backlog_[l];
        backlog_[l] -= sent;
        transit_[l] += sent;
        ring_[std::size_t{l} * kRing + static_cast<std::size_t>((now + lag_[l]) & (kRing - 1))] += sent;
      }
      finished_[f] -= ratio * asked;
      orders_[f] = fresh;
    }
  }
  return total;
}

}  // namespace fabshock::bench
