"""A guid that is used again for another story swallows nothing; an item that is told anew stays one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.editorial.editing import edit
from briefing.editorial.publishers import Publishers
from briefing.editorial.sameness import another, known_as
from briefing.formats import Document, read
from briefing.model import Item, Source
from briefing.store import items, listing
from briefing.store.connection import Store

SOURCE = Source("s", "https://n.example/feed")
NOW = 1_723_809_600
BRIDGE = ("Bridge shut after midnight explosion", "Cars queue on both shores while divers look at the piers.")
CLINIC = ("Clinic opens ward for children", "Nurses vaccinate hundreds of families against the new strain.")
TALKS = ("Envoys meet again in Doha", "Negotiators return on Thursday with a revised proposal for hostages.")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with closing(Store.open(str(tmp_path / "wire.db"))) as opened:
        yield opened


def feed(*entries: tuple[str, str, tuple[str, str]]) -> tuple[Item, ...]:
    """The items of a feed with these guids, links and words, the newest first."""
    body = "".join(
        f'<item><guid isPermaLink="false">{guid}</guid><link>{link}</link><title>{words[0]}</title>'
        f"<description>{words[1]}</description><pubDate>Fri, 16 Aug 2024 07:02:00 GMT</pubDate></item>"
        for guid, link, words in entries
    )
    document = Document(f'<rss version="2.0"><channel><title>N</title>{body}</channel></rss>'.encode())
    found = read(document, Publishers()).items
    return edit(found, source=SOURCE, fronts=(), publishers=Publishers(), channel="N", now=NOW)


def save(store: Store, *entries: tuple[str, str, tuple[str, str]]) -> items.Saved:
    return items.save(store, "s", feed(*entries), NOW, known_as)


def stored(store: Store) -> dict[str, int]:
    """The stored headlines with their revisions."""
    found = list(listing.items(store, fronts=(), since=None, limit=100))
    assert len({item.title for item in found}) == len(found), "an item is there twice"
    return {item.title: item.revision for item in found}


A, B, C = ("https://n.example/bridge", "https://n.example/clinic", "https://n.example/talks")


def test_a_guid_used_again_for_another_story_makes_another_item(store: Store) -> None:
    assert save(store, ("g", A, BRIDGE)) == (1, 0, 0)
    assert save(store, ("g", B, CLINIC)) == (1, 0, 0)
    assert stored(store) == {BRIDGE[0]: 0, CLINIC[0]: 0}
    version = store.version()
    assert save(store, ("g", B, CLINIC)) == (0, 0, 1)
    assert save(store, ("g", A, BRIDGE)) == (0, 0, 1)
    assert store.version() == version, "reading the same again writes nothing"
    assert save(store, ("g", B, (CLINIC[0] + " and parents", CLINIC[1]))) == (0, 1, 0)
    assert stored(store) == {BRIDGE[0]: 0, CLINIC[0] + " and parents": 1}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((A, BRIDGE), (A, CLINIC)),  # the same link: all the words were rewritten
        ((A, BRIDGE), ("http://www.n.example/bridge/", CLINIC)),  # the same page
        ((A, BRIDGE), (B, (BRIDGE[0] + ", crossing halted", CLINIC[1]))),  # the link follows the headline
        ((A, BRIDGE), (B, (CLINIC[0], BRIDGE[1] + " More follows."))),  # a new headline and link over the same text
        ((A + "?t=1", BRIDGE), (A + "?t=2", (BRIDGE[0] + " – live", ""))),  # a live blog whose link always changes
        (("", BRIDGE), ("", CLINIC)),  # no link at all: the guid is all there is
    ],
)
def test_an_item_told_anew_is_a_revision(
    store: Store, before: tuple[str, tuple[str, str]], after: tuple[str, tuple[str, str]]
) -> None:
    save(store, ("g", *before))
    assert save(store, ("g", *after)) == (0, 1, 0)
    assert list(stored(store).values()) == [1]


def test_a_number_behind_the_guid_is_a_revision(store: Store) -> None:
    save(store, (A + "#0", A, BRIDGE))
    assert save(store, (A + "#1", A, CLINIC)) == (0, 1, 0)


def test_stories_that_shared_a_guid_in_one_document_are_known_again_when_one_is_left(store: Store) -> None:
    assert save(store, ("g", A, BRIDGE), ("g", B, CLINIC)).new == 2
    assert save(store, ("g", B, CLINIC)) == (0, 0, 1)
    assert save(store, ("g", B, CLINIC), ("g", C, TALKS)) == (1, 0, 1)
    assert save(store, ("g", C, TALKS)) == (0, 0, 1)
    assert stored(store) == {BRIDGE[0]: 0, CLINIC[0]: 0, TALKS[0]: 0}


def test_the_first_of_them_is_known_again_when_others_join_it(store: Store) -> None:
    save(store, ("g", A, BRIDGE))
    assert save(store, ("g", B, CLINIC), ("g", A, BRIDGE)) == (1, 0, 1)
    assert stored(store) == {BRIDGE[0]: 0, CLINIC[0]: 0}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from([(A, BRIDGE), (B, CLINIC), (C, TALKS)]), min_size=1, max_size=3, unique=True),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_the_window_shows_each_story_is_stored_once(
    tmp_path_factory: pytest.TempPathFactory, windows: list[list[tuple[str, tuple[str, str]]]]
) -> None:
    path = tmp_path_factory.mktemp("wire") / "wire.db"
    with closing(Store.open(str(path))) as store:
        for window in windows:
            save(store, *(("g", *entry) for entry in window))
            again = save(store, *(("g", *entry) for entry in window))
            assert again == (0, 0, len(window))
        shown = {words[0] for window in windows for _, words in window}
        assert stored(store) == dict.fromkeys(shown, 0)


WORDS = st.lists(st.sampled_from(["bridge", "harbour", "clinic", "vaccine", "envoy", "ceasefire"]), max_size=8)


@given(WORDS, WORDS, WORDS)
def test_no_item_is_another_than_itself_nor_than_itself_in_part(
    title: Sequence[str], text: Sequence[str], more: Sequence[str]
) -> None:
    item = Item("k", " ".join(title), " ".join(text), url=A)
    assert not another(item, item._replace(url=B)) or not (title or text)
    assert not another(item, item._replace(title="unlike anything", text="else altogether"))
    if set(title):
        assert not another(item, item._replace(url=B, title=" ".join([*title, *more])))


# A headline, the same corrected, the headline of another story; then a text to the first and one to the last.
TONGUES = {
    "Chinese": (
        "克赤大桥夜间爆炸后关闭，近两千辆汽车在两岸排队等候",
        "克赤大桥夜间爆炸后一度关闭，超过两千辆车排队等候",
        "瑞典报告首例猴痘新变种病例，世卫组织宣布进入紧急状态",
        "官员表示，潜水员正在检查桥墩，没有人受伤，交通将在早上恢复。",
        "卫生部门表示，患者在访问非洲期间感染，目前正在接受治疗，风险仍然较低。",
    ),
    "Japanese": (
        "クリミア橋、深夜の爆発後に通行止め　約2000台が待機",
        "クリミア橋が爆発を受け一時通行止めに、2000台超が列",
        "スウェーデンでエムポックスの新たな変異型を初確認",
        "当局者によると、潜水士が橋脚を調べており、けが人はいないという。交通は朝に再開される見通しだ。",
        "保健当局は、患者がアフリカを訪れた際に感染したと発表した。治療を受けており、危険性は低いとしている。",
    ),
    "Korean": (
        "크림대교 심야 폭발 후 통제, 차량 2천 대 대기",
        "크림대교 폭발로 한때 통제… 차량 2천여 대 줄지어",
        "스웨덴 신종 엠폭스 변이 첫 확진자 발생",
        "당국은 잠수부들이 교각을 조사하고 있으며 다친 사람은 없다고 밝혔다.",
        "보건 당국은 환자가 아프리카를 방문했을 때 감염되었으며 치료를 받고 있다고 밝혔다.",
    ),
    "Thai": (
        "ปิดสะพานเคิร์ชหลังเกิดระเบิดกลางดึก รถเกือบสองพันคันรอข้าม",
        "สะพานเคิร์ชปิดชั่วคราวหลังเหตุระเบิด รถกว่าสองพันคันต่อแถว",
        "สวีเดนพบผู้ป่วยฝีดาษวานรสายพันธุ์ใหม่รายแรก",
        "เจ้าหน้าที่กล่าวว่านักดำน้ำกำลังตรวจสอบเสาสะพาน ไม่มีผู้ได้รับบาดเจ็บ และการจราจรจะเปิดอีกครั้งในตอนเช้า",
        "หน่วยงานสาธารณสุขกล่าวว่าผู้ป่วยติดเชื้อระหว่างเดินทางไปแอฟริกา ขณะนี้กำลังรับการรักษาและความเสี่ยงยังต่ำ",
    ),
    "Lao": (
        "ປິດຂົວເຄີຊຫຼັງເກີດລະເບີດກາງຄືນ ລົດເກືອບສອງພັນຄັນລໍຖ້າ",
        "ຂົວເຄີຊປິດຊົ່ວຄາວຫຼັງເກີດລະເບີດ ລົດຫຼາຍກວ່າສອງພັນຄັນ",
        "ສວີເດັນພົບຜູ້ຕິດເຊື້ອໝາກສຸກລີງຊະນິດໃໝ່ຄົນທຳອິດ",
        "ເຈົ້າໜ້າທີ່ກ່າວວ່ານັກດຳນ້ຳກຳລັງກວດເສົາຂົວ ບໍ່ມີຜູ້ບາດເຈັບ",
        "ພະແນກສາທາລະນະສຸກກ່າວວ່າຄົນເຈັບຕິດເຊື້ອໃນອາຟຣິກາ ແລະກຳລັງຮັບການປິ່ນປົວ",
    ),
    "Khmer": (
        "ស្ពានឃែចត្រូវបានបិទក្រោយការផ្ទុះពាក់កណ្តាលអធ្រាត្រ រថយន្តជិតពីរពាន់រង់ចាំ",
        "ស្ពានឃែចបិទបណ្តោះអាសន្នក្រោយការផ្ទុះ រថយន្តជាងពីរពាន់តម្រង់ជួរ",
        "ស៊ុយអែតរកឃើញអ្នកជំងឺអុតស្វាប្រភេទថ្មីដំបូង",
        "មន្ត្រីនិយាយថាអ្នកមុជទឹកកំពុងពិនិត្យសសរស្ពាន គ្មានអ្នករបួសទេ",
        "មន្ត្រីសុខាភិបាលនិយាយថាអ្នកជំងឺបានឆ្លងនៅអាហ្វ្រិក ហើយកំពុងទទួលការព្យាបាល",
    ),
    "Burmese": (
        "ကာ့ခ်ျတံတား ညသန်းခေါင်ပေါက်ကွဲမှုအပြီး ပိတ်၊ ကားနှစ်ထောင်နီးပါးစောင့်",
        "ပေါက်ကွဲမှုကြောင့် ကာ့ခ်ျတံတား ခေတ္တပိတ်၊ ကားနှစ်ထောင်ကျော်တန်းစီ",
        "ဆွီဒင်မှာ မျောက်ကျောက်ရောဂါ ဗီဇပြောင်းသစ် ပထမဆုံးတွေ့",
        "ရေငုပ်သမားတွေ တံတားတိုင်တွေကို စစ်ဆေးနေပြီး ဒဏ်ရာရသူမရှိဘူးလို့ တာဝန်ရှိသူတွေက ပြောတယ်",
        "လူနာဟာ အာဖရိကကိုသွားစဉ် ကူးစက်ခံရပြီး ကုသမှုခံယူနေတယ်လို့ ကျန်းမာရေးဌာနက ပြောတယ်",
    ),
    "Hindi": (
        "आधी रात के धमाके के बाद केर्च पुल बंद, करीब दो हज़ार गाड़ियाँ कतार में",
        "केर्च पुल धमाके के बाद कुछ देर बंद, दो हज़ार से ज़्यादा गाड़ियाँ कतार में",
        "स्वीडन में एमपॉक्स के नए स्वरूप का पहला मामला मिला",
        "अधिकारियों ने कहा कि गोताखोर खंभों की जाँच कर रहे हैं, कोई घायल नहीं हुआ",
        "स्वास्थ्य विभाग ने कहा कि मरीज़ अफ़्रीका में संक्रमित हुआ और उसका इलाज चल रहा है",
    ),
}


@pytest.mark.parametrize(("first", "corrected", "other", "text", "elsewhere"), TONGUES.values(), ids=TONGUES.keys())
def test_a_corrected_headline_is_a_revision_in_any_script(
    first: str, corrected: str, other: str, text: str, elsewhere: str
) -> None:
    before = Item("k", first, text, url=A)
    assert not another(before, Item("k", corrected, elsewhere, url=B)), "the headline says so, whatever the text"
    assert not another(before, Item("k", other, text + elsewhere, url=B)), "the text says so, whatever the headline"
    assert another(before, Item("k", other, elsewhere, url=B))


@given(
    st.sampled_from(sorted(TONGUES)),
    st.integers(min_value=0),
    st.text(st.characters(min_codepoint=0x20, exclude_categories=("Cs",)), max_size=1),
)
def test_one_character_put_right_makes_no_other_story(tongue: str, place: int, character: str) -> None:
    title = TONGUES[tongue][0]
    at = place % len(title)
    given = Item("k", title[:at] + character + title[at + 1 :], url=B)
    assert not another(Item("k", title, url=A), given)


@given(st.sampled_from(sorted(TONGUES)), st.sampled_from(sorted(TONGUES)))
def test_stories_in_other_scripts_are_others(one: str, two: str) -> None:
    for title in (TONGUES[two][2], TONGUES[two][0]) if one != two else (TONGUES[two][2],):
        assert another(Item("k", TONGUES[one][0], url=A), Item("k", title, url=B))


@pytest.mark.parametrize(
    ("one", "same"),
    [
        ("Café à Łódź closed", "Cafe\u0301 a\u0300 Ło\u0301dz\u0301 closed"),
        ("ﾌｪﾘｰ欠航 ２０００人", "フェリー欠航 2000人"),
    ],
)
def test_characters_written_in_another_way_are_the_same(one: str, same: str) -> None:
    assert not another(Item("k", one, url=A), Item("k", same, url=B))
