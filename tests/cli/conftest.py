"""The real data set, read once for all tests of a worker."""

import pytest

from comptoir.cli.chain import Chain, demo_chain, whole_chain


@pytest.fixture(scope="session")
def whole() -> Chain:
    """The chain of the full data set."""
    return whole_chain()


@pytest.fixture(scope="session")
def demo() -> Chain:
    """The chain of the demo."""
    return demo_chain()
