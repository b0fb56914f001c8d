"""Faults on demand: which, how often, and where they hit."""

from quosim.faults import Fault, Faults


def strikes(faults, operation, times):
    return [faults.strike(operation) for _ in range(times)]


def test_a_fault_hits_as_often_as_was_ordered_and_only_its_operation():
    faults = Faults()
    faults.add(Fault("dated GET /calls", "500", times=2))
    assert strikes(faults, "dated GET /messages", 2) == [None, None]
    assert strikes(faults, "dated GET /calls", 3) == ["500", "500", None]


def test_without_a_number_it_hits_once_and_the_surface_may_be_left_out():
    faults = Faults()
    faults.add(Fault("GET /calls", "429"))
    assert strikes(faults, "dated GET /calls", 2) == ["429", None]


def test_a_share_is_the_same_for_a_seed():
    def run(seed):
        faults = Faults()
        faults.add(Fault("*", "cut", share=0.3, seed=seed))
        return strikes(faults, "v1 GET /v1/users", 400)

    assert run(1) == run(1) != run(2)
    assert 80 < run(1).count("cut") < 160


def test_a_share_may_be_bounded_by_times():
    faults = Faults()
    faults.add(Fault("*", "500", times=3, share=0.5, seed=1))
    assert strikes(faults, "v1 GET /v1/users", 100).count("500") == 3


def test_files_are_hit_only_by_name():
    faults = Faults()
    faults.add(Fault("*", "500", times=9))
    assert faults.strike("files") is None
    faults.add(Fault("files", "cut"))
    assert strikes(faults, "files", 2) == ["cut", None]


def test_an_answer_that_is_spoiled_counts_as_what_was_sent(caller):
    caller.house.faults.add(Fault("dated GET /users", "500"))
    caller.house.faults.add(Fault("v1 GET /v1/users", "429"))
    status, body = caller.refused("/users")
    assert (status, body["message"]) == (500, "We have encountered an unknown error")
    assert caller.refused("/v1/users", maxResults=1)[0] == 429
    assert caller.house.statistics.by_status == {"500": 1, "429": 1}
    assert caller.house.statistics.too_many == 0  # nobody went too fast


def test_a_fault_spends_itself_only_on_what_passes_the_limit(call):
    caller = call(rate=1)
    caller.house.faults.add(Fault("dated GET /users", "500"))
    assert [caller.answer("/nope").status, caller.answer("/users").status] == [404, 429]
    caller.seconds.pass_by(2)
    assert caller.answer("/users").status == 500
