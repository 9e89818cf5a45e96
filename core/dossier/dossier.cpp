// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/frame_writer.h"
