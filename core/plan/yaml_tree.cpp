// SPDX-License-Identifier: GPL-3.0-or-later
// YAML text into PlanNode, on yaml-cpp's events: aliases are expanded here and counted, so that a bomb ends at the bound.
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/fault_list.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace holdpoint {

namespace {

class TreeBuilder final : public YAML::EventHandler
{
public:
    explicit TreeBuilder(FaultList& faults) : m_faults(faults) {}

    PlanNode takeRoot() { return std::move(m_root); }
    bool isStopped() const { return m_isStopped; }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        add(leaf(PlanNode::Kind::Null, mark, {}, false), anchor);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string& value) override
    {
        PlanNode node = leaf(PlanNode::Kind::Scalar, mark, value, tag == "?"); // yaml-cpp: ? is plain, ! is quoted
        if (tag != "?" && tag != "!") {
            stop(node, "the tag `" + shortened(tag, 60) + "` is not supported; remove it");
        }
        add(std::move(node), anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        const auto found = m_anchors.find(anchor);
        if (found == m_anchors.end()) {
            stop(leaf(PlanNode::Kind::Null, mark, {}, false), "this alias refers to something that contains it");
            return;
        }
        if (!isWithinBounds(found->second, mark)) {
            return;
        }
        add(found->second, YAML::NullAnchor);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        open(PlanNode::Kind::List, mark, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        open(PlanNode::Kind::Map, mark, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Open
    {
        PlanNode node;
        YAML::anchor_t anchor = 0;
        bool expectsKey = true;
        std::map<std::string, int> lineOfKey;
    };

    static PlanNode leaf(PlanNode::Kind kind, const YAML::Mark& mark, std::string text, bool isPlain)
    {
        PlanNode node;
        node.kind = kind;
        node.isPlain = isPlain;
        node.line = mark.line + 1;
        node.column = mark.column + 1;
        node.text = std::move(text);
        return node;
    }

    void stop(const PlanNode& at, std::string message)
    {
        if (!m_isStopped) {
            m_faults.add(at, std::move(message));
        }
        m_isStopped = true;
    }

    bool isWithinBounds(const PlanNode& node, const YAML::Mark& mark)
    {
        if (m_count + node.count > kMaxPlanNodes) {
            stop(leaf(PlanNode::Kind::Null, mark, {}, false),
                 "the plan has more than " + formatCount(kMaxPlanNodes) + " values, aliases included");
            return false;
        }
        if (m_open.size() + node.height > kMaxPlanDepth) {
            stop(leaf(PlanNode::Kind::Null, mark, {}, false),
                 "the plan is nested deeper than " + std::to_string(kMaxPlanDepth) + " levels");
            return false;
        }
        return true;
    }

    void open(PlanNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor)
    {
        PlanNode node = leaf(kind, mark, {}, false);
        if (m_isStopped || !isWithinBounds(node, mark)) {
            return;
        }
        m_open.push_back({std::move(node), anchor, true, {}});
    }

    void close()
    {
        if (m_isStopped || m_open.empty()) {
            return;
        }
        Open done = std::move(m_open.back());
        m_open.pop_back();
        if (done.node.isMap()) {
            merge(done.node);
        }
        add(std::move(done.node), done.anchor);
    }

    void add(PlanNode node, YAML::anchor_t anchor)
    {
        if (m_isStopped) {
            return;
        }
        if (m_count + 1 > kMaxPlanNodes) {
            stop(node, "the plan has more than " + formatCount(kMaxPlanNodes) + " values, aliases included");
            return;
        }
        m_count += node.isScalar() || node.kind == PlanNode::Kind::Null ? 1 : node.count;
        if (anchor != YAML::NullAnchor) {
            m_count += node.count; // the copy kept for aliases
            m_anchors[anchor] = node;
        }
        if (m_open.empty()) {
            m_root = std::move(node);
            return;
        }
        Open& parent = m_open.back();
        if (parent.node.isMap() && parent.expectsKey) {
            addKey(parent, std::move(node));
            return;
        }
        parent.expectsKey = true;
        parent.node.count += node.count;
        parent.node.height = std::max(parent.node.height, node.height + 1);
        parent.node.items.push_back(std::move(node));
    }

    void addKey(Open& parent, PlanNode key)
    {
        parent.expectsKey = false;
        if (!key.isScalar()) {
            m_faults.add(key, "a key must be a word, not " + key.described());
            key = leaf(PlanNode::Kind::Scalar, YAML::Mark{}, "?", false);
        } else if (key.text != "<<") {
            const auto [first, isNew] = parent.lineOfKey.emplace(key.text, key.line);
            if (!isNew) {
                m_faults.add(key, "`" + shortened(key.text, 60) + "` is here a second time; the first is in line " +
                                      std::to_string(first->second));
            }
        }
        ++parent.node.count;
        parent.node.keys.push_back(std::move(key));
    }

    /// `<<: *defaults` and `<<: [*a, *b]`: own keys win, then the first that has it.
    void merge(PlanNode& map)
    {
        std::set<std::string> own;
        for (const PlanNode& key : map.keys) {
            own.insert(key.text);
        }
        for (std::size_t i = 0; i < map.keys.size();) {
            if (map.keys[i].text != "<<" || !map.keys[i].isPlain) {
                ++i;
                continue;
            }
            PlanNode source = std::move(map.items[i]);
            map.keys.erase(map.keys.begin() + static_cast<std::ptrdiff_t>(i));
            map.items.erase(map.items.begin() + static_cast<std::ptrdiff_t>(i));
            std::vector<PlanNode> maps;
            if (source.isList()) {
                maps = std::move(source.items);
            } else {
                maps.push_back(std::move(source));
            }
            for (PlanNode& other : maps) {
                if (!other.isMap()) {
                    m_faults.add(map, "`<<` needs an alias of a map, not " + other.described());
                    continue;
                }
                for (std::size_t k = 0; k < other.keys.size(); ++k) {
                    if (own.insert(other.keys[k].text).second) {
                        map.keys.push_back(std::move(other.keys[k]));
                        map.items.push_back(std::move(other.items[k]));
                    }
                }
            }
        }
    }

    FaultList& m_faults;
    PlanNode m_root;
    std::vector<Open> m_open;
    std::map<YAML::anchor_t, PlanNode> m_anchors;
    std::size_t m_count = 0;
    bool m_isStopped = false;
};

PlanNode place(const YAML::Mark& mark)
{
    PlanNode node;
    node.line = mark.is_null() ? 0 : mark.line + 1;
    node.column = mark.is_null() ? 0 : mark.column + 1;
    return node;
}

/// What to do about it, where the message or the line says so: YAML's own words name neither the quotes nor the tab.
std::string adviceFor(const std::string& text, const std::string& message, const YAML::Mark& mark)
{
    if (text.starts_with("SQLite format 3")) {
        return "; this is a dossier, and a plan is asked for";
    }
    if (mark.is_null()) {
        return "";
    }
    std::istringstream lines(text);
    std::string line;
    for (int i = 0; i <= mark.line && std::getline(lines, line); ++i) {
    }
    const bool isIndentedByTab = line.find('\t') < line.find_first_not_of(" \t");
    if (isIndentedByTab) {
        return "; the line begins with a tab, and YAML indents with spaces only";
    }
    const bool isUnquoted = message == YAML::ErrorMsg::UNKNOWN_TOKEN || message == YAML::ErrorMsg::MAP_VALUE;
    return isUnquoted ? "; put a text that holds ? : # { or [ in quotes" : "";
}

} // namespace

PlanNode nodeFromYaml(const std::string& text, FaultList& faults)
{
    if (text.size() > kMaxPlanBytes) {
        faults.add({}, "the plan is larger than " + formatBytes(kMaxPlanBytes));
        return {};
    }
    TreeBuilder builder(faults);
    try {
        std::istringstream stream(text);
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) {
            faults.add({}, "the plan is empty");
            return {};
        }
        PlanNode root = builder.takeRoot();
        TreeBuilder second(faults);
        if (!builder.isStopped() && parser.HandleNextDocument(second)) {
            const PlanNode extra = second.takeRoot();
            faults.add(extra, "a second YAML document begins here; a plan is one document");
        }
        return builder.isStopped() ? PlanNode{} : root;
    } catch (const YAML::Exception& error) {
        faults.add(place(error.mark), "not YAML: " + error.msg + adviceFor(text, error.msg, error.mark));
    } catch (const std::exception& error) {
        faults.add({}, std::string("not YAML: ") + error.what());
    }
    return {};
}

} // namespace holdpoint
