// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/read_context.h"

namespace holdpoint {

/// `version`, `follow`, `compression`, `auth` and `client_certificate`, of a step or of the environment.
void readTransfer(ReadContext& context, MapReader& reader, Transfer& transfer);
/// A fault if `version: 2` is asked of an address without TLS.
void checkVersion(ReadContext& context, MapReader& reader, const Transfer& transfer, std::string_view url);
/// `cookies`, `connections` and `connection_max_age`, of a scenario or of the environment.
void readHabits(ReadContext& context, MapReader& reader, VisitorHabits& habits);
/// `ca_file` of the environment.
void readCaFile(ReadContext& context, MapReader& reader, Environment& environment);

} // namespace holdpoint
