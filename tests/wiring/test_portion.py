"""How much is folded in one transaction, beside deliveries and without."""

from pathlib import Path

from fake_clock import FakeClock
from onrecord.media.vault import Vault
from onrecord.settings import read_settings
from onrecord.storage.engine import Database
from onrecord.wiring import House
from onrecord.wiring.fold_process import LATELY_MS, SUBJECTS_A_TRANSACTION, SUBJECTS_WHILE_SERVING, portion_of
from pushing import fixture
from taking import push


def test_whoever_folds_makes_room_while_deliveries_come_in(
    database: Database, tmp_path: Path, clock: FakeClock
) -> None:
    house = House(read_settings(home=tmp_path), clock, database, Vault(tmp_path / "vault"))
    assert portion_of(house, serving=False) == SUBJECTS_A_TRANSACTION
    assert portion_of(house, serving=True) == SUBJECTS_WHILE_SERVING
    push(database, [fixture("n-message-received")], at_ms=clock.now_ms())
    assert portion_of(house, serving=False) == SUBJECTS_WHILE_SERVING
    clock.advance_ms(LATELY_MS)
    assert portion_of(house, serving=False) == SUBJECTS_A_TRANSACTION
