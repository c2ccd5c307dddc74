-- What `flywheel stripe` asks and changes, as the operator.

-- name: status
select public.stripe_status() as status

-- name: accounts
select
    a.id, w.slug as workspace, a.status, a.livemode, a.country, a.currency, a.charges_enabled,
    a.payouts_enabled, a.connected_at, a.disconnected_at
from public.stripe_accounts as a
left join public.workspaces as w on a.workspace_id = w.id
order by a.id <> 'platform', a.created_at, a.id

-- name: open_accounts
select a.id
from public.stripe_accounts as a
where a.status <> 'disconnected'
order by a.id <> 'platform', a.id

-- name: start
select
    public.start_stripe_reconciliation(
        %(account)s::text,
        is_backfill => %(is_backfill)s::boolean,
        created_since => %(since)s::timestamptz,
        rederives => %(rederives)s::boolean
    ) as id

-- name: reconciliation
select public.stripe_reconciliation(%(id)s::uuid) as run

-- name: live_workers
select s.workers
from jobs.type_stats as s
where s.job_type = 'stripe.reconcile_kind'

-- name: retry
select public.sweep_stripe_events('0') as count

-- name: add_secret
insert into private.stripe_webhook_secrets (secret, is_connect, description)
values (%(secret)s::text, %(is_connect)s::boolean, %(description)s::text)
on conflict (secret) do nothing
returning id

-- name: secrets
select
    s.id, '…' || right(s.secret, 4) as secret, s.is_connect, s.description, s.created_at,
    s.expires_at, s.expires_at is null or s.expires_at > now() as is_valid
from private.stripe_webhook_secrets as s
order by s.created_at, s.id

-- name: expire_secret
update private.stripe_webhook_secrets as s
set expires_at = now() + make_interval(secs => %(hours)s::double precision * 3600)
where s.id = %(id)s::uuid
returning s.expires_at
