// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/data_reader.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxDataBytes = 64U << 20U;

struct Record
{
    int line = 1;
    std::vector<std::string> cells;
};

/// Cuts CSV text into records, one next() each. A quote that never closes ends with the text.
class CsvScanner
{
public:
    explicit CsvScanner(std::string_view text) : m_text(text) {}

    bool next(Record& record)
    {
        record = {m_line, {}};
        if (m_at >= m_text.size()) {
            return false;
        }
        while (true) {
            record.cells.push_back(cell());
            if (m_at < m_text.size() && m_text[m_at] == ',') {
                ++m_at;
                continue;
            }
            endLine();
            return true;
        }
    }
    bool hasOpenQuote() const { return m_hasOpenQuote; }

private:
    std::string cell()
    {
        if (m_at >= m_text.size() || m_text[m_at] != '"') {
            const auto end = std::min(m_text.find_first_of(",\n", m_at), m_text.size());
            std::string value(m_text.substr(m_at, end - m_at));
            m_at = end;
            if (!value.empty() && value.back() == '\r') {
                value.pop_back();
            }
            return value;
        }
        std::string value;
        for (++m_at; m_at < m_text.size(); ++m_at) {
            if (m_text[m_at] != '"') {
                m_line += m_text[m_at] == '\n' ? 1 : 0;
                value += m_text[m_at];
            } else if (m_at + 1 < m_text.size() && m_text[m_at + 1] == '"') {
                value += '"';
                ++m_at;
            } else {
                ++m_at;
                return value + cellRest();
            }
        }
        m_hasOpenQuote = true;
        return value;
    }

    std::string cellRest()
    {
        const auto end = std::min(m_text.find_first_of(",\n", m_at), m_text.size());
        std::string rest(trimmed(m_text.substr(m_at, end - m_at)));
        m_at = end;
        return rest;
    }

    void endLine()
    {
        if (m_at < m_text.size()) {
            ++m_at; // the line end
            ++m_line;
        }
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_line = 1;
    bool m_hasOpenQuote = false;
};

bool isColumnName(std::string_view text)
{
    return !text.empty() &&
           text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-") == std::string_view::npos;
}

bool areColumnsGood(const Record& header, const std::string& file, FaultList& faults)
{
    bool isGood = true;
    for (std::size_t i = 0; i < header.cells.size(); ++i) {
        const std::string& name = header.cells[i];
        if (!isColumnName(name)) {
            faults.addAt(file, header.line, 1,
                         "the first line must name the columns with letters, digits, - and _; `" + shortened(name, 60) +
                             "` is no such name");
            isGood = false;
        } else if (std::count(header.cells.begin(), header.cells.begin() + static_cast<std::ptrdiff_t>(i), name) > 0) {
            faults.addAt(file, header.line, 1, "the column `" + name + "` is here twice");
            isGood = false;
        }
    }
    return isGood;
}

void parseRows(const std::string& text, const std::string& file, DataSet& set, FaultList& faults)
{
    if (set.isJsonLines) {
        parseJsonLines(text, file, set, faults);
    } else {
        parseCsv(text, file, set, faults);
    }
}

/// The cell's text; notes it if it is JSON other than text.
std::string cellOf(const Json& value, DataSet& set)
{
    if (set.isJsonLines) {
        set.jsonCells.push_back(!value.is_string());
    }
    return value.is_string() ? value.get<std::string>() : dumpJson(value);
}

void readDataFile(ReadContext& context, const PlanNode& at, const std::filesystem::path& folder, DataSet& set)
{
    const std::filesystem::path path = folder / set.file;
    const auto text = readFile(path, kMaxDataBytes);
    if (!text) {
        context.fault(at, "the data file cannot be read: " + text.error().message);
        return;
    }
    set.sha256 = sha256Hex(*text);
    parseRows(*text, path.string(), set, context.faults());
}

void takeResolvedRows(ReadContext& context, const PlanNode& at, const Json& resolved, DataSet& set)
{
    const Json& embedded = memberAt(memberAt(resolved, "data"), set.name);
    for (const Json& column : memberAt(embedded, "columns")) {
        set.columns.push_back(column.is_string() ? column.get<std::string>() : "");
    }
    for (const Json& row : memberAt(embedded, "rows")) {
        std::vector<std::string> cells;
        for (const Json& cell : row) {
            cells.push_back(set.isJsonLines || cell.is_string() ? cellOf(cell, set) : "");
        }
        if (cells.size() != set.columns.size()) {
            context.fault(at, "a row of the resolved data set `" + set.name + "` does not fit its columns");
            return;
        }
        set.rows.push_back(std::move(cells));
    }
    set.sha256 = stringAt(embedded, "sha256");
    if (set.rows.empty() && integerAt(embedded, kRowCount) <= 0) {
        context.fault(at, "the resolved data set `" + set.name + "` has no rows");
    }
}

DataSet readDataSet(ReadContext& context, const std::string& name, PlanNode& node, const std::filesystem::path& folder,
                    const Json* resolved)
{
    DataSet set;
    set.name = name;
    MapReader reader(context, node, "data set `" + name + "`");
    if (!reader.isMap()) {
        return set;
    }
    std::string pick = "sequential";
    if (reader.text("pick", pick, TextUse::Setting) &&
        isOneOf(context, *node.find("pick"), "pick", pick, {"sequential", "random", "unique"})) {
        set.pick = pick == "random"   ? DataSet::Pick::Random
                   : pick == "unique" ? DataSet::Pick::Unique
                                      : DataSet::Pick::Sequential;
    }
    PlanNode* list = reader.takeList("list");
    const bool hasCsv = reader.text("csv", set.file, TextUse::Setting);
    set.isJsonLines = reader.text("jsonl", set.file, TextUse::Setting);
    const bool hasFile = hasCsv || set.isJsonLines;
    if (resolved != nullptr) {
        reader.take("columns");
        reader.take("sha256");
        reader.take(kRowCount);
    }
    reader.finish();
    if ((list != nullptr) == hasFile || (hasCsv && set.isJsonLines)) {
        context.fault(node, reader.what() + " needs one of `list: [...]`, `csv: FILE` and `jsonl: FILE`");
    } else if (list != nullptr) {
        for (std::string& value : scalarsOf(context, *list, "list", TextUse::Content)) {
            set.rows.push_back({std::move(value)});
        }
        if (list->items.empty()) {
            context.fault(*list, reader.what() + " is empty; it needs at least one value");
        }
    } else if (resolved != nullptr) {
        takeResolvedRows(context, node, *resolved, set);
    } else {
        readDataFile(context, *node.find(set.isJsonLines ? "jsonl" : "csv"), folder, set);
    }
    return set;
}

} // namespace

void parseCsv(const std::string& text, const std::string& file, DataSet& set, FaultList& faults)
{
    std::string_view content = text;
    if (content.starts_with("\xEF\xBB\xBF")) {
        content.remove_prefix(3);
    }
    CsvScanner scanner(content);
    Record record;
    if (!scanner.next(record) || trimmed(content).empty()) {
        faults.addAt(file, 0, 0, "the data file is empty: its first line names the columns, then one line per row");
        return;
    }
    if (!areColumnsGood(record, file, faults)) {
        return;
    }
    set.columns = record.cells;
    while (scanner.next(record)) {
        if (record.cells.size() == 1 && record.cells[0].empty()) {
            continue; // an empty line
        }
        if (record.cells.size() != set.columns.size()) {
            faults.addAt(file, record.line, 1,
                         "this row has " + std::to_string(record.cells.size()) + " cells, but the first line names " +
                             std::to_string(set.columns.size()) + " columns");
            continue;
        }
        set.rows.push_back(record.cells);
    }
    if (scanner.hasOpenQuote()) {
        faults.addAt(file, record.line, 1, "a quote that begins here or before is not closed");
    } else if (set.rows.empty()) {
        faults.addAt(file, 0, 0, "the data file has no row below its first line, which names the columns");
    }
}

void parseJsonLines(const std::string& text, const std::string& file, DataSet& set, FaultList& faults)
{
    std::string_view rest = text;
    if (rest.starts_with("\xEF\xBB\xBF")) {
        rest.remove_prefix(3);
    }
    for (int line = 1; !rest.empty(); ++line) {
        const std::string_view written = trimmed(rest.substr(0, rest.find('\n')));
        rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
        if (written.empty()) {
            continue;
        }
        const auto row = parseJson(written, "this line");
        if (!row || !row->is_object()) {
            faults.addAt(file, line, 1,
                         row ? "each line is one JSON object, for example {\"email\": \"a@example.com\"}" : row.error().message);
            continue;
        }
        if (set.columns.empty()) {
            for (const auto& [key, value] : row->items()) {
                if (!isColumnName(key)) {
                    faults.addAt(file, line, 1,
                                 "the keys name the columns with letters, digits, - and _; `" + shortened(key, 60) +
                                     "` is no such name");
                }
                set.columns.push_back(key);
            }
            if (set.columns.empty()) {
                faults.addAt(file, line, 1, "the first line names no column");
                return;
            }
        }
        std::vector<std::string> cells;
        for (const std::string& column : set.columns) {
            if (!row->contains(column)) {
                faults.addAt(file, line, 1, "this line has no `" + column + "`, which the first line has");
                break;
            }
            cells.push_back(cellOf(row->at(column), set));
        }
        if (cells.size() == set.columns.size()) {
            set.rows.push_back(std::move(cells));
        }
    }
    if (set.columns.empty()) {
        faults.addAt(file, 0, 0, "the data file is empty: it has one JSON object a line");
    }
}

Json rowsAsJson(const DataSet& set)
{
    if (!set.isJsonLines) {
        return set.rows;
    }
    Json rows = Json::array();
    for (std::size_t row = 0; row < set.rows.size(); ++row) {
        Json cells = Json::array();
        for (std::size_t column = 0; column < set.columns.size(); ++column) {
            const std::string& text = set.rows[row][column];
            const auto value = set.isJsonCell(row, column) ? parseJson(text, "cell") : Result<Json>(Json(text));
            cells.push_back(value ? *value : Json(text));
        }
        rows.push_back(std::move(cells));
    }
    return rows;
}

Result<DataSet> readAgain(const DataSet& set, const std::filesystem::path& folder)
{
    const std::filesystem::path path = folder / set.file;
    const auto text = readFile(path, kMaxDataBytes);
    if (!text) {
        return fail(Error::Kind::NotFound, "the rows of the data set `" + set.name +
                                               "` are not kept in a dossier, and their file " +
                                               "cannot be read: " + text.error().message);
    }
    if (sha256Hex(*text) != set.sha256) {
        return fail(Error::Kind::Conflict, "the data file " + path.string() +
                                               " is not the one that the dossier's plan was read with: open the plan again");
    }
    FaultList faults(path.string());
    DataSet again;
    again.isJsonLines = set.isJsonLines;
    parseRows(*text, path.string(), again, faults);
    if (!faults.isEmpty()) {
        return fail(Error::Kind::Invalid, faults.sorted().front().text());
    }
    return again;
}

std::map<std::string, DataSet> readDataSets(ReadContext& context, PlanNode& node, const std::filesystem::path& folder,
                                            const Json* resolved)
{
    std::map<std::string, DataSet> sets;
    if (!node.isMap()) {
        context.fault(node, "`data` must be a map of data sets, not " + node.described());
        return sets;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const std::string& name = node.keys[i].text;
        if (!isColumnName(name)) {
            context.fault(node.keys[i], "the name of a data set has letters, digits, - and _ only");
        }
        sets[name] = readDataSet(context, name, node.items[i], folder, resolved);
    }
    return sets;
}

} // namespace holdpoint
