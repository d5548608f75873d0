"""The bundled edition: seven items on four fronts, every credit in its role, and figures that its own words state."""

from __future__ import annotations

import os

from briefing import paths
from briefing.config import load as config
from briefing.config.publishers import load
from briefing.editorial.editing import edit
from briefing.editorial.fronts import matched
from briefing.editorial.publishers import Publishers
from briefing.formats import itemfile
from briefing.formats.reading import Document
from briefing.model import Also, Source

PUBLISHERS = Publishers(load())
FRONTS = config.desk(config.default_file()).fronts
with open(os.path.join(paths.shipped("data"), "edition-2024-08-16.toml"), "rb") as file:
    READING = itemfile.read(Document(file.read()))
ITEMS = edit(
    READING.items, source=Source("bundled", ""), fronts=FRONTS, publishers=PUBLISHERS, channel="", now=1_800_000_000
)


def test_seven_items_stand_on_four_fronts_and_would_by_their_words_alone():
    fronts = [("kursk",)] * 4 + [("kerch",), ("gaza",), ("mpox",)]
    assert [item.fronts for item in ITEMS] == fronts
    assert [matched(FRONTS, f"{item.title}\n{item.text}") for item in ITEMS] == fronts


def test_every_credit_is_there_in_its_role():
    assert [(item.credit.publisher, item.credit.how) for item in ITEMS] == [
        ("CNN", "inferred"),
        ("BBC", "stated"),
        ("Reuters", "stated"),
        ("Politico", "stated"),
        ("RFE/RL", "stated"),
        ("AP", "stated"),
        ("Sky News", "stated"),
    ]
    assert [item.credit.also for item in ITEMS] == [(Also("The Wall Street Journal", "confirms"),), *[()] * 6]
    for item in ITEMS:
        assert item.credit.via == ("Kyiv Post",)
        assert item.credit.rights.permission == "reprinted with the author's permission"
        assert not item.credit.unverified


def test_it_is_plainly_dated_and_its_date_said_to_be_inferred():
    assert "16 August 2024" in READING.title
    assert {(item.published, item.published_how) for item in ITEMS} == {(1_723_766_400, "inferred")}


def test_every_figure_stands_in_the_text():
    assert sum(len(item.figures) for item in ITEMS) == 12
    for item in ITEMS:
        for figure in item.figures:
            assert figure.text in item.text or figure.text in item.title
            assert figure.claimant in item.text.replace("Officials", "officials")


def test_a_headline_fits_two_lines_of_a_pane():
    for item in ITEMS:
        assert len(item.title) <= 70
