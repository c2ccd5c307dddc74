-- Statements of the demo data. Sums of days have an id made from what they are about, so that
-- the same history gives the same rows.

-- One at a time; a second one then finds the companies there.
-- name: lock
select pg_advisory_xact_lock(hashtextextended('flywheel demo companies', 0))

-- name: existing_workspaces
select id from public.workspaces where id = any(%(ids)s)

-- name: columns
select
    c.relname as "table",
    jsonb_object_agg(a.attname, format_type(a.atttypid, null)) as columns
from pg_catalog.pg_class as c
join pg_catalog.pg_attribute as a on a.attrelid = c.oid
where
    c.relnamespace = 'public'::regnamespace
    and c.relkind in ('r', 'p')
    and a.attnum > 0
    and not a.attisdropped
group by c.relname

-- People as sign-up makes them, with the password of the demo person and a confirmed address.
-- name: add_people
with demo_person as (
    select u.* from auth.users as u where u.email = %(demo_person)s
),

added as (
    insert into auth.users (
        instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
        confirmation_token, recovery_token, email_change_token_new, email_change,
        raw_app_meta_data, raw_user_meta_data, created_at, updated_at
    )
    select
        d.instance_id, p.id, d.aud, d.role, p.email, d.encrypted_password, now(),
        '', '', '', '',
        d.raw_app_meta_data, jsonb_build_object('full_name', p.full_name), now(), now()
    from jsonb_to_recordset(%(people)s) as p (id uuid, email text, full_name text)
    cross join demo_person as d
    on conflict (email) where is_sso_user = false do nothing
    returning id, email
)

insert into auth.identities (
    provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at
)
select
    a.id::text,
    a.id,
    jsonb_build_object(
        'sub', a.id, 'email', a.email, 'email_verified', true, 'phone_verified', false
    ),
    'email',
    now(),
    now(),
    now()
from added as a

-- name: people_by_email
select u.email, u.id from auth.users as u where u.email = any(%(emails)s) and not u.is_sso_user

-- name: credit_campaigns
insert into public.attribution_credits (
    id, workspace_id, order_id, campaign_id, event_id, event_occurred_at, model, reason, fact,
    channel, source, medium, share, amount, currency, credited_at
)
select
    extensions.uuid_generate_v5(o.id, 'last_touch ' || c.reason),
    o.workspace_id,
    o.id,
    e.campaign_id,
    e.id,
    e.occurred_at,
    'last_touch',
    c.reason,
    c.reason,
    coalesce(
        private.own_channel(
            e.event_type, e.platform, e.source, e.medium, e.utm_source, e.utm_medium
        ),
        'campaign'
    ),
    e.source,
    e.medium,
    case c.reason when 'sale' then 1 else 0 end,
    c.amount,
    o.currency,
    c.credited_at
from public.events as e
join public.orders as o on o.workspace_id = e.workspace_id and o.id = e.order_id
join public.payments as p on p.workspace_id = o.workspace_id and p.order_id = o.id
cross join lateral (
    values
    ('sale', o.total_amount, o.paid_at),
    ('refund', -p.refunded_amount, p.refunded_at)
) as c (reason, amount, credited_at)
where
    e.workspace_id = %(workspace_id)s
    and e.event_type = 'conversion'
    and e.campaign_id is not null
    and c.amount <> 0

-- Days without a sale count as well; those that the roll-up fills keep their id.
-- name: open_days
insert into public.revenue_daily (id, workspace_id, date, currency)
select
    extensions.uuid_generate_v5(%(workspace_id)s::uuid, 'revenue ' || d.day),
    %(workspace_id)s,
    d.day,
    %(currency)s
from (
    select generate_series(%(today)s::date - 90, %(today)s::date - 1, interval '1 day')::date as day
) as d
on conflict on constraint revenue_daily_once_per_day do nothing

-- name: roll_up_revenue
select public.roll_up_revenue(%(workspace_id)s)

-- name: choose_currency
insert into public.analytics_settings (workspace_id, currency)
values (%(workspace_id)s, %(currency)s)

-- name: make_write_key
insert into public.write_keys (workspace_id, name) values (%(workspace_id)s, 'Website')

-- The events go in by hand: as one batch, which the roll-up takes.
-- name: number_events
update public.events as e
set batch = b.id
from (
    select private.open_batch(%(workspace_id)s, count(*)::integer) as id
    from public.events as c
    where c.workspace_id = %(workspace_id)s
) as b
where e.workspace_id = %(workspace_id)s

-- name: roll_up_events
select private.roll_up_events(1000000)

-- The next two weeks as the mean of the same weekdays before, within two standard deviations.
-- name: predict_revenue
insert into public.revenue_predictions (
    id, workspace_id, date, horizon_days, currency, predicted_revenue, interval_low,
    interval_high, model, notes, predicted_on
)
select
    extensions.uuid_generate_v5(%(workspace_id)s::uuid, 'prediction ' || d.day),
    %(workspace_id)s,
    d.day,
    14,
    %(currency)s,
    round(avg(r.earned), 2),
    round(greatest(0, avg(r.earned) - 2 * stddev(r.earned)), 2),
    round(avg(r.earned) + 2 * stddev(r.earned), 2),
    'weekday_mean',
    array['Demo data: the mean of the same weekdays of the past three months.'],
    %(today)s
from (
    select generate_series(%(today)s::date, %(today)s::date + 13, interval '1 day')::date as day
) as d
join (
    select date, greatest(net_revenue, 0) as earned
    from public.revenue_daily
    where workspace_id = %(workspace_id)s
) as r on extract(dow from r.date) = extract(dow from d.day)
group by d.day
