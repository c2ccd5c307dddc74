"""What the model refuses, as a frontend sees it: SQLSTATE, message, and what to do."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from postgrest import APIError

from supabase import Client, create_client
from tests.conftest import Stack


@dataclass
class Shop:
    client: Client
    workspace_id: str
    business_id: str

    def insert(self, table: str, **values: Any) -> dict[str, Any]:
        row = {"workspace_id": self.workspace_id, **values}
        made: dict[str, Any] = self.client.table(table).insert(row).execute().data[0]
        return made

    def product(self, **changes: Any) -> dict[str, Any]:
        facts = {"name": "Blanket", "base_price": "149.00", "current_price": "149.00"}
        return self.insert("products", **{**facts, "currency": "GBP", **changes})

    def post(self, **changes: Any) -> dict[str, Any]:
        facts = {"business_id": self.business_id, "title": "Wool", "content": "Text."}
        return self.insert("blog_posts", **{**facts, **changes})

    def social_post(self) -> dict[str, Any]:
        return self.insert(
            "social_posts", business_id=self.business_id, platform="instagram", content="Text."
        )


@pytest.fixture
def shop(stack: Stack) -> Iterator[Shop]:
    client = create_client(stack.api_url, stack.anon_key)
    client.auth.sign_up(
        {"email": f"{uuid.uuid4().hex}@example.com", "password": "correct horse battery"}
    )
    workspace = client.table("workspaces").select("id").single().execute().data
    business = (
        client.table("businesses")
        .insert(
            {
                "workspace_id": workspace["id"],
                "name": "Loomwright",
                "industry": "Home textiles",
                "business_type": "Shop",
                "primary_product": "Blankets",
                "core_offer_description": "Woven here.",
            }
        )
        .execute()
        .data[0]
    )
    yield Shop(client, workspace["id"], business["id"])
    client.auth.sign_out()


def archive_then_publish(shop: Shop) -> None:
    post = shop.post()
    for status in ("archived", "published"):
        shop.client.table("blog_posts").update({"status": status}).eq("id", post["id"]).execute()


def link_to(kind: str) -> Callable[[Shop], None]:
    def link(shop: Shop) -> None:
        shop.client.rpc(
            "set_next_action",
            {
                "content_type": "social_post",
                "content_id": shop.social_post()["id"],
                "next_action_type": kind,
                "next_action_id": shop.post()["id"],
            },
        ).execute()

    return link


@pytest.mark.parametrize(
    ("attempt", "code", "said", "hint"),
    [
        (archive_then_publish, "PT409", "cannot go from archived to published", "draft"),
        (lambda shop: shop.post(status="lost"), "PT422", "no status 'lost'", "published"),
        (link_to("email_sequence"), "PT422", "email_sequence", "blog_post"),
        (lambda shop: shop.product(current_price="-1"), "PT422", "current_price", None),
        (lambda shop: shop.product(currency="XXQ"), "PT422", "XXQ", None),
        (lambda shop: shop.product(currency="JPY", base_price="10.50"), "PT422", "JPY", None),
    ],
    ids=[
        "an illegal transition",
        "an unknown status",
        "a next action of a wrong kind",
        "a negative price",
        "a currency that does not exist",
        "a fraction of a currency without any",
    ],
)
def test_what_cannot_be_is_refused_with_a_reason_and_a_way_out(
    shop: Shop, attempt: Callable[[Shop], object], code: str, said: str, hint: str | None
) -> None:
    with pytest.raises(APIError) as caught:
        attempt(shop)
    assert caught.value.code == code
    assert said in (caught.value.message or "")
    assert caught.value.hint
    if hint:
        assert hint in caught.value.hint


def test_an_allowed_next_action_is_shown_under_the_documents_names(shop: Shop) -> None:
    social, post = shop.social_post(), shop.post()
    shop.client.rpc(
        "set_next_action",
        {
            "content_type": "social_post",
            "content_id": social["id"],
            "next_action_type": "blog_post",
            "next_action_id": post["id"],
        },
    ).execute()
    seen = (
        shop.client.table("social_posts")
        .select("next_action_type, next_action_id")
        .eq("id", social["id"])
        .single()
        .execute()
        .data
    )
    assert seen == {"next_action_type": "blog_post", "next_action_id": post["id"]}
