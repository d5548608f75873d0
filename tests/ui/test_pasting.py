from __future__ import annotations

import pytest

from briefing.ui.terminal.pasting import END, PATIENCE, START, Pasting

HOSTILE = "qq\x1b[2J:quit\r\x1b]52;c;eA==\x07\x9b31m\x00end"
TEXT = "qq[2J:quit\n]52;c;eA==31mend"


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 100])
def test_pasted_controls_never_reach_the_parser_however_the_bytes_are_cut(size: int) -> None:
    pasting = Pasting()
    whole = f"j{START}{HOSTILE}{END}k\x1b[A{START}x{END}"
    got = "".join(pasting.through(whole[at : at + size]) for at in range(0, len(whole), size))
    assert got == f"j{START}{TEXT}{END}k\x1b[A{START}x{END}"


def test_keys_outside_a_paste_are_not_held_back() -> None:
    pasting = Pasting()
    for key in ("\x1b", "\x1b[20", "q", "\x03", "\x1b[200"):
        assert pasting.through(key) == key


def test_a_paste_whose_end_is_lost_ends_by_itself() -> None:
    now = [0.0]
    pasting = Pasting(lambda: now[0])
    assert pasting.through(START + "abc") == START + "abc"
    now[0] = PATIENCE + 1
    assert pasting.through("\x1b[A") == END + "\x1b[A"
