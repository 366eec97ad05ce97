"""What may be said in place of a text of the product: the same values, allowed markup, a length that fits."""

import contextlib
import re
import time

import pytest
from fluent.syntax import FluentParser, ast

from core import i18n
from core.errors import TextInvalid
from core.i18n import Original
from core.texts import checks

PLURAL = "{ $days ->\n    [one] { $days } day\n   *[other] { $days } days\n}"


def test_originals_are_what_the_files_say() -> None:
    for language in i18n.LANGUAGES:
        originals, parser = i18n.originals(language), FluentParser(with_spans=False)
        messages = [
            entry
            for file in sorted((i18n.LOCALES / language).glob("*.ftl"))
            for entry in parser.parse(file.read_text(encoding="utf-8")).body
            if isinstance(entry, ast.Message)
        ]
        assert list(originals) == [message.id.name for message in messages]
        for message in messages[::4]:
            name = message.id.name
            (read,) = parser.parse(i18n.as_message(name, originals[name].text)).body
            assert read.equals(message, ignored_fields=["comment"]), name


def test_every_original_could_be_saved_as_it_is() -> None:
    for language, start in (("ru", 0), ("en", 1)):
        texts = [(key, text) for key, text in i18n.originals(language).items() if text.group in checks.GROUPS]
        for key, text in texts[start::3]:
            try:
                checks.check(language, key, text, checks.cleaned(text.text))
            except TextInvalid as exc:
                pytest.fail(f"{language}: {key}: {exc.params}")


def test_the_tags_are_those_of_the_product() -> None:
    tags = {
        tag
        for language in i18n.LANGUAGES
        for text in i18n.originals(language).values()
        if text.group in checks.GROUPS
        for tag in re.findall(r"<([a-z]+)[ >]", text.text)
    }
    assert tags == set(checks.TAGS)


def original(text: str, group: str = "bot") -> Original:
    return Original(group, text, tuple(sorted(set(i18n.VARIABLE.findall(text)))))


def check(text: str, over: str = "Hello, { $name }", *, key: str = "bot-x", group: str = "bot") -> None:
    checks.check("en", key, original(over, group), checks.cleaned(text))


@pytest.mark.parametrize(
    "text",
    [
        "Good day",
        "<b>Good day</b>, <i>{ $name }</i> &amp; all",
        "One\n\n  Two { $name }\r\n\tThree\n\n",
        "{ $name ->\n  [Anna] Ann\n *[other] you\n}",
        'name = "{ "{" }" and 2 < 3'.replace("<", "&lt;"),
        "# no comment",
        "{ 5 } stars",
    ],
)
def test_good_texts_are_taken(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    ("text", "fault", "part"),
    [
        ("", "empty", ""),
        (" \n \n", "empty", ""),
        ('{ "" }', "empty", ""),
        ("a\x00b", "characters", ""),
        ("a\ufdd0b", "characters", ""),
        ("a\ud800b", "characters", ""),
        ("x" * 4097, "long", ""),
        ("x" * 20_000, "long", ""),
        ("one\ntwo { $name", "syntax", 2),
        ("one }\ntwo", "syntax", 1),
        ("* one", "syntax", 1),
        ("one\n[two]", "syntax", 2),
        ("{ $name ->\n  [one] 1\n}", "syntax", 3),
        ("one\n.two", "syntax", 2),
        ("one\n.two = three", "message", ""),
        ("{ bot-welcome }", "reference", "bot-welcome"),
        ("{ -brand }", "reference", "-brand"),
        ("{ DATETIME($name) }", "reference", "DATETIME()"),
        ('{ "x" ->\n *[a] b\n}', "reference", "->"),
        ("{ { $name } }", "reference", "{ { } }"),
        ("{ $shop }", "placeholder", "shop"),
        ("{ $name ->\n [a] { $shop }\n *[b] b\n}", "placeholder", "shop"),
        ("<u>x</u>", "tag", "<u>"),
        ('<a href="https://x.example">x</a>', "tag", '<a href="https://x.example">'),
        ("<script>x", "tag", "<script>"),
        ("<b", "tag", "<b"),
        ("<b>x", "unbalanced", "<b>"),
        ("x</b>", "unbalanced", "</b>"),
        ("<b><i>x</b></i>", "unbalanced", "</b>"),
        ("{ $name ->\n [a] <b>x\n *[b] <b>x</b>\n}", "unbalanced", "<b>"),
        ("a & b", "sign", ""),
        ("2 < 3", "sign", ""),
    ],
)
def test_wrong_texts_are_refused_in_words(text: str, fault: str, part: str | int) -> None:
    with pytest.raises(TextInvalid) as refused:
        check(text)
    params = refused.value.params
    assert (params["fault"], params["part"]) == (fault, part)
    sentences = {i18n.t("error-text-invalid", language, **params) for language in i18n.LANGUAGES}
    assert len(sentences) == 2
    assert i18n.t("error-text-invalid", "en", fault="other", part="", bound=0) not in sentences


def test_a_value_that_is_only_sometimes_there_is_used_where_the_original_does() -> None:
    over = "{ $reason ->\n    [short] Needs { $price_kopeks }.\n   *[other] { $contact }\n}"
    check("{ $reason ->\n [short] { $price_kopeks }!\n *[other] Ask { $contact }\n}", over)
    check("{ $reason ->\n [short] Top up\n [gone] See { $contact }\n *[other] No\n}", over)
    for text, name in [
        ("Needs { $price_kopeks }", "price_kopeks"),
        ("{ $reason ->\n [short] { $contact }\n *[other] No\n}", "contact"),
    ]:
        with pytest.raises(TextInvalid) as refused:
            check(text, over)
        assert (refused.value.params["fault"], refused.value.params["part"]) == ("sometimes", name)


def test_each_number_has_its_form() -> None:
    shown = checks.renderings(
        "en", "bot-x", original(f"It lasts {PLURAL}"), "{ $days } ({ $days ->\n [1] one\n *[other] more\n})"
    )
    assert [text for _, text in shown] == ["1 (one)", "5 (more)", "2 (more)"]


@pytest.mark.parametrize(
    ("key", "group", "text", "fault"),
    [
        ("bot-button-buy", "bot", "<b>x</b>", "tag"),
        ("bot-button-buy", "bot", "x" * 65, "long"),
        ("bot-platform-ios", "bot", "x" * 65, "long"),
        ("bot-command-start", "bot", "x" * 257, "long"),
        ("letter-greeting", "letters", "<b>x</b>", "tag"),
        ("letter-greeting", "letters", "a & b", "sign"),
        ("error-not-found", "errors", "<code>x</code>", "tag"),
        ("app-back", "app", "<b>x</b>", "tag"),
        ("web-title", "web", "<img src=x onerror=y>", "tag"),
        ("web-title", "web", "</script", "tag"),
    ],
)
def test_each_place_has_its_markup_and_its_length(key: str, group: str, text: str, fault: str) -> None:
    with pytest.raises(TextInvalid) as refused:
        check(text, key=key, group=group)
    assert refused.value.params["fault"] == fault
    check("x" * 64, key=key, group=group)


def test_pages_that_read_no_html_take_signs_as_they_are() -> None:
    check("Tom & Co, 2 < 3", key="app-back", group="app")


def test_texts_that_choose_by_too_much_are_refused() -> None:
    names = "abcdefghij"
    over = " ".join(f"{{ ${name} ->\n [x] x\n *[y] y\n}}" for name in names)
    with pytest.raises(TextInvalid) as refused:
        check(over, over)
    assert refused.value.params["fault"] == "variants"


@pytest.mark.parametrize(
    "text",
    [
        "{" * 6000,
        "{ $name ->\n *[a] " * 500,
        "{ $name ->\n *[a] " * 60 + "x" + "\n}" * 60,
        "{ $name ->\n *[a] " * 300 + "x" + "\n}" * 300,
        "<b>" * 3000,
        f"<{'b' * 9000}>",
        "{ $name }" * 1300,
    ],
)
def test_texts_made_to_tire_the_shop_do_not(text: str) -> None:
    begin = time.process_time()
    with contextlib.suppress(TextInvalid):
        check(text)
    assert time.process_time() - begin < 2
