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

-- name: roll_up_products
insert into public.product_metrics (
    id, workspace_id, product_id, date, currency, views, cart_adds, sales, revenue, refunds,
    visitors
)
select
    extensions.uuid_generate_v5(m.product_id, 'metrics ' || m.day),
    %(workspace_id)s,
    m.product_id,
    m.day,
    %(currency)s,
    sum(m.views),
    sum(m.cart_adds),
    sum(m.sales),
    sum(m.revenue),
    sum(m.refunds),
    sum(m.visitors)
from (
    select
        e.product_id,
        (e.occurred_at at time zone 'UTC')::date as day,
        count(*) filter (where e.event_type = 'view') as views,
        count(*) filter (where e.event_type = 'cart_add') as cart_adds,
        0 as sales,
        0 as revenue,
        0 as refunds,
        count(distinct e.visitor_id) as visitors
    from public.events as e
    where e.workspace_id = %(workspace_id)s and e.product_id is not null
    group by 1, 2
    union all
    select b.product_id, b.date, 0, 0, b.units, b.revenue, b.refunds, 0
    from public.revenue_breakdown as b
    where b.workspace_id = %(workspace_id)s
) as m
group by m.product_id, m.day

-- What an ad platform reported takes the place of views and clicks counted here.
-- name: roll_up_campaigns
insert into public.campaign_metrics (
    id, workspace_id, campaign_id, date, currency, views, impressions, clicks, spend,
    conversions, revenue, refunds, visitors
)
select
    extensions.uuid_generate_v5(m.campaign_id, 'metrics ' || m.day),
    %(workspace_id)s,
    m.campaign_id,
    m.day,
    %(currency)s,
    sum(m.views),
    coalesce(sum(m.impressions), sum(m.views)),
    coalesce(sum(m.ad_clicks), sum(m.clicks)),
    sum(m.spend),
    sum(m.conversions),
    sum(m.revenue),
    sum(m.refunds),
    sum(m.visitors)
from (
    select
        e.campaign_id,
        (e.occurred_at at time zone 'UTC')::date as day,
        count(*) filter (where e.event_type in ('page_view', 'view')) as views,
        null::bigint as impressions,
        count(*) filter (where e.event_type = 'click') as clicks,
        null::bigint as ad_clicks,
        0 as spend,
        count(*) filter (where e.event_type = 'conversion') as conversions,
        coalesce(sum(e.revenue), 0) as revenue,
        0 as refunds,
        count(distinct e.visitor_id) as visitors
    from public.events as e
    where e.workspace_id = %(workspace_id)s and e.campaign_id is not null
    group by 1, 2
    union all
    select
        s.campaign_id, a.date, 0, sum(a.impressions), 0, sum(a.clicks), sum(a.spend), 0, 0, 0, 0
    from public.ad_metrics as a
    join public.ads as ad on ad.workspace_id = a.workspace_id and ad.id = a.ad_id
    join public.ad_sets as s on s.workspace_id = ad.workspace_id and s.id = ad.ad_set_id
    where a.workspace_id = %(workspace_id)s
    group by 1, 2
    union all
    select
        c.campaign_id,
        (c.credited_at at time zone 'UTC')::date,
        0, null, 0, null, 0, 0, 0, -c.amount, 0
    from public.attribution_credits as c
    where c.workspace_id = %(workspace_id)s and c.reason = 'refund'
) as m
group by m.campaign_id, m.day

-- name: roll_up_components
insert into public.component_metrics (
    id, workspace_id, component_id, date, views, clicks, visitors
)
select
    extensions.uuid_generate_v5(e.component_id, 'metrics ' || day),
    e.workspace_id,
    e.component_id,
    day,
    count(*) filter (where e.event_type = 'view'),
    count(*) filter (where e.event_type = 'click'),
    count(distinct e.visitor_id)
from public.events as e
cross join lateral (select (e.occurred_at at time zone 'UTC')::date as day) as d
where e.workspace_id = %(workspace_id)s and e.component_id is not null
group by e.workspace_id, e.component_id, day

-- name: roll_up_countries
insert into public.country_metrics (
    id, workspace_id, country, date, currency, users, conversions, revenue
)
select
    extensions.uuid_generate_v5(e.workspace_id, concat_ws(' ', 'country', e.country, day)),
    e.workspace_id,
    e.country,
    day,
    %(currency)s,
    count(distinct e.visitor_id),
    count(*) filter (where e.event_type = 'conversion'),
    coalesce(sum(e.revenue), 0)
from public.events as e
cross join lateral (select (e.occurred_at at time zone 'UTC')::date as day) as d
where e.workspace_id = %(workspace_id)s
group by e.workspace_id, e.country, day

-- name: roll_up_pages
insert into public.page_metrics (id, workspace_id, page, date, views, entries, exits, visitors)
select
    extensions.uuid_generate_v5(v.workspace_id, concat_ws(' ', 'page', v.page, v.day)),
    v.workspace_id,
    v.page,
    v.day,
    count(*),
    count(*) filter (where v.is_first),
    count(*) filter (where v.is_last),
    count(distinct v.visitor_id)
from (
    select
        e.workspace_id,
        e.page,
        e.visitor_id,
        (e.occurred_at at time zone 'UTC')::date as day,
        e.occurred_at = min(e.occurred_at) over session as is_first,
        e.occurred_at = max(e.occurred_at) over session as is_last
    from public.events as e
    where e.workspace_id = %(workspace_id)s and e.event_type = 'page_view'
    window session as (partition by e.session_id)
) as v
group by v.workspace_id, v.page, v.day

-- name: roll_up_sources
insert into public.source_metrics (
    id, workspace_id, source, medium, date, currency, sessions, conversions, revenue, visitors
)
select
    extensions.uuid_generate_v5(e.workspace_id, concat_ws(' ', 'source', e.source, e.medium, day)),
    e.workspace_id,
    e.source,
    e.medium,
    day,
    %(currency)s,
    count(distinct e.session_id),
    count(*) filter (where e.event_type = 'conversion'),
    coalesce(sum(e.revenue), 0),
    count(distinct e.visitor_id)
from public.events as e
cross join lateral (select (e.occurred_at at time zone 'UTC')::date as day) as d
where e.workspace_id = %(workspace_id)s
group by e.workspace_id, e.source, e.medium, day

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
