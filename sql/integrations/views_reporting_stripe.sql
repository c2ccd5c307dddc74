-- integrations: a workspace's own Stripe account, as analysts read it with plain SQL.
--
-- security definer: reporting.from_minor_units, because analysts may not use schema private.
--
-- Like all views of reporting these show only the workspaces granted to whoever asks, and neither
-- names nor addresses. An amount is there twice: as a decimal, and, with _minor, as the integer of
-- the currency's minor unit that Stripe counts.

create function reporting.from_minor_units(units bigint, currency text) returns numeric
language sql
immutable
security definer
set search_path = ''
as $$
    select private.from_minor_units(units, upper(currency))
$$;
comment on function reporting.from_minor_units(bigint, text) is
'An integer of Stripe as an amount: 1250 usd is 12.50, 500 jpy is 500.';

create view reporting.stripe_accounts
with (security_barrier = true) as
select
    t.id,
    t.workspace_id,
    t.country,
    t.currency,
    t.livemode,
    t.charges_enabled,
    t.payouts_enabled,
    t.status,
    t.connected_at,
    t.disconnected_at
from public.stripe_accounts as t
where t.workspace_id = any (array(select w.id from reporting.workspaces as w));

comment on view reporting.stripe_accounts is 'The Stripe accounts of your workspaces.';

create view reporting.stripe_customers
with (security_barrier = true) as
select
    o.id,
    a.workspace_id,
    o.account_id,
    o.data #>> '{address,country}' as country,
    upper(o.data ->> 'currency') as currency,
    (o.data ->> 'balance')::bigint as balance_minor,
    reporting.from_minor_units(
        (o.data ->> 'balance')::bigint, o.data ->> 'currency'
    ) as balance,
    (o.data ->> 'delinquent')::boolean as is_delinquent,
    to_timestamp((o.data ->> 'created')::double precision) as created_at,
    o.gone_at as deleted_at,
    o.read_at
from public.stripe_objects as o
join reporting.stripe_accounts as a on a.id = o.account_id
where o.object = 'customer';

comment on view reporting.stripe_customers is
'Customers, without names and addresses.';

create view reporting.stripe_payment_intents
with (security_barrier = true) as
select
    o.id,
    a.workspace_id,
    o.account_id,
    coalesce(o.data #>> '{customer,id}', o.data ->> 'customer') as customer_id,
    (o.data ->> 'amount')::bigint as amount_minor,
    reporting.from_minor_units(
        (o.data ->> 'amount')::bigint, o.data ->> 'currency'
    ) as amount,
    (o.data ->> 'amount_received')::bigint as amount_received_minor,
    reporting.from_minor_units(
        (o.data ->> 'amount_received')::bigint, o.data ->> 'currency'
    ) as amount_received,
    upper(o.data ->> 'currency') as currency,
    coalesce(o.data #>> '{latest_charge,id}', o.data ->> 'latest_charge') as latest_charge_id,
    o.data ->> 'status' as status,
    o.data ->> 'cancellation_reason' as cancellation_reason,
    to_timestamp((o.data #>> '{canceled_at}')::double precision) as canceled_at,
    to_timestamp((o.data ->> 'created')::double precision) as created_at,
    o.gone_at as deleted_at,
    o.read_at
from public.stripe_objects as o
join reporting.stripe_accounts as a on a.id = o.account_id
where o.object = 'payment_intent';

comment on view reporting.stripe_payment_intents is
'What buyers meant to pay, and how far it came.';

create view reporting.stripe_charges
with (security_barrier = true) as
select
    o.id,
    a.workspace_id,
    o.account_id,
    coalesce(o.data #>> '{payment_intent,id}', o.data ->> 'payment_intent') as payment_intent_id,
    coalesce(o.data #>> '{customer,id}', o.data ->> 'customer') as customer_id,
    (o.data ->> 'amount')::bigint as amount_minor,
    reporting.from_minor_units(
        (o.data ->> 'amount')::bigint, o.data ->> 'currency'
    ) as amount,
    (o.data ->> 'amount_captured')::bigint as amount_captured_minor,
    reporting.from_minor_units(
        (o.data ->> 'amount_captured')::bigint, o.data ->> 'currency'
    ) as amount_captured,
    (o.data ->> 'amount_refunded')::bigint as amount_refunded_minor,
    reporting.from_minor_units(
        (o.data ->> 'amount_refunded')::bigint, o.data ->> 'currency'
    ) as amount_refunded,
    upper(o.data ->> 'currency') as currency,
    o.data #>> '{payment_method_details,type}' as payment_method,
    o.data ->> 'status' as status,
    (o.data ->> 'captured')::boolean as is_captured,
    (o.data ->> 'disputed')::boolean as is_disputed,
    (o.data ->> 'refunded')::boolean as is_refunded,
    o.data ->> 'failure_code' as failure_code,
    to_timestamp((o.data ->> 'created')::double precision) as created_at,
    o.gone_at as deleted_at,
    o.read_at
from public.stripe_objects as o
join reporting.stripe_accounts as a on a.id = o.account_id
where o.object = 'charge';

comment on view reporting.stripe_charges is
'Attempts to take money: those that failed too.';

create view reporting.stripe_refunds
with (security_barrier = true) as
select
    o.id,
    a.workspace_id,
    o.account_id,
    coalesce(o.data #>> '{charge,id}', o.data ->> 'charge') as charge_id,
    coalesce(o.data #>> '{payment_intent,id}', o.data ->> 'payment_intent') as payment_intent_id,
    (o.data ->> 'amount')::bigint as amount_minor,
    reporting.from_minor_units(
        (o.data ->> 'amount')::bigint, o.data ->> 'currency'
    ) as amount,
    upper(o.data ->> 'currency') as currency,
    o.data ->> 'reason' as reason,
    o.data ->> 'status' as status,
    o.data ->> 'failure_reason' as failure_reason,
    to_timestamp((o.data ->> 'created')::double precision) as created_at,
    o.gone_at as deleted_at,
    o.read_at
from public.stripe_objects as o
join reporting.stripe_accounts as a on a.id = o.account_id
where o.object = 'refund';

comment on view reporting.stripe_refunds is
'What was paid back, or should have been.';

create view reporting.stripe_disputes
with (security_barrier = true) as
select
    o.id,
    a.workspace_id,
    o.account_id,
    coalesce(o.data #>> '{charge,id}', o.data ->> 'charge') as charge_id,
    coalesce(o.data #>> '{payment_intent,id}', o.data ->> 'payment_intent') as payment_intent_id,
    (o.data ->> 'amount')::bigint as amount_minor,
    reporting.from_minor_units(
        (o.data ->> 'amount')::bigint, o.data ->> 'currency'
    ) as amount,
    upper(o.data ->> 'currency') as currency,
    o.data ->> 'reason' as reason,
    o.data ->> 'status' as status,
    to_timestamp((o.data #>> '{evidence_details,due_by}')::double precision) as evidence_due_at,
    to_timestamp((o.data ->> 'created')::double precision) as created_at,
    o.gone_at as deleted_at,
    o.read_at
from public.stripe_objects as o
join reporting.stripe_accounts as a on a.id = o.account_id
where o.object = 'dispute';

comment on view reporting.stripe_disputes is
'Payments that buyers have their banks take back.';

create view reporting.stripe_subscriptions
with (security_barrier = true) as
select
    o.id,
    a.workspace_id,
    o.account_id,
    coalesce(o.data #>> '{customer,id}', o.data ->> 'customer') as customer_id,
    upper(o.data ->> 'currency') as currency,
    o.data ->> 'status' as status,
    (o.data ->> 'cancel_at_period_end')::boolean as cancel_at_period_end,
    to_timestamp(
        coalesce(
            o.data ->> 'current_period_start',
            o.data #>> '{items,data,0,current_period_start}'
        )::double precision
    ) as current_period_start,
    to_timestamp(
        coalesce(
            o.data ->> 'current_period_end',
            o.data #>> '{items,data,0,current_period_end}'
        )::double precision
    ) as current_period_end,
    to_timestamp((o.data #>> '{trial_end}')::double precision) as trial_end,
    to_timestamp((o.data #>> '{canceled_at}')::double precision) as canceled_at,
    to_timestamp((o.data #>> '{ended_at}')::double precision) as ended_at,
    to_timestamp((o.data ->> 'created')::double precision) as created_at,
    o.gone_at as deleted_at,
    o.read_at
from public.stripe_objects as o
join reporting.stripe_accounts as a on a.id = o.account_id
where o.object = 'subscription';

comment on view reporting.stripe_subscriptions is
'Subscriptions and the period they are in.';

create view reporting.stripe_invoices
with (security_barrier = true) as
select
    o.id,
    a.workspace_id,
    o.account_id,
    coalesce(o.data #>> '{customer,id}', o.data ->> 'customer') as customer_id,
    coalesce(
        o.data #>> '{parent,subscription_details,subscription,id}',
        o.data #>> '{parent,subscription_details,subscription}',
        o.data #>> '{subscription,id}',
        o.data ->> 'subscription'
    ) as subscription_id,
    (o.data ->> 'subtotal')::bigint as subtotal_minor,
    reporting.from_minor_units(
        (o.data ->> 'subtotal')::bigint, o.data ->> 'currency'
    ) as subtotal,
    (o.data ->> 'total')::bigint as total_minor,
    reporting.from_minor_units(
        (o.data ->> 'total')::bigint, o.data ->> 'currency'
    ) as total,
    (o.data ->> 'amount_due')::bigint as amount_due_minor,
    reporting.from_minor_units(
        (o.data ->> 'amount_due')::bigint, o.data ->> 'currency'
    ) as amount_due,
    (o.data ->> 'amount_paid')::bigint as amount_paid_minor,
    reporting.from_minor_units(
        (o.data ->> 'amount_paid')::bigint, o.data ->> 'currency'
    ) as amount_paid,
    (o.data ->> 'amount_remaining')::bigint as amount_remaining_minor,
    reporting.from_minor_units(
        (o.data ->> 'amount_remaining')::bigint, o.data ->> 'currency'
    ) as amount_remaining,
    upper(o.data ->> 'currency') as currency,
    o.data ->> 'number' as number,
    o.data ->> 'billing_reason' as billing_reason,
    o.data ->> 'status' as status,
    to_timestamp((o.data #>> '{due_date}')::double precision) as due_at,
    to_timestamp((o.data #>> '{status_transitions,paid_at}')::double precision) as paid_at,
    to_timestamp((o.data ->> 'created')::double precision) as created_at,
    o.gone_at as deleted_at,
    o.read_at
from public.stripe_objects as o
join reporting.stripe_accounts as a on a.id = o.account_id
where o.object = 'invoice';

comment on view reporting.stripe_invoices is
'Invoices, and what is paid of them.';

create view reporting.stripe_checkout_sessions
with (security_barrier = true) as
select
    o.id,
    a.workspace_id,
    o.account_id,
    coalesce(o.data #>> '{customer,id}', o.data ->> 'customer') as customer_id,
    coalesce(o.data #>> '{payment_intent,id}', o.data ->> 'payment_intent') as payment_intent_id,
    coalesce(o.data #>> '{subscription,id}', o.data ->> 'subscription') as subscription_id,
    coalesce(o.data #>> '{invoice,id}', o.data ->> 'invoice') as invoice_id,
    (o.data ->> 'amount_subtotal')::bigint as amount_subtotal_minor,
    reporting.from_minor_units(
        (o.data ->> 'amount_subtotal')::bigint, o.data ->> 'currency'
    ) as amount_subtotal,
    (o.data ->> 'amount_total')::bigint as amount_total_minor,
    reporting.from_minor_units(
        (o.data ->> 'amount_total')::bigint, o.data ->> 'currency'
    ) as amount_total,
    upper(o.data ->> 'currency') as currency,
    o.data ->> 'mode' as mode,
    o.data ->> 'client_reference_id' as client_reference_id,
    o.data ->> 'payment_status' as payment_status,
    o.data ->> 'status' as status,
    to_timestamp((o.data #>> '{expires_at}')::double precision) as expires_at,
    to_timestamp((o.data ->> 'created')::double precision) as created_at,
    o.gone_at as deleted_at,
    o.read_at
from public.stripe_objects as o
join reporting.stripe_accounts as a on a.id = o.account_id
where o.object = 'checkout.session';

comment on view reporting.stripe_checkout_sessions is
'Checkouts that were begun, and what came of them.';
