from tests.faults.conftest import own_database, run_module

__all__ = ["own_database", "run_module"]
