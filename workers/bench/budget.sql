-- name: people
-- A workspace with one business, whose owner asks for texts; budgets of the platform and the workspace.
with person as (
    insert into auth.users (id, email) values (%(person)s, 'bench@example.com') returning id
),

workspace as (
    insert into public.workspaces (id, name, slug, owner_id)
    select %(workspace)s, 'Bench', 'bench-budget', p.id from person as p
    returning id
)

select w.id from workspace as w;

-- name: business
insert into public.businesses (
    id, workspace_id, name, industry, business_type, primary_product, core_offer_description
)
values (%(business)s, %(workspace)s, 'Soapery', 'Soap', 'Shop', 'Soap', 'Soap of olives.');

-- name: no_defaults
update public.app_settings set value = '{}' where key = 'ai.default_budgets';

-- name: budgets
insert into public.ai_budgets (workspace_id, period, cap, slots)
values (null, 'month', %(cap)s, %(slots)s), (%(workspace)s, 'month', 900000, %(slots)s)
on conflict on constraint ai_budgets_once do update set cap = excluded.cap, slots = excluded.slots;

-- name: empty_balances
delete from public.ai_budget_balances;

-- name: open_balances
select private.open_balance(b, private.ai_period_start(b.period, now())) from public.ai_budgets as b;

-- name: take
-- One budget, one reservation.
select private.take_slots(
    array[b], array[private.ai_period_start(b.period, now())], array[%(amount)s::numeric], false
)
from public.ai_budgets as b
where b.workspace_id is null;

-- name: reserve
-- All budgets that apply: here the platform's and the workspace's.
select private.reserve_ai(%(workspace)s, null, null, %(amount)s, 0);

-- name: ask
-- All of a request: checks, row, job, ledger and budgets.
select public.request_generation(%(business)s, 'How soap is made.');

-- name: sign_in
select
    set_config('role', 'authenticated', true),
    set_config('request.jwt.claims', %(claims)s, true);

-- name: committed
select sum(b.spent + b.reserved) as committed
from public.ai_budget_balances as b
join public.ai_budgets as a on b.budget_id = a.id
where a.workspace_id is null;

-- name: make_rows
create table public.bench_budget (
    id integer primary key, cap numeric not null, spent numeric not null default 0
) with (fillfactor = 20);

-- name: fill_rows
insert into public.bench_budget (id, cap) values (1, %(cap)s)
on conflict (id) do update set cap = excluded.cap, spent = 0;

-- name: lock_row
-- The budget as one row that every request locks.
update public.bench_budget set spent = spent + %(amount)s
where id = 1 and spent + %(amount)s <= cap;

-- name: look
-- Check-then-charge: look first …
select spent + %(amount)s <= cap as fits from public.bench_budget where id = 1;

-- name: charge
-- … and add the cost when it is known.
update public.bench_budget set spent = spent + %(amount)s where id = 1;

-- name: spent
select spent as committed from public.bench_budget where id = 1;

-- name: open_calls
update public.ai_reservations set status = 'calling', called_at = now() where status = 'reserved';

-- name: settle_all
update public.ai_reservations
set status = 'settled', cost = estimate / 3, is_applied = false
where status = 'calling';

-- name: apply
select private.apply_ai_ledger(100000) as rows;
