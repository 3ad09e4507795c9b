"""The data that ships with the atlas says in the first screen how old it is."""

from __future__ import annotations

import pytest

from geo import i18n, query
from geo.sources import freshness
from geo.web.map import headline
from tests.web.client import make_store


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A sample, August to December 2024; connect a source to go on."),
        ("uk", "Вибірка, серпень — грудень 2024 року; під’єднайте джерело, щоб продовжити."),
        ("ru", "Выборка, август — декабрь 2024 года; подключите источник, чтобы продолжить."),
    ],
)
def test_the_shipped_data_says_its_months(tmp_path, monkeypatch, language, text):
    store = make_store(tmp_path)
    facets = query.facets(store)
    with i18n.speaking(language):
        assert text not in headline.data_texts(store, store, facets, freshness(store))
        monkeypatch.setattr(headline, "shipped", lambda _store: True)
        assert text in headline.data_texts(store, store, facets, freshness(store))
