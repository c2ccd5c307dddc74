-- analytics: what live numbers were last told to whom.

create table private.traffic_announcements (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    announced_at timestamptz not null default '-infinity',
    is_due boolean not null default true,
    constraint traffic_announcements_pkey primary key (workspace_id)
);
comment on table private.traffic_announcements is
'When the live numbers of a workspace were last broadcast, so that it happens at a bounded rate.';
comment on column private.traffic_announcements.is_due is
'Whether the numbers have changed since: the next round tells them.';

create index traffic_announcements_due on private.traffic_announcements (announced_at)
where is_due;

create type private.period_parts as (
    head_since date,
    head_until date,
    foot_since date,
    foot_until date,
    first_month date,
    last_month date
);
comment on type private.period_parts is
'A period as months, where they are whole, and the days before (head) and after them (foot).';

create type private.dimension_change as (
    key text,
    currency text,
    views bigint,
    impressions bigint,
    clicks bigint,
    cart_adds bigint,
    sales bigint,
    sessions bigint,
    entries bigint,
    exits bigint,
    conversions bigint,
    revenue numeric,
    refunds numeric,
    spend numeric,
    visitor_hashes integer []
);
comment on type private.dimension_change is
'What is to be added to a key of a dimension, in the columns of metric_months.';

-- For the best of a day or a month by these, from the top; few rows have any.
create index product_metrics_sales on public.product_metrics (workspace_id, date, sales desc)
where sales > 0;
create index product_metrics_cart_adds
on public.product_metrics (workspace_id, date, cart_adds desc)
where cart_adds > 0;
create index page_metrics_entries on public.page_metrics (workspace_id, date, entries desc)
where entries > 0;
create index metric_months_sales
on private.metric_months (workspace_id, dimension, month, sales desc)
where sales > 0;
create index metric_months_cart_adds
on private.metric_months (workspace_id, dimension, month, cart_adds desc)
where cart_adds > 0;
create index metric_months_entries
on private.metric_months (workspace_id, dimension, month, entries desc)
where entries > 0;
-- What was spent, by the day: few rows, read without the table.
create index campaign_metrics_spend
on public.campaign_metrics (workspace_id, date) include (campaign_id, currency, spend)
where spend > 0;
