// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/load/sample_sink.h"
#include "core/metrics/frame.h"

#include <atomic>
#include <memory>
#include <string>

namespace holdpoint {

/// Appends every request to files, on a thread of its own. Load threads leave samples in a bounded queue without a lock; what
/// does not fit is counted and gone, so that a slow disk never slows the load. Made and ended by the run's owner thread.
class SampleWriter final : public SampleSink
{
public:
    struct Files
    {
        std::string jtl;  // JMeter's lines; empty: none
        std::string json; // k6's lines; empty: none
        bool isEmpty() const { return jtl.empty() && json.empty(); }
    };
    /// Error::Refused if a file cannot be opened for appending.
    static Result<std::unique_ptr<SampleWriter>> open(const Files& files, Redactor redactor, std::size_t capacity = 16'384);
    ~SampleWriter() override;

    /// Writes what is in the queue, for about 2 s at most, and ends; samples that come later are dropped. takeDropped() and
    /// fault() have the last word then. Call it before the run is destroyed, whose steps the samples point to.
    void close();
    void take(const RequestSample& sample) override;
    /// What is no request but stands in the k6 lines, and how many visitors are at work. Owner's thread.
    void addSecond(const Frame& frame);
    /// Samples since the last call that are missing from a file. One whose reader left (`| head`) misses nothing.
    std::uint64_t takeDropped();
    /// Which file is cut and why, e.g. a full disk; the other one goes on. Empty while all is well.
    std::string fault() const;
    /// A sentence once the reader of a pipe has left: nothing more is written to it.
    std::string readerGone() const;

private:
    class Private;
    explicit SampleWriter(std::unique_ptr<Private> parts);
    std::unique_ptr<Private> d;
};

/// Makes the file, empty but for its head; what was there is gone. A pipe or terminal is only written to.
Result<> beginSampleFile(const std::string& file, const std::string& head);

} // namespace holdpoint
