-- What `flywheel stripe` asks and changes, as the operator.

-- name: lag
-- How far we are behind Stripe, by account.
select
    a.id as account,
    a.status,
    case a.livemode when true then 'live' when false then 'test' end as mode,
    (select max(e.created_at) from public.stripe_events as e where e.account_id = a.id)
        as last_event_at,
    (select max(o.read_at) from public.stripe_objects as o where o.account_id = a.id)
        as last_read_at,
    counts.pending,
    counts.failed,
    counts.ignored,
    extract(epoch from now() - counts.oldest)::double precision as lag_seconds,
    (
        select count(*) from public.stripe_objects as o
        where o.account_id = a.id and o.gone_at is null
    ) as objects,
    (
        select count(*) from public.stripe_objects as o
        where o.account_id = a.id and o.error_message is not null
    ) as without_effect
from public.stripe_accounts as a
cross join lateral (
    select
        count(*) filter (where e.status = 'pending') as pending,
        count(*) filter (where e.status = 'failed') as failed,
        count(*) filter (where e.status = 'ignored') as ignored,
        min(e.created_at) filter (where e.status in ('pending', 'failed')) as oldest
    from public.stripe_events as e
    where e.account_id = a.id
) as counts
order by a.id <> 'platform', a.id

-- name: unknown_types
-- Types that nothing follows from, by how often they came.
select e.type, e.note, count(*) as events, max(e.created_at) as last_at
from public.stripe_events as e
where e.status = 'ignored'
group by e.type, e.note
order by count(*) desc, e.type

-- name: faults
-- What nothing could be made of, and why.
select
    o.account_id as account, o.object, o.error_message as reason, count(*) as objects,
    min(o.id) as example
from public.stripe_objects as o
where o.error_message is not null
group by o.account_id, o.object, o.error_message
order by count(*) desc, o.object
limit 20

-- name: last_runs
-- The last reconciliation of each account.
select distinct on (r.account_id)
    r.id, r.account_id as account, r.is_backfill, r.status, r.error_message, r.started_at,
    r.completed_at,
    (
        select sum(s.listed) from public.stripe_reconciliation_steps as s
        where s.reconciliation_id = r.id
    )::bigint as listed,
    (select count(*) from public.stripe_drift as d where d.reconciliation_id = r.id) as drift
from public.stripe_reconciliations as r
order by r.account_id, r.started_at desc

-- name: accounts
select
    a.id as account, w.slug as workspace, a.country, a.currency, a.status,
    case a.livemode when true then 'live' when false then 'test' end as mode,
    a.charges_enabled, a.payouts_enabled, a.connected_at
from public.stripe_accounts as a
left join public.workspaces as w on a.workspace_id = w.id
order by a.id <> 'platform', a.id

-- name: start
select (
    public.start_stripe_reconciliation(%(account)s::text, %(is_backfill)s::boolean, %(since)s)
).id

-- name: connected
select a.id as account
from public.stripe_accounts as a
where a.status <> 'disconnected' and (%(account)s::text = 'all' or a.id = %(account)s)
order by a.id <> 'platform', a.id

-- name: run
select r.id, r.account_id as account, r.is_backfill, r.status, r.error_message
from public.stripe_reconciliations as r
where r.id = %(run)s

-- name: steps
select s.object, s.status, s.listed, s.pages
from public.stripe_reconciliation_steps as s
where s.reconciliation_id = %(run)s
order by array_position(private.stripe_list_kinds(), s.object)

-- name: drift
-- By kind of object: what was missing, extra or different, and by how much money.
select
    d.object,
    d.currency,
    count(*) filter (where d.kind = 'missing') as missing,
    count(*) filter (where d.kind = 'extra') as extra,
    count(*) filter (where d.kind = 'different') as different,
    sum(d.amount_difference)::bigint as amount_difference
from public.stripe_drift as d
where d.reconciliation_id = %(run)s
group by d.object, d.currency
order by array_position(private.stripe_list_kinds(), d.object), d.currency

-- name: derive
select private.derive_stripe_failures(%(account)s::text, true) as failed

-- name: takers
-- How many workers take the jobs of reconciliations.
select count(*) as workers
from jobs.workers as w
where w.seen_at > now() - interval '1 minute' and 'stripe.reconcile_kind' = any (w.job_types)

-- name: retry
select public.sweep_stripe_events(interval '0') as swept

-- name: add_secret
insert into private.stripe_webhook_secrets (secret, is_connect, description)
values (%(secret)s, %(is_connect)s, %(description)s)
returning id

-- name: secrets
-- Never the secret itself: its end is enough to tell one from another.
select
    s.id, right(s.secret, 4) as ends_in, s.is_connect, s.description, s.created_at, s.expires_at
from private.stripe_webhook_secrets as s
order by s.created_at

-- name: expire_secret
update private.stripe_webhook_secrets
set expires_at = now() + make_interval(secs => %(hours)s::double precision * 3600)
where id = %(secret)s
returning expires_at

-- name: delete_secret
delete from private.stripe_webhook_secrets
where id = %(secret)s
returning id

-- name: publish
select jobs.enqueue('stripe.publish_plans', dedup_key => 'all') as job

-- name: ended
select a.status, a.error_message from jobs.job_archive as a where a.id = %(job)s

-- name: plans
select p.name, p.price, p.currency, p.interval, p.stripe_price_id
from public.subscription_plans as p
where p.is_active and p.price > 0
order by p.created_at, p.id
