// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/dossier_file.h"

namespace holdpoint {

namespace {

/// A release's name and version are a file name's parts: nothing in them may lead elsewhere.
std::string fileNamePart(std::string_view text)
{
    std::string part;
    for (const char character : text) {
        const bool isUnsafe = character == '/' || character == '\\' || static_cast<unsigned char>(character) < 0x20;
        part += isUnsafe ? '_' : character;
    }
    return part;
}

} // namespace

std::filesystem::path defaultDossierFile(const std::filesystem::path& planFile, const Release& release)
{
    const std::string stem =
        release.name.empty() ? planFile.stem().string() : fileNamePart(release.name) + "-" + fileNamePart(release.version);
    return planFile.parent_path() / (stem + ".holdpoint");
}

} // namespace holdpoint
