// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/shell_words.h"

#include "core/import/marked_text.h"
#include "core/import/sensitive.h"

#include <cctype>

namespace holdpoint {

namespace {

bool isNameLetter(char letter, bool isFirst)
{
    return letter == '_' ||
           (isFirst ? std::isalpha(static_cast<unsigned char>(letter)) : std::isalnum(static_cast<unsigned char>(letter))) != 0;
}

void appendUtf8(std::string& text, unsigned long code)
{
    if (code < 0x80) {
        text += static_cast<char>(code);
    } else if (code < 0x800) {
        text += static_cast<char>(0xC0 | (code >> 6));
        text += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        text += static_cast<char>(0xE0 | (code >> 12));
        text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        text += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x110000) {
        text += static_cast<char>(0xF0 | (code >> 18));
        text += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
        text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        text += static_cast<char>(0x80 | (code & 0x3F));
    }
}

class Scanner
{
public:
    explicit Scanner(std::string_view text) : m_text(text) {}

    Result<std::vector<ShellCommand>> run()
    {
        m_command.line = 1;
        while (m_at < m_text.size() && m_fault.empty()) {
            next();
        }
        if (!m_fault.empty()) {
            return fail(Error::Kind::Invalid, m_fault);
        }
        endCommand(false);
        return std::move(m_commands);
    }

private:
    char peek(std::size_t ahead = 0) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0'; }
    char take()
    {
        const char letter = m_text[m_at++];
        m_line += letter == '\n' ? 1 : 0;
        return letter;
    }

    void next()
    {
        const char letter = peek();
        if (letter == '\\' && (peek(1) == '\n' || (peek(1) == '\r' && peek(2) == '\n'))) {
            m_at += peek(1) == '\n' ? 2 : 3;
            ++m_line;
            return;
        }
        switch (letter) {
        case '\n':
            take();
            endCommand(false);
            return;
        case ' ':
        case '\t':
        case '\r':
            take();
            endWord();
            return;
        case ';':
        case '&':
        case '|':
            take();
            endCommand(letter == '|' && peek() != '|' && (m_at < 2 || m_text[m_at - 2] != '|'));
            return;
        case '<':
            m_command.readsInput = true;
            [[fallthrough]];
        case '>':
            redirect();
            return;
        case '#':
            if (!m_hasWord) {
                while (m_at < m_text.size() && peek() != '\n') {
                    take();
                }
                return;
            }
            break;
        case '\'':
            take();
            m_hasWord = true;
            single();
            return;
        case '"':
            take();
            m_hasWord = true;
            doubled();
            return;
        case '\\':
            take();
            if (m_at < m_text.size()) {
                add(take());
            }
            return;
        case '$':
            dollar(false);
            return;
        case '`':
            substitution('`');
            return;
        default:
            break;
        }
        add(take());
    }

    void add(char letter)
    {
        m_hasWord = true;
        if (letter != '\x01' && letter != '\x02') {
            m_word += letter;
        }
    }

    void unclosed(const char* what, int line) { m_fault = "line " + std::to_string(line) + ": " + what + " is not closed"; }

    void single()
    {
        const int line = m_line;
        while (m_at < m_text.size() && peek() != '\'') {
            add(take());
        }
        if (m_at == m_text.size()) {
            return unclosed("the quote '", line);
        }
        take();
    }

    void doubled()
    {
        const int line = m_line;
        while (m_at < m_text.size() && peek() != '"') {
            if (peek() == '\\') {
                take();
                const char letter = m_at < m_text.size() ? take() : '\\';
                if (letter == '\n') {
                    continue;
                }
                if (letter != '"' && letter != '\\' && letter != '$' && letter != '`') {
                    add('\\');
                }
                add(letter);
            } else if (peek() == '$') {
                dollar(true);
            } else if (peek() == '`') {
                substitution('`');
            } else {
                add(take());
            }
            if (!m_fault.empty()) {
                return;
            }
        }
        if (m_at == m_text.size()) {
            return unclosed("the quote \"", line);
        }
        take();
    }

    void dollar(bool isInQuotes)
    {
        take();
        m_hasWord = true;
        if (peek() == '\'' && !isInQuotes) {
            take();
            return ansi();
        }
        if (peek() == '(') {
            return substitution(')');
        }
        const bool hasBrace = peek() == '{';
        std::size_t end = m_at + (hasBrace ? 1 : 0);
        const std::size_t begin = end;
        while (end < m_text.size() && isNameLetter(m_text[end], end == begin)) {
            ++end;
        }
        if (end == begin || (hasBrace && (end == m_text.size() || m_text[end] != '}'))) {
            if (hasBrace) { // ${x:-y} and the like
                m_command.hasSubstitution = true;
            }
            add('$');
            return;
        }
        m_word += marked("${" + foreignKey(std::string(m_text.substr(begin, end - begin))) + "}");
        m_at = end + (hasBrace ? 1 : 0);
    }

    /// $'..' of bash, which browsers write when a body has line ends or quotes.
    void ansi()
    {
        const int line = m_line;
        while (m_at < m_text.size() && peek() != '\'') {
            if (peek() != '\\' || m_at + 1 >= m_text.size()) {
                add(take());
                continue;
            }
            take();
            escape(take());
        }
        if (m_at == m_text.size()) {
            return unclosed("the quote $'", line);
        }
        take();
    }

    void escape(char letter)
    {
        switch (letter) {
        case 'n':
            return add('\n');
        case 't':
            return add('\t');
        case 'r':
            return add('\r');
        case 'a':
            return add('\a');
        case 'b':
            return add('\b');
        case 'f':
            return add('\f');
        case 'v':
            return add('\v');
        case 'e':
            return add('\x1b');
        case 'x':
            return number(16, 2, false);
        case 'u':
            return number(16, 4, true);
        case 'U':
            return number(16, 8, true);
        default:
            break;
        }
        if (letter >= '0' && letter <= '7') {
            --m_at;
            return number(8, 3, false);
        }
        if (letter != '\\' && letter != '\'' && letter != '"' && letter != '?') {
            add('\\');
        }
        add(letter);
    }

    void number(unsigned base, int mostDigits, bool isUnicode)
    {
        unsigned long value = 0;
        for (int i = 0; i < mostDigits && m_at < m_text.size(); ++i) {
            const char letter = peek();
            const int digit = letter >= '0' && letter <= '9'   ? letter - '0'
                              : letter >= 'a' && letter <= 'f' ? letter - 'a' + 10
                              : letter >= 'A' && letter <= 'F' ? letter - 'A' + 10
                                                               : 99;
            if (digit >= static_cast<int>(base)) {
                break;
            }
            value = value * base + static_cast<unsigned long>(digit);
            take();
        }
        m_hasWord = true;
        if (!isUnicode) {
            return add(static_cast<char>(value & 0xFFU));
        }
        if (value != 1 && value != 2) {
            appendUtf8(m_word, value);
        }
    }

    /// Skips $(..) or `..`; what it would print is not known.
    void substitution(char end)
    {
        const int line = m_line;
        m_command.hasSubstitution = true;
        m_hasWord = true;
        int depth = 0;
        take();
        while (m_at < m_text.size()) {
            const char letter = take();
            depth += end == ')' && letter == '(' ? 1 : 0;
            if (letter == end && depth-- == 0) {
                return;
            }
        }
        unclosed(end == ')' ? "$(" : "the quote `", line);
    }

    /// The target of > or <, which is no argument.
    void redirect()
    {
        if (m_word.find_first_not_of("0123456789") == std::string::npos) {
            m_word.clear(); // 2>
            m_hasWord = false;
        }
        endWord();
        while (peek() == '<' || peek() == '>' || peek() == '&') {
            take();
        }
        m_isTarget = true;
    }

    void endWord()
    {
        if (!m_hasWord) {
            return;
        }
        if (!m_isTarget) {
            m_command.words.push_back(std::move(m_word));
        }
        m_isTarget = false;
        m_word.clear();
        m_hasWord = false;
    }

    void endCommand(bool intoPipe)
    {
        endWord();
        if (!m_command.words.empty()) {
            m_commands.push_back(std::move(m_command));
        }
        m_command = {};
        m_command.readsInput = intoPipe;
        m_command.line = m_line;
        m_isTarget = false;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_line = 1;
    std::string m_word;
    bool m_hasWord = false;
    bool m_isTarget = false;
    ShellCommand m_command;
    std::vector<ShellCommand> m_commands;
    std::string m_fault;
};

} // namespace

Result<std::vector<ShellCommand>> readShellCommands(std::string_view text)
{
    return Scanner(text).run();
}

} // namespace holdpoint
