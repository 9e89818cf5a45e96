// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/theme.h"

#include <QLabel>
#include <QLayout>
#include <QPushButton>

namespace holdpoint {

/// A push button whose shortcut stands as caption text at its right. Fixed size; one primary a page.
class Button : public QPushButton
{
    Q_OBJECT

public:
    enum class Kind { Normal, Primary, Danger };
    explicit Button(const QString& text, const QString& keyHint = QString(), QWidget* parent = nullptr);

    void setKind(Kind kind);
    void setKeyHint(const QString& keyHint);
    QString keyHint() const { return m_keyHint; }
    Kind kind() const { return m_kind; }
    /// 28 unless told; scaled with the font.
    void setControlHeight(int px);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Kind m_kind = Kind::Normal;
    QString m_keyHint;
    int m_height = 28;
};

/// Bold title, grey remark, remark at the right: 32 high.
class SectionHead : public QWidget
{
    Q_OBJECT

public:
    explicit SectionHead(const QString& title, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    void setRemark(const QString& remark);
    void setRightRemark(const QString& remark);

private:
    QLabel* m_title;
    QLabel* m_remark;
    QLabel* m_right;
};

/// A key cap and what it does, for footers.
class KeyHint : public QWidget
{
    Q_OBJECT

public:
    KeyHint(QString key, QString text, QWidget* parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double capWidth() const;
    QString m_key;
    QString m_text;
};

/// One pixel in `line`.
QWidget* makeHairline(Qt::Orientation orientation, QWidget* parent = nullptr);

/// A label in a font role and, if wanted, in text2 (which follows the theme).
QLabel* makeLabel(const QString& text, FontRole role, bool isSecondary, QWidget* parent = nullptr);

/// A label in a status's text colour, whatever the theme.
class StatusLabel : public QLabel
{
    Q_OBJECT

public:
    explicit StatusLabel(FontRole role, Status status = Status::Neutral, QWidget* parent = nullptr);
    void setStatus(Status status);

protected:
    void changeEvent(QEvent* event) override;

private:
    void tint();

    Status m_status;
};

/// Places widgets in rows, as text flows.
class FlowLayout : public QLayout
{
    Q_OBJECT

public:
    FlowLayout(int horizontalGap, int verticalGap, QWidget* parent = nullptr);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override;
    int count() const override;
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect& rect) override;

private:
    int place(const QRect& rect, bool isDry) const;

    QList<QLayoutItem*> m_items;
    int m_horizontalGap;
    int m_verticalGap;
};

} // namespace holdpoint
