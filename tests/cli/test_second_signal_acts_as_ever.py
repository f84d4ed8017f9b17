"""The first signal is noted, and a command comes to its own end; a second one ends it as any other."""

import signal

import pytest

from inventory.cli.signals import Stopped, first, stop


@pytest.fixture(autouse=True)
def _handled():
    former = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in former.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("second", [signal.SIGINT, signal.SIGTERM])
def test_two_signals(number, second):
    acts = []
    with first(lambda: acts.append("end"), signal.SIGINT, signal.SIGTERM) as noted:
        signal.raise_signal(number)
        assert (acts, noted) == (["end"], [number])
        with pytest.raises(Stopped) as stopped:
            signal.raise_signal(second)
    assert stopped.value.exit_status == 128 + second
    assert acts == ["end"]


def test_without_a_signal_all_is_as_before():
    with first(lambda: None, signal.SIGINT) as noted:
        pass
    assert noted == []
    assert signal.getsignal(signal.SIGINT) is stop
