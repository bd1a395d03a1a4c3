"""The built-in CRM keeps the contract of sales over either table."""

from __future__ import annotations

from typing import ClassVar

import pytest

from referral_hub.adapters.dynamodb import DynamoTable
from referral_hub.adapters.memory import MemoryTable
from tests.adapters.crms.sales_people import STATUSES, WORDS, BuiltInSalesAtWork
from tests.contracts.tracks_sales import TracksSalesContract


class BuiltInSalesContract(TracksSalesContract):
    words: ClassVar = WORDS
    statuses: ClassVar = STATUSES


class TestBuiltInSalesInMemory(BuiltInSalesContract):
    @pytest.fixture
    def at_work(self) -> BuiltInSalesAtWork:
        return BuiltInSalesAtWork(MemoryTable())


class TestBuiltInSalesInDynamo(BuiltInSalesContract):
    @pytest.fixture
    def at_work(self, dynamo_table: DynamoTable) -> BuiltInSalesAtWork:
        return BuiltInSalesAtWork(dynamo_table)
