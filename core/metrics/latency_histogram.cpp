// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/latency_histogram.h"

#include "core/metrics/bucket_layout.h"

#include <algorithm>
#include <cmath>

namespace holdpoint {

LatencyHistogram::LatencyHistogram(Digits digits) : m_digits(digits) {}

std::size_t LatencyHistogram::indexOf(std::uint64_t valueUs) const
{
    return BucketLayout(m_digits).indexOf(valueUs);
}

std::uint64_t LatencyHistogram::lowestAt(std::size_t index) const
{
    return BucketLayout(m_digits).lowestAt(index);
}

std::uint64_t LatencyHistogram::highestAt(std::size_t index) const
{
    return BucketLayout(m_digits).highestAt(index);
}

void LatencyHistogram::addAt(std::size_t index, std::uint64_t count)
{
    if (index >= m_counts.size()) {
        m_counts.resize(index + 1);
    }
    m_counts[index] += count;
}

void LatencyHistogram::record(Micros value, std::uint64_t count)
{
    if (count == 0) {
        return;
    }
    const std::uint64_t valueUs =
        value.count() <= 0 ? 0 : std::min(static_cast<std::uint64_t>(value.count()), BucketLayout::kHighestUs);
    addAt(indexOf(valueUs), count);
    m_count += count;
    m_sumUs += valueUs * count;
    m_minUs = std::min(m_minUs, valueUs);
    m_maxUs = std::max(m_maxUs, valueUs);
}

void LatencyHistogram::merge(const LatencyHistogram& other)
{
    if (other.m_digits < m_digits) {
        coarsen();
    }
    if (other.m_digits == m_digits) {
        if (other.m_counts.size() > m_counts.size()) {
            m_counts.resize(other.m_counts.size());
        }
        for (std::size_t index = 0; index < other.m_counts.size(); ++index) {
            m_counts[index] += other.m_counts[index];
        }
    } else {
        for (std::size_t index = 0; index < other.m_counts.size(); ++index) {
            if (other.m_counts[index] != 0) {
                addAt(indexOf(other.lowestAt(index)), other.m_counts[index]);
            }
        }
    }
    m_count += other.m_count;
    m_sumUs += other.m_sumUs;
    m_minUs = std::min(m_minUs, other.m_minUs);
    m_maxUs = std::max(m_maxUs, other.m_maxUs);
}

void LatencyHistogram::coarsen()
{
    LatencyHistogram coarse(Digits::Two);
    coarse.merge(*this);
    *this = std::move(coarse);
}

void LatencyHistogram::clear()
{
    m_counts.clear();
    m_count = 0;
    m_sumUs = 0;
    m_minUs = UINT64_MAX;
    m_maxUs = 0;
}

std::uint64_t LatencyHistogram::percentileUs(double p) const
{
    if (m_count == 0) {
        return 0;
    }
    if (!(p > 0)) {
        return m_minUs;
    }
    // the next smaller number keeps 95 % of 100 at rank 95, as AbstractHistogram.java 2.1.11 does
    const double share = std::min(std::nextafter(p, 0.0), 100.0);
    const auto rank = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(m_count) / 100.0));
    const std::uint64_t wanted = std::clamp<std::uint64_t>(rank, 1, m_count);
    std::uint64_t seen = 0;
    for (std::size_t index = 0; index < m_counts.size(); ++index) {
        seen += m_counts[index];
        if (seen >= wanted) {
            return std::min(highestAt(index), m_maxUs);
        }
    }
    return m_maxUs;
}

void LatencyHistogram::forEachBucket(const std::function<void(std::uint64_t, std::uint64_t, std::uint64_t)>& visit) const
{
    for (std::size_t index = 0; index < m_counts.size(); ++index) {
        if (m_counts[index] != 0) {
            visit(lowestAt(index), highestAt(index), m_counts[index]);
        }
    }
}

bool LatencyHistogram::couldHold(std::uint64_t sumUs, std::uint64_t minUs, std::uint64_t maxUs) const
{
    if (m_count == 0) {
        return sumUs == 0;
    }
    const bool isOutside = indexOf(minUs) != indexOf(m_minUs) || indexOf(maxUs) != indexOf(m_maxUs);
    if (minUs > maxUs || maxUs > BucketLayout::kHighestUs || isOutside) {
        return false;
    }
    const auto mean = static_cast<double>(sumUs) / static_cast<double>(m_count);
    return mean >= static_cast<double>(minUs) * (1 - 1e-9) && mean <= static_cast<double>(maxUs) * (1 + 1e-9);
}

void LatencyHistogram::setExact(std::uint64_t sumUs, std::uint64_t minUs, std::uint64_t maxUs)
{
    if (m_count == 0) {
        return;
    }
    m_sumUs = sumUs;
    m_minUs = minUs;
    m_maxUs = maxUs;
}

} // namespace holdpoint
