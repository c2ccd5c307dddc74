-- Analysts read the Stripe account of the workspaces granted to them, with columns.
begin;
select plan(7);
\ir ../accounts/people.psql

insert into public.stripe_accounts (id, workspace_id, status)
values
('acct_studio', pg_temp.workspace('Studio'), 'active'),
('acct_eve', (select id from public.workspaces where owner_id = pg_temp.person('eve')), 'active');
insert into public.stripe_objects (account_id, object, id, data, read_at)
select account, object, id, data || jsonb_build_object('created', 1772000000), now()
from (
    values
    (
        'acct_studio', 'charge', 'ch_1',
        '{"amount": 1250, "currency": "usd", "customer": {"id": "cus_1"}, "captured": true,
        "amount_refunded": 50, "status": "succeeded"}'::jsonb
    ),
    ('acct_studio', 'refund', 're_1', '{"amount": 500, "currency": "jpy", "charge": "ch_1"}'),
    ('acct_studio', 'dispute', 'dp_1', '{"amount": 12340, "currency": "kwd", "charge": "ch_1"}'),
    ('acct_studio', 'customer', 'cus_1', '{"email": "a@b", "address": {"country": "AE"}}'),
    (
        'acct_studio', 'subscription', 'sub_old',
        '{"customer": "cus_1", "currency": "usd", "current_period_end": 1772600000}'
    ),
    (
        'acct_studio', 'subscription', 'sub_new',
        '{"customer": "cus_1", "currency": "usd",
        "items": {"data": [{"current_period_end": 1772600000}]}}'
    ),
    (
        'acct_studio', 'invoice', 'in_1',
        '{"total": 900, "currency": "usd",
        "parent": {"subscription_details": {"subscription": "sub_new"}}}'
    ),
    ('acct_studio', 'payment_intent', 'pi_1', '{"amount": 1, "currency": "usd"}'),
    ('acct_studio', 'checkout.session', 'cs_1', '{"amount_total": 1, "currency": "usd"}'),
    ('acct_eve', 'charge', 'ch_eve', '{"amount": 1, "currency": "usd"}'),
    ('platform', 'charge', 'ch_ours', '{"amount": 1, "currency": "usd"}')
) as o (account, object, id, data);

select private.add_analyst('nadia_test', array[pg_temp.workspace('Studio')]);
grant execute on all functions in schema pg_temp to public;
grant usage on schema extensions to analyst;
set local role nadia_test;
select results_eq(
    $$
    select id, amount_minor, amount, amount_refunded, currency, customer_id, is_captured, created_at
    from reporting.stripe_charges
    $$,
    $$
    values (
        'ch_1', 1250::bigint, 12.50::numeric, 0.50::numeric, 'USD', 'cus_1', true,
        '2026-02-25 06:13:20Z'::timestamptz
    )
    $$,
    'charges of the granted workspace, and of no other, nor ours'
);
select results_eq(
    'select amount_minor, amount from reporting.stripe_refunds',
    $$ values (500::bigint, 500::numeric) $$, 'yen have no cents'
);
select results_eq(
    'select amount_minor, amount from reporting.stripe_disputes',
    $$ values (12340::bigint, 12.340::numeric) $$, 'dinars have three decimals'
);
select results_eq(
    'select id, country from reporting.stripe_customers', $$ values ('cus_1', 'AE') $$,
    'customers without their addresses'
);
select results_eq(
    'select distinct current_period_end from reporting.stripe_subscriptions',
    $$ values ('2026-03-04 04:53:20Z'::timestamptz) $$,
    'periods in the shape of either version of the API'
);
select results_eq(
    'select id, subscription_id, total from reporting.stripe_invoices',
    $$ values ('in_1', 'sub_new', 9.00) $$, 'invoices with their subscription'
);
select results_eq(
    $$
    select (select count(*) from reporting.stripe_payment_intents),
        (select count(*) from reporting.stripe_checkout_sessions)
    $$,
    $$ values (1::bigint, 1::bigint) $$,
    'what was meant to be paid, and where'
);
reset role;

select * from finish();
rollback;
