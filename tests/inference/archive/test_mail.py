import pytest
from made_archives import DIGEST, MAIL, MBOX, PAGE

from detente.inference.archive.digests import items_of


def test_a_mail_is_an_article_with_its_header(put, read):
    ((located,), rejected) = read(put("a.eml", MAIL))
    article = located.article
    assert rejected == []
    assert (article.id, article.title, article.date) == ("a", "Ferry talks", "Thu, 12 May 2011 09:00:00 -0400")
    assert (article.source, article.extra["message_id"]) == ("Harbour List", "84@lists.example")
    assert article.text.startswith("The ferry talks went on all night.\n\n>From the start")


def test_a_digest_is_its_items_each_with_its_own_facts(put, read):
    located, rejected = read(put("a.eml", DIGEST))
    assert rejected == []
    assert [(each.article.title, each.article.source, each.article.date) for each in located] == [
        ("Ferry talks resume", "Port Times", "May 11, 2011"),
        ("Canal opens", "Wirefax", "Thu, 12 May 2011 09:00:00 -0400"),
        ("What the ferry means", "Harbour List", "Wed, 11 May 2011"),
    ]
    assert [each.place[-7:] for each in located] == [f"a.eml!{number}" for number in (1, 2, 3)]
    assert located[0].article.extra == {
        "author": "Jon Vale", "message_id": "84@lists.example", "digest": "2011-#84 - Harbour List",
    }  # fmt: skip
    assert "#7\nis no item." in located[0].article.text
    assert located[1].article.text.endswith("opened on Wednesday.")


def test_a_mailbox_is_its_messages(put, read):
    located, rejected = read(put("list.mbox", MBOX))
    assert rejected == []
    assert [each.place.partition("mbox")[2] for each in located] == ["!1", "!2!1", "!2!2", "!2!3"]
    assert "\nFrom the start they were hard" in located[0].article.text
    assert located[0].article.id.startswith("a-")


def test_a_line_from_within_a_message_begins_no_other(put, read):
    located, _ = read(put("a.mbox", MBOX.replace(b"#7\n", b"He came\nFrom here\n")))
    assert len(located) == 4


@pytest.mark.parametrize("plain", [None, "See it in your browser."])
def test_a_newsletter_in_html_is_read_as_a_page(plain, put, read):
    from email.message import EmailMessage

    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = (
        "Port Times <news@port.example>",
        "Ferry",
        "Thu, 12 May 2011 09:00:00 +0000",
    )
    mail["Archived-At"] = "<https://port.example/letter>"
    if plain:
        mail.set_content(plain)
        mail.add_alternative(PAGE, subtype="html")
    else:
        mail.set_content(PAGE, subtype="html")
    ((located,), rejected) = read(put("a.eml", mail.as_bytes()))
    assert rejected == []
    assert "“Nothing is signed yet,” he said" in located.article.text
    assert (located.article.title, located.article.source) == ("Ferry", "Port Times")
    assert located.article.url == "https://port.example/letter"


@pytest.mark.parametrize("charset", ["iso-8859-1", "no-such-charset"])
def test_the_charset_of_a_mail(charset, put, read):
    data = MAIL.replace(b"utf-8", charset.encode()).replace(
        b"all night", "all soirée".encode("latin-1" if "iso" in charset else "utf-8")
    )
    ((located,), rejected) = read(put("a.eml", data))
    assert rejected == []
    assert "all soirée." in located.article.text


def test_a_mime_digest_is_its_messages(put, read):
    parts = b"".join(b"--x\r\n\r\n" + MAIL.replace(b"Ferry talks", name) + b"\r\n" for name in (b"One", b"Two"))
    head = (
        b'From: a@x.example\r\nSubject: S\r\nMIME-Version: 1.0\r\nContent-Type: multipart/digest; boundary="x"\r\n\r\n'
    )
    located, rejected = read(put("a.eml", head + parts + b"--x--\r\n"))
    assert rejected == []
    assert [each.article.title for each in located] == ["One", "Two"]


def test_an_empty_mail_is_set_aside(put, read):
    located, (rejected,) = read(put("a.eml", MAIL.partition(b"\n\n")[0] + b"\n\n"))
    assert located == []
    assert rejected.reason == "empty: expected the text of an article"


@pytest.mark.parametrize("text", ["#1\nOne item only.", "#2\nA\n#3\nB", "He has #1\nand #2\n", "1.\nA\n2.\nB\n"])
def test_what_is_no_digest(text):
    assert items_of(text) == []


def test_a_mailman_digest():
    rule = "-" * 30
    text = f"""Topics:

   1. Ferry (Mara Quill)
   2. Canal (Jon Vale)

{rule}

Message: 1
Date: Thu, 12 May 2011
From: Mara Quill
Subject: Ferry

It sails.

{rule}

Message: 2
Subject: Canal

It is shut.
{rule}
"""
    assert [(item.number, item.text.splitlines()[-1]) for item in items_of(text)] == [
        (1, "It sails."),
        (2, "It is shut."),
    ]
