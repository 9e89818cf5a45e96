// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/jpeg.h"

#include <bit>
#include <initializer_list>

namespace holdpoint::staging {

namespace {

/// Entropy-coded data: most significant bit first, a zero byte after each 0xff (T.81, F.1.2.3).
class BitWriter
{
public:
    void put(unsigned bits, int count)
    {
        for (int i = count - 1; i >= 0; --i) {
            m_byte = (m_byte << 1U) | ((bits >> static_cast<unsigned>(i)) & 1U);
            if (++m_used == 8) {
                flush();
            }
        }
    }

    std::string finish()
    {
        while (m_used != 0) {
            put(1, 1);
        }
        return std::move(m_bytes);
    }

private:
    void flush()
    {
        m_bytes += static_cast<char>(m_byte);
        if (m_byte == 0xff) {
            m_bytes += '\0';
        }
        m_byte = 0;
        m_used = 0;
    }

    std::string m_bytes;
    unsigned m_byte = 0;
    int m_used = 0;
};

void append(std::string& bytes, std::initializer_list<int> values)
{
    for (const int value : values) {
        bytes += static_cast<char>(value);
    }
}

std::string headers(int width, int height)
{
    std::string bytes;
    append(bytes, {0xff, 0xd8});                                                                    // start of image
    append(bytes, {0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0});           // JFIF 1.1, square pixels
    append(bytes, {0xff, 0xdb, 0, 67, 0});                                                          // one quantisation table,
    bytes.append(64, '\x08');                                                                       // 8: DC is mean - 128
    append(bytes, {0xff, 0xc0, 0, 17, 8, height >> 8, height & 0xff, width >> 8, width & 0xff, 3}); // three components
    append(bytes, {1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0});
    append(bytes, {0xff, 0xc4, 0, 31, 0x00, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}); // DC: twelve codes of 4 bits
    append(bytes, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
    append(bytes, {0xff, 0xc4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}); // AC: end of block is "0"
    append(bytes, {0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0});
    return bytes;
}

} // namespace

std::string mosaicJpeg(int columns, int rows, const std::function<YCbCr(int, int)>& colourAt)
{
    BitWriter bits;
    std::array<int, 3> last{};
    for (int row = 0; row < rows; ++row) {
        for (int column = 0; column < columns; ++column) {
            const YCbCr colour = colourAt(column, row);
            for (std::size_t i = 0; i < 3; ++i) {
                const int value = colour[i] - 128;
                const int difference = value - last[i];
                last[i] = value;
                const auto size =
                    static_cast<int>(std::bit_width(static_cast<unsigned>(difference < 0 ? -difference : difference)));
                bits.put(static_cast<unsigned>(size), 4);
                bits.put(static_cast<unsigned>(difference < 0 ? difference - 1 : difference), size);
                bits.put(0, 1);
            }
        }
    }
    std::string bytes = headers(columns * 8, rows * 8) + bits.finish();
    append(bytes, {0xff, 0xd9}); // end of image
    return bytes;
}

} // namespace holdpoint::staging
