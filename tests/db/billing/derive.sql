-- What Stripe has of our account becomes billing: in any order, in both shapes of its API, exactly.
begin;
select plan(45);
\ir ../catalog/shop.psql

create function pg_temp.id(name text) returns text
language sql immutable
as $$ select md5(name)::uuid::text $$;

insert into public.subscription_plans (id, name, price, currency, stripe_price_id)
values
(md5('pro')::uuid, 'Pro', 20, 'USD', 'price_pro'),
(md5('addon')::uuid, 'Add-on', 5, 'USD', 'price_addon');
insert into public.plan_features (plan_id, feature, limit_value)
values (md5('pro')::uuid, 'campaigns', 10), (md5('addon')::uuid, 'ab_tests', null);

-- The objects, old shape (before 2025-03-31.basil) and new.
create table pg_temp.given (object text, id text, old jsonb, new jsonb);
insert into pg_temp.given
select 'customer', 'cus_1', c.data, c.data
from (
    select jsonb_build_object(
        'id', 'cus_1', 'object', 'customer', 'email', 'ada@example.com',
        'metadata', jsonb_build_object('workspace_id', pg_temp.workspace('Studio'))
    ) as data
) as c;
insert into pg_temp.given
select
    'subscription', 'sub_1',
    s.data || '{"current_period_start": 1767225600, "current_period_end": 1769904000}'
    || jsonb_build_object('items', jsonb_build_object('data', jsonb_build_array(s.pro, s.addon))),
    s.data || jsonb_build_object(
        'items', jsonb_build_object(
            'data', jsonb_build_array(
                s.pro || '{"current_period_start": 1767225600, "current_period_end": 1769904000}',
                s.addon || '{"current_period_start": 1767225600, "current_period_end": 1769904000}'
            )
        )
    )
from (
    select
        '{"id": "sub_1", "object": "subscription", "customer": "cus_1", "status": "active",
          "created": 1767225600, "cancel_at_period_end": false, "cancel_at": null,
          "canceled_at": null, "trial_end": null, "metadata": {}}'::jsonb as data,
        '{"id": "si_1", "quantity": 3, "price": {"id": "price_pro", "currency": "usd",
          "unit_amount": 2000, "recurring": {"interval": "month", "interval_count": 1}}}'::jsonb
            as pro,
        '{"id": "si_2", "quantity": 1, "price": {"id": "price_addon", "currency": "usd",
          "unit_amount": 500, "recurring": {"interval": "month", "interval_count": 1}}}'::jsonb
            as addon
) as s;
insert into pg_temp.given
select
    'invoice', 'in_1',
    i.data || '{"subscription": "sub_1", "payment_intent": "pi_1"}',
    i.data || '{
        "parent": {"subscription_details": {"subscription": "sub_1"}},
        "payments": {"data": [{"status": "paid", "is_default": true,
            "payment": {"type": "payment_intent", "payment_intent": {"id": "pi_1"}}}]}
    }'
from (
    select
        '{"id": "in_1", "object": "invoice", "customer": "cus_1", "status": "paid",
          "number": "A-1", "amount_due": 6500, "currency": "usd", "attempt_count": 1,
          "created": 1767225600, "due_date": null, "next_payment_attempt": null,
          "period_start": 1767225600, "period_end": 1767225600,
          "status_transitions": {"paid_at": 1767225700},
          "lines": {"data": [{"period": {"start": 1767225600, "end": 1769904000}}]}}'::jsonb as data
) as i;
insert into pg_temp.given
select 'entitlements.active_entitlement_summary', 'cus_1', e.data, e.data
from (
    select
        '{"id": "cus_1", "object": "entitlements.active_entitlement_summary",
          "customer": "cus_1", "entitlements": [
              {"id": "ent_1", "feature": "feat_1", "lookup_key": "white_label"},
              {"id": "ent_2", "feature": "feat_2", "lookup_key": "No name of ours"}
          ]}'::jsonb as data
) as e;
insert into pg_temp.given
select 'entitlements.feature', 'feat_1', f.data, f.data
from (
    select '{"id": "feat_1", "metadata": {"limit": "7", "period": "total"}}'::jsonb as data
) as f;

create function pg_temp.store(object text, id text, data jsonb) returns jsonb
language sql volatile
as $$
    select public.store_stripe_objects(
        'platform', clock_timestamp(),
        jsonb_build_array(jsonb_build_object('object', object, 'id', id, 'data', data))
    )
$$;
create function pg_temp.outcome() returns jsonb
language sql volatile
as $$
    select jsonb_build_object(
        'customer', (select jsonb_agg(c.stripe_customer_id || ' ' || c.email) from public.stripe_customers as c),
        'subscription', (
            select jsonb_agg(jsonb_build_array(
                s.workspace_id = pg_temp.workspace('Studio'), p.name, s.status, s.quantity, s.price,
                s.currency, s.interval, extract(epoch from s.current_period_start),
                extract(epoch from s.current_period_end)
            ))
            from public.subscriptions as s join public.subscription_plans as p on s.plan_id = p.id
        ),
        'items', (
            select jsonb_agg(jsonb_build_array(p.name, i.quantity, i.price_cents) order by p.name)
            from public.subscription_items as i
            join public.subscription_plans as p on i.plan_id = p.id
        ),
        'invoice', (
            select jsonb_agg(jsonb_build_array(
                s.stripe_subscription_id, i.status, i.amount_cents, i.number, i.payment_intent_id,
                extract(epoch from i.billing_period_end), extract(epoch from i.paid_at)
            ))
            from public.invoices as i join public.subscriptions as s on i.subscription_id = s.id
        ),
        'grants', (
            select jsonb_agg(jsonb_build_array(g.feature, g.source, g.limit_value, g.period))
            from public.entitlement_grants as g
        ),
        'errors', (
            select count(*) from public.stripe_objects as o where o.error_message is not null
        )
    )
$$;
create function pg_temp.forget() returns void
language sql volatile
as $$
    delete from public.stripe_objects;
    delete from public.invoices;
    delete from public.subscriptions;
    delete from public.stripe_customers;
    delete from public.entitlement_grants
$$;

create function pg_temp.play(seed integer, shape text) returns jsonb
language plpgsql
as $$
declare
    one record;
begin
    perform pg_temp.forget();
    for one in select * from pg_temp.given as g order by md5(g.object || seed)
    loop
        perform pg_temp.store(one.object, one.id, case shape when 'old' then one.old else one.new end);
    end loop;
    return pg_temp.outcome();
end
$$;

select is(
    pg_temp.play(n, shape),
    '{
        "customer": ["cus_1 ada@example.com"],
        "subscription": [[true, "Pro", "active", 3, 20.00, "USD", "month", 1767225600, 1769904000]],
        "items": [["Add-on", 1, 500], ["Pro", 3, 2000]],
        "invoice": [["sub_1", "paid", 6500, "A-1", "pi_1", 1769904000, 1767225700]],
        "grants": [["white_label", "stripe", 7, "total"]],
        "errors": 0
    }'::jsonb,
    format('order %s of the %s shape comes to the same', n, shape)
)
from generate_series(1, 12) as n
cross join (values ('old'), ('new')) as shapes (shape);

-- what it means ---------------------------------------------------------------------------

select ok(private.entitled(pg_temp.workspace('Studio'), 'campaigns'), 'the plan holds');
select ok(private.entitled(pg_temp.workspace('Studio'), 'ab_tests'), 'and the add-on');
select ok(private.entitled(pg_temp.workspace('Studio'), 'white_label'), 'and the grant');
select is(
    pg_temp.store('subscription', 'sub_1', g.new) ->> 'changed', '0', 'the same again is no change'
)
from pg_temp.given as g where g.object = 'subscription';

-- further states --------------------------------------------------------------------------

select pg_temp.store(
    'invoice', 'in_1',
    g.new || '{"status": "open", "next_payment_attempt": 1767485000, "status_transitions": {}}'
)
from pg_temp.given as g where g.object = 'invoice';
select results_eq(
    $$ select i.status, i.paid_at, i.attempt_count from public.invoices as i $$,
    $$ values ('failed', null::timestamptz, 1) $$,
    'a payment that came back leaves its invoice failed'
);
select is(
    (
        select a.severity || ': ' || a.description
        from public.security_alerts as a where a.type = 'payment_failed' and a.status = 'open'
    ),
    'medium: An invoice of 65.00 USD could not be collected. The next attempt is on 2026-01-04.',
    'which the admins are told'
);
select pg_temp.store('invoice', 'in_1', g.new) from pg_temp.given as g where g.object = 'invoice';
select is(
    (select a.status from public.security_alerts as a where a.type = 'payment_failed'),
    'resolved', 'until it is paid'
);
select pg_temp.store(
    'invoice', 'in_2', (g.new || '{"id": "in_2", "status": "draft", "number": null}')
)
from pg_temp.given as g where g.object = 'invoice';
select pg_temp.store('invoice', 'in_2', null);
select is((select count(*) from public.invoices), 1::bigint, 'a draft that is deleted is gone');

select pg_temp.store('subscription', 'sub_1', g.new || '{"status": "past_due"}')
from pg_temp.given as g where g.object = 'subscription';
select ok(
    not private.entitled(pg_temp.workspace('Studio'), 'campaigns'),
    'what was not paid for months does not hold'
);
update public.subscriptions set current_period_start = now() - interval '13 days', current_period_end = now();
select ok(private.entitled(pg_temp.workspace('Studio'), 'campaigns'), 'within the days of grace it does');
select is(
    (select a.status from public.security_alerts as a where a.type = 'subscription_unpaid'),
    'open', 'and the admins know'
);
select pg_temp.store(
    'subscription', 'sub_1',
    jsonb_set(g.new, '{items,data}', jsonb_build_array(g.new #> '{items,data,0}'))
)
from pg_temp.given as g where g.object = 'subscription';
select is((select count(*) from public.subscription_items), 1::bigint, 'an item that is taken off goes');
select pg_temp.store('entitlements.active_entitlement_summary', 'cus_1', g.new || '{"entitlements": []}')
from pg_temp.given as g where g.object = 'entitlements.active_entitlement_summary';
select ok(not private.entitled(pg_temp.workspace('Studio'), 'white_label'), 'and a grant that ends');

-- what cannot be said ---------------------------------------------------------------------

select pg_temp.store(
    'subscription', 'sub_2',
    jsonb_set(g.new || '{"id": "sub_2"}', '{items,data}', '[{"id": "si_9", "quantity": 1, "price":
        {"id": "price_new", "currency": "kwd", "unit_amount": 1250,
         "recurring": {"interval": "month", "interval_count": 3}}}]')
)
from pg_temp.given as g where g.object = 'subscription';
select matches(
    (select o.error_message from public.stripe_objects as o where o.id = 'sub_2'),
    'no plan has the Stripe price of subscription sub_2: price_new',
    'a price that no plan has is said'
);
insert into public.subscription_plans (name, price, currency, "interval", stripe_price_id)
values ('Quarterly', 1.25, 'KWD', 'quarter', 'price_new');
select results_eq(
    $$
    select s.price, s.interval, o.error_message
    from public.subscriptions as s
    join public.stripe_objects as o on s.stripe_subscription_id = o.id
    where o.id = 'sub_2'
    $$,
    $$ values (1.25, 'quarter', null::text) $$,
    'and the subscription is taken in when one has it'
);
select pg_temp.store(
    'invoice', 'in_3',
    g.new || '{"id": "in_3", "amount_due": 1255, "currency": "kwd"}'
)
from pg_temp.given as g where g.object = 'invoice';
select matches(
    (select o.error_message from public.stripe_objects as o where o.id = 'in_3'),
    '1.255 KWD has more than two decimals', 'no amount is rounded'
);
select pg_temp.store('invoice', 'in_3', g.new || '{"id": "in_3", "amount_due": 1250, "currency": "kwd"}')
from pg_temp.given as g where g.object = 'invoice';
select is(
    (select i.amount_cents from public.invoices as i where i.stripe_invoice_id = 'in_3'),
    1250::bigint, 'fils that end in 0 are exact'
);
select pg_temp.store('invoice', 'in_4', g.new || '{"id": "in_4", "amount_due": 500, "currency": "jpy"}')
from pg_temp.given as g where g.object = 'invoice';
select is(
    (select i.amount from public.invoices as i where i.stripe_invoice_id = 'in_4'),
    500.00, 'yen have no smaller unit'
);
select pg_temp.store('customer', 'cus_2', g.new || '{"id": "cus_2"}')
from pg_temp.given as g where g.object = 'customer';
select matches(
    (select o.error_message from public.stripe_objects as o where o.id = 'cus_2'),
    'has another customer at Stripe already: cus_1', 'a workspace is one customer'
);
select pg_temp.store('customer', 'cus_1', null);
select is((select count(*) from public.stripe_customers), 0::bigint, 'a customer that is deleted is gone');
select pg_temp.store('subscription', 'sub_1', g.new || '{"status": "canceled", "canceled_at": 1769904000}')
from pg_temp.given as g where g.object = 'subscription';
select is(
    (select s.status from public.subscriptions as s where s.stripe_subscription_id = 'sub_1'),
    'canceled', 'its subscriptions are known all the same'
);

select * from finish();
rollback;
