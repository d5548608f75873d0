import json

import pytest

from briefing.formats import itemjson
from briefing.model import Also, Credit, Figure, Item, Marks, Rights

FULL = Item(
    key="k",
    title="Office set up",
    text="One.\n\nTwo.",
    url="https://news.example/1",
    published=1_723_810_200,
    updated=None,
    credit=Credit(
        "BBC",
        "stated",
        via=("Kyiv Post",),
        also=(Also("Reuters", "cites"),),
        rights=Rights(permission="reprinted with the author's permission"),
    ),
    fronts=("kursk",),
    figures=(Figure("1,150sq km", 1150.0, unit="km2", claimant="Gen Syrsky"),),
    id="0123456789abcdef",
    source="bbc-europe",
    first_seen=1_723_810_260,
)


def test_the_contract_field_by_field_and_in_order():
    expected = {
        "id": "0123456789abcdef",
        "source": "bbc-europe",
        "fronts": ["kursk"],
        "title": "Office set up",
        "text": "One.\n\nTwo.",
        "url": "https://news.example/1",
        "published": "2024-08-16T12:10:00Z",
        "published_how": "stated",
        "updated": None,
        "first_seen": "2024-08-16T12:11:00Z",
        "revision": 0,
        "withdrawn": False,
        "pinned": False,
        "key_event": False,
        "story": None,
        "credit": {
            "publisher": "BBC",
            "how": "stated",
            "byline": None,
            "via": ["Kyiv Post"],
            "also": [{"publisher": "Reuters", "relation": "cites"}],
            "rights": {"notice": None, "licence": None, "permission": "reprinted with the author's permission"},
        },
        "figures": [
            {
                "text": "1,150sq km",
                "value": 1150,
                "qualifier": None,
                "unit": "km2",
                "noun": None,
                "claimant": "Gen Syrsky",
            }
        ],
        "marks": {"seen": False, "read": False, "saved": False, "flag": None},
    }
    assert itemjson.dumps(FULL) == json.dumps(expected, ensure_ascii=False)


def test_what_is_not_known_is_null():
    bare = itemjson.to_json(Item(key="k", title="t"))
    assert (bare["url"], bare["published"], bare["published_how"], bare["story"]) == (None, None, None, None)
    assert bare["credit"]["publisher"] is None
    assert bare["credit"]["how"] is None
    assert bare["credit"]["via"] == []


@pytest.mark.parametrize(("value", "written"), [(96.0, "96"), (2.5, "2.5"), (None, "null")])
def test_a_whole_value_is_written_whole(value, written):
    line = itemjson.dumps(FULL._replace(figures=(Figure("x", value),)))
    assert f'"value": {written},' in line


def test_marks_are_the_readers():
    marked = itemjson.to_json(FULL._replace(marks=Marks(True, True, True, "wrong place")))
    assert marked["marks"] == {"seen": True, "read": True, "saved": True, "flag": "wrong place"}


def test_one_item_is_one_line_whatever_it_holds():
    line = itemjson.dumps(FULL._replace(text="é\n\nx"))
    assert len(line.splitlines()) == 1
    assert json.loads(line)["text"] == "é\n\nx"
