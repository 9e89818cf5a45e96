// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/page.h"

namespace holdpoint {

void Page::setPerson(const Person& person)
{
    m_person = person;
    personChanged();
}

} // namespace holdpoint
