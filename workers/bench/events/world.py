"""Who and what is there before the first event: people, workspaces, products, campaigns, ads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from flywheel.bench.catalogue import Catalogue
from flywheel.bench.events.identity import Texts, ids
from flywheel.bench.events.plan import Plan, offsets
from flywheel.bench.events.stream import COMPONENTS_PER_CAMPAIGN, HABITS

Row = tuple[object, ...]

CURRENCY = "USD"
_ADVERTISED = 3
"""Every third campaign has ads."""
_ADS_PER_CAMPAIGN = 2


@dataclass(frozen=True)
class World:
    """The rows of a plan that are not events, table by table, and their ids."""

    plan: Plan

    @cached_property
    def workspaces(self) -> Texts:
        """Ids of the workspaces, the largest first."""
        return self._ids("workspace", self.plan.tenants)

    @cached_property
    def users(self) -> Texts:
        """Ids of the people; the first of each tenant's owns it."""
        return self._ids("user", int(self.plan.member_counts.sum()))

    @cached_property
    def products(self) -> Texts:
        """Ids of the products, tenant after tenant."""
        return self._ids("product", int(self.plan.product_counts.sum()))

    @cached_property
    def campaigns(self) -> Texts:
        """Ids of the campaigns, tenant after tenant."""
        return self._ids("campaign", int(self.plan.campaign_counts.sum()))

    @cached_property
    def components(self) -> Texts:
        """Ids of the components, campaign after campaign."""
        return self._ids("component", len(self.campaigns) * COMPONENTS_PER_CAMPAIGN)

    @cached_property
    def first_product(self) -> NDArray[np.int64]:
        """Where each tenant's products begin."""
        return offsets(self.plan.product_counts)

    @cached_property
    def first_campaign(self) -> NDArray[np.int64]:
        """Where each tenant's campaigns begin."""
        return offsets(self.plan.campaign_counts)

    @cached_property
    def first_user(self) -> NDArray[np.int64]:
        """Where each tenant's people begin."""
        return offsets(self.plan.member_counts)

    @property
    def began(self) -> datetime:
        """When everything here was made: before the first event."""
        return datetime.combine(self.plan.since, time(), UTC) - timedelta(days=30)

    def user_rows(self) -> Iterator[Row]:
        """Yield people as Supabase Auth has them."""
        for number, user in enumerate(self.users):
            email = f"person{number}@bench.example"
            yield user, "authenticated", "authenticated", email, self.began, self.began

    def profile_rows(self) -> Iterator[Row]:
        """Yield their profiles."""
        for number, user in enumerate(self.users):
            yield user, f"Person {number}", self.began

    def workspace_rows(self) -> Iterator[Row]:
        """Yield workspaces with their owners."""
        for number, workspace in enumerate(self.workspaces):
            owner = self.users[self.first_user[number]]
            yield workspace, owner, f"Company {number}", f"company-{number}", self.began

    def member_rows(self) -> Iterator[Row]:
        """Yield who belongs where: an owner, then viewers, members and admins in turn."""
        members = self._ids("member", len(self.users))
        tenants = np.repeat(np.arange(self.plan.tenants), self.plan.member_counts)
        owners = set(self.first_user.tolist())
        for number, tenant in enumerate(tenants.tolist()):
            role = "owner" if number in owners else ("viewer", "member", "admin")[number % 3]
            yield members[number], self.workspaces[tenant], self.users[number], role, self.began

    def product_rows(self) -> Iterator[Row]:
        """Yield products with texts to search, each a bit younger than the one before."""
        tenants = np.repeat(self.workspaces, self.plan.product_counts).tolist()
        texts = Catalogue(self.plan.seed).products(len(self.products))
        for number, (workspace, (name, text, category, tags)) in enumerate(
            zip(tenants, texts, strict=True)
        ):
            price = 5 + number * 7919 % 20_000 / 100
            moment = self.began + timedelta(seconds=number % 2_000_000)
            label = "{" + ",".join(tags) + "}"
            yield (
                *(self.products[number], workspace, name, text, category, label),
                *(f"{price:.2f}", f"{price:.2f}", CURRENCY, moment),
            )

    def campaign_rows(self) -> Iterator[Row]:
        """Yield campaigns."""
        tenants = np.repeat(self.workspaces, self.plan.campaign_counts).tolist()
        texts = Catalogue(self.plan.seed).campaigns(len(self.campaigns))
        for number, (workspace, (name, text)) in enumerate(zip(tenants, texts, strict=True)):
            moment = self.began + timedelta(seconds=number)
            yield self.campaigns[number], workspace, name, text, CURRENCY, "active", moment

    def component_rows(self) -> Iterator[Row]:
        """Yield the components of the campaigns."""
        tenants = np.repeat(self.workspaces, self.plan.campaign_counts).tolist()
        kinds = ("hero_section", "form", "pricing")
        for number, component in enumerate(self.components):
            campaign = number // COMPONENTS_PER_CAMPAIGN
            place = number % COMPONENTS_PER_CAMPAIGN
            yield (
                *(component, tenants[campaign], self.campaigns[campaign]),
                *(f"Part {place}", kinds[place], place),
            )

    @cached_property
    def advertised(self) -> list[tuple[str, str, int]]:
        """Workspace, campaign and number of the ad set of every campaign with ads."""
        tenants = np.repeat(self.workspaces, self.plan.campaign_counts).tolist()
        chosen = range(0, len(self.campaigns), _ADVERTISED)
        return [(tenants[each], self.campaigns[each], place) for place, each in enumerate(chosen)]

    def ad_account_rows(self) -> Iterator[Row]:
        """Yield an account on an ad platform for each workspace."""
        accounts = self._ids("ad_account", self.plan.tenants)
        for number, workspace in enumerate(self.workspaces):
            yield accounts[number], workspace, "meta", f"act_{number}", CURRENCY

    def ad_set_rows(self) -> Iterator[Row]:
        """Yield an ad set for each campaign with ads."""
        sets = self._ids("ad_set", len(self.advertised))
        for workspace, campaign, number in self.advertised:
            yield sets[number], workspace, campaign, f"Set {number}", CURRENCY, "active"

    def ad_rows(self) -> Iterator[Row]:
        """Yield the ads."""
        sets = self._ids("ad_set", len(self.advertised))
        for workspace, _, number in self.advertised:
            for place, ad in enumerate(self._ads(number)):
                yield ad, workspace, sets[number], f"Ad {number}.{place}", "active"

    def ad_metric_rows(self) -> Iterator[Row]:
        """Yield what platforms report of each ad and day."""
        random = np.random.default_rng([self.plan.seed, 1_000_003])
        days = [self.plan.since + timedelta(days=day) for day in range(self.plan.days)]
        for workspace, _, number in self.advertised:
            for ad in self._ads(number):
                impressions = random.poisson(400, len(days))
                clicks = random.binomial(impressions, 0.02)
                spend = clicks * random.uniform(0.2, 0.9)
                sales = random.binomial(clicks, 0.03)
                for day, seen, clicked, spent, sold in zip(
                    days,
                    *(each.tolist() for each in (impressions, clicks, spend, sales)),
                    strict=True,
                ):
                    yield (
                        *(workspace, ad, day, CURRENCY, seen, clicked),
                        *(f"{spent:.2f}", sold, f"{sold * 60:.2f}"),
                    )

    def _ads(self, number: int) -> Sequence[str]:
        first = number * _ADS_PER_CAMPAIGN
        found: Sequence[str] = ids(
            "ad", np.arange(first, first + _ADS_PER_CAMPAIGN), self.plan.seed
        ).tolist()
        return found

    def _ids(self, kind: str, count: int) -> Texts:
        return ids(kind, np.arange(count), self.plan.seed)


def fixed_pages() -> Sequence[str]:
    """Return the pages that every site has."""
    pages: Sequence[str] = HABITS["pages"]
    return pages


def as_text(rows: Iterable[Row]) -> Iterator[bytes]:
    """Yield rows as `copy` reads them, about a megabyte at a time; none of ours needs escapes."""
    lines: list[str] = []
    for row in rows:
        lines.append("\t".join("\\N" if value is None else str(value) for value in row))
        if len(lines) == 10_000:
            yield ("\n".join(lines) + "\n").encode()
            lines = []
    if lines:
        yield ("\n".join(lines) + "\n").encode()
