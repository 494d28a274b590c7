"""RFC 3797 to the letter: the worked example of its section 6."""

from __future__ import annotations

import pytest

from core.rfc3797 import canonical_text, round_digest, seed_string, selection

SEED = "9319./2.5.8.10.12./9.18.26.34.41.45./"
ROUNDS = [  # hex value of MD5, position selected (from 1)
    ("990DD0A5692A029A98B5E01AA28F3459", 17),
    ("3691E55CB63FCC37914430B2F70B5EC6", 7),
    ("FE814EDF564C190AC1D25753979990FA", 2),
    ("1863CCACEB568C31D7DDBDF1D4E91387", 16),
    ("F4AB33DF4889F0AF29C513905BE1D758", 25),
    ("13EAEB529F61ACFB9A29D0BA3A60DE4A", 23),
    ("992DB77C382CA2BDB9727001F3CDCCD9", 8),
    ("63AB4258ECA922976811C7F55C383CE7", 24),
    ("DFBC5AC97CED01B3A6E348E3CC63F40D", 19),
    ("31CB111C4A4EBE9287CEAE16FE51B909", 13),
    ("07FA46C122F164C215BBC72793B189A3", 22),
]


def test_the_key_is_each_source_in_ascending_order_with_its_dots_and_slash():
    assert seed_string([9319, [2, 5, 12, 8, 10], [9, 18, 26, 34, 41, 45]]) == SEED


def test_every_round_hashes_as_the_rfc_prints_it():
    digests = [round_digest(seed=SEED, index=index).hex().upper() for index in range(len(ROUNDS))]
    assert digests == [digest for digest, _ in ROUNDS]


def test_the_selection_is_the_one_the_rfc_prints():
    chosen = selection(seed=SEED, pool=25, count=len(ROUNDS))
    assert [position + 1 for position in chosen] == [position for _, position in ROUNDS]


def test_text_is_folded_to_upper_case_letters_and_digits():
    assert canonical_text("  Mažňák, no. 7\n") == "MAZNAKNO7"


def test_a_text_source_ends_with_a_slash_and_has_no_dot():
    assert seed_string(["ab-cd", 7]) == "ABCD/7./"


def test_the_whole_pool_can_be_put_in_order():
    assert sorted(selection(seed=SEED, pool=500, count=500)) == list(range(500))


@pytest.mark.parametrize(("pool", "count"), [(5, 6), (65_536, 1), (3, -1)])
def test_what_the_two_byte_counter_cannot_serve_is_refused(pool: int, count: int):
    with pytest.raises(ValueError, match="RFC 3797"):
        selection(seed=SEED, pool=pool, count=count)
