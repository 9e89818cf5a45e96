// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_files.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/units.h"
#include "core/plan/read_context.h"

namespace holdpoint {

void ReadContext::setResolvedFiles(const Json& files)
{
    if (!files.is_object()) {
        return;
    }
    for (const auto& [name, entry] : files.items()) {
        PlanFile& file = m_files[name];
        file.sha256 = stringAt(entry, "sha256");
        if (auto content = base64Decode(stringAt(entry, "content"))) {
            file.content = Secret(*std::move(content));
        }
    }
}

const PlanFile* ReadContext::takeFile(const PlanNode& at, const std::string& name)
{
    if (const auto known = m_files.find(name); known != m_files.end()) {
        return &known->second;
    }
    if (isResolvedPlan()) {
        fault(at, "the resolved plan lacks its file " + name);
        return nullptr;
    }
    auto content = readFile(m_folder / name, kMaxPlanFileBytes);
    if (!content) {
        fault(at, "the file cannot be read: " + content.error().message);
        return nullptr;
    }
    m_fileBytes += content->size();
    if (m_fileBytes > kMaxPlanFileBytes) {
        fault(at, "the files of this plan are larger than " + formatBytes(kMaxPlanFileBytes) + " together");
        return nullptr;
    }
    PlanFile& file = m_files[name];
    file.sha256 = sha256Hex(*content);
    file.content = Secret(*std::move(content));
    return &file;
}

Json describedFiles(const Plan& plan)
{
    Json files = Json::object();
    for (const auto& [name, file] : plan.files) {
        files[name] = Json{{"sha256", file.sha256}, {"bytes", file.content.reveal().size()}};
    }
    return files;
}

Result<Json> filesForAgent(const Plan& plan)
{
    Json files = Json::object();
    for (const auto& [name, file] : plan.files) {
        std::string content = file.content.reveal();
        if (sha256Hex(content) != file.sha256) { // of a dossier
            const auto path = plan.path.parent_path() / name;
            auto again = readFile(path, kMaxPlanFileBytes);
            if (!again) {
                return fail(Error::Kind::NotFound,
                            "a dossier does not keep the files that a plan sends, and one cannot be read: " +
                                again.error().message);
            }
            if (sha256Hex(*again) != file.sha256) {
                return fail(Error::Kind::Conflict,
                            "the file " + path.string() +
                                " is not the one that the dossier's plan was read with: open the plan again");
            }
            content = *std::move(again);
        }
        files[name] = Json{{"sha256", file.sha256}, {"content", base64Encode(content)}};
    }
    return files;
}

} // namespace holdpoint
