-- analytics: which touches earned an order, by model.
--
-- The ledger says what each touch earned; daily and monthly sums are kept with it, row by row
-- (triggers_attribution.sql). None of these rows references campaigns, ads or events: what has
-- been credited stays when they go, and an account of the past is not rewritten.

create table public.attribution_credits (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    order_id uuid not null,
    campaign_id uuid,
    component_id uuid,
    ad_id uuid,
    event_id uuid,
    event_occurred_at timestamptz,
    model text not null
    constraint attribution_credits_model_known check (
        model in (
            'first_touch', 'last_touch', 'linear', 'time_decay', 'position_based', 'markov',
            'shapley'
        )
    ),
    reason text not null default 'sale'
    constraint attribution_credits_reason_known check (reason in ('sale', 'refund', 'correction')),
    fact text not null default 'sale'
    constraint attribution_credits_fact_known check (fact in ('sale', 'refund')),
    channel text not null default 'unattributed'
    constraint attribution_credits_channel_length check (char_length(channel) between 1 and 520),
    source text
    constraint attribution_credits_source_length check (char_length(source) <= 255),
    medium text
    constraint attribution_credits_medium_length check (char_length(medium) <= 255),
    platform text
    constraint attribution_credits_platform_length check (char_length(platform) between 1 and 50),
    share numeric(9, 8) not null
    constraint attribution_credits_share_range check (share between -1 and 1),
    amount numeric(12, 2) not null,
    currency text not null references public.currencies (code),
    revision integer not null default 0,
    details jsonb not null default '{}'
    constraint attribution_credits_details_object check (jsonb_typeof(details) = 'object'),
    credited_at timestamptz not null,
    created_at timestamptz not null default now(),
    constraint attribution_credits_tenant_key unique (workspace_id, id),
    -- Computing again adds nothing: one row per touch, model and fact in a revision. Also the
    -- index by order.
    constraint attribution_credits_once unique nulls not distinct (
        workspace_id, order_id, model, event_id, credited_at, fact, revision, channel, currency
    ),
    constraint attribution_credits_sign check (
        (reason = 'sale' and fact = 'sale' and amount >= 0 and share >= 0)
        or (reason = 'refund' and fact = 'refund' and amount <= 0)
        or reason = 'correction'
    ),
    constraint attribution_credits_refund_no_share check (fact = 'sale' or share = 0),
    constraint attribution_credits_touch_whole check (
        (event_id is null) = (event_occurred_at is null)
    ),
    constraint attribution_credits_order foreign key (workspace_id, order_id)
    references public.orders (workspace_id, id) on delete cascade
);
comment on table public.attribution_credits is
'A ledger: which touch earned how much of an order, by each model. The amounts of an order and a '
'model sum to its revenue less refunds, to the cent; its shares sum to 1. A refund adds negative '
'rows, what becomes known later adds corrections: nothing is changed afterwards.';
comment on column public.attribution_credits.event_id is
'The touch, a row of events; null for what no touch explains.';
comment on column public.attribution_credits.fact is
'What the row is part of: a correction corrects a sale or a refund.';
comment on column public.attribution_credits.channel is
'The ad platform, else source / medium; email; campaign for a campaign without a source; direct; '
'unattributed where there is no touch. A touch without a source has that of its session.';
comment on column public.attribution_credits.share is
'Part of the order that the row gives or, as a correction, takes back; 0 in refunds.';
comment on column public.attribution_credits.amount is
'Part of the order''s revenue, in currency; negative for refunds.';
comment on column public.attribution_credits.revision is
'Which computation of the order wrote the row, from 1.';
comment on column public.attribution_credits.credited_at is
'When the sale or the refund happened: the day it counts for, also in corrections.';

create index attribution_credits_days
on public.attribution_credits (workspace_id, model, credited_at desc);
create index attribution_credits_currency on public.attribution_credits (currency);

-- attribution_settings --------------------------------------------------------------------

create table public.attribution_settings (
    workspace_id uuid primary key references public.workspaces (id) on delete cascade,
    id uuid not null default gen_random_uuid(),
    model text not null default 'position_based'
    constraint attribution_settings_model_known check (
        model in (
            'first_touch', 'last_touch', 'linear', 'time_decay', 'position_based', 'markov',
            'shapley'
        )
    ),
    touches text not null default 'clicks_and_views'
    constraint attribution_settings_touches_known check (
        touches in ('clicks', 'clicks_and_views')
    ),
    look_back_days integer not null default 30
    constraint attribution_settings_look_back_range check (look_back_days between 1 and 180),
    view_through_days integer not null default 1
    constraint attribution_settings_view_through_range check (view_through_days between 0 and 30),
    half_life_days numeric(6, 2) not null default 7
    constraint attribution_settings_half_life_range check (half_life_days between 0.1 and 365),
    first_weight numeric(5, 4) not null default 0.4
    constraint attribution_settings_first_weight_range check (first_weight between 0 and 1),
    middle_weight numeric(5, 4) not null default 0.2
    constraint attribution_settings_middle_weight_range check (middle_weight between 0 and 1),
    last_weight numeric(5, 4) not null default 0.4
    constraint attribution_settings_last_weight_range check (last_weight between 0 and 1),
    markov_order integer not null default 1
    constraint attribution_settings_markov_order_known check (markov_order in (1, 2)),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint attribution_settings_tenant_key unique (workspace_id, id),
    constraint attribution_settings_weights_whole check (
        first_weight + middle_weight + last_weight = 1
    )
);
comment on table public.attribution_settings is
'How a workspace wants its orders attributed; without a row, the defaults of the columns. A change '
'counts for what is attributed from then on.';
comment on column public.attribution_settings.model is 'What dashboards show unless asked.';
comment on column public.attribution_settings.touches is
'clicks_and_views counts impressions and opened emails too, within view_through_days.';
comment on column public.attribution_settings.look_back_days is
'How long before an order a touch may be. Markov and Shapley learn from as many days.';
comment on column public.attribution_settings.view_through_days is
'How long before an order an impression or an opened email may be.';
comment on column public.attribution_settings.half_life_days is
'time_decay: a touch that much earlier earns half as much.';
comment on column public.attribution_settings.middle_weight is
'position_based: what the touches between the first and the last one share.';
comment on column public.attribution_settings.markov_order is
'How many touches back the Markov chain remembers.';

-- attribution_models ----------------------------------------------------------------------

create table public.attribution_models (
    id uuid primary key default gen_random_uuid(),
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    model text not null
    constraint attribution_models_model_known check (model in ('markov', 'shapley')),
    channel text not null
    constraint attribution_models_channel_length check (char_length(channel) between 1 and 520),
    weight numeric(13, 12) not null
    constraint attribution_models_weight_range check (weight between 0 and 1),
    removal_effect numeric(13, 12)
    constraint attribution_models_removal_effect_range check (removal_effect between 0 and 1),
    since date not null,
    until date not null,
    paths bigint not null
    constraint attribution_models_paths_not_negative check (paths >= 0),
    conversions bigint not null
    constraint attribution_models_conversions_not_negative check (conversions >= 0),
    computed_at timestamptz not null,
    constraint attribution_models_tenant_key unique (workspace_id, id),
    constraint attribution_models_once unique (workspace_id, computed_at, model, channel)
);
comment on table public.attribution_models is
'What Markov and Shapley learned from a workspace''s paths: one set of weights per night. Older '
'sets stay, because older orders are credited by them.';
comment on column public.attribution_models.weight is
'The channel''s part of the conversions; those of a model and a night sum to 1.';
comment on column public.attribution_models.removal_effect is
'Markov: which part of the conversions would be lost without the channel.';
comment on column public.attribution_models.paths is
'How many paths were read, converted or not; conversions is how many of them ended in an order.';

-- sums ------------------------------------------------------------------------------------

create table public.attribution_daily (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    id bigint generated always as identity,
    dimension text not null
    constraint attribution_daily_dimension_known check (
        dimension in ('channel', 'campaign', 'ad')
    ),
    model text not null,
    date date not null,
    currency text not null references public.currencies (code),
    key text not null,
    orders numeric not null default 0,
    revenue numeric not null default 0,
    refunds numeric not null default 0,
    spend numeric not null default 0,
    net_revenue numeric generated always as (revenue - refunds) stored,
    constraint attribution_daily_pkey primary key (workspace_id, id),
    constraint attribution_daily_once unique (
        workspace_id, dimension, model, date, currency, key
    )
);
comment on table public.attribution_daily is
'The ledger of attribution by UTC day: each dimension holds all of it. Model platform is what ad '
'platforms claim, with what they were paid.';
comment on column public.attribution_daily.key is
'The channel, or the id of the campaign or ad; empty for credit that has none.';
comment on column public.attribution_daily.orders is
'Sum of shares: an order counts once over all keys. Of platforms, the conversions they claim.';
comment on column public.attribution_daily.spend is 'Ad spend, in rows of platforms alone.';

create index attribution_daily_currency on public.attribution_daily (currency);

create table private.attribution_months (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    id bigint generated always as identity,
    dimension text not null,
    model text not null,
    month date not null,
    currency text not null references public.currencies (code),
    key text not null,
    orders numeric not null default 0,
    revenue numeric not null default 0,
    refunds numeric not null default 0,
    spend numeric not null default 0,
    constraint attribution_months_pkey primary key (workspace_id, id),
    constraint attribution_months_once unique (
        workspace_id, dimension, model, month, currency, key
    )
);
comment on table private.attribution_months is
'attribution_daily by month, so that a year costs no more than a month.';

create index attribution_months_currency on private.attribution_months (currency);

-- orders ----------------------------------------------------------------------------------

create table private.attribution_orders (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    id uuid not null,
    customer_id uuid,
    visitors text[] not null,
    path text[] not null,
    currency text not null,
    revenue numeric(12, 2) not null,
    ordered_at timestamptz not null,
    sold_at timestamptz,
    weights_at timestamptz,
    revision integer not null default 1,
    attributed_at timestamptz not null default now(),
    constraint attribution_orders_pkey primary key (workspace_id, id),
    constraint attribution_orders_order foreign key (workspace_id, id)
    references public.orders (workspace_id, id) on delete cascade
);
comment on table private.attribution_orders is
'Orders that have been attributed, by the id of the order: what was known of them then.';
comment on column private.attribution_orders.visitors is
'All browsers and devices whose touches were looked at.';
comment on column private.attribution_orders.path is 'Channels of the touches, first to last.';
comment on column private.attribution_orders.revenue is 'What it was sold for, before refunds.';
comment on column private.attribution_orders.sold_at is 'Null while it does not count as a sale.';
comment on column private.attribution_orders.weights_at is
'By which weights of attribution_models it is credited: their computed_at.';

create index attribution_orders_sold on private.attribution_orders (workspace_id, sold_at)
include (currency, revenue, path);
create index attribution_orders_ordered on private.attribution_orders (workspace_id, ordered_at);

create table private.attribution_marks (
    workspace_id uuid not null references public.workspaces (id) on delete cascade,
    id bigint generated always as identity,
    order_id uuid,
    batch bigint,
    day date,
    created_at timestamptz not null default now(),
    constraint attribution_marks_pkey primary key (workspace_id, id),
    constraint attribution_marks_one check (num_nonnulls(order_id, batch, day) = 1)
);
comment on table private.attribution_marks is
'What to do: orders to attribute, batches of events that may hold late touches, and days whose '
'claims of ad platforms to sum up. A change adds rows and waits for nobody; '
'public.attribute_orders takes them away in the transaction that does the work.';

create index attribution_marks_oldest on private.attribution_marks (id);

create type private.journey as (
    id text,
    visitors text [],
    customer_id uuid,
    since timestamptz,
    views_since timestamptz,
    until timestamptz
);
comment on type private.journey is
'Whose touches to look for: of these visitors and of this customer, from since to until; '
'impressions from views_since.';
