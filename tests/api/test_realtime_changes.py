"""postgres_changes through the official Python client: who is sent which change."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator

import httpx
import pytest
from realtime import RealtimeSubscribeStates

from flywheel.db import Connection
from tests.api.realtime import Inbox, client, follow, notes_table, raw_socket, token
from tests.conftest import Stack

ALICE, BOB = uuid.uuid4(), uuid.uuid4()


@pytest.fixture
async def notes(db: Connection) -> AsyncIterator[str]:
    async with notes_table(db) as name:
        yield name


async def add(db: Connection, table: str, owner: uuid.UUID, **values: object) -> int:
    names = ", ".join(["owner", *values])
    marks = ", ".join(["%s"] * (1 + len(values)))
    cursor = await db.execute(
        f"insert into public.{table} ({names}) values ({marks}) returning id",
        [owner, *values.values()],
    )
    row = await cursor.fetchone()
    assert row
    return row["id"]


async def test_an_insert_arrives_with_values_as_json(
    stack: Stack, db: Connection, notes: str
) -> None:
    async with client(stack, token(stack, ALICE)) as alice:
        subscribed = await follow(alice, notes, "INSERT")
        number = await add(
            db,
            notes,
            ALICE,
            title='say "hé"',
            amount="19.90",
            tags=["a", "b,c"],
            details='{"deep": [1, null]}',
            due="2026-01-02 03:04:05+00",
        )
        data = await subscribed.record("INSERT")
    assert data["record"] == {
        "id": number,
        "owner": str(ALICE),
        "title": 'say "hé"',
        "amount": 19.9,
        "tags": ["a", "b,c"],
        "details": {"deep": [1, None]},
        "done": False,
        "due": "2026-01-02T03:04:05+00:00",
    }
    assert (data["schema"], data["table"], data["errors"]) == ("public", notes, None)
    assert data["commit_timestamp"].endswith("Z")
    assert {"name": "tags", "type": "_text"} in data["columns"]


async def test_every_type_arrives_as_the_rest_api_renders_it(stack: Stack, db: Connection) -> None:
    name = f"types_{uuid.uuid4().hex[:8]}"
    values = {
        "id bigint primary key": "9223372036854775807",
        "small smallint": "-1",
        "precise numeric(40, 20)": "12345678901234567890.12345678901234567890",
        "absent numeric": "null",
        "nan numeric": "'NaN'",
        "double double precision": "0.1 + 0.2",
        "single real": "1.1",
        "yes boolean": "true",
        "fixed char(5)": "'ab'",
        "quoted text": "e'tab\\t \"quote\" \\\\ ☃'",
        "raw bytea": "'\\x00ff'",
        "day date": "'2026-02-28'",
        "clock time": "'12:34:56.789'",
        "local timestamp": "'2026-02-28 12:34:56.789012'",
        "moment timestamptz": "'2026-02-28 12:34:56+05'",
        "forever timestamptz": "'infinity'",
        "span interval": "'1 year 2 days 03:04:05'",
        "key uuid": "'6f1c2d3e-0000-4000-8000-000000000001'",
        "host inet": "'10.0.0.1/8'",
        "old_json json": """'{"b": 1, "a": [1.10, null]}'""",
        "new_json jsonb": """'{"b": 1, "a": [1.10, null]}'""",
        "matrix int[]": "'{{1,2},{3,4}}'",
        "words text[]": "array['a,b', null, '{}', 'say \"x\"']",
        "flags boolean[]": "'{t,f}'",
        "objects jsonb[]": """array['{"x": 1}'::jsonb]""",
        "range int4range": "'[1,5)'",
        "vector tsvector": "to_tsvector('simple', 'b a b')",
    }
    await db.execute(
        f"create table public.{name} ({', '.join(values)});"
        f"grant select on public.{name} to service_role;"
        f"alter publication supabase_realtime add table public.{name};"
        "notify pgrst, 'reload schema'"
    )
    try:
        async with client(stack, stack.service_role_key) as server:
            subscribed = await follow(server, name)
            await db.execute(f"insert into public.{name} values ({', '.join(values.values())})")
            record = (await subscribed.record("INSERT"))["record"]
        headers = {"apikey": stack.service_role_key}
        async with httpx.AsyncClient(base_url=stack.api_url, headers=headers) as rest:
            for _ in range(200):  # until PostgREST has read the schema again
                answer = await rest.get(f"/rest/v1/{name}")
                if answer.status_code == 200:
                    break
                await asyncio.sleep(0.05)
        assert record == answer.json()[0]
        assert len(record) == len(values)
    finally:
        await db.execute(f"drop table public.{name}")


async def test_a_column_without_select_privilege_is_not_sent(
    stack: Stack, db: Connection, notes: str
) -> None:
    async with client(stack, token(stack, ALICE)) as alice:
        subscribed = await follow(alice, notes)
        await add(db, notes, ALICE, secret="hush")
        data = await subscribed.record("INSERT")
    assert "secret" not in data["record"]
    assert "secret" not in {column["name"] for column in data["columns"]}


async def test_a_user_is_not_sent_the_rows_of_another(
    stack: Stack, db: Connection, notes: str
) -> None:
    async with client(stack, token(stack, ALICE)) as alice, client(stack, token(stack, BOB)) as bob:
        for_alice, for_bob = await follow(alice, notes), await follow(bob, notes)
        await add(db, notes, ALICE, title="hers")
        await add(db, notes, BOB, title="his")
        assert (await for_alice.record("INSERT"))["record"]["title"] == "hers"
        assert (await for_bob.record("INSERT"))["record"]["title"] == "his"
        # One more for each: had a foreign row been sent, it would come first.
        await add(db, notes, ALICE, title="hers again")
        await add(db, notes, BOB, title="his again")
        assert (await for_alice.record("INSERT"))["record"]["title"] == "hers again"
        assert (await for_bob.record("INSERT"))["record"]["title"] == "his again"


async def test_a_row_that_passes_to_another_owner_is_sent_to_the_new_one_only(
    stack: Stack, db: Connection, notes: str
) -> None:
    number = await add(db, notes, ALICE, title="shared")
    async with client(stack, token(stack, ALICE)) as alice, client(stack, token(stack, BOB)) as bob:
        for_alice, for_bob = await follow(alice, notes), await follow(bob, notes)
        await db.execute(f"update public.{notes} set owner = %s where id = %s", [BOB, number])
        await add(db, notes, ALICE, title="sentinel")
        assert (await for_bob.record("UPDATE"))["record"]["owner"] == str(BOB)
        assert (await for_alice.record("INSERT"))["record"]["title"] == "sentinel"


async def test_a_new_session_on_the_channel_sees_its_own_rows_from_then_on(
    stack: Stack, db: Connection, notes: str
) -> None:
    async with client(stack, token(stack, ALICE)) as connected:
        subscribed = await follow(connected, notes)
        await connected.realtime.set_auth(token(stack, BOB))
        told = await subscribed.system.next()
        assert told.message == "Subscribed to PostgreSQL"
        await add(db, notes, ALICE, title="hers")
        await add(db, notes, BOB, title="his")
        assert (await subscribed.record("INSERT"))["record"]["title"] == "his"


async def test_the_service_role_is_sent_everything(
    stack: Stack, db: Connection, notes: str
) -> None:
    async with client(stack, stack.service_role_key) as server:
        subscribed = await follow(server, notes)
        await add(db, notes, BOB, secret="seen")
        data = await subscribed.record("INSERT")
    assert (data["record"]["owner"], data["record"]["secret"]) == (str(BOB), "seen")


async def test_a_role_that_may_not_select_the_table_is_told_nothing_but_that(
    stack: Stack, db: Connection, notes: str
) -> None:
    async with client(stack) as anonymous:
        subscribed = await follow(anonymous, notes)
        await add(db, notes, ALICE, title="not for anon")
        data = await subscribed.record("INSERT")
    assert data["errors"] == ["Error 401: Unauthorized"]
    assert (data["record"], data["columns"]) == ({}, [])


async def test_a_delete_under_rls_tells_the_primary_key_only(
    stack: Stack, db: Connection, notes: str
) -> None:
    await db.execute(f"alter table public.{notes} replica identity full")
    number = await add(db, notes, ALICE, title="gone")
    async with client(stack, token(stack, BOB)) as bob:
        subscribed = await follow(bob, notes, "DELETE")
        await db.execute(f"delete from public.{notes} where id = %s", [number])
        data = await subscribed.record("DELETE")
    assert data["old_record"] == {"id": number}


async def test_a_delete_without_rls_tells_the_whole_row_under_full_identity(
    stack: Stack, db: Connection, notes: str
) -> None:
    await db.execute(f"alter table public.{notes} replica identity full")
    await db.execute(f"alter table public.{notes} disable row level security")
    number = await add(db, notes, ALICE, title="gone", secret="hush")
    async with client(stack, token(stack, BOB)) as bob:
        subscribed = await follow(bob, notes, "DELETE")
        await db.execute(f"delete from public.{notes} where id = %s", [number])
        old = (await subscribed.record("DELETE"))["old_record"]
    assert (old["id"], old["title"], old["owner"]) == (number, "gone", str(ALICE))
    assert "secret" not in old


async def test_an_update_tells_the_key_before_and_under_full_identity_all_of_it(
    stack: Stack, db: Connection, notes: str
) -> None:
    number = await add(db, notes, ALICE, title="first")
    async with client(stack, token(stack, ALICE)) as alice:
        subscribed = await follow(alice, notes, "UPDATE")
        await db.execute(f"update public.{notes} set title = 'second' where id = %s", [number])
        assert (await subscribed.record("UPDATE"))["old_record"] == {"id": number}
        await db.execute(f"alter table public.{notes} replica identity full")
        await db.execute(f"update public.{notes} set title = 'third' where id = %s", [number])
        data = await subscribed.record("UPDATE")
    assert (data["old_record"]["title"], data["record"]["title"]) == ("second", "third")


async def test_a_large_value_that_an_update_left_alone_is_missing_unless_identity_is_full(
    stack: Stack, db: Connection, notes: str
) -> None:
    # Random text, so that it does not compress and is stored out of line.
    large = "".join(str(uuid.uuid4()) for _ in range(300))
    number = await add(db, notes, ALICE, title=large)
    async with client(stack, token(stack, ALICE)) as alice:
        subscribed = await follow(alice, notes, "UPDATE")
        await db.execute(f"update public.{notes} set amount = 1 where id = %s", [number])
        assert "title" not in (await subscribed.record("UPDATE"))["record"]
        await db.execute(f"alter table public.{notes} replica identity full")
        await db.execute(f"update public.{notes} set amount = 2 where id = %s", [number])
        assert (await subscribed.record("UPDATE"))["record"]["title"] == large


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("amount=eq.10", [10]),
        ("amount=neq.10", [9, 100]),
        ("amount=lt.10", [9]),
        ("amount=lte.10", [9, 10]),
        ("amount=gt.9", [10, 100]),
        ("amount=gte.10", [10, 100]),
        ("amount=in.(9,100)", [9, 100]),
        ("amount=not.in.(9,100)", [10]),
        ("title=like.n%e", [9]),
        ("amount=gt.9,done=is.true", [100]),
        ('title=eq."a,b"', [10]),
    ],
)
async def test_a_filter_compares_as_the_database_does(
    stack: Stack, db: Connection, notes: str, text: str, amounts: list[int]
) -> None:
    async with client(stack, token(stack, ALICE)) as alice:
        subscribed = await follow(alice, notes, filter=text)
        sentinel = await follow(alice, notes)
        for amount, title in ((9, "nine"), (10, "a,b"), (100, None)):
            await add(db, notes, ALICE, amount=amount, title=title, done=amount == 100)
        for _ in range(3):
            await sentinel.record("INSERT")
        seen = [(await subscribed.record("INSERT"))["record"]["amount"] for _ in amounts]
        assert seen == amounts
        assert subscribed.changes.is_empty


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("nothing=eq.1", "invalid column for filter nothing"),
        ("secret=eq.1", "invalid column for filter secret"),
        ("amount=near.1", "unknown operator 'near'"),
        ("amount=eq.many", "invalid input syntax for type numeric"),
        ("amount", "not of the form column=operator.value"),
        ("amount=in.1,2", "must be wrapped by parentheses"),
        ("done=like.t", "operator does not exist"),
    ],
)
async def test_a_bad_filter_is_told_and_the_other_subscriptions_go_on(
    stack: Stack, db: Connection, notes: str, text: str, complaint: str
) -> None:
    good = {"event": "INSERT", "schema": "public", "table": notes}
    async with raw_socket(stack) as socket:
        answer = await socket.join(
            "mixed", token(stack, ALICE), postgres_changes=[{**good, "filter": text}, good]
        )
        assert answer["status"] == "ok"
        bad_id, good_id = (entry["id"] for entry in answer["response"]["postgres_changes"])
        assert bad_id != good_id
        refused = (await socket.until("system"))["payload"]
        assert (refused["status"], refused["extension"]) == ("error", "postgres_changes")
        assert complaint in refused["message"]
        accepted = (await socket.until("system"))["payload"]
        assert accepted["message"] == "Subscribed to PostgreSQL"
        await add(db, notes, ALICE, title="still here")
        change = (await socket.until("postgres_changes"))["payload"]
    assert change["ids"] == [good_id]


async def test_a_filter_that_fails_later_ends_its_own_subscription_only(
    stack: Stack, db: Connection, notes: str
) -> None:
    async with (
        client(stack, token(stack, ALICE)) as alice,
        client(stack, token(stack, ALICE)) as two,
    ):
        fragile = await follow(alice, notes, filter="title=eq.word")
        sturdy = await follow(two, notes, filter="amount=gt.0")
        await db.execute(
            f"alter table public.{notes} alter title type int using null, alter title set default 1"
        )
        await add(db, notes, ALICE, amount=5)
        assert (await sturdy.record("INSERT"))["record"]["amount"] == 5
        state, error = await fragile.states.next()
        assert state == RealtimeSubscribeStates.CHANNEL_ERROR
        assert "The filter on title fails: invalid input syntax" in str(error)


async def test_a_table_outside_the_publication_is_an_error_for_the_channel(
    stack: Stack, db: Connection
) -> None:
    async with notes_table(db, published=False) as hidden, client(stack) as anonymous:
        states = Inbox()
        channel = anonymous.channel("unpublished")
        channel.on_postgres_changes("*", Inbox(), table=hidden)
        await channel.subscribe(states)
        _, error = await states.until(lambda told: told[0] == RealtimeSubscribeStates.CHANNEL_ERROR)
    assert "supabase_realtime" in str(error)


async def test_a_table_published_later_reaches_a_wildcard_subscription(
    stack: Stack, db: Connection, notes: str
) -> None:
    async with client(stack, token(stack, ALICE)) as alice:
        subscribed = await follow(alice, "*")
        async with notes_table(db) as later:
            await add(db, later, ALICE, title="new table")
            data = (await subscribed.changes.until(lambda it: it["data"]["table"] == later))["data"]
            assert data["record"]["title"] == "new table"


async def test_columns_added_renamed_and_dropped_are_followed(
    stack: Stack, db: Connection, notes: str
) -> None:
    async with client(stack, token(stack, ALICE)) as alice:
        subscribed = await follow(alice, notes)
        await db.execute(
            f'alter table public.{notes} drop tags, add "odd % name" inet, '
            "add mood text[] default '{calm}'"
        )
        await db.execute(f'grant select ("odd % name", mood) on public.{notes} to authenticated')
        await db.execute(
            f'insert into public.{notes} (owner, "odd % name") values (%s, %s)'.replace(
                "odd % name", "odd %% name"
            ),
            [ALICE, "10.0.0.1"],
        )
        record = (await subscribed.record("INSERT"))["record"]
    assert (record["odd % name"], record["mood"]) == ("10.0.0.1", ["calm"])
    assert "tags" not in record


async def test_a_subscription_may_ask_for_some_columns(
    stack: Stack, db: Connection, notes: str
) -> None:
    async with client(stack, token(stack, ALICE)) as alice:
        subscribed = await follow(alice, notes, select=["title"])
        number = await add(db, notes, ALICE, title="short", amount=1)
        data = await subscribed.record("INSERT")
    assert data["record"] == {"id": number, "title": "short"}


async def test_changes_of_one_transaction_arrive_in_order_and_none_of_a_rolled_back_one(
    stack: Stack, db: Connection, notes: str
) -> None:
    async with client(stack, token(stack, ALICE)) as alice:
        subscribed = await follow(alice, notes)
        async with db.transaction(force_rollback=True):
            await add(db, notes, ALICE, title="never")
        async with db.transaction():
            numbers = [await add(db, notes, ALICE, title=f"{i}") for i in range(1500)]
        seen = [(await subscribed.record("INSERT"))["record"]["id"] for _ in numbers]
    assert seen == numbers


async def test_a_record_that_is_too_large_comes_without_its_large_values(
    stack: Stack, db: Connection, notes: str
) -> None:
    async with client(stack, token(stack, ALICE)) as alice:
        subscribed = await follow(alice, notes)
        number = await add(db, notes, ALICE, title="x" * 1_100_000, amount=5)
        data = await subscribed.record("INSERT")
    assert data["errors"] == ["Error 413: Payload Too Large"]
    assert (data["record"]["id"], data["record"]["amount"]) == (number, 5)
    assert "title" not in data["record"]


async def test_a_table_without_primary_key_is_an_error_in_the_event(
    stack: Stack, db: Connection, notes: str
) -> None:
    await db.execute(f"alter table public.{notes} drop constraint {notes}_pkey")
    async with client(stack, token(stack, ALICE)) as alice:
        subscribed = await follow(alice, notes)
        await add(db, notes, ALICE, title="keyless")
        data = await subscribed.record("INSERT")
    assert data["errors"] == ["Error 400: Bad Request, no primary key"]
    assert data["record"] == {}


async def test_a_policy_that_fails_hides_the_rows_from_its_users_only(
    stack: Stack, db: Connection, notes: str
) -> None:
    await db.execute(
        f"create policy fails on public.{notes} for select to authenticated "
        f"using (owner = '{BOB}' and 1 / (id - id) > 0)"
    )
    async with (
        client(stack, token(stack, ALICE)) as alice,
        client(stack, stack.service_role_key) as server,
    ):
        for_alice, for_server = await follow(alice, notes), await follow(server, notes)
        await add(db, notes, BOB, title="explosive")
        assert (await for_server.record("INSERT"))["record"]["title"] == "explosive"
        await db.execute(f"drop policy fails on public.{notes}")
        await add(db, notes, ALICE, title="calm")
        assert (await for_alice.record("INSERT"))["record"]["title"] == "calm"


async def test_a_policy_that_takes_too_long_ends_its_subscription_only(
    stack: Stack, db: Connection, notes: str
) -> None:
    await db.execute(
        f"create policy sleeps on public.{notes} as restrictive for select to authenticated "
        f"using (case when (select auth.uid()) = '{BOB}' then pg_sleep(60) is null else true end)"
    )
    async with client(stack, token(stack, ALICE)) as alice, client(stack, token(stack, BOB)) as bob:
        for_alice, for_bob = await follow(alice, notes), await follow(bob, notes)
        await add(db, notes, BOB, title="slow")
        await add(db, notes, ALICE, title="quick")
        assert (await for_alice.record("INSERT"))["record"]["title"] == "quick"
        state, error = await for_bob.states.next()
        assert state == RealtimeSubscribeStates.CHANNEL_ERROR
        assert "take too long" in str(error)
