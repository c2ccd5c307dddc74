"""Search through the API: what is typed, what is found, and who finds it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from postgrest import APIError

from supabase import Client, create_client
from tests.conftest import Stack

BUSINESS = {
    "name": "Loom & Wright",
    "industry": "textiles",
    "business_type": "shop",
    "primary_product": "jackets",
    "core_offer_description": "Jackets that last.",
}


@dataclass
class Person:
    client: Client
    user_id: str
    workspace_id: str

    def add(self, table: str, *rows: dict[str, Any]) -> list[dict[str, Any]]:
        """Insert rows into the person's workspace."""
        filled = [{"workspace_id": self.workspace_id, **row} for row in rows]
        data = self.client.table(table).insert(filled, default_to_null=False).execute().data
        assert isinstance(data, list)
        return data

    def add_products(self, *names: str, **same: Any) -> list[dict[str, Any]]:
        prices = {"base_price": 10, "current_price": 10}
        return self.add("products", *({"name": name, **prices, **same} for name in names))

    def search(self, query: str, **wanted: Any) -> list[dict[str, Any]]:
        data = self.client.rpc("search_workspace", {"query": query, **wanted}).execute().data
        assert isinstance(data, list)
        return data

    def titles(self, query: str, **wanted: Any) -> list[str]:
        return [hit["title"] for hit in self.search(query, **wanted)]


def sign_up(stack: Stack) -> Person:
    client = create_client(stack.api_url, stack.anon_key)
    user = client.auth.sign_up(
        {"email": f"{uuid.uuid4().hex}@example.com", "password": "correct horse battery"}
    ).user
    assert user is not None
    workspace = client.table("workspaces").select("id").single().execute().data
    return Person(client, user.id, workspace["id"])


@pytest.fixture
def person(stack: Stack) -> Iterator[Person]:
    someone = sign_up(stack)
    yield someone
    someone.client.auth.sign_out()


@pytest.fixture
def stranger(stack: Stack) -> Iterator[Person]:
    someone = sign_up(stack)
    yield someone
    someone.client.auth.sign_out()


def service(stack: Stack) -> Client:
    return create_client(stack.api_url, stack.service_role_key)


def test_one_search_finds_every_kind(person: Person) -> None:
    person.add_products("Indigo jacket")
    campaign = person.add("campaigns", {"name": "Indigo spring"})[0]
    business = person.add("businesses", BUSINESS)[0]
    of_business = {"business_id": business["id"]}
    person.add(
        "campaign_components",
        {"name": "Indigo hero", "component_type": "hero_section", "campaign_id": campaign["id"]},
    )
    person.add("component_library", {"name": "Indigo form", "component_type": "form", "code": ""})
    person.add("content_bundles", {"name": "Indigo month", "time_period": "May", **of_business})
    person.add("blog_posts", {"title": "Indigo", "content": "A colour.", **of_business})
    person.add("social_posts", {"platform": "x", "content": "Indigo is back", **of_business})
    person.add("content_upgrades", {"title": "Indigo guide", **of_business})
    sequence = person.add("email_sequences", {"name": "Indigo mails", **of_business})[0]
    person.add(
        "emails",
        {
            "sequence_id": sequence["id"],
            "subject_line": "Indigo!",
            "content": "Hello.",
            "sequence_position": 1,
        },
    )
    person.add("contents", {"type": "ad_copy", "title": "Indigo copy", "body": "Buy."})
    person.add("content_assets", {"type": "image", "name": "Indigo photo"})
    person.add("content_templates", {"type": "text", "name": "Indigo frame", "template_data": {}})
    ad_set = person.add("ad_sets", {"campaign_id": campaign["id"], "name": "Adults"})[0]
    person.add("ads", {"ad_set_id": ad_set["id"], "name": "Indigo ad"})
    assert {hit["kind"] for hit in person.search("indigo")} == {
        "product",
        "campaign",
        "campaign_component",
        "library_component",
        "content_bundle",
        "blog_post",
        "social_post",
        "content_upgrade",
        "email_sequence",
        "email",
        "other_content",
        "content_asset",
        "content_template",
        "ad",
    }
    assert {hit["kind"] for hit in person.search("indigo", kinds=["component", "ad"])} == {
        "campaign_component",
        "library_component",
        "ad",
    }


@pytest.mark.parametrize("typed", ["waterprof jacket", "waterproof jaket", "watterproof jackte"])
def test_a_misspelt_word_finds_what_was_meant(person: Person, typed: str) -> None:
    person.add_products("Waterproof jacket", "Woollen blanket", "Wooden table")
    hits = person.search(typed)
    assert hits[0]["title"] == "Waterproof jacket"
    assert hits[0]["rank"] < 0


def test_a_misspelt_arabic_word_finds_what_was_meant(person: Person) -> None:
    person.add_products("سماعات لاسلكية", "كرسي خشبي")
    assert person.titles("سماعت")[:1] == ["سماعات لاسلكية"]


def test_a_changed_title_is_known_to_the_correction(person: Person) -> None:
    product = person.add_products("Plain thing")[0]
    person.client.table("products").update({"name": "Velvet curtain"}).eq(
        "id", product["id"]
    ).execute()
    assert person.titles("velvt curtan") == ["Velvet curtain"]
    assert person.titles("plain thing") == []


@pytest.mark.parametrize(
    "typed", ["أحذية", "احذية", "أَحْذِيَة", "أحـــذية", "الأحذية", "احذيه رياضيه", "مقاس 42"]
)
def test_arabic_is_found_in_any_spelling(person: Person, typed: str) -> None:
    person.add_products("أحذية رياضية مقاس ٤٢", "قميص قطني")
    assert person.titles(typed) == ["أحذية رياضية مقاس ٤٢"]


def test_arabic_is_highlighted_as_it_is_written(person: Person) -> None:
    person.add_products("حذاء", description="عندنا أَحْذِيَةٌ جميلة")
    (hit,) = person.search("احذية")
    assert "<mark>أَحْذِيَةٌ</mark>" in hit["snippet"]


@pytest.mark.parametrize("typed", ["runn", "runnin", "running sho", "ru"])
def test_the_beginning_of_the_last_word_is_enough(person: Person, typed: str) -> None:
    person.add_products("Running shoes", "Rubber boots")
    assert "Running shoes" in person.titles(typed)


def test_operators_mean_what_they_mean_on_the_web(person: Person) -> None:
    person.add_products("Red wool scarf", "Scarf of red silk", "Blue wool hat")
    assert person.titles('"red wool"') == ["Red wool scarf"]
    assert set(person.titles("silk or hat")) == {"Scarf of red silk", "Blue wool hat"}
    assert person.titles("scarf -wool") == ["Scarf of red silk"]
    assert person.titles("-wool") == []


@pytest.mark.parametrize("typed", ["", "   ", "'", '"', "& | !", ":*", "\\", "a\x01b", "()" * 50])
def test_nothing_that_is_typed_is_an_error(person: Person, typed: str) -> None:
    person.add_products("Red wool scarf")
    assert person.search(typed) == []


def test_a_title_counts_more_than_a_body(person: Person) -> None:
    person.add_products("Lantern", description="Warm light.")
    person.add_products("Tent", description="With a hook for a lantern.")
    assert person.titles("lantern") == ["Lantern", "Tent"]


def test_a_snippet_marks_the_words_and_nothing_else(person: Person) -> None:
    person.add_products("Tent", description='See <script>alert("x")</script> & the lantern hook.')
    (hit,) = person.search("lantern")
    assert "<mark>lantern</mark>" in hit["snippet"]
    assert "<script" not in hit["snippet"]
    assert "&amp;" in hit["snippet"]


def test_pages_follow_each_other_without_gap_or_repetition(person: Person) -> None:
    names = [f"Candle number {n}" for n in range(7)] + ["Candle", "Candle candle"]
    person.add_products(*names)
    seen: list[str] = []
    cursor = None
    while page := person.search("candle", limit=2, cursor=cursor):
        assert len(page) <= 2
        seen += [hit["id"] for hit in page]
        cursor = page[-1]["next_cursor"]
    assert len(seen) == len(set(seen)) == len(names)
    assert seen == [hit["id"] for hit in person.search("candle", limit=100)]


def test_corrected_hits_are_paged_behind_exact_ones(person: Person) -> None:
    person.add_products("Kettel", "Kettle blue", "Kettle red", "Kettle green")
    whole = person.search("kettel", limit=100)
    assert whole[0]["title"] == "Kettel"
    assert len(whole) == 4
    seen: list[str] = []
    cursor = None
    while page := person.search("kettel", limit=1, cursor=cursor):
        seen += [hit["id"] for hit in page]
        cursor = page[-1]["next_cursor"]
    assert seen == [hit["id"] for hit in whole]


@pytest.mark.parametrize(
    "wanted",
    [{"kinds": ["unicorn"]}, {"limit": 0}, {"limit": 1000}, {"cursor": "x"}, {"cursor": "1/a/b"}],
)
def test_what_cannot_be_searched_is_a_clear_error(person: Person, wanted: dict[str, Any]) -> None:
    with pytest.raises(APIError) as caught:
        person.search("red", **wanted)
    assert caught.value.code == "PT422"
    assert caught.value.hint


def test_nobody_finds_what_is_not_theirs(person: Person, stranger: Person) -> None:
    person.add_products("Secret prototype")
    assert person.titles("secret prototype") == ["Secret prototype"]
    assert stranger.titles("secret prototype") == []
    assert stranger.titles("secrt prototpe") == []
    with pytest.raises(APIError) as caught:
        stranger.search("secret", workspace=person.workspace_id)
    assert caught.value.code == "PT404"


def test_a_viewer_finds_until_they_leave(stack: Stack, person: Person, stranger: Person) -> None:
    person.add_products("Shared lantern")
    members = service(stack).table("workspace_members")
    members.insert(
        {"workspace_id": person.workspace_id, "user_id": stranger.user_id, "role": "viewer"}
    ).execute()
    stranger.add_products("Own lantern")
    assert set(stranger.titles("lantern")) == {"Shared lantern", "Own lantern"}
    assert stranger.titles("lantern", workspace=person.workspace_id) == ["Shared lantern"]
    members.delete().eq("workspace_id", person.workspace_id).eq(
        "user_id", stranger.user_id
    ).execute()
    assert stranger.titles("lantern") == ["Own lantern"]


def test_nobody_searches_without_signing_in(stack: Stack) -> None:
    anybody = create_client(stack.api_url, stack.anon_key)
    for function in ("search_workspace", "search_marketplace"):
        with pytest.raises(APIError) as caught:
            anybody.rpc(function, {"query": "red"}).execute()
        assert caught.value.code == "42501"


def test_the_service_key_names_the_workspace(stack: Stack, person: Person) -> None:
    person.add_products("Lantern")
    worker = service(stack)
    found = worker.rpc(
        "search_workspace", {"query": "lantern", "workspace": person.workspace_id}
    ).execute()
    assert [hit["title"] for hit in found.data] == ["Lantern"]
    with pytest.raises(APIError) as caught:
        worker.rpc("search_workspace", {"query": "lantern"}).execute()
    assert caught.value.code == "PT422"


def test_the_marketplace_is_for_everybody_and_keeps_the_code(
    person: Person, stranger: Person
) -> None:
    word = uuid.uuid4().hex[:12]
    person.add(
        "component_library",
        {
            "name": f"Pricing {word}",
            "component_type": "pricing",
            "code": "secret",
            "price": 9,
            "is_marketplace_item": True,
        },
        {"name": f"Form {word}", "component_type": "form", "code": "shown", "is_public": True},
        {"name": f"Footer {word}", "component_type": "footer", "code": "kept"},
    )
    listed = stranger.client.rpc("search_marketplace", {"query": word}).execute().data
    assert {item["component_type"] for item in listed} == {"pricing", "form"}
    assert all("code" not in item for item in listed)
    readable = stranger.client.table("component_library").select("name,code,likes,downloads")
    assert readable.ilike("name", f"%{word}").execute().data == [
        {"name": f"Form {word}", "code": "shown", "likes": 0, "downloads": 0}
    ]


def test_marketplace_pages_follow_each_other(person: Person) -> None:
    word = f"cat-{uuid.uuid4().hex[:8]}"
    person.add(
        "component_library",
        *(
            {
                "name": f"Item {n}",
                "component_type": "form",
                "code": "",
                "category": word,
                "is_public": True,
            }
            for n in range(5)
        ),
    )
    for query in (None, "item"):
        seen: list[str] = []
        cursor = None
        while (
            page := person.client.rpc(
                "search_marketplace",
                {"query": query, "of_category": word, "limit": 2, "cursor": cursor},
            )
            .execute()
            .data
        ):
            seen += [item["name"] for item in page]
            cursor = page[-1]["next_cursor"]
        assert sorted(seen) == [f"Item {n}" for n in range(5)]


def test_a_wrong_next_action_is_a_clear_error(person: Person) -> None:
    business = person.add("businesses", BUSINESS)[0]["id"]
    post = person.add(
        "social_posts", {"business_id": business, "platform": "x", "content": "Hello"}
    )[0]
    sequence = person.add("email_sequences", {"business_id": business, "name": "Mails"})[0]
    with pytest.raises(APIError) as caught:
        person.client.rpc(
            "set_next_action",
            {
                "content_type": "social_post",
                "content_id": post["id"],
                "next_action_type": "email_sequence",
                "next_action_id": sequence["id"],
            },
        ).execute()
    assert caught.value.code == "PT422"
    assert caught.value.hint == "It can lead to: blog_post, content_upgrade."
