// SPDX-License-Identifier: GPL-3.0-or-later
// Mutates the tree of an input that holds JSON, so that the fuzzer gets past the parser; the bytes before the tree, which choose
// among a target's parsers, stay. Every eighth input, and what is no JSON, is mutated as bytes.
#include "core/base/json.h"

#include <cstdint>
#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t maxSize);

namespace holdpoint {
namespace {

class TreeMutator
{
public:
    explicit TreeMutator(unsigned seed) : m_random(seed) {}

    void mutate(Json& tree)
    {
        collect(tree);
        for (std::size_t i = 1 + upTo(3); i > 0 && !m_nodes.empty(); --i) {
            change(*m_nodes[upTo(m_nodes.size())]);
            m_nodes.clear(); // the change may have freed some
            collect(tree);
        }
    }

private:
    std::size_t upTo(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(m_random); }

    void collect(Json& node)
    {
        m_nodes.push_back(&node);
        if (node.is_structured()) {
            for (Json& child : node) {
                collect(child);
            }
        }
    }

    Json someValue()
    {
        switch (upTo(12)) {
        case 0:
            return nullptr;
        case 1:
            return true;
        case 2:
            return "";
        case 3:
            return Json::array();
        case 4:
            return Json::object();
        case 5:
            return -1;
        case 6:
            return std::numeric_limits<std::int64_t>::max();
        case 7:
            return std::numeric_limits<std::uint64_t>::max();
        case 8:
            return 1e300;
        case 9:
            return "{{x}} ${Y}";
        default:
            return Json(*m_nodes[upTo(m_nodes.size())]); // something else of the same tree
        }
    }

    std::string changed(const std::string& text)
    {
        std::vector<std::uint8_t> bytes(text.size() + 64);
        std::memcpy(bytes.data(), text.data(), text.size());
        return std::string(reinterpret_cast<const char*>(bytes.data()),
                           LLVMFuzzerMutate(bytes.data(), text.size(), bytes.size()));
    }

    void change(Json& node)
    {
        if (node.is_string() && upTo(4) != 0) {
            node = changed(node.get<std::string>());
        } else if (node.is_object() && !node.empty() && upTo(4) != 0) {
            const auto member = std::next(node.begin(), static_cast<std::ptrdiff_t>(upTo(node.size())));
            const std::string key = member.key();
            switch (upTo(3)) {
            case 0:
                node.erase(key);
                break;
            case 1:
                node[changed(key)] = Json(member.value());
                break;
            default:
                node[key] = someValue();
            }
        } else if (node.is_array() && !node.empty() && upTo(4) != 0) {
            const std::size_t at = upTo(node.size());
            switch (upTo(3)) {
            case 0:
                node.erase(at);
                break;
            case 1:
                node.push_back(Json(node[at]));
                break;
            default:
                node.push_back(someValue());
            }
        } else {
            node = someValue();
        }
    }

    std::minstd_rand m_random;
    std::vector<Json*> m_nodes;
};

} // namespace
} // namespace holdpoint

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t maxSize, unsigned seed)
{
    using namespace holdpoint;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::size_t begin = std::min(input.find_first_of("{["), input.size());
    auto tree = seed % 8 == 0 ? Result<Json>(Json()) : parseJson(input.substr(begin), "input");
    if (!tree || !tree->is_structured()) {
        return LLVMFuzzerMutate(data, size, maxSize);
    }
    TreeMutator(seed).mutate(*tree);
    const std::string text = dumpJson(*tree);
    if (begin + text.size() > maxSize) {
        return LLVMFuzzerMutate(data, size, maxSize);
    }
    std::memcpy(data + begin, text.data(), text.size());
    return begin + text.size();
}
