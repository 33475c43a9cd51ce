import gzip

import pytest
from made_archives import CRAWL, PAGE, warc

ADDRESS = "https://port.example/ferry"


def test_a_page_is_its_article_and_what_it_says_of_itself(put, read):
    ((located,), rejected) = read(put("page.html", PAGE.encode()))
    article = located.article
    assert rejected == []
    assert article.text.startswith("Ferry talks resume\n“We will open")
    assert not {"Sport", "Imprint"} & set(article.text.split())
    assert (article.id, article.title, article.date) == ("page", "Ferry talks resume", "2011-05-12")
    assert (article.source, article.extra["author"]) == ("The Port Times", "Mara Quill")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8"])
def test_the_encoding_that_a_page_declares(encoding, put, read):
    page = PAGE.replace('charset="utf-8"', f'charset="{encoding}"')
    ((located,), _) = read(put("page.html", page.encode(encoding)))
    assert "“Nothing is signed yet,” he said" in located.article.text


def test_a_page_without_text_is_set_aside(put, read):
    located, (rejected,) = read(put("page.html", b"<html><body><img src='a.png'></body></html>"))
    assert located == []
    assert rejected.reason == "no article: the page holds no running text"


def test_a_crawl_gives_its_pages_with_their_addresses(put, read):
    located, rejected = read(put("crawl.warc", CRAWL))
    assert rejected == []
    assert [each.article.url for each in located] == [ADDRESS, "https://port.example/canal"]
    assert located[0].place.endswith(f"crawl.warc!{ADDRESS}")
    assert located[0].article.id.startswith("a-")


def test_a_server_that_packed_its_answer(put, read):
    payload = gzip.compress(PAGE.encode())
    data = warc((ADDRESS, "200 OK", "text/html; charset=utf-8\r\nContent-Encoding: gzip", payload))
    ((located,), rejected) = read(put("crawl.warc", data))
    assert rejected == []
    assert "“Nothing is signed yet,” he said" in located.article.text


def test_records_longer_than_the_buffer_are_passed_over(put, read):
    image = ("https://port.example/big.png", "200 OK", "image/png", bytes(3_000_000))
    page = (ADDRESS, "200 OK", "text/html", PAGE.encode())
    data = warc(image, page, image, page)
    for name, packed in (("a.warc", data), ("b.warc.gz", gzip.compress(data))):
        located, rejected = read(put(name, packed))
        assert rejected == []
        assert len(located) == 2


def test_a_crawl_without_pages_is_set_aside(put, read):
    located, (rejected,) = read(put("a.warc", warc((ADDRESS, "404 Not Found", "text/html", PAGE.encode()))))
    assert located == []
    assert rejected.reason == "no articles: expected responses (2xx) that are HTML"
